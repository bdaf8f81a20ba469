"""Outcomes: what became of something that is spoken of, told in its clause or in the next."""

from __future__ import annotations

from collections.abc import Iterable

from dialogs.understanding.enterprise.weights import OPEN, weighed
from dialogs.understanding.scene.scene import Scene
from dialogs.understanding.scene.wordings import Told

_PLAIN = {"有": "yes", "都有": "yes", "有的": "yes", "有了": "yes", "没有": "no", "无": "no", "没": "no"}
# 现在就差绿色门槛
_MISSING = ("就差", "只差", "还差", "就剩", "只剩", "就缺", "还缺", "只缺")


def outcome(scene: Scene, one: Told, outcomes: list[Told], subjects: Iterable[Told]) -> str:
    """How a subject stands: by the outcome in its clause, else in the next one of its sentence."""
    low, high = scene.clause(one.start)
    if scene.text[high : high + 1] == "?" or OPEN.search(scene.text[low : one.start]):
        return ""
    inner, outer = scene.phrase(one.start)
    if scene.text.endswith(_MISSING, inner, one.start):
        return "no"
    if plain := _PLAIN.get(scene.text[one.end : outer].strip(" :")):
        return plain  # 绿色门槛✅
    following = scene.clause(high + 1)[1] if high < scene.sentence(one.start)[1] else high
    ends = [t.start for t in subjects if t.start >= one.end and t.value != one.value]
    end = min([following, *ends])
    for first, last in ((inner, min(outer, end)), (low, min(high, end)), (low, end)):
        here = [
            t for t in outcomes if first <= t.start < last and not (one.start <= t.start and t.end <= one.end)
        ]
        if here:
            return merged(scene, here)
    return "no" if scene.standing(one.start, one.end) == "denied" else ""


def merged(scene: Scene, outcomes: list[Told]) -> str:
    """What some outcomes come to: one under way leaves all open."""
    found = {value for t in outcomes if (value := weighed(scene, t, _value(scene, t)))}
    if not found:
        return ""
    return found.pop() if len(found) == 1 else "unclear"


def _value(scene: Scene, one: Told) -> str:
    """The value that an outcome has by itself: 就过了 is under way, 上个月就过了 is done."""
    if one.value != "pending":
        return one.value
    is_over = scene.text.startswith("就", one.start) and scene.text.endswith(_DAYS, 0, one.start)
    return "yes" if is_over else "unclear"


_DAYS = (
    "上个月",
    "上月",
    "月份",
    "年",
    "年底",
    "年初",
    "号",
    "周",
    "礼拜",
    "前天",
    "昨天",
    "早",
    "已经",
    "上次",
    "上回",
)
