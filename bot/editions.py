"""Editions: those a command works on."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from bot.bad_input import BadInput, cut, visible
from bot.settings import EDITIONS_DIR
from bot.world import World

if TYPE_CHECKING:
    from policy.compiled import Compiled
    from policy.faults import Fault
    from policy.library import Library


def folders(options: argparse.Namespace, world: World) -> list[Path]:
    """The folders of added editions, those of the command line last, so that they come first in force."""
    set_up = world.settings.editions_dir
    if set_up is not None and not set_up.is_dir():
        raise BadInput(EDITIONS_DIR, f"没有目录 {str(set_up)!r}", "改成现有的目录，或取消这个环境变量")
    return [*([set_up] if set_up else []), *options.editions]


def opened(options: argparse.Namespace, world: World) -> Library:
    """All editions at hand."""
    return world.library(folders(options, world))


def chosen(library: Library, name: str) -> Compiled:
    """The edition of an id; one that is not there, or has faults, is bad input."""
    if name in library.editions:
        return library.editions[name]
    if name in library.unavailable:
        faults = library.unavailable[name]
        listed = "\n".join(map(str, faults))
        raise BadInput(name, f"这一版本有 {len(faults)} 处错误，未能载入", f"改正后再试：\n{listed}")
    near = get_close_matches(name, library.editions, 1, cutoff=0.5)
    known = f"已载入 {'、'.join(sorted(library.editions))}"
    raise BadInput("版本", f"没有 {cut(name, 60)!r}", f"是否想写 {near[0]}；{known}" if near else known)


def warn(library: Library) -> None:
    """Says on standard error which editions are not available."""
    for name, faults in sorted(library.unavailable.items()):
        complain(f"版本 {name} 有 {len(faults)} 处错误，未能载入；用 quanzhu policy list 查看")


def complain(*lines: object) -> None:
    """Says something on standard error."""
    for line in lines:
        print(visible(str(line)), file=sys.stderr)


def faults_as_json(faults: Iterable[Fault]) -> list[dict[str, object]]:
    """Faults as JSON objects."""
    return [
        {"file": f.file, "line": f.line or None, "place": f.place, "problem": f.problem, "remedy": f.remedy}
        for f in faults
    ]
