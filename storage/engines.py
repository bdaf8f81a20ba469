"""Engines: how each kind of database is connected to, and how a transaction begins there."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError

from storage.columns import as_json
from storage.patience import AT_ONCE, left
from storage.trouble import Away, BadDatabaseUrl

# Together under the five seconds within which somebody who writes is told to try again.
WAIT_SECONDS, CONNECT_SECONDS, FILE_SECONDS = 3, 2, 2.5
# Milliseconds that SQLite itself waits.
PATIENTLY = int(FILE_SECONDS * 1000)
# Seconds: what is left for the file at least, and how often it is asked for.
_LEAST, _PAUSE = 0.5, 0.001
# SQLITE_BUSY.
_BUSY = 5
# The option of a connection that writes, and how it begins.
WRITES, _BEGIN = "writes", "BEGIN IMMEDIATE"


_REMEDY = "写成 postgresql://用户:密码@主机/库，或 sqlite:////路径/文件；密码里的 @ / : 写成 %40 %2F %3A"


def at(url: str) -> Engine:
    """The engine of an address. Raises BadDatabaseUrl, which repeats nothing of the address: it may hold a password."""
    try:
        parsed = make_url(url)
        # A password with an @ in it would be taken, and told, for a part of the host.
        if "@" in f"{parsed.host}{parsed.database if parsed.host else ''}":
            raise BadDatabaseUrl(f"不是数据库地址；{_REMEDY}")
        match parsed.get_backend_name():
            case "sqlite":
                return sqlite(parsed.set(drivername="sqlite"))
            case "postgresql" | "postgres":
                return postgresql(parsed.set(drivername="postgresql+psycopg"))
    except (ArgumentError, ValueError) as error:
        raise (
            error if isinstance(error, BadDatabaseUrl) else BadDatabaseUrl(f"不是数据库地址；{_REMEDY}")
        ) from None
    raise BadDatabaseUrl("不支持这种数据库；可用 sqlite 或 postgresql")


def sqlite(url: URL, **more: Any) -> Engine:
    """The engine of an SQLite file, or of one in memory; the file's folder is made when the first connection is."""
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
        if connection.get_execution_options().get(WRITES):
            _take_pen(connection)
        else:
            connection.exec_driver_sql("BEGIN")

    return engine


def _take_pen(connection: Connection) -> None:
    """Begins to write; where another process does, it is asked for again and again.

    SQLite alone would ask ten times a second at last, and seldom meet the moment between two turns of a busy process:
    a connection that `WRITES` does not let it wait. Once begun there is nobody to wait for.
    """
    raw: Any = connection.connection.dbapi_connection
    until = time.monotonic() + min(FILE_SECONDS, max(left(), 0.0 if left() == AT_ONCE else _LEAST))
    while (refusal := _refusal(raw)) is not None:
        if not _is_busy(refusal) or time.monotonic() >= until:
            # Once more by way of SQLAlchemy, which raises what is expected of it; it takes 30 µs for a BEGIN.
            connection.exec_driver_sql(_BEGIN)
            return
        time.sleep(_PAUSE)


def _refusal(raw: Any) -> sqlite3.Error | None:
    try:
        raw.execute(_BEGIN)
    except sqlite3.Error as error:
        return error
    return None


def _is_busy(error: BaseException | None) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF == _BUSY


def postgresql(url: URL) -> Engine:
    """The engine of a PostgreSQL server. Raises BadDatabaseUrl where its driver is missing."""
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
        # Together for all threads of a service: sixteen turns, and those who keep and look up beside them.
        pool_size=10,
        max_overflow=10,
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
