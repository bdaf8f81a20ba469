"""Senders killed at random moments, again and again: everybody is told, and nobody more often than was in flight."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from storage.database import Database
from tests.bot.reminding.counting import Counting
from tests.bot.reminding.nursery import AT, Life, Nursery, a_nursery
from tests.bot.reminding.owing import owe, states
from tests.bot.serving import serving
from tests.conftest import made_for_test

Opening = Callable[..., Database]
# Seconds in which all that is owed is told after the last kill.
WITHIN = 60.0
# Seconds that a vendor takes for a message.
ANSWERING = 0.01


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with a_nursery() as found:
        yield found


def all_told(store: Database, vendor: Counting, count: int) -> bool:
    """Whether everybody was told, and that is known: however slow the machine is, it never stands still for long."""
    known, until = -1, time.monotonic() + WITHIN
    while (found := states(store)) != {"sent": count}:
        if found["sent"] > known:
            known, until = found["sent"], time.monotonic() + WITHIN
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return len(vendor.told) == count


def killed(store: Database, nursery: Nursery, life: Life, vendor: Counting, count: int, **more: int) -> None:
    """Has all that is owed sent by as many processes, of which one is killed so many times; then by those left."""
    chance = random.Random(count)
    alive = [nursery.born(life) for _ in range(more["senders"])]
    for n in range(more["kills"]):
        reached = (n + chance.random()) * count / (more["kills"] + 1)
        assert vendor.wait(lambda reached=reached: vendor.sent.total() >= reached), states(store)  # type: ignore[misc]
        time.sleep(chance.random() * ANSWERING * 2)
        nursery.kill(alive.pop(chance.randrange(len(alive))))
        alive.append(nursery.born(life))
    assert all_told(store, vendor, count), states(store)
    for one in alive:
        nursery.kill(one)


@pytest.mark.parametrize(
    ("kind", "senders", "count", "kills", "lease"),
    [
        ("sqlite", 2, 600, 12, 2.0),
        ("postgresql", 3, 240, 4, 2.0),
        pytest.param("sqlite", 2, 20_000, 500, 2.0, marks=pytest.mark.long),
        pytest.param("postgresql", 3, 6_000, 100, 30.0, marks=pytest.mark.long),
    ],
)
def test_whoever_is_killed_everybody_is_told_and_no_more_often_than_was_in_flight(
    request: pytest.FixtureRequest, tmp_path: Path, opening: Opening, nursery: Nursery,
    kind: str, senders: int, count: int, kills: int, lease: float,
) -> None:  # fmt: skip
    url = made_for_test(request, kind, tmp_path)
    store, vendor = opening(url), Counting(ANSWERING)
    owed = owe(store, count, AT)
    with serving(vendor.app()) as api:
        works = "worker" if kind == "postgresql" else "engine"
        life = Life(url=url, api=api, began=time.monotonic(), kind=works, lease=lease, slots=4)
        killed(store, nursery, life, vendor, count, senders=senders, kills=kills)
    assert vendor.sent.keys() == owed.keys()
    assert vendor.extra <= kills * life.slots
    # By its key WeChat knows what came before.
    assert {vendor.told[user] for user, channel in owed.items() if channel == "wechat"} == {1}
