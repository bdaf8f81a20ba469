"""Binding codes against a real database: ten minutes, one use, and five wrong tries lock."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.tokens import binding_code
from dialogs.understanding.desk.codes import code_of
from storage import audit
from storage.database import Database
from tests.bot.sending import AT, Sender, after, some_turns

WRONG = "ABCD2345"


def invited(store: Database, user: str = "甲") -> str:
    """A code of the enterprise of somebody."""
    sender = Sender(some_turns(store), user)
    code = after("绑定码 ", sender("青岛的企业", f"公司名称是{user}公司", "邀请同事"))
    assert code
    return code


def test_a_code_is_good_for_ten_minutes(store: Database) -> None:
    code = invited(store)
    issued = AT + timedelta(minutes=3)
    late = Sender(some_turns(store), "迟到的", issued + timedelta(minutes=9))
    early = Sender(some_turns(store), "赶上的", issued + timedelta(minutes=8, seconds=59))
    assert "不能用" in late(f"绑定 {code}")
    assert "已绑定到甲公司" in early(f"绑定 {code}")


def test_a_code_works_once_and_then_is_answered_like_any_wrong_one(store: Database) -> None:
    code = invited(store)
    assert "已绑定" in Sender(some_turns(store), "乙")(f"绑定 {code}")
    third = Sender(some_turns(store), "丙")
    third("你好")
    assert third(f"绑定 {code}") == third(f"绑定 {WRONG}")


@pytest.mark.parametrize(
    ("later", "said"), [(timedelta(minutes=29, seconds=59), "30 分钟"), (timedelta(minutes=30), "已绑定")]
)
def test_five_wrong_codes_lock_even_the_right_one_for_half_an_hour(
    store: Database, later: timedelta, said: str
) -> None:
    guessing = Sender(some_turns(store), "乱试的")
    assert all("不能用" in guessing(f"绑定 {WRONG}") for _ in range(5))
    since = guessing.at
    sender = Sender(some_turns(store), "甲", since + later - timedelta(minutes=5))
    code = after("绑定码 ", sender("青岛的企业", "公司名称是甲公司", "邀请同事"))
    guessing.at = since + later - timedelta(minutes=1)
    assert said in guessing(f"绑定 {code}")


def test_erasing_oneself_is_no_way_to_try_again(store: Database) -> None:
    guessing = Sender(some_turns(store), "乱试的")
    for _ in range(3):
        guessing(f"绑定 {WRONG}")
    guessing("删除我的数据", "确认删除")
    for _ in range(2):
        guessing(f"绑定 {WRONG}")
    guessing("删除我的数据", "确认删除")
    assert "30 分钟" in guessing(f"绑定 {invited(store)}")


def test_wrong_codes_of_one_person_lock_nobody_else(store: Database) -> None:
    code = invited(store)
    guessing = Sender(some_turns(store), "乱试的")
    for _ in range(6):
        guessing(f"绑定 {WRONG}")
    assert "已绑定到甲公司" in Sender(some_turns(store), "乙")(f"绑定 {code}")


@pytest.mark.parametrize("shape", ["{}-{}", "{} {}", "{}{}", "绑定码：{}-{}", "绑定{}{}"])
def test_a_code_is_taken_as_people_write_it(store: Database, shape: str) -> None:
    code = invited(store)
    written = shape.format(code[:4].lower(), code[4:])
    assert "已绑定到甲公司" in Sender(some_turns(store), "乙")(written)


def test_every_code_that_is_given_out_can_be_used() -> None:
    for _ in range(2000):
        code = binding_code()
        assert code_of(f"绑定 {code[:4]}-{code[4:]}") == code == code_of(code)


def test_what_binds_and_unbinds_is_audited_without_names(store: Database) -> None:
    code = invited(store)
    other = Sender(some_turns(store), "乙")
    other(f"绑定 {code}", "退出企业", "确认解除")
    with store.reading() as connection:
        entries = list(audit.entries(connection))
        assert audit.broken(connection) is None
    assert [entry.action for entry in entries] == ["name", "invite", "join", "quit"]
    assert len({entry.subject for entry in entries}) == 1
    assert not any("公司" in str(entry) or "甲" in str(entry) or "乙" in str(entry) for entry in entries)
