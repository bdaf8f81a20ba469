"""How a claim goes, step by step, how a contract is registered, and what is said about when the money comes."""

from __future__ import annotations

from dialogs.criteria import is_team_unstated
from dialogs.flow import Flow, Step, answered, menu
from dialogs.message import Reply, Table
from dialogs.session import Session
from dialogs.status import raised, unstated
from dialogs.wording import ACTORS, cite, said
from policy.conditions import holds
from policy.papers import papers
from policy.points import finding


def procedure(session: Session) -> Step:
    """Where to file and what papers, what comes before it, and the stages after it."""
    edition = session.edition
    facts = session.facts()
    route = next((r for r in edition.routes if holds(r.when, facts, session.today)), None)
    needed = papers(session.compiled, session.case, session.today)
    text = said(
        "procedure.j2",
        "steps",
        edition=edition,
        papers=needed,
        form=[(p.summary, p.clause) for p in edition.provisions if p.about == "form"],
        no_team=is_team_unstated(session),
        filing=edition.filing,
        route=route,
        cited=cite(edition, edition.filing.clause),
        flags=raised(session, "filing", "stages"),
    )
    staged = {stage.clause for stage in edition.stages}
    before = [step for step in edition.filing.before if step.clause not in staged]
    rows = [(s.name, _by(s.actor, None, s.url or ""), s.clause) for s in before]
    rows += [(s.name, _by(s.actor, s.working_days, s.note), s.clause) for s in edition.stages]
    table = Table(title="", columns=("环节", "由谁办", "条款"), rows=tuple(rows))
    return answered(
        Reply(text=text, table=table, choices=menu(("documents", "材料清单"), ("payment_time", "多久到账")))
    )


def _by(actor: str, working_days: int | None, note: str) -> str:
    found = [ACTORS[actor], f"{working_days} 个工作日" if working_days else "", note.rstrip("。")]
    return "，".join(part for part in found if part)


def payment_time(session: Session) -> Step:
    """The durations that the notice states, and that it states no other."""
    edition = session.edition
    stages = [s for s in edition.stages if s.working_days or s.note]
    text = said(
        "procedure.j2",
        "payment",
        edition=edition,
        stages=stages,
        cited=cite(edition, *(s.clause for s in stages)),
        contact=edition.contacts[0] if edition.contacts else None,
    )
    reply = Reply(text=text, choices=menu(("procedure", "办理流程"), ("contacts", "联系方式")))
    return Step(replies=(reply,), effects=(unstated(session, "payment_time"),))


def registration(session: Session) -> Step:
    """How a contract is registered, where the notice asks for that."""
    edition = session.edition
    found = finding(edition, "registration", None, session.today)
    clauses = {passage.clause for passage in found.passages}
    brought = {step.document for step in edition.filing.before if step.clause in clauses}
    text = said(
        "procedure.j2",
        "registration",
        edition=edition,
        passages=found.passages,
        fact=found.fact,
        papers=[paper for paper in edition.documents if paper.id in brought],
        contact=edition.contacts[0] if edition.contacts else None,
    )
    reply = Reply(text=text, choices=menu(("deadlines", "截止时间"), ("procedure", "办理流程")))
    return Step(replies=(reply,), effects=() if found.passages else (unstated(session, "registration"),))


PROCEDURE = Flow(name="procedure", label="办理流程", step=procedure)
REGISTRATION = Flow(name="registration", label="技术合同登记", step=registration)
PAYMENT_TIME = Flow(name="payment_time", label="多久到账", step=payment_time)
