"""Characters: where a text can be parted so that each stays whole."""

from __future__ import annotations

import unicodedata

_JOINER = "\u200d"
# Marks, joiners, variation selectors and skin tones belong to the character before them; beyond so many they do not.
_MOST_MARKS = 16


def whole(text: str, most: int) -> int:
    """How many characters to take, at most so many, or a few less so that no mark is parted from its character."""
    for place in range(most, max(most - _MOST_MARKS, 0), -1):
        if place == len(text) or not (_clings(text[place]) or text[place - 1] == _JOINER):
            return place
    return most


def _clings(character: str) -> bool:
    is_tone = "\U0001f3fb" <= character <= "\U0001f3ff"
    return character == _JOINER or is_tone or unicodedata.category(character) in ("Mn", "Me", "Mc")
