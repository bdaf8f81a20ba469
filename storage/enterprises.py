"""Enterprises: whom a person speaks for, and what was told of it, each answer with when and how it was said."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from storage.database import Collision, once
from storage.statements import Statement
from storage.tables import claims, enterprises, memberships


@dataclass(frozen=True, slots=True, kw_only=True)
class Enterprise:
    """One enterprise; `is_proven` where an operator vouches for those it invited.

    `told` is JSON by fact, `ticks` pairs of edition and document, `members` how many people speak for it.
    """

    id: int
    subject: str
    name: str = ""
    uscc: str | None = None
    is_proven: bool = False
    told: Mapping[str, Any]
    ticks: tuple[tuple[str, str], ...] = ()
    members: int = 0


_MEMBERS = (
    select(func.count())
    .select_from(memberships)
    .where(memberships.c.enterprise == enterprises.c.id)
    .correlate(enterprises)
    .scalar_subquery()
    .label("members")
)
_OWN = Statement(
    select(enterprises, _MEMBERS)
    .where(
        enterprises.c.id
        == select(memberships.c.enterprise)
        .where(memberships.c.person == bindparam("person"))
        .scalar_subquery()
    )
    .with_for_update()
)
_BY_USCCS = select(enterprises, _MEMBERS).where(
    enterprises.c.uscc.in_(bindparam("usccs", expanding=True)), enterprises.c.proven
)
_FOUND = Statement(
    insert(enterprises)
    .values({name: bindparam(name) for name in ("subject", "since", "name", "proven", "told", "ticks")})
    .returning(enterprises.c.id)
)
_JOIN = Statement(insert(memberships).values({column: bindparam(column.name) for column in memberships.c}))
_LEAVE = Statement(
    delete(memberships).where(memberships.c.person == bindparam("person")).returning(memberships.c.enterprise)
)
_CHANGE = update(enterprises).where(enterprises.c.id == bindparam("_id"))
# By the columns that change together.
_CHANGES: dict[tuple[str, ...], Statement] = {}


def of_person(connection: Connection, person: int) -> Enterprise | None:
    """The enterprise that a person speaks for, held by this transaction."""
    row = _OWN.first(connection, {"person": person})
    return None if row is None else of_row(row)


def proven(connection: Connection, names: Mapping[str, str], at: datetime) -> dict[str, Enterprise]:
    """The enterprises of some codes for which an operator vouches; those missing are made, a name given is kept.

    `names` are by code, empty where none is given. Raises Collision where somebody else makes the same.
    """
    found = of_codes(connection, names)
    missing = [
        {"subject": uuid.uuid4().hex, "since": at, "told": {}, "ticks": [], "name": name, "uscc": uscc}
        for uscc, name in names.items()
        if uscc not in found
    ]
    if missing:
        with once("an enterprise"):
            connection.execute(insert(enterprises).values(proven=True), missing)
    renamed = [one for uscc, one in found.items() if names[uscc] not in ("", one.name)]
    for one in renamed:
        change(connection, one.id, name=names[one.uscc or ""])
    return of_codes(connection, names) if missing or renamed else found


def of_codes(connection: Connection, usccs: Iterable[str]) -> dict[str, Enterprise]:
    """The enterprises for which an operator vouches, by those of the codes that have one."""
    rows = connection.execute(_BY_USCCS, {"usccs": list(usccs)})
    return {row.uscc: of_row(row) for row in rows}


def founded(connection: Connection, person: int, at: datetime) -> Enterprise:
    """A new enterprise of which nothing is known but that the person, who spoke for none, speaks for it."""
    subject = uuid.uuid4().hex
    row = {"subject": subject, "since": at, "name": "", "proven": False, "told": {}, "ticks": []}
    made: int = _FOUND.first(connection, row).id
    _JOIN.change(connection, {"person": person, "enterprise": made, "proof": "founder", "since": at})
    return Enterprise(id=made, subject=subject, told={}, members=1)


def change(
    connection: Connection,
    enterprise: int,
    *,
    name: str | None = None,
    uscc: str | None = None,
    told: Mapping[str, Any] | None = None,
    ticks: Iterable[tuple[str, str]] | None = None,
) -> None:
    """Keeps what is given of an enterprise. An USCC says who it claims to be and proves nothing."""
    values: dict[str, Any] = {}
    if name is not None:
        values["name"] = name
    if uscc is not None:
        values["uscc"] = uscc
    if told is not None:
        values["told"] = dict(told)
    if ticks is not None:
        values["ticks"] = [list(tick) for tick in ticks]
    names = tuple(values)
    if names not in _CHANGES:
        _CHANGES[names] = Statement(_CHANGE.values({name: bindparam(name) for name in names}))
    _CHANGES[names].change(connection, {"_id": enterprise, **values})


def join(connection: Connection, person: int, enterprise: int, proof: str, at: datetime) -> None:
    """Lets a person speak for an enterprise, and no longer for any other. Raises Collision where it is gone."""
    # Held first: two who join at once would each hold a share of it, and wait for the other's.
    held = select(enterprises.c.id).where(enterprises.c.id == enterprise).with_for_update()
    if connection.execute(held).first() is None:
        raise Collision(f"enterprise {enterprise} is gone")
    leave(connection, person)
    _JOIN.change(connection, {"person": person, "enterprise": enterprise, "proof": proof, "since": at})


def leave(connection: Connection, person: int) -> None:
    """Lets a person speak for no enterprise; what nobody speaks for, and no office keeps, is removed."""
    was = _LEAVE.first(connection, {"person": person})
    if was is None:
        return
    left = was.enterprise
    others = select(memberships.c.person).where(memberships.c.enterprise == left)
    if connection.execute(others.limit(1)).first():
        return
    connection.execute(delete(claims).where(claims.c.enterprise == left, ~claims.c.official))
    change(connection, left, told={}, ticks=())
    official = select(claims.c.id).where(claims.c.enterprise == left)
    if connection.execute(official.limit(1)).first() is None:
        connection.execute(delete(enterprises).where(enterprises.c.id == left, ~enterprises.c.proven))


def of_row(row: Any) -> Enterprise:
    """The enterprise of a row that holds its columns and `members`."""
    return Enterprise(
        id=row.id,
        subject=row.subject,
        name=row.name,
        uscc=row.uscc,
        is_proven=row.proven,
        told=row.told,
        ticks=tuple((edition, document) for edition, document in row.ticks),
        members=row.members,
    )
