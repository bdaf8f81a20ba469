"""Scene: a clean message with all that stands in it: phrases, places, amounts and dates, in their clauses."""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from dialogs.understanding.amounts import Amount, amounts
from dialogs.understanding.dates import DateMention, dates
from dialogs.understanding.lexicon import Mark, marks
from dialogs.understanding.patterns import Pattern
from dialogs.understanding.polarity import Standing, standing
from dialogs.understanding.result import Asked, Offered, Said, Unclear
from policy.divisions import division
from policy.edition import Edition
from policy.facts import Fact, Scope, written
from policy.places import PlaceMention, find_places
from policy.values import Value

# Facts that any edition may use although the one in hand does not; those not listed belong to a service.
_OF_ENTERPRISE = (
    "registered_in", "legal_form", "innovative_sme", "high_tech", "srdi", "tech_sme", "size_class",
    "in_incubator", "in_jinchuanggu", "in_university_park", "granted_this_year",
)  # fmt: skip
# What a phrase may say of the one before it: 高企 过期了.
_PREDICATES = frozenset({"lapsed", "certifying", "both_yes", "both_no", "entered"})
_DENYING = Pattern("[不没未非无缺否别]")
_CHOICE = Pattern("(.)[不没](?=\\1)|[不没否]有?$|是否|能否|可否")
_MONEY = ("fee_paid", "contract_amount", "granted_this_year")
_NUMERAL = Pattern("[0-9一二三四五六七八九十百千万壹贰叁肆伍陆柒捌玖拾佰仟几半两数]")
_BREAK = Pattern(r"(?<![0-9])[,，]|,(?![0-9])|[。;；!！?？\n]")
_JOINT = Pattern(r"[、 ]")
_BARE_AFTER = frozenset({"pay", "service", "fee", "contract", "granted", "total"})
_BARE_GAP = 3
_LONGEST_NAME = 12
_FIGURE = Pattern("[ :了是约共为]{0,3}[0-9]")
_STOP = Pattern("(?<=[0-9])[ 。;?!]|[,，](?![0-9])")
_ASKING = ("吗", "么", "嘛", "不", "没", "否", "没有", "不能")
# What a certificate, a size and the like are called on by: the enterprise itself.
OWN = frozenset({"self", "form", "size", "size_unclear", "certificate"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One message, recognised and not yet weighed. Positions are those of the clean text."""

    text: str
    today: date
    asked: Asked | None
    edition: Edition | None
    facts: Mapping[str, Fact]
    marks: tuple[Mark, ...]
    places: tuple[PlaceMention, ...]
    amounts: tuple[Amount, ...]
    dates: tuple[DateMention, ...]
    stops: tuple[int, ...]
    breaks: tuple[int, ...]
    joints: tuple[int, ...]

    def clause(self, position: int) -> tuple[int, int]:
        """The bounds of the clause around a position, from stop to stop."""
        return _around(self.breaks, position, len(self.text))

    def phrase(self, position: int) -> tuple[int, int]:
        """The bounds of the part of the clause that no space and no 、 parts further."""
        return _around(self.joints, position, len(self.text))

    def between(self, start: int, end: int) -> list[Mark]:
        """The marks that lie wholly inside text[start:end], in order."""
        return [mark for mark in self.marks if start <= mark.start and mark.end <= end]

    def sentence(self, position: int) -> tuple[int, int]:
        """The bounds of the sentence around a position, commas and spaces included."""
        return _around(self.stops, position, len(self.text))

    def of_kind(self, *kinds: str) -> list[Mark]:
        return [mark for mark in self.marks if mark.kind in kinds]

    def before(self, position: int, low: int) -> Mark | None:
        """The last mark that ends at or before a position, not before `low`."""
        found = None
        for mark in self.marks:
            if mark.start >= position:
                break
            if mark.end <= position and mark.start >= low:
                found = mark
        return found

    def at(self, position: int) -> Mark | None:
        """The mark that begins at a position."""
        return next((mark for mark in self.marks if mark.start == position), None)

    @property
    def denies(self) -> bool:
        """Whether anything at all can be denied here; most messages hold no such word."""
        return _DENYING.search(self.text) is not None

    def standing(self, start: int, end: int) -> Standing:
        """Whether the message claims or denies what it mentions there."""
        low, high = self.phrase(start)
        # 高企没有 专精特新有, 检测 不是高企: what a neighbouring phrase says is said of its own subject.
        if start > low or not self._has_subject(low - 1):
            low = 0
        if end < high or not self._has_subject(high + 1):
            high = len(self.text)
        return standing(self.text[low:high], start - low, end - low)

    def _has_subject(self, position: int) -> bool:
        low, high = self.phrase(position)
        return any(mark.kind not in _PREDICATES for mark in self.between(low, high))

    def asks(self, position: int) -> bool:
        """Whether the phrase around a position is put as a yes-or-no question."""
        low, high = self.phrase(position)
        phrase = self.text[low:high].rstrip("的了呀啊呢哈")
        return self.text[high : high + 1] == "?" or (phrase.endswith(_ASKING) and len(phrase) > 1)

    def doubts(self, position: int) -> bool:
        """Whether the phrase around a position asks about what it denies: 科小没有呢?, 不是3年有效吗."""
        low, high = self.phrase(position)
        phrase = self.text[low:high].rstrip("的了呀啊")
        asked = self.text[high : high + 1] == "?" or phrase.endswith(("吗", "么", "呢"))
        return asked and _DENYING.search(_CHOICE.sub("", phrase)) is not None

    def wants(self, *names: str) -> bool:
        """Whether one of these facts is what the open question is about."""
        return self.asked is not None and any(name in self.asked.facts for name in names)

    def is_money(self, name: str) -> bool:
        fact = self.facts.get(name)
        return fact.type == "money" if fact else name in _MONEY

    @property
    def base(self) -> str:
        """The amount that the estimate starts from; the fee paid while no edition is chosen."""
        return self.edition.estimate.base if self.edition else "fee_paid"

    @property
    def asked_money(self) -> str | None:
        """The amount that the open question is about."""
        return next((n for n in self.asked.facts if self.is_money(n)), None) if self.asked else None

    def label(self, name: str) -> str:
        fact = self.facts.get(name)
        return fact.label if fact else name

    def said(
        self, name: str, value: Value | None, service: int | None = None, back: str | None = None
    ) -> Said:
        return Said(scope=self.scope(name), name=name, value=value, service=service, said_back=back)

    def scope(self, name: str) -> Scope:
        fact = self.facts.get(name)
        if fact is not None:
            return fact.scope
        return "enterprise" if name in _OF_ENTERPRISE or name.startswith("tech_sme") else "service"

    def option(self, name: str, value: Value, label: str) -> Offered:
        """One reading of something vague; its id is the value as JSON."""
        fact = self.facts.get(name)
        given = written(fact, value) if fact else value
        return Offered(id=json.dumps(given, ensure_ascii=False), label=label)

    def unclear(
        self,
        name: str,
        raw: str,
        reading: str,
        *,
        low: Value | None = None,
        high: Value | None = None,
        options: tuple[Offered, ...] = (),
    ) -> Unclear:
        return Unclear(name=name, raw=raw, low=low, high=high, reading=reading, options=options)


def scene(
    text: str, today: date, asked: Asked | None, edition: Edition | None, facts: Mapping[str, Fact]
) -> Scene:
    """The scene of a clean text."""
    places = _places(text, asked, edition, facts)
    found = marks(text)
    if places:
        places = tuple(p for p in places if not any(_holds(m, p.start, p.end) for m in found))
        spans = [(p.start, p.end) for p in places]
        found = [m for m in found if not any(m.start < end and start < m.end for start, end in spans)]
    breaks = tuple(match.start() for match in _BREAK.finditer(text))
    joints = [match.start() for match in _JOINT.finditer(text) if _parts(text, match)]
    dated = dates(text, today)
    counted = _NUMERAL.search(text) is not None
    return Scene(
        text=text,
        today=today,
        asked=asked,
        edition=edition,
        facts=facts,
        marks=tuple(found),
        places=places,
        amounts=_amounts(text, found, dated) if counted else (),
        dates=dated,
        stops=tuple(cut for cut in breaks if text[cut] not in ",，"),
        breaks=breaks,
        joints=tuple(sorted((*breaks, *joints))) if joints else breaks,
    )


def _places(
    text: str, asked: Asked | None, edition: Edition | None, facts: Mapping[str, Fact]
) -> tuple[PlaceMention, ...]:
    """The places named; asked for one, also the districts of the edition's city by their short names."""
    found = find_places(text)
    if found or edition is None or asked is None or len(text) > _LONGEST_NAME:
        return found
    if not any(name in facts and facts[name].type == "region" for name in asked.facts):
        return found
    city = division(edition.region[:4] + "00")
    before = city.name if city else ""
    mentions = find_places(before + text)
    if not mentions or mentions[0].end <= len(before):
        return found
    return (replace(mentions[0], start=0, end=mentions[0].end - len(before)),)


def _holds(mark: Mark, start: int, end: int) -> bool:
    return mark.start <= start and end <= mark.end and mark.end - mark.start > end - start


def _parts(text: str, match: re.Match[str]) -> bool:
    """Whether a space parts two phrases, and not two words in Latin letters or a figure and its unit."""
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    return not (match.group() == " " and before.isascii() and after.isascii() and before.isalpha())


def _amounts(text: str, found: list[Mark], dated: tuple[DateMention, ...]) -> tuple[Amount, ...]:
    """The amounts, and the bare numbers that follow a word of paying or buying."""
    read = tuple(a for a in amounts(text) if not any(d.start <= a.start < d.end for d in dated))
    ends = [mark.end for mark in found if mark.kind in _BARE_AFTER and _FIGURE.match(text, mark.end)]
    ends = [end for end in ends if not any(end <= a.start <= end + _BARE_GAP for a in read)]
    ends = [end for end in ends if not any(end <= d.start <= end + _BARE_GAP for d in dated)]
    bare = [a for end in ends for a in _bare(text, end)]
    return tuple(sorted((*read, *bare), key=lambda amount: amount.start)) if bare else read


def _bare(text: str, start: int) -> Iterator[Amount]:
    """The bare number of a phrase that has no unit anywhere."""
    stop = _STOP.search(text, start + 1)
    part = text[start : stop.start() if stop else len(text)]
    for amount in amounts(part, bare=True)[:1]:
        if amount.high and amount.start <= _BARE_GAP:
            yield replace(amount, start=start + amount.start, end=start + amount.end)


def _around(cuts: tuple[int, ...], position: int, length: int) -> tuple[int, int]:
    following = bisect_left(cuts, position)
    low = cuts[following - 1] + 1 if following else 0
    return low, cuts[following] if following < len(cuts) else length
