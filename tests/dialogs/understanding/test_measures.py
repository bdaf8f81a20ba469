"""Staff, revenue and assets as enterprises state them."""

from datetime import date
from typing import Any

import pytest

from dialogs.understanding.result import Understanding
from dialogs.understanding.understanding import understand
from policy.loading import shared_facts

NAMES = ("staff", "revenue", "assets")
WAN = 10_000 * 100


def read(text: str) -> Understanding:
    return understand(text, today=date(2024, 12, 2), facts=shared_facts())


STATED: dict[str, dict[str, Any]] = {
    "在册职工87人，年营收2300万，总资产6千3百万": {"staff": 87, "revenue": 2300 * WAN, "assets": 6300 * WAN},
    "连老板19口人": {"staff": 19},
    "员工一共32个 营业额去年1.2个亿": {"staff": 32, "revenue": 12_000 * WAN},
    "从业人员三十八人，营业收入一千二百万元，资产总额九百万": {
        "staff": 38,
        "revenue": 1200 * WAN,
        "assets": 900 * WAN,
    },
    "2300万的营收 35名员工": {"revenue": 2300 * WAN, "staff": 35},
    "我们公司20个人": {"staff": 20},
    "全厂120人，研发人员8人": {"staff": 120},
    "职工人数：45": {"staff": 45},
}


@pytest.mark.parametrize(("text", "stated"), STATED.items())
def test_what_is_stated_is_taken(text: str, stated: dict[str, Any]) -> None:
    assert {fact.name: fact.value for fact in read(text).facts if fact.name in NAMES} == stated


VAGUE: dict[str, tuple[str, Any, Any]] = {
    "五十来号人": ("staff", 50, 60),
    "五六十号人": ("staff", 50, 60),
    "从业人员100-150人": ("staff", 100, 150),
    "员工50多人": ("staff", 50, 60),
    "营收三千多万": ("revenue", 3000 * WAN, 4000 * WAN),
    "年销售额800万": ("revenue", 800 * WAN, 800 * WAN),
    "总资产不到500万": ("assets", 0, 500 * WAN),
    "员工30人，加上临时工一共45个员工": ("staff", None, None),
}


@pytest.mark.parametrize(("text", "doubt"), VAGUE.items())
def test_what_is_vague_is_asked(text: str, doubt: tuple[str, Any, Any]) -> None:
    understood = read(text)
    assert [fact.name for fact in understood.facts if fact.name in NAMES] == []
    assert [(u.name, u.low, u.high) for u in understood.unclear if u.name in NAMES] == [doubt]


@pytest.mark.parametrize(
    "text",
    [
        "净资产300万，注册资本500万，利润50万",
        "培训，20人，花了1万",
        "派了3个员工去培训花了5000",
        "我们两个人合伙开的",
        "1个人垫付的",
        "10人以下算微型吗",
        "营收2000万以下的企业能报吗",
        "预计今年营收5000万",
        "固定资产800万",
    ],
)
def test_what_is_said_of_some_or_of_others_is_no_measure(text: str) -> None:
    understood = read(text)
    assert [f.name for f in (*understood.facts, *understood.unclear) if f.name in NAMES] == []
