"""Checking: the worked examples of an edition, run, and those it still owes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from policy.assessment import failures, missing, outcome_of
from policy.cases import BadCase, read_case
from policy.compiled import REVIEW, TELLING, Compiled, every_condition
from policy.conditions import Condition, Test, holds, met, tests
from policy.deadlines import current, window_states
from policy.diagram import LEAF_LEVEL
from policy.edition import Edition, Example
from policy.facts import BadValue, read_value
from policy.faults import Fault
from policy.money import yuan
from policy.papers import papers
from policy.standing import Case, Standing, standing
from policy.values import Facts, Value
from policy.workdays import SHANGHAI

ASKED = ("outcome", "ceiling")
EXPECTED = ("outcome", "ceiling", "failed", "missing", "documents", "current", "services")


@dataclass(frozen=True, slots=True, kw_only=True)
class Worked:
    """An example with its typed case."""

    example: Example
    case: Case


def check_examples(compiled: Compiled, file: str) -> list[Fault]:
    """A fault for each example that does not come out as worked by hand."""
    return [fault for example in compiled.edition.examples for fault in _faults(compiled, example, file)]


def owed(compiled: Compiled) -> list[str]:
    """What no example shows yet: rules unbroken, tests on one side only, bounds and closings without their days."""
    shown = [w for e in compiled.edition.examples if (w := _worked(compiled, e)) is not None]
    return [
        *_owed_rules(compiled.edition, shown),
        *_owed_tests(compiled.edition, shown),
        *_owed_amounts(compiled, shown),
        *_owed_moments(compiled.edition, shown),
    ]


def _worked(compiled: Compiled, example: Example) -> Worked | None:
    try:
        return Worked(example=example, case=read_case(compiled, example.given))
    except BadCase:
        return None


def _faults(compiled: Compiled, example: Example, file: str) -> Iterator[Fault]:
    def fault(problem: str, remedy: str) -> Fault:
        return Fault(
            file=file, line=example.line, place=f"examples「{example.name}」", problem=problem, remedy=remedy
        )

    try:
        case = read_case(compiled, example.given)
    except BadCase as error:
        for place, problem in error.faults:
            yield fault(f"{place}: {problem}", "改正例子的 given")
        return
    for key in example.expect:
        if key not in EXPECTED:
            yield fault(f"expect 没有 {key!r}", f"可用：{'、'.join(EXPECTED)}")
    whole = standing(compiled, case, example.at.astimezone(SHANGHAI).date())
    for key, wanted in example.expect.items():
        if key in EXPECTED:
            got = _got(compiled, case, example.at, key, whole)
            if got != _plain(key, wanted):
                yield fault(f"{key} 应为 {_plain(key, wanted)}，算得 {got}", "核对通知原文，改规则或改例子")


def _plain(key: str, wanted: Any) -> Any:
    if key == "ceiling" and not isinstance(wanted, list):
        return [wanted, wanted]
    return sorted(wanted) if key in ("failed", "documents") else wanted


def _got(compiled: Compiled, case: Case, at: datetime, key: str, whole: Standing) -> Any:
    """One answer of an assessment, and no more than that: this runs at every cold start."""
    today = at.astimezone(SHANGHAI).date()
    match key:
        case "outcome":
            return outcome_of(whole, compiled.edition.legal_status).value
        case "ceiling":
            return [yuan(whole.low), None if whole.high is None else yuan(whole.high)]
        case "failed":
            return sorted({f.rule for f in failures(compiled, case, today)})
        case "missing":
            return list(missing(compiled, case, at, frozenset(ASKED)))
        case "documents":
            held = (papers(compiled, case, today, n) for n in range(len(case.purchases)))
            return sorted({paper.id for some in held for paper in some.certain})
        case "current":
            opened = current(window_states(compiled.edition, at))
            return opened.id if opened else "none"
        case _:
            alone = (Case(case.enterprise, [facts]) for facts in case.services)
            ranks = (standing(compiled, one, today, root=compiled.own) for one in alone)
            return [outcome_of(rank, compiled.edition.legal_status).value for rank in ranks]


def _owed_rules(edition: Edition, shown: list[Worked]) -> Iterator[str]:
    broken = {name for w in shown for name in w.example.expect.get("failed", ())}
    for rule in edition.rules:
        if rule.kind in ("condition", "exclusion") and rule.id not in broken:
            yield f"{rule.clause} {rule.id}：缺一个不符合这一条的例子（expect.failed 写 {rule.id}）"
        if rule.kind == "deferral" and not any(w.example.expect.get("outcome") == "deferred" for w in shown):
            yield f"{rule.clause} {rule.id}：缺一个顺延的例子"


def _deciding(edition: Edition) -> Iterator[tuple[str, Condition]]:
    return ((p, c) for p, c in every_condition(edition) if not p.startswith(TELLING))


def _values(edition: Edition, shown: list[Worked], name: str) -> Iterator[tuple[Worked, Value]]:
    fact = edition.fact(name)
    for worked in shown:
        holders = [worked.case.enterprise] if fact and fact.scope == "enterprise" else worked.case.services
        for holder in holders:
            value = holder.get(name)
            if value is not None:
                yield worked, value


def _owed_tests(edition: Edition, shown: list[Worked]) -> Iterator[str]:
    seen: set[Test] = set()
    for place, condition in _deciding(edition):
        for test in tests(condition):
            if test in seen:
                continue
            seen.add(test)
            found = list(_values(edition, shown, test.fact))
            for side in (True, False):
                if not any(
                    met(test, value, w.example.at.astimezone(SHANGHAI).date()) is side for w, value in found
                ):
                    yield f"{place}：{test.fact} {test.op} 缺一个{'符合' if side else '不符合'}的例子"
            values = {value for _, value in found}
            for bound in _bounds(test):
                yield from (
                    f"{place}：{test.fact} 缺 {_written(value)} 的例子"
                    for value in _around(bound)
                    if value not in values
                )


def _bounds(test: Test) -> tuple[date | int, ...]:
    operand = test.operand
    if test.op in ("at_least", "at_most") and isinstance(operand, date | int):
        return (operand,)
    if test.op == "between" and isinstance(operand, tuple):
        return tuple(b for b in operand if isinstance(b, date | int))
    return ()


def _around(bound: date | int) -> tuple[date | int, ...]:
    """A date with the day before and after; a number with those one below and above."""
    if isinstance(bound, date):
        return bound - timedelta(days=1), bound, bound + timedelta(days=1)
    return bound - 1, bound, bound + 1


def _written(value: date | int) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _owed_amounts(compiled: Compiled, shown: list[Worked]) -> Iterator[str]:
    """Each payable pair of rate and cap, once below the cap and once bound by it."""
    diagram, estimate = compiled.diagram, compiled.edition.estimate
    leaves = {diagram.leaf[n] for n in diagram.below(compiled.decision) if diagram.level[n] == LEAF_LEVEL}
    for rate, cap in sorted(
        {(leaf.rate, leaf.cap) for leaf in leaves if leaf.rank >= REVIEW and leaf.cap >= 0}
    ):
        limit = estimate.caps[cap].amount
        tops = [top for w in shown if (top := _top(compiled, w, rate, cap)) is not None]
        where = f"estimate：{estimate.rates[rate].summary}、{estimate.caps[cap].summary}"
        if not any(0 < top < limit for top in tops):
            yield f"{where}：缺一个未到上限的例子"
        if limit not in tops:
            yield f"{where}：缺一个正好按上限的例子"


def _top(compiled: Compiled, worked: Worked, rate: int, cap: int) -> int | None:
    """The high end an example expects, where this rate and cap are its own."""
    today = worked.example.at.astimezone(SHANGHAI).date()
    wanted = worked.example.expect.get("ceiling")
    if wanted is None or not worked.case.services:
        return None
    estimate = compiled.edition.estimate
    facts: Facts = {**worked.case.enterprise, **worked.case.services[0]}
    mine = holds(estimate.rates[rate].when, facts, today) and holds(estimate.caps[cap].when, facts, today)
    high = wanted[-1] if isinstance(wanted, list) else wanted
    if not mine or high is None:
        return None
    fact = compiled.edition.fact(estimate.base)
    try:
        value = read_value(fact, high) if fact else None
    except BadValue:
        return None
    return value if isinstance(value, int) else None


def _owed_moments(edition: Edition, shown: list[Worked]) -> Iterator[str]:
    for window in edition.windows:
        for bound, is_closing in ((window.opens, False), (window.closes, True)):
            if bound is None:
                continue
            for moment, label in _edges(bound, is_closing):
                if not any(
                    "current" in w.example.expect and _same(w.example.at, moment, bound) for w in shown
                ):
                    yield f"{window.id}：缺 {label} 的例子（expect.current）"


def _edges(bound: date | datetime, is_closing: bool) -> list[tuple[date | datetime, str]]:
    if isinstance(bound, datetime):
        beside = bound + timedelta(seconds=1 if is_closing else -1)
        return [(bound, bound.isoformat()), (beside, beside.isoformat())]
    beside_day = bound + timedelta(days=1 if is_closing else -1)
    return [(bound, bound.isoformat()), (beside_day, beside_day.isoformat())]


def _same(at: datetime, moment: date | datetime, bound: date | datetime) -> bool:
    return at == moment if isinstance(bound, datetime) else at.astimezone(SHANGHAI).date() == moment
