"""Queue: the tables in which Procrastinate keeps its jobs, in a schema of their own; on PostgreSQL alone.

The rows of deliveries are the truth, jobs only say that there is work: neither a backup nor a comparison of tables
knows of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, text

if TYPE_CHECKING:
    from psycopg_pool import AsyncConnectionPool

SCHEMA = "procrastinate"
# Of each host.
CONNECT_SECONDS = 5
_SEARCHED = f"-c search_path={SCHEMA}"


def make(connection: Connection) -> None:
    """Makes them, where the database can have them."""
    if connection.dialect.name != "postgresql":
        return
    from procrastinate.schema import SchemaManager

    connection.execute(text(f"CREATE SCHEMA {SCHEMA}"))
    before = connection.execute(text("SHOW search_path")).scalar_one()
    connection.execute(text(f"SET LOCAL search_path TO {SCHEMA}"))
    connection.exec_driver_sql(SchemaManager.get_schema().replace("%", "%%"))
    connection.execute(text(f"SET LOCAL search_path TO {before}"))


def drop(connection: Connection) -> None:
    """Removes them with all jobs."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE"))


def arguments(engine: Engine) -> dict[str, Any]:
    """What the driver connects with, to where an engine does, so that these tables are met without their schema."""
    _, found = engine.dialect.create_connect_args(engine.url)
    # How values are written and read is each library's own.
    found.pop("context", None)
    options = f"{found.get('options') or ''} {_SEARCHED}".strip()
    return {"connect_timeout": CONNECT_SECONDS, **found, "options": options}


def pool(**given: Any) -> AsyncConnectionPool:
    """A pool that does not ask before each use whether a connection is still there: its user begins anew if not.

    Idle workers would spend a quarter of their time on it.
    """
    from psycopg_pool import AsyncConnectionPool

    return AsyncConnectionPool(**{**given, "check": None})
