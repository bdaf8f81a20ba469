"""Channel: the terminal of one person; reminders appear on its screen, or wait for the next visit."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.answering.incoming import Incoming
from bot.answering.turns import Answer
from bot.reception.channel import SENT, Outcome, Passed, Reminder
from bot.terminal.notices import Notices
from bot.terminal.talk import CHANNEL
from dialogs.records import Reach

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

AWAY = Outcome(kind="held", code="away")
# Longer than an answer takes, and shorter than a reminder is one's own.
APPEARING = 10.0


class TerminalChannel:
    """Reaches the person who sits before it; what is due for others is kept until they come."""

    name = CHANNEL
    reach: Reach = "visit"
    is_repeatable = False

    def __init__(self, user: str, notices: Notices | None = None, *, within: float = APPEARING):
        """Without `notices` nothing appears by itself; `within`: seconds in which there has to be a prompt."""
        self._user, self._notices, self._within = user, notices, within

    def routes(self) -> Sequence[BaseRoute]:
        return ()

    async def start(self) -> None:
        """Nothing runs beside the chat."""

    async def stop(self) -> None:
        """What was not shown is held."""

    async def remind(self, user: str, reminder: Reminder) -> Outcome:
        """Has it appear above the prompt; it counts as sent once it stands there."""
        if self._notices is None or user != self._user:
            return AWAY
        notice = self._notices.put(reminder.text)
        appears = asyncio.wrap_future(notice)
        done, _ = await asyncio.wait({appears}, timeout=self._within)
        if not done and self._notices.take_back(notice):
            return AWAY
        return SENT if await appears else AWAY

    async def deliver(self, message: Incoming, answer: Answer, parts: int, passed: Passed) -> Outcome:
        """Answers appear where the message was typed: none is pushed."""
        return AWAY
