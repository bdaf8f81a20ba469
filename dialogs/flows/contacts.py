"""Whom to ask: offices and telephones as the notice prints them."""

from __future__ import annotations

from dialogs.flow import Flow, Step, answered, menu
from dialogs.message import Reply
from dialogs.session import Session
from dialogs.wording import cite, said


def step(session: Session) -> Step:
    """The offices of the edition; where none is printed, that is said."""
    edition = session.edition
    text = said(
        "contacts.j2",
        "answer",
        edition=edition,
        contacts=edition.contacts,
        cited=cite(edition, *(c.clause for c in edition.contacts)),
    )
    return answered(Reply(text=text, choices=menu(("eligibility", "核对条件"), ("deadlines", "截止时间"))))


def account(session: Session) -> Step:
    """Who helps with a password or a system that does not open: its support, else every office."""
    edition = session.edition
    support = [contact for contact in edition.contacts if "系统" in contact.topic]
    text = said(
        "contacts.j2",
        "account",
        edition=edition,
        has_support=bool(support),
        contacts=support or edition.contacts,
        cited=cite(edition, *(c.clause for c in support or edition.contacts)),
    )
    return answered(Reply(text=text, choices=menu(("procedure", "办理流程"), ("contacts", "联系方式"))))


FLOW = Flow(name="contacts", label="联系方式", step=step)
ACCOUNT = Flow(name="account", label="系统账号", step=account)
