"""What people are told unasked while time goes by, by the real planner and the real sender."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from bot.reception.channel import SENT, Channel, Outcome, Reminder
from bot.reminding.planner import Planner
from bot.reminding.sender import Sender
from dialogs.records import Reach
from policy.library import Library
from storage import sending
from storage.database import Database


@dataclass
class Telling:
    """A channel that keeps what it tells; one whose people are reached when they come tells nothing."""

    name: str = "terminal"
    reach: Reach = "always"
    is_repeatable: bool = False
    told: list[tuple[str, str]] = field(default_factory=list)

    async def remind(self, user: str, reminder: Reminder) -> Outcome:
        if self.reach == "visit":
            return Outcome(kind="held")
        self.told.append((user, reminder.text))
        return SENT


def pushed(
    store: Database, editions: Library, since: datetime, until: datetime, reach: Reach
) -> Iterator[tuple[datetime, str, str]]:
    """The moment, the person and the text of all that is told until a moment."""
    Planner(store, editions).run(since)
    clock = since
    while True:
        with store.reading() as connection:
            due = sending.next_due(connection, ["terminal"])
        if due is None or due > until:
            return
        clock = max(clock, due)
        for user, text in asyncio.run(_drained(store, clock, reach)):
            yield clock, user, text


async def _drained(store: Database, clock: datetime, reach: Reach) -> list[tuple[str, str]]:
    channel = Telling(reach=reach)
    channels: dict[str, Channel] = {"terminal": channel}  # type: ignore[dict-item]
    sender = Sender(store, channels, None, lambda: clock)
    try:
        await sender.drain()
    finally:
        sender.stop()
        sender.close()
    return sorted(channel.told)
