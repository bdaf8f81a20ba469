"""Showing: a thread as the page reads it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bot.answering.incoming import button
from bot.showing.calendar_links import CalendarLinks
from dialogs import Reply
from policy.workdays import SHANGHAI
from storage.threads import Said, Thread


def thread_json(thread: Thread, links: CalendarLinks) -> dict[str, Any]:
    """A thread with its turns; a page that has shown a thread of another name begins anew."""
    return {"thread": thread.name, "turns": [_turn_json(said, links) for said in thread.said]}


def replies_json(
    replies: Iterable[Reply], links: CalendarLinks, turn: int | None = None
) -> list[dict[str, Any]]:
    """Replies; their choices are buttons, their dates links, where the turn that shows them is kept."""
    found, position = [], 0
    for place, reply in enumerate(replies):
        shown: dict[str, Any] = {"text": reply.text}
        if reply.table is not None:
            shown["table"] = {
                "title": reply.table.title,
                "columns": list(reply.table.columns),
                "rows": [list(row) for row in reply.table.rows],
            }
        if reply.choices and turn is not None:
            shown["choices"] = [
                {"label": choice.label, "button": button(turn, n)}
                for n, choice in enumerate(reply.choices, position)
            ]
        if reply.calendar is not None and turn is not None:
            shown["calendar"] = {"name": reply.calendar.name, "url": links.path(turn, place)}
        position += len(reply.choices)
        found.append(shown)
    return found


def _turn_json(said: Said, links: CalendarLinks) -> dict[str, Any]:
    return {
        "turn": said.turn,
        "at": said.at.astimezone(SHANGHAI).isoformat(timespec="seconds"),
        "text": (said.message or {}).get("text", ""),
        # Unasked: what was asked before it stays open.
        **({"told": True} if said.message is None else {}),
        "replies": replies_json(map(Reply.from_json, said.replies), links, said.turn),
    }
