"""What the voucher is and what it is for, and which programme is answered."""

from __future__ import annotations

from dialogs.flow import Flow, Step, answered, menu
from dialogs.message import Reply
from dialogs.regions import REGION, region_question
from dialogs.session import Session
from dialogs.status import unstated
from dialogs.wording import said

CHOICES = menu(("conditions", "申请条件"), ("estimate", "测算金额"))


def what_is(session: Session) -> Step:
    """The voucher in a line, then as the region's own notice has it: asked for where no region is known."""
    told = session.conversation.asked == REGION
    if session.conversation.edition is None:
        general = Reply(text=said("definitions.j2", "general"), choices=CHOICES)
        return Step(replies=() if told else (general,), question=region_question(session.context))
    edition = session.edition
    own = [p for p in edition.provisions if p.about in ("definition", "transfer")]
    text = said("definitions.j2", "own", edition=edition, provisions=own, told=told)
    return answered(Reply(text=text, choices=CHOICES))


def purpose(session: Session) -> Step:
    """Why there is a voucher, as the notice gives it."""
    edition = session.edition
    given = [p for p in edition.provisions if p.about == "purpose"]
    text = said("definitions.j2", "purpose", edition=edition, provisions=given)
    reply = Reply(text=text, choices=menu(("what_is", "什么是创新券"), ("conditions", "申请条件")))
    return Step(replies=(reply,), effects=() if given else (unstated(session, "purpose"),))


def programme(session: Session) -> Step:
    """That it is the voucher that is answered, where a subsidy was called by a name that many have."""
    return answered(Reply(text=said("definitions.j2", "programme"), choices=CHOICES))


WHAT_IS = Flow(name="what_is", label="什么是创新券", step=what_is, is_general=True)
PURPOSE = Flow(name="purpose", label="为什么有创新券", step=purpose)
PROGRAMME = Flow(name="programme", label="哪一种补助", step=programme, is_general=True)
