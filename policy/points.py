"""Point: one thing that people ask a notice about, and all that an edition says on it, clause by clause."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple, cast

from policy.conditions import ALWAYS, Condition, Test, holds, tests
from policy.edition import Edition, Reading, Rule
from policy.facts import Fact
from policy.values import Facts, Value

# Points that are no fact's name. `tests/policy/test_points.py` keeps each answerable.
POINTS = (
    "cap",  # the most that one enterprise gets in a year
    "rate",  # the share of the base
    "base",  # the sum that the share is taken of
    "copies",  # how many sets of papers
    "form",  # original, copy or scan
    "overlap",  # other public money for the same thing
    "again",  # filed or granted before
    "transfer",  # passing the voucher on
    "budget",  # first come, money running out
    "misuse",  # what follows from cheating
    "several",  # more than one service
    "validity",  # certificates that lapse
    "tenancy",  # being a tenant of an incubator or the like
    "provider",  # what the provider must be
    "registration",  # registering the contract
    "paid",  # what must have been paid
    "definition",  # what the voucher is
    "purpose",  # why there is one
    "kinds",  # all kinds of services that are supported
    "late",  # papers that come after the closing time
    "next_round",  # when the next round, or the measure itself, is published
    "cash",  # the voucher or the grant as money in hand
    "city_sum",  # a sum that a document above the notice names
    "credit_grade",  # a grade of credit
    "trouble",  # any other mishap that is asked about: a lost paper, a provider who does not help
)

Kind = Literal[
    "condition",
    "exclusion",
    "deferral",
    "discretion",
    "rate",
    "cap",
    "base",
    "filing",
    "document",
    "provision",
]
# no: refused whatever else is true · review: left to the review · later: put off to another year ·
# yes: spoken of and nothing against it · depends: it hangs on more than was said · unstated: not spoken of
Verdict = Literal["no", "review", "later", "yes", "depends", "unstated"]


class Passage(NamedTuple):
    """What one clause says."""

    kind: Kind
    clause: str
    text: str

    @property
    def is_condition(self) -> bool:
        return self.kind == "condition"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """All that an edition says on a point; `unstated` where it says nothing.

    `fact` is the edition's own fact of the point, if it has one; `readings` are the unclear points about it.
    """

    point: str
    value: Value | None
    verdict: Verdict
    passages: tuple[Passage, ...]
    readings: tuple[Reading, ...]
    fact: Fact | None


def finding(
    edition: Edition, point: str, value: Value | None, today: date, *, known: Facts | None = None
) -> Finding:
    """What the edition says on a point, for one value of its fact if given, with what is known beside it."""
    facts = facts_of(edition, point)
    names = {fact.name: fact for fact in facts}
    given = {fact.name: value for fact in facts if value is not None and _takes(fact, value)}
    case = {**{n: v for n, v in (known or {}).items() if n not in names}, **given}
    for guard in map(_guard, facts):
        # What a question takes for granted: a mandatory test is a test.
        if guard is not None:
            case.setdefault(guard.fact, cast(Value, guard.operand))
    rules = [rule for rule in edition.rules if _is_about(edition, rule, names)]
    broken = _unreplaced([rule for rule in rules if _is_broken(rule, case, today)] if given else [])
    passages = [
        Passage(r.kind, r.clause, r.summary) for r in (broken or _open(rules, case, today, bool(given)))
    ]
    if not broken:
        passages += _told(edition, point, names, case, today)
    # A sum or share that cites no clause is not the notice's.
    passages = list(dict.fromkeys(passage for passage in passages if passage.clause))
    named = any(
        p.about == point and p.when != ALWAYS and holds(p.when, case, today) for p in edition.provisions
    )
    about = tuple(r for r in edition.readings if _raises(r, names, case, today, bool(given)))
    return Finding(
        point=point,
        value=value,
        verdict=_verdict(broken, rules, passages, case, today, has_value=bool(given), named=named),
        passages=tuple(passages),
        readings=about,
        fact=facts[0] if facts else None,
    )


def facts_of(edition: Edition, point: str) -> tuple[Fact, ...]:
    """The facts whose rules speak to a point: the one of that name first."""
    own = edition.fact(point)
    return (*((own,) if own else ()), *(f for f in edition.facts if f.about == point and f is not own))


def _takes(fact: Fact, value: Value) -> bool:
    if fact.type == "bool":
        return isinstance(value, bool)
    return not isinstance(value, bool) and (
        fact.type != "choice" or any(choice.id == value for choice in fact.choices)
    )


def _speaks_of(condition: Condition, names: Container[str]) -> bool:
    return any(test.fact in names for test in tests(condition))


def _is_about(edition: Edition, rule: Rule, names: Mapping[str, Fact]) -> bool:
    """Whether a rule is about one of these facts, and does not only weigh it beside what it is about.

    A condition opens with what it is about: 检验检测可用检测单 is about the contract, not about testing.
    """
    read = [test.fact for test in tests(rule.when)]
    if rule.kind != "condition":
        return any(name in names for name in read)
    read = _own(edition, read)
    return read[0] in names or any(names[n].type not in ("choice", "region") for n in read if n in names)


def _own(edition: Edition, read: list[str]) -> list[str]:
    """The facts that a rule reads for their own sake, not those that only tell whether others apply."""
    guards = {
        name: {test.fact for test in tests(fact.applies_if)} - {name}
        for name in read
        if (fact := edition.fact(name)) and fact.applies_if is not None
    }
    return [
        name for name in read if not any(name in of for other, of in guards.items() if other != name)
    ] or read


def _guard(fact: Fact) -> Test | None:
    guard = fact.applies_if
    return guard if isinstance(guard, Test) and guard.op == "is" else None


def _raises(reading: Reading, names: Container[str], case: Facts, today: date, has_value: bool) -> bool:
    """Whether an unclear point is about the facts asked of: true of a value given, opening with them if none is."""
    if reading.when == ALWAYS:
        return False
    if has_value:
        return _speaks_of(reading.when, names) and holds(reading.when, case, today) is True
    return next(tests(reading.when)).fact in names and holds(reading.when, case, today) is not False


def _is_broken(rule: Rule, case: Facts, today: date) -> bool:
    """Whether what is known alone already breaks a condition, or falls under another rule."""
    return holds(rule.when, case, today) is (rule.kind != "condition")


def _unreplaced(broken: list[Rule]) -> list[Rule]:
    """Without the conditions that a deferral which holds stands in for."""
    replaced = {id for rule in broken if rule.kind == "deferral" for id in rule.instead_of}
    return [rule for rule in broken if rule.id not in replaced]


def _open(rules: list[Rule], case: Facts, today: date, has_value: bool) -> Iterator[Rule]:
    """The rules that still decide something: of a value given, not those that it leaves untouched."""
    for rule in rules:
        if not has_value or rule.kind == "condition" or holds(rule.when, case, today) is None:
            yield rule


def _told(edition: Edition, point: str, names: Container[str], case: Facts, today: date) -> Iterator[Passage]:
    estimate, filing = edition.estimate, edition.filing
    for rate in estimate.rates:
        if (point == "rate" or _speaks_of(rate.when, names)) and holds(rate.when, case, today) is not False:
            yield Passage("rate", rate.clause, rate.summary)
    for cap in estimate.caps:
        if (point in ("cap", "several") or _speaks_of(cap.when, names)) and holds(
            cap.when, case, today
        ) is not False:
            yield Passage("cap", cap.clause, cap.summary)
    if point == "base" or estimate.base in names:
        yield Passage("base", estimate.base_clause, f"按{estimate.base_label}计算")
    if point == "again" and estimate.granted_clause and estimate.caps:
        yield Passage("cap", estimate.granted_clause, "本年度已经兑付的金额计入年度上限")
    if point == "copies" and filing.copies:
        yield Passage("filing", filing.clause, f"一式 {filing.copies} 份")
    for document in edition.documents if point == "copies" else ():
        if document.copies and holds(document.when, case, today) is not False:
            yield Passage("document", document.clause, f"{document.name} {document.copies} 份")
    for provision in edition.provisions:
        if provision.about == point and holds(provision.when, case, today) is not False:
            yield Passage("provision", provision.clause, provision.summary)


def _verdict(
    broken: list[Rule],
    rules: list[Rule],
    passages: list[Passage],
    case: Facts,
    today: date,
    *,
    has_value: bool,
    named: bool,
) -> Verdict:
    kinds = {rule.kind for rule in broken}
    if kinds & {"condition", "exclusion"}:
        return "no"
    if "deferral" in kinds:
        return "later"
    if "discretion" in kinds:
        return "review"
    if not passages:
        return "unstated"
    unsettled = {rule.kind for rule in rules if holds(rule.when, case, today) is None}
    if not has_value or "condition" in unsettled:
        return "depends"
    return "yes" if named or (rules and not unsettled) else "depends"
