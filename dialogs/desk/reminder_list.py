"""Reminder list: what a person is reminded of, by number, with how to change and to stop it."""

from __future__ import annotations

from typing import Any

from dialogs.desk.buttons import button
from dialogs.desk.counter import finish, inquire
from dialogs.desk.watches import hours_in_words, reach_in_words, row, spaced
from dialogs.draft import Draft
from dialogs.message import Choice, Reply, Table
from dialogs.records import Records
from dialogs.understanding.result import HERE
from dialogs.wording import said

# Most that a button of their own can stop.
MOST_STOPPED = 5
COLUMNS = ("提醒", "截止", "哪几天", "下一次")


def show(draft: Draft, records: Records, before: str = "") -> None:
    """The list with its numbers, which the next message may name; what to do where there is nothing on it."""
    if not records.watches:
        text = said("watches.j2", "nothing", has_moves=records.hears_of_moves)
        finish(draft, f"{before}\n{text}" if before else text, button("提醒我", "remind"))
        return
    rows = [row(watch, records, draft.context.library, draft.context.now) for watch in records.watches]
    table = Table(
        title="",
        columns=COLUMNS,
        rows=tuple((r.what, r.until, f"{r.days}提醒", f"下一次 {r.next}" if r.next else "") for r in rows),
    )
    via = spaced(records.via or HERE)
    text = said("watches.j2", "listed", count=len(rows), hours=hours_in_words(records.hours), via=via)
    parts = (before, text, reach_in_words(records))
    draft.replies.append(Reply(text="\n".join(part for part in parts if part), table=table))
    how = said("watches.j2", "how", is_one=len(rows) == 1, is_asked=_is_asked(draft))
    stops = [
        button(f"停第 {n} 个", "unremind", str(watch.id))
        for n, watch in enumerate(records.watches[:MOST_STOPPED], 1)
    ]
    choices = (*stops, button("全部取消", "unremind", "all"), button("加到日历", "calendar"))
    leave_open(draft, how, *choices)


def leave_open(draft: Draft, text: str, *choices: Choice, **kept: Any) -> None:
    """Says it; what is said next may go on about the reminders, unless a question of the interview stands open."""
    if _is_asked(draft):
        finish(draft, text, *choices)
    else:
        inquire(draft, "reminders", text, *choices, **kept)


def _is_asked(draft: Draft) -> bool:
    return draft.conversation.topic is not None or draft.conversation.asked is not None
