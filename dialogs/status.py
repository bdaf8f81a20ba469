"""Status: what must be said beside every answer: draft, closed, not yet open."""

from __future__ import annotations

from datetime import date
from typing import Any

from dialogs.message import Effect
from dialogs.session import Session
from dialogs.wording import cite, said
from policy.assessment import caveats
from policy.conditions import ALWAYS
from policy.deadlines import is_open, window_states
from policy.edition import About, Reading


def head(session: Session) -> str:
    """What stands before questions and answers: draft, closed, not yet open; empty while a window is open."""
    edition = session.edition
    if not is_headed(session):
        return ""
    states = window_states(edition, session.context.now)
    last = max((s for s in states if s.closing_day), key=lambda s: s.closing_day or date.min, default=None)
    return said(
        "status.j2",
        "head",
        edition=edition,
        last=last,
        upcoming=next((s for s in states if s.state == "not_open"), None),
        cited=cite(edition, last.clause if last else edition.source_clause),
    )


def is_headed(session: Session) -> bool:
    """Whether something stands before questions and answers."""
    return session.edition.is_draft or not is_open(session.edition, session.context.now)


def flagged(session: Session, *about: About, limit: int = 2) -> tuple[Reading, ...]:
    """The unclear points to show with an answer: those that a fact of this case raised, then the general ones."""
    found = [r for r in caveats(session.compiled, session.case, session.context.now) if r.about in about]
    raised = [r for r in found if _is_raised(r)]
    return tuple((raised + [r for r in found if r not in raised])[:limit])


def raised(session: Session, *about: About) -> tuple[Reading, ...]:
    """Only the unclear points that a fact of this case raised, all of them."""
    return tuple(
        r
        for r in caveats(session.compiled, session.case, session.context.now)
        if r.about in about and _is_raised(r)
    )


def unstated(session: Session, point: str, value: Any = None) -> Effect:
    """What the notice was asked about and does not say."""
    content = {
        "edition": session.edition.id,
        "region": session.edition.region,
        "point": point,
        "value": value,
    }
    return Effect(kind="not_stated", content=content)


def _is_raised(reading: Reading) -> bool:
    return reading.when != ALWAYS
