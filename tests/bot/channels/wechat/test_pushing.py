"""What is pushed to the people of a WeChat account: within their windows, by their leave, and no more than once."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import func, select

from bot.answering.incoming import Incoming
from bot.answering.turns import Answer
from bot.channels.wechat.channel import WeChat
from bot.channels.wechat.forms import Form
from bot.channels.wechat.pushing import Notice, Pushing
from bot.reception.channel import SENT, Outcome
from bot.reception.inbox import Inbox
from bot.reception.meters import Meters
from bot.reception.reception import Reception
from bot.tencent.texts import parts
from dialogs import Conversation, Message, Reply, Turn, plain, respond
from dialogs.message import Choice, Context
from storage import conversations, grants, inbox, windows
from storage.database import Away, Database, database
from storage.migrating import prepare
from storage.tables import pushes
from tests.bot.breaking import Failed, failing
from tests.bot.sending import AT, some_turns
from tests.bot.serving import serving
from tests.bot.wechat_api import APP, CUSTOM, HANG, SUBSCRIBE, TEMPLATE, WeChatApi, an_account

WHO = ("wechat", APP, "甲")
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
QUICK = (1.0, 0.2)
LASTING = Form(template="L", fields={"thing1": "材料"}, url="https://quan.example.cn/l")
BY_TEMPLATE = Form(template="T", fields={"thing1": "材料"})
ONCE = Form(template="O", fields={"thing1": "材料"})


@dataclass(slots=True, kw_only=True)
class Scene:
    """A WeChat, those who push to its people, and one of them who has said hello."""

    api: WeChatApi
    store: Database
    reception: Reception
    pushing: Pushing
    at: datetime = AT
    passed: list[int] = field(default_factory=list)

    async def said(self, text: str, **more: Any) -> tuple[Incoming, Answer]:
        """A message of the person, answered but not pushed."""
        values: dict[str, Any] = {"key": text, "at": self.at, "touch": "message", **more}
        message = Incoming(channel="wechat", account=APP, user="甲", text=text, **values)
        return message, await self.reception.answer(message)

    async def deliver(self, *replies: Reply, turn: int | None = 1, parts: int = 0) -> Outcome:
        """Pushes replies as the answer to a message."""
        message = Incoming(channel="wechat", account=APP, user="甲", key="1", at=self.at)
        answer = Answer(replies=replies, turn=turn)

        async def passed(n: int) -> None:
            self.passed.append(n)

        return await self.pushing.deliver(message, answer, parts, passed)

    def left(self) -> int:
        with self.store.reading() as connection:
            return windows.left(connection, *WHO, self.at)

    def grant(self, form: Form, *, lasting: bool) -> None:
        with self.store.writing("test") as connection:
            assert grants.grant(connection, *WHO, form.template, lasting, self.at)

    def is_allowed(self, form: Form, *, lasting: bool) -> bool:
        with self.store.reading() as connection:
            return grants.usable(connection, *WHO, form.template, lasting=lasting) is not None


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with its tables."""
    file = tmp_path_factory.mktemp("empty") / "empty.sqlite3"
    with closing(database(f"sqlite:///{file}", None)) as made:
        prepare(made)
    return file


@pytest.fixture
def kept(empty: Path, tmp_path: Path) -> str:
    """The address of a database; what is said here is the same on both kinds."""
    return f"sqlite:///{shutil.copy(empty, tmp_path)}"


@pytest.fixture
def api() -> WeChatApi:
    return WeChatApi()


@pytest.fixture
def wechat(api: WeChatApi) -> Iterator[str]:
    """The address of the WeChat of the test."""
    with serving(api.app()) as found:
        yield found


