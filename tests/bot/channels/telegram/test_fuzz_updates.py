"""Mutated updates: each is kept, passed over or refused, never a 5xx, and nothing grows."""

from __future__ import annotations

import asyncio
import gc
import os
import time
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import delete
from starlette.applications import Starlette
from starlette.types import Message

from bot.answering.incoming import Incoming
from bot.channels.telegram.telegram import PATH, SECRET_HEADER, Telegram
from storage import inbox
from storage.database import Database, database
from storage.migrating import prepare
from storage.tables import inbox as kept_messages
from tests.bot.channels.telegram.chats import FAST, SECRET, an_account, some_reception
from tests.bot.channels.telegram.mutants import mutants
from tests.bot.sending import AT, some_turns

# Bytes, and objects, by which a process may differ for reasons of its own.
MOST_GROWTH, MOST_OBJECTS = 16 << 20, 2_000
# The inbox is emptied now and then: what is tried is all that stands before it.
AT_A_TIME = 1_000
STATM = Path("/proc/self/statm")


class Caller:
    """Calls an application without a socket; counts what comes back, and keeps the slowest."""

    def __init__(self, application: Starlette):
        self._application = application
        self.statuses: Counter[int] = Counter()
        self.slowest = (0.0, b"")

    async def post(self, body: bytes) -> None:
        headers = [(SECRET_HEADER.lower().encode(), SECRET.encode())]
        scope = {"type": "http", "method": "POST", "path": PATH, "query_string": b"", "headers": headers}

        async def receive() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.statuses[message["status"]] += 1
                assert message["status"] in (200, 400, 413), body

        began = time.perf_counter()
        await self._application(scope, receive, send)
        self.slowest = max(self.slowest, (time.perf_counter() - began, body))


def held() -> tuple[int, int]:
    """Bytes of memory that this process holds, and objects."""
    gc.collect()
    return int(STATM.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE"), len(gc.get_objects())


async def fuzzed(store: Database, count: int, seed: int) -> tuple[Caller, tuple[int, int]]:
    """Who has called, and what is held more after the last nine tenths than before."""
    reception = some_reception(store, a_minute=1 << 30)
    # Nobody listens there: what is told beside the answers is refused at once.
    channel = Telegram(an_account("http://127.0.0.1:1"), reception, FAST)
    caller = Caller(Starlette(routes=list(channel.routes())))
    before = (0, 0)
    for n, body in enumerate(mutants(count, seed)):
        if n == count // 10:
            before = held()
        await caller.post(body)
        if n % AT_A_TIME == AT_A_TIME - 1:
            with store.writing("test") as connection:
                connection.execute(delete(kept_messages))
    await channel.stop()
    after = held()
    await reception.stop()
    return caller, (after[0] - before[0], after[1] - before[1])


def fuzz(count: int) -> None:
    store = database(None, None)
    prepare(store)
    caller, (growth, objects) = asyncio.run(fuzzed(store, count, seed=3))
    store.close()
    seconds, body = caller.slowest
    print(f"{count:,} updates: {dict(caller.statuses)}; slowest {seconds * 1000:.1f} ms: {body[:200]!r}")
    print(f"grown by {growth >> 10} KiB, {objects} objects")
    assert sum(caller.statuses.values()) == count
    assert caller.statuses[200] > count / 2
    assert caller.statuses[400] > count / 20
    assert growth < MOST_GROWTH
    assert objects < MOST_OBJECTS


def test_two_thousand_mutants_are_taken_or_refused() -> None:
    fuzz(2_000)


@pytest.mark.long
def test_half_a_million_mutants_are_taken_or_refused() -> None:
    fuzz(500_000)


def test_every_mutant_that_is_kept_is_answered(store: Database) -> None:
    caller, _ = asyncio.run(fuzzed(store, 200, seed=9))
    turns = some_turns(store)
    with store.reading() as connection:
        owed = list(connection.execute(kept_messages.select()).mappings())
        assert inbox.count(connection) == len(owed) > 20
    assert caller.statuses[200] >= len(owed)
    for row in owed:
        assert turns.handle(Incoming.from_json({**row["message"], "at": AT.isoformat()})).turn is not None
