"""The inbox: what was acknowledged is answered and delivered, whatever dies in between."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.answering.incoming import Incoming
from bot.answering.turns import BUSY, Answer, Turns
from bot.reception.channel import SENT, Outcome
from bot.reception.inbox import FAILED, MOST_TRIES
from bot.reception.meters import Meters
from bot.reception.reception import Reception
from dialogs import respond
from storage import inbox, turns
from storage.database import Database
from storage.tables import inbox as inbox_table
from storage.tables import people
from tests.bot.breaking import Failed, failing
from tests.bot.reception.postman import CHANNEL, FileChannel, all_delivered, killed, posted, some_reception
from tests.bot.sending import AT, a_message, shipped, some_turns, told
from tests.conftest import KINDS

Opening = Callable[..., Database]
TEXTS = ("青岛的企业，找本地机构做检测花了20万，能补多少", "要哪些材料", "什么时候截止")
PEOPLE = ("甲", "乙")
LATER = AT + timedelta(minutes=5)


def messages() -> list[Incoming]:
    return [
        a_message(text, channel=CHANNEL, user=user, key=f"{user}{n}")
        for user in PEOPLE
        for n, text in enumerate(TEXTS)
    ]


def delivered(file: Path) -> list[dict[str, Any]]:
    if not file.exists():
        return []
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


NAMES, BOUNDARIES = ("inbox", "inbox_take", "inbox_part", "inbox_end"), ("begun", "done", "committed")
KILLS = [(kind, name, boundary, "kill") for kind in KINDS for name in NAMES for boundary in BOUNDARIES]
FAILURES = [
    (kind, name, boundary, "exception") for kind in KINDS for name in NAMES for boundary in BOUNDARIES
]


@pytest.mark.parametrize(
    ("url", "name", "boundary", "how"),
    [
        *FAILURES,
        # A server's own transactions end with whoever is killed: at one boundary each it is seen here, at all by name.
        *(
            pytest.param(*kill, marks=() if kill[0] == "sqlite" or kill[2] == "done" else pytest.mark.long)
            for kill in KILLS
        ),
    ],
    indirect=["url"],
)
def test_what_was_kept_is_delivered_whatever_boundary_breaks(
    url: str, store: Database, opening: Opening, tmp_path: Path, name: str, boundary: str, how: str
) -> None:
    """No more copies than pushes in flight, one for each person, whose answers come in the order of their messages."""
    file = tmp_path / "delivered"
    point = f"{name}:{boundary}"
    if how == "kill":
        kept = killed(url, str(file), AT, messages(), point)
    else:
        breaking = opening(url, passing=failing(point, how))
        kept = asyncio.run(posted(breaking, str(file), AT, messages()))
    everyone = {one.key for one in messages()}
    assert asyncio.run(posted(store, str(file), LATER, messages())) == everyone
    lines = delivered(file)
    counts = Counter((line["key"], line["part"]) for line in lines)
    assert {key for key, _ in counts} == everyone >= kept
    assert sum(counts.values()) - len(counts) <= len(PEOPLE)
    for user in PEOPLE:
        order = [line["key"] for line in lines if line["user"] == user and line["key"] in kept]
        assert order == sorted(order)
    answering = some_turns(store)
    for one in messages():
        again = answering.handle(one)
        assert again.is_again
        texts = {line["part"]: line["text"] for line in lines if line["key"] == one.key}
        assert [texts[n] for n in sorted(texts)] == [reply.text for reply in again.replies]
    with store.reading() as connection:
        assert turns.count(connection) == len(messages())
        assert inbox.count(connection) == 0


def at_work(store: Database, file: Path, given: Sequence[Incoming], outcomes: Sequence[Outcome] = ()) -> None:
    """Keeps messages, and works until nothing is owed."""

    async def work() -> None:
        looks = itertools.count()
        reception = some_reception(store, lambda: AT + timedelta(minutes=next(looks)))
        for one in given:
            assert await reception.keep(one)
        await all_delivered(reception, store, FileChannel(str(file), outcomes))

    asyncio.run(work())


def test_a_message_kept_again_after_its_answer_was_delivered_is_not_answered_again(
    store: Database, tmp_path: Path
) -> None:
    one = a_message("你好", channel=CHANNEL)
    at_work(store, tmp_path / "delivered", [one])
    before = delivered(tmp_path / "delivered")
    at_work(store, tmp_path / "delivered", [one])
    assert delivered(tmp_path / "delivered") == before != []


def test_a_push_that_is_to_be_tried_again_goes_on_where_it_stopped(store: Database, tmp_path: Path) -> None:
    file = tmp_path / "delivered"
    later = Outcome(kind="retry", after=30)
    at_work(store, file, [a_message("你好", channel=CHANNEL)], (SENT, later, SENT, later))
    parts = [line["part"] for line in delivered(file)]
    assert parts == sorted(set(parts))
    assert len(parts) > 1


@pytest.mark.parametrize("kind", ["held", "uncertain", "unreachable"])
def test_an_answer_that_cannot_be_pushed_is_shown_at_the_next_visit(
    store: Database, tmp_path: Path, kind: Any
) -> None:
    one = a_message("运城的补贴什么时候截止", channel=CHANNEL)
    at_work(store, tmp_path / "delivered", [one], (Outcome(kind=kind),))
    assert delivered(tmp_path / "delivered") == []
    with store.reading() as connection:
        lost = connection.execute(select(people.c.unreachable)).scalar_one()
    assert (lost is not None) == (kind == "unreachable")
    answering = some_turns(store)
    first = answering.handle(one)
    second = answering.handle(a_message("要哪些材料", channel=CHANNEL, at=LATER))
    assert [reply.text for reply in second.replies[: len(first.replies)]] == [
        reply.text for reply in first.replies
    ]
    assert not any(reply.choices for reply in second.replies[: len(first.replies)])
    third = told(answering.handle(a_message("要哪些材料", channel=CHANNEL, at=LATER)))
    assert first.replies[0].text not in third
    with store.reading() as connection:
        assert connection.execute(select(people.c.unreachable)).scalar_one() is None


def test_a_push_refused_for_good_is_neither_tried_nor_shown_again(store: Database, tmp_path: Path) -> None:
    one = a_message("运城的补贴什么时候截止", channel=CHANNEL)
    at_work(store, tmp_path / "delivered", [one], (Outcome(kind="refused"),))
    first = told(some_turns(store).handle(one))
    assert first not in told(some_turns(store).handle(a_message("要哪些材料", channel=CHANNEL, at=LATER)))


def test_after_many_tries_the_answer_waits_for_the_next_visit(store: Database, tmp_path: Path) -> None:
    one = a_message("运城的补贴什么时候截止", channel=CHANNEL)
    at_work(store, tmp_path / "delivered", [one], [Outcome(kind="retry")] * 50)
    first = some_turns(store).handle(one).replies[0].text
    assert first in told(some_turns(store).handle(a_message("要哪些材料", channel=CHANNEL, at=LATER)))


class Balky(Turns):
    """Answers no message of a text: it fails each time, or so many times as if the database were away."""

    text, busy = "", 0

    def handle(self, message: Incoming) -> Answer:
        if message.text != self.text:
            return super().handle(message)
        if not self.busy:
            raise Failed(message.text)
        self.busy -= 1
        if not self.busy:
            self.text = ""
        return Answer(replies=(BUSY,), turn=None)


def balked(store: Database, file: Path, given: Sequence[Incoming], text: str, *, busy: int = 0) -> list[str]:
    """What is delivered of messages where one of them is not answered."""

    async def work() -> None:
        turns, looks = Balky(store, shipped(), respond), itertools.count()
        turns.text, turns.busy = text, busy
        reception = Reception(turns, store, Meters(), lambda: AT + timedelta(minutes=20 * next(looks)))
        for one in given:
            assert await reception.keep(one)
        await all_delivered(reception, store, FileChannel(str(file)))

    asyncio.run(work())
    return [line["text"] for line in delivered(file)]


def test_a_message_that_cannot_be_answered_is_said_to_be_and_those_after_it_are_answered(
    store: Database, tmp_path: Path
) -> None:
    given = [a_message(text, channel=CHANNEL) for text in ("一句怪话", "运城的补贴什么时候截止")]
    first, *rest = balked(store, tmp_path / "delivered", given, "一句怪话")
    assert first == FAILED.text
    assert "截止" in "".join(rest)


def test_however_often_the_database_was_away_what_was_acknowledged_is_answered(
    store: Database, tmp_path: Path
) -> None:
    one = a_message("运城的补贴什么时候截止", channel=CHANNEL)
    said = balked(store, tmp_path / "delivered", [one], one.text, busy=2 * MOST_TRIES)
    assert "截止" in "".join(said)


def test_after_erasure_nothing_said_before_is_kept_or_answered_and_what_comes_after_is(
    store: Database,
) -> None:
    answering = some_turns(store)
    for text in ("你好", "删除我的数据"):
        answering.handle(a_message(text, channel=CHANNEL))
    before, confirmed, after = (a_message(text, channel=CHANNEL) for text in ("早先", "确认删除", "后来"))
    other = a_message("你好", channel=CHANNEL, user="乙")

    async def keep() -> None:
        reception = some_reception(store, lambda: AT)
        for one in (before, confirmed, after, other):
            assert await reception.keep(one)
        await reception.stop()

    asyncio.run(keep())
    assert answering.handle(confirmed).erases
    with store.reading() as connection:
        kept = connection.execute(select(inbox_table.c.message).order_by(inbox_table.c.id)).scalars()
        assert [one["text"] for one in kept] == ["确认删除", "后来", "你好"]


def test_nobody_else_takes_what_is_worked_on_until_the_lease_ends(store: Database) -> None:
    with store.writing("test") as connection:
        for key, who in (("1", "甲"), ("2", "甲"), ("3", "乙")):
            assert inbox.keep(connection, key=key, who=who, channel=CHANNEL, message={"key": key}, due=AT)
    until = AT + timedelta(seconds=60)

    def taken(at: datetime, *channels: str) -> list[str]:
        with store.writing("test") as connection:
            found = inbox.take(connection, channels or (CHANNEL,), at, at + timedelta(seconds=60), 10)
        return [owed.message["key"] for owed in found]

    assert taken(AT, "another") == []
    assert taken(AT) == ["1", "3"]
    assert taken(AT) == []
    assert taken(until) == ["1", "3"]
