"""A service that reminds: from a word in the web chat to the reminder on the page, while the clock goes on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from io import StringIO

import httpx
import pytest

from bot.answering.turns import Turns
from bot.channels.web.web import Web
from bot.reception.meters import Meters
from bot.reception.reception import Reception
from bot.reminding.engine import Engine
from bot.reminding.planner import Planner
from bot.reminding.sender import Sender
from bot.service.application import Service
from bot.service.logs import logging_to
from dialogs import respond
from storage.database import Database
from tests.bot.channels.web.pages import KEY, Page
from tests.bot.reminding.outside import AT, Clock, a_person, owed, state
from tests.bot.sending import shipped
from tests.bot.service.plain import Plain
from tests.bot.serving import serving

DAY = timedelta(days=1)
LAST_MORNING = datetime.fromisoformat("2024-12-31T08:30:00+08:00")


@contextmanager
def served(store: Database, clock: Clock) -> Iterator[str]:
    """The service as `serve` makes it, with the web chat alone."""
    turns = Turns(store, shipped(), respond, reaches={"web": "visit"})
    reception = Reception(turns, store, Meters(), clock, is_inline=store.is_sqlite)
    channel = Web(reception, store, key=KEY, is_secure=False, tick=0.01)
    sender = Sender(store, {channel.name: channel}, reception.meters, clock)
    engine = Engine(sender, Planner(store, shipped()), clock, pause=0.01)
    with serving(Service(reception, store, [channel], engine).application) as url:
        yield url


def test_whoever_asks_in_the_web_chat_is_reminded_on_the_page(store: Database) -> None:
    clock = Clock(datetime.fromisoformat("2024-12-20T10:00:00+08:00"))
    with ExitStack() as stack:
        url = stack.enter_context(served(store, clock))
        client = stack.enter_context(httpx.Client(base_url=url, timeout=20, trust_env=False))
        pool = stack.enter_context(ThreadPoolExecutor())
        page = Page(client)
        page.open()
        for text in ("青岛", "什么时候截止"):
            page.say(text)
        assert "已订阅" in page.say("提醒我")[-1]
        told = []
        while clock.at < LAST_MORNING:
            clock.at += DAY
            if clock.at.weekday() >= 5 or clock.at.day not in (24, 30, 31):
                continue
            waiting = pool.submit(page.news)
            told += waiting.result()
        assert len(told) == 3
        assert all("12-31" in text or "今天" in text for text in told)
        assert "还有 7 天" in told[0]
        assert all(said.get("told") for said in page.turns[-3:])
        # It is no answer, and an answer still comes.
        assert page.say("能补多少")


def test_a_service_that_ends_acknowledges_what_it_sent(store: Database) -> None:
    number = owed(store, a_person(store, channel="plain"))
    reception = Reception(Turns(store, shipped(), respond), store, Meters(), lambda: AT)
    channel = Plain(reception)
    sender = Sender(store, {"plain": channel}, reception.meters, reception.now)
    service = Service(reception, store, [channel], Engine(sender, Planner(store, shipped()), reception.now))
    with serving(service.application):
        assert channel.has_reminded.wait(20)
    assert state(store, number) == ("sent", None)


def test_how_it_stands_with_the_reminders_is_measured(store: Database) -> None:
    who = a_person(store, channel="elsewhere")
    owed(store, who, due=AT - DAY)
    owed(store, who, about="2", due=AT + DAY)
    reception = Reception(Turns(store, shipped(), respond), store, Meters(), lambda: AT)
    with (
        serving(Service(reception, store, [Plain(reception)]).application) as url,
        httpx.Client(base_url=url, trust_env=False) as client,
    ):
        metrics = client.get("/metrics").text
    assert 'quanzhu_reminders_kept{state="due"} 2.0' in metrics
    assert "quanzhu_reminders_overdue 1.0" in metrics
    assert "quanzhu_reminders_overdue_seconds 86400.0" in metrics


class Broken:
    """Work that fails once, and then runs until it is stopped."""

    def __init__(self) -> None:
        self.runs = 0

    async def run(self) -> None:
        self.runs += 1
        if self.runs == 1:
            raise ValueError("once")

    def stop(self) -> None:
        return


def test_what_fails_beside_the_requests_begins_anew(store: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.service.application.PAUSE", 0.0)
    reception = Reception(Turns(store, shipped(), respond), store, Meters(), lambda: AT)
    work, said = Broken(), StringIO()
    with (
        logging_to(said, lambda: AT),
        serving(Service(reception, store, [Plain(reception)], work).application),
    ):
        while work.runs < 2:
            pass
    assert any(json.loads(line)["event"] == "reminders" for line in said.getvalue().splitlines())
