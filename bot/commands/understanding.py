"""`understand`: what messages say, one JSON object for each."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from bot.bad_input import BadInput
from bot.command_line import Commands, add_command, add_editions, add_moment
from bot.editions import chosen, opened
from bot.showing.json_text import json_text
from bot.world import World

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dialogs.understanding.result import Asked, Offered
    from policy.facts import Fact

SAYS = """\
标准输入一行一条消息，每条输出一行 JSON：intents、facts、region、edition、control、unclear，另有内容的再加。
含糊的值只在 unclear 里（low、high、reading），不进 facts；假设的情形在 supposed 里。"""


def add(commands: Commands) -> None:
    """Adds `understand`."""
    parser = add_command(commands, "understand", run, "一句话里听出了什么", description=SAYS)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--edition", metavar="ID", help="对话正按这个版本进行")
    parser.add_argument("--asked", metavar="FACT", help="正在问的事实；一并问的几个以逗号分隔")
    parser.add_argument("--offered", metavar="'a|b|c'", help="问题下列出的选项；不写就按事实自带的选项")
    parser.add_argument("--json", action="store_true", help="输出 JSON（总是如此）")
    add_moment(parser)
    add_editions(parser)


def run(options: argparse.Namespace, world: World) -> int:
    """Understands each line of standard input."""
    from bot.showing.understanding_json import understanding_json
    from dialogs.understanding.understanding import understand
    from policy.workdays import SHANGHAI

    library = opened(options, world)
    edition = chosen(library, options.edition).edition if options.edition else None
    facts = {**library.facts, **edition.by_name} if edition else library.facts
    asked = _asked(options.asked, facts)
    offered = _offered(options.offered, asked, facts)
    today = (options.at or world.now()).astimezone(SHANGHAI).date()
    for line in sys.stdin.buffer:
        text = line.decode("utf-8", "replace").rstrip("\r\n")
        found = understand(text, today=today, asked=asked, offered=offered, edition=edition, facts=facts)
        report = understanding_json(found, facts, library, edition.id if edition else None)
        print(json_text(report, indent=None), flush=True)
    return 0


def _asked(names: str | None, facts: Mapping[str, Fact]) -> Asked | None:
    from dialogs.understanding.result import Asked

    if names is None:
        return None
    found = tuple(name.strip().rpartition(".")[2] for name in names.split(",") if name.strip())
    unknown = [name for name in found if name not in facts]
    if unknown or not found:
        problem = f"没有事实 {'、'.join(repr(name[:60]) for name in unknown) or names[:60]!r}"
        raise BadInput("--asked", problem, "用 quanzhu policy show ID --json 查看事实的标识")
    if len(found) == 1:
        return Asked(kind="one", facts=found)
    declared = all(facts[name].declared for name in found)
    return Asked(kind="confirm" if declared else "select", facts=found)


def _offered(text: str | None, asked: Asked | None, facts: Mapping[str, Fact]) -> tuple[Offered, ...]:
    """The options by id or label of the asked fact's own; others stand for themselves."""
    from dialogs.interview import options as own_options
    from dialogs.understanding.result import Offered

    own = own_options(facts[asked.facts[0]]) if asked and asked.kind == "one" else ()
    if text is None:
        return own
    if asked and asked.kind == "one":
        fact = facts[asked.facts[0]]
        own = (*own, *(Offered(id=choice.id, label=choice.label) for choice in fact.choices))
    known = {
        key: option for option in reversed(own) for key in (option.id, option.label, _short(option.label))
    }
    parts = [part.strip() for part in text.split("|")]
    return tuple(known.get(part) or Offered(id=part, label=part) for part in parts if part)


def _short(label: str) -> str:
    """A label without what stands in brackets."""
    return label.partition("（")[0]
