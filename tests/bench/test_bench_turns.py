"""What keeping costs: the statements of a turn against plain sqlite3, a whole durable turn against a peer."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import pytest
from pytest_benchmark.fixture import BenchmarkFixture
from sqlalchemy import event

from bot.answering.turns import Turns
from dialogs import Conversation, Message, Turn, plain, respond
from dialogs.message import Context
from storage.database import Database, database
from storage.migrating import prepare
from tests.bench.peer import CHAT, Fake, Peer, a_bot, an_update
from tests.bench.test_bench_dialogs import MESSAGES
from tests.bot.sending import a_message, some_turns

ROUNDS = 15
# As many as one county's voucher has.
PEOPLE = 300
MOST_OF_PLAIN = 4
MOST_OF_PEER = 0.75

# Each with its parameters, and whether it is run once for each of several.
Statements = list[tuple[str, Any, bool]]


def opened(folder: Path, name: str) -> tuple[Database, Path]:
    """A new database with its tables, in a folder of its own."""
    place = folder / name
    found = database(None, place)
    prepare(found)
    return found, place / "quanzhu.sqlite3"


class Recorded:
    """Answers with the turns of the first run again, so that nothing but keeping takes time."""

    def __init__(self) -> None:
        self.turns: dict[str, Turn] = {}

    def __call__(self, before: Conversation, message: Message, context: Context) -> Turn:
        if message.text not in self.turns:
            self.turns[message.text] = respond(before, message, context)
        return self.turns[message.text]


def statements(store: Database, talk: Callable[[], None]) -> Statements:
    """All that is sent to SQLite during a talk, transactions included."""
    found: Statements = []

    class Heard(sqlite3.Cursor):
        def execute(self, sql: str, values: Any = (), /) -> Heard:
            found.append((sql, values, False))
            super().execute(sql, values)
            return self

        def executemany(self, sql: str, values: Any, /) -> Heard:
            rows = list(values)
            found.append((sql, rows, True))
            super().executemany(sql, rows)
            return self

    class Tapped(sqlite3.Connection):
        def cursor(self, factory: Any = Heard) -> Any:
            return super().cursor(factory)

        def execute(self, sql: str, values: Any = (), /) -> Any:
            return self.cursor().execute(sql, values)

        def commit(self) -> None:
            found.append(("COMMIT", (), False))
            super().commit()

    def connected(_dialect: Any, _record: Any, arguments: Any, options: Any) -> Any:
        return sqlite3.connect(*arguments, **options, factory=Tapped)

    # Connections made from now on: at the driver nothing goes past unheard, whichever way it was sent.
    store.close()
    event.listen(store.engine, "do_connect", connected)
    talk()
    event.remove(store.engine, "do_connect", connected)
    store.close()
    # How a connection is set up is no part of a talk, and not repeated.
    return [one for one in found if not one[0].startswith("PRAGMA")]


def plainly(file: Path, sent: Statements) -> float:
    """Seconds that the same statements take with nothing around them."""
    connection = sqlite3.connect(file, isolation_level=None)
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")
    start = perf_counter()
    for statement, values, is_many in sent:
        run = connection.executemany if is_many else connection.execute
        run(statement, values).fetchall()
    took = perf_counter() - start
    connection.close()
    return took


def test_keeping_a_turn_against_plain_sqlite(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    """The bound is four times; medians of whole talks of ten messages, both taken in turn."""
    recorded = Recorded()
    ratios, ours, plain_ones = [], [], []
    rounds = iter(range(1000))

    def talk(store: Database, answering: Turns, user: str) -> float:
        start = perf_counter()
        for text in MESSAGES:
            answering.handle(a_message(text, key=text, user=user))
        return perf_counter() - start

    def both() -> None:
        n = next(rounds)
        # The first person's talk is not measured: statements are compiled once for all that follow.
        traced, _ = opened(tmp_path, f"traced{n}")
        answering = some_turns(traced, recorded)
        first = statements(traced, lambda: (talk(traced, answering, "甲"), None)[1])
        second = statements(traced, lambda: (talk(traced, answering, "乙"), None)[1])
        store, _ = opened(tmp_path, f"ours{n}")
        answering = some_turns(store, recorded)
        talk(store, answering, "甲")
        ours.append(talk(store, answering, "乙"))
        other, file = opened(tmp_path, f"plain{n}")
        other.close()
        plainly(file, first)
        plain_ones.append(plainly(file, second))
        ratios.append(ours[-1] / plain_ones[-1])
        store.close()
        traced.close()

    both()
    for found in (ratios, ours, plain_ones):
        found.clear()
    benchmark.pedantic(both, rounds=ROUNDS, iterations=1)
    benchmark.extra_info["microseconds_a_turn"] = round(median(ours) * 1e5)
    benchmark.extra_info["plain_microseconds_a_turn"] = round(median(plain_ones) * 1e5)
    benchmark.extra_info["times_plain"] = round(median(ratios), 2)
    if benchmark.enabled:
        assert median(ratios) <= MOST_OF_PLAIN


@pytest.mark.parametrize("people", [1, PEOPLE])
def test_a_durable_turn_against_a_persistent_conversation_handler(
    benchmark: BenchmarkFixture, tmp_path: Path, people: int
) -> None:
    """The bound is three quarters of the peer; the same ten messages, both sending to the same fake.

    Both know as many other people, each of whom has answered all ten before: the peer writes them all anew with every
    update. Its file is brought to the disk as ours is.
    """
    found: dict[str, list[float]] = {"ours": [], "kept": [], "in_memory": []}
    questions = tuple(f"第 {n} 题" for n in range(len(MESSAGES)))
    store, _ = opened(tmp_path, "turns")
    answering = some_turns(store)
    known = people if benchmark.enabled else 1
    for one in range(known):
        for text in MESSAGES:
            answering.handle(a_message(text, key=text, user=f"先来的{one}"))
    rounds = iter(range(1000))

    async def peer(name: str, file: Path | None) -> None:
        fake = Fake()
        one = Peer(fake, questions, file)
        await one.start()
        await one.meet(known, MESSAGES)
        updates = [an_update(one.application.bot, n, text, 7) for n, text in enumerate(MESSAGES)]
        for update in updates:
            start = perf_counter()
            await one.handle(update)
            found[name].append(perf_counter() - start)
        assert fake.sent >= len(MESSAGES)

    async def ours(user: str) -> None:
        fake = Fake()
        bot = a_bot(fake)
        await bot.initialize()
        for n, text in enumerate(MESSAGES):
            message = a_message(text, key=str(n), user=user)
            start = perf_counter()
            answer = await asyncio.to_thread(answering.handle, message)
            await bot.send_message(CHAT, "\n\n".join(map(plain, answer.replies)))
            found["ours"].append(perf_counter() - start)
        assert fake.sent >= len(MESSAGES)

    def all_three() -> None:
        n = next(rounds)
        asyncio.run(ours(f"甲{n}"))
        asyncio.run(peer("kept", tmp_path / f"peer{n}"))
        asyncio.run(peer("in_memory", None))

    all_three()
    for times in found.values():
        times.clear()
    benchmark.pedantic(all_three, rounds=ROUNDS, iterations=1)
    store.close()
    for name, times in found.items():
        benchmark.extra_info[f"{name}_microseconds"] = round(median(times) * 1e6)
    benchmark.extra_info["times_peer"] = round(median(found["ours"]) / median(found["kept"]), 2)
    if benchmark.enabled and people == PEOPLE:
        assert median(found["ours"]) <= MOST_OF_PEER * median(found["kept"])
