"""Reminders: the wish to be reminded, to see what of, to have it otherwise or no more, or as a file of dates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from dialogs.understanding.characters.cues import KNOWN, Words
from dialogs.understanding.characters.cues import words as cued
from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.desk.reminder_terms import batch, changed, items
from dialogs.understanding.desk.sentences import LEAD, LONGEST, alternatives, said, sentence, sheet
from dialogs.understanding.figures.han_numerals import whole
from dialogs.understanding.result import Request, RequestKind, Topic
from dialogs.understanding.scene.observation import places_of

CUE = KNOWN.add(
    "提醒|提示|消息太|叫[我一咱俺下]|喊[我一咱俺下声]|通知|告[诉知]|招呼|知会|说[一声]|吱[一声]|吭|发个|来个|打个|盯|留意|关注|跟踪|订阅|退订|td|不订"
    "|日历|日程|ical|ics|日历|行事历|别发|不发|再发|发回|改回|原来|别[在推]|推送|推到|发到|发[在去]|换到|换成|改到|改成|改为|转到|切到|恢复|默认|当天|前一|全部|都取|都停|统统|停全|取消"
    "|[点半]发|上午|下午|晚上|早上|白天|只要|提前|点以|点之|点前|点后|催|敲|戳|间发|候发|末[别不]|午休|unsub|stop|骚扰|打扰|烦|t"
)


class Told(NamedTuple):
    """A wish told in text[start:end]."""

    request: Request
    start: int
    end: int


def reminding(words: Words, *, is_asked: bool) -> Told | None:
    """The wish about reminders that a clause of a clean text is; with a question open, none that may answer it."""
    if not words.cues & CUE:
        return None
    text, complaint = words.text, None
    for start, end in _clauses(text):
        clause = text[start:end]
        is_alone = not text[:start].strip(_MARKS) and not text[end:].strip(_MARKS)
        request = _told(clause, is_free=is_alone and not is_asked)
        if request is not None:
            return Told(request, start, end)
        if complaint is None and _TOO_MUCH.fullmatch(_without_places(_joined(clause.strip(_MARKS)))):
            complaint = Told(Request("reminders"), start, end)
    # 提醒太晚了，提前10天提醒 says what is wanted; by itself it is shown how to change it.
    return complaint


_TOO_MUCH = Pattern(
    "(?:这|你们?|我的|的|早上|晚上|最近|每天|现在)*(?:提醒|推送|订阅|(?:提醒的?)?消息|通知)(?:频率|次数|消息)?(?:也|有点儿?|实在|真的?|发得?|来得?|未免|是不是|确实)*"
    "(?:太|好|老|过于)(?:多|频繁|密|勤|频|早|晚|烦人?|吵|高)(?:了)?(?:吧|啊|点)?"
    "|(?:太多|好多)(?:的)?(?:提醒|推送)(?:了)?|(?:能不能|可以|请|以后)*少(?:给我)?(?:提醒|推送?|发)(?:我)?(?:几次|几条|点|一?点|些|一些)?(?:提醒)?(?:吗|吧)?"
)


def amending(text: str) -> Request | None:
    """What a clean text changes of the reminders that were just listed: 第2个取消, 3天和当天, 九点到十二点."""
    plain = _joined(text.strip(_MARKS))
    if len(plain) > LONGEST:
        return None
    told = _told(plain, is_free=True) or changed(plain, is_bare=True)
    if told is not None:
        return told
    if _NO_MORE.fullmatch(plain):
        return Request("unremind")
    if _GONE.fullmatch(plain) is None:
        return None
    named, about = items(plain), batch(plain)
    is_all = not (named or about) and _EVERY.search(plain) is not None
    return Request("unremind", items=named, is_all=is_all, about=about) if named or is_all or about else None


def picked(text: str, count: int) -> tuple[int, ...]:
    """The places, from 1, that a clean text names of a list of so many: 两个都要, 都提醒我, 1和2."""
    plain = text.strip(_MARKS)
    if (each := _EACH.fullmatch(plain)) is not None:
        return tuple(range(1, count + 1)) if each["n"] is None or whole(each["n"]) == count else ()
    if _SOME.fullmatch(plain) is None:
        return ()
    places = tuple(dict.fromkeys(whole(word) or 0 for word in _FIGURE.findall(plain)))
    return places if all(0 < place <= count for place in places) else ()


_FIGURE = Pattern("[0-9一二两三四五六七八九]")
_EACH = Pattern(
    "[这那]?(?:(?P<n>[0-9一二两三四五六七八九])[个批项条样]|全部|所有的?)?(?:都|全)(?:都|要|提醒|订阅?|行|可以|给我|帮我|我|一下|吧|的|了)*"
)
_ONE = "第?[0-9一二两三四五六七八九][个批项条]?"
_SOME = Pattern(f"{_ONE}(?:[、,，/和跟及与 ]+{_ONE})+(?:都|要|提醒|我|吧)*")
_MARKS = " ,，。;；!！?？~…\n"
_GONE = Pattern(
    "(?:把|请|帮我|我要|先)*(?:(?:取消|停掉?|关掉?|删掉?|去掉|退订|别?不?要)"
    "[第个条项批0-9一二三四五六七八九十、,和跟及全部都所有的 号]+"
    "|[第个条项批0-9一二三四五六七八九十、,和跟及全部都所有的 号]+(?:都|也|给我|就|全)*"
    "(?:取消|停掉?|关掉?|删掉?|去掉|退订|不要)[了吧掉]*)"
)
_NO_MORE = Pattern(
    "(?:以后|今后|都|请|你)*(?:别|不要|不用|不必)(?:再|给我|来)*(?:发|推|吵|打扰)?(?:了|我了)?"
)
_EVERY = Pattern("全|所有|都(?!是)|一切|统统")


def _clauses(text: str) -> Sequence[tuple[int, int]]:
    """The whole of a short text, then its clauses."""
    bounds, start = [(0, len(text))], 0
    for gap in _GAP.finditer(text):
        bounds.append((start, gap.start()))
        start = gap.end()
    if start:
        bounds.append((start, len(text)))
    return [(low, high) for low, high in bounds if 1 <= high - low <= LONGEST + _MORE]


# A wish with what it waits for takes more words than others.
_MORE = 8
_GAP = Pattern("[,，。;；!！?？\n~…]+|[.]{2,}|(?<=[一-鿿]) (?=[一-鿿])")


def _told(clause: str, *, is_free: bool) -> Request | None:
    clause = _joined(clause.strip(_MARKS))
    names = _names(clause)
    if not names and not is_free:
        return None
    plain = _without_places(clause)
    if (found := changed(plain, is_named=names, is_free=is_free)) is not None:
        return found
    for kind, bars, must, says, only in _sentences():
        if bars.search(clause) or (must and not must.search(clause)):
            continue
        told = plain if kind in ("calendar", "unremind") else clause
        if len(told) <= LONGEST and (said(says, told) or (only and is_free and said(only, told))):
            if kind == "unremind" and _WHETHER.search(clause):
                # Whether they are stopped, the list says; whether a place still publishes, it does not.
                return Request("reminders") if told == clause else None
            return _wish(kind, clause)
    return _remind(clause) if names else None


def _joined(clause: str) -> str:
    """A clause without the spaces around its figures, as they stand in what is suggested: 提前 3 天."""
    return _SPACED.sub("", clause)


_SPACED = Pattern("(?<=[一-鿿]) +(?=[0-9])|(?<=[0-9]) +(?=[一-鿿])")


def _names(clause: str) -> bool:
    """Whether a clause holds a word for reminding, or for a calendar."""
    return _NAMED.search(clause) is not None


_NAMED = Pattern(
    "提醒|提示|叫|喊|通知|告诉|告知|招呼|知会|声|盯|留意|关注|跟踪|订|推送|日历|日程|ics|ical|行事历|催|敲|戳|闹[钟铃]|calendar"
    "|打扰|骚扰|消息|(?:跟|给|和|向)我|^t[d]?$|unsub|stop"
)


def _wish(kind: RequestKind, clause: str) -> Request:
    if kind != "unremind":
        return Request(kind)
    named, about = items(clause), batch(clause)
    is_all = not (named or about) and (
        _EVERY.search(clause) is not None or _FOR_GOOD.fullmatch(clause) is not None
    )
    topic = None if is_all or named else _topic(_KILLED.sub("", clause))
    return Request(kind, items=named, is_all=is_all, topic=topic, about=about)


_WHETHER = Pattern("了(?:吗|么|没有?)[?]?$|^(?:是不是|有没有|是否)")
# 关闭提醒 is of no closing.
_KILLED = Pattern("关闭|结束|停止|(?<!新)通知|到期$")
_FOR_GOOD = Pattern("(?:回)?td?(?:退订)?|退订(?:了|吧|掉)*|unsubscribe|stop|取消订阅|不订阅?了")


# ---- a wish to be reminded


def _remind(clause: str) -> Request | None:
    """A wish to be reminded: 提醒我, or with what is waited for 公示完了说一声."""
    known = _remind_words()
    if known.bars.search(clause) or _NOT.search(clause):
        return None
    plain = _without_places(clause)
    if _says(known, plain) and (known.topics[2][1].search(plain) or _MEANT.search(plain) or _topic(plain)):
        return _asked(clause)
    for match in known.ring.finditer(plain):
        if _is_beside(known, plain, match.start(), match.end()):
            return _asked(clause)
    if _ASKS.search(plain):
        return None
    for match in known.tell.finditer(plain):
        if _is_beside(known, plain, match.start(), match.end()) and known.awaited.search(plain):
            return _asked(clause)
    return None


# 不要再提醒第一批; 别忘了提醒我 denies nothing.
_NOT = Pattern(
    "(?:(?<!要)不要|别(?!的|家|人|处)|(?<!用)不用|不必|(?<!想)不想|不需要|无需|甭|勿|不再|能不能不|可不可以不)"
    "(?!忘|错过|漏|误)[^,。;]{0,6}?(?:提醒|提示|催|通知我|告诉我)"
)
# 截止到几号告诉我 asks now; 有什么变化告诉我 waits.
_ASKS = Pattern(
    "几[号时点月]|(?<!最后)几天|多少|怎|哪(?!天)|(?<!有)(?:啥|什么)(?!时)|有(?:啥|什么)(?!时|变|新|动静|进展)"
)
_MEANT = Pattern("提醒|订阅|推送|盯|闹[钟铃]")


def _says(known: _Remind, clause: str) -> bool:
    """Whether a clause is a sentence of its own, with nothing but what may stand beside in its gaps."""
    lead = LEAD.match(clause)
    for start in dict.fromkeys((lead.end() if lead else 0, 0)):
        match = known.says.fullmatch(clause, start)
        if match and all(known.beside.fullmatch(gap) for gap in match.groups() if gap):
            return True
    return False


def _is_beside(known: _Remind, text: str, start: int, end: int) -> bool:
    return (
        known.beside.fullmatch(text, 0, start) is not None and known.beside.fullmatch(text, end) is not None
    )


def _asked(clause: str) -> Request:
    """The wish with what it is about; an hour or another day than a deadline's is no way to be reminded."""
    other = _OTHER_TIME.search(clause) is not None
    return Request("remind", topic=_topic(clause), is_vague=other)


