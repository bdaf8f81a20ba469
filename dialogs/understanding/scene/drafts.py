"""Drafts: days on which a paper was only agreed on or drawn up, and not yet signed or issued."""

from __future__ import annotations

from dialogs.understanding.characters.cues import KNOWN
from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.days.dates import DateMention
from dialogs.understanding.scene.scene import Scene

_DRAFTED = KNOWN.add("草[签稿拟案]|初[稿版]|样稿|第一[稿版]|意向|讨论稿|口头|谈[好妥成定拢]|说好|商量")
# 草签是3月1日, 初稿10月底给的
_BEFORE = Pattern("(?:草[签稿拟案]|初[稿版]|样稿|第一[稿版]|意向书?|讨论稿|口头)[^,。;?!0-9]{0,6}$")
# 合同去年12月就谈好了
_AFTER = Pattern(
    "(?:就|才|已经?|先|都|都已|早就|那会儿?|左右|的|出|给|发|交|[ ])*"
    "(?:谈[好妥成定拢]|说好|商量|口头|草[签稿拟]|初[稿版]|样稿)(?![^,。;?! ]{0,4}签)"
)


def is_draft(scene: Scene, mention: DateMention) -> bool:
    """Whether the day is that of a draft: the paper itself has another one."""
    if not scene.cues & _DRAFTED:
        return False
    low, high = scene.clause(mention.start)
    return (
        _BEFORE.search(scene.text, low, mention.start) is not None
        or _AFTER.match(scene.text, mention.end, high) is not None
    )
