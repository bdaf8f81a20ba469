"""Pushing: what WeChat and WeCom share in sending what answers no callback."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from dataclasses import replace
from typing import ClassVar

from bot.answering.incoming import Incoming
from bot.answering.turns import Answer
from bot.reception.channel import SENT, Outcome, Passed, Reminder
from bot.reception.reception import Reception
from bot.tencent import texts
from bot.tencent.account import Account
from bot.tencent.client import TIMEOUTS, Client, Vendor
from bot.tencent.texts import Part
from dialogs import Reply
from dialogs.records import Reach
from storage.database import Away, Collision, Database

AWAY = Outcome(kind="retry", code="database")


class TencentPushing(ABC):
    """Pushes answers, part by part, and reminders to the people of one account.

    `reach` and `is_repeatable` are those of its channel.
    """

    api: ClassVar[Vendor]
    reach: Reach = "always"
    is_repeatable: bool = False

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

    async def remind(self, user: str, reminder: Reminder) -> Outcome:
        """Tells a person something unasked."""
        try:
            outcome = await self._reminded(user, reminder)
        except (Away, Collision):
            return AWAY
        # It need not wait for the person where it is known until when there is no way.
        return replace(outcome, kind="retry") if outcome.kind == "held" and outcome.after else outcome

    async def _reminded(self, user: str, reminder: Reminder) -> Outcome:
        """What became of a reminder. Raises Away and Collision."""
        return await self._said(user, reminder.text)

    async def _said(self, user: str, text: str) -> Outcome:
        """What became of a text, sent in as many parts as it needs."""
        for n, part in enumerate(texts.parts((Reply(text=text),), None)):
            try:
                outcome = await self._pushed(user, part)
            except (Away, Collision):
                outcome = AWAY
            if outcome.kind != "sent":
                # Whoever has its begin already gets it whole at the next visit, not once more and once more.
                return replace(outcome, kind="held", after=0) if n and outcome.kind == "retry" else outcome
        return SENT

    @abstractmethod
    async def _pushed(self, user: str, part: Part) -> Outcome:
        """What became of one part. Raises Away and Collision."""
