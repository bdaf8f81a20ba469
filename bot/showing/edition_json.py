"""An edition as JSON: every block of its file, with all facts and the conditions as trees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from policy.conditions import All, Condition, Not, Test
from policy.conditions import Any as AnyOf
from policy.divisions import division
from policy.edition import CapCase, Edition
from policy.facts import Fact
from policy.money import Rate, yuan

# Kept on an edition for speed, or made of what is shown anyway.
UNSHOWN = {"by_name", "line"}
# Where an amount of money stands as a whole number of fen.
MONEY = {(CapCase, "amount")}


def edition_json(edition: Edition) -> dict[str, Any]:
    """The whole edition; money in yuan, days and moments in ISO 8601, what is not stated null."""
    facts = {fact.name: fact for fact in edition.facts}
    found: dict[str, Any] = _plain(edition, facts)
    place = division(edition.region)
    return {**found, "region_name": place.full_name if place else edition.region}


def condition_json(condition: Condition, facts: Mapping[str, Fact]) -> dict[str, Any]:
    """A condition as it is written in the file; one that always holds is `{"all": []}`."""
    match condition:
        case Test(fact=name, op=op, operand=operand):
            return {"fact": name, op: _operand(op, operand, facts.get(name))}
        case Not(part=part):
            return {"not": condition_json(part, facts)}
        case All(parts=parts):
            return {"all": [condition_json(part, facts) for part in parts]}
        case AnyOf(parts=parts):
            return {"any": [condition_json(part, facts) for part in parts]}


def _operand(op: str, operand: Any, fact: Fact | None) -> Any:
    if op == "within_last":
        return {"years": operand}
    if isinstance(operand, tuple):
        return [_operand("", part, fact) for part in operand]
    if fact is not None and fact.type == "money" and isinstance(operand, int):
        return yuan(operand)
    return _plain(operand, {})


def _plain(value: Any, facts: Mapping[str, Fact]) -> Any:
    match value:
        case Test() | All() | AnyOf() | Not():
            return condition_json(value, facts)
        case Rate():
            return str(value)
        case date():
            return value.isoformat()
        case frozenset():
            return sorted(value)
        case tuple() | list():
            return [_plain(item, facts) for item in value]
        case dict():
            return {key: _plain(item, facts) for key, item in value.items()}
        case _ if is_dataclass(value):
            return {
                field.name: yuan(getattr(value, field.name))
                if (type(value), field.name) in MONEY
                else _plain(getattr(value, field.name), facts)
                for field in fields(value)
                if field.name not in UNSHOWN
            }
        case _:
            return value
