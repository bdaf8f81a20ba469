"""Addresses: which of the services told before a message speaks of: 第二项, 设计不要了, 又做了查新."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from dialogs.understanding.characters.cues import KNOWN, Words
from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.figures.han_numerals import whole
from dialogs.understanding.result import Address, Said, Unclear, Understanding
from dialogs.understanding.scene.observation import scene
from dialogs.understanding.scene.scene import Scene, starting
from dialogs.understanding.setting import Setting
from dialogs.understanding.words.lexicon import Mark


class Withdrawal(NamedTuple):
    """What is left out, and what else the message says."""

    address: Address
    rest: str


LONGEST = 60
"""Characters of a message that may leave a service out or point to one: a longer one tells a story."""


def withdrawal(words: Words, setting: Setting) -> Withdrawal | None:
    """The services that a message leaves out of those told before: 设计不要了, 去掉第三项."""
    if setting.edition is None or not words.cues & _GONE or len(words.text) > LONGEST:
        return None
    seen = scene(words, setting)
    items: list[int] = []
    known_by: list[Said] = []
    rest, is_found = "", False
    for low, high in _clauses(seen):
        named = _left_out(seen, low, high)
        if named is None:
            rest += seen.text[low:high] + ","
            continue
        is_found = True
        items += named.items
        known_by += named.known_by
    if not is_found:
        return None
    return Withdrawal(
        Address(items=tuple(items), drops=True, known_by=tuple(known_by)), rest.strip(" ,，。;!")
    )


def exchange(words: Words, setting: Setting) -> Withdrawal | None:
    """One kind of service put in place of another: 检测改成设计; what is said of the new one is left."""
    if setting.edition is None or not words.cues & _POINTS or len(words.text) > LONGEST:
        return None
    if not _INTO.search(words.text):
        return None
    seen = scene(words, setting)
    for old, new in pairwise(seen.of_kind("service")):
        if _CHANGES.fullmatch(seen.text, old.end, new.start) and _OPENS.fullmatch(seen.text, 0, old.start):
            known_by = (seen.said("category", old.value),)
            return Withdrawal(Address(known_by=known_by), seen.text[new.start :])
    return None


def address(words: Words, setting: Setting, understood: Understanding) -> Address | None:
    """Which services the facts of a message are of, where it says so in words other than their kind."""
    if len(words.text) > LONGEST:
        return None
    every_one: tuple[Said | Unclear, ...] = (*understood.facts, *understood.unclear)
    told = [fact for fact in every_one if _is_of_service(fact, setting)]
    corrected = setting.facts.get(understood.correct or "")
    if not told and (corrected is None or corrected.scope != "service"):
        return None
    points = words.cues & _POINTS != 0
    # 第三个不符合 is of the statements put together.
    together = setting.asked is not None and setting.asked.kind in ("confirm", "select")
    items = _items(words.text) if points and not together else ()
    is_kind = any(fact.name == "category" for fact in told)
    adds = points and not items and _is_beside(words.text, is_kind=is_kind)
    every = words.cues & _EVERY != 0
    known_by: tuple[Said, ...] = ()
    if not is_kind or (points and _REPLACES.search(words.text)):
        known_by = tuple(_beside(scene(words, setting), told))
    found = Address(items=items, adds=adds, every=every, known_by=known_by)
    return found if found != Address() else None


def _is_of_service(fact: Said | Unclear, setting: Setting) -> bool:
    known = setting.facts.get(fact.name)
    return known is not None and known.scope == "service"


# ---- places in the order told

_POINTS = KNOWN.add("第|最后一|再|又|还|另|外|加|补|漏|忘|改|换|不是|不对|错")
_EVERY = KNOWN.add("都|均|全是|全部|统统|每[项个笔]")
_CN = "一二三四五六七八九十两"
_ITEM = f"第 ?(?:[0-9]{{1,2}}|[{_CN}]{{1,3}}) ?(?:[项笔单份样]|个(?!月|季|五年))|最后一?[项笔个]"
_NUMBER = Pattern(f"[0-9]+|[{_CN}]+")
_ITEMS = Pattern(_ITEM)


def _items(text: str) -> tuple[int, ...]:
    return tuple(_place(match.group()) for match in _ITEMS.finditer(text))


def _place(text: str) -> int:
    found = _NUMBER.search(text)
    number = None if text.startswith("最后") or found is None else whole(found.group())
    return -1 if number is None else number - 1


# ---- one beside those told

_BESIDE = "(?:再|又|还|另外?|额外|此外|除此之外|同时|外加|加上?|补上?|漏了|少说了|忘了说?|还有)"
_DOES = "(?:加上?|添|补|做|买|花|付|委托|找|签|搞|弄|有|算上|带上|请)"
_ADDS = Pattern(
    "(?:哦|噢|啊|嗯|对了|对|那个|我们?|公司|去年|今年|上个?月|后来|[0-9]{1,2}月份?|[,。 ])*"
    f"(?:{_BESIDE}+(?:要|是|得|想|需要|给|帮我|[, ])*{_DOES}+[了过]*|另外|此外|外加|加上?|漏了|少说了|还有)"
    f"(?![^,。;?!]{{0,4}}[不没未吗])"
)
# 设计又花了3万
_FOLLOWS = Pattern(f"[^,。;?!]{{1,8}}?(?:又|还|另外){_DOES}[了过]?(?![^,。;?!]{{0,4}}[不没未吗])")


def _is_beside(text: str, *, is_kind: bool) -> bool:
    return _ADDS.match(text) is not None or (is_kind and _FOLLOWS.match(text) is not None)


# ---- what is taken back

_REPLACES = Pattern("[改换](?:成|为|到|作)?|不是|不对|错")


def _beside(seen: Scene, told: Sequence[Said | Unclear]) -> Iterator[Said]:
    """What the message names beside what it says: 20万改成15万, 检测改成设计, 设计的钱."""
    now = {fact.value for fact in told if isinstance(fact, Said)}
    for mark in seen.of_kind(*_KINDS):
        for value in _values(mark):
            if value not in now:
                yield seen.said("category", value)
    if _REPLACES.search(seen.text):
        for amount in seen.amounts:
            if amount.exact and amount.low not in now:
                yield seen.said(seen.base, amount.low)


_INTO = Pattern("[改换](?:成|为|做|到)")
_CHANGES = Pattern(
    "(?:费用?|服务|那项|那个|这项|要|得|应该|[ ,])*(?:更|修)?[改换](?:成|为|做|到)(?:了|是|[ ])*"
)


# ---- what is left out

_GONE = KNOWN.add(
    "不要|不做|不算|不报|不申|不弄|不搞|不计|不买|不考|不用|去掉|去除|删|撤|拿掉|刨|扣掉|划掉|取消|剔除|抹掉"
    "|退了"
)
_LEAD = "(?:那么?|就|先|我们?|算了|哦|噢|对了|其实|还是|不对|后来|最后|请|帮我?|麻烦|给我|你|要|得|想|[ ])*+"
_DROP = "(?:去掉|去除|删掉?|删除|删了|撤掉|撤了|拿掉|刨掉|刨去|扣掉|划掉|抹掉|取消|剔除)"
_END = "(?:了|吧|啊|呀|哈|啦|哦|好了|就行|算了|谢谢|[ ])*+"
_OF_IT = "(?:的|费用?|服务|项目|钱|合同|那|这|一?[个项笔块单]|[ ])*+"
_OPENS = Pattern(f"{_LEAD}(?:[把将]|这|那|[个项笔]|[ ])*+")
_CLOSES = Pattern(
    f"{_OF_IT}(?:就|也|我们?|都|先|还是|又|决定|打算|已经|现在|最后|后来|这次|给|帮我|要|得|可以|[ ])*+"
    f"(?:不(?:要|做|算|报销?|申请|申报|弄|搞|计算?|买|考虑|用算?)(?:进去|在内|进来)?(?:了|吧|啦)|不(?:要|算|报|计)|{_DROP}|退了){_END}"
)
_OPENS_GONE = Pattern(f"{_LEAD}(?:(?:不(?:要|算|计|报|考虑))|{_DROP})(?:那|这|一?[个项笔]|了|[ ])*+")
_OPENS_NO_MORE = Pattern(f"{_LEAD}不(?:要|做|算|报|申请|弄|搞|买|考虑)(?:那|这|一?[个项笔]|[ ])*+")
# 中试不算能补多少
_ASKS_SUM = Pattern("(?:还|那|一共|总共|我们|剩下的?)*(?:能|可以)(?:补|拿|报|领|兑)(?:到|付)?(?:多少|几)")
_ENDS = Pattern(f"{_OF_IT}{_END}")
_ENDS_NO_MORE = Pattern(f"{_OF_IT}了{_END}")
_JOINS = Pattern("(?:费用?|服务|[ ])*(?:和|跟|与|及|以及|还有|、)")
_KINDS = ("service", "mandatory", "trace", "work", "deed")


def _values(mark: Mark) -> tuple[str, ...]:
    """The kinds of service that a phrase may name."""
    if mark.kind == "mandatory":
        return ("testing",)
    if mark.kind == "deed":
        return tuple(dict.fromkeys(meaning.partition(":")[0] for meaning in mark.value.split()))
    return mark.value, *(other.value for other in mark.others)


def _clauses(seen: Scene) -> Iterator[tuple[int, int]]:
    low = 0
    for high in (*seen.breaks, len(seen.text)):
        asks = _ASKS_SUM.search(seen.text, low, high)
        if asks is not None and asks.start() > low:
            yield low, asks.start()
            low = asks.start()
        yield low, high
        low = high + 1


def _left_out(seen: Scene, low: int, high: int) -> Address | None:
    """What a clause leaves out, if that is all it does."""
    text = seen.text
    for start, end, named in _references(seen, low, high):
        before, after = text[low:start], text[end:high]
        if (
            (_OPENS.fullmatch(before) and _CLOSES.fullmatch(after))
            or (_OPENS_GONE.fullmatch(before) and _ENDS.fullmatch(after))
            or (_OPENS_NO_MORE.fullmatch(before) and _ENDS_NO_MORE.fullmatch(after))
        ):
            return named
    return None


def _references(seen: Scene, low: int, high: int) -> Iterator[tuple[int, int, Address]]:
    """What a clause may name a service by: its kind, its place, its price."""
    marks = [mark for mark in seen.between(low, high) if mark.kind in _KINDS]
    if marks and all(_JOINS.fullmatch(seen.text[a.end : b.start]) for a, b in pairwise(marks)):
        known_by = tuple(seen.said("category", value) for mark in marks for value in _values(mark))
        yield marks[0].start, marks[-1].end, Address(known_by=known_by)
    places = list(_ITEMS.finditer(seen.text, low, high))
    if places:
        items = tuple(_place(match.group()) for match in places)
        yield places[0].start(), places[-1].end(), Address(items=items)
    amounts = [amount for amount in starting(seen.amounts, low, high) if amount.exact]
    if len(amounts) == 1:
        yield amounts[0].start, amounts[0].end, Address(known_by=(seen.said(seen.base, amounts[0].low),))