@asynccontextmanager
async def a_scene(
    api: WeChatApi,
    wechat: str,
    url: str,
    *,
    passing: Callable[[str], None] = lambda _: None,
    answering: Callable[[Conversation, Message, Context], Turn] = respond,
) -> AsyncIterator[Scene]:
    with closing(database(url, None, passing=passing)) as store:
        scene: Scene
        reception = Reception(some_turns(store, answering), store, Meters(), lambda: scene.at)
        pushing = Pushing(an_account(wechat), reception, store, timeouts=QUICK)
        scene = Scene(api=api, store=store, reception=reception, pushing=pushing)
        await pushing.start()
        with store.writing("test") as connection:
            person = conversations.meet(connection, *WHO, AT)
            conversations.save(connection, person, conversations.Kept(), {}, AT, touch="message")
        try:
            yield scene
        finally:
            await pushing.stop()
            await reception.stop()


@pytest_asyncio.fixture
async def scene(api: WeChatApi, wechat: str, kept: str) -> AsyncIterator[Scene]:
    async with a_scene(api, wechat, kept) as found:
        yield found


def a_notice(**given: Form) -> Notice:
    return Notice(user="甲", key="N1", text="明天截止", **given)


@pytest.mark.asyncio
async def test_an_answer_arrives_as_it_reads_elsewhere_and_its_choices_can_be_tapped(scene: Scene) -> None:
    _, answer = await scene.said("青岛的，检测花了20万，能补多少")
    assert await scene.deliver(*answer.replies, turn=answer.turn) == SENT
    assert scene.api.texts == ["\n\n".join(map(plain, answer.replies))]
    rows = scene.api.sent[-1].body["msgmenu"]["list"]
    choices = [choice for reply in answer.replies for choice in reply.choices]
    assert [row["content"] for row in rows] == [f"{n} {c.label}" for n, c in enumerate(choices, 1)]
    _, tapped = await scene.said(rows[0]["content"], button=rows[0]["id"], touch="tap")
    _, typed = await scene.said("1", at=AT + SECOND)
    assert tapped.replies != answer.replies
    assert tapped.turn is not None
    assert typed.turn is not None


@pytest.mark.asyncio
async def test_a_long_answer_arrives_in_parts_and_goes_on_after_those_that_are_there(scene: Scene) -> None:
    text = "\n".join(f"第 {n} 条：" + "说明" * 100 for n in range(8))
    choice = (Choice(id="go:estimate", label="测算金额"),)
    assert await scene.deliver(Reply(text=text, choices=choice)) == SENT
    whole = scene.api.texts
    assert "".join(whole).replace("\n", "") == plain(Reply(text=text, choices=choice)).replace("\n", "")
    assert scene.passed == list(range(1, len(whole) + 1))
    assert [call.body["msgtype"] for call in scene.api.sent] == ["text"] * (len(whole) - 1) + ["msgmenu"]
    scene.api.sent.clear()
    assert await scene.deliver(Reply(text=text, choices=choice), parts=len(whole) - 1) == SENT
    assert scene.api.texts == whole[-1:]
    assert scene.passed[-1] == len(whole)
    assert await scene.deliver(Reply(text=text), parts=99) == SENT
    assert await scene.deliver() == SENT


@pytest.mark.asyncio
async def test_no_more_is_pushed_than_the_window_holds(scene: Scene) -> None:
    outcomes = [(await scene.deliver(Reply(text="好"))).kind for _ in range(6)]
    assert outcomes == ["sent"] * 5 + ["held"]
    assert len(scene.api.calls) == 5
    scene.at += HOUR
    await scene.said("在吗")
    assert scene.left() == 5
    assert await scene.deliver(Reply(text="好")) == SENT


@pytest.mark.asyncio
async def test_pushes_that_count_no_more_are_removed(scene: Scene) -> None:
    await scene.said("你好")
    assert await scene.deliver(Reply(text="好")) == SENT
    scene.at += 49 * HOUR
    await scene.said("在吗")
    with scene.store.reading() as connection:
        assert connection.execute(select(func.count()).select_from(pushes)).scalar() == 0


