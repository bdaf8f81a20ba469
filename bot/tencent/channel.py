"""Channel: what WeChat and WeCom share: one route that Tencent calls, and pushes that answer no call."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import ClassVar, Generic, Protocol, TypeVar

from starlette.routing import BaseRoute

from bot.answering.incoming import Incoming
from bot.answering.turns import Answer
from bot.reception.channel import Outcome, Passed, Reminder
from bot.reception.reception import Reception
from bot.showing.calendar_links import NOWHERE, CalendarLinks
from bot.tencent.account import Account
from bot.tencent.callbacks import Callbacks
from bot.tencent.markup import Markup
from bot.tencent.replies import BUDGET, NOTHING, reply
from dialogs.records import Reach
from storage.database import Connection

Told = TypeVar("Told")


class Pushes(Protocol):
    """What sends messages that answer no callback."""

    @property
    def reach(self) -> Reach: ...

    @property
    def is_repeatable(self) -> bool: ...

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    async def deliver(self, message: Incoming, answer: Answer, parts: int, passed: Passed) -> Outcome: ...

    async def remind(self, user: str, reminder: Reminder) -> Outcome: ...


class TencentChannel(ABC, Generic[Told]):
    """Answers with the acknowledgement where the answer is short and there in time; the rest is pushed.

    `nothing` is the acknowledgement alone; `is_bare`: all is sealed, and proven by the seal's signature.
    """

    name: str
    path: ClassVar[str]
    nothing: ClassVar[str]
    is_bare: ClassVar[bool]

    def __init__(
        self,
        account: Account,
        reception: Reception,
        pushing: Pushes,
        *,
        budget: float = BUDGET,
        links: CalendarLinks = NOWHERE,
    ):
        """`budget`: seconds after which an answer is pushed instead; `links` to dates that an answer hands over."""
        self._account, self._reception, self._pushing, self._budget = account.id, reception, pushing, budget
        self._links = links
        self._callbacks = Callbacks(
            self.name, account, reception, self._answered, nothing=self.nothing, is_bare=self.is_bare
        )

    @property
    def reach(self) -> Reach:
        """As far as its pushing reaches."""
        return self._pushing.reach

    @property
    def is_repeatable(self) -> bool:
        """Whether its pushing knows a reminder again."""
        return self._pushing.is_repeatable

    def routes(self) -> Sequence[BaseRoute]:
        """One, which proves itself and takes everything."""
        return (self._callbacks.route(self.path),)

    async def start(self) -> None:
        """Begins pushing."""
        await self._pushing.start()

    async def stop(self) -> None:
        """Ends pushing; callbacks end with their requests."""
        await self._pushing.stop()

    async def deliver(self, message: Incoming, answer: Answer, parts: int, passed: Passed) -> Outcome:
        """Pushes an answer, beginning after so many of its parts."""
        linked = replace(answer, replies=self._links.told(answer.replies, answer.turn))
        return await self._pushing.deliver(message, linked, parts, passed)

    async def remind(self, user: str, reminder: Reminder) -> Outcome:
        """Pushes a reminder."""
        return await self._pushing.remind(user, reminder)

    @abstractmethod
    def _read(self, markup: Markup, now: datetime) -> Incoming | Told | None:
        """What a callback is: said by a person, told of one, or None for what asks for nothing. Raises BadMarkup."""

    @abstractmethod
    def _note(self, connection: Connection, told: Told, now: datetime) -> None:
        """Keeps what is told of a person."""

    async def _answered(self, markup: Markup) -> Mapping[str, str | int] | None:
        now = self._reception.now()
        found = self._read(markup, now)
        if isinstance(found, Incoming):
            return await reply(self._reception, found, markup, self._budget, self._links)
        if found is None:
            return NOTHING
        told = found
        is_kept = await self._reception.note(lambda connection: self._note(connection, told, now))
        return NOTHING if is_kept else None
