"""Changes: the smallest sets of changed facts that turn a case around or raise its ceiling."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from policy.cells import Cells
from policy.compiled import REVIEW, UNBOUNDED, Compiled, Leaf
from policy.deadlines import can_be_filed
from policy.diagram import LEAF_LEVEL
from policy.facts import Change, written
from policy.standing import Case, Standing, amount, base_of, granted_of, known_cells, standing
from policy.workdays import SHANGHAI

COST: dict[Change, int] = {"now": 1, "next_edition": 100, "never": 10_000}
KEPT = 3
LARGEST = 3

# More cells than any fact has.
MOST_CELLS = 1 << 10

# (level, cell) pairs that are changed.
Flips = frozenset[tuple[int, int]]
# The same while searching: cost, how many, and one bit a pair.
Way = tuple[int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alteration:
    """One fact to change; `to` is its new value as JSON, or the bounds of one."""

    fact: str
    to: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class WouldChange:
    """A smallest set of changes with the standing it leads to; `when` is that of its slowest change."""

    changes: tuple[Alteration, ...]
    standing: Standing
    when: Change


def would_change(compiled: Compiled, case: Case, at: datetime) -> tuple[WouldChange, ...]:
    """The cheapest changes that better the outcome or raise the ceiling, at most KEPT a service.

    Where nothing can be filed any more, what could be changed now counts for the next edition.
    """
    today = at.astimezone(SHANGHAI).date()
    is_late = not can_be_filed(compiled.edition, at)
    now = standing(compiled, case, today)
    found: dict[frozenset[tuple[int, int, int]], WouldChange] = {}
    for number in range(len(case.purchases)):
        for flips in _flips(compiled, case, number, today):
            owned = frozenset(
                (level, cell, -1 if level < compiled.services_from else number) for level, cell in flips
            )
            if owned in found:
                continue
            after = standing(compiled, _altered(compiled, case, number, flips, today), today)
            if _better(after, now):
                found[owned] = _described(compiled, flips, number, after, today, is_late=is_late)
    return tuple(sorted(found.values(), key=lambda w: (COST[w.when], len(w.changes), w.changes[0].fact)))


def _better(after: Standing, now: Standing) -> bool:
    if (after.best, after.worst) != (now.best, now.worst):
        return after.best > now.best
    return now.high is not None and (after.high is None or after.high > now.high)


def _flips(compiled: Compiled, case: Case, number: int, today: date) -> list[Flips]:
    """The cheapest ways to a better leaf for one service, each way a set of changed cells."""
    diagram, levels = compiled.diagram, compiled.levels
    known = known_cells(compiled, case.enterprise, case.purchases[number], today)
    better = _better_leaves(compiled, case, number, diagram.reach(compiled.decision, known))
    if not any(isinstance(leaf, Leaf) and better(leaf) for leaf in diagram.leaf):
        return []
    bits: dict[int, tuple[int, int]] = {}
    memo: dict[int, list[Way]] = {}

    def ways(node: int) -> list[Way]:
        found = memo.get(node)
        if found is None:
            level = diagram.level[node]
            if level == LEAF_LEVEL:
                found = [(0, 0, 0)] if better(diagram.leaf[node]) else []
            else:
                found = _smallest(stepped(level, node))
            memo[node] = found
        return found

    def stepped(level: int, node: int) -> Iterator[Way]:
        here = known[level]
        price = COST[levels[level].fact.change]
        for cell, kid in enumerate(diagram.kids[node]):
            as_known = here is None or cell == here or (isinstance(here, tuple) and cell in here)
            if as_known:
                yield from ways(kid)
                continue
            bit = 1 << (level * MOST_CELLS + cell)
            bits[bit] = (level, cell)
            for cost, size, mask in ways(kid):
                if size < LARGEST:
                    yield cost + price, size + 1, mask | bit

    return [
        frozenset(pair for bit, pair in bits.items() if mask & bit)
        for _, size, mask in ways(compiled.decision)
        if size
    ]


def _better_leaves(
    compiled: Compiled, case: Case, number: int, reachable: Sequence[int]
) -> Callable[[Leaf], bool]:
    """Whether a leaf is better for a service than all it can reach now: in rank, or in what the cap lets through."""
    base = base_of(compiled, case.purchases[number])
    granted = granted_of(compiled, case.enterprise) or 0
    caps = compiled.edition.estimate.caps

    def worth(leaf: Leaf) -> int:
        left = max(0, caps[leaf.cap].amount - granted) if leaf.cap >= 0 else UNBOUNDED
        return min(amount(compiled, leaf, base).high, left)

    now = [compiled.diagram.leaf[node] for node in reachable]
    rank, most = max(leaf.rank for leaf in now), max(map(worth, now))
    return lambda leaf: leaf.rank > rank or (leaf.rank >= REVIEW and worth(leaf) > most)


def _smallest(options: Iterable[Way]) -> list[Way]:
    """The cheapest ways that contain no other one."""
    kept: list[Way] = []
    for way in sorted(options):
        mask = way[2]
        if not any(smaller & mask == smaller for _, _, smaller in kept):
            kept.append(way)
            if len(kept) == KEPT:
                break
    return kept


def _altered(compiled: Compiled, case: Case, number: int, flips: Flips, today: date) -> Case:
    enterprise: dict[str, Any] = dict(case.enterprise)
    services: list[dict[str, Any]] = [dict(s) for s in case.purchases]
    for level, cell in flips:
        cells = compiled.levels[level]
        target = enterprise if level < compiled.services_from else services[number]
        target[cells.fact.name] = _sample(cells, cell, today)
    return Case(enterprise, services)


def _sample(cells: Cells, cell: int, today: date) -> Any:
    """A value of a cell."""
    kind = cells.fact.type
    if kind == "region":
        members = cells.members[cell]
        if members:
            return members[0]
        areas = sorted(
            {str(a) for test in cells.tests if isinstance(test.operand, tuple) for a in test.operand}
        )
        return "!" + ",".join(areas)
    if kind in ("bool", "choice", "set"):
        return cells.members[cell][0]
    low, high = cells.bounds(cell, today)
    return low if low is not None else high


def _described(
    compiled: Compiled, flips: Flips, number: int, after: Standing, today: date, *, is_late: bool
) -> WouldChange:
    changes = []
    slowest: Change = "next_edition" if is_late else "now"
    for level, cell in sorted(flips):
        cells = compiled.levels[level]
        fact = cells.fact
        if COST[fact.change] > COST[slowest]:
            slowest = fact.change
        changes.append(Alteration(fact=fact.address(number), to=_target(cells, cell, today)))
    return WouldChange(changes=tuple(changes), standing=after, when=slowest)


def _target(cells: Cells, cell: int, today: date) -> Any:
    fact = cells.fact
    if fact.type in ("bool", "region", "set"):
        return written(fact, _sample(cells, cell, today))
    if fact.type == "choice":
        members = [str(m) for m in cells.members[cell]]
        return members[0] if len(members) == 1 else members
    low, high = cells.bounds(cell, today)
    return {
        key: written(fact, bound)
        for key, bound in (("at_least", low), ("at_most", high))
        if bound is not None
    }
