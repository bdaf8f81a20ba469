"""Terms: on which days before, at which hours and over which channel somebody wants to be reminded."""

from __future__ import annotations

import re
from typing import NamedTuple

from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.figures.han_numerals import whole
from dialogs.understanding.result import HERE, Request
from policy.schedule import HOURS

# The most days before; whoever wants more is asked back.
MOST_DAYS = 90
_NUMBER = "(?:[0-9]{1,3}|[一二两三四五六七八九十]{1,3})"


class _Days(NamedTuple):
    """Days before, with whether something was said of days that is no certain number of them."""

    offsets: tuple[int, ...] = ()
    is_vague: bool = False
    is_marked: bool = False


class _Span(NamedTuple):
    """From when to when, in minutes of the day; `reads` is how it was told: range, since, until, at or part."""

    reads: str
    begin: int
    end: int


def changed(
    clause: str, *, is_named: bool = False, is_free: bool = False, is_bare: bool = False
) -> Request | None:
    """What a clause wants otherwise: 提前三天提醒, 晚上别发, 发到企业微信, 恢复默认.

    `is_named`: it holds a word for reminding. `is_free`: it is the whole message, and no question stands open.
    `is_bare`: the reminders were just listed, so that it need not say what it is of.
    """
    clause = _POLITE.sub("", clause)
    resets = _RESET.search(clause) is not None
    rest, channel = _channel(_RESET.sub("", clause.replace("俩", "两")))
    rest, named = _items(rest)
    about, rest = batch(rest), _BATCH.sub("", rest)
    vague_hours = _VAGUE_HOURS.search(rest) is not None
    rest = _VAGUE_HOURS.sub("", rest)
    rest, spans = _spans(rest)
    rest, days = _days(rest)
    if not (resets or channel or spans or vague_hours or days.offsets or days.is_vague):
        return None
    if _BESIDE.fullmatch(rest) is None:
        return None
    denies = _DENIES.search(rest) is not None
    if not (is_named or is_bare):
        verb = _VERB.search(rest) is not None
        is_said = (
            resets
            or (channel and _SENT.search(clause))
            or ((spans or vague_hours) and _OFTEN_SENT.search(rest))
            or (days.is_marked and verb)
        )
        if not is_free or not is_said:
            return None
    elif is_named and not is_bare and channel and not (_SENT.search(clause) or _RING.search(clause)):
        return None
    hours, is_vague = _hours(spans, denies=denies)
    if resets:
        return Request("remind_change", resets=True, items=named, about=about)
    return Request(
        "remind_change",
        items=named,
        about=about,
        offsets=days.offsets,
        denies=denies and bool(days.offsets) and hours is None,
        is_another=_ADDS.search(rest) is not None and bool(days.offsets),
        hours=hours,
        channel=channel,
        is_vague=is_vague or days.is_vague or vague_hours,
    )


def items(clause: str) -> tuple[int, ...]:
    """The places in a list, from 1, that a clause names: 第2个, 第一和第三条, 取消1和2."""
    return _items(clause)[1]


def batch(clause: str) -> str | None:
    """The one window that a clause names by its place in the year, as editions call it: 第二批."""
    found = {whole(word) for word in _BATCH.findall(clause)}
    number = found.pop() if len(found) == 1 else None
    return f"第{'零一二三四五六七八九'[number]}批" if number is not None and 0 < number < 10 else None


def _items(clause: str) -> tuple[str, tuple[int, ...]]:
    found = _ITEM.search(clause)
    if found is None:
        return clause, ()
    numbers = tuple(
        dict.fromkeys(n for word in _FIGURE.findall(found.group()) if (n := whole(word)) is not None and n)
    )
    return clause[: found.start()] + clause[found.end() :], numbers


