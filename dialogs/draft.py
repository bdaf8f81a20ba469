"""Draft: a turn being made: the conversation so far, what is said, what is to be done outside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dialogs.conversation import Conversation
from dialogs.message import Context, Effect, Reply
from policy.edition import Edition
from policy.facts import Fact


@dataclass(slots=True)
class Draft:
    """Changed in place while one message is answered; the turn is made from it at the end."""

    conversation: Conversation
    context: Context
    replies: list[Reply] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)

    @property
    def edition(self) -> Edition | None:
        """The edition that the conversation is about."""
        compiled = self.context.library.editions.get(self.conversation.edition or "")
        return compiled.edition if compiled else None

    @property
    def facts(self) -> Mapping[str, Fact]:
        """The facts that a message may state: this edition's, and those that another region may ask for later."""
        edition = self.edition
        known = self.context.library.facts
        return {**known, **edition.by_name} if edition else known

    def say(self, text: str) -> None:
        """Adds a reply, unless there is nothing to say."""
        if text:
            self.replies.append(Reply(text=text))
