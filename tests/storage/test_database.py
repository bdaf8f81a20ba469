"""A database that is away, damaged or somebody else's is told apart, without a word of what it holds."""

from __future__ import annotations

import os
import socket
import sqlite3
import threading
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert, make_url, text
from sqlalchemy.exc import DBAPIError

from storage.database import Away, BadDatabaseUrl, Database, Unusable, database
from storage.migrating import HEAD, Unmigrated, prepare, revision
from storage.patience import left, patience
from storage.tables import people
from tests.conftest import Shared

Opening = Callable[..., Database]
SECRET = "Geheim_9"


@pytest.mark.parametrize(
    "url",
    [
        f"nonsense {SECRET}",
        f"mysql://u:{SECRET}@host/x",
        f"{SECRET}://u:p@host/x",
        f"postgresql://u:p@{SECRET}@host/x",
        f"postgresql://u:p@{SECRET}/y@host/x",
        f"postgresql://u:p@{SECRET}:z@host/x",
        f"postgresql://u:{SECRET}@host:port/x",
        f"postgresql+asyncpg://u:{SECRET}@host:{SECRET}/x",
    ],
)
def test_an_address_that_is_none_is_refused_without_being_repeated(url: str) -> None:
    with pytest.raises(BadDatabaseUrl) as caught:
        database(url, None)
    assert SECRET not in "".join(traceback.format_exception(caught.value)).replace(repr(url), "")
    assert "；" in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://u:{SECRET}@127.0.0.1:1/x",
        f"postgresql://u:{SECRET}@127.0.0.1:1/x?sslmode=nonsense",
        f"postgresql://u:{SECRET}@127.0.0.1:1/x?no_such_option=1",
        f"postgresql://u:{SECRET}@no-such-host.invalid/x",
    ],
)
def test_a_password_is_in_no_error(url: str) -> None:
    found = database(url, None)
    with pytest.raises(Away) as caught, found.reading():
        pass
    assert SECRET not in "".join(traceback.format_exception(caught.value))
    assert SECRET not in repr(found.engine)
    found.close()


def test_no_error_shows_what_was_to_be_kept(store: Database) -> None:
    row = {"channel": SECRET, "account": "", "user": "", "subject": "s"}
    with pytest.raises(DBAPIError) as caught, store.writing("test") as connection:
        connection.execute(insert(people), row)
    assert SECRET not in str(caught.value).partition("DETAIL")[0]


