"""Followers: the phrase that a place belongs to, and whether it names a provider."""

from __future__ import annotations

from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.enterprise.forms import is_others_team
from dialogs.understanding.places.whereabouts import is_name
from dialogs.understanding.scene.scene import Scene
from dialogs.understanding.words.lexicon import Mark

# What may stand between a place and the one who is there.
_FILL = Pattern(
    "(?:的|那边|这边|那里|这里|那个|这个|那家(?![所院站])|某|有?一?家|有个|一?个(?!体)|境?内|辖区|[(「“])*"
)


def follower(scene: Scene, position: int) -> Mark | None:
    """The mark that a place belongs to, past 的, 一家 and words like 本地."""
    for _ in range(3):
        match = _FILL.match(scene.text, position)
        position = match.end() if match else position
        mark = scene.at(position)
        if mark is None and scene.text[position : position + 1] in ("小", "老", "新"):
            mark = scene.at(position + 1)
        if mark is None:
            return _named(scene, position)
        if mark.kind != "relative":
            return mark
        position = mark.end
    return None


def _named(scene: Scene, position: int) -> Mark | None:
    """The firm or institute whose name begins with the place: 大连化物所, 董家口港区的化工企业."""
    for mark in scene.beginning(position, position + _LONGEST_NAME):
        if mark.kind in ("provider", "self", "form"):
            return mark if is_name(scene.text[position : mark.start]) else None
        if mark.kind not in ("service", "relative"):
            return None
    return None


_LONGEST_NAME = 9


# 律所, 超算中心
_FIRMS = ("所", "中心", "机构", "平台")


def is_provider(scene: Scene, mark: Mark) -> bool:
    """A provider's name, or a service and a company: 产品设计公司."""
    if mark.kind == "form" and mark.value == "team":
        return is_others_team(scene, mark)
    if mark.kind == "provider" or (
        mark.kind == "service" and scene.text.endswith(_FIRMS, mark.start, mark.end)
    ):
        return True
    following = scene.at(mark.end)
    return mark.kind == "service" and following is not None and following.kind in ("self", "provider")
