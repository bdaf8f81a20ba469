"""Settings from the environment."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.bad_input import BadInput
from bot.settings import completed, settings


@pytest.mark.parametrize(
    ("environment", "data_dir"),
    [
        ({"QUANZHU_DATA_DIR": "/d", "XDG_DATA_HOME": "/x", "HOME": "/h"}, Path("/d")),
        ({"QUANZHU_DATA_DIR": "", "XDG_DATA_HOME": "/x", "HOME": "/h"}, Path("/x/quanzhu")),
        ({"XDG_DATA_HOME": "not/absolute", "HOME": "/h"}, Path("/h/.local/share/quanzhu")),
        ({"HOME": "/h"}, Path("/h/.local/share/quanzhu")),
        ({"QUANZHU_DATA_DIR": "here"}, Path.cwd() / "here"),
        ({}, None),
    ],
)
def test_the_data_directory_is_the_first_that_is_named(
    environment: dict[str, str], data_dir: Path | None
) -> None:
    assert settings(environment).data_dir == data_dir


def test_an_empty_folder_of_editions_is_none() -> None:
    assert settings({"QUANZHU_EDITIONS_DIR": ""}).editions_dir is None
    assert settings({"QUANZHU_EDITIONS_DIR": "/e"}).editions_dir == Path("/e")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("written", "environment", "found"),
    [
        ("QUANZHU_OPERATOR=小王\n", {}, "小王"),
        ("QUANZHU_OPERATOR=小王\n", {"QUANZHU_OPERATOR": "老李"}, "老李"),
        ("QUANZHU_OPERATOR=小王\n", {"QUANZHU_OPERATOR": ""}, "小王"),
        ("QUANZHU_OPERATOR=\n", {}, None),
        ("QUANZHU_OPERATOR\n", {}, None),
        ("\ufeff# 说明\r\nexport QUANZHU_OPERATOR='小 王' # 她\r\n", {}, "小 王"),
        ("OTHER=1\nHOME=/nowhere\nQUANZHU_OPERATOR=小王", {"HOME": "/h"}, "小王"),
        ("QUANZHU_OPERATOR=小王\n", {"PYTHON_DOTENV_DISABLED": "1"}, None),
    ],
)
def test_a_file_stands_behind_the_environment(
    folder: Path, written: str, environment: dict[str, str], found: str | None
) -> None:
    (folder / ".env").write_bytes(written.encode())
    given = completed(environment)
    assert settings(given).operator == found
    assert given.get("HOME") == environment.get("HOME")


def test_a_folder_of_that_name_and_a_file_of_other_programs_are_let_be(folder: Path) -> None:
    assert completed({"A": "1"}) == {"A": "1"}
    (folder / ".env").mkdir()
    assert completed({"A": "1"}) == {"A": "1"}
    (folder / ".env").rmdir()
    (folder / ".env").write_bytes(b"\xff = ' broken\n")
    assert completed({"A": "1"}) == {"A": "1"}


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (b"QUANZHU_OPERATOR=a\nQUANZHU_DATABASE_URL='canary\n", ".env:2: 这一行读不懂"),
        (b"QUANZHU_OPERATOR=\xc0canary\n", ".env: 不是 UTF-8 文本"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_without_what_it_holds(
    folder: Path, written: bytes, told: str
) -> None:
    (folder / ".env").write_bytes(written)
    with pytest.raises(BadInput) as error:
        completed({})
    assert str(error.value).startswith(told)
    assert "canary" not in str(error.value)
