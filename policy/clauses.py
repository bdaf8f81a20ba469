"""A published notice read into its clauses, each under the path by which it is cited."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from policy.numerals import DIGIT_FOLD
from policy.paths import (
    ANNEX,
    CHINESE_SIGN,
    CIRCLED,
    HEAD,
    ITEM,
    NAMED,
    PART,
    POINT,
    SECTION,
    TAIL,
    Step,
    resolved,
    sign_value,
    spelt,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One clause: its path, its text before any subclause, and the subclauses in order.

    Texts carry no list numbers, so that these are never taken for figures.
    """

    path: str
    own_text: str
    children: tuple[Clause, ...] = ()

    @property
    def text(self) -> str:
        """The clause's own text and that of all its subclauses."""
        return "\n".join(part for part in (self.own_text, *(c.text for c in self.children)) if part)

    def walk(self) -> Iterator[Clause]:
        """This clause and all below it, in the notice's order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """The clauses of one notice: 题头, the sections, 落款 and annexes, as far as there are any."""

    clauses: tuple[Clause, ...]

    @classmethod
    def read(cls, text: str) -> Notice:
        """The notice printed in `text`; any text is a notice, if only a 题头.

        A number given twice under one parent is one clause with both texts.
        """
        return cls(clauses=_tree(_entries(_lines(text))))

    def walk(self) -> Iterator[Clause]:
        """Every clause, in the notice's order."""
        for clause in self.clauses:
            yield from clause.walk()

    def paths(self) -> tuple[str, ...]:
        """Every clause's path, in the notice's order."""
        return tuple(clause.path for clause in self.walk())

    def clause(self, path: str) -> Clause | None:
        """The clause cited as `path` (see `paths.resolved`), or None."""
        found = resolved(path, self.paths())
        return next((clause for clause in self.walk() if clause.path == found), None)


class _Marker(NamedTuple):
    level: int
    number: int
    rest: str


# "1.5 万元" at a line's start is a figure; "1.2024 年" is an item that begins with a year.
_AFTER_DOT = r"(?:(?=(?:19|20)[0-9]{2}\s?年)|(?![0-9]))"
_MARKERS = {
    SECTION: rf"({CHINESE_SIGN})、\s*",
    PART: rf"[（(]\s?({CHINESE_SIGN})\s?[）)]\s*",
    ITEM: rf"([0-9]{{1,2}})[.、]\s?{_AFTER_DOT}\s*",
    POINT: r"[（(]\s?([0-9]{1,2})\s?[）)]\s*",
    CIRCLED: r"([①-⑳])\s*",
}
_BULLET = r"(?:[-–—*•·●▪■◆○]\s+|——|[•·●▪■◆○])"
_INLINE = (
    rf"(?<=[：:；;。])(?=\s?(?:[（(]\s?(?:{CHINESE_SIGN}|[0-9]{{1,2}})\s?[）)]|[①-⑳]"
    rf"|[0-9]{{1,2}}[.]{_AFTER_DOT}))"
)
_PAGE_NUMBER = r"[-–—]\s*[0-9]{1,3}\s*[-–—]|第\s*[0-9]{1,3}\s*页.{0,12}"
_ANNEX_LINE = rf"{ANNEX}\s?([0-9]{{0,2}})"
_ANNEX_LIST = rf"{ANNEX}\s?[0-9]{{0,2}}\s?[：:]"
_DAY_NUMBER = r"\s?[0-9一二三四五六七八九十]{1,3}\s?"
_DAY_LINE = rf"[0-9一二三四五六七八九〇零]{{4}}\s?年{_DAY_NUMBER}月{_DAY_NUMBER}日"
_ISSUER = r"[\u4e00-\u9fff（）() ]{2,39}[局厅廳委会會府室部院办辦处處心社司所团團]"
_ASIDE = r"[（(].*[）)]"
_ENDS = "。；;：:！!？?"
# A figure that a page break may have cut, and what its other half may begin with.
_CUT = r"(?:[0-9一二两三四五六七八九十百千万]\s?(?:[年月万萬亿億个個]|[个個]?工作?)?|百分之?)$"
_UNITS = "年月日时時点點分秒万萬亿億元%％‰个個份字级級号號天周项項类類家人条條次工作之"


def _lines(text: str) -> list[str]:
    bare = (line.translate(DIGIT_FOLD).strip() for line in text.splitlines())
    return [line for line in bare if line and not re.fullmatch(_PAGE_NUMBER, line)]


def _entries(lines: list[str]) -> dict[tuple[Step, ...], list[str]]:
    """The lines of each clause, by its steps; a parent stands before its children."""
    markers = [(i, marker) for i, line in enumerate(lines) if (marker := _marker(line))]
    tops = [i for i, marker in markers if marker.level == SECTION] or [i for i, _ in markers[:1]]
    if not tops:
        return {(Step(NAMED, 0, HEAD),): lines} if lines else {}
    annexes = [i for i, line in enumerate(lines) if i > tops[0] and re.fullmatch(_ANNEX_LINE, line)]
    bounds = [*annexes, len(lines)]
    tail = _tail(lines, max(i for i in tops if i < bounds[0]), bounds[0])
    entries: dict[tuple[Step, ...], list[str]] = {}
    if tops[0]:
        entries[(Step(NAMED, 0, HEAD),)] = lines[: tops[0]]
    entries |= _numbered(lines[tops[0] : tail], ())
    if tail < bounds[0]:
        entries[(Step(NAMED, 0, TAIL),)] = lines[tail : bounds[0]]
    for start, end in pairwise(bounds):
        digits = lines[start].removeprefix(ANNEX).strip()
        root = (Step(NAMED, int(digits or 0), ANNEX),)
        for steps, own in _numbered(lines[start + 1 : end], root).items():
            entries.setdefault(steps, []).extend(own)
    return entries


