"""Sheets: what is written is read back exactly, nothing in them runs, and no file can harm."""

from __future__ import annotations

import contextlib
import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.formula import ArrayFormula

from bot.bad_input import BadInput
from bot.office.formulas import STARTS, neutralised, plain
from bot.office.sheets import FORMATS, LARGEST, MOST_ROWS, Row, sheet, written
from bot.office.workbooks import MOST_TAGS, WIDEST

ANY_TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)
PUZZLING = st.text(st.sampled_from("'=+-@＝＋－＠ \t\r\n\u3000\u200b\",;_x0041甲a"), max_size=8)
CELLS = st.one_of(ANY_TEXT, PUZZLING, st.sampled_from(["_x000D_", "#N/A", "'=1", "''=1", "\ufeffa", "\x00"]))
TABLES = st.lists(st.tuples(CELLS, CELLS), max_size=4)


def cells(rows: Sequence[Row], width: int = 2) -> list[tuple[str, ...]]:
    return [row.cells[:width] for row in rows]


def a_workbook(*rows: Sequence[object]) -> bytes:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(list(row))
    return saved(book)


def saved(book: Workbook) -> bytes:
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


@pytest.mark.parametrize("format", FORMATS)
@given(table=TABLES)
@settings(max_examples=60, deadline=None)
def test_any_text_comes_back_as_it_was_written(format: str, table: list[tuple[str, str]]) -> None:
    # Whether a row is empty is not told: such rows are skipped.
    table = [("列", "名"), *(row for row in table if any(cell.strip() for cell in row))]
    assert cells(sheet(written(table, format), "f")) == table


@given(st.one_of(CELLS, st.tuples(st.sampled_from(STARTS + "\t\r\n"), CELLS).map("".join)))
def test_no_neutralised_cell_begins_as_a_formula_does(text: str) -> None:
    safe = neutralised(text)
    begin = safe.lstrip()[:1]
    assert not (begin and begin in STARTS)
    assert not safe.startswith(("\t", "\r", "\n"))
    assert plain(safe) == text


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+86",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r",
        " =1",
        "\u3000＝1",
        "＋1",
        "－1",
        "＠a",
        "\u200b=1",
        "'=1",
    ],
)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(text: str) -> None:
    assert neutralised(text) == "'" + text


@pytest.mark.parametrize("text", ["", "甲", "1-2", "'", "'甲", "O'Neil", "80000.00", "2024-12-02", "'' "])
def test_what_no_spreadsheet_runs_stays_as_it_is(text: str) -> None:
    assert neutralised(text) == text == plain(text)


def test_no_cell_of_a_written_workbook_is_a_formula() -> None:
    content = written([["=1+1", "#N/A", "80000"]], "xlsx")
    sheet_ = load_workbook(io.BytesIO(content)).active
    assert sheet_ is not None
    assert [cell.data_type for cell in sheet_[1]] == ["s", "s", "s"]


