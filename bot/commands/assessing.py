"""`assess`: a case of facts against one edition, as JSON."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bot.bad_input import BadInput, cut
from bot.command_line import Commands, add_command, add_editions, add_moment
from bot.editions import chosen, complain, opened, warn
from bot.showing.json_text import LARGEST, json_text, read_json
from bot.world import World

STANDARD_INPUT = "标准输入"
REQUESTS = ("outcome", "ceiling", "documents", "deadlines", "all")
MOST_FAULTS = 20
SAYS = """\
按一个版本评估一个企业和它的服务项目，输出 JSON。
输入 {"enterprise": {事实名: 值}, "services": [{事实名: 值}]}：不写的事实是未知，null 是用户说不清楚。
退出码：0 已评估，1 结论是整体不符合（ineligible），2 输入有误。"""


def add(commands: Commands) -> None:
    """Adds `assess`."""
    parser = add_command(commands, "assess", run, "评估一个企业能不能领、最多领多少", description=SAYS)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument(
        "file", nargs="?", default="-", metavar="FILE", help="JSON 文件；- 或不写就读标准输入"
    )
    parser.add_argument("--edition", required=True, metavar="ID", help="版本，如 qingdao-2024")
    parser.add_argument(
        "--for",
        dest="requests",
        type=_requests,
        default=("outcome", "ceiling"),
        metavar="WHAT",
        help=f"要什么，以逗号分隔：{'、'.join(REQUESTS)}；默认 outcome,ceiling",
    )
    parser.add_argument("--json", action="store_true", help="输出 JSON（总是如此）")
    add_moment(parser)
    add_editions(parser)


def run(options: argparse.Namespace, world: World) -> int:
    """Prints the report; 1 where the whole is ineligible."""
    from policy.cases import BadCase, read_case
    from policy.report import report

    library = opened(options, world)
    compiled = chosen(library, options.edition)
    place, content = _content(options.file)
    given = read_json(content, place)
    try:
        case = read_case(compiled, given)
    except BadCase as error:
        faults = [f"{cut(where, 200)}: {cut(problem, 400)}" for where, problem in error.faults]
        more = [f"（另有 {len(faults) - MOST_FAULTS} 处）"] if len(faults) > MOST_FAULTS else []
        raise BadInput(place, "\n".join(faults[:MOST_FAULTS] + more), "改正后再试") from None
    except RecursionError:
        raise BadInput(
            place, "嵌套过深", "事实的值只能是字符串、数、true、false、null 或选项的列表"
        ) from None
    answer = report(compiled, case, options.at or world.now(), options.requests, library)
    print(json_text(answer))
    warn(library)
    return 1 if answer["outcome"] == "ineligible" else 0


def _requests(text: str) -> tuple[str, ...]:
    asked = tuple(part.strip() for part in text.split(","))
    unknown = [part for part in asked if part not in REQUESTS]
    if unknown:
        raise argparse.ArgumentTypeError(f"没有 {cut(unknown[0], 40)!r}，可用 {'、'.join(REQUESTS)}")
    return asked


def _content(file: str) -> tuple[str, bytes]:
    """A name for the source in messages, and what it holds, no more than is judged too large."""
    if file == "-":
        if sys.stdin.isatty():
            complain("从键盘读取 JSON，Ctrl-D 结束")
        return STANDARD_INPUT, sys.stdin.buffer.read(LARGEST + 1)
    try:
        with Path(file).open("rb") as source:
            return file, source.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "路径不合法"
        raise BadInput("FILE", f"无法读取 {cut(file, 200)!r}（{reason}）", "检查路径与权限") from None
