"""How much may be paid at most, with the arithmetic."""

from __future__ import annotations

from dataclasses import replace

from dialogs.flow import Flow, Step, answered, menu
from dialogs.interview import question
from dialogs.message import Choice, Reply, Table
from dialogs.session import Session
from dialogs.status import raised
from dialogs.sums import reason, settled_case
from dialogs.understanding.result import Asked
from dialogs.wording import cite, said, span
from policy.assessment import Assessment, Outcome
from policy.conditions import holds
from policy.derivation import DerivationStep, derivation
from policy.edition import CapCase, RateCase
from policy.standing import standing


def step(session: Session) -> Step:
    """Asks only what can change the amount, taking the conditions as met; a case that cannot be paid is told so."""
    found = session.outlook()
    if found.is_barred or not found.is_payable:
        return answered(_refusal(session, session.assessed()))
    asked = question(session, ("amount",), case=settled_case(session.compiled, session.case))
    if asked is not None:
        return Step(replies=_rules(session, asked.asked), question=asked)
    return answered(_answer(session, session.assessed()))


def _rules(session: Session, asked: Asked) -> tuple[Reply, ...]:
    """The rules alone, before the sum is asked for; once only."""
    edition, base = session.edition, session.edition.estimate.base
    known = any(service.get(base) is not None for service in session.case.services)
    if known or base not in asked.facts or session.conversation.asked == asked:
        return ()
    cases: tuple[RateCase | CapCase, ...] = (*edition.estimate.rates, *edition.estimate.caps)
    text = said(
        "estimate.j2",
        "rules",
        edition=edition,
        estimate=edition.estimate,
        cases=[c for c in cases if holds(c.when, session.facts(), session.today) is not False],
        budget=[p for p in edition.provisions if p.about == "budget"],
    )
    return (Reply(text=text),)


def _refusal(session: Session, found: Assessment) -> Reply:
    failed = [*found.whole.failed, *(f for s in found.services for f in s.failed)]
    text = said(
        "estimate.j2",
        "refusal",
        edition=session.edition,
        failed=failed,
        deferred=found.whole.deferred_to,
    )
    return Reply(text=text, choices=menu(("eligibility", "看看差在哪"), ("exclusions", "不支持哪些服务")))


def _answer(session: Session, found: Assessment) -> Reply:
    compiled, edition, today = session.compiled, session.edition, session.today
    payable = [n for n, s in enumerate(found.services) if s.is_payable]
    case = settled_case(compiled, session.case)
    if len(payable) < len(case.services):
        case = replace(case, services=[case.services[n] for n in payable])
    amounts = standing(compiled, case, today, root=compiled.amount)
    steps = derivation(compiled, case, today, assumed=True)
    granted = edition.estimate.granted
    text = said(
        "estimate.j2",
        "answer",
        edition=edition,
        amount=span(amounts.low, amounts.high),
        exact=amounts.low == amounts.high,
        reason=reason(steps, amounts.high, several=len(case.purchases) > 1),
        cited=cite(edition, *(s.clause for s in steps)),
        ask_granted=granted is not None and session.case.enterprise.get(granted) is None,
        checked=found.whole.outcome in (Outcome.ELIGIBLE, Outcome.DRAFT),
        refused=[(n + 1, f) for n, s in enumerate(found.services) if n not in payable for f in s.failed],
        put_off=[
            (n + 1, s.deferred_to) for n, s in enumerate(found.services) if n not in payable and s.deferred_to
        ],
        flags=raised(session, "ceiling"),
    )
    return Reply(text=text, table=_table(session, steps, payable), choices=_choices(found))


def _table(session: Session, steps: tuple[DerivationStep, ...], payable: list[int]) -> Table | None:
    """Each step in a row, where several services make the one line too long; each under its own number."""
    if len(payable) < 2:
        return None
    rows = tuple(
        (_item(session, payable[s.service]) if s.service is not None else "合计", s.figures, s.clause)
        for s in steps
        if s.step in ("rate", "sum", "granted", "cap")
    )
    return Table(title="", columns=("项目", "计算", "条款"), rows=rows)


def _item(session: Session, number: int) -> str:
    fact, kind = session.edition.fact("category"), session.case.services[number].get("category")
    label = f" {fact.choice_label(kind)}" if fact is not None and isinstance(kind, str) else ""
    return f"第 {number + 1} 项{label}"


def _choices(found: Assessment) -> tuple[Choice, ...]:
    first = ("eligibility", "核对条件")
    rest = (("documents", "材料清单"), ("deadlines", "截止时间"))
    settled = found.whole.outcome in (Outcome.ELIGIBLE, Outcome.DRAFT)
    return menu(*(rest if settled else (first, *rest)))


FLOW = Flow(name="estimate", label="测算金额", step=step, is_interview=True)
