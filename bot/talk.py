"""Talk: one person's conversation, held in memory, each message answered at its own moment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from dialogs import Context, Conversation, Message, Reply, Turn
from policy.library import Library

Respond = Callable[[Conversation, Message, Context], Turn]
LEAVE = "leave"


class Talk:
    """A conversation that goes on until the person leaves."""

    def __init__(self, respond: Respond, now: Callable[[], datetime], library: Library):
        self._respond, self._now, self._library = respond, now, library
        self._conversation = Conversation()
        self.is_over = False

    def greeting(self) -> tuple[Reply, ...]:
        """What is said before the person has said anything."""
        return self.say("")

    def say(self, text: str, choice: str | None = None) -> tuple[Reply, ...]:
        """The replies to a message; half characters, which no output can carry, become `?`."""
        whole = text.encode("utf-8", "replace").decode() if not text.isascii() else text
        context = Context(now=self._now(), library=self._library)
        turn = self._respond(self._conversation, Message(text=whole, choice=choice), context)
        self._conversation = turn.conversation
        self.is_over = any(effect.kind == LEAVE for effect in turn.effects)
        return turn.replies
