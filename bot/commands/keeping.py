"""`migrate`, `backup`, `restore`, `explain`, `audit`, `unanswered`: what an operator does with what is kept."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bot.bad_input import BadInput, visible
from bot.command_line import Commands, add_command, add_editions, add_json
from bot.editions import complain, opened
from bot.showing.json_text import json_text
from bot.stores import store_at_work
from bot.world import World
from policy.workdays import SHANGHAI

FAILED = 1


def add(commands: Commands) -> None:
    """Adds the six commands."""
    migrating = add_command(commands, "migrate", migrate, "把数据库的表升级到这一版", description=_MIGRATES)
    migrating.add_argument(
        "--to", metavar="REVISION", default="head", help="升到或退到某个版本；base 为删去所有的表"
    )
    migrating.add_argument("--discard", action="store_true", help="退到旧版本时，同意删去旧版本没有的数据")
    backing_up = add_command(commands, "backup", backup, "把全部数据写进一个文件")
    backing_up.add_argument("file", type=Path, metavar="FILE", help="写到哪里；已有的会被替换")
    restoring = add_command(commands, "restore", restore, "从备份恢复全部数据", description=_RESTORES)
    restoring.add_argument("file", type=Path, metavar="FILE", help="backup 写出的文件")
    restoring.add_argument("--replace", action="store_true", help="覆盖数据库里已有的数据")
    explaining = add_command(commands, "explain", explain, "按当时的版本与情况重新得出一条答复")
    explaining.add_argument("turn", type=_number, metavar="TURN", help="答复的编号")
    add_json(explaining)
    listed = add_command(commands, "audit", audited, "留痕：谁在何时改了什么，并核对有没有被改过")
    add_json(listed)
    listing = add_command(commands, "unanswered", unanswered, "没听懂的话，和通知没有写明的问题")
    add_editions(listing)
    add_json(listing)


_MIGRATES = "空的数据库会建好所有的表；升级前先 backup。"
_RESTORES = """\
先停下所有在用这个数据库的进程。要么全部恢复，要么什么都不变。
备份以后本该发出的提醒，不知是否发过，不会自己再发，等操作员处理；欠着答复的人下次来时会请他再说一次。"""


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise argparse.ArgumentTypeError(f"{text[:20]!r} 不是编号，写成 128 这样的数")
    return int(text)


def migrate(options: argparse.Namespace, world: World) -> int:
    """Brings the tables to this version, or to another."""
    from storage import migrating

    if options.to != "head" and not options.discard:
        raise BadInput("--to", "退到旧版本会删去数据", "先 backup，再加 --discard")
    try:
        with store_at_work(world, is_checked=False) as store:
            before, after = migrating.migrate(store, options.to)
    except migrating.Unmigrated as error:
        raise BadInput(
            "数据库", f"表的版本 {error.found or '未知'} 比这一版新，或不是本程序的", "换用写出它的版本"
        ) from None
    except migrating.UnknownRevision as error:
        raise BadInput("--to", f"没有版本 {str(error)[:40]!r}", f"最新的是 {migrating.HEAD}") from None
    print(f"{before or '空'} → {after or '空'}")
    return 0


def backup(options: argparse.Namespace, world: World) -> int:
    """Writes a backup."""
    from storage import backups

    try:
        with store_at_work(world) as store:
            count = backups.backup(store, options.file)
    except backups.BadPlace as error:
        raise BadInput(str(options.file), str(error), "写一个别的文件名") from None
    except OSError as error:
        raise _unusable(options.file, error) from None
    complain(f"已写入 {count} 行：{options.file}")
    return 0


def restore(options: argparse.Namespace, world: World) -> int:
    """Restores a backup, and says what may have been told since it was made."""
    from storage import backups, deliveries

    at = world.now()
    try:
        with store_at_work(world) as store:
            count = backups.restore(store, options.file, at, replaces=options.replace)
            with store.reading() as connection:
                doubted = deliveries.counts(connection, at).states["uncertain"]
    except backups.BadBackup as error:
        raise BadInput(str(options.file), str(error), "换一份 backup 写出的文件；数据库没有改动") from None
    except backups.NotEmpty:
        raise BadInput("数据库", "里面已有数据", "加 --replace 才会覆盖；先 backup 一份") from None
    except OSError as error:
        raise _unusable(options.file, error) from None
    complain(f"已恢复 {count} 行")
    if doubted:
        complain(
            f"{doubted} 条提醒不知是否已经送到，不会自己再发；用 quanzhu reminders list --state uncertain 查看"
        )
    return 0


def _unusable(file: Path, error: OSError) -> BadInput:
    return BadInput(str(file), f"不能读写（{error.strerror or error}）", "检查路径与权限")


def explain(options: argparse.Namespace, world: World) -> int:
    """Answers a stored turn again; 1 where this version of the program answers otherwise."""
    from bot.answering.explaining import explained
    from dialogs import plain

    with store_at_work(world) as store:
        found = explained(store, options.turn)
    if found is None:
        raise BadInput(
            "TURN", f"没有编号 {options.turn} 的答复", "编号在“导出我的数据”里；超过 90 天的不再保存"
        )
    if options.json:
        print(json_text(found.to_json()))
    else:
        print("\n\n".join(visible(plain(reply)) for reply in found.replies))
        where = f"{found.edition or '未选地区'} {(found.digest or '')[:12]}"
        complain(f"{found.at.isoformat()} {where.strip()}；{found.verdict}")
    return 0 if found.is_same else FAILED


def unanswered(options: argparse.Namespace, world: World) -> int:
    """Lists what was left open."""
    from dataclasses import asdict

    from bot.answering.open_points import lines

    with store_at_work(world) as store:
        found = lines(store, opened(options, world))
    if options.json:
        rows = [{**asdict(line), "last": line.last.isoformat()} for line in found]
        print(json_text(rows))
        return 0
    for line in found:
        print(visible(f"{line.times} 次  {line.about}  {line.text}".rstrip()))
    if not found:
        print("没有", file=sys.stderr)
    return 0


def audited(options: argparse.Namespace, world: World) -> int:
    """Lists who changed what; 1 where the chain of hashes is broken."""
    from storage import audit

    with store_at_work(world) as store, store.snapshot() as connection:
        for entry in audit.entries(connection):
            row = {
                "sequence": entry.sequence,
                "at": entry.at.astimezone(SHANGHAI).isoformat(),
                "actor": entry.actor,
                "action": entry.action,
                "subject": entry.subject,
                "details": entry.details,
            }
            if options.json:
                print(json_text(row, indent=None))
            else:
                *parts, details = row.values()
                told = " ".join(f"{name}={value}" for name, value in sorted(details.items()))
                print(visible(" ".join(map(str, (*parts, told))).rstrip()))
        broken = audit.broken(connection)
    if broken is not None:
        complain(f"留痕从第 {broken} 条起被改过")
        return FAILED
    return 0
