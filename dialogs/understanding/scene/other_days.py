"""Other days: those of a licence, of a term, and of papers still to come, which are no paper's own."""

from __future__ import annotations

from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.days.dates import DateMention
from dialogs.understanding.scene.scene import Scene
from dialogs.understanding.words.lexicon import Mark

# 证书2023年10月16发的，不是发票
_LICENCE = Pattern("(?:证书?|执照|牌照|资质|成立|注册|开业)(?:是|在|于|的|日期|时间)*$")


def is_of_licence(scene: Scene, mention: DateMention) -> bool:
    """Whether a day is that on which a licence was given, or the firm founded."""
    return _LICENCE.search(scene.text, scene.clause(mention.start)[0], mention.start) is not None


# 合同期限是3月1日到12月31日
_TERM = Pattern("(?:的?(?:期限|周期|期间|有效期|履行期|服务期|工期)|期(?!间))")


def is_term(scene: Scene, mark: Mark, mention: DateMention) -> bool:
    """Whether a day is that on which the term of a contract begins."""
    return mark.end <= mention.start and _TERM.match(scene.text, mark.end) is not None


# 合同准备下月1号签
_PLANNED = Pattern("(?:准备|打算|计划|答应|承诺|争取)(?:在|于|是|了|到|好|[ ])*$")
_ASKS_LEAVE = Pattern("[^,。;]{0,8}(?:行不行|可不可以|可以[吗不]|行[吗么不]|来得及|成不成|能不能)")
_LATER = Pattern("(?:那天|左右|之?[前后]|以[前后]|[ ])*(?:才能?|再|才会)")


def is_planned(scene: Scene, mention: DateMention) -> bool:
    """Whether the paper is still to come: 合同准备下月1号签, 发票下月5号才能开."""
    if _PLANNED.search(scene.text, scene.clause(mention.start)[0], mention.start):
        return True
    if mention.low <= scene.today:
        return False
    return any(p.match(scene.text, mention.end) is not None for p in (_LATER, _ASKS_LEAVE))
