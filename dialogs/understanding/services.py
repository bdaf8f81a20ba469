"""Services: what was bought, and not what an enterprise does itself, owns, or names in passing."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import zip_longest
from typing import NamedTuple

from dialogs.understanding.commissions import commissioned, made_for
from dialogs.understanding.cues import KNOWN
from dialogs.understanding.filings import is_bought
from dialogs.understanding.lexicon import Mark
from dialogs.understanding.lexicon import marks as marks_of
from dialogs.understanding.patterns import Pattern
from dialogs.understanding.scene import Scene
from dialogs.understanding.statements import hides
from dialogs.understanding.topics import Topics
from dialogs.understanding.trades import is_traded
from dialogs.understanding.unbought import is_aside, is_asset, is_byname, is_paid_for, is_trade

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


class Service(NamedTuple):
    """A service where it is first named, and the mark that says what it is."""

    start: int
    end: int
    mark: Mark


def services(scene: Scene, topics: Topics) -> list[Service]:
    """The services in order of mention, each kind once.

    What is done to a thing tells only where no service is named, and a hint only where no deed does.
    """
    made = commissioned(scene) if topics.off_topic is None else []
    if not made and scene.kinds.keys().isdisjoint(KINDS):
        return []
    named = scene.of_kind("service", "mandatory", "work")
    if "statement" in scene.kinds:
        named = sorted([*named, *_contracted(scene)])
    if made:
        named = [n for n in named if n.kind != "work" or not any(_meet(n, m) for m in made)]
        named = sorted([*named, *(m for m in made if not any(_meet(n, m) for n in named))])
    marks = [m for m in map(partial(made_for, scene), _heads(scene, named)) if _is_meant(scene, topics, m)]
    if marks:
        strong = [m for m in marks if not is_byname(scene, m)]
        marks = _with_traces(scene, strong or _weakly(scene, topics) or marks)
        marks = [_by_own_hands(scene, m) for m in marks]
        if len(marks) > 1 and scene.kinds.keys().isdisjoint(("total", "several")):
            marks = [m for m in marks if not _is_line(scene, m)] or marks
    marks = _settled(marks) or _weakly(scene, topics)
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
    return _deeds(scene, topics) or _hints(scene, topics) or _filings(scene, topics)


_BESIDE = frozenset("、和跟与及/")


def _with_traces(scene: Scene, marks: list[Mark]) -> list[Mark]:
    """The services with what is listed beside them by a word that elsewhere tells little: 认证、检测、商标."""
    if "trace" not in scene.kinds or not marks:
        return marks
    edges = {m.start for m in marks}, {m.end for m in marks}
    beside = [
        m
        for m in scene.of_kind("trace")
        if (m.end + 1 in edges[0] and scene.text[m.end] in _BESIDE)
        or (m.start - 1 in edges[1] and scene.text[m.start - 1] in _BESIDE)
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


_OWN_HANDS = KNOWN.add("自己[的人去动操上]|亲自|我们自己")
_OPERATED = Pattern("(?:自己(?:的?人|去|动手|上)?|亲自)(?:去|来|上|进去|动手)*(?:操作|上机|上手|开机|动手做)")
_BOOKED = Pattern("约的|租的|预约|机时|共享|平台")


def _by_own_hands(scene: Scene, mark: Mark) -> Mark:
    """共享平台上约的电镜，自己人操作的: the use of a laboratory, and no test bought."""
    if mark.value != "testing" or not scene.cues & _OWN_HANDS:
        return mark
    own = _OPERATED.search(scene.text) is not None and _BOOKED.search(scene.text) is not None
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
    if "只" in scene.text and scene.asks(mark.start) and _ONLY_THAT.search(scene.text, 0, mark.start):
        return False
    if mark.kind == "mandatory" or not scene.denies or _NOT_REQUIRED.match(scene.text, mark.end):
        return True
    return scene.standing(mark.start, mark.end) != "denied"


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
                order = mark.kind == "service_hint" and not scene.wants(*_OF_PAPERS)
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


_OF_PAPERS = ("voluntary_test", "contract_form", "contract_registered", "completed", "finished", "begun")


def _hints(scene: Scene, topics: Topics) -> list[Mark]:
    """A report or the like, where all that is hinted at is one service."""
    if scene.wants(*_OF_PAPERS):
        return []  # 检测单 says what was signed
    marks = [
        m
        for m in (*scene.of_kind("service_hint", "trace"), *_told_by_seller(scene), *_goods(scene))
        if not topics.covers(m.start)
        and not scene.asks(m.start)
        and not any(named.start < m.start < named.end for named in scene.of_kind("service"))
        and not (is_trade(scene, m) or is_aside(scene, m))
        and scene.standing(m.start, m.end) != "denied"
    ]
    return marks[:1] if len({m.value for m in marks}) == 1 else []


def _told_by_seller(scene: Scene) -> Iterator[Mark]:
    """What is bought of those who sell but one thing: 烟台的律所."""
    for mark in scene.of_kind("provider"):
        for other in mark.others:
            if other.kind == "trace":
                yield mark._replace(kind="trace", value=other.value, others=())
        if scene.text.startswith(_TESTERS, mark.start) and _DID.match(scene.text, mark.end):
            yield mark._replace(kind="trace", value="testing")


_TESTERS = ("检测", "检验", "测试", "化验", "质检", "计量", "第三方检测")
# 检测公司那边收了我4800
_DID = Pattern(
    "(?:那边|那家|那里)?(?:给|帮|替)?(?:我们?|咱们?|俺们?)?收了?(?![0-9一二三四五六七八九十]+(?:天|次|个月))"
)
_BOUGHT = Pattern("(?:买|购|订阅?|下载|付费|采购|卖给我)[^,。;?!]{0,16}$")
_BOUGHT_AFTER = Pattern("[^,。;?!]{0,6}(?:是|都|全)?[^,。;?!]{0,8}(?:买|购)(?:的|了|来|回)")


def _goods(scene: Scene) -> Iterator[Mark]:
    """Data and the like, where they were bought."""
    for mark in scene.of_kind("goods"):
        low, _ = scene.clause(mark.start)
        if _BOUGHT.search(scene.text, low, mark.start) or _BOUGHT_AFTER.match(scene.text, mark.end):
            yield mark


def _deeds(scene: Scene, topics: Topics) -> list[Mark]:
    """What was done to a thing of the same sentence: 发明 买断了."""
    for deed in scene.of_kind("deed"):
        if is_traded(scene, deed.start, deed.end) or scene.text.endswith("接", 0, deed.start):
            continue  # 接外包的: what one does for others
        if topics.covers(deed.start) or scene.standing(deed.start, deed.end) == "denied":
            continue
        if scene.text.startswith(_GOING_ON, deed.end):
            continue  # 材料让中介弄着呢
        things = _things(scene, deed.start)
        meanings = [meaning.partition(":") for meaning in deed.value.split()]
        named = [(things[kind], category) for category, _, kind in meanings if kind in things]
        for thing, category in sorted(named, key=lambda found: found[0].start):
            if _is_by_another(scene, deed, category):
                start, end = min(thing.start, deed.start), max(thing.end, deed.end)
                return [Mark(start, end, "service", category)]
    return []


def _things(scene: Scene, position: int) -> dict[str, Mark]:
    """The first of each thing of a sentence, by its name; each sentence is gone through once."""
    low, high = scene.sentence(position)
    known = scene.known.get((_things, low))
    if known is None:
        known = scene.known[_things, low] = {}
        for mark in scene.between(low, high):
            known.setdefault(mark.value if mark.kind == "thing" else mark.kind, mark)
    things: dict[str, Mark] = known
    return things


_GOING_ON = ("着", "呢", "中", "没", "得怎")
_ONES_OWN = ("development", "design", "technical_service", "ip")
# 培训机构给我们做的
_FOR_US = Pattern(
    "(?:[给帮替为](?:我们?|咱们?|俺们?|公司|厂里?)?|[请找让]人|外面|(?:外协|外包|外部|合作)(?:单位|公司|团队|厂家?|的人?))$"
)


def _is_by_another(scene: Scene, deed: Mark, category: str) -> bool:
    """Whether somebody else did it: 软件公司给写的, and not 我们写的软件."""
    if is_trade(scene, deed):
        return False
    if category not in _ONES_OWN or scene.text[deed.end - 1] not in "的了":
        return True
    things = _things(scene, deed.start)
    if "seek" in things or "provider" in things or scene.text[deed.start] in "给帮替找请外定代":
        return True
    return _FOR_US.search(scene.text, max(0, deed.start - 6), deed.start) is not None
