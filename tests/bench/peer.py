"""The peer of a durable turn: ten questions in python-telegram-bot's ConversationHandler, its state kept on disk."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from telegram import Chat, Message, Update, User
from telegram.ext import (
    Application,
    ApplicationBuilder,
    ConversationHandler,
    ExtBot,
    MessageHandler,
    PicklePersistence,
    filters,
)
from telegram.request import BaseRequest

TOKEN = "1:a"
CHAT = 7


class Fake(BaseRequest):
    """Telegram's side: every call succeeds at once, and is counted."""

    def __init__(self) -> None:
        self.sent = 0

    @property
    def read_timeout(self) -> float | None:
        return None

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def do_request(
        self, url: str, method: str, request_data: Any = None, **_: Any
    ) -> tuple[int, bytes]:
        self.sent += 1
        user = {"id": 1, "is_bot": True, "first_name": "a", "username": "a"}
        message = {"message_id": 1, "date": 1, "chat": {"id": CHAT, "type": "private"}, "text": "a"}
        return 200, json.dumps({"ok": True, "result": user if "getMe" in url else message}).encode()


def a_bot(fake: Fake) -> ExtBot[None]:
    """A bot that sends to the fake."""
    return ExtBot(TOKEN, request=fake, get_updates_request=fake)


def an_update(bot: ExtBot[None], number: int, text: str, user: int) -> Update:
    """An update as Telegram's webhook brings it."""
    sender = User(id=user, first_name="a", is_bot=False)
    chat = Chat(id=user, type="private")
    message = Message(
        message_id=number, date=datetime(2024, 12, 2, tzinfo=UTC), chat=chat, from_user=sender, text=text
    )
    message.set_bot(bot)
    update = Update(update_id=number, message=message)
    update.set_bot(bot)
    return update


class Peer:
    """An application that asks as many questions as there are, one after the other, and keeps the answers."""

    def __init__(self, fake: Fake, questions: tuple[str, ...], file: Path | None):
        persistence = PicklePersistence(file) if file else None
        builder = ApplicationBuilder().bot(a_bot(fake))
        if persistence is not None:
            builder = builder.persistence(persistence)
        self.application: Application[Any, Any, Any, Any, Any, Any] = builder.build()
        everything = filters.TEXT
        states: dict[object, Any] = {
            n: [MessageHandler(everything, _asking(n, text))] for n, text in enumerate(questions)
        }
        talk = ConversationHandler(
            entry_points=[MessageHandler(everything, _asking(-1, questions[0]))],
            states=states,
            fallbacks=[],
            name="talk" if persistence else None,
            persistent=persistence is not None,
        )
        self.application.add_handler(talk)
        self._file = file

    async def start(self) -> None:
        await self.application.initialize()

    async def meet(self, people: int, messages: tuple[str, ...]) -> None:
        """So many other people who have said all that before; what they said is kept at the end."""
        bot = self.application.bot
        for one in range(people):
            for number, text in enumerate(messages):
                await self.application.process_update(an_update(bot, number, text, 1000 + one))
        await self.application.update_persistence()

    async def handle(self, update: Update) -> None:
        """One update, its state on the disk before it counts as handled."""
        await self.application.process_update(update)
        if self._file is not None:
            await self.application.update_persistence()
            handle = os.open(self._file, os.O_RDONLY)
            os.fsync(handle)
            os.close(handle)


def _asking(number: int, text: str) -> Callable[[Update, Any], Awaitable[int]]:
    async def answer(update: Update, context: Any) -> int:
        context.user_data[number] = update.message.text  # type: ignore[union-attr]
        await context.bot.send_message(CHAT, text)
        return number + 1

    return answer


def run(coroutine: Any) -> Any:
    """Runs a coroutine to its end."""
    return asyncio.run(coroutine)
