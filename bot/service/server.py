"""Server: the process that serves an application, from its first breath to an end in which nothing is lost."""

from __future__ import annotations

import errno
import gc
import os
import signal
import socket
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress

import uvicorn
from starlette.types import ASGIApp

from bot.bad_input import BadInput

# Seconds from being told to stop until requests that are still under way are given up; a turn needs five.
LONGEST, LEAST = 20, 5
# Longer than a proxy keeps a connection open: it would send into one that is just being closed.
KEEP_ALIVE = 75
_NEAR = ["127.0.0.1", "::1"]


def bound(host: str, port: int) -> socket.socket:
    """A socket at an address, on which nobody is heard yet; one that is taken or nobody's is BadInput."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError):
        raise BadInput("--host", f"没有地址 {host[:60]!r}", "写成 127.0.0.1 这样的本机地址") from None
    found = socket.socket(family, kind)
    if os.name == "posix":
        # Else the port of a process that has just ended stays closed for a minute.
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind(address)
    except OSError as error:
        found.close()
        raise _taken(host, port, error) from None
    return found


def address(listening: socket.socket) -> str:
    """The URL of a socket."""
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _taken(host: str, port: int, error: OSError) -> BadInput:
    problem = error.strerror or str(error)
    if error.errno == errno.EADDRINUSE:
        return BadInput("--port", f"{port} 已被别的程序占用", "停掉它，或换一个，例如 --port 8001")
    if error.errno == errno.EACCES:
        return BadInput("--port", f"{port} 不许普通用户使用", "用 1024 以上的，例如 --port 8000")
    if error.errno == errno.EADDRNOTAVAIL:
        return BadInput("--host", f"{host} 不是这台机器的地址", "写成 127.0.0.1")
    return BadInput("--host", f"{host}:{port} 不能用（{problem}）", "换一个地址")


class Server(uvicorn.Server):
    """Ends by a signal with everything done that was under way, and without an error.

    `begun` is called when connections are taken; `end`, bounded by itself, is awaited when none are any more.
    """

    def __init__(self, app: ASGIApp, *, begun: Callable[[], None], end: Callable[[], Awaitable[None]]):
        super().__init__(
            uvicorn.Config(
                app,
                ws="none",
                lifespan="on",
                log_config=None,
                log_level="warning",
                # Query strings hold signatures.
                access_log=False,
                server_header=False,
                proxy_headers=True,
                forwarded_allow_ips=_NEAR,
                timeout_keep_alive=KEEP_ALIVE,
                timeout_graceful_shutdown=LONGEST,
            )
        )
        self._begun, self._end = begun, end

    def listen(self, listening: socket.socket) -> None:
        """Serves until a signal comes."""
        host, port = listening.getsockname()[:2]
        try:
            self.run([listening])
        except OSError as error:
            raise _taken(host, port, error) from None
        finally:
            gc.unfreeze()
            listening.close()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        # Editions and words stay as long as the process: they are not looked through for garbage again and again.
        gc.collect()
        gc.freeze()
        self._begun()
        tell_systemd("READY=1")

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """No new requests, then the channels' own end, then the end of the requests under way."""
        tell_systemd("STOPPING=1")
        began = time.monotonic()
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        await self._end()
        self.config.timeout_graceful_shutdown = max(LEAST, LONGEST - round(time.monotonic() - began))
        await super().shutdown(sockets)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """As uvicorn does, but a signal that was obeyed is not raised again: to end by one is no error."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {
            number: signal.signal(number, self.handle_exit) for number in (signal.SIGINT, signal.SIGTERM)
        }
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def tell_systemd(state: str) -> None:
    """Tells the service manager how things stand, where there is one that asked to be told."""
    path = os.environ.get("NOTIFY_SOCKET")
    if not path:
        return
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.connect(f"\0{path[1:]}" if path.startswith("@") else path)
        manager.sendall(state.encode())
