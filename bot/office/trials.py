"""Trial: a database on which whatever is done is undone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from storage.database import Connection, Database
from storage.trouble import KnownErrors


@contextmanager
def trial(database: Database) -> Iterator[Database]:
    """A database with all that another one holds; nothing done to it stays. Others who write wait for its end."""
    with suppress(_Undone), database.writing("trial", is_long=True) as connection:
        yield _Trial(database, connection)
        raise _Undone


class _Undone(Exception):
    """Ends a trial."""


class _Trial(Database):
    """A database whose transactions are all parts of one."""

    def __init__(self, database: Database, connection: Connection):
        super().__init__(database.engine)
        self._connection = connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with KnownErrors():
            yield self._connection

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        with KnownErrors():
            yield self._connection

    @contextmanager
    def writing(self, name: str, *, is_long: bool = False) -> Iterator[Connection]:
        with KnownErrors(), self._connection.begin_nested():
            yield self._connection
