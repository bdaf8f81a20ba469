"""Conversation: what has been said so far, by name, never by step."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from dialogs.understanding.result import Asked, Offered

# Answers as JSON values, as `policy.facts.written` makes them; None is "I do not know".
Answers = Mapping[str, Any]

_NOTHING: Answers = MappingProxyType({})

# The ends of a span of days, where an answer is no more exact: 2024年5月.
FROM, TO = "from", "to"
MAX_SERVICES = 20
INTERVIEWS = ("eligibility", "estimate", "documents")
MAX_HISTORY = 60
MAX_WAITING = 4


class Subject(NamedTuple):
    """What the wishes that stand open are about, in JSON values; gone once they are answered.

    `points` are (name, value) pairs that the notice is asked about; `supposed` are addresses with what is supposed
    of them, never mixed with the answers; `edition` is the one supposed; `compared` are codes of regions. `terms`,
    `aspect` and `industry` are those of the last general question: a later one may refer to them.
    """

    points: tuple[tuple[str, Any], ...] = ()
    supposed: Answers = _NOTHING
    edition: str | None = None
    compared: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    aspect: str | None = None
    industry: str | None = None
    # The points answered last, while nothing else was: 那青岛呢 asks them again.
    repeatable: tuple[tuple[str, Any], ...] = ()

    @property
    def supposes(self) -> bool:
        return bool(self.supposed) or self.edition is not None

    def without(self, topic: str | None) -> Subject:
        """What is left once a topic is answered: a question, a comparison, or whatever was supposed."""
        if topic == "rule":
            return self._replace(points=(), repeatable=self.points, supposed={}, edition=None)
        if topic == "compare":
            return self._replace(compared=())
        if topic == "certificate":
            return self
        return self._replace(repeatable=(), supposed={}, edition=None)

    def to_json(self) -> dict[str, Any]:
        """The subject as JSON; `from_json` reads it back."""
        return {
            "points": [list(point) for point in self.points],
            "supposed": dict(self.supposed),
            "edition": self.edition,
            "compared": list(self.compared),
            "terms": list(self.terms),
            "aspect": self.aspect,
            "industry": self.industry,
            "repeatable": [list(point) for point in self.repeatable],
        }

    @classmethod
    def from_json(cls, state: Mapping[str, Any]) -> Subject:
        """The subject of a stored state."""
        state = {**_NO_SUBJECT, **state}
        return cls(
            points=tuple((name, value) for name, value in state["points"]),
            supposed=state["supposed"],
            edition=state["edition"],
            compared=tuple(state["compared"]),
            terms=tuple(state["terms"]),
            aspect=state["aspect"],
            industry=state["industry"],
            repeatable=tuple((name, value) for name, value in state["repeatable"]),
        )


class Conversation(NamedTuple):
    """All state of a chat. What was asked and offered last is kept only to read a bare "1" or "是"."""

    edition: str | None = None
    enterprise: Answers = _NOTHING
    services: tuple[Answers, ...] = ()
    current: int = 0
    topic: str | None = None
    waiting: tuple[str, ...] = ()
    asked: Asked | None = None
    offered: tuple[Offered, ...] = ()
    # Groups whose joint confirmation was not a plain yes: asked one by one from then on.
    opened: tuple[str, ...] = ()
    # Addresses in the order in which they were answered, for "back".
    history: tuple[str, ...] = ()
    greeted: bool = False
    # The interview answered last: a fact that changes afterwards is answered by it anew.
    last: str | None = None
    # What was answered last, whatever it was: 那青岛呢 asks it again.
    latest: str | None = None
    # The topic answered in general just now, while no region was chosen: a region named next adds to it.
    general: str | None = None
    # The edition whose standing (draft, closed) was told before its questions.
    told: str | None = None
    subject: Subject = Subject()
    # Whether the person writes in traditional characters, and is answered so.
    traditional: bool = False
    # What the records are being asked or told, while the question of it stands open: its kind under "kind".
    form: Answers = _NOTHING
    # The newest edition of the place that the person was told of.
    newest: str | None = None

    @property
    def service(self) -> Answers:
        """The service being talked about."""
        return self.services[self.current] if self.current < len(self.services) else {}

    def answered(self, scope: str, name: str, value: Any, service: int | None = None) -> Conversation:
        """With one more answer; a new service where its number is the next one."""
        if scope == "enterprise":
            return self._replace(
                enterprise={**self.enterprise, name: value}, history=self._history(f"enterprise.{name}")
            )
        number = self.current if service is None else service
        if number >= MAX_SERVICES:
            return self
        services = [*self.services, *({} for _ in range(number + 1 - len(self.services)))]
        services[number] = {**services[number], name: value}
        return self._replace(services=tuple(services), history=self._history(f"services[{number}].{name}"))

    def _history(self, address: str) -> tuple[str, ...]:
        """The addresses answered, this one last."""
        return (*(a for a in self.history if a != address), address)[-MAX_HISTORY:]

    def without(self, address: str) -> Conversation:
        """With an answer taken back."""
        scope, _, name = address.partition(".")
        history = tuple(a for a in self.history if a != address)
        if scope == "enterprise":
            kept = {k: v for k, v in self.enterprise.items() if k != name}
            return self._replace(enterprise=kept, history=history)
        number = int(scope.removeprefix("services[").removesuffix("]"))
        services = tuple(
            {k: v for k, v in s.items() if n != number or k != name} for n, s in enumerate(self.services)
        )
        return self._replace(services=services, history=history)

    def without_service(self, number: int) -> Conversation:
        """With a service left out; those after it move up."""
        history = (_moved_up(address, number) for address in self.history)
        return self._replace(
            services=self.services[:number] + self.services[number + 1 :],
            current=max(0, min(self.current - (self.current > number), len(self.services) - 2)),
            history=tuple(address for address in history if address),
            subject=self.subject._replace(supposed={}, edition=None),
        )

    def asking(self, asked: Asked | None, offered: tuple[Offered, ...]) -> Conversation:
        """With the question that now stands open."""
        return self._replace(asked=asked, offered=offered)

    def turning_to(self, topic: str) -> Conversation:
        """With a new topic; the one left waits its turn."""
        if topic == self.topic:
            return self
        waiting = tuple(t for t in ((self.topic,) if self.topic else ()) + self.waiting if t != topic)
        return self._replace(topic=topic, waiting=waiting[:MAX_WAITING])

    def done(self) -> Conversation:
        """With the topic answered, and the one that waited taken up again."""
        last = self.topic if self.topic in INTERVIEWS else self.last
        topic = self.waiting[0] if self.waiting else None
        return self._replace(
            topic=topic,
            waiting=self.waiting[1:],
            last=last,
            latest=self.topic,
            subject=self.subject.without(self.topic),
        )

    def to_json(self) -> dict[str, Any]:
        """The state as JSON; `from_json` reads it back."""
        return {
            "edition": self.edition,
            "enterprise": dict(self.enterprise),
            "services": [dict(s) for s in self.services],
            "current": self.current,
            "topic": self.topic,
            "waiting": list(self.waiting),
            "asked": self.asked and {"kind": self.asked.kind, "facts": list(self.asked.facts)},
            "offered": [[o.id, o.label] for o in self.offered],
            "opened": list(self.opened),
            "history": list(self.history),
            "greeted": self.greeted,
            "last": self.last,
            "latest": self.latest,
            "general": self.general,
            "told": self.told,
            "subject": self.subject.to_json(),
            "traditional": self.traditional,
            "form": dict(self.form),
            "newest": self.newest,
        }

    @classmethod
    def from_json(cls, state: Mapping[str, Any]) -> Conversation:
        """The conversation of a stored state; what an older version did not keep is as at the beginning."""
        state = {**_BEGINNING, **state}
        asked = state["asked"]
        return cls(
            edition=state["edition"],
            enterprise=state["enterprise"],
            services=tuple(state["services"]),
            current=state["current"],
            topic=state["topic"],
            waiting=tuple(state["waiting"]),
            asked=Asked(kind=asked["kind"], facts=tuple(asked["facts"])) if asked else None,
            offered=tuple(Offered(id=i, label=label) for i, label in state["offered"]),
            opened=tuple(state["opened"]),
            history=tuple(state["history"]),
            greeted=state["greeted"],
            last=state["last"],
            latest=state["latest"],
            general=state["general"],
            told=state["told"],
            subject=Subject.from_json(state["subject"]),
            traditional=state["traditional"],
            form=state["form"],
            newest=state["newest"],
        )


# What an older version did not keep.
_NO_SUBJECT, _BEGINNING = Subject().to_json(), Conversation().to_json()


def _moved_up(address: str, gone: int) -> str:
    """An address once a service is left out; nothing where it was of that service."""
    scope, _, name = address.partition(".")
    if scope == "enterprise":
        return address
    number = int(scope.removeprefix("services[").removesuffix("]"))
    return "" if number == gone else f"services[{number - (number > gone)}].{name}"
