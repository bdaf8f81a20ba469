"""Settings from the environment."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import settings


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
