"""Talk: one person's conversation in a terminal, each message answered at its own moment."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.answering.incoming import Incoming
from bot.answering.turns import Turns
from bot.terminal.calendars import CalendarFolder
from dialogs import Reply

CHANNEL = "terminal"


class Talk:
    """A conversation that goes on until the person leaves, and goes on from there when they come back."""

    def __init__(
        self, turns: Turns, now: Callable[[], datetime], user: str, *, calendars: CalendarFolder | None = None
    ):
        """`calendars`: where files of dates are written; without it the text alone stands for them."""
        self._turns, self._now, self.user = turns, now, user
        self._calendars = calendars
        self.is_over = False
        # Whether the last message had everything of the person erased.
        self.is_erased = False

    def greeting(self) -> tuple[Reply, ...]:
        """What is said before the person has said anything."""
        return self._answer("", None, opens=True)

    def say(self, text: str, choice: str | None = None) -> tuple[Reply, ...]:
        """The replies to a message."""
        return self._answer(text, choice)

    def _answer(self, text: str, choice: str | None, *, opens: bool = False) -> tuple[Reply, ...]:
        message = Incoming(
            channel=CHANNEL,
            account="",
            user=self.user,
            key=uuid.uuid4().hex,
            at=self._now(),
            text=text,
            choice=choice,
            opens=opens,
        )
        answer = self._turns.handle(message)
        self.is_over, self.is_erased = answer.leaves, answer.erases
        if self._calendars is None:
            return answer.replies
        if answer.erases:
            self._calendars.forget()
        return tuple(self._with_file(self._calendars, reply, message.at) for reply in answer.replies)

    def _with_file(self, folder: CalendarFolder, reply: Reply, at: datetime) -> Reply:
        if reply.calendar is None:
            return reply
        return replace(reply, text=f"{reply.text}\n{folder.keep(reply.calendar, at)}")
