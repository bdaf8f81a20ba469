"""What is pushed to the members of an enterprise on WeCom, at the rates that it allows."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot.answering.incoming import Incoming
from bot.answering.turns import Answer
from bot.channels.wecom.pushing import Pushing
from bot.reception.channel import SENT, Outcome
from bot.reception.meters import Meters
from bot.reception.reception import Reception
from dialogs import Reply, plain
from dialogs.message import Choice
from storage import conversations, inbox
from storage.database import Database, database
from storage.migrating import prepare
from tests.bot.breaking import Failed
from tests.bot.sending import AT, some_turns
from tests.bot.serving import serving
from tests.bot.wechat_api import AGENT, APP, HANG, MESSAGE, WeChatApi, an_account

WHO = ("wecom", APP, "甲")
QUICK = (1.0, 0.2)
CHOICE = (Choice(id="go:estimate", label="测算金额"),)


@dataclass(slots=True, kw_only=True)
class Scene:
    """A WeCom, whoever pushes to its members, and one of them."""

    api: WeChatApi
    pushing: Pushing
    store: Database
    at: datetime = AT
    passed: list[int] = field(default_factory=list)
    failing_at: str = ""

    def passing(self, point: str) -> None:
        if point == self.failing_at:
            raise Failed(point)

    async def deliver(self, *replies: Reply, parts: int = 0) -> Outcome:
        message = Incoming(channel="wecom", account=APP, user="甲", key="1", at=self.at)

        async def passed(n: int) -> None:
            self.passed.append(n)

        return await self.pushing.deliver(message, Answer(replies=replies, turn=1), parts, passed)


@pytest_asyncio.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    api = WeChatApi()
    found: Scene
    with (
        serving(api.app()) as url,
        closing(
            database(
                f"sqlite:///{tmp_path / 'kept.sqlite3'}", None, passing=lambda point: found.passing(point)
            )
        ) as store,
    ):
        reception = Reception(some_turns(store), store, Meters(), lambda: found.at)
        pushing = Pushing(an_account(url), reception, store, timeouts=QUICK)
        found = Scene(api=api, pushing=pushing, store=store)
        prepare(store)
        with store.writing("test") as connection:
            conversations.meet(connection, *WHO, AT)
        await pushing.start()
        yield found
        await pushing.stop()
        await reception.stop()


@pytest.mark.asyncio
async def test_an_answer_arrives_as_it_reads_elsewhere(scene: Scene) -> None:
    replies = (Reply(text="您好"), Reply(text="要问什么", choices=CHOICE))
    assert await scene.deliver(*replies) == SENT
    assert scene.api.texts == ["\n\n".join(map(plain, replies))]
    body = scene.api.sent[0].body
    assert (body["touser"], body["agentid"], body["msgtype"]) == ("甲", int(AGENT), "text")
    assert scene.api.fetched == 1


@pytest.mark.asyncio
async def test_a_long_answer_arrives_in_parts_that_wecom_does_not_cut(scene: Scene) -> None:
    reply = Reply(text="\n".join(f"第 {n} 条：" + "说明" * 100 for n in range(8)), choices=CHOICE)
    assert await scene.deliver(reply) == SENT
    whole = scene.api.texts
    assert all(len(text.encode()) <= 2048 for text in whole)
    assert "".join(whole).replace("\n", "") == plain(reply).replace("\n", "")
    assert scene.passed == list(range(1, len(whole) + 1))
    scene.api.sent.clear()
    assert await scene.deliver(reply, parts=len(whole) - 1) == SENT
    assert scene.api.texts == whole[-1:]


@pytest.mark.asyncio
async def test_a_member_is_sent_thirty_messages_a_minute_and_the_next_one_waits(scene: Scene) -> None:
    for n in range(30):
        scene.at = AT + timedelta(seconds=n)
        assert await scene.deliver(Reply(text="好")) == SENT
    told = await scene.deliver(Reply(text="好"))
    assert (told.kind, told.after) == ("retry", 31)
    assert len(scene.api.calls) == 30
    scene.at += timedelta(seconds=31)
    assert await scene.deliver(Reply(text="好")) == SENT


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("told", "kind"),
    [
        (HANG, "uncertain"),
        (503, "retry"),
        (45009, "retry"),
        (60011, "unreachable"),
        (81013, "unreachable"),
        (301002, "retry"),
        (45002, "refused"),
    ],
)
async def test_what_wecom_refuses_has_its_outcome(scene: Scene, told: int | str, kind: str) -> None:
    scene.api.says(MESSAGE, told)
    assert (await scene.deliver(Reply(text="好"))).kind == kind
    assert scene.passed == []


@pytest.mark.asyncio
@pytest.mark.parametrize("code", [40014, 42001])
async def test_a_token_that_ended_is_fetched_anew(scene: Scene, code: int) -> None:
    scene.api.says(MESSAGE, code)
    assert await scene.deliver(Reply(text="好")) == SENT
    assert scene.api.fetched == 2


@pytest.mark.asyncio
async def test_whoever_is_no_member_is_unreachable_though_the_message_is_taken(scene: Scene) -> None:
    scene.api.strangers.add("甲")
    assert (await scene.deliver(Reply(text="好"))).kind == "unreachable"


@pytest.mark.asyncio
async def test_whoever_is_lost_is_not_called(scene: Scene) -> None:
    with scene.store.writing("test") as connection:
        inbox.lose(connection, *WHO, AT)
    assert (await scene.deliver(Reply(text="好"))).kind == "unreachable"
    assert scene.api.calls == []


@pytest.mark.asyncio
@pytest.mark.parametrize("point", ["begun", "done", "committed"])
@pytest.mark.parametrize("name", ["rate_spend", "rate_back"])
async def test_a_push_broken_at_any_boundary_can_be_made_again(scene: Scene, name: str, point: str) -> None:
    scene.api.says(MESSAGE, *(45009,) * (name == "rate_back"))
    scene.failing_at = f"{name}:{point}"
    with pytest.raises(Failed):
        await scene.deliver(Reply(text="好"))
    scene.failing_at = ""
    assert scene.api.texts == []
    assert await scene.deliver(Reply(text="好")) == SENT
