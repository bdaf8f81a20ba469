"""Where a text mentions figures: the forms they are printed in, and what each form says."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Literal, NamedTuple

from policy.numerals import number

Kind = Literal[
    "percent",
    "points",
    "money",
    "minute",
    "hour",
    "working_day",
    "day",
    "week",
    "month",
    "year",
    "copies",
    "chars",
    "count",
    "ordinal",
    "item",
    "annex",
    "calendar_year",
    "calendar_month",
    "date",
    "time",
    "year_month",
    "month_day",
    "phone",
    "document",
    "grade",
    "url",
    "email",
    "number",
]
Value = int | Decimal | date | str


class Mention(NamedTuple):
    """A figure's kind, value and unit (see `figures.Figure`), and the span of the text that says it."""

    kind: Kind
    value: Value
    start: int
    end: int
    unit: str = ""


def mentions(text: str) -> list[Mention]:
    """All mentions in `text`, in their order and apart from each other."""
    rest = text.translate(_FOLD)
    found: list[Mention] = []
    for pattern, reading in _readings():
        rest = _blotted(rest, pattern, reading, found)
    return sorted(found, key=lambda mention: (mention.start, mention.end))


# One character for one, so that spans stay: full-width signs, dashes, spaces, traditional measure words.
_FOLD = str.maketrans(
    "０１２３４５６７８９％﹪．：（）［］【】[]／－—–―‒−～〜　\xa0\t兩萬億個號級類項種條張門時點週戶頁組",
    "0123456789%%.:()〔〕〔〕〔〕/--------   两万亿个号级类项种条张门时点周户页组",
)
_TO = r" *(?:--?|~|至|到) *"
_START = r"(?<![0-9.])(?<![0-9],)"
_N = r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,4}(?![0-9])|[0-9]{1,15})(?:\.[0-9]{1,6})?"
_CN_DIGIT = "零〇一二两三四五六七八九十百千"
# Not the 一 of 统一年度, 下一年 or 每一天.
_CN = rf"(?<![{_CN_DIGIT}])(?:(?<![统同每这那某任唯上下])一|[二两三四五六七八九十])[{_CN_DIGIT}]{{0,8}}+"
_NUM = rf"(?:{_N}(?: *(?:[十百千]?[万亿]|[百千]))?|{_CN}[万亿]?)"
_SUM = rf"(?:{_NUM}|[壹贰叁肆伍陆柒捌玖拾][零〇壹贰叁肆伍陆柒捌玖拾佰仟]{{0,8}}[万亿]?)"
# Ten thousands of yuan whose 元 is left out, not of persons or things.
_BARE = "(?<=[0-9 十百千][万亿])(?![人家户个次项件台套份字吨亩斤条名册张级步众里公股分年月天])"
_YEAR = "(?:(?:19|20)[0-9]{2}|[一二][零〇九][零〇一二三四五六七八九]{2})"
_DAY = "(?:[0-9]{1,2}|(?<![一二三四五六七八九十])[一二三四五六七八九十]{1,3})"
_CLOCK = (
    r"(?:(?P<half>上午|下午|晚上?|中午|凌晨) *)?(?<![0-9:.])(?P<hour>[01]?[0-9]|2[0-4])"
    r"(?: *:(?P<minute>[0-5][0-9])(?::(?P<second>[0-5][0-9]))?(?![0-9:])"
    r"| *时(?: *(?P<past>[0-5]?[0-9]) *分)?| *点(?=[整前止]|之前|截))"
)
_JOIN = r"(?: *\([^()]{1,8}\))?(?: *[0-2]?[0-9] *[:时][0-9]{0,2}(?::[0-9]{2})?分?)?(?: *起)?"
_DATES = (
    rf"(?<![0-9]){_YEAR} *年 *{_DAY} *月 *{_DAY} *[日号]"
    rf"(?:{_JOIN}(?:(?:{_TO}| *[、和及与,，] *){_DAY} *月 *{_DAY} *[日号]|{_TO}{_DAY} *[日号])){{0,8}}"
)
_DATE = rf"(?:(?P<year>{_YEAR}) *年 *)?(?:(?P<month>{_DAY}) *月 *)?(?P<day>{_DAY}) *[日号]"
_ISO_DATE = (
    r"(?<![0-9.-])(?P<year>(?:19|20)[0-9]{2})([-/.])(?P<month>[0-9]{1,2})\2(?P<day>[0-9]{1,2})(?![0-9])"
)
_LEAD = "根据|依据|按照|按|依照|参照|以及|印发|文件|通知|执行"
_COUNTED = "[个家户名次批种类项件篇页套本张台组所条款门]"
_EMAIL = r"(?<![A-Za-z0-9._+-])[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5}"
_LINE = r"(?<![0-9.-])(1[3-9][0-9]{9}|[48]00-[0-9]{3}-[0-9]{4}|[2-9][0-9]{6,7})(?![0-9]|[.-][0-9])"

