"""Changes: the sum that counts where one was raised or lowered, or is told beside the total of several contracts."""

from __future__ import annotations

from dialogs.understanding.characters.cues import KNOWN
from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.purchase.settlements import Price
from dialogs.understanding.scene.scene import Scene

_CHANGES = KNOWN.add(
    "[减降砍扣退加增抹省核调]|优惠|便宜|少[了给收算付要]|让[了利]|单说|光说|只说|单[算论看]|这[份单笔]"
)
_LESS = Pattern(
    "(?:减|降|砍|扣|核减|调减|抹|优惠|便宜|让利?|少(?:给|收|算|付|要)?|省|退回?来?|退还)(?:掉|去|下|下来)?(?:了|过)?"
    "(?:我们|人家|他们)?(?:[ ])*$"
)
_MORE = Pattern("(?:加|增|追加|增加|调增|多(?:给|收|算|付|要)|补)(?:了|过)?(?:[ ])*$")
_NEAR = 8
# 三份合同加一块十一万五，单说这份是四万
_THIS_ONE = Pattern(
    "(?:单说|光说|只说|单算|单论|单看|这|本)(?:这|那)?一?[份个单笔](?:合同|协议|单子|服务)?"
    "(?:的话|自己|单独|就|只|才|是|的|签的?|付了?|占|[: ])*$"
)
_OF_SEVERAL = Pattern(
    "[两二三四五六几2-9]+[份个单笔](?:合同|协议|单子|服务)?[^,。;?!0-9]{0,4}(?:加|合|一共|总共|共|总)[^,。;?!0-9]{0,5}$"
)


def changed(scene: Scene, found: list[Price]) -> list[Price]:
    """The prices without those that another one takes the place of."""
    if len(found) < 2 or not scene.cues & _CHANGES:
        return found
    return _of_this(scene, _altered(scene, found))


def _altered(scene: Scene, found: list[Price]) -> list[Price]:
    """十六万的合同，减了两万，现在是十四万: only the last counts, where the three agree."""
    for number in range(len(found) - 2):
        first, change, last = found[number : number + 3]
        if not (first.amount.exact and change.amount.exact and last.amount.exact):
            continue
        difference = last.amount.low - first.amount.low
        pattern = _MORE if difference > 0 else _LESS
        start = change.amount.start
        if abs(difference) != change.amount.low or not pattern.search(
            scene.text, max(first.amount.end, start - _NEAR), start
        ):
            continue
        if any(m.kind in ("service", "mandatory") for m in scene.between(first.amount.end, start)):
            continue
        named = last._replace(name=last.name or first.name)
        return [*found[:number], named, *found[number + 3 :]]
    return found


def _of_this(scene: Scene, found: list[Price]) -> list[Price]:
    """The sum of the one contract spoken of, where the other is that of all: 单说这份是四万."""
    own = [p for p in found if _THIS_ONE.search(scene.text, scene.phrase(p.amount.start)[0], p.amount.start)]
    every = [
        p for p in found if _OF_SEVERAL.search(scene.text, scene.clause(p.amount.start)[0], p.amount.start)
    ]
    if len(own) != 1 or len(every) != 1 or own[0].amount.low >= every[0].amount.low:
        return found
    return [
        p._replace(name=p.name or every[0].name) if p is own[0] else p for p in found if p is not every[0]
    ]
