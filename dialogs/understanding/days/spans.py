"""Days and spans of days, with the words they are said back in."""

import re
from datetime import date, timedelta
from typing import NamedTuple

from dialogs.understanding.figures.han_numerals import whole


class Named(NamedTuple):
    """The days that words name, before the words around them are weighed."""

    low: date
    high: date
    label: str
    assumed: bool = False
    impossible: bool = False
    rough: bool = False
    until: date | None = None
    """The last day that 前 after it takes in, unless it is ``high``: 3月前 ends with February."""


YEAR_PARTS = {
    "底": (11, 12),
    "末": (11, 12),
    "初": (1, 2),
    "中": (6, 7),
    "上半年": (1, 6),
    "下半年": (7, 12),
}
"""The months of a part of a year; its edges are taken wide, since they are never exact."""
EDGES = {"头": "初", "尾": "底", "终": "底"}
"""Other words for the edges of a year or month."""
_REST = {"初": (1, 10), "上旬": (1, 10), "中": (11, 20), "中旬": (11, 20), "底": (21, 31), "末": (21, 31)}
_REST |= {"下旬": (21, 31)}


def said(day: date) -> str:
    """A day as it is said back."""
    return f"{day.year} 年 {day.month} 月 {day.day} 日"


def last(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(1)


def month_away(day: date, months: int) -> date:
    """The first day of the month that is so many months away."""
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def in_month(year: int, month: str, day: str | None, part: str | None, *, assumed: bool) -> Named | None:
    """A day, a part or the whole of a month, its numbers as written; impossible ones are said to be so."""
    number = 1 if month == "元" else whole(month)
    if number is None:
        return None
    if not 1 <= number <= 12:
        return Named(date(year, 1, 1), date(year, 12, 31), f"没有 {number} 月", assumed, impossible=True)
    first, end = date(year, number, 1), last(year, number)
    label = f"{year} 年 {number} 月"
    if day:
        wanted = whole(day)
        if wanted is None:
            return None
        if not 1 <= wanted <= end.day:
            return Named(first, end, f"{label}没有 {wanted} 日", assumed, impossible=True)
        named_day = date(year, number, wanted)
        return Named(named_day, named_day, said(named_day), assumed)
    if part and part.endswith("一天"):
        only = first if part[0] in "第头" else end
        return Named(only, only, said(only), assumed)
    if part:
        begins, ends = _REST[EDGES.get(part, part)]
        low, high = first.replace(day=begins), first.replace(day=min(ends, end.day))
        return Named(low, high, f"{label} {low.day} 日至 {high.day} 日", assumed)
    return Named(first, end, label, assumed, until=first - timedelta(1))


def in_year(year: int, part: str, *, assumed: bool) -> Named | None:
    """A half, a quarter or an edge of a year."""
    if part.endswith("一天"):
        only = date(year, 1, 1) if part[0] in "第头" else date(year, 12, 31)
        return Named(only, only, said(only), assumed)
    part = part if part in YEAR_PARTS else part.removeprefix("年")
    part = EDGES.get(part, part)
    if part in YEAR_PARTS:
        first, end = YEAR_PARTS[part]
        label = f"{year} 年{part.replace('末', '底')}"
        if len(part) == 1:
            label = f"{label}（{first} 月至 {end} 月）"
    else:
        quarter = "一二三四".find(part.removeprefix("第")[0]) + 1 or int(re.sub("[^1-4]", "", part))
        first, end = 3 * quarter - 2, 3 * quarter
        label = f"{year} 年第 {quarter} 季度"
    return Named(date(year, first, 1), last(year, end), label, assumed)
