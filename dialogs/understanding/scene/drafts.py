"""Drafts: days on which a paper was only agreed on or drawn up, and not yet signed or issued."""

from __future__ import annotations

from dialogs.understanding.characters.cues import KNOWN
from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.days.dates import DateMention
from dialogs.understanding.scene.scene import Scene, starting

# 电子版8月15号，纸质盖章件8月18: one report, and two days of it
_FORMS = KNOWN.add("电子版|电子档|扫描件|pdf")
_ELECTRONIC = Pattern("电子[版档]|扫描件|pdf")
_STAMPED = Pattern("纸质|纸版|盖章|盖了章|原件|正本|正式")


def of_two_forms(scene: Scene) -> tuple[DateMention, ...]:
    """The days of a report's electronic form and of the stamped one, where it is told by both."""
    if not scene.cues & _FORMS or len(scene.dates) < 2:
        return ()
    days = [day for form in (_ELECTRONIC, _STAMPED) if (day := _day_of(scene, form)) is not None]
    return tuple(days) if len(days) > 1 and days[0].low != days[1].low else ()


def _day_of(scene: Scene, form: Pattern) -> DateMention | None:
    """The day in the clause that names a form, else in the next."""
    match = form.search(scene.text)
    if match is None:
        return None
    low, high = scene.clause(match.start())
    here = starting(scene.dates, low, high) or starting(scene.dates, *scene.clause(high + 1))
    return here[0] if here else None


_DRAFTED = KNOWN.add("草[签稿拟案]|初[稿版]|样稿|第一[稿版]|意向|讨论稿|口头|谈[好妥成定拢]|说好|商量|框架")
# 草签是3月1日, 初稿10月底给的
_BEFORE = Pattern("(?:草[签稿拟案]|初[稿版]|样稿|第一[稿版]|意向书?|讨论稿|口头)[^,。;?!0-9]{0,6}$")
# 合同去年12月就谈好了
_AFTER = Pattern(
    "(?:就|才|已经?|先|都|都已|早就|那会儿?|左右|的|出|给|发|交|[ ])*"
    "(?:谈[好妥成定拢]|说好|商量|口头|草[签稿拟]|初[稿版]|样稿)(?![^,。;?! ]{0,4}签)"
)

# 22年底签的框架，这次的单子是今年2月签的: there is another contract for what is done.
_FRAME = Pattern("(?:就|才|已经?|先)*(?:签|订|定)[的了下]*(?:是|一?个|一?份)*[^,。;?!0-9 ]{0,4}框架")
_FRAME_BEFORE = Pattern("框架(?:协议|合同)?(?:是|在|于|早|就|[ ])*$")
_THIS_ONE = Pattern(
    "(?:这次|本次|这回|这单|这笔|具体|单项|分项|实际)[^,。;?!0-9]{0,10}?(?=[0-9一二三四五六七八九十今去前]|合同|订单|单子|[签订])"
)


def is_draft(scene: Scene, mention: DateMention) -> bool:
    """Whether the day is that of a draft: the paper itself has another one."""
    if not scene.cues & _DRAFTED:
        return False
    low, high = scene.clause(mention.start)
    if (
        _FRAME.match(scene.text, mention.end, high) or _FRAME_BEFORE.search(scene.text, low, mention.start)
    ) and _THIS_ONE.search(scene.text, mention.end):
        return True
    return (
        _BEFORE.search(scene.text, low, mention.start) is not None
        or _AFTER.match(scene.text, mention.end, high) is not None
    )
