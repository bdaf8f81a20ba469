"""Antecedents: whom the clause before a place speaks of, where the place is told of them."""

from __future__ import annotations

from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.places.seats import is_outside
from dialogs.understanding.scene.scene import Scene, starting
from policy.places import PlaceMention


def goes_on_of_provider(scene: Scene, place: PlaceMention) -> bool:
    """服务机构是我们的母公司 在济南: the phrase before has the provider for its subject."""
    low, _ = scene.phrase(place.start)
    if not low or scene.text[low : place.start] not in ("在", "就在", "位于", "人在", "地址在"):
        return False
    start, _ = scene.phrase(low - 1)
    subject = scene.at(start)
    named = subject is not None and subject.kind == "provider"
    return named or scene.text.startswith(("服务机构", "机构", "检测机构", "对方", "服务商", "服务方"), start)


# 帮我们检测的单位，所在地洛阳
_SERVING = Pattern(
    "(?:帮|给|替|为)(?:我们?|咱们?|俺们?)[^,。;?!]{1,8}的(?:那?[个家])?(?:单位|公司|机构|所|院|人|团队|企业|厂家?)$"
)


def is_of_provider_before(scene: Scene, low: int) -> bool:
    """Whether the clause before speaks of a provider and does not say where: 服务机构远，海口那边的."""
    if not low:
        return False
    start, end = scene.clause(low - 1)
    if _DONE_BY.search(scene.text, max(0, low - 12), low - 1) or _SERVING.search(scene.text, start, end):
        return True
    kinds = {mark.kind for mark in scene.between(start, end)}
    if "provider" not in kinds or "self" in kinds:
        return False
    return all(is_outside(scene, place) for place in starting(scene.places, start, end))


# 国家防爆中心做的 南阳的
_DONE_BY = Pattern("(?:公司|中心|院|所|机构|大学|单位)(?:给|帮)?(?:我们)?(?:做|测|检|出|弄|搞|开|办|化验)的$")
