"""Inbox: answers what was acknowledged first, and delivers the answers, through crashes and vendors' moods."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial

import structlog

from bot.answering.incoming import Incoming
from bot.answering.turns import BUSY, Answer
from bot.reception.channel import Channel, Outcome
from bot.reception.reception import Reception
from dialogs import Reply, plain
from storage import inbox
from storage.database import Away, Collision, Database
from storage.inbox import Owed

# Messages worked on at a time, and seconds that one is a process's own unless it says that it goes on.
AT_A_TIME = 32
LEASE = timedelta(seconds=60)
# Seconds after which the inbox is looked into even where nobody said that something arrived: a process may have died.
PAUSE = 2.0
# Seconds until the next try, twice as many each time; after so many tries the answer waits for the next visit.
FIRST_PAUSE, LONGEST_PAUSE, MOST_TRIES = 2.0, 600.0, 8
# How long a message is remembered of whose answer a part went back with the acknowledgement; it comes again in time.
REMEMBERED = timedelta(minutes=1)
# Bytes that wait for the next visit: with more than a window holds nobody would get to see the answer that follows.
MOST_HELD = 6_000
_CUT = "\n后面的太长，没能发出。"
FAILED = Reply(text="这条消息没能处理，请换个说法再发一次。")
_BUSY = Outcome(kind="retry", code="busy")

log = structlog.get_logger(__name__)


class Inbox:
    """Works on the messages that are owed an answer on some channels, any number of processes together."""

    def __init__(
        self,
        reception: Reception,
        database: Database,
        channels: Mapping[str, Channel],
        *,
        pause: float = PAUSE,
    ):
        self._reception, self._database, self._channels, self._seconds = reception, database, channels, pause
        self._open: dict[int, asyncio.Task[None]] = {}
        self._stops = asyncio.Event()

    async def run(self) -> None:
        """Works until it is stopped, then ends what is under way."""
        while not self._stops.is_set():
            self._reception.arrived.clear()
            for owed in await self._taken():
                task = asyncio.create_task(self._work(owed))
                self._open[owed.id] = task
                task.add_done_callback(partial(self._end, owed.id))
            await self._pause()
        while self._open:
            await asyncio.wait(set(self._open.values()))

    def stop(self) -> None:
        """Takes nothing new."""
        self._stops.set()
        self._reception.arrived.set()

    def _end(self, number: int, _: asyncio.Task[None]) -> None:
        self._open.pop(number, None)
        # The next message of the same person may be waiting.
        self._reception.arrived.set()

    async def _pause(self) -> None:
        try:
            await asyncio.wait_for(self._reception.arrived.wait(), self._seconds)
        except TimeoutError:
            return

    async def _taken(self) -> list[Owed]:
        room = AT_A_TIME - len(self._open)
        if room <= 0:
            return []
        try:
            return await self._reception.in_thread(self._take, room)
        except (Away, Collision):
            return []
        except Exception:
            # Whatever it is, the next look may go well; a loop that ended would owe everybody an answer.
            log.exception("inbox")
            return []

    def _take(self, most: int) -> list[Owed]:
        now = self._reception.now()
        with self._database.reading() as connection:
            if not inbox.is_due(connection, self._channels, now):
                return []
        with self._database.writing("inbox_take") as connection:
            return inbox.take(connection, self._channels, now, now + LEASE, most, without=set(self._open))

    async def _work(self, owed: Owed) -> None:
        with self._reception.meters.owed.track_inprogress():
            try:
                message = Incoming.from_json(owed.message)
                answer = await self._answer(owed, message)
                outcome = await self._delivered(owed, message, answer)
                await self._reception.in_thread(self._conclude, owed, message, answer, outcome)
            except (Away, Collision):
                # The lease ends by itself, and the message is taken again.
                return
            except Exception:
                log.exception("inbox", channel=owed.channel, tries=owed.tries)
                await self._put_aside(owed)
                return
        self._reception.meters.pushes.labels(owed.channel, outcome.kind).inc()
        if outcome.kind != "sent":
            log.warning(
                "push", channel=owed.channel, outcome=outcome.kind, code=outcome.code, tries=owed.tries
            )

    async def _answer(self, owed: Owed, message: Incoming) -> Answer:
        """The answer; in the end the person is told where there is none."""
        try:
            return await self._reception.answer(message, is_limited=False)
        except Exception:
            if owed.tries < MOST_TRIES:
                raise
            log.exception("inbox", channel=owed.channel, tries=owed.tries)
            return Answer(replies=(FAILED,), turn=None)

    async def _put_aside(self, owed: Owed) -> None:
        """Has what went wrong tried again; in the end it stands no longer in the way of the person's next messages."""
        try:
            await self._reception.in_thread(self._set_aside, owed)
        except Exception:
            # The lease ends by itself.
            log.exception("inbox", channel=owed.channel, tries=owed.tries)

    def _set_aside(self, owed: Owed) -> None:
        now = self._reception.now()
        with self._database.writing("inbox_end") as connection:
            if owed.tries < MOST_TRIES:
                inbox.put_off(connection, owed, now + timedelta(seconds=_pause(owed.tries, 0)))
            else:
                inbox.settle(connection, owed, now + REMEMBERED)

    async def _delivered(self, owed: Owed, message: Incoming, answer: Answer) -> Outcome:
        if answer.turn is None and answer.replies == (BUSY,):
            return _BUSY

        async def passed(parts: int) -> None:
            await self._reception.in_thread(self._pass_on, owed, parts)

        return await self._channels[owed.channel].deliver(message, answer, owed.parts, passed)

    def _pass_on(self, owed: Owed, parts: int) -> None:
        with self._database.writing("inbox_part") as connection:
            inbox.pass_on(connection, owed, parts, self._reception.now() + LEASE)

    def _conclude(self, owed: Owed, message: Incoming, answer: Answer, outcome: Outcome) -> None:
        now, who = self._reception.now(), (message.channel, message.account, message.user)
        with self._database.writing("inbox_end") as connection:
            # What is not answered yet is answered, however long it takes.
            if outcome.kind == "retry" and (owed.tries < MOST_TRIES or outcome == _BUSY):
                inbox.put_off(connection, owed, now + timedelta(seconds=_pause(owed.tries, outcome.after)))
                return
            if outcome.kind == "unreachable":
                inbox.lose(connection, *who, now)
            if outcome.kind not in ("sent", "refused") and answer.turn is not None:
                replies = answer.replies if outcome.rest is None else (Reply(text=outcome.rest),)
                inbox.hold(connection, *who, [reply.to_json() for reply in _waiting(replies)])
            inbox.settle(connection, owed, now + REMEMBERED)


def _waiting(replies: Iterable[Reply]) -> Iterator[Reply]:
    """As much of replies as is shown at the next visit."""
    room = MOST_HELD
    for reply in replies:
        # By then choices would stand for nothing.
        found = replace(reply, choices=())
        text = plain(found).encode()
        if len(text) > room:
            yield Reply(text=text[:room].decode(errors="ignore") + _CUT)
            return
        room -= len(text)
        if text:
            yield found


def _pause(tries: int, at_least: float) -> float:
    """Seconds until the next try; scattered, so that all do not come back at once."""
    pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(tries - 1, MOST_TRIES))
    return max(at_least, pause * random.uniform(0.5, 1.0))
