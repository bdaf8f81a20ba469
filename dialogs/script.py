"""Script: replies in the characters that the person writes."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from dialogs.message import Choice, Reply, Table


def in_traditional(replies: tuple[Reply, ...]) -> tuple[Reply, ...]:
    """Replies in traditional characters; ids, figures and addresses stay as they are."""
    return tuple(_reply(reply) for reply in replies)


def is_simplified(text: str) -> bool:
    """Whether a text holds characters that are written otherwise in traditional script."""
    return _text(text) != text


def _reply(reply: Reply) -> Reply:
    table = reply.table
    if table is not None:
        rows = tuple(tuple(_text(cell) for cell in row) for row in table.rows)
        columns = tuple(_text(column) for column in table.columns)
        table = Table(title=_text(table.title), columns=columns, rows=rows)
    choices = tuple(Choice(id=choice.id, label=_text(choice.label)) for choice in reply.choices)
    return replace(reply, text=_text(reply.text), table=table, choices=choices)


def _text(text: str) -> str:
    converted: str = _converter().convert(text)
    return converted


@cache
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("s2tw")
