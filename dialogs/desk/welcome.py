"""Welcome: what is kept and why, in two lines, said once at the first contact."""

from __future__ import annotations

from dataclasses import replace

from dialogs.message import Reply
from dialogs.records import Records
from dialogs.wording import said


def welcome(records: Records | None) -> str:
    """The two lines for a person of whom nothing was kept before; empty for anybody else."""
    return said("profile.j2", "welcome") if records is not None and records.is_new else ""


def introduced(replies: list[Reply], records: Records | None, *, asks: bool) -> list[Reply]:
    """The replies with the welcome after the answer; before the last one where that `asks` something.

    The choices stay last: their numbers are what the next message may name.
    """
    text = welcome(records)
    if not text or not replies:
        return [*replies, Reply(text=text)] if text else replies
    *before, last = replies
    if asks:
        return [*before, Reply(text=text), last]
    return [*before, replace(last, choices=()), Reply(text=text, choices=last.choices)]
