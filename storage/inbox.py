"""Inbox: messages that a channel has acknowledged and whose answers are still owed.

A message is kept here before it is acknowledged where its answer cannot go back with the acknowledgement, and removed
once the answer is delivered; a process that dies in between leaves it to the next one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, exists, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.tables import inbox, people, turns


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """A message that is worked on: `tries` counts this one, `parts` of its answer are delivered already."""

    id: int
    channel: str
    message: Any
    tries: int
    parts: int


_EARLIER = inbox.alias()
# The parts of a message whose answer is delivered; kept for a while, as its vendor may send it again.
_DONE = -1
_ADD = {
    "sqlite": sqlite.insert(inbox).on_conflict_do_nothing().returning(inbox.c.id),
    "postgresql": postgresql.insert(inbox).on_conflict_do_nothing().returning(inbox.c.id),
}


def keep(
    connection: Connection, *, key: str, who: str, channel: str, message: Any, due: datetime, parts: int = 0
) -> bool:
    """Keeps a message of whose answer so many parts are delivered; False where it is kept, or was answered, already."""
    if not parts and connection.execute(select(exists().where(turns.c.key == key))).scalar():
        return False
    values = {"key": key, "who": who, "channel": channel, "message": message}
    rest = {"due": due, "leased": None, "tries": 0, "parts": parts}
    return connection.execute(_ADD[connection.dialect.name], {**values, **rest}).first() is not None


def is_owed_whole(connection: Connection, key: str) -> bool:
    """Whether the whole answer to the message of a key is still to be delivered."""
    owed = exists().where(inbox.c.key == key, inbox.c.parts == 0)
    return bool(connection.execute(select(owed)).scalar())


def is_due(connection: Connection, channels: Iterable[str], at: datetime) -> bool:
    """Whether there may be anything to take."""
    due = exists().where(inbox.c.channel.in_(list(channels)), inbox.c.due <= at, _is_free(at))
    return bool(connection.execute(select(due)).scalar())


def take(
    connection: Connection,
    channels: Iterable[str],
    at: datetime,
    until: datetime,
    most: int,
    *,
    without: Iterable[int] = (),
) -> list[Owed]:
    """Takes messages that are due for oneself until a moment: of each person the first one, at most so many.

    A person whose first message somebody else works on, or is to be tried again later, waits with the others.
    `without`: those that one is still at work on, however long it takes.
    """
    connection.execute(delete(inbox).where(inbox.c.due <= at, inbox.c.parts == _DONE))
    is_first = ~exists().where(
        _EARLIER.c.who == inbox.c.who, _EARLIER.c.id < inbox.c.id, _EARLIER.c.parts != _DONE
    )
    is_owed = and_(inbox.c.channel.in_(list(channels)), inbox.c.parts != _DONE)
    due = (
        select(inbox.c.id)
        .where(and_(is_owed, inbox.c.due <= at, _is_free(at), is_first))
        .where(inbox.c.id.not_in(list(without)))
        .order_by(inbox.c.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    columns = (inbox.c.id, inbox.c.channel, inbox.c.message, inbox.c.tries, inbox.c.parts)
    # A list of numbers, not a subquery: PostgreSQL might run one again for each row, past its limit.
    ids = list(connection.execute(due).scalars())
    if not ids:
        return []
    taken = update(inbox).where(inbox.c.id.in_(ids)).values(leased=until, tries=inbox.c.tries + 1)
    rows = connection.execute(taken.returning(*columns))
    return sorted((Owed(**row) for row in rows.mappings()), key=lambda owed: owed.id)


def _is_free(at: datetime) -> ColumnElement[bool]:
    return or_(inbox.c.leased.is_(None), inbox.c.leased <= at)


def pass_on(connection: Connection, owed: Owed, parts: int, until: datetime) -> bool:
    """Notes that so many parts are delivered, and keeps the message for longer; False where somebody else has it."""
    mine = and_(inbox.c.id == owed.id, inbox.c.tries == owed.tries)
    return connection.execute(update(inbox).where(mine).values(parts=parts, leased=until)).rowcount == 1


def put_off(connection: Connection, owed: Owed, due: datetime) -> None:
    """Gives the message back, to be tried again later."""
    mine = and_(inbox.c.id == owed.id, inbox.c.tries == owed.tries)
    connection.execute(update(inbox).where(mine).values(due=due, leased=None))


def settle(connection: Connection, owed: Owed, until: datetime) -> None:
    """Removes a message whose answer is delivered, or never will be.

    Where the first parts went back with the acknowledgement, it is remembered until a moment that it was here: should
    the message come again, so do those parts, and the others not.
    """
    mine = and_(inbox.c.id == owed.id, inbox.c.tries == owed.tries)
    if owed.parts:
        done = {"parts": _DONE, "message": {}, "due": until, "leased": None}
        connection.execute(update(inbox).where(mine).values(done))
    else:
        connection.execute(delete(inbox).where(mine))


def drop(connection: Connection, who: str, key: str) -> None:
    """Removes what a person is owed for messages before that of a key, or for any where that is none of these."""
    own = select(inbox.c.id).where(inbox.c.key == key).scalar_subquery()
    is_before = or_(own.is_(None), inbox.c.id < own)
    connection.execute(delete(inbox).where(inbox.c.who == who, inbox.c.key != key, is_before))


def hold(connection: Connection, channel: str, account: str, user: str, replies: list[Any]) -> None:
    """Holds replies that could not be pushed for the person's next visit, after those held already."""
    who = and_(people.c.channel == channel, people.c.account == account, people.c.user == user)
    row = connection.execute(select(people.c.id, people.c.held).where(who).with_for_update()).first()
    if row is not None:
        kept = [*(row.held or []), *replies]
        connection.execute(update(people).where(people.c.id == row.id).values(held=kept))


def lose(connection: Connection, channel: str, account: str, user: str, at: datetime) -> None:
    """Notes that nothing can be pushed to a person any more, until they write again."""
    who = and_(people.c.channel == channel, people.c.account == account, people.c.user == user)
    connection.execute(update(people).where(who, people.c.unreachable.is_(None)).values(unreachable=at))


def count(connection: Connection) -> int:
    """How many answers are owed."""
    owed = select(func.count()).select_from(inbox).where(inbox.c.parts != _DONE)
    found: int = connection.execute(owed).scalar_one()
    return found
