"""Reception: takes the messages of all channels to the turns, in time and within each person's limit."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, TypeVar

from bot.answering.incoming import Incoming
from bot.answering.turns import BUSY, MOST_TRIES, Answer, Turns
from bot.reception.limits import Limit, Weighed
from bot.reception.meters import Meters
from dialogs import Reply
from storage import inbox
from storage.conversations import digest
from storage.database import Away, Collision, Connection, Database
from storage.patience import patience

T = TypeVar("T")
# What a message is to the inbox: new, there already and owed its whole answer, or neither.
Put = Literal["new", "owed", "known"]

# Turns at a time; SQLite lets them write one after the other, PostgreSQL as many as its pool holds.
THREADS = 16
# Beside them, so that a message can be kept while all turns take too long.
KEEPERS = 2
# Messages remembered that were acknowledged before they were answered.
MOST_LATE = 1_000
A_MINUTE = 40
# Messages that are kept together at most: the first of them waits for the last.
TOGETHER = 8
# Seconds within which a message must be in the inbox: where it is acknowledged first, and where its time is up.
KEEPING, KEEPING_LATE = 3.0, 0.6
# Seconds that are left for anything else to be kept: the vendor waits for five.
NOTING = 4.0
# After what goes back with an acknowledgement has surely arrived.
AFTERWARDS = timedelta(seconds=1)
TOO_MANY = Reply(text="一分钟里的消息太多，这条没有处理，请过一会儿再发。")


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """The answer takes too long: the message is kept in the inbox, and its answer will be pushed."""


class Reception:
    """Answers messages off the event loop, and counts those under way."""

    def __init__(
        self,
        turns: Turns,
        database: Database,
        meters: Meters,
        now: Callable[[], datetime],
        *,
        a_minute: int = A_MINUTE,
        is_inline: bool = False,
    ):
        """`is_inline`: for SQLite, where turns are one after the other anyway; one that need not wait runs on the loop.

        Two threads that hand the interpreter to each other at every statement cost a quarter more CPU, and twice the
        time to the slowest answers at 32 connections. What would have to wait goes to a thread. Messages that come in
        one moment are kept by one commit, which takes a third off the time to the slowest answers.
        """
        self.now, self.meters = now, meters
        self._turns, self._database, self._is_inline = turns, database, is_inline
        self._limit = Limit(a_minute)
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="turn")
        self._keepers = ThreadPoolExecutor(KEEPERS, thread_name_prefix="inbox")
        self._open: set[asyncio.Task[Answer]] = set()
        self._late: OrderedDict[str, None] = OrderedDict()
        # Messages to be answered on the loop in a moment, with who waits for each.
        self._gathered: list[tuple[Incoming, asyncio.Future[Answer | None]]] = []
        # Set when a message has been put into the inbox.
        self.arrived = asyncio.Event()

    async def answer(self, message: Incoming, *, is_limited: bool = True) -> Answer:
        """The answer to a message; the same for one that comes again. Never raises for what a person sends."""
        answer = await self._at_once(message, is_limited=is_limited)
        return await self._in_turn(message) if answer is None else answer

    async def _in_turn(self, message: Incoming) -> Answer:
        """The answer that has to be waited for."""
        began = time.monotonic()
        answer = await self.in_thread(self._turns.handle, message)
        self._count(message, answer, began)
        return answer

    async def _at_once(self, message: Incoming, *, is_limited: bool = True) -> Answer | None:
        """The answer to a message beyond its person's limit, or one that need not wait; None for any other."""
        if is_limited and (weighed := self.weighed(message)) != "free":
            return Answer(replies=(TOO_MANY,) if weighed == "too_many" else (), turn=None)
        if not self._is_inline:
            return None
        began = time.monotonic()
        answering: asyncio.Future[Answer | None] = asyncio.get_running_loop().create_future()
        self._gathered.append((message, answering))
        if len(self._gathered) == 1:
            asyncio.get_running_loop().call_soon(self._gather, 0)
        answer = await answering
        if answer is not None:
            self._count(message, answer, began)
        return answer

    def _gather(self, before: int) -> None:
        """Waits as long as each round of the loop brings more messages, then answers them.

        Of very many some are answered in the next round, after whoever waits for these has been told.
        """
        if before < len(self._gathered) < TOGETHER:
            asyncio.get_running_loop().call_soon(self._gather, len(self._gathered))
            return
        gathered, self._gathered = self._gathered[:TOGETHER], self._gathered[TOGETHER:]
        if self._gathered:
            asyncio.get_running_loop().call_soon(self._gather, 0)
        waiting = [(message, answering) for message, answering in gathered if not answering.done()]
        if not waiting:
            return
        try:
            answers = self._turns.at_once([message for message, _ in waiting])
        except Exception as error:
            for _, answering in waiting:
                answering.set_exception(error)
            return
        for number, (_, answering) in enumerate(waiting):
            answering.set_result(answers[number] if answers else None)

    def _count(self, message: Incoming, answer: Answer, began: float) -> None:
        if answer.is_again:
            self.meters.redeliveries.labels(message.channel).inc()
        elif answer.turn is None and answer.replies == (BUSY,):
            self.meters.busy.labels(message.channel).inc()
        else:
            self.meters.turns.labels(message.channel).inc()
            self.meters.latency.labels(message.channel).observe(time.monotonic() - began)

    def weighed(self, message: Incoming) -> Weighed:
        """Whether one more message of its person is taken; for channels that keep messages before they answer."""
        who = digest(message.channel, message.account, message.user)
        weighed = self._limit.weighed(who, message.key, time.monotonic())
        if weighed != "free":
            self.meters.limited.labels(message.channel).inc()
        return weighed

    async def answer_within(self, message: Incoming, seconds: float) -> Answer | Late:
        """The answer, if it is there in time; else the message is in the inbox, from where its answer is pushed.

        Where the inbox cannot be written either, the answer is waited for: nothing is acknowledged that could be lost.
        """
        answer = await self._at_once(message)
        if answer is None:
            task = asyncio.create_task(self._in_turn(message))
            self._open.add(task)
            task.add_done_callback(self._open.discard)
            done, _ = await asyncio.wait({task}, timeout=seconds)
            if not done:
                put = await self._put(message, 0, KEEPING_LATE)
                if put == "new":
                    self.meters.late.labels(message.channel).inc()
                # What is neither was answered meanwhile.
                if put in ("new", "owed"):
                    self._note_late(message)
                    return Late()
            answer = await task
        # The same message may have come twice, and this one be answered while the other was acknowledged.
        if self._late and _key(message) in self._late:
            return Late()
        if answer.is_again and await self._is_owed_whole(message):
            return Late()
        return answer

    def _note_late(self, message: Incoming) -> None:
        self._late[_key(message)] = None
        if len(self._late) > MOST_LATE:
            self._late.popitem(last=False)

    async def keep(self, message: Incoming, parts: int = 0, *, within: float = KEEPING) -> bool:
        """Puts a message into the inbox, unless it is or has been there; False where that takes too many seconds.

        `parts` of its answer go back with the acknowledgement; the others are pushed a moment later.
        """
        put = await self._put(message, parts, within)
        if put in ("owed", "known") and not parts:
            self.meters.redeliveries.labels(message.channel).inc()
        return put is not None

    async def _put(self, message: Incoming, parts: int, within: float) -> Put | None:
        """What the message is to the inbox now; None where it could not be kept in time, and so is not."""
        is_over = threading.Event()
        loop = asyncio.get_running_loop()
        keeping = loop.run_in_executor(self._keepers, self._keep, message, parts, within, is_over)
        # Also a thread, or a connection, may be waited for.
        await asyncio.wait({keeping}, timeout=within)
        if not keeping.done():
            is_over.set()
            keeping.add_done_callback(asyncio.Future.exception)
            return None
        try:
            put = keeping.result()
        except (Away, Collision):
            return None
        self.arrived.set()
        return put

    async def note(self, does: Callable[[Connection], object]) -> bool:
        """Keeps what is told of a person rather than by them; False where the database is away."""
        try:
            await self.in_thread(self._note, does)
        except (Away, Collision):
            return False
        return True

    async def in_thread(self, does: Callable[..., T], *given: object) -> T:
        """What a function gives that waits for the database, or for a vendor."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, does, *given)

    async def stop(self) -> None:
        """Waits for the answers under way."""
        while self._open:
            await asyncio.wait(set(self._open))
        self._threads.shutdown()
        self._keepers.shutdown()

    async def _is_owed_whole(self, message: Incoming) -> bool:
        def is_owed() -> bool:
            with patience(KEEPING_LATE), self._database.reading() as connection:
                return inbox.is_owed_whole(connection, _key(message))

        try:
            # Not in the threads of the turns, which may all be busy.
            return await asyncio.get_running_loop().run_in_executor(self._keepers, is_owed)
        except Away:
            return False

    def _note(self, does: Callable[[Connection], object]) -> None:
        with patience(NOTING):
            for _ in range(MOST_TRIES):
                with suppress(Collision), self._database.writing("note") as connection:
                    does(connection)
                    return
        raise Collision("somebody else keeps being first")

    def _keep(self, message: Incoming, parts: int, within: float, is_over: threading.Event) -> Put:
        if is_over.is_set():
            raise Collision("nobody waits for it any more")
        with patience(within), self._database.writing("inbox") as connection:
            is_new = inbox.keep(
                connection,
                key=_key(message),
                who=digest(message.channel, message.account, message.user),
                channel=message.channel,
                message=message.to_json(),
                parts=parts,
                due=message.at if not parts else self.now() + AFTERWARDS,
            )
            is_owed = not is_new and inbox.is_owed_whole(connection, _key(message))
            if is_over.is_set():
                raise Collision("nobody waits for it any more")
        return "new" if is_new else "owed" if is_owed else "known"


def _key(message: Incoming) -> str:
    return digest(message.channel, message.account, message.user, message.key)
