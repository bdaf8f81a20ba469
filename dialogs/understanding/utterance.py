"""Utterance: one message in one form, with all that is found in it whatever was asked."""

from __future__ import annotations

from typing import NamedTuple

from dialogs.understanding.characters.cues import Words
from dialogs.understanding.characters.cues import words as cued
from dialogs.understanding.characters.text import Clean, clean


class Utterance(NamedTuple):
    """A message as typed, clean, and made ready for recognising: it may be understood more than once."""

    text: str
    clean: Clean
    words: Words


def utterance(text: str) -> Utterance:
    """The utterance of a message as typed."""
    cleaned = clean(text)
    return Utterance(text, cleaned, cued(cleaned.text))
