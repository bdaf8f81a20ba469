"""Keeper: a chat whose enterprise answers are kept between turns, in memory."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import datetime

from dialogs import Context, Conversation, Message, Turn, plain, respond
from dialogs.message import Effect
from dialogs.records import Records, Told
from policy.library import Library
from policy.workdays import SHANGHAI


@dataclass(slots=True)
class Keeper:
    """Applies what a turn makes known to the records that the next one reads."""

    library: Library
    at: datetime
    records: Records = field(default_factory=Records)
    conversation: Conversation = field(default_factory=Conversation)
    effects: tuple[Effect, ...] = ()

    def says(self, *texts: str, choice: str | None = None) -> str:
        """What is said back to the last of these messages, each sent a minute later."""
        for text in texts:
            turn = self.turn(Message(text=text, choice=choice))
        return "\n".join(plain(reply) for reply in turn.replies)

    def turn(self, message: Message) -> Turn:
        """The turn of one message, its effects applied."""
        context = Context(now=self.at, library=self.library, records=self.records, token="7K3M9PQ2ABCDEFGH")
        turn = respond(self.conversation, message, context)
        self.conversation = Conversation.from_json(json.loads(json.dumps(turn.conversation.to_json())))
        self.effects = turn.effects
        for effect in turn.effects:
            self._keep(effect)
        self.at = self.at.replace(minute=(self.at.minute + 1) % 60)
        return turn

    def on(self, day: str, *, conversation: Conversation | None = None) -> Keeper:
        """The same enterprise at ten on another day; in another chat where a conversation is given."""
        self.at = datetime.fromisoformat(f"{day}T10:00").replace(tzinfo=SHANGHAI)
        self.conversation = conversation or self.conversation
        return self

    @property
    def told(self) -> dict[str, object]:
        """The values kept, by name."""
        return {name: told.value for name, told in self.records.told.items()}

    def of(self, kind: str) -> list[str]:
        """The names that the last turn's effects of a kind are about."""
        return [effect.content["name"] for effect in self.effects if effect.kind == kind]

    def _keep(self, effect: Effect) -> None:
        told = dict(self.records.told)
        if effect.kind == "tell":
            made = {key: value for key, value in effect.content.items() if key != "name"}
            told[effect.content["name"]] = Told(at=self.at, **made)
        elif effect.kind == "untell":
            del told[effect.content["name"]]
        self.records = replace(self.records, told=told)


def keeper(library: Library, day: str, records: Records | None = None) -> Keeper:
    """A chat at ten on a day, of which nothing is kept yet unless records are given."""
    at = datetime.fromisoformat(f"{day}T10:00").replace(tzinfo=SHANGHAI)
    return Keeper(library=library, at=at, records=records or Records())
