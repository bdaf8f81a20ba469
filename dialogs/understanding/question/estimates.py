"""Estimates: whether what one would get is asked besides a rule: 付了45万，能给我们补多少，封顶是不是20万."""

from __future__ import annotations

from collections.abc import Iterable

from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.result import Said, Unclear
from dialogs.understanding.scene.scene import Scene
from dialogs.understanding.scene.wordings import Told

_PAID = frozenset({"fee_paid", "contract_amount"})
_HOW_MUCH = Pattern(
    "(?:能|可以|会|可|给)[^,。;?!]{0,6}(?:补|拿|领|返|报|退|得|兑|回)[^,。;?!]{0,4}(?:多少|几万|几千|几个|好多)"
    "|(?:帮|给|替)(?:我|忙|着)?们?(?:算|估)"
)
# What asks for the notice's figure, and not for one's own.
_IN_GENERAL = Pattern(
    "一年|每年|全年|年度|最多|最高|顶多|封顶|上限|比例|百分|几成|几个点|一家|一户|一般|每家|多拿|超过"
)


def is_reckoned(scene: Scene, told: Iterable[Told], found: Iterable[Said | Unclear]) -> bool:
    """Whether a phrase that names no point asks how much one's own sum brings."""
    if not any(fact.name in _PAID for fact in found):
        return False
    starts = [one.start for one in told]
    for mark in scene.of_kind("intent"):
        if mark.value != "estimate":
            continue
        low, high = scene.phrase(mark.start)
        if any(low <= start < high for start in starts) or _IN_GENERAL.search(scene.text, low, high):
            continue
        if _HOW_MUCH.search(scene.text, low, high):
            return True
    return False
