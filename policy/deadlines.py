"""Deadlines: the state of each filing window, and what must be begun by when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from policy.edition import Document, Edition, Window
from policy.workdays import SHANGHAI, CalendarMissing, last_workday

State = Literal["open", "not_open", "closed", "not_stated"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowState:
    """A window at a moment; `last_working_day` is None where the calendar of that year is not published."""

    id: str
    label: str
    state: State
    opens: date | datetime | None
    closes: date | datetime | None
    last_working_day: date | None
    clause: str

    @property
    def closing_day(self) -> date | None:
        return day_of(self.closes)

    @property
    def closes_on_day_off(self) -> bool:
        return self.last_working_day is not None and self.last_working_day != self.closing_day


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanItem:
    """One line of the filing plan: `by` is the last day to begin, None where no time is stated."""

    by: date | None
    what: str
    who: str
    clause: str
    is_late: bool = False


def day_of(moment: date | datetime | None) -> date | None:
    """The day of a bound in Shanghai."""
    if isinstance(moment, datetime):
        return moment.astimezone(SHANGHAI).date()
    return moment


def window_states(edition: Edition, at: datetime) -> tuple[WindowState, ...]:
    """Every window at a moment, in the notice's order; one `not_stated` entry where there is none."""
    if not edition.windows:
        nothing = WindowState(
            id="not_stated",
            label="受理期",
            state="not_stated",
            opens=None,
            closes=None,
            last_working_day=None,
            clause=edition.source_clause,
        )
        return (nothing,)
    return tuple(_state(window, at) for window in edition.windows)


def is_open(edition: Edition, at: datetime) -> bool:
    """Whether some window is open."""
    return any(_open(window, at) == "open" for window in edition.windows)


def current(states: tuple[WindowState, ...]) -> WindowState | None:
    """The open window that closes first."""
    opened = [s for s in states if s.state == "open"]
    return min(opened, key=lambda s: s.closing_day or date.max, default=None)


def coming(states: tuple[WindowState, ...]) -> WindowState | None:
    """The window that is open, or else the one that opens next."""
    waiting = [s for s in states if s.state == "not_open"]
    return current(states) or min(waiting, key=lambda s: day_of(s.opens) or date.max, default=None)


def can_be_filed(edition: Edition, at: datetime) -> bool:
    """Whether something can still be filed, now or in a window to come; never under a draft."""
    states = window_states(edition, at)
    return not edition.is_draft and any(s.state != "closed" for s in states)


def _state(window: Window, at: datetime) -> WindowState:
    day = day_of(window.closes)
    try:
        workday = last_workday(day) if day is not None else None
    except CalendarMissing:
        workday = None
    return WindowState(
        id=window.id,
        label=window.label,
        state=_open(window, at),
        opens=window.opens,
        closes=window.closes,
        last_working_day=workday,
        clause=window.clause,
    )


def _open(window: Window, at: datetime) -> State:
    if window.opens is None and window.closes is None:
        return "not_stated"
    local = at.astimezone(SHANGHAI)
    if window.opens is not None:
        early = local < window.opens if isinstance(window.opens, datetime) else local.date() < window.opens
        if early:
            return "not_open"
    if window.closes is not None:
        # The closing second itself is in time; a day without a time lasts to its end.
        late = local > window.closes if isinstance(window.closes, datetime) else local.date() > window.closes
        if late:
            return "closed"
    return "open"


def filing_plan(edition: Edition, papers: tuple[Document, ...], at: datetime) -> tuple[PlanItem, ...]:
    """What to begin by when for the next window that can still be met, others' lead times first."""
    today = at.astimezone(SHANGHAI).date()
    window = _reachable(edition, window_states(edition, at), today)
    if window is None:
        return ()
    items, planned = [], {document.id for document in papers if document.issued_by is not None}
    for document in papers:
        if document.issued_by is None:
            continue
        by = None
        if window.closing_day and document.lead_days:
            by = _workday(window.closing_day - timedelta(days=document.lead_days))
        items.append(
            PlanItem(
                by=by,
                what=document.name,
                who=document.issued_by,
                clause=document.lead_clause or document.clause,
                is_late=by is not None and by < today,
            )
        )
    before = [step for step in edition.filing.before if step.document not in planned]
    items += [PlanItem(by=None, what=s.name, who=s.actor, clause=s.clause) for s in before]
    by = _last_day(edition, window)
    if by is not None:
        items.append(
            PlanItem(by=by, what="提交", who="enterprise", clause=edition.filing.clause, is_late=by < today)
        )
    return tuple(sorted(items, key=lambda item: item.by or date.min))


def _reachable(edition: Edition, states: tuple[WindowState, ...], today: date) -> WindowState | None:
    """The window to plan for: the first whose last day for filing is not past, else the next at all."""
    for state in sorted(states, key=lambda s: s.closing_day or date.max):
        if state.state in ("open", "not_open") and (_last_day(edition, state) or date.max) >= today:
            return state
    return coming(states)


def _last_day(edition: Edition, window: WindowState) -> date | None:
    """Paper must reach an office that is open; what is filed online may come on the closing day."""
    return (
        (window.last_working_day or window.closing_day)
        if edition.filing.mode == "paper"
        else window.closing_day
    )


def _workday(day: date) -> date:
    """The last working day up to a day; the day itself where its calendar is not published."""
    try:
        return last_workday(day)
    except CalendarMissing:
        return day
