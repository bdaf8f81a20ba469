"""Channel: what every way to talk to people has, and what became of an answer that was pushed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from bot.answering.incoming import Incoming
from bot.answering.turns import Answer
from dialogs.records import Reach

if TYPE_CHECKING:
    # The chat in a terminal needs no web server.
    from starlette.routing import BaseRoute

# Told after each part of an answer that the vendor has taken, how many they are by now.
Passed = Callable[[int], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a push.

    `sent`; `retry` after so many seconds; `held`: not now, for the next visit, such as outside a vendor's window;
    `uncertain`: it may have arrived; `unreachable`: the person cannot be pushed to until they write again; `refused`
    for good. `code` is the vendor's own word for it; `rest` what was not sent of an answer, None for all of it. What is
    held may be tried again `after` so many seconds too, where those are known. Not `is_keyed`: it went a way on which a
    channel that knows reminders by their keys does not.
    """

    kind: Literal["sent", "retry", "held", "uncertain", "unreachable", "refused"]
    code: str = ""
    after: float = 0
    rest: str | None = None
    is_keyed: bool = True


SENT = Outcome(kind="sent")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """Something told unasked. `key` is the same whenever it is sent again.

    `what`, `when` and `note` say it in the fields of a vendor's form: 20 characters, a moment or a day, 20 characters.
    """

    key: str
    text: str
    what: str = ""
    when: str = ""
    note: str = ""


class Channel(Protocol):
    """One vendor's way in and out; what it cannot do it says itself."""

    name: str

    @property
    def reach(self) -> Reach:
        """How people are reached when they have not just written."""

    @property
    def is_repeatable(self) -> bool:
        """Whether a reminder that is sent again under its key within ten minutes arrives only once."""

    def routes(self) -> Sequence[BaseRoute]:
        """Where its vendor, or its people, call."""

    async def start(self) -> None:
        """Begins what runs beside the routes; returns at once."""

    async def stop(self) -> None:
        """Takes nothing new, and lets what is under way end."""

    async def remind(self, user: str, reminder: Reminder) -> Outcome:
        """Tells a person something unasked. Never raises."""

    async def deliver(self, message: Incoming, answer: Answer, parts: int, passed: Passed) -> Outcome:
        """Pushes the answer to a message, beginning after so many parts that are delivered already. Never raises."""
