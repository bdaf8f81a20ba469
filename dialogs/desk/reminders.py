"""Reminders: serves what is asked of them: to subscribe, to see, to change, to stop."""

from __future__ import annotations

import re

from dialogs.conversation import Answers
from dialogs.desk import reminder_changes, reminder_list, subscription
from dialogs.desk.buttons import button
from dialogs.desk.counter import declines, finish, let_go
from dialogs.draft import Draft
from dialogs.message import Message
from dialogs.understanding.characters.text import clean
from dialogs.understanding.desk.reminders import amending
from dialogs.understanding.result import Request, RequestKind, Understanding
from dialogs.wording import said

KINDS: tuple[RequestKind, ...] = ("remind", "reminders", "remind_change", "unremind")


def serve(draft: Draft, request: Request) -> None:
    """Does what is asked; where nothing is kept, says so."""
    records = draft.context.records
    if records is None:
        finish(draft, said("watches.j2", "not_kept"), button("加到日历", "calendar"))
        return
    match request.kind:
        case "reminders":
            reminder_list.show(draft, records)
        case "remind_change":
            reminder_changes.change(draft, records, request)
        case "unremind":
            reminder_changes.stop(draft, records, request)
        case _:
            subscription.serve(draft, request)


def answer(draft: Draft, form: Answers, message: Message, understood: Understanding) -> bool:
    """What is said to the list, or to which one is meant; lets go of anything else."""
    if form["kind"] == "remind":
        return subscription.answer(draft, form, message, understood)
    text = clean(message.text).text.strip(" .。~!?,，")
    new = _of(draft, form.get("new") or [])
    if new and _UNDO.fullmatch(text):
        let_go(draft)
        serve(draft, Request("unremind", ids=new))
        return True
    if new and _NOTHING_MORE.fullmatch(text):
        reminder_list.leave_open(draft, said("watches.j2", "goes_on"), new=form["new"])
        return True
    is_pressed = understood.request is not None or bool(understood.chosen)
    let_go(draft)
    if form["kind"] == "unremind" and understood.chosen_all == "all":
        serve(draft, Request("unremind", is_all=True))
        return True
    if is_pressed:
        return False
    if (request := amending(text)) is not None:
        serve(draft, request)
        return True
    if declines(message.text, understood):
        finish(draft, said("watches.j2", "left"))
        return True
    return False


def _of(draft: Draft, named: list[list[str]]) -> tuple[int, ...]:
    """The watches of these topics and names, by id."""
    records = draft.context.records
    watches = records.watches if records else ()
    return tuple(one.id for one in watches if [one.topic, one.about] in named)


_UNDO = re.compile(
    "(?:算了[,，]?)?(?:还是|那就?|先|我要|请|帮我|把)*(?:取消|撤销|撤回|停|(?:不|别)(?:要|想要|想)?订)(?:它|这个|这项|订阅)?(?:一下|掉|了|吧)*"
    "|(?:点|按|选|说|发)错了|手滑了?"
)
# It may be said of the choices below; whoever is reminded in vain is harmed less than who is not.
_NOTHING_MORE = re.compile(
    "(?:暂时|现在|先)?(?:(?:算了[,，]?)?(?:不用|不要|不必|不需要|不想要)(?:了|吧)*|算了吧?)(?:[,，]?(?:谢谢|谢了|多谢)你?)?"
)
