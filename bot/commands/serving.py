"""`serve`: the assistant on WeChat, WeCom, Telegram and in browsers."""

from __future__ import annotations

import argparse
import sys
from contextlib import closing
from typing import TYPE_CHECKING

from bot.bad_input import BadInput
from bot.command_line import Commands, add_command, add_editions
from bot.editions import complain, opened, warn
from bot.stores import store_at_work
from bot.world import World

if TYPE_CHECKING:
    from collections.abc import Sequence
    from socket import socket

    from bot.reception.channel import Channel
    from bot.reception.reception import Reception
    from bot.reminding.engine import Engine
    from bot.service.settings import ServiceSettings
    from dialogs.records import Reach
    from policy.library import Library
    from storage.database import Database

SAYS = """\
开通设置了的渠道：微信服务号、企业微信、Telegram，和网页对话。
设置写在环境变量或当前目录的 .env 里；缺的、错的会在启动时一次说完。
--demo 什么都不用设置：数据在本机的一个文件里，在浏览器里试用。"""

FAILED = 1
HOST, PORT, LAST_PORT = "127.0.0.1", 8000, 65535


def add(commands: Commands) -> None:
    """Adds `serve`."""
    parser = add_command(commands, "serve", run, "在微信、企业微信、Telegram 和网页上对话", description=SAYS)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--host", default=HOST, metavar="HOST", help=f"在哪个地址上等候，不写就是 {HOST}")
    parser.add_argument(
        "--port", type=_port, default=PORT, metavar="PORT", help=f"端口，不写就是 {PORT}；0 为任一空闲的"
    )
    parser.add_argument("--demo", action="store_true", help="试用：不用任何设置，只供本机")
    add_editions(parser)


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 6 and int(text) <= LAST_PORT):
        raise argparse.ArgumentTypeError(f"{text[:20]!r} 不是端口，写成 {PORT} 这样的数")
    return int(text)


def run(options: argparse.Namespace, world: World) -> int:
    """Serves until a signal comes; settings, editions and database are in order before anybody is heard."""
    try:
        import structlog

        from bot.service.logs import logging_to
        from bot.service.server import bound
        from bot.service.settings import service_settings
    except ModuleNotFoundError as error:
        raise BadInput("serve", f"缺少 {error.name}", "运行 pip install 'quanzhu[serve]'") from None

    settings = service_settings(is_demo=options.demo)
    with (
        closing(bound(options.host, options.port)) as listening,
        logging_to(sys.stderr, world.now, level=settings.level, secrets=settings.secrets),
    ):
        try:
            _serve(options, world, settings, listening)
        except BadInput:
            raise
        except (Exception, SystemExit) as error:
            structlog.get_logger().critical("fell", exc_info=error)
            return FAILED
    return 0


def _serve(options: argparse.Namespace, world: World, settings: ServiceSettings, listening: socket) -> None:
    import structlog

    from bot.answering.turns import Turns
    from bot.reception.meters import Meters
    from bot.reception.reception import Reception
    from bot.service.application import Service
    from bot.service.channels import channels
    from bot.service.server import Server, address
    from dialogs import respond

    log = structlog.get_logger()
    library = opened(options, world)
    warn(library)
    with store_at_work(world) as store:
        _try(library, world)
        # Filled below: the channels are made for the reception that these turns are of.
        reaches: dict[str, Reach] = {}
        turns = Turns(store, library, respond, reaches=reaches)
        reception = Reception(turns, store, Meters(), world.now, is_inline=store.is_sqlite)
        open_channels = channels(settings, reception, store)
        names = [channel.name for channel in open_channels]
        reaches.update({channel.name: channel.reach for channel in open_channels})
        engine = _engine(store, library, open_channels, reception) if store.is_sqlite else None
        if engine is None:
            log.info("reminders", sender="quanzhu worker")

        def begun() -> None:
            log.info("listening", address=address(listening), channels=names)
            if settings.is_demo:
                complain(f"券小助已就绪，请在浏览器里打开 {address(listening)}，按 Ctrl-C 结束")

        service = Service(reception, store, open_channels, engine)
        Server(service.application, begun=begun, end=service.end).listen(listening)
        log.info("stopped")


def _engine(
    store: Database, library: Library, open_channels: Sequence[Channel], reception: Reception
) -> Engine:
    """What sends the reminders of a database of one process, within that process."""
    from bot.reminding.engine import Engine
    from bot.reminding.planner import Planner
    from bot.reminding.sender import Sender

    by_name = {channel.name: channel for channel in open_channels}
    sender = Sender(store, by_name, reception.meters, reception.now)
    return Engine(sender, Planner(store, library), reception.now)


# What loads everything that a first message would wait for.
_FIRST = ("你好", "{}的企业买检测服务花了10万，能补多少", "要交什么材料")


def _try(library: Library, world: World) -> None:
    """Talks a little where nothing is kept, so that the first person does not wait."""
    from bot.answering.incoming import Incoming
    from bot.answering.turns import Turns
    from dialogs import respond
    from policy.divisions import division
    from storage.database import database

    with closing(database(None, None)) as nowhere:
        turns = Turns(nowhere, library, respond)
        for compiled in library.editions.values():
            place = division(compiled.edition.region)
            for number, text in enumerate(_FIRST):
                said = text.format(place.name if place else "")
                key = f"{compiled.edition.id}.{number}"
                turns.handle(
                    Incoming(
                        channel="", account="", user=compiled.edition.id, key=key, at=world.now(), text=said
                    )
                )
