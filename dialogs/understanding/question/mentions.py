"""Mentions: wishes that the words of an answer only seem to hold: 没赶上，截止那天系统老卡."""

from __future__ import annotations

from collections.abc import Collection

from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.result import Intent, Point, Said, Unclear
from dialogs.understanding.scene.scene import Scene

# What is told in passing of papers, of days and of errands.
_IN_PASSING = frozenset(("documents", "deadlines", "procedure"))
_LIKES_OF_US = Pattern("哪里?(?:轮得[上到着]|够得[上着]|够格|有份|有戏|报得上)")
_WISHES = Pattern(
    "[?吗么嘛]|呢$|[啥怎咋哪谁何几]|什么|多少|吧$|是否|能否|([^ -~])[不没]\\1|[想要](?:问|看|知道|了解|查|报"
    "|申)|告诉|说说|讲讲|看看"
    "|发[我给一个份]|给我|帮我|麻烦|请|需要|要准备|介绍|列[一个出]|接下来|下一步|清单|一[下遍份]|[说讲问看查]一?下|来[个份]|再|先"
)
# 还没登记呢, 攒够几份合同
_TELLS = Pattern(
    "(?:还|没|未|正|才|刚|早|在)[^,。;?!]{0,8}呢(?=[,。;!~ ]|$)|(?:啥|什么|哪)[个样种]?(?:也|都)(?=没|不)"
    "|(?<=[这那前好够了着过攒])几"
)


def told_only(text: str, wishes: tuple[Intent, ...]) -> tuple[Intent, ...]:
    """The wishes of an answer without those that it asks nothing of."""
    if "eligibility" in wishes and (gone := _LIKES_OF_US.sub("", text)) != text and not _WISHES.search(gone):
        return tuple(wish for wish in wishes if wish != "eligibility")  # 我们小厂子哪轮得上立项
    if _IN_PASSING.isdisjoint(wishes) or _WISHES.search(_TELLS.sub("", text)):
        return wishes
    return tuple(wish for wish in wishes if wish not in _IN_PASSING)


# 攒够几份合同统一去登: some of them, and no question of how many copies
_SOME = Pattern("(?<=[这那前好够了着过攒])几[份套本](?=合同|协议|报告|发票|单)")


def is_counted(scene: Scene, points: Collection[Point]) -> bool:
    """Whether the copies that seem to be asked for are some papers spoken of."""
    return [point.name for point in points] == ["copies"] and _SOME.search(scene.text) is not None


_OTHER_MONEY = frozenset(("no_city_money", "no_public_money", "no_competitive_money"))


def is_other_money(scene: Scene, found: Collection[Said | Unclear]) -> bool:
    """Whether another programme is only told of as money had, which is what was asked: 拿过县里的技改补助."""
    if scene.asked is None:
        return False
    asked = _OTHER_MONEY.intersection(scene.asked.facts)
    return any(fact.name in asked for fact in found) and not _WISHES.search(_TELLS.sub("", scene.text))
