"""Reminder: what somebody is told unasked, in words that are true at the moment they are told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from dialogs.wording import said
from policy.deadlines import day_of
from policy.workdays import SHANGHAI, CalendarMissing, last_workday

# Characters of a field in a vendor's form.
LONGEST = 20
# Lines of a change that are told; the rest is there to be asked for.
MOST_LINES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A reminder as a text, and in the fields of a vendor's form: what, when, and one thing to note."""

    text: str
    what: str
    when: str
    note: str


def reminder(kind: str, content: Mapping[str, Any], offset: int, at: datetime) -> Told:
    """How something planned so many days before is told at a moment; days are counted from that moment.

    `kind` and `content` are those of a delivery. `offset` changes no word: a late reminder must be true as well.
    """
    match kind:
        case "opens" | "closes" | "workday" | "paper":
            return _of_window(kind, content, at)
        case "publicity":
            ends = _bound(content["ends"])
            return _dated(kind, content, ends, at, what=f"申请 {content['number']}", does="公示结束")
        case "lapse":
            return _dated(kind, content, _bound(content["day"]), at, what=content["name"], does="作废")
        case "moved":
            text = said("reminders.j2", "moved", **_filled(content, "note", "ends", "clause"))
            what, note = f"申请 {content['number']}", f"现在是{content['to']}"
            return Told(text=text, what=cut(what), when=moment(_bound(content["on"])), note=cut(note))
        case "edition" | "changed":
            return _of_edition(kind, content, at)
        case _:
            raise ValueError(f"{kind!r} is no kind of reminder: see dialogs/reminders.py for those there are")


def cut(text: str) -> str:
    """A text as a field of a form takes it."""
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def moment(bound: date | datetime) -> str:
    """2024年12月31日, and 17:00 where a time is stated."""
    if isinstance(bound, datetime):
        local = bound.astimezone(SHANGHAI)
        return f"{moment(local.date())} {local.strftime('%H:%M')}"
    return f"{bound.year}年{bound.month}月{bound.day}日"


def _of_window(kind: str, content: Mapping[str, Any], at: datetime) -> Told:
    closes = _bound(content["closes"])
    bound: date | datetime = closes
    match kind:
        case "opens":
            bound = _bound(content["opens"])
        case "workday":
            bound = _last_workday(content, closes)
        case "paper":
            bound = _bound(content["paper"]["by"])
    what = content["paper"]["name"] if kind == "paper" else content["name"]
    does = {"opens": "开始受理", "closes": "截止", "workday": "是最后一个工作日", "paper": "最迟要去办"}[kind]
    return _dated(kind, {**content, "closes": closes}, bound, at, what=what, does=does)


def _last_workday(content: Mapping[str, Any], closes: date | datetime) -> date:
    if "workday" in content:
        return date.fromisoformat(content["workday"])
    day = day_of(closes)
    assert day is not None
    try:
        return last_workday(day)
    except CalendarMissing:
        return day


def _dated(
    kind: str, content: Mapping[str, Any], bound: date | datetime, at: datetime, *, what: str, does: str
) -> Told:
    """What happens on a day, with the days that are left to it."""
    day, today = day_of(bound), at.astimezone(SHANGHAI).date()
    assert day is not None
    left = (day - today).days
    is_past = left < 0 or (isinstance(bound, datetime) and at > bound)
    text = said(
        "reminders.j2",
        kind,
        **_filled(content, "clause"),
        day=bound,
        at=bound.astimezone(SHANGHAI).strftime("%H:%M") if isinstance(bound, datetime) else "",
        left=left,
        is_past=is_past,
        lead=_lead(left),
    )
    return Told(text=text, what=cut(what), when=moment(bound), note=cut(_note(left, does, is_past=is_past)))


def _lead(left: int) -> str:
    return {0: "今天", 1: "明天"}.get(left, f"还有 {left} 天")


def _note(left: int, does: str, *, is_past: bool) -> str:
    if is_past:
        return _PAST.get(does, f"已{does}")
    return f"{_lead(left)}{'，' if left > 1 else ''}{does}"


_PAST = {
    "是最后一个工作日": "最后一个工作日已过",
    "最迟要去办": "最迟要去办的日子已过",
    "公示结束": "公示已结束",
}


def _of_edition(kind: str, content: Mapping[str, Any], at: datetime) -> Told:
    issued = content.get("issued")
    lines = list(content["lines"])
    text = said(
        "reminders.j2",
        kind,
        name=content["name"],
        cite=content["cite"],
        issued=_bound(issued) if issued else None,
        lines=lines[:MOST_LINES],
        has_more=len(lines) > MOST_LINES,
    )
    when = _bound(issued) if issued and kind == "edition" else at.astimezone(SHANGHAI).date()
    note = "已收录，请来查看" if kind == "edition" else "有变化，请来查看"
    return Told(text=text, what=cut(content["name"]), when=moment(when), note=note)


def _filled(content: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """The content, with what may be left out as nothing, and without what a text does not call by its own name."""
    found = {**dict.fromkeys(names), **content}
    for name, kept in (("from", "before"), ("to", "now")):
        if name in found:
            found[kept] = found.pop(name)
    for name in ("opens", "closes", "on", "by", "began", "ends"):
        value = found.get(name)
        if isinstance(value, str) and value[:1].isdigit():
            found[name] = _bound(value)
    return {"content": found}


def _bound(told: str) -> date | datetime:
    if "T" not in told:
        return date.fromisoformat(told)
    found = datetime.fromisoformat(told)
    return found if found.tzinfo else found.replace(tzinfo=SHANGHAI)
