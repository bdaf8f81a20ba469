"""Numbers as enterprises write and say them: 3万5, 三百二, 8.6个万, 50w, 叁万伍仟."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.figures.han_numerals import DIGITS, UNITS, numeral

ONE = 10**8
"""The scale of a number's bounds: decimals to the hundred-millionth are whole."""


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
    clipped: bool = False
    """Whether its last unit is left out and no other written, as in 一百二: 120, or 1.2 million where 万 is meant."""


def numbers(text: str) -> Iterator[Number]:
    """The numbers of a clean text, in order and apart, but for those that plainly count days or shares."""
    position = 0
    while found := _START.search(text, position):
        start = found.start()
        if passed := _PASSED.match(text, start):
            position = passed.end()
        elif number := _UNLED.get(text[start], _number)(text, start):
            position = number.end
            yield number
        else:
            run = _RUN.match(text, start)
            position = run.end() if run else found.end()


def counts(text: str, end: int, unit: Pattern) -> bool:
    """Whether a unit follows a number, joined or after one space, and not a word that begins like one."""
    start = end + text.startswith(" ", end)
    return unit.match(text, start) is not None and _WORD.match(text, end) is None


_HUNDREDS = Pattern("[百千佰仟]")
_START = Pattern(
    f"[0-9{DIGITS}十拾廿卅半]|数(?=[十百千万亿])|上(?=[百千万亿])"
    "|[百千万](?=把|儿?八[十百千])|个(?=把[百千万亿])"
)
_PASSED = Pattern(f"[0-9]{{1,4}}(?:[年月日号%]|点(?![0-9{DIGITS}]+ ?个?[万亿w])|个工作日)")
_RUN = Pattern(f"[0-9.,]+|[{DIGITS}{UNITS}]+")
_UPWARD = Pattern("(?<![以网线街早晚])上(?P<unit>[百千]?[万亿]|[百千])")
_DIGIT = "零〇一二三四五六七八九"
_ARABIC = str.maketrans(_DIGIT, "00123456789")
# 花了一万二一笔是设计, 一个六千一个四千五: the next of a list, and not another digit.
_NEXT_ONE = "(?<=[百千二三四五六七八九两])一(?:笔|[个份单](?![月样点星半]))"
_PART = Pattern(
    "(?P<zero>[零〇](?=[0-9]))?"
    r"(?:(?P<a>[0-9]{1,3}(?:,[0-9]{3})+(?!,?[0-9])|[0-9]{1,15}(?![0-9]))"
    r"(?P<d>(?:\.|点(?=[0-9]+ ?个?[万亿w]))[0-9]{1,8}(?![0-9]))?(?!\.[0-9])"
    f"|(?P<p>[{DIGITS}十]{{1,4}})点(?P<pd>[{_DIGIT}]{{1,4}})(?= ?个?[万亿w])"
    f"|(?P<c>数?(?:[{DIGITS}{UNITS}](?!{_NEXT_ONE}))*[{DIGITS}{UNITS}]|数(?=[万亿])"
    "|半(?= ?个?[万亿w])|(?<=[万亿w])半(?![年个天月日小成价数路])))"
    "(?: ?(?P<more>[多余来几])(?= ?个?[百千万亿kw]))?"
    "(?: ?个?(?P<small>百(?!分)|千(?![克瓦米卡字兆帕伏安赫])|k(?![a-z])))?"
    "(?: ?(?P<inner>[多余来几])(?= ?个?[万亿w]))?"
    "(?: ?个?(?P<big>万亿|万|亿|w(?![a-z])))?"
)
_MORE = Pattern(
    " ?(?P<more>多(?!少)|余(?![款额下])|[来几](?=[块元]))(?:一?点儿?(?![0-9一二三四五六七八九十]))?"
)
_UNITS = {"百": 10**2, "千": 10**3, "k": 10**3, "万": 10**4, "w": 10**4, "亿": 10**8, "万亿": 10**12}
# After a digit: something new begins with it (5万3月付, 三万一年), or it counts something (5万2个).
_NEW = Pattern(" ?[年月日号点时季]|[-/.:][0-9]")
_COUNTED = Pattern("[%个份家次台套件项笔人期批名位天周种条]")
# Words that begin with what may count: 3万 个体户, 12万8 台州的企业, 5万 iso认证.
_WORD = Pattern(
    " ?个体| (?:个[人税]|家[具电居庭纺装政]|台[州湾儿]|名[单称]|位于|户外|份额|次年|套餐|条[件款]|页岩|字号|张[家掖]"
    "|间接|种[质子植养]|批[发准]|克拉|股[份权]|核[心查]|株洲|周[口一二三四五六日期边]|期[间限]|组[织建]|时间|日[期照]"
    "|成[立都]|百色|分[公支厂别]|平[台安凉遥顶]|美[的容]|法[人律]|英[德国]|人[工员才民力社数均头手]|项目|天津|件套|笔记)"
    "| (?!(?:k[gmw]h?|[cm]m|m|g|t|usd|eur|hkd|jpy|gbp|rmb)(?![a-z]))[a-z]"
)
_ONE_WORD = Pattern(
    "[一两](?:[共起直下定般样些点并旦律切边方回趟把半]|[分毛](?=[没不未都也钱])"
    "|(?= ?[年月日个份家次台套件项笔人期批名位天周种条张单本回趟组样处]))"
)


