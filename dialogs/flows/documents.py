"""Which papers to prepare, in what form, and where to file them."""

from __future__ import annotations

from collections.abc import Container

from dialogs.criteria import is_team_unstated, listed
from dialogs.flow import Flow, Step, answered, menu
from dialogs.interview import question
from dialogs.message import Reply, Table
from dialogs.session import Session
from dialogs.status import raised
from dialogs.wording import cite, said
from policy.conditions import ALWAYS, Condition, Not, Test, holds, tests
from policy.edition import Document, Edition, Route
from policy.facts import Fact
from policy.papers import papers

OFFERED = menu(("eligibility", "核对条件"), ("contacts", "联系方式"))
FORMS = {
    "original": "原件",
    "copy": "复印件",
    "colour_scan": "原件彩色扫描",
    "online": "在线填报",
    "not_stated": "",
}


def step(session: Session) -> Step:
    """The whole list at once while nothing is known that it hangs on; then asks what can still change it."""
    if is_team_unstated(session):
        return answered(Reply(text=listed(session, with_service=False), choices=OFFERED))
    asked = question(session, ("documents",))
    if asked is not None:
        told = session.conversation.asked == asked.asked or _depends(session).keys() & session.facts().keys()
        return Step(replies=() if told else (_general(session),), question=asked)
    return answered(_answer(session))


def _depends(session: Session) -> dict[str, Fact]:
    """The facts that the list hangs on."""
    edition = session.edition
    names = dict.fromkeys(test.fact for paper in edition.documents for test in tests(paper.when))
    return {name: fact for name in names if (fact := edition.fact(name)) is not None}


def _general(session: Session) -> Reply:
    """Every paper, with whom or what it is for."""
    edition = session.edition
    limits = [(paper, _limit(edition, paper.when)) for paper in edition.documents]
    rows = tuple(
        (_name(None, paper), "；".join(mark for mark in (limit, marks(paper)) if mark), paper.clause)
        for paper, limit in limits
    )
    text = said(
        "documents.j2",
        "general",
        certain=sum(not limit for _, limit in limits),
        possible=sum(bool(limit) for _, limit in limits),
        filing=edition.filing,
        cited=cite(edition, edition.filing.clause),
    )
    table = Table(title="", columns=("材料", "要求", "条款"), rows=rows)
    return Reply(text=text, table=table)


def _limit(edition: Edition, when: Condition) -> str:
    """In words what a paper is limited to; empty where it is always needed."""
    if when == ALWAYS:
        return ""
    test = when.part if isinstance(when, Not) else when
    fact = edition.fact(test.fact) if isinstance(test, Test) else None
    if not isinstance(test, Test) or fact is None or fact.type != "choice":
        return "视情况"
    named = (test.operand,) if isinstance(test.operand, str) else test.operand
    labels = "、".join(c.label for c in fact.choices if isinstance(named, Container) and c.id in named)
    return f"{labels}不用交" if isinstance(when, Not) else f"限{labels}"


def _answer(session: Session) -> Reply:
    edition, case = session.edition, session.case
    several = len(case.services) > 1
    certain: list[tuple[int | None, Document]] = []
    possible: list[Document] = []
    for number in range(len(case.purchases)):
        found = papers(session.compiled, case, session.today, number)
        for paper in found.certain:
            owner = number if several and paper.per == "service" else None
            if (owner, paper) not in certain:
                certain.append((owner, paper))
        possible += [p for p in found.possible if p not in possible]
    certain.sort(key=lambda item: item[0] if item[0] is not None else -1)
    rows = tuple((_name(owner, paper), marks(paper), paper.clause) for owner, paper in certain)
    text = said(
        "documents.j2",
        "answer",
        edition=edition,
        route=_route(session),
        count=len(rows),
        filing=edition.filing,
        cited=cite(edition, edition.filing.clause),
        possible=[(p.name, p.clause) for p in possible],
        flags=raised(session, "documents", "filing"),
    )
    table = Table(title="", columns=("材料", "要求", "条款"), rows=rows)
    return Reply(text=text, table=table, choices=menu(("deadlines", "截止时间"), ("procedure", "办理流程")))


def _route(session: Session) -> Route | None:
    """Who files for this applicant, where it is somebody else."""
    facts = session.facts()
    others = (route for route in session.edition.routes if route.applicant != "enterprise")
    return next((route for route in others if holds(route.when, facts, session.today)), None)


def _name(owner: int | None, paper: Document) -> str:
    name = "；或".join(paper.any_of) if paper.any_of else paper.name
    return f"第 {owner + 1} 项服务：{name}" if owner is not None else name


def marks(paper: Document) -> str:
    """Form, seal, copies, length and issuer of a paper in a few words."""
    found = [FORMS[paper.form]]
    if paper.sealed:
        found.append("盖章")
    if paper.copies:
        found.append(f"{paper.copies} 份")
    if paper.min_chars:
        found.append(f"不少于 {paper.min_chars} 字")
    if paper.issued_by:
        lead = f"，最长 {paper.lead_days} 天（{paper.lead_clause}）" if paper.lead_days else ""
        found.append(f"由{paper.issued_by}出具{lead}")
    if paper.note:
        found.append(paper.note.rstrip("。"))
    return "、".join(mark for mark in found if mark)


FLOW = Flow(name="documents", label="材料清单", step=step, is_interview=True)
