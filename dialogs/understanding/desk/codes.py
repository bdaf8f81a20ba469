"""Codes: the binding code that a message holds, read as it was typed."""

from __future__ import annotations

import unicodedata

from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.characters.text import LIMIT
from dialogs.understanding.result import Request

LENGTH = 8
LONGEST_KEPT = 20
"""Characters of a malformed code that are told."""
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def code_of(text: str) -> str | None:
    """The binding code of a message: the very one that its Request of kind "join" holds, well formed or not."""
    found = joining(text)
    return found.code if found else None


def joining(text: str) -> Request | None:
    """The wish to be bound to an enterprise, with its code where one is told.

    Read before anything is respelt: a code may hold what elsewhere is pinyin.
    """
    if not any(word in text for word in _WORDS) and (len(text) > _LONGEST_BARE or _HAN.search(text)):
        return None
    text = " ".join(_UNSEEN.sub("", unicodedata.normalize("NFKC", text[:LIMIT])).upper().split())
    text = text.translate(_SIMPLIFIED).strip(" .。!,，:~\"'“”‘’「」【】()[]<>《》")
    if bare := _CODE.fullmatch(text):
        code = _joined(bare.group())
        return Request("join", code=code) if _is_good(code) and not _SUM.fullmatch(text) else None
    if match := _TOLD.fullmatch(text):
        written = match["code"].strip(" -")
        code = _joined(written)
        return Request("join", code=code if _is_good(code) else written[:LONGEST_KEPT].rstrip())
    return Request("join") if _ALONE.fullmatch(text) else None


def _joined(code: str) -> str:
    return _GAP.sub("", code)


def _is_good(code: str) -> bool:
    return (
        len(code) == LENGTH
        and all(character in _ALPHABET for character in code)
        and not code.isdigit()
        and not code.isalpha()
    )


_WORDS = ("绑", "綁", "码", "碼", "加入")
_SIMPLIFIED = str.maketrans("綁碼請驗證業單號為們幫", "绑码请验证业单号为们帮")
_UNSEEN = Pattern("[\u200b-\u200f\u2060\ufeff\u00ad]")
# Eight characters with what people put between them.
_LONGEST_BARE = 24
_HAN = Pattern("[一-鿿]")
_GAP = Pattern("[ _.·–—―-]+")
_CODE = Pattern("[0-9A-Z](?:[ _.·–—―-]{0,2}[0-9A-Z]){7}")
_SUM = Pattern("[0-9]+ ?(?:RMB|CNY|USD|HKD|EUR|YUAN|KG|[WK])")
_WHO = (
    "(?:(?:你好|您好|老师|在吗|嗯|好的?|这是|这个?是|那个?|我们?的?|我来|我要|我想|想要?|要|请问?|麻烦|帮忙|帮我?|给我?|同事|老板|会计"
    "|经理|公司|领导|发的?|给的?|让我?|叫我?|说|输入?|填|用|收到的?|拿到的?|有个?|刚|新|的|把|一下|[,，。:; ])*)"
)
_BOUND = (
    "(?:绑定(?:码|口令|验证码|用?的码|号码)?|(?:邀请|加入|企业|授权)码|加入(?:企业|公司|单位)"
    "|绑(?:企业|公司)|绑码|加入(?= ?[0-9A-Z])"
    "|绑(?= ?[0-9A-Z]))"
)
_THEN = (
    "(?:(?:一下|上|到|企业|公司|单位|账号|账户|"
    "我们?|吧|了|用|的?码|码是|输入?|收到|来了|给|你|个|这个|是|为|叫|如下|[:,，=。 ])*)"
)
_TOLD = Pattern(
    f"{_WHO}{_BOUND}{_THEN}(?P<code>[0-9A-Z][0-9A-Z _.·–—―-]*[0-9A-Z]|[0-9A-Z])"
    "(?:[ ,，。]*(?:谢谢|谢了|可以吗|行吗|对吗|吗|吧|啊|哈|了|绑定?|绑一下|这个|[?!])*)"
)
_ALONE = Pattern(
    "(?:(?:我们?|我来|我要|我想|想要?|要|请|请问|麻烦|帮忙|帮我?|怎么|咋|如何|怎样|在哪|在哪里|从哪|去哪|能|可以|能不能|可不可以|需要|现在|也|先"
    "|把|我的|账号|微信|企业微信|同事|让我|叫我|和|跟|与|输入?|[, ])*)"
    "(?:绑定(?:码)?|绑企业|绑公司|加入(?:企业|公司|单位|我们公司))"
    "(?:(?:到|上|一下|下|我们?的?|企业|公司|单位|账号|账户|码|吧|了"
    "|吗|啊|呢|呀|哪里|在哪|输入?|填|怎么|操作|弄|[?!~ ])*)"
)
