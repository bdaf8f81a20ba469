"""Days and spans of days in a message, exact or vague, against the day it was written."""

import re
from datetime import date, timedelta
from operator import attrgetter
from typing import Literal, NamedTuple

from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.characters.text import head
from dialogs.understanding.days.calendar_words import Prefer, named
from dialogs.understanding.days.english_days import english_days
from dialogs.understanding.days.sightings import sighting
from dialogs.understanding.days.spans import Named, last, month_away, said


class DateMention(NamedTuple):
    """A day or a span and where it stands in the text; the truth lies from ``low`` to ``high``."""

    start: int
    end: int
    raw: str
    low: date
    """``date.min`` where nothing bounds it: 6月30号前."""
    high: date
    """``date.max`` where nothing bounds it."""
    exact: bool
    """Whether it is one certain day that may be used as a fact."""
    reading: str
    """How it was read, to be said back; of an impossible date, what is wrong with it."""
    impossible: bool = False
    """Whether there is no such day; ``low`` and ``high`` then bound what may have been meant."""
    assumed_year: bool = False
    """Whether the year (or month, or week) was left out and the nearest was taken: say it back."""
    bound: Literal["on", "before", "after"] = "on"
    """Whether the day named is a limit: then ``high`` or ``low`` is that limit."""


def dates(text: str, today: date, prefer: Prefer = "past") -> tuple[DateMention, ...]:
    """The dates in a clean text, in order.

    ``prefer`` says which of the nearest days one without a year is: the past for an invoice,
    the future for a plan. Times of day belong to the mention but not to its days.
    """
    text = head(text)
    plain = text.translate(_FORMAL) if "年" in text and _WRITTEN_OUT.search(text) else text
    found: list[DateMention] = []
    position = 0
    before: Named | None = None
    while match := sighting(plain, position):
        gap = text[found[-1].end : match.start()] if found else None
        joint = _JOINT.fullmatch(gap) if gap and len(gap) <= 4 else None
        of_year = before is not None and _is_year(before) and gap is not None and _OF_YEAR.fullmatch(gap)
        read = named(match, plain, today, prefer, before if joint or of_year else None)
        if read and match.lastgroup == "day" and not joint and before is not None:
            read = _in_month_of(before, read, today, gap or "", text[match.end() : match.end() + 1])
        if read is None:
            position = match.end()
            continue
        mention = _mention(text, match, read)
        if (
            before
            and (of_year or gap in _BESIDE)
            and (same := _same(text, found[-1], before, match, mention))
        ):
            found[-1] = same
            position = same.end
            continue
        if joint and joint.lastgroup and (span := _spanned(text, found[-1], mention, joint.lastgroup)):
            found[-1] = span
        else:
            found.append(mention)
        position, before = mention.end, read
    if _MONTHS.isdisjoint(text):
        return tuple(found)
    english = [_mention(text, match, read) for match, read in english_days(text, today)]
    return tuple(sorted([*found, *english], key=_START)) if english else tuple(found)


# Each month in English begins with one of these.
_MONTHS = frozenset("jfmasond")
_START = attrgetter("start")
_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾", "一二三四五六七八九十")
_WRITTEN_OUT = Pattern("[壹贰叁肆伍陆柒捌玖拾]")
# Between two names of one day: 3月8号妇女节, 11月15号(周五), 上个月底28号.
_BESIDE = ("", " ", "(", "的", "是")
# Between a year and the month told after it: 24年的，五月二十.
# 合同是2023年的事了，11月8号签的
_OF_YEAR = Pattern("(?:的?事儿?|的|了|呢|吧|那时候|那会儿)*[, ]{0,2}")
_JOINT = Pattern(" ?(?:(?P<to>到|至|[-~—–]+)|(?P<either>或者?|还是)|和|跟|与|、|及) ?")
_TIME = Pattern(
    "(?: ?(?:上午|下午|早上|晚上?|中午|凌晨|傍晚|夜里))?"
    "(?: ?[0-9]{1,2}(?:[点时]|:[0-9]{2})(?:[0-9]{1,2}分?|半|整|一刻|三刻)?(?::[0-9]{2})?"
    "| ?[一二两三四五六七八九十]{1,3}点(?:半|整|钟)?)?"
)
_LIMIT = Pattern(
    " ?(?:(?P<about>前后|左右|上下|那(?:几天|阵|会儿|时候)|吧)"
    "|(?:下班|上班|放假|结束)?(?P<before>[之以往]?前(?![期面者台沿置])|为?截止|为止)"
    "|(?:下班|上班|放假|结束)?(?P<after>[之以往打]?后(?![续补面台期勤者])|起(?![诉草来步码])|以来|至今|开始))"
)
_LIMITED = Pattern("(?:(?P<before>截[至止]到?|不[晚迟]于|最[晚迟]|早于)|(?P<after>[晚迟]于|不早于))[是在]?$")
_ABOUT = Pattern("(?:大概|大约|大致|差不多|约)[是在就于的]{0,2}$")
_ROUGH = Pattern(
    "(?:大概|大约|大致|好像|可能|应该|估计|差不多|似乎|印象中?|记得|貌似|(?<![合节违预签契条])约)[是在就于的]{0,2}$"
)


_NEARBY = 12
# 23年1月开的票，票具体是16号
_OF_THE_MONTH = Pattern("具体|准确|确切|精确|哪天|当月|那个?月|日子")
# 上个月开的，20号
_GOES_ON = Pattern("(?:开|签|出|下)?的?[,， ]{0,2}(?:是|就是)?")
_ENDS = ("", ",", "，", "。", " ", "吧", "那")


