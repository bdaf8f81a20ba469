"""Loose names: what 高新 and 创新型 stand for, which may be a zone or what an enterprise calls itself."""

from __future__ import annotations

from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.enterprise.holdings import holding
from dialogs.understanding.scene.scene import Scene
from dialogs.understanding.words.lexicon import Mark

# 创新型今年6月刚拿证
IN_HAND = Pattern(
    "(?:今年|去年|前年|[0-9]{1,4}年|[0-9]{1,2}月份?)*(?:刚刚?|才|就|也)?(?:拿|发|领|下)(?:到|了|的)?证(?!没|[吗么?])"
)


def is_of_lesser(scene: Scene, mark: Mark) -> bool:
    """老板说是高新，国家高新技术企业没有: one held beside the national one that is denied is some other."""
    if mark.value != "high_tech" or scene.text.startswith("国家", mark.start):
        return False
    others = [m for m in scene.of_kind("certificate") if scene.text.startswith("国家高", m.start)]
    return any(holding(scene, other) == "denied" for other in others)


_OBTAINED = Pattern(
    "(?:有|没有?|拿|评|过|办|报|申|是|不是|属于|续|取得|认定|入|掉|丢|无|复审)(?:上|到|过|下|成|不上|不了|了|个)*$"
)
_OF_IT = Pattern(
    "(?:证书?|那个|这个|资质|也|都|就|还|早|早就|去年|前年|今年|已经?|一直|压根|是|[0-9]{2,4}年|[ :])*"
    "(?:没|未|不是|有|掉|过期|到期|拿|评|批|下来|通过|认定|在[办申报审弄]|公示|续|复审|丢|取消|撤)"
)


def is_certified(scene: Scene, mark: Mark) -> bool:
    """Whether 高新 is the certificate, and not the zone: 高新没评上, 有高新."""
    if scene.text[max(0, mark.start - 1) : mark.start] in ("在", "到", "于"):
        return False
    return (
        _OF_IT.match(scene.text, mark.end) is not None
        or _OBTAINED.search(scene.text, max(0, mark.start - 5), mark.start) is not None
    )


# What enterprises call themselves without any certificate.
LOOSE = ("创新型企业", "创新型", "科技型的")
