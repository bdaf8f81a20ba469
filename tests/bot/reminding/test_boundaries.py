"""A sender that breaks at any boundary of its transactions: everybody is told, and few of them once more."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from bot.reminding.planner import Planner
from storage.database import Away, Collision, Database, database
from storage.migrating import prepare
from tests.bot.reminding.counting import Counting
from tests.bot.reminding.nursery import AT, LIBRARIES, Life, Nursery, a_nursery, is_still, is_there
from tests.bot.reminding.owing import owe, states
from tests.bot.reminding.test_kills import WITHIN, all_told
from tests.bot.reminding.test_planner import a_crowd, all_of
from tests.bot.sending import shipped
from tests.bot.serving import serving
from tests.conftest import KINDS, made_for_test

Opening = Callable[..., Database]
COUNT, SLOTS, LEASE = 24, 4, 1.5
NAMES, POINTS = ("deliver_take", "deliver_tidy"), ("begun", "done", "committed")
HOWS, FAST = ("kill", "exception", "stop"), ("sqlite", "kill")


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with a_nursery() as found:
        yield found


def until(is_so: Callable[[], bool]) -> None:
    """Waits for something that is about to come."""
    end = time.monotonic() + WITHIN
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.005)


@pytest.mark.parametrize(
    ("kind", "name", "point", "how"),
    [
        # A server's own transactions end with whoever is killed: at one boundary it is seen here, at all by name.
        pytest.param(
            *(kind, name, point, how),
            marks=() if how == "exception" or point == "done" or (kind, how) == FAST else pytest.mark.long,
        )
        for kind in KINDS
        for name in NAMES
        for point in POINTS
        for how in HOWS
    ],
)
def test_a_sender_that_breaks_at_any_boundary_loses_nothing(
    request: pytest.FixtureRequest, tmp_path: Path, opening: Opening, nursery: Nursery,
    kind: str, name: str, point: str, how: str,
) -> None:  # fmt: skip
    """One that stands still for longer than its lease goes on later: by then another has sent what was its own."""
    url = made_for_test(request, kind, tmp_path)
    store, vendor = opening(url), Counting()
    owed = owe(store, COUNT, AT)
    with serving(vendor.app()) as api:
        life = Life(url=url, api=api, began=time.monotonic(), slots=SLOTS, lease=LEASE)
        # Not before something is in flight.
        after = 2 if name == "deliver_take" else 0
        broken = nursery.born(replace(life, point=f"{name}:{point}", how=how, after=after))
        if how == "kill":
            until(lambda: not is_there(broken))
        if how == "stop":
            until(lambda: is_still(broken))
        other = nursery.born(life)
        if how == "stop":
            # On SQLite whoever stands still within a transaction holds the pen, and nobody can go on.
            ends = time.monotonic() + LEASE
            until(lambda: all(vendor.sent[user] for user in owed) or time.monotonic() > ends)
            os.kill(broken, signal.SIGCONT)
        assert all_told(store, vendor, COUNT), states(store)
        nursery.kill(other)
        nursery.kill(broken)
    assert vendor.sent.keys() == owed.keys()
    assert vendor.extra <= SLOTS
    assert {vendor.told[user] for user, channel in owed.items() if channel == "wechat"} == {1}


@cache
def unbroken(name: str, library: str) -> list[tuple[object, ...]]:
    """What is planned where nothing breaks."""
    with closing(database(None, None)) as store:
        prepare(store)
        a_crowd(store, 3)
        if name == "changes":
            Planner(store, shipped()).run(AT)
        Planner(store, LIBRARIES[library]()).run(AT)
        return all_of(store)


@pytest.mark.parametrize(
    ("name", "library", "point", "how"),
    [
        # Whoever stands still is waited for: within each transaction it is seen here, at all points by name.
        pytest.param(*planner, point, how, marks=() if how == "kill" or point == "done" else pytest.mark.long)
        for planner in (("plan", "shipped"), ("changes", "changed"))
        for point in POINTS
        for how in ("kill", "stop")
    ],
)
def test_a_planner_that_breaks_at_any_boundary_is_made_good_by_the_next_one(
    url: str, opening: Opening, nursery: Nursery, name: str, library: str, point: str, how: str
) -> None:
    """One that stands still goes on when another has planned all."""
    store = opening(url)
    a_crowd(store, 3)
    if name == "changes":
        Planner(store, shipped()).run(AT)
    life = Life(url=url, api="", began=0.0, kind=library, point=f"{name}:{point}", how=how)
    broken, planner = nursery.born(life), Planner(store, LIBRARIES[library]())
    until(lambda: is_still(broken) or not is_there(broken))
    if is_still(broken):
        # Somebody who stands still within a transaction is waited for, for a while.
        with suppress(Away, Collision):
            planner.run(AT)
        os.kill(broken, signal.SIGCONT)
        until(lambda: not is_there(broken))
    planner.run(AT)
    assert all_of(store) == unbroken(name, library) != []
