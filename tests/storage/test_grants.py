"""Leave to send notices is kept until it is used up or withdrawn."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from storage import conversations, grants
from storage.database import Connection, Database

AT = datetime(2024, 12, 2, 2, tzinfo=UTC)
WHO = ("wechat", "wx1", "甲")
LATER = AT + timedelta(hours=1)


def granted(store: Database, *lasting: bool, template: str = "T1") -> None:
    with store.writing("test") as connection:
        conversations.meet(connection, *WHO, AT)
        for one in lasting:
            assert grants.grant(connection, *WHO, template, one, AT)


def is_usable(connection: Connection, template: str = "T1", *, lasting: bool = False) -> bool:
    return grants.usable(connection, *WHO, template, lasting=lasting) is not None


def test_one_time_leave_is_for_as_many_notices_as_it_was_given(store: Database) -> None:
    granted(store, False, False)
    with store.writing("test") as connection:
        assert is_usable(connection)
        spent = [grants.spend(connection, *WHO, "T1", LATER) for _ in range(3)]
        assert spent == [True, True, False]
        assert not is_usable(connection)


def test_lasting_leave_is_not_used_up_but_ends_when_it_is_withdrawn(store: Database) -> None:
    granted(store, True, True, False)
    with store.writing("test") as connection:
        assert grants.spend(connection, *WHO, "T1", LATER)
        assert not grants.spend(connection, *WHO, "T1", LATER)
        assert is_usable(connection, lasting=True)
        grants.withdraw(connection, *WHO, "T1", LATER)
        assert not is_usable(connection, lasting=True)
        assert grants.grant(connection, *WHO, "T1", True, LATER)
        assert is_usable(connection, lasting=True)


def test_leave_is_for_one_template_of_one_person(store: Database) -> None:
    granted(store, False, True)
    granted(store, False, template="T2")
    with store.writing("test") as connection:
        conversations.meet(connection, "wechat", "wx2", "甲", AT)
        assert grants.usable(connection, "wechat", "wx2", "甲", "T1", lasting=True) is None
        grants.withdraw(connection, *WHO, "T1", LATER)
        assert not is_usable(connection)
        assert is_usable(connection, "T2")


def test_of_whoever_is_not_known_no_leave_is_kept(store: Database) -> None:
    with store.writing("test") as connection:
        assert not grants.grant(connection, *WHO, "T1", True, AT)
        assert not grants.spend(connection, *WHO, "T1", AT)


def test_leave_for_one_notice_is_spent_once_however_many_come(store: Database) -> None:
    granted(store, False, False)

    def spend(_: int) -> bool:
        with store.writing("test") as connection:
            return grants.spend(connection, *WHO, "T1", LATER)

    with ThreadPoolExecutor(6) as threads:
        assert sorted(threads.map(spend, range(6))) == [False] * 4 + [True] * 2
