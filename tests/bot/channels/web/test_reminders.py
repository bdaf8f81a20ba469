"""A reminder in the web chat: it stands in the thread once, and what was asked before it stays open."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from bot.answering.explaining import explained
from bot.channels.web.web import AWAY
from bot.reception.channel import SENT, Outcome, Reminder
from storage.database import Away, Database
from storage.tables import people, turns
from tests.bot.breaking import Failed, failing
from tests.bot.channels.web.pages import Clock, Site, a_page, web
from tests.bot.sending import some_turns

SAID = Reminder(key="k1", text="2024 年度申请期 2024-12-31 截止，还有 7 天。")


def user_of(store: Database) -> str:
    with store.reading() as connection:
        found: str = connection.execute(select(people.c.user)).scalar_one()
        return found


def remind(site: Site, store: Database, said: Reminder = SAID) -> Outcome:
    return site.run(site.channel.remind(user_of(store), said))


def test_a_reminder_appears_on_a_page_that_waits_once_under_its_key(store: Database) -> None:
    with web(store, tick=60) as site, a_page(site) as page, ThreadPoolExecutor() as pool:
        page.open()
        waiting = pool.submit(page.news)
        assert remind(site, store) == SENT
        assert waiting.result() == [SAID.text]
        assert page.turns[-1]["told"]
        assert page.turns[-1]["text"] == ""
        assert remind(site, store) == SENT
        assert (site.channel.reach, site.channel.is_repeatable) == ("visit", True)
        page.thread, page.after, page.turns = "", 0, []
        assert page.open()[-1:] == [SAID.text]
        assert page.open().count(SAID.text) == 1


def test_a_reminder_of_another_process_appears(url: str, opening: Callable[..., Database]) -> None:
    one, another = opening(url), opening(url)
    with (
        web(one, tick=0.01) as here,
        web(another) as there,
        a_page(here) as page,
        ThreadPoolExecutor() as pool,
    ):
        page.open()
        waiting = pool.submit(page.news)
        assert remind(there, another) == SENT
        assert waiting.result() == [SAID.text]


def test_what_was_asked_before_a_reminder_stays_open(store: Database) -> None:
    with web(store) as site, a_page(site) as page:
        page.open()
        page.say("在青岛做检测花了20万，能补多少")
        asked = page.turns[-1]
        choice = asked["replies"][-1]["choices"][0]
        remind(site, store)
        assert page.news() == [SAID.text]
        page.turns.remove(page.turns[-1])
        answered = page.press(choice["label"])
        assert answered
        with web(store) as there, a_page(there) as other:
            other.open()
            other.say("在青岛做检测花了20万，能补多少")
            assert other.press(choice["label"]) == answered


def test_a_number_typed_after_a_reminder_answers_the_question_before_it(store: Database) -> None:
    with web(store) as site, a_page(site) as page:
        page.open()
        page.say("在青岛做检测花了20万，能补多少")
        remind(site, store)
        page.news()
        assert page.say("1")
        with web(store) as there, a_page(there) as other:
            other.open()
            other.say("在青岛做检测花了20万，能补多少")
            assert other.say("1") == [reply["text"] for reply in page.turns[-1]["replies"]]


def test_whoever_comes_back_to_a_reminder_is_greeted_after_it(store: Database) -> None:
    clock = Clock()
    with web(store, now=clock) as site, a_page(site) as page:
        page.open()
        clock.at += AWAY
        remind(site, store)
        page.thread, page.after, page.turns = "", 0, []
        shown = page.open() + page.open()
        texts = [reply["text"] for said in page.turns for reply in said["replies"]]
        assert SAID.text in texts
        assert texts.index(SAID.text) < len(texts) - 1
        assert len(shown) > 1


def test_nobody_is_made_known_by_a_reminder(store: Database) -> None:
    with web(store) as site:
        outcome = site.run(site.channel.remind("nobody", SAID))
    assert outcome == Outcome(kind="refused", code="stranger")
    with store.reading() as connection:
        assert not connection.execute(select(people.c.id)).all()


def test_a_reminder_is_explained_as_one_and_exported_as_one(store: Database) -> None:
    with web(store) as site, a_page(site) as page:
        page.open()
        remind(site, store)
        page.news()
        found = explained(store, page.after)
        assert found is not None
        assert (found.is_same, found.is_gone) == (True, False)
        assert "提醒" in found.verdict
        page.say("导出我的数据")
        assert any(SAID.text in reply["text"] for reply in page.turns[-1]["replies"])


@pytest.mark.parametrize("point", ["begun", "done", "committed"])
def test_a_reminder_broken_at_any_boundary_stands_there_once(
    url: str, opening: Callable[..., Database], point: str
) -> None:
    store = opening(url, passing=failing(f"reminder:{point}", "exception"))
    with web(store, turns=some_turns(store)) as site, a_page(site) as page:
        page.open()
        with pytest.raises(Failed):
            remind(site, store)
        assert remind(site, store) == SENT
        assert page.news() == [SAID.text]
    with store.reading() as connection:
        assert len(connection.execute(select(turns.c.id).where(turns.c.message.is_(None))).all()) == 1


def test_where_the_database_is_away_it_is_tried_again(url: str, opening: Callable[..., Database]) -> None:
    def passing(at: str) -> None:
        if at == "reminder:begun":
            raise Away("gone")

    store = opening(url, passing=passing)
    with web(store) as site, a_page(site) as page:
        page.open()
        assert remind(site, store) == Outcome(kind="retry", code="database")
