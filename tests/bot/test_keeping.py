"""The chat that goes on where it was left, and the commands on what is kept; on both databases."""

from __future__ import annotations

import gzip
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Row, delete, insert, select, text

from policy.library import SHIPPED
from storage import audit
from storage.backups import backup
from storage.database import Database
from storage.migrating import HEAD
from storage.tables import audit as audit_table
from storage.tables import people
from tests.bot.running import Quanzhu
from tests.bot.sending import Sender, a_message, some_turns, told

CHAT = [sys.executable, "-c", "from bot.app import main; raise SystemExit(main())", "chat", "--plain"]
AT = "2024-12-02T10:00"
Opening = Callable[..., Database]


@pytest.fixture
def kept(quanzhu: Quanzhu, url: str, monkeypatch: pytest.MonkeyPatch) -> Quanzhu:
    """The command on a database with its tables."""
    monkeypatch.setenv("QUANZHU_DATABASE_URL", url)
    return quanzhu


def test_a_conversation_survives_a_kill(url: str, tmp_path: Path) -> None:
    """What was answered is there; whoever comes back is asked what stood open."""
    given = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(sys.path),
        "QUANZHU_DATA_DIR": str(tmp_path / "data"),
        "QUANZHU_DATABASE_URL": url,
    }
    chat = [*CHAT, "--user", "甲", "--at", AT]
    with subprocess.Popen(
        chat, env=given, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as talking:
        assert talking.stdin is not None
        assert talking.stdout is not None
        talking.stdin.write("青岛的，找本地机构做检测花了20万，能补多少\n核对条件\n")
        talking.stdin.flush()
        for line in talking.stdout:
            if line.startswith("贵公司在 2024 年"):
                break
        talking.kill()
    again = subprocess.run(
        chat, env=given, input="改一下，付了30万，能补多少\n", capture_output=True, text=True, check=True
    ).stdout
    assert again.startswith("接着上次的说。\n\n贵公司在 2024 年的全国科技型中小企业信息库里吗？")
    assert "30 万元 × 50%" in again


def test_people_of_one_machine_are_kept_apart(kept: Quanzhu) -> None:
    kept("chat", "--user", "甲", "--at", AT, stdin="青岛的企业，付了20万做检测，能补多少\n")
    other = kept("chat", "--user", "乙", "--at", AT, stdin="我的资料\n").out
    assert "青岛" not in other.partition("我的资料")[2]
    assert "注册地" in kept("chat", "--user", "甲", "--at", AT, stdin="我的资料\n").out


def test_what_comes_from_a_file_is_kept_only_under_a_name(kept: Quanzhu) -> None:
    first = kept("chat", "--at", AT, stdin="青岛的企业，付了20万做检测，能补多少\n")
    assert "会保存" not in first.out
    assert "会保存" in kept("chat", "--user", "甲", "--at", AT, stdin="你好\n").out
    assert kept("chat", "--at", AT, stdin="青岛的企业，付了20万做检测，能补多少\n").out == first.out


@pytest.mark.parametrize("name", ["", " ", "x" * 61, "a\tb"])
def test_a_name_that_cannot_be_one_is_refused(quanzhu: Quanzhu, name: str) -> None:
    ran = quanzhu("chat", "--user", name)
    assert ran.code == 2
    assert "--user" in ran.err


def test_without_a_place_for_it_nothing_is_done_and_nothing_replaced(
    quanzhu: Quanzhu, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("QUANZHU_DATA_DIR", "HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    file = tmp_path / "all.gz"
    file.write_bytes(b"good")
    for command in (["operators", "add", "张", "--role", "青岛市=clerk"], ["backup", str(file)], ["audit"]):
        ran = quanzhu(*command)
        assert (ran.code, ran.out) == (2, "")
        assert "QUANZHU_DATA_DIR" in ran.err
    assert file.read_bytes() == b"good"
    ran = quanzhu("chat", "--user", "甲", stdin="你好\n")
    assert ran.code == 0
    assert "不保存" in ran.err


def test_a_folder_that_cannot_be_written_keeps_nothing_and_says_so(
    quanzhu: Quanzhu, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUANZHU_DATA_DIR", "/proc/none")
    ran = quanzhu("chat", "--user", "甲", "--at", AT, stdin="青岛\n")
    assert ran.code == 0
    assert "不保存" in ran.err
    assert "青岛" in ran.out


def test_a_database_that_is_away_is_told_to_each_message(
    quanzhu: Quanzhu, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUANZHU_DATABASE_URL", "postgresql://127.0.0.1:1/none")
    ran = quanzhu("chat", "--user", "甲", stdin="青岛\n")
    assert ran.out.count("请稍后再试") == 2
    for command in (["unanswered"], ["migrate"], ["explain", "1"], ["backup", "/tmp/none"]):
        away = quanzhu(*command)
        assert (away.code, away.out) == (2, "")
        assert "请稍后再试" in away.err


@pytest.mark.parametrize("url_", ["mysql://x/y", "nonsense", "postgresql+asyncpg://", "sqlite://user@/x"])
def test_an_address_of_no_database_is_bad_input(
    quanzhu: Quanzhu, monkeypatch: pytest.MonkeyPatch, url_: str
) -> None:
    monkeypatch.setenv("QUANZHU_DATABASE_URL", url_)
    ran = quanzhu("unanswered")
    assert ran.code == 2
    assert "Traceback" not in ran.err


def test_a_database_of_another_version_is_left_alone(kept: Quanzhu, store: Database) -> None:
    with store.writing("test") as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for command in (["chat", "--user", "甲"], ["unanswered"], ["migrate"]):
        ran = kept(*command, stdin="青岛\n")
        assert (ran.code, ran.out) == (2, "")
        assert "9999" in ran.err


def test_migrating_says_from_where_to_where(kept: Quanzhu) -> None:
    assert kept("migrate", "--to", "base").code == 2
    assert kept("migrate", "--to", "base", "--discard").out == f"{HEAD} → 空\n"
    assert kept("migrate").out == f"空 → {HEAD}\n"
    assert kept("migrate").out == f"{HEAD} → {HEAD}\n"
    assert kept("migrate", "--to", "none", "--discard").code == 2


def test_a_backup_comes_back_by_command(kept: Quanzhu, store: Database, tmp_path: Path) -> None:
    said = Sender(some_turns(store))
    said("青岛的企业，找本地机构做检测，付了20万，能补多少")
    file = tmp_path / "all.gz"
    assert kept("backup", file).code == 0
    said("改一下，付了30万")
    assert kept("restore", file).code == 2
    assert kept("restore", file, "--replace").code == 0
    assert "20 万元" in said("能补多少")
    for bad in (tmp_path / "none", tmp_path):
        assert kept("restore", bad, "--replace").code == 2
    assert kept("backup", tmp_path / "no" / "where").code == 2


def a_turn(store: Database, text: str) -> int:
    number = some_turns(store).handle(a_message(text)).turn
    assert number is not None
    return number


def test_an_answer_is_made_again_after_its_edition_has_changed(
    kept: Quanzhu, store: Database, tmp_path: Path
) -> None:
    first = some_turns(store).handle(a_message("青岛的，找本地机构做检测花了20万，能补多少"))
    assert first.turn is not None
    changed = (SHIPPED / "qingdao-2024.yaml").read_text(encoding="utf-8")
    changed = changed.replace("rate: 50%", "rate: 40%").partition("\nexamples:")[0] + "\nexamples: []\n"
    folder = tmp_path / "editions"
    folder.mkdir()
    (folder / "qingdao-2024.yaml").write_text(changed, encoding="utf-8")
    now = kept(
        "chat", "--user", "乙", "--at", AT, "--editions", folder,
        stdin="青岛的，找本地机构做检测花了20万，能补多少\n",
    ).out  # fmt: skip
    assert "20 万元 × 40%" in now
    ran = kept("explain", str(first.turn))
    assert ran.code == 0
    assert "20 万元 × 50%" in ran.out
    assert "一致" in ran.err
    explained = json.loads(kept("explain", str(first.turn), "--json").out)
    assert explained["same"] is True
    assert explained["edition"] == "qingdao-2024"
    assert re.fullmatch("[0-9a-f]{64}", explained["digest"])
    assert explained["facts"]["services"][0]["fee_paid"] == "200000.00"


def test_answers_out_of_records_are_made_again_too(kept: Quanzhu, store: Database) -> None:
    said = Sender(some_turns(store))
    for word in ("青岛的企业", "公司名称是测试公司", "我已提交，申请8万", "进度", "邀请同事", "导出我的数据"):
        said(word)
        number = some_turns(store).handle(a_message("你好", user="别人")).turn
        assert number is not None
        assert kept("explain", str(number - 1)).code == 0


def test_an_erased_person_leaves_an_answer_and_nothing_else(
    kept: Quanzhu, store: Database, tmp_path: Path
) -> None:
    said = Sender(some_turns(store), user="独有的名字")
    said("青岛的企业", "公司名称是独有的公司", "我已提交，申请8万", "删除我的数据", "确认删除")
    number = a_turn(store, "你好") - 1
    assert kept("explain", str(number)).out.startswith("已删除")
    backup(store, tmp_path / "all.gz")
    assert "独有" not in gzip.decompress((tmp_path / "all.gz").read_bytes()).decode()
    with store.reading() as connection:
        assert audit.broken(connection) is None
        assert [entry.action for entry in audit.entries(connection)][-1] == "erase"


def test_the_audit_is_listed_and_a_changed_entry_is_found(kept: Quanzhu, store: Database) -> None:
    Sender(some_turns(store))("青岛的企业", "公司名称是独有的公司", "我已提交，申请8万", "邀请同事")
    ran = kept("audit", "--json")
    assert ran.code == 0
    actions = [json.loads(line)["action"] for line in ran.out.splitlines()]
    assert actions == ["name", "register_claim", "invite"]
    assert "独有" not in ran.out + kept("audit").out
    for change in (
        "UPDATE audit SET action = 'erase' WHERE sequence = 2",
        "DELETE FROM audit WHERE sequence = 3",
    ):
        before = everything(store)
        with store.writing("test") as connection:
            connection.execute(text(change))
        assert kept("audit").code == 1
        with store.writing("test") as connection:
            connection.execute(delete(audit_table))
            connection.execute(insert(audit_table), [row._asdict() for row in before])
        assert kept("audit").code == 0


def everything(store: Database) -> list[Row[Any]]:
    with store.reading() as connection:
        return list(connection.execute(select(audit_table).order_by(audit_table.c.sequence)))


def test_an_erasure_that_comes_again_writes_nobody_back(store: Database) -> None:
    Sender(some_turns(store))("青岛的企业", "删除我的数据")
    erasing = a_message("确认删除")
    first = some_turns(store).handle(erasing)
    assert told(first).startswith("已删除")
    assert some_turns(store).handle(erasing).replies == first.replies
    with store.reading() as connection:
        assert connection.execute(select(people.c.id)).first() is None


@pytest.mark.parametrize("number", ["0", "999999999999999999", "-1", "x", "1.5", "²"])
def test_a_turn_that_is_not_there_is_bad_input(kept: Quanzhu, number: str) -> None:
    ran = kept("explain", "--", number) if number == "-1" else kept("explain", number)
    assert (ran.code, ran.out) == (2, "")
    assert "Traceback" not in ran.err


def test_what_was_left_open_is_listed_by_region_and_clause(kept: Quanzhu, store: Database) -> None:
    said = Sender(some_turns(store), user="不可见的名字")
    said("青岛的企业", "核对条件", "阿巴阿巴", "多久到账", "多久到账")
    ran = kept("unanswered")
    assert ran.code == 0
    assert "不可见的名字" not in ran.out
    lines = json.loads(kept("unanswered", "--json").out)
    found = {(line["kind"], line["region"], line["clause"], line["point"], line["times"]) for line in lines}
    assert ("not_understood", "370200", "一(一)1", "tech_sme_2024", 1) in found
    assert ("not_stated", "370200", None, "payment_time", 2) in found
