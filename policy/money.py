"""Exact amounts: fen inside, decimal strings of yuan at the edges."""

import re
from dataclasses import dataclass
from functools import total_ordering
from math import gcd
from typing import TypeAlias

Fen: TypeAlias = int
"""An amount in fen, a hundredth of a yuan."""

YUAN: Fen = 100
WAN: Fen = 10_000 * YUAN
YI: Fen = 10_000 * WAN
HIGHEST: Fen = 10**13 * YUAN

_AMOUNT = re.compile(r"0*([0-9]{1,14})(?:\.([0-9]{1,2}))?", re.ASCII)
_PERCENT = re.compile(r"([0-9]{1,3})(?:\.([0-9]{1,6}))?%", re.ASCII)
_SHOWN = 40


@total_ordering
@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A share of an amount, from 0 to 1, exact and in lowest terms."""

    numerator: int
    denominator: int

    def __post_init__(self) -> None:
        if not 0 <= self.numerator <= self.denominator or self.denominator == 0:
            raise ValueError(
                f"rate {self.numerator}/{self.denominator}: give one from 0 to 1 with a positive denominator"
            )
        divisor = gcd(self.numerator, self.denominator)
        object.__setattr__(self, "numerator", self.numerator // divisor)
        object.__setattr__(self, "denominator", self.denominator // divisor)

    def __lt__(self, other: "Rate") -> bool:
        return self.numerator * other.denominator < other.numerator * self.denominator

    def __str__(self) -> str:
        """`50%`, `33.3%`; a rate that no percentage of six decimals equals is `1/3`."""
        millionths, rest = divmod(self.numerator * 100 * 10**6, self.denominator)
        if rest:
            return f"{self.numerator}/{self.denominator}"
        return f"{_decimal(millionths, 6)}%"


def fen(text: str) -> Fen:
    """The amount that a decimal string of yuan states: `300000`, `300000.00`, `0.01`.

    At most two decimals and 10,000,000,000,000 yuan; anything else is a ValueError.
    """
    match = _AMOUNT.fullmatch(text)
    if match is None:
        raise ValueError(
            f"金额 {_shown(text)} 写法不对：以元为单位，用普通数字，不为负，最多两位小数，"
            "不超过 10000000000000，如 300000.00"
        )
    whole, decimals = match.groups(default="")
    amount = int(whole) * YUAN + int(decimals.ljust(2, "0"))
    if amount > HIGHEST:
        raise ValueError(f"金额 {_shown(text)} 太大：不超过 10000000000000 元，请数一数零的个数")
    return amount


def yuan(amount: Fen) -> str:
    """The amount as a decimal string of yuan with two places: `300000.00`."""
    whole, rest = divmod(abs(amount), YUAN)
    return f"{_sign(amount)}{whole}.{rest:02}"


def rate(text: str) -> Rate:
    """The rate that a percentage states: `50%`, `33.3%`.

    From 0% to 100% with at most six decimals; anything else is a ValueError.
    """
    match = _PERCENT.fullmatch(text)
    if match is not None:
        whole, decimals = match.groups(default="")
        numerator, denominator = int(whole + decimals), 100 * 10 ** len(decimals)
        if numerator <= denominator:
            return Rate(numerator=numerator, denominator=denominator)
    raise ValueError(f"比例 {_shown(text)} 写法不对：写 0% 到 100% 的百分比，如 50% 或 33.3%")


def share(base: Fen, part: Rate) -> Fen:
    """The part of a base that is not negative, rounded down to the fen."""
    return base * part.numerator // part.denominator


def spoken(amount: Fen) -> str:
    """The amount as a clerk says it, never rounded: `30 万元`, `1.25 亿元`, `12,345.67 元`."""
    size = abs(amount)
    if size >= YI and size % (YI // 100) == 0:
        words = f"{_decimal(size // (YI // 100), 2)} 亿元"
    elif size >= WAN and size % (WAN // 100) == 0:
        words = f"{_decimal(size // (WAN // 100), 2)} 万元"
    else:
        whole, rest = divmod(size, YUAN)
        words = f"{whole:,}.{rest:02} 元" if rest else f"{whole:,} 元"
    return _sign(amount) + words


def _decimal(scaled: int, places: int) -> str:
    whole, rest = divmod(scaled, 10**places)
    decimals = f"{rest:0{places}}".rstrip("0")
    return f"{whole:,}.{decimals}" if decimals else f"{whole:,}"


def _sign(amount: Fen) -> str:
    return "-" if amount < 0 else ""


def _shown(text: str) -> str:
    return repr(text if len(text) <= _SHOWN else text[:_SHOWN] + "…")
