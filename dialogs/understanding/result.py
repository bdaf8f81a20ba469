"""Understanding: what one message says, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from policy.facts import Scope
from policy.values import Value

Intent = Literal[
    "eligibility",
    "estimate",
    "documents",
    "deadlines",
    "procedure",
    "payment_time",
    "exclusions",
    "contacts",
    "what_is",
    "compare",
    "status",
    "greeting",
    "thanks",
    "rule",
    "what_if",
]
Control = Literal[
    "help",
    "back",
    "restart",
    "why",
    "meaning",
    "continue",
    "quit",
    "human",
    "change_region",
    "change_year",
    "correct",
    "add_service",
    "menu",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The question that stands open: one fact, or several bool facts asked together.

    `kind`: "one" fact · "select" any of several bools · "confirm" that all of several declared bools hold.
    """

    kind: Literal["one", "select", "confirm"]
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A numbered option last shown; `id` is opaque to understanding."""

    id: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A fact as stated; value None is "I do not know". `service` None is the service being talked about."""

    scope: Scope
    name: str
    value: Value | None
    service: int | None = None
    said_back: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """What the notice is asked about: a point of `policy.points` or a fact, with the value asked after if any."""

    name: str
    value: Value | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unclear:
    """Something vague: never a fact. `low` and `high` are typed values of `name` where it has bounds."""

    name: str
    raw: str
    low: Value | None = None
    high: Value | None = None
    reading: str = ""
    options: tuple[Offered, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Understanding:
    """Everything taken from one message."""

    intents: tuple[Intent, ...] = ()
    control: Control | None = None
    # Fact that a correction names without a value, if any.
    correct: str | None = None
    # Codes of the applicant's region; several where the name is ambiguous.
    region: tuple[str, ...] = ()
    year: int | None = None
    facts: tuple[Said, ...] = ()
    unclear: tuple[Unclear, ...] = ()
    # Neighbouring programme or subject that is turned away, by its name.
    off_topic: str | None = None
    impossible: tuple[str, ...] = ()
    # Position (from 0) of the offered option that was chosen, or positions of several.
    chosen: tuple[int, ...] = ()
    # "all" or "none" of the offered options.
    chosen_all: Literal["all", "none"] | None = None
    # The bare yes / no / unsure / hedged that the message amounts to.
    answer: Literal["yes", "no", "unsure", "hedged"] | None = None
    cut: bool = False
    # "difference": how the certificates differ.
    extra: tuple[str, ...] = ()
    # What "rule" asks the notice about.
    points: tuple[Point, ...] = ()
    # What "what_if" supposes; never among `facts`. A region supposed is a code.
    supposed: tuple[Said, ...] = ()
    supposed_region: tuple[str, ...] = ()
    # Codes of the regions that "compare" names.
    compared: tuple[str, ...] = ()
    # Whether it was written in traditional characters, None where it could be either.
    traditional: bool | None = None

    @property
    def understood(self) -> bool:
        """Whether anything at all was taken."""
        return bool(
            self.intents
            or self.control
            or self.region
            or self.facts
            or self.unclear
            or self.off_topic
            or self.impossible
            or self.extra
            or self.chosen
            or self.chosen_all
            or self.answer
            or self.year
        )
