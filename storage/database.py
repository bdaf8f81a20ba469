"""Database: where transactions begin and end; SQLite by default, PostgreSQL by its address."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext, suppress
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.engine import URL
from sqlalchemy.pool import StaticPool

from storage.engines import PATIENTLY, at, sqlite
from storage.patience import patience
from storage.pen import Pen
from storage.trouble import Away, BadDatabaseUrl, Collision, KnownErrors, Unusable, once

__all__ = [
    "Away", "BadDatabaseUrl", "Collision", "Connection", "Database", "Unusable", "database", "once",
]  # fmt: skip

FILE = "quanzhu.sqlite3"
# Milliseconds that SQLite waits where nothing depends on it.
_SHORTLY = 50

Point = Callable[[str], None]
_AS_ANY = nullcontext()


def _passed(point: str) -> None:
    """What is done at a point of a transaction: nothing; tests stop or kill here."""


class Database:
    """One database; a transaction is a `with` block that commits at its end and rolls back on any exception."""

    def __init__(self, engine: Engine, *, passing: Point = _passed):
        self.engine = engine
        self._passing = passing
        self.is_sqlite = engine.dialect.name == "sqlite"
        # Whether anything is kept beyond this process.
        self.is_lasting = not self.is_sqlite or engine.url.database not in (None, "", ":memory:")
        self._pen = Pen(engine) if self.is_sqlite else None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that writes nothing. Raises Away."""
        with KnownErrors(), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """A transaction that reads everything as it is at one moment, however long it takes. Raises Away."""
        with KnownErrors(), self.engine.connect() as connection:
            if not self.is_sqlite:
                connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin(), self._unhurried(connection):
                yield connection

    @contextmanager
    def writing(self, name: str, *, is_long: bool = False) -> Iterator[Connection]:
        """A transaction that writes; on SQLite it holds the only pen from its start. Raises Away, Collision.

        `name` tells its points apart: `NAME:begun`, `NAME:done` before the commit, `NAME:committed`. One that
        `is_long` may take as long as it needs, and waits for others no longer than any.
        """
        with KnownErrors(), self._connected() as connection:
            with connection.begin():
                self._passing(f"{name}:begun")
                with self._unhurried(connection) if is_long else _AS_ANY:
                    yield connection
                    self._passing(f"{name}:done")
            self._passing(f"{name}:committed")

    def _connected(self) -> AbstractContextManager[Connection]:
        return self._pen or self.engine.connect()

    @contextmanager
    def _unhurried(self, connection: Connection) -> Iterator[None]:
        if not self.is_sqlite:
            connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        with patience():
            yield

    def settle(self) -> None:
        """Moves what was written into the file itself: beside it nothing is left of what was erased."""
        if not self.is_sqlite:
            return
        with suppress(sqlite3.Error), closing(self.engine.raw_connection()) as raw:
            cursor = raw.cursor()
            # Whoever reads meanwhile is not waited for: whoever writes next does the same.
            cursor.execute(f"PRAGMA busy_timeout = {_SHORTLY}")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.execute(f"PRAGMA busy_timeout = {PATIENTLY}")

    def is_kept_in(self, file: Path) -> bool:
        """Whether a file is the database itself, or belongs to it."""
        kept = self.engine.url.database
        if not self.is_sqlite or not kept or kept == ":memory:":
            return False
        return file.resolve() in {Path(kept + end).resolve() for end in ("", "-wal", "-shm", "-journal")}

    def close(self) -> None:
        """Gives all connections back."""
        if self._pen is not None:
            self._pen.close()
        self.engine.dispose()


def database(url: str | None, folder: Path | None, *, passing: Point = _passed) -> Database:
    """The database of an address, else the SQLite file of a folder, else one in memory.

    The folder is made when the first connection is. Raises BadDatabaseUrl.
    """
    if url:
        return Database(at(url), passing=passing)
    if folder is None:
        return Database(sqlite(URL.create("sqlite"), poolclass=StaticPool), passing=passing)
    return Database(sqlite(URL.create("sqlite", database=str(folder / FILE))), passing=passing)
