"""Workers: jobs come and go, processes and servers too; what is due is told all the same."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from urllib.request import urlopen

import pytest
from sqlalchemy import text

from bot.reception.meters import Meters
from bot.reminding.sender import Sender
from bot.reminding.worker import Worker
from storage.database import Database
from tests.bot.reminding.counting import Counting
from tests.bot.reminding.nursery import AT, Life, Nursery, Unplanned, a_nursery, is_there, some_channels
from tests.bot.reminding.owing import owe, states
from tests.bot.reminding.test_kills import all_told
from tests.bot.running import Quanzhu
from tests.bot.service.processes import served
from tests.bot.service.test_service_settings import WECHAT
from tests.bot.serving import serving
from tests.conftest import Shared

Opening = Callable[..., Database]


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with a_nursery() as found:
        yield found


@pytest.fixture
def vendor() -> Counting:
    return Counting()


@pytest.fixture
def life(shared_postgresql: Shared, vendor: Counting, opening: Opening) -> Iterator[Life]:
    """A worker on PostgreSQL, where nobody knows of any other."""
    url = shared_postgresql.emptied()
    done(opening(url), "TRUNCATE procrastinate.procrastinate_workers CASCADE")
    with serving(vendor.app()) as api:
        yield Life(url=url, api=api, began=time.monotonic(), kind="worker", lease=30.0)


def done(store: Database, statement: str) -> None:
    with store.writing("test") as connection:
        connection.execute(text(statement))


def told(store: Database, statement: str) -> list[object]:
    with store.reading() as connection:
        return list(connection.execute(text(statement)).scalars())


def test_a_server_that_ends_all_connections_is_connected_to_again(
    nursery: Nursery, vendor: Counting, life: Life, opening: Opening
) -> None:
    store = opening(life.url)
    owe(store, 10, AT, name="before")
    worker = nursery.born(life)
    assert all_told(store, vendor, 10)
    done(
        store,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()",
    )
    owe(store, 10, AT, name="after")
    assert all_told(store, vendor, 20)
    nursery.kill(worker)
    assert vendor.extra == 0


def test_whoever_loses_all_jobs_loses_no_reminder(
    nursery: Nursery, vendor: Counting, life: Life, opening: Opening
) -> None:
    store = opening(life.url)
    workers = [nursery.born(life) for _ in range(2)]
    for n in range(3):
        owe(store, 40, AT, name=f"n{n}")
        assert vendor.wait(lambda n=n: len(vendor.told) > 40 * n)  # type: ignore[misc]
        done(store, "TRUNCATE procrastinate.procrastinate_jobs CASCADE")
    assert all_told(store, vendor, 120)
    for worker in workers:
        nursery.kill(worker)
    assert vendor.extra == 0


def test_whoever_is_told_to_stop_acknowledges_what_is_in_flight(
    nursery: Nursery, life: Life, opening: Opening
) -> None:
    store, slow = opening(life.url), Counting(0.3)
    owe(store, 200, AT)
    with serving(slow.app()) as api:
        worker = nursery.born(replace(life, api=api))
        assert slow.wait(lambda: slow.sent.total() > 5)
        os.kill(worker, signal.SIGTERM)
        while is_there(worker):
            time.sleep(0.01)
    found = states(store)
    assert found["sent"] == len(slow.sent) < 200
    assert found["sending"] == 0


@pytest.mark.long
def test_the_jobs_of_the_dead_are_taken_over_and_the_dead_forgotten(
    nursery: Nursery, vendor: Counting, life: Life, opening: Opening
) -> None:
    store = opening(life.url)
    owe(store, 400, AT)
    dead = nursery.born(replace(life, lease=1.0))
    assert vendor.wait(lambda: vendor.sent.total() > 5)
    nursery.kill(dead)
    (left,) = told(store, "SELECT id FROM procrastinate.procrastinate_workers ORDER BY id LIMIT 1")
    alive = nursery.born(replace(life, lease=1.0))
    until = time.monotonic() + 40
    while left in told(store, "SELECT id FROM procrastinate.procrastinate_workers"):
        assert time.monotonic() < until
        time.sleep(0.1)
    assert all_told(store, vendor, 400)
    nursery.kill(alive)


class Clock:
    """What time it is, until it is set."""

    def __init__(self) -> None:
        self.at, self._began = AT, time.monotonic()

    def __call__(self) -> datetime:
        return self.at + timedelta(seconds=time.monotonic() - self._began)


# To a Friday, and to a Tuesday.
@pytest.mark.parametrize("days", [-3, 1])
def test_a_clock_that_is_set_does_not_keep_anybody_waiting(
    vendor: Counting, life: Life, opening: Opening, days: int
) -> None:
    store, clock = opening(life.url), Clock()

    async def work() -> None:
        channels = some_channels(store, life.api, clock)
        worker = Worker(Sender(store, channels, Meters(), clock), Unplanned(), store, clock)
        working = asyncio.create_task(worker.run())
        ids = "SELECT id FROM procrastinate.procrastinate_workers"
        while len(before := told(store, ids)) < 2:
            await asyncio.sleep(0.05)
        clock.at += timedelta(days=days)
        while len(set(told(store, ids)) - set(before)) < 1:
            await asyncio.sleep(0.05)
        owe(store, 4, clock())
        while states(store) != {"sent": 4}:
            await asyncio.sleep(0.05)
        worker.stop()
        await working
        for channel in channels.values():
            await channel.stop()

    asyncio.run(work())
    assert set(vendor.told.values()) == {1}


def test_the_command_works_until_it_is_told_to_stop(url: str, data_dir: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    # Without a vendor there is the web chat, whose reminders stand in its threads.
    environment = {"QUANZHU_DATABASE_URL": url, "QUANZHU_DATA_DIR": str(data_dir)}
    arguments = ("bot.app", "worker", "--metrics", str(port))
    with served(*arguments, environment=environment) as process:
        process.wait_for('"working"')
        with urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
            assert b"quanzhu_" in answer.read()
        process.signal()
        assert process.ended() == 0
        assert process.events[-1]["event"] == "stopped"


@pytest.mark.parametrize("port", ["0", "x", "70000"])
def test_a_port_that_is_none_is_one_message(quanzhu: Quanzhu, port: str) -> None:
    ran = quanzhu("worker", "--metrics", port)
    assert (ran.code, ran.out) == (2, "")
    assert "端口" in ran.err


def test_a_port_that_is_taken_is_one_message(quanzhu: Quanzhu, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in WECHAT.items():
        monkeypatch.setenv(name, value)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ran = quanzhu("worker", "--metrics", str(taken.getsockname()[1]))
    assert (ran.code, ran.out) == (2, "")
    assert "换一个端口" in ran.err


def test_it_says_in_chinese_what_it_is_for(quanzhu: Quanzhu) -> None:
    ran = quanzhu("worker", "--help")
    assert ran.code == 0
    assert "用法：quanzhu worker" in ran.out
    assert "PostgreSQL" in ran.out
