"""Whoever takes messages into an inbox, answers them and delivers the answers to a file, and may be killed over it."""

from __future__ import annotations

import asyncio
import itertools
import json
import multiprocessing
import os
import signal
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from starlette.routing import BaseRoute

from bot.answering.incoming import Incoming
from bot.answering.turns import Answer
from bot.reception.channel import SENT, Outcome, Passed, Reminder
from bot.reception.inbox import Inbox
from bot.reception.meters import Meters
from bot.reception.reception import Reception
from dialogs.records import Reach
from storage import inbox
from storage.database import Away, Database, database
from tests.bot.breaking import Failed, failing
from tests.bot.sending import some_turns
from tests.forking import forked

CHANNEL = "file"


class FileChannel:
    """Writes each reply as a line; its outcomes may be given beforehand."""

    name = CHANNEL
    reach: Reach = "always"
    is_repeatable = False

    def __init__(self, file: str, outcomes: Sequence[Outcome] = ()):
        self._out = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        self._outcomes = list(outcomes)

    def routes(self) -> Sequence[BaseRoute]:
        return ()

    async def start(self) -> None:
        return

    async def stop(self) -> None:
        return

    async def remind(self, user: str, reminder: Reminder) -> Outcome:
        if self._outcomes and (outcome := self._outcomes.pop(0)).kind != "sent":
            return outcome
        line = {"user": user, "key": reminder.key, "text": reminder.text}
        os.write(self._out, json.dumps(line).encode() + b"\n")
        return SENT

    async def deliver(self, message: Incoming, answer: Answer, parts: int, passed: Passed) -> Outcome:
        for n, reply in enumerate(answer.replies[parts:], parts + 1):
            if self._outcomes and (outcome := self._outcomes.pop(0)).kind != "sent":
                return outcome
            line = {"user": message.user, "key": message.key, "part": n, "text": reply.text}
            os.write(self._out, json.dumps(line).encode() + b"\n")
            await passed(n)
        return SENT


def some_reception(store: Database, now: Callable[[], datetime], **more: int) -> Reception:
    """A reception of turns on a database."""
    return Reception(some_turns(store), store, Meters(), now, **more)


async def all_delivered(reception: Reception, store: Database, channel: FileChannel) -> None:
    """Works on the inbox until nothing is owed."""
    working = Inbox(reception, store, {CHANNEL: channel}, pause=0.01)
    task = asyncio.create_task(working.run())
    while not task.done():
        try:
            with store.reading() as connection:
                if not inbox.count(connection):
                    break
        except Away:
            pass
        await asyncio.sleep(0.01)
    working.stop()
    await task
    await reception.stop()


async def posted(
    store: Database,
    file: str,
    at: datetime,
    given: Sequence[Incoming],
    told: Callable[[str], object] = lambda _: None,
) -> set[str]:
    """The keys of the messages that were kept; whatever else comes of them, all that is owed is delivered.

    `told` hears of each as soon as it is kept.
    """
    looks = itertools.count()
    # A clock that goes on with each look, so that leases and pauses end at once.
    reception = some_reception(store, lambda: at + timedelta(seconds=20 * next(looks)))
    kept = set()
    for message in given:
        try:
            if await reception.keep(message):
                kept.add(message.key)
                told(message.key)
        except Failed:
            continue
    await all_delivered(reception, store, FileChannel(file))
    return kept


def killed(url: str, file: str, at: datetime, given: Sequence[Incoming], point: str) -> set[str]:
    """The keys that a process has kept before it died at the point of a transaction."""
    here, there = multiprocessing.Pipe(duplex=False)

    def post() -> None:
        here.close()
        store = database(url, None, passing=failing(point, "kill"))
        asyncio.run(posted(store, file, at, given, there.send))

    process, kept = forked(post), set[str]()
    there.close()
    with suppress(EOFError):
        while True:
            kept.add(here.recv())
    here.close()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    return kept
