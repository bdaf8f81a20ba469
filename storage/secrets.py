"""Secrets: what processes share and nobody else may know, each fetched by one of them at a time."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.tables import secrets


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A secret that ends."""

    value: str = field(repr=False)
    expires: datetime


_ADD = {
    "sqlite": sqlite.insert(secrets).on_conflict_do_nothing().returning(secrets.c.name),
    "postgresql": postgresql.insert(secrets).on_conflict_do_nothing().returning(secrets.c.name),
}


def token(connection: Connection, name: str, at: datetime) -> Token | None:
    """The token of a name that is good at a moment."""
    found = select(secrets.c.value, secrets.c.expires).where(
        secrets.c.name == name, secrets.c.value.is_not(None), secrets.c.expires > at
    )
    row = connection.execute(found).first()
    return None if row is None else Token(value=row.value, expires=row.expires)


def lease(connection: Connection, name: str, at: datetime, until: datetime) -> bool:
    """Takes the fetching of a token for oneself until a moment; False where somebody else has it.

    Whoever has got it looks for the token once more: another may have put it meanwhile.
    """
    # With an end from the start: a name that is leased is that of a token, also before there is one.
    new = {"name": name, "expires": at, "leased": until}
    if _added(connection, new):
        return True
    is_free = or_(secrets.c.leased.is_(None), secrets.c.leased <= at)
    taken = update(secrets).where(secrets.c.name == name, is_free).values(leased=until)
    return connection.execute(taken).rowcount == 1


def put(connection: Connection, name: str, value: str, expires: datetime) -> None:
    """Keeps a token, in place of the one before; nobody is fetching it any more."""
    values = {"value": value, "expires": expires, "leased": None}
    if not _added(connection, {"name": name, **values}):
        connection.execute(update(secrets).where(secrets.c.name == name).values(values))


def release(connection: Connection, name: str, until: datetime) -> None:
    """Gives back what was leased until that moment, without a token."""
    mine = (secrets.c.name == name) & (secrets.c.leased == until)
    connection.execute(update(secrets).where(mine).values(leased=None))


def kept(connection: Connection, name: str, fresh: str) -> str:
    """A secret that is made once and never ends: the fresh one, if there is none yet."""
    _added(connection, {"name": name, "value": fresh})
    found: str = connection.execute(select(secrets.c.value).where(secrets.c.name == name)).scalar_one()
    return found


def _added(connection: Connection, row: dict[str, Any]) -> bool:
    """Adds a row; False where the name has one."""
    return connection.execute(_ADD[connection.dialect.name], row).first() is not None
