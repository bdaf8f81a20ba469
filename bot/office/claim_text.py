"""Claim text: official claims for an operator to read, as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from bot.bad_input import visible
from bot.office.entries import SERVICES_APART, region_name
from bot.showing.edition_text import columns
from policy.courses import Course, due, following, legal, stage, title
from policy.money import yuan
from policy.workdays import SHANGHAI, CalendarMissing
from storage.claims import Claim, Move

NOT_SAID = "没有写"


def claim_text(claim: Claim) -> str:
    """One claim with its moves, and where it may go."""
    return "\n".join(visible(line) for line in _lines(claim))


def claim_lines(claims: Sequence[Claim]) -> list[str]:
    """A line for each claim."""
    rows = [
        (
            claim.number,
            title(Course.from_json(claim.course), claim.stage),
            claim.moves[-1].on.isoformat(),
            claim.edition,
            claim.uscc or "",
            claim.name,
        )
        for claim in claims
    ]
    return [visible(line) for line in columns(rows, indent="")]


def claim_json(claim: Claim) -> dict[str, Any]:
    """One claim as JSON."""
    course = Course.from_json(claim.course)
    return {
        "number": claim.number,
        "enterprise": {"name": claim.name, "uscc": claim.uscc},
        "region": claim.region,
        "edition": claim.edition,
        "services": list(claim.services),
        "asked": _yuan(claim.asked),
        "stage": claim.stage,
        "title": title(course, claim.stage),
        "due": _due(course, claim),
        "moves": [
            {
                "to": move.to,
                "title": title(course, move.to),
                "on": move.on.isoformat(),
                "at": move.at.astimezone(SHANGHAI).isoformat(),
                "note": move.note,
                "amount": _yuan(move.amount),
            }
            for move in claim.moves
        ],
        "legal": list(legal(course, [move.to for move in claim.moves])),
    }


def _lines(claim: Claim) -> Iterator[str]:
    course = Course.from_json(claim.course)
    yield f"编号 {claim.number}"
    yield f"企业 {claim.name or NOT_SAID}（{claim.uscc}）"
    yield f"版本 {claim.edition}（{course.name}，{region_name(claim.region)}）"
    yield f"服务 {SERVICES_APART.join(claim.services) or NOT_SAID}"
    yield f"申请金额 {'没有写' if claim.asked is None else f'{yuan(claim.asked)} 元'}"
    until = _due(course, claim)
    yield f"现在 {title(course, claim.stage)}（{claim.stage}）" + (f"，应不晚于 {until}" if until else "")
    after = following(course, claim.stage)
    if after is not None:
        yield f"下一环节 {after.name}（{after.id}）"
    for move in claim.moves:
        yield f"  {_move(course, move)}"
    ways = legal(course, [move.to for move in claim.moves])
    yield "可移到 " + "、".join(f"{title(course, name)}（{name}）" for name in ways)


def _move(course: Course, move: Move) -> str:
    paid = "" if move.amount is None else f"，{yuan(move.amount)} 元"
    note = f"，{move.note}" if move.note else ""
    return f"{move.on.isoformat()} {title(course, move.to)}{paid}{note}（记于 {_moment(move.at)}）"


def _due(course: Course, claim: Claim) -> str | None:
    """The last working day of the stage, where the notice states how many, and the calendar knows them."""
    found = stage(course, claim.stage)
    if found is None:
        return None
    try:
        last = due(found, claim.moves[-1].on)
    except CalendarMissing:
        return None
    return None if last is None else last.isoformat()


def _yuan(amount: int | None) -> str | None:
    return None if amount is None else yuan(amount)


def _moment(at: datetime) -> str:
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
