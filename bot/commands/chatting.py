"""`chat`: the assistant in a terminal."""

from __future__ import annotations

import argparse
import sys
from contextlib import closing
from datetime import datetime

from bot.command_line import Commands, add_command, add_editions, add_moment
from bot.editions import opened
from bot.terminal import ME
from bot.world import World

SAYS = """\
与券小助对话。输入或输出不是终端时即为 --plain。
输入“退出”或按 Ctrl-D 离开；下次接着谈。几个人用同一台机器，各写各的 --user。
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
    from bot.terminal.talk import Talk
    from dialogs import respond

    fixed: datetime | None = options.at
    is_kept = options.user is not None or sys.stdin.isatty()
    with closing(store_for_talk(world, is_kept=is_kept)) as store:
        turns = Turns(store, opened(options, world), respond, forgets=fixed is None)
        talk = Talk(turns, (lambda: fixed) if fixed else world.now, options.user or ME)
        if options.plain or not (sys.stdin.isatty() and sys.stdout.isatty()):
            from bot.terminal.line_chat import chat

            chat(talk, sys.stdin.buffer, sys.stdout, prompt=sys.stderr if sys.stdin.isatty() else None)
        else:
            from bot.terminal.screen import Terminal

            Terminal(talk, world.settings.data_dir).chat()
    return 0
