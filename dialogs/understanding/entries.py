"""Entries: the years in which an enterprise says to be, or not to be, in the database of 科技型中小企业."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from dialogs.understanding.dates import DateMention
from dialogs.understanding.holdings import holding
from dialogs.understanding.lexicon import Mark
from dialogs.understanding.papers import papers
from dialogs.understanding.patterns import Pattern
from dialogs.understanding.result import Said, Unclear
from dialogs.understanding.scene import Scene, starting
from dialogs.understanding.topics import Topics


class Entry(NamedTuple):
    """A year, and whether the enterprise was in the database then."""

    year: int
    is_in: bool


def entries(scene: Scene, topics: Topics) -> Iterator[Said | Unclear]:
    """2024年入的库, 今年没入: the fact of that year; the present one is told by this year, or by any other."""
    dated = scene.dates or "二" in scene.text or "20" in scene.text
    if not dated and not (scene.asked and scene.of_kind("entered")):
        return
    told = [t for mark in scene.of_kind("certificate", "entered") for t in _told(scene, mark, topics)]
    told = _year_by_year(scene) or [*told, *_later(scene, told)]
    if not told and scene.asked and any(name.startswith("tech_sme") for name in scene.asked.facts):
        told = [t for mention in scene.dates for t in _told_plainly(scene, mention)]
    for one in told:
        if f"tech_sme_{one.year}" in scene.facts:
            yield scene.said(f"tech_sme_{one.year}", one.is_in)
    now = [t.is_in for t in told if t.year == scene.today.year]
    plain = [m for m in scene.of_kind("certificate") if m.value == "tech_sme" and not is_dated(scene, m)]
    used = scene.edition is None or "tech_sme" in scene.edition.by_name
    if now and (used or all(now)):
        yield scene.said("tech_sme", all(now))
    elif (
        used
        and any(t.is_in for t in told)
        and not any(scene.standing(m.start, m.end) == "denied" for m in plain)
    ):
        yield scene.said("tech_sme", True)
    yield from _asked_year(scene, told)


def _later(scene: Scene, told: list[Entry]) -> Iterator[Entry]:
    """去年是科小，今年不是了: another year in a clause of its own, after the first."""
    if not told or len(scene.dates) < 2:
        return
    for mention in scene.dates[1:]:
        low, high = scene.clause(mention.start)
        if low == mention.start and not any(m.kind in _OWN_SUBJECT for m in scene.between(low, high)):
            yield from _told_plainly(scene, mention)


_OWN_SUBJECT = (
    "certificate",
    "entered",
    "service",
    "pay",
    "invoice",
    "contract",
    "granted",
    "granted_none",
    "voucher",
)


def _asked_year(scene: Scene, told: list[Entry]) -> Iterator[Said | Unclear]:
    """Asked about one year, another year's entry leaves it open; 入了 without a year is the answer."""
    names = scene.asked.facts if scene.asked else ()
    asked = next((name for name in names if name.startswith("tech_sme_")), None)
    if asked is None or any(asked == f"tech_sme_{one.year}" for one in told):
        return
    if told:
        raw = "、".join(f"{year} 年" for year in dict.fromkeys(one.year for one in told))
        yield scene.unclear(asked, raw, f"说的是 {raw}")
    for mark in scene.of_kind("entered") if not told else ():
        if scene.doubts(mark.start):
            continue
        yield scene.said(asked, not _is_out(scene, mark))


def _told(scene: Scene, mark: Mark, topics: Topics) -> Iterator[Entry]:
    year = _year_beside(scene, mark)
    if year is None or topics.covers(mark.start) or scene.asks(mark.start) or scene.doubts(mark.start):
        return
    if mark.kind == "entered":
        asked = scene.asked is not None and any(name.startswith("tech_sme") for name in scene.asked.facts)
        ours = scene.edition is not None and f"tech_sme_{year}" in scene.edition.by_name
        if asked or ours or any(m.value == "tech_sme" for m in scene.of_kind("certificate")):
            yield Entry(year, not _is_out(scene, mark))
    elif mark.value == "tech_sme":
        stands = holding(scene, mark)
        low, high = scene.phrase(mark.start)
        entered = any(m.kind == "entered" for m in scene.beginning(low, high))
        if stands in ("held", "denied") and not entered:
            yield Entry(year, stands == "held")
        elif stands == "lapsed" and year == scene.today.year and not entered:
            yield Entry(year, False)


def _is_out(scene: Scene, mark: Mark) -> bool:
    """Whether it is said that one did not get in."""
    before = scene.text[mark.start - 1 : mark.start]
    return (
        scene.text[mark.start] in "没未忘断漏错"
        or before in ("没", "未")
        or (scene.standing(mark.start, mark.end) == "denied")
    )


_HAS = Pattern("(?:的|也|都|还|就)*(?:(?P<out>没有?|不在|未|不是|忘|漏|断)|有|在|是|入|评)")


def _year_by_year(scene: Scene) -> list[Entry]:
    """科小2023年有2024年没报: one phrase that goes through the years."""
    if len(scene.dates) < 2:
        return []
    for mark in scene.of_kind("certificate"):
        low, high = scene.phrase(mark.start)
        years = starting(scene.dates, low, high) if mark.value == "tech_sme" else ()
        found = [t for mention in years for t in _told_plainly(scene, mention)] if len(years) > 1 else []
        if len(found) == len(years) > 1:
            return found
    return []


def _told_plainly(scene: Scene, mention: DateMention) -> Iterator[Entry]:
    """去年有，今年没有."""
    match = _HAS.match(scene.text, mention.end)
    if match and mention.low.year == mention.high.year:
        yield Entry(mention.low.year, match["out"] is None)


def is_dated(scene: Scene, mark: Mark) -> bool:
    """Whether the phrase that names the certificate dates it."""
    return _year_beside(scene, mark) is not None


def _year_beside(scene: Scene, mark: Mark) -> int | None:
    """The year in the phrase of a mark that is not the date of some paper."""
    low, high = scene.phrase(mark.start)
    if match := _SPOKEN.search(scene.text, low, high) if "二" in scene.text else None:
        return 2020 + "〇一二三四五六七八九".index(match[1])
    if "20" in scene.text and (match := _BARE.search(scene.text, low, high)):
        return int(match[1] or match[2])
    if not scene.dates:
        return None
    here = [d for d in starting(scene.dates, low, high) if d.low.year == d.high.year]
    tied = scene.once(_tied) if here else frozenset()
    free = next((found for found in here if found.start not in tied), None)
    return None if free is None or free.impossible else free.low.year


# 科小2024有, 2024科小: the year without 年, right beside the certificate.
_BARE = Pattern(
    "(?:科小|科技型中小企业|科技型)(?:证书?|入库|编号|的|有|是)? ?[:(]? ?(20[12][0-9])(?![0-9年.·/万元人块多号w-]| ?万)"
    "|(?<![0-9.年/-])(20[12][0-9]) ?(?:的|度|版)?(?:科小|科技型中小企业)"
)
# 二四年: two figures by word, where a certificate is told by its year.
_SPOKEN = Pattern("(?<![一二三四五六七八九十百0-9])二([〇一二三四五六])年(?![前后以之来多内期])")


def _tied(scene: Scene) -> frozenset[int]:
    """Where the dates of papers begin."""
    return frozenset(paper.mention.start for paper in scene.once(papers) if paper.marks)
