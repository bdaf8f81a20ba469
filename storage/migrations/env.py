"""What Alembic runs: the revisions, within the transaction of the connection that it was given."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import JSON

from storage.columns import Moment
from storage.tables import metadata


def rendered(kind: str, item: Any, _: AutogenContext) -> str | Literal[False]:
    """Kinds of column of our own by their names."""
    if kind == "type" and isinstance(item, Moment):
        return "Moment()"
    if kind == "type" and isinstance(item, JSON):
        return "Json"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=True,
    compare_type=True,
    compare_server_default=True,
    render_item=rendered,
)
context.run_migrations()
