"""Planner: whatever people subscribed to, planned anew under the editions at hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TypeVar

from bot.answering.watching import BATCH, Almanac
from bot.reminding.changes import Changes
from policy.library import Library
from storage import deliveries, subscriptions
from storage.database import Collision, Database
from storage.deliveries import Planned
from storage.subscriptions import Subscription

# Whoever collides goes after the one it collided with.
_TRIES = 8
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """What one pass through all subscriptions changed; `told` are people told of changed editions."""

    subscriptions: int
    told: int
    planned: Planned


class Planner:
    """Plans again and again; nothing is planned twice, by however many planners at once."""

    def __init__(self, database: Database, library: Library):
        self._database, self._library = database, library
        self._is_stopped = False

    def run(self, at: datetime) -> Pass:
        """Tells what changed in the editions, and plans all subscriptions. Raises Away, Collision."""
        told = self._changes(at)
        almanac, planned = Almanac(self._library, at), Planned()
        last, many = 0, 0
        while not self._is_stopped:
            found, change = _again(partial(self._batch, almanac, last, at))
            planned, many = planned + change, many + len(found)
            if len(found) < BATCH:
                break
            last = found[-1].id
        return Pass(subscriptions=many, told=told, planned=planned)

    def stop(self) -> None:
        """What is under way ends with its batch."""
        self._is_stopped = True

    def _changes(self, at: datetime) -> int:
        changes, told = Changes(self._database, self._library, at), 0
        if not self._is_stopped:
            _again(changes.note)
        while not self._is_stopped and (some := _again(changes.tell)) is not None:
            told += some
        return told

    def _batch(self, almanac: Almanac, last: int, at: datetime) -> tuple[Sequence[Subscription], Planned]:
        """Plans the next subscriptions after the one with an id."""
        with self._database.writing("plan") as connection:
            found = subscriptions.after(connection, last, BATCH)
            return found, deliveries.plan(connection, almanac.plan(connection, found), at=at)


def _again(work: Callable[[], _T]) -> _T:
    """What `work` gives, tried again where it collides. Raises Away, and Collision in the end."""
    for _ in range(_TRIES - 1):
        try:
            return work()
        except Collision:
            continue
    return work()
