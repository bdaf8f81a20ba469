"""Grades: how it stands with a certificate where the one told of is a town's, and the province's is what counts."""

from __future__ import annotations

from dialogs.understanding.characters.cues import KNOWN
from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.scene.scene import Scene
from dialogs.understanding.words.lexicon import Mark
from dialogs.understanding.words.standing import Standing


def graded(scene: Scene, mark: Mark, lead: str) -> Standing | None:
    """How it stands with one that a town gave, by what is told of the higher one; nothing where it is not a town's."""
    if not _is_lesser(scene, mark, lead):
        return None
    higher = _OF_STATE if mark.value == "high_tech" else _OF_PROVINCE
    told = higher.search(scene.text, *scene.sentence(mark.start))
    if told is None or _UNDER_WAY.search(told["how"]):
        return "hedged"
    if _NONE.search(told["how"]):
        return "denied"
    return "held" if _HAS.match(told["how"]) else "hedged"


_TOWN = KNOWN.add("[市县区][级里上发评认给批颁]|[市县区]科|[市县区]工|省级|自治")
_OF_TOWN = ("市级", "区级", "县级")
# 市里发的那个高企牌子, 我们是市级的专精特新; 区里 may be the autonomous region
_GIVEN = Pattern(
    "(?:[市县]|区(?!里))(?:级|里|上|科技局|工信局)*(?:那一?级)?(?:自己)?(?:发|评|认定|给|批|颁|认)*(?:上|下来|了|过)*"
    "(?<![市县区])(?:的|那个|这个|那种|那块|一个|个|这种)*$"
)
# 专精特新我们是市里那一级的; but 市级以上 is of the province too
_IS_OF_TOWN = Pattern(
    "(?:证书?|牌子|企业|称号)?(?:[^,。;?!省国没不]{0,5}[, ])?"
    "(?:不过|但是?|可|我们?|咱们?|公司|这个|那个|拿的|评的|也|都|就|还|只|才|[ ])*"
    "(?:是|属于|算|只有|只到)?(?:个)?(?:[市县]|区(?!里))(?:级(?!以上|及)|里(?!边|面|头)(?:那一?级|评|认|发|批|给|的))"
)
_GRADED = ("srdi", "high_tech")


def _is_lesser(scene: Scene, mark: Mark, lead: str) -> bool:
    """Whether it is one of a town, or a high-tech one of a province only: that may be another certificate."""
    if not scene.cues & _TOWN:
        return False
    if lead.endswith("自治区级"):
        return mark.value == "high_tech"
    lesser = (*_OF_TOWN, "省级") if mark.value == "high_tech" else _OF_TOWN
    if scene.text.startswith(_OF_TOWN, mark.start) or lead.endswith(lesser):
        return True
    return mark.value in _GRADED and (
        _GIVEN.search(lead) is not None or _IS_OF_TOWN.match(scene.text, mark.end) is not None
    )


# 省里的今年没评上, 国家的没有
_HOW = "(?:里|级|科技厅|工信厅|那一?级|那个|的)+(?P<how>[^,。;?!]{1,14})"
_OF_PROVINCE = Pattern(f"(?:省|自治区|国家){_HOW}")
_OF_STATE = Pattern(f"国家{_HOW}")
_UNDER_WAY = Pattern(
    "排队|在[等报申评公审走]|正|等|公示|审|[递交]|准备|打算|想|明年|没(?:下来|出|公布|消息|信)|材料"
)
_NONE = Pattern("没|未|不|落选|无|差")
_HAS = Pattern("[^,。;?!]{0,6}(?:有|是|评上|拿到|[过批]了|认定了|通过)")
