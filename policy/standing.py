"""Standing: outcome and ceiling of a case, exact over everything that is still unknown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from policy.compiled import INELIGIBLE, REVIEW, UNBOUNDED, Compiled, Leaf
from policy.diagram import Known, Look
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
    # What was looked at for it: under which edition, on which day.
    _looks: list[tuple[Compiled, date, Sequence[Look]]] = field(
        default_factory=list, init=False, repr=False, compare=False
    )

    @property
    def purchases(self) -> Sequence[Facts]:
        return self.services or ({},)


class Standing(NamedTuple):
    """Worst and best rank, least and most money in fen (None: nothing bounds it), over all completions."""

    worst: int
    best: int
    low: int
    high: int | None


def known_cells(compiled: Compiled, enterprise: Facts, service: Facts, today: date) -> Sequence[Known]:
    """What is known at each level."""
    found: list[Known] = [None] * len(compiled.levels)
    for is_of_service, facts in enumerate((enterprise, service)):
        for name, value in facts.items():
            level = compiled.level_of.get(name)
            if value is None or level is None or (level >= compiled.services_from) != is_of_service:
                continue
            cell = compiled.tables[level].get(value)
            found[level] = compiled.levels[level].cell(value, today) if cell is None else cell
    return found


def looks(compiled: Compiled, case: Case, today: date) -> Sequence[Look]:
    """The edition's diagram under what is known, for each purchase; kept with the case."""
    for edition, day, found in case._looks:
        if edition is compiled and day == today:
            return found
    made = [
        Look(compiled.diagram, known_cells(compiled, case.enterprise, service, today))
        for service in case.purchases
    ]
    case._looks.append((compiled, today, made))
    return made


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


class _Span(NamedTuple):
    """Worst and best rank, least and most money of one purchase, over the leaves under a node."""

    worst: int
    best: int
    low: int
    high: int


def standing(compiled: Compiled, case: Case, today: date, *, root: int | None = None) -> Standing:
    """Outcome and ceiling over all completions; `root` may be the `amount` diagram."""
    purchases = looks(compiled, case, today)
    bases = [base_of(compiled, service) for service in case.purchases]
    granted = granted_of(compiled, case.enterprise)
    exits = purchases[0].exits(compiled.decision if root is None else root, compiled.services_from)
    worst, best, low, high = 9, INELIGIBLE, UNBOUNDED, 0
    for exit_ in exits:
        spans = [_span(compiled, look, base, exit_) for look, base in zip(purchases, bases, strict=True)]
        least, most, sum_low, sum_high = spans[0] if len(spans) == 1 else _together(spans)
        cap = compiled.cap_below[exit_]
        left = cap if not granted or cap == UNBOUNDED else max(0, cap - granted)
        worst, best = min(worst, least), max(best, most)
        low = min(low, sum_low, 0 if granted is None and cap < UNBOUNDED else left)
        high = max(high, min(sum_high, left))
    return Standing(worst, best, low, None if high >= UNBOUNDED else high)


def _together(spans: Sequence[_Span]) -> _Span:
    """The best purchase counts, and the money of all."""
    return _Span(
        max([span.worst for span in spans]),
        max([span.best for span in spans]),
        sum([span.low for span in spans]),
        sum([span.high for span in spans]),
    )


def _span(compiled: Compiled, look: Look, base: int | None, node: int) -> _Span:
    found: _Span | None = look.weighed.get(node)
    if found is None:
        leaves = [compiled.diagram.leaf[leaf] for leaf in look.leaves(node)]
        ranks = [leaf.rank for leaf in leaves]
        lows, highs = zip(*[amount(compiled, leaf, base) for leaf in leaves], strict=True)
        found = look.weighed[node] = _Span(min(ranks), max(ranks), min(lows), max(highs))
    return found
