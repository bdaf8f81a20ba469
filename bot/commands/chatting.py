"""`chat`: the assistant in a terminal."""

from __future__ import annotations

import argparse
import sys
from contextlib import closing
from datetime import datetime
from typing import TYPE_CHECKING

from bot.command_line import Commands, add_command, add_editions, add_moment
from bot.editions import opened
from bot.terminal import ME, own_name
from bot.world import World

if TYPE_CHECKING:
    from bot.terminal.calendars import CalendarFolder

SAYS = """\
与券小助对话。输入或输出不是终端时即为 --plain。
输入“退出”或按 Ctrl-D 离开；下次接着谈。几个人用同一台机器，各写各的 --user。
订阅的提醒到了时候，显示在输入行上方；当时没开着，就在下次来时显示。
从管道或文件读入而没有写 --user 时，不保存这次对话。"""

LONGEST_NAME = 60


def add(commands: Commands) -> None:
    """Adds `chat`."""
    parser = add_command(commands, "chat", run, "与券小助对话", description=SAYS)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--plain", action="store_true", help="纯文本：一行一条消息，回答写到标准输出")
    parser.add_argument(
        "--user", type=_name, metavar="NAME", help=f"以谁的名义对话，各人的对话分开保存；终端里不写就是 {ME}"
    )
    add_moment(parser)
    add_editions(parser)


def _name(text: str) -> str:
    if not text.strip() or len(text) > LONGEST_NAME or not text.isprintable():
        raise argparse.ArgumentTypeError(f"{text[:20]!r} 不能作名字，写 1 到 {LONGEST_NAME} 个字")
    return text.strip()


def run(options: argparse.Namespace, world: World) -> int:
    """Talks until the person leaves."""
    from bot.answering.turns import Turns
    from bot.stores import store_for_talk
    from bot.terminal.holding import Holding
    from bot.terminal.talk import Talk
    from dialogs import respond
    from policy.schedule import allowed

    fixed: datetime | None = options.at
    now = (lambda: fixed) if fixed else world.now
    user = options.user or ME
    is_kept = options.user is not None or sys.stdin.isatty()
    with closing(store_for_talk(world, is_kept=is_kept)) as store:
        library = opened(options, world)
        turns = Turns(store, library, respond, forgets=fixed is None)
        talk = Talk(turns, now, user, calendars=_calendars(world, user) if is_kept else None)
        holding = Holding(store, now) if store.is_lasting else None
        if options.plain or not (sys.stdin.isatty() and sys.stdout.isatty()):
            from bot.terminal.line_chat import chat

            chat(
                talk,
                sys.stdin.buffer,
                sys.stdout,
                prompt=sys.stderr if sys.stdin.isatty() else None,
                before=holding.look if holding else None,
            )
        else:
            from bot.terminal.screen import Terminal
            from bot.terminal.watching import Watching

            # Nobody's reminders follow a moment or editions of this talk alone; on PostgreSQL the workers plan them.
            plans = fixed is None and not options.editions and store.is_sqlite
            at = fixed or world.now()
            if holding is not None and allowed(at, None, None) != at:
                # Nothing appears by itself at night; whoever opens the chat is still told.
                holding.look()
            watching = Watching(store, library, user, now, plans=plans) if store.is_lasting else None
            Terminal(talk, world.settings.data_dir, watching).chat()
    return 0


def _calendars(world: World, user: str) -> CalendarFolder | None:
    from bot.terminal.calendars import FOLDER, CalendarFolder

    folder = world.settings.data_dir
    return None if folder is None else CalendarFolder(folder / own_name(FOLDER, user))
