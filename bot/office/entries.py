"""Entries: what an operator writes in a cell or an option, read strictly."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TypeVar

from bot.bad_input import BadInput, cut, visible
from bot.command_line import YEARS
from policy.courses import ENDS, Course, IllegalMove, check, title
from policy.divisions import division, is_within
from policy.money import fen
from policy.places import named
from policy.uscc import BadUscc, uscc

_S = TypeVar("_S")
_T = TypeVar("_T")
# The code of what is registered with the state itself; as a region it covers every other.
NATIONAL = "100000"
_NATIONAL_NAMES = ("全国", "国家", NATIONAL)
LONGEST_NAME = 100
LONGEST_NOTE = 500
LONGEST_SERVICE = 60
MOST_SERVICES = 20
LONGEST_NUMBER = 40
SERVICES_APART = "、"
_SHOWN = 30
_LONGEST = 60
_NUMBER = re.compile(rf"[0-9A-Za-z\-\u3400-\u4dbf\u4e00-\u9fff]{{1,{LONGEST_NUMBER}}}")
_DAY = re.compile(
    "([0-9]{4})(?:-([0-9]{1,2})-([0-9]{1,2})|/([0-9]{1,2})/([0-9]{1,2})|年([0-9]{1,2})月([0-9]{1,2})日)"
)
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]{1,2})?")
_ADVICE = re.compile("，请对照营业执照\\w+")
_BETWEEN_SERVICES = re.compile("[、;；]")


class BadEntry(ValueError):
    """An entry that cannot be used; prints as `problem；remedy`."""

    def __init__(self, problem: str, remedy: str):
        super().__init__(f"{problem}；{remedy}")
        self.problem, self.remedy = problem, remedy


def entered(place: str, read: Callable[[_S], _T], entry: _S) -> _T:
    """What `read` makes of the entry at a place; BadInput where that is nothing."""
    try:
        return read(entry)
    except BadEntry as error:
        raise BadInput(place, error.problem, error.remedy) from None


def amount(text: str) -> int:
    """The fen of an amount in yuan: `80000`, `80,000.00`."""
    folded = _folded(text)
    if _GROUPED.fullmatch(folded):
        folded = folded.replace(",", "")
    try:
        return fen(folded)
    except ValueError:
        raise BadEntry(f"{_shown(text)} 不是金额", "以元为单位写数字，如 80000 或 80,000.00") from None


def day(text: str) -> date:
    """The day of `2024-12-02`, `2024/12/2` or `2024年12月2日`."""
    if match := _DAY.fullmatch(_folded(text)):
        year, month, number = (int(part) for part in match.groups() if part is not None)
        if year in YEARS:
            try:
                return date(year, month, number)
            except ValueError:
                pass
    raise BadEntry(f"{_shown(text)} 不是日期", "写成 2024-12-02、2024/12/2 或 2024年12月2日")


def past_day(text: str, today: date) -> date:
    """A day that is not after today."""
    found = day(text)
    if found > today:
        raise BadEntry(f"{found.isoformat()} 还没有到", f"写 {today.isoformat()} 或之前的日期")
    return found


def claim_number(text: str) -> str:
    """The number of a claim: letters, which are made capitals, digits, dashes and Chinese characters."""
    folded = _folded(text).upper()
    if not _NUMBER.fullmatch(folded):
        raise BadEntry(
            f"{_shown(text)} 不能作编号", f"用 1 到 {LONGEST_NUMBER} 个字母、数字、“-”或汉字，中间不空格"
        )
    return folded


def code(text: str) -> str:
    """A unified social credit code."""
    try:
        return uscc(text[:_LONGEST])
    except BadUscc as error:
        raise BadEntry(_ADVICE.sub("", str(error)), "请对照营业执照逐位核对") from None


def line(text: str, longest: int) -> str:
    """A text without breaks; blanks in a row are one space."""
    found = " ".join(text.split())
    if visible(found) != found:
        raise BadEntry(f"{_shown(text)} 含有看不见的控制字符", "删去后重写")
    if len(found) > longest:
        raise BadEntry(f"有 {len(found)} 个字", f"不超过 {longest} 个字")
    return found


def services(texts: Iterable[str]) -> tuple[str, ...]:
    """Services in words, also several in one text with 、 between them; each once."""
    parts = (line(part, LONGEST_SERVICE) for text in texts for part in _BETWEEN_SERVICES.split(text))
    found = tuple(dict.fromkeys(part for part in parts if part))
    if len(found) > MOST_SERVICES:
        raise BadEntry(f"有 {len(found)} 项服务", f"不超过 {MOST_SERVICES} 项")
    return found


def region(text: str) -> str:
    """The code of a place, by code or by a name that only one has; 全国 is NATIONAL."""
    folded = _folded(text)
    if folded in _NATIONAL_NAMES:
        return NATIONAL
    if re.fullmatch("[0-9]{4}[0-9Z][0-9]", folded) and division(folded) is not None:
        return folded
    places = named(folded)
    if len(places) > 1:
        listed = "、".join(f"{place.full_name} {place.code}" for place in places[:10])
        raise BadEntry(f"{_shown(text)} 不止一处", f"写代码：{listed}")
    if not places:
        raise BadEntry(f"没有地区 {_shown(text)}", "写六位区划代码（如 370200）或全名（如 青岛市）")
    return places[0].code


def stage_id(course: Course, visited: Sequence[str], text: str) -> str:
    """The stage or end of an id or a title; `visited` are those that the claim has behind it."""
    names = [*((one.id, one.name) for one in course.stages), *ENDS.items()]
    wanted = "".join(text.split())
    found = [name for name, _ in names if name == wanted]
    found = found or [name for name, words in names if "".join(words.split()) == wanted]
    if len(found) != 1:
        problem = f"{_shown(text)} 不止一个环节" if found else f"没有环节 {_shown(text)}"
        raise BadEntry(problem, IllegalMove(course, visited, "").remedy)
    return found[0]


def legal_stage(course: Course, visited: Sequence[str], text: str) -> str:
    """The same where the claim can move there."""
    found = stage_id(course, visited, text)
    try:
        check(course, visited, found)
    except IllegalMove as error:
        now = f"现在是{title(course, visited[-1])}，" if visited else ""
        raise BadEntry(f"{now}不能到{title(course, found)}", error.remedy) from None
    return found


def stage_words(course: Course, stage: str) -> str:
    """A stage or an end as `stage_id` reads it back: its title, its id where two have the same."""
    words = title(course, stage)
    titles = [*(one.name for one in course.stages), *ENDS.values()]
    return words if titles.count(words) == 1 else stage


def covers(area: str, place: str) -> bool:
    """Whether a role over an area is one over the place too."""
    return area == NATIONAL or (place != NATIONAL and is_within(place, area))


def region_name(area: str) -> str:
    """The name of a region with those around it."""
    place = division(area)
    return "全国" if area == NATIONAL else place.full_name if place else area


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text[:_LONGEST]).strip() if len(text) <= _LONGEST else text


def _shown(text: str) -> str:
    return repr(cut(text, _SHOWN))
