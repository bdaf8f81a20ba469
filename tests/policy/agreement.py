"""Agreement: what the twin says of a case, as plain values, and where the evaluator says otherwise."""

from __future__ import annotations

from dataclasses import dataclass

from policy.assessment import Verdict, assess
from policy.compiled import Compiled
from policy.conditions import holds
from policy.standing import Case
from tests.policy.completions import Given, Weighed, weighed
from tests.policy.twin import DEFERRED, ELIGIBLE, INELIGIBLE, REVIEW, Twin

ASKED: tuple[tuple[str, ...], ...] = (
    ("outcome",),
    ("ceiling",),
    ("outcome", "ceiling"),
    ("documents",),
    ("deadlines",),
    ("amount",),
    ("outcome", "deadlines"),
)
PUBLIC = {INELIGIBLE: "ineligible", DEFERRED: "deferred", REVIEW: "undetermined", ELIGIBLE: "eligible"}


@dataclass(frozen=True, slots=True)
class Said:
    """Outcome, interval in fen, open facts for each of ASKED, and the rules broken under each completion."""

    outcome: str
    interval: tuple[int, int | None]
    missing: dict[tuple[str, ...], frozenset[str]]
    broken: frozenset[frozenset[str]]
    complete: bool


@dataclass(frozen=True, slots=True)
class Expected:
    """What the twin says of the whole case and of each service alone.

    `held` is, of the first service and for each rule, whether its condition is met; None where completions disagree.
    """

    whole: Said
    services: tuple[Said, ...]
    held: tuple[bool | None, ...]
    complete: bool


def expected(twin: Twin, given: Given) -> Expected:
    """The twin's answers, by enumeration of every completion."""
    whole = weighed(twin, given)
    alone = [Given(given.enterprise, [service], given.at) for service in given.services]
    first = weighed(twin, alone[0]) if len(alone) > 1 else whole
    return Expected(
        whole=_said(twin, given, whole, "enterprise"),
        services=tuple(
            _said(twin, one, first if n == 0 else weighed(twin, one), "service", n)
            for n, one in enumerate(alone)
        ),
        held=tuple(
            None if len(answers) > 1 else answers.pop() for answers in map(set, zip(*first.held, strict=True))
        ),
        complete=_complete(first, (alone or [given])[0]),
    )


def _said(twin: Twin, given: Given, found: Weighed, scope: str, number: int = 0) -> Said:
    """What holds of the whole, or of the only service of a case, which is number `number` of a larger one."""
    missing = {}
    for aspects in ASKED:
        if "amount" in aspects and None in found.amount:
            continue
        own = ("own",) if scope == "service" and "outcome" in aspects else ()
        missing[aspects] = frozenset(
            f"enterprise.{name}" if owner < 0 else f"services[{owner + number}].{name}"
            for owner, name in found.relevant(*aspects, *own)
            if given.told((owner, name)).get(name, "") is not None
        )
    ranks = set(found.own if scope == "service" else found.outcome)
    outcome = PUBLIC[ranks.pop()] if len(ranks) == 1 else "undetermined"
    scoped = {rule.id for rule in twin.rules if rule.scope == scope}
    return Said(
        outcome="draft" if outcome == "eligible" and twin.is_draft else outcome,
        interval=found.interval,
        missing=missing,
        broken=frozenset(rules & scoped for rules in found.broken),
        complete=_complete(found, given),
    )


def _complete(found: Weighed, given: Given) -> bool:
    """Whether every fact that a rule reads is known, and precisely enough."""
    return len(found.outcome) == 1 and all(given.told(slot).get(slot[1]) is not None for slot in found.slots)


def differences(compiled: Compiled, given: Given, wanted: Expected) -> list[str]:
    """Each point on which the evaluator does not say what the twin says."""
    case = Case(given.enterprise, given.services)
    found = _misjudged(compiled, given, wanted)
    for aspects in ASKED:
        answer = assess(compiled, case, given.at, aspects=aspects)
        found += _compared("whole", answer.whole, wanted.whole, aspects)
        for number, (verdict, said) in enumerate(zip(answer.services, wanted.services, strict=True)):
            found += _compared(f"service {number}", verdict, said, aspects)
    return found


def _misjudged(compiled: Compiled, given: Given, wanted: Expected) -> list[str]:
    """Rules of which the three-valued test says what not every completion says, or nothing though all is known."""
    facts = {**given.enterprise, **given.told((0, ""))}
    found = []
    for rule, said in zip(compiled.edition.rules, wanted.held, strict=True):
        answer = holds(rule.when, facts, given.today)
        if answer is not said and (answer is not None or wanted.complete):
            found.append(f"rule {rule.id} holds: {answer}, not {said}")
    return found


def _compared(who: str, verdict: Verdict, said: Said, aspects: tuple[str, ...]) -> list[str]:
    found = []
    asked = set(verdict.missing)
    wanted = said.missing.get(aspects, asked)
    if asked != wanted:
        useless, missed = sorted(asked - wanted), sorted(wanted - asked)
        found.append(f"{who}, asked for {aspects}: useless {useless}, missed {missed}")
    if len(asked) < len(verdict.missing):
        found.append(f"{who}, asked for {aspects}: a fact twice in {verdict.missing}")
    if verdict.outcome.value != said.outcome:
        found.append(f"{who}: outcome {verdict.outcome.value}, not {said.outcome}")
    interval = verdict.ceiling.low, verdict.ceiling.high
    if interval != said.interval:
        found.append(f"{who}: ceiling {interval}, not {said.interval}")
    return found


def unexplained(compiled: Compiled, given: Given, wanted: Expected) -> list[str]:
    """Each verdict whose failed rules are not the broken ones."""
    answer = assess(compiled, Case(given.enterprise, given.services), given.at)
    verdicts = [("whole", answer.whole, wanted.whole)]
    verdicts += [
        (f"service {n}", *pair) for n, pair in enumerate(zip(answer.services, wanted.services, strict=True))
    ]
    return [
        f"{who}: failed {sorted(failed)}, broken {[sorted(rules) for rules in said.broken]}"
        for who, verdict, said in verdicts
        for failed in [{failure.rule for failure in verdict.failed}]
        if not _explains(failed, said)
    ]


def _explains(failed: set[str], said: Said) -> bool:
    """Whether the rules named are broken whatever else is learned, or are those of which one always is."""
    if not failed:
        return frozenset() in said.broken
    always = frozenset.intersection(*said.broken)
    if said.complete:
        return failed == always
    return failed <= always or all(failed & rules for rules in said.broken)
