"""Held: what could not be pushed to somebody, said when they come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from dialogs import Reply
from dialogs.reminders import reminder
from dialogs.script import in_traditional
from storage import deliveries
from storage.database import Connection


def held_back(
    connection: Connection,
    person: int,
    kept: Sequence[Mapping[str, Any]],
    at: datetime,
    *,
    traditional: bool = False,
) -> tuple[Reply, ...]:
    """The replies and reminders of a person's list, in its order; those that help nobody any more are left out.

    Of several of one deadline only the last one is said: all of them would say the same now. They are noted as told.
    One that is not this person's to get any more, as a colleague's once they are none, is due again for whoever gets
    it now.
    """
    numbers = [one["delivery"] for one in kept if "delivery" in one]
    all_held = deliveries.held(connection, numbers) if numbers else ()
    waiting = {one.id: one for one in all_held if one.to == person}
    last = {(one.kind, one.about): one.id for one in waiting.values()}
    left = {one.id: one for one in waiting.values() if last[one.kind, one.about] == one.id}
    replies: list[Reply] = []
    for one in kept:
        if "delivery" not in one:
            replies.append(Reply.from_json(one))
        elif (found := left.pop(one["delivery"], None)) and (found.deadline is None or at <= found.deadline):
            told = Reply(text=reminder(found.kind, found.content, found.offset, at).text)
            replies += in_traditional((told,)) if traditional else (told,)
    if waiting:
        deliveries.shown(connection, list(waiting), at)
    if others := [one.id for one in all_held if one.to != person]:
        deliveries.again(connection, others, at)
    return tuple(replies)
