"""Whole stories of several people over days, word for word, on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage import audit
from storage.database import Database
from tests.bot.telling import retold

STORIES = sorted((Path(__file__).parent / "stories").glob("*.txt"))


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_the_story_is_word_for_word_as_told(path: Path, store: Database) -> None:
    text = path.read_text(encoding="utf-8")
    got = "\n".join(retold(text, store)) + "\n"
    assert got == text
    with store.reading() as connection:
        assert audit.broken(connection) is None


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_every_story_says_how_its_figures_were_worked_by_hand(path: Path) -> None:
    assert "by hand: " in path.read_text(encoding="utf-8")
