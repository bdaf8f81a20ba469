"""Recall: what an enterprise told is used again on another day and by a colleague, and confirmed where it is old."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs import Context, Conversation, Message, respond
from dialogs.recall import is_open, recalled
from dialogs.records import Records, Told
from policy.library import library
from policy.meanings import meaning
from policy.workdays import SHANGHAI
from tests.dialogs.keeper import Keeper, keeper

LIBRARY = library()
FACTS = {**LIBRARY.facts, **LIBRARY.editions["yuncheng-2024"].edition.by_name}
YUNCHENG = ("运城盐湖区的高企，是公司，能申请吗", "1", "1", "1", "没有")
TOLD = {
    "registered_in": "140802",
    "high_tech": True,
    "legal_form": "company",
    "innovative_sme": True,
    "certificate_valid": True,
    "in_jinchuanggu": False,
}
STILL = "2024-06-03 说过：资格证书在有效期内 是；入驻晋创谷 否。\n现在还是这样吗？\n1 还是这样\n2 有变化"


def a_told(name: str, value: Any, *, on: str = "2024-06-03", year: int | None = 2024) -> Told:
    at = datetime.fromisoformat(f"{on}T10:00").replace(tzinfo=SHANGHAI)
    return Told(value=value, at=at, said="是", meaning=meaning(FACTS[name]), year=year)


def some_records(**told: Any) -> Records:
    """Records of answers told on 2024-06-03 under the edition of 2024."""
    return Records(told={n: v if isinstance(v, Told) else a_told(n, v) for n, v in told.items()})


def interviewed() -> Keeper:
    """An enterprise that told of itself on 2024-06-03, in a chat that has come to the service."""
    kept = keeper(LIBRARY, "2024-06-03")
    kept.says(*YUNCHENG)
    return kept


def asked_again(day: str = "2025-12-20") -> Keeper:
    """The same enterprise in a new chat long afterwards, asked whether what it told is still so."""
    kept = interviewed().on(day, conversation=Conversation())
    assert kept.says("能申请吗").endswith(STILL)
    return kept


# ---- what is kept


def test_each_answer_of_the_enterprise_is_kept_as_it_is_told_and_none_of_the_services() -> None:
    kept = keeper(LIBRARY, "2024-06-03")
    kept.says("运城盐湖区的高企，检测花了3万，能补多少")
    assert kept.told == {"registered_in": "140802", "high_tech": True}
    assert kept.records.told["high_tech"] == replace(
        a_told("high_tech", True), said="运城盐湖区的高企，检测花了3万，能补多少"
    )
    kept.says("我们是有限公司")
    assert (kept.of("tell"), kept.of("untell")) == (["legal_form"], [])


def test_where_nothing_is_kept_nothing_is_told() -> None:
    context = Context(now=datetime(2024, 6, 3, 10, tzinfo=SHANGHAI), library=LIBRARY)
    turn = respond(Conversation(), Message(text=YUNCHENG[0]), context)
    assert (turn.effects, turn.conversation.newest) == ((), None)


@pytest.mark.parametrize(
    ("message", "choice", "said"),
    [
        ("1", None, "公司等独立法人企业"),
        ("", "company", "公司等独立法人企业"),
        ("是公司，我电话13800138000", None, "是公司，我电话…"),
        ("是公司，我电话138 0013 8000", None, "是公司，我电话…"),
        ("是公司，2019-05-03注册的", None, "是公司，2019-05-03注册的"),
        ("是公司，" + "很小的" * 30, None, ("是公司，" + "很小的" * 30)[:59] + "…"),
    ],
)
def test_how_an_answer_was_said_is_kept_short_and_without_numbers_of_persons(
    message: str, choice: str | None, said: str
) -> None:
    kept = keeper(LIBRARY, "2024-06-03")
    kept.says("运城盐湖区的高企，能申请吗")
    kept.says(message, choice=choice)
    assert kept.records.told["legal_form"].said == said


def test_an_answer_taken_back_or_not_known_any_more_is_kept_no_longer() -> None:
    kept = interviewed()
    kept.says("返回")
    assert (kept.of("untell"), "in_jinchuanggu" in kept.told) == (["in_jinchuanggu"], False)
    kept.says("我不确定是不是高企")
    kept = keeper(LIBRARY, "2024-06-03", some_records(registered_in="140802"))
    kept.says("能申请吗", "1", "不清楚")
    assert kept.told == {"registered_in": "140802", "legal_form": "company"}
    assert kept.conversation.enterprise["innovative_sme"] is None
    kept.says("帮助")
    assert kept.conversation.enterprise["innovative_sme"] is None


def test_what_is_only_supposed_is_not_kept() -> None:
    kept = interviewed()
    kept.says("如果不是高企呢")
    assert (kept.of("tell"), kept.of("untell")) == ([], [])


def test_a_correction_is_kept_in_place_of_what_was_told() -> None:
    kept = interviewed()
    kept.says("不对，我们不是高企")
    assert kept.told["high_tech"] is False


@pytest.mark.parametrize("kind", ["restart", "back and forth"])
def test_what_another_region_asks_for_stays_kept(kind: str) -> None:
    kept = interviewed()
    kept.says(*(["重新开始"] if kind == "restart" else ["换地区", "青岛", "换地区", "运城盐湖区"]))
    assert kept.told == TOLD
    assert {n: v for n, v in kept.conversation.enterprise.items() if v is not None} == TOLD


MESSAGES = [
    *YUNCHENG,
    *(
        "能申请吗 能补多少 是 没有 不清楚 全部符合 返回 重新开始 换地区 青岛 克拉玛依区 运城 高企 不是高企 科小 35人 "
        "收入300万 如果不是高企呢 改一下费用 不对 看2024年度 检测 2024年5月被处理过 变了 没变 换年份 太原 1 2"
    ).split(),
]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(MESSAGES), max_size=12), st.booleans())
def test_the_answers_of_a_conversation_are_those_that_the_next_message_finds_kept(
    messages: list[str], is_late: bool
) -> None:
    """What is not known, or not exactly, is the conversation's own; without an edition the age alone decides."""
    kept = asked_again() if is_late else keeper(LIBRARY, "2024-06-03")
    for message in messages:
        before = kept.conversation
        kept.says(message)
        context = Context(now=kept.at, library=LIBRARY, records=kept.records)
        known = {n: v for n, v in kept.conversation.enterprise.items() if not is_open(v)}
        again = recalled(kept.conversation, context)
        if again.edition == kept.conversation.edition and (again.edition or not before.edition):
            assert {n: v for n, v in again.enterprise.items() if not is_open(v)} == known


