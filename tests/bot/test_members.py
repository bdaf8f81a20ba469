"""Members: an operator's code binds one person to an enterprise, once, and shows itself once."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from dialogs.understanding.desk.codes import code_of
from policy.workdays import SHANGHAI
from storage import audit, codes, enterprises
from storage.database import Database
from tests.bot.office import AT, QINGDAO, YUNCHENG, a_code, staffed
from tests.bot.running import Quanzhu, Ran

MOMENT = datetime.fromisoformat(AT).replace(tzinfo=SHANGHAI)


@pytest.fixture
def invite(quanzhu: Quanzhu, url: str, monkeypatch: pytest.MonkeyPatch) -> Quanzhu:
    monkeypatch.setenv("QUANZHU_DATABASE_URL", url)
    monkeypatch.setenv("QUANZHU_OPERATOR", QINGDAO)
    staffed(quanzhu)

    def run(code: str, *more: str) -> Ran:
        return quanzhu("members", "invite", "--enterprise", code, "--at", AT, *more)

    return run


def test_a_code_leads_to_the_enterprise_for_ten_minutes(invite: Quanzhu, store: Database) -> None:
    ran = invite(f" {a_code().lower()} ", "--name", "甲公司", "--json")
    assert ran.json["expires"] == "2024-12-10T10:10:00+08:00"
    assert ran.json["enterprise"] == a_code()
    code = code_of(ran.json["code"])
    assert code is not None
    with store.reading() as connection:
        found = codes.usable(connection, code, MOMENT + timedelta(minutes=9))
        assert found is not None
        assert (found.name, found.proof) == ("甲公司", "operator")
        assert codes.usable(connection, code, MOMENT + timedelta(minutes=10)) is None


def test_a_code_is_said_with_its_end(invite: Quanzhu) -> None:
    ran = invite(a_code())
    assert code_of(ran.out.partition("（")[0])
    assert ran.out.endswith("（2024-12-10 10:10 前有效，只能用一次）\n")


def test_a_second_invitation_is_to_the_same_enterprise(invite: Quanzhu, store: Database) -> None:
    for name in ("甲公司", "", "乙公司"):
        assert invite(a_code(), "--name", name).code == 0
    with store.reading() as connection:
        found = enterprises.of_codes(connection, [a_code()])
        told = [entry.action for entry in audit.entries(connection)]
    assert [one.name for one in found.values()] == ["乙公司"]
    assert [one.is_proven for one in found.values()] == [True]
    assert told[3:] == ["vouch", "invite", "invite", "name", "invite"]


def test_the_audit_holds_no_code_and_no_enterprise_by_name(invite: Quanzhu, store: Database) -> None:
    code = invite(a_code(), "--name", "甲公司", "--json").json["code"]
    with store.reading() as connection:
        text = repr(list(audit.entries(connection))[3:])
    for word in (code, code.replace("-", ""), "甲公司", a_code()):
        assert word not in text


@pytest.mark.parametrize(
    ("code", "more", "said"),
    [
        (a_code()[:-1] + "?", (), "--enterprise: 只能有数字和大写字母；请对照营业执照逐位核对"),
        ("370200228012345", (), "15 位的是旧注册号；请对照营业执照"),
        (a_code("140800"), (), "--enterprise: 操作员 青岛的 不能办理山西省运城市的事"),
        (a_code("370000"), (), "不能办理山东省的事"),
        (a_code(), ("--operator", YUNCHENG), "不能办理山东省青岛市的事"),
        (a_code(), ("--operator", "谁"), "没有操作员 '谁'"),
        (a_code(), ("--name", "甲" * 101), "--name: 有 101 个字；不超过 100 个字"),
        (a_code(), ("--name", "\x1b[2J"), "--name: '\\x1b[2J' 含有看不见的控制字符"),
    ],
)
def test_where_nothing_can_be_vouched_for_nothing_is_kept(
    invite: Quanzhu, store: Database, code: str, more: tuple[str, ...], said: str
) -> None:
    ran = invite(code, *more)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    with store.reading() as connection:
        assert enterprises.of_codes(connection, [code]) == {}


def test_what_the_state_itself_registered_any_clerk_may_vouch_for(invite: Quanzhu, quanzhu: Quanzhu) -> None:
    assert invite(a_code("100000")).code == 0
    quanzhu("operators", "add", "读", "--role", "370200=reader")
    assert "操作员 读 只能查看" in invite(a_code("100000"), "--operator", "读").err
    assert "不能办理山东省青岛市的事" in invite(a_code(), "--operator", "读").err


def test_a_clerk_of_a_city_covers_its_districts(invite: Quanzhu) -> None:
    assert invite(a_code("370211")).code == 0


def test_no_operator_is_bad_input(invite: Quanzhu, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QUANZHU_OPERATOR")
    ran = invite(a_code())
    assert ran.code == 2
    assert ran.err == "操作员: 没有写由谁办理；写 --operator NAME，或设置环境变量 QUANZHU_OPERATOR\n"
