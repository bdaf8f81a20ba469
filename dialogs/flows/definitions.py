"""What the voucher is, and where to ask how a claim stands."""

from __future__ import annotations

from dialogs.flow import Flow, Step, answered, menu
from dialogs.message import Reply
from dialogs.session import Session
from dialogs.wording import cite, said


def what_is(session: Session) -> Step:
    """The voucher in two lines."""
    edition = session.edition if session.conversation.edition else None
    cited = cite(edition, edition.estimate.base_clause) if edition else ""
    text = said("talk.j2", "what_is", edition=edition, cited=cited)
    return answered(Reply(text=text, choices=menu(("eligibility", "核对条件"), ("estimate", "测算金额"))))


def claim_status(session: Session) -> Step:
    """Where to ask about a claim that was filed."""
    text = said("talk.j2", "claim_status", edition=session.edition)
    return answered(Reply(text=text, choices=menu(("contacts", "联系方式"), ("procedure", "办理流程"))))


WHAT_IS = Flow(name="what_is", label="什么是创新券", step=what_is, is_general=True)
STATUS = Flow(name="status", label="申请进度", step=claim_status)
