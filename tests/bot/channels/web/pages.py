"""Pages: the web chat behind real HTTP, and what a page of it sends."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

import httpx
from starlette.applications import Starlette

from bot.answering.turns import Turns
from bot.channels.web.web import Web
from bot.reception.meters import Meters
from bot.reception.reception import Reception
from storage.database import Database
from tests.bot.sending import AT, some_turns
from tests.bot.serving import serving

T = TypeVar("T")
KEY = "a key of the tests"
_KEYS = itertools.count(1)


def a_key() -> str:
    """The key of a new message."""
    return f"{next(_KEYS):032x}"


class Clock:
    """What time it is, until it is moved."""

    def __init__(self) -> None:
        self.at = AT

    def __call__(self) -> datetime:
        return self.at

    def pass_by(self, **how_much: float) -> None:
        self.at += timedelta(**how_much)


@dataclass(frozen=True, kw_only=True)
class Site:
    """A web chat that is served."""

    url: str
    channel: Web
    reception: Reception
    loop: asyncio.AbstractEventLoop

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """What a coroutine gives in the server's own loop."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result()


@contextmanager
def web(
    store: Database,
    *,
    turns: Turns | None = None,
    now: Callable[[], datetime] | None = None,
    is_secure: bool = False,
    a_minute: int = 1_000,
    **more: float,
) -> Iterator[Site]:
    """A web chat on a database, as a service begins and ends it."""
    reception = Reception(turns or some_turns(store), store, Meters(), now or Clock(), a_minute=a_minute)
    channel = Web(reception, store, key=KEY, is_secure=is_secure, **more)
    loops: list[asyncio.AbstractEventLoop] = []

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        loops.append(asyncio.get_running_loop())
        await channel.start()
        yield
        await channel.stop()
        await reception.stop()

    with serving(Starlette(routes=list(channel.routes()), lifespan=lifespan)) as url:
        site = Site(url=url, channel=channel, reception=reception, loop=loops[0])
        try:
            yield site
        finally:
            # Before requests under way are waited for.
            site.run(channel.stop())


@dataclass
class Page:
    """What a page sends, and what it has shown."""

    client: httpx.Client
    thread: str = ""
    after: int = 0
    turns: list[dict[str, Any]] = field(default_factory=list)

    def post(self, path: str, content: dict[str, Any], **headers: str) -> httpx.Response:
        given = {"Origin": str(self.client.base_url).rstrip("/"), **headers}
        return self.client.post(f"/chat/{path}", json=content, headers=given)

    def open(self) -> list[str]:
        """The texts of what was said, the last first read."""
        return self._take(self.post("open", {}))

    def say(self, text: str, key: str | None = None) -> list[str]:
        """The texts of the replies to a message, and of whatever else is new."""
        return self._take(self.post("say", {"text": text, "key": key or a_key(), **self.shown}))

    def press(self, label: str) -> list[str]:
        """The replies to a press on a button of the last turn."""
        return self._take(self.post("say", {"button": self.button(label), "key": a_key(), **self.shown}))

    def button(self, label: str, turn: int = -1) -> str:
        choices = [one for reply in self.turns[turn]["replies"] for one in reply.get("choices", ())]
        found: str = next(one["button"] for one in choices if one["label"] == label)
        return found

    def news(self) -> list[str]:
        """The replies that came meanwhile; waits for them."""
        return self._take(self.post("news", self.shown))

    @property
    def shown(self) -> dict[str, str]:
        return {"thread": self.thread, "after": str(self.after)}

    def _take(self, response: httpx.Response) -> list[str]:
        assert response.status_code == 200, response.text
        found = response.json()
        assert "error" not in found, found
        if found["thread"] != self.thread:
            self.thread, self.after, self.turns = found["thread"], 0, []
        self.turns += found["turns"]
        self.after = max([self.after, *(said["turn"] for said in found["turns"])])
        replies = [reply for said in found["turns"] for reply in said["replies"]] + found.get("alone", [])
        return [reply["text"] for reply in replies]


@contextmanager
def a_page(site: Site, cookies: httpx.Cookies | None = None) -> Iterator[Page]:
    """A page in a browser of its own, or in that of some cookies."""
    # Nothing is verified over plain http, but loading the certificates would take a while.
    with httpx.Client(
        base_url=site.url, cookies=cookies, timeout=20, trust_env=False, verify=False
    ) as client:
        yield Page(client)
