"""What the twin knows of single values: operands as the file writes them, tests, bounds and places."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

POLICY = Path(__file__).resolve().parents[2] / "policy"

# A place is the set of all codes that it lies in.
Place = frozenset[str]


def share(percent: str) -> Fraction:
    """The part of an amount that `33.33%` states."""
    return Fraction(percent.removesuffix("%")) / 100


def fen(yuan: str) -> int:
    """The amount that a string of yuan states."""
    return int(Fraction(yuan) * 100)


def operand(kind: str, op: str, text: Any) -> Any:
    """What a fact of a type is held against, from the strings of the file."""
    if op == "within_last":
        return int(text["years"])
    if op == "within":
        return frozenset([text] if isinstance(text, str) else text)
    if op in ("in", "has"):
        return frozenset(text)
    if op == "between":
        return tuple(_single(kind, item) for item in text)
    return _single(kind, text)


def _single(kind: str, text: str) -> Any:
    match kind:
        case "bool":
            return text == "true"
        case "date":
            return date.fromisoformat(text)
        case "money":
            return fen(text)
        case "integer":
            return int(text)
    return text


def meets(op: str, against: Any, value: Any, today: date) -> bool:
    """Whether a value meets a test; bounds are included."""
    match op:
        case "is":
            return bool(value == against)
        case "in":
            return value in against
        case "has" | "within":
            return bool(against & value)
        case "at_least":
            return bool(value >= against)
        case "at_most":
            return bool(value <= against)
        case "between":
            return bool(against[0] <= value <= against[1])
        case "within_last":
            # The day of the same date is the last of the term (民法典 202).
            return (value.year + against, value.month, value.day) >= (today.year, today.month, today.day)
    raise AssertionError(op)


def bounds(op: str, against: Any, today: date) -> Iterable[Any]:
    """The values of an ordered fact near which a test may turn."""
    if op == "within_last":
        near = today.replace(year=today.year - against, day=min(today.day, 28))
        return [near, near + timedelta(days=1)]
    return against if op == "between" else [against]


@cache
def kinds_of_place(tested: frozenset[frozenset[str]], value: str | None) -> list[Place]:
    """Of the places that a value such as 370200 or !370200 leaves possible, one for each way of lying in the areas."""
    named = set((value or "").removeprefix("!").split(",")) - {""}
    zones = {area for areas in (*tested, named) for area in areas if "Z" in area}
    kinds: dict[tuple[bool, ...], Place] = {}
    for place in _every_place(frozenset(zones)):
        if value is None or place.isdisjoint(named) is value.startswith("!"):
            kinds.setdefault(tuple(place.isdisjoint(areas) for areas in tested), place)
    return list(kinds.values())


@cache
def _every_place(zones: frozenset[str]) -> tuple[Place, ...]:
    """Every smallest division, once more for each zone that may reach into it."""
    rows = (POLICY / "divisions.csv").read_text(encoding="utf-8").splitlines()[1:]
    codes = {row.partition(",")[0] for row in rows}
    wider = {code: {code[:2] + "0000", code[:4] + "00"} - {code} for code in codes}
    smallest = codes - {parent for parents in wider.values() for parent in parents}
    places = [frozenset({code, *wider[code]}) for code in sorted(smallest)]
    reached = [place | {zone} for zone in sorted(zones) for place in places if zone[:4] + "00" in place]
    return (*places, *reached)
