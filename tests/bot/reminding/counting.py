"""A WeChat and a WeCom of the tests that count what each person was sent, and how often; each call takes a while."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Callable

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse
from starlette.routing import Route

TEMPLATE, MESSAGE = "message/template/send", "message/send"


class Counting:
    """`sent` are messages to people as they came, `told` those that they saw: WeChat shows one key once."""

    def __init__(self, seconds: float = 0.0):
        self.sent: Counter[str] = Counter()
        self.told: Counter[str] = Counter()
        self._seconds = seconds
        self._keys: set[tuple[str, str]] = set()
        self._changed = threading.Condition()

    def app(self) -> Starlette:
        return Starlette(routes=[Route("/cgi-bin/{path:path}", self._answer, methods=["GET", "POST"])])

    def wait(self, for_: Callable[[], bool], seconds: float = 60.0) -> bool:
        """Whether something comes true in time; looked at whenever a message came."""
        with self._changed:
            return self._changed.wait_for(for_, seconds)

    @property
    def extra(self) -> int:
        """How often anybody saw something once more."""
        return self.told.total() - len(self.told)

    async def _answer(self, request: Request) -> JSONResponse:
        if request.path_params["path"] not in (TEMPLATE, MESSAGE):
            return JSONResponse({"errcode": 0, "access_token": "a-token", "expires_in": 7200})
        try:
            body = await request.json()
        except ClientDisconnect:
            # Killed before it was sent.
            return JSONResponse({})
        user, key = body["touser"], body.get("client_msg_id")
        # Whoever is killed from here on has sent it.
        with self._changed:
            self.sent[user] += 1
            if key is None or (user, key) not in self._keys:
                self.told[user] += 1
            if key is not None:
                self._keys.add((user, key))
            self._changed.notify_all()
        await asyncio.sleep(self._seconds)
        return JSONResponse({"errcode": 0, "errmsg": "ok"})
