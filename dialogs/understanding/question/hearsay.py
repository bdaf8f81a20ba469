"""Hearsay: wordings of a point that only tell something: what one has not had, what others say."""

from __future__ import annotations

from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.scene.scene import Scene
from dialogs.understanding.scene.wordings import Told

_OF_PAPERS = Pattern("(?:门槛|环评|绿槛|高企|科小|特新|巨人|证书?|资格|检测|测试)(?:还|都|也|一直)?没过$")


def is_of_papers(scene: Scene, told: Told) -> bool:
    """Whether what was not passed is something else than the application: 绿色门槛没过, 证还没过期."""
    if scene.text.startswith("期", told.end):
        return True
    return _OF_PAPERS.search(scene.text, max(0, told.start - 4), told.end) is not None


_HIRED = Pattern("(?:找|请|委托|交给|让|由|托|雇|换)(?:了|的|过|成)*(?:一?[个家])?$")


def is_told(scene: Scene, told: Told) -> bool:
    """Whether what sounds like a point tells something else: 买了几份菌种, 找外地公司做检测."""
    if told.value == "again":
        return is_of_papers(scene, told)
    if told.value == "copies":
        return scene.text.endswith("了", 0, told.start)
    return (
        told.value == "registered_in"
        and _HIRED.search(scene.text, max(0, told.start - 5), told.start) is not None
    )


_DENIED = Pattern("(?:没有?|未曾?|从未)(?:再|有)?[拿领用享得报申兑列花补][^,。;?!]{0,3}过?")
_ASKED_HERE = Pattern("[吗么嘛?]|不$|没$|没有$|[能可]|行|怎|咋|如何|多少|几|是否|([要会])不\\1")


def is_denied(scene: Scene, told: Told) -> bool:
    """Whether a wording is part of a phrase that only tells what one has not had."""
    low, high = scene.phrase(told.start)
    phrase = scene.text[low : high + 1].strip()
    return (
        high < len(scene.text.rstrip(" ?。!"))
        and _DENIED.search(phrase) is not None
        and not _ASKED_HERE.search(phrase)
    )


_HEARSAY = Pattern(
    "(?:群里|网上|听|人家|他们|别人|朋友|老板|会计|同行|抖音|公众号|有人|领导|书记|村里|同事)[^,。;?!]{0,6}?(?:说|讲|传|提)[^,。;?!]*$"
)


def is_hearsay(scene: Scene, told: Told) -> bool:
    """群里说能报一半，我们够条件吗: what was heard, before what is asked."""
    if "说" not in scene.text and "讲" not in scene.text:
        return False
    low, high = scene.phrase(told.start)
    return (
        high < len(scene.text.rstrip(" ?。!"))
        and not scene.asks(told.start)
        and _HEARSAY.search(scene.text, low, told.start + 1) is not None
    )
