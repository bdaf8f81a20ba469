"""Incoming: a message as a channel hands it on, free of the vendor's terms."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from dialogs.message import Kind
from storage.conversations import Touch

_BUTTON = re.compile(r"([1-9][0-9]{0,17})\.([0-9]{1,3})")
_NUL = "\x00"
# Several times what is read of a message; nobody's flood is kept for ninety days.
LONGEST = 8_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """One message; `key` tells it apart within its account, and is the same when the channel sends it again.

    `opens`: the person has come, or come back, and said nothing yet. `kind`: a voice message or a place may carry the
    text that stands for it. `button` is a pressed one, as `button()` names it, and `choice` the id of a choice where a
    channel hands that on itself. `touch`: whether the person wrote or tapped, where a channel counts it.
    """

    channel: str
    account: str
    user: str
    key: str
    at: datetime
    text: str = ""
    choice: str | None = None
    opens: bool = False
    kind: Kind = "text"
    button: str | None = None
    touch: Touch = None

    def to_json(self) -> dict[str, Any]:
        """The message as JSON; `from_json` reads it back."""
        return {**asdict(self), "at": self.at.isoformat()}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Incoming:
        """The message of an inbox."""
        return cls(**{**kept, "at": datetime.fromisoformat(kept["at"])})


def button(turn: int, position: int) -> str:
    """What a button sends back: the turn that showed it, and its place among that turn's choices; under 30 bytes."""
    return f"{turn}.{position}"


def pressed(text: str) -> tuple[int, int] | None:
    """The turn and the place of a button; None for what is none of ours."""
    found = _BUTTON.fullmatch(text)
    return None if found is None else (int(found[1]), int(found[2]))


def storable(text: str) -> str:
    """What can be kept of a text: its begin, and `?` for half characters and NUL, which no database carries."""
    text = text[:LONGEST]
    if text.isascii() and _NUL not in text:
        return text
    return text.encode("utf-8", "replace").decode().replace(_NUL, "?")
