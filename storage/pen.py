"""Pen: what a process writes to an SQLite file with, in one hand at a time."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import suppress
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from storage.engines import PATIENTLY, WRITES
from storage.patience import left
from storage.trouble import Away

# Seconds that a thread waits for it.
PEN_SECONDS = 4.0


class Pen:
    """The one connection that writes, one's own within a `with` block; whoever comes meanwhile waits, or gets Away.

    SQLite lets whoever comes next have its own, however long others have waited. The connection stays out of the
    pool: taking one from there and giving it back costs 20 µs, a tenth of what SQLite itself takes for a turn.
    """

    def __init__(self, engine: Engine):
        self._engine = engine
        self._hand = threading.Lock()
        self._connection: Connection | None = None

    def __enter__(self) -> Connection:
        if not self._hand.acquire(timeout=max(0.0, min(PEN_SECONDS, left()))):
            raise Away("the pen is held for too long")
        try:
            if self._connection is None:
                self._connection = self._engine.connect().execution_options(**{WRITES: True})
                _wait(self._connection, 0)
        except BaseException:
            self._put_away()
            self._hand.release()
            raise
        return self._connection

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            # Whatever went wrong, the next hand begins with a connection that has gone through the pool.
            if kind is not None:
                self._put_away()
        finally:
            self._hand.release()

    def close(self) -> None:
        """Gives the connection back; one that is held for too long stays out."""
        if self._hand.acquire(timeout=PEN_SECONDS):
            try:
                self._put_away()
            finally:
                self._hand.release()

    def _put_away(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(sqlite3.Error, DBAPIError), connection:
                _wait(connection, PATIENTLY)


def _wait(connection: Connection, milliseconds: int) -> None:
    raw: Any = connection.connection.dbapi_connection
    raw.execute(f"PRAGMA busy_timeout = {milliseconds}")
