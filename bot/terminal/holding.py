"""Holding: what is due for whoever talks over lines of text; it stands ahead of the next answer."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from bot.terminal.talk import CHANNEL
from storage.database import Away, Collision, Database
from storage.patience import patience

# Seconds to look; the answer tells by itself that the database is away.
LOOKING = 1.0


class Holding:
    """Has what is due stand ahead of the next answer. Where the database is away it stays due."""

    def __init__(self, database: Database, user: str, now: Callable[[], datetime]):
        self._database, self._user, self._now = database, user, now
        self._looks = 0

    def look(self) -> None:
        """Looks once; to be called before each answer."""
        self._looks += 1
        with suppress(Away, Collision):
            # The greeting waits for nothing; with what comes after it also what a chat that died has left is found.
            if self._looks == 2 or self._is_due():
                import asyncio

                asyncio.run(_drained(self._database, self._user, self._now))

    def _is_due(self) -> bool:
        from storage.sending import is_due

        with patience(LOOKING), self._database.reading() as connection:
            return is_due(connection, [CHANNEL], self._now())


async def _drained(database: Database, user: str, now: Callable[[], datetime]) -> None:
    from bot.reminding.sender import Sender
    from bot.terminal.channel import TerminalChannel

    sender = Sender(database, {CHANNEL: TerminalChannel(user)}, None, now)
    try:
        await sender.drain()
    finally:
        sender.close()
