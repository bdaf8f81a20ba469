"""Sender: sends the reminders that are due, a bounded number at a time, and acknowledges what became of them."""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from bot.reception.channel import Channel, Outcome, Reminder
from bot.reminding.endings import RESENDS, ending, returned, unsendable, unwritten
from bot.reminding.log import Log
from dialogs.reminders import Told, reminder
from policy.workdays import SHANGHAI
from storage import sending, tidying
from storage.columns import as_json
from storage.database import Away, Collision, Connection, Database
from storage.deliveries import Delivery
from storage.sending import End

if TYPE_CHECKING:
    from bot.reception.meters import Meters

T = TypeVar("T")

# Pushes in flight, or not acknowledged yet: what a process that dies may send once more.
SLOTS = 12
# How many times as many are taken at once where a process that dies sends nothing once more.
AHEAD = 8
# How long a delivery is a process's own; of that, seconds that it may wait for its push, and that this may take.
LEASE, WAITING, PUSHING = timedelta(seconds=30), 7.0, 22.0
# Seconds between two looks for what is late, lost or past its deadline; whoever looked less long ago may take. Less
# than between two jobs that look: one that is early would leave it to the next.
TIDY = 5.0
# Seconds until the database is tried again, and after which a sender that stops leaves the rest to the lease.
PAUSE, PARTING = 1.0, 8.0
_KEY = 32

# What was taken, and until when it may wait for its push.
_Taken: TypeAlias = tuple[Delivery, float]
# How many may be taken of the channels that know a reminder again, and of the others; and how many of those may be of
# kinds that are not sent once more.
_Rooms: TypeAlias = tuple[tuple[int, int], tuple[int, int]]
_NO_ROOM: _Rooms = ((0, 0), (0, 0))

log = Log(__name__)


