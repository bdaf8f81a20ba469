"""Messages that come to several processes at once, again and again, and in any order."""

from __future__ import annotations

import random

import pytest

from storage import turns
from storage.database import Database
from tests.bot.delivering import answered
from tests.bot.sending import a_message
from tests.bot.test_turns import assert_serial

SAID = (
    "青岛的企业", "做检测花了20万", "找的是本地机构", "能补多少", "核对条件", "是", "否", "1", "2", "不清楚", "返回",
    "材料清单", "截止时间", "运城呢", "改一下，付了30万", "重新开始", "我已提交，申请8万", "进度", "我的资料", "谢谢",
    "公司名称是测试科技有限公司", "合同准备好了", "阿巴阿巴",
)  # fmt: skip


USERS = 50


def test_the_same_message_fifty_times_at_once_makes_one_turn(url: str, store: Database) -> None:
    message = a_message("青岛的，找本地机构做检测花了20万，能补多少", key="同一条")
    answers = answered(url, [message] * 25, [message] * 25, threads=25)
    assert len(answers) == 50
    assert len({answer["turn"] for answer in answers}) == 1
    assert all(answer["replies"] == answers[0]["replies"] for answer in answers)
    with store.reading() as connection:
        assert turns.count(connection) == 1


def shuffled(users: int, messages: int, seed: int) -> list[list[object]]:
    """Messages of many users for two processes, a third of them twice, in no order."""
    chance = random.Random(seed)
    sent = [
        a_message(chance.choice(SAID), user=f"用户{user}", key=f"{user}/{n}")
        for user in range(users)
        for n in range(messages)
    ]
    sent += chance.sample(sent, len(sent) // 3)
    chance.shuffle(sent)
    half = len(sent) // 2
    return [list(sent[:half]), list(sent[half:])]


@pytest.mark.parametrize("messages", [12, pytest.param(40, marks=pytest.mark.long)])
def test_shuffled_and_repeated_messages_of_fifty_people_have_a_serial_order(
    url: str, store: Database, messages: int
) -> None:
    shares = shuffled(USERS, messages, seed=50)
    answers = answered(url, *shares, threads=8)  # type: ignore[arg-type]
    assert len(answers) == sum(map(len, shares))
    assert None not in {answer["turn"] for answer in answers}
    by_key = {answer["key"]: answer["replies"] for answer in answers}
    assert all(by_key[answer["key"]] == answer["replies"] for answer in answers)
    with store.reading() as connection:
        assert turns.count(connection) == USERS * messages == len(by_key)
    assert_serial(store)
