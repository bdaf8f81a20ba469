"""Chinese numerals: 三百二, 十几, 七八, 二〇二四."""

from typing import NamedTuple

from dialogs.understanding.characters.patterns import Pattern

DIGITS = "零〇一二三四五六七八九两几壹贰叁肆伍陆柒捌玖"
UNITS = "十百千拾佰仟廿卅"


class Numeral(NamedTuple):
    """What a numeral says: from ``low`` to ``high``, equal when it is exact."""

    low: int
    high: int
    clipped: bool
    """Whether the unit of the last digit was left out, as in 一百二 for 120."""


def numeral(text: str) -> Numeral | None:
    """The numeral that ``text`` is as a whole, or nothing: 三千五 is 3,500, 十几 11 to 20, 七八 7 to 8."""
    if len(text) == 1 and (digit := _VALUE.get(text)) is not None:
        return Numeral(digit, digit, False)
    text = text.translate(_PLAIN)
    if not (match := _WITH_UNITS.fullmatch(text)):
        return _digits(text)
    low = high = 0
    spans = 0
    for name, unit in (("q", 1000), ("b", 100), ("s", 10), ("g", 1)):
        part = match[name]
        if part is None:
            continue
        one = _span(part) if part else (1, 1)
        if one is None:
            return None
        spans += one[0] != one[1]
        low += one[0] * unit
        high += one[1] * unit
    if spans > 1:
        return None
    clipped = False
    ones = match["g"]
    if ones and not match["zero"] and match["s"] is None and (match["q"] or match["b"]):
        # 一百二 leaves out 十, 三千五 leaves out 百.
        first, last = _span(ones) or (0, 0)
        unit = 10 if match["b"] is not None else 100
        low += first * (unit - 1)
        high += last * (unit - 1)
        clipped = True
    return Numeral(low, high, clipped)


def whole(text: str) -> int | None:
    """The whole number, in Arabic or Chinese numerals, that ``text`` is; nothing if it is not exact."""
    if text.isascii():
        return int(text) if text.isdecimal() and len(text) <= 15 else None
    read = numeral(text)
    return read.low if read and read.low == read.high else None


_PLAIN = str.maketrans(
    "〇壹贰叁肆伍陆柒捌玖两拾佰仟数",
    "零一二三四五六七八九二十百千几",
) | {ord("廿"): "二十", ord("卅"): "三十"}
_VALUE = {character: value for value, character in enumerate("零一二三四五六七八九")}
_D = "[一二三四五六七八九几]"
_WITH_UNITS = Pattern(
    rf"零?(?=.*[十百千])(?:(?P<q>{_D}{{1,2}})千)?(?:零?(?P<b>{_D}{{1,2}})百)?(?:零?(?P<s>{_D}{{0,2}})十)?"
    rf"(?P<zero>零)?(?P<g>{_D}{{1,2}})?"
)


def _span(digits: str) -> tuple[int, int] | None:
    """One digit, 几, or the neighbours of 七八 and 三五."""
    if digits == "几":
        return 1, 10
    values = [_VALUE[digit] for digit in digits if digit in _VALUE]
    if len(values) != len(digits):
        return None
    if len(values) == 1:
        return values[0], values[0]
    first, last = values
    return (first, last) if last == first + 1 or (first, last) == (3, 5) else None


def _digits(text: str) -> Numeral | None:
    """Digits said one by one, as in 二〇二四, or a single digit or neighbouring pair."""
    if not text or len(text) > 12:
        return None
    if len(text) <= 2 and "零" not in text:
        span = _span(text) if all(character in _VALUE or character == "几" for character in text) else None
        return Numeral(*span, False) if span else None
    if not all(character in _VALUE for character in text):
        return None
    value = int("".join(str(_VALUE[character]) for character in text))
    return Numeral(value, value, False)
