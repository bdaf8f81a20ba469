"""Options: which of the options shown a message names: by label or a part of it, place in the list, or number."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal, NamedTuple

from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.characters.text import clean
from dialogs.understanding.result import Offered
from dialogs.understanding.talk.picks import picks
from dialogs.understanding.words.choices import choice


def named(
    text: str, offered: tuple[Offered, ...], *, loosely: bool
) -> tuple[tuple[int, ...], Literal["all", "none"] | None]:
    """The options named, by label, place in the list or number; loosely also by a part of one label alone."""
    if not offered:
        return (), None
    given = _plain(text)
    if not given:
        return (), None
    shown = [_label(option.label) for option in offered]
    labels = [label.text for label in shown]
    same = [number for number, label in enumerate(shown) if given in (label.plain, label.bare)]
    if len(same) == 1:
        return (same[0],), None
    picked = choice(text, len(offered))
    if picked is not None:
        if picked.whole:
            return (), "all" if picked.numbers else "none"
        return tuple(number - 1 for number in picked.numbers), None
    if several := picks(given, labels):
        return several, None
    if match := _SETTLED.search(given):
        same = [number for number, label in enumerate(labels) if match["what"] in label]
        if len(same) == 1:
            return (same[0],), None
    if (lead := _explained(text)) and lead != text:
        return named(lead, offered, loosely=True)
    if (last := _ending(given)) and (picked := choice(last, len(offered))):
        return tuple(number - 1 for number in picked.numbers), None
    if several := _all_but(given, labels):
        return several, None
    if loosely and (
        pointed := _POINTED.fullmatch(given) or _VIEWED.fullmatch(given) or _SHOWN.fullmatch(given)
    ):
        same = [number for number, label in enumerate(labels) if pointed["what"] in label]
        return ((same[0],) if len(same) == 1 else ()), None
    if loosely and 2 <= len(given) <= LONGEST_PART:
        begun = [number for number, label in enumerate(labels) if label.startswith(given)]
        same = begun if len(begun) == 1 else [n for n, label in enumerate(labels) if given in label]
        if not same and (several := _parts(given, labels)):
            return several, None
    return ((same[0],) if len(same) == 1 else ()), None


class _Label(NamedTuple):
    """A label in one form: whole, without what stands in brackets, without punctuation at its ends."""

    text: str
    plain: str
    bare: str


@lru_cache(maxsize=512)
def _label(label: str) -> _Label:
    # The same few are shown to everybody.
    text = clean(label).text
    return _Label(text, _plain(text), text.strip(EDGES))


def _explained(text: str) -> str:
    """The choice that a reason follows: 选3，我不懂啥叫…; 检测单，正经合同没签."""
    found = _REASON.match(text)
    if found is None or len(text) > _LONGEST_EXPLAINED or _WAVERS.search(text, found.end()):
        return ""
    return found["what"]


def _ending(given: str) -> str:
    """The choice that its reason comes before: 合作社，也是法人，算第一类吧."""
    found = _ENDS.search(given)
    if found is None or len(given) > _LONGEST_EXPLAINED or _WAVERS.search(given[: found.start()]):
        return ""
    return found["what"]


_ENDS = Pattern(
    "[,。;! ](?:那就|那|就|非要选|非得选|硬要选|只能|要选|我们?|应该|也|该|[ ])*"
    "(?:算是?|选|归到?|是|属于|按|当|挑|勾)?(?:了|成|在|到|作)?"
    "(?P<what>(?:第[一二三四五六七八九1-9]|头一?|最[后末前]那?一?|倒数第[一二三四1-4]|[上下前后]头那一?)[个种类项条])$"
)


def leaves_out(text: str) -> bool:
    """Whether a clean text names an option only to leave it out."""
    plain = text.strip(EDGES)
    return (_ALL_BUT.fullmatch(plain) or _BUT_ALL.fullmatch(plain) or _KNOWN.search(plain)) is not None


def _all_but(given: str, labels: list[str]) -> tuple[int, ...]:
    """All options but the one that a part of its label names: 除了截止那个，其他三个都讲讲."""
    match = _ALL_BUT.fullmatch(given) or _BUT_ALL.fullmatch(given)
    out = [number for number, label in enumerate(labels) if match["what"] in label] if match else []
    return tuple(n for n in range(len(labels)) if n not in out) if len(out) == 1 else ()


_LEFT = "(?P<what>[^,。;?!0-9 第最前后上下头]{2,8}?)的?(?:[那这]一?[个项条块])?"
_REST = (
    "[, ]*(?:其[他它余]|剩下|别的?|另外|余下)的?[几两俩三仨四二]?[个项样条]?"
    "(?:我|也|都|全|全都)*(?:想|要|给我|帮我|得)*(?:看|说|讲|问|听|要|了解|来|发|知道|介绍)[^,。;?!]{0,4}"
)
_ALL_BUT = Pattern(f"(?:除了?|去掉|不算|除开|刨[去开除]|扣掉){_LEFT}(?:以外|之外|外)?{_REST}")
# 材料的不用，别的三样都给我说说
_BUT_ALL = Pattern(f"{_LEFT}(?:就|先|我)?(?:不用|不要|不看|不问|跳过|免|算)(?:了|看|说|讲|问|管)*{_REST}")
# 三和四，能不能报我早打听清楚了
_KNOWN = Pattern("(?:我们?|俺们?|自己|都|已经?|早就?)+(?:打听|问|看|弄)?(?:清楚|知道|明白|晓得|好|过)了?$")
_LONGEST_EXPLAINED = 40
_REASON = Pattern(
    "(?P<what>(?:我|就|那|应该|[ ])*选(?:择|项)? ?第?[0-9一二三四五六七八九十a-h]个?"
    "|第[0-9一二三四五六七八九十][个项种条]?|[0-9](?=吧|号)号?(?:选项)?|[0-9一二三四五六七八九](?=[,;])"
    "|[0-9](?= (?![个天年月万千百块元家次号日份项种点楼人名位])[一-鿿]{2})|选项[0-9a-h一二三四五]|检测(?:委托)?单"
    "|(?:最[后末前上下]面?|头|末尾|中间)(?:的)?那?一?[个项种条]|[前后]面?(?:那)?[两俩]个?"
    "|第?[0-9一二三四五六七八九](?:个|项|号)?(?:和|跟|与|、|还有|加)第?[0-9一二三四五六七八九](?:个|项|号)?)"
    "(?:吧|的|了|啊|呢|呗|嘛|哈|啦|哦|咯)*[,。;! ]+(?=[^0-9]{2}|[0-9.]+[万千元块wk])"
)
_WAVERS = Pattern(
    "不对|还是|或者?|要么|也行|也可|哪个|改成|选错|点错|[?]|吗|第[0-9一二三四五六七八九十]个?|选[0-9一二三四五]"
)


def _parts(given: str, labels: list[str]) -> tuple[int, ...]:
    """The options of which parts are named, 开发和许可; each must be of one option alone."""
    parts = _AND.split(_OF_THEM.sub("", given))
    if len(parts) < 2:
        return ()
    found = [[n for n, label in enumerate(labels) if part in label] for part in parts if len(part) > 1]
    single = len(found) == len(parts) and all(len(same) == 1 for same in found)
    return tuple(sorted({same[0] for same in found})) if single else ()


# 服务合同签了 检测单也有一张 按合同算吧
_SETTLED = Pattern(
    "[,。; ](?:那|就|还是)*(?:按|选|算|当|归)(?:成|到|作)?(?P<what>[^,。;?! ]{2,8}?)(?:算|来|走|填|那个)*$"
)


def settles(text: str) -> bool:
    """Whether a clean text ends with what is to be taken of several, and asks nothing by it."""
    return _SETTLED.search(text.rstrip(EDGES)) is not None


LONGEST_PART = 12
# 高新那个选项, 材料的那条 麻烦了, 金额那项先看看
_POINTED = Pattern(
    "(?:我们?|就|是|要|选|想|看|先|属于"
    "|[ ])*(?P<what>[^,。;?!0-9 第最前后上下中头]{2,8}?)的?[那这]一?[个项条种块类栏](?:选项|方面|吧|呗)?"
    "(?:先|给我|帮我|[ ]|看看?|说说|讲讲|来|一?下|麻烦|谢谢|您|你|了|吧|哈|呗|啊)*"
)
# 材料清单看一下, 先说说条件
_VIEWED = Pattern(
    "(?:我|先|就|要|想|给我|帮我)*(?:看看|说说|讲讲"
    "|了解一?下?)(?P<what>[^,。;?!0-9 第最前后上下中头]{2,8}?)(?:吧|呗|先|的)*"
)
_SHOWN = Pattern(
    "(?:我|先|就|要|想|把)*(?P<what>[^,。;?!0-9 第最前后上下中头]{2,8}?)(?:先|给我|帮我|让我)*(?:看一?下|看看"
    "|说一?下|说说|讲讲|讲一下|发我|来一份)(?:吧|呗|先|呀)*"
)
_AND = Pattern("[、,和与跟及/+ ]+|还有|以及|加上?")
_OF_THEM = Pattern("^(?:其中的?|里面的?|就|要|选|我们|是|有)+|(?:这)?[两三几](?:个|项|种|样)$|都?[有是要选]$")
_ASIDE = Pattern(r"\([^()]*\)")
EDGES = " ,，.。;；:!！?？、~“”\"'的了吧啊呀呢"


def _plain(text: str) -> str:
    """A label or message without what stands in brackets and without punctuation at its ends."""
    return _ASIDE.sub("", text).strip(EDGES) if len(text) <= 60 else text
