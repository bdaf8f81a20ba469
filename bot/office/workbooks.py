"""Workbooks: XLSX as rows of text; what would cost too much to open is refused before it is."""

from __future__ import annotations

import importlib.util
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import Any

from bot.bad_input import BadInput

SIGNATURE = b"PK\x03\x04"
MOST_UNPACKED = 50 << 20
MOST_RATIO = 100
MOST_PARTS = 1_000
# Three times what ten thousand rows of ten columns need; a cell costs a parser far more than its bytes.
MOST_TAGS = 2_000_000
LAST_ROW = 1 << 20
WIDEST = 64
TITLE = "申请"
_BROKEN = "不是完好的 XLSX 文件"
_REMEDY = "用电子表格软件另存为 XLSX 或 CSV 再试"
# ST_Xstring of ECMA-376: characters that XML cannot carry, and `_x000D_` itself where it is text.
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_LIKE_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


def rows(content: bytes, place: str) -> Iterator[tuple[int, tuple[str, ...], tuple[int, ...]]]:
    """Number, cells and positions of formulas of each row of the only sheet with content; else BadInput."""
    _require()
    _refuse_bombs(content, place)
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            # What openpyxl leaves out (styles, drawings) is no part of the rows.
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
            filled = [found for sheet in book.worksheets if (found := list(_rows(sheet)))]
    except Exception:
        # Whatever a file that is none can make its parser raise.
        raise BadInput(place, _BROKEN, _REMEDY) from None
    if len(filled) > 1:
        raise BadInput(place, f"有 {len(filled)} 张有内容的工作表", "只留要导入的一张")
    yield from filled[0] if filled else ()


def workbook(table: Iterable[Iterable[str]]) -> bytes:
    """A workbook of one sheet, every cell text; no cell may be longer than 32,767 characters."""
    _require()
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet(TITLE)
    for row in table:
        cells = []
        for text in row:
            cell = WriteOnlyCell(sheet, _escaped(text))
            cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _require() -> None:
    if any(importlib.util.find_spec(name) is None for name in ("openpyxl", "defusedxml")):
        raise BadInput("XLSX", "没有安装读写它的程序", "pip install 'quanzhu[xlsx]'，或改用 CSV")


def _refuse_bombs(content: bytes, place: str) -> None:
    """Refuses by what the archive declares, which no part can exceed when it is read."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            unpacked = sum(part.file_size for part in parts)
            if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED:
                raise BadInput(place, f"展开后超过 {MOST_UNPACKED >> 20} MB 或 {MOST_PARTS} 个部分", _REMEDY)
            if any(part.file_size > MOST_RATIO * part.compress_size for part in parts):
                raise BadInput(place, f"压缩比超过 {MOST_RATIO}，不像正常的表格", _REMEDY)
            tags = sum(archive.read(part).count(b"<") for part in parts)
    except BadInput:
        raise
    except Exception:
        # Broken streams end in the errors of whichever compression they name.
        raise BadInput(place, _BROKEN, _REMEDY) from None
    if tags > MOST_TAGS:
        raise BadInput(place, "格子太多", "删去空白的行、列与多余的工作表再试")


def _rows(sheet: Any) -> Iterator[tuple[int, tuple[str, ...], tuple[int, ...]]]:
    sheet.reset_dimensions()
    blank = None
    for number, cells in enumerate(sheet.iter_rows(max_col=WIDEST), start=1):
        if number > LAST_ROW:
            raise ValueError("row number")
        # Rows that the file leaves out, up to a million, all come as one tuple.
        if cells is blank:
            continue
        formulas = tuple(n for n, cell in enumerate(cells) if cell.data_type == "f")
        texts = tuple("" if n in formulas else _text(cell.value) for n, cell in enumerate(cells))
        if formulas or any(text.strip() for text in texts):
            yield number, texts, formulas
        else:
            blank = cells


def _text(value: Any) -> str:
    """What a cell shows, independent of its format: days in ISO, numbers without exponent or binary noise."""
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case datetime():
            day = value.time() == time.min
            return value.date().isoformat() if day else value.isoformat(sep=" ", timespec="seconds")
        case date():
            return value.isoformat()
        case float():
            # Fifteen digits are what a spreadsheet keeps.
            return str(int(value)) if value.is_integer() else f"{value:.15g}"
        case str():
            return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value)
        case _:
            return str(value)


def _escaped(text: str) -> str:
    text = _LIKE_ESCAPED.sub("_x005F_", text)
    return _UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
