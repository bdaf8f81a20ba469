"""Cells: the classes of a fact's values that no test of an edition can tell apart."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from typing import Any

from policy.conditions import Operand, Test, earliest_within, inside, met
from policy.facts import MAX_INTEGER, Fact
from policy.money import HIGHEST
from policy.values import Value

# An open end of an ordered cell.
Bound = date | int | None
Signature = tuple[bool, ...]

MAX_SET_MEMBERS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """The cells of one fact, numbered from 0; `truth[cell][test]` says which tests hold there."""

    fact: Fact
    tests: tuple[Test, ...]
    truth: tuple[Signature, ...]
    members: tuple[tuple[Value, ...], ...]
    cuts: tuple[date | int, ...] = ()
    by_value: dict[Value, int] | None = None
    years: tuple[int, ...] = ()

    @property
    def count(self) -> int:
        return len(self.truth)

    def cell(self, value: Value, today: date) -> int | tuple[int, ...]:
        """The cell of a known value; several where a region value leaves more than one open."""
        kind = self.fact.type
        if kind in ("bool", "choice"):
            assert self.by_value is not None
            return self.by_value[value]
        if kind == "region":
            known = self.by_value.get(value) if self.by_value is not None else None
            return known if known is not None else self._region(str(value))
        if kind == "set":
            assert isinstance(value, frozenset)
            return self.truth.index(tuple(met(test, value, today) is True for test in self.tests))
        if self.years:
            cuts = sorted(earliest_within(today, n) for n in self.years)
            return bisect_right(cuts, value)
        return bisect_right(self.cuts, value)

    def _region(self, place: str) -> int | tuple[int, ...]:
        open_cells = []
        for cell, signature in enumerate(self.truth):
            areas = self.members[cell]
            if not areas:
                possible = all(_inside_any(place, test.operand) is not True for test in self.tests)
            else:
                answers = [_inside_any(place, test.operand) for test in self.tests]
                possible = any(inside(place, area) is not False for area in areas) and all(
                    answer is None or answer == here for answer, here in zip(answers, signature, strict=True)
                )
            if possible:
                open_cells.append(cell)
        return open_cells[0] if len(open_cells) == 1 else tuple(open_cells)

    def bounds(self, cell: int, today: date) -> tuple[Bound, Bound]:
        """Lowest and highest value of an ordered cell, both included; None is an open end."""
        cuts: Sequence[date | int] = self.cuts
        if self.years:
            cuts = sorted(earliest_within(today, n) for n in self.years)
        low = cuts[cell - 1] if cell else None
        high = _before(cuts[cell]) if cell < len(cuts) else None
        return low, high


def _inside_any(place: str, operand: Operand) -> bool | None:
    assert isinstance(operand, tuple)
    answers = {inside(place, area) for area in operand}
    return True if True in answers else None if None in answers else False


def _before(value: date | int) -> date | int:
    return value - timedelta(days=1) if isinstance(value, date) else value - 1


def _after(value: date | int) -> date | int:
    return value + timedelta(days=1) if isinstance(value, date) else value + 1


def cells(fact: Fact, tests: tuple[Test, ...]) -> Cells:
    """The cells that the given tests cut a fact's domain into; raises ValueError where they cannot be mixed."""
    match fact.type:
        case "bool":
            return _listed(fact, tests, [False, True])
        case "choice":
            return _listed(fact, tests, [c.id for c in fact.choices])
        case "region":
            return _regions(fact, tests)
        case "set":
            return _sets(fact, tests)
        case _:
            return _ordered(fact, tests)


def _grouped(fact: Fact, tests: tuple[Test, ...], values: Sequence[Value]) -> dict[Signature, list[Value]]:
    groups: dict[Signature, list[Value]] = {}
    for value in values:
        groups.setdefault(tuple(met(test, value, date.min) is True for test in tests), []).append(value)
    return groups


def _listed(fact: Fact, tests: tuple[Test, ...], values: Sequence[Value]) -> Cells:
    groups = _grouped(fact, tests, values)
    by_value = {value: cell for cell, group in enumerate(groups.values()) for value in group}
    return Cells(
        fact=fact,
        tests=tests,
        truth=tuple(groups),
        members=tuple(map(tuple, groups.values())),
        by_value=by_value,
    )


def _sets(fact: Fact, tests: tuple[Test, ...]) -> Cells:
    named = sorted({str(m) for test in tests if isinstance(test.operand, frozenset) for m in test.operand})
    if len(named) > MAX_SET_MEMBERS:
        raise ValueError(f"{fact.name} 的条件涉及 {len(named)} 个选项，最多 {MAX_SET_MEMBERS} 个")
    subsets = [frozenset(c) for size in range(len(named) + 1) for c in combinations(named, size)]
    groups = _grouped(fact, tests, subsets)
    return Cells(fact=fact, tests=tests, truth=tuple(groups), members=tuple(map(tuple, groups.values())))


def _regions(fact: Fact, tests: tuple[Test, ...]) -> Cells:
    areas = sorted({str(a) for t in tests if isinstance(t.operand, tuple) for a in t.operand})
    groups: dict[Signature, list[Value]] = {tuple(False for _ in tests): []}
    for area in areas:
        signature = tuple(_inside_any(area, test.operand) is True for test in tests)
        groups.setdefault(signature, []).append(area)
    by_value: dict[Value, int] = {}
    result = Cells(fact=fact, tests=tests, truth=tuple(groups), members=tuple(map(tuple, groups.values())))
    for choice in fact.choices:
        cell = result._region(choice.id)
        if isinstance(cell, int):
            by_value[choice.id] = cell
    return Cells(fact=fact, tests=tests, truth=result.truth, members=result.members, by_value=by_value)


def _domain(fact: Fact) -> tuple[Any, Any]:
    """Lowest and highest value of an ordered fact."""
    if fact.type == "date":
        return date.min, date.max
    return 0, HIGHEST if fact.type == "money" else MAX_INTEGER


def _ordered(fact: Fact, tests: tuple[Test, ...]) -> Cells:
    years = tuple(sorted({t.operand for t in tests if t.op == "within_last" and isinstance(t.operand, int)}))
    lows: set[Any] = set()
    highs: set[Any] = set()
    for test in tests:
        match test.op, test.operand:
            case "at_least", low:
                lows.add(low)
            case "at_most", high:
                highs.add(high)
            case "between", (low, high):
                lows.add(low)
                highs.add(high)
            case _:
                pass
    if years:
        if lows or highs:
            raise ValueError(f"{fact.name} 不能同时按固定日期和按年限判断")
        # Longest look-back first: cell k lies above the k longest bounds.
        falling: list[Any] = sorted(years, reverse=True)
        truth = tuple(
            tuple(falling.index(test.operand) < cell for test in tests) for cell in range(len(years) + 1)
        )
        return Cells(fact=fact, tests=tests, truth=truth, members=((),) * len(truth), years=years)
    # No value lies outside of the domain, so no cell may.
    lowest, highest = _domain(fact)
    cuts = {low for low in lows if lowest < low <= highest}
    cuts |= {_after(high) for high in highs if lowest <= high < highest}
    ordered = tuple(sorted(cuts))
    samples = (lowest, *ordered)
    truth = tuple(tuple(met(test, sample, date.min) is True for test in tests) for sample in samples)
    return Cells(fact=fact, tests=tests, truth=truth, members=((),) * len(truth), cuts=ordered)
