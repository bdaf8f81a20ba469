"""Which papers to prepare, in what form, and where to file them."""

from __future__ import annotations

from dialogs.flow import Flow, Step, answered, menu
from dialogs.interview import question
from dialogs.message import Reply, Table
from dialogs.session import Session
from dialogs.status import raised
from dialogs.wording import cite, said
from policy.edition import Document
from policy.papers import papers

FORMS = {
    "original": "原件",
    "copy": "复印件",
    "colour_scan": "原件彩色扫描",
    "online": "在线填报",
    "not_stated": "",
}


def step(session: Session) -> Step:
    """Asks while an answer can still change the list, then gives it."""
    asked = question(session, ("documents",))
    if asked is not None:
        return Step(question=asked)
    return answered(_answer(session))


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
        count=len(rows),
        filing=edition.filing,
        cited=cite(edition, edition.filing.clause),
        possible=[(p.name, p.clause) for p in possible],
        flags=raised(session, "documents", "filing"),
    )
    table = Table(title="", columns=("材料", "要求", "条款"), rows=rows)
    return Reply(text=text, table=table, choices=menu(("deadlines", "截止时间"), ("procedure", "办理流程")))


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
