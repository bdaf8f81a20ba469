"""Importing: rows of claims against those that are kept; all of them are taken, or none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.bad_input import cut
from bot.office.claim_rows import (
    ASKED,
    EDITION,
    NAME,
    NOTE,
    NUMBER,
    ON,
    SERVICES,
    STAGE,
    USCC,
    ClaimRow,
    RowFault,
)
from bot.office.entries import BadEntry, legal_stage, region_name, stage_id
from bot.office.registers import Register
from policy.courses import Course, course, first
from policy.library import Library
from storage import claims, enterprises
from storage.claims import Claim, Move, Registered

# What a row without a number is known by: code, edition, services, amount and the day of its first stage.
Key = tuple[str, str, tuple[str, ...], int | None, date]


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """How many claims were added, moved and left as they are; `numbers` are those of the new ones, by row."""

    new: int
    moved: int
    unchanged: int
    numbers: Mapping[int, str]


class FaultyRows(Exception):
    """Rows that cannot be taken, in their order."""

    def __init__(self, faults: Iterable[RowFault]):
        self.faults = sorted(faults)
        super().__init__(f"{len(self.faults)} faults")


def imported(
    register: Register, rows: Sequence[ClaimRow], faults: Sequence[RowFault], library: Library
) -> Imported:
    """Takes all rows. Raises FaultyRows, with `faults` among them, where any has one; then nothing is changed."""
    found = _Import(register, rows, library)
    found.judge()
    if faults or found.faults:
        raise FaultyRows([*faults, *found.faults])
    return found.take()


class _Import:
    """The rows sorted into new claims, moves and what is known; `faults` are those that are neither."""

    def __init__(self, register: Register, rows: Sequence[ClaimRow], library: Library):
        self._register, self._rows, self._library = register, rows, library
        self._new: list[tuple[ClaimRow, Course, str, date]] = []
        self._steps: list[tuple[Claim, Move]] = []
        self._unchanged = 0
        self._names: dict[str, ClaimRow] = {}
        # Which row speaks of a number, and of what rows without one, and with one, are known by.
        self._numbers: dict[str, int] = {}
        self._bare: dict[Key, int] = {}
        self._full: dict[Key, int] = {}
        self.faults: list[RowFault] = []
        self._numbered = claims.by_numbers(register.connection, [row.number for row in rows if row.number])
        codes = dict.fromkeys(row.uscc for row in rows if row.uscc and not row.number)
        held = enterprises.of_codes(register.connection, list(codes))
        self._known: dict[Key, list[Claim]] = {}
        for claim in claims.official(register.connection, [one.id for one in held.values()]):
            if register.shows(claim):
                self._known.setdefault(_key_of(claim), []).append(claim)

    def judge(self) -> None:
        """Sorts every row."""
        for row in self._rows:
            try:
                self._judge(row)
            except _Fault as fault:
                self.faults.append(RowFault(row=row.row, column=fault.column, problem=fault.problem))

    def take(self) -> Imported:
        """Keeps them all."""
        names = {row.uscc: "" for row, *_ in self._new}
        names |= {uscc: row.name for uscc, row in self._names.items()}
        held, changes = self._register.vouched(names)
        # Made once: ten thousand rows are mostly of one edition.
        courses: dict[str, Mapping[str, Any]] = {}
        for row, begun, *_ in self._new:
            if row.edition not in courses:
                courses[row.edition] = begun.to_json()
        new: list[Registered] = [
            self._register.new(
                row.edition,
                courses[row.edition],
                held[row.uscc],
                self._register.step(to, on, note=row.note),
                number=row.number or None,
                services=row.services,
                asked=row.asked,
            )
            for row, _, to, on in self._new
        ]
        self._register.keep(new, self._steps, changes)
        numbers = {row.row: one.number for (row, *_), one in zip(self._new, new, strict=True)}
        return Imported(new=len(new), moved=len(self._steps), unchanged=self._unchanged, numbers=numbers)

    def _judge(self, row: ClaimRow) -> None:
        found = self._numbered.get(row.number) if row.number else self._recognised(row)
        if row.number:
            self._refuse_second(row, self._numbers.setdefault(row.number, row.row))
            if found is not None and not self._register.shows(found):
                raise _Fault(NUMBER, "这个编号已经在用；换一个编号，或留空由系统编号")
            key = _key_of(found) if found else _key(row)
            if key is not None:
                self._full.setdefault(key, row.row)
                self._refuse_second(row, self._bare.get(key, row.row))
        if found is None:
            self._begin(row)
        else:
            self._go_on(row, found)

    def _recognised(self, row: ClaimRow) -> Claim | None:
        """The claim that a row without a number is of."""
        key = _key(row)
        if key is None:
            raise _Fault(ON, "没有写；没有编号的申请靠它辨认，写上日期，如 2024-12-02")
        self._refuse_second(row, self._full.get(key, row.row))
        self._refuse_second(row, self._bare.setdefault(key, row.row))
        found = self._known.get(key, [])
        same = [claim for claim in found if len(found) == 1 or _is_told(claim, row)]
        if found and not same:
            raise _Fault(NUMBER, f"有 {len(found)} 份申请与这一行相同；写明是哪个编号")
        return next(iter(same), None)

    def _refuse_second(self, row: ClaimRow, earlier: int) -> None:
        if earlier != row.row:
            raise _Fault(NUMBER, f"与第 {earlier} 行是同一份申请；只留一行，是两份就各写一个编号")

    def _begin(self, row: ClaimRow) -> None:
        if not row.uscc:
            raise _Fault(USCC, "没有写；新的申请要写统一社会信用代码")
        compiled = self._library.editions.get(row.edition)
        if compiled is None:
            known = "、".join(sorted(self._library.editions))
            said = f"没有版本 {cut(row.edition, 40)!r}" if row.edition else "没有写"
            raise _Fault(EDITION, f"{said}；已载入 {known}")
        found = course(compiled.edition)
        if found.is_draft:
            raise _Fault(EDITION, "是征求意见稿；等正式文件出台后再登记")
        if not self._register.acting.keeps(found.region):
            raise _Fault(EDITION, f"您不能办理{region_name(found.region)}的申请；请那里的操作员导入")
        to = _stage(found, (), row.stage) if row.stage else first(found)
        if row.on is None:
            raise _Fault(ON, "没有写；写上日期，如 2024-12-02")
        other = self._names.setdefault(row.uscc, row) if row.name else row
        if other.name != row.name:
            raise _Fault(NAME, f"与第 {other.row} 行代码相同而名称不同；写成一样的")
        self._new.append((row, found, to, row.on))

    def _go_on(self, row: ClaimRow, claim: Claim) -> None:
        if row.uscc not in ("", claim.uscc):
            raise _Fault(USCC, "与这份申请登记的不一致；核对编号与代码")
        for column, written, kept in (
            (EDITION, row.edition, claim.edition),
            (SERVICES, row.services, tuple(claim.services)),
            (ASKED, row.asked, claim.asked),
        ):
            if written not in ("", (), None, kept):
                raise _Fault(column, "与这份申请登记的不一致；登记后不能改，留空或写回原样")
        if claim.name and row.name not in ("", claim.name):
            raise _Fault(NAME, "与这家企业登记的名称不一致；留空或写回原样")
        if _is_told(claim, row):
            _refuse_changed(claim, row)
            self._unchanged += 1
            return
        kept_course, reached = Course.from_json(claim.course), claim.moves[-1]
        to = _stage(kept_course, [step.to for step in claim.moves], row.stage)
        if not self._register.acting.keeps(claim.region):
            raise _Fault(STAGE, f"您只能查看{region_name(claim.region)}的申请；请那里能办理的操作员导入")
        if row.on is None:
            raise _Fault(ON, "没有写；环节变了，写上到这个环节的日期")
        if row.on < reached.on and to not in [step.to for step in claim.moves]:
            raise _Fault(ON, f"早于现在这个环节的日期；写 {reached.on.isoformat()} 或之后的日期")
        self._steps.append((claim, self._register.step(to, row.on, note=row.note)))


class _Fault(Exception):
    def __init__(self, column: str, problem: str):
        super().__init__(problem)
        self.column, self.problem = column, problem


def _is_told(claim: Claim, row: ClaimRow) -> bool:
    """Whether a claim is where the row says, or was there on that very day: an older file moves nothing back."""
    if not row.stage:
        return True
    course = Course.from_json(claim.course)
    try:
        to = stage_id(course, [step.to for step in claim.moves], row.stage)
    except BadEntry as error:
        raise _Fault(STAGE, str(error)) from None
    return to == claim.stage or (to, row.on) in [(step.to, step.on) for step in claim.moves]


def _refuse_changed(claim: Claim, row: ClaimRow) -> None:
    """A day or a note that was put in place of the one recorded: a claim is changed by moves alone."""
    course = Course.from_json(claim.course)
    to = stage_id(course, [step.to for step in claim.moves], row.stage) if row.stage else claim.stage
    steps = [step for step in claim.moves if step.to == to]
    if row.on is not None and row.on not in {step.on for step in steps}:
        raise _Fault(ON, f"与登记的 {steps[-1].on.isoformat()} 不一致；登记后不能改，用 claims move 更正")
    if row.note and row.note not in {step.note for step in steps}:
        raise _Fault(NOTE, "与登记的不一致；登记后不能改，留空或写回原样")


def _stage(course: Course, visited: Sequence[str], text: str) -> str:
    try:
        return legal_stage(course, visited, text)
    except BadEntry as error:
        raise _Fault(STAGE, str(error)) from None


def _key(row: ClaimRow) -> Key | None:
    return None if row.on is None else (row.uscc, row.edition, row.services, row.asked, row.on)


def _key_of(claim: Claim) -> Key:
    return (claim.uscc or "", claim.edition, tuple(claim.services), claim.asked, claim.moves[0].on)
