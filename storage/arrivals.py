"""Arrivals: the editions that came in or were corrected, and how far the people were gone through for each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from storage.database import once
from storage.tables import editions, planned


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """An edition by the digest of its text; `before` is the one it is compared with, None where it came in anew.

    `reached`: the last person gone through, None once all are.
    """

    edition: str
    digest: str
    before: str | None
    reached: int | None


def arrivals(connection: Connection, *, is_held: bool = False) -> dict[str, Arrival]:
    """All of them by edition; `is_held` keeps others from changing any until this transaction ends."""
    columns = (planned.c.edition, planned.c.digest, planned.c.before, planned.c.reached)
    found = select(*columns).order_by(planned.c.edition)
    rows = connection.execute(found.with_for_update() if is_held else found).mappings()
    return {row["edition"]: Arrival(**row) for row in rows}


def begin(connection: Connection, edition: str, digest: str, at: datetime, *, reached: int | None) -> None:
    """Keeps an edition that was not known. Raises Collision where somebody else just did."""
    row = {"edition": edition, "digest": digest, "before": None, "reached": reached, "at": at}
    with once("an edition"):
        connection.execute(insert(planned), [row])


def correct(connection: Connection, edition: str, digest: str, before: str | None, at: datetime) -> None:
    """Keeps the new text of a known edition; the people are gone through from the first one."""
    values = {"digest": digest, "before": before, "reached": 0, "at": at}
    connection.execute(update(planned).where(planned.c.edition == edition).values(values))


def reach(connection: Connection, edition: str, person: int | None) -> None:
    """Notes how far the people were gone through; None is all."""
    connection.execute(update(planned).where(planned.c.edition == edition).values(reached=person))


def text(connection: Connection, digest: str) -> bytes | None:
    """The file of an edition by its digest, None where it was never kept."""
    found: bytes | None = connection.execute(
        select(editions.c.content).where(editions.c.digest == digest)
    ).scalar()
    return found
