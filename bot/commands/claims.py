"""`claims`: official claims, added, shown, listed, moved, exported and imported."""

from __future__ import annotations

import argparse
from datetime import date, datetime
from typing import TYPE_CHECKING

from bot.bad_input import BadInput
from bot.command_line import Commands, add_acting, add_command, add_editions, add_json, add_moment
from bot.editions import chosen, opened
from bot.showing.json_text import json_text
from bot.world import World
from policy.workdays import SHANGHAI

if TYPE_CHECKING:
    from bot.office.importing import Imported
    from storage.claims import Claim
    from storage.database import Connection

MOST_FAULTS = 200
COLUMNS = "编号 企业 统一社会信用代码 版本 服务 申请金额 环节 环节日期 备注"
EXPORTS = f"""\
把能查看的申请写成表格，一份一行，列固定为：
{COLUMNS}
环节是现在的环节，环节日期与备注是到这个环节时的。像公式的内容前面加一个撇号，导入时去掉。"""
IMPORTS = f"""\
导入 CSV（UTF-8 或 GB18030）或 XLSX，第一行是列名：
{COLUMNS}
编号没有登记过，或没有编号的，是新的申请；编号已登记而环节不同的，移到写的环节；已到过同一天同一环节的不变。
没有编号的行按代码、版本、服务、申请金额与环节日期辨认是否登记过。
只要有一行有错，就什么都不导入，并列出全部错误。同一个文件再导入一次，什么都不变。"""


def add(commands: Commands) -> None:
    """Adds `claims` with its subcommands."""
    nouns = add_command(commands, "claims", None, "正式的申请：登记、查看、移到下一环节").add_subparsers(
        metavar="COMMAND", required=True, dest="subcommand"
    )
    adding = add_command(nouns, "add", add_one, "登记一份申请，输出编号")
    adding.add_argument("--enterprise", required=True, metavar="USCC", help="企业的统一社会信用代码")
    adding.add_argument("--name", metavar="NAME", default="", help="企业名称")
    adding.add_argument("--edition", required=True, metavar="ID", help="按哪个版本，如 qingdao-2024")
    adding.add_argument("--number", metavar="N", help="编号：字母、数字、“-”或汉字；不写就由系统编号")
    adding.add_argument("--service", nargs="+", action="extend", default=[], metavar="WORDS", help="服务")
    adding.add_argument("--asked", metavar="YUAN", help="申请金额，以元为单位，如 80000.00")
    adding.add_argument("--stage", metavar="ID", help="环节的标识或名称；不写就是提交")
    showing = add_command(nouns, "show", show, "显示一份申请和它经过的环节")
    listing = add_command(nouns, "list", list_claims, "列出能查看的申请，先登记的在前")
    listing.add_argument("--region", metavar="REGION", help="只列这个地区的：区划代码或地名")
    listing.add_argument("--stage", metavar="ID", help="只列在这个环节的：标识或名称")
    listing.add_argument("--edition", metavar="ID", help="只列按这个版本申请的")
    moving = add_command(nouns, "move", move, "把一份申请移到一个环节；移错了就再移回去")
    for parser in (showing, moving):
        parser.add_argument("number", metavar="N", help="编号")
    moving.add_argument("stage", metavar="STAGE", help="环节的标识或名称")
    moving.add_argument("--note", metavar="TEXT", default="", help="备注，企业看得到")
    moving.add_argument("--amount", metavar="YUAN", help="兑付金额，以元为单位")
    for parser in (adding, moving):
        parser.add_argument("--on", metavar="DATE", help="到这个环节的日期，如 2024-12-02；不写就是当天")
    exporting = add_command(nouns, "export", export, "把申请写成表格", description=EXPORTS)
    exporting.add_argument("--format", choices=("csv", "xlsx"), help="格式；不写就看文件名，默认 csv")
    exporting.add_argument("file", metavar="FILE", help="写到哪里；- 为标准输出")
    importing = add_command(nouns, "import", import_claims, "从表格导入申请", description=IMPORTS)
    importing.add_argument("file", metavar="FILE", help="CSV 或 XLSX 文件；- 为标准输入")
    for parser in (exporting, importing):
        parser.formatter_class = argparse.RawDescriptionHelpFormatter
    for parser in (adding, showing, listing, moving, exporting, importing):
        add_acting(parser)
        add_moment(parser)
    for parser in (adding, importing):
        add_editions(parser)
    for parser in (adding, showing, listing, moving, importing):
        add_json(parser)


def add_one(options: argparse.Namespace, world: World) -> int:
    """Prints the number of the new claim."""
    from bot.office.acting import done, named
    from bot.office.entries import LONGEST_NAME, amount, claim_number, code, entered, line, services
    from bot.office.registers import Register

    acts, at = named(options, world), _at(options, world)
    uscc = entered("--enterprise", code, options.enterprise)
    name = entered("--name", lambda text: line(text, LONGEST_NAME), options.name)
    number = None if options.number is None else entered("--number", claim_number, options.number)
    bought = entered("--service", services, options.service)
    asked = None if options.asked is None else entered("--asked", amount, options.asked)
    on = _on(options, at)
    edition = chosen(opened(options, world), options.edition).edition

    def added(connection: Connection) -> str:
        return Register.opened(connection, acts, at, is_held=True).add(
            edition, uscc, name, number=number, services=bought, asked=asked, on=on, stage=options.stage
        )

    given = done(world, "add_claim", added)
    print(json_text({"number": given}) if options.json else given)
    return 0


