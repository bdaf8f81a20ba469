"""Plain: the smallest channel there is, which says what it is told to the reception."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.answering.incoming import Incoming
from bot.answering.turns import Answer
from bot.reception.channel import SENT, Outcome, Passed, Reminder
from bot.reception.reception import Reception
from dialogs.records import Reach
from tests.bot.sending import told


class Plain:
    """`POST /say/USER` with a text in its body; `POST /owe` keeps a message whose answer is pushed later."""

    name = "plain"
    reach: Reach = "always"
    is_repeatable = False

    def __init__(self, reception: Reception):
        self._reception = reception
        self._keys = itertools.count(1)
        self.is_started = self.is_stopped = False
        self.delivered: list[str] = []
        self.has_delivered = threading.Event()
        self.reminded: list[str] = []
        self.has_reminded = threading.Event()

    def routes(self) -> Sequence[BaseRoute]:
        return (
            Route("/say/{user}", self._say, methods=["POST"]),
            Route("/owe", self._owe, methods=["POST"]),
            Route("/break", self._break, methods=["GET"]),
        )

    async def start(self) -> None:
        self.is_started = True

    async def stop(self) -> None:
        self.is_stopped = True

    async def remind(self, user: str, reminder: Reminder) -> Outcome:
        assert not self.is_stopped
        self.reminded.append(reminder.text)
        self.has_reminded.set()
        return SENT

    async def deliver(self, message: Incoming, answer: Answer, parts: int, passed: Passed) -> Outcome:
        assert not self.is_stopped
        self.delivered.append(told(answer))
        self.has_delivered.set()
        return SENT

    async def _say(self, request: Request) -> Response:
        return PlainTextResponse(told(await self._reception.answer(await self._message(request))))

    async def _owe(self, request: Request) -> Response:
        return PlainTextResponse(str(await self._reception.keep(await self._message(request))))

    async def _break(self, request: Request) -> Response:
        raise ValueError(f"canary {request.query_params}")

    async def _message(self, request: Request) -> Incoming:
        return Incoming(
            channel=self.name,
            account="",
            user=request.path_params.get("user", "甲"),
            key=f"{next(self._keys)}",
            at=self._reception.now(),
            text=(await request.body()).decode(),
        )
