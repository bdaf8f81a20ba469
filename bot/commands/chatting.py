"""`chat`: the assistant in a terminal."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime

from bot.command_line import Commands, add_command, add_editions, add_moment
from bot.editions import opened
from bot.world import World

SAYS = """\
与券小助对话。输入或输出不是终端时即为 --plain。
输入“退出”或按 Ctrl-D 离开。"""


def add(commands: Commands) -> None:
    """Adds `chat`."""
    parser = add_command(commands, "chat", run, "与券小助对话", description=SAYS)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--plain", action="store_true", help="纯文本：一行一条消息，回答写到标准输出")
    add_moment(parser)
    add_editions(parser)


def run(options: argparse.Namespace, world: World) -> int:
    """Talks until the person leaves."""
    from bot.talk import Talk
    from dialogs import respond

    fixed: datetime | None = options.at
    talk = Talk(respond, (lambda: fixed) if fixed else world.now, opened(options, world))
    if options.plain or not (sys.stdin.isatty() and sys.stdout.isatty()):
        from bot.line_chat import chat

        chat(talk, sys.stdin.buffer, sys.stdout, prompt=sys.stderr if sys.stdin.isatty() else None)
    else:
        from bot.terminal import Terminal

        Terminal(talk, world.settings.data_dir).chat()
    return 0
