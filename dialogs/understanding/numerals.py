"""Numbers as enterprises write and say them: 3万5, 三百二, 8.6个万, 50w, 叁万伍仟."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from dialogs.understanding.patterns import Pattern

ONE = 10**8
"""The scale of a number's bounds: decimals to the hundred-millionth are whole."""

DIGITS = "零〇一二三四五六七八九两几壹贰叁肆伍陆柒捌玖"
UNITS = "十百千拾佰仟廿卅"


class Number(NamedTuple):
    """A number found in a text, from ``low`` to ``high`` in ``ONE``, equal when it is exact."""

    start: int
    end: int
    low: int
    high: int
    scale: int
    """What its first part is multiplied by: 10,000 in 3万5, 1 where no unit is written."""
    lead: int
    """The unit inside its Chinese first part: 100 in 三百万."""
    place: int
    """The unit of its last digit, in ``ONE``: what 多 after it may add."""
    scaled: bool
    """Whether it holds a unit from 百 upwards, as a mere count seldom does."""
    about: bool = False
    """Whether 来 makes it a rough one."""
    upward: bool = False
    """Whether it is a lower bound only, as in 上百万."""
    unsure: bool = False
    """Whether it can be read in more than one way."""


class Numeral(NamedTuple):
    """What a numeral says: from ``low`` to ``high``, equal when it is exact."""

    low: int
    high: int
    clipped: bool
    """Whether the unit of the last digit was left out, as in 一百二 for 120."""


def numbers(text: str) -> Iterator[Number]:
    """The numbers of a clean text, in order and apart, but for those that plainly count days or shares."""
    position = 0
    while found := _START.search(text, position):
        start = found.start()
        if passed := _PASSED.match(text, start):
            position = passed.end()
        elif number := _upward(text, start) if text[start] == "上" else _number(text, start):
            position = number.end
            yield number
        else:
            run = _RUN.match(text, start)
            position = run.end() if run else found.end()


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


def counts(text: str, end: int, unit: Pattern) -> bool:
    """Whether a unit follows a number, joined or after one space, and not a word that begins like one."""
    start = end + text.startswith(" ", end)
    return unit.match(text, start) is not None and _WORD.match(text, end) is None


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
_HUNDREDS = Pattern("[百千佰仟]")
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


