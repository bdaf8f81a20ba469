"""Serving: an application behind real HTTP on loopback, for the time of a `with` block."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import uvicorn
from starlette.types import ASGIApp

# Seconds that requests under way may take at the end, and between two looks at them.
_LONGEST, _PAUSE = 5, 0.002


class _Server(uvicorn.Server):
    """Says when it has started, and stops at once when it is told to instead of at its next tick."""

    def __init__(self, config: uvicorn.Config):
        super().__init__(config)
        self.has_started = threading.Event()
        self._ends = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets)
        self.has_started.set()

    async def main_loop(self) -> None:
        await self.on_tick(0)
        await self._ends.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """As uvicorn's, but looked at every few milliseconds: it waits for a tenth of a second at least."""
        for server in (*self.servers, *(sockets or ())):
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        with suppress(TimeoutError):
            async with asyncio.timeout(_LONGEST):
                while self.server_state.connections or self.server_state.tasks:
                    await asyncio.sleep(_PAUSE)
        for late in self.server_state.tasks:
            late.cancel()
        await self.lifespan.shutdown()

    def stop(self) -> None:
        assert self._loop is not None
        self._loop.call_soon_threadsafe(self._ends.set)


@contextmanager
def serving(app: ASGIApp) -> Iterator[str]:
    """Serves an application, its lifespan included; gives the base URL, without a slash at its end.

    At the end requests under way are answered, then the lifespan ends. What fails in the server fails the test.
    """
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, lifespan="on", ws="none", log_config=None)
    server = _Server(config)
    failures: list[BaseException] = []

    def run() -> None:
        try:
            server.run([listening])
        except BaseException as error:
            failures.append(error)
        finally:
            server.has_started.set()

    thread = threading.Thread(target=run, name="serving")
    thread.start()
    server.has_started.wait()
    try:
        if not failures:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        if not failures:
            server.stop()
        thread.join()
        listening.close()
    if failures:
        raise AssertionError("the server failed; its log tells why") from failures[0]
