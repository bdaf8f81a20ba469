"""Wordings: sentences with slots, `{没|没有}{拿|领}过`, found in one pass over the words they cannot do without."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, partial
from typing import Any, NamedTuple

import yaml

from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.scene.scene import Scene
from dialogs.understanding.words.lexicon import FOLDER
from policy.uncollected import uncollected

CLAIMS = FOLDER / "claims"


class Told(NamedTuple):
    """A wording found in text[start:end]: of a kind, and with what it stands for."""

    start: int
    end: int
    kind: str
    value: str


class Wording(NamedTuple):
    """One wording as written, with its slots."""

    kind: str
    value: str
    pattern: str


class Wordings(NamedTuple):
    """Wordings, and their numbers by words of which each text that fits one holds one.

    The words are by their first two characters; those of one character stand apart.
    """

    wordings: tuple[Wording, ...]
    anchors: Mapping[str, Sequence[tuple[str, list[int]]]]
    singles: Mapping[str, list[int]]


def heard(scene: Scene) -> list[Told]:
    """The wordings of all files, what counts only of an open question where that is asked; for `Scene.once`."""
    return told(scene.text, scene.pairs, scene.asked.facts if scene.asked else ())


def told(text: str, pairs: Iterable[str], asked: Iterable[str]) -> list[Told]:
    """The wordings found in a clean text, in order; of those of one kind and fact none inside another.

    Linear in the text: only the wordings whose word is there are looked for.
    """
    found: list[Told] = []
    for kind, value, pattern in _possible(wordings(), text, pairs):
        expression = _expression(pattern)
        if expression.search(text):
            found += [Told(match.start(), match.end(), kind, value) for match in expression.finditer(text)]
    for kind, value, pattern in _possible(wordings(of_asked=True), text, pairs) if asked else ():
        if (_ASKED[kind] or value.partition(" ")[0]) in asked:
            expression = _expression(pattern)
            found += [Told(match.start(), match.end(), kind, value) for match in expression.finditer(text)]
    return _outermost(found) if len(found) > 1 else found


def _possible(known: Wordings, text: str, pairs: Iterable[str]) -> Iterable[Wording]:
    """The wordings that a text may hold: those of which one of their words is there."""
    anchors, singles = known.anchors, known.singles
    hit: set[int] = set()
    for pair in anchors.keys() & pairs:
        for word, numbers in anchors[pair]:
            if word in text:
                hit.update(numbers)
    for word in singles.keys() & text:
        hit.update(singles[word])
    return [known.wordings[number] for number in hit] if hit else ()


# Kinds that count only where their fact is asked, or the fact that they are of.
_ASKED = {"answers": "", "named": "industry"}


@cache
def wordings(*, of_asked: bool = False) -> Wordings:
    """The shipped wordings that count always, or those that count only of an open question; read at first use."""
    return uncollected(partial(_shipped, of_asked=of_asked))


def _shipped(*, of_asked: bool) -> Wordings:
    known: list[Wording] = []
    anchors: dict[str, dict[str, list[int]]] = {}
    singles: dict[str, list[int]] = {}
    for path in sorted(CLAIMS.glob("*.yaml")):
        for kind, given in content(path.stem).items():
            if (kind in _ASKED) != of_asked:
                continue
            for value, patterns in given.items():
                for pattern in patterns.split():
                    for word in _anchor(pattern):
                        group = anchors.setdefault(word[:2], {}) if len(word) > 1 else singles
                        group.setdefault(word, []).append(len(known))
                    known.append(Wording(kind, value, pattern))
    return Wordings(tuple(known), {pair: tuple(words.items()) for pair, words in anchors.items()}, singles)


def _outermost(found: list[Told]) -> list[Told]:
    """Those that do not lie inside a longer one about the same thing."""
    kept: list[Told] = []
    reach: dict[tuple[str, str], int] = {}
    for one in sorted(set(found), key=lambda t: (t.start, -t.end, t.kind, t.value)):
        subject = one.kind, one.value.partition(" ")[0] if " " in one.value else ""
        if one.end > reach.get(subject, 0):
            kept.append(one)
            reach[subject] = one.end
    return kept


@cache
def content(name: str) -> Mapping[str, Mapping[str, str]]:
    """A file of wordings as written: kind → what is meant → wordings."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    read: Mapping[str, Any] = yaml.load((CLAIMS / f"{name}.yaml").read_text(encoding="utf-8"), loader)
    return {kind: given if isinstance(given, dict) else {"": given} for kind, given in read.items()}


@cache
def _expression(pattern: str) -> Pattern:
    # The longest alternative first.
    slots = (sorted({*slot}, key=lambda word: (-len(word), word)) for slot in _slots(pattern))
    return Pattern("".join(f"(?:{'|'.join(map(re.escape, slot))})" for slot in slots))


def _slots(pattern: str) -> list[list[str]]:
    """The parts of a pattern with their alternatives."""
    parts = pattern.replace("_", " ").replace("}", "{").split("{")
    return [part.split("|") for part in parts if part]


_MOST = 100
_FEWEST = 2
# Words that most messages hold one of tell little.
_COMMON = frozenset(
    "没 没有 不 不是 了 合同 研发 机构 公司 检测 企业 我们 发票 登记 报告 平台 一个 自己 付 票 给 在".split()
)


def _anchor(pattern: str) -> Iterable[str]:
    """Words of which each text that fits holds one: those of the part that is longest at its shortest, and fewest.

    Where all parts have short or common words, neighbouring ones are joined.
    """
    slots = _slots(pattern)
    best = max([_weight(slot) for slot in slots])
    if best[0] < _FEWEST:
        for first in range(len(slots)):
            words = slots[first]
            for slot in slots[first + 1 :]:
                if len(words) * len(slot) > _MOST:
                    break
                words = [begun + word for begun in words for word in slot]
                best = max(best, _weight(words))
    return dict.fromkeys(best[2])


def _weight(words: list[str]) -> tuple[int, int, list[str]]:
    shortest = min(3, *map(len, words))
    return shortest if _COMMON.isdisjoint(words) else min(1, shortest), -len(words), words
