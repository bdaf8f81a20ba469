"""Outcome: what an error of the Bot API means for what was to be sent."""

from __future__ import annotations

from datetime import timedelta

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.reception.channel import Outcome

# Seconds until a refused token is tried again: somebody has to write another one into the settings.
TOKEN_PAUSE = 600.0
# What the vendor says of a chat that is not there, or not any more; there are no codes for it.
_NOBODY = ("chat not found", "user not found", "peer_id_invalid", "user is deactivated", "bot was kicked")
# Nothing has left this machine.
_UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)


class Flooded(TelegramError):
    """The vendor asks to wait for longer than a delivery can; `after` in seconds."""

    def __init__(self, after: float):
        super().__init__(f"flood control for {after:.0f} seconds")
        self.after = after


def seconds(error: RetryAfter) -> float:
    """How long the vendor asks to wait."""
    after = error.retry_after
    return after.total_seconds() if isinstance(after, timedelta) else float(after)


def code(error: Exception) -> str:
    """One word for an error, of few; the vendor's status where it has answered."""
    match error:
        case Flooded() | RetryAfter():
            return "429"
        case Forbidden():
            return "403"
        case InvalidToken():
            return "401"
        case BadRequest():
            return "400"
        case Conflict():
            return "409"
        case NetworkError() if isinstance(error.__cause__, _UNSENT):
            return "unsent"
        case TimedOut():
            return "timeout"
        case NetworkError() if isinstance(error.__cause__, httpx.HTTPError):
            return "network"
        case NetworkError():
            return "5xx"
        case TelegramError():
            return "answer"
    return "unknown"


def outcome(error: Exception) -> Outcome:
    """What became of a message where sending it raised an error."""
    name = code(error)
    match error:
        case Flooded():
            return Outcome(kind="retry", code=name, after=error.after)
        case RetryAfter():
            return Outcome(kind="retry", code=name, after=seconds(error))
        case InvalidToken():
            return Outcome(kind="retry", code=name, after=TOKEN_PAUSE)
        case Forbidden():
            return Outcome(kind="unreachable", code=name)
        case BadRequest():
            is_nobody = any(words in error.message.lower() for words in _NOBODY)
            return Outcome(kind="unreachable" if is_nobody else "refused", code=name)
        case ChatMigrated() | Conflict():
            return Outcome(kind="refused", code=name)
    if name in ("unsent", "5xx"):
        return Outcome(kind="retry", code=name)
    # The vendor may have it: once too few is told by the next visit, once too often by nobody.
    return Outcome(kind="uncertain", code=name)