_Match = re.Match[str]
_Reading = Callable[[_Match], list[Mention]]


@cache
def _readings() -> tuple[tuple[re.Pattern[str], _Reading], ...]:
    """Every pattern with what it reads; the earlier takes its part of the text from the later."""
    listed: tuple[tuple[str, _Reading], ...] = (
        (r"(?:https?://|www\.)[!-;=?-~]+", _url),
        (_EMAIL, _written("email")),
        (r"([\u4e00-\u9fff]{2,12}) *〔 *((?:19|20)[0-9]{2}) *〕 *([0-9]{1,5}) *号", _document),
        (_DATES, _dates),
        (_ISO_DATE, _parted("date")),
        (rf"(?<![0-9])(?P<month>{_DAY}) *月 *(?P<day>{_DAY}) *[日号]", _parted("month_day")),
        (rf"(?<![0-9])(?P<year>{_YEAR}) *年 *(?P<month>{_DAY}) *月", _parted("year_month")),
        (
            rf"(?<![0-9])(?:(?P<low>{_YEAR}) *年?(?:{_TO}|[、和及与]))?(?P<high>{_YEAR})(?P<unit> *年)",
            _amounts("calendar_year"),
        ),
        (rf"(?<=\()(?P<low>)(?P<high>{_YEAR})(?P<unit>)(?=\))", _amounts("calendar_year")),
        (_ranged("月", _DAY), _amounts("calendar_month")),
        (_CLOCK, _time),
        (_ranged("%", _N), _amounts("percent")),
        (
            rf"百分之(?:(?P<low>{_CN}|{_N}){_TO}(?:百分之)?)?(?P<high>{_CN}|{_N})(?P<unit>)(?!点)",
            _amounts("percent"),
        ),
        (_ranged("个?百分点"), _amounts("points")),
        (
            rf"{_START}(?:(?P<low>{_SUM})(?P<yuan> *元)?{_TO})?(?P<high>{_SUM}) *(?:元(?![件素旦])|{_BARE})",
            _money,
        ),
        (rf"[¥￥] *(?P<low>)(?P<yuan>)(?P<high>{_N})", _money),
        (_ranged("[批条款项次期轮类章节档名届年]|季度", before="第 *"), _amounts("ordinal")),
        (r"(?P<low>)(?P<high>首)(?P<unit>[批期轮])", _amounts("ordinal")),
        (_ranged("个? *工作日"), _amounts("working_day")),
        (_ranged("(?:个 *)?(?:自然日|日历日|日历天|天|日)(?![期常报记志照益])"), _amounts("day")),
        (_ranged("(?:个 *)?(?:周|星期)(?![年边围期岁])"), _amounts("week")),
        (_ranged("个 *月"), _amounts("month")),
        (_ranged("(?:个 *)?(?:自然|会计|完整)?年(?![级代龄轻])"), _amounts("year")),
        (_ranged("个? *小时"), _amounts("hour")),
        (_ranged("分钟"), _amounts("minute")),
        (_ranged("份(?![额子])"), _amounts("copies")),
        (_ranged("个? *(?:汉字|字)(?![节样号第体段])"), _amounts("chars")),
        (_ranged(f"{_COUNTED}|[人位倍期分]", rf"{_N}(?: *[百千万亿])?"), _amounts("count")),
        (_ranged(_COUNTED, _CN), _amounts("count")),
        (r"(?<![0-9-])\(?([0-9]{3,5})(?:\) *| *- *)([0-9]{7,8})(?![0-9])", _written("phone", "-")),
        (_LINE, _written("phone")),
        (_ranged("(?![0-9])", "[0-9]{1,2}", before="材料 *"), _amounts("item")),
        (_ranged("(?![0-9])", "[0-9]{1,2}", before="附件 *"), _amounts("annex")),
        (r"(?<![A-Za-z0-9])([A-D]{1,3}[+-]?) *级", _written("grade")),
        (rf"(?<![A-Za-z0-9.])({_N}(?!\.?[0-9])|[0-9]+(?:\.[0-9]+)*)(?![A-Za-z0-9])", _written("number")),
    )
    # Bounded, so that a long run of spaces does not cost its square.
    return tuple((re.compile(pattern.replace(" *", " {0,4}")), reading) for pattern, reading in listed)


def _ranged(unit: str, number: str = _NUM, before: str = "") -> str:
    """A pattern for `5 unit` and for `3-5 unit`, each number with `before` before it."""
    low = rf"(?:(?P<low>{number})(?: *(?:{unit}))?{_TO}(?:{before})?)?"
    return rf"{before or _START}{low}(?P<high>{number})(?P<unit> *(?:{unit}))"


