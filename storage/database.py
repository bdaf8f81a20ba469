"""Database: where transactions begin and end; SQLite by default, PostgreSQL by its address."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext, suppress
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.engine import URL
from sqlalchemy.pool import StaticPool

from storage.engines import PATIENTLY, at, sqlite
from storage.patience import left, patience
from storage.trouble import Away, BadDatabaseUrl, Collision, Unusable, known_errors, once

__all__ = [
    "Away", "BadDatabaseUrl", "Collision", "Connection", "Database", "Unusable", "database", "once",
]  # fmt: skip

FILE = "quanzhu.sqlite3"
# Seconds that a thread waits for the pen of its process.
PEN_SECONDS = 4.0
# Milliseconds that SQLite waits where nothing depends on it.
_SHORTLY = 50

Point = Callable[[str], None]


def _passed(point: str) -> None:
    """What is done at a point of a transaction: nothing; tests stop or kill here."""


class Database:
    """One database; a transaction is a `with` block that commits at its end and rolls back on any exception."""

    def __init__(self, engine: Engine, *, passing: Point = _passed):
        self.engine = engine
        self._passing = passing
        self._pen = threading.Lock() if self.is_sqlite else None

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @property
    def is_lasting(self) -> bool:
        """Whether anything is kept beyond this process."""
        return not self.is_sqlite or self.engine.url.database not in (None, "", ":memory:")

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that writes nothing. Raises Away."""
        with known_errors(), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """A transaction that reads everything as it is at one moment, however long it takes. Raises Away."""
        with known_errors(), self.engine.connect() as connection:
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
        with known_errors(), self._held(), self.engine.connect() as connection:
            with connection.execution_options(writes=True).begin():
                self._passing(f"{name}:begun")
                with self._unhurried(connection) if is_long else nullcontext():
                    yield connection
                    self._passing(f"{name}:done")
            self._passing(f"{name}:committed")

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

    @contextmanager
    def _held(self) -> Iterator[None]:
        """The pen of this process: SQLite lets whoever comes next have its own, however long others have waited."""
        if self._pen is None:
            yield
            return
        if not self._pen.acquire(timeout=max(0.0, min(PEN_SECONDS, left()))):
            raise Away("the pen is held for too long")
        try:
            yield
        finally:
            self._pen.release()

    def is_kept_in(self, file: Path) -> bool:
        """Whether a file is the database itself, or belongs to it."""
        kept = self.engine.url.database
        if not self.is_sqlite or not kept or kept == ":memory:":
            return False
        return file.resolve() in {Path(kept + end).resolve() for end in ("", "-wal", "-shm", "-journal")}

    def close(self) -> None:
        """Gives all connections back."""
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
