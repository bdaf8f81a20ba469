"""Names: what the enterprise is called and its unified social credit code, read as they were typed."""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

from dialogs.understanding.characters.cues import KNOWN, Words
from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.characters.text import LIMIT, clean
from dialogs.understanding.result import Request
from policy.places import find_places

_CUE = KNOWN.add(
    "信用|税号|公司名|企业名|单位名|厂名|名称|名字|全称|全名|[司业厂]叫|名叫|叫做|9[123]|[159any][1239]|机构代"
)
LONGEST_NAME = 60


class Named(NamedTuple):
    """What is called how, and the message without it."""

    request: Request
    # In one form, as understanding reads.
    rest: str


def named(text: str, words: Words) -> Named | None:
    """The enterprise's name and USCC that a message gives; `text` is the message as typed."""
    if not words.cues & _CUE:
        return None
    text = _BLANKS.sub(" ", _UNSEEN.sub("", text[:LIMIT]))
    code = _uscc(text)
    rest = text
    if code is not None:
        rest = f"{text[: code[1]]} {text[code[2] :]}"
    name = None
    if (
        not _NAMING.isdisjoint(rest)
        and (match := _NAME.search(rest))
        and _is_name(called := (match["name"] or match["called"]).strip(" .-·&"))
    ):
        name = _AFTER.sub("", called)[:LONGEST_NAME]
        # 公司名称是青岛某某有限公司: where it is registered its name says, its trade it does not.
        rest = f"{rest[: match.start()]} {_told_by(name)} {rest[match.end() :]}"
    if code is None and name is None:
        return None
    rest = _BESIDE.sub("", clean(rest).text).strip(" ,，。;；:、!~\n")
    return Named(Request("named", name=name, uscc=code[0] if code else None), rest)


def _uscc(text: str) -> tuple[str, int, int] | None:
    """The code with its bounds, checked for no more than its length."""
    if not _RUN.search(text):
        return None
    plain = "".join(_half(character) for character in text).upper()
    if match := _CALLED.search(plain):
        code = _GAPS.sub("", match["code"])
        return (code, match.start(), match.end()) if _SHORTEST <= len(code) <= _LONGEST else None
    match = _ALONE.fullmatch(plain) or _PLAIN.search(plain)
    if match is None or _OF_OTHERS.search(text):
        return None
    code = _GAPS.sub("", match["code"])
    return (code, match.start("code"), match.end("code")) if len(code) == _EXACT else None


def _half(character: str) -> str:
    """A character half-width, where that is one character too."""
    plain = unicodedata.normalize("NFKC", character)
    return plain if len(plain) == 1 else character


_UNSEEN = Pattern("[\u200b-\u200f\u2060\ufeff\u00ad]")
_BLANKS = Pattern("[ \t　 ]+")
_GAPS = Pattern("[ _.·–—―-]+")
# Longer than what is a date or a sum.
_RUN = Pattern("(?:[0-9A-Za-z０-９Ａ-Ｚａ-ｚ][ _.·–—―-]{0,3}){10}")
_EXACT = 18
_SHORTEST, _LONGEST = 17, 19
_CALLED = Pattern(
    "(?:统一|統一|社会|社會)*(?:信用代[码碼]|信用[码碼号號]|税号|稅號|税务登记号|纳税人识别号|机构代码)"
    "(?:[证證]?[号號]?|改[成为]|[应應][该該]|就|是|[为為]|[ :：=,，])*"
    "(?P<code>[0-9A-Z](?:[ _.·–—―-]{0,3}[0-9A-Z]){9,24})(?![0-9A-Z])"
)
# By itself eighteen figures may be anybody's identity number: then a letter stands among the last ten.
_ALONE = Pattern(
    "[ .,，。:：]*(?P<code>(?=9[123]|[0-9A-Z _.·–—―-]{8,22}[A-Z][0-9A-Z _.·–—―-]*[0-9A-Z])[159ANY][ _.·–—―-]?[1239]"
    "(?:[ _.·–—―-]?[0-9A-Z]){16})[ .,，。]*"
)
_PLAIN = Pattern("(?<![0-9A-Z])(?P<code>9[123][0-9]{6}[0-9A-Z]{10})(?![0-9A-Z])")
# 91370214MA3F2K8X5L 查下这家能不能报
_OF_OTHERS = Pattern(
    "[?？吗]|能不能|这家|那家|对方|他们|他家|机构|服务商|供应商|进度|进展|到哪|申请|查一?下|怎么|什么|啥"
)
_FORM = (
    "(?:公司|集团|集團|合作社|工作室|研究院|研究所|事务所|设计院|中心|厂|廠|商行"
    "|经营部|合伙企业|[(（]有限合伙[)）])"
)
_BODY = "[一-鿿A-Za-z0-9()（）·&.-]"
_OWN = (
    "(?<![的方构家商户])(?:我们?的?|我們的?|咱们?的?|俺们?的?|本|贵)?(?:公司|企业|企業|单位|單位|厂子?|工厂)"
)
_IS = (
    "(?:改成?了?|变更|更名|更|应该|现在|就|的|[:： ])*"
    "(?:是叫|就是|就叫|叫做|改为|改成|更正为|变更为|更名为|是|叫|为|為|成|[:：]| )[:： ]?"
)
# Each way of naming holds one of these.
_NAMING = frozenset("名称稱叫")
_NAME = Pattern(
    f"(?:{_OWN}的?(?:名称|名稱|名字|全称|全稱|全名|名)|(?:^|(?<=[,，。;； ]))(?:全称|名称|全名))(?:{_IS})"
    f"(?P<name>{_BODY}{{2,60}})(?=$|[ ,，。;；!！\n])"
    f"|(?:{_OWN}|我司)(?:现在|全称|就)?(?:名叫|叫做|叫|名为)[ :：]?"
    f"(?P<called>{_BODY}{{2,50}}?{_FORM})(?=$|[ ,，。;；!！\n]|的)"
)
_AFTER = Pattern("(?<=[司团社室院所心厂行部业)）])[了啦啊哈吧的]+$")
_NO_NAME = Pattern(
    "什么|啥|哪|吗|么$|呢$|怎|咋|多少|改|变|不对|错|能不|可以|没|要不|一样|一致|必须|应该|需要|写|填|保密|秘密|不告诉|^(?:我|你|他|这|那)"
)
# What is left of a sentence whose code or name is taken out.
_BESIDE = Pattern(
    "^(?:(?:我们?|咱们?|俺们?|公司|企业|单位|的|是|和|还有|另外|统一|社会|[ ,，。:])+$)"
    "|(?<=[ ,，。])(?:和|及|还有|是|统一社会|我们?的?|公司的?)+(?= ?$)"
)


def _is_name(name: str) -> bool:
    return not name.isdigit() and _NO_NAME.search(name) is None


def _told_by(name: str) -> str:
    """What a name tells of the enterprise: where it was registered and its form, but no trade."""
    plain = clean(name).text
    places = find_places(plain)
    where = plain[: places[0].end] if places and places[0].start == 0 else ""
    form = "有限公司" if "有限" in plain else ""
    if where:
        return f"我们是{where}的{form}" if form else f"我们在{where}"
    return f"我们是{form}" if form else ""
