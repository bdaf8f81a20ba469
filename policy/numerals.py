"""Numbers as a notice writes them: in digits, in Chinese numerals, or in both."""

from __future__ import annotations

import re
from decimal import Decimal

# Full-width digits, and the marks of width zero that documents leave behind.
DIGIT_FOLD = str.maketrans("０１２３４５６７８９．", "0123456789.", "\ufeff\u200b")


def numeral(text: str) -> int | None:
    """The whole number written in Chinese numerals (二十三, 两千, 二〇二四, 伍拾); None for 七八 (or so)."""
    if not 0 < len(text) <= 24:
        return None
    if len(text) == 4 and all(char in _DIGITS for char in text):
        return int("".join(str(_DIGITS[char]) for char in text))
    total = section = 0
    digit: int | None = None
    for char in text:
        if char in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[char]
        elif char in _PLACES:
            section += (1 if digit is None else digit) * _PLACES[char]
            digit = None
        elif char in "万亿":
            whole = section + (digit or 0)
            total = total + whole * 10**4 if char == "万" else (total + whole) * 10**8
            section, digit = 0, None
        else:
            return None
    return total + section + (digit or 0)


def number(text: str) -> int | Decimal | None:
    """The number written in digits, Chinese numerals or both (`1.5千万`), or in the one word 首; else None."""
    bare = text.replace(" ", "").replace(",", "")
    digits = re.match(r"[0-9]+(?:\.[0-9]+)?", bare)
    if digits is None:
        return 1 if bare == "首" else numeral(bare)
    signs = bare[digits.end() :]
    if not _FACTORS.keys() >= set(signs):
        return None
    product = Decimal(digits[0])
    for sign in signs:
        product *= _FACTORS[sign]
    return int(product) if product == int(product) else product


_DIGITS = {
    char: value for value in range(10) for char in "零一二三四五六七八九〇壹贰叁肆伍陆柒捌玖"[value::10]
} | {"两": 2}
_PLACES = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_FACTORS = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
