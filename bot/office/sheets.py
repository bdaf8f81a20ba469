"""Sheets: tables of text in and out, as CSV or XLSX."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.bad_input import BadInput, cut
from bot.office import workbooks
from bot.office.formulas import neutralised, plain

FORMATS = ("csv", "xlsx")
LARGEST = 5 << 20
MOST_ROWS = 10_000
BOM = "\ufeff"
_REMEDY = "另存为“CSV UTF-8”或 XLSX 再试"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row that is not empty; `number` counts from 1 and as a spreadsheet does, `formulas` are positions."""

    number: int
    cells: tuple[str, ...]
    formulas: tuple[int, ...] = ()


def sheet(content: bytes, place: str) -> list[Row]:
    """The rows of a file, the title row among them; one that cannot be read, or is too large, is BadInput."""
    if len(content) > LARGEST:
        raise BadInput(place, f"超过 {LARGEST >> 20} MB", "分成几个文件导入")
    if content.startswith(_OLD_EXCEL):
        raise BadInput(place, "是旧的 XLS 格式", _REMEDY)
    found = (
        workbooks.rows(content, place)
        if content.startswith(workbooks.SIGNATURE)
        else _csv_rows(_text(content, place), place)
    )
    rows: list[Row] = []
    for number, cells, formulas in found:
        if len(rows) > MOST_ROWS:
            raise BadInput(place, f"超过 {MOST_ROWS} 行", "分成几个文件导入")
        rows.append(Row(number=number, cells=tuple(map(plain, cells)), formulas=formulas))
    return rows


def written(table: Iterable[Iterable[str]], format: str) -> bytes:
    """A table as a file of one of FORMATS, its cells neutralised."""
    safe = ([neutralised(cell) for cell in row] for row in table)
    if format == "xlsx":
        return workbooks.workbook(safe)
    text = io.StringIO(newline="")
    csv.writer(text).writerows(safe)
    return (BOM + text.getvalue()).encode()


def _csv_rows(text: str, place: str) -> Iterator[tuple[int, tuple[str, ...], tuple[int, ...]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            if any(cell.strip() for cell in cells):
                yield number, tuple(cells), ()
    except csv.Error as error:
        problem = f"引号没有配对，或一格过长（{cut(str(error), 80)}）"
        raise BadInput(f"{place} 第 {number + 1} 行", problem, "改正这一行，或另存为 XLSX") from None


def _text(content: bytes, place: str) -> str:
    if content.startswith(_UTF16):
        raise BadInput(place, "是 UTF-16 编码", _REMEDY)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadInput(place, "既不是 UTF-8 也不是 GB18030 编码的文本，也不是 XLSX", _REMEDY)
