"""Pushing: what an application on WeCom sends by itself, at the rates that a member may be sent messages."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.answering.incoming import Incoming
from bot.answering.turns import Answer
from bot.channels.wecom.channel import CHANNEL
from bot.reception.channel import SENT, Outcome, Passed
from bot.reception.reception import Reception
from bot.tencent import texts
from bot.tencent.account import Account
from bot.tencent.client import TIMEOUTS, WECOM_API, Client
from storage import windows
from storage.database import Away, Collision, Database
from storage.windows import Room

# Messages that a member may be sent by an application.
RATES = {timedelta(minutes=1): 30, timedelta(hours=1): 1000}
_LOST = Outcome(kind="unreachable", code="lost")
_AWAY = Outcome(kind="retry", code="database")
_NO_MEMBER = Outcome(kind="unreachable", code="invaliduser")


class Pushing:
    """Pushes answers, and notices, to the members of one enterprise."""

    def __init__(
        self,
        account: Account,
        reception: Reception,
        database: Database,
        *,
        timeouts: tuple[float, float] = TIMEOUTS,
    ):
        self._account, self._agent = account.id, int(account.agent)
        self._reception, self._database = reception, database
        self._client = Client(
            WECOM_API, account, database, reception.meters, reception.now, timeouts=timeouts
        )

    async def start(self) -> None:
        """Nothing runs beside the calls."""

    async def stop(self) -> None:
        """Waits for the calls under way."""
        # Not in the reception's threads: they may have ended before.
        await asyncio.to_thread(self._client.close)

    async def deliver(self, message: Incoming, answer: Answer, parts: int, passed: Passed) -> Outcome:
        """Pushes the parts of an answer that are not delivered yet, one after the other."""
        shown = texts.parts(answer.replies, answer.turn)
        for n, part in enumerate(shown[parts:], parts + 1):
            outcome = await self.notify(message.user, texts.numbered(part))
            if outcome.kind != "sent":
                return replace(outcome, rest=texts.rest(shown[n - 1 :]))
            await passed(n)
        return SENT

    async def notify(self, user: str, text: str) -> Outcome:
        """Sends a member a text of at most 2,048 bytes in UTF-8, which is where WeCom would silently cut it."""
        try:
            room: Room = await self._reception.in_thread(self._spend, user)
            if room.kind != "spent":
                return _LOST if room.kind == "lost" else Outcome(kind="retry", code="rate", after=room.after)

            def send(api: Any) -> Any:
                return api.message.send_text(self._agent, user, text)

            said = await self._client.called("message", send)
            if said.outcome.kind not in ("sent", "uncertain") and room.push is not None:
                await self._reception.in_thread(self._give_back, room.push)
        except (Away, Collision):
            return _AWAY
        # A message to nobody who may see it is accepted all the same.
        return _NO_MEMBER if said.content.get("invaliduser") else said.outcome

    def _spend(self, user: str) -> Room:
        who = (CHANNEL, self._account, user)
        with self._database.writing("rate_spend") as connection:
            return windows.spend_at_rates(connection, *who, self._reception.now(), RATES)

    def _give_back(self, push: int) -> None:
        # One too many is counted where the database is away just then.
        with suppress(Away, Collision), self._database.writing("rate_back") as connection:
            windows.give_back(connection, push)
