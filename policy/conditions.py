"""Condition: a tree of all / any / not over single tests, each on one fact."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from policy.divisions import relation
from policy.values import Facts, Value

Op = Literal["is", "in", "has", "at_least", "at_most", "between", "within", "within_last"]
# is: bool | str · in, has: frozenset[str] · at_least, at_most: date | int · between: a pair of them
# within: tuple of division codes · within_last: years
Operand = bool | str | frozenset[str] | date | int | tuple[date, date] | tuple[int, int] | tuple[str, ...]

OPS_OF_TYPE: dict[str, tuple[Op, ...]] = {
    "bool": ("is",),
    "choice": ("is", "in"),
    "set": ("has",),
    "region": ("within",),
    "date": ("at_least", "at_most", "between", "within_last"),
    "money": ("at_least", "at_most", "between"),
    "integer": ("at_least", "at_most", "between"),
}


@dataclass(frozen=True, slots=True)
class Test:
    """One test on one fact. Bounds are inclusive (民法典 1259); `has` is met by any one of its members."""

    fact: str
    op: Op
    operand: Operand


@dataclass(frozen=True, slots=True)
class All:
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Any:
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: Condition


Condition = Test | All | Any | Not
ALWAYS = All(())
NEVER = Any(())


def tests(condition: Condition) -> Iterator[Test]:
    """Every test of the tree, left to right."""
    match condition:
        case Test():
            yield condition
        case Not(part):
            yield from tests(part)
        case All(parts) | Any(parts):
            for part in parts:
                yield from tests(part)


def earliest_within(day: date, years: int) -> date:
    """The first day whose term of `years` still runs on `day`.

    A term ends with the day of the same date `years` later (民法典 202), 28 February standing for a missing 29th.
    """
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, month=3, day=1)


def met(test: Test, value: Value, today: date) -> bool | None:
    """Whether one known value meets a test; None where a region value is wider than the area asked for."""
    operand = test.operand
    match test.op:
        case "is":
            return value == operand
        case "in":
            return value in operand  # type: ignore[operator]
        case "has":
            return not operand.isdisjoint(value)  # type: ignore[union-attr,arg-type]
        case "at_least":
            return value >= operand  # type: ignore[operator]
        case "at_most":
            return value <= operand  # type: ignore[operator]
        case "between":
            low, high = operand  # type: ignore[misc,str-unpack]
            return low <= value <= high  # type: ignore[operator]
        case "within_last":
            return value >= earliest_within(today, operand)  # type: ignore[operator,arg-type]
        case "within":
            answers = {inside(str(value), area) for area in operand}  # type: ignore[union-attr]
            return True if True in answers else None if None in answers else False


def inside(place: str, area: object) -> bool | None:
    """Whether a place is inside an area; a leading `!` says the place is outside of the codes listed."""
    code = str(area)
    if place.startswith("!"):
        outside = [relation(code, barred) for barred in place[1:].split(",")]
        return False if "inside" in outside else None
    answer = relation(place, code)
    return {"inside": True, "outside": False}.get(answer)


def holds(condition: Condition, facts: Facts, today: date) -> bool | None:
    """Kleene's three-valued truth: None while what is known does not settle the tree."""
    if isinstance(condition, Test):
        value = facts.get(condition.fact)
        return None if value is None else met(condition, value, today)
    if isinstance(condition, Not):
        answer = holds(condition.part, facts, today)
        return None if answer is None else not answer
    # One part that answers so settles the whole.
    settling = isinstance(condition, Any)
    found: bool | None = not settling
    for part in condition.parts:
        answer = holds(part, facts, today)
        if answer is settling:
            return settling
        if answer is None:
            found = None
    return found


def guarded(condition: Condition, guards: Mapping[str, Condition]) -> Condition:
    """The condition with each test bound to its fact's guard: a test of a fact that does not apply is not met."""
    match condition:
        case Test(fact=name):
            guard = guards.get(name)
            return condition if guard is None else All((guarded(guard, guards), condition))
        case Not(part):
            return Not(guarded(part, guards))
        case All(parts):
            return All(tuple(guarded(part, guards) for part in parts))
        case Any(parts):
            return Any(tuple(guarded(part, guards) for part in parts))


def denied(condition: Condition, facts: Collection[str]) -> Condition:
    """The condition with every test on one of these facts taken as not met."""
    match condition:
        case Test(fact=name):
            return NEVER if name in facts else condition
        case Not(part):
            return Not(denied(part, facts))
        case All(parts):
            return All(tuple(denied(part, facts) for part in parts))
        case Any(parts):
            return Any(tuple(denied(part, facts) for part in parts))
