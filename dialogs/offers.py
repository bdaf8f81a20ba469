"""Offer: the choice to be reminded, where a deadline is mentioned that the person is not reminded of yet."""

from __future__ import annotations

from datetime import datetime

from dialogs.flow import DO
from dialogs.message import Choice
from dialogs.records import Claim, Records
from dialogs.session import Session
from dialogs.status import is_headed
from policy.courses import stage
from policy.deadlines import window_states
from policy.edition import Edition, Window
from policy.schedule import Deadline, dues, window_deadlines

# Answers that tell windows themselves, and those under which no one edition stands.
_TELLS_WINDOWS = ("deadlines", "validity")
_OF_NONE = ("compare", "certificate")


def offered(session: Session, topic: str) -> tuple[Choice, ...]:
    """What can be offered below the answer to a wish; nothing where nothing is kept, or no deadline is spoken of."""
    records, edition, now = session.context.records, session.edition, session.context.now
    if records is None or topic in _OF_NONE:
        return ()
    if topic not in _TELLS_WINDOWS and not is_headed(session):
        return ()
    windows = remindable(edition, records, now)
    if len(windows) == 1:
        return (_offer("提醒我", "window", about_window(edition, windows[0])),)
    if windows:
        return (_offer("提醒我", "window", edition.id),)
    if can_be_waited_for(edition, now) or is_watched(records, "edition", edition.region):
        return ()
    return (_offer("有新通知提醒我", "edition", edition.region),)


def offered_of(claim: Claim, records: Records) -> tuple[Choice, ...]:
    """What can be offered below what is told of a claim."""
    is_open = stage(claim.course, claim.stage) is not None or claim.stage == "returned"
    if not is_open or is_watched(records, "claim", claim.number):
        return ()
    return (_offer("提醒我", "claim", claim.number),)


def about_window(edition: Edition, window: Window) -> str:
    """How a watch names a window."""
    return f"{edition.id}/{window.id}"


def is_watched(records: Records, topic: str, about: str) -> bool:
    """Whether the person is reminded of it."""
    return any(watch.topic == topic and watch.about == about for watch in records.watches)


def can_be_waited_for(edition: Edition, now: datetime) -> bool:
    """Whether a window is open or to come; never under a draft."""
    states = window_states(edition, now)
    return not edition.is_draft and any(state.state in ("open", "not_open") for state in states)


def remindable(edition: Edition, records: Records, now: datetime) -> tuple[Window, ...]:
    """The windows that a reminder can still come in time for, and that are not watched."""
    return tuple(
        window
        for window in edition.windows
        if not is_watched(records, "window", about_window(edition, window))
        and any(due for _, due in coming(window_deadlines(edition, window.id, (), now), records, now))
    )


def coming(
    deadlines: tuple[Deadline, ...],
    records: Records,
    now: datetime,
    offsets: tuple[int, ...] | None = None,
) -> tuple[tuple[Deadline, datetime], ...]:
    """The mornings on which some deadlines are told to a person, by time; `offsets` None: as wanted of all."""
    wanted = records.offsets if offsets is None else offsets
    found = [(one, due) for one in deadlines for _, due in dues(one, wanted, records.hours, now)]
    return tuple(sorted(found, key=lambda told: told[1]))


def _offer(label: str, topic: str, about: str) -> Choice:
    return Choice(id=f"{DO}remind:{topic}:{about}", label=label)
