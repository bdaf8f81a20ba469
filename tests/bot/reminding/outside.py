"""Channels of the tests whose vendor says what it is told to, and people who are to be reminded through them."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select
from starlette.routing import BaseRoute

from bot.answering.incoming import Incoming
from bot.answering.turns import Answer
from bot.reception.channel import SENT, Outcome, Passed, Reminder
from bot.reception.meters import Meters
from bot.reminding.sender import Sender
from dialogs.records import Reach
from storage import conversations, deliveries, subscriptions
from storage.database import Database
from storage.deliveries import Wanted
from storage.tables import deliveries as table

# A Monday, 10:00 in Shanghai.
AT = datetime(2024, 12, 2, 2, tzinfo=UTC)
SECOND, MINUTE, HOUR, DAY = (timedelta(**{unit: 1}) for unit in ("seconds", "minutes", "hours", "days"))
CLOSES = AT + 29 * DAY
CONTENT = {
    "edition": "qingdao-2024", "name": "2024 年青岛市科技创新券", "cite": "青岛市 2024 年", "label": "2024 年度",
    "opens": None, "closes": "2024-12-31", "clause": "四（一）",
}  # fmt: skip


class Clock:
    """What time it is, until it is set."""

    def __init__(self, at: datetime = AT):
        self.at = at

    def __call__(self) -> datetime:
        return self.at


class Vendor:
    """A channel whose vendor answers with the outcomes given, then well; `arrived` is what people got, by key."""

    reach: Reach = "always"

    def __init__(self, name: str = "wechat", *outcomes: Outcome | Exception, is_repeatable: bool = False):
        self.name, self.is_repeatable = name, is_repeatable
        self.outcomes = deque(outcomes)
        self.arrived: list[tuple[str, Reminder]] = []
        self.flying = self.most = 0
        # While it is not set a push takes its time.
        self.answers = asyncio.Event()
        self.answers.set()
        self.does: Callable[[], object] = lambda: None

    def routes(self) -> Sequence[BaseRoute]:
        return ()

    async def start(self) -> None:
        return

    async def stop(self) -> None:
        return

    async def remind(self, user: str, reminder: Reminder) -> Outcome:
        self.flying += 1
        self.most = max(self.most, self.flying)
        try:
            self.does()
            await asyncio.sleep(0)
            await self.answers.wait()
            outcome = self.outcomes.popleft() if self.outcomes else SENT
            if isinstance(outcome, Exception):
                raise outcome
            if outcome.kind in ("sent", "uncertain"):
                self.arrived.append((user, reminder))
            return outcome
        finally:
            self.flying -= 1

    async def deliver(self, message: Incoming, answer: Answer, parts: int, passed: Passed) -> Outcome:
        raise NotImplementedError("nobody is answered here")


def a_sender(store: Database, clock: Clock, *vendors: Vendor, **more: Any) -> Sender:
    """A sender by some channels."""
    return Sender(store, {vendor.name: vendor for vendor in vendors}, Meters(), clock, **more)


def drained(store: Database, clock: Clock, *vendors: Vendor, **more: Any) -> int:
    """Sends what is due; how many were sent."""

    async def drain() -> int:
        sender = a_sender(store, clock, *vendors, **more)
        try:
            return await sender.drain()
        finally:
            sender.close()

    return asyncio.run(drain())


def a_person(store: Database, user: str = "甲", channel: str = "wechat") -> int:
    with store.writing("test") as connection:
        return conversations.meet(connection, channel, "a", user, AT).id


def owed(
    store: Database, who: int, *, about: str = "qingdao-2024/main/2024-12-31", due: datetime = AT, **more: Any
) -> int:
    """Has a person reminded of something at a moment; gives the number of the delivery."""
    values: dict[str, Any] = {
        "kind": "closes", "offset": 0, "deadline": CLOSES, "content": CONTENT, "thread": about, "region": "370200",
        **more,
    }  # fmt: skip
    with store.writing("test") as connection:
        assert deliveries.add(connection, who, Wanted(about=about, due=due, **values))
        mine = (table.c.person == who) & (table.c.about == about) & (table.c.offset == values["offset"])
        found: int = connection.execute(select(table.c.id).where(mine)).scalar_one()
        return found


def wishes(store: Database, who: int, **more: Any) -> None:
    with store.writing("test") as connection:
        subscriptions.wish(connection, who, subscriptions.Wishes(**more), None)


def state(store: Database, number: int) -> tuple[str, str | None]:
    row = kept(store, number)
    return row.state, row.code


def kept(store: Database, number: int) -> Any:
    with store.reading() as connection:
        return connection.execute(select(table).where(table.c.id == number)).one()
