"""Providers: of the places where services were bought, those that say where a provider is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.places.comparisons import compared
from dialogs.understanding.places.localities import codes_of, is_narrow_enough, widest
from dialogs.understanding.places.whereabouts import is_licensed
from dialogs.understanding.scene.scene import Scene
from policy.divisions import is_within
from policy.places import PlaceMention


class Provider(NamedTuple):
    """Where a provider is, a code or "!" and a code, with its place in the text; None where it cannot be told."""

    start: int
    end: int
    value: str | None


def providers_named(scene: Scene, places: Sequence[PlaceMention]) -> list[Provider]:
    """The providers of some places, each once, the place that says most of one."""
    providers = [
        Provider(p.start, p.end, widest(codes_of(p, scene)))
        for p in places
        if not _is_provincial(scene, p) and not _is_set_beside(scene, p)
    ]
    if len(providers) < 2:
        return providers
    if scene.wants("provider_in") and (seats := [p for p in providers if _is_seat(scene, p)]):
        return seats  # 兰州化物所青岛中心，执照在青岛
    if len(scene.of_kind("service")) < 2:
        providers = [p for p in providers if not _is_name_of(p, providers)]
    return [p for n, p in enumerate(providers) if not _is_refined(scene, p, providers[n + 1 : n + 2])]


# 原来跟济南那家签，后来改找本市一家; 几家外地公司都报过价，最后定的还是青岛这家
_EARLIER = Pattern(
    "原来|原先|本来|一开始|起初|开始|先前|之前|以前|去年|前年|上次|头一回|报过?价|问过|打听|谈过|联系过|嫌|没谈成|没成|做得不好|推了"
)
_AT_LAST = Pattern("后来|最后|最终|结果|现在|今年|这次|这回|改|换|才")


def settled(scene: Scene, providers: list[Provider]) -> list[Provider]:
    """The one turned to at last, where the others are told of as those before."""
    if len(providers) < 2 or len({provider.value for provider in providers}) < 2:
        return providers
    last = max(providers)
    low, _ = scene.phrase(last.start)
    if not _AT_LAST.search(scene.text, low, last.start):
        return providers
    before = all(
        other.end <= low and _EARLIER.search(scene.text, scene.phrase(other.start)[0], low)
        for other in providers
        if other.value != last.value
    )
    return [last] if before else providers


def _is_seat(scene: Scene, provider: Provider) -> bool:
    low, high = scene.clause(provider.start)
    return is_licensed(scene.text[low : provider.start], scene.text[provider.end : high])


def _is_set_beside(scene: Scene, place: PlaceMention) -> bool:
    """克拉玛依区同青岛两地: compared with another place, and nobody's."""
    beside = len(scene.places) > 1 and scene.text[place.start - 1 : place.start] in ("同", "跟", "和", "与")
    return beside and compared(scene) is not None


_UNIVERSITY = Pattern("[^的内外省,。 ]{0,4}?(?:大学|学院|[农理科工师医交]大|理工)")


def _is_provincial(scene: Scene, place: PlaceMention) -> bool:
    """Whether it is a province in a university's name, which does not tell the city: 山西农大."""
    wide = all(not is_narrow_enough(candidate.code) for candidate in place.candidates)
    return wide and _UNIVERSITY.match(scene.text, place.end) is not None


_CAMPUS = Pattern("[^,。;?! ]{0,6}(?:大学|学院|[农理科工师医交海石财矿]大|研究[院所]|公司|[院所])[(](?:在)?")


_CLOSE = 2


def _is_refined(scene: Scene, provider: Provider, following: list[Provider]) -> bool:
    """Whether the place right after lies in this one and says more, or is where it has its seat.

    山西省内太原, 哈尔滨工业大学(威海).
    """
    return any(
        provider.value
        and other.value
        and (
            (other.start - provider.end <= _CLOSE and is_within(other.value, provider.value))
            or _CAMPUS.fullmatch(scene.text, provider.end, other.start)
        )
        for other in following
    )


def _is_name_of(provider: Provider, providers: list[Provider]) -> bool:
    """Whether it is a province in a name, beside the city itself: 太原那个山西省检测中心."""
    return provider.value is not None and any(
        other.value not in (None, provider.value) and is_within(other.value or "", provider.value)
        for other in providers
    )
