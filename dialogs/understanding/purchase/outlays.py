"""Outlays: sums that are no price of a service: what one's own research or a thing takes, and measures of the firm."""

from __future__ import annotations

from dialogs.understanding.figures.amounts import Amount
from dialogs.understanding.scene.scene import Scene
from dialogs.understanding.words.lexicon import Mark

MEASURES = ("revenue", "sales", "assets")


def is_past_service(before: list[Mark], number: int) -> bool:
    """Whether the name of a service parts another sum's word from the amount: 设备检测费5万."""
    mark = before[number]
    if mark.kind != "other_money" or mark.value not in ("", "thing"):
        return False
    return any(nearer.kind in ("service", "mandatory") for nearer in before[:number])


def is_invested(scene: Scene, mark: Mark) -> bool:
    """研发上投进去150万: what one's own research takes, and no price of a service."""
    if "其中" in scene.text[mark.end :] and "研发" in scene.text[max(0, mark.start - 4) : mark.start]:
        return scene.kinds.keys().isdisjoint(("seek",))  # 今年研发花了80万，其中委外检测6万
    if scene.text[mark.start] not in "投砸烧" or not scene.kinds.keys().isdisjoint(_BOUGHT):
        return False
    return "研发" in scene.text[max(0, mark.start - 20) : mark.start]


_BOUGHT = ("service", "mandatory", "provider", "seek")


def is_of_thing(scene: Scene, before: list[Mark], own: int) -> bool:
    """Whether what was paid for is a thing or one's own research, and no service: 光谱仪花了83万."""
    following = next((mark for mark in before if mark.kind != "total"), None)
    if following is None or following.start < own or following.kind != "other_money":
        return False
    return following.value == "thing" or scene.text.startswith("研发", following.start)


def is_measure(scene: Scene, amount: Amount) -> bool:
    """Whether what is measured by a sum is the firm: 营收3000万."""
    low, high = scene.clause(amount.start)
    return any(mark.value in MEASURES for mark in scene.between(low, high))
