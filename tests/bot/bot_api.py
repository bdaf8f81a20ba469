"""A Bot API of the tests on loopback: it keeps what it is sent, and refuses, dawdles and breaks as it is told.

It refuses what the real one refuses: another token, texts of no or too many characters, buttons that send back nothing
or too much, updates fetched while a webhook is set.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import re
import threading
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

TOKEN = "100200300:AAHcanary-of-the-token_0123456789abcde"
BOT = 100200300
LONGEST, LONGEST_DATA, LONGEST_SECRET = 4096, 64, 256
PATIENCE = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """An error as the real one words it; `after`: how many seconds it asks to wait."""

    status: int
    text: str
    after: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file as it was sent."""

    name: str
    content: bytes


BLOCKED = Refusal(status=403, text="Forbidden: bot was blocked by the user")
NO_CHAT = Refusal(status=400, text="Bad Request: chat not found")
WRONG_TOKEN = Refusal(status=401, text="Unauthorized")
BROKEN = Refusal(status=500, text="Internal Server Error")
# Nothing until the caller goes away; half an answer; an answer that is no JSON; both after the call was carried out.
HANG, CUT, GARBAGE = "hang", "cut", "garbage"
# JSON, but not what was asked for; as some gateway's own error.
BARE, FOREIGN = "bare", "foreign"


def flooded(after: float) -> Refusal:
    """Too many calls."""
    return Refusal(status=429, text=f"Too Many Requests: retry after {after}", after=after)


