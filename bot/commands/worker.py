"""`worker`: plans and pushes reminders beside the service, in any number of processes."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from bot.bad_input import BadInput
from bot.command_line import Commands, add_command, add_editions
from bot.editions import opened, warn
from bot.stores import store_at_work
from bot.world import World

if TYPE_CHECKING:
    from bot.reception.channel import Channel
    from bot.reception.meters import Meters
    from bot.reception.reception import Reception
    from bot.reminding.planner import Planner
    from bot.reminding.sender import Sender
    from bot.service.settings import ServiceSettings
    from storage.database import Database

SAYS = """\
到期的提醒由它推送；设置与 serve 相同，写在环境变量或当前目录的 .env 里。
用 PostgreSQL 时 serve 不推送提醒，要另开它；开几个都可以，在几台机器上也可以，谁停了别的会接着做。
用 SQLite 时 serve 自己会推送，不必另开。"""

FAILED = 1
LAST_PORT = 65535
# Seconds that a channel may take to end.
STOPPING = 3.0


class Working(Protocol):
    """What runs until it is stopped."""

    async def run(self) -> None: ...

    def stop(self) -> None: ...


def add(commands: Commands) -> None:
    """Adds `worker`."""
    parser = add_command(commands, "worker", run, "推送到期的提醒，可开任意多个", description=SAYS)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument(
        "--metrics",
        type=_port,
        metavar="PORT",
        help="在本机这个端口上给出指标（Prometheus），不写就不给",
    )
    add_editions(parser)


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 6 and 0 < int(text) <= LAST_PORT):
        raise argparse.ArgumentTypeError(f"{text[:20]!r} 不是端口，写成 9100 这样的数")
    return int(text)


def run(options: argparse.Namespace, world: World) -> int:
    """Works until a signal comes."""
    try:
        import structlog

        from bot.service.logs import logging_to
        from bot.service.settings import service_settings
    except ModuleNotFoundError as error:
        raise BadInput("worker", f"缺少 {error.name}", "运行 pip install 'quanzhu[serve]'") from None

    settings = service_settings()
    with logging_to(sys.stderr, world.now, level=settings.level, secrets=settings.secrets):
        try:
            _work(options, world, settings)
        except BadInput:
            raise
        except Exception as error:
            structlog.get_logger().critical("fell", exc_info=error)
            return FAILED
    return 0


def _work(options: argparse.Namespace, world: World, settings: ServiceSettings) -> None:
    from bot.answering.turns import Turns
    from bot.reception.meters import Meters
    from bot.reception.reception import Reception
    from bot.reminding.planner import Planner
    from bot.reminding.sender import Sender
    from bot.service.channels import channels
    from dialogs import respond

    library = opened(options, world)
    warn(library)
    with store_at_work(world) as store:
        meters = Meters()
        _show(meters, options.metrics)
        reception = Reception(Turns(store, library, respond), store, meters, world.now)
        open_channels = channels(settings, reception, store)
        names = {channel.name: channel for channel in open_channels}
        sender = Sender(store, names, meters, world.now)
        working = _working(store, sender, Planner(store, library), world.now)
        with asyncio.Runner(loop_factory=event_loop) as runner:
            runner.run(_until_stopped(working, reception, open_channels))


def _working(store: Database, sender: Sender, planner: Planner, now: Callable[[], datetime]) -> Working:
    """A worker among others, or on SQLite the engine that `serve` runs as well."""
    if store.is_sqlite:
        from bot.reminding.engine import Engine

        return Engine(sender, planner, now)
    try:
        from bot.reminding.worker import Worker
    except ModuleNotFoundError as error:
        raise BadInput("worker", f"缺少 {error.name}", "运行 pip install 'quanzhu[postgres]'") from None
    return Worker(sender, planner, store, now)


def event_loop() -> asyncio.AbstractEventLoop:
    """The quicker kind, where there is one."""
    try:
        import uvloop
    except ModuleNotFoundError:
        return asyncio.new_event_loop()
    return uvloop.new_event_loop()


async def _until_stopped(working: Working, reception: Reception, channels: Sequence[Channel]) -> None:
    """Works until a signal comes; what is being pushed then arrives and is noted."""
    import structlog

    from bot.service.server import tell_systemd

    log, loop = structlog.get_logger(), asyncio.get_running_loop()

    def stop() -> None:
        tell_systemd("STOPPING=1")
        working.stop()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)
    log.info("working", channels=[channel.name for channel in channels])
    tell_systemd("READY=1")
    await working.run()

    async def end(channel: Channel) -> None:
        try:
            await asyncio.wait_for(channel.stop(), STOPPING)
        except Exception:
            log.exception("stop", channel=channel.name)

    await asyncio.gather(*map(end, channels))
    await reception.stop()
    log.info("stopped")


def _show(meters: Meters, port: int | None) -> None:
    """Gives the metrics to whoever asks on this machine."""
    from prometheus_client import ProcessCollector, start_http_server

    ProcessCollector(registry=meters.registry)
    if port is None:
        return
    try:
        start_http_server(port, addr="127.0.0.1", registry=meters.registry)
    except OSError as error:
        problem = error.strerror or str(error)
        raise BadInput("--metrics", f"{port} 不能用（{problem}）", "换一个端口") from None
