"""Calendar link: the address of the dates in a reply, which only we can have made."""

from __future__ import annotations

import re
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from hmac import compare_digest, digest

from dialogs import Reply

FOLDER = "calendar"
_NAME = re.compile(r"([1-9][0-9]{0,17})\.(0|[1-9][0-9]?)\.([A-Za-z0-9_-]{43})\.ics")
_LINE = "日历文件（在浏览器里打开）："


class CalendarLinks:
    """Signs the places of replies: a turn, and which of its replies it is."""

    def __init__(self, key: str, public_url: str | None = None):
        """`key` is that of all processes; `public_url`: where people reach the service from outside, no slash last."""
        # Its own key of the key: what else that one signs is of no use here.
        self._key = digest(key.encode(), b"quanzhu calendar link", "sha256")
        self._url = public_url

    def path(self, turn: int, place: int) -> str:
        """Where the dates of a reply are, from the root of the service."""
        return f"{FOLDER}/{turn}.{place}.{self._signature(turn, place)}.ics"

    def place(self, name: str) -> tuple[int, int] | None:
        """The turn and the place that a file's name stands for; None for one that is none of ours."""
        found = _NAME.fullmatch(name)
        if found is None:
            return None
        turn, place = int(found[1]), int(found[2])
        return (turn, place) if compare_digest(found[3], self._signature(turn, place)) else None

    def told(self, replies: Sequence[Reply], turn: int | None) -> tuple[Reply, ...]:
        """The replies of a turn, the links of their dates as the last line of each text.

        As they are where people cannot reach the service, or the turn is not kept.
        """
        if self._url is None or turn is None:
            return tuple(replies)
        return tuple(
            replace(reply, text=f"{reply.text}\n{_LINE}{self._url}/{self.path(turn, place)}")
            if reply.calendar
            else reply
            for place, reply in enumerate(replies)
        )

    def _signature(self, turn: int, place: int) -> str:
        signed = digest(self._key, f"{turn}.{place}".encode(), sha256)
        return urlsafe_b64encode(signed).decode().rstrip("=")


# What nobody can reach.
NOWHERE = CalendarLinks("")
