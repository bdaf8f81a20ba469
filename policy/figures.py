"""The figures that stand in a text, each with its unit: what a rule's values are held against."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import get_args

from policy.mentions import Kind, Value, mentions
from policy.numerals import number


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure; equal to another by kind, value and unit, wherever it stands.

    Money is in fen, a time `HH:MM` or `HH:MM:SS`, a year and month `YYYY-MM`, a month and day `MM-DD`;
    telephone and document numbers are as printed, without spaces. `unit` is the measure word of a
    count or an ordinal; elsewhere the kind says it. `start` and `end` are the span in the text read.
    """

    kind: Kind
    value: Value
    unit: str = ""
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)

    @property
    def canonical(self) -> str:
        """The figure as one string, such as `percent:50`, `money:50000000`, `count:7类`."""
        return f"{self.kind}:{_plain(self.value)}{self.unit}"

    @classmethod
    def parse(cls, canonical: str) -> Figure:
        """The figure that `canonical` spells; a ValueError says what is wrong with it."""
        name, _, text = canonical.partition(":")
        kind = next((each for each in _KINDS if each == name), None)
        if kind is None:
            raise ValueError(f"{canonical!r}: no kind of figure {name!r}; write one of {', '.join(_KINDS)}")
        value, unit = _parsed(kind, text)
        figure = cls(kind=kind, value=value, unit=unit)
        if figure.canonical != canonical or figures(shown(figure)) != (figure,):
            raise ValueError(f"{canonical!r}: {text!r} is no {kind}; write it as Figure.canonical does")
        return figure


def figures(text: str) -> tuple[Figure, ...]:
    """All figures of `text` in their order, whatever digits are left over as plain numbers.

    Chinese numerals count where a unit follows; 一 only before time, copies, characters and after 第.
    A month and day takes its year from the date just before it (`2024年11月26日至12月31日`).
    """
    return tuple(
        Figure(kind=each.kind, value=each.value, unit=each.unit, start=each.start, end=each.end)
        for each in mentions(text)
    )


def shown(figure: Figure) -> str:
    """The figure as a notice would print it; `figures` reads it back."""
    value, kind = figure.value, figure.kind
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    if kind == "money" and isinstance(value, int):
        return f"{value // 10**6} 万元" if value % 10**6 == 0 else f"{value // 100}.{value % 100:02d} 元"
    if kind in ("year_month", "month_day"):
        first, _, second = str(value).partition("-")
        signs = "年月" if kind == "year_month" else "月日"
        return f"{first.lstrip('0')}{signs[0]}{second.lstrip('0')}{signs[1]}"
    return f"{_BEFORE.get(kind, '')}{_plain(value)}{figure.unit or _AFTER.get(kind, '')}"


_KINDS: tuple[Kind, ...] = get_args(Kind)
_TEXTUAL = ("time", "year_month", "month_day", "phone", "document", "grade", "url", "email", "number")
_BEFORE = {"ordinal": "第", "item": "材料", "annex": "附件"}
_AFTER = {
    "percent": "%",
    "points": " 个百分点",
    "minute": " 分钟",
    "hour": " 小时",
    "working_day": " 个工作日",
    "day": " 天",
    "week": " 周",
    "month": " 个月",
    "year": " 年",
    "copies": " 份",
    "chars": " 字",
    "calendar_year": "年",
    "calendar_month": "月",
    "grade": "级",
}


def _parsed(kind: Kind, text: str) -> tuple[Value, str]:
    """The value and unit that a canonical form gives; the text itself where it gives none."""
    if kind == "date":
        try:
            return date.fromisoformat(text), ""
        except ValueError:
            return text, ""
    found = re.match(r"[0-9]{1,15}(?:\.[0-9]{1,6})?", text)
    value = number(found[0]) if found and kind not in _TEXTUAL else None
    return (text, "") if found is None or value is None else (value, text[found.end() :])


def _plain(value: Value) -> str:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)
