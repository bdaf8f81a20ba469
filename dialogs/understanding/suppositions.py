"""Suppositions: the part of a message that only supposes something: 如果付40万呢, 换成本地的呢."""

from __future__ import annotations

from typing import NamedTuple

from dialogs.understanding.cues import KNOWN, Words
from dialogs.understanding.patterns import Pattern


class Parted(NamedTuple):
    """What a message states, and what it supposes, each as text of its own."""

    stated: str
    supposed: str


def parted(words: Words) -> Parted | None:
    """The message parted into what it states and what it supposes; nothing where it supposes nothing.

    A change (换成, 改签, 搬进) supposes only where an outcome is asked for: 改成50万 alone corrects.
    """
    if not words.cues & _SUPPOSES:
        return None
    text = words.text.rstrip(" 。.!~…")
    if (match := _IF.search(text)) and not _AS_FAR_AS.match(text, match.end()):
        if instead := _INSTEAD.search(text, match.end()):
            return Parted(text[: match.start()].rstrip(_EDGES), text[instead.end() :])
        supposed = _SUCH_AS.sub("", _MOVED.sub("", _MOVING.sub("在", text[match.end() :]))).strip(_EDGES)
        return Parted(text[: match.start()].rstrip(_EDGES), _TAIL.sub("", supposed).rstrip("呢吗?"))
    if (match := _CHANGE.search(text)) and _OUTCOME.search(text, match.end()):
        start = max(text.rfind(mark, 0, match.start()) for mark in ",。;?!\n ") + 1
        return Parted(text[:start].rstrip(_EDGES), text[match.end("how") :])
    if match := _END.search(text):
        return Parted("", text[: match.start()])
    if (match := _THEN.search(text)) and _OUTCOME.search(text, match.end()):
        return Parted(text[: match.start()].rstrip(_EDGES), f"{match['what']} {text[match.end() :]}")
    if match := _TRIED.search(text) or _REALLY.search(text):
        return Parted(text[: match.start()].rstrip(_EDGES), match["what"])
    return None


# Few messages hold one of these; the others are not looked at further.
_SUPPOSES = KNOWN.add(
    "如果|如若|要是|假|倘|若|万一|的话|换|改|比方|打个比|就当|权当|退一步|搬|迁|转成|补到|付到|拖到|推到|走|试试"
    "|了呢|会怎|会咋|结果|行情"
)
_EDGES = " ,，"
_IF = Pattern(
    "(?:那么?|哎)?(?:如果说?|如若|假如|假设|假使|假若|倘若|倘使|(?<![主只])要是|(?<![般有相])若是?(?!干)|(?<![0-9一二三四五六七八九十百千几多两])万一|比方说?|打个比方"
    "|就当|权当|退一步[讲说])(?:我们?|咱们?|当初|到时候?|[ ,])*"
)
_CHANGE = Pattern(
    "(?:要|再|都|我们?|咱们?|那|机构|服务商|服务方|对方|公司|执照|注册地)*"
    "(?P<how>换成|换做|换个|换到|换去|(?<![更转])换(?!证|个?地区|个?年度|个?城市)|改成|改做|改找|改去|改签|改为|改走|改由|改付|转成|搬进|搬到|迁到|迁进|迁去"
    "|(?:再|多)?[补付加涨提]到|拖到|推到|推迟到|提前到|(?<![没行])走(?!流程|券|不|得|平台))"
)
# 要是把检测换成培训呢: what it is changed into.
_INSTEAD = Pattern("把[^,。;?!]{1,12}?(?:换成|改成|换做|改做)(?:做|找)?")
# 如果没记错 supposes nothing.
_AS_FAR_AS = Pattern("我?没(?:记|弄|搞|算|看|猜)错|方便的?话|可以的?话")
# What is supposed of a place is that one is there.
_MOVED = Pattern(
    "^(?:我们?|咱们?|公司|企业|厂子?|注册地|执照|地址|也|都|真|把)*(?:搬进|搬到|搬去|迁到|迁进|迁去|入驻|住进|进驻|换成|换做|换到|换|改找|改成)了?"
)
_MOVING = Pattern("^(?:我们?|咱们?|公司|企业|厂子?|注册地|执照|地址|也|都|真|把)*(?:搬到|搬去|迁到|迁去)了?")
_TAIL = Pattern(
    "[, ]*(?:那|又|的话)*(?:会怎么?样|会咋样|会怎么着|会如何|怎么办|咋办|咋整|咋弄|怎么弄|怎么算|咋算)[呢啊呀? ]*$"
)
# 外面的机构，比如北京的: the example is what is supposed.
_SUCH_AS = Pattern(
    "^[^,。;?!]{0,12}(?:外面|以外|外地|外头|别处|别的地方)[^,。;?!]{0,8}[, ]*(?:比如说?|例如|比方说?|像)"
)
_OUTCOME = Pattern(
    "呢[? ]*$|会不会|是不是|会变|变[多少]|高了|能不能多|多拿|多补|少拿"
    "|翻番|翻倍|会咋|会怎|怎么算|咋算|多少|是几|结果|行情|还剩|能补|能报|能拿"
    "|给不给|试试|成不|行不|怎样|如何|就行了|就成了|就给|怎么着|差多少|可以吗|行吗"
)
_END = Pattern(
    "[, ]*(?:那|又)?(?:会怎么样|会怎样|会咋样|会怎么着|结果(?:会)?(?:啥样|怎样|咋样|如何)|行情(?:如何|咋样))[?]*$"
)
_THEN = Pattern("(?P<what>[^,。;?!\n]{2,30})的话")
_TRIED = Pattern(
    "(?P<what>[^,。;?!\n]{2,24}?)[, ]*(?:按?这个数|这数|这个金额)?(?:带进去|代进去|放进去|算算)?"
    "(?:试试|试一下|试算一?下)[看吧]?$"
)
_REALLY = Pattern(
    "那?(?P<what>[^,。;?!\n]{2,24}?)真?(?:要?是)?(?:批|评|拿|办|认定)(?:下来|上|到|成)了呢[?]*$"
)
