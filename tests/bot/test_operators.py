"""Operators: whoever may keep claims somewhere may let others do so there, and nowhere else."""

from __future__ import annotations

import pytest

from storage import audit
from storage.database import Database
from tests.bot.office import AT, QINGDAO, YUNCHENG, staffed
from tests.bot.running import Quanzhu, Ran


@pytest.fixture
def operators(quanzhu: Quanzhu, url: str, monkeypatch: pytest.MonkeyPatch) -> Quanzhu:
    monkeypatch.setenv("QUANZHU_DATABASE_URL", url)
    monkeypatch.delenv("QUANZHU_OPERATOR", raising=False)

    def run(*arguments: str) -> Ran:
        return quanzhu("operators", *arguments)

    return run


@pytest.fixture
def known(operators: Quanzhu, quanzhu: Quanzhu) -> Quanzhu:
    staffed(quanzhu)
    return operators


def roles(operators: Quanzhu) -> dict[str, dict[str, str]]:
    return {
        one["name"]: one["roles"]
        for one in operators("list", "--json").json["operators"]
        if not one["disabled"]
    }


def test_the_first_operator_needs_nobody(operators: Quanzhu) -> None:
    ran = operators("add", "甲", "--role", "青岛市=clerk", "--role", "370211=reader")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == "操作员 甲：山东省青岛市 370200（办理）、山东省青岛市黄岛区 370211（查看）\n"
    assert roles(operators) == {"甲": {"370200": "clerk", "370211": "reader"}}


def test_until_somebody_keeps_claims_anybody_may_be_added(operators: Quanzhu) -> None:
    assert operators("add", "甲", "--role", "370200=reader").code == 0
    assert operators("add", "乙", "--role", "370200=clerk").code == 0
    assert operators("add", "丙", "--role", "370200=reader").code == 2


def test_adding_again_replaces_the_roles_and_enables(known: Quanzhu) -> None:
    assert known("disable", QINGDAO, "--operator", "主任").code == 0
    assert QINGDAO not in roles(known)
    assert known("add", QINGDAO, "--role", "即墨区=reader", "--operator", "主任").code == 0
    assert roles(known)[QINGDAO] == {"370215": "reader"}


def test_operators_are_listed_in_words(known: Quanzhu) -> None:
    known("disable", YUNCHENG, "--operator", "主任")
    assert known("list").out == (
        "主任    在用    山西省运城市 140800（办理）、山东省青岛市 370200（办理）\n"
        "运城的  已停用  山西省运城市 140800（办理）\n"
        "青岛的  在用    山东省青岛市 370200（办理）\n"
    )


def test_a_role_over_the_country_covers_every_place(operators: Quanzhu) -> None:
    assert operators("add", "甲", "--role", "全国=clerk").code == 0
    for region in ("100000", "山西省", "650204"):
        assert operators("add", "乙", "--role", f"{region}=reader", "--operator", "甲").code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("add", "丁", "--role", "370200=reader"), "操作员: 没有写由谁办理；写 --operator NAME，或设置"),
        (("add", "丁", "--role", "370200=reader", "--operator", "丁"), "操作员: 没有操作员 '丁'；用 quanzhu"),
        (("add", "丁", "--role", "140800=reader", "--operator", QINGDAO), "--role: 操作员 青岛的 不能办理山西省"),
        (("add", "丁", "--role", "370000=reader", "--operator", QINGDAO), "不能办理山东省的事"),
        (("add", "丁", "--role", "100000=reader", "--operator", QINGDAO), "不能办理全国的事"),
        (("add", "主任", "--role", "370200=reader", "--operator", QINGDAO), "不能办理山西省运城市的事"),
        (("disable", YUNCHENG, "--operator", QINGDAO), "不能办理山西省运城市的事"),
        (("disable", "丁", "--operator", QINGDAO), "NAME: 没有操作员 '丁'；用 quanzhu operators list 查看"),
        (("add", "丁", "--role", "370200"), "--role: '370200' 写法不对；写成 REGION=ROLE"),
        (("add", "丁", "--role", "370200=admin"), "ROLE 是 reader 或 clerk"),
        (("add", "丁", "--role", "新华区=clerk"), "--role: '新华区' 不止一处；写代码：河北省石家庄市新华区 130105"),
        (("add", "丁", "--role", "999999=clerk"), "没有地区 '999999'；写六位区划代码"),
        (("add", "丁", "--role", "370200=clerk", "--role", "青岛=reader"), "370200 写了两个角色"),
        (("add", " ", "--role", "370200=clerk"), "' ' 不能作名字"),
        (("add", "丁"), "缺少 --role"),
    ],
)  # fmt: skip
def test_what_may_not_be_done_is_refused_and_leaves_everything_as_it_was(
    known: Quanzhu, arguments: tuple[str, ...], said: str
) -> None:
    before = known("list").out
    ran = known(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert known("list").out == before


def test_a_reader_and_a_disabled_operator_add_nobody(known: Quanzhu) -> None:
    known("add", "读", "--role", "370200=reader", "--operator", QINGDAO)
    ran = known("add", "丁", "--role", "370211=reader", "--operator", "读")
    assert (ran.code, "请在那里有 clerk 角色的操作员办理" in ran.err) == (2, True)
    known("disable", QINGDAO, "--operator", "主任")
    ran = known("add", "丁", "--role", "370211=reader", "--operator", QINGDAO)
    assert (ran.code, "已经停用操作员 '青岛的'" in ran.err) == (2, True)


def test_the_last_one_who_may_add_others_stays(operators: Quanzhu) -> None:
    operators("add", "甲", "--role", "370200=clerk")
    for arguments in (("disable", "甲"), ("add", "甲", "--role", "370200=reader")):
        ran = operators(*arguments, "--operator", "甲")
        assert (ran.code, "这样就没有能办理的操作员了；先添加另一个" in ran.err) == (2, True)
    assert roles(operators) == {"甲": {"370200": "clerk"}}


def test_the_environment_names_who_acts(known: Quanzhu, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUANZHU_OPERATOR", QINGDAO)
    assert known("add", "丁", "--role", "370211=clerk").code == 0


def test_every_change_is_in_the_audit_under_who_made_it(known: Quanzhu, store: Database) -> None:
    known("disable", YUNCHENG, "--operator", "主任", "--at", AT)
    known("disable", YUNCHENG, "--operator", "主任", "--at", AT)
    with store.reading() as connection:
        told = [(entry.actor, entry.action, entry.subject) for entry in audit.entries(connection)]
        assert audit.broken(connection) is None
    assert told == [
        ("operator:主任", "add_operator", "主任"),
        ("operator:主任", "add_operator", QINGDAO),
        ("operator:主任", "add_operator", YUNCHENG),
        ("operator:主任", "disable_operator", YUNCHENG),
    ]
