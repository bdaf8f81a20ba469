"""Recognition: what an edition's own rules make of one certificate, all other certificates being absent."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from policy.certificates import certificates
from policy.conditions import Condition, holds, tests
from policy.edition import Edition, Rule
from policy.points import Passage, facts_of, finding
from policy.values import Value

# enough: every condition that asks for a certificate is met by this one alone · short: one is not · unlisted: the
# edition does not know it · free: no certificate is asked for
Verdict = Literal["enough", "short", "unlisted", "free"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognition:
    """What a certificate is worth, the clauses that say so, and the conditions that come with it."""

    verdict: Verdict
    passages: tuple[Passage, ...]
    besides: tuple[Passage, ...] = ()


def recognition(edition: Edition, fact: str, today: date) -> Recognition:
    """What the edition makes of an enterprise that holds this certificate, and has nothing else to stand in for one."""
    every = {f.name for c in certificates().values() for f in facts_of(edition, c.fact)}
    own = {f.name for f in facts_of(edition, fact)} & every
    spoken = [
        rule for rule in edition.rules_of("condition") if any(t.fact in every for t in tests(rule.when))
    ]
    asking = [rule for rule in spoken if holds(rule.when, _held(rule.when, ()), today) is False]
    told = [p for p in finding(edition, fact, True, today).passages if p.kind == "provision"]
    if not asking:
        return Recognition(verdict="free", passages=tuple(told))
    if not own and not told:
        return Recognition(verdict="unlisted", passages=tuple(map(_passage, asking)))
    broken = [rule for rule in asking if holds(rule.when, _held(rule.when, own), today) is False]
    if broken:
        return Recognition(verdict="short", passages=tuple(told or map(_passage, broken)))
    # 凭高企申请的须是中小微: what only somebody with this certificate has to meet.
    besides = [r for r in spoken if r not in asking and holds(r.when, _held(r.when, own), today) is not True]
    return Recognition(
        verdict="enough", passages=tuple(map(_passage, asking)), besides=tuple(map(_passage, besides))
    )


def _held(condition: Condition, own: Collection[str]) -> Mapping[str, Value | None]:
    """These facts true and every other yes or no of a condition false; the rest is left open."""
    return {test.fact: test.fact in own for test in tests(condition) if isinstance(test.operand, bool)}


def _passage(rule: Rule) -> Passage:
    return Passage(rule.kind, rule.clause, rule.summary)
