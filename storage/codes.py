"""Binding codes: ten minutes, one use; kept as digests, and nobody may try them out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from storage.database import Collision
from storage.tables import codes, enterprises, tries

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
    """Keeps a new code; those of this enterprise that expired are removed."""
    connection.execute(delete(codes).where(codes.c.enterprise == enterprise, codes.c.expires < at))
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


def use(connection: Connection, code: Code, who: str, at: datetime) -> None:
    """Uses a code up. Raises Collision where somebody else just did."""
    unused = (codes.c.digest == code.digest) & codes.c.used.is_(None)
    if connection.execute(update(codes).where(unused).values(used=at)).rowcount != 1:
        raise Collision("a binding code was used meanwhile")
    connection.execute(delete(tries).where(tries.c.who == who))


def is_locked(connection: Connection, who: str, at: datetime) -> bool:
    """Whether the codes of whoever has this hash are not looked at now."""
    until = connection.execute(select(tries.c.locked_until).where(tries.c.who == who)).scalar()
    return until is not None and at < until


def count_wrong(connection: Connection, who: str, at: datetime) -> None:
    """Counts a wrong code; after five, none of this person's is looked at for half an hour."""
    before = connection.execute(select(tries.c.wrong).where(tries.c.who == who)).scalar() or 0
    is_last = before + 1 >= MOST_WRONG
    connection.execute(delete(tries).where(tries.c.who == who))
    values = {"who": who, "wrong": 0 if is_last else before + 1, "at": at}
    connection.execute(insert(tries), {**values, "locked_until": at + LOCKED_FOR if is_last else None})


def forget(connection: Connection, before: datetime) -> None:
    """Removes the counts of those who last tried before a moment."""
    connection.execute(delete(tries).where(tries.c.at < before))


def _digest(code: str) -> str:
    return hashlib.sha256(code.upper().encode()).hexdigest()
