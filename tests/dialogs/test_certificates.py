"""General questions about certificates and sizes: recognised, answered from the reference facts, and followed up."""

from collections.abc import Mapping
from datetime import date, datetime

import pytest

from dialogs import Context, Conversation, Message, plain, respond
from dialogs.understanding.result import Terms
from dialogs.understanding.understanding import understand
from dialogs.wording import said
from policy.library import library
from policy.sizes import INDUSTRIES, Industry
from policy.workdays import SHANGHAI

CONTEXT = Context(now=datetime(2024, 11, 20, 10, tzinfo=SHANGHAI), library=library())


def terms(text: str) -> Terms | None:
    return understand(text, today=date(2024, 11, 20), facts=CONTEXT.library.facts).terms


def told(*messages: str) -> list[str]:
    """The replies to each message of one conversation."""
    conversation, replies = Conversation(), []
    for message in messages:
        turn = respond(conversation, Message(text=message), CONTEXT)
        conversation = Conversation.from_json(turn.conversation.to_json())
        replies.append("\n".join(map(plain, turn.replies)))
    return replies


ASKED: Mapping[str, Terms] = {
    "高企和科小有啥区别": Terms(names=("high_tech", "tech_sme"), aspect="difference"),
    "分不清科小跟创新型中小企业": Terms(names=("tech_sme", "innovative_sme"), aspect="difference"),
    "运城 高企跟科小哪个有用": Terms(names=("high_tech", "tech_sme"), aspect="difference"),
    "高企证书有效期几年": Terms(names=("high_tech",), aspect="validity"),
    "科小是不是一年一评价，每年都要重新评吗": Terms(names=("tech_sme",), aspect="validity"),
    "评高企要几个知识产权": Terms(names=("high_tech",), aspect="conditions"),
    "高企研发费用占比要求": Terms(names=("high_tech",), aspect="conditions"),
    "有没有科小评价的打分表": Terms(names=("tech_sme",), aspect="conditions"),
    "怎么申请小巨人": Terms(names=("little_giant",), aspect="process"),
    "专精特新找谁认定": Terms(names=("srdi",), aspect="process"),
    "听说科小是三年有效": Terms(names=("tech_sme",), aspect="disputed"),
    "小微企业怎么划分": Terms(names=("size_class",), aspect="conditions"),
    "软件业多少人算小型企业": Terms(names=("size_class",), aspect="conditions", industry="software"),
    "这几种证书有什么区别": Terms(aspect="difference"),
}


@pytest.mark.parametrize(("text", "found"), ASKED.items())
def test_what_is_asked_of_certificates_is_recognised(text: str, found: Terms) -> None:
    understood = understand(text, today=date(2024, 11, 20), facts=CONTEXT.library.facts)
    assert (understood.terms, "certificate" in understood.intents) == (found, True)
    assert {fact.name for fact in understood.facts} <= {"registered_in"}


@pytest.mark.parametrize(
    "text",
    [
        "我们是高企",
        "我们是高企，符合条件吗",
        "高企能领多少",
        "高企认定代理费5万可以用创新券吗",
        "国高、专精特新，三样都在有效期",
        "青岛和运城对高企的要求有什么区别",
        "高企加计扣除的条件是什么",
        "我们是小型企业",
        "人家只准我们用五年",
    ],
)
def test_what_is_said_of_the_enterprise_or_of_the_voucher_is_no_such_question(text: str) -> None:
    assert terms(text) is None


def test_a_certificate_asked_about_is_not_held() -> None:
    *_, answer = told("高企的认定条件是什么", "克拉玛依区", "我们符合条件吗")
    assert "高新技术企业 是" not in answer


def test_a_region_named_after_a_general_answer_adds_what_counts_there_and_no_more() -> None:
    general, here = told("科小有效期几年", "青岛")
    assert "115号" in general
    assert "一(一)1" not in general
    assert "2024 年" in here
    assert "一(一)1" in here
    assert "115号" not in here


def test_with_a_region_chosen_both_are_told_at_once() -> None:
    *_, answer = told("运城", "高企和科小有什么区别")
    assert "115号" in answer
    assert "中小微" in answer
    assert "只有这一项不够" in answer


def test_these_are_the_ones_that_were_just_spoken_of() -> None:
    *_, answer = told("高企和科小有什么区别", "这两种的有效期几年")
    assert "每年评价" in answer
    assert "证书 3 年有效" in answer


def test_an_answer_of_ours_is_held_against_what_is_read_elsewhere() -> None:
    _, again = told("科小是终身制吗", "可是网页上写的是3年啊")
    assert "每年" in again
    assert "没有听懂" not in again


def test_an_industry_that_is_not_understood_is_asked_for_once_more_without_the_whole_answer() -> None:
    first, again, row = told("小微企业标准", "吃啥啥香", "批发业")
    assert "213号" in first
    assert "213号" not in again
    assert "行业" in again
    assert "从业人员 5 人以上" in row


def test_the_size_asked_about_in_an_interview_is_answered_and_the_interview_goes_on() -> None:
    *_, answer = told("运城能补多少", "小微企业怎么划分")
    assert "一(三)" in answer
    assert "要看哪个行业" not in answer
    assert answer.endswith("付了多少钱？")


def test_another_wish_leaves_an_open_question_of_ours_behind() -> None:
    _, answer, after = told("这三类企业的评价流程是怎样的", "青岛能补多少", "不清楚")
    assert "是指哪几种证书" not in answer + after


@pytest.mark.parametrize("row", [r for r in INDUSTRIES if r.bounds], ids=lambda row: row.id)
def test_every_industry_of_the_table_can_be_said_and_gives_its_row(row: Industry) -> None:
    _, answer = told("小微企业标准", row.name)
    assert answer.startswith(row.name)
    assert "小型：" in answer


@pytest.mark.parametrize(
    ("name", "office"),
    {
        "高企奖励": "科技部门",
        "专精特新奖励": "工信部门",
        "专利资助": "知识产权",
        "会计核算": "会计、税务人员",
        "研发费用加计扣除": "税务",
        "购置补贴": "主管部门",
        "没有列过的项目": "主管部门",
    }.items(),
)
def test_a_neighbouring_subject_is_turned_away_to_the_office_in_charge(name: str, office: str) -> None:
    text = said("neighbour.j2", "answer", name=name)
    assert text.startswith(f"{name}不属于科技创新券")
    assert office in text