class BotApi:
    """`calls` are all that came, as (method, parameters), refused ones included.

    `sent` are the messages taken, `files` the files, as (chat, file).
    """

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.sent: list[dict[str, Any]] = []
        self.files: list[tuple[int, File]] = []
        self.webhook: dict[str, Any] | None = None
        self._updates: list[dict[str, Any]] = []
        self._next: defaultdict[str, deque[Refusal | str | threading.Event]] = defaultdict(deque)
        self._ids = itertools.count(1)
        self._changed = threading.Condition()
        self._polls: set[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = set()

    def app(self) -> Starlette:
        """What is served on loopback."""
        return Starlette(routes=[Route("/bot{token}/{method}", self._called, methods=["GET", "POST"])])

    def says(self, method: str, *answers: Refusal | str | threading.Event) -> None:
        """Answers the next calls of a method so; well, but not before an event."""
        self._next[method].extend(answers)

    def has(self, *updates: dict[str, Any]) -> None:
        """Has updates for whoever fetches them."""
        with self._changed:
            self._updates += updates
            for loop, event in self._polls:
                loop.call_soon_threadsafe(event.set)

    def called(self, method: str) -> list[dict[str, Any]]:
        """The parameters of all calls of a method."""
        return [parameters for name, parameters in self.calls if name == method]

    def texts(self, user: int) -> list[str]:
        """What a person was sent."""
        return [message["text"] for message in self.sent if message["chat"]["id"] == user]

    def wait(self, holds: Callable[[], bool]) -> None:
        """Until something holds that changes with a call."""
        with self._changed:
            assert self._changed.wait_for(holds, PATIENCE), self.calls

    def pending(self) -> int:
        """How many updates nobody has acknowledged."""
        return len(self._updates)

    async def _called(self, request: Request) -> Response:
        method, given = request.path_params["method"], dict(request.query_params)
        body, kind = await request.body(), request.headers.get("content-type", "")
        parameters: dict[str, Any] = {}
        if kind.startswith("multipart/form-data"):
            parameters = _parts(body, kind)
        else:
            given |= parse_qsl(body.decode(), keep_blank_values=True)
        parameters |= {name: _value(value) for name, value in given.items()}
        if request.path_params["token"] != TOKEN:
            return _refused(WRONG_TOKEN)
        answer = self._next[method].popleft() if self._next[method] else None
        with self._changed:
            self.calls.append((method, parameters))
            if isinstance(answer, Refusal):
                self._changed.notify_all()
                return _refused(answer)
        result = await self._result(method, parameters, request)
        with self._changed:
            self._changed.notify_all()
        if isinstance(answer, threading.Event):
            await asyncio.to_thread(answer.wait, PATIENCE)
        if answer == HANG:
            await _gone(request)
        if answer == CUT:
            # Fewer bytes than were announced: the connection ends with them.
            return StreamingResponse(iter([b"{"]), headers={"content-length": "100"})
        if answer == GARBAGE:
            return Response("<html>")
        if answer == BARE:
            return JSONResponse({"ok": True})
        if answer == FOREIGN:
            return JSONResponse(["bad gateway"], 502)
        return (
            _refused(result) if isinstance(result, Refusal) else JSONResponse({"ok": True, "result": result})
        )

    async def _result(self, method: str, given: Mapping[str, Any], request: Request) -> Any:
        match method:
            case "sendMessage":
                return self._sent(given)
            case "sendDocument":
                return self._received(given)
            case "getUpdates":
                return await self._fetched(given, request)
            case "setWebhook":
                return self._registered(given)
            case "deleteWebhook":
                self.webhook = None
                return True
            case "answerCallbackQuery" | "setMyCommands":
                return True
            case "getMe":
                return {"id": BOT, "is_bot": True, "first_name": "券小助", "username": "quan_bot"}
        return Refusal(status=404, text="Not Found")

    def _sent(self, given: Mapping[str, Any]) -> dict[str, Any] | Refusal:
        text, markup = str(given.get("text", "")), given.get("reply_markup")
        if not text.strip():
            return _bad("message text is empty")
        if len(text.encode("utf-16-le")) // 2 > LONGEST:
            return _bad("message is too long")
        for key in itertools.chain.from_iterable((markup or {}).get("inline_keyboard", ())):
            if not key["text"] or not 0 < len(key["callback_data"].encode()) <= LONGEST_DATA:
                return _bad("BUTTON_DATA_INVALID")
        message = {
            "message_id": next(self._ids),
            "date": 1_700_000_000,
            "chat": {"id": given["chat_id"], "type": "private"},
            "text": text,
            **({"reply_markup": markup} if markup else {}),
        }
        self.sent.append(message)
        return message

    def _received(self, given: Mapping[str, Any]) -> dict[str, Any] | Refusal:
        file = given.get("document")
        if not isinstance(file, File) or not file.content:
            return _bad("file must be non-empty")
        self.files.append((given["chat_id"], file))
        document = {
            "file_id": "f",
            "file_unique_id": "u",
            "file_name": file.name,
            "file_size": len(file.content),
        }
        chat = {"id": given["chat_id"], "type": "private"}
        return {"message_id": next(self._ids), "date": 1_700_000_000, "chat": chat, "document": document}

    def _registered(self, given: Mapping[str, Any]) -> bool | Refusal:
        if not str(given.get("url", "")).startswith("https://"):
            return _bad("bad webhook: An HTTPS URL must be provided for webhook")
        if not 0 < len(str(given.get("secret_token", ""))) <= LONGEST_SECRET:
            return _bad("secret token is missing")
        self.webhook = dict(given)
        return True

    async def _fetched(self, given: Mapping[str, Any], request: Request) -> list[dict[str, Any]] | Refusal:
        if self.webhook is not None:
            return Refusal(status=409, text="Conflict: can't use getUpdates method while webhook is active")
        offset, event = int(given.get("offset", 0)), asyncio.Event()
        waiting = (asyncio.get_running_loop(), event)
        with self._changed:
            # Whoever asks from a number on has taken all before it.
            self._updates = [one for one in self._updates if one.get("update_id", offset) >= offset]
            self._changed.notify_all()
            if not self._updates:
                self._polls.add(waiting)
        if waiting in self._polls:
            waits = {asyncio.create_task(event.wait()), asyncio.create_task(_gone(request))}
            await asyncio.wait(waits, timeout=given.get("timeout", 0), return_when=asyncio.FIRST_COMPLETED)
            for task in waits:
                task.cancel()
            with self._changed:
                self._polls.discard(waiting)
        return self._updates[: int(given.get("limit", 100))]


async def _gone(request: Request) -> None:
    """Until whoever called has gone away."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _parts(body: bytes, kind: str) -> dict[str, Any]:
    """The parameters of a form with files in it."""
    found: dict[str, Any] = {}
    boundary = b"--" + kind.partition("boundary=")[2].encode()
    for part in body.split(boundary)[1:-1]:
        head, _, content = part.removeprefix(b"\r\n").removesuffix(b"\r\n").partition(b"\r\n\r\n")
        named = dict(re.findall(r'(name|filename)="([^"]*)"', head.decode()))
        is_file = "filename" in named
        name = named["name"]
        found[name] = File(name=named["filename"], content=content) if is_file else _value(content.decode())
    return found


def _value(text: str) -> Any:
    """A parameter: JSON where it is an object, a list or a number, as the real one reads it."""
    try:
        value = json.loads(text)
    except ValueError:
        return text
    return value if isinstance(value, dict | list | int) else text


def _bad(text: str) -> Refusal:
    return Refusal(status=400, text=f"Bad Request: {text}")


def _refused(refusal: Refusal) -> JSONResponse:
    body: dict[str, Any] = {"ok": False, "error_code": refusal.status, "description": refusal.text}
    if refusal.after is not None:
        body["parameters"] = {"retry_after": refusal.after}
    return JSONResponse(body, refusal.status)