def _in_month_of(before: Named, read: Named, today: date, gap: str, after: str) -> Named:
    """A day without its month after a whole day: 合同3月5号签的，发票12号开的 may mean the same month."""
    if before.low < before.high:
        return _within_month(before, read, gap, after)
    if before.low != before.high or before.impossible or read.impossible:
        return read
    day = read.low.day
    first = before.low if day >= before.low.day else month_away(before.low, 1)
    if day > last(first.year, first.month).day:
        return read
    near = first.replace(day=day)
    if near == read.low or near > today:
        return read
    return Named(near, read.low, f"{said(near)}或 {said(read.low)}", assumed=True, rough=True)


def _within_month(before: Named, read: Named, gap: str, after: str) -> Named:
    """A day without its month after a month: 上个月开的，20号; of another paper it is either month's."""
    low, high = before.low, before.high
    if low.day != 1 or (low.year, low.month) != (high.year, high.month) or read.impossible:
        return read
    if read.low.day > high.day or len(gap) > _NEARBY:
        return read
    day = low.replace(day=read.low.day)
    if _OF_THE_MONTH.search(gap) is None and (after not in _ENDS or _GOES_ON.fullmatch(gap) is None):
        both = f"{said(day)}或 {said(read.low)}"
        return read if day >= read.low else Named(day, read.low, both, assumed=True, rough=True)
    return Named(day, day, said(day), assumed=before.assumed)


def _is_year(named_span: Named) -> bool:
    low, high = named_span.low, named_span.high
    return (low.month, low.day, high.month, high.day) == (1, 1, 12, 31) and low.year == high.year


def _mention(text: str, match: re.Match[str], read: Named) -> DateMention:
    end = match.end()
    if (time := _TIME.match(text, end)) and time.group().strip():
        end = time.end()
    if text.startswith(("前", "头"), end) and (beside := _DAY_BY.match(text, end)) is not None:
        read, end = _shifted(read, beside), beside.end()
    window = text[max(0, match.start() - 8) : match.start()]
    limit = _LIMIT.match(text, end)
    if limit:
        end = limit.end()
    else:
        limit = _LIMITED.search(window)
    kind = limit.lastgroup if limit else None
    low, high, label = read.low, read.high, read.label
    rough = read.rough or kind == "about" or (bool(window) and _ROUGH.search(window) is not None)
    bound: Literal["on", "before", "after"] = "on"
    if read.impossible:
        rough = False
    elif kind == "before":
        bound, label = "before", f"{label}以前"
        low, high = date.min, read.until or high
    elif kind == "after":
        bound, label = "after", f"{label}以后"
        high = date.max
    elif rough and not read.rough:
        # 大概3月 may be a month off; 应该是上个月底 only doubts whether.
        if kind == "about" or low == high or _ABOUT.search(window):
            room = timedelta(7 if low == high else 31)
            low, high = low - room, high + room
        label = f"{label}前后"
    return DateMention(
        start=match.start(),
        end=end,
        raw=text[match.start() : end],
        low=low,
        high=high,
        exact=low == high and bound == "on" and not rough and not read.impossible,
        reading=label,
        impossible=read.impossible,
        assumed_year=read.assumed,
        bound=bound,
    )


# 国庆前一天
_DAY_BY = Pattern("(?P<way>前|头)(?P<count>[一两二三1-3])[天日](?!.{0,2}(?:多|左右))")
_COUNTS = {"一": 1, "两": 2, "二": 2, "三": 3}


def _shifted(read: Named, beside: re.Match[str]) -> Named:
    """The day so many days before the one named; 前两天 may be either of two, and a lunar feast has no day."""
    count = _COUNTS.get(beside["count"]) or int(beside["count"])
    low, high = read.low - timedelta(count), read.low - timedelta(1)
    if read.until is not None and read.until >= read.low:
        high = read.until
    label = said(low) if low == high else f"{said(low)}至 {said(high)}"
    return Named(low, high, label, read.assumed)


def _same(
    text: str, first: DateMention, before: Named, match: re.Match[str], last: DateMention
) -> DateMention | None:
    """The one day that two mentions side by side name, if they do: the nearer of them."""
    if before.impossible or first.bound != "on" or last.impossible:
        return None
    end = last.end + text.startswith(")", last.end)
    kind = match.lastgroup
    if kind == "day" and before.low < before.high:
        # 3月底28号
        low, high = before.low, before.high
        inside = [day for day in _days_of(low, high) if day.day == last.low.day]
        if len(inside) != 1:
            return None
        return last._replace(
            start=first.start, end=end, raw=text[first.start : end], low=inside[0], high=inside[0],
            reading=said(inside[0]), assumed_year=before.assumed,
        )  # fmt: skip
    if before.low == before.high and kind in ("feast", "week"):
        agrees = (before.low.month, before.low.day) == (last.low.month, last.low.day) or kind == "week"
        return first._replace(end=end, raw=text[first.start : end]) if agrees else None
    if before.low <= last.low and last.high <= before.high and last.exact and first.start < last.start:
        return last._replace(start=first.start, end=end, raw=text[first.start : end])
    return None


def _days_of(low: date, high: date) -> list[date]:
    return [low + timedelta(n) for n in range(min(62, (high - low).days + 1))]


def _spanned(text: str, first: DateMention, last: DateMention, joint: str) -> DateMention | None:
    """The span from one mention to the other, or of the two it may be."""
    if first.impossible or last.impossible or first.bound != "on" or first.low > last.high:
        return None
    return first._replace(
        end=last.end,
        raw=text[first.start : last.end],
        high=last.high,
        exact=False,
        reading=f"{first.reading}{'至' if joint == 'to' else '或'} {last.reading}",
        assumed_year=first.assumed_year or last.assumed_year,
        bound=last.bound,
    )
