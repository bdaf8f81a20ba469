"""Audit: who changed what and when, each entry holding the hash of the one before; never changed, never erased."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select, update

from storage.tables import audit, audit_head

START = "0" * 64
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry; `actor` is `person:SUBJECT` or `operator:NAME`, `subject` a random word or a claim's number."""

    sequence: int
    at: datetime
    actor: str
    action: str
    subject: str
    details: Any
    hash: str


def write(
    connection: Connection, at: datetime, actor: str, action: str, subject: str, **details: Any
) -> None:
    """Appends an entry; entries of transactions at the same time wait for each other."""
    write_all(connection, at, actor, [(action, subject, details)])


def write_all(
    connection: Connection, at: datetime, actor: str, changes: Iterable[tuple[str, str, Mapping[str, Any]]]
) -> None:
    """Appends an entry for each action with its subject and details."""
    found = list(changes)
    if not found:
        return
    head = connection.execute(select(audit_head).with_for_update()).one()
    sequence, last, rows = head.sequence, head.hash, []
    for action, subject, details in found:
        sequence += 1
        last = _hash(last, sequence, at, actor, action, subject, details)
        rows.append(
            {
                "sequence": sequence,
                "at": at,
                "actor": actor,
                "action": action,
                "subject": subject,
                "details": details,
                "hash": last,
            }
        )
    connection.execute(insert(audit), rows)
    connection.execute(update(audit_head).values(sequence=sequence, hash=last))


def entries(connection: Connection) -> Iterator[Entry]:
    """All entries in their order."""
    for row in connection.execute(select(audit).order_by(audit.c.sequence)).mappings():
        yield Entry(**row)


def broken(connection: Connection) -> int | None:
    """The number of the first entry that does not follow from those before it, None where the chain is whole."""
    previous, expected = START, 0
    for entry in entries(connection):
        expected += 1
        found = _hash(
            previous, entry.sequence, entry.at, entry.actor, entry.action, entry.subject, entry.details
        )
        if entry.sequence != expected or entry.hash != found:
            return expected
        previous = entry.hash
    head = connection.execute(select(audit_head)).one()
    return None if (head.sequence, head.hash) == (expected, previous) else expected + 1


def _hash(
    previous: str, sequence: int, at: datetime, actor: str, action: str, subject: str, details: Any
) -> str:
    # Microseconds since 1970: the same text whatever the offset it was given with.
    moment = (at - _EPOCH) // timedelta(microseconds=1)
    parts = [previous, sequence, moment, actor, action, subject, details]
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
