"""The command `quanzhu`, run in this process on a data directory of the tests."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from bot.app import main
from tests.bot.running import Quanzhu, Ran


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One for all tests, so that the editions are compiled once."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture
def quanzhu(data_dir: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Quanzhu:
    """Runs a command on a standard input of bytes."""
    monkeypatch.setenv("QUANZHU_DATA_DIR", str(data_dir))
    monkeypatch.delenv("QUANZHU_EDITIONS_DIR", raising=False)

    def run(*arguments: str | Path, stdin: bytes | str = b"") -> Ran:
        content = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as stop:
            code = int(stop.code or 0)
        printed = capsys.readouterr()
        return Ran(code=code, out=printed.out, err=printed.err)

    return run


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A folder with one broken edition in it."""
    folder = tmp_path / "broken"
    folder.mkdir()
    text = "id: jinan-2025\nregion: 370100\nsumary: x\n"
    (folder / "jinan-2025.yaml").write_text(text, encoding="utf-8")
    return folder
