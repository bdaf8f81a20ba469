"""Entries: the years in which an enterprise says to be, or not to be, in the database of 科技型中小企业."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from dialogs.understanding.characters.cues import KNOWN
from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.enterprise.holdings import holding
from dialogs.understanding.result import Said, Unclear
from dialogs.understanding.scene.papers import papers
from dialogs.understanding.scene.scene import Scene, starting
from dialogs.understanding.topic.topics import Topics
from dialogs.understanding.words.lexicon import Mark


class Entry(NamedTuple):
    """A year, and whether the enterprise was in the database then."""

    year: int
    is_in: bool


class Year(NamedTuple):
    """A year named in text[start:end]."""

    start: int
    end: int
    year: int


def entries(scene: Scene, topics: Topics) -> Iterator[Said | Unclear]:
    """2024年入的库, 今年没入: the fact of that year; the present one is told by this year, or by any other."""
    dated = scene.dates or "二" in scene.text or "20" in scene.text
    if not dated and not (scene.asked and (scene.kinds.keys() & _NAMED or scene.cues & _SINCE)):
        return
    told = [t for mark in scene.of_kind("certificate", "entered") for t in _told(scene, mark, topics)]
    listed = _year_by_year(scene)
    years = {t.year for t in listed}
    told = [*listed, *(t for t in (*told, *_later(scene, told)) if t.year not in years)]
    if not told and scene.asked and any(name.startswith("tech_sme") for name in scene.asked.facts):
        told = [t for mention in scene.once(_years) for t in _told_plainly(scene, mention)]
    if told and scene.asked and _COMING.search(scene.text):
        told = [one for one in told if not one.is_in]
    for one in told:
        if f"tech_sme_{one.year}" in scene.facts:
            yield scene.said(f"tech_sme_{one.year}", one.is_in)
    now = [t.is_in for t in told if t.year == scene.today.year]
    plain = [m for m in scene.of_kind("certificate") if m.value == "tech_sme" and not is_dated(scene, m)]
    used = scene.edition is None or "tech_sme" in scene.edition.by_name
    scene.known[is_out_now] = bool(now) and not any(now)
    if now and (used or all(now)):
        yield scene.said("tech_sme", all(now))
    elif (
        used
        and any(t.is_in for t in told)
        and not any(scene.standing(m.start, m.end) == "denied" for m in plain)
    ):
        yield scene.said("tech_sme", True)
    yield from _asked_year(scene, told)


_NAMED = {"entered", "certificate"}


def is_out_now(scene: Scene) -> bool:
    """Whether entries told of the present year only that one is not in."""
    return scene.known.get(is_out_now) is True


def _later(scene: Scene, told: list[Entry]) -> Iterator[Entry]:
    """去年是科小，今年不是了: another year in a clause of its own, after the first."""
    named = told or any(m.value == "tech_sme" for m in scene.of_kind("certificate"))
    years = scene.once(_years) if named else []
    if not years or (told and len(years) < 2 and not scene.cues & _SINCE):
        return
    for mention in years[1:] if told else years:
        low, high = scene.clause(mention.start)
        aside = scene.phrase(mention.start)
        if aside[0] > low and (told or _OF_THEN.match(scene.text, mention.end)):
            low, high = aside  # 就科小这一个 2024年的
        if _IS_LED.fullmatch(scene.text, low, mention.start) and not any(
            m.kind in _OWN_SUBJECT for m in scene.between(low, high)
        ):
            yield from _told_plainly(scene, mention)
    since = _SINCE_THEN.search(scene.text, years[0].end) if told and scene.cues & _SINCE else None
    if since is not None and not scene.asks(since.start()):
        yield Entry(scene.today.year, False)


_SINCE = KNOWN.add("后[面来两几]|之后|以后|再没|往后")
# 22年入过一回，后面两年都没弄
_SINCE_THEN = Pattern(
    "(?:后[面来两几]|之后|以后|往后|再)[^,。;?!]{0,8}?(?:没有?|未|断)(?:人|谁|空)?(?:再|去|管)*(?:弄|入|报|评|续|搞|办|进|申|了)"
)
_IS_LED = Pattern("(?:但是?|不过|可是?|到|而|就|然后|结果|后来|我们|[ ])*")


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
    if any(asked.endswith(f"_{d.low.year}") and _UNKNOWN.match(scene.text, d.end) for d in scene.dates):
        yield scene.said(asked, None)
        return
    years = [one.year for one in told] or [d.low.year for d in scene.dates if d.low.year == d.high.year]
    if years and not any(asked.endswith(f"_{year}") for year in years):
        raw = "、".join(f"{year} 年" for year in dict.fromkeys(years))
        yield scene.unclear(asked, raw, f"说的是 {raw}")
        return
    if match := _COMING.search(scene.text):
        yield scene.unclear(asked, match.group(), f"{scene.label(asked)}还没定")
        return
    others = [m for m in scene.of_kind("certificate") if m.value != "tech_sme"]
    if others and len(others) == len(scene.of_kind("certificate")) and _ONLY.match(scene.text):
        raw = scene.text[others[0].start : others[0].end]
        yield scene.unclear(asked, raw, f"说的是{raw}")  # 有，高企
        return
    for mark in scene.of_kind("entered") if not told else ():
        if scene.doubts(mark.start):
            continue
        if _is_either(scene, mark) or scene.standing(mark.start, mark.end) == "hedged":
            yield scene.unclear(asked, scene.text, f"{scene.label(asked)}，不能肯定")
            return
        yield scene.said(asked, not _is_out(scene, mark))
    for mark in scene.of_kind("certificate") if not told and "entered" not in scene.kinds else ():
        if mark.value == "tech_sme" and not scene.asks(mark.start) and holding(scene, mark) == "denied":
            yield scene.said(asked, False)


_ONLY = Pattern("(?:有的?|是的?|对|嗯+)[, ]+(?!还有|也|都|而且)")
# 下个月入库, 网上说要入库, 今年还在评: nothing that holds yet.
_COMING = Pattern(
    "(?:下个?[周月]|下半年|明年|马上|即将|快要?|准备|打算|正在?|还在|[说讲]要)[^,。;?!]{0,4}(?:入|评|报|申|办|弄|公示)"
)
# 今年弄没弄我不清楚
_UNKNOWN = Pattern(
    "[^,。;?!]{0,10}(?:不清楚|不知道|不晓得|不记得|记不(?:清|得)|说不(?:准|清)|没问过)(?:了|的)?(?=$|[,。;!])"
)


def _is_either(scene: Scene, mark: Mark) -> bool:
    """Whether it is said both ways: 到底入没入我也说不好."""
    start = mark.start
    return scene.text[start] in "没未" and start > 0 and scene.text[start - 1] == scene.text[start + 1]


def _told(scene: Scene, mark: Mark, topics: Topics) -> Iterator[Entry]:
    year = _year_beside(scene, mark)
    if year is None or topics.covers(mark.start) or scene.asks(mark.start) or scene.doubts(mark.start):
        return
    if mark.kind == "entered" and _is_either(scene, mark):
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
        or scene.text.startswith(("失败", "没成", "没通过", "不成"), mark.end)
        or before in ("没", "未")
        or (scene.standing(mark.start, mark.end) == "denied")
    )


_DOING = "弄入报评续搞办进申"
# 弄没弄 asks.
_NOT_DONE = "|".join(f"(?<!{verb})(?:没有?|未){verb}" for verb in _DOING)
_HAS = Pattern(
    "(?:的|也|都|还|就)*(?:(?P<out>没有?|不在|未|不是|忘|漏|断)|有|在|是|入|评)"
    f"|(?:[^,。;?!没不未]{{0,8}}?)(?P<left>{_NOT_DONE}|(?:没有?|未)(?:再|能|去|给|来得及|顾上)[{_DOING}]|断了|忘了|漏了|忘[记了]?[交报填弄提续搞办]|(?:[填报弄]了?一半))(?!吗|没|下来|出来|好|完)"
    "|(?:[也又还都照样接着刚]){0,3}(?:(?:报|申报|申请|填)了[也又就都]?)?(?:批|过|通过|评上|报上|续上|弄上|弄好|办好|进|续)了(?!吗|没|期)"
    # 2024的是6月那批, 今年的七月才公告
    "|的?就?是[^,。;?!没不未等]{1,8}(?:那一?批|[入评发]的|公告的?|下来的)(?=$|[,。;! ])"
    "|的?(?:[0-9一二三四五六七八九十]{1,3}月份?)?(?:才|刚|也|就|已经?)+(?:公告|入库?|评上|下来|批|拿到)"
    "(?:了|的)?(?=$|[,。;! ])"
)


_PAPERS = ("invoice", "contract", "result", "service")
# 就科小这一个 2024年的
_OF_THEN = Pattern("(?:度|份)?(?:新|刚)?(?:[入评认]|入库|认定|拿|办|公告)?的(?:那批|那一批)?(?=$|[,。;!])")
# 科小23年24年都入了
_ALL_IN = Pattern("(?:也)?(?:都|全)(?:有|在|是|入|评|报|续|过)(?!没|不|吗)")


def _year_by_year(scene: Scene) -> list[Entry]:
    """科小2023年有2024年没报: one phrase that goes through the years."""
    if len(scene.dates) < 2:
        return []
    named = scene.once(_years)
    for mark in scene.of_kind("certificate"):
        low, high = scene.phrase(mark.start)
        years = starting(named, low, high) if mark.value == "tech_sme" else ()
        if len(years) > 1 and _ALL_IN.match(scene.text, years[-1].end) and not scene.asks(mark.start):
            return [Entry(mention.year, True) for mention in years]
        found = [t for mention in years for t in _told_plainly(scene, mention)] if len(years) > 1 else []
        if len(found) == len(years) > 1:
            return found
    return []


def _years(scene: Scene) -> list[Year]:
    """The years that a message names in order, those without 年 too: 2023年有编号，2024的忘了弄."""
    named: list[Year] = []
    for d in scene.dates:
        low, _ = scene.phrase(d.start)
        of_another = (
            named and named[-1].start >= low and _MONTH.match(scene.text, d.start)
        )  # 去年的是11月才下来
        if d.low.year == d.high.year and not of_another:
            named.append(Year(d.start, d.end, d.low.year))
    if "20" not in scene.text:
        return named
    bare = [Year(*match.span(), int(match.group())) for match in _BARE_YEAR.finditer(scene.text)]
    dated = {year.start for year in named}
    return sorted([*named, *(year for year in bare if year.start not in dated)]) if bare else named


_MONTH = Pattern("[0-9一二三四五六七八九十]{1,3} ?[月号日]")
_BARE_YEAR = Pattern("(?<![0-9.年/·-])20[12][0-9](?=的(?!票|发票|合同|单|报告)|那[年批个])")


def _told_plainly(scene: Scene, mention: Year) -> Iterator[Entry]:
    """去年有，今年没有."""
    match = _HAS.match(scene.text, mention.end)
    if match is None and scene.kinds.keys().isdisjoint(_PAPERS) and _OF_THEN.match(scene.text, mention.end):
        yield Entry(mention.year, True)
    if match:
        yield Entry(mention.year, match["out"] is None and match["left"] is None)


def is_dated(scene: Scene, mark: Mark) -> bool:
    """Whether the phrase that names the certificate dates it."""
    return _year_beside(scene, mark) is not None


def _year_beside(scene: Scene, mark: Mark) -> int | None:
    """The year in the phrase of a mark that is not the date of some paper."""
    low, high = scene.phrase(mark.start)
    if match := _SPOKEN.search(scene.text, low, high) if "二" in scene.text else None:
        return 2020 + "〇一二三四五六七八九".index(match[1])
    if "20" in scene.text and (match := _BARE.search(scene.text, low, scene.clause(mark.start)[1])):
        return int(match[1] or match[2])
    if mark.value == "tech_sme" and (match := _SHORT.search(scene.text, low, mark.start)):
        return 2000 + int(match[1])
    if not scene.dates:
        return None
    here = [d for d in starting(scene.dates, low, high) if d.low.year == d.high.year]
    tied = scene.once(_tied) if here else frozenset()
    here = [d for d in here if d.start < mark.end or _GOES_ON.match(scene.text, d.end)]
    unbound = [found for found in here if found.start not in tied]
    free = unbound[0] if unbound else None
    if mark.kind == "entered" and len(unbound) > 1:
        # 去年有今年没续上: the last one before it
        free = next((found for found in reversed(unbound) if found.end <= mark.start), free)
    return None if free is None or free.impossible else free.low.year


# 科小2024有, 2024科小: the year without 年, right beside the certificate.
_BARE = Pattern(
    "(?:科小|科技型中小企业|科技型)(?:证书?|入库|编号|的|有|是)? ?[:(]? ?(20[12][0-9])(?![0-9年.·/万元人块多号w-]| ?万)"
    "|(?<![0-9.年/-])(20[12][0-9]) ?(?:的|度|版)?(?:科小|科技型中小企业)"
)
# 科小今年刚入; but 是科技型中小企业今年四月份在西安做了检测 is about another thing.
_GOES_ON = Pattern(
    "(?:(?:年?[初底末]|上半年|下半年|[0-9一二三四五六七八九十]+月份?)?(?:刚刚?|才|又|也|都|就|已经?|新|我们?|咱们?|俺们?|公司|给|被|还"
    "|倒|却|可|再|说|应该|可能|好像|确实|是|一直|压根|根本|正|在|全)*"
    "(?:科小|科技型|入|评|批|下来|通过|办|弄|搞|有(?!个)|在库|续|没|未|不|断|掉|忘|漏|库"
    "|认定|报|取得|拿|过|申|进|编号|资格|年度|版|证|公示|名单|复|登|备|续|到期|过期|取消|的))"
    "|[^,。;?!]{0,8}(?:漏报|(?:没|忘记?|忘了)(?:报|入|评|弄|续|办)|错过|没赶上)"
    "|[^,。;?!]{0,1}(?:$|[,。;!? 、)）])"
)
# 我们是崂山的24科小
_SHORT = Pattern("(?<![0-9.年月/-])(2[0-9])$")
# 二四年: two figures by word, where a certificate is told by its year.
_SPOKEN = Pattern("(?<![一二三四五六七八九十百0-9])二([〇一二三四五六])年(?![前后以之来多内期])")


def _tied(scene: Scene) -> frozenset[int]:
    """Where the dates of papers begin."""
    return frozenset(paper.mention.start for paper in scene.once(papers) if paper.marks)
