"""Relatives: words that place a thing by where one is: 本地, 外地, 省内, 青岛本地."""

from __future__ import annotations

from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.places.followers import follower, is_provider
from dialogs.understanding.places.owners import LINK, WHOLE_LEAD, WHOLE_TAIL
from dialogs.understanding.places.whereabouts import is_work
from dialogs.understanding.scene.scene import Scene, starting
from dialogs.understanding.words.lexicon import Mark
from policy.places import PlaceMention

# 济南的，咱本地没人做得了
_NONE_HERE = Pattern("没人|没谁|没有(?:能|人|谁|一家|机构)|做不了|干不了|测不了|没得做|找不到|没法")


def is_local(scene: Scene, place: PlaceMention) -> bool:
    """青岛本地的机构: what is local to the speaker is there."""
    mark = scene.at(place.end)
    inside = mark is not None and mark.kind == "relative" and mark.value == "inside"
    return inside or scene.text.startswith("内", place.end)


def is_of_provider(scene: Scene, mark: Mark) -> bool:
    """Whether 本地, 外地 and the like are said of a provider: 外地机构, 找本地的, 机构是省外的."""
    if any(place.end == mark.start for place in starting(scene.places, 0, mark.start)[-1:]):
        return False
    low, high = scene.phrase(mark.start)
    if "%" in scene.text[low:high] or scene.standing(mark.start, mark.end) not in ("held", "lapsed"):
        return False
    after = follower(scene, mark.end)
    if after is not None and (is_provider(scene, after) or after.kind in ("service", "mandatory")):
        return True
    if is_work(scene.text[low : mark.start], scene.text[mark.end : high]):
        return True
    before = scene.before(mark.start, scene.clause(mark.start)[0])
    if _is_afterthought(scene, mark):
        return True
    if before is not None and before.kind in ("seek", "provider"):
        return LINK.fullmatch(scene.text[before.end : mark.start]) is not None
    return scene.wants("provider_in") and not _NONE_HERE.search(scene.text, low, high)


def _is_afterthought(scene: Scene, mark: Mark) -> bool:
    """委托研发，本地: where a service already named was bought."""
    if scene.wants("registered_in"):
        return False
    low, high = scene.phrase(mark.start)
    if scene.text[low : mark.start].strip() or scene.text[mark.end : high].strip("的了吧"):
        return False
    bought = scene.of_kind("service", "work", "mandatory", "fee")[:1]
    added = [m for m in scene.of_kind("control") if m.value == "add_service"][:1]
    return any(m.end <= low for m in (*bought, *added))


def is_home(scene: Scene, mark: Mark) -> bool:
    """Whether 本地 or 外地 is all that the message says."""
    lead, tail = scene.text[: mark.start], scene.text[mark.end :]
    return WHOLE_LEAD.fullmatch(lead) is not None and WHOLE_TAIL.fullmatch(tail) is not None
