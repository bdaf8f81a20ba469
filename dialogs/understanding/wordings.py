"""Wordings: sentences with slots, `{没|没有}{拿|领}过`, found in one pass over the words they cannot do without."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import groupby
from typing import Any, NamedTuple

import yaml

from dialogs.understanding.lexicon import FOLDER
from dialogs.understanding.patterns import Pattern
from dialogs.understanding.scene import Scene

CLAIMS = FOLDER / "claims"


class Told(NamedTuple):
    """A wording found in text[start:end]: of a kind, and with what it stands for."""

    start: int
    end: int
    kind: str
    value: str


class Wording(NamedTuple):
    """One wording as an expression."""

    kind: str
    value: str
    pattern: Pattern


class Wordings(NamedTuple):
    """Wordings by the words that one of theirs must be, and the lengths of those that begin with a pair."""

    wordings: tuple[Wording, ...]
    anchors: Mapping[str, tuple[int, ...]]
    lengths: Mapping[str, tuple[int, ...]]


def told(text: str, known: Wordings) -> list[Told]:
    """The wordings found in a clean text, in order; of those of one kind and fact none inside another.

    Linear in the text: only the wordings whose word is there are looked for.
    """
    anchors, lengths = known.anchors, known.lengths
    hit: set[int] = set()
    pairs: Iterable[str] = map(str.__add__, text, text[1:] + " ")
    # Most characters begin nothing: those that do are picked out first.
    heads = [(n, pair) for n, pair in enumerate(pairs) if pair in lengths or text[n] in anchors]
    for start, pair in heads:
        if text[start] in anchors:
            hit.update(anchors[text[start]])
        for length in lengths.get(pair, ()):
            if numbers := anchors.get(text[start : start + length]):
                hit.update(numbers)
    found = []
    for number in hit:
        kind, value, pattern = known.wordings[number]
        found += [Told(match.start(), match.end(), kind, value) for match in pattern.finditer(text)]
    return _outermost(found) if len(found) > 1 else found


def heard(scene: Scene) -> list[Told]:
    """The wordings of all files that count whatever was asked; for `Scene.once`."""
    return told(scene.text, _every())


# Kinds that count only where their fact was asked.
_ASKED = frozenset(("answers", "named"))


@cache
def _every() -> Wordings:
    files = sorted(path.stem for path in CLAIMS.glob("*.yaml"))
    return built(
        (kind, value, words)
        for name in files
        for kind, given in content(name).items()
        if kind not in _ASKED
        for value, words in given.items()
    )


def _outermost(found: list[Told]) -> list[Told]:
    """Those that do not lie inside a longer one about the same thing."""
    kept: list[Told] = []
    reach: dict[tuple[str, str], int] = {}
    for one in sorted(set(found), key=lambda t: (t.start, -t.end)):
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


def built(given: Iterable[tuple[str, str, str]]) -> Wordings:
    """Wordings from kinds, meanings, and patterns parted by white space."""
    wordings: list[Wording] = []
    anchors: dict[str, list[int]] = {}
    for kind, value, patterns in given:
        for pattern in patterns.split():
            slots = _slots(pattern)
            for word in _anchor(slots):
                anchors.setdefault(word, []).append(len(wordings))
            source = "".join(f"(?:{'|'.join(map(re.escape, slot))})" for slot in slots)
            wordings.append(Wording(kind, value, Pattern(source)))
    heads = sorted((word[:2], len(word)) for word in anchors)
    lengths = {head: tuple({length for _, length in same}) for head, same in groupby(heads, lambda h: h[0])}
    return Wordings(tuple(wordings), {word: tuple(n) for word, n in anchors.items()}, lengths)


def _slots(pattern: str) -> list[list[str]]:
    """The parts of a pattern with their alternatives, the longest first."""
    parts = pattern.replace("_", " ").replace("}", "{").split("{")
    return [sorted({*part.split("|")}, key=lambda w: (-len(w), w)) for part in parts if part]


_MOST = 400


def _anchor(slots: list[list[str]]) -> list[str]:
    """Words of which each text that fits holds one: of neighbouring parts joined, the longest at their shortest."""
    best: tuple[int, int, list[str]] = (0, 0, [])
    for first in range(len(slots)):
        words = [""]
        for slot in slots[first:]:
            if len(words) * len(slot) > max(_MOST, len(slot)):
                break
            words = [begun + word for begun in words for word in slot]
            shortest = min(map(len, words))
            best = max(best, (min(shortest, 3), -len(words), words))
    return list(dict.fromkeys(best[2]))
