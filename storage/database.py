"""Database: where transactions begin and end; SQLite by default, PostgreSQL by its address."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import StaticPool

from storage.columns import as_json
from storage.patience import patience

__all__ = ["Away", "BadDatabaseUrl", "Collision", "Connection", "Database", "Unusable", "database"]

FILE = "quanzhu.sqlite3"
# Together under the five seconds within which somebody who writes is told to try again.
WAIT_SECONDS, CONNECT_SECONDS = 3, 2
PEN_SECONDS, FILE_SECONDS = 2.0, 2.5
# SQLSTATE of PostgreSQL: two transactions that waited for each other, or that cannot be put in an order.
_COLLIDED = ("40P01", "40001")
# A server that only reads (a stand-by), rights that are missing, and pages that are damaged.
_ONLY_READS, _NO_RIGHTS, _DAMAGED = "25006", "42501", "XX"
# SQLITE_CORRUPT and SQLITE_NOTADB.
_NO_DATABASE = (11, 26)

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
        if self.is_sqlite:
            with suppress(Away), _known_errors(), self.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    @contextmanager
    def _held(self) -> Iterator[None]:
        """The pen of this process: SQLite lets whoever comes next have its own, however long others have waited."""
        if self._pen is None:
            yield
            return
        if not self._pen.acquire(timeout=PEN_SECONDS):
            raise Away("the pen is held for too long")
        try:
            yield
        finally:
            self._pen.release()

    def close(self) -> None:
        """Gives all connections back."""
        self.engine.dispose()


def database(url: str | None, folder: Path | None, *, passing: Point = _passed) -> Database:
    """The database of an address, else the SQLite file of a folder, else one in memory.

    The folder is made when the first connection is. Raises BadDatabaseUrl.
    """
    if url:
        try:
            return Database(_at(url), passing=passing)
        except ArgumentError:
            remedy = "写成 postgresql://用户:密码@主机/库，或 sqlite:////路径/文件"
            raise BadDatabaseUrl(f"不是数据库地址；{remedy}") from None
    if folder is None:
        return Database(_sqlite(URL.create("sqlite"), poolclass=StaticPool), passing=passing)
    return Database(_sqlite(URL.create("sqlite", database=str(folder / FILE))), passing=passing)


def _at(url: str) -> Engine:
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise BadDatabaseUrl(
            "不是数据库地址；写成 postgresql://用户:密码@主机/库，或 sqlite:////路径/文件"
        ) from None
    match parsed.get_backend_name():
        case "sqlite":
            return _sqlite(parsed.set(drivername="sqlite"))
        case "postgresql" | "postgres":
            return _postgresql(parsed.set(drivername="postgresql+psycopg"))
        case other:
            raise BadDatabaseUrl(f"不支持 {other}；可用 sqlite 或 postgresql")


def _sqlite(url: URL, **more: Any) -> Engine:
    if url.database and url.database != ":memory:":
        file = Path(url.database)

        def connecting(*_: object) -> None:
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            file.touch(mode=0o600)

    else:

        def connecting(*_: object) -> None:
            return

    engine = create_engine(
        url,
        json_serializer=as_json,
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

    @event.listens_for(engine, "begin")
    def _(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgresql(url: URL) -> Engine:
    try:
        return create_engine(
            url,
            json_serializer=as_json,
            pool_pre_ping=True,
            pool_timeout=WAIT_SECONDS,
            connect_args={
                "connect_timeout": WAIT_SECONDS,
                "tcp_user_timeout": WAIT_SECONDS * 1000,
                "options": f"-c lock_timeout={WAIT_SECONDS}s -c statement_timeout={WAIT_SECONDS + 1}s",
            },
        )
    except ImportError:
        raise BadDatabaseUrl("没有安装 PostgreSQL 的驱动；pip install 'quanzhu[postgres]'") from None


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
        if getattr(error.orig, "sqlstate", None) in _COLLIDED:
            raise Collision(str(error.orig)) from error
        if error.connection_invalidated or isinstance(error, OperationalError | InterfaceError):
            raise Away(str(error.orig)) from error
        raise
    except PoolTimeout as error:
        raise Away(str(error)) from error
    except OSError as error:
        raise Away(str(error)) from error
