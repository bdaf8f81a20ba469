"""Observation: all that stands in a clean message, each thing found once, as a scene."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

from dialogs.understanding.characters.cues import KNOWN, Words
from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.days.calendar_words import Prefer
from dialogs.understanding.days.dates import DateMention, dates
from dialogs.understanding.days.sightings import NAMED
from dialogs.understanding.figures.amounts import Amount, amounts
from dialogs.understanding.scene.scene import Scene, starting
from dialogs.understanding.setting import Setting
from dialogs.understanding.words.lexicon import Mark, marks
from policy.divisions import division
from policy.places import PlaceMention, find_places

# A number is money by its figures, its currency, or a unit from 百 upwards.
_SUM = KNOWN.add("[0123456789百千万亿佰仟元块圆wk]")
_LATIN = KNOWN.add("[abcdefghijklmnopqrstuvwxyz]")
_DENYING = KNOWN.add("[不没未非无缺否别]")
# What parts sentences, clauses (a comma that is not inside a figure) and phrases.
_CUTS = KNOWN.add("[。;；!！?？\n,，、 ]")
_CUT = Pattern(r"(?P<stop>[。;；!！?？\n])|(?P<comma>(?<![0-9])[,，]|,(?![0-9]))|[、 ]")
_BARE_AFTER = frozenset({"pay", "service", "mandatory", "fee", "contract", "granted", "total"})
_BARE_GAP = 3
_BARE_REACH = 80
# 分别是8000和12000
_EACH = "分别"
_BARE_NEAR = 6
_MOST_SHARED = 6
_LONGEST_NAME = 12
# A longer list of places is nobody's, and whose each is takes a look at all before it.
_MOST_PLACES = 40
_FIGURE = Pattern("[ :了是约共为]{0,3}[0-9]")
# 付给青岛理工大学的45000
_PAID_TO = Pattern("[付打转汇交]给[^,，。;?!0-9 ]{2,14}?的(?=[0-9])")
_STOP = Pattern("(?<=[0-9])[ 。;?!]|[,，](?![0-9])")
_OR = Pattern(" ?(?:还是|或者?|要么) ?")
_START = attrgetter("start")


class _Sight(NamedTuple):
    """What stands in a clean text, whatever was asked."""

    places: tuple[PlaceMention, ...]
    marks: tuple[Mark, ...]
    kinds: Mapping[str, list[Mark]]
    starts: list[int]
    ends: list[int]
    stops: list[int]
    breaks: list[int]
    joints: list[int]
    dates: tuple[DateMention, ...]
    amounts: tuple[Amount, ...]


def scene(words: Words, setting: Setting, prefer: Prefer = "past") -> Scene:
    """The scene of a clean text; `prefer` is where a day without its year is taken to lie."""
    made: tuple[Setting, Prefer, Scene] | None = words.found.get("scene")
    if made is not None and made[0] is setting and made[1] == prefer:
        return made[2]
    found, known = words.found, places_of(words)
    places = known or _nearby(words.text, setting)
    key = (setting.today, prefer)
    sight: _Sight | None = found.get(key) if places is known else None
    if sight is None:
        sight = _sight(words, places, setting.today, prefer)
        if places is known:
            found[key] = sight
    text, _, pairs, cues, _ = words
    seen = Scene(
        text=text,
        today=setting.today,
        asked=setting.asked,
        edition=setting.edition,
        facts=setting.facts,
        pairs=pairs,
        cues=cues,
        marks=sight.marks,
        places=sight.places,
        amounts=sight.amounts,
        dates=sight.dates,
        stops=sight.stops,
        breaks=sight.breaks,
        joints=sight.joints,
        kinds=sight.kinds,
        starts=sight.starts,
        ends=sight.ends,
        denies=cues & _DENYING != 0,
        known={},
    )
    found["scene"] = setting, prefer, seen
    return seen


def places_of(words: Words) -> tuple[PlaceMention, ...]:
    """The places named in a clean text, of a longer list the first ones."""
    found: tuple[PlaceMention, ...] | None = words.found.get("places")
    if found is None:
        found = words.found["places"] = find_places(words.text, words.pairs)[:_MOST_PLACES]
    return found


def dates_of(words: Words, today: date, prefer: Prefer = "past") -> tuple[DateMention, ...]:
    """The dates in a clean text."""
    if not words.cues & NAMED:
        return ()
    key = ("dates", today, prefer)
    found: tuple[DateMention, ...] | None = words.found.get(key)
    if found is None:
        found = words.found[key] = dates(words.text, today, prefer)
    return found


def amounts_of(words: Words) -> tuple[Amount, ...]:
    """The amounts in a clean text that have their unit."""
    found: tuple[Amount, ...] | None = words.found.get("amounts")
    if found is None:
        found = words.found["amounts"] = amounts(words.text)
    return found


def _sight(words: Words, places: tuple[PlaceMention, ...], today: date, prefer: Prefer) -> _Sight:
    text, _, pairs, cues, _ = words
    found = marks(text, pairs, has_latin=cues & _LATIN != 0)
    if places and found:
        places, found = _apart(places, found)
    kinds: dict[str, list[Mark]] = {}
    starts, ends = [], []
    for mark in found:
        start, end, kind, _, _ = mark
        starts.append(start)
        ends.append(end)
        kinds.setdefault(kind, []).append(mark)
    stops: list[int] = []
    breaks: list[int] = []
    joints: list[int] = []
    for cut in _CUT.finditer(text) if cues & _CUTS else ():
        if cut.lastgroup is None and not _parts(text, cut):
            continue
        joints.append(cut.start())
        if cut.lastgroup is not None:
            breaks.append(cut.start())
        if cut.lastgroup == "stop":
            stops.append(cut.start())
    dated = dates_of(words, today, prefer)
    sums = _amounts(words, found, dated) if cues & _SUM else ()
    return _Sight(places, tuple(found), kinds, starts, ends, stops, breaks, joints, dated, sums)


def _apart(
    places: tuple[PlaceMention, ...], found: list[Mark]
) -> tuple[tuple[PlaceMention, ...], list[Mark]]:
    """The places that are no part of a longer mark, and the marks that no such place overlaps."""
    ends = [mark.end for mark in found]
    kept, hidden = [], set()
    for place in places:
        number = bisect_left(ends, place.end)
        if number < len(found) and _holds(found[number], place.start, place.end):
            continue
        kept.append(place)
        number = bisect_right(ends, place.start)
        while number < len(found) and found[number].start < place.end:
            hidden.add(number)
            number += 1
    clear = [mark for number, mark in enumerate(found) if number not in hidden] if hidden else found
    return tuple(kept), clear


def _nearby(text: str, setting: Setting) -> tuple[PlaceMention, ...]:
    """Asked for a place where none is named: the district of the edition's city that a short name is of."""
    _, facts, asked, _, edition = setting
    if edition is None or asked is None or len(text) > _LONGEST_NAME:
        return ()
    if not any(name in facts and facts[name].type == "region" for name in asked.facts):
        return ()
    city = division(edition.region[:4] + "00")
    before = city.name if city else ""
    mentions = find_places(before + text)
    if not mentions or mentions[0].end <= len(before):
        return ()
    return (mentions[0]._replace(start=0, end=mentions[0].end - len(before)),)


