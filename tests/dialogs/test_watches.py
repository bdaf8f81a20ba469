"""Reminders at the desk: what is offered, subscribed to, listed, changed and stopped, and what is kindly refused."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from dialogs import plain
from dialogs.desk.buttons import button, request_of
from dialogs.message import Message
from dialogs.records import Records
from dialogs.understanding.result import Request
from policy.library import library
from tests.dialogs.at_the_desk import claim
from tests.dialogs.keeper import Keeper, keeper

EDITIONS = library()
OFFER = "do:remind:window:qingdao-2024/window_2024"


def talk(day: str = "2024-12-03", **kept: Any) -> Keeper:
    return keeper(EDITIONS, day, Records(reach="window", **kept))


def choices(chat: Keeper, text: str) -> list[str]:
    return [choice.id for reply in chat.turn(Message(text=text)).replies for choice in reply.choices]


def effects(chat: Keeper) -> list[tuple[str, dict[str, Any]]]:
    kinds = ("watch", "unwatch", "remind_as")
    return [(effect.kind, effect.content) for effect in chat.effects if effect.kind in kinds]


# ---- the offer


@pytest.mark.parametrize("word", ["好", "好的", "可以", "要", "行", "嗯好", "好。"])
def test_an_offer_is_taken_by_one_word(word: str) -> None:
    chat = talk()
    assert OFFER in choices(chat, "青岛几号截止")
    assert chat.says(word).startswith("已订阅：")
    assert [content["topic"] for _, content in effects(chat)] == ["window"]


@pytest.mark.parametrize("word", ["知道了", "收到", "嗯", "谢谢"])
def test_what_only_notes_the_answer_subscribes_to_nothing(word: str) -> None:
    chat = talk()
    chat.says("青岛几号截止", word)
    assert effects(chat) == []


def test_a_yes_answers_the_question_that_stands_open() -> None:
    chat = talk()
    chat.says("青岛几号截止", "我们能申请吗", "好的")
    assert effects(chat) == []


def test_a_yes_after_a_stop_takes_nothing_up_again() -> None:
    chat = talk()
    chat.says("青岛几号截止", "好", "取消提醒", "好")
    assert effects(chat) == []
    assert chat.records.watches == ()


def test_nothing_is_offered_that_is_watched_already_or_where_nothing_is_kept() -> None:
    chat = talk()
    chat.says("青岛几号截止", "好")
    assert OFFER not in choices(chat, "青岛几号截止")
    last = keeper(EDITIONS, "2024-12-31")
    assert OFFER not in choices(last, "青岛几号截止")


def test_below_any_answer_of_a_closed_notice_the_next_one_is_offered() -> None:
    chat = talk("2025-03-03")
    assert choices(chat, "青岛怎么申请")[-1] == "do:remind:edition:370200"
    chat.says("好")
    assert "do:remind:edition:370200" not in choices(chat, "青岛怎么申请")


# ---- subscribing


def test_a_window_is_watched_with_the_timed_papers_that_are_not_ready() -> None:
    chat = talk("2024-11-26")
    chat.says("青岛几号截止", "好")
    assert effects(chat) == [
        (
            "watch",
            {
                "topic": "window",
                "about": "qingdao-2024/window_2024",
                "region": "370200",
                "edition": "qingdao-2024",
                "window": "window_2024",
                "claim": None,
                "papers": ["registration_proof"],
            },
        )
    ]
    ready = talk("2024-11-26", ticks=frozenset({("qingdao-2024", "registration_proof")}))
    ready.says("青岛几号截止", "好")
    assert effects(ready)[0][1]["papers"] == []


@pytest.mark.parametrize(
    ("reach", "said"),
    [("always", ""), ("window", "48 小时"), ("visit", "这里不能主动发消息")],
)
def test_it_is_said_whether_the_channel_can_reach_the_person(reach: Any, said: str) -> None:
    chat = talk()
    chat.records = replace(chat.records, reach=reach)
    text = chat.says("青岛几号截止", "好")
    assert said in text
    assert ("日历。" in text) is bool(said)


def test_of_several_windows_it_is_asked_which() -> None:
    chat = talk("2024-06-03")
    assert "提醒哪一项？" in chat.says("运城几号截止", "好")
    chat.says("2")
    assert [content["about"] for _, content in effects(chat)] == ["yuncheng-2024/batch_2"]


def test_another_channel_is_offered_only_where_it_reaches_further() -> None:
    chat = talk()
    chat.records = replace(chat.records, channel="wechat", others=("telegram", "terminal", "web"))
    assert "也可以改发到 Telegram：" in chat.says("青岛几号截止", "好")


def test_one_s_own_channel_is_here() -> None:
    chat = talk()
    chat.records = replace(chat.records, channel="wechat", others=("wecom",))
    assert "本来就发到这里" in chat.says("青岛几号截止", "好", "发到微信")
    assert effects(chat)[1:] == []


def test_of_another_channel_it_is_said_whether_it_reaches_the_colleague() -> None:
    chat = talk()
    chat.records = replace(chat.records, channel="wecom", reach="always", others=("web", "wechat"))
    assert "同事下次来时显示" in chat.says("青岛几号截止", "好", "提醒发到网页")
    assert "发不出的" in chat.says("提醒发到微信")


def test_nobody_who_stopped_everything_is_promised_the_moves_of_a_claim() -> None:
    chat = talk()
    chat.records = replace(chat.records, claims=(claim(),), is_stopped=True)
    assert "仍会告诉您" not in chat.says("青岛", "我的提醒")
    chat.records = replace(chat.records, is_stopped=False)
    assert "仍会告诉您" in chat.says("我的提醒")


@pytest.mark.parametrize("word", ["两个都要", "都提醒我", "1和2", "第一个和第二个都要", "全都要"])
def test_several_are_taken_at_once(word: str) -> None:
    chat = talk("2024-06-03")
    assert chat.says("运城几号截止", "好", word).count("已订阅：") == 2


@pytest.mark.parametrize("word", ["五个都要", "1和5"])
def test_more_than_there_are_is_not_taken(word: str) -> None:
    chat = talk("2024-06-03")
    chat.says("运城几号截止", "好", word)
    assert effects(chat) == []


def test_a_window_too_near_its_end_is_not_watched() -> None:
    chat = talk("2024-12-31")
    assert "来不及再提醒" in chat.says("青岛几号截止", "提醒我")
    assert effects(chat) == []


def test_a_window_too_near_its_end_is_told_beside_the_one_that_is_watched() -> None:
    chat = talk("2024-06-30")
    text = chat.says("运城", "提醒我")
    assert text.index("第一批 2024-06-30 17:00 截止") < text.index("来不及再提醒") < text.index("已订阅：")
    assert [content["about"] for _, content in effects(chat)] == ["yuncheng-2024/batch_2"]


@pytest.mark.parametrize("text", ["明天下午三点提醒我交材料", "两小时后提醒我"])
def test_no_other_time_can_be_set(text: str) -> None:
    chat = talk()
    assert "不能另定时间" in chat.says("青岛几号截止", text)
    assert effects(chat) == []


def test_the_request_waits_for_the_region() -> None:
    chat = talk()
    assert "注册在哪里" in chat.says("到时候提醒我")
    assert "已订阅" in chat.says("青岛")


# ---- changing and stopping


def watched() -> Keeper:
    chat = talk("2024-06-03")
    chat.says("运城几号截止", "好", "都要")
    return chat


@pytest.mark.parametrize("before", [(), ("我们能申请吗",)])
def test_whatever_the_list_suggests_is_understood(before: tuple[str, ...]) -> None:
    chat = watched()
    how = chat.says(*before, "我的提醒")
    suggested = re.findall("“(.+?)”", how)
    assert len(suggested) == 6
    for text in suggested:
        if text != "第 1 个":
            chat.says(text)
            assert effects(chat), text


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("提前三天提醒", {"offsets": [3]}),
        ("只要当天和前一天", {"offsets": [1, 0]}),
        ("再加提前10天提醒", {"offsets": [30, 14, 10, 7, 3, 1, 0]}),
        ("30天的别提醒了", {"offsets": [14, 7, 3, 1, 0]}),
        ("第二个改成提前5天提醒", {"offsets": [5], "ids": [2]}),
        ("第二批提前5天提醒", {"offsets": [5], "ids": [2]}),
        ("能不能提前一周提醒我", {"offsets": [7]}),
        ("晚上别发", {"hours": [510, 1080]}),
        ("上午九点到十二点发", {"hours": [540, 720]}),
        ("恢复默认", {"offsets": None, "hours": None, "via": None}),
        ("发到企业微信", {"via": "wecom"}),
    ],
)
def test_a_change_keeps_only_what_is_told(text: str, content: dict[str, Any]) -> None:
    chat = watched()
    chat.records = replace(chat.records, others=("wecom",))
    chat.says(text)
    assert effects(chat) == [("remind_as", content)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("早上六点到八点发", "没有改：提醒只在 08:30 到 20:30 之间发"),
        ("早上七点到九点发", "可以改为 08:30 到 09:00"),
        ("提前几天提醒我", "日子请说提前几天"),
        ("中午别发", "时段请说几点到几点"),
        ("发到短信", "不能发到短信"),
        ("换到 Telegram", "先在这里回“邀请同事”"),
        ("发到这里", "本来就发到这里"),
        ("第五个提前三天提醒", "没有第 5 个，一共 2 项。"),
        ("取消第3个提醒", "没有第 3 个，一共 2 项。"),
        ("08:30到20:30之间发提醒", "没有改动"),
    ],
)
def test_what_cannot_be_is_said_with_what_can(text: str, said: str) -> None:
    chat = watched()
    assert said in chat.says(text)
    assert effects(chat) == []


@pytest.mark.parametrize(
    ("texts", "ids"),
    [
        (("取消第2个提醒",), [2]),
        (("取消第一批的提醒",), [1]),
        (("第二批不用提醒了",), [2]),
        (("取消截止提醒",), [1, 2]),
        (("别提醒了", "2"), [2]),
        (("别提醒了", "全部"), None),
        (("我的提醒", "1"), [1]),
        (("我的提醒", "取消第二个"), [2]),
        (("我的提醒", "都取消"), None),
        (("全部取消",), None),
        (("TD",), None),
        (("取消运城的提醒",), [1, 2]),
        (("把运城的截止提醒停了",), [1, 2]),
        (("暂停提醒", "全部取消"), None),
    ],
)
def test_one_or_all_can_be_stopped(texts: tuple[str, ...], ids: list[int] | None) -> None:
    chat = watched()
    chat.says(*texts)
    assert effects(chat) == [("unwatch", {"ids": ids})]


def test_a_window_that_is_not_watched_is_neither_stopped_nor_changed_for_another() -> None:
    chat = talk("2024-06-03")
    chat.says("运城几号截止", "好", "第二批")
    for text in ("取消第一批的提醒", "第一批提前5天提醒"):
        assert "没有订阅第一批的提醒" in chat.says(text)
        assert effects(chat) == []


def test_the_reminders_of_another_place_are_not_stopped_for_it() -> None:
    chat = watched()
    assert "没有订阅青岛市的提醒" in chat.says("取消青岛的提醒")
    assert effects(chat) == []


@pytest.mark.parametrize(
    "word",
    ["取消", "取消吧", "撤销", "还是取消吧", "取消这个", "算了，取消", "取消?", "点错了", "停", "不订了"],
)
def test_what_was_subscribed_to_just_now_is_taken_back_by_one_word(word: str) -> None:
    chat = talk("2024-06-03")
    chat.says("青岛有新通知提醒我", "运城几号截止", "好", "第二批")
    (new,) = (one.id for one in chat.records.watches if one.topic == "window")
    assert chat.says(word).startswith("已取消：")
    assert effects(chat) == [("unwatch", {"ids": [new]})]
    assert [one.topic for one in chat.records.watches] == ["edition"]


@pytest.mark.parametrize(
    "word", ["不用了", "不用了，谢谢", "不想要了", "算了不用了", "算了", "好", "谢谢", "能补多少"]
)
def test_what_may_mean_something_else_takes_no_reminder_away(word: str) -> None:
    chat = talk()
    chat.says("青岛几号截止", "好", word)
    assert effects(chat) == []
    assert len(chat.records.watches) == 1


def test_who_says_that_nothing_more_is_wanted_can_still_take_it_back() -> None:
    chat = talk()
    assert "回“取消”" in chat.says("青岛几号截止", "好", "不用了")
    assert chat.says("取消").startswith("已取消：")
    assert chat.records.watches == ()


def two_places() -> Keeper:
    """1 is of Qingdao, 2 of Yuncheng."""
    chat = talk("2024-09-03")
    chat.says("青岛几号截止", "好", "运城几号截止", "好")
    return chat


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("取消运城的全部提醒", [2]),
        ("运城的别提醒了，青岛的继续", [2]),
        ("我们是运城的企业，青岛的提醒取消", [1]),
        ("取消运城的提醒，青岛的几号截止", [2]),
        ("取消青岛和运城的提醒", [1, 2]),
        ("取消市南区的提醒", [1]),
        ("取消山西的提醒", [2]),
        ("取消运城的第1个提醒", [2]),
        ("取消运城的第2个提醒", [2]),
    ],
)
def test_those_of_a_place_are_stopped_alone(text: str, ids: list[int]) -> None:
    chat = two_places()
    chat.says(text)
    assert effects(chat) == [("unwatch", {"ids": ids})]


@pytest.mark.parametrize(
    "text",
    ["取消运城的公示提醒", "取消青岛的新通知提醒", "提醒取消了吗", "运城的通知不再发了吗", "不订青岛的报纸"],
)
def test_none_is_stopped_that_is_not_meant(text: str) -> None:
    chat = two_places()
    chat.says(text)
    assert effects(chat) == []


def test_what_is_not_watched_of_a_place_is_named() -> None:
    assert "没有订阅运城市申请的提醒" in two_places().says("取消运城的公示提醒")


def test_the_days_of_one_place_are_changed_alone() -> None:
    chat = two_places()
    assert "运城市改为提前 3 天提醒" in chat.says("运城的提前3天提醒")
    assert effects(chat) == [("remind_as", {"offsets": [3], "ids": [2]})]


@pytest.mark.parametrize(
    ("text", "ids"), [("取消第二批", [2]), ("不要第二批", [2]), ("不要再提醒第一批", [1])]
)
def test_a_batch_is_stopped_by_its_name(text: str, ids: list[int]) -> None:
    chat = watched()
    chat.says("我的提醒", text)
    assert effects(chat) == [("unwatch", {"ids": ids})]


def test_what_is_asked_for_beside_a_complaint_is_done() -> None:
    chat = two_places()
    chat.says("提醒太晚了，提前10天提醒")
    assert effects(chat) == [("remind_as", {"offsets": [10]})]


@pytest.mark.parametrize("text", ["提醒太多了", "提醒太频繁", "太多提醒了"])
def test_whoever_hears_too_much_is_shown_how_to_hear_less(text: str) -> None:
    chat = watched()
    assert "要停：" in chat.says(text)


def test_days_told_before_anything_is_watched_are_kept_with_it() -> None:
    chat = talk()
    chat.says("青岛几号截止")
    text = chat.says("提前7天提醒我")
    assert [kind for kind, _ in effects(chat)] == ["remind_as", "watch"]
    assert "2024-12-24 提醒" in text


def test_a_pressed_button_means_the_same_long_after() -> None:
    chat = watched()
    chat.says("我的提醒", "能补多少")
    chat.turn(Message(text="", choice="do:unremind:1"))
    assert effects(chat) == [("unwatch", {"ids": [1]})]
    turn = chat.turn(Message(text="", choice="do:unremind:1"))
    assert "已经取消过" in plain(turn.replies[0])


# ---- the calendar


def test_the_days_come_as_a_calendar_with_stable_names() -> None:
    chat = talk("2024-11-20")
    turn = chat.turn(Message(text="把青岛的截止日期加到日历"))
    calendar = next(reply.calendar for reply in turn.replies if reply.calendar)
    starts = [(entry.uid.rpartition("/")[0], entry.start) for entry in calendar.entries]
    assert starts == [
        ("qingdao-2024/window_2024", "2024-11-26"),
        ("qingdao-2024/plan", "2024-11-29"),
        ("qingdao-2024/window_2024", "2024-12-31"),
    ]
    assert all(entry.note for entry in calendar.entries)
    again = chat.turn(Message(text="加到日历")).replies[-1].calendar
    assert again == calendar


def test_a_draft_has_no_days_to_take_along() -> None:
    chat = talk()
    assert "没有日子可以加到日历" in chat.says("克拉玛依区几号截止", "加到日历")


@pytest.mark.parametrize(
    "request_",
    [
        Request("remind", topic="window", about="qingdao-2024/window_2024"),
        Request("reminders"),
        Request("calendar"),
    ],
)
def test_a_button_stands_for_its_request(request_: Request) -> None:
    args = [arg for arg in (request_.topic, request_.about) if arg]
    assert request_of(button("", request_.kind, *args).id) == request_


@pytest.mark.parametrize(
    ("choice", "request_"),
    [
        ("do:unremind:1:2", Request("unremind", ids=(1, 2))),
        ("do:unremind:all", Request("unremind", is_all=True)),
        ("do:remind_change:default", Request("remind_change", resets=True)),
        ("do:remind_change:hours:540-720", Request("remind_change", hours=(540, 720))),
        ("do:remind_change:hours:x", None),
        ("do:unremind:x", Request("unremind")),
    ],
)
def test_a_button_of_a_change_is_read_or_refused(choice: str, request_: Request | None) -> None:
    assert request_of(choice) == request_


# ---- after handing in


def test_whoever_has_handed_in_can_stop_what_tells_of_the_closing() -> None:
    chat = talk()
    chat.says("青岛几号截止", "好")
    assert "截止提醒还会照发" in chat.says("我已提交", "跳过")
    chat.says("停这项提醒")
    assert effects(chat) == [("unwatch", {"ids": [1]})]


def test_nothing_is_said_of_a_closing_that_nobody_asked_to_be_told() -> None:
    assert "截止提醒" not in talk().says("青岛几号截止", "我已提交", "跳过")
