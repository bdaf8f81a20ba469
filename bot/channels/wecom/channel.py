"""Channel: an application of a WeCom enterprise, its callbacks in and its pushes out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from starlette.routing import BaseRoute

from bot.answering.incoming import Incoming
from bot.answering.turns import Answer
from bot.reception.channel import Outcome, Passed
from bot.reception.reception import Reception
from bot.tencent.account import Account
from bot.tencent.callbacks import Callbacks
from bot.tencent.markup import Markup
from bot.tencent.messages import Gone, read
from bot.tencent.replies import BUDGET, NOTHING, reply
from storage import inbox

CHANNEL = "wecom"
PATH = "/wecom"


class Pushing(Protocol):
    """What sends messages that answer no callback."""

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    async def deliver(self, message: Incoming, answer: Answer, parts: int, passed: Passed) -> Outcome: ...


class WeCom:
    """Answers with the acknowledgement where the answer is short and there in time; the rest is pushed.

    Whatever the account says, everything is sealed: WeCom knows no other mode. Entering the application asks for
    nothing: it happens each time somebody opens it.
    """

    name = CHANNEL

    def __init__(self, account: Account, reception: Reception, pushing: Pushing, *, budget: float = BUDGET):
        """`budget`: seconds after which an answer is pushed instead."""
        self._account, self._reception, self._pushing, self._budget = account.id, reception, pushing, budget
        self._callbacks = Callbacks(self.name, account, reception, self._answered, nothing="", is_bare=True)

    def routes(self) -> Sequence[BaseRoute]:
        """One, which proves itself and takes everything."""
        return (self._callbacks.route(PATH),)

    async def start(self) -> None:
        """Begins pushing."""
        await self._pushing.start()

    async def stop(self) -> None:
        """Ends pushing; callbacks end with their requests."""
        await self._pushing.stop()

    async def deliver(self, message: Incoming, answer: Answer, parts: int, passed: Passed) -> Outcome:
        """Pushes an answer, beginning after so many of its parts."""
        return await self._pushing.deliver(message, answer, parts, passed)

    async def _answered(self, markup: Markup) -> Mapping[str, str | int] | None:
        now = self._reception.now()
        found = read(markup, self.name, self._account, now)
        if isinstance(found, Incoming):
            return await reply(self._reception, found, markup, self._budget)
        if isinstance(found, Gone):
            who = (self.name, self._account, found.user)
            return NOTHING if await self._reception.note(lambda one: inbox.lose(one, *who, now)) else None
        return NOTHING
