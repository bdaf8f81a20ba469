"""Application: all channels in one, with what tells whether it lives, is ready, and how it fares."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from http import HTTPStatus
from ipaddress import ip_address

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


class Service:
    """Begins and ends with its application's lifespan; `end` may come before, and again."""

    def __init__(self, reception: Reception, database: Database, channels: Sequence[Channel]):
        self._reception, self._channels = reception, channels
        self._readiness = Readiness(database)
        self._inbox = Inbox(reception, database, {channel.name: channel for channel in channels})
        self._inbox_task: asyncio.Task[None] | None = None
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
        """Takes no more from the inbox, lets what is being pushed arrive, then ends the channels; within ENDING."""
        if self._ending is None:
            self._ending = asyncio.create_task(self._end())
        await self._ending

    async def _end(self) -> None:
        self._inbox.stop()
        if self._inbox_task is not None:
            _, late = await asyncio.wait({self._inbox_task}, timeout=ENDING - STOPPING)
            if late:
                # What it has not delivered is taken up by another process, or by the next one.
                log.warning("stop", reason="inbox")
                self._inbox_task.cancel()
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
        self._inbox_task = asyncio.create_task(self._work())
        # Editions and words stay as long as the process: they are not looked through for garbage again and again.
        gc.collect()
        gc.freeze()
        yield
        gc.unfreeze()
        await self.end()
        await self._reception.stop()
        self._readiness.close()

    async def _work(self) -> None:
        """Keeps the inbox at work, whatever befalls it."""
        while True:
            try:
                return await self._inbox.run()
            except Exception:
                log.exception("inbox")
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
        metrics = generate_latest(self._reception.meters.registry)
        return Response(metrics, headers={**_PLAIN, "Content-Type": CONTENT_TYPE_LATEST})


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
