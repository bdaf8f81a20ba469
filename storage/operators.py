"""Operators: who keeps official claims, and in which regions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from storage.database import once
from storage.tables import operators, roles

# What each role may do; a clerk all that a reader may.
READER, CLERK = "reader", "clerk"


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """One operator; `roles` are by region code, which covers the places inside it."""

    id: int
    name: str
    is_disabled: bool
    roles: Mapping[str, str]


def operator(connection: Connection, name: str) -> Operator | None:
    """An operator by name."""
    return next((one for one in everybody(connection) if one.name == name), None)


def everybody(connection: Connection, *, is_held: bool = False) -> list[Operator]:
    """All operators by name, disabled ones too; `is_held` makes others who ask so wait for this transaction."""
    everyone = select(operators).order_by(operators.c.name)
    rows = connection.execute(everyone.with_for_update() if is_held else everyone).all()
    held: dict[int, dict[str, str]] = {}
    for row in connection.execute(select(roles).order_by(roles.c.region)):
        held.setdefault(row.operator, {})[row.region] = row.role
    return [
        Operator(id=row.id, name=row.name, is_disabled=row.disabled is not None, roles=held.get(row.id, {}))
        for row in rows
    ]


def add(connection: Connection, name: str, given: Mapping[str, str], at: datetime) -> None:
    """Adds an operator with its roles; one that is there gets these in place of its own, and is enabled."""
    known = operator(connection, name)
    if known is None:
        adding = insert(operators).returning(operators.c.id)
        with once(f"operator {name}"):
            made: int = connection.execute(adding, {"name": name, "since": at}).scalar_one()
    else:
        made = known.id
        connection.execute(update(operators).where(operators.c.id == made).values(disabled=None))
        connection.execute(delete(roles).where(roles.c.operator == made))
    rows = [{"operator": made, "region": region, "role": role} for region, role in given.items()]
    if rows:
        connection.execute(insert(roles), rows)


def disable(connection: Connection, name: str, at: datetime) -> bool:
    """Takes all that an operator may do; whether there is one of that name."""
    return bool(
        connection.execute(update(operators).where(operators.c.name == name).values(disabled=at)).rowcount
    )
