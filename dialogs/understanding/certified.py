"""Certified: what an answer says of the certificate asked for, which it does not name."""

from __future__ import annotations

from collections.abc import Iterator

from dialogs.understanding.patterns import Pattern
from dialogs.understanding.result import Said, Unclear
from dialogs.understanding.scene import Scene

_CERTIFICATES = ("high_tech", "tech_sme", "srdi", "innovative_sme")
_NOUN = "(?:的)?(?:证书?|资质|牌子|称号|资格|名头|荣誉|证件)"
_WITHOUT_ANY = Pattern(
    f"(?:啥|什么|任何|哪[个样]|一[个张样本]){_NOUN}(?:都|也)*(?:还|真)?(?:没有?|没得|莫得|木有|不是)"
    f"|哪(?:来|有|里有|儿有)(?:的|啥|什么)*{_NOUN}"
    f"|(?:没有?|没得|无)(?:任何|什么|啥){_NOUN}|(?:啥|什么|一样|哪个)(?:都|也)(?:没有?|不是)(?=$|[,。; 啊的])"
    "|(?:没有?|没得)(?:这些|这种|这类|那些)(?:证书?|东西|资质|牌子|称号)?(?:的|啊|呢)?(?=$|[,。; ])"
    "|(?:只有|就|光)有?(?:一[张个本])?(?:营业)?执照(?!号)"
    "|^(?:[我咱俺]们?|公司|那个|这个)?(?:早就?|已经?|去年就?|前年就?|现在)+"
    "(?:没有?|作废|过期|取消|掉)了?[了啦](?=$|[,。; 啊呀呢])"
)
_ON_SHOW = Pattern(
    "^(?:证书?|牌子|牌匾|本本|铜牌)[^,。;?!没不丢]{0,8}(?:挂着|挂墙|墙上|柜子?里|放着|在手|在这|摆着|裱着|锁着)"
)


# No more than shown: one may still object.
_SHOWN = Pattern("[^,。;?!没不公]{0,8}公示(?:了|中|期|着|阶段|的)*(?:呢|啊|吧)?[。! ]?")


def of_asked(scene: Scene) -> Iterator[Said | Unclear]:
    """啥证都没有, 去年就过期了, 证在墙上挂着, where a certificate was asked for."""
    names = [n for n in scene.asked.facts if n in _CERTIFICATES] if scene.asked is not None else ()
    if not names:
        return
    if (scene.denies or "lapsed" in scene.kinds or "哪" in scene.text) and _WITHOUT_ANY.search(scene.text):
        yield from (scene.said(name, False) for name in names)
    elif len(names) == 1 and "certificate" not in scene.kinds and _ON_SHOW.match(scene.text):
        yield scene.said(names[0], True)
    elif len(names) == 1 and "公示" in scene.text and _SHOWN.fullmatch(scene.text):
        yield scene.unclear(names[0], scene.text, f"{scene.label(names[0])}还在公示")
