"""`members`: who speaks for an enterprise that an operator vouches for."""

from __future__ import annotations

import argparse
from datetime import datetime
from typing import TYPE_CHECKING

from bot.bad_input import BadInput
from bot.command_line import Commands, add_acting, add_command, add_json, add_moment
from bot.showing.json_text import json_text
from bot.world import World

if TYPE_CHECKING:
    from bot.office.acting import Acting
    from storage.database import Connection

INVITES = """\
给企业一个绑定码，交给它的人；那人在对话里发来，就能看到这家企业的申请。
先在线下核实对方确是这家企业的人。码 10 分钟内有效，只能用一次，之后不再显示。"""


def add(commands: Commands) -> None:
    """Adds `members` with its subcommand."""
    nouns = add_command(commands, "members", None, "企业成员：谁能看到企业的申请").add_subparsers(
        metavar="COMMAND", required=True, dest="subcommand"
    )
    inviting = add_command(nouns, "invite", invite, "给企业一个绑定码", description=INVITES)
    inviting.formatter_class = argparse.RawDescriptionHelpFormatter
    inviting.add_argument("--enterprise", required=True, metavar="USCC", help="企业的统一社会信用代码")
    inviting.add_argument("--name", metavar="NAME", default="", help="企业名称")
    add_acting(inviting)
    add_moment(inviting)
    add_json(inviting)


def invite(options: argparse.Namespace, world: World) -> int:
    """Prints a new binding code, and until when it is good."""
    from bot.office.acting import done, named
    from bot.office.entries import LONGEST_NAME, code, entered, line
    from bot.office.registers import Register
    from bot.tokens import binding_code
    from policy.uscc import division
    from policy.workdays import SHANGHAI
    from storage import codes

    acts = named(options, world)
    uscc = entered("--enterprise", code, options.enterprise)
    name = entered("--name", lambda text: line(text, LONGEST_NAME), options.name)
    at: datetime = options.at or world.now()
    made = binding_code()

    def invited(connection: Connection) -> None:
        register = Register.opened(connection, acts, at, is_held=True)
        _refuse_elsewhere(register.acting, division(uscc))
        held, changes = register.vouched({uscc: name})
        codes.issue(connection, made, held[uscc].id, "operator", at)
        register.note([*changes, ("invite", held[uscc].subject, {})])

    done(world, "invite", invited)
    shown = f"{made[:4]}-{made[4:]}"
    expires = (at + codes.GOOD_FOR).astimezone(SHANGHAI)
    if options.json:
        found = {"code": shown, "expires": expires.isoformat(), "enterprise": uscc}
        print(json_text(found))
    else:
        print(f"{shown}（{expires:%Y-%m-%d %H:%M} 前有效，只能用一次）")
    return 0


def _refuse_elsewhere(acting: Acting, place: str) -> None:
    """Raises BadInput where nobody of the operator's regions registered the enterprise."""
    from bot.office.entries import NATIONAL

    if place != NATIONAL:
        acting.refuse_outside(place, "--enterprise")
    elif not acting.is_clerk:
        raise BadInput("--enterprise", f"操作员 {acting.name} 只能查看", "请有 clerk 角色的操作员办理")
