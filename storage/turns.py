"""Turns: each message with its answer, so that it is answered once and can be explained later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select

from storage.statements import Statement
from storage.tables import conversations, turns

# What was said is kept so long, the key of a message at least as long as any channel sends it again.
KEPT = timedelta(days=90)
_OLD = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A stored turn; what was said is None once the person is gone, and of what they were told unasked."""

    id: int
    person: int | None
    at: datetime
    replies: Any
    edition: str | None
    library: str | None
    message: Any
    before: Any
    records: Any
    token: str | None


_GIVEN = [column.name for column in turns.c if column.name not in ("id", "before")]
# The database has what was said before: it need not be sent there again.
_BEFORE = select(conversations.c.state).where(conversations.c.person == bindparam("person")).scalar_subquery()
_KEEP = Statement(
    insert(turns)
    .values({**{name: bindparam(name) for name in _GIVEN}, "before": _BEFORE})
    .returning(turns.c.id)
)
_NOTHING = dict.fromkeys(_GIVEN)


def keep(connection: Connection, **values: Any) -> int:
    """Keeps a turn with the columns of its table, its person's conversation as it is kept now; gives its number."""
    number: int = _KEEP.first(connection, {**_NOTHING, **values}).id
    return number


def turn(connection: Connection, number: int) -> Turn | None:
    """A turn by its number."""
    columns = [column for column in turns.c if column.name != "key"]
    row = connection.execute(select(*columns).where(turns.c.id == number)).mappings().first()
    return None if row is None else Turn(**row)


_KEPT = Statement(select(turns.c.id).where(turns.c.key == bindparam("key")))


def is_kept(connection: Connection, key: str) -> bool:
    """Whether there is a turn of a key."""
    return _KEPT.first(connection, {"key": key}) is not None


# What was told unasked leaves the question open that was asked before it.
_LAST = (
    select(func.max(turns.c.id))
    .where(turns.c.person == bindparam("_person"), turns.c.message.is_not(None))
    .scalar_subquery()
)
_SHOWN = Statement(
    select(turns.c.replies, (turns.c.id == _LAST).label("is_last")).where(
        turns.c.id == bindparam("_number"), turns.c.person == bindparam("_person")
    )
)


def shown(connection: Connection, number: int, person: int) -> tuple[Any, bool] | None:
    """The replies of a person's turn, and whether it is their last one; None for a turn of nobody or somebody else."""
    row = _SHOWN.first(connection, {"_number": number, "_person": person})
    return None if row is None else (row.replies, bool(row.is_last))


def forget(connection: Connection, before: datetime) -> bool:
    """Removes turns older than a moment, at most 500; whether those were all."""
    old = select(turns.c.id).where(turns.c.at < before).order_by(turns.c.at).limit(_OLD)
    return connection.execute(delete(turns).where(turns.c.id.in_(old))).rowcount < _OLD


def said(connection: Connection, person: int) -> list[tuple[int, datetime, Any, Any]]:
    """All messages kept of a person with their numbers and replies, in their order."""
    columns = (turns.c.id, turns.c.at, turns.c.message, turns.c.replies)
    rows = connection.execute(select(*columns).where(turns.c.person == person).order_by(turns.c.id))
    return [(row.id, row.at, row.message, row.replies) for row in rows]


def count(connection: Connection) -> int:
    """How many turns are kept."""
    found: int = connection.execute(select(func.count()).select_from(turns)).scalar_one()
    return found