def test_a_written_csv_is_one_that_spreadsheets_open_in_utf8() -> None:
    assert written([["编号", 'a"b'], ["1,2", "x\ny"]], "csv") == (
        b"\xef\xbb\xbf" + '编号,"a""b"\r\n"1,2","x\ny"\r\n'.encode()
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_is_read_in_each_encoding_with_rows_counted_as_a_spreadsheet_does(encoding: str) -> None:
    content = '编号,企业\r\n\r\n , \r\n1,"甲\n乙"\r\n2,丙\r\n'.encode(encoding)
    assert sheet(content, "f") == [
        Row(number=1, cells=("编号", "企业")),
        Row(number=4, cells=("1", "甲\n乙")),
        Row(number=5, cells=("2", "丙")),
    ]


def test_cells_of_a_workbook_are_read_as_they_are_seen() -> None:
    day = date(2024, 12, 2)
    written_ = [
        None,
        80000,
        80000.5,
        0.1 + 0.2,
        True,
        day,
        datetime.fromisoformat("2024-12-02T10:30"),
        "007",
        1e15,
    ]
    found = sheet(a_workbook(["列"], [], written_), "f")
    assert [row.number for row in found] == [1, 3]
    assert found[1].cells[: len(written_)] == (
        *("", "80000", "80000.5", "0.3", "TRUE", "2024-12-02", "2024-12-02 10:30:00", "007"),
        "1000000000000000",
    )


def test_formulas_are_told_with_their_place() -> None:
    found = sheet(a_workbook(["列"], ["甲", "=1+1", ArrayFormula("C2", "=A1"), "乙"]), "f")
    assert found[1].formulas == (1, 2)
    assert found[1].cells[:4] == ("甲", "", "", "乙")


def test_a_second_sheet_counts_only_where_it_holds_something() -> None:
    book = Workbook()
    first, second = book.active, book.create_sheet("b")
    assert first is not None
    first.append(["列"])
    assert len(sheet(saved(book), "f")) == 1
    second["C9"] = "x"
    with pytest.raises(BadInput, match="有 2 张有内容的工作表；只留要导入的一张"):
        sheet(saved(book), "f")


def zipped(parts: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()


def replaced(part: str, change: bytes, by: bytes) -> bytes:
    """A workbook with something in one of its parts replaced."""
    with zipfile.ZipFile(io.BytesIO(a_workbook(["列"], ["甲"]))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert change in parts[part]
    return zipped({**parts, part: parts[part].replace(change, by)})


SHEET = "xl/worksheets/sheet1.xml"
ENTITY = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>'
ONE_CELL = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
    b'<c r="A1" t="inlineStr"><is><t>a</t></is></c></row></sheetData></worksheet>'
)
FAR = b'<row r="99999999999"><c r="A1"><v>1</v></c></row>'


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"x" * (LARGEST + 1), "超过 5 MB；分成几个文件"),
        ("编号\n".encode("utf-16"), "UTF-16 编码；另存为"),
        (b"\xd0\xcf\x11\xe0....", "旧的 XLS 格式"),
        (b"\x80\xff\x00", "既不是 UTF-8 也不是 GB18030"),
        (b'a,b\n1,"2\n', "f 第 2 行: 引号没有配对"),
        (b'a,b\n1,"2"3\n', "f 第 2 行: 引号没有配对"),
        (b"a\n" + b"b" * 200_000, "f 第 2 行: .*一格过长"),
        (b"a\n" * (MOST_ROWS + 2), "超过 10000 行"),
        (zipped({SHEET: bytes(60 << 20)}), "展开后超过 50 MB"),
        (zipped({SHEET: bytes(1 << 20)}), "压缩比超过 100"),
        (zipped({f"{n}": b"" for n in range(1001)}), "1000 个部分"),
        (zipped({SHEET: b"".join(Random(0).choices((b"<a/>", b"<b>"), k=MOST_TAGS + 1))}), "格子太多"),
        (zipped({"a": b"b"}), "不是完好的 XLSX"),
        (b"PK\x03\x04" + b"x" * 100, "不是完好的 XLSX"),
        (a_workbook(["列"])[:-40], "不是完好的 XLSX"),
        (replaced("xl/workbook.xml", b"</workbook>", b""), "不是完好的 XLSX"),
        (replaced(SHEET, b"</sheetData>", FAR + b"</sheetData>"), "不是完好的 XLSX"),
    ],
    ids=lambda value: "" if isinstance(value, bytes) else value,
)
def test_a_file_that_is_none_or_too_much_is_refused_with_the_remedy(content: bytes, problem: str) -> None:
    with pytest.raises(BadInput, match=problem):
        sheet(content, "f")


def test_a_workbook_that_declares_entities_is_refused() -> None:
    with zipfile.ZipFile(io.BytesIO(a_workbook(["列"]))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert sheet(zipped({**parts, SHEET: ONE_CELL}), "f")[0].cells[0] == "a"
    with pytest.raises(BadInput, match="不是完好的 XLSX"):
        sheet(zipped({**parts, SHEET: ENTITY + ONE_CELL}), "f")


def test_a_cell_far_to_the_right_widens_nothing() -> None:
    content = replaced(SHEET, b'<c r="A2"', b'<c r="XFD2"')
    assert all(len(row.cells) <= WIDEST for row in sheet(content, "f"))


@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", b"\xef\xbb\xbf", b'"']))
def test_random_bytes_are_rows_or_refused(content: bytes, begin: bytes) -> None:
    with contextlib.suppress(BadInput):
        assert all(isinstance(row, Row) for row in sheet(begin + content, "f"))


WHOLE = a_workbook(["编号", "企业"], ["1", "甲"], [2, date(2024, 12, 2)])


@given(st.integers(0, len(WHOLE) - 1), st.binary(min_size=1, max_size=4))
@settings(deadline=None)
def test_a_damaged_workbook_is_rows_or_refused(at: int, by: bytes) -> None:
    with contextlib.suppress(BadInput):
        sheet(WHOLE[:at] + by + WHOLE[at + len(by) :], "f")


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml"])
@given(st.data())
@settings(max_examples=40, deadline=None)
def test_a_workbook_with_a_damaged_part_is_rows_or_refused(part: str, data: st.DataObject) -> None:
    with zipfile.ZipFile(io.BytesIO(WHOLE)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    at = data.draw(st.integers(0, len(parts[part])))
    by = data.draw(
        st.sampled_from([b"", b"<", b'r="99999999999"', b"&", b"1e999", b"NaN", b"-5", b"zz", b'"'])
    )
    with contextlib.suppress(BadInput):
        sheet(zipped({**parts, part: parts[part][:at] + by + parts[part][at + len(by) :]}), "f")


def test_what_is_written_can_be_read_by_the_standard_reader() -> None:
    text = written([["a", "=b"]], "csv").decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text))) == [["a", "'=b"]]
