"""Windows: how many pushes a channel still allows to a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, RowMapping, delete, func, insert, select, update

from storage.tables import conversations, people, pushes

# For two days after a message, five; for a minute after a tap, three. The larger counts.
AFTER_MESSAGE, MOST_AFTER_MESSAGE = timedelta(hours=48), 5
AFTER_TAP, MOST_AFTER_TAP = timedelta(minutes=1), 3
# What is older counts in no window.
KEPT = AFTER_MESSAGE

# So many in so long.
Rates = Mapping[timedelta, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """Whether there is room for a push.

    `spent`: there was, and `push` tells it apart (None where nothing is kept of the person, and so nothing counted);
    `full`: none is left, or not before so many seconds (`after`, 0 where only the person can change it);
    `lost`: nothing can be pushed to the person until they write again.
    """

    kind: Literal["spent", "full", "lost"]
    push: int | None = None
    after: float = 0


def left(connection: Connection, channel: str, account: str, user: str, at: datetime) -> int:
    """How many pushes are left now in the windows that the person opened."""
    row = _found(connection, channel, account, user, is_held=False)
    return 0 if row is None or row["unreachable"] else _left(connection, row, at)


def is_lost(connection: Connection, channel: str, account: str, user: str) -> bool:
    """Whether nothing can be pushed to a person until they write again."""
    row = _found(connection, channel, account, user, is_held=False)
    return row is not None and row["unreachable"] is not None


def spend(connection: Connection, channel: str, account: str, user: str, at: datetime) -> Room:
    """Counts one push against the windows that the person opened, if there is room."""
    row = _found(connection, channel, account, user, is_held=True)
    if row is None or row["unreachable"]:
        return Room(kind="spent" if row is None else "lost")
    if not _left(connection, row, at):
        return Room(kind="full")
    return _spent(connection, row["id"], at)


def spend_at_rates(
    connection: Connection, channel: str, account: str, user: str, at: datetime, rates: Rates
) -> Room:
    """Counts one push to a person to whom so many may be pushed in so long, if there is room."""
    row = _found(connection, channel, account, user, is_held=True)
    if row is None or row["unreachable"]:
        return Room(kind="spent" if row is None else "lost")
    after = max((_wait(connection, row["id"], at, span, most) for span, most in rates.items()), default=0.0)
    return Room(kind="full", after=after) if after else _spent(connection, row["id"], at)


def give_back(connection: Connection, push: int) -> None:
    """Takes back a push that surely was not made."""
    connection.execute(delete(pushes).where(pushes.c.id == push))


def shut(connection: Connection, channel: str, account: str, user: str, at: datetime) -> None:
    """Closes the windows opened until a moment: the vendor says that there is no room, and it knows better."""
    mine = conversations.c.person.in_(select(people.c.id).where(_who(channel, account, user)))
    for opened in (conversations.c.messaged, conversations.c.tapped):
        connection.execute(update(conversations).where(mine, opened <= at).values({opened: None}))


def forget(connection: Connection, before: datetime) -> None:
    """Removes the pushes before a moment."""
    connection.execute(delete(pushes).where(pushes.c.at < before))


def _who(channel: str, account: str, user: str) -> ColumnElement[bool]:
    return (people.c.channel == channel) & (people.c.account == account) & (people.c.user == user)


def _found(
    connection: Connection, channel: str, account: str, user: str, *, is_held: bool
) -> RowMapping | None:
    who = _who(channel, account, user)
    if is_held and connection.execute(select(people.c.id).where(who).with_for_update()).first() is None:
        return None
    found = (
        select(people.c.id, people.c.unreachable, conversations.c.messaged, conversations.c.tapped)
        .select_from(people.outerjoin(conversations, conversations.c.person == people.c.id))
        .where(who)
    )
    return connection.execute(found).mappings().first()


def _left(connection: Connection, row: RowMapping, at: datetime) -> int:
    room = 0
    for opened, lasts, most in (
        (row["messaged"], AFTER_MESSAGE, MOST_AFTER_MESSAGE),
        (row["tapped"], AFTER_TAP, MOST_AFTER_TAP),
    ):
        if opened is not None and at - opened < lasts:
            room = max(room, most - _count(connection, row["id"], opened))
    return room


def _count(connection: Connection, person: int, since: datetime) -> int:
    mine = (pushes.c.person == person) & (pushes.c.at >= since)
    found: int = connection.execute(select(func.count()).select_from(pushes).where(mine)).scalar_one()
    return found


def _wait(connection: Connection, person: int, at: datetime, span: timedelta, most: int) -> float:
    """Seconds until there is room for one more within a span; 0 where there is."""
    in_the_way: Any = (
        select(pushes.c.at)
        .where(pushes.c.person == person, pushes.c.at > at - span)
        .order_by(pushes.c.at.desc())
        .offset(most - 1)
        .limit(1)
    )
    earliest = connection.execute(in_the_way).scalar()
    return 0.0 if earliest is None else (earliest + span - at).total_seconds()


def _spent(connection: Connection, person: int, at: datetime) -> Room:
    made = connection.execute(insert(pushes).values(person=person, at=at).returning(pushes.c.id))
    return Room(kind="spent", push=made.scalar_one())
