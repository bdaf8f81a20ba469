"""Channel: a WeChat service account, its callbacks in and its pushes out."""

from __future__ import annotations

from datetime import datetime

from bot.answering.incoming import Incoming
from bot.channels.wechat.messages import CHANNEL, Consents, read
from bot.tencent.channel import TencentChannel
from bot.tencent.markup import Markup
from bot.tencent.messages import Gone
from storage import conversations, grants, inbox
from storage.database import Connection


class WeChat(TencentChannel[Gone | Consents]):
    """The URL proves who calls before anything is read, in every mode."""

    name = CHANNEL
    path, nothing, is_bare = "/wechat", "success", False

    def _read(self, markup: Markup, now: datetime) -> Incoming | Gone | Consents | None:
        return read(markup, self._account, now)

    def _note(self, connection: Connection, told: Gone | Consents, now: datetime) -> None:
        who = (self.name, self._account, told.user)
        if isinstance(told, Gone):
            inbox.lose(connection, *who, now)
            return
        if any(consent.is_given for consent in told.consents):
            # Held from here on: of one event that comes twice at once, the second finds what the first has kept.
            conversations.meet(connection, *who, at=told.at)
        for consent in told.consents:
            if not consent.is_given:
                grants.withdraw(connection, *who, consent.template, told.at)
            elif not grants.is_known(connection, *who, consent.template, told.at):
                grants.grant(connection, *who, consent.template, False, told.at)
