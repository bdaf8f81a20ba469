"""Binding codes: ten minutes, one use; kept as digests, and nobody may try them out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, or_, select, update

from storage.database import Collision
from storage.tables import codes, enterprises, people

GOOD_FOR = timedelta(minutes=10)
MOST_WRONG = 5
LOCKED_FOR = timedelta(minutes=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A code that can be used now; `name` is that of its enterprise."""

    digest: str
    enterprise: int
    proof: str
    name: str


def issue(connection: Connection, code: str, enterprise: int, proof: str, at: datetime) -> None:
    """Keeps a new code; those that expired are removed."""
    connection.execute(delete(codes).where(codes.c.expires < at))
    values = {"digest": _digest(code), "enterprise": enterprise, "proof": proof, "expires": at + GOOD_FOR}
    connection.execute(insert(codes), values)


def usable(connection: Connection, code: str, at: datetime) -> Code | None:
    """What a code leads to; None for any that cannot be used, whatever the reason."""
    found = (
        select(codes.c.digest, codes.c.enterprise, codes.c.proof, enterprises.c.name)
        .join(enterprises)
        .where(codes.c.digest == _digest(code), codes.c.expires > at, codes.c.used.is_(None))
    )
    row = connection.execute(found).mappings().first()
    return None if row is None else Code(**row)


def use(connection: Connection, code: Code, person: int, at: datetime) -> None:
    """Uses a code up. Raises Collision where somebody else just did."""
    unused = (codes.c.digest == code.digest) & codes.c.used.is_(None)
    if connection.execute(update(codes).where(unused).values(used=at)).rowcount != 1:
        raise Collision("a binding code was used meanwhile")
    connection.execute(update(people).where(people.c.id == person).values(wrong_codes=0))


def count_wrong(connection: Connection, person: int, at: datetime) -> None:
    """Counts a wrong code; after five, this person's codes are not looked at for half an hour."""
    one = people.c.id == person
    free = or_(people.c.locked_until.is_(None), people.c.locked_until <= at)
    connection.execute(update(people).where(one, free).values(wrong_codes=people.c.wrong_codes + 1))
    locked = update(people).where(one, people.c.wrong_codes >= MOST_WRONG)
    connection.execute(locked.values(wrong_codes=0, locked_until=at + LOCKED_FOR))


def _digest(code: str) -> str:
    return hashlib.sha256(code.upper().encode()).hexdigest()
