"""Claim: where one stands and what comes next, in words, and what can be done with it."""

from __future__ import annotations

from datetime import date
from itertools import takewhile

from dialogs.desk.buttons import button
from dialogs.message import Choice
from dialogs.records import Claim, Move, Records
from dialogs.wording import ACTORS, said
from policy.courses import HANDS_IN, Course, due, following, stage, title
from policy.deadlines import day_of
from policy.edition import Edition, Window
from policy.money import Fen, fen
from policy.workdays import CalendarMissing

# Ends from which a claim goes on.
OPEN_END = "returned"


def found(records: Records, number: str) -> Claim | None:
    """The claim of that number, among those of the enterprise only."""
    told = number.replace("-", "").upper()
    return next((one for one in records.claims if one.number.replace("-", "").upper() == told), None)


def choices(claim: Claim) -> tuple[Choice, ...]:
    """What can be done with a claim: its papers while it is under way, its progress where the enterprise moves it."""
    label = "更新进度" if is_open(claim) else "改正进度"
    moving = () if claim.is_official else (button(label, "moved", claim.number),)
    return (*moving, *((button("还缺什么", "papers"),) if is_open(claim) else ()))


def is_open(claim: Claim) -> bool:
    """Whether the claim is still under way."""
    return stage(claim.course, claim.stage) is not None or claim.stage == OPEN_END


def standing(claim: Claim, records: Records, today: date) -> str:
    """Where a claim stands since when, what comes next, what is stated of the time and what is not, whom to ask."""
    course, last = claim.course, claim.moves[-1]
    now, after = stage(course, last.to), following(course, last.to)
    until, is_uncounted = None, False
    if now is not None:
        try:
            until = due(now, last.on)
        except CalendarMissing:
            is_uncounted = True
    return said(
        "claims.j2",
        "standing",
        course=course,
        end="" if now else last.to,
        title=title(course, last.to),
        now=now,
        following=after,
        actor=ACTORS[after.actor] if after else "",
        since=last.on,
        by=_by(last, records),
        amount=_sum(last.amount),
        due=until,
        is_past=until is not None and until < today,
        is_uncounted=is_uncounted,
        is_handed_in=now is not None and now.actor in HANDS_IN,
        is_paid_in_time=any(step.working_days for step in course.stages[-1:]),
    )


def asked_for(claim: Claim) -> Fen | None:
    """What was applied for, where it was said, as corrected last."""
    corrected = [move.amount for move in claim.moves if move.to != "settled" and move.amount is not None]
    return _sum(corrected[-1] if corrected else claim.asked)


def filed_on(claim: Claim) -> date:
    """The day on which it was handed in first, as corrected last."""
    begun = claim.moves[0]
    return list(takewhile(lambda move: move.to == begun.to, claim.moves))[-1].on


def summary(claim: Claim, window: str) -> str:
    """A claim by its number, notice, window, services and sum."""
    return said(
        "claims.j2", "claim", claim=claim, window=window, services=claim.services, asked=asked_for(claim)
    )


def steps(course: Course) -> list[str]:
    """The stages with who acts, as the notice orders them."""
    return [
        f"{step.name}（{ACTORS[step.actor]}）" if ACTORS[step.actor] else step.name for step in course.stages
    ]


def window_label(edition: Edition | None, window: str | None) -> str:
    """A window of an edition in words; empty where there is none or it is not loaded any more."""
    windows = edition.windows if edition else ()
    return next((found.label for found in windows if found.id == window), "")


def fits(window: Window, day: date) -> bool:
    """Whether a window is open at some time of the day."""
    opens, closes = day_of(window.opens), day_of(window.closes)
    return (opens is None or opens <= day) and (closes is None or day <= closes)


def _by(move: Move, records: Records) -> str:
    if move.by == "operator":
        return "主管部门登记的"
    return "贵公司记录的" if records.members > 1 else "您记录的"


def _sum(amount: str | None) -> Fen | None:
    return fen(amount) if amount is not None else None
