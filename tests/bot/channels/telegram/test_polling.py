"""Telegram by polling: updates are fetched, kept, and only then acknowledged."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.channels.telegram.api import Api
from bot.channels.telegram.persistence import Persistence
from bot.channels.telegram.polling import poll
from storage import inbox, turns
from storage.database import Database
from tests.bot.bot_api import (
    BARE,
    BROKEN,
    CUT,
    FOREIGN,
    GARBAGE,
    TOKEN,
    WRONG_TOKEN,
    BotApi,
    Refusal,
    flooded,
)
from tests.bot.channels.telegram.chats import FAST, a_bot, a_message, a_press, an_account, an_api, an_update

ASKED = "青岛的企业，找本地机构做检测花了20万，能补多少"
CONFLICT = Refusal(status=409, text="Conflict: terminated by other getUpdates request")


def test_what_is_fetched_is_answered_once_and_buttons_work(store: Database) -> None:
    with an_api() as api:
        vendor, _ = api
        vendor.webhook = {"url": "https://example.cn/telegram"}
        update = a_message(ASKED)
        vendor.has(update)
        with a_bot(store, mode="polling", api=api) as bot:
            vendor.wait(lambda: len(vendor.sent) == 1)
            vendor.has(a_press(vendor.sent[0], 0))
            vendor.wait(lambda: len(vendor.sent) == 2 and not vendor.pending())
            vendor.wait(lambda: len(vendor.called("answerCallbackQuery")) == 1)
            assert bot.post(update).status_code == 404
        assert vendor.webhook is None
        # A process that died before it said what it had taken.
        vendor.has(update)
        with a_bot(store, mode="polling", api=api):
            vendor.has(a_message("要哪些材料"))
            vendor.wait(lambda: len(vendor.sent) == 3 and not vendor.pending())
    with store.reading() as connection:
        assert (turns.count(connection), inbox.count(connection)) == (3, 0)


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_it_outlives_whatever_the_vendor_answers(store: Database) -> None:
    with an_api() as api:
        vendor, _ = api
        vendor.says("deleteWebhook", BROKEN, BARE, FOREIGN)
        vendor.says("setMyCommands", flooded(0), BROKEN)
        vendor.says("getUpdates", BROKEN, CONFLICT, GARBAGE, CUT, BARE, FOREIGN)
        vendor.has(a_message(ASKED))
        with a_bot(store, mode="polling", api=api) as bot:
            vendor.wait(lambda: len(vendor.sent) == 1 and not vendor.pending())
            vendor.wait(lambda: len(vendor.called("setMyCommands")) == 3)
            assert (bot.errors("409"), bot.errors("answer"), bot.errors("unknown")) == (1, 2, 3)


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_updates_that_are_none_of_ours_do_not_hold_up_the_others(store: Database) -> None:
    with an_api() as api:
        vendor, _ = api
        # The last is newer than any library: it lacks what every message has had so far.
        odd = {"chat": {"id": 11, "type": "private"}, "text": ASKED, "reply_to_message": {"new": [{}]}}
        vendor.has({"no": "id"}, an_update(poll={"id": 1}), an_update(message=odd))
        with a_bot(store, mode="polling", api=api):
            vendor.wait(lambda: len(vendor.texts(11)) == 1)


def test_a_message_that_cannot_be_kept_is_fetched_again() -> None:
    taken: list[int] = []

    async def scenario() -> None:
        async with polling() as (vendor, api, persistence):
            updates = [a_message(), a_message(), a_message()]
            vendor.has(*updates)
            # The second is refused, then something falls over, then it is kept.
            done, refusals = asyncio.Event(), iter([True, False, None, True, True])

            async def take(update: object) -> bool:
                assert isinstance(update, dict)
                taken.append(update["update_id"])
                if len(taken) == 5:
                    done.set()
                if (is_kept := next(refusals)) is None:
                    raise RuntimeError("nobody foresaw it")
                return is_kept

            task = asyncio.create_task(poll(api, persistence, take))
            await done.wait()
            await asyncio.to_thread(vendor.wait, lambda: not vendor.pending())
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
            first, second, third = (update["update_id"] for update in updates)
            assert taken == [first, second, second, second, third]

    asyncio.run(scenario())


def test_a_wrong_token_is_not_tried_again_and_again() -> None:
    async def scenario() -> None:
        async with polling() as (vendor, api, persistence):
            vendor.says("deleteWebhook", WRONG_TOKEN)
            task = asyncio.create_task(persistence.result("deleteWebhook", api.unregister))
            await asyncio.to_thread(vendor.wait, lambda: bool(vendor.called("deleteWebhook")))
            await asyncio.wait({task}, timeout=0.1)
            task.cancel()
            assert len(vendor.called("deleteWebhook")) == 1

    asyncio.run(scenario())


@asynccontextmanager
async def polling() -> AsyncIterator[tuple[BotApi, Api, Persistence]]:
    """The calls of a bot, without anybody who answers."""
    with an_api() as (vendor, url):
        api = Api(an_account(url, token=TOKEN), FAST)
        try:
            yield vendor, api, Persistence(api, FAST, lambda _: None)
        finally:
            await api.close()
