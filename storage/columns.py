"""Columns: kinds of column that mean the same on SQLite and on PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, Enum, TypeDecorator
from sqlalchemy.dialects.postgresql import JSONB


class Moment(TypeDecorator[datetime]):
    """An aware moment, kept and given back in UTC: SQLite knows no time zones. A naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive moment {value.isoformat()}: give it an offset")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# None is SQL's NULL, never JSON's.
Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def as_json(value: Any) -> str:
    """A JSON text with Chinese left readable, so that SQLite finds its keys."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def one_of(name: str, values: Sequence[str]) -> Enum:
    """One of a few words, checked by the database itself."""
    return Enum(*values, name=name, native_enum=False, create_constraint=True, length=24)