def silent() -> Iterator[int]:
    """The port of a server that takes connections and never says anything."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


silent_port = pytest.fixture(silent)


def test_a_server_that_says_nothing_is_away(silent_port: int, opening: Opening) -> None:
    found = opening(f"postgresql://127.0.0.1:{silent_port}/x")
    with pytest.raises(Away), patience(3), found.reading():
        pass


def test_the_next_host_is_asked_where_one_says_nothing(
    silent_port: int, shared_postgresql: Shared, opening: Opening
) -> None:
    address = make_url(shared_postgresql.emptied())
    hosts = {"host": f"127.0.0.1,{address.query['host']}", "port": f"{silent_port},5432"}
    found = opening(address.set(query=hosts).render_as_string(hide_password=False))
    with found.reading() as connection:
        assert revision(connection) == HEAD


def test_no_connection_is_begun_when_there_is_no_time_for_one(silent_port: int, opening: Opening) -> None:
    found = opening(f"postgresql://127.0.0.1:{silent_port}/x")
    with pytest.raises(Away, match="no time"), patience(1), found.reading():
        pass


def test_a_server_that_stands_still_is_given_up(store: Database) -> None:
    if store.is_sqlite:
        pytest.skip("SQLite has no server to stand still")
    with pytest.raises(Away, match="does not answer"), patience(2.3), store.reading() as connection:
        connection.execute(text("SELECT pg_sleep(60)"))
    with store.reading() as connection:
        assert connection.execute(text("SELECT 1")).scalar() == 1


def test_what_may_take_long_is_waited_for(store: Database) -> None:
    if store.is_sqlite:
        pytest.skip("SQLite sets no time for a statement")
    for transaction in (store.snapshot(), store.writing("test", is_long=True)):
        with transaction as connection:
            assert connection.execute(text("SHOW statement_timeout")).scalar() == "0"
    with store.reading() as connection:
        assert connection.execute(text("SHOW statement_timeout")).scalar() == "4s"


def test_patience_within_patience_is_no_longer() -> None:
    with patience(5):
        with patience(100):
            assert left() <= 5
        with patience(1):
            assert left() <= 1
    assert left() > 1


def test_a_read_only_server_is_unusable(store: Database) -> None:
    if store.is_sqlite:
        pytest.skip("SQLite has no stand-by")

    def written() -> None:
        with store.writing("test") as connection:
            connection.execute(text("SET TRANSACTION READ ONLY"))
            connection.execute(text("DELETE FROM people"))

    with pytest.raises(Unusable):
        written()


def test_a_file_that_is_no_database_is_unusable_and_left_alone(tmp_path: Path, opening: Opening) -> None:
    file = tmp_path / "quanzhu.sqlite3"
    file.write_bytes(b"This is somebody's letter. " * 1000)
    before = file.read_bytes()
    with pytest.raises(Unusable):
        prepare(opening(f"sqlite:///{file}"))
    assert file.read_bytes() == before


def test_a_damaged_file_is_unusable(tmp_path: Path, opening: Opening) -> None:
    file = tmp_path / "quanzhu.sqlite3"
    found = opening(f"sqlite:///{file}")
    prepare(found)
    found.close()
    content = bytearray(file.read_bytes())
    content[4096:] = b"\xaa" * (len(content) - 4096)
    file.write_bytes(bytes(content))
    again = opening(f"sqlite:///{file}")
    with pytest.raises(Unusable), again.reading() as connection:
        connection.execute(text("SELECT * FROM people")).all()


def test_the_tables_of_another_program_are_left_alone(tmp_path: Path, opening: Opening) -> None:
    file = tmp_path / "quanzhu.sqlite3"
    with sqlite3.connect(file) as theirs:
        theirs.execute("CREATE TABLE theirs (x)")
        theirs.execute("INSERT INTO theirs VALUES (1)")
    theirs.close()
    with pytest.raises(Unmigrated):
        prepare(opening(f"sqlite:///{file}"))
    with sqlite3.connect(file) as theirs:
        assert theirs.execute("SELECT * FROM theirs").fetchall() == [(1,)]
        assert theirs.execute("SELECT count(*) FROM sqlite_master").fetchone() == (1,)
    theirs.close()


def test_a_folder_and_its_file_are_their_owners(tmp_path: Path) -> None:
    found = database(None, tmp_path / "new" / "data")
    prepare(found)
    for path in (tmp_path / "new" / "data").iterdir():
        assert path.stat().st_mode & 0o077 == 0, path
    assert (tmp_path / "new" / "data").stat().st_mode & 0o077 == 0
    found.close()


def test_an_error_of_the_system_within_a_transaction_stays_what_it_is(store: Database) -> None:
    with pytest.raises(IsADirectoryError), store.reading():
        os.open("/", os.O_WRONLY)


def test_what_was_erased_is_in_no_file(tmp_path: Path) -> None:
    found = database(None, tmp_path)
    prepare(found)
    with found.writing("test") as connection:
        connection.execute(text("CREATE TABLE told (id INTEGER PRIMARY KEY, said TEXT)"))
        connection.execute(text("INSERT INTO told (said) VALUES (:said)"), [{"said": SECRET * 3000}] * 3)
    assert any(SECRET.encode() in path.read_bytes() for path in tmp_path.iterdir())
    with found.writing("test") as connection:
        connection.execute(text("DELETE FROM told"))
    found.settle()
    assert not any(SECRET.encode() in path.read_bytes() for path in tmp_path.iterdir())
    found.close()


def test_whoever_reads_does_not_keep_others_from_settling(tmp_path: Path) -> None:
    found = database(None, tmp_path)
    prepare(found)
    with found.reading() as connection:
        connection.execute(text("SELECT * FROM people")).all()
        done = threading.Thread(target=found.settle)
        done.start()
        done.join()
    found.close()
