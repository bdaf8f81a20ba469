"""Scene: a clean message with all that stands in it: phrases, places, amounts and dates, in their clauses."""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import chain
from operator import attrgetter
from typing import Any, NamedTuple, Protocol, TypeVar

from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.days.dates import DateMention
from dialogs.understanding.figures.amounts import Amount
from dialogs.understanding.result import Asked, Offered, Said, Unclear
from dialogs.understanding.words.lexicon import Mark
from dialogs.understanding.words.standing import Standing, standing
from policy.edition import Edition
from policy.facts import Fact, Scope, written
from policy.places import PlaceMention
from policy.values import Value

# Facts that any edition may use although the one in hand does not; those not listed belong to a service.
_OF_ENTERPRISE = (
    "registered_in", "legal_form", "innovative_sme", "high_tech", "srdi", "tech_sme", "size_class",
    "in_incubator", "in_jinchuanggu", "in_university_park", "granted_this_year", "staff", "revenue", "assets",
)  # fmt: skip
# What a phrase may say of the one before it: 高企 过期了.
_PREDICATES = frozenset({"lapsed", "certifying", "both_yes", "both_no", "entered"})
_DENYING = Pattern("[不没未非无缺否别]")
_CHOICE = Pattern("(.)[不没](?=\\1)|[不没否]有?$|是否|能否|可否")
_MONEY = ("fee_paid", "contract_amount", "granted_this_year", "revenue", "assets")
_ASKING = ("吗", "么", "嘛", "不", "没", "否", "没有", "不能")
# What a certificate, a size and the like are called on by: the enterprise itself.
OWN = frozenset({"self", "form", "size", "size_unclear", "certificate"})
_START = attrgetter("start")


class _Starting(Protocol):
    @property
    def start(self) -> int: ...


T = TypeVar("T")
S = TypeVar("S", bound=_Starting)


class Scene(NamedTuple):
    """One message, recognised and not yet weighed. Positions are those of the clean text."""

    text: str
    today: date
    asked: Asked | None
    edition: Edition | None
    facts: Mapping[str, Fact]
    # Each character with the one after it, and the cues that the text may hold.
    pairs: list[str]
    cues: int
    marks: tuple[Mark, ...]
    places: tuple[PlaceMention, ...]
    amounts: tuple[Amount, ...]
    dates: tuple[DateMention, ...]
    # Where sentences, clauses and phrases end.
    stops: Sequence[int]
    breaks: Sequence[int]
    joints: Sequence[int]
    # The marks by kind, and where they begin and end: no mark lies inside another, so both rise.
    kinds: Mapping[str, list[Mark]]
    starts: list[int]
    ends: list[int]
    # Whether anything at all can be denied here; most messages hold no such word.
    denies: bool
    # What was once worked out.
    known: dict[object, Any]

    def once(self, reading: Callable[[Scene], T]) -> T:
        """What a reading makes of this scene, read at its first use only."""
        if reading not in self.known:
            self.known[reading] = reading(self)
        found: T = self.known[reading]
        return found

    def clause(self, position: int) -> tuple[int, int]:
        """The bounds of the clause around a position, from stop to stop."""
        return _around(self.breaks, position, len(self.text))

    def phrase(self, position: int) -> tuple[int, int]:
        """The bounds of the part of the clause that no space and no 、 parts further."""
        return _around(self.joints, position, len(self.text))

    def sentence(self, position: int) -> tuple[int, int]:
        """The bounds of the sentence around a position, commas and spaces included."""
        return _around(self.stops, position, len(self.text))

    def between(self, start: int, end: int) -> Sequence[Mark]:
        """The marks that lie wholly inside text[start:end], in order."""
        return self.marks[bisect_left(self.starts, start) : bisect_right(self.ends, end)]

    def beginning(self, start: int, end: int) -> Sequence[Mark]:
        """The marks that begin in text[start:end], in order."""
        return self.marks[bisect_left(self.starts, start) : bisect_left(self.starts, end)]

    def ending(self, start: int, end: int) -> Sequence[Mark]:
        """The marks that end from one position to another, both included, in order."""
        return self.marks[bisect_left(self.ends, start) : bisect_right(self.ends, end)]

    def of_kind(self, *kinds: str) -> list[Mark]:
        """The marks of these kinds, in order."""
        if len(kinds) == 1:
            return self.kinds.get(kinds[0], [])
        held = [self.kinds[kind] for kind in kinds if kind in self.kinds]
        return sorted(chain(*held)) if len(held) > 1 else held[0] if held else []

    def before(self, position: int, low: int) -> Mark | None:
        """The last mark that ends at or before a position, not before `low`."""
        last = bisect_right(self.ends, position) - 1
        return self.marks[last] if last >= 0 and self.starts[last] >= low else None

    def after(self, position: int) -> Mark | None:
        """The first mark that begins at or after a position."""
        number = bisect_left(self.starts, position)
        return self.marks[number] if number < len(self.starts) else None

    def at(self, position: int) -> Mark | None:
        """The mark that begins at a position."""
        number = bisect_left(self.starts, position)
        return self.marks[number] if number < len(self.starts) and self.starts[number] == position else None

    def undated(self, start: int, end: int) -> str:
        """The text between two positions without the dates in it."""
        text, position = "", start
        for mention in starting(self.dates, start, end):
            text += self.text[position : mention.start]
            position = min(mention.end, end)
        return text + self.text[position:end]

    def over(self, start: int, end: int) -> bool:
        """Whether one mark holds all of text[start:end]."""
        number = bisect_left(self.ends, end)
        return number < len(self.ends) and self.starts[number] <= start

    def standing(self, start: int, end: int) -> Standing:
        """Whether the message claims or denies what it mentions there."""
        found: Standing | None = self.known.get((start, end))
        if found is None:
            found = self.known[start, end] = self._standing(start, end)
        return found

    def _standing(self, start: int, end: int) -> Standing:
        if not self.joints:
            return standing(self.text, start, end)
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
        found: bool | None = self.known.get(("asks", low))
        if found is None:
            phrase = self.text[low:high].rstrip("的了呀啊呢哈")
            marked = self.text[high : high + 1] == "?"
            found = self.known["asks", low] = marked or (phrase.endswith(_ASKING) and len(phrase) > 1)
        return found

    def doubts(self, position: int) -> bool:
        """Whether the phrase around a position asks about what it denies: 科小没有呢?, 不是3年有效吗."""
        if not self.denies:
            return False
        low, high = self.phrase(position)
        found: bool | None = self.known.get(("doubts", low))
        if found is None:
            phrase = self.text[low:high].rstrip("的了呀啊")
            asked = self.text[high : high + 1] == "?" or phrase.endswith(("吗", "么", "呢"))
            found = asked and _DENYING.search(_CHOICE.sub("", phrase)) is not None
            self.known["doubts", low] = found
        return found

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


def starting(found: Sequence[S], low: int, high: int) -> Sequence[S]:
    """Those of some mentions in order that begin in text[low:high]."""
    return (
        found[bisect_left(found, low, key=_START) : bisect_left(found, high, key=_START)] if found else found
    )


def _around(cuts: Sequence[int], position: int, length: int) -> tuple[int, int]:
    if not cuts:
        return 0, length
    following = bisect_left(cuts, position)
    low = cuts[following - 1] + 1 if following else 0
    return low, cuts[following] if following < len(cuts) else length
