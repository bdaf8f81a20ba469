"""Antecedents: whom the clause before a place speaks of, where the place is told of them."""

from __future__ import annotations

from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.places.seats import is_outside
from dialogs.understanding.scene.scene import Scene, starting
from dialogs.understanding.words.lexicon import Mark
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


# 俺们村在万荣汉薛镇，合作社也登记在那
_REGISTERED_THERE = Pattern(
    "[,。; ]+(?:我们?|咱们?|俺们?|公司|厂子?|企业|合作社|执照|照|地址|也|都|就|[ ])*"
    "(?:登记|注册|落户|执照|照)(?:也|都|就|是)*(?:在|的是)(?:那|这)(?:儿|里|边)?(?![家个])"
)


def is_registered_there(text: str, start: int) -> bool:
    """Whether what follows a place says that one is registered right there."""
    return _REGISTERED_THERE.match(text, start) is not None


# 在库里，我查过。另外他家是烟台的
_THEY_ARE = Pattern(
    "(?:他家|它家|他们家?|人家|对方|那家)(?:公司|机构|单位|本身)?(?:是|在|注册在|就是|就在|属于)$"
)
_OF_PROVIDER = ("provider_listed", "provider_registered", "provider_kind", "provider_clean", "service_body")


def is_of_provider_asked(scene: Scene, lead: str) -> bool:
    """Whether they are the provider that the open question is about."""
    return scene.wants(*_OF_PROVIDER) and _THEY_ARE.search(lead) is not None


def sells(scene: Scene, firm: Mark | None) -> bool:
    """买的算力，付了十二万六，供应商是贵州的: whether a supplier sold the service named and paid right before."""
    if firm is None or scene.text[firm.start : firm.end] != "供应商":
        return False
    marks = [mark.kind for mark in scene.between(scene.sentence(firm.start)[0], firm.start)]
    return "service" in marks and ("pay" in marks or "contract" in marks)


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
    marks = scene.between(start, end)
    if (
        marks
        and marks[-1].kind == "statement"
        and marks[-1].value.startswith("provider_")
        and marks[-1].end == end
    ):
        return True  # 机构在库里，是济南的
    kinds = {mark.kind for mark in marks}
    if "provider" not in kinds or "self" in kinds:
        return False
    return all(is_outside(scene, place) for place in starting(scene.places, start, end))


# 国家防爆中心做的 南阳的
_DONE_BY = Pattern("(?:公司|中心|院|所|机构|大学|单位)(?:给|帮)?(?:我们)?(?:做|测|检|出|弄|搞|开|办|化验)的$")


def goes_on_of_group(scene: Scene, place: PlaceMention) -> bool:
    """我们总部是，在西安: the phrase before speaks last of others than oneself."""
    low, _ = scene.phrase(place.start)
    if not low or scene.text[low : place.start] not in ("在", "就在", "也在", "都在", "人在", "人家在"):
        return False
    others = [m for m in scene.between(scene.phrase(low - 1)[0], low) if m.kind in ("headquarters", "self")]
    if not others or others[-1].kind != "headquarters":
        return False
    return _OF_THEM.match(scene.text, others[-1].end) is not None


_OF_THEM = Pattern("(?:那边|那个?|本身|自己|倒|也|才|都|就)*(?:是|有|拿|评)")
