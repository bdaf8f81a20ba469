"""Claims: what a message says of the enterprise: certificates, tenancy, legal form, size, and what was done."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from dialogs.understanding.dates import DateMention
from dialogs.understanding.lexicon import Mark
from dialogs.understanding.patterns import Pattern
from dialogs.understanding.result import Said, Unclear
from dialogs.understanding.scene import Scene
from dialogs.understanding.topics import Topics

Found = Said | Unclear


def claims(scene: Scene, topics: Topics) -> Iterator[Found]:
    """Every claim, and what is only hinted at; a fact claimed both ways is not clear."""
    found: dict[str, Found] = {}
    for claim in _all(scene, topics):
        known = found.get(claim.name)
        if isinstance(known, Said) and isinstance(claim, Said) and known.value != claim.value:
            found[claim.name] = scene.unclear(claim.name, scene.label(claim.name), "前后两种说法")
        elif known is None or isinstance(claim, Unclear):
            found[claim.name] = claim
    yield from found.values()


def _all(scene: Scene, topics: Topics) -> Iterator[Found]:
    yield from _years(scene, topics)
    for mark in scene.marks:
        if mark.kind in _READERS and not topics.covers(mark.start):
            yield from _READERS[mark.kind](scene, mark)


# ---- certificates and tenancy


_JOINED = Pattern("(?:、|和|与|跟|以及|及|还有|也|,| |这|两个|都)*")
_REQUIRED_GAP = 4


def _certificate(scene: Scene, mark: Mark) -> Iterator[Found]:
    if mark.value == "tech_sme" and _year_told(scene, mark):
        if scene.standing(mark.start, mark.end) == "lapsed":
            yield scene.said("tech_sme", False)
        return
    if not _is_required(scene, mark):
        yield from _claim(scene, mark, mark.value)


def _claim(scene: Scene, mark: Mark, name: str) -> Iterator[Found]:
    """What is claimed of one bool fact named in the text."""
    raw = scene.text[mark.start : mark.end]
    together = _together(scene, mark)
    stands = together or scene.standing(mark.start, mark.end)
    if stands == "held":
        yield scene.said(name, True)
    elif stands in ("denied", "lapsed"):
        yield scene.said(name, False)
    elif stands == "pending":
        yield scene.unclear(name, raw, f"{scene.label(name)}还在办")
    elif stands == "hedged":
        yield scene.unclear(name, raw, f"{scene.label(name)}不能肯定")


def _together(scene: Scene, mark: Mark) -> str | None:
    """What is said of a whole list: 高企和专精特新都没有."""
    end = mark.end
    for following in scene.marks:
        if following.start < end:
            continue
        if not _JOINED.fullmatch(scene.text[end : following.start]):
            return None
        if following.kind in ("both_yes", "both_no"):
            return "held" if following.kind == "both_yes" else "denied"
        if following.kind != mark.kind:
            return None
        end = following.end
    return None


def _is_required(scene: Scene, mark: Mark) -> bool:
    """Whether it is asked if one must have it: 需要是高企吗."""
    return any(
        m.kind == "required" and m.end <= mark.start <= m.end + _REQUIRED_GAP for m in scene.marks
    ) and not _JOINED.fullmatch(scene.text[: mark.start])


def _tenancy(scene: Scene, mark: Mark) -> Iterator[Found]:
    yield from _claim(scene, mark, mark.value)


def _tenancy_unclear(scene: Scene, mark: Mark) -> Iterator[Found]:
    """An incubator whose level is not said; none at all is none of any level."""
    for claim in _claim(scene, mark, mark.value):
        if isinstance(claim, Said) and claim.value is True and not scene.wants(mark.value):
            raw = scene.text[mark.start : mark.end]
            yield scene.unclear(mark.value, raw, "没有说是省级以上还是市级的")
        else:
            yield claim


def _tenancy_other(scene: Scene, mark: Mark) -> Iterator[Found]:
    if scene.standing(mark.start, mark.end) == "held":
        yield scene.said(mark.value, False)


# ---- legal form and size


# 在运城有分公司: the one who has a branch is not one.
_OWNS = Pattern("(?:有|设了|设有|开了|成立了)(?:一个|一家|个|家)?$")


def _form(scene: Scene, mark: Mark) -> Iterator[Found]:
    if mark.value == "branch" and _OWNS.search(scene.text[max(0, mark.start - 4) : mark.start]):
        return
    if mark.value == "team" or scene.standing(mark.start, mark.end) == "held":
        yield scene.said("legal_form", mark.value)


_DEFINED = Pattern("[^,。;?! ]{0,4}(?:标准|是什么|怎么|如何|区别|划分)")


def _size(scene: Scene, mark: Mark) -> Iterator[Found]:
    if not _DEFINED.match(scene.text, mark.end) and scene.standing(mark.start, mark.end) == "held":
        yield scene.said("size_class", mark.value)


_SIZE_LEAD = Pattern("(?:我们|公司|企业|是|属于|算|属|按|划为|规模|的|高企|[ ,])*")
_SIZE_TAIL = Pattern("(?:的|企业|公司|规模|那种|那类|吧|[ ])*")


def _size_alone(scene: Scene, mark: Mark) -> Iterator[Found]:
    low, high = scene.phrase(mark.start)
    lead, tail = scene.text[low : mark.start], scene.text[mark.end : high]
    beside = any(m.end == mark.start and m.kind == "certificate" for m in scene.marks)
    if (beside or _SIZE_LEAD.fullmatch(lead)) and _SIZE_TAIL.fullmatch(tail):
        yield from _size(scene, mark)


_SIZE_NAMES = {"micro": "微型", "small": "小型", "medium": "中型"}


def _size_unclear(scene: Scene, mark: Mark) -> Iterator[Found]:
    if _DEFINED.match(scene.text, mark.end) or scene.standing(mark.start, mark.end) != "held":
        return
    raw = scene.text[mark.start : mark.end]
    if mark.value == "tax":
        yield scene.unclear("size_class", raw, "税务上的小型微利企业与统计上的规模不是一回事")
        return
    sizes = mark.value.split()
    options = tuple(scene.option("size_class", size, _SIZE_NAMES[size]) for size in sizes)
    yield scene.unclear(
        "size_class", raw, "、".join(o.label for o in options) + "里的哪一类", options=options
    )


# ---- what an edition asks beside


def _statement(scene: Scene, mark: Mark) -> Iterator[Found]:
    name, _, value = mark.value.partition(" ")
    fact = scene.facts.get(name)
    if name == "finished" and value == "no" and "completed" in scene.facts:
        yield scene.said("completed", False)
    if name == "payment" and value == "part" and fact is None:
        yield scene.unclear("fee_paid", scene.text[mark.start : mark.end], "只付了一部分")
    if fact is None or scene.asks(mark.start):
        return
    if value not in ("yes", "no"):
        yield scene.said(name, value)
        return
    before = scene.text[max(0, mark.start - 3) : mark.start]
    if before.endswith(("不", "没", "没有", "未", "是否", "是不是", "有没有")):
        return
    yield scene.said(name, value == "yes")


_DONE = Pattern("了|过|好|有|已|完成|通过|没问题|齐")


def _subject(scene: Scene, mark: Mark) -> Iterator[Found]:
    if mark.value not in scene.facts or scene.asks(mark.start):
        return
    stands = scene.standing(mark.start, mark.end)
    low, high = scene.phrase(mark.start)
    around = scene.text[low : mark.start] + scene.text[mark.end : high]
    if stands == "denied" or (stands == "pending" and "没" in around):
        yield scene.said(mark.value, False)
    elif stands == "held" and _DONE.search(around):
        yield scene.said(mark.value, True)


# ---- the yearly database of 科技型中小企业


class _Told(NamedTuple):
    year: int
    is_in: bool


def _years(scene: Scene, topics: Topics) -> Iterator[Found]:
    """2024年入的库, 今年没入: the fact of that year; the present one is told by this year, or by any other."""
    if not scene.dates and not (scene.asked and scene.of_kind("entered")):
        return
    told = [t for mark in scene.of_kind("certificate", "entered") for t in _told(scene, mark, topics)]
    if not told and scene.asked and any(name.startswith("tech_sme") for name in scene.asked.facts):
        told = [t for mention in scene.dates for t in _told_plainly(scene, mention)]
    for one in told:
        if f"tech_sme_{one.year}" in scene.facts:
            yield scene.said(f"tech_sme_{one.year}", one.is_in)
    now = [t.is_in for t in told if t.year == scene.today.year]
    plain = [m for m in scene.of_kind("certificate") if m.value == "tech_sme" and not _year_told(scene, m)]
    if now:
        yield scene.said("tech_sme", all(now))
    elif any(t.is_in for t in told) and not any(scene.standing(m.start, m.end) == "denied" for m in plain):
        yield scene.said("tech_sme", True)
    yield from _asked_year(scene, told)


def _asked_year(scene: Scene, told: list[_Told]) -> Iterator[Found]:
    """Asked about one year, another year's entry leaves it open; 入了 without a year is the answer."""
    asked = (
        next((name for name in scene.asked.facts if name.startswith("tech_sme_")), None)
        if scene.asked
        else None
    )
    if asked is None or any(asked == f"tech_sme_{one.year}" for one in told):
        return
    if told:
        raw = "、".join(f"{one.year} 年" for one in told)
        yield scene.unclear(asked, raw, f"说的是 {raw}")
    for mark in scene.of_kind("entered") if not told else ():
        yield scene.said(asked, not _is_out(scene, mark))


