"""Channel: what every way to talk to people has, and what became of an answer that was pushed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from starlette.routing import BaseRoute

from bot.answering.incoming import Incoming
from bot.answering.turns import Answer

# Told after each part of an answer that the vendor has taken, how many they are by now.
Passed = Callable[[int], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a push.

    `sent`; `retry` after so many seconds; `held`: not now, for the next visit, such as outside a vendor's window;
    `uncertain`: it may have arrived; `unreachable`: the person cannot be pushed to until they write again; `refused`
    for good. `code` is the vendor's own word for it; `rest` what was not sent of an answer, None for all of it.
    """

    kind: Literal["sent", "retry", "held", "uncertain", "unreachable", "refused"]
    code: str = ""
    after: float = 0
    rest: str | None = None


SENT = Outcome(kind="sent")


class Channel(Protocol):
    """One vendor's way in and out; what it cannot do it says itself."""

    name: str

    def routes(self) -> Sequence[BaseRoute]:
        """Where its vendor, or its people, call."""

    async def start(self) -> None:
        """Begins what runs beside the routes; returns at once."""

    async def stop(self) -> None:
        """Takes nothing new, and lets what is under way end."""

    async def deliver(self, message: Incoming, answer: Answer, parts: int, passed: Passed) -> Outcome:
        """Pushes the answer to a message, beginning after so many parts that are delivered already. Never raises."""
