"""Profile: what is kept of the enterprise, how it is changed, and its name and code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from dialogs.conversation import FROM, TO, Answers
from dialogs.desk.buttons import button
from dialogs.desk.counter import (
    chosen,
    declines,
    finish,
    inquire,
    is_bare,
    is_blank,
    let_go,
    nothing_is_kept,
    put_question,
)
from dialogs.desk.names import LONGEST_NAME, REGISTERED_IN, answered, named
from dialogs.draft import Draft
from dialogs.interview import single
from dialogs.message import Choice, Message
from dialogs.recall import carried
from dialogs.records import Records
from dialogs.regions import AT, arrival, region_question
from dialogs.understanding.result import Request, RequestKind, Understanding
from dialogs.wording import answer as worded
from dialogs.wording import echo, place, said
from policy.divisions import division
from policy.facts import BadValue, Fact, read_value
from policy.workdays import SHANGHAI

KINDS: tuple[RequestKind, ...] = ("profile", "edit", "named")
# What an option of 修改资料 stands for, and what can be changed beside the answers, which go by their facts.
FIELD = "edit:"
LABELS = {"name": "公司名称", "uscc": "统一社会信用代码"}
CHOICES = (
    button("修改资料", "edit"),
    button("邀请同事", "invite"),
    button("导出我的数据", "export"),
    button("删除我的数据", "erase"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One kept answer in words."""

    label: str
    value: str
    on: date
    said: str


def serve(draft: Draft, request: Request) -> None:
    """Shows the profile, asks what to change in it, or takes a name or a code."""
    records = draft.context.records
    if records is None:
        nothing_is_kept(draft)
        return
    match request.kind:
        case "profile":
            _shown(draft, records)
        case "edit":
            inquire(draft, "edit", said("profile.j2", "edit"), *_choices(draft, records))
        case _ if request.name or request.uscc:
            named(draft, records, request.name or "", request.uscc or "")
        case _:
            inquire(draft, "named", said("profile.j2", "ask_either"), field="")


def answer(draft: Draft, form: Answers, message: Message, understood: Understanding) -> bool:
    """The open form's answer; False where the message is about something else."""
    records = draft.context.records
    if records is None or understood.request is not None:
        let_go(draft)
        return False
    if form["kind"] == "edit":
        if form.get("fact"):
            return _region(draft, message, understood)
        return _picked(draft, records, message, understood)
    return answered(draft, records, form["field"], message, understood)


# ---- what is kept


def _shown(draft: Draft, records: Records) -> None:
    if is_blank(records) and not records.is_proven:
        finish(draft, said("profile.j2", "blank", members=records.members))
        return
    finish(draft, said("profile.j2", "profile", records=records, answers=_rows(draft, records)), *CHOICES)


def _rows(draft: Draft, records: Records) -> list[Row]:
    facts = draft.facts
    return [
        Row(
            label=facts[name].label if name in facts else name,
            value=_value(facts.get(name), told.value),
            on=told.at.astimezone(SHANGHAI).date(),
            said=echo(told.said, LONGEST_NAME),
        )
        for name, told in records.told.items()
    ]


def _value(fact: Fact | None, value: Any) -> str:
    """A kept value in words, as it stands where no edition at hand can read it."""
    if isinstance(value, dict):
        return f"{value[FROM]} 至 {value[TO]}"
    if value is None:
        return "不清楚"
    try:
        if fact is not None:
            return worded(fact, read_value(fact, value))
    except BadValue:
        pass
    if isinstance(value, bool):
        return "是" if value else "否"
    return ("、".join(map(str, value)) or "没有") if isinstance(value, list) else str(value)


# ---- what is changed


def _changeable(draft: Draft, records: Records) -> Mapping[str, str]:
    """The name, the code, and every kept answer that some edition at hand asks for, with their labels."""
    facts = draft.facts
    return {**LABELS, **{name: facts[name].label for name in records.told if name in facts}}


def _choices(draft: Draft, records: Records) -> Iterable[Choice]:
    return (Choice(id=FIELD + field, label=label) for field, label in _changeable(draft, records).items())


def _picked(draft: Draft, records: Records, message: Message, understood: Understanding) -> bool:
    """Asks for what was picked by its number or its name; of several the first."""
    text, labels = echo(message.text, LONGEST_NAME), _changeable(draft, records)
    picked = (option.removeprefix(FIELD) for option in chosen(draft.conversation, understood))
    found = next((field for field in picked if field in labels), None)
    if found is None and not understood.facts:
        found = _labelled(labels, text)
    if found is not None:
        _asked(draft, found)
    elif declines(text, understood):
        finish(draft, said("profile.j2", "unchanged"))
    elif is_bare(understood):
        words = said("profile.j2", "not_kept", text=echo(text))
        inquire(draft, "edit", words, *_choices(draft, records))
    else:
        let_go(draft)
        return False
    return True


_AROUND = re.compile(r"^(?:我?要)?(?:改|修改|更改|更正)?(?:一下)?|[。.，,]$")


def _labelled(labels: Mapping[str, str], text: str) -> str | None:
    """The one field that a text names."""
    name = _AROUND.sub("", text)
    exact = [field for field, label in labels.items() if label == name]
    near = [field for field, label in labels.items() if len(name) > 1 and name in label]
    found = exact or near or [field for field, label in labels.items() if label in name]
    return found[0] if len(found) == 1 else None


def _asked(draft: Draft, field: str) -> None:
    """A fact by its own question, answered as in any interview; the place so that it leads to its edition."""
    if field in LABELS:
        inquire(draft, "named", said("profile.j2", f"ask_{field}"), field=field)
    elif field == REGISTERED_IN:
        question = region_question(draft.context)
        inquire(draft, "edit", question.reply.text, *question.reply.choices, fact=field)
    else:
        put_question(draft, single(draft.facts[field], draft.conversation.current))


_ASKS = re.compile("呢|[?？]")


def _region(draft: Draft, message: Message, understood: Understanding) -> bool:
    """Keeps the place that was named, and looks at the edition that it leads to."""
    options = (option.removeprefix(AT) for option in chosen(draft.conversation, understood))
    codes = tuple(code for code in options if division(code)) or understood.region
    if not codes and not _ASKS.search(message.text):
        # After an answer a bare place asks what holds there; to this question it is told.
        codes = understood.supposed_region
    if not codes and (is_bare(understood) or declines(message.text, understood)):
        finish(draft, said("profile.j2", "unchanged"))
        return True
    before = told = draft.conversation._replace(form={})
    if len(codes) == 1:
        told = told.answered("enterprise", REGISTERED_IN, codes[0])
    arrived = arrival(told, Understanding(region=codes, year=understood.year), draft.context)
    if arrived.question is not None:
        reply = arrived.question.reply
        inquire(draft, "edit", reply.text, *reply.choices, fact=REGISTERED_IN)
        return True
    draft.conversation = told
    if len(codes) != 1 or understood.intents not in ((), ("what_if",)):
        return False
    draft.conversation = carried(before, arrived.conversation, draft.context)
    fact = draft.facts[REGISTERED_IN]
    noted = said("talk.j2", "noted", items=[f"{fact.label} {place(fact, codes[0])}"])
    finish(draft, "\n".join((noted, *(reply.text for reply in arrived.replies))))
    return True
