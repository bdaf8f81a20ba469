"""What enterprises say, as data: phrases, what each stands for, and one linear scan that finds them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from dialogs.understanding.patterns import Pattern

FOLDER = Path(__file__).resolve().parents[2] / "policy" / "lexicon"


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


class Lexicon(NamedTuple):
    """The phrases, and the lengths of those that begin with one, two or three characters, longest first.

    Under one or two characters are only the phrases of no more; under three also those.
    """

    phrases: Mapping[str, tuple[Meaning, ...]]
    lengths: Mapping[str, tuple[int, ...]]


def marks(text: str) -> list[Mark]:
    """The phrases of a clean text from left to right, the longest at each point.

    One that begins inside another is kept only where it reaches further: 能补 and 补多少 in 能补多少.
    Linear in the text's length, as no phrase is longer than the longest of the lexicon.
    """
    phrases, lengths = lexicon()
    found: list[Mark] = []
    reach, last = 0, len(text)
    has_latin = _LATIN.search(text) is not None
    # Most characters begin nothing: those that do are picked out first.
    heads = [n for n in range(last) if text[n : n + 2] in lengths or text[n] in lengths]
    for start in heads:
        known = lengths.get(text[start : start + 3]) or lengths.get(text[start : start + 2], _ONE)
        for length in known:
            end = start + length
            if end <= reach:
                break
            meanings = phrases.get(text[start:end]) if end <= last else None
            if meanings is not None and (not has_latin or _stands(text, start, end)):
                (kind, value), *others = meanings
                found.append(Mark(start, end, kind, value, tuple(others)))
                reach = end
                break
    return found


_ONE = (1,)
_LATIN = Pattern("[a-z]")


@cache
def lexicon() -> Lexicon:
    """The shipped lexicon, read at first use."""
    phrases: dict[str, tuple[Meaning, ...]] = {}
    for kind, given in content().items():
        if kind == "ambiguous":
            continue
        for value, patterns in given.items() if isinstance(given, dict) else (("", given),):
            meaning = (Meaning(kind, value),)
            for pattern in patterns.split():
                for phrase in spelt(pattern):
                    known = phrases.setdefault(phrase, meaning)
                    if meaning[0] not in known:
                        phrases[phrase] = known + meaning
    return Lexicon(phrases, _lengths(phrases))


def content() -> Mapping[str, Any]:
    """The lexicon as written: kind → meaning → phrases, or kind → phrases; a kind may stand in several files."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    read: dict[str, Any] = {}
    for path in (*sorted(FOLDER.glob("*.yaml")), Path(__file__).with_name("lexicon.yaml")):
        for kind, given in yaml.load(path.read_text(encoding="utf-8"), loader).items():
            if isinstance(given, dict):
                known = read.setdefault(kind, {})
                for value, patterns in given.items():
                    known[value] = f"{known.get(value, '')} {patterns}"
            else:
                read[kind] = f"{read.get(kind, '')} {given}"
    return read


def spelt(pattern: str) -> list[str]:
    """The phrases of a pattern: 检测{费|} is 检测费 and 检测."""
    spelt = [""]
    for part in pattern.replace("_", " ").replace("}", "{").split("{"):
        spelt = [begun + word for begun in spelt for word in part.split("|")]
    return spelt


def _lengths(phrases: Mapping[str, Any]) -> dict[str, tuple[int, ...]]:
    # A set of lengths as the bits of a number: half the time of sets.
    bits: dict[str, int] = {}
    for phrase in phrases:
        head = phrase[:3]
        bits[head] = bits.get(head, 0) | 1 << len(phrase)
    for head in [head for head in bits if len(head) == 3]:
        bits.setdefault(head[:2], 0)
    # Where 检测费 is no phrase, 检测 may be one, and 检.
    for head in sorted((head for head in bits if len(head) > 1), key=len):
        bits[head] |= bits.get(head[:-1], 0) & 0b110
    known = {
        found: tuple(n for n in range(found.bit_length(), 0, -1) if found >> n & 1)
        for found in {*bits.values()}
    }
    return {head: known[found] for head, found in bits.items()}


def _stands(text: str, start: int, end: int) -> bool:
    """Whether a phrase in Latin letters is a word of its own."""
    return not ((start and _is_latin(text[start - 1 : start + 1])) or _is_latin(text[end - 1 : end + 1]))


def _is_latin(pair: str) -> bool:
    return len(pair) == 2 and pair.isascii() and pair.isalpha()
