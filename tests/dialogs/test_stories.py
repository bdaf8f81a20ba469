"""Whole dialogues: the exchange is the expected value, its figures worked by hand in the header."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from dialogs import Context, Conversation, Message, plain, respond
from dialogs.records import Reach, Records
from policy.library import Library, library
from policy.workdays import SHANGHAI
from tests.dialogs.keeper import Keeper

STORIES = sorted((Path(__file__).parent / "stories").glob("*.txt"))
LEAST = 8
AT = datetime(2024, 12, 3, 10, tzinfo=SHANGHAI)


@dataclass(frozen=True)
class Exchange:
    """A message at a moment and every reply to it."""

    line: int
    at: datetime
    message: str
    replies: tuple[str, ...]


def story(text: str) -> list[Exchange]:
    """`at:` sets the clock, `>` is a message, `‹` a reply whose further lines are indented by two."""
    at: datetime | None = None
    found: list[tuple[int, datetime, str, list[str]]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("at: "):
            at = datetime.fromisoformat(line[4:]).replace(tzinfo=SHANGHAI)
        elif line.startswith(">"):
            assert at is not None, f"line {number}: say at: first"
            found.append((number, at, line[2:], []))
        elif line.startswith("‹ "):
            found[-1][3].append(line[2:])
        elif line.startswith("  "):
            found[-1][3][-1] += "\n" + line[2:]
        else:
            assert not line or re.match(r"#|by hand: |kept: ", line), f"line {number}: what is {line!r}?"
    return [Exchange(number, at, message, tuple(replies)) for number, at, message, replies in found]


def kept(text: str) -> Records | None:
    """What is kept of the person, where `kept:` says so: how they are reached, then the channels of colleagues."""
    found = re.search(r"^kept: (always|window|visit)(?: (.*))?$", text, re.MULTILINE)
    if found is None:
        return None
    reach: Reach = "always" if found[1] == "always" else "window" if found[1] == "window" else "visit"
    return Records(reach=reach, others=tuple((found[2] or "").split()))


@pytest.fixture(scope="module")
def editions() -> Library:
    return library()


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_the_exchange_is_word_for_word_as_told(path: Path, editions: Library) -> None:
    text, conversation = path.read_text(encoding="utf-8"), Conversation()
    records = kept(text)
    store = None if records is None else Keeper(library=editions, at=AT, records=records)
    for exchange in story(text):
        message = Message(text=exchange.message)
        if store is not None:
            store.at = exchange.at
            turn = store.turn(message)
        else:
            turn = respond(conversation, message, Context(now=exchange.at, library=editions))
        told = "\n".join(f"‹ {reply}" for reply in exchange.replies)
        got = "\n".join(f"‹ {plain(reply)}" for reply in turn.replies)
        assert got == told, f"{path.name}:{exchange.line}: > {exchange.message}"
        conversation = Conversation.from_json(turn.conversation.to_json())


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_every_story_says_how_its_figures_were_worked_by_hand(path: Path) -> None:
    header = path.read_text(encoding="utf-8").partition("\n>")[0]
    assert "by hand: " in header


@pytest.mark.parametrize("region", ["qingdao", "yuncheng", "karamay"])
def test_each_region_has_its_stories(region: str) -> None:
    assert sum(path.stem.startswith(region) for path in STORIES) >= LEAST
