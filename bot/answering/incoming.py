"""Incoming: a message as a channel hands it on, free of the vendor's terms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

_NUL = "\x00"
# Several times what is read of a message; nobody's flood is kept for ninety days.
LONGEST = 8_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """One message; `key` tells it apart within its account, and is the same when the channel sends it again.

    `opens`: the person has come, or come back, and said nothing yet.
    """

    channel: str
    account: str
    user: str
    key: str
    at: datetime
    text: str = ""
    choice: str | None = None
    opens: bool = False


def storable(text: str) -> str:
    """What can be kept of a text: its begin, and `?` for half characters and NUL, which no database carries."""
    text = text[:LONGEST]
    if text.isascii() and _NUL not in text:
        return text
    return text.encode("utf-8", "replace").decode().replace(_NUL, "?")
