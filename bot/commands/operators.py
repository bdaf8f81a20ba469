"""`operators`: who keeps official claims, and in which regions."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from bot.bad_input import BadInput, cut, visible
from bot.command_line import Commands, add_acting, add_command, add_json, add_moment
from bot.showing.json_text import json_text
from bot.world import World

if TYPE_CHECKING:
    from bot.office.acting import Acting
    from storage.database import Connection
    from storage.operators import Operator

LONGEST_NAME = 60
ADDS = """\
添加操作员；已有的换成这次写的角色，停用的恢复。
还没有 clerk 时谁都可以添加；有了以后，由在那些地区都有 clerk 角色的操作员添加。"""


def add(commands: Commands) -> None:
    """Adds `operators` with its subcommands."""
    nouns = add_command(commands, "operators", None, "操作员：谁办理哪些地区的申请").add_subparsers(
        metavar="COMMAND", required=True, dest="subcommand"
    )
    adding = add_command(nouns, "add", add_one, "添加操作员，或更换其角色", description=ADDS)
    adding.formatter_class = argparse.RawDescriptionHelpFormatter
    adding.add_argument("name", type=_name, metavar="NAME", help=f"名字，1 到 {LONGEST_NAME} 个字")
    adding.add_argument(
        "--role",
        dest="roles",
        action="append",
        required=True,
        metavar="REGION=ROLE",
        help="在一个地区的角色，可写多次：REGION 是区划代码或地名（全国为 100000），"
        "ROLE 是 reader（只能查看）或 clerk（也能办理）；也管它下面的地方",
    )
    listing = add_command(nouns, "list", list_operators, "列出全部操作员")
    disabling = add_command(nouns, "disable", disable, "停用一个操作员；再添加就恢复")
    disabling.add_argument("name", type=_name, metavar="NAME", help="名字")
    for parser in (adding, disabling):
        add_acting(parser)
        add_moment(parser)
    add_json(listing)


def _name(text: str) -> str:
    if not text.strip() or len(text) > LONGEST_NAME or not text.isprintable():
        raise argparse.ArgumentTypeError(f"{text[:20]!r} 不能作名字，写 1 到 {LONGEST_NAME} 个字")
    return text.strip()


def add_one(options: argparse.Namespace, world: World) -> int:
    """Adds an operator, or replaces its roles."""
    from bot.office.acting import Acting, acting, done, named
    from storage import audit, operators

    given = _roles(options.roles)
    at = options.at or world.now()

    def added(connection: Connection) -> None:
        everybody = operators.everybody(connection, is_held=True)
        known = next((one for one in everybody if one.name == options.name), None)
        if _has_clerk(everybody):
            acts = acting(everybody, named(options, world))
            _refuse_beyond(acts, [*given, *(known.roles if known else ())])
        else:
            acts = Acting(name=options.name, roles=given)
        operators.add(connection, options.name, given, at)
        if _has_clerk(everybody):
            _refuse_lock_out(operators.everybody(connection))
        audit.write(connection, at, acts.actor, "add_operator", options.name, roles=dict(given))

    done(world, "operators", added)
    print(f"操作员 {options.name}：{_spoken(given)}")
    return 0


def list_operators(options: argparse.Namespace, world: World) -> int:
    """Prints all operators, disabled ones too."""
    from bot.office.acting import answer
    from bot.showing.edition_text import columns
    from storage import operators

    everybody = answer(world, operators.everybody)
    if options.json:
        listed = [
            {"name": one.name, "disabled": one.is_disabled, "roles": dict(one.roles)} for one in everybody
        ]
        print(json_text({"operators": listed}))
    else:
        rows = [(one.name, "已停用" if one.is_disabled else "在用", _spoken(one.roles)) for one in everybody]
        print(*(visible(row) + "\n" for row in columns(rows, indent="")), sep="", end="")
    return 0


def disable(options: argparse.Namespace, world: World) -> int:
    """Takes all that an operator may do."""
    from bot.office.acting import acting, done, named
    from storage import audit, operators

    at = options.at or world.now()

    def disabled(connection: Connection) -> None:
        everybody = operators.everybody(connection, is_held=True)
        acts = acting(everybody, named(options, world))
        known = next((one for one in everybody if one.name == options.name), None)
        if known is None:
            raise BadInput("NAME", f"没有操作员 {cut(options.name, 60)!r}", "用 quanzhu operators list 查看")
        _refuse_beyond(acts, known.roles)
        if known.is_disabled:
            return
        operators.disable(connection, options.name, at)
        _refuse_lock_out(operators.everybody(connection))
        audit.write(connection, at, acts.actor, "disable_operator", options.name)

    done(world, "operators", disabled)
    print(f"操作员 {options.name}：已停用")
    return 0


def _roles(texts: Sequence[str]) -> dict[str, str]:
    """Role by region code."""
    from bot.office.acting import ROLES
    from bot.office.entries import entered, region

    found: dict[str, str] = {}
    for text in texts:
        place, _, role = text.rpartition("=")
        if role.strip() not in ROLES or not place.strip():
            raise BadInput(
                "--role", f"{cut(text, 60)!r} 写法不对", f"写成 REGION=ROLE，ROLE 是 {' 或 '.join(ROLES)}"
            )
        code = entered("--role", region, place)
        if found.setdefault(code, role.strip()) != role.strip():
            raise BadInput("--role", f"{code} 写了两个角色", "一个地区只写一个角色")
    return found


def _refuse_beyond(acts: Acting, regions: Sequence[str] | Mapping[str, str]) -> None:
    for region in regions:
        acts.refuse_outside(region, "--role")


def _has_clerk(everybody: Sequence[Operator]) -> bool:
    """Whether anybody can add operators."""
    from bot.office.acting import CLERK

    return any(CLERK in one.roles.values() for one in everybody if not one.is_disabled)


def _refuse_lock_out(everybody: Sequence[Operator]) -> None:
    """Refuses what would leave nobody who can add operators."""
    if not _has_clerk(everybody):
        raise BadInput("操作员", "这样就没有能办理的操作员了", "先添加另一个有 clerk 角色的操作员")


def _spoken(roles: Mapping[str, str]) -> str:
    from bot.office.acting import ROLES
    from bot.office.entries import region_name

    return "、".join(f"{region_name(area)} {area}（{ROLES[role]}）" for area, role in roles.items())
