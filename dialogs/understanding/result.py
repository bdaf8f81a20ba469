"""Understanding: what one message says, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from policy.facts import Scope
from policy.values import Value

Intent = Literal[
    "eligibility",
    "conditions",
    "requirements",
    "estimate",
    "documents",
    "deadlines",
    "validity",
    "procedure",
    "registration",
    "payment_time",
    "exclusions",
    "contacts",
    "account",
    "what_is",
    "purpose",
    "programme",
    "compare",
    "status",
    "greeting",
    "thanks",
    "rule",
    "what_if",
    "certificate",
]
# Which side of certificates is asked about; "disputed" holds something read elsewhere against an answer.
Aspect = Literal["difference", "conditions", "validity", "process", "disputed"]
# What a question of kind "term" asks for.
WHICH_CERTIFICATES, WHICH_INDUSTRY = "which_certificates", "which_industry"
RequestKind = Literal[
    "filed", "progress", "moved", "papers", "ticked", "profile", "edit", "named", "export", "erase", "invite", "join",
    "leave", "remind", "reminders", "remind_change", "unremind", "calendar",
]  # fmt: skip
# What a person can be reminded of: a filing window, a claim, the end of a year's vouchers, a region's new edition.
Topic = Literal["window", "claim", "lapse", "edition"]
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

    `kind`: "one" fact · "select" any of several bools · "confirm" that all of several declared bools hold · "term": no
    fact, but what a general question is about, as WHICH_CERTIFICATES or WHICH_INDUSTRY · "recall" that what was told of
    them some time ago is so still.
    """

    kind: Literal["one", "select", "confirm", "term", "recall"]
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
class Terms:
    """What "certificate" asks about: ids of `policy.certificates`, or size_class, none where it is not said which."""

    names: tuple[str, ...] = ()
    # None where only the names are given, in answer to which were meant.
    aspect: Aspect | None = None
    # Row of `policy.sizes`.
    industry: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unclear:
    """Something vague: never a fact. `low` and `high` are typed values of `name` where it has bounds."""

    name: str
    raw: str
    low: Value | None = None
    high: Value | None = None
    reading: str = ""
    options: tuple[Offered, ...] = ()


class Address(NamedTuple):
    """Which of the services told before a message speaks of, in the words that say so."""

    # Their places in the order told, from 0; -1 is the last.
    items: tuple[int, ...] = ()
    # Whether it speaks of one beside them: 又做了查新.
    adds: bool = False
    # Whether it speaks of them all: 都是本地的.
    every: bool = False
    # Whether they are to be left out: 设计不要了.
    drops: bool = False
    # What was told of them, by which they are known: the kind left out, the value that is corrected.
    known_by: tuple[Said, ...] = ()


# As `Request.channel`: where the person writes now.
HERE = "here"


class Request(NamedTuple):
    """What is asked of, or told for, the records kept of the enterprise and its claims.

    "filed" a claim was handed in · "progress" where a claim stands · "moved" it has got somewhere · "papers" what is
    still missing · "ticked" papers are ready (or, where `denies`, not) · "profile" what is kept · "edit" it is to be
    changed · "named" the enterprise's name or USCC · "export" · "erase" · "invite" a colleague · "join" by a code ·
    "leave" the enterprise · "remind" of what comes · "reminders" what is reminded of · "remind_change" when and where ·
    "unremind" no more · "calendar" the dates as a file.
    """

    kind: RequestKind
    # Number of the claim spoken of.
    number: str | None = None
    # Id of a stage (`policy.edition.Stage.id`) or of an end (`policy.courses.ENDS`) that the claim has reached.
    stage: str | None = None
    # Whether that stage is over: 初审过了.
    is_over: bool = False
    day: date | None = None
    # Whether a time was told, but no certain day: 上周.
    is_vague: bool = False
    # In fen: what was applied for, or what was paid.
    amount: int | None = None
    # The papers spoken of, in the words used.
    papers: tuple[str, ...] = ()
    denies: bool = False
    # Papers said beside them to be not ready.
    lacking: tuple[str, ...] = ()
    # Whether what was handed in is one sent back, handed in again, or one more beside those told before.
    is_again: bool = False
    is_another: bool = False
    name: str | None = None
    # As written, upper case, without spaces; not checked.
    uscc: str | None = None
    code: str | None = None
    # What to be reminded of, and which one of it, as the watch names it.
    topic: Topic | None = None
    about: str | None = None
    # Codes of the places whose reminders are meant.
    places: tuple[str, ...] = ()
    # Places in the list of reminders, from 1; the watches themselves, by id; or all of them.
    items: tuple[int, ...] = ()
    ids: tuple[int, ...] = ()
    is_all: bool = False
    # Days before; `denies` those that are not wanted, `is_another` those wanted too.
    offsets: tuple[int, ...] = ()
    # Minutes of the day, from and to, as told.
    hours: tuple[int, int] | None = None
    # Where to: a channel, HERE, or a way that there is not, in the words used.
    channel: str | None = None
    # Whether days, hours and channel are to be as for everybody.
    resets: bool = False


class Understanding(NamedTuple):
    """Everything taken from one message; a tuple, as one is made for each reading and most is left out."""

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
    # What "certificate" asks about.
    terms: Terms | None = None
    # What "rule" asks the notice about.
    points: tuple[Point, ...] = ()
    # What "what_if" supposes; never among `facts`. A region supposed is a code.
    supposed: tuple[Said, ...] = ()
    supposed_region: tuple[str, ...] = ()
    # Codes of the regions that "compare" names.
    compared: tuple[str, ...] = ()
    # Whether it was written in traditional characters.
    traditional: bool = False
    # Which of the services told before it speaks of, where it says so.
    address: Address | None = None
    request: Request | None = None

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
            or self.chosen
            or self.chosen_all
            or self.answer
            or self.year
            or self.request
            or (self.address is not None and self.address.drops)
        )
