"""Assessment: whether a case qualifies, for how much, why, and what is still missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from policy.compiled import DEFERRED, ELIGIBLE, INELIGIBLE, REVIEW, Compiled
from policy.conditions import ALWAYS, holds
from policy.edition import Edition, LegalStatus, Reading, Rule
from policy.relevance import Needs, in_asking_order, needs, paper_needs
from policy.standing import Case, Standing, looks, standing
from policy.values import Facts
from policy.workdays import SHANGHAI

ASPECTS = ("outcome", "ceiling", "documents", "deadlines")


class Outcome(StrEnum):
    """`draft` stands in place of `eligible` under a draft, and only there."""

    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"
    DEFERRED = "deferred"
    UNDETERMINED = "undetermined"
    DRAFT = "draft"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ceiling:
    """Least and most that may be paid, in fen; `high` is None where nothing bounds it."""

    low: int
    high: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A rule that is not met, with its clause."""

    rule: str
    is_condition: bool
    clause: str
    summary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Deferral:
    """The edition that a service is put off to."""

    region: str
    year: int
    clause: str
    summary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Outcome of one service or of the whole; a draft never says `eligible`."""

    legal_status: LegalStatus
    outcome: Outcome
    ceiling: Ceiling
    failed: tuple[Failure, ...]
    missing: tuple[str, ...]
    # Whether some completion of what is known still pays.
    is_payable: bool
    # Set as soon as nothing better than the deferral is possible.
    deferred_to: Deferral | None = None

    def __post_init__(self) -> None:
        wrong = Outcome.ELIGIBLE if self.legal_status == "draft" else Outcome.DRAFT
        if self.outcome is wrong:
            raise ValueError(f"a {self.legal_status} edition cannot say {wrong.value!r}; use outcome_of()")


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """A case under one edition at one moment."""

    compiled: Compiled
    case: Case
    at: datetime
    whole: Verdict
    services: tuple[Verdict, ...]

    @property
    def edition(self) -> Edition:
        return self.compiled.edition


class Outlook(NamedTuple):
    """The outcomes of the whole and of its services by their own rules.

    `is_barred`: the enterprise fails whatever else is learned. `is_payable`: some service may still be paid by its own
    rules.
    """

    whole: Outcome
    services: tuple[Outcome, ...]
    is_barred: bool
    is_payable: bool


def outcome_of(found: Standing, status: LegalStatus) -> Outcome:
    """The public outcome of a standing; what only the review can settle is undetermined."""
    if found.worst != found.best or found.best == REVIEW:
        return Outcome.UNDETERMINED
    if found.best == ELIGIBLE:
        return Outcome.DRAFT if status == "draft" else Outcome.ELIGIBLE
    return Outcome.DEFERRED if found.best == DEFERRED else Outcome.INELIGIBLE


def outlook(compiled: Compiled, case: Case, at: datetime) -> Outlook:
    """What comes of a case, without reasons: less work than `assess`, of which it says the same."""
    today, status = at.astimezone(SHANGHAI).date(), compiled.edition.legal_status
    alone = [case] if len(case.services) == 1 else [Case(case.enterprise, [s]) for s in case.services]
    whole = standing(compiled, case, today)
    own = [standing(compiled, one, today, root=compiled.own) for one in alone]
    return Outlook(
        whole=outcome_of(whole, status),
        services=tuple(outcome_of(found, status) for found in own),
        is_barred=_fails(compiled, case, today),
        is_payable=any(found.best >= REVIEW for found in own or (whole,)),
    )


def assess(
    compiled: Compiled, case: Case, at: datetime, *, aspects: Iterable[str] = ("outcome", "ceiling")
) -> Assessment:
    """The case assessed; `aspects` (of ASPECTS) decide which facts count as missing.

    A failed enterprise is ineligible whatever its services; a service's own verdict is reported beside it.
    """
    asked = frozenset(aspects)
    today = at.astimezone(SHANGHAI).date()
    edition = compiled.edition
    whole = standing(compiled, case, today)
    found = open_facts(compiled, case, at, asked)
    failed = _failures(edition, "enterprise", case.enterprise, today, _fails(compiled, case, today))
    services = tuple(
        _service(
            compiled,
            case if len(case.services) == 1 else Case(case.enterprise, [facts]),
            at,
            asked,
            number=n,
            paid=whole if len(case.services) == 1 else None,
            found=found if len(case.services) == 1 else None,
        )
        for n, facts in enumerate(case.services)
    )
    verdict = Verdict(
        legal_status=edition.legal_status,
        outcome=outcome_of(whole, edition.legal_status),
        ceiling=Ceiling(low=whole.low, high=whole.high),
        failed=failed,
        missing=_addresses(compiled, found, case),
        is_payable=whole.best >= REVIEW,
        deferred_to=next((s.deferred_to for s in services if s.deferred_to), None),
    )
    return Assessment(compiled=compiled, case=case, at=at, whole=verdict, services=services)


def missing(compiled: Compiled, case: Case, at: datetime, aspects: frozenset[str]) -> tuple[str, ...]:
    """Addresses of the facts that can still change what was asked, in the order to ask them."""
    return _addresses(compiled, open_facts(compiled, case, at, aspects), case)


def _addresses(compiled: Compiled, found: Needs, case: Case, number: int = 0) -> tuple[str, ...]:
    """Needs as addresses; `number` is that of the first service of the case."""
    return tuple(
        f"enterprise.{name}" if service < 0 else f"services[{service + number}].{name}"
        for name, service in in_asking_order(compiled, found, case)
    )


def open_facts(compiled: Compiled, case: Case, at: datetime, aspects: frozenset[str]) -> Needs:
    """Every open fact on which the asked aspects still depend; `amount` takes every rule as met."""
    today = at.astimezone(SHANGHAI).date()
    found: Needs = {}
    if aspects & {"outcome", "ceiling"}:
        found |= needs(compiled, case, today, outcome="outcome" in aspects, ceiling="ceiling" in aspects)
    if "amount" in aspects:
        found |= needs(compiled, case, today, outcome=False, ceiling=True, root=compiled.amount)
    if "documents" in aspects:
        found |= paper_needs(compiled, case, today)
    elif "deadlines" in aspects:
        found |= paper_needs(compiled, case, today, lead_only=True)
    return found


def caveats(compiled: Compiled, case: Case, at: datetime) -> tuple[Reading, ...]:
    """The readings that apply: those without a test, and those whose test what is known meets."""
    today = at.astimezone(SHANGHAI).date()
    everyone: list[Facts] = [{**case.enterprise, **facts} for facts in case.purchases]
    return tuple(
        reading
        for reading in compiled.edition.readings
        if reading.when == ALWAYS or any(holds(reading.when, facts, today) for facts in everyone)
    )


def failures(compiled: Compiled, case: Case, today: date) -> tuple[Failure, ...]:
    """Every rule that the enterprise or one of its services breaks."""
    edition = compiled.edition
    found = list(_failures(edition, "enterprise", case.enterprise, today, _fails(compiled, case, today)))
    for facts in case.services:
        own = standing(compiled, Case(case.enterprise, [facts]), today, root=compiled.own)
        known = {**case.enterprise, **facts}
        found += _failures(edition, "service", known, today, own.best == INELIGIBLE)
    return tuple(found)


def _service(
    compiled: Compiled,
    alone: Case,
    at: datetime,
    asked: frozenset[str],
    *,
    number: int,
    paid: Standing | None,
    found: Needs | None,
) -> Verdict:
    """A service by its own rules; its ceiling counts the enterprise's rules too.

    `paid` and `found` are the whole's where this is its only service.
    """
    edition, today = compiled.edition, at.astimezone(SHANGHAI).date()
    facts = {**alone.enterprise, **alone.services[0]}
    own = standing(compiled, alone, today, root=compiled.own)
    paid = paid or standing(compiled, alone, today)
    found = dict(open_facts(compiled, alone, at, asked) if found is None else found)
    if "outcome" in asked and own.worst != own.best and not _covered(compiled, alone, today):
        found |= needs(compiled, alone, today, ceiling=False, root=compiled.own)
    return Verdict(
        legal_status=edition.legal_status,
        outcome=outcome_of(own, edition.legal_status),
        ceiling=Ceiling(low=paid.low, high=paid.high),
        failed=_failures(edition, "service", facts, today, own.best == INELIGIBLE),
        missing=_addresses(compiled, found, alone, number),
        is_payable=own.best >= REVIEW,
        deferred_to=_deferral(edition, facts, today) if own.best == DEFERRED else None,
    )


def _covered(compiled: Compiled, alone: Case, today: date) -> bool:
    """Whether the whole's open facts hold the service's own: one way on for it, and the enterprise may take it."""
    known = looks(compiled, alone, today)[0].known
    diagram, floor = compiled.diagram, compiled.services_from
    own = diagram.reach(compiled.own, known, floor=floor)
    return len(own) == 1 and own[0] in diagram.reach(compiled.decision, known, floor=floor)


def _fails(compiled: Compiled, case: Case, today: date) -> bool:
    """Whether the enterprise fails whatever else is learned."""
    exits = looks(compiled, case, today)[0].exits(compiled.decision, compiled.services_from)
    leaves = [compiled.diagram.leaf[node] for node in exits]
    return all(leaf is not None and leaf.enterprise_fails for leaf in leaves)


def _failures(edition: Edition, scope: str, facts: Facts, today: date, decided: bool) -> tuple[Failure, ...]:
    """The rules of a scope that what is known breaks; where only several together do, those still open.

    `decided` is whether the scope fails whatever else is learned: one broken rule is enough for that.
    """
    if not decided:
        return ()
    broken, still_open = [], []
    aside: dict[str, bool | None] = {}
    for deferral in edition.rules_of("deferral"):
        held = holds(deferral.when, facts, today)
        for name in deferral.instead_of:
            either = (held, aside.get(name, False))
            aside[name] = True if True in either else None if None in either else False
    for rule in edition.rules:
        if rule.scope != scope or rule.kind not in ("condition", "exclusion") or aside.get(rule.id):
            continue
        answer = holds(rule.when, facts, today)
        # A rule that a deferral may yet set aside has not failed.
        if answer is None or (
            answer is (rule.kind == "exclusion") and rule.id in aside and aside[rule.id] is None
        ):
            still_open.append(rule)
        elif answer is (rule.kind == "exclusion"):
            broken.append(rule)
    return tuple(map(_failure, broken or still_open))


def _failure(rule: Rule) -> Failure:
    return Failure(
        rule=rule.id, is_condition=rule.kind == "condition", clause=rule.clause, summary=rule.summary
    )


def _deferral(edition: Edition, facts: Facts, today: date) -> Deferral | None:
    for rule in edition.rules_of("deferral"):
        if holds(rule.when, facts, today) and rule.to_year is not None:
            return Deferral(
                region=edition.region, year=rule.to_year, clause=rule.clause, summary=rule.summary
            )
    return None
