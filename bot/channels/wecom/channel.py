"""Channel: an application of a WeCom enterprise, its callbacks in and its pushes out."""

from __future__ import annotations

from datetime import datetime

from bot.answering.incoming import Incoming
from bot.tencent.channel import TencentChannel
from bot.tencent.markup import Markup
from bot.tencent.messages import Gone, read
from storage import inbox
from storage.database import Connection

CHANNEL = "wecom"


class WeCom(TencentChannel[Gone]):
    """Whatever the account says, everything is sealed: WeCom knows no other mode.

    Entering the application asks for nothing: it happens each time somebody opens it.
    """

    name = CHANNEL
    path, nothing, is_bare = "/wecom", "", True

    def _read(self, markup: Markup, now: datetime) -> Incoming | Gone | None:
        return read(markup, self.name, self._account, now)

    def _note(self, connection: Connection, told: Gone, now: datetime) -> None:
        inbox.lose(connection, self.name, self._account, told.user, now)
