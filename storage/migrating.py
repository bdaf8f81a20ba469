"""Migrating: the tables brought to the form that this version knows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, insert, inspect, text

from storage.audit import START
from storage.database import Database
from storage.queue import make
from storage.tables import audit_head, metadata

if TYPE_CHECKING:
    from alembic.config import Config

# The newest revision; a test holds it against the folder.
HEAD = "0003"
BASE = "base"
MIGRATIONS = Path(__file__).parent / "migrations"


class Unmigrated(Exception):
    """The database has another form than this version knows; `found` is its revision, None where unknown."""

    def __init__(self, found: str | None):
        super().__init__(f"revision {found}, expected {HEAD}")
        self.found = found


class UnknownRevision(ValueError):
    """There is no revision of that name."""


def revision(connection: Connection) -> str | None:
    """The revision of the tables, None where there are none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def prepare(database: Database) -> None:
    """Makes the tables of an empty database. Raises Unmigrated for one of another form, and Away."""
    with database.reading() as connection:
        found = revision(connection)
        is_empty = found is None and not _tables(connection)
    if found == HEAD:
        return
    if not is_empty:
        raise Unmigrated(found)
    with database.writing("prepare") as connection:
        if not database.is_sqlite:
            # Two processes that start together make them once.
            connection.execute(text("SELECT pg_advisory_xact_lock(7301)"))
        if revision(connection) is None:
            _create(connection)


def _create(connection: Connection) -> None:
    """The same as all revisions one after the other, without loading what runs them."""
    metadata.create_all(connection)
    make(connection)
    connection.execute(insert(audit_head).values(id=1, sequence=0, hash=START))
    # `migrate --to base` leaves it behind.
    connection.execute(text("DROP TABLE IF EXISTS alembic_version"))
    connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
    connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": HEAD})


def migrate(database: Database, to: str = "head") -> tuple[str | None, str | None]:
    """Moves the tables to a revision, newer or older (`base`: none at all); gives the old and the new one.

    Raises Unmigrated, UnknownRevision and Away.
    """
    from alembic import command
    from alembic.script import ScriptDirectory

    with database.writing("migrate", is_long=True) as connection:
        configured = config(connection)
        # From the newest to the oldest, then none at all.
        scripts = ScriptDirectory.from_config(configured).walk_revisions()
        known = [*(script.revision for script in scripts), None]
        before = revision(connection)
        if before not in known or (before is None and _tables(connection)):
            raise Unmigrated(before)
        target = None if to == BASE else HEAD if to == "head" else to
        if target not in known:
            raise UnknownRevision(to)
        is_older = known.index(target) > known.index(before)
        (command.downgrade if is_older else command.upgrade)(configured, to)
        return before, revision(connection)


def _tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names()) - {"alembic_version"}


def config(connection: Connection) -> Config:
    """What Alembic needs to know, the connection among it."""
    from alembic.config import Config

    found = Config()
    found.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    found.attributes["connection"] = connection
    return found
