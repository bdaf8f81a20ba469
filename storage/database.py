"""Database: where transactions begin and end; SQLite by default, PostgreSQL by its address."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    ProgrammingError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import StaticPool

from storage.columns import as_json
from storage.patience import left, patience

__all__ = ["Away", "BadDatabaseUrl", "Collision", "Connection", "Database", "Unusable", "database"]

FILE = "quanzhu.sqlite3"
# Together under the five seconds within which somebody who writes is told to try again.
WAIT_SECONDS, CONNECT_SECONDS = 3, 2
PEN_SECONDS, FILE_SECONDS = 4.0, 2.5
# Seconds: what is left for the file at least, and how often it is asked for.
_LEAST, _PAUSE = 0.5, 0.001
# Milliseconds that SQLite itself waits.
_SHORTLY, _PATIENTLY = 50, int(FILE_SECONDS * 1000)
# SQLSTATE of PostgreSQL: two transactions that waited for each other, or that cannot be put in an order.
_COLLIDED = ("40P01", "40001")
# A server that only reads (a stand-by), rights that are missing, and pages that are damaged.
_ONLY_READS, _NO_RIGHTS, _DAMAGED = "25006", "42501", "XX"
# SQLITE_BUSY, and SQLITE_CORRUPT and SQLITE_NOTADB.
_BUSY, _NO_DATABASE = 5, (11, 26)

Point = Callable[[str], None]


class Away(Exception):
    """The database does not answer, or somebody holds it for too long; nothing was done."""


class Unusable(Away):
    """It answers and cannot be used: damaged, no database, options or rights that do not fit."""


class Collision(Exception):
    """Somebody else changed the same thing meanwhile; nothing was done, and it can be done again."""


class BadDatabaseUrl(ValueError):
    """The address names no database that can be used."""


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
        with _known_errors(), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """A transaction that reads everything as it is at one moment, however long it takes. Raises Away."""
        with _known_errors(), self.engine.connect() as connection:
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
        with _known_errors(), self._held(), self.engine.connect() as connection:
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
            cursor.execute(f"PRAGMA busy_timeout = {_PATIENTLY}")

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
        return Database(_at(url), passing=passing)
    if folder is None:
        return Database(_sqlite(URL.create("sqlite"), poolclass=StaticPool), passing=passing)
    return Database(_sqlite(URL.create("sqlite", database=str(folder / FILE))), passing=passing)


_REMEDY = "写成 postgresql://用户:密码@主机/库，或 sqlite:////路径/文件；密码里的 @ / : 写成 %40 %2F %3A"


def _at(url: str) -> Engine:
    """Raises BadDatabaseUrl, which repeats nothing of the address: it may hold a password."""
    try:
        parsed = make_url(url)
        # A password with an @ in it would be taken, and told, for a part of the host.
        if "@" in f"{parsed.host}{parsed.database if parsed.host else ''}":
            raise BadDatabaseUrl(f"不是数据库地址；{_REMEDY}")
        match parsed.get_backend_name():
            case "sqlite":
                return _sqlite(parsed.set(drivername="sqlite"))
            case "postgresql" | "postgres":
                return _postgresql(parsed.set(drivername="postgresql+psycopg"))
    except (ArgumentError, ValueError) as error:
        raise (
            error if isinstance(error, BadDatabaseUrl) else BadDatabaseUrl(f"不是数据库地址；{_REMEDY}")
        ) from None
    raise BadDatabaseUrl("不支持这种数据库；可用 sqlite 或 postgresql")


def _sqlite(url: URL, **more: Any) -> Engine:
    if url.database and url.database != ":memory:":
        file = Path(url.database)

        def connecting(*_: object) -> None:
            try:
                file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                file.touch(mode=0o600)
            except OSError as error:
                raise Away(str(error)) from error

    else:

        def connecting(*_: object) -> None:
            return

    engine = create_engine(
        url,
        json_serializer=as_json,
        hide_parameters=True,
        connect_args={"timeout": FILE_SECONDS, "check_same_thread": False},
        **more,
    )
    event.listen(engine, "do_connect", connecting)

    @event.listens_for(engine, "connect")
    def _(connection: Any, _record: object) -> None:
        # The driver's own BEGIN comes too late for a reader that is about to write.
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        # What is erased is overwritten, whatever the library was built with.
        connection.execute("PRAGMA secure_delete = ON")

    @event.listens_for(engine, "begin")
    def _(connection: Connection) -> None:
        if connection.get_execution_options().get("writes"):
            _take_pen(connection)
        else:
            connection.exec_driver_sql("BEGIN")

    return engine


def _take_pen(connection: Connection) -> None:
    """Begins to write; where another process does, it is asked for again and again.

    SQLite alone would ask ten times a second at last, and seldom meet the moment between two turns of a busy process.
    """
    raw: Any = connection.connection.dbapi_connection
    until = time.monotonic() + min(FILE_SECONDS, max(left(), _LEAST))
    raw.execute("PRAGMA busy_timeout = 0")
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    except OperationalError as error:
        if not _is_busy(error.orig):
            raise
        _ask_again(connection, raw, until)
    finally:
        raw.execute(f"PRAGMA busy_timeout = {_PATIENTLY}")


def _ask_again(connection: Connection, raw: Any, until: float) -> None:
    while time.monotonic() < until:
        time.sleep(_PAUSE)
        try:
            raw.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if not _is_busy(error):
                break
        else:
            return
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _is_busy(error: BaseException | None) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF == _BUSY


def _postgresql(url: URL) -> Engine:
    try:
        from storage.postgresql import connected
    except ImportError:
        raise BadDatabaseUrl("没有安装 PostgreSQL 的驱动；pip install 'quanzhu[postgres]'") from None
    engine = create_engine(
        url,
        json_serializer=as_json,
        hide_parameters=True,
        pool_pre_ping=True,
        pool_timeout=WAIT_SECONDS,
        connect_args={
            "connect_timeout": CONNECT_SECONDS,
            "tcp_user_timeout": WAIT_SECONDS * 1000,
            "options": f"-c lock_timeout={WAIT_SECONDS}s -c statement_timeout={WAIT_SECONDS + 1}s",
        },
    )

    @event.listens_for(engine, "do_connect")
    def _(_dialect: Any, _record: Any, arguments: Any, parameters: Any) -> Any:
        return connected(*arguments, **parameters)

    return engine


@contextmanager
def once(what: str) -> Iterator[None]:
    """A statement that adds what there may be only one of. Raises Collision where somebody else just did."""
    try:
        yield
    except IntegrityError as error:
        raise Collision(f"{what} is there already") from error


@contextmanager
def _known_errors() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        state = getattr(error.orig, "sqlstate", None) or ""
        if state in _COLLIDED:
            raise Collision(str(error.orig)) from error
        if _is_unusable(error, state):
            raise Unusable(str(error.orig)) from error
        if error.connection_invalidated or isinstance(error, OperationalError | InterfaceError):
            raise Away(str(error.orig)) from error
        raise
    except PoolTimeout as error:
        raise Away(str(error)) from error


def _is_unusable(error: DBAPIError, state: str) -> bool:
    if isinstance(error.orig, sqlite3.DatabaseError):
        # The extended codes of an error end in its own.
        return getattr(error.orig, "sqlite_errorcode", 0) & 0xFF in _NO_DATABASE
    # Without a state the driver itself refuses an option of the address.
    refused = isinstance(error, ProgrammingError) and not state
    return refused or state in (_ONLY_READS, _NO_RIGHTS) or state.startswith(_DAMAGED)