def _told(scene: Scene, mark: Mark, topics: Topics) -> Iterator[_Told]:
    year = _year_beside(scene, mark)
    if year is None or topics.covers(mark.start) or scene.asks(mark.start):
        return
    if mark.kind == "entered":
        asked = scene.asked is not None and any(name.startswith("tech_sme") for name in scene.asked.facts)
        if asked or any(m.value == "tech_sme" for m in scene.of_kind("certificate")):
            yield _Told(year, not _is_out(scene, mark))
    elif mark.value == "tech_sme":
        stands = scene.standing(mark.start, mark.end)
        entered = [m for m in scene.of_kind("entered") if scene.phrase(m.start) == scene.phrase(mark.start)]
        if stands in ("held", "denied") and not entered:
            yield _Told(year, stands == "held")


def _is_out(scene: Scene, mark: Mark) -> bool:
    """Whether it is said that one did not get in."""
    before = scene.text[mark.start - 1 : mark.start]
    return (
        scene.text[mark.start] in "没未"
        or before in ("没", "未")
        or (scene.standing(mark.start, mark.end) == "denied")
    )


_HAS = Pattern("(?:的|也|都|还|就)*(?:(?P<out>没有?|不在|未|不是)|有|在|是)")


def _told_plainly(scene: Scene, mention: DateMention) -> Iterator[_Told]:
    """去年有，今年没有."""
    match = _HAS.match(scene.text, mention.end)
    if match and mention.low.year == mention.high.year:
        yield _Told(mention.low.year, match["out"] is None)


def _year_told(scene: Scene, mark: Mark) -> bool:
    """Whether the phrase that names the certificate dates it."""
    return _year_beside(scene, mark) is not None


def _year_beside(scene: Scene, mark: Mark) -> int | None:
    low, high = scene.phrase(mark.start)
    for found in scene.dates:
        if low <= found.start < high and found.low.year == found.high.year and not found.impossible:
            return found.low.year
    return None


_READERS = {
    "certificate": _certificate,
    "tenancy": _tenancy,
    "tenancy_unclear": _tenancy_unclear,
    "tenancy_other": _tenancy_other,
    "form": _form,
    "size": _size,
    "size_alone": _size_alone,
    "size_unclear": _size_unclear,
    "statement": _statement,
    "subject": _subject,
}
