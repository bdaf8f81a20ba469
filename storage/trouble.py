"""Trouble: what a database may answer with, in four words that its users know."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout

# SQLSTATE of PostgreSQL: two transactions that waited for each other, or that cannot be put in an order.
_COLLIDED = ("40P01", "40001")
# A server that only reads (a stand-by), rights that are missing, and pages that are damaged.
_ONLY_READS, _NO_RIGHTS, _DAMAGED = "25006", "42501", "XX"
# SQLITE_CORRUPT and SQLITE_NOTADB.
_NO_DATABASE = (11, 26)


class Away(Exception):
    """The database does not answer, or somebody holds it for too long; nothing was done."""


class Unusable(Away):
    """It answers and cannot be used: damaged, no database, options or rights that do not fit."""


class Collision(Exception):
    """Somebody else changed the same thing meanwhile; nothing was done, and it can be done again."""


class BadDatabaseUrl(ValueError):
    """The address names no database that can be used."""


@contextmanager
def once(what: str) -> Iterator[None]:
    """A statement that adds what there may be only one of. Raises Collision where somebody else just did."""
    try:
        yield
    except IntegrityError as error:
        raise Collision(f"{what} is there already") from error


class KnownErrors:
    """What goes wrong within a `with` block is told in these words; what is none of them passes."""

    def __enter__(self) -> None: ...

    def __exit__(self, _: type[BaseException] | None, error: BaseException | None, *__: object) -> None:
        if isinstance(error, DBAPIError):
            state = getattr(error.orig, "sqlstate", None) or ""
            if state in _COLLIDED:
                raise Collision(str(error.orig)) from error
            if _is_unusable(error, state):
                raise Unusable(str(error.orig)) from error
            if error.connection_invalidated or isinstance(error, OperationalError | InterfaceError):
                raise Away(str(error.orig)) from error
        if isinstance(error, PoolTimeout):
            raise Away(str(error)) from error


def _is_unusable(error: DBAPIError, state: str) -> bool:
    if isinstance(error.orig, sqlite3.DatabaseError):
        # The extended codes of an error end in its own.
        return getattr(error.orig, "sqlite_errorcode", 0) & 0xFF in _NO_DATABASE
    # Without a state the driver itself refuses an option of the address.
    refused = isinstance(error, ProgrammingError) and not state
    return refused or state in (_ONLY_READS, _NO_RIGHTS) or state.startswith(_DAMAGED)
