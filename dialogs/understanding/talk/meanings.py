"""Meanings: which fact a message asks the meaning of."""

from __future__ import annotations

from collections.abc import Collection

from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.scene.scene import Scene
from dialogs.understanding.scene.wordings import heard
from dialogs.understanding.topic.certificates import inquiry
from policy.facts import Fact

# What a phrase of each kind is the name of.
_NAMED = ("certificate", "tenancy", "tenancy_unclear", "tenancy_other", "subject", "fact_word")
# 入库 is what 科小 are.
_ENTERED = "tech_sme"
_SIZES = ("size", "size_alone", "size_unclear")
_AFTER = Pattern(
    "(?:这个|那个|证书?|审核|”)*(?:到底|究竟|具体)?(?:(?:是|指|指的|是指|就是|说的|问的|叫)+(?:个|一?种)?(?:什么|啥子?|嘛|甚|么子|何|哪个|哪一?种)"
    "(?:意思|东西|东东|来的|概念|玩意儿?|含义|名堂|地方|单位|词|鬼|库|证|日子|时间)?|(?:什么|啥子?|何|几个)意思|(?:是)?(?:咋|怎么)回事|(?:是)?[干做](?:什么|啥|嘛)(?:用)?的)"
    "[的呀啊呢吗嘛哇哦]*(?=$|[,。?!;；，\n ])"
)
_BEFORE = Pattern("(?:什么是|啥是|什么叫|啥叫|什么叫做)(?:“|这个)?(?P<what>[^,。?!;；，\n ]{2,16})")
_LEAD = Pattern("^(?:请问|问下|问一下|那么?|这个|这|你说的|你们说的|所谓的?|里面的?|“|我们|的)+")
_SHORTEST_NAME = 3


def fact_explained(scene: Scene) -> str | None:
    """The fact of which it is asked what it is: 绿色门槛是什么意思, 什么是高企."""
    asked = _asked(scene)
    if asked is None or scene.once(inquiry) is not None:
        return None
    start, end, reach = asked
    for mark in scene.marks:
        if mark.kind in ("intent", "neighbour") and mark.start < reach and start < mark.end:
            return None
    for mark in reversed(scene.between(start, end)):
        name = "size_class" if mark.kind in _SIZES else mark.value if mark.kind in _NAMED else None
        name = _ENTERED if mark.kind == "entered" else name
        if name is not None:
            name = scene.base if name == "fee" else own_name(scene, name)
            return name if name in scene.facts else None
    for told in scene.once(heard):
        if told.kind in ("fact", "says", "subject") and start <= told.start and told.end <= end:
            name = own_name(scene, told.value.partition(" ")[0])
            if name in scene.facts:
                return name  # 啥叫自主研发
    return fact_labelled(scene, _LEAD.sub("", scene.text[start:end]).rstrip("呀啊呢吗嘛的”"))


def own_name(scene: Scene, name: str) -> str:
    """The edition's own fact of that name: of 科小 the one of its year."""
    if scene.edition is None or name in scene.edition.by_name:
        return name
    return next((fact for fact in scene.edition.by_name if fact.startswith(f"{name}_")), name)


def _asked(scene: Scene) -> tuple[int, int, int] | None:
    """Where the name stands of which it is asked, and where the question ends."""
    if match := _BEFORE.search(scene.text):
        return match.start("what"), match.end("what"), match.end()
    if match := _AFTER.search(scene.text):
        low, _ = scene.phrase(match.start())
        return (low, match.start(), match.end()) if low < match.start() else None
    return None


def fact_labelled(scene: Scene, name: str) -> str | None:
    """The fact whose label is, or holds, a name; those of the edition first."""
    if len(name) < _SHORTEST_NAME:
        return None
    own = scene.edition.facts if scene.edition else ()
    return _holding(own, name) or _holding(tuple(scene.facts.values()), name)


def _holding(facts: Collection[Fact], name: str) -> str | None:
    holding = [fact for fact in facts if name in fact.label.replace("“", "").replace("”", "")]
    if not holding:
        holding = [fact for fact in facts if any(name in choice.label for choice in fact.choices)]
    return min(holding, key=lambda fact: len(fact.label)).name if holding else None
