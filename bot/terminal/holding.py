"""Holding: what is due for whoever talks over lines of text; it stands ahead of the next answer."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from bot.terminal.talk import CHANNEL
from storage.database import Away, Collision, Database
from storage.patience import patience

# Seconds to look; the answer tells by itself that the database is away.
LOOKING = 1.0
# At once; it is asked for more until there is none.
MOST = 200
_LEASE = timedelta(seconds=30)


class Holding:
    """Has what is due stand ahead of the next answer. Where the database is away it stays due."""

    def __init__(self, database: Database, now: Callable[[], datetime]):
        self._database, self._now = database, now
        self._looks = 0

    def look(self) -> None:
        """Looks once; to be called before each answer."""
        self._looks += 1
        with suppress(Away, Collision):
            # The greeting waits for nothing; with what comes after it also what a chat that died has left is found.
            if self._looks == 2 or self._is_due():
                hold(self._database, self._now())

    def _is_due(self) -> bool:
        from storage.sending import is_due

        with patience(LOOKING), self._database.reading() as connection:
            return is_due(connection, [CHANNEL], self._now())


def hold(database: Database, at: datetime) -> None:
    """Keeps what is due in terminals until its people come; whoever comes late in the evening is told as well.

    Raises Away, Collision.
    """
    from bot.reminding.endings import RESENDS
    from storage import sending, tidying

    is_tidy = False
    while not is_tidy:
        with database.writing("deliver_tidy") as connection:
            is_tidy = tidying.tidy(connection, [CHANNEL], at, repeatable=(), resends=RESENDS).is_all
    taken = MOST
    while taken == MOST:
        # One transaction: what nobody has seen is never lost on the way.
        with database.writing("deliver_take") as connection:
            found = sending.take(connection, [CHANNEL], at, at + _LEASE, MOST)
            held = [sending.End(id=one.id, tries=one.tries, state="held", code="away") for one in found]
            sending.end(connection, held, at)
        taken = len(found)
