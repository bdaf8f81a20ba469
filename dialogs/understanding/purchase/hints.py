"""Hints: what tells of a service without naming one: a report, what was done to a thing, who sells but one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from dialogs.understanding.characters.cues import KNOWN
from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.enterprise.trades import is_traded
from dialogs.understanding.scene.scene import Scene
from dialogs.understanding.scene.unbought import is_aside, is_trade
from dialogs.understanding.topic.topics import Topics
from dialogs.understanding.words.lexicon import Mark

BESIDE = frozenset("、和跟与及/")
OF_PAPERS = ("voluntary_test", "contract_form", "contract_registered", "completed", "finished", "begun")


def hints(scene: Scene, topics: Topics) -> list[Mark]:
    """A report or the like, where all that is hinted at is one service."""
    if scene.wants(*OF_PAPERS):
        return []  # 检测单 says what was signed
    marks = [
        m
        for m in (
            *scene.of_kind("service_hint", "trace"),
            *_told_by_seller(scene),
            *_goods(scene),
            *_measured(scene),
            *_searched(scene),
        )
        if not topics.covers(m.start)
        and not scene.asks(m.start)
        and not any(named.start < m.start < named.end for named in scene.of_kind("service"))
        and not (is_trade(scene, m) or is_aside(scene, m))
        and scene.standing(m.start, m.end) != "denied"
        and not (m.value == "audit" and scene.wants(*_READ) and _is_source(scene, m))
    ]
    if len({m.value for m in marks}) > 1 and all(
        one.end <= two.start and scene.text[one.end : two.start] in BESIDE for one, two in pairwise(marks)
    ):
        return marks  # 查新报告、检测报告
    return marks[:1] if len({m.value for m in marks}) == 1 else []


# 审计报告上是两千八百万: where a figure was read.
_READ = ("revenue", "assets", "staff")
_SOURCE = Pattern("(?:里面|上面|上|里|中)?(?:是|写|的|显示|体现|反映|数|为|有|[:])")
_ACCORDING_TO = Pattern("(?:按照?|照|据|看|查)(?:了|着)?[^,。;?! ]{0,4}$")


def _is_source(scene: Scene, mark: Mark) -> bool:
    if _SOURCE.match(scene.text, mark.end):
        return True
    return _ACCORDING_TO.search(scene.text, scene.phrase(mark.start)[0], mark.start) is not None


def _told_by_seller(scene: Scene) -> Iterator[Mark]:
    """What is bought of those who sell but one thing: 烟台的律所."""
    for mark in scene.of_kind("provider"):
        for other in mark.others:
            if other.kind == "trace":
                yield mark._replace(kind="trace", value=other.value, others=())
        if scene.text.startswith(_TESTERS, mark.start) and _DID.match(scene.text, mark.end):
            yield mark._replace(kind="trace", value="testing")


_MEASURES = KNOWN.add("测")
# 测密封圈耐不耐油, 送样去测阻燃
_MEASURED = Pattern("(?<![预猜推检探观自评监遥实])测(?![算绘评试量控定验温速])")
_BY_OTHERS = Pattern("(?:[送拿寄找请让帮]|给我|委托|第三方|机构|大学|学院|[院所])[^,。;?!]{0,16}$")


def _measured(scene: Scene) -> Iterator[Mark]:
    """What others are given to measure, said with the plain verb."""
    if not scene.cues & _MEASURES:
        return
    for match in _MEASURED.finditer(scene.text):
        if _BY_OTHERS.search(scene.text, scene.clause(match.start())[0], match.start()):
            yield Mark(match.start(), match.end(), "trace", "testing")


SEARCHES = KNOWN.add("查[了一查遍查过]|检索|搜[了一索]")
# 找人查了查国内外有没有跟我们一样的技术
SEARCHED = Pattern(
    "(?:查|检索|搜)[^,。;?!]{0,14}(?:有没有|有无|是不是|是否|没有)[^,。;?!]{0,12}"
    "(?:一样|同样|相同|类似|雷同|做过|先例|报道|发表|公开过|研究过)"
)


_NOVEL = Pattern("技术|配方|工艺|方法|产品|研究|文献|国内|国外|同行|别人|前人|做过")
_OF_GRANTS = Pattern("补[贴助]|政策|申[报领]|券|奖")  # 查了查有没有类似的补贴


def _searched(scene: Scene) -> Iterator[Mark]:
    """A search whether what one has is new, told by what was looked for."""
    match = SEARCHED.search(scene.text) if scene.cues & SEARCHES else None
    if (
        match is not None
        and _NOVEL.search(match.group())
        and not _OF_GRANTS.search(scene.text, match.start())
    ):
        yield Mark(match.start(), match.end(), "trace", "novelty_search")


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


def deeds(scene: Scene, topics: Topics) -> list[Mark]:
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
_BY_US = ("我们", "咱们", "俺们", "自己", "我司", "咱", "我们自己")
_ONES_OWN = ("development", "design", "technical_service", "ip")
# 培训机构给我们做的
_FOR_US = Pattern(
    "(?:[给帮替为](?:我们?|咱们?|俺们?|公司|厂里?)?|[请找让]人|外面|(?:外协|外包|外部|合作)(?:单位|公司|团队|厂家?|的人?))$"
)


def _is_by_another(scene: Scene, deed: Mark, category: str) -> bool:
    """Whether somebody else did it: 软件公司给写的, and not 我们写的软件."""
    if is_trade(scene, deed):
        return False
    if category in _ONES_OWN and scene.text.endswith(_BY_US, 0, deed.start):
        return False  # 我们开发的软件
    if category not in _ONES_OWN or scene.text[deed.end - 1] not in "的了":
        return True
    things = _things(scene, deed.start)
    if "seek" in things or "provider" in things or scene.text[deed.start] in "给帮替找请外定代":
        return True
    return _FOR_US.search(scene.text, max(0, deed.start - 6), deed.start) is not None
