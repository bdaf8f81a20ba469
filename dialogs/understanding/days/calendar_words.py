"""The days that words of the calendar name: 去年10月, 上周五, 国庆, 年底, 三天前."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Literal, NamedTuple

from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.days.feasts import OF_DAYS, feast, feast_name
from dialogs.understanding.days.spans import (
    EDGES,
    YEAR_PARTS,
    Named,
    in_month,
    in_year,
    last,
    month_away,
    said,
)
from dialogs.understanding.figures.han_numerals import numeral, whole

Prefer = Literal["past", "future"]


class _Seen(NamedTuple):
    text: str
    today: date
    prefer: Prefer
    joined: Named | None


def named(match: re.Match[str], text: str, today: date, prefer: Prefer, joined: Named | None) -> Named | None:
    """What a sighting names; ``joined`` is the mention it hangs on, as in 3月5号到8号."""
    return _READERS[match.lastgroup or ""](match, _Seen(text, today, prefer, joined))


_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_YEARS_AWAY = {"大前年": -3, "前年": -2, "去年": -1, "上年": -1, "上一年": -1, "今年": 0, "本年": 0}
_YEARS_AWAY |= {"明年": 1, "后年": 2}
_DAYS_AWAY = {"大前": -3, "前": -2, "昨": -1, "今": 0, "明": 1, "后": 2, "大后": 3}
_STEPS_AWAY = {"上上": -2, "大上": -2, "上": -1, "这": 0, "本": 0, "下": 1, "下下": 2}
_NO_YEAR_BEFORE = Pattern("(?:成立|经营|做了|干了|[共满有已第近过了期整])$")
_NO_YEAR_AFTER = Pattern("的?(?:历史|经验|时间)|[了多以来内间后前]|有效|质保")
_DAY_BEFORE = Pattern(
    "(?:发票|开票|票面?|票一[个张][0-9./]{3,5}|日期|时间|报告|结果|合同|协议|签[约订署]?|开具?|出具?|落款|验收|invoice|date|report|contract)"
    "(?:日期|时间|号|一[个张]|上面?)?[是为在于的了:]{0,2} ?$"
    "|[早晚迟先后]了?(?:[一两二三四五六七八九十几]|[0-9]{1,2})个?(?:天|周|月|星期|礼拜)[,是 ]{0,2}$"
)
_REPORTED = Pattern("(?:报告|日期|时间|date)(?:日期|时间)?[是为在于的:]{0,2} ?$")
_DAY_AFTER = Pattern(
    " ?(?:号|日|[开付签交打买办出补重盖拿]|[之以]?前|[之以]?后|大促|那天|当天|的?(?:发?票|合同|报告|协议)|[上下]午)"
)
_DOCUMENT = Pattern("(?:合同|编|单|证书?|票|文)号码?[是为:]? ?$")


def _full(match: re.Match[str], seen: _Seen) -> Named | None:
    year = _year(_first(match, "fy", "fr"), seen)
    if not 1900 <= year <= 2100:
        return None
    return in_month(year, match["fm"], match["fd"] or match["fq"] or match["fw"], match["fp"], assumed=False)


def _dotted(match: re.Match[str], seen: _Seen) -> Named | None:
    """去年12.1, 24年4/30."""
    year, month, day = _year(_first(match, "xy", "xr"), seen), int(match["xm"]), int(match["xd"])
    if not 1900 <= year <= 2100 or not 1 <= month <= 12 or not 1 <= day <= 31:
        return None
    return in_month(year, match["xm"], match["xd"], None, assumed=False)


def _month(match: re.Match[str], seen: _Seen) -> Named | None:
    day, part = match["md"] or match["mq"] or match["mw"], match["mp"]
    if two := _two_months(match, seen):
        return _either_month(*two, seen)
    month = 1 if match["mm"] == "元" else whole(match["mm"])
    if month is None or (not 1 <= month <= 12 and not match["md"]):
        return None
    if seen.text[max(0, match.start() - 4) : match.start()].rstrip("的是: ").endswith(_OLD_STYLE):
        return _of_lunar(month, match.group(), seen)
    year = seen.today.year
    if seen.joined and not seen.joined.impossible:
        year = seen.joined.low.year
        read = in_month(year, match["mm"], day, part, assumed=seen.joined.assumed)
        if read and not read.impossible and read.high < seen.joined.low:
            read = in_month(year + 1, match["mm"], day, part, assumed=seen.joined.assumed)
        return read
    if 1 <= month <= 12:
        year += _away(month, whole(day or "1") or 1, bool(day), seen)
    return in_month(year, match["mm"], day, part, assumed=True)


_TWO_MONTHS = {"一二三四五六七八九十"[n : n + 2]: (n + 1, n + 2) for n in range(9)} | {"十一二": (11, 12)}
_LAST_MONTH = 12
_OTHER_MONTH = Pattern("(?<![0-9.十])(?P<first>1?[0-9]|[一二三四五六七八九十])(?:[、~/-]|到|至)$")


def _two_months(match: re.Match[str], seen: _Seen) -> tuple[int, int] | None:
    """The months that 五六月份 and 5、6月份 leave open."""
    written = match["mm"]
    if written in _TWO_MONTHS:
        return _TWO_MONTHS[written]
    other = _OTHER_MONTH.search(seen.text, max(0, match.start() - 3), match.start())
    first, second = whole(other["first"]) if other else None, whole(written)
    return (first, second) if first and second == first + 1 <= _LAST_MONTH else None


def _either_month(first: int, second: int, seen: _Seen) -> Named:
    year = seen.today.year + _away(first if seen.prefer == "past" else second, 1, False, seen)
    low, high = date(year, first, 1), last(year, second)
    return Named(low, high, f"{year} 年 {first} 月至 {second} 月", assumed=True)


def _away(month: int, day: int, is_day: bool, seen: _Seen) -> int:
    """Which year the nearest such day or month is in: this one, or the one before or after."""
    today = (seen.today.month, seen.today.day if is_day else 0)
    named_day = (month, day if is_day else 0)
    if seen.prefer == "past":
        return -1 if named_day > today else 0
    return 1 if named_day < today else 0


def _that(match: re.Match[str], seen: _Seen) -> Named | None:
    first = month_away(seen.today, _STEPS_AWAY[match["tq"]])
    return in_month(first.year, str(first.month), match["td"] or match["tn"], match["tp"], assumed=False)


def _day(match: re.Match[str], seen: _Seen) -> Named | None:
    day = whole(match["dd"])
    if day is None or not 1 <= day <= 31:
        return None
    if seen.joined and not seen.joined.impossible:
        low = seen.joined.low
        return in_month(low.year, str(low.month), match["dd"], None, assumed=seen.joined.assumed)
    passed = day > seen.today.day if seen.prefer == "past" else day < seen.today.day
    step = -1 if seen.prefer == "past" else 1
    first = month_away(seen.today, step if passed else 0)
    if day > last(first.year, first.month).day:
        first = month_away(first, step)  # no two months in a row lack the same day
    return in_month(first.year, str(first.month), match["dd"], None, assumed=True)


def _numeric(match: re.Match[str], seen: _Seen) -> Named | None:
    year = int(match["ny"])
    if year < 100:
        # 24.9.6, told from other such figures by being a day.
        year += 2000
        if not 1 <= int(match["nm"]) <= 12 or not 1 <= int(match["nd"]) <= 31:
            return None
    return in_month(year, match["nm"], match["nd"], None, assumed=False)


def _packed(match: re.Match[str], seen: _Seen) -> Named | None:
    month, day = int(match["pm"]), int(match["pd"])
    if not 1 <= month <= 12 or not 1 <= day <= 31 or _DOCUMENT.search(seen.text[: match.start()][-6:]):
        return None
    return in_month(int(match["py"]), str(month), str(day), None, assumed=False)


def _packed_short(match: re.Match[str], seen: _Seen) -> Named | None:
    """240618, beside a word that is dated."""
    if not _is_told(match, seen, 10):
        return None
    return in_month(2000 + int(match["qy"]), match["qm"], match["qd"], None, assumed=False)


def _is_told(match: re.Match[str], seen: _Seen, reach: int) -> bool:
    """Whether the words beside figures say that they are a day."""
    if _DAY_AFTER.match(seen.text, match.end()):
        return True
    return _DAY_BEFORE.search(seen.text[max(0, match.start() - reach) : match.start()]) is not None


def _short(match: re.Match[str], seen: _Seen) -> Named | None:
    """3.15 or 3/15, taken for a day only where the words around it say so."""
    month, day = int(match["sm"]), int(match["sd"])
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        return None
    after = (
        match.group()[-1] in "日号" or _DAY_AFTER.match(seen.text, match.end()) or match.group() == seen.text
    )
    if not after and not _is_told(match, seen, 10):
        return None
    year = seen.today.year + _away(month, day, True, seen)
    read = in_month(year, match["sm"], match["sd"], None, assumed=True)
    # 发票3.5 may be 3.5 万 as well.
    doubtful = not after and "." in match.group() and len(match["sd"]) == 1
    return (
        read._replace(rough=True)
        if read and doubtful and not _REPORTED.search(seen.text[: match.start()])
        else read
    )


def _year_words(match: re.Match[str], seen: _Seen) -> Named | None:
    part = match["yp"]
    year = _year(_first(match, "yy", "y2", "yr"), seen)
    if not part and match.groupdict().get("y2"):
        before = seen.text[max(0, match.start() - 3) : match.start()]
        duration = _NO_YEAR_BEFORE.search(before) or _NO_YEAR_AFTER.match(seen.text, match.end())
        if duration or not 2005 <= year <= seen.today.year + 2:
            return None
    if part:
        return in_year(year, part, assumed=False)
    first = date(year, 1, 1)
    return Named(first, date(year, 12, 31), f"{year} 年", until=first - timedelta(1))


def _half(match: re.Match[str], seen: _Seen) -> Named | None:
    return in_year(seen.today.year, match["hp"], assumed=True)


def _edge(match: re.Match[str], seen: _Seen) -> Named | None:
    words = match["ep"]
    part = EDGES.get(words[1:2], words[1:])
    if words[0] == "月":
        return in_month(seen.today.year, str(seen.today.month), None, part, assumed=True)
    first = YEAR_PARTS[part][0]
    past = seen.prefer == "past" and first > seen.today.month
    return in_year(seen.today.year - past, part, assumed=True)


def _near(match: re.Match[str], seen: _Seen) -> Named | None:
    words = match["near"]
    away = _DAYS_AWAY[words[:2]] if words[0] == "大" else _DAYS_AWAY[words[0]]
    day = seen.today + timedelta(away)
    return Named(day, day, said(day))


def _few(match: re.Match[str], seen: _Seen) -> Named | None:
    low = seen.today - timedelta(10)
    return Named(low, seen.today, f"{said(low)}至 {said(seen.today)}")


def _ago(match: re.Match[str], seen: _Seen) -> Named | None:
    number, unit = match["an"], match["au"].removeprefix("个")
    count = (1, 1) if number == "半" else (int(number),) * 2 if number.isascii() else None
    if count is None:
        read = numeral(number)
        if read is None:
            return None
        count = (read.low, read.high)
    days = {"天": 1, "周": 7, "星期": 7, "礼拜": 7, "月": 30, "半月": 45, "年": 365}[unit]
    # Only 三天前 is a day; 一个月前 is a guess at one.
    room = 0 if days == 1 and "多" not in match["ad"] else max(3, days // 2)
    if number == "半":
        days, room = days // 2, max(3, days // 8)
    sign = -1 if match["ad"].endswith("前") else 1
    bounds = (seen.today + timedelta(sign * count[0] * days), seen.today + timedelta(sign * count[1] * days))
    low, high = min(bounds) - timedelta(room), max(bounds) + timedelta(room)
    return Named(low, high, said(low) if low == high else f"{said(low)}至 {said(high)}")


def _week(match: re.Match[str], seen: _Seen) -> Named | None:
    weekday, assumed = match["wd"] or match["wx"], match["wx"] is not None
    joined = seen.joined if assumed else None
    near = joined.low if joined else seen.today
    monday = near - timedelta(near.weekday())
    if match["wq"]:
        monday += timedelta(7 * _STEPS_AWAY[match["wq"]])
    if weekday is None:
        return Named(monday, monday + timedelta(6), f"{said(monday)}至 {said(monday + timedelta(6))}")
    first = 5 if weekday == "末" else ("一二三四五六日".find(weekday) if weekday in "一二三四五六日" else 6)
    if weekday.isdecimal():
        first = int(weekday) - 1
    day = monday + timedelta(first)
    if assumed and not joined and seen.prefer == "past" and day > seen.today:
        day -= timedelta(7)
    elif assumed and not joined and seen.prefer == "future" and day < seen.today:
        day += timedelta(7)
    if weekday == "末":
        return Named(day, day + timedelta(1), f"{said(day)}至 {said(day + timedelta(1))}", assumed)
    return Named(day, day, said(day), assumed)


def _feast(match: re.Match[str], seen: _Seen) -> Named | None:
    words = _first(match, "hn", "ho")
    (month, day), (end_month, end_day) = feast(words)
    of_year = match.lastgroup == "feast_of"
    year = (
        _year(_first(match, "hr", "hy"), seen) if of_year else seen.today.year + _away(month, day, True, seen)
    )
    if not 1900 <= year <= 2100:
        return None
    low, high = date(year, month, day), date(year, end_month, end_day)
    until, name = high - timedelta(1), feast_name(words)
    if name in OF_DAYS and not seen.text.startswith(("当天", "当日", "那天", "那一天"), match.end()):
        high += timedelta(6)
    return Named(low, high, f"{year} 年{name}", not of_year, until=until)


def _lunar(match: re.Match[str], seen: _Seen) -> Named | None:
    """A day of the lunar calendar, by which nobody dates a paper: only roughly when that is."""
    month = {"正": 1, "冬": 11, "腊": 12}.get(match["lm"]) or whole(match["lm"])
    if month is None or not 1 <= month <= 12:
        return None
    return _of_lunar(month, f"农历{match.group()}", seen)


_OLD_STYLE = ("农历", "阴历", "旧历")


def _of_lunar(month: int, words: str, seen: _Seen) -> Named:
    # The lunar year begins from 21 January to 20 February and may hold a leap month.
    first = date(seen.today.year, 1, 21) + timedelta(29 * (month - 1))
    if first > seen.today and seen.prefer == "past":
        first = date(seen.today.year - 1, 1, 21) + timedelta(29 * (month - 1))
    return Named(first, first + timedelta(100), words, assumed=True, rough=True)


_READERS: dict[str, Callable[[re.Match[str], _Seen], Named | None]] = {
    "numeric": _numeric, "packed": _packed, "full": _full, "year": _year_words, "month": _month,
    "that": _that, "short": _short, "day": _day, "near": _near, "few": _few, "ago": _ago, "week": _week,
    "half": _half, "edge": _edge, "feast": _feast, "feast_of": _feast, "lunar": _lunar,
    "dotted": _dotted, "packed_short": _packed_short,
}  # fmt: skip


def _first(match: re.Match[str], *names: str) -> str:
    """The first of these groups that is in the pattern and took part."""
    groups = match.groupdict()
    return next(found for name in names if (found := groups.get(name)))


def _year(written: str, seen: _Seen) -> int:
    if written in _YEARS_AWAY:
        return seen.today.year + _YEARS_AWAY[written]
    year = int(written.translate(_DIGITS))
    return year if year >= 100 else 2000 + year if year < 80 else 1900 + year
