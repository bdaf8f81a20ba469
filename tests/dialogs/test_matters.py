"""Matters that no fact of a case is: said as the edition has it, or that it is not stated, and nothing is recorded."""

from __future__ import annotations

from datetime import datetime

import pytest

from dialogs import Context, Conversation, Message, Turn, plain, respond
from policy.library import library
from policy.workdays import SHANGHAI

CONTEXT = Context(now=datetime(2024, 11, 20, 10, tzinfo=SHANGHAI), library=library())
UNSTATED = "通知未写明"
# the place, what is asked there, what the answer holds, what it must not hold
ASKED: tuple[tuple[str, str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("运城", "大学科技园入驻算吗", ("先按不符合掌握", "四(四)5"), (UNSTATED,)),
    ("运城", "6月30号是周日怎么办", ("不顺延", "2024-06-28"), ("依次是",)),
    ("运城", "截止日碰上周末顺延吗", ("不顺延",), ("依次是",)),
    ("运城", "交晚了怎么办", ("不再受理", "四(四)"), ("依次是",)),
    ("运城", "逾期了还收吗", ("不再受理",), ()),
    ("青岛", "交晚了怎么办", (UNSTATED, "85630985"), ("依次是",)),
    ("运城", "明年什么时候开始", (UNSTATED, "0359-8711218"), ("2024-06-30",)),
    ("运城", "机构不配合怎么办", (UNSTATED, "0359-8711218"), ("依次是",)),
    ("运城", "没赶上第二批怎么办", ("不再受理",), ("依次是",)),
    ("运城", "系统登不上怎么办", ("技术支持", "8065503"), ("依次是",)),
    ("运城", "创新券怎么办", ("依次是",), (UNSTATED,)),
    ("运城", "超过50万怎么办", ("100 万元",), ("请说准确些",)),
    ("克拉玛依区", "不是说15万吗", ("最高 5 万元",), ("请说准确些",)),
    ("青岛", "绿色门槛找谁盖章", ("所在区（市）的科技主管部门",), ("85630985",)),
    ("青岛", "即墨算青岛吗", ("符合",), ()),
    ("青岛", "2022年5月8日的发票行吗", ("发票日期 2022-05-08：本地机构",), ()),
    ("克拉玛依区", "过期作废吗", ("年底作废", "五.1"), ("要改哪一项",)),
    ("克拉玛依区", "能领现金吗", ("不能兑换现金", "五.1"), ()),
    ("运城", "能领现金吗", ("由企业先付", "五(一)"), ()),
    ("青岛", "能领现金吗", (UNSTATED,), ()),
    ("克拉玛依区", "那15万是怎么回事", ("不是这里的年度上限", "起草说明 二"), ("合同金额是多少",)),
    ("克拉玛依区", "信用等级要C级吗", ("服务机构的评级", "三(三)1"), ()),
    ("青岛", "信用等级要C级吗", (UNSTATED,), ()),
    ("克拉玛依区", "那什么时候发正式通知", (UNSTATED, "区政府网站"), ("5 个工作日",)),
    ("运城", "最多50万，对吧", ("50 万元", "100 万元"), ("请说准确些",)),
    ("青岛", "最多补20万是吧", ("每年最高 20 万元",), ()),
    ("青岛", "检测能报吗", ("可以申请", "由评审认定", "一(二)1"), ()),
    ("青岛", "质检报告是强制的能报吗", ("不支持",), ("可以申请",)),
    ("运城", "专利能报吗", ("由评审决定",), ("申请主体",)),
    ("克拉玛依区", "专利能报吗", ("如照此通过可以申请",), ()),
    ("运城", "2024年11月的发票能报吗", ("2024-11-01 至 2024-11-30：本年度不兑付",), ("不支持", "请说准确些")),
    ("运城", "2024年9月到10月的发票能报吗", ("2024-09-01：符合", "2024-10-31：本年度不兑付"), ()),
    ("运城", "发票日期是2023年9月30号能报吗", ("2023-09-30：不支持",), ("2025 年度",)),
    ("运城", "6月31日的发票能报吗", ("6 月没有 31 日",), ("可理解为", "不是实际存在")),
    ("运城", "我想报，但是发票是2023年9月30号的", ("不能兑付", "二(一)"), ("记下了",)),
    ("运城", "运城经开区的，算不算运城的企业", ("符合", "在运城市注册"), ("申请主体",)),
    ("青岛", "绿色门槛审查表去哪盖章", ("所在区（市）的科技主管部门", "二(二)8"), ("：通过“绿色门槛”",)),
    ("青岛", "外地机构行不行", ("可以，但有下面的要求", "合同日期、发票日期：", "30%"), ()),
    ("青岛", "科小过期了能报吗", ("资格没有或已过期：不支持", "要求 2024 年"), ("（或已过期）：",)),
    ("青岛", "在不在都行", (), ("您好",)),
)


def talked(*messages: str) -> tuple[str, Turn]:
    """Every reply to the last message, and its turn."""
    turn = Turn(conversation=Conversation(), replies=())
    for message in messages:
        turn = respond(turn.conversation, Message(text=message), CONTEXT)
    return "\n".join(map(plain, turn.replies)), turn


@pytest.mark.parametrize(("place", "question", "holds", "lacks"), ASKED)
def test_a_matter_is_answered_as_it_was_asked(
    place: str, question: str, holds: tuple[str, ...], lacks: tuple[str, ...]
) -> None:
    text, _ = talked(place, question)
    assert [words for words in holds if words not in text] == [], text
    assert [words for words in lacks if words in text] == [], text


@pytest.mark.parametrize(
    "question", ["员工培训能报吗", "强制检测能报吗", "技术开发能报吗", "那15万是怎么回事"]
)
def test_a_question_records_nothing(question: str) -> None:
    _, turn = talked("克拉玛依区", question)
    assert turn.conversation.services == ()


def test_a_purchase_told_beside_its_question_is_recorded() -> None:
    _, turn = talked("克拉玛依区", "我们做了技术开发，合同8万，能报吗")
    assert turn.conversation.service["category"] == "development"


def test_a_day_by_itself_goes_on_about_the_invoice() -> None:
    text, _ = talked("运城", "2023年9月30号的发票能报吗", "那2023年10月1日呢")
    assert "2023-10-01：符合" in text
    assert "2025 年度" in talked("运城", "2023年9月30号的发票能报吗", "2024年11月的呢")[0]


def test_a_company_that_asks_whether_it_may_is_interviewed() -> None:
    text, turn = talked("运城的，有限公司，能申请吗")
    assert turn.conversation.enterprise["legal_form"] == "company"
    assert turn.conversation.asked is not None, text


@pytest.mark.parametrize(
    ("opening", "question", "said"),
    [
        ("克拉玛依区，能补多少", "那15万是怎么回事", "不是这里的年度上限"),
        ("运城，能补多少", "最多补50万，对吧", "每年度最高 50 万元"),
        ("青岛，能报吗", "没有怎么办", "下一年度可以争取"),
        ("运城，能报吗", "交晚了怎么办", "不再受理"),
    ],
)
def test_a_matter_asked_in_an_interview_answers_nothing_of_it(opening: str, question: str, said: str) -> None:
    _, before = talked(opening)
    text, turn = talked(opening, question)
    assert said in text
    assert turn.conversation.asked == before.conversation.asked
    assert turn.conversation.services == before.conversation.services
    assert turn.conversation.enterprise == before.conversation.enterprise


def test_a_place_without_an_edition_is_judged_by_the_one_in_hand_and_that_is_said() -> None:
    text, _ = talked("运城，能补多少", "我们是山西太原的")
    assert "以下仍看运城市" in text
    assert "不能给出条件和金额" not in text
