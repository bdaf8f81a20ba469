"""A database in trouble is told by every command in one message, with the remedy and without a secret."""

from __future__ import annotations

import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.answering.incoming import LONGEST, storable
from bot.answering.turns import BUSY
from storage import turns
from storage.database import FILE, Database, database
from storage.migrating import prepare
from tests.bot.office import AT, QINGDAO, a_code, staffed
from tests.bot.running import Quanzhu
from tests.bot.sending import a_message, some_turns

SECRET = "Geheim_9"
BY = ("--operator", QINGDAO, "--at", AT)
COMMANDS = (
    ("migrate",),
    ("backup", "FILE"),
    ("explain", "1"),
    ("audit",),
    ("audit", "--json"),
    ("unanswered",),
    ("unanswered", "--json"),
    ("operators", "list"),
    ("operators", "list", "--json"),
    ("operators", "add", "谁", "--role", "青岛市=clerk", *BY),
    ("operators", "disable", "谁", *BY),
    ("members", "invite", "--enterprise", a_code(), *BY),
    ("claims", "list", *BY),
    ("claims", "show", "N1", *BY),
    ("claims", "add", "--enterprise", a_code(), "--edition", "qingdao-2024", *BY),
    ("claims", "move", "N1", "first_review", *BY),
    ("claims", "export", "-", *BY),
)


def damaged(folder: Path) -> str:
    made = database(None, folder)
    prepare(made)
    made.close()
    file = folder / FILE
    content = file.read_bytes()
    file.write_bytes(content[:4096] + b"\xaa" * (len(content) - 4096))
    return f"sqlite:///{file}"


def foreign(folder: Path) -> str:
    file = folder / FILE
    file.write_bytes(b"somebody's letter " * 1000)
    return f"sqlite:///{file}"


@pytest.mark.parametrize("kind", ["away", "option", "address", "damaged", "foreign"])
def test_every_command_tells_it_in_one_message(
    quanzhu: Quanzhu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    url = {
        "away": lambda: f"postgresql://u:{SECRET}@127.0.0.1:1/x",
        "option": lambda: f"postgresql://u:{SECRET}@127.0.0.1:1/x?no_such=1",
        "address": lambda: f"postgresql://u:p@{SECRET}@127.0.0.1:{SECRET}/x",
        "damaged": lambda: damaged(tmp_path),
        "foreign": lambda: foreign(tmp_path),
    }[kind]()
    monkeypatch.setenv("QUANZHU_DATABASE_URL", url)
    for command in COMMANDS:
        ran = quanzhu(*(str(tmp_path / "out.gz") if part == "FILE" else part for part in command))
        assert (ran.code, ran.out) == (2, ""), command
        assert ran.err.count("\n") == 1, ran.err
        assert "；" in ran.err
        assert SECRET not in ran.err
        assert "Traceback" not in ran.err


@pytest.mark.parametrize("place", ["", ".", "/", "..", "/dev/null"])
def test_nothing_but_a_file_is_replaced(
    quanzhu: Quanzhu, url: str, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    monkeypatch.setenv("QUANZHU_DATABASE_URL", url)
    staffed(quanzhu)
    for command in (("backup", place), ("claims", "export", place, *BY)):
        ran = quanzhu(*command)
        assert (ran.code, ran.out) == (2, ""), command
        assert ran.err.count("\n") == 1
    assert Path("/dev/null").is_char_device()


def test_a_backup_over_the_database_is_refused(
    quanzhu: Quanzhu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUANZHU_DATABASE_URL", f"sqlite:///{tmp_path / FILE}")
    staffed(quanzhu)
    ran = quanzhu("backup", tmp_path / FILE)
    assert ran.code == 2
    assert "数据库自己的文件；写一个别的文件名" in ran.err
    assert QINGDAO in quanzhu("operators", "list").out


@contextmanager
def full(room: int) -> Iterator[None]:
    """No file grows beyond so many bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)


def test_a_full_disk_loses_nothing_that_was_answered(tmp_path: Path) -> None:
    store = database(None, tmp_path)
    answering = some_turns(store)
    first = answering.handle(a_message("青岛的企业，找本地机构做检测花了20万，能补多少"))
    with full((tmp_path / f"{FILE}-wal").stat().st_size):
        assert answering.handle(a_message("运城呢")).replies == (BUSY,)
    again = answering.handle(a_message("运城呢"))
    assert first.turn is not None
    assert again.turn is not None
    with store.reading() as connection:
        assert turns.count(connection) == 2
    store.close()


def test_a_press_that_no_database_carries_is_answered(store: Database) -> None:
    for choice in ("do:\x00", "\ud800", "x" * 100_000):
        assert some_turns(store).handle(a_message("好", choice=choice)).turn is not None


def test_of_an_endless_message_the_begin_is_kept(store: Database) -> None:
    answer = some_turns(store).handle(a_message("券" * 1_000_000))
    assert answer.turn is not None
    with store.reading() as connection:
        kept = turns.turn(connection, answer.turn)
    assert kept is not None
    assert len(kept.message["text"]) == LONGEST == len(storable("券" * 1_000_000))


def test_made_up_moments_make_nothing_old(store: Database) -> None:
    from bot.answering.turns import Turns
    from dialogs import respond
    from tests.bot.sending import AT as NOW
    from tests.bot.sending import shipped

    some_turns(store).handle(a_message("青岛的企业"))
    later = NOW.replace(year=2090)
    assert Turns(store, shipped(), respond, forgets=False).handle(a_message("你好", user="乙", at=later)).turn
    with store.reading() as connection:
        assert turns.count(connection) == 2