def show(options: argparse.Namespace, world: World) -> int:
    """Prints one claim."""
    from bot.office.acting import answer, named
    from bot.office.registers import Register

    acts, at = named(options, world), _at(options, world)
    found = answer(world, lambda connection: Register.opened(connection, acts, at).claim(options.number))
    _print(found, options.json)
    return 0


def list_claims(options: argparse.Namespace, world: World) -> int:
    """Prints the claims that fit, a line each."""
    from bot.office.acting import answer, named
    from bot.office.claim_text import claim_json, claim_lines
    from bot.office.entries import covers, entered, region
    from bot.office.registers import Register

    acts, at = named(options, world), _at(options, world)
    area = None if options.region is None else entered("--region", region, options.region)
    kept = answer(world, lambda connection: Register.opened(connection, acts, at).claims())
    found = [
        claim
        for claim in kept
        if (area is None or covers(area, claim.region))
        and options.edition in (None, claim.edition)
        and (options.stage is None or _is_in(claim, options.stage))
    ]
    if options.json:
        listed = {"claims": [claim_json(claim) for claim in found]}
        print(json_text(listed))
    else:
        print(*(line + "\n" for line in claim_lines(found)), sep="", end="")
    return 0


def move(options: argparse.Namespace, world: World) -> int:
    """Moves a claim and prints where it is."""
    from bot.office.acting import done, named
    from bot.office.entries import LONGEST_NOTE, amount, entered, line
    from bot.office.registers import Register

    acts, at = named(options, world), _at(options, world)
    note = entered("--note", lambda text: line(text, LONGEST_NOTE), options.note)
    paid = None if options.amount is None else entered("--amount", amount, options.amount)
    on = _on(options, at)

    def moved(connection: Connection) -> Claim:
        register = Register.opened(connection, acts, at, is_held=True)
        register.move(options.number, options.stage, on, note=note, amount=paid)
        return register.claim(options.number)

    _print(done(world, "move_claim", moved), options.json)
    return 0


def export(options: argparse.Namespace, world: World) -> int:
    """Writes the claims that may be seen; that they were is kept before anything is written."""
    from bot.office.acting import done, named
    from bot.office.claim_rows import table
    from bot.office.registers import Register
    from bot.office.sheet_files import write
    from bot.office.sheets import written

    acts, at = named(options, world), _at(options, world)
    format = options.format or ("xlsx" if options.file.lower().endswith(".xlsx") else "csv")

    def exported(connection: Connection) -> bytes:
        register = Register.opened(connection, acts, at)
        found = register.claims()
        content = written(table(found), format)
        register.note([("export", register.acting.name, {"claims": len(found)})])
        return content

    write(options.file, done(world, "export", exported))
    return 0


def import_claims(options: argparse.Namespace, world: World) -> int:
    """Takes all rows of a file, or none; prints how many claims are new and moved."""
    from bot.office.acting import done, named
    from bot.office.claim_rows import claim_rows
    from bot.office.importing import FaultyRows, imported
    from bot.office.registers import Register
    from bot.office.sheet_files import read
    from bot.office.sheets import sheet

    acts, at = named(options, world), _at(options, world)
    place, content = read(options.file)
    rows, faults = claim_rows(sheet(content, place), at.astimezone(SHANGHAI).date(), place)
    library = opened(options, world)

    def taken(connection: Connection) -> Imported:
        return imported(Register.opened(connection, acts, at, is_held=True), rows, faults, library)

    try:
        found = done(world, "import", taken)
    except FaultyRows as error:
        listed = "\n".join(map(str, error.faults[:MOST_FAULTS]))
        more = f"\n（只列出前 {MOST_FAULTS} 处）" if len(error.faults) > MOST_FAULTS else ""
        raise BadInput(
            place, f"有 {len(error.faults)} 处错误，什么都没有导入", f"改正后再导入：\n{listed}{more}"
        ) from None
    if options.json:
        counted = {"new": found.new, "moved": found.moved, "unchanged": found.unchanged}
        numbers = [{"row": row, "number": number} for row, number in sorted(found.numbers.items())]
        print(json_text({**counted, "numbers": numbers}))
    else:
        print(f"新登记 {found.new} 份，移动 {found.moved} 份，没有变化 {found.unchanged} 份")
    return 0


def _at(options: argparse.Namespace, world: World) -> datetime:
    at: datetime = options.at or world.now()
    return at


def _on(options: argparse.Namespace, at: datetime) -> date:
    from bot.office.entries import entered, past_day

    today = at.astimezone(SHANGHAI).date()
    return today if options.on is None else entered("--on", lambda text: past_day(text, today), options.on)


def _is_in(claim: Claim, stage: str) -> bool:
    from policy.courses import Course, title

    return stage in (claim.stage, title(Course.from_json(claim.course), claim.stage))


def _print(claim: Claim, as_json: bool) -> None:
    from bot.office.claim_text import claim_json, claim_text

    print(json_text(claim_json(claim)) if as_json else claim_text(claim))
