"""What is backed up comes back, whole or not at all, from either kind of database into either kind."""

from __future__ import annotations

import gzip
import stat
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from storage import audit, conversations, editions, enterprises, turns
from storage.backups import BadBackup, NotEmpty, backup, restore
from storage.database import Connection, Database
from storage.tables import metadata

AT = datetime(2024, 12, 2, 2, 30, 0, 123456, tzinfo=UTC)
Opening = Callable[..., Database]


def filled(store: Database, *users: int) -> None:
    with store.writing("test") as connection:
        library = editions.keep(connection, {"一": b"\x00\xff text", "二": b""})
        for n in users or (0, 1, 2):
            person = conversations.person(connection, "terminal", "", f"用户{n}", AT)
            conversations.save(connection, person, conversations.Kept(), {"说": [None, 1, "过"]}, AT)
            held = enterprises.founded(connection, person.id, AT)
            enterprises.change(connection, held.id, told={"staff": {"value": None}}, ticks=[("a", "b")])
            audit.write(connection, AT, f"person:{person.subject}", "name", held.subject, n=n)
            key = turns.key("terminal", "", f"用户{n}", "1")
            turns.keep(
                connection, key=key, person=person.id, at=AT, replies=[{"text": "好\n"}], library=library
            )


def content(connection: Connection) -> dict[str, list[object]]:
    return {
        table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
        for table in metadata.sorted_tables
    }


def everything(store: Database) -> dict[str, list[object]]:
    with store.reading() as connection:
        return content(connection)


def test_a_backup_comes_back_as_it_was(store: Database, url: str, tmp_path: Path) -> None:
    filled(store)
    before, file = everything(store), tmp_path / "all.gz"
    count = backup(store, file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.glob("*.gz*")] == ["all.gz"]
    filled(store, 7)
    assert restore(store, file, replaces=True) == count
    assert everything(store) == before
    with store.reading() as connection:
        assert audit.broken(connection) is None


def test_a_backup_of_one_kind_comes_back_in_the_other(
    store: Database, opening: Opening, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    from tests.conftest import made_for_test

    filled(store)
    file = tmp_path / "all.gz"
    backup(store, file)
    other = opening(made_for_test(request, "postgresql" if store.is_sqlite else "sqlite", tmp_path))
    assert other.is_sqlite != store.is_sqlite
    restore(other, file)
    assert everything(other) == everything(store)
    filled(other, 5, 6)  # its own numbers go on after those restored
    with other.reading() as connection:
        assert turns.count(connection) == 5


def test_a_database_with_something_in_it_is_not_replaced_unasked(store: Database, tmp_path: Path) -> None:
    filled(store)
    file = tmp_path / "all.gz"
    backup(store, file)
    before = everything(store)
    with pytest.raises(NotEmpty):
        restore(store, file)
    assert everything(store) == before


def damaged(file: Path) -> list[bytes]:
    """The backup cut short, changed, prolonged, and things that are none."""
    whole = gzip.decompress(file.read_bytes())
    lines = whole.splitlines(keepends=True)
    texts = [
        b"",
        whole[: len(whole) // 2],
        b"".join(lines[:-1]),
        b"".join(lines[:2] + lines[3:]),
        whole.replace("用户1".encode(), "用户9".encode(), 1),
        whole + b"[]\n",
        b"{}\n",
        b"[1, 2]\n",
        b'{"kind": "quanzhu-backup", "revision": "0000"}\n',
        b'{"kind": "quanzhu-backup"}\n',
    ]
    return [*(gzip.compress(text) for text in texts), b"plain text", file.read_bytes()[:-20]]


def test_a_damaged_backup_changes_nothing(store: Database, tmp_path: Path) -> None:
    filled(store)
    file, bad = tmp_path / "all.gz", tmp_path / "bad.gz"
    backup(store, file)
    before = everything(store)
    for content_ in damaged(file):
        bad.write_bytes(content_)
        with pytest.raises(BadBackup):
            restore(store, bad, replaces=True)
    with pytest.raises(OSError, match="none"):
        restore(store, tmp_path / "none", replaces=True)
    assert everything(store) == before


@pytest.mark.parametrize("point", ["begun", "done"])
def test_a_restore_that_fails_changes_nothing(url: str, opening: Opening, tmp_path: Path, point: str) -> None:
    def passing(passed: str) -> None:
        if passed == f"restore:{point}":
            raise RuntimeError(point)

    store = opening(url, passing=passing)
    filled(store)
    file = tmp_path / "all.gz"
    backup(store, file)
    filled(store, 4)
    before = everything(store)
    with pytest.raises(RuntimeError):
        restore(store, file, replaces=True)
    assert everything(store) == before
