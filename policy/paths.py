"""The paths by which clauses are cited: 五.4(2), 附件.2, 题头."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from policy.numerals import DIGIT_FOLD, numeral

HEAD = "题头"
TAIL = "落款"
ANNEX = "附件"

# Levels of numbering, outermost first: the named parts, then 一、 （一） 1. （1） ①
NAMED, SECTION, PART, ITEM, POINT, CIRCLED = range(6)


class Step(NamedTuple):
    """One number on the way to a clause; a named part has its name, and 0 where it has no number."""

    level: int
    number: int
    name: str = ""


def normalised(path: str) -> str | None:
    """`path` in its one spelling (`五、4（2）` is `五.4(2)`), or None if it is no path at all."""
    steps = _steps(path)
    return spelt(steps) if steps else None


def resolved(path: str, paths: Iterable[str]) -> str | None:
    """The one of `paths` that `path` means: itself, or the only one that ends in it (`6(1)`)."""
    steps = _steps(path)
    if not steps:
        return None
    known = tuple(paths)
    whole = spelt(steps)
    if whole in known:
        return whole
    if steps[0].level <= SECTION:
        return None
    ending = [each for each in known if _steps(each)[-len(steps) :] == steps]
    return ending[0] if len(ending) == 1 else None


def is_within(path: str, ancestor: str) -> bool:
    """Whether `path` is `ancestor` or lies below it; both normalised."""
    above = _steps(ancestor)
    return bool(above) and _steps(path)[: len(above)] == above


def spelt(steps: tuple[Step, ...]) -> str:
    """The path of these steps in its one spelling."""
    text, above = "", CIRCLED
    for level, number, name in steps:
        # 五.4 and 附件.2, but 一(一)4: a dot parts an item from a name or a section.
        text += "." if above <= SECTION and level in (SECTION, ITEM) else ""
        if level == NAMED:
            text += f"{name}{number or ''}"
        elif level == CIRCLED:
            text += _CIRCLES[number - 1] if number <= len(_CIRCLES) else f"<{number}>"
        else:
            sign = str(number) if level in (ITEM, POINT) else _chinese(number)
            text += f"({sign})" if level in (PART, POINT) else sign
        above = level
    return text


def sign_value(sign: str) -> int:
    """The number that a sign stands for; 0 for none, as in 二三 or 0."""
    if sign.isascii():
        return int(sign)
    if sign in _CIRCLES:
        return _CIRCLES.index(sign) + 1
    number = numeral(sign) or 0
    return number if _chinese(number) == sign else 0


# A number of a section or a part.
CHINESE_SIGN = "[一二三四五六七八九十]{1,3}"
_FOLD = DIGIT_FOLD | str.maketrans("（）", "()")
_NAMES = {"preamble": HEAD, "前言": HEAD, "tail": TAIL, "annex": ANNEX}
_PATH = (
    rf"(?P<name>题头|落款|附件[0-9]{{0,2}})|\.?(?P<section>{CHINESE_SIGN})[、.]?|\((?P<part>{CHINESE_SIGN})\)[、.]?"
    rf"|\.?(?P<item>[0-9]{{1,4}})[、.]?|\((?P<point>[0-9]{{1,4}})\)[、.]?|(?P<circled>[①-⑳])"
)
_GROUPS = ("name", "section", "part", "item", "point", "circled")
_ONES: tuple[str, ...] = ("", *"一二三四五六七八九")
_CIRCLES = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


@lru_cache(maxsize=4096)
def _steps(path: str) -> tuple[Step, ...]:
    """The steps written in `path`, outermost first; empty if it is no path."""
    rest = "".join(path.translate(_FOLD).split())
    for alias, name in _NAMES.items():
        if rest.lower().startswith(alias):
            rest = name + rest[len(alias) :]
    steps: list[Step] = []
    while rest:
        found = re.match(_PATH, rest)
        if found is None or found.lastgroup is None:
            return ()
        level, sign = _GROUPS.index(found.lastgroup), found[found.lastgroup]
        if steps and level <= steps[-1].level:
            return ()
        if level == NAMED:
            steps.append(Step(level, int(sign[2:] or 0), sign[:2]))
        elif number := sign_value(sign):
            steps.append(Step(level, number))
        else:
            return ()
        rest = rest[found.end() :]
    return tuple(steps)


def _chinese(number: int) -> str:
    if number > 99:
        return str(number)
    tens, ones = divmod(number, 10)
    return (_ONES[tens] if tens > 1 else "") + ("十" if tens else "") + _ONES[ones]
