"""Persistence: calls made again until they succeed, with pauses that grow."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog

from bot.channels.telegram.account import Pace
from bot.channels.telegram.api import Api
from bot.channels.telegram.outcomes import code, outcome

T = TypeVar("T")
# Counts a call that failed, by its code.
Failed = Callable[[str], None]

log = structlog.get_logger(__name__)


class Persistence:
    """Makes the calls of one bot; those that fail are counted and logged."""

    def __init__(self, api: Api, pace: Pace, failed: Failed):
        self._api, self._pace, self._failed = api, pace, failed

    async def result(self, name: str, call: Callable[[], Awaitable[T]]) -> T:
        """What a call gives in the end."""
        tries = 0
        while True:
            try:
                return await call()
            except Exception as error:
                # Beside the vendor's errors, python-telegram-bot raises others where it cannot build what came back.
                self._failed(code(error))
                log.error("telegram", call=name, code=code(error), said=self._api.words(error))
                await self.pause(tries, outcome(error).after)
            tries += 1

    async def pause(self, tries: int, at_least: float = 0) -> None:
        """Waits, the longer the more tries there were."""
        longest = self._pace.longest_pause
        await asyncio.sleep(max(at_least, min(longest, self._pace.first_pause * 2.0 ** min(tries, 16))))
