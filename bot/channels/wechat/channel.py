"""Channel: a WeChat service account, its callbacks in and its pushes out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from starlette.routing import BaseRoute

from bot.answering.incoming import Incoming
from bot.answering.turns import Answer
from bot.channels.wechat.messages import CHANNEL, Consents, read
from bot.reception.channel import Outcome, Passed
from bot.reception.reception import Reception
from bot.tencent.account import Account
from bot.tencent.callbacks import Callbacks
from bot.tencent.markup import Markup
from bot.tencent.messages import Gone
from bot.tencent.replies import BUDGET, NOTHING, reply
from storage import conversations, grants, inbox
from storage.database import Connection

PATH = "/wechat"


class Pushing(Protocol):
    """What sends messages that answer no callback."""

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    async def deliver(self, message: Incoming, answer: Answer, parts: int, passed: Passed) -> Outcome: ...


class WeChat:
    """Answers with the acknowledgement where the answer is short and there in time; the rest is pushed."""

    name = CHANNEL

    def __init__(self, account: Account, reception: Reception, pushing: Pushing, *, budget: float = BUDGET):
        """`budget`: seconds after which an answer is pushed instead."""
        self._account, self._reception, self._pushing, self._budget = account.id, reception, pushing, budget
        self._callbacks = Callbacks(self.name, account, reception, self._answered, nothing="success")

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
        found = read(markup, self._account, self._reception.now())
        if isinstance(found, Incoming):
            return await reply(self._reception, found, markup, self._budget)
        if isinstance(found, Gone | Consents):
            return NOTHING if await self._reception.note(lambda one: self._note(one, found)) else None
        return NOTHING

    def _note(self, connection: Connection, told: Gone | Consents) -> None:
        who = (self.name, self._account, told.user)
        if isinstance(told, Gone):
            inbox.lose(connection, *who, self._reception.now())
            return
        if any(consent.is_given for consent in told.consents):
            # Held from here on: of one event that comes twice at once, the second finds what the first has kept.
            conversations.meet(connection, *who, at=told.at)
        for consent in told.consents:
            if not consent.is_given:
                grants.withdraw(connection, *who, consent.template, told.at)
            elif not grants.is_known(connection, *who, consent.template, told.at):
                grants.grant(connection, *who, consent.template, False, told.at)
