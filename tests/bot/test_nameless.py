"""What is kept for those who extend the lexicon names nobody."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.nameless import nameless
from storage import unanswered
from storage.database import Database
from tests.bot.sending import Sender, some_turns


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("阿巴阿巴 zhang.san@example.com", "阿巴阿巴 …"),
        ("微信 zhang_san99 加我", "微信 … 加我"),
        ("91370200MA3F2K8P09 能查到吗", "… 能查到吗"),
        ("我们青岛金丝雀科技有限公司咋样", "…有限公司咋样"),
        ("北京某某（青岛）事务所行不行", "…事务所行不行"),
        ("我叫张三丰，阿巴", "我叫…，阿巴"),
        ("联系人：欧阳修", "联系人：…"),
        ("李先生说阿巴", "…先生说阿巴"),
        ("券券儿能兑几回", "券券儿能兑几回"),
        ("我们公司的 ISO9001 能报不", "我们公司的 … 能报不"),
        ("2024 年的 GPU 算力", "2024 年的 GPU 算力"),
        ("什么是法人", "什么是法人"),
    ],
)
def test_names_leave_a_gap(said: str, kept: str) -> None:
    assert nameless(said, ()) == kept


def test_what_is_known_of_whoever_says_it_leaves_a_gap() -> None:
    assert nameless("金丝雀和金丝雀二厂阿巴", ("金丝雀", "", "金丝雀二厂")) == "…和…阿巴"


@given(st.text())
def test_a_known_name_is_left_in_no_text(text: str) -> None:
    assert "甲" not in nameless(text, ("甲",))


def test_a_firm_that_told_its_name_is_not_among_the_unanswered(store: Database) -> None:
    said = Sender(some_turns(store), user="不可见的名字")
    said("青岛的企业", "公司名称是金丝雀实业", "阿巴阿巴金丝雀实业阿巴", "阿巴阿巴 a.b@example.com 阿巴")
    with store.reading() as connection:
        found = repr(unanswered.lines(connection))
    assert "阿巴" in found
    for word in ("金丝雀", "example", "不可见的名字"):
        assert word not in found
