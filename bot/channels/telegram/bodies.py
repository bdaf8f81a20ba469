"""Body: what Telegram posts, refused before it is read where it is too large, too deep or no JSON."""

from __future__ import annotations

import asyncio
import json
import re
from itertools import accumulate
from typing import Any, NoReturn

from starlette.requests import ClientDisconnect, Request

LARGEST = 64 << 10
# A press carries the message it was made on with all its buttons, and a message the one that it replies to.
DEEPEST, MOST_VALUES = 16, 4_000
# Seconds in which a body has to arrive.
ARRIVING = 10.0
_LONGEST_NUMBER = 12
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*+"', re.DOTALL)
_MARK = re.compile(rb"[\[\]{},]")


class Refused(Exception):
    """A request that is answered with a 4xx and nothing else; `reason` is counted."""

    def __init__(self, status: int, reason: str):
        super().__init__(reason)
        self.status, self.reason = status, reason


async def body(request: Request) -> bytes:
    """The body, read no further than it may be long. Raises Refused."""
    length = request.headers.get("content-length", "")
    if len(length) > _LONGEST_NUMBER or (length.isdecimal() and int(length) > LARGEST):
        raise Refused(413, "size")
    found = bytearray()
    try:
        async with asyncio.timeout(ARRIVING):
            async for piece in request.stream():
                found += piece
                if len(found) > LARGEST:
                    raise Refused(413, "size")
    except TimeoutError:
        raise Refused(408, "slow") from None
    except ClientDisconnect:
        raise Refused(400, "gone") from None
    return bytes(found)


def update(given: bytes) -> dict[str, Any]:
    """The JSON object of a body. Raises Refused."""
    marks = _MARK.findall(_STRING.sub(b"", given))
    if len(marks) > MOST_VALUES or max(accumulate(map(_step, marks)), default=0) > DEEPEST:
        raise Refused(400, "depth")
    try:
        found = json.loads(given.decode(), parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise Refused(400, "json") from None
    if not isinstance(found, dict):
        raise Refused(400, "json")
    return found


def _step(mark: bytes) -> int:
    """By how much a bracket or comma goes deeper."""
    return 1 if mark in b"[{" else -1 if mark in b"]}" else 0


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")