_START = Pattern(f"[0-9{DIGITS}十拾廿卅半]|数(?=[十百千万亿])|上(?=[百千万亿])")
_PASSED = Pattern("[0-9]{1,4}(?:[年月日号点%]|个工作日)")
_RUN = Pattern(f"[0-9.,]+|[{DIGITS}{UNITS}]+")
_UPWARD = Pattern("(?<![以网线街早晚])上(?P<unit>[百千]?[万亿]|[百千])")
_PART = Pattern(
    "(?P<zero>[零〇](?=[0-9]))?"
    r"(?:(?P<a>[0-9]{1,3}(?:,[0-9]{3})+(?!,?[0-9])|[0-9]{1,15}(?![0-9]))(?P<d>\.[0-9]{1,8}(?![0-9]))?(?!\.[0-9])"
    f"|(?P<c>数?[{DIGITS}{UNITS}]+|数(?=[万亿])|半(?= ?个?[万亿w])|(?<=[万亿w])半(?![年个天月日小成价数路])))"
    "(?: ?(?P<more>[多余来几])(?= ?[百千万亿kw]))?"
    "(?: ?个?(?P<small>百(?!分)|千(?![克瓦米卡字兆帕伏安赫])|k(?![a-z])))?"
    "(?: ?(?P<inner>[多余来几])(?= ?[万亿w]))?"
    "(?: ?个?(?P<big>万亿|万|亿|w(?![a-z])))?"
)
_MORE = Pattern(" ?(?P<more>多(?!少)|余(?![款额下])|[来几](?=[块元]))")
_UNITS = {"百": 10**2, "千": 10**3, "k": 10**3, "万": 10**4, "w": 10**4, "亿": 10**8, "万亿": 10**12}
# After a digit: something new begins with it (5万3月付, 三万一年), or it counts something (5万2个).
_NEW = Pattern(" ?[年月日号点时季]|[-/.:][0-9]")
_COUNTED = Pattern("[%个份家次台套件项笔人期批名位天周种条]")
# Words that begin with what may count: 3万 个体户, 12万8 台州的企业, 5万 iso认证.
_WORD = Pattern(
    " ?个体| (?:个[人税]|家[具电居庭纺装政]|台[州湾儿]|名[单称]|位于|户外|份额|次年|套餐|条[件款]|页岩|字号|张[家掖]"
    "|间接|种[质子植养]|批[发准]|克拉|股[份权]|核[心查]|株洲|周[口一二三四五六日期边]|期[间限]|组[织建]|时间|日[期照]"
    "|成[立都]|百色|分[公支厂别]|平[台安凉遥顶]|美[的容]|法[人律]|英[德国]|人[工员才民力社]|项目|天津|件套|笔记)"
    "| (?!(?:k[gmw]h?|[cm]m|m|g|t|usd|eur|hkd|jpy|gbp|rmb)(?![a-z]))[a-z]"
)
_ONE_WORD = Pattern(
    "[一两](?:[共起直下定般样些点并旦律切边方回趟把]|(?= ?[年月日个份家次台套件项笔人期批名位天周种条]))"
)
_HALF = (ONE // 2, ONE // 2)


def _upward(text: str, start: int) -> Number | None:
    match = _UPWARD.match(text, start)
    if not match:
        return None
    scale = 1
    for unit in match["unit"]:
        scale *= _UNITS[unit]
    value = ONE * scale
    return Number(start, match.end(), value, value, scale, 1, value, True, upward=True)


def _number(text: str, start: int) -> Number | None:
    """The number at ``start``: parts of falling units, of which the last may go without its own."""
    match = _PART.match(text, start)
    part = first = _coefficient(match) if match else None
    if not match or not first:
        return None
    total_low = total_high = low = high = 0  # of the sections closed by 万 or 亿, and of the open one
    ceiling, smallest, end = 10**16, 10**16, start  # what the next section and the next part stay under
    unit, scale, scaled, unsure, more = ONE, 0, False, False, None
    while match and part:
        before, small_unit, inner, big_unit = match.group("more", "small", "inner", "big")
        small, big = _UNITS[small_unit] if small_unit else 1, _UNITS[big_unit] if big_unit else 1
        if scale:
            if (low or big == 1) and part.high * small >= smallest * ONE:
                break
            if (low + part.high * small) * big >= ceiling * ONE:
                break
            if small == big == 1:
                tail = _tail(text, match, part, smallest)
                if tail is None:
                    new = _NEW.match(text, match.end()) or _ONE_WORD.match(text, match.start())
                    unsure = unsure or not new
                    break
                part = tail
            elif low and small == 1:
                unsure = True  # 3千5万
        more = inner or before
        unit = _last_digit(part) if before or small == big == 1 else part.unit
        low += part.low * small
        high += part.high * small
        if before and before != "来":
            high += unit * small
        if inner and inner != "来":
            high += ONE * small
        unit *= small * big
        if big > 1:
            total_low, total_high, low, high = total_low + low * big, total_high + high * big, 0, 0
            ceiling = big
        scale = scale or small * big
        scaled = scaled or small * big > 1 or part.scaled
        unsure = unsure or part.unsure
        smallest, end = big if big > 1 else small, match.end()
        if smallest < 100 or more or not (match := _PART.match(text, end)):
            break
        part = _coefficient(match)
    if not more and (match := _MORE.match(text, end)):
        more, end = match["more"], match.end()
        total_high += unit if more != "来" else 0
    low, high, rough = total_low + low, total_high + high, more == "来"
    return Number(start, end, low, high, scale, first.lead, unit, scaled, about=rough, unsure=unsure)


class _Coefficient(NamedTuple):
    low: int
    high: int
    unit: int
    """What its last digit counts, in ``ONE``."""
    lead: int = 1
    scaled: bool = False
    unsure: bool = False


def _coefficient(match: re.Match[str]) -> _Coefficient | None:
    digits, decimals, written = match.group("a", "d", "c")
    if digits:
        value = int(digits.replace(",", "")) * ONE
        if not decimals:
            return _Coefficient(value, value, ONE)
        unit = ONE // 10 ** (len(decimals) - 1)
        value += int(decimals[1:]) * unit
        return _Coefficient(value, value, unit)
    if written == "半":
        return _Coefficient(ONE // 2, ONE // 2, ONE // 10)
    read = numeral(written)
    if read is None:
        return None
    low, high = read.low * ONE, read.high * ONE
    if len(written) == 1:
        return _Coefficient(low, high, ONE)
    unsure = read.clipped and match.group("small", "big") != (None, None)
    if unsure:
        low = read.low // 100 * 100 * ONE  # 一百二万: 120 or 102 of them
    part = _Coefficient(low, high, ONE, scaled=_HUNDREDS.search(written) is not None, unsure=unsure)
    return part._replace(lead=_last_digit(part) // ONE) if part.scaled or "十" in written else part


def _last_digit(part: _Coefficient) -> int:
    """What the last digit that is not 0 counts, in ``ONE``."""
    if part.unit < ONE or part.low < ONE:
        return part.unit
    digits = str(part.low // ONE)
    return ONE * int("1" + "0" * (len(digits) - len(digits.rstrip("0"))))


def _tail(text: str, match: re.Match[str], part: _Coefficient, under: int) -> _Coefficient | None:
    """The last digits after a unit, as in 3万5, 三万零五 and 12万3456; nothing if they begin something."""
    end = match.end()
    if _NEW.match(text, end) or counts(text, end, _COUNTED) or match["d"]:
        return None
    spoken = under // 10
    if written := match["a"]:
        if match["zero"] or written.startswith("0"):
            return part
        if len(written) == 1:
            return _Coefficient(part.low * spoken, part.high * spoken, spoken * ONE)
        if len(written) >= len(str(under)) - 2:
            return part
        return part._replace(high=part.high * 10 ** (len(str(under)) - 1 - len(written)), unsure=True)
    written = match["c"]
    if written == "半":
        return _Coefficient(part.low * under, part.high * under, spoken * ONE)
    if written[0] in "零〇" or part.scaled or part.lead > 1:
        return part
    if _ONE_WORD.match(text, match.start()) or written == "两" or len(written) > 2:
        return None
    return _Coefficient(part.low * spoken, part.high * spoken, spoken * ONE)
