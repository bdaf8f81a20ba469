"""Each delivery is taken by one sender at a time, ends as its last sender says, and is not sent in vain."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import insert, select, text, update

from storage import conversations, deliveries, sending, subscriptions, tidying
from storage.database import Database
from storage.sending import End
from storage.subscriptions import Wishes
from storage.tables import deliveries as table
from storage.tables import people
from storage.tidying import Tidied
from tests.storage.reminding import (
    AT,
    CHANNELS,
    DAY,
    HOUR,
    MINUTE,
    SECOND,
    UNTIL,
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

Opening = Callable[..., Database]
RESENDS = {"closes"}


def tidy(store: Database, at: Any, most: int = 2_000, repeatable: Any = ("wechat",)) -> Tidied:
    with store.writing("test") as connection:
        return tidying.tidy(connection, CHANNELS, at, repeatable=set(repeatable), resends=RESENDS, most=most)


def tidied(expired: int = 0, superseded: int = 0, freed: int = 0, uncertain: int = 0) -> Tidied:
    return Tidied(expired=expired, superseded=superseded, freed=freed, uncertain=uncertain, is_all=True)


def held_of(store: Database, who: int) -> Any:
    with store.reading() as connection:
        return connection.execute(select(people.c.held, people.c.unreachable).where(people.c.id == who)).one()


def test_what_is_due_is_taken_the_oldest_first_and_only_once(store: Database) -> None:
    one = subscribed(store, person(store, "甲"))
    plan(store, {one: [*due(AT + DAY, "later"), *due(AT, "now"), *due(AT - HOUR, "before")]})
    with store.reading() as connection:
        assert sending.is_due(connection, CHANNELS, AT)
        assert not sending.is_due(connection, CHANNELS, AT - 2 * HOUR)
        assert not sending.is_due(connection, ["telegram"], AT)
        assert sending.next_due(connection, CHANNELS) == AT - HOUR
        assert sending.next_due(connection, ["telegram"]) is None
    assert take(store, AT, channels=["web"]) == []
    assert [row.about for row in take(store, AT, most=1)] == ["before"]
    (taken,) = take(store, AT)
    assert (taken.about, taken.state, taken.tries, taken.channel, taken.account, taken.user) == (
        "now", "sending", 1, "wechat", "a", "甲",
    )  # fmt: skip
    assert take(store, AT) == []
    with store.reading() as connection:
        assert not sending.is_due(connection, CHANNELS, AT)
        assert sending.next_due(connection, CHANNELS) == AT + DAY


def test_what_failed_is_taken_again_in_the_order_of_its_moment(store: Database) -> None:
    one = subscribed(store, person(store, "甲"))
    plan(store, {one: [*due(AT, "failed"), *due(AT + HOUR, "due")]})
    (first,) = take(store, AT)
    assert end(store, AT, End(id=first.id, tries=1, state="failed", code="503", due=AT + 2 * HOUR)) == 1
    assert [row.about for row in take(store, AT + HOUR, most=2)] == ["due"]
    (again,) = take(store, AT + 3 * HOUR, most=2)
    assert (again.about, again.tries, again.code, again.due) == ("failed", 2, "503", AT + 2 * HOUR)


def test_the_sender_learns_who_gets_it_and_whether_they_can_be_reached(store: Database) -> None:
    who, other, stranger = person(store, "甲", "web"), person(store, "乙"), person(store, "丙")
    enterprise(store, who, other)
    enterprise(store, stranger)
    plan(store, {subscribed(store, who): [*due(AT, "1"), *due(AT + 1 * HOUR, "2")]})
    with store.writing("test") as connection:
        subscriptions.wish(connection, who, Wishes(), other)
        subscriptions.wish(connection, other, Wishes(hours=(600, 720)), None)
        connection.execute(update(people).where(people.c.id == other).values(unreachable=AT))
    assert take(store, AT, channels=["web"]) == []
    (taken,) = take(store, AT, channels=["wechat"])
    assert (taken.person, taken.to, taken.user, taken.hours, taken.lost) == (
        who,
        other,
        "乙",
        (600, 720),
        True,
    )
    with store.writing("test") as connection:
        subscriptions.wish(connection, who, Wishes(), stranger)
    (taken,) = take(store, AT + HOUR, channels=["web"])
    assert (taken.to, taken.user, taken.hours, taken.lost) == (who, "甲", None, False)


@pytest.mark.parametrize(
    ("state", "given", "becomes"),
    [
        ("sent", {}, ("sent", None, AT, AT)),
        ("sent", {"sent": AT - MINUTE}, ("sent", None, AT, AT - MINUTE)),
        ("failed", {"due": AT + HOUR, "code": "503"}, ("failed", "503", AT + HOUR, None)),
        ("due", {"due": AT + HOUR, "code": "hours"}, ("due", "hours", AT + HOUR, None)),
        ("held", {"code": "window"}, ("held", "window", AT, None)),
        ("unreachable", {"code": "43004"}, ("unreachable", "43004", AT, None)),
        ("uncertain", {"code": "timeout"}, ("uncertain", "timeout", AT, None)),
        ("dead", {"code": "40003"}, ("dead", "40003", AT, None)),
        ("cancelled", {"code": "expired"}, ("cancelled", "expired", AT, None)),
    ],
)
def test_what_was_taken_ends_as_its_sender_says(
    store: Database, state: str, given: dict[str, Any], becomes: tuple[Any, ...]
) -> None:
    who = person(store, "甲")
    plan(store, {subscribed(store, who): due(AT)})
    (taken,) = take(store, AT)
    assert end(store, AT, End(id=taken.id, tries=1, state=state, **given)) == 1
    (row,) = rows(store)
    assert (row.state, row.code, row.due, row.sent) == becomes
    assert row.leased is None
    waits = state in ("held", "unreachable")
    lost_since = AT if state == "unreachable" else None
    assert held_of(store, who) == ([{"delivery": taken.id}] if waits else None, lost_since)


def test_the_word_of_whoever_lost_it_to_another_changes_nothing(store: Database) -> None:
    who = person(store, "甲")
    plan(store, {subscribed(store, who): due(AT)})
    take(store, AT)
    assert tidy(store, AT + MINUTE) == tidied(freed=1)
    late = End(id=1, tries=1, state="unreachable")
    assert end(store, AT + MINUTE, late) == 0, "nobody has it"
    take(store, AT + MINUTE)
    before = rows(store)
    assert end(store, AT + MINUTE, late) == 0, "another has it"
    assert (rows(store), held_of(store, who)) == (before, (None, None))
    assert end(store, AT + MINUTE, End(id=1, tries=2, state="sent")) == 1
    before = rows(store)
    assert (
        end(store, AT + MINUTE, late, End(id=1, tries=2, state="dead"), End(id=99, tries=1, state="sent"))
        == 0
    )
    assert end(store, AT + MINUTE) == 0
    assert rows(store) == before


def test_what_waits_for_a_visit_is_kept_for_whoever_gets_it_after_what_waits_already(store: Database) -> None:
    who, other = person(store, "甲", "web"), person(store, "乙")
    enterprise(store, who, other)
    mine, theirs = subscribed(store, who), subscribed(store, other)
    plan(store, {mine: [*due(AT, "1"), *due(AT, "2")], theirs: due(AT, "3")})
    with store.writing("test") as connection:
        subscriptions.wish(connection, who, Wishes(), other)
        connection.execute(update(people).where(people.c.id == other).values(held=[{"text": "好"}]))
    taken = take(store, AT)
    end(store, AT, *(End(id=one.id, tries=1, state="held") for one in taken))
    assert held_of(store, other).held == [{"text": "好"}, *({"delivery": one.id} for one in taken)]
    assert held_of(store, who).held is None


def test_takers_at_once_never_get_the_same_one(url: str, store: Database, opening: Opening) -> None:
    who = person(store, "甲")
    with store.writing("test") as connection:
        row = vars_of(due(AT)[0], who)
        connection.execute(insert(table), [{**row, "about": f"{n}"} for n in range(300)])
    stores, start = [opening(url) for _ in range(4)], threading.Barrier(4)

    def taking(n: int) -> list[int]:
        start.wait()
        found: list[int] = []
        while taken := take(stores[n], AT, most=7):
            found += [one.id for one in taken]
            end(stores[n], AT, *(End(id=one.id, tries=one.tries, state="sent") for one in taken))
        return found

    with ThreadPoolExecutor(4) as threads:
        taken = Counter(id for some in threads.map(taking, range(4)) for id in some)
    # Whoever finds only what others hold at the moment stops early.
    while rest := take(store, AT):
        taken.update(one.id for one in rest)
        end(store, AT, *(End(id=one.id, tries=one.tries, state="sent") for one in rest))
    assert set(taken.values()) == {1}
    assert len(taken) == 300
    assert {row.state for row in rows(store)} == {"sent"}


def vars_of(one: Any, who: int) -> dict[str, Any]:
    names = ("kind", "about", "offset", "deadline", "due", "content", "thread", "region", "claim")
    return {**{name: getattr(one, name) for name in names}, "person": who, "state": "due", "tries": 0}


def test_what_is_past_its_deadline_is_not_sent(store: Database) -> None:
    one = subscribed(store, person(store, "甲"))
    plan(
        store,
        {one: [*due(AT, "past", deadline=AT + HOUR), *due(AT, "open"), *due(AT, "none", deadline=None)]},
    )
    assert tidy(store, AT + HOUR) == tidied()
    assert tidy(store, AT + HOUR + SECOND) == tidied(expired=1)
    assert sorted(states(store)) == [
        ("none", 0, "due", None),
        ("open", 0, "due", None),
        ("past", 0, "cancelled", "expired"),
    ]


def test_a_month_of_downtime_gives_one_catch_up_a_thread(store: Database) -> None:
    one = subscribed(store, person(store, "甲"))
    other = subscribed(store, person(store, "乙"))
    told = wanted("a", 30, 14, 7, 3, 1, 0)
    paper = wanted("paper", 30, 14, kind="paper")
    lapse = wanted("lapse", 30, kind="lapse", thread="lapse")
    plan(store, {one: [*told, *paper, *lapse], other: told})
    at = told[3].due + HOUR
    assert tidy(store, at) == tidied(superseded=8)
    assert {(row.person, row.about, row.offset) for row in take(store, at)} == {
        (one.person, "a", 3),
        (one.person, "lapse", 30),
        (other.person, "a", 3),
    }
    assert tidy(store, at) == tidied()


def test_what_is_late_stays_while_nothing_later_stands_for_it(store: Database) -> None:
    one = subscribed(store, person(store, "甲"))
    plan(store, {one: wanted("a", 30, 14)})
    at = wanted("a", 14)[0].due - SECOND
    assert tidy(store, at) == tidied()
    assert [row.offset for row in take(store, at)] == [30]


def test_what_is_past_its_deadline_stands_for_nothing(store: Database) -> None:
    one = subscribed(store, person(store, "甲"))
    soon = wanted("soon", 0, due=AT + DAY, deadline=AT + DAY)
    plan(store, {one: [*wanted("late", 1, due=AT), *soon]})
    assert tidy(store, AT + 3 * DAY) == tidied(expired=1)
    assert [row.about for row in take(store, AT + 3 * DAY)] == ["late"]


def test_of_a_claims_moves_each_is_told_however_late(store: Database) -> None:
    one = subscribed(store, person(store, "甲"))
    first, second = (wanted(name, 0, due=AT + n * DAY, kind="moved") for n, name in enumerate("ab"))
    plan(store, {one: [*first, *second]})
    assert tidy(store, AT + 30 * DAY) == tidied()
    assert [row.about for row in take(store, AT + 30 * DAY)] == ["a", "b"]


def test_of_one_day_everything_is_told(store: Database) -> None:
    one = subscribed(store, person(store, "甲"))
    plan(store, {one: [*wanted("1", 0, due=AT), *wanted("2", 0, due=AT + HOUR)]})
    assert tidy(store, AT + 2 * HOUR) == tidied()
    assert len(take(store, AT + 2 * HOUR)) == 2


def test_what_could_not_be_sent_until_it_is_time_to_tell_of_the_same_again_is_not(store: Database) -> None:
    one = subscribed(store, person(store, "甲"))
    plan(store, {one: [*wanted("a", 30, due=AT), *wanted("a", 14, due=AT + DAY), *wanted("b", 30, due=AT)]})
    for taken in take(store, AT):
        end(store, AT, End(id=taken.id, tries=1, state="failed", due=AT + DAY - HOUR))
    assert tidy(store, AT + DAY - HOUR) == tidied()
    for taken in take(store, AT + DAY - HOUR):
        end(store, AT, End(id=taken.id, tries=2, state="failed", due=AT + DAY))
    assert tidy(store, AT + DAY) == tidied(superseded=1)
    assert {(row.about, row.offset) for row in take(store, AT + DAY)} == {("a", 14), ("b", 30)}


@pytest.mark.parametrize(
    ("channel", "kind", "after", "outcome"),
    [
        ("wechat", "moved", UNTIL - SECOND, "sending"),
        ("wechat", "moved", UNTIL, "freed"),
        ("wechat", "moved", UNTIL + 8 * MINUTE, "freed"),
        ("wechat", "moved", UNTIL + 9 * MINUTE, "uncertain"),
        ("wechat", "closes", UNTIL + DAY, "freed"),
        ("web", "moved", UNTIL, "uncertain"),
        ("web", "closes", UNTIL, "freed"),
        # The clock went back: the lease is far ahead.
        ("wechat", "moved", -(10 * MINUTE - UNTIL), "sending"),
        ("wechat", "moved", -HOUR, "uncertain"),
        ("wechat", "closes", -HOUR, "freed"),
    ],
)
def test_what_its_sender_was_not_heard_of_in_time_is_sent_again_where_that_does_no_harm(
    store: Database, channel: str, kind: str, after: Any, outcome: str
) -> None:
    plan(store, {subscribed(store, person(store, "甲", channel)): due(AT, kind=kind)})
    assert len(take(store, AT)) == 1
    found = tidy(store, AT + after)
    (row,) = rows(store)
    match outcome:
        case "sending":
            assert (found, row.state) == (tidied(), "sending")
        case "freed":
            assert (found, row.state, row.due, row.leased) == (tidied(freed=1), "failed", AT + after, None)
            assert [one.tries for one in take(store, AT + after)] == [2]
        case _:
            assert (found, row.state, row.code) == (tidied(uncertain=1), "uncertain", "lost")
            assert take(store, AT + DAY) == []


@pytest.mark.parametrize(
    "state", ["failed", "due", "held", "unreachable", "uncertain", "dead", "lost", "sent"]
)
@pytest.mark.parametrize("code", ["moved", "stopped", "left"])
def test_what_is_taken_back_while_it_is_sent_is_not_tried_again(
    store: Database, code: str, state: str
) -> None:
    who = person(store, "甲")
    number = claim(store, enterprise(store, who))
    mine = subscribed(store, who, "N1", topic="claim", claim=number)
    plan(store, {mine: due(AT, claim=number)})
    (taken,) = take(store, AT)
    with store.writing("test") as connection:
        match code:
            case "moved":
                deliveries.plan(connection, {mine: due(AT, "2", claim=number)})
            case "stopped":
                subscriptions.unsubscribe(connection, who, [mine.id])
            case "left":
                deliveries.left(connection, who)
    if state == "lost":
        assert tidy(store, AT + UNTIL) == tidied()
    else:
        wait = AT + MINUTE if state in ("failed", "due") else None
        assert end(store, AT, End(id=taken.id, tries=1, state=state, code="x", due=wait)) == 1
    row = rows(store)[0]
    expected = ("sent", None) if state == "sent" else ("cancelled", code)
    assert (row.state, row.code, row.leased) == (*expected, None)
    assert held_of(store, who).held is None
    assert [one.id for one in take(store, AT + HOUR)] == [row.id for row in rows(store)[1:]]


def test_what_others_send_on_their_channels_is_left_to_them(store: Database) -> None:
    plan(store, {subscribed(store, person(store, "甲", "telegram")): due(AT)})
    assert len(take(store, AT, channels=["telegram"])) == 1
    assert tidy(store, AT + DAY) == tidied()


def test_tidying_goes_by_so_many_and_says_when_it_is_done(store: Database) -> None:
    one = subscribed(store, person(store, "甲"))
    plan(store, {one: [each for n in range(5) for each in due(AT, f"{n}", deadline=AT)]})
    done = [tidy(store, AT + HOUR, most=2) for _ in range(3)]
    assert [(each.expired, each.is_all) for each in done] == [(2, False), (2, False), (1, True)]


def test_senders_and_planners_and_those_who_stop_at_once_never_wait_in_a_circle(
    url: str, store: Database, opening: Opening
) -> None:
    people_of = [person(store, f"{n}") for n in range(12)]
    told = {subscribed(store, who): wanted("a", 7, 3, 1, due=AT) for who in people_of}
    plan(store, told)
    stores = [opening(url) for _ in range(4)]
    turned = {one: wanted("b", 7, 1, due=AT) for one in reversed(told)}

    def planning(_: int) -> None:
        for n in range(6):
            plan(stores[0], turned if n % 2 else told)

    def stopping(_: int) -> None:
        for n, who in enumerate(reversed(people_of)):
            with stores[1].writing("test") as connection:
                conversations.person(connection, "wechat", "a", f"{len(people_of) - 1 - n}")
                subscriptions.unsubscribe(connection, who, None if n % 2 else [])

    def sending_(n: int) -> None:
        while taken := take(stores[n], AT, most=5):
            ends = [End(id=one.id, tries=one.tries, state="held" if one.id % 2 else "sent") for one in taken]
            with stores[n].writing("test") as connection:
                assert sending.end(connection, ends, AT) == len(ends)
                tidying.tidy(connection, CHANNELS, AT, repeatable=(), resends=())

    with ThreadPoolExecutor(4) as threads:
        for done in [
            threads.submit(work, n) for n, work in enumerate((planning, stopping, sending_, sending_))
        ]:
            done.result()
    assert {row.state for row in rows(store)} <= {"sent", "held", "cancelled", "due"}


def test_what_is_due_is_found_without_a_look_at_what_is_to_come(store: Database) -> None:
    """The search uses the index of dues: it costs the same however much is planned."""
    if not store.is_sqlite:
        return
    asked: list[str] = []
    plan(store, {subscribed(store, person(store, "甲")): due(AT)})
    with store.writing("test") as connection:
        raw: Any = connection.connection.dbapi_connection
        raw.set_trace_callback(asked.append)
        sending.is_due(connection, CHANNELS, AT)
        sending.next_due(connection, CHANNELS)
        (one,) = sending.take(connection, CHANNELS, AT, AT + UNTIL, 10)
        tidying.tidy(connection, CHANNELS, AT, repeatable=(), resends=())
        sending.end(connection, [End(id=one.id, tries=1, state="held")], AT)
        raw.set_trace_callback(None)
        plans = [
            [step.detail for step in connection.execute(text(f"EXPLAIN QUERY PLAN {each}"))]
            for each in asked
            if each.startswith("SELECT")
        ]
    assert len(plans) > 12
    for steps in plans:
        assert any(
            "ix_deliveries_due (state=?" in step or "PRIMARY KEY (rowid=?)" in step for step in steps
        ), steps
        assert not any("TEMP B-TREE" in step or step.startswith("SCAN") for step in steps), steps
    assert sum("ix_deliveries_due (state=? AND due<?)" in steps[0] for steps in plans) >= 9


def test_what_others_are_to_send_first_keeps_nobody_from_their_own(store: Database) -> None:
    theirs = subscribed(store, person(store, "甲", "telegram"))
    mine = subscribed(store, person(store, "乙"))
    plan(store, {theirs: [each for n in range(9) for each in due(AT - HOUR, f"{n}")]})
    with store.reading() as connection:
        assert not sending.is_due(connection, CHANNELS, AT)
        assert sending.next_due(connection, CHANNELS) is None
    plan(store, {mine: [*due(AT, "1"), *due(AT + SECOND, "2")]})
    with store.reading() as connection:
        assert sending.is_due(connection, CHANNELS, AT)
        assert sending.next_due(connection, CHANNELS) == AT
    assert [row.about for row in take(store, AT + MINUTE, most=1)] == ["1"]
    assert [row.about for row in take(store, AT + MINUTE, most=3)] == ["2"]
    assert len(take(store, AT, channels=["telegram"])) == 9