@pytest.mark.asyncio
async def test_what_was_sent_is_sent_though_it_cannot_be_noted(
    api: WeChatApi, wechat: str, kept: str
) -> None:
    def passing(point: str) -> None:
        if point in ("grant_spend:begun", "window_shut:begun", "grant_withdraw:begun"):
            raise Away("gone")

    async with a_scene(api, wechat, kept, passing=passing) as scene:
        scene.grant(ONCE, lasting=False)
        assert (await scene.pushing.notify(a_notice(once=ONCE))).kind == "sent"
        api.says(SUBSCRIBE, 43101)
        api.says(CUSTOM, 45015)
        assert (await scene.pushing.notify(a_notice(once=ONCE))).code == "45015"


@pytest.mark.asyncio
@pytest.mark.parametrize("code", [45015, 45047])
async def test_the_vendor_knows_better_than_the_ledger(scene: Scene, code: int) -> None:
    scene.api.says(CUSTOM, code)
    assert (await scene.deliver(Reply(text="好"))).kind == "held"
    assert scene.left() == 0
    assert (await scene.deliver(Reply(text="好"))).kind == "held"
    assert len(scene.api.calls) == 1


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("told", "kind", "left"),
    [
        (0, "sent", 4),
        (HANG, "uncertain", 4),
        (503, "retry", 5),
        (-1, "retry", 5),
        (43004, "unreachable", 5),
        (48001, "held", 5),
        (40008, "refused", 5),
    ],
)
async def test_only_what_may_have_arrived_is_counted(
    scene: Scene, told: int | str, kind: str, left: int
) -> None:
    scene.api.says(CUSTOM, told)
    assert (await scene.deliver(Reply(text="好"))).kind == kind
    assert scene.left() == left
    assert scene.passed == ([1] if kind == "sent" else [])


@pytest.mark.asyncio
async def test_what_the_vendor_finds_too_long_is_halved(scene: Scene) -> None:
    scene.api.says(CUSTOM, 45002)
    choice = (Choice(id="go:estimate", label="测算金额"),)
    assert await scene.deliver(Reply(text="第一行\n第二行\n第三行", choices=choice)) == SENT
    assert scene.api.texts == ["第一行\n", "第二行\n第三行\n1 测算金额"]
    scene.api.always_says(CUSTOM, 45002)
    assert (await scene.deliver(Reply(text="字" * 100))).kind == "refused"
    assert scene.left() == 3


@pytest.mark.asyncio
async def test_whoever_follows_no_more_is_not_called_again(scene: Scene) -> None:
    with scene.store.writing("test") as connection:
        inbox.lose(connection, *WHO, AT)
    assert (await scene.deliver(Reply(text="好"))).kind == "unreachable"
    assert (await scene.pushing.notify(a_notice(template=BY_TEMPLATE))).kind == "unreachable"
    assert scene.api.calls == []


@pytest.mark.asyncio
async def test_whoever_had_everything_erased_is_still_told_so(scene: Scene) -> None:
    await scene.said("删除我的数据")
    message, answer = await scene.said("确认删除")
    assert answer.erases

    async def passed(_: int) -> None:
        return

    assert await scene.pushing.deliver(message, answer, 0, passed) == SENT
    assert scene.api.texts == [plain(answer.replies[0])]


@pytest.mark.asyncio
async def test_a_database_that_is_away_is_a_later_try(scene: Scene) -> None:
    scene.store.close()
    Path(str(scene.store.engine.url.database)).unlink()
    Path(str(scene.store.engine.url.database)).mkdir()
    assert (await scene.deliver(Reply(text="好"))).kind == "retry"
    assert (await scene.pushing.notify(a_notice())).kind == "retry"


@pytest.mark.asyncio
async def test_an_answer_kept_for_later_comes_through_the_whole_of_it(
    api: WeChatApi, wechat: str, url: str
) -> None:
    async with a_scene(api, wechat, url) as scene, asyncio.timeout(30):
        values: dict[str, Any] = {"channel": "wechat", "account": APP, "at": AT, "touch": "message"}
        for user in ("甲", "乙"):
            assert await scene.reception.keep(Incoming(**values, user=user, key="9", text="你好"))
        api.strangers.add("乙")
        await all_pushed(scene, wechat)
        with scene.store.reading() as connection:
            assert windows.is_lost(connection, "wechat", APP, "乙")
    assert [call.body["touser"] for call in api.sent] == ["甲"]


