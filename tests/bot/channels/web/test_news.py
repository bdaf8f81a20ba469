"""News: what is said in another page, by another process or later reaches a page that waits."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx

from bot.answering.incoming import Incoming
from bot.channels.web.watch import MOST_OF_ONE, UNKNOWN, Last, Watch, ended
from bot.reception.channel import SENT
from storage.database import Database
from storage.tables import people
from tests.bot.channels.web.pages import Page, Site, a_page, web
from tests.bot.sending import AT, some_turns

ASKED = "在青岛找外地机构做研发服务，付了30万，能补多少"
FOUND = "最高可兑付 9 万元"


def test_what_is_said_in_one_page_appears_in_the_other(store: Database) -> None:
    with web(store, tick=60) as site, a_page(site) as page, ThreadPoolExecutor() as pool:
        page.open()
        with a_page(site, page.client.cookies) as other:
            other.open()
            waiting = pool.submit(other.news)
            page.say(ASKED)
            assert waiting.result()[0].startswith(FOUND)
            assert other.turns == page.turns


def test_what_another_process_answers_appears(url: str, opening: Callable[..., Database]) -> None:
    one, another = opening(url), opening(url)
    with (
        web(one, tick=0.01) as here,
        web(another) as there,
        a_page(here) as page,
        ThreadPoolExecutor() as pool,
    ):
        page.open()
        waiting = pool.submit(page.news)
        with a_page(there, page.client.cookies) as other:
            other.say(ASKED)
        assert waiting.result()[0].startswith(FOUND)


def test_what_is_answered_later_appears(store: Database) -> None:
    turns = some_turns(store)
    with web(store, turns=turns, tick=60) as site, a_page(site) as page, ThreadPoolExecutor() as pool:
        page.open()
        waiting = pool.submit(page.news)
        with store.reading() as connection:
            (user,) = connection.execute(people.select().with_only_columns(people.c.user)).one()
        message = Incoming(channel="web", account="", user=user, key="later", at=AT, text=ASKED)
        assert site.run(site.channel.deliver(message, turns.handle(message), 0, _passed)) == SENT
        assert waiting.result()[0].startswith(FOUND)


async def _passed(parts: int) -> None:
    return


def test_an_erasure_in_one_page_empties_the_other_of_another_process(
    url: str, opening: Callable[..., Database]
) -> None:
    one, another = opening(url), opening(url)
    with (
        web(one, tick=0.01) as here,
        web(another) as there,
        a_page(here) as page,
        ThreadPoolExecutor() as pool,
    ):
        page.open()
        page.say(ASKED)
        with a_page(there, page.client.cookies) as other:
            other.open()
            other.say("删除我的数据")
            page.news()
            waiting = pool.submit(page.news)
            other.press("确认删除")
        assert waiting.result() == []
        assert (page.thread, page.turns) == ("", [])


def test_a_page_without_news_is_answered_before_a_proxy_gives_up(store: Database) -> None:
    with web(store, wait=0.01) as site, a_page(site) as page:
        page.open()
        assert page.news() == []


def test_whoever_waits_goes_home_when_the_service_stops(store: Database) -> None:
    with ThreadPoolExecutor() as pool:
        with web(store, wait=3_600, tick=3_600) as site, a_page(site) as page:
            page.open()
            waiting = [pool.submit(_asked, site.url, page) for _ in range(3)]
            site.run(_all_wait(site, 3))
        assert [one.result() for one in waiting] == [200, 200, 200]


async def _all_wait(site: Site, most: int) -> None:
    while site.channel._watch._count < most:
        await asyncio.sleep(0)


def _asked(url: str, page: Page) -> int:
    with httpx.Client(base_url=url, cookies=page.client.cookies, trust_env=False, verify=False) as client:
        headers = {"Origin": url}
        return client.post("/chat/news", json=page.shown, headers=headers, timeout=30).status_code


# The watch itself.


def watching(lasts: dict[str, Last] | None) -> Watch:
    async def found(users: list[str]) -> dict[str, Last] | None:
        return None if lasts is None else {user: lasts[user] for user in users if user in lasts}

    return Watch(found, tick=0)


async def never() -> None:
    await asyncio.Event().wait()


def test_a_look_ends_the_waiting_of_those_alone_for_whom_there_is_news() -> None:
    async def looked(shown: Last, last: dict[str, Last]) -> bool:
        watch = watching(last)
        task = asyncio.create_task(watch.run())
        with watch.waiting("甲", shown) as one, watch.waiting("乙", UNKNOWN) as mark:
            last["乙"] = ("b", 1)
            await mark.ends.wait()
            found = one.ends.is_set()
        task.cancel()
        return found

    assert not asyncio.run(looked(("a", 3), {"甲": ("a", 3)}))
    assert not asyncio.run(looked(UNKNOWN, {}))
    assert asyncio.run(looked(("a", 3), {"甲": ("a", 4)}))
    assert asyncio.run(looked(("a", 3), {"甲": ("c", 1)}))
    assert asyncio.run(looked(("a", 3), {}))
    assert asyncio.run(looked(UNKNOWN, {"甲": ("a", 1)}))
    # A backup was put back meanwhile: there is nothing to show.
    assert not asyncio.run(looked(("a", 3), {"甲": ("a", 2)}))


def test_nobody_is_sent_home_where_the_database_is_away() -> None:
    asked = []

    async def looked() -> None:
        is_asked_twice = asyncio.Event()

        async def away(users: list[str]) -> None:
            asked.append(users)
            if len(asked) == 2:
                is_asked_twice.set()

        watch = Watch(away, tick=0)
        task = asyncio.create_task(watch.run())
        with watch.waiting("甲", ("a", 3)) as one:
            await is_asked_twice.wait()
            assert not one.ends.is_set()
        task.cancel()

    asyncio.run(looked())
    assert asked[:2] == [["甲"], ["甲"]]


def test_of_one_persons_many_requests_the_oldest_goes_home() -> None:
    async def waited() -> list[bool]:
        watch = watching({})
        held = [watch.waiting("甲", UNKNOWN) for _ in range(MOST_OF_ONE + 1)]
        all_of_one = [one.__enter__() for one in held]
        return [one.ends.is_set() for one in all_of_one]

    assert asyncio.run(waited()) == [True] + [False] * MOST_OF_ONE


def test_a_page_that_has_left_is_not_waited_for() -> None:
    async def waited() -> None:
        watch = watching({})
        with watch.waiting("甲", UNKNOWN) as one:
            await ended(one, lambda: asyncio.sleep(0), 3_600)
        with watch.waiting("甲", UNKNOWN) as one:
            watch.tell("甲")
            await ended(one, never, 3_600)
        with watch.waiting("甲", UNKNOWN) as one:
            await ended(one, never, 0)
        watch.stop()
        with watch.waiting("甲", UNKNOWN) as one:
            await ended(one, never, 3_600)

    asyncio.run(waited())