_ITEM = Pattern(
    rf"第{_NUMBER}(?:[个条项]|号(?!\d))?(?:[、,，/和跟及与 ]+第?{_NUMBER}(?:[个条项]|号(?!\d))?)*(?!批|天)的?"
    rf"|(?<=取消)[0-9](?:[、,，/和跟及与 ]+[0-9])*(?:[个条项]|号)?(?![0-9天点:批])|(?<![0-9])[0-9]号(?=提醒)"
)
_FIGURE = Pattern(_NUMBER)
_BATCH = Pattern(f"第({_NUMBER})批(?:次)?的?")
_RESET = Pattern(
    "(?:恢复|改回|还原|回到|换回|调回|重置|用|按)?(?:成|到|为)?(?:原来的?|原先的?|原样|默认的?|初始)(?:设置|提醒|时间|日子|方式|状态|值|安排)*"
)
_VERB = Pattern("只|改|就[要行好]|发|推|换|设|调|别|不要|去掉|取消")
_OFTEN_SENT = Pattern("发|推")
_SENT = Pattern("(?:发|推|换|转|切|改|送|挪)[送换]?(?:回|到|去|在|成|为|至)")
_RING = Pattern("提醒|推送")
# 能不能提前一周, 别忘了提前两天 deny nothing.
_POLITE = Pattern(
    "能不能够?|可不可以|可以不可以|行不行|好不好|要不要|想不想|是不是|会不会|能否|可否"
    "|(?:千万)?(?:别|不要|不能|勿|莫|不许)(?:再)?忘[了记掉]*|(?:免得|省得|以免|不然|否则)[^,。]{0,6}(?:忘|错过|误)[了记掉过]*"
    "|千万|一定|分别|必须"
)
_DENIES = Pattern("别|不|甭|去掉|取消|删|莫|勿|免")
_ADDS = Pattern("再加|还要|也要|加上|另外|再|还|也|加")
# The longest first: what is read is not read again.
_BESIDE = Pattern(
    "(?:的时候|行不行|提醒|推送|通知|告诉|发送|发给|消息|时间|时段|时候|只要|调整|设置|设定|恢复"
    "|加上|另外|麻烦|可以|希望|以后|今后|每次|每天|去掉|取消|删掉|打扰|一次|一下|一声|即可"
    "|之间|期间|截止|到期|申报|日期|提前|所有|全部|这个|那个|谢谢|安排|订阅|我的|的话|记得"
    "|务必|叫|喊|发|推|送|给|说|只|就|改|换|转|切|调|设|定|都|也|还|再|加|请|帮|们|我"
    "|你|您|把|的|了|吧|啊|呢|哈|好|行|能|吗|么|要|想|在|到|成|于|为|去|别|不|用|甭"
    "|删|掉|莫|勿|免|来|烦|各|声|下|和|跟|与|及|或|个|遍|趟|之|以|前|后|内|是|它|这"
    "|那|总|老|太|一|全|回|信|上|里|[、,，。 .!~:?])*+"
)


# ---- days before


def _days(clause: str) -> tuple[str, _Days]:
    found: dict[int, None] = {}
    is_vague = is_marked = False

    def take(match: re.Match[str]) -> str:
        nonlocal is_vague, is_marked
        said = match.group()
        if match["vague"]:
            is_vague = True
        elif match["zero"]:
            found[0] = None
        elif match["eve"]:
            found[1] = None
        elif match["half"]:
            found[15] = None
        else:
            unit = _UNITS[match["unit"].lstrip("个")]
            for word in _FIGURE.findall(match["numbers"]):
                number = whole(word)
                if number is None or number * unit > MOST_DAYS:
                    is_vague = True
                else:
                    found[number * unit] = None
        is_marked = is_marked or _MARKED.search(said) is not None
        return ""

    rest = _OFFSET.sub(take, clause)
    return rest, _Days(tuple(sorted(found, reverse=True)), is_vague, is_marked)


_UNITS = {"天": 1, "日": 1, "周": 7, "星期": 7, "礼拜": 7, "月": 30}
_MARKED = Pattern("前|当[天日]|最后|头|那天|剩")
_OFFSET = Pattern(
    rf"(?P<vague>每(?:隔)?{_NUMBER}?天|(?<!最后)(?:提前|前)?(?:[一两三四五六七八]{{2}}天|[几多]天"
    rf"|几个?(?:工作日|星期|礼拜|月|周)|{_NUMBER}个?工作日"
    rf"|半天|一些|若干天)|(?:提前|前)(?:{_NUMBER}个?半?(?:小时|钟头)|半个?小时|{_NUMBER}分钟))"
    "|(?P<zero>(?:截止|到期|结束|期限)?日?(?:的)?(?:当天|当日|那天|最后[一1]天|最后那天)(?:早上|上午)?|截止日(?!期|子))"
    "|(?P<eve>头[一1]天|前夕|前[一1](?:天|晚|日))"
    "|(?P<half>(?:提前|前)?半个?月(?:之?前|以前)?)"
    rf"|(?:截止|到期|结束)?(?:日期?)?(?:的)?(?:提前|之?前|倒数|还剩|剩|差)?"
    rf"(?P<numbers>{_NUMBER}(?:[、,，/和跟及与 ]+(?:提前)?{_NUMBER})*)"
    "(?P<unit>天|日(?=之?前|以前)|周|个?星期|个?礼拜|个月)(?:之?前|以前)?"
)


# ---- hours


def _spans(clause: str) -> tuple[str, list[_Span]]:
    found: list[_Span] = []

    def take(match: re.Match[str]) -> str:
        if match["part"]:
            begin, end = _PARTS[match["part"]]
            found.append(_Span("part", begin, end))
        elif match["from"]:
            first, last = _minute(match["from"]), _minute(match["to"])
            if last <= first or (last < 12 * 60 and _names_afternoon(match["from"])):
                last += 12 * 60
            found.append(_Span("range", first, last))
        else:
            at = _minute(match["at"])
            found.append(_Span({"后": "since", "前": "until"}.get(match["side"] or "", "at"), at, at))
        return ""

    return _HOURS.sub(take, clause), found


def _minute(told: str) -> int:
    """A time of the day in minutes; without its part of the day, the one that lies within hours."""
    match = _CLOCK.fullmatch(told)
    hour = whole(match["hour"]) if match else None
    if match is None or hour is None:
        return -1
    part, minutes = match["part"] or "", match["minute"] or ""
    minute = {"半": 30, "一刻": 15, "三刻": 45}.get(minutes) or (int(minutes) if minutes.isdecimal() else 0)
    is_late = part in _LATE or (part == "中午" and hour < 10) or (not part and hour < 8)
    return (hour + (12 if is_late and hour < 12 else 0)) * 60 + minute


