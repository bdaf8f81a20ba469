"""People subscribe, say how they want to be told, and stop; what they are not told yet goes with it."""

from __future__ import annotations

import pytest

from storage import conversations, deliveries, enterprises, subscriptions
from storage.database import Database
from storage.sending import End
from storage.subscriptions import Wishes
from tests.storage.reminding import (
    AT,
    DAY,
    claim,
    due,
    end,
    enterprise,
    person,
    plan,
    rows,
    states,
    subscribed,
    take,
    wanted,
)  # fmt: skip


@pytest.mark.parametrize(
    "wishes",
    [
        Wishes(),
        Wishes(offsets=(7, 1), hours=(540, 1080), is_stopped=True),
        Wishes(offsets=(), hours=None),
    ],
)
def test_wishes_come_back_as_they_were_kept(store: Database, wishes: Wishes) -> None:
    who, other = person(store, "甲"), person(store, "乙")
    with store.writing("test") as connection:
        subscriptions.wish(connection, who, wishes, other)
        assert subscriptions.wishes_of(connection, [who, other]) == {who: wishes, other: Wishes()}
        assert subscriptions.via(connection, who) == other
    assert subscribed(store, who).wishes == wishes


def test_who_subscribes_again_has_the_same_subscription_as_wished_now(store: Database) -> None:
    who = person(store, "甲")
    first = subscribed(store, who, papers=["audit"], offsets=[7, 1])
    other = subscribed(store, person(store, "乙"))
    again = subscribed(store, who, papers=None)
    assert (again.id, again.since, again.offsets, again.papers) == (first.id, first.since, (7, 1), None)
    assert first.papers == ("audit",)
    assert other.id != first.id
    with store.reading() as connection:
        assert subscriptions.of_person(connection, who) == (again,)


def test_all_subscriptions_are_gone_through_in_pages(store: Database) -> None:
    found = [subscribed(store, person(store, f"{n}"), f"about {n}") for n in range(5)]
    with store.reading() as connection:
        pages, last = [], 0
        while page := subscriptions.after(connection, last, 2, region="370200", edition="qingdao-2024"):
            pages.append(page)
            last = page[-1].id
        assert [len(page) for page in pages] == [2, 2, 1]
        assert [one for page in pages for one in page] == found
        assert subscriptions.after(connection, 0, 9, region="310000") == ()
        assert subscriptions.after(connection, 0, 9, edition="another") == ()


def test_offsets_are_set_for_some_subscriptions_or_for_all_of_a_person(store: Database) -> None:
    who, other = person(store, "甲"), person(store, "乙")
    first, second = subscribed(store, who, "1"), subscribed(store, who, "2")
    theirs = subscribed(store, other, "1")
    with store.writing("test") as connection:
        subscriptions.set_offsets(connection, who, [first.id, theirs.id], [3])
        assert [one.offsets for one in subscriptions.of_person(connection, who)] == [(3,), None]
        subscriptions.set_offsets(connection, who, None, [5, 1])
        assert [one.offsets for one in subscriptions.of_person(connection, who)] == [(5, 1), (5, 1)]
        subscriptions.set_offsets(connection, who, [second.id], None)
        assert [one.offsets for one in subscriptions.of_person(connection, who)] == [(5, 1), None]
        assert subscriptions.of_person(connection, other) == (theirs,)


def test_the_next_moment_of_a_subscription_is_that_of_what_is_not_told_yet(store: Database) -> None:
    who = person(store, "甲")
    one, none = subscribed(store, who), subscribed(store, who, "nothing to tell")
    plan(store, {one: (*due(AT, "first"), *due(AT + DAY, "second")), none: ()})
    with store.reading() as connection:
        assert subscriptions.next_dues(connection, who) == {one.id: AT}
    (taken,) = take(store, AT)
    end(store, AT, End(id=taken.id, tries=1, state="sent"))
    with store.reading() as connection:
        assert subscriptions.next_dues(connection, who) == {one.id: AT + DAY}


