"""Regions side by side, with what is known of this case wherever it is known."""

from __future__ import annotations

from dataclasses import dataclass

from dialogs.flow import Flow, Step, answered, menu
from dialogs.message import Reply, Table
from dialogs.session import Session, case_of
from dialogs.sums import reason, settled_case
from dialogs.wording import answer, said, span
from policy.assessment import assess
from policy.compiled import Compiled
from policy.derivation import derivation
from policy.divisions import relation
from policy.standing import Case, standing

REGISTERED = "registered_in"
# What belongs to the region that it was granted in.
LOCAL = ("granted_this_year",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One region's answer: the interval in fen, `high` None where nothing bounds it, and the words for it."""

    name: str
    is_draft: bool
    low: int
    high: int | None
    sum: str
    standing: str
    clause: str


def step(session: Session) -> Step:
    """Rates and caps of the regions named, or of all; with a case, its ceiling under each."""
    chosen = _chosen(session)
    if not any(session.conversation.services) and not session.conversation.enterprise:
        return answered(_rules(chosen))
    sides = sorted((_side(session, c) for c in chosen), key=lambda s: (s.is_draft, -(s.high or 10**18)))
    text = said("comparison.j2", "answer", known=_known(session, chosen), sides=sides)
    rows = tuple((f"{side.name}：{side.sum}", side.standing, side.clause) for side in sides)
    table = Table(title="", columns=("地区与上限", "算法与条件", "条款"), rows=rows)
    return answered(
        Reply(text=text, table=table, choices=menu(("estimate", "测算金额"), ("eligibility", "核对条件")))
    )


def _chosen(session: Session) -> list[Compiled]:
    """The editions of the regions named, with the one in hand where only one other is."""
    every = list(session.context.library.editions.values())
    codes = session.conversation.subject.compared
    named = [c for c in every if any(relation(code, c.edition.region) != "outside" for code in codes)]
    if len(named) == 1 and session.conversation.edition and session.compiled not in named:
        named.insert(0, session.compiled)
    return named if len(named) > 1 else every


def _rules(chosen: list[Compiled]) -> Reply:
    """The rules alone, while nothing is known of the case."""
    rows = []
    for compiled in chosen:
        edition = compiled.edition
        estimate = edition.estimate
        texts = [rate.summary for rate in estimate.rates] + [cap.summary for cap in estimate.caps]
        clauses = dict.fromkeys([*(r.clause for r in estimate.rates), *(c.clause for c in estimate.caps)])
        rows.append((edition.name, "；".join(texts), f"{edition.cite} {'、'.join(clauses)}"))
    text = said("comparison.j2", "rules")
    return Reply(text=text, table=Table(title="", columns=("地区", "比例与上限", "条款"), rows=tuple(rows)))


def _side(session: Session, compiled: Compiled) -> Side:
    """This case as if the enterprise were registered in that region."""
    edition = compiled.edition
    enterprise = dict(session.conversation.enterprise)
    home = session.conversation.edition == edition.id
    if edition.fact(REGISTERED) is not None and not home:
        enterprise[REGISTERED] = edition.region
        enterprise = {name: value for name, value in enterprise.items() if name not in LOCAL}
    case = case_of(compiled, enterprise, session.conversation.services, session.today)
    found = assess(compiled, case, session.context.now, aspects=())
    assumed = settled_case(compiled, case)
    refused = found.whole.failed or not any(s.is_payable for s in found.services or (found.whole,))
    bounds = standing(compiled, assumed, session.today, root=compiled.amount)
    steps = derivation(compiled, assumed, session.today, assumed=True)
    low, high = (0, 0) if refused else (bounds.low, bounds.high)
    failed = [*found.whole.failed, *(f for s in found.services for f in s.failed)]
    deferred = found.whole.deferred_to if refused and not failed else None
    if refused:
        clauses = [f.clause for f in failed] or ([deferred.clause] if deferred else [])
    else:
        clauses = [s.clause for s in steps]
    return Side(
        name=edition.name,
        is_draft=edition.is_draft,
        low=low,
        high=high,
        sum=f"最高 {span(low, high)}",
        standing=said(
            "comparison.j2",
            "standing",
            reason="" if refused else reason(steps, high, several=_several(assumed)),
            outcome=found.whole.outcome.value,
            failed=failed,
            deferred=deferred,
            draft=edition.is_draft,
            base="" if refused or _has_base(compiled, case) else edition.estimate.base_label,
        ),
        clause=" ".join((edition.cite, "、".join(dict.fromkeys(clauses)))).rstrip(),
    )


def _several(case: Case) -> bool:
    return len(case.purchases) > 1


def _has_base(compiled: Compiled, case: Case) -> bool:
    base = compiled.edition.estimate.base
    return bool(case.services) and all(service.get(base) is not None for service in case.services)


def _known(session: Session, chosen: list[Compiled]) -> list[str]:
    """What is known of the services, in words."""
    found: dict[str, None] = {}
    for compiled in chosen:
        for service in case_of(compiled, {}, session.conversation.services, session.today).services:
            for name in ("category", compiled.edition.estimate.base):
                fact, value = compiled.edition.fact(name), service.get(name)
                if fact is not None and value is not None:
                    found[f"{fact.label} {answer(fact, value)}"] = None
    return list(found)


FLOW = Flow(name="compare", label="各地比较", step=step, is_general=True)
