"""Derivation: the ceiling worked out step by step, each step with its figures and clause."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from policy.compiled import REVIEW, UNBOUNDED, Compiled, Leaf
from policy.diagram import LEAF_LEVEL
from policy.money import spoken
from policy.standing import Case, amount, base_of, granted_of, known_cells, standing


@dataclass(frozen=True, slots=True, kw_only=True)
class DerivationStep:
    """One step; `low` to `high` in fen, `high` None where nothing bounds it, `service` None for the whole."""

    service: int | None
    step: str
    figures: str
    low: int
    high: int | None
    clause: str


def derivation(
    compiled: Compiled, case: Case, today: date, *, assumed: bool = False
) -> tuple[DerivationStep, ...]:
    """The steps base → rate → sum → granted → cap for whatever can still be paid; empty where nothing can.

    `assumed` takes every rule as met.
    """
    root = compiled.amount if assumed else compiled.decision
    estimate = compiled.edition.estimate
    steps: list[DerivationStep] = []
    caps: set[int] = set()
    low = high = 0
    payable = False
    for number, facts in enumerate(case.purchases):
        leaves = _payable(compiled, root, case, facts, today)
        if not leaves:
            continue
        payable = True
        caps |= {leaf.cap for leaf in leaves}
        base = base_of(compiled, facts)
        if base is not None:
            steps.append(
                DerivationStep(
                    service=number,
                    step="base",
                    figures=f"{estimate.base_label} {spoken(base)}",
                    low=base,
                    high=base,
                    clause=estimate.base_clause,
                )
            )
        gains = {leaf.rate: amount(compiled, leaf, base) for leaf in leaves}
        steps += [_rate_step(compiled, number, rate, base) for rate in sorted(gains)]
        low += min(gain.low for gain in gains.values())
        high += max(gain.high for gain in gains.values())
    if not payable:
        return ()
    if len(case.purchases) > 1:
        parts = " + ".join(_short(s) for s in steps if s.step == "rate")
        steps.append(
            DerivationStep(
                service=None,
                step="sum",
                figures=parts,
                low=low,
                high=_bounded(high),
                clause=estimate.base_clause,
            )
        )
    steps += _cap_steps(compiled, case, caps)
    found = standing(compiled, case, today, root=root)
    steps.append(
        DerivationStep(
            service=None,
            step="result",
            figures=_span(found.low, found.high),
            low=found.low,
            high=found.high,
            clause=steps[-1].clause,
        )
    )
    return tuple(steps)


def _payable(compiled: Compiled, root: int, case: Case, facts: object, today: date) -> set[Leaf]:
    known = known_cells(compiled, case.enterprise, facts, today)  # type: ignore[arg-type]
    diagram = compiled.diagram
    nodes = diagram.reach(root, known)
    assert all(diagram.level[n] == LEAF_LEVEL for n in nodes)
    return {leaf for n in nodes if (leaf := diagram.leaf[n]).rank >= REVIEW}


def _rate_step(compiled: Compiled, number: int, rate: int, base: int | None) -> DerivationStep:
    case = compiled.edition.estimate.rates[rate]
    low_by, low_over, high_by, high_over = compiled.shares[rate]
    share = str(case.high) if case.low == case.high else f"{case.low} 至 {case.high}"
    if base is None:
        return DerivationStep(
            service=number,
            step="rate",
            figures=f"{compiled.edition.estimate.base_label}的 {share}",
            low=0,
            high=None,
            clause=case.clause,
        )
    low, high = base * low_by // low_over, base * high_by // high_over
    return DerivationStep(
        service=number,
        step="rate",
        figures=f"{spoken(base)} × {share} = {_span(low, high)}",
        low=low,
        high=high,
        clause=case.clause,
    )


def _cap_steps(compiled: Compiled, case: Case, caps: set[int]) -> list[DerivationStep]:
    estimate = compiled.edition.estimate
    granted = granted_of(compiled, case.enterprise)
    steps = []
    if granted is None or (granted and estimate.granted_clause):
        known = f"本年度已兑付 {spoken(granted)}" if granted else "本年度已兑付多少还不知道"
        steps.append(
            DerivationStep(
                service=None,
                step="granted",
                figures=known,
                low=granted or 0,
                high=granted,
                clause=estimate.granted_clause or estimate.base_clause,
            )
        )
    for cap in sorted(c for c in caps if c >= 0):
        rule = estimate.caps[cap]
        left = max(0, rule.amount - (granted or 0))
        figures = f"年度上限 {spoken(rule.amount)}"
        if granted and not left:
            figures += "已用完"
        elif granted:
            figures += f" − {spoken(granted)} = {spoken(left)}"
        steps.append(
            DerivationStep(service=None, step="cap", figures=figures, low=left, high=left, clause=rule.clause)
        )
    return steps


def _bounded(high: int) -> int | None:
    return None if high >= UNBOUNDED else high


def _short(step: DerivationStep) -> str:
    return _span(step.low, step.high)


def _span(low: int, high: int | None) -> str:
    if high is None:
        return f"{spoken(low)}起"
    return spoken(high) if low == high else f"{spoken(low)}至 {spoken(high)}"