def _names_afternoon(told: str) -> bool:
    return told.startswith(tuple(_LATE))


def _hours(spans: list[_Span], *, denies: bool) -> tuple[tuple[int, int] | None, bool]:
    """The hours that are wanted, and whether what was said of them is no one span of the day."""
    if len(spans) != 1:
        return None, bool(spans)
    reads, begin, end = spans[0]
    first, last = HOURS
    if begin < 0:
        return None, True
    if not denies:
        return {"since": (begin, last), "at": (begin, last), "until": (first, end)}.get(
            reads, (begin, end)
        ), False
    if reads == "at":
        return None, True
    if reads == "since" or (reads in ("range", "part") and end >= last):
        return (first, max(first, min(begin, last))), False
    if reads == "until" or begin <= first:
        return (min(last, max(end, first)), last), False
    return ((first, begin), False) if reads == "part" and begin == _NOON and end != _LUNCH else (None, True)


_NOON, _LUNCH = 720, 840
_PARTS = {
    **dict.fromkeys(("早上", "早晨", "上午"), (HOURS[0], _NOON)),
    "中午": (_NOON, _LUNCH),
    "下午": (_NOON, 1080),
    **dict.fromkeys(("晚上", "晚间", "傍晚"), (1080, HOURS[1])),
    **dict.fromkeys(("夜里", "夜间", "半夜", "深夜", "凌晨", "大半夜", "夜晚"), (HOURS[1], 1440)),
    "白天": (HOURS[0], 1080),
}
_LATE = frozenset(("下午", "午后", "傍晚", "晚上", "夜里", "晚"))
_TIME = (
    "(?:凌晨|清晨|早上|早晨|早|上午|中午|午后|下午|傍晚|晚上|夜里|晚)?(?:[0-9]{1,2}|[一二两三四五六七八九十]{1,3})"
    "(?:(?:点|时(?!候))(?:半|一刻|三刻|[0-9]{1,2}分?)?(?:钟|整)?|:[0-9]{2})"
)
_CLOCK = Pattern(
    "(?P<part>凌晨|清晨|早上|早晨|早|上午|中午|午后|下午|傍晚|晚上|夜里|晚)?(?P<hour>[0-9]{1,2}|[一二两三四五六七八九十]{1,3})"
    "(?:[点时:](?P<minute>半|一刻|三刻|[0-9]{1,2})?分?(?:钟|整)?)?"
)
_HOURS = Pattern(
    f"(?P<from>{_TIME}|(?:早上|上午|下午|晚上)?(?:[0-9]{{1,2}}|[一二两三四五六七八九十]{{1,3}}))(?:到|至|-|~|—|–)+(?P<to>{_TIME})(?:之间|期间)?"
    f"|(?P<at>{_TIME})(?:(?:以|之|往)?(?P<side>[前后])|[起开][始]?)?"
    f"|(?P<part>{'|'.join(sorted(_PARTS, key=len, reverse=True))})(?:的?时候|时间|时段)?"
)
_VAGUE_HOURS = Pattern(
    "(?:工作|上班|休息|办公|睡觉)(?:以?后|之后|时间|时段|的?时候)|下班(?:以?后|之后|时间)?|午休(?:时间)?|周末|双休日?|节假日|休息日|假期|周[一二三四五六日天](?:到周[一二三四五六日天])?"
)


# ---- channel


def _channel(clause: str) -> tuple[str, str | None]:
    found = _CHANNEL.search(clause)
    if found is None:
        return clause, None
    word = found["channel"]
    name = next((name for name, words in _NAMES.items() if word in words), word)
    return clause[: found.start()] + clause[found.end() :], name


_NAMES = {
    "wecom": ("企业微信", "企微", "wecom"),
    "wechat": ("微信公众号", "公众号", "微信", "weixin", "wechat", "vx"),
    "telegram": ("telegram", "电报", "纸飞机", "tg"),
    "web": ("网页", "网站", "web", "网页版"),
    HERE: (
        "这里",
        "这边",
        "这儿",
        "本机",
        "这个号",
        "这个对话",
        "当前对话",
        "老地方",
        "原来的地方",
        "这个微信",
        "本号",
    ),
}
_CHANNEL = Pattern(
    "(?:(?:回)?[到在去成为至用走从])?(?:我的?)?(?P<channel>企业微信|企微|wecom|微信公众号|公众号|这个微信|微信|weixin|wechat|vx"
    "|telegram|电报|纸飞机|(?<![a-z])tg(?![a-z])|网页版|网页|网站|(?<![a-z])web(?![a-z])|短信|手机|邮件|邮箱|email|钉钉|飞书|qq|电话"
    "|这里|这边|这儿|本机|这个号|这个对话|当前对话|老地方|原来的地方|本号)(?:上|里|那边|群|号|机器人)*"
)
