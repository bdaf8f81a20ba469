"""Loose days: which of the days that hang on no paper answer the open question."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.days.dates import DateMention
from dialogs.understanding.scene.scene import Scene

# 一张7月2 一张7月26, 最早那张是5月6号
_ONE_OF = Pattern(
    "(?:[一二两三]|另外?一?|还有一|[头后]一|第[一二三]|最[早晚后先](?:的|那|一|那一)?)[张份个次笔版]?(?:是|在|的|[ ])*$"
)
_OF_FEAST = timedelta(10)
# 她今天休年假, 我今天不在单位; but not 会计昨天刚开的, 我昨天拿到的
_SOMEBODY = Pattern("(?:[她他我咱俺]们?|会计|财务|出纳|老板|领导|同事|人家)(?:也|都|就|又|正好|刚好)?$")
_DOES = Pattern("(?:才|刚|就|又|给|去|把票?|已经?|[ ])*[开签出盖拿收发寄补打取领办弄做交付]")
# 明天翻了票告诉你
_LOOKS = Pattern("(?:我|再|去|先|就|才|给你|帮你|上班)*(?:翻|查|看|问|找|瞅|核对|告诉|回复|回你)")
_DAYS = ("今天", "今儿", "明天", "明儿", "昨天", "昨儿", "这几天", "这两天", "前几天")


def answering(scene: Scene, days: Sequence[DateMention]) -> Sequence[DateMention]:
    """The day that answers, all of them where each is said to be one of several, or none."""
    days = [day for day in days if not _is_of_somebody(scene, day)]
    if len(days) < 2:
        return days
    exact = [day for day in days if day.exact]
    if len(exact) == 1 and all(day is exact[0] or _is_told_by(day, exact[0]) for day in days):
        return exact  # 10月8号，国庆收假头一天
    listed = all(_ONE_OF.search(scene.text, scene.phrase(day.start)[0], day.start) for day in days)
    return days if listed else ()


def _is_of_somebody(scene: Scene, day: DateMention) -> bool:
    """Whether it is only when somebody is away or will look."""
    return (
        day.raw.startswith(_DAYS)
        and _DOES.match(scene.text, day.end) is None
        and (
            _SOMEBODY.search(scene.text, scene.phrase(day.start)[0], day.start) is not None
            or _LOOKS.match(scene.text, day.end) is not None
        )
    )


def _is_told_by(vague: DateMention, day: DateMention) -> bool:
    """Whether a feast or a span only says where in the year the day is."""
    if vague.start < day.start or vague.impossible:
        return False
    if vague.bound != "on":
        return vague.low <= day.low <= vague.high
    return vague.low - _OF_FEAST <= day.low <= vague.high + _OF_FEAST
