"""Turns: each message with its answer, so that it is answered once and can be explained later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from storage.tables import turns

# What was said is kept so long, the key of a message at least as long as any channel sends it again.
KEPT = timedelta(days=90)
_OLD = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A stored turn; what was said is None once the person is gone."""

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


_KEEP = insert(turns).returning(turns.c.id)


def keep(connection: Connection, **values: Any) -> int:
    """Keeps a turn with the columns of its table; gives its number."""
    number: int = connection.execute(_KEEP, values).scalar_one()
    return number


def turn(connection: Connection, number: int) -> Turn | None:
    """A turn by its number."""
    columns = [column for column in turns.c if column.name != "key"]
    row = connection.execute(select(*columns).where(turns.c.id == number)).mappings().first()
    return None if row is None else Turn(**row)


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
