"""Reminders that are due, to people on WeChat and on WeCom in turn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select

from storage.database import Database
from storage.tables import deliveries, people
from tests.bot.wechat_api import APP

CHANNELS = ("wechat", "wecom")
CONTENT = {
    "edition": "qingdao-2024",
    "name": "青岛市 2024 年度通知",
    "cite": "青岛市 2024 年度通知",
    "label": "2024 年度申请期",
    "opens": "2024-10-17",
    "closes": "2024-12-31T17:00:00+08:00",
    "clause": "二(一)",
}
_BATCH = 1_000


def owe(
    store: Database,
    count: int,
    due: datetime,
    *,
    channels: Sequence[str] = CHANNELS,
    kind: str = "closes",
    name: str = "o",
) -> dict[str, str]:
    """So many people who are owed a reminder each; their channels by their names there."""
    owed = {f"{name}-{n}": channels[n % len(channels)] for n in range(count)}
    rows: list[dict[str, Any]] = [
        {"channel": channel, "account": APP, "user": user, "subject": f"{user:0>32}", "since": due}
        for user, channel in owed.items()
    ]
    shared = {
        "region": "370200",
        "thread": "qingdao-2024/window_2024",
        "kind": kind,
        "about": "qingdao-2024/window_2024/2024-12-31T17:00",
        "offset": 30,
        "deadline": due + timedelta(days=29),
        "due": due,
        "content": CONTENT,
        "state": "due",
        "tries": 0,
    }
    for first in range(0, count, _BATCH):
        with store.writing("test") as connection:
            insertion = insert(people).returning(people.c.id)
            ids = connection.execute(insertion, rows[first : first + _BATCH]).scalars().all()
            connection.execute(insert(deliveries), [{**shared, "person": number} for number in ids])
    return owed


def states(store: Database) -> Counter[str]:
    """How many deliveries are in each state."""
    with store.reading() as connection:
        found = connection.execute(
            select(deliveries.c.state, func.count().label("count")).group_by(deliveries.c.state)
        ).all()
    return Counter({row.state: row.count for row in found})
