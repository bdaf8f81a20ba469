"""Picks: the options shown that a message of several clauses wants, others put off: 前两个看看 材料回头再说."""

from __future__ import annotations

from collections.abc import Sequence

from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.words.choices import choice

LONGEST = 40


def picks(text: str, labels: Sequence[str]) -> tuple[int, ...]:
    """The options that clauses of a clean text ask for, from 0; none unless each clause asks for one or puts it off."""
    if len(text) > LONGEST or not _WISHED.search(text) or _WAVERS.search(text):
        return ()
    found: set[int] = set()
    puts_off = False
    for part in _PARTS.split(text):
        if _PUT_OFF.search(part):
            puts_off = True
            continue
        what = _THAT.sub("", _TAIL.sub("", _LEAD.sub("", part)))
        if not what or (_COUNTED.fullmatch(what) and what not in ("二", "三")):
            continue
        numbers = _numbers(what, labels)
        if not numbers:
            return ()
        found.update(numbers)
    return tuple(sorted(found)) if len(found) > 1 or puts_off else ()


def _numbers(what: str, labels: Sequence[str]) -> tuple[int, ...]:
    chosen = choice(what, len(labels))
    if chosen is not None:
        return tuple(number - 1 for number in chosen.numbers)
    same = [number for number, label in enumerate(labels) if what in label]
    if not same and (called := _CALLED.get(what)):
        same = [number for number, label in enumerate(labels) if called in label]
    if len(same) == 1 and len(what) > 1:
        return (same[0],)
    # 最后那个电话: in its place, and by what it is about.
    placed = _PLACED.match(what)
    return _numbers(placed.group(), labels) if placed and not same and placed.end() < len(what) else ()


# What people call that which a label calls otherwise.
_CALLED = {
    "电话": "联系", "号码": "联系", "资料": "材料", "步骤": "流程",
    "时间": "截止", "期限": "截止", "金额": "补多少", "条件": "能不能报",
}  # fmt: skip
_SEEN = "(?:看看?|瞧瞧?|瞅瞅?|说说?|讲讲?|问问?|了解|知道|介绍|发|告诉|要|选|来|给)(?:一?下|一?眼|一份)?"
_WISHED = Pattern("[看瞧瞅说讲问发要来给]|了解|介绍|告诉")
_WAVERS = Pattern("不对|还是|或者?|要么|也行|也可|哪个|改成|[选点]错|[?]|吗")
_PARTS = Pattern("[、,。;!~和与跟及/+ ]+|还有|以及|加上?|(?<=[^先就都想要头点天儿次会后])(?=再[看说讲问])")
_LEAD = Pattern(
    f"^(?:先|再|完了|然后|接着|最后(?!那?一?[个项条种])|还|把|就|都|也|那|我们?|想|得|给我|帮我|让我|麻烦|谢谢|{_SEEN}|啥|什么|哪些|怎么(?=[^补算])|我)*"
)
_TAIL = Pattern(
    f"(?:先|都|全|一起|也|就[成行好]|我们?|想|得|给我|帮我|让我|麻烦|谢谢|多谢|亲|您|你|{_SEEN}|啥|什么|哪些|吧|呗|了"
    "|哈|啊|呀|呢|的|哦|好吗|行吗|行不|[? ])*$"
)
_THAT = Pattern("的?[那这]一?[个项条种块栏]的?$")
_COUNTED = Pattern("(?:就|这|那|是|的|[两俩二三仨]|个|项|样|者)+")
_PLACED = Pattern("(?:最后|第[0-9一二三四五六七八九])那?一?[个项条种]")
_PUT_OFF = Pattern(
    "(?:回头|以后|晚点|下次|改天|等会儿?|后面|之后|完了)再[说看问讲]|(?:后|以后|之后)[说看]$|[先就]?(?:不用|不要|不看|不问|别|免)(?:了|看|说|发|管|要|给)*$|自己(?:会|来|能)?(?:弄|搞|准备|找|看|查)|(?:我们?|都|已经?|早)(?:知道|清楚|看过|问过|有)了?$|(?:弄|搞|问|看|听)(?:明白|清楚|懂)了$|算了$"
)