# ---- what is recalled


def test_a_colleague_in_another_chat_is_led_to_the_notice_and_asked_only_what_is_missing() -> None:
    kept = interviewed().on("2024-06-20", conversation=Conversation())
    assert "买的是哪一类服务" in kept.says("能申请吗")
    assert kept.conversation.edition == "yuncheng-2024"
    assert kept.conversation.enterprise == TOLD


def test_what_a_colleague_told_in_the_meantime_counts() -> None:
    kept = interviewed()
    kept.records = replace(
        kept.records, told={**kept.records.told, "high_tech": a_told("high_tech", False, on="2024-06-04")}
    )
    kept.says("能申请吗")
    assert kept.conversation.enterprise["high_tech"] is False


def test_answers_known_before_are_used_in_the_turn_in_which_the_region_is_named() -> None:
    told = {name: value for name, value in TOLD.items() if name != "registered_in"}
    kept = keeper(LIBRARY, "2024-06-20", some_records(**told))
    assert "买的是哪一类服务" in kept.says("我们在运城盐湖区，能申请吗")


def test_an_answer_to_another_question_is_asked_anew() -> None:
    changed = replace(a_told("legal_form", "company"), meaning="0" * 16)
    kept = keeper(LIBRARY, "2024-06-20", some_records(registered_in="140802", legal_form=changed))
    assert "申请主体是哪一种" in kept.says("能申请吗")


def test_an_answer_that_is_no_choice_any_more_is_asked_anew() -> None:
    kept = keeper(LIBRARY, "2024-06-20", some_records(registered_in="140802", legal_form="foundation"))
    assert "申请主体是哪一种" in kept.says("能申请吗")


def test_a_place_without_a_notice_leads_nowhere() -> None:
    kept = keeper(LIBRARY, "2024-06-20", some_records(registered_in="110000"))
    kept.says("能申请吗")
    assert kept.conversation.edition is None


def test_who_asks_for_another_region_is_not_led_back() -> None:
    kept = interviewed()
    kept.says("换地区", "电话")
    assert kept.conversation.edition is None


