"""Backups: every row of every table as lines of JSON, the same for both kinds of database.

First a line that says what it is, then a line a row, last a line with the count and a hash of all before it; all of
it in gzip.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import os
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Date, LargeBinary, Select, Table, delete, func, insert, select, text
from sqlalchemy.exc import DataError, IntegrityError

from policy.workdays import SHANGHAI
from storage import conversations, deliveries, inbox
from storage.columns import Moment, as_json
from storage.database import Connection, Database
from storage.migrating import HEAD, revision
from storage.tables import inbox as owed
from storage.tables import metadata, secrets

KIND = "quanzhu-backup"
_BATCH = 500
_FIRST = ("people", "operators")
# As much of a message as tells its sender which one is meant.
_SAID = 20
# No row is anywhere near as long; a longer line is none of ours.
_LONGEST = 1 << 26


class BadBackup(ValueError):
    """A file that cannot be restored; the text says why."""


class BadPlace(ValueError):
    """Where a backup must not be written; the text says why."""


class NotEmpty(Exception):
    """The database holds something that a restore would replace."""


def backup(database: Database, file: Path) -> int:
    """Writes all rows as they are at one moment, readable by their owner alone; gives how many.

    Raises BadPlace, and OSError.
    """
    if not file.name or file.is_dir() or (file.exists() and not file.is_file()):
        raise BadPlace("不是文件")
    if database.is_kept_in(file):
        raise BadPlace("是数据库自己的文件")
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with open(draft, "xb", opener=_private) as raw, gzip.GzipFile(fileobj=raw, mode="wb", mtime=0) as out:
            count = _write(database, out)
            out.close()
            raw.flush()
            os.fsync(raw.fileno())
        os.replace(draft, file)
    finally:
        draft.unlink(missing_ok=True)
    return count


def _write(database: Database, out: gzip.GzipFile) -> int:
    digest, count = hashlib.sha256(), 0

    def write(value: Any) -> None:
        line = as_json(value).encode() + b"\n"
        digest.update(line)
        out.write(line)

    with database.snapshot() as connection:
        write({"kind": KIND, "revision": revision(connection)})
        for table in metadata.sorted_tables:
            # A batch at a time: all together need not fit into memory.
            rows = connection.execution_options(yield_per=_BATCH).execute(
                _kept(table).order_by(*table.primary_key)
            )
            for row in rows.mappings():
                write([table.name, {name: _plain(value) for name, value in row.items()}])
                count += 1
    out.write(as_json({"rows": count, "sha256": digest.hexdigest()}).encode() + b"\n")
    return count


def _kept(table: Table) -> Select[Any]:
    """The rows of a table, without vendors' tokens: they end by themselves, and would be somebody's in a file."""
    return select(table).where(table.c.expires.is_(None)) if table is secrets else select(table)


def restore(database: Database, file: Path, at: datetime, *, replaces: bool = False) -> int:
    """Puts the rows of a backup in place of all there are; gives how many. All or nothing.

    What was to be told or answered between the backup and now (`at`) may have been: reminders become `uncertain`, and
    whoever is owed an answer is asked at their next visit to write again.
    Raises BadBackup, NotEmpty where there are rows and `replaces` is not given, and OSError.
    """
    tables = {table.name: table for table in metadata.sorted_tables}
    for _ in _rows(file):  # the whole file is read before the first row is touched
        pass
    with database.writing("restore", is_long=True) as connection:
        if not database.is_sqlite:
            # Nobody adds a row between those removed and those restored. First the tables that a turn and a command
            # of an operator begin with: whoever is under way ends, and nobody waits in a circle.
            held = [*_FIRST, *(name for name in tables if name not in _FIRST)]
            connection.execute(text(f"LOCK TABLE {', '.join(held)} IN ACCESS EXCLUSIVE MODE"))
        if not replaces and _holds_anything(connection):
            raise NotEmpty
        for table in reversed(metadata.sorted_tables):
            connection.execute(delete(table))
        count = 0
        for name, rows in _batches(file):
            if name not in tables:
                raise BadBackup(f"没有表 {name!r}")
            try:
                connection.execute(insert(tables[name]), [_typed(tables[name], row) for row in rows])
            except (ValueError, TypeError, LookupError, AttributeError, DataError, IntegrityError) as error:
                raise BadBackup("有一行不是这些表的") from error
            count += len(rows)
        if not database.is_sqlite:
            _count_on(connection)
        deliveries.restored(connection, at)
        try:
            _ask_again(connection, at)
        except (ValueError, TypeError, LookupError, AttributeError) as error:
            raise BadBackup("有一条消息不是收下的样子") from error
    return count


def _ask_again(connection: Connection, at: datetime) -> None:
    """Holds a word for each person who is owed an answer, in its place."""
    is_owed = owed.c.parts >= 0
    for row in connection.execute(
        select(owed.c.message, owed.c.parts).where(is_owed).order_by(owed.c.id)
    ).all():
        message = row.message
        # Whoever has only come has not written.
        if message["opens"]:
            continue
        who = message["channel"], message["account"], message["user"]
        sent = datetime.fromisoformat(message["at"]).astimezone(SHANGHAI)
        words = " ".join(message["text"].split())
        said = f"“{words[:_SAID]}{'…' if len(words) > _SAID else ''}”" if words else ""
        missing = "没有答复完" if row.parts else "没有答复"
        text = f"您 {sent:%Y-%m-%d %H:%M} 发的{said}那条消息，恢复数据前{missing}，请再发一次。"
        conversations.meet(connection, *who, at)
        inbox.hold(connection, *who, [{"text": text}])
    connection.execute(delete(owed).where(is_owed))


def _holds_anything(connection: Connection) -> bool:
    return any(
        connection.execute(select(func.count()).select_from(table)).scalar()
        for table in metadata.sorted_tables
        if table.name != "audit_head"
    )


def _count_on(connection: Connection) -> None:
    """PostgreSQL's counters go on after the numbers restored."""
    for table in metadata.sorted_tables:
        if "id" in table.c and table.c.id is table.autoincrement_column:
            connection.execute(
                text(
                    f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), "
                    f"(SELECT COALESCE(MAX(id), 0) + 1 FROM {table.name}), false)"
                )
            )


