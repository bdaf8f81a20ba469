"""Reminders: how fast they are planned and sent, how soon after they are due, and what waiting for them costs."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any
from urllib.request import urlopen

import psutil
import pytest
from pytest_benchmark.fixture import BenchmarkFixture
from sqlalchemy import insert

from bot.reminding.planner import Planner
from bot.reminding.sender import SLOTS
from storage.database import Database, database
from storage.migrating import prepare
from storage.tables import people, subscriptions
from tests.bot.reminding.nursery import AT, Life, Nursery, a_nursery, clock
from tests.bot.reminding.owing import owe, states
from tests.bot.sending import shipped
from tests.conftest import KINDS, made_for_test

Opening = Callable[..., Database]
ROOT = Path(__file__).parents[2]
# What a vendor takes for a message, and the processes that send.
ANSWERING, PROCESSES = 0.02, 2
ROUNDS, LEAST = 5, 0.7
# Seconds after they are due within which a burst begins, and after a kill within which all goes on; of a core.
BEGINS, RECOVERS, IDLE = 1.5, 60.0, 0.01
MANY, BURST, SECONDS = 3_000, 1_000, 10.0
SIZES = (25_000, 50_000, 100_000)
# How much longer a subscription takes among the most than among the fewest.
LINEAR = 1.5
# Where nothing is measured.
FEW, BLINK, SMALL = 20, 0.5, (20, 40, 80)
_PAGE = 5_000


class Vendor:
    """A WeChat in a process of its own."""

    def __init__(self, address: str):
        self.address = address

    def report(self) -> Any:
        """What came since the last report."""
        with urlopen(f"{self.address}/report") as answer:
            return json.load(answer)

    def wait(self, count: int) -> Any:
        """What came, once that is so much."""
        found = {"count": 0, "first": float("inf"), "last": 0.0}
        while found["count"] < count:
            if (new := self.report())["count"]:
                found["count"] += new["count"]
                found |= {"first": min(found["first"], new["first"]), "last": new["last"]}
            time.sleep(0.02)
        return found


@contextmanager
def running(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A process of the bench for the time of a `with` block."""
    with subprocess.Popen(
        [sys.executable, "-m", *arguments],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        try:
            yield process
        finally:
            process.terminate()


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


@pytest.fixture(scope="module")
def vendor() -> Iterator[Vendor]:
    with running("tests.bench.answering", str(ANSWERING)) as process:
        yield Vendor(said(process))


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with a_nursery() as found:
        yield found


@pytest.fixture
def life(request: pytest.FixtureRequest, tmp_path: Path, vendor: Vendor) -> Life:
    """A process as it is in production: on SQLite as in `serve`, on PostgreSQL a worker."""
    kind = request.param
    return Life(
        url=made_for_test(request, kind, tmp_path),
        api=vendor.address,
        began=time.monotonic(),
        kind="engine" if kind == "sqlite" else "worker",
        slots=SLOTS,
        lease=30.0,
        pause=1.0,
    )


both = pytest.mark.parametrize("life", KINDS, indirect=True)


def bare(vendor: Vendor, count: int) -> float:
    """Messages a second of the bare vendor client, from as many threads in as many processes."""
    with ExitStack() as stack:
        arguments = "tests.bench.pushing", vendor.address, str(count // PROCESSES), str(SLOTS)
        processes = [stack.enter_context(running(*arguments)) for _ in range(PROCESSES)]
        assert {said(process) for process in processes} == {"ready"}
        vendor.report()
        for process in processes:
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        return rate(vendor.wait(count))


def rate(report: Any) -> float:
    return float(report["count"] / (report["last"] - report["first"]))


def drained(store: Database, nursery: Nursery, life: Life, vendor: Vendor, count: int) -> float:
    """Reminders a second."""
    alive = [nursery.born(life) for _ in range(PROCESSES)]
    # All that they load is there, and they wait.
    warm = owe(store, FEW, AT - timedelta(minutes=1), channels=("wechat",), name="w")
    vendor.wait(len(warm))
    settle(store)
    with store.writing("test") as connection:
        connection.execute(people.delete())
    vendor.report()
    owe(store, count, AT, channels=("wechat",))
    found = vendor.wait(count)
    settle(store)
    for one in alive:
        nursery.kill(one)
    return rate(found)


def settle(store: Database) -> None:
    """Waits until all that was sent is known to be."""
    while set(states(store)) != {"sent"}:
        time.sleep(0.02)


@both
def test_draining_against_the_bare_vendor_client(
    benchmark: BenchmarkFixture, opening: Opening, nursery: Nursery, vendor: Vendor, life: Life
) -> None:
    """At equal concurrency, two processes of as many pushes at a time; the bound is 70 % of its rate."""
    store, count = opening(life.url), MANY if benchmark.enabled else FEW
    ours: list[float] = []
    theirs: list[float] = []

    def round_of_both() -> None:
        theirs.append(bare(vendor, count))
        ours.append(drained(store, nursery, life, vendor, count))
        with store.writing("test") as connection:
            connection.execute(people.delete())

    benchmark.pedantic(round_of_both, rounds=ROUNDS if benchmark.enabled else 1, iterations=1)
    ratios = [one / other for one, other in zip(ours, theirs, strict=True)]
    benchmark.extra_info["reminders_a_second"] = round(median(ours))
    benchmark.extra_info["bare_client_a_second"] = round(median(theirs))
    benchmark.extra_info["of_the_bare_client"] = round(median(ratios), 2)
    if benchmark.enabled:
        assert median(ratios) >= LEAST


@both
def test_a_burst_begins_soon_after_it_is_due(
    benchmark: BenchmarkFixture, opening: Opening, nursery: Nursery, vendor: Vendor, life: Life
) -> None:
    """1,000 at once; the bound is 1.5 s, wherever in the second they are due."""
    store, count = opening(life.url), BURST if benchmark.enabled else FEW
    alive, now = nursery.born(life), clock(life.began)
    owe(store, 1, AT, channels=("wechat",), name="w")
    vendor.wait(1)
    waits: list[float] = []

    def burst() -> None:
        settle(store)
        vendor.report()
        n = len(waits)
        due = now() + timedelta(seconds=2 + n / ROUNDS)
        owe(store, count, due, channels=("wechat",), name=f"b{n}")
        waits.append(vendor.wait(count)["first"] - life.began - (due - AT).total_seconds())

    benchmark.pedantic(burst, rounds=ROUNDS if benchmark.enabled else 1, iterations=1)
    nursery.kill(alive)
    benchmark.extra_info["longest_seconds"] = round(max(waits), 2)
    if benchmark.enabled:
        assert 0 <= max(waits) <= BEGINS


@both
def test_what_a_killed_process_had_taken_is_sent_by_another(
    benchmark: BenchmarkFixture, opening: Opening, nursery: Nursery, vendor: Vendor, life: Life
) -> None:
    """With the lease that it has in production; the bound is 60 s for all of it."""
    if not benchmark.enabled:
        life = replace(life, lease=1.0, pause=0.05)
    store, count = opening(life.url), BURST if benchmark.enabled else 10 * FEW
    seconds: list[float] = []

    def recovery() -> None:
        vendor.report()
        alive = [nursery.born(life) for _ in range(PROCESSES)]
        owe(store, count, AT, channels=("wechat",))
        found = vendor.wait(count // 10)["count"]
        began = time.monotonic()
        nursery.kill(alive.pop())
        while set(states(store)) != {"sent"}:
            time.sleep(0.05)
        seconds.append(time.monotonic() - began)
        assert found + vendor.report()["count"] >= count
        nursery.kill(alive.pop())

    benchmark.pedantic(recovery, rounds=1, iterations=1)
    benchmark.extra_info["seconds"] = round(max(seconds), 1)
    if benchmark.enabled:
        assert max(seconds) <= RECOVERS


@both
def test_waiting_for_what_is_due_costs_next_to_nothing(
    benchmark: BenchmarkFixture, opening: Opening, nursery: Nursery, vendor: Vendor, life: Life
) -> None:
    """With 1,000 reminders that are due later; the bound is 1 % of a core."""
    store = opening(life.url)
    owe(store, BURST if benchmark.enabled else FEW, AT + timedelta(days=1))
    alive = nursery.born(life)
    owe(store, 1, AT, channels=("wechat",), name="w")
    vendor.wait(1)
    process, shares = psutil.Process(alive), list[float]()

    def wait() -> None:
        before, seconds = process.cpu_times(), SECONDS if benchmark.enabled else BLINK
        time.sleep(seconds)
        after = process.cpu_times()
        shares.append((after.user + after.system - before.user - before.system) / seconds)

    wait()
    shares.clear()
    benchmark.pedantic(wait, rounds=3 if benchmark.enabled else 1, iterations=1)
    nursery.kill(alive)
    benchmark.extra_info["of_a_core"] = round(median(shares), 4)
    if benchmark.enabled:
        assert median(shares) <= IDLE


def crowd(store: Database, count: int) -> None:
    """So many people who want to hear of a window."""
    topic = {"topic": "window", "region": "370200", "edition": "qingdao-2024", "window": "window_2024"}
    topic |= {"about": "qingdao-2024/window_2024", "since": AT - timedelta(days=40)}
    for first in range(0, count, _PAGE):
        numbers = range(first, min(first + _PAGE, count))
        rows = [
            {"channel": "web", "account": "", "user": f"u{n}", "subject": f"{n:032}", "since": AT}
            for n in numbers
        ]
        with store.writing("test") as connection:
            ids = connection.execute(insert(people).returning(people.c.id), rows).scalars()
            connection.execute(insert(subscriptions), [{**topic, "person": id, "papers": []} for id in ids])


def planned(url: str, count: int) -> Mapping[str, float]:
    """Seconds a subscription to plan it, and to find that nothing is to be planned anew."""
    with closing(database(url, None)) as store:
        prepare(store)
        crowd(store, count)
        found = {}
        for name in ("planned", "unchanged"):
            began = time.monotonic()
            assert Planner(store, shipped()).run(AT - timedelta(days=40)).subscriptions == count
            found[name] = (time.monotonic() - began) / count
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_planning_takes_each_subscription_the_same_time_however_many_there_are(
    request: pytest.FixtureRequest, benchmark: BenchmarkFixture, tmp_path: Path, kind: str
) -> None:
    """100,000 at most; each is planned six reminders."""
    found: dict[int, Mapping[str, float]] = {}

    def plan_all() -> None:
        for count in SIZES if benchmark.enabled else SMALL:
            folder = tmp_path / str(count)
            folder.mkdir()
            found[count] = planned(made_for_test(request, kind, folder), count)

    benchmark.pedantic(plan_all, rounds=1, iterations=1)
    fewest, *_, most = found.values()
    benchmark.extra_info["planned_a_second"] = {
        count: round(1 / one["planned"]) for count, one in found.items()
    }
    benchmark.extra_info["unchanged_a_second"] = {
        count: round(1 / one["unchanged"]) for count, one in found.items()
    }
    if benchmark.enabled:
        assert most["planned"] <= LINEAR * fewest["planned"]
