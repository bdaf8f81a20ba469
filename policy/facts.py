"""Fact: one thing a rule may read about an enterprise or a purchased service."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from policy.conditions import Condition
from policy.divisions import names
from policy.money import fen, yuan
from policy.values import Value

Scope = Literal["enterprise", "service"]
Type = Literal["bool", "choice", "set", "region", "date", "money", "integer"]
Change = Literal["now", "next_edition", "never"]

MAX_INTEGER = 10**9


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One answer offered for a fact; `id` is what is stored."""

    id: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A typed fact with its question; the order of facts in an edition is the order of its levels."""

    name: str
    scope: Scope
    type: Type
    label: str
    question: str
    help: str = ""
    verify: str = ""
    choices: tuple[Choice, ...] = ()
    change: Change = "never"
    group: str | None = None
    # The wider point that it speaks to (`policy.points.POINTS`, or another fact's name), where questions about
    # that point are answered by this fact's rules too.
    about: str | None = None
    declared: bool = False
    # Whether its answer is of one year: 上年末, 本年度.
    yearly: bool = False
    # What an enterprise that lacks it may aim at, in its own words; empty where that makes no sense.
    wish: str = ""
    offer: tuple[str, ...] = ()
    applies_if: Condition | None = None
    clause: str | None = None

    def address(self, service: int = 0) -> str:
        """`enterprise.NAME` or `services[I].NAME`."""
        return f"enterprise.{self.name}" if self.scope == "enterprise" else f"services[{service}].{self.name}"

    def choice_label(self, value: str) -> str:
        """The label of a choice, or the value itself where it is on no list."""
        return next((c.label for c in self.choices if c.id == value), value)


class BadValue(ValueError):
    """A value that the fact cannot take; the text names the remedy."""


def read_value(fact: Fact, given: Any) -> Value:
    """The typed value of a JSON one; raises BadValue naming what is accepted."""
    match fact.type:
        case "bool":
            if isinstance(given, bool):
                return given
            raise BadValue(f"{given!r} 不是 true 或 false")
        case "choice":
            return _one_of(fact, given)
        case "set":
            if not isinstance(given, list):
                raise BadValue(f"{given!r} 不是列表；请给出 {_choice_ids(fact)} 中的若干项")
            return frozenset(_one_of(fact, item) for item in given)
        case "region":
            return _read_region(given)
        case "date":
            try:
                if isinstance(given, str) and len(given) == 10:
                    return date.fromisoformat(given)
            except ValueError:
                pass
            raise BadValue(f"{given!r} 不是日期；请写成 2024-03-05")
        case "money":
            if not isinstance(given, str):
                raise BadValue(f'{given!r} 不是金额；请写成以元为单位的字符串，如 "300000.00"')
            try:
                return fen(given)
            except ValueError as error:
                raise BadValue(str(error)) from None
        case "integer":
            if isinstance(given, bool) or not isinstance(given, int) or not 0 <= given <= MAX_INTEGER:
                raise BadValue(f"{given!r} 不是 0 到 {MAX_INTEGER} 的整数")
            return given


def written(fact: Fact, value: Value | None) -> Any:
    """The JSON form of a value; `read_value` reads it back."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, date):
        return value.isoformat()
    if fact.type == "money" and isinstance(value, int):
        return yuan(value)
    return value


def _choice_ids(fact: Fact) -> str:
    return "、".join(c.id for c in fact.choices)


def _one_of(fact: Fact, given: Any) -> str:
    if isinstance(given, str) and any(c.id == given for c in fact.choices):
        return given
    raise BadValue(f"{given!r} 不在可选项中；可选 {_choice_ids(fact)}")


def _read_region(given: Any) -> str:
    if isinstance(given, str):
        known = names().of
        codes = given.removeprefix("!").split(",")
        if (len(codes) == 1 or given.startswith("!")) and all(code in known for code in codes):
            return given
    raise BadValue(f'{given!r} 不是行政区划代码；请写成 "370211"，某地以外写成 "!370200"')
