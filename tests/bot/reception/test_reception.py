"""The reception: an answer in time, or an acknowledgement that nothing of is lost."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.answering.incoming import Incoming
from bot.answering.turns import BUSY, Answer
from bot.reception.meters import Meters
from bot.reception.reception import TOGETHER, TOO_MANY, Late, Reception
from dialogs import Conversation, Message, Turn, respond
from dialogs.message import Context
from storage import inbox, turns
from storage.database import Database, database
from tests.bot.reception.postman import CHANNEL, FileChannel, all_delivered, some_reception
from tests.bot.reception.test_inbox import delivered
from tests.bot.sending import AT, a_message, some_turns

# Nothing takes as long: what is tested comes by an event.
NEVER, AT_ONCE = 60.0, 0.01


class Held:
    """Answers once it is let go."""

    def __init__(self) -> None:
        self.goes = threading.Event()

    def __call__(self, before: Conversation, message: Message, context: Context) -> Turn:
        assert self.goes.wait(NEVER)
        return respond(before, message, context)


def held_reception(store: Database, held: Held) -> Reception:
    return Reception(some_turns(store, held), store, Meters(), lambda: AT)


def metric(reception: Reception, name: str) -> float:
    return reception.meters.registry.get_sample_value(f"quanzhu_{name}_total", {"channel": CHANNEL}) or 0


def test_an_answer_in_time_goes_back_itself(store: Database) -> None:
    async def work() -> Answer | Late:
        reception = some_reception(store, lambda: AT)
        answer = await reception.answer_within(a_message(channel=CHANNEL), NEVER)
        await reception.stop()
        assert metric(reception, "turns") == 1
        return answer

    answer = asyncio.run(work())
    assert isinstance(answer, Answer)
    assert answer.turn is not None
    with store.reading() as connection:
        assert inbox.count(connection) == 0


def test_a_late_answer_is_acknowledged_once_it_is_kept_and_delivered_once_it_is_there(
    url: str, store: Database, tmp_path: Path
) -> None:
    """The turn holds a thread of its own; on SQLite nobody can write meanwhile, so it is waited for there."""
    held, message = Held(), a_message(channel=CHANNEL)

    async def work() -> None:
        reception = held_reception(store, held)
        if store.is_sqlite:
            asyncio.get_running_loop().call_later(1, held.goes.set)
            assert isinstance(await reception.answer_within(message, AT_ONCE), Answer)
            await reception.stop()
            return
        with store.reading(), store.reading():
            # Two connections are there for them: there is no time to make one.
            pass
        first = await reception.answer_within(message, AT_ONCE)
        assert isinstance(first, Late)
        again = asyncio.create_task(reception.answer_within(message, AT_ONCE))
        held.goes.set()
        assert isinstance(await again, Late)
        assert metric(reception, "late_answers") == 1
        await all_delivered(reception, store, FileChannel(str(tmp_path / "delivered")))

    asyncio.run(work())
    with store.reading() as connection:
        assert turns.count(connection) == 1
        assert inbox.count(connection) == 0
    keys = {line["key"] for line in delivered(tmp_path / "delivered")}
    assert keys == (set() if store.is_sqlite else {message.key})


def test_a_message_is_not_acknowledged_while_the_database_is_away(tmp_path: Path) -> None:
    async def work() -> None:
        store = database(f"sqlite:///{tmp_path}", None)
        reception = some_reception(store, lambda: AT)
        assert await reception.keep(a_message(channel=CHANNEL)) is False
        answer = await reception.answer_within(a_message(channel=CHANNEL), AT_ONCE)
        assert isinstance(answer, Answer)
        assert answer.replies == (BUSY,)
        assert metric(reception, "busy_answers") == 1
        await reception.stop()

    asyncio.run(work())


def test_beyond_the_limit_a_person_is_told_once_and_nothing_is_kept(store: Database) -> None:
    async def work() -> list[Answer]:
        reception = some_reception(store, lambda: AT, a_minute=2)
        found = [await reception.answer(a_message(channel=CHANNEL)) for _ in range(4)]
        other = await reception.answer(a_message(channel=CHANNEL, user="乙"))
        assert other.turn is not None
        assert metric(reception, "limited_messages") == 2
        await reception.stop()
        return found

    found = asyncio.run(work())
    assert [answer.replies for answer in found[2:]] == [(TOO_MANY,), ()]
    with store.reading() as connection:
        assert turns.count(connection) == 3


def test_a_turn_that_need_not_wait_runs_on_the_loop_and_one_that_must_does_not(
    url: str, store: Database, opening: Callable[..., Database]
) -> None:
    if not store.is_sqlite:
        pytest.skip("on PostgreSQL there is always somebody to wait for")

    async def work() -> None:
        turns_, on_loop = some_turns(store, where), asyncio.get_running_loop()
        reception = Reception(turns_, store, Meters(), lambda: AT, is_inline=True)
        assert (await reception.answer(a_message(channel=CHANNEL))).turn == 1
        assert (await reception.answer(a_message(channel=CHANNEL))).turn == 2
        # Somebody else writes, in another process for all that is known here.
        other = opening(url)
        with other.writing("test"):
            waiting = asyncio.create_task(reception.answer(a_message(channel=CHANNEL)))
            await asyncio.sleep(0)
            assert not waiting.done()
            await on_loop.run_in_executor(None, begun.wait, 0.05)
        assert (await waiting).turn == 3
        await reception.stop()

    names, begun = [], threading.Event()

    def where(*given: Any) -> Turn:
        names.append(threading.current_thread().name.partition("_")[0])
        return respond(*given)

    asyncio.run(work())
    assert names == ["turn", "MainThread", "turn"]


def counted(commits: list[int], asked: list[asyncio.Task[Answer]]) -> Callable[[str], None]:
    """Notes at each end of a transaction, before its commit, how many of those who ask have an answer already."""
    return lambda point: commits.append(sum(task.done() for task in asked)) if point == "turn:done" else None


def asking(reception: Reception, messages: list[Incoming]) -> list[asyncio.Task[Answer]]:
    return [asyncio.create_task(reception.answer(message)) for message in messages]


def test_messages_of_one_moment_are_kept_by_one_commit_and_answered_after_it(tmp_path: Path) -> None:
    commits: list[int] = []
    asked: list[asyncio.Task[Answer]] = []
    store = database(None, tmp_path, passing=counted(commits, asked))

    async def work() -> list[Answer]:
        reception = some_reception(store, lambda: AT, is_inline=True)
        await reception.answer(a_message(channel=CHANNEL, user="先来的"))
        commits.clear()
        once = [a_message(channel=CHANNEL, user=f"第{n}位") for n in range(TOGETHER + 3)]
        again = [once[0], once[0]]
        asked.extend(asking(reception, [*again, *once]))
        found = await asyncio.gather(*asked)
        await reception.stop()
        return found

    found = asyncio.run(work())
    assert commits == [0, TOGETHER]
    assert len({answer.turn for answer in found}) == TOGETHER + 3
    assert found[0] == replace(found[1], is_again=False) == replace(found[2], is_again=False)
    with store.reading() as connection:
        assert turns.count(connection) == 1 + TOGETHER + 3


def test_one_that_fails_fails_alone_and_one_who_left_keeps_nobody_waiting(tmp_path: Path) -> None:
    store = database(None, tmp_path)

    def failing(before: Conversation, message: Message, context: Context) -> Turn:
        if message.text == "炸":
            raise ZeroDivisionError
        return respond(before, message, context)

    async def work() -> list[Any]:
        reception = Reception(some_turns(store, failing), store, Meters(), lambda: AT, is_inline=True)
        await reception.answer(a_message(channel=CHANNEL))
        texts = ("你好", "炸", "材料清单", "几号截止")
        asked = asking(reception, [a_message(text, channel=CHANNEL, user=text) for text in texts])
        await asyncio.sleep(0)
        asked[3].cancel()
        found = await asyncio.gather(*asked, return_exceptions=True)
        await reception.stop()
        return found

    greeted, failed, listed, left = asyncio.run(work())
    assert isinstance(failed, ZeroDivisionError)
    assert isinstance(left, asyncio.CancelledError)
    assert {greeted.turn, listed.turn} == {2, 3}
    with store.reading() as connection:
        assert turns.count(connection) == 3
