"""Message and Reply: what a person sends and what is said back, free of any channel."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from dialogs.records import Records
from policy.library import Library

# What a message is; all but text may come without a text that stands for it.
Kind = Literal["text", "voice", "image", "video", "place", "file", "other"]
# The choice of a button that was shown before the last answer.
PAST = "past"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What a person sent; `choice` is the id of a pressed button, where the channel has buttons.

    `opens`: the person has come, or come back, and said nothing yet.
    """

    text: str
    choice: str | None = None
    opens: bool = False
    kind: Kind = "text"

    def to_json(self) -> dict[str, Any]:
        """The message as JSON; `Message(**…)` reads it back."""
        return {"text": self.text, "choice": self.choice, "opens": self.opens, "kind": self.kind}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A numbered option; `id` is what a button sends back."""

    id: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows that a channel may set as a table; elsewhere they become numbered lines."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of a calendar: `start` is an ISO day, or an ISO moment; `uid` is the same whenever it is made again."""

    uid: str
    title: str
    start: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Dates that a channel hands over as an iCalendar file, or as a link to one."""

    name: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One chat message: text, then an optional table, then numbered choices; a calendar goes with it as a file."""

    text: str
    table: Table | None = None
    choices: tuple[Choice, ...] = ()
    calendar: Calendar | None = None

    def to_json(self) -> dict[str, Any]:
        """The reply as JSON; `from_json` reads it back."""
        found: dict[str, Any] = {"text": self.text}
        if self.table is not None:
            found["table"] = [
                self.table.title,
                list(self.table.columns),
                [list(row) for row in self.table.rows],
            ]
        if self.choices:
            found["choices"] = [[choice.id, choice.label] for choice in self.choices]
        if self.calendar is not None:
            entries = [[e.uid, e.title, e.start, e.note] for e in self.calendar.entries]
            found["calendar"] = [self.calendar.name, entries]
        return found

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Reply:
        """The reply of a stored turn."""
        table, calendar = kept.get("table"), kept.get("calendar")
        return cls(
            text=kept["text"],
            table=Table(title=table[0], columns=tuple(table[1]), rows=tuple(map(tuple, table[2])))
            if table
            else None,
            choices=tuple(Choice(id=i, label=label) for i, label in kept.get("choices", ())),
            calendar=Calendar(
                name=calendar[0],
                entries=tuple(Entry(uid=u, title=t, start=s, note=n) for u, t, s, n in calendar[1]),
            )
            if calendar
            else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """Something to be done outside the conversation, as a plain value."""

    kind: str
    content: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """All that a turn may read beside the conversation.

    `records` is None where nothing is kept; `token` is a fresh random word of 16 characters, of which new claim
    numbers and binding codes are made.
    """

    now: datetime
    library: Library
    records: Records | None = None
    token: str = ""


def plain(reply: Reply) -> str:
    """A reply as text alone: rows as numbered lines, choices as `1 …`."""
    parts = [reply.text]
    if reply.table is not None:
        parts += _lines(reply.table)
    parts += [f"{n} {choice.label}" for n, choice in enumerate(reply.choices, 1)]
    return "\n".join(part for part in parts if part)


def _lines(table: Table) -> Iterable[str]:
    if table.title:
        yield table.title
    for n, row in enumerate(table.rows, 1):
        first, *rest = row
        tail = "，".join(cell for cell in rest if cell)
        yield f"{n}. {first}（{tail}）" if tail else f"{n}. {first}"