def _blotted(rest: str, pattern: re.Pattern[str], reading: _Reading, found: list[Mention]) -> str:
    """`rest` without what `reading` adds to `found`, so that no later reading takes it again."""

    def blot(match: _Match) -> str:
        taken = reading(match)
        if not taken:
            return match[0]
        found.extend(taken)
        first = min(mention.start for mention in taken) - match.start()
        last = max(mention.end for mention in taken) - match.start()
        return match[0][:first] + "\0" * (last - first) + match[0][last:]

    return pattern.sub(blot, rest)


def _amounts(kind: Kind) -> _Reading:
    """Reads the number before a unit, or both ends of a range before it."""

    def reading(match: _Match) -> list[Mention]:
        unit = match["unit"].replace(" ", "") if kind in ("count", "ordinal") else ""
        taken: list[Mention] = []
        for group, end in (("low", match.end("low")), ("high", match.end())):
            value = number(match[group] or "")
            if value is not None and not (kind == "count" and match[group] == "一"):
                taken.append(Mention(kind=kind, value=value, unit=unit, start=match.start(group), end=end))
        return taken if taken and taken[-1].end == match.end() else []

    return reading


def _money(match: _Match) -> list[Mention]:
    """Reads yuan into fen; in `5-15万元` both ends count in 万."""
    low, high = match["low"] or "", match["high"]
    if low and not match["yuan"] and low[-1] not in "百千万亿" and high[-1] in "百千万亿":
        low += high[-1] if high[0].isascii() or high[-1] in "万亿" else ""
    taken: list[Mention] = []
    for text, group, end in ((low, "low", match.end("low")), (high, "high", match.end())):
        value = number(text)
        if value is not None and value * 100 == int(value * 100):
            taken.append(Mention(kind="money", value=int(value * 100), start=match.start(group), end=end))
    return taken


def _written(kind: Kind, joint: str = "") -> _Reading:
    """Reads what the pattern's groups (or else the whole) hold, without thousands' commas."""

    def reading(match: _Match) -> list[Mention]:
        value = joint.join(match.groups() or (match[0],)).replace(",", "")
        return [Mention(kind=kind, value=value, start=match.start(), end=match.end())]

    return reading


def _url(match: _Match) -> list[Mention]:
    value = match[0].rstrip(".,;:)!?'\"")
    return [Mention(kind="url", value=value, start=match.start(), end=match.start() + len(value))]


def _document(match: _Match) -> list[Mention]:
    """Reads a document number without the word that leads to it (根据…)."""
    lead = max((found.end() for found in re.finditer(_LEAD, match[1])), default=0)
    value = f"{match[1][lead:]}〔{match[2]}〕{match[3]}号"
    return [Mention(kind="document", value=value, start=match.start() + lead, end=match.end())]


def _time(match: _Match) -> list[Mention]:
    """Reads a time of day into 24 hours."""
    hour = int(match["hour"])
    hour += 12 if match["half"] and match["half"] not in ("上午", "凌晨") and 0 < hour < 12 else 0
    minute = int(match["minute"] or match["past"] or 0)
    second = f":{match['second']}" if match["second"] else ""
    if hour == 24 and (minute or second):
        return []
    return [
        Mention(kind="time", value=f"{hour:02d}:{minute:02d}{second}", start=match.start(), end=match.end())
    ]


def _dates(match: _Match) -> list[Mention]:
    """Reads a date, those joined to it that leave out its year or month, and the times between."""
    taken: list[Mention] = []
    last: date | None = None
    for part in re.finditer(_DATE, match[0]):
        month = _whole(part["month"]) or (last.month if last else 0)
        dated = _day(last.year if last else _whole(part["year"]), month, _whole(part["day"]))
        if dated is None or (last and dated <= last and not part["month"]):
            break
        later = last is None or dated > last
        start, end = match.start() + part.start(), match.start() + part.end()
        value = dated if later else f"{dated:%m-%d}"
        taken.append(Mention(kind="date" if later else "month_day", value=value, start=start, end=end))
        last = dated if later else last
    inner = match[0][: taken[-1].end - match.start()] if taken else ""
    times = (mention for clock in re.finditer(_CLOCK, inner) for mention in _time(clock))
    return taken + [
        each._replace(start=match.start() + each.start, end=match.start() + each.end) for each in times
    ]


def _parted(kind: Kind) -> _Reading:
    """Reads a date, or a month with its year or its day, that exists."""

    def reading(match: _Match) -> list[Mention]:
        parts = match.groupdict()
        year, month, day = (
            _whole(parts[part]) if parts.get(part) else None for part in ("year", "month", "day")
        )
        # A leap year where none is given: 2月29日 is a day of some year.
        dated = _day(2000 if year is None else year, month or 0, 1 if day is None else day)
        if dated is None:
            return []
        value = dated if kind == "date" else f"{dated:%m-%d}" if kind == "month_day" else f"{dated:%Y-%m}"
        return [Mention(kind=kind, value=value, start=match.start(), end=match.end())]

    return reading


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _whole(text: str | None) -> int:
    return int(number(text or "") or 0)
