"""Account: how one Telegram bot is addressed, how it proves itself, and how long it waits."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

# webhook: Telegram calls; polling: it is asked again and again, for developers without a public address.
Mode = Literal["webhook", "polling"]
API = "https://api.telegram.org"


@dataclass(frozen=True, slots=True, kw_only=True)
class TelegramAccount:
    """`secret` is what Telegram proves itself with; what proves something is never shown.

    `webhook_url` is the public address of the route, registered at the start where it is known.
    """

    token: str = field(repr=False)
    secret: str = field(repr=False, default="")
    mode: Mode = "webhook"
    api_base_url: str = API
    webhook_url: str = ""

    @property
    def id(self) -> str:
        """The bot's own number, with which its token begins."""
        return self.token.partition(":")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Seconds: until a call is given up, that one is held open to wait for updates, and until a failed one is repeated.

    The last is doubled each time, up to `longest_pause`.
    """

    connecting: float = 4.0
    reading: float = 8.0
    polling: int = 25
    first_pause: float = 1.0
    longest_pause: float = 60.0
