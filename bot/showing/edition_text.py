"""An edition as text: who it is, then each rule beside its clause."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from datetime import datetime

from policy.conditions import ALWAYS
from policy.deadlines import coming, window_states
from policy.edition import Actor, Contact, Document, Edition, Stage
from policy.money import spoken
from policy.phrases import (
    ACTORS,
    FORMS,
    LEGAL_STATUS,
    MODES,
    NOT_STATED,
    condition_text,
    moment_text,
    place_text,
    rate_text,
)

WINDOW_STATE = {"open": "受理中", "not_open": "尚未开始", "closed": "已截止", "not_stated": "未写明"}
KINDS = {
    "condition": "申请条件",
    "exclusion": "不予支持",
    "deferral": "顺延",
    "discretion": "由评审决定",
}

Line = tuple[str, str]


def edition_text(edition: Edition) -> str:
    """The whole edition for a reader; the facts themselves are in its JSON."""
    blocks: list[tuple[str, list[Line]]] = [
        *((title, [(r.clause, r.summary) for r in edition.rules_of(kind)]) for kind, title in KINDS.items()),
        ("由谁申请", [(r.clause, r.summary) for r in edition.routes]),
        ("另行规定", [(p.clause, f"{p.summary}（由{p.decided_by}决定）") for p in edition.parameters]),
        ("另外写明", [(p.clause, p.summary) for p in edition.provisions]),
        ("测算", list(_estimate(edition))),
        ("受理期", list(_windows(edition))),
        ("申请方式", list(_filing(edition))),
        ("材料", [(d.clause, _document(edition, d)) for d in edition.documents]),
        ("环节", [(s.clause, _stage(s)) for s in edition.stages]),
        ("联系", [(c.clause, _contact(c)) for c in edition.contacts]),
        ("没有写清楚的地方", [(r.clause, f"{r.note}。{r.safe}；由{r.decided_by}决定") for r in edition.readings]),
    ]  # fmt: skip
    lines = list(_identity(edition))
    for title, entries in blocks:
        if entries:
            lines += ["", title, *columns(entries)]
    return "\n".join(lines)


def columns(rows: Iterable[tuple[str, ...]], indent: str = "  ") -> list[str]:
    """Rows with their cells under each other, by the width a terminal gives Chinese characters."""
    table = [tuple(row) for row in rows]
    widths = [max(map(width, cells)) for cells in zip(*table, strict=True)]
    return [
        (indent + "  ".join(cell + " " * (widths[n] - width(cell)) for n, cell in enumerate(row))).rstrip()
        for row in table
    ]


def width(text: str) -> int:
    """Columns that a text takes in a terminal."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def region_name(edition: Edition) -> str:
    """The name of the edition's region with those around it."""
    return place_text(edition.region)


def window_text(edition: Edition, at: datetime) -> str:
    """Whether anything can be filed at a moment: `受理中，至 2024-12-31`."""
    states = window_states(edition, at)
    shown = coming(states) or states[-1]
    word = WINDOW_STATE[shown.state]
    match shown.state:
        case "not_open":
            return f"{word}，{moment_text(shown.opens)} 起"
        case "not_stated":
            return "受理期未写明"
        case _:
            return f"{word}，{moment_text(shown.closes)} 止" if shown.closes else word


def _identity(edition: Edition) -> Iterator[str]:
    yield f"{edition.name}（{edition.id}）"
    issued = edition.issued.isoformat() if edition.issued else f"日期{NOT_STATED}"
    number = edition.number or f"文号{NOT_STATED}"
    yield f"{edition.issuer}，{number}，{issued}（{edition.source_clause}）"
    validity = [
        f"{word} {day.isoformat()}"
        for word, day in (("自", edition.valid_from), ("至", edition.valid_to))
        if day
    ]
    yield _joined(
        f"{LEGAL_STATUS[edition.legal_status]}：{region_name(edition)}",
        f"{edition.year} 年度" if edition.year else "",
        f"有效期{' '.join(validity)}" if validity else f"有效期{NOT_STATED}",
        f"由 {edition.successor} 替代" if edition.successor else "",
    )
    for parent in edition.parents:
        yield f"依据：{parent.title}{f'（{parent.number}）' if parent.number else ''}（{parent.clause}）"
    yield edition.programme
    if edition.lapse:
        yield f"年底作废（{edition.lapse_clause or edition.source_clause}）"


def _estimate(edition: Edition) -> Iterator[Line]:
    estimate = edition.estimate
    yield estimate.base_clause, f"基数：{estimate.base_label}"
    yield from ((rate.clause, f"比例 {rate_text(rate)}：{rate.summary}") for rate in estimate.rates)
    yield from ((cap.clause, f"上限 {spoken(cap.amount)}：{cap.summary}") for cap in estimate.caps)
    granted = edition.fact(estimate.granted or "")
    if granted is not None:
        yield estimate.granted_clause or "", f"上限中扣除：{granted.label}"


def _windows(edition: Edition) -> Iterator[Line]:
    for window in edition.windows:
        yield window.clause, f"{window.label}：{moment_text(window.opens)} 至 {moment_text(window.closes)}"
    if not edition.windows:
        yield edition.source_clause, NOT_STATED


def _filing(edition: Edition) -> Iterator[Line]:
    filing = edition.filing
    copies = f"{filing.copies} 份" if filing.copies else ""
    yield filing.clause, _joined(f"{MODES[filing.mode]}：{filing.to}", copies, filing.url or "", filing.note)
    yield from ((s.clause, _joined(f"事先：{s.name}{_by(s.actor)}", s.url or "")) for s in filing.before)


def _document(edition: Edition, document: Document) -> str:
    lead = f"最多 {document.lead_days} 天（{document.lead_clause}）" if document.lead_days else ""
    return _joined(
        document.name,
        "每项服务" if document.per == "service" else "",
        f"任交其一：{'、'.join(document.any_of)}" if document.any_of else "",
        FORMS.get(document.form, ""),
        "盖章" if document.sealed else "",
        f"{document.copies} 份" if document.copies else "",
        f"不少于 {document.min_chars} 字" if document.min_chars else "",
        f"由{document.issued_by}出具" if document.issued_by else "",
        lead,
        "" if document.when == ALWAYS else f"限：{condition_text(document.when, edition)}",
        document.note,
    )


def _stage(stage: Stage) -> str:
    days = f"{stage.working_days} 个工作日" if stage.working_days else ""
    return _joined(f"{stage.name}{_by(stage.actor)}", days, stage.note)


def _contact(contact: Contact) -> str:
    return _joined(f"{contact.office} {'、'.join(contact.telephones)}", contact.topic, contact.note)


def _by(actor: Actor) -> str:
    return f"（{ACTORS[actor]}）" if ACTORS[actor] else ""


def _joined(first: str, *more: str) -> str:
    return "；".join(part for part in (first, *more) if part)