def _holds(mark: Mark, start: int, end: int) -> bool:
    return mark.start <= start and end <= mark.end and mark.end - mark.start > end - start


def _parts(text: str, match: re.Match[str]) -> bool:
    """Whether a space parts two phrases, and not two words in Latin letters or a figure and its unit."""
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    return not (match.group() == " " and before.isascii() and after.isascii() and before.isalpha())


def _amounts(words: Words, found: list[Mark], dated: tuple[DateMention, ...]) -> tuple[Amount, ...]:
    """The amounts, and the bare numbers that follow a word of paying or buying."""
    text, read = words.text, amounts_of(words)
    if read and dated:
        read = tuple(a for a in read if not _is_in(dated, a.start))
    after = [m for m in found if m.kind in _BARE_AFTER or m.value == "fee" or text.startswith(_EACH, m.start)]
    ends = [mark.end for mark in after if _FIGURE.match(text, mark.end)]
    # 付检测公司4200
    ends += [
        b.end for a, b in pairwise(found) if a.kind == "pay" and b.kind == "provider" and a.end == b.start
    ]
    if "给" in text:
        ends += [match.end() for match in _PAID_TO.finditer(text) if _FIGURE.match(text, match.end())]
    ends = [
        end
        for end in ends
        if not starting(read, end, end + _BARE_GAP + 1) and not starting(dated, end, end + _BARE_GAP + 1)
    ]
    bare = [a for end in ends for a in _bare(text, end)]
    return tuple(sorted((*read, *bare), key=lambda amount: amount.start)) if bare else read


def _is_in(dated: tuple[DateMention, ...], position: int) -> bool:
    last = bisect_right(dated, position, key=_START) - 1
    return last >= 0 and position < dated[last].end


def _bare(text: str, start: int) -> Iterator[Amount]:
    """The bare number of a phrase that has no unit anywhere near."""
    stop = _STOP.search(text, start + 1, start + _BARE_REACH)
    part = text[start : stop.start() if stop else start + _BARE_REACH]
    shared = _EACH in text[max(0, start - _BARE_NEAR) : start]
    end, read = 0, amounts(part, bare=True)
    if len(read) > 1 and read[0].start <= _BARE_GAP and _OR.fullmatch(part, read[0].end, read[1].start):
        one, two = read[:2]  # 花了2700还是2900来着
        read = (one._replace(end=two.end, high=two.low, exact=False, candidates=(one.low, two.low)),)
    for amount in read[: _MOST_SHARED if shared else 1]:
        if amount.start - end > _BARE_GAP:
            return
        end = amount.end
        if amount.high:
            yield amount._replace(start=start + amount.start, end=start + end)
