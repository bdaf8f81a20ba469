"""Who may apply, and what a service must meet, clause by clause, before anybody's case."""

from __future__ import annotations

from dialogs.criteria import listed
from dialogs.flow import Flow, Step, answered, menu
from dialogs.message import Reply
from dialogs.session import Session

OFFERED = (("eligibility", "核对条件"), ("estimate", "测算金额"))


def conditions(session: Session) -> Step:
    """What the enterprise must be."""
    text = listed(session, with_service=False)
    return answered(Reply(text=text, choices=menu(*OFFERED, ("documents", "材料清单"))))


def requirements(session: Session) -> Step:
    """What the enterprise must be, and what was bought."""
    text = listed(session, with_service=True)
    return answered(Reply(text=text, choices=menu(*OFFERED, ("exclusions", "支持哪些服务"))))


CONDITIONS = Flow(name="conditions", label="申请条件", step=conditions)
REQUIREMENTS = Flow(name="requirements", label="全部条件", step=requirements)
