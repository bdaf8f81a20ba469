"""Unanswered: what was not understood, or asked and not stated by a notice; nobody can be told from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select

from storage.statements import Statement
from storage.tables import unanswered


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Something left open, and how often; `point` is what a notice was asked about, or what stood asked."""

    kind: str
    region: str | None
    edition: str | None
    point: str | None
    text: str
    times: int
    last: date


_COLUMNS = ("on", "kind", "region", "edition", "point", "text")
_KEEP = Statement(insert(unanswered).values({name: bindparam(name) for name in _COLUMNS}))


def keep(connection: Connection, on: date, **values: Any) -> None:
    """Keeps one: kind, region, edition, point, text."""
    _KEEP.change(connection, {"region": None, "edition": None, "point": None, **values, "on": on})


def forget(connection: Connection, before: date) -> None:
    """Removes what was left open before a day."""
    connection.execute(delete(unanswered).where(unanswered.c.on < before))


def lines(connection: Connection) -> list[Line]:
    """All that was left open, by region and point, the most frequent first."""
    same = [unanswered.c[name] for name in ("kind", "region", "edition", "point", "text")]
    times = func.count().label("times")
    found = select(*same, times, func.max(unanswered.c.on).label("last")).group_by(*same)
    ordered = found.order_by(*(func.coalesce(column, "") for column in same[:4]), times.desc(), same[4])
    return [Line(**row) for row in connection.execute(ordered).mappings()]
