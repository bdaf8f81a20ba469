"""Sheet files: a table read from a path or standard input, and written whole to a path or standard output."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from bot.bad_input import BadInput, cut
from bot.office.sheets import LARGEST

STANDARD = "-"


def read(file: str) -> tuple[str, bytes]:
    """A name for the source in messages, and what it holds, no more than is judged too large."""
    if file == STANDARD:
        return "标准输入", sys.stdin.buffer.read(LARGEST + 1)
    try:
        with Path(file).open("rb") as source:
            return cut(file, 200), source.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        raise _bad(file, "读取", error) from None


def write(file: str, content: bytes) -> None:
    """Puts the content in place of what was there, readable by its owner alone."""
    if file == STANDARD:
        sys.stdout.buffer.write(content)
        return
    path = Path(file)
    try:
        if path.exists() and not path.is_file():
            raise BadInput("FILE", f"{cut(file, 200)!r} 不是文件", "写一个文件名，或写 - 输出到标准输出")
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            with open(draft, "xb", opener=_private) as target:
                target.write(content)
            os.replace(draft, path)
        finally:
            draft.unlink(missing_ok=True)
    except (OSError, ValueError) as error:
        raise _bad(file, "写入", error) from None


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _bad(file: str, verb: str, error: OSError | ValueError) -> BadInput:
    reason = error.strerror if isinstance(error, OSError) else "路径不合法"
    return BadInput("FILE", f"无法{verb} {cut(file, 200)!r}（{reason}）", "检查路径与权限")
