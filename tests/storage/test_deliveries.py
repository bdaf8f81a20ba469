"""What is planned is planned once, follows what is wanted, and can be found and settled by hand."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, insert, update

from storage import conversations, deliveries, enterprises, sending, subscriptions
from storage.database import Database
from storage.deliveries import Planned, Wanted
from storage.sending import End
from storage.subscriptions import Wishes
from storage.tables import deliveries as table
from storage.tables import subscriptions as subscribers
from tests.storage.reminding import (
    AT,
    CHANNELS,
    DAY,
    DEADLINE,
    HOUR,
    SECOND,
    UNTIL,
    claim,
    due,
    end,
    enterprise,
    later,
    person,
    plan,
    rows,
    states,
    subscribed,
    take,
    wanted,
)  # fmt: skip

Opening = Callable[..., Database]


def test_planning_twice_plans_once(store: Database) -> None:
    told = {
        subscribed(store, person(store, user), about): wanted(f"{about}/{user}", 30, 14, 7, 3, 1, 0)
        for user in "甲乙丙"
        for about in ("1", "2")
    }
    assert plan(store, told) == Planned(new=36)
    before = rows(store)
    assert plan(store, told) == Planned(unchanged=36)
    assert rows(store) == before


def test_two_planners_at_once_plan_once(url: str, store: Database, opening: Opening) -> None:
    told = {subscribed(store, person(store, f"{n}"), f"{n % 7}"): wanted(f"{n}", 30, 7, 1) for n in range(60)}
    turned = dict(reversed(told.items()))
    stores, start = [opening(url) for _ in range(4)], threading.Barrier(4)

    def planning(n: int) -> Planned:
        start.wait()
        return plan(stores[n], turned if n % 2 else told)

    with ThreadPoolExecutor(4) as threads:
        done = list(threads.map(planning, range(4)))
    assert sum(one.new for one in done) == len(rows(store)) == 180
    assert sum(one.unchanged for one in done) == 3 * 180


def test_a_moved_deadline_takes_the_old_one_back_and_adds_the_new_one(store: Database) -> None:
    one = subscribed(store, person(store, "甲"))
    plan(store, {one: wanted("old", 30, 7)})
    moved = wanted("new", 30, 7, deadline=DEADLINE + 10 * DAY)
    assert plan(store, {one: moved}) == Planned(new=2, cancelled=2)
    assert {(about, state, code) for about, _, state, code in states(store)} == {
        ("old", "cancelled", "moved"),
        ("new", "due", None),
    }
    assert plan(store, {one: wanted("old", 30, 7)}) == Planned(moved=2, cancelled=2)
    assert {(about, state) for about, _, state, _ in states(store)} == {("old", "due"), ("new", "cancelled")}


def test_other_offsets_hours_and_words_change_what_is_not_told_yet(store: Database) -> None:
    one = subscribed(store, person(store, "甲"))
    plan(store, {one: wanted("a", 30, 7, 1)})
    fewer = later(wanted("a", 30, 7, content={"label": "其他"}), HOUR)
    assert plan(store, {one: fewer}) == Planned(moved=2, cancelled=1)
    assert {(row.offset, row.state, row.due, row.content["label"]) for row in rows(store)} == {
        (30, "due", DEADLINE - 30 * DAY + HOUR, "其他"),
        (7, "due", DEADLINE - 7 * DAY + HOUR, "其他"),
        (1, "cancelled", DEADLINE - DAY, "集中申报"),
    }


TOLD = ("sent", "uncertain", "unreachable", "dead")


@pytest.mark.parametrize("state", [*TOLD, "sending"])
def test_what_is_told_or_being_told_is_left_as_it_is(store: Database, state: str) -> None:
    one = subscribed(store, person(store, "甲"))
    plan(store, {one: due(AT)})
    take(store, AT)
    if state != "sending":
        end(store, AT, End(id=1, tries=1, state=state, code="x"))
    before = rows(store)
    assert plan(store, {one: later(due(AT), HOUR)}) == Planned(unchanged=1)
    assert plan(store, {one: ()}) == Planned()
    if state == "sending":
        # It is not tried again, should it not arrive.
        assert states(store) == [("1", 0, "sending", "moved")]
    else:
        assert rows(store) == before


def test_what_is_to_be_tried_again_keeps_its_own_moment_unless_it_is_wanted_later(store: Database) -> None:
    one = subscribed(store, person(store, "甲"))
    plan(store, {one: due(AT)})
    take(store, AT)
    end(store, AT, End(id=1, tries=1, state="failed", due=AT + HOUR))
    assert plan(store, {one: due(AT)}) == Planned(unchanged=1)
    assert plan(store, {one: due(AT + DAY)}) == Planned(moved=1)
    assert [(row.state, row.due, row.tries) for row in rows(store)] == [("failed", AT + DAY, 1)]
    assert plan(store, {one: ()}) == Planned(cancelled=1)


def test_what_waits_for_a_visit_has_the_words_of_now_and_can_be_taken_back(store: Database) -> None:
    one = subscribed(store, person(store, "甲"))
    plan(store, {one: due(AT)})
    take(store, AT)
    end(store, AT, End(id=1, tries=1, state="held"))
    assert plan(store, {one: due(AT, content={"label": "其他"})}) == Planned(moved=1)
    with store.reading() as connection:
        (held,) = deliveries.held(connection, [1])
    assert (held.state, held.content) == ("held", {"label": "其他"})
    assert plan(store, {one: ()}) == Planned(cancelled=1)
    with store.reading() as connection:
        assert deliveries.held(connection, [1]) == ()


@pytest.mark.parametrize("code", ["expired", "superseded", "operator"])
def test_what_was_ended_for_good_is_not_planned_again(store: Database, code: str) -> None:
    one = subscribed(store, person(store, "甲"))
    plan(store, {one: due(AT)})
    take(store, AT)
    end(store, AT, End(id=1, tries=1, state="cancelled", code=code))
    assert plan(store, {one: due(AT)}) == Planned(unchanged=1)
    assert states(store) == [("1", 0, "cancelled", code)]


def test_a_subscription_that_is_gone_meanwhile_is_passed_over(store: Database) -> None:
    who = person(store, "甲")
    gone, there = subscribed(store, who, "1"), subscribed(store, who, "2")
    with store.writing("test") as connection:
        subscriptions.unsubscribe(connection, who, [gone.id])
    assert plan(store, {gone: due(AT, "gone"), there: due(AT, "there")}) == Planned(new=1)
    assert states(store) == [("there", 0, "due", None)]


def test_what_two_subscriptions_come_to_is_told_once(store: Database) -> None:
    who = person(store, "甲")
    one, two = subscribed(store, who, "1"), subscribed(store, who, "2")
    assert plan(store, {one: due(AT), two: due(AT)}) == Planned(new=1)
    assert plan(store, {two: due(AT)}) == Planned(unchanged=1)
    with store.writing("test") as connection:
        subscriptions.unsubscribe(connection, who, [one.id])
    assert plan(store, {two: due(AT)}) == Planned(moved=1)
    assert [(row.state, row.subscription) for row in rows(store)] == [("due", two.id)]


def test_something_is_added_once_for_a_person(store: Database) -> None:
    who = person(store, "甲")
    (moved,) = due(AT, kind="moved", deadline=None)
    with store.writing("test") as connection:
        assert deliveries.add(connection, who, moved)
        assert not deliveries.add(connection, who, replace(moved, due=AT + DAY))
        assert deliveries.add(connection, who, replace(moved, offset=1))
    assert [row.due for row in rows(store)] == [AT, AT]


WISHES = st.lists(st.sets(st.tuples(st.sampled_from("ab"), st.integers(0, 2))), min_size=1, max_size=6)


class Undone(Exception):
    """Takes a transaction back."""


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=WISHES, taken=st.lists(st.booleans(), min_size=6, max_size=6))
def test_whatever_was_planned_before_what_is_wanted_now_is_due_or_told(
    store: Database, history: list[set[tuple[str, int]]], taken: list[bool]
) -> None:
    told: set[tuple[str, int]] = set()
    with suppress(Undone), store.writing("test") as connection:
        who = conversations.meet(connection, "wechat", "a", "甲", AT).id
        one = subscriptions.subscribe(connection, who, "window", "x", "370200", AT)
        for keys, takes in zip(history, taken, strict=False):
            now = [each for about, offset in sorted(keys) for each in wanted(about, offset, due=AT)]
            deliveries.plan(connection, {one: now})
            found = deliveries.of_person(connection, who)
            assert {(each.about, each.offset) for each in found if each.state == "due"} == keys - told
            assert len({(each.kind, each.about, each.offset) for each in found}) == len(found)
            if takes:
                gone = sending.take(connection, CHANNELS, AT, AT + UNTIL, 1)
                told |= {(each.about, each.offset) for each in gone}
        raise Undone


def test_hundreds_of_subscriptions_take_as_few_statements_as_one(store: Database) -> None:
    said: list[str] = []
    event.listen(store.engine, "before_cursor_execute", lambda *given: said.append(given[2]))
    who = person(store, "甲")
    with store.writing("test") as connection:
        row = {"person": who, "topic": "window", "region": "370200", "since": AT}
        connection.execute(insert(subscribers), [{**row, "about": f"{n}"} for n in range(400)])
        found = subscriptions.after(connection, 0, 500)
    told: dict[Any, Any] = {one: wanted(one.about, 30, 14, 7) for one in found}
    counts = []
    for some in ({found[0]: told[found[0]]}, told, told, dict.fromkeys(told, ())):
        said.clear()
        plan(store, some)
        counts.append(len(said))
    assert len(rows(store)) == 1200
    assert max(counts) <= counts[0]


def test_a_recipient_is_the_colleague_wished_for_as_long_as_they_are_one(store: Database) -> None:
    who, other = person(store, "甲", "web"), person(store, "乙", "wechat")
    enterprise(store, who, other)
    plan(store, {subscribed(store, who): due(AT)})
    with store.writing("test") as connection:
        subscriptions.wish(connection, who, Wishes(hours=(600, 700)), other)
        subscriptions.wish(connection, other, Wishes(hours=(540, 1000)), None)
    with store.reading() as connection:
        found = deliveries.by_id(connection, 1)
    assert found is not None
    assert (found.person, found.to, found.channel, found.user, found.hours) == (
        who, other, "wechat", "乙", (540, 1000),
    )  # fmt: skip
    with store.writing("test") as connection:
        enterprises.leave(connection, other)
        found = deliveries.by_id(connection, 1)
    assert found is not None
    assert (found.person, found.to, found.channel, found.user, found.hours) == (
        who, who, "web", "甲", (600, 700),
    )  # fmt: skip


@pytest.mark.parametrize("state", ["held", "unreachable"])
@pytest.mark.parametrize(
    "change", ["other wish", "same wish", "colleague leaves", "owner leaves", "stranger leaves"]
)
def test_what_waits_for_a_colleague_who_gets_it_no_more_is_sent_to_whoever_does(
    store: Database, state: str, change: str
) -> None:
    who, other, stranger = (person(store, user) for user in "甲乙丙")
    enterprise(store, who, other)
    enterprise(store, stranger)
    plan(store, {subscribed(store, who): due(AT)})
    with store.writing("test") as connection:
        subscriptions.wish(connection, who, Wishes(), other)
    take(store, AT)
    assert end(store, AT, End(id=1, tries=1, state=state)) == 1
    with store.writing("test") as connection:
        match change:
            case "other wish":
                subscriptions.wish(connection, who, Wishes(), None)
            case "same wish":
                subscriptions.wish(connection, who, Wishes(hours=(600, 700)), other)
            case _:
                leaving = {"colleague leaves": other, "owner leaves": who, "stranger leaves": stranger}[
                    change
                ]
                deliveries.left(connection, leaving)
                enterprises.leave(connection, leaving)
    is_left = change in ("same wish", "stranger leaves")
    assert [(row.state, row.due) for row in rows(store)] == [(state if is_left else "due", AT)]
    assert [one.to for one in take(store, AT)] == ([] if is_left else [who])


def test_deliveries_are_listed_by_region_state_and_kind_the_last_ones(store: Database) -> None:
    one = subscribed(store, person(store, "甲"))
    told = [due(AT + n * DAY, f"{n}", region="370200" if n % 2 else "310000")[0] for n in range(6)]
    plan(store, {one: [*told, *due(AT, "moved", kind="moved", region="370200")]})
    take(store, AT)

    def listed(where: tuple[str, ...], **more: Any) -> list[str]:
        with store.reading() as connection:
            return [found.about for found in deliveries.listed(connection, where, **more)]

    both = ("370200", "310000")
    with store.reading() as connection:
        assert sorted(deliveries.regions(connection)) == sorted(both)
    assert listed(both) == ["0", "moved", "1", "2", "3", "4", "5"]
    assert listed(both, most=2) == ["4", "5"]
    assert listed(("310000",)) == ["0", "2", "4"]
    assert listed(both, state="sending") == ["0", "moved"]
    assert listed(both, kind="moved") == ["moved"]
    assert listed(()) == []


STATES = ("due", "sending", "sent", "failed", "held", "uncertain", "unreachable", "cancelled", "dead")


def in_each_state(store: Database, deadline: Any = DEADLINE) -> dict[str, int]:
    one = subscribed(store, person(store, "甲"))
    plan(store, {one: [each for state in STATES for each in due(AT, state, deadline=deadline)]})
    with store.writing("test") as connection:
        # Put off, so that it is not taken.
        connection.execute(update(table).where(table.c.about == "due").values(due=AT + DAY))
    take(store, AT)
    ids = {row.about: row.id for row in rows(store)}
    ends = [End(id=ids[s], tries=1, state=s, due=AT + HOUR) for s in STATES if s not in ("due", "sending")]
    end(store, AT, *ends)
    assert {row.about: row.state for row in rows(store)} == {state: state for state in STATES}
    return ids


def test_an_operator_has_those_sent_again_that_were_given_up_or_nobody_knows_of(store: Database) -> None:
    ids = in_each_state(store)
    with store.writing("test") as connection:
        assert deliveries.again(connection, list(ids.values()), AT + HOUR) == 5
        assert deliveries.again(connection, [10**6], AT) == 0
    changed = {row.about for row in rows(store) if (row.state, row.due) == ("due", AT + HOUR)}
    assert changed == {"dead", "uncertain", "unreachable", "failed", "held"}
    assert len(take(store, AT + HOUR)) == 5


def test_nothing_is_sent_again_past_its_deadline(store: Database) -> None:
    ids = in_each_state(store, AT + HOUR)
    with store.writing("test") as connection:
        assert deliveries.again(connection, list(ids.values()), AT + HOUR + SECOND) == 0


@pytest.mark.parametrize(("state", "sent"), [("sent", AT + HOUR), ("cancelled", None), ("dead", None)])
def test_an_operator_settles_those_that_nobody_knows_of(store: Database, state: str, sent: Any) -> None:
    ids = in_each_state(store)
    with store.writing("test") as connection:
        assert deliveries.resolve(connection, list(ids.values()), state, AT + HOUR) == 4
    changed = {
        row.about for row in rows(store) if (row.state, row.code, row.sent) == (state, "operator", sent)
    }
    assert changed == {"dead", "uncertain", "unreachable", "held"}


def test_what_stands_in_each_state_is_counted_and_how_late_the_first_is(store: Database) -> None:
    with store.reading() as connection:
        empty = deliveries.counts(connection, AT)
    assert (empty.overdue, empty.late, set(empty.states.values())) == (0, 0 * DAY, {0})
    in_each_state(store)
    with store.reading() as connection:
        found = deliveries.counts(connection, AT + 3 * HOUR)
    assert found.states == dict.fromkeys(STATES, 1)
    assert (found.overdue, found.late) == (1, 2 * HOUR)


def test_what_waits_is_shown_at_the_next_visit_unless_it_is_past(store: Database) -> None:
    one = subscribed(store, person(store, "甲"))
    plan(
        store,
        {one: (*due(AT, "past", deadline=AT + HOUR), *due(AT, "then"), *due(AT, "unlimited", deadline=None))},
    )
    take(store, AT)
    end(store, AT, *(End(id=id, tries=1, state="held") for id in (1, 2, 3)))
    with store.writing("test") as connection:
        found = deliveries.held(connection, [3, 1, 2, 3, 99])
        assert [each.about for each in found] == ["unlimited", "past", "then"]
        assert [each.is_past(AT + DAY) for each in found] == [False, True, False]
        deliveries.shown(connection, [3, 1, 2], AT + DAY)
        assert deliveries.held(connection, [3, 1, 2]) == ()
    assert [(row.state, row.code, row.sent) for row in rows(store)] == [
        ("cancelled", "expired", None),
        ("sent", "visit", AT + DAY),
        ("sent", "visit", AT + DAY),
    ]


def test_what_was_due_before_a_restore_may_have_been_sent(store: Database) -> None:
    in_each_state(store)
    with store.writing("test") as connection:
        assert deliveries.restored(connection, AT + 2 * HOUR) == 2
    changed = {row.about for row in rows(store) if (row.state, row.code) == ("uncertain", "restored")}
    assert changed == {"sending", "failed"}


def test_old_deliveries_are_forgotten_but_those_that_are_to_be_sent_or_shown(store: Database) -> None:
    in_each_state(store)
    left = []
    for before in (AT, AT + 2 * DAY, DEADLINE + DAY):
        with store.writing("test") as connection:
            assert deliveries.forget(connection, before)
        left.append({row.state for row in rows(store)})
    to_be_sent = {"due", "sending", "failed"}
    assert left == [set(STATES), to_be_sent | {"held", "unreachable"}, to_be_sent]


def test_forgetting_goes_by_five_hundred(store: Database) -> None:
    one = subscribed(store, person(store, "甲"))
    plan(store, {one: [each for n in range(501) for each in due(AT, f"{n}")]})
    plan(store, {one: ()})
    with store.writing("test") as connection:
        assert not deliveries.forget(connection, AT + DAY)
        assert deliveries.forget(connection, AT + DAY)
    assert rows(store) == []


def test_a_reminder_is_planned_for_somebody_who_is_being_answered(url: str, opening: Opening) -> None:
    """A turn tells the colleagues of a claim's move: two of one enterprise who write at once never wait in a circle."""
    store, other = opening(url), opening(url)
    if store.is_sqlite:
        return
    who, colleague = person(store, "甲"), person(store, "乙")
    number = claim(store, enterprise(store, who, colleague))
    (moved,) = due(AT, kind="moved", claim=number)
    with store.writing("test") as answering:
        conversations.person(answering, "wechat", "a", "乙")
        with other.writing("test") as connection:
            conversations.person(connection, "wechat", "a", "甲")
            assert deliveries.add(connection, colleague, moved)
        one: dict[Any, list[Wanted]] = {}
        assert plan(other, one) == Planned()
