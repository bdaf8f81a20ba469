"""`quanzhu policy diff`: two editions, loaded or in files, compared in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from policy.library import SHIPPED
from tests.bot.running import Quanzhu


@pytest.fixture
def later(tmp_path: Path) -> Path:
    """Qingdao's edition with a later closing and a higher cap."""
    text = (SHIPPED / "qingdao-2024.yaml").read_text(encoding="utf-8")
    text = text.replace("    closes: 2024-12-31\n", "    closes: 2025-01-15\n")
    file = tmp_path / "later" / "qingdao-2024.yaml"
    file.parent.mkdir()
    file.write_text(text.replace('amount: "200000.00"', 'amount: "300000.00"'), encoding="utf-8")
    return file


LINES = [
    "截止时间 2024-12-31 → 2025-01-15（青岛市 2024 年度通知 二(一)）",
    "年度上限 20 万元 → 30 万元（青岛市 2024 年度通知 三）",
]


def test_a_loaded_edition_is_compared_with_a_file(quanzhu: Quanzhu, later: Path) -> None:
    ran = quanzhu("policy", "diff", "qingdao-2024", later)
    assert (ran.code, ran.out.splitlines(), ran.err) == (0, LINES, "")


def test_two_files_are_compared_and_neither_need_be_loaded(quanzhu: Quanzhu, later: Path) -> None:
    ran = quanzhu("policy", "diff", SHIPPED / "qingdao-2024.yaml", later)
    assert (ran.code, ran.out.splitlines()) == (0, LINES)


def test_an_added_edition_stands_for_its_id(quanzhu: Quanzhu, tmp_path: Path) -> None:
    shipped = SHIPPED / "qingdao-2024.yaml"
    text = shipped.read_text(encoding="utf-8").replace('"85911343"', '"85911344"')
    (tmp_path / "qingdao-2024.yaml").write_text(text, encoding="utf-8")
    ran = quanzhu("policy", "diff", shipped, "qingdao-2024", "--editions", tmp_path)
    line = "青岛市科技局成果转化与创新孵化处电话 85911343 → 85911344（青岛市 2024 年度通知 四）\n"
    assert (ran.code, ran.out) == (0, line)


def test_the_differences_as_json(quanzhu: Quanzhu, later: Path) -> None:
    cite = "青岛市 2024 年度通知"
    assert quanzhu("policy", "diff", "qingdao-2024", later, "--json").json == {
        "old": "qingdao-2024",
        "new": "qingdao-2024",
        "differences": [
            {
                "about": "windows",
                "text": "截止时间 2024-12-31 → 2025-01-15",
                "clause": "二(一)",
                "cite": cite,
            },
            {"about": "ceiling", "text": "年度上限 20 万元 → 30 万元", "clause": "三", "cite": cite},
        ],
    }


@pytest.mark.parametrize("name", ["qingdao-2024", "yuncheng-2024", "karamay-draft"])
def test_an_edition_has_no_differences_from_itself(quanzhu: Quanzhu, name: str) -> None:
    ran = quanzhu("policy", "diff", name, SHIPPED / f"{name}.yaml")
    assert (ran.code, ran.out) == (0, "没有差别\n")
    assert quanzhu("policy", "diff", name, name, "--json").json["differences"] == []


def test_what_cannot_be_compared_is_bad_input(
    quanzhu: Quanzhu, broken: Path, later: Path, tmp_path: Path
) -> None:
    later.with_name("latin.yaml").write_bytes("id: 青岛".encode("gb18030"))
    later.with_name("empty.yaml").write_bytes(b"")
    cases = {
        ("qingdao-2025", later): "没有 'qingdao-2025'；是否想写 qingdao-2024",
        ("qingdao-2024", "missing.yaml"): "NEW: 无法读取 'missing.yaml'",
        (tmp_path / "folder.yaml", later): "OLD: 无法读取",
        (later, broken / "jinan-2025.yaml"): "jinan-2025.yaml:3: 没有键 'sumary'",
        (later.with_name("latin.yaml"), later): "不是 UTF-8 文本",
        (later.with_name("empty.yaml"), later): "文件是空的",
        ("a\x00.yaml", later): "路径不合法",
    }
    (tmp_path / "folder.yaml").mkdir()
    for (old, new), problem in cases.items():
        ran = quanzhu("policy", "diff", old, new)
        assert (ran.code, ran.out) == (2, "")
        assert problem in ran.err
        assert "Traceback" not in ran.err
    assert "jinan-2025" in quanzhu("policy", "diff", "jinan-2025", later, "--editions", broken).err
