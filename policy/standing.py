"""Standing: outcome and ceiling of a case, exact over everything that is still unknown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from policy.compiled import INELIGIBLE, REVIEW, UNBOUNDED, Compiled, Leaf
from policy.diagram import LEAF_LEVEL, Known
from policy.values import Facts


class Amount(NamedTuple):
    """Least and most that a service may bring, in fen; UNBOUNDED where the fee is unknown."""

    low: int
    high: int


NOTHING = Amount(0, 0)


@dataclass(frozen=True, slots=True)
class Case:
    """What is known of an enterprise and its purchased services; a case without services has one unnamed."""

    enterprise: Facts
    services: Sequence[Facts]

    @property
    def purchases(self) -> Sequence[Facts]:
        return self.services or ({},)


class Standing(NamedTuple):
    """Worst and best rank, least and most money in fen (None: nothing bounds it), over all completions."""

    worst: int
    best: int
    low: int
    high: int | None


def known_cells(compiled: Compiled, enterprise: Facts, service: Facts, today: date) -> Callable[[int], Known]:
    """What is known at each level; asked once a level, then remembered."""
    names, levels, tables = compiled.names, compiled.levels, compiled.tables
    services_from = compiled.services_from
    seen: dict[int, Known] = {}

    def known(level: int) -> Known:
        if level in seen:
            return seen[level]
        value = (enterprise if level < services_from else service).get(names[level])
        cell: Known = None
        if value is not None:
            table = tables[level]
            cell = table[value] if value in table else levels[level].cell(value, today)
        seen[level] = cell
        return cell

    return known


def base_of(compiled: Compiled, service: Facts) -> int | None:
    """The fee or contract amount that the rate applies to, in fen; None while unknown."""
    value = service.get(compiled.edition.estimate.base)
    return value if isinstance(value, int) else None


def granted_of(compiled: Compiled, enterprise: Facts) -> int | None:
    """What this year's cap has already paid, in fen; None while unknown, 0 where the edition counts nothing."""
    name = compiled.edition.estimate.granted
    if name is None:
        return 0
    value = enterprise.get(name)
    return value if isinstance(value, int) else None


def amount(compiled: Compiled, leaf: Leaf, base: int | None) -> Amount:
    """What one service brings at a leaf, after the rate and before the cap, rounded down to the fen."""
    if leaf.rank < REVIEW:
        return NOTHING
    low_by, low_over, high_by, high_over = compiled.shares[leaf.rate]
    if base is None:
        return Amount(0, UNBOUNDED if high_by else 0)
    high = base * high_by // high_over
    return Amount(0 if leaf.rank == REVIEW else base * low_by // low_over, high)


def standing(compiled: Compiled, case: Case, today: date, *, root: int | None = None) -> Standing:
    """Outcome and ceiling over all completions; `root` may be the `amount` diagram."""
    diagram = compiled.diagram
    leaf, level = diagram.leaf, diagram.level
    services = case.purchases
    knowns = [known_cells(compiled, case.enterprise, service, today) for service in services]
    bases = [base_of(compiled, service) for service in services]
    granted = granted_of(compiled, case.enterprise)
    exits = diagram.reach(
        compiled.decision if root is None else root, knowns[0], floor=compiled.services_from
    )
    worst, best, low, high = 9, INELIGIBLE, UNBOUNDED, 0
    for exit_ in exits:
        least = most = INELIGIBLE
        sum_low = sum_high = 0
        for known, base in zip(knowns, bases, strict=True):
            leaves = (exit_,) if level[exit_] == LEAF_LEVEL else diagram.reach(exit_, known)
            first = True
            for node in leaves:
                here: Leaf = leaf[node]
                gain_low, gain_high = amount(compiled, here, base)
                if first:
                    first = False
                    rank_low = rank_high = here.rank
                    money_low, money_high = gain_low, gain_high
                    continue
                rank = here.rank
                if rank < rank_low:
                    rank_low = rank
                elif rank > rank_high:
                    rank_high = rank
                if gain_low < money_low:
                    money_low = gain_low
                if gain_high > money_high:
                    money_high = gain_high
            least = max(least, rank_low)
            most = max(most, rank_high)
            sum_low += money_low
            sum_high += money_high
        cap = compiled.cap_below[exit_]
        left = cap if not granted or cap == UNBOUNDED else max(0, cap - granted)
        worst, best = min(worst, least), max(best, most)
        low = min(low, sum_low, 0 if granted is None and cap < UNBOUNDED else left)
        high = max(high, min(sum_high, left))
    return Standing(worst, best, low, None if high >= UNBOUNDED else high)
