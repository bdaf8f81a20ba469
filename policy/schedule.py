"""Schedule: what a person may be told of in time, and the mornings on which it is told.

A morning is the first moment of the hours in which a person may be written to. A day off passes its morning on to the
next working day where one remains in time, or back to the one before where the next is that of the last morning; in a
year whose calendar is not published days are taken as they come.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, Literal

from policy import courses
from policy.courses import Course
from policy.deadlines import day_of
from policy.edition import Document, Edition, Window
from policy.workdays import SHANGHAI, CalendarMissing, is_workday, last_workday

# Days before a deadline; 0 is its last morning.
OFFSETS = (30, 14, 7, 3, 1, 0)
# Minutes of the day in Shanghai: 08:30 to 20:30, the last one not included.
HOURS = (510, 1230)

Hours = tuple[int, int]
Kind = Literal["opens", "closes", "workday", "paper", "publicity", "lapse"]

_DAY = timedelta(days=1)
_LAST_SECOND = time(23, 59, 59)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """One thing to be told of in time.

    `about` names it with its date, so that a deadline that moved is another one. `until` is the last moment at which
    hearing of it helps, `day` the one that offsets are counted from; `offsets` None: as the person wants. `content` is
    JSON that needs no edition to be put in words.
    """

    kind: Kind
    about: str
    until: datetime
    day: date
    offsets: tuple[int, ...] | None
    content: dict[str, Any]


def window_deadlines(
    edition: Edition, window: str, papers: Container[str] | None, since: datetime
) -> tuple[Deadline, ...]:
    """What to tell of the window of that id to somebody who wants it since a moment, by day.

    `papers` are ids of the documents that matter, None for all. Nothing under a draft, for a window that is not
    there, and for one that states no closing.
    """
    found = next((w for w in edition.windows if w.id == window), None)
    if edition.is_draft or found is None or found.closes is None:
        return ()
    told = (*_opening(edition, found, since), *_closing(edition, found), *_papers(edition, found, papers))
    return tuple(sorted(told, key=lambda deadline: deadline.day))


def lapse_deadlines(edition: Edition, at: datetime | None = None) -> tuple[Deadline, ...]:
    """The end of a year's vouchers; `at` says which year where the edition is of none. Nothing under a draft."""
    year = at.astimezone(SHANGHAI).year if edition.year is None and at is not None else edition.year
    if edition.is_draft or not edition.lapse or year is None:
        return ()
    day = date(year, 12, 31)
    clause = edition.lapse_clause or edition.source_clause
    content = {**_source(edition), "year": year, "day": day.isoformat(), "clause": clause}
    return (_deadline("lapse", f"{edition.id}/lapse", day, content),)


def publicity_deadlines(number: str, course: Course, stage: str, since: date) -> tuple[Deadline, ...]:
    """The end of a claim's publicity that began on a day; that it began is told with the claim's move.

    Nothing for another stage, and where the notice states no duration or the calendar of its end is not published.
    """
    found = courses.stage(course, stage)
    if found is None or found.id != "publicity":
        return ()
    try:
        ends = courses.due(found, since)
    except CalendarMissing:
        return ()
    if ends is None:
        return ()
    content = {
        "number": number,
        "name": course.name,
        "cite": course.cite,
        "title": found.name,
        "began": since.isoformat(),
        "days": found.working_days,
        "ends": ends.isoformat(),
        "clause": found.clause,
    }
    return (_deadline("publicity", f"{number}/{found.id}", ends, content, offsets=(1, 0)),)


def dues(
    deadline: Deadline, offsets: Sequence[int] | None, hours: Hours | None, since: datetime
) -> tuple[tuple[int, datetime], ...]:
    """The mornings after `since` and before its last moment on which a deadline is told, as (offset, moment) by time.

    Offsets that fall on one morning are told once, as the smallest of them. The last morning of a deadline that comes
    before its own day's morning is the one before.
    """
    own = deadline.offsets if deadline.offsets is not None else offsets
    told = _mornings(deadline.day, deadline.until, OFFSETS if own is None else tuple(own), hours or HOURS)
    return tuple((offset, due) for offset, due in told if due > since)


def allowed(at: datetime, hours: Hours | None, until: datetime | None) -> datetime | None:
    """The first moment from `at` on, within hours, on a working day where one remains before `until`.

    None where no moment within hours does; `until` None is no bound.
    """
    first = None
    for moment in _moments(at, hours or HOURS):
        if until is not None and moment >= until:
            return first
        if not _is_day_off(moment.date()):
            return moment
        first = first or moment
    raise AssertionError("days do not end")


def _moments(at: datetime, hours: Hours) -> Iterator[datetime]:
    """The first moment of each day from `at` on that lies within hours."""
    begin, end = hours
    local = at.astimezone(SHANGHAI)
    morning = _morning(local.date(), hours)
    if local < morning + timedelta(minutes=end - begin):
        yield max(local, morning)
    while True:
        morning += _DAY
        yield morning


