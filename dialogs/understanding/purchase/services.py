"""Services: what was bought, and not what an enterprise does itself, owns, or names in passing."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import zip_longest
from typing import NamedTuple

from dialogs.understanding.characters.cues import KNOWN
from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.enterprise.filings import is_bought
from dialogs.understanding.enterprise.statements import hides
from dialogs.understanding.enterprise.trades import is_traded
from dialogs.understanding.purchase.commissions import commissioned, made_for
from dialogs.understanding.purchase.hints import BESIDE, OF_PAPERS, SEARCHES, deeds, hints
from dialogs.understanding.scene.scene import Scene
from dialogs.understanding.scene.unbought import (
    PURCHASE,
    contracts_for,
    is_aside,
    is_asset,
    is_byname,
    is_paid_for,
    is_trade,
)
from dialogs.understanding.scene.unlisted import unlisted
from dialogs.understanding.topic.topics import Topics
from dialogs.understanding.words.lexicon import Mark
from dialogs.understanding.words.lexicon import marks as marks_of

# The kinds of phrases that can say what was bought.
KINDS = frozenset(
    {
        "statement",
        "certificate",
        "service",
        "mandatory",
        "work",
        "service_hint",
        "trace",
        "deed",
        "unlisted",
        "goods",
        "provider",
    }
)


# What speaks of a purchase beside another subsidy.
_BOUGHT = frozenset({*PURCHASE, "voucher", "fee", "mandatory"})


class Service(NamedTuple):
    """A service where it is first named, and the mark that says what it is."""

    start: int
    end: int
    mark: Mark


def services(scene: Scene, topics: Topics) -> list[Service]:
    """The services in order of mention, each kind once.

    What is done to a thing tells only where no service is named, and a hint only where no deed does.
    """
    if (other := unlisted(scene)) is not None:
        return [Service(other.start, other.end, other)]
    if topics.off_topic and not scene.amounts and scene.kinds.keys().isdisjoint(_BOUGHT):
        return []  # 技能培训补贴还报不报，我们培训了四十个焊工
    made = commissioned(scene) if topics.off_topic is None else []
    if not made and scene.kinds.keys().isdisjoint(KINDS) and not scene.cues & SEARCHES:
        return []
    if scene.wants("industry") and not scene.amounts and scene.kinds.keys().isdisjoint(PURCHASE):
        return []  # 执照上写的是技术推广服务
    if scene.wants("staff") and not scene.amounts and scene.kinds.keys().isdisjoint(PURCHASE):
        return []  # 27人，其中软件开发的占一半
    named = scene.of_kind("service", "mandatory", "work")
    named = sorted([*named, *signed]) if (signed := contracts_for(scene)) else named
    if "statement" in scene.kinds:
        named = sorted([*named, *_contracted(scene)])
    if made:
        named = [n for n in named if n.kind != "work" or not any(_meet(n, m) for m in made)]
        named = [n for n in named if not any(m.start <= n.start and n.end <= m.end for m in made)]
        named = sorted([*named, *(m for m in made if not any(_meet(n, m) for n in named))])
    marks = [
        _licensed(scene, m)
        for m in map(partial(made_for, scene), _heads(scene, named))
        if _is_meant(scene, topics, m)
    ]
    if marks:
        strong = [m for m in marks if not is_byname(scene, m)]
        marks = _with_traces(scene, strong or _weakly(scene, topics) or marks)
        marks = [_by_own_hands(scene, m) for m in marks]
        if len(marks) > 1 and scene.kinds.keys().isdisjoint(("total", "several")):
            marks = [m for m in marks if not _is_line(scene, m)] or marks
    marks = _settled(marks) or [_by_own_hands(scene, m) for m in _weakly(scene, topics)]
    if not marks and scene.wants("category"):
        marks = [m._replace(value="other") for m in scene.of_kind("unlisted")[:1]]
    found: dict[str, Service] = {}
    for mark in marks:
        kind = "testing" if mark.kind == "mandatory" else mark.value
        known = found.setdefault(kind, Service(mark.start, mark.end, mark))
        if known.mark is not mark and mark.kind == "mandatory":
            # 检测20万，其中强检5万: part of it only.
            partly = "其中" in scene.text[known.start : mark.start]
            found[kind] = known._replace(mark=mark._replace(value="partly") if partly else mark)
    return list(found.values())


def _weakly(scene: Scene, topics: Topics) -> list[Mark]:
    """What is told without naming a service."""
    return deeds(scene, topics) or hints(scene, topics) or _filings(scene, topics)


def _with_traces(scene: Scene, marks: list[Mark]) -> list[Mark]:
    """The services with what is listed beside them by a word that elsewhere tells little: 认证、检测、商标."""
    if "trace" not in scene.kinds or not marks:
        return marks
    edges = {m.start for m in marks}, {m.end for m in marks}
    beside = [
        m
        for m in scene.of_kind("trace")
        if (m.end + 1 in edges[0] and scene.text[m.end] in BESIDE)
        or (m.start - 1 in edges[1] and scene.text[m.start - 1] in BESIDE)
    ]
    return sorted([*marks, *beside]) if beside else marks


_LINES = frozenset(
    {
        "软件开发",
        "软件研发",
        "软件设计",
        "广告设计",
        "工业设计",
        "平面设计",
        "装修设计",
        "技术服务",
        "系统集成",
        "app开发",
    }
)


def _is_line(scene: Scene, mark: Mark) -> bool:
    """就我自己 软件开发 在黄岛: what one does, in a phrase of its own with no price, beside what was bought."""
    low, high = scene.phrase(mark.start)
    if scene.text[low:high].strip() not in _LINES:
        return False
    end = scene.phrase(high + 1)[1]
    return not any(low <= a.start < end for a in scene.amounts) and not any(
        m.kind in ("pay", "contract", "invoice", "seek")
        for m in scene.between(scene.phrase(low - 1)[0] if low else 0, end)
    )


# 买了人家一项专利的使用权
_TO_USE = Pattern("的?(?:独占|排他|普通|独家)?(?:使用权|使用许可|实施许可|许可权?|授权)")


def _licensed(scene: Scene, mark: Mark) -> Mark:
    """A licence where it is the use that was bought."""
    use = mark.value == "transfer" and _TO_USE.match(scene.text, mark.end) is not None
    return mark._replace(value="licence") if use else mark


_OWN_HANDS = KNOWN.add("机时|自己[的人去动操上]|亲自|我们自己")
_OPERATED = Pattern(
    "(?:自己(?:的?人|去|动手|上)?|亲自)(?:去|来|上|进去|动手)*(?:操作|上机|上手|开机|动手做|[去上][做拍测跑扫用])"
)
_BOOKED = Pattern("约的|租[的了用]|预约|机时|共享|平台|借[了的用人学大]")


def _by_own_hands(scene: Scene, mark: Mark) -> Mark:
    """共享平台上约的电镜，自己人操作的: the use of a laboratory, and no test bought."""
    if mark.value != "testing" or not scene.cues & _OWN_HANDS:
        return mark
    own = ("机时" in scene.text or _OPERATED.search(scene.text) is not None) and _BOOKED.search(
        scene.text
    ) is not None
    return mark._replace(value="public_lab") if own else mark


def _meet(one: Mark, other: Mark) -> bool:
    return one.start < other.end and other.start < one.end


def _is_meant(scene: Scene, topics: Topics, mark: Mark) -> bool:
    """Whether a phrase that names a service speaks of one bought."""
    if topics.covers(mark.start) or (mark.kind == "work" and not is_paid_for(scene, mark)):
        return False
    if hides(scene, mark.start, mark.end) or is_traded(scene, mark.start, mark.end):
        return False
    if is_trade(scene, mark) or is_aside(scene, mark) or is_asset(scene, mark):
        return False
    if mark.kind == "service" and "算" in scene.text and _counts_as(scene, mark):
        return False
    if "只" in scene.text and scene.asks(mark.start) and _ONLY_THAT.search(scene.text, 0, mark.start):
        return False
    if mark.kind == "mandatory" or not scene.denies or _NOT_REQUIRED.match(scene.text, mark.end):
        return True
    return scene.standing(mark.start, mark.end) != "denied"


# 可研报告能不能算技术咨询, 网站建设算技术开发不
_COUNTS_AS = Pattern(
    "(?P<asks>能不能|可不可以|是不是|算不算|是否|可否)?(?:能|可以)?(?:算|归|当)?(?:作|成|到|为|是|进|在)?$"
)


def _counts_as(scene: Scene, mark: Mark) -> bool:
    """Whether it is only asked if something else counts as that service."""
    match = _COUNTS_AS.search(scene.text, max(0, mark.start - 6), mark.start)
    if match is None or "算" not in match.group():
        return False
    return match["asks"] is not None or scene.asks(mark.start)


# 你们是只补检测吗
_ONLY_THAT = Pattern("(?<!不)只(?:能|给|让|可以)?(?:补|报|管|支持|认|限)(?:给|的)?$")
# 检测不是强制的: it was bought all the same.
_NOT_REQUIRED = Pattern(
    "(?:项目|这块|这个)?(?:都|也|又|可)?(?:不是|不属于|并非|非|不算)(?:国家|法律|法规|法律法规)*(?:强制|强检|法定|必须|必做|硬性)"
)


# 检测用的试剂, 专利方面的咨询
_OF = frozenset(("", "用", "用的", "的", "方面的", "相关的", "专用", "类", "系统", "软件", "平台", "管理"))


def _heads(scene: Scene, named: list[Mark]) -> Iterator[Mark]:
    """Of phrases that one another qualify the last, which says what it is: 做了个软件测试, 检测用的试剂."""
    for mark, following in zip_longest(named, named[1:]):
        gap = following.start - mark.end if following is not None else _NEXT
        if (
            following is None
            or mark.kind != "service"
            or gap >= _NEXT
            or (gap > 0 and scene.text[mark.end : following.start] not in _OF)
            or (following.others and mark.value in (following.value, *(o.value for o in following.others)))
        ):
            yield mark


_NEXT = 4


def _contracted(scene: Scene) -> Iterator[Mark]:
    """What a statement of the contract's form names: 签了技术开发合同."""
    for statement in scene.of_kind("statement"):
        if statement.value.startswith("contract_form"):
            for mark in marks_of(scene.text[statement.start + 1 : statement.end]):
                order = mark.kind == "service_hint" and not scene.wants(*OF_PAPERS)
                if mark.kind == "service" or order:
                    start = statement.start + 1 + mark.start
                    yield mark._replace(start=start, end=start + mark.end - mark.start, kind="service")


def _settled(marks: list[Mark]) -> list[Mark]:
    """The marks without those ambiguous ones that another explains: 太湖之光 beside 机时."""
    if not any(mark.others for mark in marks):
        return marks
    plain = {mark.value for mark in marks if not mark.others}
    return [m for m in marks if not m.others or plain.isdisjoint({m.value, *(o.value for o in m.others)})]


def _filings(scene: Scene, topics: Topics) -> list[Mark]:
    """An application for a certificate that was paid for: 给代理公司3.8万做的高企申报."""
    if topics.off_topic or not scene.kinds.keys().isdisjoint(("neighbour", "reward", "certifying")):
        return []
    found = [m for m in scene.of_kind("certificate") if not topics.covers(m.start) and is_bought(scene, m)]
    return [m._replace(kind="service", value="title_consulting") for m in found[:1]]
