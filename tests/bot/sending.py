"""Messages sent to turns, as a channel would."""

from __future__ import annotations

import itertools
import os
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from bot.answering.incoming import Incoming
from bot.answering.turns import Turns
from bot.tokens import token
from dialogs import Conversation, Message, Turn, plain, respond
from dialogs.message import Context
from policy.library import Library, library
from storage.compiled import CompiledShelf
from storage.database import Database

AT = datetime(2024, 12, 2, 2, tzinfo=UTC)
COMPILED = Path(tempfile.gettempdir()) / f"quanzhu-tests-{os.getuid()}" / "cache"
_KEYS = itertools.count(1)


@cache
def shipped() -> Library:
    """The shipped editions, compiled once for all processes of the tests."""
    return library(shelf=CompiledShelf(COMPILED))


def a_message(text: str = "你好", *, user: str = "甲", **values: Any) -> Incoming:
    """One message, its key as new as it is."""
    given: dict[str, Any] = {"channel": "terminal", "account": "", "key": str(next(_KEYS)), "at": AT}
    return Incoming(**{**given, "user": user, "text": text, **values})


class Sender:
    """Sends one person's messages, a minute apart."""

    def __init__(self, turns: Turns, user: str = "甲", at: datetime = AT):
        self.turns, self.user, self.at = turns, user, at

    def __call__(self, *texts: str) -> str:
        """The answer to the last of some messages, as plain text."""
        said = ""
        for text in texts:
            self.at += timedelta(minutes=1)
            said = told(self.turns.handle(a_message(text, user=self.user, at=self.at)))
        return said


def told(answer: Any) -> str:
    """The replies of an answer, or of a turn, as plain text."""
    return "\n\n".join(map(plain, answer.replies))


def some_turns(
    store: Database,
    answering: Callable[[Conversation, Message, Context], Turn] = respond,
    *,
    editions: Library | None = None,
    fresh: Callable[[], str] = token,
) -> Turns:
    """Turns on a database, under the shipped editions."""
    return Turns(store, editions or shipped(), answering, fresh=fresh)


def after(mark: str, said: str) -> str:
    """The word of eight characters after a mark, dashes left out."""
    return said.partition(mark)[2].replace("-", "")[:8] if mark in said else ""