def test_starting_over_keeps_the_enterprise_and_says_so() -> None:
    kept = interviewed()
    kept.says("1")
    said = kept.says("重新开始")
    assert said.startswith("已重新开始。企业资料还记着：说“我的资料”可看，说“删除我的数据”可删。")
    assert kept.conversation.enterprise == TOLD
    assert (kept.conversation.services, kept.conversation.topic, kept.effects) == ((), None, ())
    assert keeper(LIBRARY, "2024-06-03").says("重新开始").startswith("已清空，重新开始。")


def test_what_may_be_corrected_names_what_was_told_in_another_chat() -> None:
    kept = interviewed().on("2024-06-20", conversation=Conversation())
    assert "主体类型" in kept.says("改一下")


# ---- what is confirmed


@pytest.mark.parametrize("day", ["2024-12-20", "2025-06-03"])
def test_answers_of_the_last_year_are_used_without_asking(day: str) -> None:
    kept = interviewed().on(day, conversation=Conversation())
    assert "买的是哪一类服务" in kept.says("能申请吗")


@pytest.mark.parametrize(
    "message",
    "是 还是 没变 对 对的 没错 还是这样 都没变 没有变化 没变化 和之前一样 照旧 1 是的，没变".split(),
)
def test_old_answers_are_confirmed_together_and_told_again(message: str) -> None:
    kept = asked_again()
    assert "买的是哪一类服务" in kept.says(message)
    assert kept.of("tell") == ["certificate_valid", "in_jinchuanggu"]
    assert kept.told == TOLD
    assert kept.records.told["in_jinchuanggu"].at.year == 2025


@pytest.mark.parametrize(
    "message", "不是 变了 有变化 不一样了 不对 改了 不清楚 差不多 没有 2 信用有问题，其他没变".split()
)
def test_old_answers_that_have_changed_are_asked_each_by_its_own_question(message: str) -> None:
    kept = asked_again()
    assert "还在有效期内吗" in kept.says(message)
    assert (kept.of("tell"), kept.of("untell")) == ([], [])
    assert "入驻晋创谷创新驱动平台" in kept.says("是")
    assert "买的是哪一类服务" in kept.says("没有")
    kept.says("返回")
    assert "入驻晋创谷创新驱动平台" in kept.says("继续")


@pytest.mark.parametrize(
    ("message", "told", "asked"),
    [
        ("现在入驻晋创谷了", {"in_jinchuanggu": True}, "2024-06-03 说过：资格证书在有效期内 是。"),
        ("入驻晋创谷了，其他没变", {"in_jinchuanggu": True, "certificate_valid": True}, "买的是哪一类服务"),
        ("变了，入驻晋创谷了", {"in_jinchuanggu": True}, "还在有效期内吗"),
    ],
)
def test_a_fact_stated_freely_wins_over_what_was_told(
    message: str, told: dict[str, object], asked: str
) -> None:
    kept = asked_again()
    assert asked in kept.says(message)
    assert {name: kept.told[name] for name in kept.of("tell")} == told


@pytest.mark.parametrize(
    "message", ["为什么", "什么意思", "帮助", "电话多少", "嗯？", "我们入驻了孵化器大楼"]
)
def test_anything_else_confirms_nothing(message: str) -> None:
    kept = asked_again()
    kept.says(message)
    assert kept.of("tell") == []
    assert kept.told == TOLD


def test_it_is_asked_again_only_once_for_all_that_has_changed() -> None:
    kept = asked_again()
    kept.says("有变化", "是")
    assert "现在还是这样吗" not in kept.says("没有")
    assert kept.conversation.opened == ("recall",)
    kept.says("帮助")
    assert kept.conversation.opened == ()


def test_a_certificate_of_another_year_is_confirmed_and_figures_of_another_year_are_asked() -> None:
    told = {**TOLD, "high_tech": a_told("high_tech", True, year=2023), "innovative_sme": False, "srdi": False}
    told["size_class"] = a_told("size_class", "small", year=2023)
    kept = keeper(LIBRARY, "2024-06-20", some_records(**told))
    assert "2024-06-03 说过：高新技术企业 是。" in kept.says("能申请吗")
    assert "哪一类规模" in kept.says("是")
    assert kept.records.told["high_tech"].year == 2024


def test_what_does_not_matter_now_is_not_asked_about() -> None:
    old = {name: a_told(name, value, on="2020-06-03", year=None) for name, value in TOLD.items()}
    kept = keeper(
        LIBRARY, "2024-06-20", some_records(**{**old, "own_research": a_told("own_research", True)})
    )
    said = kept.says("能申请吗")
    assert "2020-06-03 说过" in said
    assert "自己的研发" not in said
    assert "几号" not in said
    assert "截止" in kept.says("几号截止")
