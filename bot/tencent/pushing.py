"""Pushing: what WeChat and WeCom share in sending what answers no callback."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from dataclasses import replace
from typing import ClassVar

from bot.answering.incoming import Incoming
from bot.answering.turns import Answer
from bot.reception.channel import SENT, Outcome, Passed
from bot.reception.reception import Reception
from bot.tencent import texts
from bot.tencent.account import Account
from bot.tencent.client import TIMEOUTS, Client, Vendor
from bot.tencent.texts import Part
from storage.database import Away, Collision, Database

AWAY = Outcome(kind="retry", code="database")


class TencentPushing(ABC):
    """Pushes answers to the people of one account, part by part."""

    api: ClassVar[Vendor]

    def __init__(
        self,
        account: Account,
        reception: Reception,
        database: Database,
        *,
        timeouts: tuple[float, float] = TIMEOUTS,
    ):
        """`timeouts`: seconds to a connection, and to an answer."""
        self._account, self._reception, self._database = account, reception, database
        self._client = Client(self.api, account, database, reception.meters, reception.now, timeouts=timeouts)

    async def start(self) -> None:
        """Nothing runs beside the calls."""
        return

    async def stop(self) -> None:
        """Waits for the calls under way."""
        # Not in the reception's threads: they may have ended before.
        await asyncio.to_thread(self._client.close)

    async def deliver(self, message: Incoming, answer: Answer, parts: int, passed: Passed) -> Outcome:
        """Pushes the parts of an answer that are not delivered yet, one after the other."""
        shown = texts.parts(answer.replies, answer.turn)
        for n, part in enumerate(shown[parts:], parts + 1):
            try:
                outcome = await self._pushed(message.user, part)
            except (Away, Collision):
                outcome = AWAY
            if outcome.kind != "sent":
                return replace(outcome, rest=texts.rest(shown[n - 1 :]))
            await passed(n)
        return SENT

    @abstractmethod
    async def _pushed(self, user: str, part: Part) -> Outcome:
        """What became of one part. Raises Away and Collision."""
