"""Sum: what a case comes to at most, and the arithmetic of it in one line."""

from __future__ import annotations

from dataclasses import replace

from dialogs.wording import span
from policy.compiled import Compiled
from policy.derivation import DerivationStep
from policy.money import spoken
from policy.standing import Case


def settled_case(compiled: Compiled, case: Case) -> Case:
    """The case with earlier grants taken as none where they are unknown: the high end, said as such."""
    granted = compiled.edition.estimate.granted
    if granted is None or case.enterprise.get(granted) is not None:
        return case
    return replace(case, enterprise={**case.enterprise, granted: 0})


def reason(steps: tuple[DerivationStep, ...], high: int | None, *, several: bool) -> str:
    """The arithmetic in one line."""
    rates = [s for s in steps if s.step == "rate"]
    caps = [s for s in steps if s.step == "cap"]
    total = next((s for s in steps if s.step == "sum"), None)
    parts = []
    if several and total is not None:
        parts.append(f"各项合计 {span(total.low, total.high)}")
    else:
        parts.append(" 或 ".join(s.figures.split(" = ")[0] for s in rates))
    if len(caps) > 1:
        parts.append("年度上限 " + "或 ".join(spoken(cap.low) for cap in caps))
    for cap in caps if len(caps) == 1 else ():
        over = any(
            step.high is None or step.high > cap.low for step in (*rates, *((total,) if total else ()))
        )
        parts.append(f"按{cap.figures}" if over and high == cap.low else cap.figures)
    return "，".join(part for part in parts if part)
