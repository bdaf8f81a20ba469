"""What becomes of an answer, whatever the Bot API says to it."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.answering.turns import Answer
from bot.channels.telegram.account import Pace
from bot.channels.telegram.telegram import Telegram
from bot.reception.channel import SENT, Outcome
from dialogs import Choice, Reply
from storage.database import Database
from storage.migrating import prepare
from storage.tables import people
from tests.bot.bot_api import (
    BLOCKED,
    BROKEN,
    CUT,
    GARBAGE,
    HANG,
    NO_CHAT,
    TOKEN,
    WRONG_TOKEN,
    BotApi,
    Refusal,
    flooded,
)
from tests.bot.channels.telegram.chats import FAST, a_bot, a_message, an_account, an_api, some_reception
from tests.bot.sending import a_message as sent

LONG = Answer(
    replies=(
        Reply(text="第一条", choices=(Choice(id="go:estimate", label="测算金额"),)),
        Reply(text="字" * 5_000, choices=(Choice(id="go:documents", label="材料清单"),)),
    ),
    turn=7,
)


@pytest.fixture
def store(tmp_path: Path, opening: Callable[..., Database]) -> Database:
    """A database of one kind: what is told here is the vendor's."""
    found = opening(f"sqlite:///{tmp_path / 'quanzhu.sqlite3'}")
    prepare(found)
    return found


def delivered(
    api: str, store: Database, answer: Answer = LONG, parts: int = 0, *, pace: Pace = FAST
) -> tuple[Outcome, list[int]]:
    """What became of an answer, and the parts that were said to have passed."""
    passed: list[int] = []

    async def scenario() -> Outcome:
        reception = some_reception(store)
        channel = Telegram(an_account(api), reception, pace)

        async def note(n: int) -> None:
            passed.append(n)

        found = await channel.deliver(sent(channel="telegram", user="11"), answer, parts, note)
        await channel.stop()
        await reception.stop()
        return found

    return asyncio.run(scenario()), passed


def test_an_answer_arrives_in_parts_the_last_with_buttons(store: Database) -> None:
    with an_api() as (vendor, url):
        assert delivered(url, store) == (SENT, [1, 2])
        assert [len(text) for text in vendor.texts(11)] == [4_096, 923]
        calls = vendor.called("sendMessage")
        assert "reply_markup" not in calls[0]
        assert calls[1]["reply_markup"] == {
            "inline_keyboard": [[{"text": "1 材料清单", "callback_data": "7.1"}]]
        }
        for call in calls:
            assert "parse_mode" not in call
            assert call["link_preview_options"] == {"is_disabled": True}


def test_parts_that_are_delivered_are_not_sent_again(store: Database) -> None:
    with an_api() as (vendor, url):
        assert delivered(url, store, parts=1) == (SENT, [2])
        assert len(vendor.sent) == 1


TOO_LONG = Refusal(status=400, text="Bad Request: message is too long")
DELETED = Refusal(status=403, text="Forbidden: user is deactivated")


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        ((BLOCKED,), Outcome(kind="unreachable", code="403")),
        ((DELETED,), Outcome(kind="unreachable", code="403")),
        ((NO_CHAT,), Outcome(kind="unreachable", code="400")),
        ((TOO_LONG,), Outcome(kind="refused", code="400")),
        ((flooded(30),), Outcome(kind="retry", code="429", after=30)),
        ((WRONG_TOKEN,), Outcome(kind="retry", code="401", after=600)),
        ((BROKEN,), Outcome(kind="retry", code="5xx")),
        ((CUT,), Outcome(kind="uncertain", code="network")),
        ((GARBAGE,), Outcome(kind="uncertain", code="answer")),
    ],
)
def test_every_answer_has_its_outcome(
    store: Database, answers: tuple[Refusal | str, ...], outcome: Outcome
) -> None:
    with an_api() as (vendor, url):
        vendor.says("sendMessage", *answers)
        assert delivered(url, store) == (outcome, [])
        assert len(vendor.called("sendMessage")) == len(answers)


def test_what_is_not_answered_in_time_may_have_arrived(store: Database) -> None:
    with an_api() as (vendor, url):
        vendor.says("sendMessage", HANG)
        outcome = Outcome(kind="uncertain", code="timeout")
        assert delivered(url, store, pace=Pace(reading=0.1)) == (outcome, [])


