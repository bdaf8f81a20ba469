"""Whoever has everything erased is in no table and in no file any more."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from storage import audit
from storage.backups import backup
from storage.database import FILE, Database, database
from tests.bot.running import Quanzhu
from tests.bot.sending import Sender, some_turns

AT = "2024-12-02T10:00"
USER = "独有的用户"
PRIVATE = ("独有的用户", "独有鸟科技", "91370200MA3F2K8P09", "81230")
SAID = (
    "我们是青岛的企业，找本地机构做检测花了81230元，能补多少",
    "公司名称是独有鸟科技",
    "统一社会信用代码 91370200MA3F2K8P09",
    "核对条件",
    "是的",
    "合同准备好了",
    "我已提交，申请81230元",
    "邀请同事",
    "导出我的数据",
    "删除我的数据",
    "确认删除",
)


def found_in(folder: Path) -> set[str]:
    content = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    return {canary for canary in PRIVATE if canary.encode() in content}


def test_no_row_holds_anything_of_the_person(store: Database, tmp_path: Path) -> None:
    said = Sender(some_turns(store), user=USER)
    said(*SAID[:-1])
    backup(store, tmp_path / "before.gz")
    before = gzip.decompress((tmp_path / "before.gz").read_bytes()).decode()
    assert {canary for canary in PRIVATE if canary in before} == set(PRIVATE)
    assert "已删除" in said(SAID[-1])
    backup(store, tmp_path / "after.gz")
    after = gzip.decompress((tmp_path / "after.gz").read_bytes()).decode()
    assert {canary for canary in PRIVATE if canary in after} == set()
    with store.reading() as connection:
        assert audit.broken(connection) is None


def test_no_file_holds_anything_of_the_person_while_others_talk_on(tmp_path: Path) -> None:
    store = database(None, tmp_path)
    answering = some_turns(store)
    other, said = Sender(answering, "另一个"), Sender(answering, USER)
    for text in SAID:
        other("青岛的企业")
        answer = said(text)
    assert "已删除" in answer
    assert (tmp_path / FILE).stat().st_size > 0
    assert found_in(tmp_path) == set()
    other("你好")
    store.close()


def test_no_file_of_the_data_directory_holds_anything_after_a_chat(
    quanzhu: Quanzhu, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("QUANZHU_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("QUANZHU_DATABASE_URL", raising=False)
    talk = ("chat", "--user", USER, "--at", AT)
    assert quanzhu(*talk, stdin="\n".join(SAID[:-2])).code == 0
    assert found_in(tmp_path) == set(PRIVATE)
    assert "已删除" in quanzhu(*talk, stdin="\n".join(SAID[-2:])).out
    assert found_in(tmp_path) == set()