# Many people wait for one deadline.
@lru_cache(maxsize=4096)
def _mornings(
    day: date, until: datetime, offsets: tuple[int, ...], hours: Hours
) -> tuple[tuple[int, datetime], ...]:
    last = _morning(day, hours)
    if last >= until:
        last -= _DAY
    last = allowed(last, hours, until) or last
    found: dict[datetime, int] = {}
    for offset in sorted(set(offsets)):
        due = _told(_morning(day - offset * _DAY, hours), last, hours) if offset else last
        if due < until:
            found.setdefault(due, offset)
    return tuple((offset, due) for due, offset in sorted(found.items()))


def _told(morning: datetime, last: datetime, hours: Hours) -> datetime:
    """When a morning is told that comes before the last one."""
    due = allowed(morning, hours, last)
    if due is None:
        return last
    if _is_day_off(due.date()) and not _is_day_off(last.date()):
        # Passed on, it would be no earlier than the last morning itself.
        return _morning(_workday(due.date()), hours)
    return due


def _morning(day: date, hours: Hours) -> datetime:
    return datetime.combine(day, time(), SHANGHAI) + timedelta(minutes=hours[0])


def _is_day_off(day: date) -> bool:
    """Whether a day is known to be one."""
    try:
        return not is_workday(day)
    except CalendarMissing:
        return False


def _opening(edition: Edition, window: Window, since: datetime) -> Iterator[Deadline]:
    """The opening, where it was still to come."""
    day, closes = day_of(window.opens), window.closes
    if window.opens is None or day is None or closes is None or since >= _begin(window.opens):
        return
    content = _window(edition, window)
    yield _deadline("opens", f"{edition.id}/{window.id}", day, content, until=_end(closes), offsets=(0,))


def _closing(edition: Edition, window: Window) -> Iterator[Deadline]:
    """The closing, and the last working day before one that falls on a day off."""
    day, closes = day_of(window.closes), window.closes
    if day is None or closes is None:
        return
    about, content = f"{edition.id}/{window.id}", _window(edition, window)
    yield _deadline("closes", about, day, content, until=_end(closes))
    try:
        workday = last_workday(day)
    except CalendarMissing:
        return
    if workday != day:
        yield _deadline("workday", about, workday, content, offsets=(0,))


def _papers(edition: Edition, window: Window, papers: Container[str] | None) -> Iterator[Deadline]:
    """The last working days to begin what others issue."""
    for document in edition.documents:
        day = _by(window, document)
        if day is None or (papers is not None and document.id not in papers):
            continue
        paper = {
            "name": document.name,
            "issuer": document.issued_by,
            "by": day.isoformat(),
            "days": document.lead_days,
            "clause": document.lead_clause or document.clause,
        }
        about = f"{edition.id}/{window.id}/{document.id}"
        yield _deadline("paper", about, day, {**_window(edition, window), "paper": paper}, offsets=(7, 0))


def _by(window: Window, document: Document) -> date | None:
    """The last working day on which a paper of somebody else is begun in time; None where none is to be stated."""
    closing = day_of(window.closes)
    if closing is None or not document.issued_by or not document.lead_days:
        return None
    return _workday(closing - document.lead_days * _DAY)


def _workday(day: date) -> date:
    """The last working day up to a day; the day itself where its calendar is not published."""
    try:
        return last_workday(day)
    except CalendarMissing:
        return day


def _deadline(
    kind: Kind,
    about: str,
    day: date,
    content: dict[str, Any],
    *,
    until: datetime | None = None,
    offsets: tuple[int, ...] | None = None,
) -> Deadline:
    """A deadline that helps until the end of its day, where nothing else is said."""
    return Deadline(
        kind=kind,
        about=f"{about}/{day.isoformat()}",
        until=until or _end(day),
        day=day,
        offsets=offsets,
        content=content,
    )


def _begin(bound: date | datetime) -> datetime:
    return bound if isinstance(bound, datetime) else datetime.combine(bound, time(), SHANGHAI)


def _end(bound: date | datetime) -> datetime:
    """The last moment of a bound; a day lasts to its last second."""
    if isinstance(bound, datetime):
        return bound.astimezone(SHANGHAI)
    return datetime.combine(bound, _LAST_SECOND, SHANGHAI)


def _window(edition: Edition, window: Window) -> dict[str, Any]:
    return {
        **_source(edition),
        "label": window.label,
        "opens": window.opens and window.opens.isoformat(),
        "closes": window.closes and window.closes.isoformat(),
        "clause": window.clause,
    }


def _source(edition: Edition) -> dict[str, Any]:
    return {"edition": edition.id, "name": edition.name, "cite": edition.cite}
