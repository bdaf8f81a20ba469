"""`policy`: the editions listed, shown, checked, and what is needed to write one."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.bad_input import BadInput, cut, visible
from bot.command_line import Commands, add_command, add_editions, add_json, add_moment, folder
from bot.editions import chosen, complain, faults_as_json, folders, opened
from bot.showing.json_text import json_text
from bot.world import World

if TYPE_CHECKING:
    from policy.compiled import Compiled
    from policy.edition import Edition
    from policy.faults import Fault

DONE, FAULTY = 0, 1


def add(commands: Commands) -> None:
    """Adds `policy` with its subcommands."""
    nouns = add_command(commands, "policy", None, "各地各年度的通知：列出、查看、检查、编写").add_subparsers(
        metavar="COMMAND", required=True, dest="subcommand"
    )
    listing = add_command(nouns, "list", list_editions, "列出全部版本；未能载入的也列出，错误写到标准错误")
    showing = add_command(nouns, "show", show, "逐条显示一个版本，条款在左；--json 另含全部事实与条件")
    showing.add_argument("id", metavar="ID", help="版本，如 qingdao-2024")
    differing = add_command(
        nouns, "diff", diff, "逐条说明两个版本的差别，旧 → 新，各附条款；没有就说没有差别"
    )
    for name, words in (("old", "旧"), ("new", "新")):
        differing.add_argument(name, metavar=name.upper(), help=f"{words}的版本，或其文件（.yaml）")
    checking = add_command(nouns, "check", check, "检查版本文件：全部错误，和还欠的例子；有则退出码为 1")
    checking.add_argument("files", nargs="+", metavar="FILE", help="版本文件，不必已载入")
    verifying = add_command(nouns, "verify", verify, "逐条核对条款与数字是否见于通知原文；对不上则退出码为 1")
    verifying.add_argument(
        "--sources", type=folder, metavar="DIR", help="通知原文所在目录；不写或缺原文时按随附的摘要核对"
    )
    verifying.add_argument("ids", nargs="*", metavar="ID", help="要核对的版本；不写就是全部")
    add_command(nouns, "schema", schema, "输出版本文件的 JSON Schema，供编辑器使用")
    beginning = add_command(nouns, "new", new, "输出一个待填写的版本文件")
    beginning.add_argument("id", metavar="ID", help="新版本的标识，如 jinan-2025")
    add_moment(listing)
    for parser in (listing, showing, differing, verifying):
        add_editions(parser)
    for parser in (listing, showing, differing, checking, verifying):
        add_json(parser)


def list_editions(options: argparse.Namespace, world: World) -> int:
    """Prints every edition with its standing at the moment."""
    from bot.showing.edition_text import columns, region_name, window_text
    from policy.deadlines import current, window_states
    from policy.phrases import LEGAL_STATUS

    library = opened(options, world)
    at = options.at or world.now()
    editions = [library.editions[name].edition for name in sorted(library.editions)]
    unavailable = sorted(library.unavailable.items())
    if options.json:
        listed = []
        for edition in editions:
            open_now = current(window_states(edition, at))
            listed.append(
                {
                    "id": edition.id,
                    "region": edition.region,
                    "region_name": region_name(edition),
                    "year": edition.year,
                    "name": edition.name,
                    "legal_status": edition.legal_status,
                    "current": open_now.id if open_now else None,
                }
            )
        failed = [{"id": name, "faults": faults_as_json(faults)} for name, faults in unavailable]
        _print_json({"editions": listed, "unavailable": failed})
    else:
        rows = [
            (
                edition.id,
                region_name(edition),
                str(edition.year or "不分年度"),
                LEGAL_STATUS[edition.legal_status],
                window_text(edition, at),
            )
            for edition in editions
        ]
        _print(*columns(rows, indent=""))
        _print(*(f"{name}  未能载入：{len(faults)} 处错误" for name, faults in unavailable))
    for _, faults in unavailable:
        complain(*faults)
    return DONE


def show(options: argparse.Namespace, world: World) -> int:
    """Prints one edition."""
    edition = chosen(opened(options, world), options.id).edition
    if options.json:
        from bot.showing.edition_json import edition_json

        _print_json(edition_json(edition))
    else:
        from bot.showing.edition_text import edition_text

        _print(edition_text(edition))
    return DONE


def diff(options: argparse.Namespace, world: World) -> int:
    """Prints what a new edition says otherwise than an old one."""
    from policy.differences import differences

    old, new = (_edition(options, world, place) for place in ("OLD", "NEW"))
    found = differences(old, new)
    if options.json:
        listed = [
            {"about": each.about, "text": each.text, "clause": each.clause, "cite": each.cite}
            for each in found
        ]
        _print_json({"old": old.id, "new": new.id, "differences": listed})
    else:
        lines = [f"{each.text}（{each.cite} {each.clause}）" for each in found]
        _print(*(lines or ["没有差别"]))
    return DONE


def _edition(options: argparse.Namespace, world: World, place: str) -> Edition:
    """The edition that an argument names: a file, which need not be loaded, or an id."""
    from policy.faults import Faulty
    from policy.loading import read

    name: str = getattr(options, place.lower())
    if not name.endswith((".yaml", ".yml")):
        return chosen(opened(options, world), name).edition
    try:
        return read(_content(Path(name), place), Path(name).name).edition
    except Faulty as error:
        problem = f"{cut(name, 200)!r} 有 {len(error.faults)} 处错误"
        raise BadInput(place, problem, "改正后再试：\n" + "\n".join(map(str, error.faults))) from None


def check(options: argparse.Namespace, world: World) -> int:
    """Prints the faults of each file and the examples it owes."""
    from policy.checking import check_examples, owed
    from policy.faults import Faulty
    from policy.loading import read

    contents = {file: _content(Path(file), "FILE") for file in options.files}
    reports: list[dict[str, Any]] = []
    for file, content in contents.items():
        faults: list[Fault] = []
        debts: list[str] = []
        compiled = None
        try:
            compiled = read(content, Path(file).name)
        except Faulty as error:
            faults += error.faults
        else:
            faults += check_examples(compiled, Path(file).name)
            debts += owed(compiled)
        faults = [replace(fault, file=file) for fault in faults]
        counts = _counts(compiled) if compiled else {}
        reports.append({"file": file, "faults": faults_as_json(faults), "owed": debts, **counts})
        if not options.json:
            _print(*faults, *(f"{file}: 还欠例子：{debt}" for debt in debts))
            if faults or debts:
                _print(f"{file}: {len(faults)} 处错误，还欠 {len(debts)} 个例子")
            else:
                tally = "，".join(f"{label} {counts[key]}" for key, label in COUNTED.items())
                _print(f"{file}: 没有错误（{tally}）")
    if options.json:
        _print_json(reports)
    return FAULTY if any(report["faults"] or report["owed"] for report in reports) else DONE


COUNTED = {"rules": "规则", "facts": "事实", "documents": "材料", "examples": "例子"}


def _counts(compiled: Compiled) -> dict[str, object]:
    edition = compiled.edition
    return {"id": edition.id, **{key: len(getattr(edition, key)) for key in COUNTED}}


def verify(options: argparse.Namespace, world: World) -> int:
    """Prints what does not stand in the notices, and what of them no rule uses."""
    from policy.verification import verify as verification

    library = opened(options, world)
    compiled = [chosen(library, name) for name in options.ids or sorted(library.editions)]
    files = _files(folders(options, world))
    reports: list[dict[str, Any]] = []
    for edition in (each.edition for each in compiled):
        if edition.digest not in files:
            raise BadInput(edition.id, "文件在读取时被改动", "再运行一次")
        file, content = files[edition.digest]
        notice = _notice(options.sources, edition.source)
        found = verification(edition, content, notice)
        faults = [replace(fault, file=str(file)) for fault in found.faults]
        against = "notice" if notice is not None else "digest"
        reports.append(
            {"id": edition.id, "against": against, "faults": faults_as_json(faults), "unused": found.unused}
        )
        if not options.json:
            basis = "通知原文" if notice is not None else "随附的摘要"
            _print(*faults, *(f"{edition.id}: 没有用到 {figure}" for figure in found.unused))
            _print(f"{edition.id}: 对照{basis}，{len(faults)} 处不符，{len(found.unused)} 个数字没有用到")
    if options.json:
        _print_json(reports)
    left_out = () if options.ids else library.unavailable.values()
    for problems in left_out:
        complain(*problems)
    return FAULTY if left_out or any(report["faults"] for report in reports) else DONE


def _files(added: list[Path]) -> dict[str, tuple[Path, bytes]]:
    """Every edition file at hand by the digest of its content."""
    from hashlib import sha256

    from policy.library import SHIPPED

    paths = (path for folder in (SHIPPED, *added) for path in folder.glob("*.yaml"))
    contents = ((path, _content(path, "版本文件")) for path in paths if path.is_file())
    return {sha256(content).hexdigest(): (path, content) for path, content in contents}


def _notice(sources: Path | None, source: str) -> str | None:
    """The text of a notice, None where the folder does not have it."""
    if sources is None:
        return None
    if not (sources / source).is_file():
        complain(f"{sources} 里没有 {source}，改按随附的摘要核对")
        return None
    try:
        return _content(sources / source, "--sources").decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput("--sources", f"{source} 不是 UTF-8 文本", "以 UTF-8 保存通知原文") from None


def schema(options: argparse.Namespace, world: World) -> int:
    """Prints the JSON Schema."""
    from policy.schema import schema as edition_schema

    _print_json(edition_schema())
    return DONE


def new(options: argparse.Namespace, world: World) -> int:
    """Prints a skeleton."""
    from policy.skeleton import skeleton

    try:
        text = skeleton(options.id)
    except ValueError as error:
        raise BadInput("ID", f"{cut(options.id, 60)!r} 不能作版本的标识", str(error)) from None
    print(text, end="")
    return DONE


def _content(path: Path, place: str) -> bytes:
    from policy.loading import MAX_FILE

    try:
        with path.open("rb") as file:
            return file.read(MAX_FILE + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "路径不合法"
        raise BadInput(place, f"无法读取 {cut(str(path), 200)!r}（{reason}）", "检查路径与权限") from None


def _print(*lines: object) -> None:
    for line in lines:
        print(visible(str(line)))


def _print_json(value: object) -> None:
    print(json_text(value))
