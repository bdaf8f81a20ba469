"""Reminders: serves what is asked of them: to subscribe, to see, to change, to stop."""

from __future__ import annotations

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
    is_pressed = understood.request is not None or bool(understood.chosen)
    let_go(draft)
    if form["kind"] == "unremind" and understood.chosen_all == "all":
        serve(draft, Request("unremind", is_all=True))
        return True
    if is_pressed:
        return False
    if (request := amending(clean(message.text).text)) is not None:
        serve(draft, request)
        return True
    if declines(message.text, understood):
        finish(draft, said("watches.j2", "left"))
        return True
    return False
