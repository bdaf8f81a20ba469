"""A reminder on each channel: how far it reaches, whether it is known again, and what becomes of it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.channels.telegram.telegram import Telegram
from bot.channels.wechat.channel import WeChat
from bot.channels.wechat.forms import Blank
from bot.channels.wechat.pushing import Pushing as WeChatPushing
from bot.channels.wecom.channel import WeCom
from bot.channels.wecom.pushing import Pushing as WeComPushing
from bot.reception.channel import SENT, Channel, Outcome, Reminder
from bot.reception.meters import Meters
from bot.reception.reception import Reception
from bot.reminding.sender import Sender
from storage import conversations, grants
from storage.database import Database
from storage.tables import people
from tests.bot.bot_api import BLOCKED, BROKEN, BotApi, Refusal, flooded
from tests.bot.bot_api import HANG as NO_WORD
from tests.bot.channels.telegram import chats
from tests.bot.reminding.outside import AT, DAY, HOUR, SECOND, Clock, kept, owed, state
from tests.bot.sending import some_turns
from tests.bot.serving import serving
from tests.bot.wechat_api import (
    APP,
    CUSTOM,
    HANG,
    MESSAGE,
    STABLE,
    SUBSCRIBE,
    TEMPLATE,
    WeChatApi,
    an_account,
)

QUICK = (1.0, 0.2)
UNKEYED = Outcome(kind="sent", is_keyed=False)
FORM = Blank(template="T" * 43, fields=(("thing4", "what"), ("time2", "when"), ("thing5", "note")))
NOTICE = Blank(template="N" * 43, fields=(("thing1", "what"),))
SAID = Reminder(
    key="k1", text="还有 7 天截止：12-24 前申报。", what="申报截止", when="2024年12月24日", note="还有 7 天"
)
LONG = Reminder(key="k2", text="\n".join("改动" * 60 for _ in range(20)), what="规则有变化")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """The vendors of the test, a database and a clock."""

    tencent: WeChatApi
    telegram: BotApi
    tencent_url: str
    telegram_url: str
    store: Database
    clock: Clock

    def reception(self) -> Reception:
        return Reception(some_turns(self.store), self.store, Meters(), self.clock)

    def wechat(self, reception: Reception, **more: Blank) -> WeChat:
        account = an_account(self.tencent_url)
        pushing = WeChatPushing(account, reception, self.store, timeouts=QUICK, **more)
        return WeChat(account, reception, pushing)

    def wecom(self, reception: Reception) -> WeCom:
        account = an_account(self.tencent_url)
        return WeCom(account, reception, WeComPushing(account, reception, self.store, timeouts=QUICK))

    def bot(self, reception: Reception) -> Telegram:
        return Telegram(chats.an_account(self.telegram_url), reception, chats.FAST)

    def met(self, channel: str, user: str = "甲", account: str = APP, *, is_open: bool = False) -> int:
        """A person, who has written just now or long ago."""
        with self.store.writing("test") as connection:
            found = conversations.meet(connection, channel, account, user, AT)
            at = self.clock.at if is_open else AT - 30 * DAY
            conversations.save(connection, found, conversations.Kept(), {}, at, touch="message")
            return found.id


@pytest.fixture
def scene(store: Database) -> Iterator[Scene]:
    tencent, telegram = WeChatApi(), BotApi()
    with serving(tencent.app()) as tencent_url, serving(telegram.app()) as telegram_url:
        yield Scene(
            tencent=tencent,
            telegram=telegram,
            tencent_url=tencent_url,
            telegram_url=telegram_url,
            store=store,
            clock=Clock(),
        )


def on(scene: Scene, made: Callable[[Reception], Channel], does: Callable[[Channel], Awaitable[Any]]) -> Any:
    """What something done with a channel gives."""

    async def done() -> Any:
        reception = scene.reception()
        channel = made(reception)
        await channel.start()
        try:
            return await does(channel)
        finally:
            await channel.stop()
            await reception.stop()

    return asyncio.run(done())


def reminded(
    scene: Scene, made: Callable[[Reception], Channel], *said: Reminder, user: str = "甲"
) -> list[Outcome]:
    async def remind(channel: Channel) -> list[Outcome]:
        return [await channel.remind(user, one) for one in said]

    found: list[Outcome] = on(scene, made, remind)
    return found


@pytest.mark.parametrize("has_template", [True, False])
def test_wechat_reaches_people_always_by_a_template_and_else_while_their_window_is_open(
    scene: Scene, has_template: bool
) -> None:
    more = {"template": FORM} if has_template else {}

    async def told(channel: Channel) -> tuple[str, bool]:
        return channel.reach, channel.is_repeatable

    found = on(scene, lambda reception: scene.wechat(reception, **more), told)
    assert found == (("always", True) if has_template else ("window", False))
    assert on(scene, scene.wecom, told) == ("always", False)
    assert on(scene, scene.bot, told) == ("always", False)


def test_by_a_template_a_reminder_fills_its_form_and_arrives_once_under_its_key(scene: Scene) -> None:
    scene.met("wechat")
    assert reminded(scene, lambda r: scene.wechat(r, template=FORM), SAID, SAID) == [SENT, SENT]
    (call,) = scene.tencent.sent
    assert (call.path, call.body["template_id"], call.body["client_msg_id"]) == (
        TEMPLATE,
        FORM.template,
        "k1",
    )
    assert call.body["data"] == {
        "thing4": {"value": "申报截止"},
        "time2": {"value": "2024年12月24日 23:59"},
        "thing5": {"value": "还有 7 天"},
    }


def test_by_a_template_the_database_is_not_asked(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    scene.met("wechat")

    async def remind(channel: Channel) -> Outcome:
        # The token is there from now on.
        await channel.remind("甲", SAID)
        monkeypatch.delattr(Database, "reading")
        monkeypatch.delattr(Database, "writing")
        return await channel.remind("甲", SAID)

    assert on(scene, lambda reception: scene.wechat(reception, template=FORM), remind) == SENT


def test_without_a_template_the_window_decides(scene: Scene) -> None:
    scene.met("wechat", is_open=True)
    outcomes = reminded(scene, scene.wechat, *[SAID] * 6)
    assert [one.kind for one in outcomes] == ["sent"] * 5 + ["held"]
    assert scene.tencent.texts == [SAID.text] * 5


def test_a_way_without_a_key_says_so_where_the_templates_are_used_up(scene: Scene) -> None:
    scene.met("wechat", is_open=True)
    scene.tencent.says(TEMPLATE, 0, 45009)
    outcomes = reminded(scene, lambda r: scene.wechat(r, template=FORM), *[SAID] * 3)
    assert outcomes == [SENT, UNKEYED, UNKEYED]
    assert [call.path for call in scene.tencent.sent] == [TEMPLATE, CUSTOM, CUSTOM]


def test_leave_for_a_notice_is_used_before_the_window(scene: Scene) -> None:
    scene.met("wechat", is_open=True)
    with scene.store.writing("test") as connection:
        assert grants.grant(connection, "wechat", APP, "甲", NOTICE.template, False, AT)
    outcomes = reminded(scene, lambda r: scene.wechat(r, notice=NOTICE), SAID, SAID)
    assert outcomes == [UNKEYED, UNKEYED]
    assert [call.path for call in scene.tencent.sent] == [SUBSCRIBE, CUSTOM]


def test_leave_that_is_spent_for_the_vendor_leaves_the_next_way(scene: Scene) -> None:
    scene.met("wechat")
    with scene.store.writing("test") as connection:
        assert grants.grant(connection, "wechat", APP, "甲", NOTICE.template, False, AT)
    scene.tencent.says(SUBSCRIBE, 43101)
    outcomes = reminded(scene, lambda r: scene.wechat(r, notice=NOTICE), SAID, SAID)
    assert [one.kind for one in outcomes] == ["held", "held"]
    assert len(scene.tencent.calls) == 1


def test_a_long_reminder_goes_in_parts_and_what_is_begun_is_not_begun_again(scene: Scene) -> None:
    scene.met("wechat", is_open=True)
    scene.met("wecom")
    assert reminded(scene, scene.wechat, LONG) == [UNKEYED]
    assert reminded(scene, scene.wecom, LONG) == [SENT]
    assert "".join(scene.tencent.texts).replace("\n", "") == 2 * LONG.text.replace("\n", "")
    scene.tencent.says(MESSAGE, 0, 503)
    assert [one.kind for one in reminded(scene, scene.wecom, LONG)] == ["held"]


def test_a_member_is_reminded_by_the_application(scene: Scene) -> None:
    scene.met("wecom")
    assert reminded(scene, scene.wecom, SAID) == [SENT]
    assert scene.tencent.texts == [SAID.text]
    scene.tencent.strangers.add("甲")
    assert [one.kind for one in reminded(scene, scene.wecom, SAID)] == ["unreachable"]


def test_a_bot_reminds_in_plain_text(scene: Scene) -> None:
    marked = Reminder(key="k", text="<b>*截止*</b> " + "字" * 5_000)
    assert reminded(scene, scene.bot, marked, user="11") == [SENT]
    assert "".join(scene.telegram.texts(11)) == marked.text
    assert all("parse_mode" not in call for call in scene.telegram.called("sendMessage"))


@pytest.mark.parametrize(
    ("answer", "kind", "after"),
    [
        (BROKEN, "retry", 0),
        (BLOCKED, "unreachable", 0),
        (flooded(30), "retry", 30),
        (Refusal(status=400, text="Bad Request: text must be encoded in UTF-8"), "refused", 0),
    ],
)
def test_what_a_bot_is_refused_has_its_outcome(scene: Scene, answer: Any, kind: str, after: float) -> None:
    scene.telegram.says("sendMessage", answer)
    (outcome,) = reminded(scene, scene.bot, SAID, user="11")
    assert (outcome.kind, outcome.after) == (kind, after)


def test_a_bot_without_a_word_is_in_doubt(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.channels.telegram.telegram.REMINDING", 0.05)
    scene.telegram.says("sendMessage", NO_WORD)
    assert reminded(scene, scene.bot, SAID, user="11") == [Outcome(kind="uncertain", code="slow")]


# Together with the sender: what a vendor says, and what becomes of the reminder.


def drain(scene: Scene, made: Callable[[Reception], Channel], times: int = 1) -> None:
    async def drained(channel: Channel) -> None:
        for _ in range(times):
            sender = Sender(scene.store, {channel.name: channel}, Meters(), scene.clock)
            await sender.drain()
            sender.close()

    on(scene, made, drained)


def by_template(scene: Scene) -> Callable[[Reception], Channel]:
    return lambda reception: scene.wechat(reception, template=FORM)


@pytest.mark.parametrize(
    ("told", "ended"),
    [
        (502, ("failed", "http_502")),
        (429, ("failed", "http_429")),
        (HANG, ("failed", "timeout")),
        (45009, ("failed", "45009")),
        (43004, ("unreachable", "43004")),
        (47003, ("dead", "47003")),
        (48001, ("held", "window")),
        (-1, ("failed", "-1")),
    ],
)
def test_what_wechat_says_of_a_template_becomes_the_state_of_the_reminder(
    scene: Scene, told: int | str, ended: tuple[str, str]
) -> None:
    number = owed(scene.store, scene.met("wechat"))
    scene.tencent.says(TEMPLATE, told)
    drain(scene, by_template(scene))
    assert state(scene.store, number) == ended
    if ended[0] == "failed":
        scene.clock.at = kept(scene.store, number).due
        drain(scene, by_template(scene))
        assert state(scene.store, number) == ("sent", None)


def test_a_used_up_quota_waits_for_the_next_morning(scene: Scene) -> None:
    who = scene.met("wechat")
    numbers = [owed(scene.store, who, about=str(n)) for n in range(5)]
    scene.tencent.always_says(TEMPLATE, 45009)
    drain(scene, by_template(scene))
    assert {state(scene.store, n) for n in numbers} == {("failed", "45009")}
    assert {kept(scene.store, n).due for n in numbers} == {AT.replace(hour=0, minute=30) + DAY}
    assert len(scene.tencent.calls) <= 5


def test_endless_40001_fetches_few_tokens_and_sends_all_in_the_end(scene: Scene) -> None:
    who = scene.met("wechat")
    numbers = [owed(scene.store, who, about=str(n)) for n in range(30)]
    scene.tencent.always_says(TEMPLATE, 40001)
    drain(scene, by_template(scene))
    assert {state(scene.store, n) for n in numbers} == {("failed", "40001")}
    assert scene.tencent.fetched <= 4
    assert len(scene.tencent.calls) <= 30
    scene.tencent.always_says(TEMPLATE, 0)
    for _ in range(4):
        scene.clock.at += 20 * 60 * SECOND
        drain(scene, by_template(scene))
    assert {state(scene.store, n)[0] for n in numbers} == {"sent"}
    assert len(scene.tencent.sent) == 30


def test_without_a_token_nothing_is_lost(scene: Scene) -> None:
    number = owed(scene.store, scene.met("wechat"))
    scene.tencent.always_says(STABLE, 40164)
    drain(scene, by_template(scene), times=2)
    assert state(scene.store, number) == ("failed", "40164")
    assert kept(scene.store, number).due >= AT + 600 * SECOND


def test_outside_its_window_a_reminder_is_held_for_the_next_visit(scene: Scene) -> None:
    who = scene.met("wechat", is_open=True)
    number = owed(scene.store, who)
    scene.tencent.says(CUSTOM, 45015)
    drain(scene, scene.wechat)
    assert state(scene.store, number) == ("held", "45015")
    with scene.store.reading() as connection:
        assert connection.execute(select(people.c.held)).scalar_one() == [{"delivery": number}]


def test_a_custom_message_without_a_word_is_sent_once_more_at_most(scene: Scene) -> None:
    who = scene.met("wechat", is_open=True)
    number = owed(scene.store, who)
    scene.tencent.says(CUSTOM, HANG, HANG)
    for _ in range(4):
        drain(scene, scene.wechat)
        scene.clock.at += HOUR
    assert state(scene.store, number) == ("uncertain", "timeout")
    assert len(scene.tencent.calls) == 2


def test_whoever_left_is_not_called_and_comes_back_to_what_waited(scene: Scene) -> None:
    number = owed(scene.store, scene.met("wechat"))
    with scene.store.writing("test") as connection:
        connection.execute(update(people).values(unreachable=AT))
    drain(scene, by_template(scene))
    assert state(scene.store, number) == ("unreachable", "lost")
    assert not scene.tencent.calls
