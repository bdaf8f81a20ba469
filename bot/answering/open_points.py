"""Open points: what was not understood or not stated, with the place in the notice that it is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from policy.divisions import division
from policy.library import Library
from storage import unanswered
from storage.database import Database

KINDS = {"not_understood": "没听懂", "not_stated": "通知未写明"}


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPoint:
    """What was left open, how often and when last; `clause` is that of the fact it was about, where there is one."""

    kind: str
    region: str | None
    edition: str | None
    clause: str | None
    point: str | None
    text: str
    times: int
    last: date

    @property
    def about(self) -> str:
        """Region, edition and clause in words."""
        place = division(self.region) if self.region else None
        parts = (place.full_name if place else "未选地区", self.edition, self.clause, self.point)
        return f"{KINDS[self.kind]}  {' '.join(part for part in parts if part)}"


def lines(database: Database, library: Library) -> list[OpenPoint]:
    """All that was left open, by region and clause, the most frequent first."""
    with database.reading() as connection:
        found = unanswered.lines(connection)
    points = [
        OpenPoint(
            kind=line.kind,
            region=line.region,
            edition=line.edition,
            clause=_clause(library, line.edition, line.point),
            point=line.point,
            text=line.text,
            times=line.times,
            last=line.last,
        )
        for line in found
    ]
    return sorted(points, key=lambda one: (one.region or "", one.clause or "", -one.times))


def _clause(library: Library, edition: str | None, point: str | None) -> str | None:
    compiled = library.editions.get(edition or "")
    if compiled is None or not point:
        return None
    names = point.split(",")
    facts = [fact for name in names if (fact := compiled.edition.fact(name)) is not None]
    return next((fact.clause for fact in facts if fact.clause), None)
