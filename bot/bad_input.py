"""Bad input: what an operator got wrong, said in one message."""

from __future__ import annotations

import re

LONGEST = 4_000
_UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


class BadInput(Exception):
    """A value that cannot be used; prints as `place: problem；remedy`, and the command exits with 2."""

    def __init__(self, place: str, problem: str, remedy: str):
        super().__init__(f"{place}: {problem}；{remedy}" if place else f"{problem}；{remedy}")


def visible(text: str) -> str:
    """The text without what would steer a terminal: control, direction and half characters become `�`."""
    return _UNSEEN.sub("\ufffd", text)


def visible_json(text: str) -> str:
    """A JSON text that means the same, with those characters escaped."""
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def cut(text: str, longest: int = LONGEST) -> str:
    """The text, its end replaced by `…` where it is too long to be read."""
    return text if len(text) <= longest else text[:longest] + "…"
