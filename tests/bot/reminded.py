"""Deliveries put where they are wanted, for whoever looks after them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import update

from policy.workdays import SHANGHAI
from storage import conversations, deliveries
from storage.database import Database
from storage.deliveries import Wanted
from storage.tables import deliveries as table

CLOSES: dict[str, Any] = {
    "edition": "qingdao-2024",
    "name": "青岛市 2024 年度科技创新券兑付",
    "cite": "青岛市 2024 年度通知",
    "label": "2024 年度申请期",
    "opens": "2024-11-26",
    "closes": "2024-12-31",
    "clause": "二(一)",
}
MOVED: dict[str, Any] = {
    "number": "QD-1",
    "name": "青岛市 2024 年度科技创新券兑付",
    "cite": "青岛市 2024 年度通知",
    "from": "在线提交申请",
    "to": "市科技局网站公示",
    "on": "2024-12-09",
    "by": "operator",
    "note": "",
    "clause": "二(四)",
}


def moment(text: str) -> datetime:
    """A moment in Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def a_delivery(
    store: Database,
    state: str = "due",
    *,
    user: str = "7001",
    channel: str = "telegram",
    due: str = "2024-12-10T08:30",
    deadline: str | None = "2024-12-31T23:59:59",
    code: str | None = None,
    **more: Any,
) -> int:
    """The number of a new one; by default of the closing in Qingdao, 21 days before it."""
    wanted: dict[str, Any] = {
        "kind": "closes",
        "about": "qingdao-2024/window_2024/2024-12-31",
        "offset": 21,
        "content": CLOSES,
        "thread": f"window:{user}",
        "region": "370200",
        **more,
    }
    at = moment(due)
    with store.writing("test") as connection:
        who = conversations.meet(connection, channel, "1", user, at).id
        found = Wanted(due=at, deadline=deadline and moment(deadline), **wanted)
        assert deliveries.add(connection, who, found)
        (made,) = [
            one.id
            for one in deliveries.of_person(connection, who)
            if (one.kind, one.about, one.offset) == (found.kind, found.about, found.offset)
        ]
        connection.execute(update(table).where(table.c.id == made).values(state=state, code=code))
    return made


def found(store: Database, id: int) -> deliveries.Delivery:
    """One as it is."""
    with store.reading() as connection:
        one = deliveries.by_id(connection, id)
    assert one is not None
    return one