def test_who_stops_one_subscription_still_hears_of_the_others(store: Database) -> None:
    who, other = person(store, "甲"), person(store, "乙")
    first, second, theirs = subscribed(store, who, "1"), subscribed(store, who, "2"), subscribed(store, other)
    plan(store, {first: due(AT, "first"), second: due(AT, "second"), theirs: due(AT, "theirs")})
    with store.writing("test") as connection:
        assert subscriptions.unsubscribe(connection, who, [first.id, theirs.id]) == 1
        assert [one.id for one in subscriptions.of_person(connection, who)] == [second.id]
    assert states(store) == [
        ("first", 0, "cancelled", "stopped"),
        ("second", 0, "due", None),
        ("theirs", 0, "due", None),
    ]
    assert [one.about for one in take(store, AT)] == ["second", "theirs"]


def test_who_stops_all_hears_nothing_more_not_even_without_a_subscription(store: Database) -> None:
    who = person(store, "甲")
    one = subscribed(store, who)
    plan(store, {one: (*due(AT, "sent"), *due(AT + DAY, "failed"), *due(AT + 2 * DAY, "due"))})
    with store.writing("test") as connection:
        deliveries.add(connection, who, due(AT + DAY, "moved", kind="moved")[0])
    (sent,) = take(store, AT)
    end(store, AT, End(id=sent.id, tries=1, state="sent"))
    failed, _ = take(store, AT + DAY)
    end(store, AT, End(id=failed.id, tries=1, state="failed", due=AT + DAY))
    with store.writing("test") as connection:
        assert subscriptions.unsubscribe(connection, who, None) == 1
    stopped = {"sent": "sent", "failed": "cancelled", "due": "cancelled", "moved": "sending"}
    assert {row.about: row.state for row in rows(store)} == stopped
    assert all(row.subscription is None for row in rows(store))
    again = subscribed(store, who)
    assert plan(store, {again: due(AT + 2 * DAY, "due")}).moved == 1
    assert ("due", 0, "due", None) in states(store)


def test_who_leaves_an_enterprise_hears_no_more_of_its_claims(store: Database) -> None:
    who, other = person(store, "甲"), person(store, "乙", "web")
    number = claim(store, held := enterprise(store, who, other))
    mine = subscribed(store, who, "N1", topic="claim", claim=number)
    theirs = subscribed(store, other, "N1", topic="claim", claim=number)
    window = subscribed(store, who)
    assert mine.number == "N1"
    told = due(AT, "publicity", kind="publicity", claim=number)
    plan(store, {mine: told, theirs: told, window: due(AT, "window")})
    with store.writing("test") as connection:
        deliveries.add(connection, who, due(AT, "moved", kind="moved", claim=number)[0])
        assert subscriptions.of_claim(connection, number) == (mine, theirs)
        assert subscriptions.colleagues(connection, who) == {"web": [other]}
        deliveries.left(connection, who)
        enterprises.leave(connection, who)
        assert subscriptions.of_person(connection, who) == (window,)
        assert subscriptions.of_person(connection, other) == (theirs,)
        assert subscriptions.colleagues(connection, who) == {}
    assert {(row.about, row.person, row.state, row.code) for row in rows(store)} == {
        ("publicity", who, "cancelled", "left"),
        ("window", who, "due", None),
        ("publicity", other, "due", None),
        ("moved", who, "cancelled", "left"),
    }
    with store.writing("test") as connection:
        enterprises.join(connection, who, held, "colleague", AT)
    assert plan(store, {subscribed(store, who, "N1", topic="claim", claim=number): told}).moved == 1


def test_nothing_of_reminders_is_left_of_who_is_erased(store: Database) -> None:
    who = person(store, "甲")
    plan(store, {subscribed(store, who): wanted()})
    with store.writing("test") as connection:
        known = conversations.person(connection, "wechat", "a", "甲")
        assert known is not None
        conversations.erase(connection, known)
        assert subscriptions.after(connection, 0, 9) == ()
    assert rows(store) == []
