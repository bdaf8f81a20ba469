"""Editions: the text of each one that an answer came from, by its digest, and the sets at hand together."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from storage.columns import as_json
from storage.tables import editions, libraries


def library_digest(digests: Mapping[str, str]) -> str:
    """What stands for a set of editions: a hash over their ids and digests."""
    return hashlib.sha256(as_json(sorted(digests.items())).encode()).hexdigest()


def keep(connection: Connection, contents: Mapping[str, bytes]) -> str:
    """Keeps a set of edition files by id, each text once; gives the digest of the set."""
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}
    found = library_digest(digests)
    if connection.execute(select(libraries.c.digest).where(libraries.c.digest == found)).first():
        return found
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    rows = [{"digest": digests[name], "name": name, "content": text} for name, text in contents.items()]
    if rows:
        connection.execute(insert(editions).on_conflict_do_nothing(), rows)
    connection.execute(
        insert(libraries).on_conflict_do_nothing(), [{"digest": found, "editions": dict(digests)}]
    )
    return found


def contents(connection: Connection, digest: str) -> dict[str, bytes]:
    """The edition files of a set, by id; empty for one that was never kept."""
    held = connection.execute(select(libraries.c.editions).where(libraries.c.digest == digest)).scalar()
    rows = connection.execute(
        select(editions.c.digest, editions.c.content).where(editions.c.digest.in_((held or {}).values()))
    )
    texts = {row.digest: row.content for row in rows}
    return {name: texts[one] for name, one in (held or {}).items()}
