"""Edition: one region's notice for one year, as data. Every rule cites its clause."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from policy.conditions import ALWAYS, Condition
from policy.facts import Fact, Scope
from policy.money import Rate

LegalStatus = Literal["in_force", "draft", "superseded"]
About = Literal[
    "eligibility", "service", "ceiling", "documents", "windows", "filing", "stages", "contacts", "status"
]
Actor = Literal["enterprise", "provider", "host", "platform", "bureau", "province", "experts", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parent:
    """A measure that the notice rests on; `number` is None where it has none."""

    title: str
    number: str | None
    clause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One clause as a test. A condition must hold; an exclusion, a deferral, a discretion must not."""

    id: str
    kind: Literal["condition", "exclusion", "deferral", "discretion"]
    scope: Scope
    clause: str
    summary: str
    when: Condition
    instead_of: tuple[str, ...] = ()
    to_year: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Who files for whom."""

    id: str
    when: Condition
    applicant: Actor
    clause: str
    summary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """What the notice leaves to another text, with the bounds it does state."""

    id: str
    clause: str
    summary: str
    decided_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Provision:
    """What the notice says on a point without deciding a case by it.

    `about` is the name of a fact or one of `policy.points.POINTS`; `when` narrows it to the cases it speaks of.
    """

    id: str
    about: str
    clause: str
    summary: str
    when: Condition = ALWAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class RateCase:
    """A share of the base; `low` < `high` where the notice fixes only a range."""

    when: Condition
    low: Rate
    high: Rate
    clause: str
    summary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CapCase:
    """A ceiling in fen over all services of one enterprise and year."""

    when: Condition
    amount: int
    clause: str
    summary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """base → rate → caps; amounts are rounded down to the fen after the rate and before the cap."""

    base: str
    base_label: str
    base_clause: str
    rates: tuple[RateCase, ...]
    caps: tuple[CapCase, ...]
    granted: str | None
    granted_clause: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A filing window; None is "the notice does not state it"; a day without a time lasts to its end."""

    id: str
    label: str
    opens: date | datetime | None
    closes: date | datetime | None
    clause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What must be done before filing."""

    id: str
    name: str
    actor: Actor
    clause: str
    url: str | None = None
    # The document that it brings, if any: a plan names the two once.
    document: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    mode: Literal["paper", "online", "not_stated"]
    copies: int | None
    to: str
    url: str | None
    before: tuple[Step, ...]
    clause: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One paper; `any_of` lists alternatives, `lead_days` the time somebody else may take (with its clause)."""

    id: str
    name: str
    per: Scope
    when: Condition
    clause: str
    any_of: tuple[str, ...] = ()
    form: Literal["original", "copy", "colour_scan", "online", "not_stated"] = "not_stated"
    sealed: bool = False
    copies: int | None = None
    min_chars: int | None = None
    issued_by: str | None = None
    lead_days: int | None = None
    lead_clause: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A step of the claim; `working_days` is None where the notice states no duration."""

    id: str
    name: str
    actor: Actor
    working_days: int | None
    clause: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    office: str
    telephones: tuple[str, ...]
    topic: str
    clause: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An unclear point: what is unclear, the safe reading, who decides, and when to show it."""

    id: str
    about: About
    clause: str
    note: str
    safe: str
    decided_by: str
    when: Condition = ALWAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A case worked by hand from the notice; `given` and `expect` are as in the JSON of `assess`."""

    name: str
    at: datetime
    given: dict[str, Any]
    expect: dict[str, Any]
    by_hand: str
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    id: str
    region: str
    year: int | None
    name: str
    cite: str
    issuer: str
    number: str | None
    legal_status: LegalStatus
    issued: date | None
    valid_from: date | None
    valid_to: date | None
    successor: str | None
    source: str
    source_clause: str
    parents: tuple[Parent, ...]
    programme: str
    lapse: str
    lapse_clause: str | None
    facts: tuple[Fact, ...]
    ask_first: tuple[str, ...]
    rules: tuple[Rule, ...]
    routes: tuple[Route, ...]
    parameters: tuple[Parameter, ...]
    provisions: tuple[Provision, ...]
    estimate: Estimate
    windows: tuple[Window, ...]
    filing: Filing
    documents: tuple[Document, ...]
    stages: tuple[Stage, ...]
    contacts: tuple[Contact, ...]
    readings: tuple[Reading, ...]
    examples: tuple[Example, ...]
    digest: str = ""
    by_name: dict[str, Fact] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {fact.name: fact for fact in self.facts})

    @property
    def is_draft(self) -> bool:
        return self.legal_status == "draft"

    def fact(self, name: str) -> Fact | None:
        return self.by_name.get(name)

    def rules_of(self, kind: str) -> tuple[Rule, ...]:
        return tuple(rule for rule in self.rules if rule.kind == kind)