async def all_pushed(scene: Scene, wechat: str) -> None:
    """Works on the inbox until nothing is owed."""
    channel = WeChat(an_account(wechat), scene.reception, scene.pushing)
    work = Inbox(scene.reception, scene.store, {"wechat": channel})
    running = asyncio.create_task(work.run())
    while not work_is_done(scene.store):
        await asyncio.sleep(0.01)
    work.stop()
    await running


@pytest.mark.asyncio
async def test_of_an_answer_beyond_the_window_the_next_visit_shows_the_rest_and_its_own_answer(
    api: WeChatApi, wechat: str, kept: str
) -> None:
    """Were all of it shown ahead of each answer to come, none of those would ever fit into a window."""
    lines = [f"第 {n} 条：" + "说明" * 40 for n in range(200)]

    def at_length(conversation: Conversation, message: Message, context: Context) -> Turn:
        turn = respond(conversation, message, context)
        return replace(turn, replies=(Reply(text="\n".join(lines)),)) if message.text == "都说说" else turn

    async with a_scene(api, wechat, kept, answering=at_length) as scene, asyncio.timeout(30):
        message, _ = await scene.said("都说说")
        assert await scene.reception.keep(message, parts=1)
        scene.at += timedelta(seconds=2)
        await all_pushed(scene, wechat)
        assert len(api.texts) == 5
        told = api.texts[-1].rpartition("\n")[2]
        for text in ("你好", "在吗"):
            _, answer = await scene.said(text)
            shown = parts(answer.replies, answer.turn)
            assert len(shown) <= 6
            assert ("第" in shown[0].text) == (text == "你好")
            if text == "你好":
                assert shown[0].text.startswith(lines[lines.index(told) + 1])
                assert any("后面的太长，没能发出。" in part.text for part in shown)


def work_is_done(store: Database) -> bool:
    with store.reading() as connection:
        return not inbox.count(connection)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("open_ways", "told", "ways", "kind"),
    [
        ("lasting template once window", {}, ["subscribe"], "sent"),
        ("template once window", {}, ["template"], "sent"),
        ("once window", {}, ["subscribe"], "sent"),
        ("window", {}, ["custom"], "sent"),
        ("", {}, [], "held"),
        # What is no longer allowed, or not now, leaves the ways after it.
        ("lasting template", {SUBSCRIBE: 43101}, ["subscribe", "template"], "sent"),
        ("lasting once window", {SUBSCRIBE: 43101}, ["subscribe", "subscribe", "custom"], "sent"),
        ("template once", {TEMPLATE: 48001}, ["template", "subscribe"], "sent"),
        ("template window", {TEMPLATE: 45009}, ["template", "custom"], "sent"),
        ("template", {TEMPLATE: 48001}, ["template"], "held"),
        # What is wrong with the notice, or with the person, no other way puts right.
        ("template window", {TEMPLATE: 47003}, ["template"], "refused"),
        ("template window", {TEMPLATE: 43004}, ["template"], "unreachable"),
        ("template window", {TEMPLATE: -1}, ["template"], "retry"),
        ("once window", {SUBSCRIBE: HANG}, ["subscribe"], "uncertain"),
        ("template window", {TEMPLATE: HANG}, ["template"], "retry"),
    ],
)
async def test_a_notice_goes_the_first_way_that_is_open(
    scene: Scene, open_ways: str, told: dict[str, int | str], ways: list[str], kind: str
) -> None:
    names = open_ways.split()
    given = {name: form for name, form in FORMS.items() if name in names}
    for name in ("lasting", "once"):
        if name in names:
            scene.grant(FORMS[name], lasting=name == "lasting")
    if "window" not in names:
        scene.at += 48 * HOUR
    for path, code in told.items():
        scene.api.always_says(path, code)
    assert (await scene.pushing.notify(a_notice(**given))).kind == kind
    assert [call.path.split("/")[1] for call in scene.api.calls] == ways