_OTHER_TIME = Pattern(
    "(?:今天|明天|后天|大后天|下周|下星期|下礼拜|周[一二三四五六日天]|星期"
    "|[0-9一二两三四五六七八九十半]+(?:个?(?:小时|钟头)|分钟)|[0-9一二两三四五六七八九十]+点|[0-9]+[月号])(?!以?前)"
)


def _without_places(clause: str) -> str:
    """A clause without the places that it names, and what stands with them."""
    for place in reversed(places_of(cued(clause))):
        rest = clause[place.end :]
        after = _OF_PLACE.match(rest)
        clause = clause[: place.start] + (rest[after.end() :] if after else rest)
    return clause


_OF_PLACE = Pattern("(?:市|区|县|这边|那边|那里|的)*")


def _topic(clause: str) -> Topic | None:
    """What is waited for in a clause, where it says so."""
    return next((name for name, pattern in _remind_words().topics if pattern.search(clause)), None)


class _Remind(NamedTuple):
    ring: Pattern
    tell: Pattern
    says: Pattern
    beside: Pattern
    awaited: Pattern
    bars: Pattern
    topics: tuple[tuple[Topic, Pattern], ...]


@cache
def _remind_words() -> _Remind:
    given = sheet("reminders")
    words: dict[str, str] = given["words"]
    own: dict[str, Any] = given["remind"]
    longest_first = sorted(dict.fromkeys(own["beside"].split()), key=len, reverse=True)
    beside = "|".join(re.escape(word.replace("_", " ")) for word in longest_first)
    flat = f"(?:{beside})*+"
    named = {**words, "beside": "([^,。;?!]{0,16}?)"}
    return _Remind(
        ring=Pattern(alternatives(own["ring"], words)),
        tell=Pattern(alternatives(own["tell"], words)),
        says=sentence(own["says"], named),
        beside=Pattern(flat),
        awaited=Pattern(own["awaited"]),
        bars=Pattern(own["bars"]),
        topics=tuple((name, Pattern(own[name])) for name in _TOPICS),
    )


# What is waited for, the plainest first.
_TOPICS: tuple[Topic, ...] = ("edition", "claim", "window")


class _Sentence(NamedTuple):
    kind: RequestKind
    bars: Pattern
    must: Pattern | None
    says: Pattern
    only: Pattern | None


@cache
def _sentences() -> tuple[_Sentence, ...]:
    """The wishes told in whole sentences, the weightiest first."""
    given = sheet("reminders")
    words: dict[str, str] = given["words"]
    return tuple(
        _Sentence(
            kind,
            Pattern(alternatives(given[kind].get("bars", "$^"), {})),
            Pattern(given[kind]["must"]) if "must" in given[kind] else None,
            sentence(given[kind]["says"], words),
            sentence(given[kind]["only"], words) if "only" in given[kind] else None,
        )
        for kind in _SENTENCES
    )


_SENTENCES: tuple[RequestKind, ...] = ("unremind", "reminders", "calendar")
