"""What SQLite and PostgreSQL keep differently is kept the same."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError, StatementError

from storage import enterprises, unanswered
from storage.database import Database
from storage.tables import conversations, memberships, people, turns
from storage.tables import enterprises as enterprises_table

SHANGHAI = timezone(timedelta(hours=8))
AT = datetime(2024, 12, 31, 23, 59, 59, 999_999, tzinfo=SHANGHAI)


def a_person(store: Database, at: datetime = AT) -> int:
    with store.writing("test") as connection:
        row = {"channel": "terminal", "account": "", "user": "甲", "subject": "a" * 32, "since": at}
        return int(connection.execute(insert(people).returning(people.c.id), row).scalar_one())


def test_a_moment_comes_back_aware_and_in_utc(store: Database) -> None:
    a_person(store)
    with store.reading() as connection:
        found = connection.execute(select(people.c.since)).scalar_one()
    assert found == AT
    assert found.utcoffset() == timedelta(0)


def test_moments_of_other_offsets_are_in_order(store: Database) -> None:
    a_person(store)
    with store.reading() as connection:
        later = select(people.c.id).where(people.c.since < datetime(2024, 12, 31, 16, 30, tzinfo=UTC))
        assert connection.execute(later).first()
        earlier = select(people.c.id).where(people.c.since < datetime(2024, 12, 31, 15, 30, tzinfo=UTC))
        assert connection.execute(earlier).first() is None


def test_a_naive_moment_is_refused(store: Database) -> None:
    with pytest.raises(StatementError, match="naive"):
        a_person(store, AT.replace(tzinfo=None))


def test_chinese_keys_of_json_are_found_by_the_database_itself(store: Database) -> None:
    person = a_person(store)
    with store.writing("test") as connection:
        values = {"person": person, "state": {"注册地": {"值": "青岛"}}, "version": 1, "at": AT}
        connection.execute(insert(conversations), values)
    state = conversations.c.state
    with store.reading() as connection:
        assert connection.execute(select(state["注册地"]["值"].as_string())).scalar_one() == "青岛"
        as_text = connection.execute(text("SELECT CAST(state AS TEXT) FROM conversations")).scalar_one()
        assert "注册地" in as_text


def test_none_in_a_json_column_is_null(store: Database) -> None:
    with store.writing("test") as connection:
        connection.execute(insert(turns), {"key": "k", "at": AT, "replies": [], "message": None})
        assert connection.execute(select(turns.c.id).where(turns.c.message.is_(None))).first()


def test_none_inside_json_stays_none(store: Database) -> None:
    person = a_person(store)
    with store.writing("test") as connection:
        held = enterprises.founded(connection, person, AT)
        enterprises.change(connection, held.id, told={"staff": {"value": None}})
        found = enterprises.of_person(connection, person)
    assert found is not None
    assert found.told == {"staff": {"value": None}}


def test_a_word_that_is_none_of_the_few_is_refused_by_the_database(store: Database) -> None:
    person = a_person(store)
    with store.writing("test") as connection:
        made = enterprises.founded(connection, person, AT).id
    statement = text("UPDATE memberships SET proof = 'hearsay'")
    with pytest.raises(IntegrityError), store.writing("test") as connection:
        connection.execute(statement)
    with store.reading() as connection:
        found = connection.execute(select(memberships.c.enterprise, memberships.c.proof)).one()
    assert tuple(found) == (made, "founder")


def test_only_one_enterprise_of_a_code_is_vouched_for(store: Database) -> None:
    row = {"uscc": "91370200MA3XXXXXXX", "name": "", "since": AT, "told": {}, "ticks": []}
    with store.writing("test") as connection:
        for number, is_proven in enumerate((False, False, True)):
            values = {**row, "subject": str(number), "proven": is_proven}
            connection.execute(insert(enterprises_table), values)
    with pytest.raises(IntegrityError), store.writing("test") as connection:
        connection.execute(insert(enterprises_table), {**row, "subject": "4", "proven": True})


def test_what_was_left_open_is_counted_by_point(store: Database) -> None:
    day = date(2024, 12, 2)
    with store.writing("test") as connection:
        for text_ in ("能分期吗", "能分期吗", "啥"):
            unanswered.keep(connection, day, kind="not_understood", text=text_)
        unanswered.keep(connection, day, kind="not_stated", region="370200", point="cash", text="")
        found = unanswered.lines(connection)
    told = [(line.kind, line.region, line.point, line.text, line.times) for line in found]
    assert told == [
        ("not_stated", "370200", "cash", "", 1),
        ("not_understood", None, None, "能分期吗", 2),
        ("not_understood", None, None, "啥", 1),
    ]
