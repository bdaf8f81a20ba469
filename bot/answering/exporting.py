"""Exporting: all that is kept of a person, for that person to read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from bot.answering.records import claim
from dialogs.desk.claims import asked_for
from dialogs.records import Claim, Told
from dialogs.reminders import reminder
from dialogs.wording import answer
from policy.courses import title
from policy.facts import BadValue, read_value
from policy.library import Library
from policy.money import spoken
from policy.workdays import SHANGHAI
from storage import claims, deliveries, subscriptions, turns
from storage.conversations import Person
from storage.database import Connection
from storage.enterprises import Enterprise

LONGEST_REPLY = 200


def exported(
    connection: Connection,
    person: Person,
    enterprise: Enterprise | None,
    services: Iterable[Mapping[str, Any]],
    library: Library,
) -> str:
    """Enterprise, answers, papers, claims with their moves, reminders, and every message, as lines of text."""
    lines: list[str] = []
    if enterprise is not None:
        lines += ["企业", f"  名称：{enterprise.name or '没有说'}"]
        lines += [
            f"  统一社会信用代码：{enterprise.uscc or '没有说'}",
            f"  能看到它的人：{enterprise.members}",
        ]
        lines += [
            "企业情况",
            *(_told(name, Told.from_json(told), library) for name, told in enterprise.told.items()),
        ]
        lines += ["备好的材料", *(_paper(edition, paper, library) for edition, paper in enterprise.ticks)]
        lines += ["申请"]
        for kept in claims.of_enterprise(connection, enterprise.id):
            lines += _claim(claim(kept))
    for number, service in enumerate(services, 1):
        lines += [
            f"说过的第 {number} 项服务",
            *(_stated(name, value, library) for name, value in service.items()),
        ]
    lines += ["提醒", *_watched(connection, person)]
    lines += ["对话"]
    for number, at, message, replies in turns.said(connection, person.id):
        # A reminder answers no message.
        said = "提醒" if message is None else f"您：{message.get('text', '')}"
        lines.append(f"  {_moment(at)} 第 {number} 条 {said}")
        lines += [f"  {_moment(at)} 券小助：{_cut(reply['text'])}" for reply in replies]
    return "\n".join(lines)


def _told(name: str, told: Told, library: Library) -> str:
    return f"{_stated(name, told.value, library)}（{_moment(told.at)}，“{told.said}”）"


def _stated(name: str, value: Any, library: Library) -> str:
    fact, said = library.facts.get(name), str(value)
    if isinstance(value, dict):
        said = f"{value['from']} 至 {value['to']}"
    elif fact is not None:
        try:
            said = answer(fact, None if value is None else read_value(fact, value))
        except BadValue:
            said = str(value)
    return f"  {fact.label if fact else name}：{said}"


def _cut(text: str) -> str:
    """What was answered, on one line: an export is an answer too, and would hold all those before it."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_REPLY else line[:LONGEST_REPLY] + "…"


def _paper(edition: str, paper: str, library: Library) -> str:
    compiled = library.editions.get(edition)
    papers = compiled.edition.documents if compiled else ()
    return f"  {next((one.name for one in papers if one.id == paper), paper)}（{edition}）"


def _claim(found: Claim) -> Iterator[str]:
    asked = asked_for(found)
    told = (found.course.name, *found.services, "" if asked is None else f"申请 {spoken(asked)}")
    yield f"  {found.number}：{'，'.join(part for part in told if part)}"
    for move in found.moves:
        who = "主管部门" if move.by == "operator" else "企业"
        note = f"，{move.note}" if move.note else ""
        paid = f"，{move.amount} 元" if move.amount else ""
        yield f"    {move.on.isoformat()} {title(found.course, move.to)}（{who}记于 {_moment(move.at)}{paid}{note}）"


def _watched(connection: Connection, person: Person) -> Iterator[str]:
    """What the person subscribed to, and each reminder with what became of it."""
    for one in subscriptions.of_person(connection, person.id):
        yield f"  订阅{_TOPICS[one.topic]}：{one.number or one.about}（{_moment(one.since)} 起）"
    wishes = subscriptions.wishes_of(connection, [person.id])[person.id]
    if wishes.offsets is not None:
        yield f"  提前几天：{'、'.join(map(str, wishes.offsets))}"
    if wishes.hours is not None:
        yield f"  几点之间：{' 至 '.join(f'{at // 60:02}:{at % 60:02}' for at in wishes.hours)}"
    if wishes.is_stopped:
        yield "  已全部停止"
    for each in deliveries.of_person(connection, person.id):
        said = reminder(each.kind, each.content, each.offset, each.sent or each.due).text
        yield f"  {_moment(each.sent or each.due)} {_STATES.get(each.state, '未发出')}：{_cut(said)}"


_TOPICS = {"window": "受理期", "claim": "申请进展", "lapse": "券作废时间", "edition": "新通知"}
_STATES = {"sent": "已提醒", "due": "将提醒", "sending": "将提醒", "failed": "将提醒", "cancelled": "已取消"}


def _moment(at: datetime) -> str:
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
