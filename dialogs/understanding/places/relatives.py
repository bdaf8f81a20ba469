"""Relatives: words that place a thing by where one is: 本地, 外地, 省内, 青岛本地."""

from __future__ import annotations

from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.places.followers import follower, is_provider
from dialogs.understanding.places.owners import LINK, WHOLE_LEAD, WHOLE_TAIL
from dialogs.understanding.places.suppliers import is_supplied
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
    if turned(scene, mark):
        return True
    if "%" in scene.text[low:high] or scene.standing(mark.start, mark.end) not in ("held", "lapsed"):
        return False
    after = follower(scene, mark.end)
    if after is not None and (is_provider(scene, after) or after.kind in ("service", "mandatory")):
        return True
    lead, tail = scene.text[low : mark.start], scene.text[mark.end : high]
    if _OTHER_DEAL.search(scene.text, low, high):
        return False
    if is_work(lead, tail) or _is_hired(scene, mark, lead, tail):
        return True
    before = scene.before(mark.start, scene.clause(mark.start)[0])
    if _is_afterthought(scene, mark):
        return True
    if before is not None and before.kind in ("seek", "provider"):
        return LINK.fullmatch(scene.text[before.end : mark.start]) is not None
    return scene.wants("provider_in") and not _NONE_HERE.search(scene.text, low, high)


_TURNED = {"inside": "outside", "outside": "inside"}
_DENIED = Pattern(
    "(?:^|[,。;! ])(?:机构|对方|他们|人家|公司|那家|也|都|可|并|倒|肯定|反正)*"
    "(?:不是|不在|并非|没在)(?:我们|咱们?|俺们?)?$"
)


def turned(scene: Scene, mark: Mark) -> str:
    """What a relative comes to where the provider is said not to be there: 不是本地的，外面请的."""
    if (
        not scene.denies
        or not scene.wants("provider_in")
        or scene.doubts(mark.start)
        or scene.asks(mark.start)
    ):
        return ""
    denied = _DENIED.search(scene.text, 0, mark.start) is not None
    where, _, area = mark.value.partition("_")
    return f"{_TURNED[where]}{'_' if area else ''}{area}" if denied else ""


# 请的是外头的, 换了个本地的所
_TAKEN = Pattern(
    "(?:找|请|委托|雇|聘|托|给|换|换成|改找|改用|改请|选|挑|用|跟|和)"
    "(?:了|的|过|的?是|到)*(?:一?[个家]|[两三几][个家])?$"
)
_FIRM = Pattern(
    "(?:的|一?[家个]|那家|这家|某)*[^,。;?!0-9 我咱俺们不没]{0,6}?"
    "(?:公司|[所院站](?=$|[,。;?! 给帮做测])|中心|团队|师傅|人(?=[给帮做弄搞])|企业|单位|实验室"
    "|工作室|厂家?|大学|学校|老师)"
)
_GRANTED = ("发", "批", "给", "评")  # 专精特新，省里发的
_WISHING = Pattern("如果|要是|假如|想|打算|准备|能不能|可不可以|可以|必须|只能|得")


def _is_hired(scene: Scene, mark: Mark, lead: str, tail: str) -> bool:
    """找了个外地公司, 外省一家公司给做的, 换了个本地的所: one who is there was given work."""
    if scene.wants("registered_in") or _WISHING.search(lead):
        return False
    if not tail.startswith(_GRANTED) and is_supplied(lead, tail):
        return True
    if _SERVER.search(lead) and "我" not in lead:
        return True
    if not (scene.wants("provider_in", "category") or _WORK.search(scene.text)):
        return False
    return bool(_TAKEN.search(lead) and _FIRM.match(tail)) or bool(_THEY.search(lead) and tail in ("", "的"))


# 跟外地公司签了个供货合同
_OTHER_DEAL = Pattern("供货|代销|经销|分销|销售|卖|采购|送货|进货|拉货|货款|招商")
# 做可靠性的是外省的单位
_SERVER = Pattern(
    "(?:做|测|检|弄|搞|开发|研发|设计|编|写)[^,。;?! ]{0,8}的(?:那家|人|公司|单位|机构)?(?:都|也|就)?(?:是|在)$"
)
_WORK = Pattern(
    "[检测票]|化验|开发|研[发制究]|设计|查新|试[制验产]|中试|加工|认证|专利|培训|算力|仿真|合同|机构"
)
_THEY = Pattern(
    "(?:人家|他们|他家|那家|对方|师傅|老师|专家|工程师|团队)(?:公司|单位)?(?:都|也|就)?(?:是|在)$"
)


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
