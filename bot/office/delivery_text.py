"""Delivery text: reminders for an operator to read, as text and as JSON; none of it says whose they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.bad_input import visible
from bot.office.entries import region_name
from bot.showing.edition_text import columns
from dialogs.reminders import reminder
from policy.workdays import SHANGHAI
from storage.audit import Entry
from storage.deliveries import Delivery

STATES: Mapping[str, str] = {
    "due": "待发",
    "sending": "正在发",
    "sent": "已发",
    "failed": "待重发",
    "held": "等下次来访",
    "uncertain": "不知是否送到",
    "unreachable": "送不到",
    "cancelled": "已取消",
    "dead": "已放弃",
}
KINDS: Mapping[str, str] = {
    "opens": "开始受理",
    "closes": "截止",
    "workday": "截止前最后工作日",
    "paper": "他人出具的材料",
    "publicity": "公示",
    "lapse": "年末作废",
    "moved": "申请进展",
    "edition": "新的通知",
    "changed": "规定变更",
}
_OWN = "企业自己记录的申请"
_HIDDEN = f"（{_OWN}，只有企业看得到）"
_UNREAD = "（内容读不懂，可能是别的版本写的）"
_ACTIONS = {"retry_reminder": "重发", "resolve_reminder": "确认"}


def hidden(delivery: Delivery) -> Delivery:
    """A delivery without what it tells."""
    return replace(delivery, about="", content=None)


def text(delivery: Delivery, at: datetime) -> str:
    """How it would read at a moment."""
    if delivery.content is None:
        return _HIDDEN
    try:
        return reminder(delivery.kind, delivery.content, delivery.offset, at).text
    except Exception:
        # Of another version, perhaps; whoever sends it gives it up.
        return _UNREAD


def delivery_lines(found: Sequence[Delivery]) -> list[str]:
    """A line for each delivery."""
    rows = [
        (
            str(one.id),
            STATES[one.state],
            KINDS[one.kind],
            one.about or _OWN,
            _offset(one),
            moment(one.due),
            one.channel,
            f"{one.tries} 次" if one.tries else "",
            one.code or "",
        )
        for one in found
    ]
    return [visible(line) for line in columns(rows, indent="")]


def delivery_text(delivery: Delivery, history: Sequence[Entry], at: datetime) -> str:
    """One delivery with its text, and what operators did with it."""
    return "\n".join(visible(line) for line in _lines(delivery, history, at))


def delivery_json(delivery: Delivery) -> dict[str, Any]:
    """One delivery as JSON."""
    return {
        "id": delivery.id,
        "region": delivery.region,
        "kind": delivery.kind,
        "about": delivery.about or None,
        "offset": delivery.offset,
        "deadline": _iso(delivery.deadline),
        "due": _iso(delivery.due),
        "state": delivery.state,
        "tries": delivery.tries,
        "code": delivery.code or None,
        "channel": delivery.channel,
        "sent": _iso(delivery.sent),
    }


def shown_json(delivery: Delivery, history: Sequence[Entry], at: datetime) -> dict[str, Any]:
    """One delivery as JSON, with its text, and what operators did with it."""
    past = [
        {
            "at": _iso(entry.at),
            "actor": entry.actor,
            "action": entry.action,
            **entry.details,
        }
        for entry in history
    ]
    return {
        **delivery_json(delivery),
        "text": None if delivery.content is None else text(delivery, at),
        "history": past,
    }


def moment(at: datetime) -> str:
    """A moment as an operator reads it."""
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


def _lines(delivery: Delivery, history: Sequence[Entry], at: datetime) -> Iterator[str]:
    offset = _offset(delivery)
    code = f"，{delivery.code}" if delivery.code else ""
    tries = f"，发过 {delivery.tries} 次" if delivery.tries else ""
    yield f"编号 {delivery.id}"
    yield f"状态 {STATES[delivery.state]}（{delivery.state}{code}）{tries}"
    yield f"提醒 {KINDS[delivery.kind]}（{delivery.kind}）{delivery.about or _OWN}" + (
        f"，{offset}" if offset else ""
    )
    yield f"地区 {region_name(delivery.region)}（{delivery.region}）"
    until = f"，不晚于 {moment(delivery.deadline)}" if delivery.deadline else ""
    yield f"到时 {moment(delivery.due)}{until}"
    yield f"渠道 {delivery.channel}"
    if delivery.sent is not None:
        yield f"发出 {moment(delivery.sent)}"
    for entry in history:
        yield f"  {moment(entry.at)} {_ACTIONS.get(entry.action, entry.action)}：{_change(entry)}（{entry.actor}）"
    yield "现在读作："
    yield from (f"  {line}" for line in text(delivery, at).splitlines())


def _change(entry: Entry) -> str:
    before, to = (STATES.get(entry.details[name], entry.details[name]) for name in ("before", "to"))
    return f"{before} → {to}"


def _offset(delivery: Delivery) -> str:
    if delivery.deadline is None:
        return ""
    return f"提前 {delivery.offset} 天" if delivery.offset else "当天"


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(SHANGHAI).isoformat()
