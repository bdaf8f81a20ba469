"""Clauses of a message about a claim: their words, with days, sums and the claim's number set apart."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple

from dialogs.understanding.characters.cues import Words
from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.days.dates import DateMention
from dialogs.understanding.figures.amounts import Amount
from dialogs.understanding.scene.observation import amounts_of, dates_of


class Clause(NamedTuple):
    """A clause of a clean text from `start` to `end`, the gap after it up to `next`."""

    start: int
    end: int
    next: int
    # Its words without days, with # for a sum.
    plain: str
    asks: bool
    days: tuple[DateMention, ...]
    sums: tuple[Amount, ...]

    @property
    def day(self) -> date | None:
        """The one certain day that it tells, or from which on it is so: 9月25号开始公示."""
        if len(self.days) != 1:
            return None
        told = self.days[0]
        return told.low if told.exact or (told.high == date.max and told.low > date.min) else None

    @property
    def is_vague(self) -> bool:
        """Whether it tells some time but no certain day: 上周."""
        return bool(self.days) and self.day is None


def clauses(words: Words, today: date) -> Sequence[Clause]:
    """The clauses of a clean text; a number in Latin letters and figures is none of their words."""
    text = words.text
    told = dates_of(words, today)
    sums = [a for a in amounts_of(words) if not any(d.start <= a.start < d.end for d in told)]
    found: list[Clause] = []
    start = 0
    for gap in _GAP.finditer(text):
        if gap.start() > start:
            found.append(_clause(text, start, gap.start(), gap.end(), told, sums))
        start = gap.end()
    if start < len(text):
        found.append(_clause(text, start, len(text), len(text), told, sums))
    return found


def rest_of(text: str, given: Sequence[Clause], taken: Collection[Clause]) -> str:
    """A text without some of its clauses."""
    kept = "".join(text[clause.start : clause.next] for clause in given if clause not in taken)
    return kept.strip(" ,，。;；、!~\n")


def number(text: str) -> str | None:
    """The number of a claim that a clean text names, upper case and without dashes."""
    match = _numbered(text)
    return match["number"].replace("-", "").upper() if match else None


def unnumbered(text: str) -> str:
    """A clean text without the number of a claim and the words for it."""
    match = _numbered(text)
    if match is None:
        return text
    return f"{text[: match.start()].rstrip()}{text[match.end() :].lstrip()}"


def _numbered(text: str) -> re.Match[str] | None:
    called = _CALLED.search(text) if "号" in text or "码" in text else None
    return called or (_NUMBER.search(text) if _LATIN.search(text) else None)


def _clause(
    text: str, start: int, end: int, after: int, told: Sequence[DateMention], sums: Sequence[Amount]
) -> Clause:
    days = tuple(d for d in told if start <= d.start < end)
    own = tuple(a for a in sums if start <= a.start < end)
    spans = [(d.start, d.end, "") for d in days] + [(a.start, a.end, "#") for a in own]
    plain, position = "", start
    for low, high, mark in sorted(spans):
        if low >= position:
            plain += text[position:low] + mark
            position = min(high, end)
    plain = unnumbered(plain + text[position:end]).strip()
    asks = "?" in text[end:after] or _ASKS.search(plain) is not None
    return Clause(start, end, after, plain, asks, days, own)


_GAP = Pattern("[。;；!！?？\n~… 、:]+|[,，](?![0-9]{3}(?![0-9]))|[.]{2,}")
_ASKS = Pattern(
    "[?吗么嘛]|没$|没有$|[^差]不$|(?<![着在示审中评款])呢$|怎|咋|什么|啥|哪|多少|多久|多长|几[天号个时月]|何时|如何|是否|谁|(.)不\\1|有没有|为何"
    "|能(?!够)|可以|可否|该|要是|如果|假如|万一|的话|以后|之后|之前|时候|应该|必须|想|打算|准备(?![好齐完妥])|计划|如何|是不是|会不会|别人|人家|隔壁|听说|同行|朋友|还得|需不"
    "|好像|可能|大概|估计|似乎|应当|别$|不用|不要(?!求)|请问|几[家样]"
)
_CALLED = Pattern(
    "(?:申请|受理|办件|登记|流水|单|业务|申报|查询|材料|件)*"
    "(?:编号|单号|号码|申请号|受理号|办件号|登记号|查询码|流水号)[是为: ]*"
    "(?P<number>[0-9a-z][0-9a-z-]{4,22}[0-9a-z])(?![0-9a-z])"
)
_LATIN = Pattern("[a-z]")
_NUMBER = Pattern(
    "(?<![0-9a-z.-])(?P<number>(?=[0-9-]{0,22}[a-z])(?=[a-z-]{0,22}[0-9])[0-9a-z][0-9a-z-]{4,22}[0-9a-z])(?![0-9a-z.-])"
)
