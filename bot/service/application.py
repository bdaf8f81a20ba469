"""Application: all channels in one, with what tells whether it lives, is ready, and how it fares."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from http import HTTPStatus
from ipaddress import ip_address
from typing import Protocol

import structlog
from prometheus_client import ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.reception.channel import Channel
from bot.reception.inbox import Inbox
from bot.reception.reception import Reception
from storage import deliveries
from storage.database import Away, Database
from storage.migrating import HEAD, revision
from storage.patience import patience

# Seconds within which a database that is ready answers; until it is given up, as a new connection may need two;
# until the inbox is opened again after it failed.
ANSWERING, LOOKING, PAUSE = 1.0, 2.5, 1.0
# Seconds that an end may take, requests under way not counted; of them the channels have the last ones.
ENDING, STOPPING = 14.0, 3.0
_PLAIN = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
_TEXTS = {404: "没有这个地址。", 405: "这个地址不这样用。", 500: "出错了，请稍后再试。"}

log = structlog.get_logger(__name__)


class Works(Protocol):
    """What goes on beside the requests: it runs until it is stopped, and then ends what is under way."""

    async def run(self) -> None: ...

    def stop(self) -> None: ...


class Service:
    """Begins and ends with its application's lifespan; `end` may come before, and again."""

    def __init__(
        self,
        reception: Reception,
        database: Database,
        channels: Sequence[Channel],
        reminds: Works | None = None,
    ):
        """`reminds` sends the reminders, where no process of their own does."""
        self._reception, self._database, self._channels = reception, database, channels
        self._readiness = Readiness(database)
        inbox = Inbox(reception, database, {channel.name: channel for channel in channels})
        self._works: dict[str, Works] = {"inbox": inbox} | ({"reminders": reminds} if reminds else {})
        self._working: dict[str, asyncio.Task[None]] = {}
        self._ending: asyncio.Task[None] | None = None
        ProcessCollector(registry=reception.meters.registry)
        self.application = Starlette(
            routes=[
                *(route for channel in channels for route in channel.routes()),
                Route("/healthz", self._is_alive),
                Route("/readyz", self._is_ready),
                Route("/metrics", self._metrics),
            ],
            middleware=[Middleware(_Guard, reception=reception)],
            exception_handlers={HTTPException: _refused},
            lifespan=self._life,
        )

    async def end(self) -> None:
        """Takes nothing more to push, lets what is being pushed arrive, then ends the channels; within ENDING."""
        if self._ending is None:
            self._ending = asyncio.create_task(self._end())
        await self._ending

    async def _end(self) -> None:
        for work in self._works.values():
            work.stop()
        if self._working:
            _, late = await asyncio.wait(self._working.values(), timeout=ENDING - STOPPING)
            for name, task in self._working.items():
                if task in late:
                    # What it has not delivered is taken up by another process, or by the next one.
                    log.warning("stop", reason=name)
                    task.cancel()
        await asyncio.gather(*map(self._stop, self._channels))

    async def _stop(self, channel: Channel) -> None:
        try:
            await asyncio.wait_for(channel.stop(), STOPPING)
        except Exception:
            log.exception("stop", channel=channel.name)

    @asynccontextmanager
    async def _life(self, _: Starlette) -> AsyncIterator[None]:
        for channel in self._channels:
            try:
                await channel.start()
            except Exception:
                log.exception("start", channel=channel.name)
                raise
        self._working = {
            name: asyncio.create_task(self._work(name, work)) for name, work in self._works.items()
        }
        yield
        await self.end()
        await self._reception.stop()
        self._readiness.close()

    async def _work(self, name: str, work: Works) -> None:
        """Keeps the inbox, or the reminders, at work, whatever befalls it."""
        while True:
            try:
                return await work.run()
            except Exception:
                log.exception(name)
                if self._ending is not None:
                    return
                await asyncio.sleep(PAUSE)

    async def _is_alive(self, _: Request) -> Response:
        return _text("ok")

    async def _is_ready(self, _: Request) -> Response:
        if self._ending is not None:
            return _text("stopping", 503)
        found = await self._readiness.found()
        return _text(found, 200 if found == READY else 503)

    async def _metrics(self, request: Request) -> Response:
        """For this machine alone: whoever comes through a proxy has the address that it names."""
        if request.client is None or not _is_near(request.client.host):
            return _text(_TEXTS[404], 404)
        with suppress(Away):
            await self._reception.in_thread(self._measure)
        metrics = generate_latest(self._reception.meters.registry)
        return Response(metrics, headers={**_PLAIN, "Content-Type": CONTENT_TYPE_LATEST})

    def _measure(self) -> None:
        """How it stands with the reminders of all processes."""
        at, meters = self._reception.now(), self._reception.meters
        with patience(LOOKING), self._database.reading() as connection:
            found = deliveries.counts(connection, at)
        for state, count in found.states.items():
            meters.kept.labels(state).set(count)
        meters.overdue.set(found.overdue)
        meters.longest.set(found.late.total_seconds())


READY = "ready"


class Readiness:
    """Whether the database answers and has the tables of this version; it is asked once at a time."""

    def __init__(self, database: Database, within: float = ANSWERING):
        """`within`: seconds that a database which is ready needs at most."""
        self._database, self._within = database, within
        # Of its own: those of the turns may all be waiting for the database.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="ready")
        self._asked: asyncio.Future[str] | None = None

    async def found(self) -> str:
        """READY, or in a word what is not."""
        if self._asked is None or self._asked.done():
            self._asked = asyncio.get_running_loop().run_in_executor(self._thread, self._look)
        try:
            return await asyncio.wait_for(asyncio.shield(self._asked), self._within)
        except TimeoutError:
            return "slow"

    def close(self) -> None:
        """Asks nothing more."""
        self._thread.shutdown(wait=False)

    def _look(self) -> str:
        try:
            with patience(LOOKING), self._database.reading() as connection:
                return READY if revision(connection) == HEAD else "unmigrated"
        except Away:
            return "away"


class _Guard:
    """What nobody foresaw is one short answer and one entry in the log."""

    def __init__(self, app: ASGIApp, reception: Reception):
        self._app, self._meters = app, reception.meters

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        has_begun = False

        async def sending(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self._app(scope, receive, sending)
        except ClientDisconnect:
            return
        except Exception:
            route = scope.get("route")
            log.exception("request", method=scope["method"], path=getattr(route, "path", ""))
            self._meters.errors.labels("service", "500").inc()
            if not has_begun:
                await _text(_TEXTS[500], 500)(scope, receive, send)


async def _refused(_: Request, error: Exception) -> Response:
    code = error.status_code if isinstance(error, HTTPException) else 500
    headers = error.headers if isinstance(error, HTTPException) else None
    return _text(_TEXTS.get(code, HTTPStatus(code).phrase), code, headers)


def _text(text: str, code: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    return PlainTextResponse(f"{text}\n", code, {**_PLAIN, **(headers or {})})


def _is_near(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
