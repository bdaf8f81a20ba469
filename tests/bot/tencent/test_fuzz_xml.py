"""Mutated XML bodies, rightly signed and sealed: none is an error of ours, and none leaves anything behind."""

from __future__ import annotations

import asyncio
import gc
import resource
import time
from collections import Counter
from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from starlette.types import ASGIApp, Message

from bot.answering.incoming import Incoming
from bot.answering.turns import Answer
from bot.channels.wechat.channel import WeChat
from bot.channels.wecom.channel import WeCom
from bot.reception.meters import Meters
from bot.reception.reception import Reception
from bot.tencent.account import Account
from bot.tencent.sealed import Seal
from dialogs import Reply
from storage.database import Database, database
from tests.bot.sending import AT, some_turns
from tests.bot.tencent.mutants import mutants
from tests.bot.tencent.vendor import Clock, Pushed, an_account, an_application, envelope

TIMESTAMP = str(int(AT.timestamp()))
# Kibibytes, and objects, by which a process may differ for reasons of its own.
MOST_GROWTH, MOST_OBJECTS = 16 * 1024, 1_000


class Echoing(Reception):
    """Says back what it hears, and keeps nothing: what is tried is all that stands before it."""

    def __init__(self, store: Database):
        super().__init__(some_turns(store), store, Meters(), Clock())

    async def _at_once(self, message: Incoming, *, is_limited: bool = True) -> Answer:
        return Answer(replies=(Reply(text=message.text or message.kind),), turn=1)

    async def keep(self, message: Incoming, parts: int = 0, *, within: float = 0) -> bool:
        return True

    async def note(self, does: Callable[..., object]) -> bool:
        return True


class Unlimited(Reception):
    """Hears as much as anybody says."""

    async def _at_once(self, message: Incoming, *, is_limited: bool = True) -> Answer | None:
        return await super()._at_once(message, is_limited=False)


class Caller:
    """Calls an application without a socket; counts what comes back."""

    def __init__(self, application: ASGIApp):
        self._application = application
        self.statuses: Counter[int] = Counter()
        self.slowest = (0.0, b"")

    async def post(self, path: str, query: dict[str, str], body: bytes) -> int:
        scope = {
            "type": "http", "method": "POST", "path": path, "raw_path": path.encode(), "headers": [],
            "query_string": urlencode(query).encode(), "root_path": "", "scheme": "http", "http_version": "1.1",
        }  # fmt: skip
        statuses: list[int] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                statuses.append(message["status"])

        began = time.thread_time()
        await self._application(scope, receive, send)
        self.slowest = max(self.slowest, (time.thread_time() - began, body))
        self.statuses.update(statuses)
        assert len(statuses) == 1, body
        return statuses[0]


def call(account: Account, seal: Seal, path: str, n: int, body: bytes) -> tuple[dict[str, str], bytes]:
    """The body as it is sent: in plain mode as it is, else sealed, and now and then in the place of the envelope."""
    query = {"timestamp": TIMESTAMP, "nonce": "1", "signature": seal.signature(TIMESTAMP, "1")}
    if account.mode == "plain" and path == "/wechat":
        return query, body
    if n % 4 == 0:
        return {**query, "msg_signature": "0" * 40}, body
    sealed = seal._crypto.encrypt(body or b" ", account.id).decode()
    return {**query, "msg_signature": seal.signature(TIMESTAMP, "1", sealed)}, envelope(sealed).encode()


def kibibytes() -> int:
    """The most memory that this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


async def fuzzed(store: Database, count: int) -> tuple[Counter[int], tuple[float, bytes], int, int]:
    """Statuses, the slowest, and what there is more of after the last nine tenths than before: KiB, objects."""
    reception = Echoing(store)
    callers = []
    for path, kind, mode in (
        ("/wechat", WeChat, "plain"), ("/wechat", WeChat, "compatible"), ("/wechat", WeChat, "safe"),
        ("/wecom", WeCom, "safe"),
    ):  # fmt: skip
        account = an_account(mode)
        application = an_application(kind(account, reception, Pushed()), reception)
        callers.append((Caller(application), path, account, Seal(account)))
    held, objects = 0, 0
    for n, body in enumerate(mutants(count, seed=5)):
        if n % 1_000 == 0:
            await asyncio.sleep(0)  # the loop lets go of timers that are not needed any more
        if n == count // 10:
            gc.collect()
            held, objects = kibibytes(), len(gc.get_objects())
        caller, path, account, seal = callers[n % len(callers)]
        status = await caller.post(path, *call(account, seal, path, n // 4, body))
        assert status in (200, 400, 403, 413), body
    await asyncio.sleep(0)
    gc.collect()
    growth = kibibytes() - held, len(gc.get_objects()) - objects
    await reception.stop()
    statuses = sum((caller.statuses for caller, *_ in callers), Counter[int]())
    return statuses, max(caller.slowest for caller, *_ in callers), *growth


def fuzz(count: int) -> None:
    store = database(None, None)
    statuses, slowest, growth, objects = asyncio.run(fuzzed(store, count))
    store.close()
    print(f"{count:,} bodies: {dict(statuses)}; most CPU {slowest[0] * 1000:.1f} ms: {slowest[1][:200]!r}")
    print(f"grown by {growth} KiB, {objects} objects")
    assert statuses[200] > count / 20
    assert statuses[400] > count / 20
    assert growth < MOST_GROWTH
    assert objects < MOST_OBJECTS


def test_three_thousand_mutants_are_answered_or_refused() -> None:
    fuzz(3_000)


@pytest.mark.long
def test_a_million_mutants_are_answered_or_refused() -> None:
    fuzz(1_000_000)


def test_mutants_are_answered_or_refused_by_whole_turns(store: Database) -> None:
    async def all_of_them() -> Counter[int]:
        reception, account = Unlimited(some_turns(store), store, Meters(), Clock()), an_account()
        seal = Seal(account)
        caller = Caller(an_application(WeChat(account, reception, Pushed()), reception))
        for body in mutants(200, seed=7):
            query, sent = call(account, seal, "/wechat", 1, body)
            assert await caller.post("/wechat", query, sent) in (200, 400, 413), body
        await reception.stop()
        return caller.statuses

    assert asyncio.run(all_of_them())[200] > 20
