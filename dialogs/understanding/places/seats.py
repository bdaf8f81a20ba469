"""Seats: whether a place is, was or is only supposed to be where the speaker's enterprise is."""

from __future__ import annotations

from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.places.suppliers import is_away
from dialogs.understanding.places.whereabouts import trade
from dialogs.understanding.scene.scene import Scene, starting
from dialogs.understanding.words.lexicon import Mark
from policy.divisions import division
from policy.places import HOME, PlaceMention

_SEEKS = ("找", "请", "委托", "跟", "和")


_BEYOND = Pattern("(?:以外|之外|外(?![地面国资贸省市企]))")
_STAYED = ("没出", "不出", "没出过", "没离开", "不离开", "未出")
_LEFT = ("出", "出了", "离开", "离开了")


def is_outside(scene: Scene, place: PlaceMention) -> bool:
    """Whether it is said not to be there: 不在青岛, 青岛以外."""
    if scene.text.endswith(_STAYED, 0, place.start):
        return False
    if _BEYOND.match(scene.text, place.end) or scene.text.endswith(_LEFT, 0, place.start):
        return True
    if not scene.denies:
        return False
    window = scene.text[scene.phrase(place.start)[0] : place.start]
    if is_away(window):
        return True
    return any(c in window for c in "不没非未") and scene.standing(place.start, place.end) == "denied"


def is_seat(scene: Scene, place: PlaceMention, before: Mark) -> bool:
    """我们总部在万荣: the one place named, and in the regions of our editions."""
    alone = len(scene.places) == 1 and scene.text[before.start : before.end] == "总部"
    return alone and all(found.code.startswith(HOME) for found in place.candidates)


def is_renamed(scene: Scene, place: PlaceMention) -> bool:
    """原来胶南市的: the name is of the past, and not the seat."""
    if not scene.wants("registered_in") or len(place.candidates) != 1:
        return False
    now = division(place.candidates[0].code)
    return now is not None and not now.name.startswith(scene.text[place.start : place.start + 2])


def is_of_whoever(scene: Scene, place: PlaceMention) -> bool:
    """Whether it is asked of whoever is registered there: 注册在青岛的企业能报吗."""
    low, _ = scene.clause(place.start)
    return scene.asks(place.start) and not any(
        m.kind == "self" and "注册" not in scene.text[m.start : m.end]
        for m in scene.between(low, place.start)
    )


def calls_outsiders(scene: Scene, place: PlaceMention, high: int) -> bool:
    """在青岛找外地机构: the one who calls others outsiders is at home."""
    if not scene.text.startswith(_SEEKS, place.end):
        return False
    nearby = scene.beginning(place.end + 1, min(place.end + 6, high) + 1)
    return any(mark.kind == "relative" for mark in nearby)


def trade_apart(scene: Scene, place: PlaceMention) -> int:
    """The length of what one is or makes there, told between spaces: 微型企业6个人 在李沧万达写字楼 做app的."""
    low, high = scene.phrase(place.start)
    before = scene.text[scene.phrase(low - 1)[0] : low] if low else ""
    if _PURCHASED.search(before):
        return 0
    return trade(scene.text[low : place.start], scene.text[place.end : high])


_PURCHASED = Pattern("机构|服务|检测|测试|找|请|委托|外包|设计|开发|合同|对方|他们|院|所|大学|中心")


def is_nowhere(scene: Scene, provider: Mark) -> bool:
    """Whether the phrase that names a provider does not say where it is."""
    low, _ = scene.phrase(provider.start)
    told = starting(scene.places, low, provider.start)
    return not told and not any(m.kind == "relative" for m in scene.between(low, provider.start))


_ONESELF = frozenset("我咱俺")
_ONLY_ASKS = frozenset(("intent", "nothing"))


def is_of_nobody(scene: Scene, tail: str) -> bool:
    """高企奖励多少钱，青岛的: asked of a place, and nothing is told of oneself."""
    asked = scene.kinds.keys() & {"neighbour", "reward"} or "哪个" in scene.text
    if not asked and scene.kinds and scene.places[0].start and scene.text.endswith(tail):
        asked = scene.kinds.keys() <= _ONLY_ASKS  # 来得及吗 青岛的
    spoken = "self" in scene.kinds or not _ONESELF.isdisjoint(scene.text)
    return bool(asked) and not spoken and not scene.amounts and "人" not in tail
