"""The days that words of the calendar name: 去年10月, 上周五, 国庆, 年底, 三天前."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Literal, NamedTuple

from dialogs.understanding.numerals import numeral, whole
from dialogs.understanding.patterns import Pattern
from dialogs.understanding.spans import YEAR_PARTS, Named, in_month, in_year, last, month_away, said

Prefer = Literal["past", "future"]


class _Seen(NamedTuple):
    text: str
    today: date
    prefer: Prefer
    joined: Named | None


def sighting(text: str, position: int) -> re.Match[str] | None:
    """The next words from ``position`` on that may name days, to be read by ``named``."""
    while start := _START.search(text, position):
        kind = start.lastgroup or ""
        if match := _PATTERNS[kind].match(text, start.start()):
            return match
        position = start.end() if kind == "digits" else start.start() + 1
    return None


def named(match: re.Match[str], text: str, today: date, prefer: Prefer, joined: Named | None) -> Named | None:
    """What a sighting names; ``joined`` is the mention it hangs on, as in 3月5号到8号."""
    return _READERS[match.lastgroup or ""](match, _Seen(text, today, prefer, joined))


_CN = "一二三四五六七八九十"
_NUM = f"(?:[0-9]{{1,2}}(?![0-9])|[{_CN}廿卅]{{1,3}})"
_CN_YEAR = "[一二][〇零一二三四五六七八九]{3}"
_THAT_YEAR = "大前年|前年|去年|上一?年|今年|本年|明年|后年"
_QUARTER = "第?[一二三四1-4]季度|q[1-4](?![0-9a-z])"
_PART = "上旬|中旬|下旬|底|末|初|中(?![一-鿿])"
# Words that begin like a unit: 3月5 个体户.
_WORD = (
    "个[体人税]|家[具电居庭纺装政]|台[州湾]|名[单称]|位于|条件|种[质子植养]|人[工员才民力]|项目|天津|周[口期]|时间"
    "|成[立都]"
)
# What makes the number after 3月 something other than the day.
_NO_DAY = (
    f"(?![0-9]|[.,:][0-9]| ?(?!{_WORD})[万千百元块个份家次项种名位台套件笔人天多w%k亿点时周年月-]"
    "| ?[到至~](?![0-9]{1,2}[日号]))"
)
# What makes 3号 something other than a day, and 3.15 something other than 3月15日.
_NO_DATE = "(?![楼线院厂门馆文机令公室库路店桌柜车仓井站坑址表样方服项选问材附产]| ?[之以]?内)"
_NO_POINT = f"(?![0-9]|[./-][0-9]| ?(?!{_WORD})[万元块亿千百w%k倍成个])"
_PLAIN_NUMBER = "(?<![0-9a-z./-])"

_FULL = (
    f"年?度?[的,]? ?(?P<fm>{_NUM}) ?月份?"
    f"(?:的? ?(?P<fd>{_NUM}) ?[日号]|(?P<fq>[0-9]{{1,2}}){_NO_DAY}|的?月?(?P<fp>{_PART}))?"
)
_OF_YEAR = f"[的,]? ?(?P<yp>上半年|下半年|年?[底初末]|年?中(?![一-鿿])|{_QUARTER})?"
_MONTH = (
    f" ?月份?(?:的? ?(?P<md>{_NUM}) ?[日号]|(?P<mq>[0-9]{{1,2}}){_NO_DAY}|的?月?(?P<mp>{_PART})"
    "|(?![均薪租报刊饼球亮供嫂龄内]|以内|之内))"
)
_DAY = f" ?(?:号|日(?![{_CN}])){_NO_DATE}"
_AGO = "(?P<au>天|个?(?:星期|礼拜)|周|个半?月|年)(?P<ad>多?[之以]?前|[之以]?后)(?![期面者])"

_START = Pattern(
    f"(?P<digits>[0-9]{{1,8}}(?= ?(?:[年月日号天周星礼季上下底初末./-]|个[月星礼半]))|(?:19|20)[0-9]{{6}})"
    f"|(?P<numerals>[{_CN}两半几廿卅][〇零{_CN}两]{{0,3}} ?个?(?=[年月号日天周星礼季半])|五一|十一)"
    "|(?P<words>今[年天日早晚儿]|去年|前[年天几两三]|昨[天日晚儿]|明[年天日早晚]|后[年天]|大[前后]"
    "|[上下][上下个一年月周星礼半]|本[年月周星礼]|这[个月周星礼几两三]|第[一二三四1-4]季|q[1-4]|周[一二三四五六日天末]"
    "|星期|礼拜|[年月][底初中末上下]|年[前后]|元旦|春节|过年|清明|劳动节|端午|中秋|国庆|双[十1]|圣诞)"
)
_PATTERNS = {
    "digits": Pattern(
        f"(?P<numeric>{_PLAIN_NUMBER}(?P<ny>(?:19|20)[0-9]{{2}})(?P<sep>[./-])(?P<nm>[0-9]{{1,2}})"
        f"(?:(?P=sep)(?P<nd>[0-9]{{1,2}}))?{_NO_POINT}(?: ?[日号月])?)"
        f"|(?P<packed>{_PLAIN_NUMBER}(?P<py>(?:19|20)[0-9]{{2}})(?P<pm>[0-9]{{2}})(?P<pd>[0-9]{{2}})"
        "(?![0-9a-z]|[.-][0-9]| ?[万元块]))"
        f"|(?P<full>(?<![0-9])(?P<fy>[0-9]{{4}}|[0-9]{{2}})(?= ?年) ?{_FULL})"
        "|(?P<year>(?:(?P<yy>(?<![0-9a-z])(?:19|20)[0-9]{2})(?: ?年度?|(?=[上下]半年|年?[底初末]))"
        f"|(?P<y2>(?<![0-9.a-z])[0-9]{{2}})年度?){_OF_YEAR})"
        f"|(?P<month>(?<![0-9.个])(?P<mm>[0-9]{{1,2}}){_MONTH})"
        f"|(?P<short>{_PLAIN_NUMBER}(?P<sm>[0-9]{{1,2}})[./](?P<sd>[0-9]{{1,2}}){_NO_POINT}(?: ?[日号])?)"
        f"|(?P<day>(?<![0-9〕\\])】字发第选a-z./-])(?P<dd>[0-9]{{1,2}}){_DAY})"
        f"|(?P<ago>(?P<an>[0-9]{{1,3}}){_AGO})"
        "|(?P<half>(?P<hp>[1-4]季度))"
    ),
    "numerals": Pattern(
        f"(?P<full>(?P<fy>{_CN_YEAR}|二[〇零{_CN}])(?=年){_FULL})"
        f"|(?P<year>(?:(?P<yy>{_CN_YEAR})年度?|(?P<y2>二[〇零{_CN}])(?=年[底初末])){_OF_YEAR})"
        f"|(?P<month>(?<![.个])(?P<mm>[{_CN}]{{1,3}}){_MONTH})"
        f"|(?P<day>(?<![〕\\])】字发第选{_CN}])(?P<dd>[{_CN}廿卅]{{1,3}}){_DAY})"
        f"|(?P<ago>(?P<an>[{_CN}两几半]{{1,3}}){_AGO})"
        "|(?P<half>(?P<hp>[一二三四]季度))"
        "|(?P<feast>(?P<hn>五一(?![路村街])|十一(?=[之以]?[前后]|假|长假|期间))(?:假期|长假|期间|放假)?)"
    ),
    "words": Pattern(
        f"(?P<full>(?P<fr>{_THAT_YEAR}){_FULL})"
        f"|(?P<year>(?P<yr>{_THAT_YEAR})度?{_OF_YEAR})"
        f"|(?P<that>(?P<tq>上上|上|本|这|下)个?月份?的?(?:(?P<td>{_NUM}) ?[日号]|(?P<tp>{_PART}))?)"
        "|(?P<near>大前天|前天|昨[天日晚儿]|今[天日早晚儿]|明[天日早晚]|大后天|后天)"
        "|(?P<few>(?:前|这)(?:几|两|三)天)"
        "|(?P<week>(?:(?P<wq>上上|上|下下|下|这|本)个?(?:周|星期|礼拜)(?P<wd>[一二三四五六日天末1-7](?![0-9]))?"
        f"|(?<![每0-9{_CN}两])(?:周|星期|礼拜)(?P<wx>[一二三四五六日天末])))"
        f"|(?P<half>(?P<hp>上半年|下半年|{_QUARTER}))"
        "|(?P<edge>(?P<ep>年底|年末|年初|年中(?![一-鿿])|月底|月末|月初|月中(?![一-鿿])|月[上中下]旬))"
        "|(?P<feast>(?P<hn>元旦|春节|过年|清明节?|劳动节|端午节?|中秋节?|国庆节?(?!路)|双(?:十一|11)|圣诞节?"
        f"|(?<![0-9{_CN}两几半今去前明后上本当多])年(?=[前后](?!期)))(?:假期|长假|期间|放假)?)"
    ),
}
_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_YEARS_AWAY = {"大前年": -3, "前年": -2, "去年": -1, "上年": -1, "上一年": -1, "今年": 0, "本年": 0}
_YEARS_AWAY |= {"明年": 1, "后年": 2}
_DAYS_AWAY = {"大前天": -3, "前天": -2, "昨": -1, "今": 0, "明": 1, "后天": 2, "大后天": 3}
_STEPS_AWAY = {"上上": -2, "上": -1, "这": 0, "本": 0, "下": 1, "下下": 2}
# Feasts of the lunar calendar fall anywhere in these days; the day itself is never needed, only asked for.
_FEASTS = {
    "元旦": (1, 1, 1, 1), "春节": (1, 21, 2, 20), "清明节": (4, 4, 4, 6), "劳动节": (5, 1, 5, 1),
    "端午节": (5, 25, 6, 25), "中秋节": (9, 7, 10, 8), "国庆节": (10, 1, 10, 1), "双十一": (11, 11, 11, 11),
    "圣诞节": (12, 25, 12, 25),
}  # fmt: skip
_FEAST_NAMES = {"过年": "春节", "年": "春节", "五一": "劳动节", "十一": "国庆节", "双11": "双十一"}
_NO_YEAR_BEFORE = Pattern("(?:成立|经营|做了|干了|[共满有已第近过了期整])$")
_NO_YEAR_AFTER = Pattern("的?(?:历史|经验|时间)|[了多以来内间后前]|有效|质保")
_DAY_BEFORE = Pattern("(?:发票|开票|日期)[是为在:]? ?$")
_DAY_AFTER = Pattern(" ?(?:号|日|[开付签交打买办出]|[之以]?前|[之以]?后|那天|当天|的?票|[上下]午)")
_DOCUMENT = Pattern("(?:合同|编|单|证书?|票|文)号码?[是为:]? ?$")


def _full(match: re.Match[str], seen: _Seen) -> Named | None:
    year = _year(_first(match, "fy", "fr"), seen)
    if not 1900 <= year <= 2100:
        return None
    return in_month(year, match["fm"], match["fd"] or match["fq"], match["fp"], assumed=False)


def _month(match: re.Match[str], seen: _Seen) -> Named | None:
    day, part = match["md"] or match["mq"], match["mp"]
    month = whole(match["mm"])
    if month is None or (not 1 <= month <= 12 and not match["md"]):
        return None
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


def _away(month: int, day: int, is_day: bool, seen: _Seen) -> int:
    """Which year the nearest such day or month is in: this one, or the one before or after."""
    today = (seen.today.month, seen.today.day if is_day else 0)
    named_day = (month, day if is_day else 0)
    if seen.prefer == "past":
        return -1 if named_day > today else 0
    return 1 if named_day < today else 0


def _that(match: re.Match[str], seen: _Seen) -> Named | None:
    first = month_away(seen.today, _STEPS_AWAY[match["tq"]])
    return in_month(first.year, str(first.month), match["td"], match["tp"], assumed=False)


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
    return in_month(int(match["ny"]), match["nm"], match["nd"], None, assumed=False)


def _packed(match: re.Match[str], seen: _Seen) -> Named | None:
    month, day = int(match["pm"]), int(match["pd"])
    if not 1 <= month <= 12 or not 1 <= day <= 31 or _DOCUMENT.search(seen.text[: match.start()][-6:]):
        return None
    return in_month(int(match["py"]), str(month), str(day), None, assumed=False)


def _short(match: re.Match[str], seen: _Seen) -> Named | None:
    """3.15 or 3/15, taken for a day only where the words around it say so."""
    month, day = int(match["sm"]), int(match["sd"])
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        return None
    after = (
        match.group()[-1] in "日号" or _DAY_AFTER.match(seen.text, match.end()) or match.group() == seen.text
    )
    if not after and not _DAY_BEFORE.search(seen.text[max(0, match.start() - 6) : match.start()]):
        return None
    year = seen.today.year + _away(month, day, True, seen)
    read = in_month(year, match["sm"], match["sd"], None, assumed=True)
    # 发票3.5 may be 3.5 万 as well.
    return read._replace(rough=True) if read and not after and len(match["sd"]) == 1 else read


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
    if words[0] == "月":
        return in_month(seen.today.year, str(seen.today.month), None, words[1:], assumed=True)
    first = YEAR_PARTS[words[1]][0]
    past = seen.prefer == "past" and first > seen.today.month
    return in_year(seen.today.year - past, words[1], assumed=True)


def _near(match: re.Match[str], seen: _Seen) -> Named | None:
    words = match["near"]
    day = seen.today + timedelta(_DAYS_AWAY.get(words) or _DAYS_AWAY.get(words[0], 0))
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
    words = match["hn"]
    name = _FEAST_NAMES.get(words) or (words if words in _FEASTS else f"{words}节")
    bounds = _FEASTS[name]
    year = seen.today.year + _away(bounds[0], bounds[1], True, seen)
    low, high = date(year, bounds[0], bounds[1]), date(year, bounds[2], bounds[3])
    return Named(low, high, f"{year} 年{name}", assumed=True, until=high - timedelta(1))


_READERS: dict[str, Callable[[re.Match[str], _Seen], Named | None]] = {
    "numeric": _numeric, "packed": _packed, "full": _full, "year": _year_words, "month": _month,
    "that": _that, "short": _short, "day": _day, "near": _near, "few": _few, "ago": _ago, "week": _week,
    "half": _half, "edge": _edge, "feast": _feast,
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
