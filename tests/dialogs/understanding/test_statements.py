"""Statements and trades: what is no fact although it sounds like one."""

from datetime import date

import pytest

from dialogs.understanding.result import Understanding
from dialogs.understanding.understanding import understand
from tests.dialogs.labelled import shelf

DAY = date(2024, 11, 20)


def read(text: str, under: str | None = None) -> Understanding:
    edition = shelf().editions[under].edition if under else None
    known = {**shelf().facts, **edition.by_name} if edition else shelf().facts
    return understand(text, today=DAY, edition=edition, facts=known)


def facts(text: str, under: str | None = None) -> dict[str, object]:
    return {fact.name: fact.value for fact in read(text, under).facts}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("咋还查我们失信没失信", "clean_record"),
        ("老板个人上过老赖名单，公司倒没事", "clean_record"),
        ("母公司被列入黑名单了，影响我们吗", "clean_record"),
        ("对方公司被列入失信名单了", "clean_record"),
        ("这算违法经营吗", "lawful_operation"),
        ("没有研发部门能报吗", "own_research"),
        ("研发投入有没有个最低百分比", "own_research"),
        ("服务机构有研发部", "own_research"),
        ("关联关系是什么意思", "unaffiliated"),
        ("是不是必须做完才能报", "finished"),
        ("客户是大型企业", "size_class"),
        ("我朋友是个体户", "legal_form"),
        ("找了家食品厂做试验", "industry"),
        ("给食品厂做检测的机构在北京", "industry"),
        ("找软件公司开发了个系统", "industry"),
        ("学校的实验室", "industry"),
        ("我们做软件开发，付了20万", "industry"),
    ],
)
def test_what_is_asked_or_said_of_others_is_no_fact(text: str, name: str) -> None:
    assert name not in facts(text)


@pytest.mark.parametrize(
    ("text", "under", "name", "value"),
    [
        ("和机构没有关联关系，没有失信记录", None, "clean_record", True),
        ("检测公司上过黑名单", None, "provider_clean", False),
        ("信用中国上查过，一条不良都没有", None, "clean_record", True),
        ("做完了，票还没开", "qingdao-2024", "completed", False),
        ("昨天刚进场，离完工还早", "karamay-draft", "finished", False),
        ("付了一半，还没付清", "karamay-draft", "payment", "part"),
        ("绿色门槛过了 合同没去登记", "qingdao-2024", "green_threshold", True),
        ("绿色门槛过了 合同没去登记", "qingdao-2024", "contract_registered", False),
        ("原先个体，年初转成公司了", None, "legal_form", "company"),
        ("跑大车拉焦炭的", None, "industry", "transport"),
        ("客户是大型企业，我们自己是小型企业", None, "size_class", "small"),
    ],
)
def test_the_subject_and_the_lack_decide(text: str, under: str | None, name: str, value: object) -> None:
    assert facts(text, under).get(name) == value


@pytest.mark.parametrize(
    ("text", "under", "name"),
    [
        ("绿色门槛的表交上去了还在排队", "qingdao-2024", "green_threshold"),
        ("应该没有失信记录", None, "clean_record"),
        ("年报忘报进了经营异常，上月刚移出来", None, "clean_record"),
        ("环保罚过一次", "karamay-draft", "lawful_operation"),
        ("我们是做商贸的", None, "industry"),
    ],
)
def test_what_may_be_either_is_asked_back(text: str, under: str | None, name: str) -> None:
    understood = read(text, under)
    assert name not in {fact.name for fact in understood.facts}
    assert name in {doubt.name for doubt in understood.unclear}


def test_what_another_edition_asks_is_not_told_under_this_one() -> None:
    assert "begun" not in facts("已经开工了", "qingdao-2024")
    assert "provider_kind" not in facts("就是普通的检测公司", "karamay-draft")