def test_a_short_wait_that_the_vendor_asks_for_is_waited(store: Database) -> None:
    with an_api() as (vendor, url):
        vendor.says("sendMessage", flooded(0.01))
        assert delivered(url, store) == (SENT, [1, 2])
        assert len(vendor.called("sendMessage")) == 3


def test_where_nobody_listens_nothing_was_sent(store: Database) -> None:
    with an_api() as (_, url):
        pass
    assert delivered(url, store)[0] == Outcome(kind="retry", code="unsent")


def test_an_answer_without_words_is_delivered(store: Database) -> None:
    with an_api() as (vendor, url):
        assert delivered(url, store, Answer(replies=(), turn=1)) == (SENT, [])
        assert not vendor.calls


def test_whoever_blocked_the_bot_gets_the_answer_when_they_come_back(store: Database) -> None:
    def gone() -> bool:
        with store.reading() as connection:
            return connection.execute(select(people.c.unreachable)).scalar() is not None

    with a_bot(store) as bot:
        bot.api.says("sendMessage", BLOCKED)
        bot.post(a_message("青岛的企业，找本地机构做检测花了20万，能补多少"))
        # Nobody's second message is read before the first one is done with.
        text = bot.say(a_message("/start"))
        assert bot.reception.meters.pushes.labels("telegram", "unreachable")._value.get() == 1
        assert "：20 万元 × " in text
        assert "接着上次的说" in text
        assert not gone()


def test_what_is_being_sent_arrives_before_the_bot_stops(store: Database) -> None:
    async def scenario(vendor: BotApi, url: str) -> None:
        may = threading.Event()
        vendor.says("sendMessage", may)
        reception = some_reception(store)
        channel = Telegram(an_account(url, mode="polling"), reception, FAST)
        await channel.start()

        async def note(_: int) -> None:
            assert stopping is not None

        stopping: asyncio.Task[None] | None = None
        sending = asyncio.create_task(channel.deliver(sent(channel="telegram", user="11"), LONG, 0, note))
        await asyncio.to_thread(vendor.wait, lambda: len(vendor.sent) == 1)
        stopping = asyncio.create_task(channel.stop())
        await asyncio.wait({stopping}, timeout=0.05)
        assert not stopping.done()
        may.set()
        assert await sending == SENT
        await stopping
        await reception.stop()
        assert len(vendor.sent) == 2

    with an_api() as (vendor, url):
        asyncio.run(scenario(vendor, url))


def test_no_log_shows_the_token_or_what_people_write(
    store: Database, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    canary = "canary-of-a-person"
    caplog.set_level(logging.DEBUG)
    with an_api() as api:
        vendor, url = api
        page = Refusal(status=404, text=f"The requested URL /bot{TOKEN}/sendMessage was not found")
        vendor.says("setMyCommands", page)
        vendor.says("sendMessage", BROKEN, page)
        with a_bot(store, api=api) as bot:
            bot.post(a_message(canary))
            bot.post(a_message(canary, user=12))
            vendor.wait(lambda: len(vendor.called("sendMessage")) == 2)
        delivered(url, store)
    # The Bot API of the tests keeps a log of its own.
    ours = [record.getMessage() for record in caplog.records if record.name != "uvicorn.access"]
    logged = "\n".join([*ours, *capsys.readouterr()])
    assert "The requested URL /bot100200300:***/sendMessage" in logged
    for secret in (TOKEN, TOKEN.partition(":")[2], canary):
        assert secret not in logged


def test_a_bot_never_shows_what_proves_it() -> None:
    shown = repr(an_account("http://127.0.0.1", secret="the-secret"))
    assert TOKEN not in shown
    assert "the-secret" not in shown


def test_it_registers_where_its_public_address_is_known(store: Database) -> None:
    api = BotApi()
    with a_bot(store, webhook_url="https://quan.example.cn/telegram") as bot:
        api = bot.api
        api.says("setWebhook", BROKEN)
        api.wait(lambda: api.webhook is not None)
        assert api.webhook is not None
        assert api.webhook["url"] == "https://quan.example.cn/telegram"
        assert api.webhook["secret_token"] == "the-secret_of-the-webhook"
        assert api.webhook["allowed_updates"] == [
            "message",
            "edited_message",
            "callback_query",
            "my_chat_member",
        ]
