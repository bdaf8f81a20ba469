"""Asked: what a page of ours sends, or why it is refused."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import ClientDisconnect, Request

# Bytes of a body: many times the longest message.
LARGEST = 64 << 10
# Seconds in which a body has to arrive; whoever sends slower would keep the process from its end.
ARRIVING = 10.0
# What stands in an object of texts alone; strings left out, there are as many colons as fields.
_STRING = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\Z)', re.DOTALL)
_MOST_FIELDS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Why a request is not answered: `code` for the meters, `text` for the person, if a person is there."""

    status: int
    code: str
    text: str


ELSEWHERE = Refused(status=403, code="origin", text="请从本站页面发送。")
NO_JSON = Refused(status=415, code="type", text="请从本站页面发送。")
TOO_LARGE = Refused(status=413, code="size", text="消息太长，请分几条发。")
TOO_SLOW = Refused(status=408, code="slow", text="网络太慢，没有收全，请再发一次。")
UNREADABLE = Refused(status=400, code="form", text="这条消息读不出来，请刷新页面再发。")


async def asked(request: Request, fields: Mapping[str, re.Pattern[str]]) -> dict[str, str] | Refused:
    """The fields of the JSON object that a page of this site has sent, each text or missing, in its form."""
    if not is_of_this_site(request):
        return ELSEWHERE
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        return NO_JSON
    try:
        async with asyncio.timeout(ARRIVING):
            body = await _body(request)
    except TimeoutError:
        return TOO_SLOW
    if body is None:
        return TOO_LARGE
    found = flat(body)
    if found is None or not found.keys() <= fields.keys():
        return UNREADABLE
    if not all(isinstance(text, str) and fields[name].fullmatch(text) for name, text in found.items()):
        return UNREADABLE
    return found


def is_of_this_site(request: Request) -> bool:
    """Whether a page of this site asks: the browser says so, and no page can say it in its place.

    Browsers that are old, or see no https, tell the origin alone. Its scheme is not compared: https may end at a
    server before this one.
    """
    if (site := request.headers.get("sec-fetch-site")) is not None:
        return site == "same-origin"
    try:
        origin = urlsplit(request.headers.get("origin", ""))
    except ValueError:
        return False
    host = request.headers.get("host", "")
    return origin.scheme in ("http", "https") and bool(host) and origin.netloc.lower() == host.lower()


async def _body(request: Request) -> bytes | None:
    """The body, None where it is too large; of that no more is read than it takes to know."""
    length = request.headers.get("content-length", "0")
    if not length.isascii() or not length.isdigit() or int(length[:12]) > LARGEST:
        return None
    found = bytearray()
    try:
        async for chunk in request.stream():
            found += chunk
            if len(found) > LARGEST:
                return None
    except ClientDisconnect:
        return b""
    return bytes(found)


def flat(body: bytes) -> dict[str, Any] | None:
    """The JSON object of a body; None for what is no flat object of a few fields, which is not even parsed."""
    try:
        text = body.decode()
        bare = _STRING.sub("", text)
        if bare.count("{") != 1 or "[" in bare or bare.count(":") > _MOST_FIELDS:
            return None
        found = json.loads(text, object_pairs_hook=_once)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a field stands twice")
    return found