def _batches(file: Path) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    name, batch = "", list[dict[str, Any]]()
    for table, row in _rows(file):
        if batch and (table != name or len(batch) == _BATCH):
            yield name, batch
            batch = []
        name = table
        batch.append(row)
    if batch:
        yield name, batch


def _rows(file: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rows of a backup; raises BadBackup where it is no backup of this version, or not whole."""
    try:
        yield from _read(file)
    except (zlib.error, EOFError, gzip.BadGzipFile):
        raise BadBackup("文件不是备份，或者不完整") from None
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise error if isinstance(error, BadBackup) else BadBackup("文件不是备份，或者被改过") from None


def _read(file: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    digest, count = hashlib.sha256(), 0
    with gzip.open(file, "rb") as lines:
        first = lines.readline(_LONGEST)
        head = json.loads(first)
        if not isinstance(head, dict) or head.get("kind") != KIND:
            raise BadBackup("文件不是备份")
        if head["revision"] != HEAD:
            raise BadBackup(
                f"备份时表的版本是 {head['revision']}，这一版要 {HEAD}；用写出它的那一版恢复，再 migrate"
            )
        digest.update(first)
        while line := lines.readline(_LONGEST):
            value = json.loads(line)
            if isinstance(value, dict):
                if value != {"rows": count, "sha256": digest.hexdigest()} or lines.readline(1):
                    raise BadBackup("文件被改过")
                return
            name, row = value
            if not isinstance(name, str) or not isinstance(row, dict):
                raise BadBackup("有一行不是这些表的")
            yield name, row
            digest.update(line)
            count += 1
    raise BadBackup("文件不完整")


def _plain(value: Any) -> Any:
    match value:
        case datetime() | date():
            return value.isoformat()
        case bytes() | memoryview():
            return base64.b64encode(value).decode()
        case _:
            return value


def _typed(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    return {name: _value(table.c[name], value) for name, value in row.items()}


def _value(column: Column[Any], value: Any) -> Any:
    match column.type:
        case _ if value is None:
            return None
        case Moment():
            return datetime.fromisoformat(value)
        case Date():
            return date.fromisoformat(value)
        case LargeBinary():
            return base64.b64decode(value, validate=True)
        case _:
            return value


def _private(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NOFOLLOW, 0o600)
