"""Command line: the parser and the options that several commands share."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import NoReturn, TypeAlias

from bot.bad_input import BadInput
from bot.world import World
from policy.workdays import SHANGHAI

YEARS = range(2000, 2101)

Run: TypeAlias = Callable[[argparse.Namespace, World], int]
Commands: TypeAlias = "argparse._SubParsersAction[Parser]"


class Parser(argparse.ArgumentParser):
    """An argument parser that speaks Chinese, and whose mistakes are BadInput."""

    def __init__(self, **settings: object):
        super().__init__(allow_abbrev=False, add_help=False, **settings)  # type: ignore[arg-type]
        self.add_argument("-h", "--help", action="help", help="显示用法")

    def format_help(self) -> str:
        text = super().format_help()
        for english, chinese in (
            ("usage: ", "用法："),
            ("\npositional arguments:\n", "\n参数：\n"),
            ("\noptions:\n", "\n选项：\n"),
        ):
            text = text.replace(english, chinese, 1)
        return text

    def error(self, message: str) -> NoReturn:
        for pattern, problem in _PROBLEMS:
            if found := re.fullmatch(pattern, message, re.DOTALL):
                message = problem.format(*found.groups())
                break
        raise BadInput("", message, f"用 {self.prog} --help 查看用法")


# What argparse says, and how it is said here.
_PROBLEMS = (
    (r"argument (\S+): invalid choice: (.*) \(choose from (.*)\)", "{0}: 没有 {1}，可用 {2}"),
    (r"the following arguments are required: (.*)", "缺少 {0}"),
    (r"unrecognized arguments: (.*)", "不认识 {0}"),
    (r"argument (\S+): expected .*", "{0}: 后面缺少内容"),
    (r"argument (\S+): ignored explicit argument (.*)", "{0}: 不带内容，却写了 {1}"),
    (r"argument (\S+): (.*)", "{0}: {1}"),
)


def moment(text: str) -> datetime:
    """A moment in ISO 8601, in Shanghai's time where it has no offset; a day alone is its first second."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.year not in YEARS:
        raise argparse.ArgumentTypeError(
            f"{text[:40]!r} 不是 {YEARS[0]} 到 {YEARS[-1]} 年的时刻，写成 2024-12-02T10:00 或 2024-12-02T10:00:00+08:00"
        )
    return found if found.tzinfo else found.replace(tzinfo=SHANGHAI)


def folder(text: str) -> Path:
    """A folder that is there."""
    path = Path(text)
    if "\0" in text or not path.is_dir():
        raise argparse.ArgumentTypeError(f"没有目录 {text[:200]!r}，写一个现有目录的路径")
    return path


def add_command(
    commands: Commands, name: str, run: Run | None, text: str, *, description: str | None = None
) -> Parser:
    """A subcommand; `run` is None where it has subcommands of its own."""
    found = commands.add_parser(name, help=text, description=description or text)
    if run is not None:
        found.set_defaults(run=run)
    return found


def add_moment(parser: argparse.ArgumentParser) -> None:
    """`--at`; without it the clock tells the moment."""
    parser.add_argument(
        "--at",
        type=moment,
        metavar="MOMENT",
        help="以这一时刻为准（ISO 8601，不写时区即北京时间）；不写就是现在",
    )


def add_editions(parser: argparse.ArgumentParser) -> None:
    """`--editions`, any number of times."""
    parser.add_argument(
        "--editions",
        type=folder,
        action="append",
        default=[],
        metavar="DIR",
        help="再载入这个目录里的版本文件，可写多次；同名的以后写的为准（环境变量 QUANZHU_EDITIONS_DIR 亦可）",
    )


def add_acting(parser: argparse.ArgumentParser) -> None:
    """`--operator`; without it the environment tells who acts."""
    parser.add_argument(
        "--operator",
        metavar="NAME",
        help="由哪个操作员办理，会记录在案；不写就看环境变量 QUANZHU_OPERATOR",
    )


def add_json(parser: argparse.ArgumentParser) -> None:
    """`--json`."""
    parser.add_argument("--json", action="store_true", help="输出 JSON")


@cache
def parser(commands: tuple[Callable[[Commands], None], ...]) -> Parser:
    """The parser of all commands; making one takes longer than many a command."""
    found = Parser(prog="quanzhu", description="券小助：科技创新券能不能领、领多少、交什么、何时交。")
    listed = found.add_subparsers(metavar="COMMAND", required=True, dest="command")
    for add in commands:
        add(listed)
    return found
