"""The audit: one unbroken chain, whoever writes and however many at once, in which any change shows."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import delete, update

from storage import audit
from storage.database import Database
from storage.migrating import prepare
from storage.tables import audit as entries
from storage.tables import audit_head

ROOT = Path(__file__).resolve().parents[2]
AT = datetime(2024, 12, 2, 2, 0, 0, 123_456, tzinfo=UTC)


@pytest.fixture
def kept(store: Database) -> Database:
    """Five entries."""
    with store.writing("test") as connection:
        audit.write(connection, AT, "person:a", "name", "b")
        changes = [("move_claim", f"QD-{n}", {"to": "环节", "n": n, "none": None}) for n in range(4)]
        audit.write_all(connection, AT, "operator:甲", changes)
    return store


def broken(store: Database) -> int | None:
    with store.reading() as connection:
        return audit.broken(connection)


def test_an_empty_audit_is_whole(store: Database) -> None:
    assert broken(store) is None
    with store.writing("test") as connection:
        audit.write_all(connection, AT, "operator:甲", [])
    assert broken(store) is None


def test_entries_come_back_in_their_order_as_they_were_written(kept: Database) -> None:
    with kept.reading() as connection:
        found = list(audit.entries(connection))
    assert [one.sequence for one in found] == [1, 2, 3, 4, 5]
    assert (found[0].actor, found[0].action, found[0].subject, found[0].details) == (
        "person:a",
        "name",
        "b",
        {},
    )
    assert found[4].details == {"to": "环节", "n": 3, "none": None}
    assert {one.at for one in found} == {AT}
    assert len({one.hash for one in found}) == 5
    assert broken(kept) is None


def test_entries_at_once_make_the_chain_that_single_ones_make(
    kept: Database, opening: Callable[..., Database], tmp_path: Path
) -> None:
    other = opening(f"sqlite:///{tmp_path}/other.sqlite3")
    prepare(other)
    with other.writing("test") as connection:
        audit.write(connection, AT.astimezone(timezone(timedelta(hours=8))), "person:a", "name", "b")
        for n in range(4):
            audit.write(connection, AT, "operator:甲", "move_claim", f"QD-{n}", to="环节", n=n, none=None)
    with kept.reading() as one, other.reading() as two:
        assert [entry.hash for entry in audit.entries(one)] == [entry.hash for entry in audit.entries(two)]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("actor", "operator:乙"),
        ("action", "x"),
        ("subject", "QD-9"),
        ("details", {}),
        ("at", AT + timedelta(microseconds=1)),
        ("hash", "0" * 64),
    ],
)
def test_a_changed_entry_shows(kept: Database, column: str, value: object) -> None:
    with kept.writing("test") as connection:
        connection.execute(update(entries).where(entries.c.sequence == 3).values({column: value}))
    assert broken(kept) == 3


@pytest.mark.parametrize(("removed", "shows"), [(1, 1), (3, 3), (5, 5)])
def test_a_removed_entry_shows_even_the_last_one(kept: Database, removed: int, shows: int) -> None:
    with kept.writing("test") as connection:
        connection.execute(delete(entries).where(entries.c.sequence == removed))
    assert broken(kept) == shows


def test_a_head_put_back_to_hide_that_the_end_is_missing_shows(kept: Database) -> None:
    with kept.writing("test") as connection:
        connection.execute(delete(entries).where(entries.c.sequence == 5))
        connection.execute(update(audit_head).values(sequence=4))
    assert broken(kept) == 5


def test_what_is_rolled_back_leaves_no_gap(kept: Database) -> None:
    with suppress(RuntimeError), kept.writing("test") as connection:
        audit.write(connection, AT, "operator:甲", "export", "甲")
        raise RuntimeError
    with kept.writing("test") as connection:
        audit.write(connection, AT, "operator:甲", "export", "甲")
    assert broken(kept) is None
    with kept.reading() as connection:
        assert [one.sequence for one in audit.entries(connection)] == [1, 2, 3, 4, 5, 6]


def test_writers_at_once_make_one_chain(store: Database) -> None:
    def written(n: int) -> None:
        with store.writing("test") as connection:
            audit.write(connection, AT, f"person:{n}", "name", "b")

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(written, range(40)))
    assert broken(store) is None
    with store.reading() as connection:
        assert len({one.actor for one in audit.entries(connection)}) == 40


def changed_or_removed() -> dict[str, set[str]]:
    """The tables that statements in the code change or remove rows of, by what they do."""
    found: dict[str, set[str]] = {"update": set(), "delete": set()}
    for path in [*ROOT.glob("bot/**/*.py"), *ROOT.glob("storage/**/*.py")]:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"(?i)[\"'](update|delete from|truncate|drop)\\s+(audit|moves)\\b", text), path
    # Nothing but storage knows tables: elsewhere, `update` is something else.
    for path in ROOT.glob("storage/*.py"):
        text = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in found and node.args:
                name = ast.unparse(node.args[0])
                # What a restore replaces, it replaces with all there is in a backup.
                assert name.isidentifier() or name.endswith("_table"), f"{path}: {name}"
                found[getattr(node.func, "id", "")].add(name if path.name != "backups.py" else "restored")
    return found


def test_no_statement_changes_or_removes_an_entry_or_a_move() -> None:
    """Moves go with a claim that is erased whole, entries never."""
    found = changed_or_removed()
    assert found["update"] >= {"audit_head", "claims"}
    assert {"audit", "moves"}.isdisjoint(found["update"] | found["delete"])
    assert "audit_head" not in found["delete"]
    assert "claims" in found["delete"]
