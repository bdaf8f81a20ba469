"""Migrations: what they make is what the models say, up and down, with data, on both databases."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, select, text

from storage import arrivals, audit, conversations, deliveries, enterprises, inbox, subscriptions, turns
from storage.database import Database
from storage.deliveries import Wanted
from storage.migrating import HEAD, Unmigrated, config, migrate, prepare, revision
from storage.tables import metadata

AT = datetime(2024, 12, 2, 2, tzinfo=UTC)
Opening = Callable[..., Database]


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(
        connection, opts={"compare_type": True, "compare_server_default": True}
    )
    found: list[object] = compare_metadata(context, metadata)
    return found


def shape(connection: Connection) -> dict[str, object]:
    """Everything a database tells of its tables, in an order of its own."""
    found = inspect(connection)
    return {
        table: (
            sorted((c["name"], str(c["type"]), c["nullable"]) for c in found.get_columns(table)),
            found.get_pk_constraint(table)["constrained_columns"],
            sorted(str(key) for key in found.get_foreign_keys(table)),
            sorted(str(key) for key in found.get_unique_constraints(table)),
            sorted(str(check["name"]) for check in found.get_check_constraints(table)),
            sorted(str((i["name"], i["column_names"], i["unique"])) for i in found.get_indexes(table)),
        )
        for table in sorted(found.get_table_names())
        if table != "alembic_version"
    }


def test_the_newest_revision_is_the_one_named(store: Database) -> None:
    with store.writing("test") as connection:
        assert ScriptDirectory.from_config(config(connection)).get_current_head() == HEAD


def test_migrations_make_what_the_models_say(empty_url: str, opening: Opening) -> None:
    found = opening(empty_url)
    assert migrate(found) == (None, HEAD)
    with found.reading() as connection:
        assert differences(connection) == []
        assert audit.broken(connection) is None


def test_tables_made_at_once_are_those_of_the_migrations(
    empty_url: str, store: Database, opening: Opening
) -> None:
    if opening(empty_url).is_sqlite != store.is_sqlite:
        pytest.skip("the same kind of database on both sides")
    migrated = opening(empty_url)
    migrate(migrated)
    with migrated.reading() as one, store.reading() as other:
        assert shape(one) == shape(other)


def test_data_goes_down_and_up_again(empty_url: str, opening: Opening) -> None:
    found = opening(empty_url)
    prepare(found)
    filled(found)
    assert migrate(found, "base") == (HEAD, None)
    with found.reading() as connection:
        assert set(inspect(connection).get_table_names()) <= {"alembic_version"}
    assert migrate(found) == (None, HEAD)
    filled(found)
    with found.reading() as connection:
        assert audit.broken(connection) is None
        assert turns.count(connection) == 1


def test_a_version_before_reminders_finds_what_it_knows(empty_url: str, opening: Opening) -> None:
    found = opening(empty_url)
    prepare(found)
    filled(found)
    assert migrate(found, "0002") == (HEAD, "0002")
    kept = text("SELECT held FROM people ORDER BY id")
    with found.reading() as connection:
        held = [
            one if one is None or isinstance(one, list) else json.loads(one)
            for one in connection.execute(kept).scalars()
        ]
        assert held == [[{"text": "好"}], None]
        assert "deliveries" not in inspect(connection).get_table_names()
    assert migrate(found) == ("0002", HEAD)
    with found.reading() as connection:
        assert differences(connection) == []
        assert turns.count(connection) == 1


def filled(found: Database) -> None:
    with found.writing("test") as connection:
        person = conversations.meet(connection, "terminal", "", "甲", AT)
        conversations.save(connection, person, conversations.Kept(), {"说": "过"}, AT)
        held = enterprises.founded(connection, person.id, AT)
        audit.write(connection, AT, f"person:{person.subject}", "name", held.subject)
        key = conversations.digest("terminal", "", "甲", "1")
        turns.keep(connection, key=key, person=person.id, at=AT, replies=[{"text": "好"}])
        colleague = conversations.meet(connection, "web", "", "乙", AT)
        subscriptions.wish(connection, person.id, subscriptions.Wishes(hours=(540, 720)), colleague.id)
        mine = subscriptions.subscribe(connection, person.id, "edition", "370200", "370200", AT)
        about = {"kind": "edition", "about": "qingdao-2024", "offset": 0, "deadline": None, "due": AT}
        wanted = Wanted(content={"名": "称"}, thread="edition:370200", region="370200", **about)
        assert deliveries.plan(connection, {mine: [wanted]}).new == 1
        assert deliveries.add(connection, colleague.id, wanted)
        arrivals.begin(connection, "qingdao-2024", "0" * 64, AT, reached=None)
        inbox.hold(connection, "terminal", "", "甲", [{"text": "好"}, {"delivery": 1}])
        inbox.hold(connection, "web", "", "乙", [{"delivery": 2}])


def test_migrating_twice_changes_nothing(store: Database) -> None:
    assert migrate(store) == (HEAD, HEAD)


def test_preparing_leaves_a_database_of_another_version_alone(store: Database) -> None:
    with store.writing("test") as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(Unmigrated) as caught:
        prepare(store)
    assert caught.value.found == "9999"
    with pytest.raises(Unmigrated):
        migrate(store)


def test_preparing_leaves_the_tables_of_others_alone(empty_url: str, opening: Opening) -> None:
    found = opening(empty_url)
    with found.writing("test") as connection:
        connection.execute(text("CREATE TABLE theirs (id INTEGER)"))
    with pytest.raises(Unmigrated):
        prepare(found)
    with found.reading() as connection:
        assert inspect(connection).get_table_names() == ["theirs"]


def test_preparing_again_keeps_everything(store: Database) -> None:
    filled(store)
    prepare(store)
    with store.reading() as connection:
        assert revision(connection) == HEAD
        assert (
            connection.execute(select(text("1")).select_from(metadata.tables["people"])).all() == [(1,)] * 2
        )
