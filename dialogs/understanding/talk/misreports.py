"""Misreports: how an earlier answer came to be wrong, told beside the right one: 人数我少算了夜班的，应该是118."""

from __future__ import annotations

from dialogs.understanding.characters.cues import KNOWN
from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.scene.scene import Scene

_TOLD = KNOWN.add("[多少漏高低早晚][算报填写记数加了]|[选点答填写勾][了的]|给你")
_WHEN = "(?:刚才|刚刚|刚|前面|前头|上面|之前|方才|上次|一开始|开头)"
_LEAD = f"(?:等等|等下|等会儿?|不好意思|抱歉|那个|{_WHEN}|我们?|[, ])*+"
_MEND = "(?:应该|应当|其实|实际|准确|正确|麻烦|给|帮我?|请|得|要|需要|我|[, ])*"
_CHANGED = "[更修]?改(?:正|成|为|到|回)*(?:了|是)?"
# 人数报多了，劳务派遣的重复算了一遍，改成87
_MISCOUNTED = Pattern(
    f"{_LEAD}(?P<name>[^,。;!?0-9 ]{{2,10}}?)(?:那里|这里|那个)?(?:是|我们?|给)*(?:[报填写说算输记]"
    "(?:得|的)?[多少高低早晚]了|[多少漏](?:算|报|填|写|记|数|加)了[^,。;!? ]{0,12})"
    f"[,。; ]+(?:[^。;!?]{{0,30}}[,。; ])?{_MEND}(?:是|{_CHANGED})(?=[0-9一二三四五六七八九十百两])"
)
# 我把去年的资产报给你了，今年报表上是1560万
_ANOTHERS = Pattern(
    f"{_LEAD}(?:把|将)(?:去年|前年|上一?年|另一[家笔个]|别家|人家|客户|老的?|旧的?)"
    "(?P<name>[^,。;!?0-9 ]{0,4}(?:[额数价费款期]|资产|营收|收入))"
    "(?:报|填|写|给|发|说)(?:给你们?|上去|进去|上来)了[,。; ]+"
    "(?:[^,。;!?0-9]{0,8}(?:应该)?是)?(?=[0-9一二三四五六七八九十百两])"
)
# 高企我选了有，…，麻烦改成没有; 专精特新我点了是，后来问了下是市级的，改一下
_ANSWERED = Pattern(
    f"{_LEAD}(?P<name>[^,。;!? ]{{2,10}}?)(?:那个|这个|那条|那里|那栏)?(?:我们?|给|[, ])*[答填选说写点勾]"
    "(?:的是|的|了|成了?|过)(?P<wrong>是|有|没有|不是|否|无)[,。; ]"
    f"(?:[^;!?]{{0,40}}[,。; ])?{_MEND}[更修]?改(?:(?:成|为|回)(?:了|是)?(?P<right>没有?|有|不是|是|否)|一?下|过来|掉)"
    "(?:的|了|吧|哈|啊|哦)*$"
)
_DENIALS = ("没有", "没", "不是", "否", "无")
_HELD = ("certificate", "tenancy", "tenancy_unclear", "subject")


def misreport(scene: Scene) -> tuple[str, tuple[int, int]] | None:
    """The right answer with its name, and where what is corrected is named, where one tells how it came to be wrong."""
    if not scene.cues & _TOLD:
        return None
    text = scene.text
    for pattern in (_MISCOUNTED, _ANOTHERS):
        if match := pattern.match(text):
            return f"{match['name']}是{text[match.end() :]}", match.span("name")
    match = _ANSWERED.match(text)
    if match is None or not any(mark.kind in _HELD for mark in scene.beginning(*match.span("name"))):
        return None
    # Without a word of what is right it is the other of the two.
    denied = match["right"] in _DENIALS if match["right"] else match["wrong"] not in _DENIALS
    return match["name"] + ("没有" if denied else "有"), match.span("name")
