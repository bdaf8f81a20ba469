"""What is due is sent once, within its hours and before its deadline, whatever vendors, clocks and databases do."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from bot.reception.channel import Outcome
from bot.reminding.endings import MOST_TRIES, RESENDS
from bot.reminding.sender import AHEAD, LEASE
from storage import subscriptions
from storage.database import Away, Database
from storage.deliveries import plan
from storage.migrating import prepare
from storage.reminder_tables import KINDS
from storage.tables import deliveries as table
from storage.tables import people
from tests.bot.breaking import failing
from tests.bot.reminding.outside import (
    AT,
    CLOSES,
    CONTENT,
    DAY,
    HOUR,
    MINUTE,
    SECOND,
    Clock,
    Vendor,
    a_person,
    a_sender,
    drained,
    kept,
    owed,
    state,
    wishes,
)
from tests.conftest import made_for_test


def test_what_is_due_is_told_and_what_is_not_waits(store: Database) -> None:
    who, vendor, clock = a_person(store), Vendor(), Clock()
    now = owed(store, who)
    later = owed(store, who, about="2", due=AT + MINUTE)
    assert drained(store, clock, vendor) == 1
    assert state(store, now) == ("sent", None)
    assert kept(store, now).sent == AT
    assert state(store, later) == ("due", None)
    assert [user for user, _ in vendor.arrived] == ["甲"]
    assert "12-31" in vendor.arrived[0][1].text or "12月31日" in vendor.arrived[0][1].text
    assert drained(store, clock, vendor) == 0
    clock.at += MINUTE
    assert drained(store, clock, vendor) == 1
    assert len(vendor.arrived) == 2


def test_a_channel_that_is_off_is_left_to_whoever_has_it(store: Database) -> None:
    number = owed(store, a_person(store, channel="telegram"))
    assert drained(store, Clock(), Vendor("wechat")) == 0
    assert state(store, number) == ("due", None)
    assert drained(store, Clock(), Vendor("telegram")) == 1


@pytest.mark.parametrize(
    ("outcome", "kind", "ended"),
    [
        (Outcome(kind="held", code="window"), "closes", ("held", "window")),
        (Outcome(kind="unreachable", code="43004"), "closes", ("unreachable", "43004")),
        (Outcome(kind="refused", code="47003"), "closes", ("dead", "47003")),
        (Outcome(kind="retry", code="http_503"), "closes", ("failed", "http_503")),
        (Outcome(kind="uncertain", code="timeout"), "closes", ("failed", "doubt:timeout")),
        (Outcome(kind="uncertain", code="timeout"), "moved", ("uncertain", "timeout")),
        (RuntimeError("nobody foresaw it"), "closes", ("failed", "doubt:error")),
        (RuntimeError("nobody foresaw it"), "changed", ("uncertain", "error")),
    ],
)
def test_each_outcome_leads_to_a_state(
    store: Database, outcome: Outcome | Exception, kind: str, ended: tuple[str, str]
) -> None:
    number = owed(store, a_person(store), kind=kind, content=told(kind))
    assert drained(store, Clock(), Vendor("wechat", outcome)) == 0
    assert state(store, number) == ended
    assert kept(store, number).leased is None


def told(kind: str) -> dict[str, Any]:
    """Content of a kind."""
    claim = {
        "number": "SQ-1",
        "name": "2024 年青岛市科技创新券",
        "cite": "青岛市 2024 年",
        "clause": "五（二）",
    }
    match kind:
        case "moved":
            return {**claim, "from": "受理", "to": "公示", "on": "2024-12-02", "by": "operator", "note": ""}
        case "changed":
            return {**CONTENT, "lines": [{"text": "窗口改到 2024-12-20 关闭", "clause": "四（一）"}]}
    return CONTENT


def test_what_may_have_arrived_is_sent_once_more_and_no_more(store: Database) -> None:
    number, clock = owed(store, a_person(store)), Clock()
    doubt = Outcome(kind="uncertain", code="timeout")
    vendor = Vendor("wechat", doubt, Outcome(kind="retry", code="http_503"), doubt)
    for _ in range(5):
        drained(store, clock, vendor)
        clock.at += HOUR
    assert state(store, number) == ("uncertain", "timeout")
    assert len(vendor.arrived) == 2
    assert len({said.key for _, said in vendor.arrived}) == 1


def test_kinds_that_are_sent_again_are_those_that_tell_of_a_date() -> None:
    assert set(KINDS) - RESENDS == {"moved", "edition", "changed"}


def test_what_a_vendor_cannot_take_is_tried_ever_more_rarely_until_its_deadline(store: Database) -> None:
    number, clock, pauses = owed(store, a_person(store), deadline=AT + 6 * HOUR), Clock(), []
    vendor = Vendor("wechat", *[Outcome(kind="retry", code="-1", after=2)] * 1_000)
    while state(store, number)[0] in ("due", "failed"):
        drained(store, clock, vendor)
        pauses.append((kept(store, number).due - clock.at).total_seconds())
        clock.at = max(kept(store, number).due, clock.at + SECOND)
    assert state(store, number) == ("dead", "-1")
    assert clock.at <= AT + 6 * HOUR
    assert 2.5 <= pauses[0] <= 5
    assert 5 <= pauses[1] <= 10
    assert max(pauses) <= 1_800
    assert 12 <= len(pauses) <= 40


def test_a_vendor_that_says_when_is_not_asked_before(store: Database) -> None:
    number = owed(store, a_person(store))
    drained(store, Clock(), Vendor("wechat", Outcome(kind="retry", code="429", after=600)))
    assert timedelta(0) <= kept(store, number).due - AT - 10 * MINUTE < SECOND


def test_a_vendor_that_asks_for_centuries_is_asked_again_in_a_week(store: Database) -> None:
    vendor = Vendor("telegram", Outcome(kind="retry", code="429", after=1e13))
    number = owed(store, a_person(store, channel="telegram"))
    assert drained(store, Clock(), vendor) == 0
    assert (state(store, number), kept(store, number).due) == (("failed", "429"), AT + 7 * DAY)


def test_what_fails_after_its_person_unsubscribed_is_not_tried_again(store: Database) -> None:
    who, vendor = a_person(store), Vendor("wechat", Outcome(kind="retry", code="-1", after=5))
    number = owed(store, who)

    def stops() -> None:
        with store.writing("test") as connection:
            subscriptions.unsubscribe(connection, who, None)

    vendor.does = stops
    assert drained(store, Clock(), vendor) == 0
    assert state(store, number) == ("cancelled", "stopped")


def test_without_a_deadline_it_is_given_up_in_the_end(store: Database) -> None:
    number, clock, tries = (
        owed(store, a_person(store), kind="moved", content=told("moved"), deadline=None),
        Clock(),
        0,
    )
    while state(store, number)[0] in ("due", "failed"):
        drained(store, clock, Vendor("wechat", Outcome(kind="retry", code="-1")))
        clock.at, tries = max(kept(store, number).due, clock.at), tries + 1
    assert (state(store, number), tries) == (("dead", "-1"), MOST_TRIES)
    assert 2 * DAY < clock.at - AT < 6 * DAY


@pytest.mark.parametrize(
    ("at", "hours", "due"),
    [
        ("2024-12-02T08:29:59", None, "2024-12-02T08:30:00"),
        ("2024-12-02T08:30:00", None, None),
        ("2024-12-02T20:29:59", None, None),
        ("2024-12-02T20:30:00", None, "2024-12-03T08:30:00"),
        ("2024-12-07T10:00:00", None, "2024-12-09T08:30:00"),
        ("2024-10-01T10:00:00", None, "2024-10-08T08:30:00"),
        ("2024-12-02T10:00:00", (1080, 1200), "2024-12-02T18:00:00"),
        ("2024-12-02T18:30:00", (1080, 1200), None),
    ],
)
def test_nobody_is_told_outside_their_hours_or_on_a_day_off(
    store: Database, at: str, hours: tuple[int, int] | None, due: str | None
) -> None:
    who, vendor, clock = a_person(store), Vendor(), Clock(moment(at))
    if hours:
        wishes(store, who, hours=hours)
    number = owed(store, who, due=clock.at)
    assert drained(store, clock, vendor) == (due is None)
    if due is not None:
        assert (state(store, number)[0], kept(store, number).due) == ("due", moment(due))
        assert drained(store, clock, vendor) == 0
        clock.at = moment(due)
        assert drained(store, clock, vendor) == 1
    assert len(vendor.arrived) == 1


def moment(local: str) -> datetime:
    return datetime.fromisoformat(f"{local}+08:00")


def test_a_day_off_is_taken_where_no_working_day_remains(store: Database) -> None:
    at = moment("2024-12-07T10:00:00")
    owed(store, a_person(store), due=at, deadline=moment("2024-12-08T17:00:00"))
    assert drained(store, Clock(at), Vendor()) == 1


def test_after_its_deadline_nothing_is_told(store: Database) -> None:
    number = owed(store, a_person(store), deadline=AT)
    assert drained(store, Clock(AT + SECOND), Vendor()) == 0
    assert state(store, number) == ("cancelled", "expired")


def test_a_deadline_that_passes_while_it_is_taken_is_kept(store: Database) -> None:
    number, clock = owed(store, a_person(store), deadline=AT + SECOND), Clock()

    def passing(point: str) -> None:
        if point == "deliver_take:committed":
            clock.at = AT + MINUTE

    store._passing = passing
    assert drained(store, clock, Vendor()) == 0
    assert state(store, number) == ("cancelled", "expired")


def test_whoever_is_lost_is_not_called(store: Database) -> None:
    who, vendor = a_person(store), Vendor()
    number = owed(store, who)
    with store.writing("test") as connection:
        connection.execute(update(people).values(unreachable=AT))
    assert drained(store, Clock(), vendor) == 0
    assert state(store, number) == ("unreachable", "lost")
    assert not vendor.arrived
    with store.reading() as connection:
        assert connection.execute(select(people.c.held)).scalar_one() == [{"delivery": number}]


def test_a_month_of_downtime_is_made_up_for_by_one_reminder(store: Database) -> None:
    who, vendor = a_person(store), Vendor()
    for offset in (30, 14, 7, 3, 1):
        owed(store, who, offset=offset, due=CLOSES - offset * DAY, thread="window:1")
    clock = Clock(moment("2024-12-30T10:00:00"))
    assert drained(store, clock, vendor) == 1
    assert len(vendor.arrived) == 1
    with store.reading() as connection:
        found = connection.execute(select(table.c.offset, table.c.state).order_by(table.c.offset)).all()
    assert [tuple(row) for row in found] == [
        (1, "sent"), (3, "cancelled"), (7, "cancelled"), (14, "cancelled"), (30, "cancelled"),
    ]  # fmt: skip


def test_what_was_missed_and_put_off_until_the_next_one_is_due_is_not_told_beside_it(store: Database) -> None:
    who, clock, vendor = a_person(store), Clock(), Vendor()
    missed = owed(store, who, offset=1, due=AT - 2 * HOUR)
    last = owed(store, who, due=AT + DAY - 2 * HOUR + 30 * MINUTE)
    clock.at = AT + 21 * HOUR
    assert drained(store, clock, vendor) == 0
    assert state(store, missed) == ("due", "hours")
    clock.at = AT + DAY
    assert drained(store, clock, vendor) == 1
    assert [state(store, one)[0] for one in (missed, last)] == ["cancelled", "sent"]


def test_a_clock_that_jumps_ahead_floods_nobody(store: Database) -> None:
    """Also where it jumps between two cycles of one drain."""
    who, vendor, clock = a_person(store), Vendor(), Clock()
    for offset in (30, 14, 7, 3):
        owed(store, who, offset=offset, due=CLOSES - offset * DAY, thread="window:1")

    def jump() -> None:
        clock.at = moment("2024-12-30T10:00:00")

    vendor.does = jump
    assert drained(store, clock, vendor) == 2
    assert len(vendor.arrived) == 2


def test_a_clock_that_jumps_back_stops_nothing_and_sends_nothing_again(store: Database) -> None:
    who, vendor, clock = a_person(store), Vendor(), Clock()
    for n in range(3):
        owed(store, who, about=str(n))
    asyncio.run(both_ways(store, clock, vendor))
    owed(store, who, about="new", due=clock.at)
    assert drained(store, clock, vendor) == 1
    assert len({said.key for _, said in vendor.arrived}) == len(vendor.arrived) == 4


async def both_ways(store: Database, clock: Clock, vendor: Vendor) -> None:
    sender = a_sender(store, clock, vendor)
    await sender.drain()
    clock.at = AT - 20 * DAY
    await sender.drain()
    clock.at = AT
    await sender.drain()
    sender.close()


def test_old_content_stops_nobody_else(store: Database) -> None:
    who, vendor = a_person(store), Vendor()
    old = owed(store, who, content={"nothing": "known"})
    new = owed(store, who, about="2")
    assert drained(store, Clock(), vendor) == 1
    assert state(store, old) == ("dead", "content")
    assert state(store, new) == ("sent", None)


def test_so_many_are_in_flight_or_not_acknowledged_and_no_more(store: Database) -> None:
    who, vendor = a_person(store), Vendor()
    for n in range(40):
        owed(store, who, about=str(n))
    assert drained(store, Clock(), vendor, slots=4) == 40
    assert vendor.most == 4

    def taken() -> int:
        with store.reading() as connection:
            return len(connection.execute(select(table.c.id).where(table.c.state == "sending")).all())

    with store.writing("test") as connection:
        connection.execute(update(table).values(state="due", sent=None))
    most = []
    vendor.does = lambda: most.append(taken())
    assert drained(store, Clock(), vendor, slots=4) == 40
    assert max(most) == 4


def test_a_drain_takes_no_more_than_it_is_told(store: Database) -> None:
    who, vendor = a_person(store), Vendor()
    for n in range(9):
        owed(store, who, about=str(n))

    async def drain() -> tuple[int, int]:
        sender = a_sender(store, Clock(), vendor, slots=4)
        found = await sender.drain(5), await sender.drain()
        sender.close()
        return found

    assert asyncio.run(drain()) == (5, 4)


def test_two_senders_send_each_reminder_once(url: str, opening: Callable[..., Database]) -> None:
    stores = [opening(url), opening(url)]
    who, vendors = a_person(stores[0]), [Vendor(), Vendor()]
    for n in range(60):
        owed(stores[0], who, about=str(n))

    async def drain() -> list[int]:
        senders = [a_sender(store, Clock(), vendor) for store, vendor in zip(stores, vendors, strict=True)]
        found = await asyncio.gather(*(sender.drain() for sender in senders))
        for sender in senders:
            sender.close()
        return found

    assert sum(asyncio.run(drain())) == 60
    keys = [said.key for vendor in vendors for _, said in vendor.arrived]
    assert len(keys) == len(set(keys)) == 60


def test_what_is_cancelled_while_it_is_sent_stays_told(store: Database) -> None:
    """A deadline moves, or a person stops everything, between the taking and the answer of the vendor."""
    who, vendor = a_person(store), Vendor()
    with store.writing("test") as connection:
        mine = subscriptions.subscribe(connection, who, "window", "qingdao-2024/main", "370200", AT)
    number = owed(store, who)
    with store.writing("test") as connection:
        connection.execute(update(table).values(subscription=mine.id))

    def moves() -> None:
        with store.writing("test") as connection:
            plan(connection, {mine: ()}, at=AT)
            subscriptions.unsubscribe(connection, who, None)

    vendor.does = moves
    assert drained(store, Clock(), vendor) == 1
    assert state(store, number) == ("sent", None)


def test_whoever_unsubscribed_before_is_not_told(store: Database) -> None:
    who, vendor = a_person(store), Vendor()
    number = owed(store, who)
    with store.writing("test") as connection:
        subscriptions.unsubscribe(connection, who, None)
    assert drained(store, Clock(), vendor) == 0
    assert state(store, number) == ("cancelled", "stopped")
    assert not vendor.arrived


def test_a_person_who_is_erased_while_they_are_told_leaves_nothing(store: Database) -> None:
    who, vendor = a_person(store), Vendor()
    owed(store, who)

    def erased() -> None:
        with store.writing("test") as connection:
            connection.execute(delete(people))

    vendor.does = erased
    drained(store, Clock(), vendor)
    with store.reading() as connection:
        assert not connection.execute(select(table.c.id)).all()


@pytest.mark.parametrize("is_repeatable", [True, False])
@pytest.mark.parametrize("point", ["begun", "committed"])
def test_whoever_stands_still_until_another_has_sent_it_sends_it_no_more(
    url: str, opening: Callable[..., Database], point: str, is_repeatable: bool
) -> None:
    """Neither before what it takes is held, nor after."""
    stands, clock = [f"deliver_take:{point}"], Clock()
    vendor = Vendor(is_repeatable=is_repeatable)

    def passing(passed: str) -> None:
        if passed in stands:
            stands.clear()
            clock.at += MINUTE
            if point == "committed":
                assert drained(other, clock, vendor) == 1

    store, other = opening(url, passing=passing), opening(url)
    number = owed(store, a_person(store))
    drained(store, clock, vendor, lease=timedelta(milliseconds=1) if point == "committed" else LEASE)
    assert not stands
    assert len(vendor.arrived) == 1
    assert state(store, number)[0] == "sent"


def test_the_lease_begins_once_all_is_held(url: str, opening: Callable[..., Database]) -> None:
    clock, vendor, leases = Clock(), Vendor(), list[datetime]()

    def passing(point: str) -> None:
        if point == "deliver_take:begun" and not vendor.arrived:
            clock.at = AT + HOUR

    store = opening(url, passing=passing)
    number = owed(store, a_person(store))
    vendor.does = lambda: leases.append(kept(store, number).leased)
    drained(store, clock, vendor)
    assert leases == [AT + HOUR + LEASE]


@pytest.mark.parametrize("point", ["begun", "done", "committed"])
@pytest.mark.parametrize("name", ["deliver_take", "deliver_tidy"])
@pytest.mark.parametrize("is_repeatable", [True, False])
def test_broken_at_any_boundary_nothing_is_lost_and_no_more_than_is_in_flight_comes_twice(
    url: str, opening: Callable[..., Database], name: str, point: str, is_repeatable: bool
) -> None:
    breaks = failing(f"{name}:{point}", "exception")

    def passing(passed: str) -> None:
        # Not before something is in flight.
        if name == "deliver_tidy" or vendor.arrived:
            breaks(passed)

    store, clock = opening(url, passing=passing), Clock()
    vendor = Vendor("wechat", is_repeatable=is_repeatable)
    who = a_person(store)
    for n in range(10):
        owed(store, who, about=str(n))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.reminding.sender.PAUSE", 0.0)
        for _ in range(3):
            drained(store, clock, vendor, slots=3)
            clock.at += LEASE + SECOND
    keys = [said.key for _, said in vendor.arrived]
    assert len(set(keys)) == 10
    assert len(keys) - 10 <= 3
    with store.reading() as connection:
        assert set(connection.execute(select(table.c.state)).scalars()) == {"sent"}


def test_while_the_database_is_away_a_sender_waits_and_acknowledges_what_was_sent(
    url: str, opening: Callable[..., Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.reminding.sender.PAUSE", 0.0)
    is_away = [False]
    left = [20]

    def passing(point: str) -> None:
        if vendor.arrived and left[0] and point.endswith(":begun"):
            left[0] -= 1
            is_away[0] = True
            raise Away("gone")

    store, vendor = opening(url, passing=passing), Vendor()
    who = a_person(store)
    for n in range(8):
        owed(store, who, about=str(n))
    assert drained(store, Clock(), vendor, slots=3) == 8
    assert is_away[0]
    assert len(vendor.arrived) == 8


def test_a_postgresql_that_ends_all_connections_costs_nothing(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    opening: Callable[..., Database],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.reminding.sender.PAUSE", 0.01)
    url = made_for_test(request, "postgresql", tmp_path)
    store, other, vendor = opening(url), opening(url), Vendor()
    who, ended = a_person(store), list[int]()
    for n in range(12):
        owed(store, who, about=str(n))

    def ends() -> None:
        if len(vendor.arrived) % 4 != 1 or len(vendor.arrived) in ended:
            return
        ended.append(len(vendor.arrived))
        with other.reading() as connection:
            connection.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )

    vendor.does = ends
    assert drained(store, Clock(), vendor, slots=3) == 12
    assert len(vendor.arrived) == 12
    assert ended


def test_a_file_that_somebody_else_holds_is_waited_for(
    opening: Callable[..., Database], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.reminding.sender.PAUSE", 0.0)
    monkeypatch.setattr("storage.patience.ONE_SECONDS", 0.05)
    file = tmp_path / "held.sqlite3"
    store, vendor = opening(f"sqlite:///{file}"), Vendor()
    prepare(store)
    number = owed(store, a_person(store))
    other = sqlite3.connect(file, isolation_level=None, check_same_thread=False)

    async def drain() -> int:
        sender = a_sender(store, Clock(), vendor)
        vendor.answers.clear()
        task = asyncio.create_task(sender.drain())
        while not vendor.flying:
            await asyncio.sleep(0)
        other.execute("BEGIN IMMEDIATE")
        vendor.answers.set()
        done, _ = await asyncio.wait({task}, timeout=0.3)
        assert not done
        other.execute("ROLLBACK")
        found = await task
        sender.close()
        return found

    assert asyncio.run(drain()) == 1
    assert state(store, number) == ("sent", None)
    other.close()


def test_where_the_database_is_away_nothing_is_due(opening: Callable[..., Database]) -> None:
    store = opening("postgresql://q@127.0.0.1:1/q")

    async def looked() -> tuple[bool, bool, int]:
        sender = a_sender(store, Clock(), Vendor())
        found = await sender.is_due(), await sender.tidy(), await sender.drain()
        sender.close()
        return found

    assert asyncio.run(looked()) == (False, False, 0)


def test_a_sender_that_stops_takes_nothing_new_and_acknowledges_the_rest(store: Database) -> None:
    who, vendor = a_person(store), Vendor()
    for n in range(6):
        owed(store, who, about=str(n))

    async def drain() -> int:
        sender = a_sender(store, Clock(), vendor, slots=2)
        vendor.answers.clear()
        task = asyncio.create_task(sender.drain())
        while vendor.flying < 2:
            await asyncio.sleep(0)
        sender.stop()
        vendor.answers.set()
        found = await task
        assert await sender.drain() == 0
        sender.close()
        return found

    assert asyncio.run(drain()) == 2
    with store.reading() as connection:
        found = list(connection.execute(select(table.c.state).order_by(table.c.id)).scalars())
    assert sorted(found) == ["due"] * 4 + ["sent"] * 2


def test_a_sender_that_stops_while_the_database_stays_away_leaves_the_rest_to_the_lease(
    url: str, opening: Callable[..., Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.reminding.sender.PAUSE", 0.0)
    monkeypatch.setattr("bot.reminding.sender.PARTING", 0.0)
    is_away = [False]

    def passing(point: str) -> None:
        if is_away[0]:
            raise Away("gone")

    store, clock, vendor = opening(url, passing=passing), Clock(), Vendor(is_repeatable=True)
    number = owed(store, a_person(store))

    async def drain() -> int:
        sender = a_sender(store, clock, vendor)

        def goes() -> None:
            is_away[0] = True
            sender.stop()

        vendor.does = goes
        found = await sender.drain()
        sender.close()
        return found

    assert asyncio.run(drain()) == 0
    is_away[0], vendor.does = False, lambda: None
    assert state(store, number)[0] == "sending"
    clock.at += LEASE + SECOND
    assert drained(store, clock, vendor) == 1
    assert [said.key for _, said in vendor.arrived] == [vendor.arrived[0][1].key] * 2


def test_a_push_that_takes_too_long_is_in_doubt(store: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.reminding.sender.PUSHING", 0.01)
    number, vendor = owed(store, a_person(store)), Vendor()
    vendor.answers.clear()
    assert drained(store, Clock(), vendor) == 0
    assert state(store, number) == ("failed", "doubt:slow")


def test_it_is_counted_by_channel_and_kind_and_how_late_it_is(store: Database) -> None:
    who = a_person(store)
    owed(store, who, due=AT - HOUR)
    owed(store, who, about="2")
    vendor = Vendor("wechat", Outcome(kind="refused", code="47003"))

    async def counted() -> tuple[Any, ...]:
        sender = a_sender(store, Clock(), vendor)
        await sender.drain()
        sender.close()
        value = sender._meters.registry.get_sample_value
        names = {"channel": "wechat", "kind": "closes"}
        return (
            value("quanzhu_reminders_total", {**names, "outcome": "sent"}),
            value("quanzhu_reminders_total", {**names, "outcome": "dead"}),
            value("quanzhu_reminder_late_seconds_count", {"channel": "wechat"}),
        )

    assert asyncio.run(counted()) == (1, 1, 1)


def drained_in_view(store: Database, vendor: Vendor, *, stops: bool = False) -> tuple[int, list[str]]:
    """How many were sent, four at a time, and the kinds of those that were taken when the first four were pushed."""

    async def drain() -> tuple[int, list[str]]:
        sender = a_sender(store, Clock(), vendor, slots=4)
        vendor.answers.clear()
        task = asyncio.create_task(sender.drain())
        while vendor.flying < 4:
            await asyncio.sleep(0)
        with store.reading() as connection:
            kinds = connection.execute(select(table.c.kind).where(table.c.state == "sending")).scalars().all()
        if stops:
            sender.stop()
        vendor.answers.set()
        sent = await task
        sender.close()
        return sent, list(kinds)

    return asyncio.run(drain())


@pytest.mark.parametrize("is_repeatable", [True, False])
def test_what_is_ready_but_not_begun_is_given_back_at_the_end(store: Database, is_repeatable: bool) -> None:
    """Only where a channel knows a reminder again more is taken than is in flight."""
    who, vendor = a_person(store), Vendor(is_repeatable=is_repeatable)
    for n in range(40):
        owed(store, who, about=str(n))

    sent, taken = drained_in_view(store, vendor, stops=True)
    assert sent == 4
    assert (len(taken), vendor.most) == (AHEAD * 4 if is_repeatable else 4, 4)
    with store.reading() as connection:
        found = sorted(connection.execute(select(table.c.state)).scalars())
    assert found == ["due"] * 36 + ["sent"] * 4


def test_of_what_is_not_sent_once_more_little_is_taken_ahead(store: Database) -> None:
    """Moves wait for an operator where whoever had them died long ago; closings are sent once more."""
    who, vendor = a_person(store), Vendor(is_repeatable=True)
    for n in range(40):
        owed(store, who, about=str(n), kind="moved", content=told("moved"), deadline=None)
        owed(store, who, about=f"c{n}", due=AT - MINUTE + n * SECOND)

    sent, taken = drained_in_view(store, vendor)
    assert sent == 80
    assert taken.count("moved") <= 4 < taken.count("closes")


def test_what_went_without_its_key_is_acknowledged_before_more_is_begun(store: Database) -> None:
    """As where the templates of a day are used up: whoever dies sends no more once again than were in flight."""
    who = a_person(store)
    for n in range(30):
        owed(store, who, about=str(n))
    unkeyed = Outcome(kind="sent", is_keyed=False)
    vendor, loose = Vendor("wechat", *[unkeyed] * 30, is_repeatable=True), list[int]()

    def count() -> None:
        with store.reading() as connection:
            states = list(connection.execute(select(table.c.state)).scalars())
        loose.append(len(vendor.arrived) + vendor.flying - states.count("sent"))

    vendor.does = count
    assert drained(store, Clock(), vendor, slots=4) == 30
    assert max(loose) == 4


def test_a_channel_whose_vendor_is_slow_keeps_no_other_one_waiting(store: Database) -> None:
    slow, quick = Vendor("wechat", is_repeatable=True), Vendor("wecom")
    for n in range(8):
        owed(store, a_person(store), about=str(n))
        owed(store, a_person(store, channel="wecom"), about=str(n), due=AT)

    async def drain() -> None:
        sender = a_sender(store, Clock(), slow, quick, slots=2)
        slow.answers.clear()
        task = asyncio.create_task(sender.drain())
        async with asyncio.timeout(20):
            while len(quick.arrived) < 8:
                await asyncio.sleep(0)
        assert not slow.arrived
        slow.answers.set()
        assert await task == 16
        sender.close()

    asyncio.run(drain())
