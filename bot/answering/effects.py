"""Effects: what a turn wants kept, done in the turn's own transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from bot.answering import news
from bot.answering.exporting import exported
from bot.answering.nameless import nameless
from bot.answering.watching import Watches
from dialogs import Effect, Reply
from policy.library import Library
from policy.money import fen
from policy.workdays import SHANGHAI
from storage import audit, claims, codes, conversations, deliveries, enterprises, unanswered
from storage.database import Collision, Connection
from storage.enterprises import Enterprise
from storage.visits import Visit


class Deeds:
    """One turn's effects on a person's enterprise; `replies` are said after those of the turn."""

    def __init__(
        self,
        connection: Connection,
        seen: Visit,
        code: codes.Code | None,
        at: datetime,
        library: Library,
        services: Iterable[Mapping[str, Any]],
    ):
        self._connection, self._person, self._code, self._at = connection, seen.person, code, at
        self._library, self._services = library, services
        self._watches = Watches(connection, library, seen.person.id, seen.reminding, seen.via, at)
        self._has_watches, self._is_replanned = seen.has_watches, False
        self._held: Enterprise | None = None
        self._hold(seen.enterprise)
        self.replies: list[Reply] = []
        self.is_erased = False
        self.leaves = False

    def do(self, effects: Iterable[Effect]) -> None:
        """Does them all, in their order."""
        for effect in effects:
            self._do(effect.kind, effect.content)
        if self.is_erased:
            return
        held = self._held
        if held is not None:
            told = self._told if self._told != held.told else None
            ticks = self._ticks if tuple(self._ticks) != held.ticks else None
            if told is not None or ticks is not None:
                enterprises.change(self._connection, held.id, told=told, ticks=ticks)
            self._is_replanned |= ticks is not None
        if self._is_replanned and self._has_watches:
            self._watches.plan()

    def _do(self, kind: str, content: dict[str, Any]) -> None:
        match kind:
            case "leave":
                self.leaves = True
            case "tell":
                told = {key: content[key] for key in ("value", "said", "meaning", "year")}
                self._enterprise()
                self._told[content["name"]] = {**told, "at": self._at.isoformat()}
            case "untell":
                self._told.pop(content["name"], None)
            case "name":
                self._name(content["name"])
            case "identify":
                self._identify(content["uscc"])
            case "tick":
                self._enterprise()
                mark = (content["edition"], content["document"])
                if content["ready"]:
                    self._ticks[mark] = None
                else:
                    self._ticks.pop(mark, None)
            case "register_claim":
                self._register(content)
            case "move_claim":
                self._move(content)
            case "invite":
                held = self._enterprise()
                codes.issue(self._connection, content["code"], held.id, "colleague", self._at)
                self._audit("invite")
            case "join":
                self._join(content["code"])
            case "watch":
                self._watch(content)
            case "unwatch":
                ended = self._watches.unwatch(content["ids"])
                self._audit("unsubscribe", all=content["ids"] is None, subscriptions=ended)
            case "remind_as":
                self._watches.remind_as(content)
                self._is_replanned = True
            case "quit_enterprise":
                self._audit("quit")
                self._leave()
                self._hold(None)
            case "export":
                self._audit("export")
                self.replies.append(
                    Reply(
                        text=exported(
                            self._connection, self._person, self._held, self._services, self._library
                        )
                    )
                )
            case "erase":
                self._erase()
            case "not_understood" | "not_stated":
                self._leave_open(kind, content)
            case other:
                raise ValueError(f"effect {other!r}: nothing keeps it")

    def _watch(self, content: dict[str, Any]) -> None:
        if self._watches.watch(content, self._held):
            self._has_watches = self._is_replanned = True
            self._audit("subscribe", topic=content["topic"], about=content["about"])

    def _leave(self) -> None:
        """Lets the person speak for no enterprise, and hear nothing more of its claims."""
        deliveries.left(self._connection, self._person.id)
        enterprises.leave(self._connection, self._person.id)
        self._is_replanned = True

    def _enterprise(self) -> Enterprise:
        """The enterprise that the person speaks for, founded if need be."""
        if self._held is None:
            self._held = enterprises.founded(self._connection, self._person.id, self._at)
        return self._held

    def _hold(self, enterprise: Enterprise | None) -> None:
        self._held = enterprise
        self._told = dict(enterprise.told) if enterprise else {}
        self._ticks = dict.fromkeys(enterprise.ticks if enterprise else ())

    def _name(self, name: str) -> None:
        held = self._enterprise()
        # What an office has named stays so.
        if not (held.is_proven and held.name):
            enterprises.change(self._connection, held.id, name=name)
            self._audit("name")

    def _identify(self, uscc: str) -> None:
        held = self._enterprise()
        if not held.is_proven:
            enterprises.change(self._connection, held.id, uscc=uscc)
            self._audit("identify")

    def _register(self, content: dict[str, Any]) -> None:
        number, course, stage = content["number"], content["course"], content["stage"]
        first = claims.Move(
            to=stage,
            on=date.fromisoformat(content["on"]),
            at=self._at,
            by="enterprise",
            note="",
            amount=None,
        )
        claims.register(
            self._connection,
            first,
            number=number,
            enterprise=self._enterprise().id,
            region=course["region"],
            edition=content["edition"],
            course=course,
            window=content["window"],
            services=content["services"],
            asked=_fen(content["asked"]),
            is_official=False,
        )
        self._audit("register_claim", number, edition=content["edition"], stage=stage, on=content["on"])

    def _move(self, content: dict[str, Any]) -> None:
        number, to = content["number"], content["to"]
        found = claims.by_number(self._connection, number, is_held=True)
        held = self._held
        if found is None or held is None or found.enterprise != held.id or found.is_official:
            raise Collision(f"claim {number} is not this person's to move any more")
        step = claims.Move(
            to=to,
            on=date.fromisoformat(content["on"]),
            at=self._at,
            by="enterprise",
            note=content["note"],
            amount=_fen(content["amount"]),
        )
        claims.move(self._connection, found, step)
        news.tell(self._connection, [(found, step)], self._at, by=self._person.id)
        self._audit("move_claim", number, before=found.stage, to=to, on=content["on"])

    def _join(self, code: str) -> None:
        """Binds to where the code leads, if it still does; every other one is counted."""
        if codes.is_locked(self._connection, self._person.who, self._at):
            return
        found = self._code or codes.usable(self._connection, code, self._at)
        if found is None:
            codes.count_wrong(self._connection, self._person.who, self._at)
            return
        codes.use(self._connection, found, self._person.who, self._at)
        if self._held is not None:
            self._leave()
        self._is_replanned = True
        enterprises.join(self._connection, self._person.id, found.enterprise, found.proof, self._at)
        self._hold(enterprises.of_person(self._connection, self._person.id))
        self._audit("join", proof=found.proof)

    def _erase(self) -> None:
        self._audit("erase")
        self._leave()
        conversations.erase(self._connection, self._person)
        self._hold(None)
        self.is_erased = True

    def _leave_open(self, kind: str, content: dict[str, Any]) -> None:
        edition = content["edition"]
        compiled = self._library.editions.get(edition or "")
        asked = content.get("asked") or []
        unanswered.keep(
            self._connection,
            self._at.astimezone(SHANGHAI).date(),
            kind=kind,
            region=compiled.edition.region if compiled else None,
            edition=edition,
            point=content.get("point") or ",".join(asked)[:64] or None,
            text=nameless(content.get("text") or str(content.get("value") or ""), self._names()),
        )

    def _names(self) -> tuple[str, ...]:
        held = self._held
        return () if held is None else (held.name, held.uscc or "")

    def _audit(self, action: str, subject: str | None = None, **details: Any) -> None:
        about = subject or (self._held.subject if self._held else self._person.subject)
        audit.write(self._connection, self._at, f"person:{self._person.subject}", action, about, **details)


def _fen(amount: str | None) -> int | None:
    return None if amount is None else fen(amount)