FORMS = {"lasting": LASTING, "template": BY_TEMPLATE, "once": ONCE}


@pytest.mark.asyncio
async def test_leave_for_once_is_spent_by_a_notice_and_lasting_leave_is_not(scene: Scene) -> None:
    scene.grant(LASTING, lasting=True)
    scene.grant(ONCE, lasting=False)
    for _ in range(2):
        assert (await scene.pushing.notify(a_notice(lasting=LASTING))).kind == "sent"
    assert (await scene.pushing.notify(a_notice(once=ONCE))).kind == "sent"
    assert not scene.is_allowed(ONCE, lasting=False)
    assert scene.is_allowed(LASTING, lasting=True)
    body = scene.api.sent[0].body
    assert (body["template_id"], body["page"]) == ("L", "https://quan.example.cn/l")
    assert body["data"] == {"thing1": {"value": "材料"}}
    assert "page" not in scene.api.sent[-1].body


@pytest.mark.asyncio
async def test_leave_that_the_vendor_denies_is_spent(scene: Scene) -> None:
    scene.grant(ONCE, lasting=False)
    scene.grant(LASTING, lasting=True)
    scene.api.says(SUBSCRIBE, 43101, 43101)
    assert (await scene.pushing.notify(a_notice(lasting=LASTING, once=ONCE))).kind == "sent"
    assert scene.api.texts == ["明天截止"]
    assert not scene.is_allowed(ONCE, lasting=False)
    assert not scene.is_allowed(LASTING, lasting=True)


@pytest.mark.asyncio
async def test_a_notice_by_template_that_is_sent_again_arrives_once(scene: Scene) -> None:
    scene.api.says(TEMPLATE, HANG)
    notice = a_notice(template=BY_TEMPLATE)
    outcomes = [await scene.pushing.notify(notice) for _ in range(3)]
    assert [outcome.kind for outcome in outcomes] == ["retry", "sent", "sent"]
    assert len(scene.api.sent) == 1
    assert scene.api.sent[0].body["client_msg_id"] == "N1"


@pytest.mark.asyncio
@pytest.mark.parametrize("point", ["begun", "done", "committed"])
@pytest.mark.parametrize(
    ("name", "told", "left"),
    [
        ("window_spend", {}, (5, 5, 4)),
        ("window_back", {CUSTOM: 48001}, (4, 4, 5)),
        ("window_shut", {CUSTOM: 45015}, (5, 5, 0)),
    ],
)
async def test_a_push_broken_at_any_boundary_counts_no_less_than_was_sent(
    api: WeChatApi, wechat: str, kept: str, name: str, told: dict[str, int], left: tuple[int, ...], point: str
) -> None:
    for path, code in told.items():
        api.says(path, code)
    async with a_scene(api, wechat, kept, passing=failing(f"{name}:{point}", "exception")) as scene:
        with pytest.raises(Failed):
            await scene.deliver(Reply(text="好"))
        assert scene.left() == left[("begun", "done", "committed").index(point)]
        assert 5 - scene.left() >= len(api.sent)


@pytest.mark.asyncio
@pytest.mark.parametrize("point", ["begun", "done", "committed"])
@pytest.mark.parametrize(("name", "code"), [("grant_spend", 0), ("grant_withdraw", 43101)])
async def test_leave_broken_at_any_boundary_is_there_or_not_there(
    api: WeChatApi, wechat: str, kept: str, name: str, code: int, point: str
) -> None:
    api.says(SUBSCRIBE, code)
    async with a_scene(api, wechat, kept, passing=failing(f"{name}:{point}", "exception")) as scene:
        scene.grant(ONCE, lasting=False)
        with pytest.raises(Failed):
            await scene.pushing.notify(a_notice(once=ONCE))
        assert scene.is_allowed(ONCE, lasting=False) == (point != "committed")