class Sender:
    """One of any number, in any number of processes, that send what is due on some channels.

    One transaction a cycle acknowledges what has ended and takes more. On channels that do not know a reminder again no
    more than `slots` are ever taken and not acknowledged; on the others so many are in flight, and more are ready,
    unless they send on a way on which they do not.
    """

    def __init__(
        self,
        database: Database,
        channels: Mapping[str, Channel],
        meters: Meters | None,
        now: Callable[[], datetime],
        *,
        slots: int = SLOTS,
        lease: timedelta = LEASE,
        tidied: float = TIDY,
    ):
        """`lease`: how long what it takes is its own; `tidied`: seconds for which nothing late is looked for again."""
        self._database, self._channels, self._meters, self._now = database, dict(channels), meters, now
        self._slots, self._lease, self._tidies = slots, lease, timedelta(seconds=tidied)
        self._repeatable = {name for name, channel in channels.items() if channel.is_repeatable}
        self._others = set(channels) - self._repeatable
        # One transaction at a time: a second one would find nothing that the first could not have taken.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="reminder")
        self._draining = asyncio.Lock()
        # What was taken, until when it may wait; pushes in flight, how many on channels that know one again and on the
        # others; and what became of those that are not acknowledged yet, on the others how many.
        self._queue: deque[_Taken] = deque()
        self._flight: set[asyncio.Task[None]] = set()
        self._flying = {True: 0, False: 0}
        self._ended: list[End] = []
        self._unkeyed = 0
        # What channels that know reminders again sent on a way on which they do not: until it is acknowledged it takes
        # the place of what might be in flight.
        self._loose = 0
        # Set when it is time for a transaction, and when all is to end.
        self._wakes, self._stops = asyncio.Event(), asyncio.Event()
        self._tidied: datetime | None = None

    async def is_due(self) -> bool:
        """Whether anything may be due; False where the database is away."""
        return await self._tried(self._look) or False

    async def tidy(self) -> bool:
        """Ends what is late or past its deadline, and frees what was lost; whether that is done as of now."""
        return self._is_tidy(self._now()) or await self._tried(self._put_in_order) or False

    async def drain(self, most: int | None = None) -> int:
        """Sends until nothing is due, so many were taken, or it is stopped; gives how many were sent. Never raises."""
        async with self._draining:
            self._queue.clear()
            self._ended, self._unkeyed, self._loose = [], 0, 0
            self._flying = {True: 0, False: 0}
            try:
                return await self._drained(sys.maxsize if most is None else most)
            finally:
                # None are left but where somebody ends this very task, or the database stays away at the end.
                for task in self._flight:
                    task.cancel()

    def stop(self) -> None:
        """Takes nothing new; a drain under way ends with what is in flight."""
        self._stops.set()
        self._fill()
        self._wakes.set()

    def close(self) -> None:
        """Gives its thread back, which may still wait for the database."""
        self._thread.shutdown(wait=False)

    async def _drained(self, left: int) -> int:
        sent, gives_up = 0, 0.0
        while True:
            ended, self._ended, self._unkeyed = self._ended, [], 0
            loose = self._loose
            taken = await self._tried(self._exchange, ended, left, self._rooms() if left else _NO_ROOM)
            if taken is None:
                self._ended = ended + self._ended
                if self._stops.is_set():
                    gives_up = gives_up or time.monotonic() + PARTING
                if (gives_up and time.monotonic() > gives_up) or self._is_idle():
                    return sent
                await asyncio.sleep(PAUSE)
                continue
            self._loose -= loose
            sent += sum(end.state == "sent" for end in ended)
            left -= len(taken)
            self._queue += ((one, until) for one, until in taken if one.channel in self._repeatable)
            for one, until in taken:
                if one.channel in self._others:
                    self._begin(one, until, is_keyed=False)
            self._fill()
            while not self._is_worth():
                if self._is_idle():
                    return sent
                self._wakes.clear()
                await self._wakes.wait()

    def _rooms(self) -> _Rooms:
        """How many may be taken of the channels that know a reminder again, and of the others."""
        if self._stops.is_set():
            return _NO_ROOM
        # What is not sent once more waits for an operator where nobody knows what became of it: it is not taken so far
        # ahead.
        careful = sum([one.kind not in RESENDS for one, _ in self._queue])
        ahead = max(0, AHEAD * self._slots - len(self._queue)), max(0, self._slots - careful)
        return ahead, (self._slots - self._flying[False], self._slots)

    def _is_worth(self) -> bool:
        """Whether a transaction is: something is to be acknowledged, and it is time, or what was taken runs out."""
        return bool(self._ended) and (
            self._unkeyed > 0 or len(self._queue) < self._slots or self._stops.is_set()
        )

    def _is_idle(self) -> bool:
        return not (self._ended or self._queue or any(self._flying.values()))

    def _fill(self) -> None:
        """Begins as many pushes as there may be of what waits."""
        while self._queue and (self._flying[True] + self._loose < self._slots or self._stops.is_set()):
            delivery, until = self._queue.popleft()
            self._begin(delivery, until, is_keyed=True)

    def _begin(self, delivery: Delivery, until: float, *, is_keyed: bool) -> None:
        """Begins a push; what waited too long for it, or till the end, is given back."""
        at, is_late = self._now(), time.monotonic() > until
        end = returned(delivery) if is_late or self._stops.is_set() else unsendable(delivery, at)
        if end is None:
            try:
                told = _told(delivery.kind, as_json(delivery.content), delivery.offset, int(at.timestamp()))
            except Exception:
                # Of an older version, perhaps; none of the others waits for it.
                log.exception("reminder", channel=delivery.channel, kind=delivery.kind, delivery=delivery.id)
                end = unwritten(delivery)
        if end is not None:
            self._settle(delivery, end, at)
            return
        said = Reminder(key=_key(delivery), text=told.text, what=told.what, when=told.when, note=told.note)
        self._flying[is_keyed] += 1
        task = asyncio.create_task(self._push(delivery, said, is_keyed))
        self._flight.add(task)
        task.add_done_callback(self._flight.discard)

    async def _push(self, delivery: Delivery, said: Reminder, is_keyed: bool) -> None:
        try:
            outcome = await self._outcome(delivery, said)
            at, is_loose = self._now(), is_keyed and not outcome.is_keyed
            self._settle(delivery, ending(delivery, outcome, at, random.random()), at, is_loose=is_loose)
        except Exception:
            # It is found by its lease.
            log.exception("reminder", channel=delivery.channel, kind=delivery.kind, delivery=delivery.id)
        self._flying[is_keyed] -= 1
        if is_keyed and self._queue:
            self._fill()
        if self._is_idle():
            self._wakes.set()

    async def _outcome(self, delivery: Delivery, said: Reminder) -> Outcome:
        try:
            async with asyncio.timeout(PUSHING):
                return await self._channels[delivery.channel].remind(delivery.user, said)
        except TimeoutError:
            return Outcome(kind="uncertain", code="slow", is_keyed=False)
        except Exception:
            log.exception("reminder", channel=delivery.channel, kind=delivery.kind, delivery=delivery.id)
            return Outcome(kind="uncertain", code="error", is_keyed=False)

    def _settle(self, delivery: Delivery, end: End, at: datetime, *, is_loose: bool = False) -> None:
        """Has an end acknowledged with the next cycle."""
        self._ended.append(end)
        self._loose += is_loose
        self._unkeyed += is_loose or delivery.channel not in self._repeatable
        if self._is_worth():
            self._wakes.set()
        if end.state == "due":
            return
        told = {"channel": delivery.channel, "kind": delivery.kind, "outcome": end.state}
        if self._meters is not None:
            self._meters.reminders.labels(*told.values()).inc()
            if end.state == "sent":
                late = max(0.0, (at - delivery.due).total_seconds())
                self._meters.lateness.labels(delivery.channel).observe(late)
        if end.state != "sent":
            log.warning("reminder", **told, code=end.code, tries=end.tries, delivery=end.id)

    async def _tried(self, does: Callable[..., T], *given: object) -> T | None:
        """What a function gives that waits for the database; None where that is away, or the function fails."""
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, does, *given)
        except (Away, Collision):
            return None
        except Exception:
            # Whatever it is, the next look may go well; a loop that ended would remind nobody any more.
            log.exception("reminders")
            return None

    def _look(self) -> bool:
        with self._database.reading() as connection:
            return sending.is_due(connection, self._channels, self._now())

    def _exchange(self, ended: Sequence[End], most: int, rooms: _Rooms) -> list[_Taken]:
        """Acknowledges what has ended, and takes what is due, where there is room, and at most so many."""
        at, taken, is_wanted = self._now(), list[_Taken](), any(room for room, _ in rooms)
        is_tidy = self._is_tidy(at)
        if ended or (is_wanted and is_tidy):
            with self._database.writing("deliver_take") as connection:
                if ended:
                    sending.end(connection, ended, at)
                if is_tidy:
                    taken = self._take(connection, most, rooms)
        if is_wanted and not is_tidy:
            # After what has ended is told: its lease may be over.
            self._put_in_order(at)
            with self._database.writing("deliver_take") as connection:
                taken = self._take(connection, most, rooms)
        return taken

    def _take(self, connection: Connection, most: int, rooms: _Rooms) -> list[_Taken]:
        """What is due, each with the moment until which it may wait; by the clock as it is now that all is held."""
        at, waits = self._now(), time.monotonic() + min(WAITING, self._lease.total_seconds())
        until, taken = at + self._lease, list[Delivery]()
        for channels, (room, others) in zip((self._repeatable, self._others), rooms, strict=True):
            if channels and (room := min(room, most - len(taken))):
                taken += sending.take(connection, channels, at, until, room, resends=RESENDS, others=others)
        return [(one, waits) for one in taken]

    def _put_in_order(self, at: datetime | None = None) -> bool:
        at, is_all = at or self._now(), False
        while not is_all:
            with self._database.writing("deliver_tidy") as connection:
                done = tidying.tidy(
                    connection, self._channels, at, repeatable=self._repeatable, resends=RESENDS
                )
            if done.freed or done.uncertain:
                log.warning("reminders_lost", freed=done.freed, uncertain=done.uncertain)
            is_all = done.is_all
        self._tidied = at
        return True

    def _is_tidy(self, at: datetime) -> bool:
        """Whether nothing late can have come since the last look; a clock that jumps makes all of it late."""
        return self._tidied is not None and timedelta(0) <= at - self._tidied < self._tidies


@lru_cache(maxsize=64)
def _told(kind: str, content: str, offset: int, second: int) -> Told:
    """How something is told in a second: many are told the same when a window closes."""
    return reminder(kind, json.loads(content), offset, datetime.fromtimestamp(second, SHANGHAI))


def _key(delivery: Delivery) -> str:
    """The same whenever a delivery is sent again, and that of no other one, also where its number is given again."""
    parts = (str(delivery.id), delivery.kind, delivery.about, str(delivery.offset))
    return sha256("\0".join(parts).encode()).hexdigest()[:_KEY]
