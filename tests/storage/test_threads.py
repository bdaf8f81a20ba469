"""Threads: what a channel shows again is that of one person alone, and nothing after an erasure."""

from __future__ import annotations

from typing import Any

from storage import conversations, threads, turns
from storage.database import Database
from storage.threads import Thread
from tests.bot.sending import AT


def said(store: Database, text: str, **who: str) -> int:
    """The number of a turn of somebody who said this."""
    with store.writing("test") as connection:
        person = conversations.meet(connection, **_known(who), at=AT)
        values: dict[str, Any] = {"message": {"text": text}, "replies": [], "person": person.id}
        return turns.keep(connection, key=f"{text}{who}", at=AT, **values)


def shown(store: Database, *, name: str = "", after: int = 0, most: int = 20, **who: str) -> Thread:
    with store.reading() as connection:
        return threads.thread(connection, **_known(who), name=name, after=after, most=most)


def _known(who: dict[str, str]) -> dict[str, str]:
    return {"channel": "web", "account": "", "user": "甲", **who}


def texts(thread: Thread) -> list[str]:
    return [one.message["text"] for one in thread.said]


def test_a_thread_holds_the_last_turns_of_one_person_in_their_order(store: Database) -> None:
    for n in range(5):
        said(store, f"{n}")
        said(store, f"other {n}", user="乙")
        said(store, f"elsewhere {n}", channel="telegram")
        said(store, f"account {n}", account="b")
    assert texts(shown(store)) == ["0", "1", "2", "3", "4"]
    assert texts(shown(store, most=2)) == ["3", "4"]
    whole = shown(store)
    assert texts(shown(store, name=whole.name, after=whole.said[2].turn)) == ["3", "4"]
    assert texts(shown(store, name="another", after=whole.said[2].turn)) == texts(whole)


def test_after_an_erasure_the_thread_is_another_one(store: Database) -> None:
    said(store, "before")
    before = shown(store)
    with store.writing("test") as connection:
        person = conversations.person(connection, "web", "", "甲")
        assert person is not None
        conversations.erase(connection, person)
    assert shown(store, name=before.name) == Thread(name="", said=())
    said(store, "after")
    # Whatever its number: SQLite may give that of an erased one.
    now = shown(store, name=before.name, after=before.said[-1].turn)
    assert texts(now) == ["after"]
    assert now.name not in ("", before.name)


def test_the_last_turns_of_many_are_told_at_once(store: Database) -> None:
    number = {user: said(store, "a", user=user) for user in "甲乙丙"}
    with store.reading() as connection:
        found = threads.lasts(connection, "web", "", ["甲", "丙", "丁"])
    assert found == {user: (shown(store, user=user).name, number[user]) for user in "甲丙"}


def test_the_name_of_a_thread_does_not_lead_to_the_audit(store: Database) -> None:
    said(store, "a")
    with store.writing("test") as connection:
        person = conversations.person(connection, "web", "", "甲")
    assert person is not None
    assert shown(store).name not in person.subject
