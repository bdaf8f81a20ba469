"""Status: what must be said beside every answer: draft, closed, not yet open."""

from __future__ import annotations

from dialogs.session import Session
from dialogs.wording import cite, said
from policy.assessment import caveats
from policy.deadlines import WindowState, current, window_states
from policy.edition import About, Reading


def status(session: Session) -> str:
    """One line on the windows at this moment; empty while one is open, and under a draft, which has none."""
    edition = session.edition
    states = window_states(edition, session.context.now)
    last = max((s for s in states if s.closing_day), key=lambda s: s.closing_day, default=None)  # type: ignore[arg-type,return-value]
    return said(
        "status.j2",
        "status",
        edition=edition,
        opened=current(states),
        last=last,
        upcoming=_upcoming(states),
        cited=cite(edition, last.clause if last else edition.source_clause),
    )


def _upcoming(states: tuple[WindowState, ...]) -> WindowState | None:
    return next((s for s in states if s.state == "not_open"), None)


def draft_notice(session: Session) -> str:
    """What stands before every answer under a draft; empty otherwise."""
    edition = session.edition
    return said("status.j2", "draft", cited=cite(edition, edition.source_clause)) if edition.is_draft else ""


def flagged(session: Session, *about: About, limit: int = 2) -> tuple[Reading, ...]:
    """The unclear points to show with an answer: those that a fact of this case raised, then the general ones."""
    found = [r for r in caveats(session.compiled, session.case, session.context.now) if r.about in about]
    raised = [r for r in found if _is_raised(r)]
    return tuple((raised + [r for r in found if r not in raised])[:limit])


def raised(session: Session, *about: About) -> tuple[Reading, ...]:
    """Only the unclear points that a fact of this case raised."""
    return tuple(
        r
        for r in caveats(session.compiled, session.case, session.context.now)
        if r.about in about and _is_raised(r)
    )


def _is_raised(reading: Reading) -> bool:
    from policy.conditions import ALWAYS

    return reading.when != ALWAYS
