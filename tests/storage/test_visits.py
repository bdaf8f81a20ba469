"""Visits: whoever writes is held by one transaction, also where another one has just made them known."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from storage import conversations
from storage.database import Database
from storage.tables import people
from storage.visits import Visit, visit
from tests.conftest import made_for_test

AT = datetime.fromisoformat("2024-12-02T10:00:00+08:00")
WHO = {"channel": "web", "account": "", "user": "甲"}
Opening = Callable[..., Database]


def test_whoever_is_made_known_while_they_are_looked_for_is_held_all_the_same(
    request: pytest.FixtureRequest, tmp_path: Any, opening: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On SQLite one pen is held by whoever writes: there is no such moment."""
    url = made_for_test(request, "postgresql", tmp_path)
    store, other = opening(url), opening(url)
    known = conversations.person
    calls = []

    def late(connection: Any, **who: str) -> Any:
        found = known(connection, **who)
        calls.append(found)
        if len(calls) == 1:
            with other.writing("test") as first:
                calls.append(conversations.meet(first, **WHO, at=AT))
        return found

    monkeypatch.setattr(conversations, "person", late)
    with store.writing("test") as connection:
        found = visit(connection, **WHO, key="k", at=AT)
        assert calls[0] is None
        assert isinstance(found, Visit)
        with other.engine.connect() as second, pytest.raises(OperationalError, match="could not obtain lock"):
            second.execute(select(people.c.id).with_for_update(nowait=True))
