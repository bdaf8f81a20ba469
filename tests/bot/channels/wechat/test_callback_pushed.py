"""A late answer on its whole way: acknowledged, answered, pushed through WeChat's interface, and its menu tapped."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace

import httpx
from starlette.applications import Starlette

from bot.answering.incoming import Incoming
from bot.answering.turns import Answer, Turns
from bot.channels.wechat.channel import WeChat
from bot.channels.wechat.pushing import Pushing
from bot.reception.channel import Outcome, Passed
from bot.reception.inbox import Inbox
from bot.reception.meters import Meters
from bot.reception.reception import Reception
from bot.tencent.account import Account
from dialogs import respond
from storage.database import Database
from tests.bot.sending import a_message, shipped, some_turns
from tests.bot.serving import serving
from tests.bot.tencent.vendor import AES_KEY, Clock, Tencent, a_text
from tests.bot.wechat_api import CUSTOM, WeChatApi, an_account


class Waiting(Turns):
    """Answers the first time once it may."""

    may: threading.Event

    def handle(self, message: Incoming) -> Answer:
        assert self.may.wait(20)
        return super().handle(message)


class Told(Pushing):
    """Says when it has pushed."""

    has_pushed: threading.Event

    async def deliver(self, message: Incoming, answer: Answer, parts: int, passed: Passed) -> Outcome:
        outcome = await super().deliver(message, answer, parts, passed)
        self.has_pushed.set()
        return outcome


@contextmanager
def whole(turns: Turns, store: Database, account: Account) -> Iterator[tuple[Tencent, Told]]:
    """WeChat in front of everything that answers it."""
    reception = Reception(turns, store, Meters(), Clock())
    pushing = Told(account, reception, store)
    pushing.has_pushed = threading.Event()
    channel = WeChat(account, reception, pushing, budget=0.01)
    inbox = Inbox(reception, store, {channel.name: channel})

    @asynccontextmanager
    async def lives(_: Starlette) -> AsyncIterator[None]:
        await channel.start()
        task = asyncio.create_task(inbox.run())
        yield
        inbox.stop()
        await task
        await channel.stop()
        await reception.stop()

    application = Starlette(routes=channel.routes(), lifespan=lives)
    with serving(application) as url, httpx.Client(base_url=url, timeout=20) as client:
        yield Tencent(client, account), pushing


def test_a_late_answer_is_pushed_as_a_menu_and_its_taps_are_understood(store: Database) -> None:
    assert some_turns(store).handle(a_message()).turn == 1
    api, turns = WeChatApi(), Waiting(store, shipped(), respond)
    turns.may = threading.Event()
    with serving(api.app()) as base:
        account = replace(an_account(base), token="a-token", aes_key=AES_KEY, mode="safe")
        with whole(turns, store, account) as (say, pushing):
            assert say.post(a_text("运城，中试服务花了240万，能补多少")).text == "success"
            turns.may.set()
            assert pushing.has_pushed.wait(20)
            [menu] = [call.body for call in api.sent if call.path == CUSTOM]
            entries = {entry["content"].split()[-1]: entry["id"] for entry in menu["msgmenu"]["list"]}
            pushing.has_pushed.clear()
            tapped = say("是", bizmsgmenuid=entries["是"])
            if not tapped:
                assert pushing.has_pushed.wait(20)
                tapped = api.texts[-1]
    assert "100 万元" in tapped
