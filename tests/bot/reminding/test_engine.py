"""The engine plans and sends beside whatever else its process does, at once, every day, and until it is stopped."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from bot.reminding.engine import Engine
from bot.reminding.planner import Planner
from storage import subscriptions
from storage.database import Away, Database
from tests.bot.reminding.outside import (
    AT,
    DAY,
    HOUR,
    MINUTE,
    Clock,
    Vendor,
    a_person,
    a_sender,
    owed,
    state,
)
from tests.bot.sending import shipped

TICK = 0.005


class Plans:
    """Notes when it was asked to plan; `fails` first."""

    def __init__(self, *fails: Exception, does: Callable[[], object] = lambda: None):
        self.asked: list[datetime] = []
        self.is_stopped = False
        self._fails, self._does = list(fails), does

    def run(self, at: datetime) -> object:
        self.asked.append(at)
        if self._fails:
            raise self._fails.pop(0)
        return self._does()

    def stop(self) -> None:
        self.is_stopped = True


def run(
    store: Database, clock: Clock, vendor: Vendor, does: Callable[[], Any], plans: Plans | None = None
) -> Plans:
    """Runs an engine while `does`, an asynchronous function, does something."""
    found = plans or Plans()

    async def both() -> None:
        engine = Engine(a_sender(store, clock, vendor), found, clock, pause=TICK)
        task = asyncio.create_task(engine.run())
        async with asyncio.timeout(20):
            await does()
            engine.stop()
            await task

    asyncio.run(both())
    return found


async def until(holds: Callable[[], bool]) -> None:
    while not holds():
        await asyncio.sleep(TICK)


def test_it_sends_what_is_due_and_what_becomes_due(store: Database) -> None:
    who, clock, vendor = a_person(store), Clock(), Vendor()
    owed(store, who)
    owed(store, who, about="2", due=AT + MINUTE)

    async def waits() -> None:
        await until(lambda: len(vendor.arrived) == 1)
        clock.at += MINUTE
        await until(lambda: len(vendor.arrived) == 2)

    assert run(store, clock, vendor, waits).is_stopped


def test_nothing_is_sent_before_it_is_planned_anew(store: Database) -> None:
    """What an edition has changed while nobody ran is put right first."""
    who, clock, vendor = a_person(store), Clock(), Vendor()
    number = owed(store, who)

    def moves() -> None:
        assert not vendor.arrived
        with store.writing("test") as connection:
            subscriptions.unsubscribe(connection, who, None)

    async def waits() -> None:
        await until(lambda: state(store, number)[0] == "cancelled")

    run(store, clock, vendor, waits, Plans(does=moves))
    assert not vendor.arrived


@pytest.mark.parametrize("trouble", [Away("gone"), ValueError("a fault")])
def test_though_planning_fails_what_is_planned_is_sent_and_planning_tried_again(
    store: Database, trouble: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.reminding.engine.AGAIN", TICK)
    owed(store, a_person(store))
    vendor, plans = Vendor(), Plans(trouble, trouble)
    run(store, Clock(), vendor, lambda: until(lambda: len(plans.asked) == 3 and bool(vendor.arrived)), plans)


def test_what_nobody_foresaw_stops_it_for_one_look(store: Database) -> None:
    who, vendor = a_person(store), Vendor()
    fails = [ValueError("once")]

    class Broken(Clock):
        def __call__(self) -> datetime:
            if vendor.arrived and fails:
                raise fails.pop()
            return self.at

    clock = Broken()
    owed(store, who)
    owed(store, who, about="2", due=AT + MINUTE)

    async def waits() -> None:
        await until(lambda: bool(vendor.arrived))
        clock.at += MINUTE
        await until(lambda: {state(store, number)[0] for number in (1, 2)} == {"sent"})

    run(store, clock, vendor, waits)
    assert not fails


def test_it_plans_each_day_of_shanghai_once(store: Database) -> None:
    clock, plans = Clock(), Plans()

    async def days() -> None:
        await until(lambda: len(plans.asked) == 1)
        for at in (AT + HOUR, AT + 13 * HOUR, AT + 14 * HOUR, AT + 15 * HOUR, AT + 30 * DAY):
            clock.at = at
            await asyncio.sleep(5 * TICK)
        await until(lambda: len(plans.asked) == 3)

    run(store, clock, Vendor(), days, plans)
    assert plans.asked == [AT, AT + 14 * HOUR, AT + 30 * DAY]


def test_a_clock_that_jumps_neither_floods_nor_stops_it(store: Database) -> None:
    who, clock, vendor = a_person(store), Clock(), Vendor()
    for offset in (14, 7, 3, 1):
        owed(store, who, offset=offset, due=AT + (20 - offset) * DAY, deadline=AT + 28 * DAY, thread="t")

    async def jumps() -> None:
        await asyncio.sleep(3 * TICK)
        clock.at = AT - 300 * DAY
        await asyncio.sleep(3 * TICK)
        clock.at = AT + 21 * DAY
        await until(lambda: len(vendor.arrived) == 1)
        clock.at = AT
        owed(store, who, about="new", thread="new")
        await until(lambda: len(vendor.arrived) == 2)

    run(store, clock, vendor, jumps)
    assert len(vendor.arrived) == 2


def test_what_is_in_flight_ends_before_it_does(store: Database) -> None:
    number, clock, vendor = owed(store, a_person(store)), Clock(), Vendor()

    async def ends() -> None:
        vendor.answers.clear()
        engine = Engine(a_sender(store, clock, vendor), Plans(), clock, pause=TICK)
        task = asyncio.create_task(engine.run())
        await until(lambda: vendor.flying == 1)
        engine.stop()
        done, _ = await asyncio.wait({task}, timeout=5 * TICK)
        assert not done
        vendor.answers.set()
        await task

    asyncio.run(ends())
    assert state(store, number) == ("sent", None)


def test_while_the_database_is_away_it_waits(opening: Callable[..., Database], monkeypatch: Any) -> None:
    monkeypatch.setattr("bot.reminding.engine.AGAIN", TICK)
    store = opening("postgresql://q@127.0.0.1:1/q")
    plans = Plans(*[Away("gone")] * 1_000)
    run(store, Clock(), Vendor(), lambda: until(lambda: len(plans.asked) > 3), plans)


def test_with_nothing_to_do_it_only_reads(url: str, opening: Callable[..., Database]) -> None:
    written, looked = list[str](), list[str]()
    store, vendor = opening(url, passing=written.append), Vendor()

    async def waits() -> None:
        await until(lambda: "deliver_tidy:committed" in written)
        sender = a_sender(store, Clock(), vendor)
        is_due = sender._look
        sender._look = lambda: bool(looked.append("look")) or is_due()  # type: ignore[method-assign]
        await sender.tidy()
        written.clear()
        for _ in range(5):
            assert await sender.tidy()
            assert not await sender.is_due()
        sender.close()

    run(store, Clock(), vendor, waits)
    assert (written, len(looked)) == ([], 5)


def test_a_subscription_is_planned_and_told_when_its_time_has_come(store: Database) -> None:
    """From the wish to the message, by the planner and under the editions of the service."""
    who, library = a_person(store), shipped()
    clock, vendor = Clock(datetime.fromisoformat("2024-09-02T10:00:00+08:00")), Vendor()
    window = library.editions["qingdao-2024"].edition.windows[0].id
    with store.writing("test") as connection:
        subscriptions.subscribe(
            connection, who, "window", f"qingdao-2024/{window}", "370200", clock.at,
            edition="qingdao-2024", window=window, papers=(),
        )  # fmt: skip

    async def time_goes_on() -> None:
        engine = Engine(a_sender(store, clock, vendor), Planner(store, library), clock, pause=TICK)
        task = asyncio.create_task(engine.run())
        await asyncio.sleep(5 * TICK)
        assert not vendor.arrived
        while not vendor.arrived:
            clock.at += DAY
            await asyncio.sleep(5 * TICK)
        engine.stop()
        await task

    asyncio.run(time_goes_on())
    assert "截止" in vendor.arrived[0][1].text
