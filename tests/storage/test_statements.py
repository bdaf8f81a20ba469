"""What every turn runs past SQLAlchemy's own execution gives and raises what that would."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import bindparam, delete, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from storage.database import Away, Collision, Database
from storage.patience import patience
from storage.statements import Statement
from storage.tables import people

AT = datetime(2024, 12, 31, 23, 59, 59, 999_999, tzinfo=timezone(timedelta(hours=8)))
Opening = Callable[..., Database]

NAMES = ("channel", "account", "user", "subject", "since", "held")
ADD = Statement(
    insert(people).values({name: bindparam(name) for name in NAMES}).returning(people.c.id, people.c.since)
)
FOUND = select(people).where(people.c.user == bindparam("user"))


def a_person(**values: Any) -> dict[str, Any]:
    return {"channel": "c", "account": "", "user": "甲", "subject": "s", "since": AT, "held": None, **values}


@pytest.mark.parametrize("held", [None, [], [{"说": [None, True, 1.5, "%s :x ?"]}]], ids=str)
def test_a_row_is_the_one_that_sqlalchemy_finds(store: Database, held: object) -> None:
    with store.writing("test") as connection:
        made = ADD.first(connection, a_person(held=held))
        found = Statement(FOUND).first(connection, {"user": "甲"})
        same = connection.execute(FOUND, {"user": "甲"}).one()
    assert vars(found) == dict(same._mapping)
    assert (made.since, found.since, found.held) == (AT, AT, held)
    assert found.since.utcoffset() == timedelta(0)


def test_what_is_not_there_is_none(store: Database) -> None:
    with store.reading() as connection:
        assert Statement(FOUND).first(connection, {"user": "乙"}) is None


def test_rows_that_change_are_counted(store: Database) -> None:
    change = Statement(
        update(people).where(people.c.channel == bindparam("_in")).values(account=bindparam("_to"))
    )
    remove = Statement(delete(people).where(people.c.account == bindparam("account")))
    with store.writing("test") as connection:
        for user in ("甲", "乙"):
            ADD.first(connection, a_person(user=user, subject=user))
        assert change.change(connection, {"_in": "c", "_to": "x"}) == 2
        assert change.change(connection, {"_in": "d", "_to": "x"}) == 0
        assert remove.change(connection, {"account": "x"}) == 2


def test_a_naive_moment_is_refused(store: Database) -> None:
    with pytest.raises(ValueError, match="naive"), store.writing("test") as connection:
        ADD.first(connection, a_person(since=AT.replace(tzinfo=None)))


def test_a_moment_is_kept_as_sqlalchemy_keeps_it(store: Database) -> None:
    moments = [
        datetime(1, 1, 2, tzinfo=UTC),
        AT,
        AT.replace(microsecond=0),
        datetime(9999, 12, 30, tzinfo=UTC),
    ]
    with store.writing("test") as connection:
        for n, at in enumerate(moments):
            ADD.first(connection, a_person(user=str(n), subject=str(n), since=at))
        kept = connection.execute(select(people.c.since).order_by(people.c.id)).scalars().all()
        assert kept == moments
        if store.is_sqlite:
            texts = connection.execute(text("SELECT since FROM people ORDER BY id")).scalars().all()
            assert texts[1:3] == ["2024-12-31 15:59:59.999999", "2024-12-31 15:59:59.000000"]


def test_an_error_is_the_one_that_sqlalchemy_raises_and_shows_no_value(store: Database) -> None:
    with store.writing("test") as connection:
        ADD.first(connection, a_person(user="Geheim_9"))
    with pytest.raises(IntegrityError) as caught, store.writing("test") as connection:
        ADD.first(connection, a_person(user="Geheim_9", subject="t"))
    assert "Geheim_9" not in str(caught.value).partition("DETAIL")[0]
    assert caught.value.orig is not None
    # The next transaction finds everything as it was.
    with store.writing("test") as connection:
        assert ADD.first(connection, a_person(user="乙", subject="t")).id


def test_what_waits_for_somebody_else_too_long_is_away(store: Database, url: str, opening: Opening) -> None:
    other = opening(url)
    held = Statement(select(people.c.id).where(people.c.user == bindparam("user")).with_for_update())
    with store.writing("test") as connection:
        ADD.first(connection, a_person())
    with store.writing("test") as connection:
        held.first(connection, {"user": "甲"})
        with pytest.raises(Away), patience(0.2), other.writing("test") as second:
            held.first(second, {"user": "甲"})
    with other.writing("test") as connection:
        assert held.first(connection, {"user": "甲"})


def test_a_connection_whose_server_is_gone_is_given_up(store: Database, url: str, opening: Opening) -> None:
    if store.is_sqlite:
        pytest.skip("SQLite has no server to go away")
    found = Statement(FOUND)

    def cut_off() -> None:
        with store.writing("test") as connection:
            mine = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
            with opening(url).reading() as other:
                other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": mine})
            found.first(connection, {"user": "甲"})

    with pytest.raises(Away):
        cut_off()
    with store.writing("test") as connection:
        assert ADD.first(connection, a_person()).id


def test_the_hand_that_failed_leaves_the_pen_as_it_was(store: Database) -> None:
    def failed() -> None:
        with store.writing("test") as connection:
            ADD.first(connection, a_person())
            raise Collision

    for _ in range(3):
        with pytest.raises(Collision):
            failed()
    with store.writing("test") as connection:
        ADD.first(connection, a_person())
    with store.reading() as connection:
        assert len(connection.execute(select(people.c.id)).all()) == 1


def test_hands_at_once_write_one_after_the_other(store: Database) -> None:
    def written(n: int) -> None:
        with store.writing("test") as connection:
            ADD.first(connection, a_person(user=str(n), subject=str(n)))

    threads = [threading.Thread(target=written, args=(n,)) for n in range(20)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    with store.reading() as connection:
        assert len(connection.execute(select(people.c.id)).all()) == 20


def test_a_pen_that_was_put_away_waits_as_any_connection(url: str, opening: Opening) -> None:
    store = opening(url)
    if not store.is_sqlite:
        pytest.skip("only SQLite has a pen")
    with pytest.raises(Away), store.writing("test") as connection:
        connection.execute(text("SELECT * FROM nowhere"))
    with store.reading() as connection:
        assert connection.execute(text("PRAGMA busy_timeout")).scalar() == 2500
    with store.writing("test") as connection:
        assert connection.execute(text("PRAGMA busy_timeout")).scalar() == 0
    store.close()
    with store.reading() as connection:
        assert connection.execute(text("PRAGMA busy_timeout")).scalar() == 2500
