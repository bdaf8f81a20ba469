"""A bot on real HTTP between a Bot API of the tests and people who write to it."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx
from starlette.applications import Starlette

from bot.channels.telegram.account import Mode, Pace, TelegramAccount
from bot.channels.telegram.telegram import SECRET_HEADER, Telegram
from bot.reception.inbox import Inbox
from bot.reception.meters import Meters
from bot.reception.reception import A_MINUTE, Reception
from storage.database import Database
from tests.bot.bot_api import BOT, TOKEN, BotApi
from tests.bot.sending import AT, some_turns
from tests.bot.serving import serving

SECRET = "the-secret_of-the-webhook"
FAST = Pace(connecting=5.0, reading=5.0, polling=5, first_pause=0.01, longest_pause=0.1)
_IDS = itertools.count(700_000_001)


def an_account(api: str, **values: Any) -> TelegramAccount:
    """The account of the bot that the Bot API of the tests knows."""
    return TelegramAccount(**{"token": TOKEN, "secret": SECRET, "api_base_url": api, **values})


def some_reception(
    store: Database, now: Callable[[], datetime] = lambda: AT, a_minute: int = A_MINUTE
) -> Reception:
    """A reception of turns on a database."""
    return Reception(some_turns(store), store, Meters(), now, a_minute=a_minute)


def a_message(text: str | None = "你好", user: int = 11, **more: Any) -> dict[str, Any]:
    """An update: somebody writes in private."""
    content = {} if text is None else {"text": text}
    return an_update(message={**a_letter(user), **content, **more})


def a_letter(user: int) -> dict[str, Any]:
    """A message without content, as the vendor frames it."""
    return {
        "message_id": next(_IDS),
        "date": 1_733_104_800,
        "chat": {"id": user, "type": "private", "first_name": "王"},
        "from": {"id": user, "is_bot": False, "first_name": "王", "language_code": "zh-hans"},
    }


def a_press(shown: dict[str, Any], n: int, user: int = 11) -> dict[str, Any]:
    """An update: somebody presses the nth button of a message they were sent."""
    data = shown["reply_markup"]["inline_keyboard"][n][0]["callback_data"]
    return a_query(data, user, message={**shown, "from": {"id": BOT, "is_bot": True, "first_name": "券小助"}})


def a_query(data: str, user: int = 11, **more: Any) -> dict[str, Any]:
    """An update: a button that sends this back was pressed."""
    who = {"id": user, "is_bot": False, "first_name": "王"}
    query = {"id": str(next(_IDS)), "from": who, "chat_instance": "-1", "data": data, **more}
    return an_update(callback_query=query)


def an_update(**content: Any) -> dict[str, Any]:
    """An update, its number as new as it is."""
    return {"update_id": next(_IDS), **content}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bot:
    """A bot that is served: `post` calls its webhook as the vendor does."""

    client: httpx.Client
    api: BotApi
    reception: Reception

    def post(self, update: Any, *, secret: str | None = SECRET) -> httpx.Response:
        """What the webhook answers to an update, or to bytes."""
        headers = {} if secret is None else {SECRET_HEADER: secret}
        if isinstance(update, bytes):
            return self.client.post("/telegram", content=update, headers=headers)
        return self.client.post("/telegram", json=update, headers=headers)

    def say(self, update: dict[str, Any] | bytes, user: int = 11) -> str:
        """The next text that a person is sent after an update."""
        before = len(self.api.texts(user))
        assert self.post(update).status_code == 200
        self.api.wait(lambda: len(self.api.texts(user)) > before)
        return self.api.texts(user)[before]

    def errors(self, reason: str) -> float:
        """How often a reason was counted."""
        return self.reception.meters.errors.labels("telegram", reason)._value.get()  # type: ignore[no-any-return]


@contextmanager
def an_api() -> Iterator[tuple[BotApi, str]]:
    """A Bot API and its address."""
    api = BotApi()
    with serving(api.app()) as url:
        yield api, url


@contextmanager
def a_bot(
    store: Database,
    *,
    mode: Mode = "webhook",
    now: Callable[[], datetime] = lambda: AT,
    api: tuple[BotApi, str] | None = None,
    answers: bool = True,
    a_minute: int = A_MINUTE,
    webhook_url: str = "",
) -> Iterator[Bot]:
    """A bot, served with its inbox; where it `answers` is False nobody works on that."""
    with contextlib.ExitStack() as stack:
        vendor, address = api or stack.enter_context(an_api())
        reception = some_reception(store, now, a_minute)
        account = an_account(address, mode=mode, webhook_url=webhook_url)
        channel = Telegram(account, reception, FAST)
        app = Starlette(
            routes=list(channel.routes()), lifespan=lambda _: _living(channel, reception, store, answers)
        )
        url = stack.enter_context(serving(app))
        client = stack.enter_context(httpx.Client(base_url=url, timeout=20.0, trust_env=False))
        yield Bot(client=client, api=vendor, reception=reception)


@contextlib.asynccontextmanager
async def _living(
    channel: Telegram, reception: Reception, store: Database, answers: bool
) -> AsyncIterator[None]:
    inbox = Inbox(reception, store, {channel.name: channel})
    await channel.start()
    working = asyncio.create_task(inbox.run()) if answers else None
    yield
    inbox.stop()
    if working is not None:
        await working
    await channel.stop()
    await reception.stop()
