"""What every channel keeps to, over real HTTP, with all of them behind one service."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from storage import turns
from storage.database import Database
from storage.tables import people
from storage.tables import turns as turns_table
from tests.bot.channels.everywhere import SPEAKERS, Everything, Speaker, bare, everything
from tests.bot.sending import Sender, some_turns
from tests.dialogs.test_stories import story

STORIES = Path(__file__).parents[2] / "dialogs" / "stories"
# One whole dialogue of each region, with its interview, amounts, documents and days.
WHOLE = ("qingdao_whole_interview", "yuncheng_documents", "karamay_whole_interview")
BUTTONS = [name for name in SPEAKERS if name != "wecom"]


@pytest.fixture
def whole(store: Database) -> Iterator[Everything]:
    with everything(store) as found:
        yield found


@pytest.fixture
def speaker(whole: Everything, channel: str) -> Iterator[Speaker]:
    found = SPEAKERS[channel](whole)
    yield found
    found.client.close()


everywhere = pytest.mark.parametrize("channel", SPEAKERS)
TYPED = (
    "]]>",
    "<a href='weixin://x'>点</a>",
    "&amp;<xml>",
    "*_`[x](y)",
    "长" * 5_000,
    "😀" * 600,
    "\u202e倒",
    "' OR 1=1 --",
)
# What one database settles for both.
on_one = pytest.mark.parametrize("url", ["sqlite"], indirect=True)


def last_turn(store: Database) -> int:
    with store.reading() as connection:
        return int(
            connection.execute(select(turns_table.c.id).order_by(turns_table.c.id.desc())).scalars().first()
            or 0
        )


def count(store: Database) -> int:
    with store.reading() as connection:
        return turns.count(connection)


@on_one
@everywhere
@pytest.mark.parametrize("name", WHOLE)
def test_a_whole_dialogue_says_the_same_as_in_the_terminal(
    whole: Everything, speaker: Speaker, name: str
) -> None:
    terminal = Sender(some_turns(whole.store), f"终端{name}")
    for exchange in story((STORIES / f"{name}.txt").read_text(encoding="utf-8")):
        whole.clock.at = exchange.at
        terminal.at = exchange.at
        assert bare(speaker.say(exchange.message)) == bare(terminal(exchange.message)), exchange.message


@on_one
@everywhere
def test_whoever_comes_is_greeted_once(whole: Everything, speaker: Speaker) -> None:
    greeting = speaker.come()
    assert "科技创新券" in greeting
    assert "删除我的数据" in greeting
    assert count(whole.store) == 1


@everywhere
def test_a_message_handed_on_again_is_answered_once(whole: Everything, speaker: Speaker) -> None:
    first = speaker.say("青岛的企业，找本地机构做检测花了20万，能补多少", key="230000000000001", times=3)
    assert first.count("最高可兑付 10 万元") == 1
    assert count(whole.store) == 1


@on_one
@pytest.mark.parametrize("channel", [name for name in SPEAKERS if name != "web"])
def test_a_picture_is_answered_and_the_question_stays(speaker: Speaker) -> None:
    asked = speaker.say("我们能申请吗")
    shown = speaker.show()
    assert "请打字" in shown
    assert asked.splitlines()[-1] in shown


@on_one
@pytest.mark.parametrize("channel", BUTTONS)
def test_a_button_counts_and_one_of_an_earlier_question_does_not(whole: Everything, speaker: Speaker) -> None:
    speaker.say("我们能申请吗")
    first = last_turn(whole.store)
    answered = speaker.press(f"{first}.0")
    assert "过去" not in answered
    stale = speaker.press(f"{first}.0")
    assert "已经过去" in stale
    # The question that stands open is asked again.
    assert answered.splitlines()[-1] in stale


@on_one
@pytest.mark.parametrize("channel", BUTTONS)
def test_a_button_of_nobody_is_answered_kindly(speaker: Speaker) -> None:
    speaker.say("你好")
    for button in ("0.0", "99999999.0", "1.999", "999999999999999999.0"):
        assert "已经过去" in speaker.press(button), button


@on_one
@pytest.mark.parametrize("channel", BUTTONS)
def test_a_button_shown_to_somebody_else_tells_nothing(
    whole: Everything, speaker: Speaker, channel: str
) -> None:
    other = SPEAKERS[channel](whole)
    other.say("公司名称是青岛海边测试科技有限公司")
    theirs = last_turn(whole.store)
    speaker.say("你好")
    said = speaker.press(f"{theirs}.0")
    other.client.close()
    assert "海边" not in said
    assert "已经过去" in said


@on_one
@everywhere
def test_two_people_never_meet_what_the_other_said(whole: Everything, speaker: Speaker, channel: str) -> None:
    other = SPEAKERS[channel](whole)
    other.say("公司名称是青岛海边测试科技有限公司")
    assert "海边" in other.say("我的资料")
    assert "海边" not in speaker.say("我的资料")
    other.client.close()


@everywhere
def test_whoever_has_everything_erased_is_gone(whole: Everything, speaker: Speaker) -> None:
    speaker.say("公司名称是青岛海边测试科技有限公司")
    speaker.say("删除我的数据")
    assert speaker.say("确认删除")
    with whole.store.reading() as connection:
        assert connection.execute(select(people.c.id)).all() == []


@on_one
@everywhere
def test_whatever_is_typed_is_answered(speaker: Speaker) -> None:
    for text in TYPED:
        assert speaker.say(text), text
        # And what comes after it as well.
        assert "运城市" in speaker.say("我们能申请吗"), text


@on_one
@everywhere
def test_beyond_the_limit_it_is_said_and_nothing_is_lost(store: Database, channel: str) -> None:
    with everything(store, a_minute=2) as whole:
        speaker = SPEAKERS[channel](whole)
        assert speaker.say("你好")
        assert speaker.say("青岛")
        before = count(store)
        if channel == "web":
            with pytest.raises(AssertionError, match="请过一会儿再发"):
                speaker.say("能补多少")
        elif channel != "telegram":
            assert "请过一会儿再发" in speaker.say("能补多少")
        speaker.client.close()
        assert count(store) == before
