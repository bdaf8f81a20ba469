"""Api: the calls of the Bot API that this channel makes, through python-telegram-bot."""

from __future__ import annotations

import asyncio
import json
import logging
import os
from collections.abc import Callable, Coroutine, Sequence
from typing import Any
from urllib.parse import urlencode

from telegram import (
    BotCommand,
    BotCommandScopeAllPrivateChats,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
)
from telegram.error import RetryAfter, TelegramError
from telegram.ext import AIORateLimiter, ExtBot
from telegram.request import HTTPXRequest

from bot.channels.telegram.account import API, Pace, TelegramAccount
from bot.channels.telegram.commands import COMMANDS
from bot.channels.telegram.outcomes import Flooded, seconds
from bot.channels.telegram.parts import Part
from bot.channels.telegram.updates import ALLOWED

CONNECTIONS = 64
# Seconds that are waited on the vendor's word within a delivery; after longer ones it is tried again.
LONGEST_WAIT = 8.0
# Updates at a time: a process that dies reads them again.
AT_A_TIME = 20
_RETRIES = 2
# They log addresses, in which the token stands, and what people write.
_TALKATIVE = {"httpx": logging.WARNING, "httpcore": logging.WARNING, "telegram": logging.CRITICAL}


class Limiter(AIORateLimiter):
    """Thirty calls a second, and a wait where the vendor asks for it, unless that is too long. Raises Flooded."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> Any:
        async def called(*given: Any, **named: Any) -> Any:
            try:
                return await callback(*given, **named)
            except RetryAfter as error:
                if seconds(error) > LONGEST_WAIT:
                    raise Flooded(seconds(error)) from error
                raise

        return await super().process_request(called, args, kwargs, endpoint, data, rate_limit_args)


class Api:
    """One bot; every call raises TelegramError, whose text may hold the token: see `words`."""

    def __init__(self, account: TelegramAccount, pace: Pace):
        for name, level in _TALKATIVE.items():
            logging.getLogger(name).setLevel(level)
        # Else python-telegram-bot warns of itself whenever the vendor asks to wait.
        os.environ.setdefault("PTB_TIMEDELTA", "1")
        # An address may write the colon within the token in another way.
        self._secret = account.token.rpartition(":")[2]
        self._polling, self._reading = pace.polling, pace.reading
        waits: dict[str, Any] = {
            "connect_timeout": pace.connecting,
            "pool_timeout": pace.connecting,
            "write_timeout": pace.reading,
            "read_timeout": pace.reading,
        }
        self._calls = HTTPXRequest(CONNECTIONS, **waits)
        self._polls = HTTPXRequest(1, **waits)
        self._bot: ExtBot[int] = ExtBot(
            account.token,
            base_url=f"{account.api_base_url.rstrip('/') or API}/bot",
            request=self._calls,
            get_updates_request=self._polls,
            rate_limiter=Limiter(max_retries=_RETRIES),
        )

    async def send(self, chat: int, part: Part) -> None:
        """Sends a text as it is, nothing in it marked up, nothing it names looked up; or a file."""
        if part.file is not None:
            name, content = part.file
            await self._bot.send_document(chat_id=chat, document=content, filename=name)
            return
        rows = [[InlineKeyboardButton(text=label, callback_data=data)] for data, label in part.buttons]
        await self._bot.send_message(
            chat_id=chat,
            text=part.text,
            reply_markup=InlineKeyboardMarkup(rows) if rows else None,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )

    async def settle(self, query: str) -> None:
        """Ends the waiting that is shown on a pressed button."""
        await self._bot.answer_callback_query(query)

    async def publish_commands(self) -> None:
        """Puts the menu beside the input, in private chats alone."""
        commands = [BotCommand(command.name, command.text) for command in COMMANDS]
        await self._bot.set_my_commands(commands, scope=BotCommandScopeAllPrivateChats())

    async def register(self, url: str, secret: str) -> None:
        """Has the vendor call a public address."""
        await self._bot.set_webhook(url, secret_token=secret, allowed_updates=ALLOWED)

    async def unregister(self) -> None:
        """Has the vendor keep updates until they are asked for."""
        await self._bot.delete_webhook()

    async def updates(self, offset: int | None) -> Sequence[object]:
        """Updates from a number on, waited for; as JSON, for the library fails on all where it cannot build one."""
        asked = {"timeout": self._polling, "limit": AT_A_TIME, "allowed_updates": json.dumps(ALLOWED)}
        if offset is not None:
            asked["offset"] = offset
        url = f"{self._bot.base_url}/getUpdates?{urlencode(asked)}"
        found = await self._polls.retrieve(url, read_timeout=self._polling + self._reading)
        try:
            result = json.loads(found)["result"]
        except (ValueError, RecursionError, LookupError, TypeError) as error:
            raise TelegramError("no updates") from error
        if not isinstance(result, list):
            raise TelegramError("no updates")
        return result

    def words(self, error: Exception) -> str:
        """What an error says, without the token, which stands in every address."""
        return str(error).replace(self._secret, "***")[:200]

    async def close(self) -> None:
        """Ends all connections."""
        await asyncio.gather(self._calls.shutdown(), self._polls.shutdown())
