"""Keeper: a chat whose enterprise answers are kept between turns, in memory."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from dialogs import Context, Conversation, Message, Turn, plain, respond
from dialogs.desk.watches import publicity_of
from dialogs.message import Effect
from dialogs.offers import coming
from dialogs.records import Claim, Records, Told, Watch
from dialogs.records import Move as KeptMove
from policy.courses import Course
from policy.library import Library
from policy.schedule import Deadline, lapse_deadlines, window_deadlines
from policy.workdays import SHANGHAI


@dataclass(slots=True)
class Keeper:
    """Applies what a turn makes known to the records that the next one reads."""

    library: Library
    at: datetime
    records: Records = field(default_factory=Records)
    conversation: Conversation = field(default_factory=Conversation)
    effects: tuple[Effect, ...] = ()
    # How many watches there have been.
    numbered: int = 0
    papers: dict[int, Sequence[str]] = field(default_factory=dict)

    def says(self, *texts: str, choice: str | None = None) -> str:
        """What is said back to the last of these messages, each sent a minute later."""
        for text in texts:
            turn = self.turn(Message(text=text, choice=choice))
        return "\n".join(plain(reply) for reply in turn.replies)

    def turn(self, message: Message) -> Turn:
        """The turn of one message, its effects applied."""
        self._plan()
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
        content = effect.content
        match effect.kind:
            case "watch":
                self._watch(content)
            case "unwatch":
                ended = content["ids"]
                kept = tuple(w for w in self.records.watches if ended is not None and w.id not in ended)
                self.records = replace(self.records, watches=kept)
            case "remind_as":
                self._remind_as(content)
            case "tick":
                mark = frozenset({(content["edition"], content["document"])})
                ticks = self.records.ticks | mark if content["ready"] else self.records.ticks - mark
                self.records = replace(self.records, ticks=ticks)
            case "register_claim":
                self._register(content)
            case "move_claim":
                self._move(content)
            case "tell" | "untell":
                self._tell(effect)

    def _watch(self, content: dict[str, Any]) -> None:
        """The watch as the store keeps it."""
        found = Watch(
            id=self.numbered + 1,
            topic=content["topic"],
            about=content["about"],
            region=content["region"],
            edition=content["edition"],
            window=content["window"],
            number=content["claim"],
        )
        self.papers[found.id] = content["papers"] or ()
        self.numbered += 1
        others = tuple(w for w in self.records.watches if (w.topic, w.about) != (found.topic, found.about))
        self.records = replace(self.records, watches=(*others, found))

    def _plan(self) -> None:
        """The next morning on which something of each watch is told."""
        found = []
        for watch in self.records.watches:
            edition = self.library.editions[watch.edition].edition if watch.edition else None
            deadlines: tuple[Deadline, ...] = ()
            if edition is not None and watch.window is not None:
                deadlines = window_deadlines(edition, watch.window, self.papers[watch.id], self.at)
            elif edition is not None and watch.topic == "lapse":
                deadlines = lapse_deadlines(edition)
            elif watch.topic == "claim":
                claims = [claim for claim in self.records.claims if claim.number == watch.number]
                deadlines = publicity_of(claims[0]) if claims else ()
            told = coming(deadlines, self.records, self.at, watch.offsets)
            found.append(replace(watch, next=told[0][1] if told else None))
        self.records = replace(self.records, watches=tuple(found))

    def _remind_as(self, content: dict[str, Any]) -> None:
        changed: dict[str, Any] = {}
        if "offsets" in content:
            offsets = None if content["offsets"] is None else tuple(content["offsets"])
            ids = content.get("ids")
            changed["watches"] = tuple(
                replace(w, offsets=offsets if ids and w.id in ids else w.offsets if ids else None)
                for w in self.records.watches
            )
            if ids is None:
                changed["offsets"] = offsets
        if "hours" in content:
            changed["hours"] = content["hours"] and tuple(content["hours"])
        if "via" in content:
            changed["via"] = content["via"]
        self.records = replace(self.records, **changed)

    def _register(self, content: dict[str, Any]) -> None:
        on = date.fromisoformat(content["on"])
        begun = KeptMove(to=content["stage"], on=on, at=self.at, by="enterprise")
        made = Claim(
            number=content["number"],
            edition=content["edition"],
            course=Course.from_json(content["course"]),
            moves=(begun,),
            window=content["window"],
            services=tuple(content["services"]),
            asked=content["asked"],
        )
        self.records = replace(self.records, claims=(*self.records.claims, made))

    def _move(self, content: dict[str, Any]) -> None:
        on = date.fromisoformat(content["on"])
        step = KeptMove(to=content["to"], on=on, at=self.at, by="enterprise", amount=content["amount"])
        claims = tuple(
            replace(c, moves=(*c.moves, step)) if c.number == content["number"] else c
            for c in self.records.claims
        )
        self.records = replace(self.records, claims=claims)

    def _tell(self, effect: Effect) -> None:
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
