"""People with subscriptions, and what they are to be told, for the tests of what is kept of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from storage import claims, conversations, deliveries, enterprises, sending, subscriptions
from storage.database import Database
from storage.deliveries import Planned, Wanted
from storage.sending import End
from storage.subscriptions import Subscription
from storage.tables import deliveries as table

# A Monday, 10:00 in Shanghai.
AT = datetime(2024, 12, 2, 2, tzinfo=UTC)
SECOND, MINUTE, HOUR, DAY = (timedelta(**{unit: 1}) for unit in ("seconds", "minutes", "hours", "days"))
DEADLINE = AT + 40 * DAY
CHANNELS = ("wechat", "web")
UNTIL = 30 * SECOND


def person(store: Database, user: str, channel: str = "wechat") -> int:
    with store.writing("test") as connection:
        return conversations.meet(connection, channel, "a", user, AT).id


def enterprise(store: Database, *members: int) -> int:
    """One that all of some people speak for."""
    with store.writing("test") as connection:
        made = enterprises.founded(connection, members[0], AT).id
        for member in members[1:]:
            enterprises.join(connection, member, made, "colleague", AT)
        return made


def claim(store: Database, held: int, number: str = "N1") -> int:
    first = claims.Move(to="filed", on=AT.date(), at=AT, by="enterprise", note="", amount=None)
    of = {"enterprise": held, "region": "370200", "edition": "qingdao-2024", "course": {}, "window": None}
    with store.writing("test") as connection:
        claims.register(connection, first, number=number, services=[], asked=None, is_official=False, **of)
        return claims.by_numbers(connection, [number])[number].id


def subscribed(store: Database, who: int, about: str = "qingdao-2024/main", **more: Any) -> Subscription:
    topic = more.pop("topic", "window")
    with store.writing("test") as connection:
        return subscriptions.subscribe(
            connection, who, topic, about, "370200", AT, edition="qingdao-2024", **more
        )


def wanted(
    about: str = "qingdao-2024/main/2025-01-11",
    *offsets: int,
    deadline: datetime | None = DEADLINE,
    kind: str = "closes",
    thread: str = "window:qingdao-2024/main",
    **more: Any,
) -> tuple[Wanted, ...]:
    """What is told of one deadline, by default once, some days before it."""
    more = {"region": "370200", "content": {"label": "集中申报"}, **more}
    return tuple(
        Wanted(
            kind=kind,
            about=about,
            offset=offset,
            deadline=deadline,
            thread=thread,
            **{"due": (deadline or DEADLINE) - offset * DAY, **more},
        )
        for offset in offsets or (30,)
    )


def due(at: datetime, about: str = "1", **more: Any) -> tuple[Wanted, ...]:
    """Something to be told at a moment."""
    return wanted(about, 0, due=at, thread=about, **more)


def plan(store: Database, told: Mapping[Subscription, Sequence[Wanted]]) -> Planned:
    with store.writing("test") as connection:
        return deliveries.plan(connection, told)


def rows(store: Database) -> list[Any]:
    """All deliveries as they are in the table, by number."""
    with store.reading() as connection:
        return list(connection.execute(select(table).order_by(table.c.id)))


def states(store: Database) -> list[tuple[str, int, str, str | None]]:
    """What, how many days before, in which state, and why."""
    return [(row.about, row.offset, row.state, row.code) for row in rows(store)]


def take(store: Database, at: datetime, most: int = 100, channels: Sequence[str] = CHANNELS) -> list[Any]:
    with store.writing("test") as connection:
        return sending.take(connection, channels, at, at + UNTIL, most)


def end(store: Database, at: datetime, *ends: End) -> int:
    with store.writing("test") as connection:
        return sending.end(connection, ends, at)


def later(told: Sequence[Wanted], by: timedelta) -> tuple[Wanted, ...]:
    """The same, due later."""
    return tuple(replace(one, due=one.due + by) for one in told)
