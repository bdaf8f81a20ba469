"""Measures of an enterprise: its revenue and its assets, and its staff, as a message states them."""

from __future__ import annotations

from collections.abc import Iterator

from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.enterprise.staff import staff
from dialogs.understanding.figures.amounts import Amount
from dialogs.understanding.result import Said, Unclear
from dialogs.understanding.scene.scene import Scene, starting
from dialogs.understanding.scene.strangers import is_of_strangers
from dialogs.understanding.topic.topics import Topics
from dialogs.understanding.words.lexicon import Mark
from policy.money import spoken

Found = Said | Unclear


def measures(scene: Scene, topics: Topics) -> Iterator[Found]:
    """Staff, revenue and assets; last year's figures count, two that differ are asked about."""
    if scene.amounts and "other_money" in scene.kinds:
        yield from _sums(scene, topics)
    yield from staff(scene, topics)


# ---- revenue and assets


# What the lexicon calls a sum, and whether it is the fact itself.
_SUMS = {"revenue": "revenue", "sales": "revenue", "assets": "assets"}
_GAP = Pattern(
    "(?:是|为|有|达到?了?|在|做到?了?|完成了?|实现了?|能有|也就|才|就|只有|不过|一年|全年|每年|年度?|上年度?|本年度?|的|总额|总计"
    "|(?:报表|账面?|审计报告|年报)[上里]|规模|合计|数|一共|总共|不到|不足|不?超过|没到|将近|接近|大概|大约|差不多|约|估计|应该|可能|好像"
    "|至少|最多|快|近|正好|刚好|恰好|冲到|涨到|干到|[:( ])*"
)
_LONGEST_LEAD = 24
_OLD = 2  # years after which a figure says nothing of today
_NOT_OURS = Pattern(
    "预计|预期|目标|计划|争取|明年|后年|要求|标准|规定|如果|假如|要是|要不|满足|对方|机构|客户|甲方|乙方"
)
_OF_OTHERS = Pattern("(?:以[上下内]|以?上|以?下)?的?(?:企业|公司|单位|才|就|算|属于|怎么)")


def _sums(scene: Scene, topics: Topics) -> Iterator[Found]:
    found: dict[str, list[tuple[Mark, Amount]]] = {}
    for mark in scene.kinds["other_money"]:
        if mark.value not in _SUMS or topics.covers(mark.start):
            continue
        amount = _measured(scene, mark)
        if amount is not None and not _is_of_others(scene, mark, amount):
            found.setdefault(_SUMS[mark.value], []).append((mark, amount))
    for name, told in found.items():
        (mark, amount), *others = told
        readings = dict.fromkeys(one.reading for _, one in told)
        doubtful = not amount.exact or mark.value == "sales" or _is_old(scene, mark, amount)
        if any(other.low != amount.low for _, other in others):
            yield scene.unclear(name, amount.raw, "或".join(readings))
        elif doubtful:
            options = tuple(scene.option(name, fen, spoken(fen)) for fen in amount.candidates)
            label = scene.label(name)
            yield scene.unclear(
                name,
                amount.raw,
                f"{label} {amount.reading}",
                low=amount.low,
                high=amount.high,
                options=options,
            )
        else:
            yield scene.said(name, amount.low)


def _measured(scene: Scene, mark: Mark) -> Amount | None:
    """The amount right after the word, or else right before it: 营收2300万, 2300万的营收."""
    _, high = scene.clause(mark.start)
    after = starting(scene.amounts, mark.end, high)
    if len(after) > 1 and (last := _of_last_year(scene, mark, after[0], after[1])):
        return last
    if after and _GAP.fullmatch(scene.undated(mark.end, after[0].start)):
        return after[0]
    low, _ = scene.phrase(mark.start)
    before = starting(scene.amounts, low, mark.start)
    if before and scene.text[before[-1].end : mark.start] in ("", "的", "年", "的年"):
        return before[-1]
    return None


def _of_last_year(scene: Scene, mark: Mark, first: Amount, second: Amount) -> Amount | None:
    """前年八百来万，去年做到了1130万: the figure that is asked for."""
    before = "前年" in scene.text[mark.end : first.start]
    return second if before and _LAST_YEAR.fullmatch(scene.text, first.end, second.start) else None


_LAST_YEAR = Pattern(
    "[^,。;?!0-9]{0,3}[,。; ](?:去年|上年度?|上一年)(?:[是有就才]|做?到了?|达到了?|做了|[ ])*"
)


def _is_of_others(scene: Scene, mark: Mark, amount: Amount) -> bool:
    """Whether it is a limit or a plan, or another's: 营收2000万以下的企业, 预计营收."""
    low, _ = scene.phrase(min(mark.start, amount.start))
    low = max(low, mark.start - _LONGEST_LEAD)
    if _NOT_OURS.search(scene.text, low, max(mark.end, amount.start)):
        return True
    if _OF_OTHERS.match(scene.text, max(mark.end, amount.end)):
        return True
    if is_of_strangers(scene, mark.start):
        return True
    here = scene.between(low, mark.start)
    return scene.asks(mark.start) and not any(m.kind == "self" for m in here)


def _is_old(scene: Scene, mark: Mark, amount: Amount) -> bool:
    low, _ = scene.clause(mark.start)
    dated = starting(scene.dates, low, max(mark.end, amount.end))
    return any(d.high.year < scene.today.year - _OLD for d in dated)
