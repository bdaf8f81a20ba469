"""What is said of reminders: each labelled message, and that nothing is slow or raises on what is like them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.understanding.characters.text import clean
from dialogs.understanding.desk.reminders import amending
from dialogs.understanding.result import Request
from tests.dialogs.labelled import UTTERANCES, entries, judged
from tests.dialogs.understanding.test_requests import heard

LABELLED = entries(UTTERANCES / "reminders.yaml")
KINDS = ("remind", "reminders", "remind_change", "unremind", "calendar")
WAYS = 5
WORDS = (
    "提醒 我 一下 到时候 截止 前 天 三 3 当天 别 不要 取消 第 2 个 全部 晚上 上午 九点 到 十二点 发 换 企业微信 "
    "公示 新 通知 告诉 盯 着 的 了 都 也 再 加 默认 恢复 日历 明年 出来 以后 青岛 说 一声 提前 、 和 ，"
).split()


@pytest.mark.parametrize("entry", LABELLED, ids=lambda entry: str(entry["text"]))
def test_each_message_makes_the_request_that_it_is(entry: dict[str, Any]) -> None:
    found = judged(entry)
    assert found.verdict == "right", (found.wrong_facts, found.wrong, found.missed)


@pytest.mark.parametrize("kind", KINDS)
def test_each_request_can_be_made_in_five_ways(kind: str) -> None:
    assert sum((entry.get("request") or {}).get("kind") == kind for entry in LABELLED) >= WAYS


@pytest.mark.parametrize(
    ("text", "request_"),
    [
        ("取消第2个", Request("unremind", items=(2,))),
        ("第1、3个不要了", Request("unremind", items=(1, 3))),
        ("都取消", Request("unremind", is_all=True)),
        ("别发了", Request("unremind")),
        ("3天和当天", Request("remind_change", offsets=(3, 0))),
        ("提前一周", Request("remind_change", offsets=(7,))),
        ("第一个改成提前5天", Request("remind_change", items=(1,), offsets=(5,))),
        ("不要30天的", Request("remind_change", offsets=(30,), denies=True)),
        ("加一个10天", Request("remind_change", offsets=(10,), is_another=True)),
        ("9点到12点", Request("remind_change", hours=(540, 720))),
        ("telegram", Request("remind_change", channel="telegram")),
        ("默认", Request("remind_change", resets=True)),
        ("能补多少", None),
        ("我们是高企", None),
        ("取消", None),
    ],
)
def test_below_the_list_a_few_words_are_enough(text: str, request_: Request | None) -> None:
    assert amending(text) == request_


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("上午九点到十二点发", (540, 720)),
        ("9点到5点之间发", (540, 1020)),
        ("下午2点到5点发", (840, 1020)),
        ("九点半到十一点发", (570, 660)),
        ("8:30-10:00发提醒", (510, 600)),
        ("早上九点发", (540, 1230)),
        ("下午三点以后发", (900, 1230)),
        ("晚上七点以前发", (510, 1140)),
        ("晚上七点以后别发", (510, 1140)),
        ("早上十点以前别发", (600, 1230)),
        ("晚上别发", (510, 1080)),
        ("上午别发", (720, 1230)),
        ("半夜别发", (510, 1230)),
        ("晚上十点发", (1320, 1230)),
        ("早上六点发", (360, 1230)),
    ],
)
def test_hours_are_read_as_they_are_told(text: str, hours: tuple[int, int]) -> None:
    request = heard(text).request
    assert request is not None
    assert request.hours == hours


@pytest.mark.parametrize(
    "text", ["中午别发", "周末别发", "上午和晚上发", "早上九点别发", "工作时间发", "提前100天提醒"]
)
def test_what_is_no_one_span_and_no_certain_day_is_vague(text: str) -> None:
    request = heard(text).request
    assert request is not None
    assert (request.kind, request.is_vague, request.hours, request.offsets) == (
        "remind_change",
        True,
        None,
        (),
    )


@settings(max_examples=300)
@given(st.lists(st.sampled_from(WORDS), max_size=14).map("".join))
def test_any_such_words_are_read_without_an_exception(text: str) -> None:
    request = heard(text).request
    assert request is None or request.kind
    amending(clean(text).text)
