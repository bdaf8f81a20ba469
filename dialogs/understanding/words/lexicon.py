"""What enterprises say, as data: phrases, what each stands for, and one linear scan that finds them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from dialogs.understanding.characters.cues import pairs_of
from policy.uncollected import uncollected

FOLDER = Path(__file__).resolve().parents[3] / "policy" / "lexicon"


class Meaning(NamedTuple):
    """What a phrase stands for: `service` and `testing`, `certificate` and `high_tech`."""

    kind: str
    value: str


class Mark(NamedTuple):
    """A phrase found in text[start:end]; `others` only where the lexicon calls it ambiguous."""

    start: int
    end: int
    kind: str
    value: str
    others: tuple[Meaning, ...] = ()


class Lexicon:
    """The phrases by how they begin: those that begin with a pair of characters are spelt when it is first met.

    Spelling all of them takes a quarter of a second, and one message meets few.
    """

    __slots__ = ("_patterns", "_spelt", "lengths", "singles")

    def __init__(self, given: Iterable[tuple[Meaning, str]]) -> None:
        self._patterns: dict[str, list[tuple[tuple[Meaning], str]]] = {}
        self._spelt: dict[str, tuple[Meaning, ...]] = {}
        for meaning, pattern in given:
            for head in _heads(pattern):
                self._patterns.setdefault(head, []).append(((meaning,), pattern))
        self.singles = frozenset(head for head in self._patterns if len(head) == 1)
        # The lengths of the phrases that begin with two or three characters, longest first; under two are only the
        # phrases of no more, under three also those. None where they are not spelt yet.
        self.lengths: dict[str, tuple[int, ...] | None] = {
            head: None for head in self._patterns if len(head) == 2
        }
        for head in self.singles:
            self._spell(head)

    @property
    def phrases(self) -> Mapping[str, tuple[Meaning, ...]]:
        """All phrases, with what they stand for."""
        for head, lengths in [*self.lengths.items()]:
            if lengths is None:
                self.beginning(head)
        return self._spelt

    @property
    def spelt(self) -> Mapping[str, tuple[Meaning, ...]]:
        """The phrases spelt so far."""
        return self._spelt

    def beginning(self, pair: str) -> None:
        """Spells the phrases that begin with a pair."""
        # A set of lengths as the bits of a number: half the time of sets.
        bits: dict[str, int] = {pair: 0}
        for phrase in self._spell(pair):
            head = phrase[:3]
            bits[head] = bits.get(head, 0) | 1 << len(phrase)
        # Where 检测费 is no phrase, 检测 may be one, and 检.
        short = bits[pair] | (0b10 if pair[0] in self.singles else 0)
        for head, found in bits.items():
            found |= short
            self.lengths[head] = tuple(n for n in range(found.bit_length(), 0, -1) if found >> n & 1)

    def _spell(self, head: str) -> set[str]:
        known = self._spelt
        new: set[str] = set()
        for meaning, pattern in self._patterns[head]:
            for phrase in spelt(pattern, head):
                new.add(phrase)
                before = known.setdefault(phrase, meaning)
                if meaning[0] not in before:
                    known[phrase] = before + meaning
        return new


def marks(text: str, pairs: Sequence[str] | None = None, *, has_latin: bool = True) -> list[Mark]:
    """The phrases of a clean text from left to right, the longest at each point.

    One that begins inside another is kept only where it reaches further: 能补 and 补多少 in 能补多少.
    Linear in the text's length, as no phrase is longer than the longest of the lexicon. `has_latin` is whether the
    text holds a Latin letter at all.
    """
    known = lexicon()
    phrases, lengths, singles = known.spelt, known.lengths, known.singles
    found: list[Mark] = []
    reach, last = 0, len(text)
    pairs = pairs or pairs_of(text)
    # Most characters begin nothing: those that do are picked out first.
    if singles.isdisjoint(text):
        heads = [(n, pair) for n, pair in enumerate(pairs) if pair in lengths]
    else:
        heads = [(n, pair) for n, pair in enumerate(pairs) if pair in lengths or text[n] in singles]
    for start, pair in heads:
        ahead = lengths.get(text[start : start + 3])
        if ahead is None:
            ahead = lengths.get(pair, _ONE)
            if ahead is None:
                known.beginning(pair)
                ahead = lengths.get(text[start : start + 3]) or lengths[pair] or ()
        for length in ahead:
            end = start + length
            if end <= reach:
                break
            meanings = phrases.get(text[start:end]) if end <= last else None
            if meanings is not None and (not has_latin or _stands(text, start, end)):
                kind, value = meanings[0]
                found.append(_mark((start, end, kind, value, meanings[1:])))
                reach = end
                break
    return found


_ONE = (1,)
# Half the time of calling the class: a message holds some ten.
_mark = partial(tuple.__new__, Mark)


@cache
def lexicon() -> Lexicon:
    """The shipped lexicon, read at first use."""
    return uncollected(_shipped)


def _shipped() -> Lexicon:
    return Lexicon(
        (Meaning(kind, value), pattern)
        for kind, given in content().items()
        if kind != "ambiguous"
        for value, patterns in (given.items() if isinstance(given, dict) else (("", given),))
        for pattern in patterns.split()
    )


def content() -> Mapping[str, Any]:
    """The lexicon as written: kind → meaning → phrases, or kind → phrases; a kind may stand in several files."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    read: dict[str, Any] = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        for kind, given in yaml.load(path.read_text(encoding="utf-8"), loader).items():
            if isinstance(given, dict):
                known = read.setdefault(kind, {})
                for value, patterns in given.items():
                    known[value] = f"{known.get(value, '')} {patterns}"
            else:
                read[kind] = f"{read.get(kind, '')} {given}"
    return read


def spelt(pattern: str, head: str = "") -> list[str]:
    """The phrases of a pattern: 检测{费|} is 检测费 and 检测; those that begin with a pair, or are one character."""
    spelt = [""]
    for part in _slots(pattern):
        spelt = [begun + word for begun in spelt for word in part.split("|")]
        if head:
            spelt = [begun for begun in spelt if head.startswith(begun) or begun.startswith(head)]
    if not head:
        return spelt
    return [phrase for phrase in spelt if phrase[:2] == head]


def _slots(pattern: str) -> list[str]:
    return [part for part in pattern.replace("_", " ").replace("}", "{").split("{") if part]


def _heads(pattern: str) -> set[str]:
    """The first two characters of each phrase of a pattern; one, where there are no more."""
    if len(pattern) > 1 and "{" not in (lead := pattern[:2]):
        return {lead.replace("_", " ")}
    heads: set[str] = set()
    begun = {""}
    for part in _slots(pattern):
        found = {start + word for start in begun for word in part.split("|")}
        begun = {word for word in found if len(word) < 2}
        heads.update([word[:2] for word in found - begun])
        if not begun:
            return heads
    return heads | begun - {""}


def _stands(text: str, start: int, end: int) -> bool:
    """Whether a phrase in Latin letters is a word of its own."""
    return not ((start and _is_latin(text[start - 1 : start + 1])) or _is_latin(text[end - 1 : end + 1]))


def _is_latin(pair: str) -> bool:
    return len(pair) == 2 and pair.isascii() and pair.isalpha()
