"""Cues: the beginnings without which a rule need not be tried, all of them found in one pass over a message."""

from __future__ import annotations

from collections.abc import Iterable
from operator import add
from typing import Any, NamedTuple


class Words(NamedTuple):
    """A clean text, its characters each with the one after it, and the cues that it may hold."""

    text: str
    characters: frozenset[str]
    # With a space after the last: most of what is looked for is known by how it begins.
    pairs: list[str]
    cues: int
    # What was once found in it.
    found: dict[object, Any]


def words(text: str) -> Words:
    """A clean text made ready for recognising."""
    characters, pairs = frozenset(text), pairs_of(text)
    return Words(text, characters, pairs, KNOWN.of(characters, pairs), {})


def pairs_of(text: str) -> list[str]:
    """Each character of a text with the one after it; with a space, the last."""
    return [*map(add, text, text[1:] + " ")]


class Cues:
    """Beginnings of one or two characters, each with the bits of the cues that it belongs to."""

    __slots__ = ("_next", "_pairs", "_singles")

    def __init__(self) -> None:
        self._singles: dict[str, int] = {}
        self._pairs: dict[str, int] = {}
        self._next = 1

    def add(self, words: str) -> int:
        """The bit of a new cue, of words parted by `|`, which may hold classes: 如果|[搬迁]到.

        Anything else in a word must follow two plain characters or classes; before it stands one that is enough alone.
        """
        bit = self._next
        self._next <<= 1
        for word in words.split("|"):
            beginnings = _beginnings(word)
            if not beginnings:
                raise ValueError(f"{word!r} begins with nothing plain: begin it with a character or a class")
            for begun in beginnings:
                known = self._singles if len(begun) == 1 else self._pairs
                known[begun] = known.get(begun, 0) | bit
        return bit

    def of(self, characters: Iterable[str], pairs: Iterable[str]) -> int:
        """The bits of the cues that a text may hold one of; `pairs` are its characters with the ones after."""
        singles, doubles, held = self._singles, self._pairs, 0
        for begun in singles.keys() & characters:
            held |= singles[begun]
        for begun in doubles.keys() & pairs:
            held |= doubles[begun]
        return held


KNOWN = Cues()
"""The cues of all rules of this package, each added where its rule stands."""


def _beginnings(word: str) -> Iterable[str]:
    first, rest = _slot(word)
    second, beyond = _slot(rest)
    if not second or beyond[:1] in _OPTIONAL:
        return first
    return [begun + after for begun in first for after in second]


_OPTIONAL = ("?", "*", "{")
_SPECIAL = frozenset("(.\\^$")


def _slot(word: str) -> tuple[str, str]:
    """The characters that may stand first in a word, and what follows; none where that is not plain."""
    if word.startswith("["):
        given, _, rest = word[1:].partition("]")
        return given, rest
    return ("", word) if not word or word[0] in _SPECIAL else (word[0], word[1:])
