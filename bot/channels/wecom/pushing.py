"""Pushing: what an application on WeCom sends by itself, at the rates that a member may be sent messages."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Any

from bot.channels.wecom.channel import CHANNEL
from bot.reception.channel import Outcome
from bot.tencent import texts
from bot.tencent.client import WECOM_API
from bot.tencent.pushing import AWAY, TencentPushing
from bot.tencent.texts import Part
from storage import windows
from storage.database import Away, Collision
from storage.windows import Room

# Messages that a member may be sent by an application.
RATES = {timedelta(minutes=1): 30, timedelta(hours=1): 1000}
_LOST = Outcome(kind="unreachable", code="lost")
_NO_MEMBER = Outcome(kind="unreachable", code="invaliduser")


class Pushing(TencentPushing):
    """Pushes answers, reminders and notices to the members of one enterprise."""

    api = WECOM_API

    async def notify(self, user: str, text: str) -> Outcome:
        """Sends a member a text of at most 2,048 bytes in UTF-8, which is where WeCom would silently cut it."""
        try:
            room: Room = await self._reception.in_thread(self._spend, user)
            if room.kind != "spent":
                return _LOST if room.kind == "lost" else Outcome(kind="retry", code="rate", after=room.after)

            def send(api: Any) -> Any:
                return api.message.send_text(int(self._account.agent), user, text)

            said = await self._client.called("message", send)
            if said.outcome.kind not in ("sent", "uncertain") and room.push is not None:
                await self._reception.in_thread(self._give_back, room.push)
        except (Away, Collision):
            return AWAY
        # A message to nobody who may see it is accepted all the same.
        return _NO_MEMBER if said.content.get("invaliduser") else said.outcome

    async def _pushed(self, user: str, part: Part) -> Outcome:
        return await self.notify(user, texts.numbered(part))

    def _spend(self, user: str) -> Room:
        who = (CHANNEL, self._account.id, user)
        with self._database.writing("rate_spend") as connection:
            return windows.spend_at_rates(connection, *who, self._reception.now(), RATES)

    def _give_back(self, push: int) -> None:
        # One too many is counted where the database is away just then.
        with suppress(Away, Collision), self._database.writing("rate_back") as connection:
            windows.give_back(connection, push)
