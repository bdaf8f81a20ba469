"""When to file, what must be begun by when, and on which days a contract or invoice counts."""

from __future__ import annotations

from dialogs.flow import Flow, Step, answered, menu
from dialogs.message import Reply, Table
from dialogs.session import Session
from dialogs.status import flagged, unstated
from dialogs.wording import ACTORS, cite, day, said
from policy.conditions import tests
from policy.deadlines import PlanItem, coming, filing_plan, window_states
from policy.edition import Edition, Rule
from policy.papers import papers


def step(session: Session) -> Step:
    """The windows at this moment and the filing plan; asks nothing."""
    edition, now = session.edition, session.context.now
    states = window_states(edition, now)
    needed = papers(session.compiled, session.case, session.today)
    timed = tuple(paper for paper in needed.possible if paper.lead_days)
    plan = filing_plan(edition, (*needed.certain, *timed), now)
    text = said(
        "deadlines.j2",
        "answer",
        edition=edition,
        windows=states,
        upcoming=coming(states),
        contact=edition.contacts[0] if edition.contacts else None,
        cited=cite(edition, *(s.clause for s in states)),
        flags=flagged(session, "windows") if coming(states) is not None else (),
        lapse=edition.lapse,
        lapse_cited=cite(edition, edition.lapse_clause),
    )
    rows = tuple((item.what, _when(item), item.clause) for item in plan)
    table = Table(title="", columns=("事项", "最迟", "条款"), rows=rows) if rows else None
    choices = menu(("documents", "材料清单"), ("procedure", "办理流程"))
    missing = [s for s in states if s.state == "not_stated"]
    return Step(
        replies=(Reply(text=text, table=table, choices=choices),),
        effects=(unstated(session, "deadlines"),) if missing else (),
    )


def validity(session: Session) -> Step:
    """The windows, the days that contract, invoice and result must fall in, and whether a voucher lapses."""
    edition = session.edition
    states = window_states(edition, session.context.now)
    text = said(
        "deadlines.j2",
        "validity",
        edition=edition,
        windows=states,
        cited=cite(edition, *(s.clause for s in states)),
        days=[(r.summary, r.clause) for r in edition.rules if _is_of_days(edition, r)],
        lapse=edition.lapse,
        lapse_cited=cite(edition, edition.lapse_clause),
    )
    return answered(Reply(text=text, choices=menu(("deadlines", "截止时间"), ("eligibility", "核对条件"))))


def _is_of_days(edition: Edition, rule: Rule) -> bool:
    """Whether a rule bounds a day of the service."""
    facts = (edition.fact(test.fact) for test in tests(rule.when))
    return any(fact is not None and fact.scope == "service" and fact.type == "date" for fact in facts)


def _when(item: PlanItem) -> str:
    who = ACTORS.get(item.who, item.who)
    by = f"最迟 {day(item.by)}" if item.by else "提交前"
    if item.is_late:
        by += "，已过，请先打电话问还能不能办"
    return f"{who}，{by}" if who else by


FLOW = Flow(name="deadlines", label="截止时间", step=step)
VALIDITY = Flow(name="validity", label="时效要求", step=validity)