def _tail(lines: list[str], top: int, end: int) -> int:
    """Where the list of annexes, or the issuer and the date, begin between `top` and `end`; else `end`."""
    listed = next((i for i in range(top + 1, end) if re.match(_ANNEX_LIST, lines[i])), end)
    last = listed
    while last > top + 1 and re.fullmatch(_ASIDE, lines[last - 1]) and not _marker(lines[last - 1]):
        last -= 1
    if last == top + 1 or not re.fullmatch(_DAY_LINE, lines[last - 1]):
        return listed
    start = last - 1
    while start > top + 1 and last - start < 4 and re.fullmatch(_ISSUER, lines[start - 1]):
        start -= 1
    return start


def _numbered(lines: list[str], root: tuple[Step, ...]) -> dict[tuple[Step, ...], list[str]]:
    """The clauses of one part of the notice, all below `root`."""
    pieces = [(piece, i == 0) for line in lines for i, piece in enumerate(re.split(_INLINE, line))]
    entries: dict[tuple[Step, ...], list[str]] = {root: []} if root else {}
    at, before = root, ""
    for index, (piece, leads) in enumerate(pieces):
        ahead = [text.lstrip() for text, _ in pieces[index + 1 : index + 40]]
        marker = _opening(piece, at, before, leads, ahead)
        while marker:
            at = (*(step for step in at if step.level < marker.level), Step(marker.level, marker.number))
            entries.setdefault(at, [])
            piece, leads = marker.rest, True
            inner = _marker(piece)
            marker = inner if inner and inner.level > at[-1].level and inner.number == 1 else None
        if leads:
            entries[at].append(piece)
        else:
            entries[at][-1] += piece
        before = piece
    return entries


def _marker(line: str) -> _Marker | None:
    """The number that `line` begins with."""
    for level, pattern in _MARKERS.items():
        if found := re.match(pattern, line):
            number = sign_value(found[1])
            return _Marker(level, number, line[found.end() :]) if number else None
    return None


def _opening(piece: str, at: tuple[Step, ...], before: str, leads: bool, ahead: list[str]) -> _Marker | None:
    """The number or bullet with which `piece` opens a clause; None where it only goes on."""
    marker = _marker(piece.lstrip())
    if marker is None:
        return _bulleted(piece, at, before, ahead) if leads and re.match(_BULLET, piece) else None
    level, number, _ = marker
    open_number = _number(at, level)
    if level == SECTION:
        return marker if leads and number > open_number else None
    if leads:
        # After a page break inside a sentence, "（三）项" at a line's start is no new clause.
        return marker if number in (1, open_number + 1) or not _goes_on(before, piece) else None
    if open_number:
        return marker if number == open_number + 1 else None
    following = (_marker(text) for text in ahead)
    paired = any(other and other.level == level and other.number == 2 for other in following)
    return marker if number == 1 and paired else None


def _bulleted(piece: str, at: tuple[Step, ...], before: str, ahead: list[str]) -> _Marker:
    """The number in whose place a bullet stands, judged by the numbers around it."""
    run = next((i for i, text in enumerate(ahead) if not re.match(_BULLET, text)), len(ahead)) + 1
    after = next((marker for text in ahead if (marker := _marker(text))), None)
    rest = re.sub(_BULLET, "", piece, count=1)
    inner = at[-1] if at else Step(NAMED, 0)
    if after and after.level > SECTION and after.number - 1 == run + _number(at, after.level):
        return _Marker(after.level, _number(at, after.level) + 1, rest)
    followed = after is not None and (after.level, after.number) == (inner.level, inner.number + 1)
    if inner.level <= SECTION or (inner.level < CIRCLED and (followed or before.endswith(("：", ":")))):
        return _Marker(ITEM if inner.level == NAMED else inner.level + 1, 1, rest)
    return _Marker(inner.level, inner.number + 1, rest)


def _number(at: tuple[Step, ...], level: int) -> int:
    return next((step.number for step in at if step.level == level), 0)


def _tree(entries: dict[tuple[Step, ...], list[str]]) -> tuple[Clause, ...]:
    below: dict[tuple[Step, ...], list[Clause]] = {}
    places = {steps: place for place, steps in enumerate(entries)}
    for steps in sorted(entries, key=lambda steps: (-len(steps), places[steps])):
        titled = steps[-1].level in (SECTION, PART)
        clause = Clause(
            path=spelt(steps), own_text=_joined(entries[steps], titled), children=tuple(below.get(steps, ()))
        )
        below.setdefault(steps[:-1], []).append(clause)
    return tuple(below.get((), ()))


def _joined(lines: list[str], titled: bool) -> str:
    """The lines as one text, with a sentence that a page break cut put together again."""
    text = ""
    for index, line in enumerate(lines):
        title = titled and index == 1 and len(lines[0]) <= 30 and not re.search("[，,；;]|、$", lines[0])
        text += line if not text or (_goes_on(lines[index - 1], line) and not title) else "\n" + line
    return text


def _goes_on(line: str, following: str) -> bool:
    """Whether a sentence runs from `line` into `following`: it is prose and has not ended."""
    if not line or line[-1] in _ENDS:
        return False
    if re.search(_CUT, line):
        return following[:1] in _UNITS or (not line[-1].isdigit() and following[:1].isdigit())
    return line[-1] in "，,、（(《“-—至到" or len(line) >= 40 or any(mark in line for mark in "，,。；")
