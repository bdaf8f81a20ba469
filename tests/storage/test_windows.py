"""Pushes are counted against the windows that people open, and against the rates at which they may be sent any."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from storage import conversations, inbox, windows
from storage.conversations import Kept, Touch
from storage.database import Database
from storage.tables import pushes
from storage.windows import Room

AT = datetime(2024, 12, 2, 2, tzinfo=UTC)
WHO = ("wechat", "wx1", "甲")
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


def touch(store: Database, how: Touch, at: datetime, version: int = 0) -> None:
    """A message or a tap of the person."""
    with store.writing("test") as connection:
        person = conversations.meet(connection, *WHO, at)
        conversations.save(connection, person, Kept(version=version), {}, at, touch=how)


def left(store: Database, at: datetime) -> int:
    with store.reading() as connection:
        return windows.left(connection, *WHO, at)


def spend(store: Database, at: datetime) -> Room:
    with store.writing("test") as connection:
        return windows.spend(connection, *WHO, at)


def spent(store: Database, at: datetime, times: int) -> list[str]:
    return [spend(store, at).kind for _ in range(times)]


@pytest.mark.parametrize(
    ("how", "after", "room"),
    [
        ("message", timedelta(), 5),
        ("message", 48 * HOUR - SECOND, 5),
        ("message", 48 * HOUR, 0),
        ("tap", timedelta(), 3),
        ("tap", MINUTE - SECOND, 3),
        ("tap", MINUTE, 0),
        (None, timedelta(), 0),
    ],
)
def test_a_message_opens_a_window_for_two_days_and_a_tap_one_for_a_minute(
    store: Database, how: Touch, after: timedelta, room: int
) -> None:
    touch(store, how, AT)
    assert left(store, AT + after) == room
    assert spent(store, AT + after, 6).count("spent") == room


def test_the_larger_window_counts_and_each_only_the_pushes_since_it_opened(store: Database) -> None:
    touch(store, "message", AT)
    assert spent(store, AT + SECOND, 4) == ["spent"] * 4
    assert left(store, AT + SECOND) == 1
    touch(store, "tap", AT + HOUR, 1)
    assert left(store, AT + HOUR) == 3
    assert spent(store, AT + HOUR, 4) == ["spent", "spent", "spent", "full"]
    assert left(store, AT + 2 * HOUR) == 0
    touch(store, "message", AT + 3 * HOUR, 2)
    assert left(store, AT + 3 * HOUR) == 5


def test_what_was_surely_not_sent_is_given_back(store: Database) -> None:
    touch(store, "message", AT)
    room = spend(store, AT)
    assert (room.kind, left(store, AT)) == ("spent", 4)
    assert room.push is not None
    with store.writing("test") as connection:
        windows.give_back(connection, room.push)
    assert left(store, AT) == 5


def test_a_window_that_the_vendor_says_is_shut_opens_with_the_next_message(store: Database) -> None:
    touch(store, "message", AT)
    touch(store, "tap", AT + SECOND, 1)
    with store.writing("test") as connection:
        windows.shut(connection, *WHO, AT + 2 * SECOND)
    assert left(store, AT + 2 * SECOND) == 0
    touch(store, "message", AT + MINUTE, 2)
    with store.writing("test") as connection:
        windows.shut(connection, *WHO, AT + 30 * SECOND)
    assert left(store, AT + MINUTE) == 5, "what the person wrote after the refused push counts"


def test_nothing_is_pushed_to_whoever_is_lost_until_they_write_again(store: Database) -> None:
    touch(store, "message", AT)
    with store.writing("test") as connection:
        inbox.lose(connection, *WHO, AT)
    assert (left(store, AT), spend(store, AT).kind) == (0, "lost")
    with store.writing("test") as connection:
        assert windows.is_lost(connection, *WHO)
        assert windows.spend_at_rates(connection, *WHO, AT, {MINUTE: 1}).kind == "lost"
        conversations.welcome_back(connection, conversations.meet(connection, *WHO, AT))
        assert not windows.is_lost(connection, *WHO)
    assert spend(store, AT).kind == "spent"


def test_of_whoever_is_not_known_nothing_is_counted(store: Database) -> None:
    assert spend(store, AT) == Room(kind="spent")
    assert left(store, AT) == 0
    with store.reading() as connection:
        assert not windows.is_lost(connection, *WHO)
        assert connection.execute(select(func.count()).select_from(pushes)).scalar() == 0


def test_rates_let_so_many_through_and_say_how_long_the_next_one_waits(store: Database) -> None:
    touch(store, "message", AT)
    rates = {MINUTE: 2, HOUR: 3}
    told = []
    for seconds in (0, 10, 20, 60, 70, 3600):
        with store.writing("test") as connection:
            room = windows.spend_at_rates(connection, *WHO, AT + seconds * SECOND, rates)
        told.append((seconds, room.kind, room.after))
    assert told == [
        (0, "spent", 0),
        (10, "spent", 0),
        (20, "full", 40),
        (60, "spent", 0),
        (70, "full", 3530),
        (3600, "spent", 0),
    ]


def test_many_who_push_at_once_never_push_more_than_there_is_room_for(store: Database) -> None:
    touch(store, "message", AT)
    with ThreadPoolExecutor(12) as threads:
        kinds = [room.kind for room in threads.map(lambda _: spend(store, AT), range(12))]
    assert sorted(kinds) == ["full"] * 7 + ["spent"] * 5


def test_old_pushes_are_forgotten(store: Database) -> None:
    touch(store, "message", AT)
    spent(store, AT, 2)
    spent(store, AT + HOUR, 1)
    with store.writing("test") as connection:
        windows.forget(connection, AT + HOUR)
        assert connection.execute(select(pushes.c.at)).scalars().all() == [AT + HOUR]
