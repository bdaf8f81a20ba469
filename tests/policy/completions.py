"""Completions: everything that a case may turn out to be, and what the twin answers to each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import product
from math import prod
from typing import Any

from tests.policy.twin import ELIGIBLE, REVIEW, Twin
from tests.policy.twin_values import kinds_of_place, meets

# Fen: a sum this large is bounded by nothing.
BOUNDLESS = 10**15

# (-1, fact of the enterprise) · (n, fact of service n)
Slot = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Given:
    """What a user may have told so far, and when."""

    enterprise: dict[str, Any]
    services: list[dict[str, Any]]
    at: datetime

    @property
    def today(self) -> date:
        return self.at.date()

    def told(self, slot: Slot) -> Mapping[str, Any]:
        """The facts told of the owner of a slot."""
        return self.enterprise if slot[0] < 0 else (self.services or [{}])[slot[0]]


@dataclass
class Weighed:
    """The answers under every completion, flat in the order of `slots`, the last slot turning fastest."""

    slots: list[Slot]
    sizes: list[int]
    outcome: list[int] = field(default_factory=list)
    own: list[int] = field(default_factory=list)
    ceiling: list[tuple[int, int]] = field(default_factory=list)
    amount: list[tuple[int, int] | None] = field(default_factory=list)
    documents: list[tuple[Any, ...]] = field(default_factory=list)
    deadlines: list[tuple[Any, ...]] = field(default_factory=list)
    # Of the first service: the rules broken, and for each rule whether it held.
    broken: set[frozenset[str]] = field(default_factory=set)
    held: set[tuple[bool, ...]] = field(default_factory=set)
    _relevant: dict[str, set[Slot]] = field(default_factory=dict)

    @property
    def interval(self) -> tuple[int, int | None]:
        """The lowest and the highest ceiling, in fen; None where nothing bounds it."""
        high = max(high for _, high in self.ceiling)
        return min(low for low, _ in self.ceiling), None if high >= BOUNDLESS else high

    def relevant(self, *aspects: str) -> set[Slot]:
        """The facts in which alone two completions differ that differ in one of the aspects."""
        for aspect in aspects:
            if aspect not in self._relevant:
                self._relevant[aspect] = set(self._telling(getattr(self, aspect)))
        return {slot for aspect in aspects for slot in self._relevant[aspect]}

    def _telling(self, answers: list[Any]) -> Iterator[Slot]:
        stride = 1
        for slot, size in zip(reversed(self.slots), reversed(self.sizes), strict=True):
            if any(
                answers[start : start + stride] != answers[start + other : start + other + stride]
                for start in range(0, len(answers), stride * size)
                for other in range(stride, stride * size, stride)
            ):
                yield slot
            stride *= size


def possible(twin: Twin, name: str, value: Any, today: date) -> list[Any]:
    """What a fact may turn out to be: one value for each way of meeting its tests, and every amount to pay from."""
    tests = twin.tests.get(name, [])
    if twin.facts[name].type == "region":
        return kinds_of_place(frozenset(areas for _, areas in tests), value)
    if value is not None:
        return [value]
    if name in (twin.base, twin.granted):
        return twin.samples(name, today)
    kinds: dict[tuple[bool, ...], Any] = {}
    for sample in twin.samples(name, today):
        kinds.setdefault(tuple(meets(op, against, sample, today) for op, against in tests), sample)
    return list(kinds.values())


def weighed(twin: Twin, given: Given) -> Weighed:
    """Every completion of a case; no service stands for one of which nothing is known."""
    today = given.today
    groups: list[dict[Slot, list[Any]]] = []
    for owner in range(-1, max(1, len(given.services))):
        names = twin.scope_names("enterprise" if owner < 0 else "service")
        told = given.told((owner, ""))
        groups.append({(owner, name): possible(twin, name, told.get(name), today) for name in names})
    slots = {slot: values for group in groups for slot, values in group.items()}
    found = Weighed(list(slots), [len(values) for values in slots.values()])
    for common in _every(groups[0]):
        granted = common[twin.granted] if twin.granted is not None else 0
        options = [
            [
                (twin.result(both, today), both[twin.base])
                for one in _every(group)
                for both in [{**common, **one}]
            ]
            for group in groups[1:]
        ]
        found.broken |= {result.broken for result, _ in options[0]}
        found.held |= {result.held for result, _ in options[0]}
        for chosen in product(*options):
            results = [result for result, _ in chosen]
            ceiling = twin.paid(chosen, granted)
            assert ceiling is not None, "a payable service without a rate or cap of its own"
            found.outcome.append(max(result.rank for result in results))
            found.own.append(max(result.own for result in results))
            found.ceiling.append(ceiling)
            met = [(result._replace(rank=ELIGIBLE), base) for result, base in chosen]
            found.amount.append(twin.paid(met, granted))
            found.documents.append(tuple(result.papers for result in results))
            found.deadlines.append(tuple(result.lead for result in results))
    return found


def is_sound(twin: Twin, today: date, most: int) -> bool | None:
    """Whether each rule holds for some facts and fails for others, each paper is asked of somebody, and each
    payable case has one rate and cap, none of them idle; None where more than `most` completions are possible.
    """
    names = [name for name in twin.tests if name not in (twin.base, twin.granted)]
    values = [possible(twin, name, None, today) for name in names]
    if prod(map(len, values)) > most:
        return None
    results = [twin.result(dict(zip(names, facts, strict=True)), today) for facts in product(*values)]
    telling = all(
        len(set(answers)) == 2 for answers in zip(*(result.held for result in results), strict=True)
    )
    papers = {n for result in results for n in result.papers} == set(range(len(twin.documents)))
    paid = [result for result in results if result.rank >= REVIEW]
    rates = {result.rate for result in paid} == set(range(len(twin.rates)))
    caps = not twin.caps or {result.cap for result in paid} == set(range(len(twin.caps)))
    return telling and papers and rates and caps


def _every(group: Mapping[Slot, list[Any]]) -> Iterator[dict[str, Any]]:
    names = [name for _, name in group]
    for values in product(*group.values()):
        yield dict(zip(names, values, strict=True))
