"""Claim rows: the columns that claims are exported in and imported from, and what each cell says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from bot.bad_input import BadInput, cut
from bot.office.entries import (
    LONGEST_NAME,
    LONGEST_NOTE,
    SERVICES_APART,
    BadEntry,
    amount,
    claim_number,
    code,
    line,
    past_day,
    services,
    stage_words,
)
from bot.office.sheets import Row
from policy.courses import Course
from policy.money import yuan
from storage.claims import Claim

NUMBER, NAME, USCC, EDITION, SERVICES, ASKED, STAGE, ON, NOTE = COLUMNS = (
    "编号",
    "企业",
    "统一社会信用代码",
    "版本",
    "服务",
    "申请金额",
    "环节",
    "环节日期",
    "备注",
)
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class RowFault:
    """What is wrong with one cell and how to put it right; `column` is empty where it is the whole row."""

    row: int
    column: str
    problem: str = field(compare=False)

    def __str__(self) -> str:
        return f"第 {self.row} 行{' ' * bool(self.column)}{self.column}: {self.problem}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRow:
    """A row as it is written, empty and None where a cell is; `stage` is an id or a title, `asked` in fen."""

    row: int
    number: str = ""
    name: str = ""
    uscc: str = ""
    edition: str = ""
    services: tuple[str, ...] = ()
    asked: int | None = None
    stage: str = ""
    on: date | None = None
    note: str = ""


def table(claims: Sequence[Claim]) -> list[list[str]]:
    """Claims as rows below their titles."""
    return [list(COLUMNS), *map(_cells, claims)]


def claim_rows(rows: Sequence[Row], today: date, place: str) -> tuple[list[ClaimRow], list[RowFault]]:
    """The rows below the titles of a sheet, and the faults of the others; without its titles it is BadInput."""
    if not rows:
        raise BadInput(place, "没有内容", f"第一行写列名：{'、'.join(COLUMNS)}")
    titles = _titles(rows[0], place)
    good: list[ClaimRow] = []
    faults: list[RowFault] = []
    for row in rows[1:]:
        found = _Reading(row, titles)
        read = found.claim_row(today)
        faults += found.faults
        if not found.faults:
            good.append(read)
    return good, faults


def _titles(row: Row, place: str) -> dict[str, int]:
    found = ["".join(cell.split()) for cell in row.cells]
    while found and not found[-1]:
        found.pop()
    missing = [name for name in COLUMNS if name not in found]
    strange = [
        cut(name, 20) or f"第 {n} 列没有列名" for n, name in enumerate(found, 1) if name not in COLUMNS
    ]
    twice = sorted({name for name in found if name in COLUMNS and found.count(name) > 1})
    problems = [
        f"{words} {'、'.join(map(repr, names[:9]))}"
        for words, names in (("缺少", missing), ("不认识", strange), ("重复", twice))
        if names
    ]
    if problems:
        raise BadInput(
            f"{place} 第 {row.number} 行", f"列名{'，'.join(problems)}", f"写成：{','.join(COLUMNS)}"
        )
    return {name: found.index(name) for name in COLUMNS}


class _Reading:
    """One row, cell by cell; `faults` grow as it is read."""

    def __init__(self, row: Row, titles: dict[str, int]):
        self._row, self._titles = row, titles
        self.faults: list[RowFault] = []

    def claim_row(self, today: date) -> ClaimRow:
        named = set(self._titles.values())
        if any(cell.strip() for n, cell in enumerate(self._row.cells) if n not in named):
            self._fault("", f"多出没有列名的内容；只写 {len(COLUMNS)} 列")
        for column, position in self._titles.items():
            if position in self._row.formulas:
                self._fault(column, "是公式；把公式换成它的值（选择性粘贴为数值）")
        return ClaimRow(
            row=self._row.number,
            number=self._read(NUMBER, claim_number) or "",
            name=self._read(NAME, lambda text: line(text, LONGEST_NAME)) or "",
            uscc=self._read(USCC, code) or "",
            edition=self._read(EDITION, lambda text: line(text, LONGEST_NAME)) or "",
            services=self._read(SERVICES, lambda text: services([text])) or (),
            asked=self._read(ASKED, amount),
            stage=self._read(STAGE, lambda text: line(text, LONGEST_NAME)) or "",
            on=self._read(ON, lambda text: past_day(text, today)),
            note=self._read(NOTE, lambda text: line(text, LONGEST_NOTE)) or "",
        )

    def _read(self, column: str, reading: Callable[[str], _T]) -> _T | None:
        position = self._titles[column]
        cell = self._row.cells[position].strip() if position < len(self._row.cells) else ""
        if not cell:
            return None
        try:
            return reading(cell)
        except BadEntry as error:
            self._fault(column, str(error))
            return None

    def _fault(self, column: str, problem: str) -> None:
        self.faults.append(RowFault(row=self._row.number, column=column, problem=problem))


def _cells(claim: Claim) -> list[str]:
    last = claim.moves[-1]
    return [
        claim.number,
        claim.name,
        claim.uscc or "",
        claim.edition,
        SERVICES_APART.join(claim.services),
        "" if claim.asked is None else yuan(claim.asked),
        stage_words(Course.from_json(claim.course), claim.stage),
        last.on.isoformat(),
        last.note,
    ]