def _upward(text: str, start: int) -> Number | None:
    match = _UPWARD.match(text, start)
    if not match:
        return None
    scale = 1
    for unit in match["unit"]:
        scale *= _UNITS[unit]
    value = ONE * scale
    return Number(start, match.end(), value, value, scale, 1, value, True, upward=True)


_SOME = Pattern("(?:(?P<some>[百千万])|个(?=把[百千万]))把(?P<of>[百千万]?)")
_NEARLY = Pattern("(?P<some>[百千万])儿?八[十百千](?P<of>[千万]?)")


def _some(text: str, start: int) -> Number | None:
    """A unit that is counted roughly: 万把块, 个把万, 百八十万, 千儿八百."""
    match, tenths = _SOME.match(text, start), (10, 20)
    if not match:
        match, tenths = _NEARLY.match(text, start), (8, 10)
    if not match:
        return None
    unit = _UNITS.get(match["some"], 1) * _UNITS.get(match["of"], 1)
    low, high = (ONE * unit * tenth // 10 for tenth in tenths)
    return Number(start, match.end(), low, high, unit, 1, ONE * unit, True)


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
        if smallest < 100 or more:
            break
        # 3 万 6: the last digit stands apart like the others.
        apart = text.startswith(" ", end) and " " in text[start:end]
        if not (match := _PART.match(text, end + apart)):
            break
        part = _coefficient(match)
    if not more and (match := _MORE.match(text, end)):
        more, end = match["more"], match.end()
        total_high += unit if more != "来" else 0
    low, high, rough = total_low + low, total_high + high, more == "来"
    clipped = first.clipped and low == high == first.low
    return Number(start, end, low, high, scale, first.lead, unit, scaled, rough, False, unsure, clipped)


# What a number that does not begin with a digit is read by.
_UNLED = {"上": _upward, "个": _some, "百": _some, "千": _some, "万": _some}


class _Coefficient(NamedTuple):
    low: int
    high: int
    unit: int
    """What its last digit counts, in ``ONE``."""
    lead: int = 1
    scaled: bool = False
    unsure: bool = False
    clipped: bool = False


def _coefficient(match: re.Match[str]) -> _Coefficient | None:
    digits, decimals, written = match.group("a", "d", "c")
    if spoken := match["p"]:
        return _pointed(spoken, match["pd"])
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
    scaled, clipped = _HUNDREDS.search(written) is not None, read.clipped and high < 1000 * ONE
    part = _Coefficient(low, high, ONE, scaled=scaled, unsure=unsure, clipped=clipped)
    return part._replace(lead=_last_digit(part) // ONE) if part.scaled or "十" in written else part


def _pointed(written: str, decimals: str) -> _Coefficient | None:
    """三点八, before 万."""
    read = numeral(written)
    if read is None or read.low != read.high:
        return None
    unit = ONE // 10 ** len(decimals)
    value = read.low * ONE + int(decimals.translate(_ARABIC)) * unit
    return _Coefficient(value, value, unit)


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
