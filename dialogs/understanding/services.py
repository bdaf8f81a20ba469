"""Services: what was bought, and not what an enterprise does itself, owns, or names in passing."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import zip_longest
from typing import NamedTuple

from dialogs.understanding.holdings import is_bought
from dialogs.understanding.lexicon import Mark
from dialogs.understanding.lexicon import marks as marks_of
from dialogs.understanding.patterns import Pattern
from dialogs.understanding.scene import Scene
from dialogs.understanding.statements import hides
from dialogs.understanding.topics import Topics
from dialogs.understanding.trades import is_traded

# The kinds of phrases that can say what was bought.
KINDS = frozenset(
    {"statement", "certificate", "service", "mandatory", "work", "service_hint", "trace", "deed", "unlisted"}
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
    if scene.kinds.keys().isdisjoint(KINDS):
        return []
    named = scene.of_kind("service", "mandatory", "work")
    if "statement" in scene.kinds:
        named = sorted([*named, *_contracted(scene)])
    marks = [m for m in _heads(named) if _is_meant(scene, topics, m)]
    marks = _settled(marks) or _deeds(scene, topics) or _hints(scene, topics) or _filings(scene, topics)
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


def _is_meant(scene: Scene, topics: Topics, mark: Mark) -> bool:
    """Whether a phrase that names a service speaks of one bought."""
    if topics.covers(mark.start) or (mark.kind == "work" and not _is_paid_for(scene, mark)):
        return False
    if hides(scene, mark.start, mark.end) or is_traded(scene, mark.start, mark.end):
        return False
    if _is_trade(scene, mark) or _is_aside(scene, mark) or _is_asset(scene, mark):
        return False
    if mark.kind == "mandatory" or not scene.denies or _NOT_REQUIRED.match(scene.text, mark.end):
        return True
    return scene.standing(mark.start, mark.end) != "denied"


# 检测不是强制的: it was bought all the same.
_NOT_REQUIRED = Pattern(
    "(?:项目|这块|这个)?(?:都|也|又|可)?(?:不是|不属于|并非|非|不算)(?:国家|法律|法规|法律法规)*(?:强制|强检|法定|必须|必做|硬性)"
)


def _heads(named: list[Mark]) -> Iterator[Mark]:
    """Of phrases that touch the last, which says what it is: 做了个软件测试."""
    for mark, following in zip_longest(named, named[1:]):
        if following is None or mark.end < following.start or mark.kind != "service":
            yield mark


def _contracted(scene: Scene) -> Iterator[Mark]:
    """What a statement of the contract's form names: 签了技术开发合同."""
    for statement in scene.of_kind("statement"):
        if statement.value.startswith("contract_form"):
            for mark in marks_of(scene.text[statement.start + 1 : statement.end]):
                if mark.kind == "service":
                    start = statement.start + 1 + mark.start
                    yield mark._replace(start=start, end=start + mark.end - mark.start)


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
        for m in scene.of_kind("service_hint", "trace")
        if not topics.covers(m.start)
        and not scene.asks(m.start)
        and not any(named.start < m.start < named.end for named in scene.of_kind("service"))
        and not (_is_trade(scene, m) or _is_aside(scene, m))
        and scene.standing(m.start, m.end) != "denied"
    ]
    return marks[:1] if len({m.value for m in marks}) == 1 else []


def _deeds(scene: Scene, topics: Topics) -> list[Mark]:
    """What was done to a thing of the same sentence: 发明 买断了."""
    for deed in scene.of_kind("deed"):
        if is_traded(scene, deed.start, deed.end) or scene.text.endswith("接", 0, deed.start):
            continue  # 接外包的: what one does for others
        if topics.covers(deed.start) or scene.standing(deed.start, deed.end) == "denied":
            continue
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


_ONES_OWN = ("development", "design", "technical_service")


def _is_by_another(scene: Scene, deed: Mark, category: str) -> bool:
    """Whether somebody else did it: 软件公司给写的, and not 我们写的软件."""
    if _is_trade(scene, deed):
        return False
    if category not in _ONES_OWN or scene.text[deed.end - 1] not in "的了":
        return True
    things = _things(scene, deed.start)
    return "seek" in things or "provider" in things or scene.text[deed.start] in "给帮替找请外定"


# ---- what is not bought


_PAID = Pattern("(?:费用?|服务|项目|上|的|一共|共|实际|付了?|花了?|支付了?|给了?|用了?|[ :])*")
_OF = ("", "的", "做")


def _is_paid_for(scene: Scene, mark: Mark) -> bool:
    """Whether 研发 is what was paid for: 研发付了10万, 10万研发."""
    amounts, text = scene.amounts, scene.text
    after = bisect_left(amounts, mark.end, key=lambda amount: amount.start)
    if after < len(amounts) and _PAID.fullmatch(text[mark.end : amounts[after].start]) is not None:
        return True
    before = bisect_right(amounts, mark.start, key=lambda amount: amount.end) - 1
    return before >= 0 and text[amounts[before].end : mark.start] in _OF


_LEAD = 12
_TRADE_BEFORE = Pattern(
    "(?:是|专门|专业|主要|一直|就|我们|我司|咱们?|公司|我们厂)(?:做|搞|干|从事|提供)[^,。?! 找委请付花]{0,6}$"
)
_TRADE_AFTER = Pattern("的(?=$|[,。;?! ])|行业|设备|仪器|业务的|类企业|起家|这一?行")
_FIRM_BEFORE = Pattern("(?:是|属于|作为|就是)(?:一?[家个])?(?:[^找委请,。]{0,4}的)?$")
_FIRM_AFTER = Pattern("类?(?:公司|企业|厂|机构|工作室|院)")
_OUR_TRADE = Pattern(
    "从事|主营|主业|主要[做搞干](?![了过的])|主要业务|业务(?:范围|方向)?[是有包为]|经营范围|专注|深耕|对外|承接|接单|接的活"
    "|(?:给|帮|替|为)(?:客户|别人|别家|人家|甲方|其他企业)"
)
_OURSELVES = Pattern(
    "(?:自己|自主|自行|内部|自家)(?:也|都|会|能|来|在|人)?(?:做|搞|弄|干|完成|负责)?(?:的|了|过)?$"
)
_BY_US = Pattern(
    "(?:这块|部分)?(?:也|都|全)?(?:是|由)?(?:我们|公司|咱们?)?(?:自己|自家|内部)(?:的?人)?"
    "(?:做|搞|弄|来|测|检|完成|开发|设计|画)"
)


def _is_trade(scene: Scene, mark: Mark) -> bool:
    """Whether it is what the enterprise does itself: 我们是做检测的, 主营软件开发, 设计是自己做的."""
    text = scene.text
    # 做检测 is a phrase of its own, 检测 another.
    start = mark.start + (text[mark.start] == "做")
    before = text[max(0, start - _LEAD) : start]
    if _TRADE_AFTER.match(text, mark.end) and _TRADE_BEFORE.search(before):
        return True
    if _FIRM_AFTER.match(text, mark.end) and _FIRM_BEFORE.search(before):
        return True
    if mark.value != "public_lab" and ("自" in before or "内部" in before) and _OURSELVES.search(before):
        return True
    if text[mark.end : mark.end + _LEAD].find("自") >= 0 and _BY_US.match(text, mark.end):
        return mark.value != "public_lab"
    low, _ = scene.clause(mark.start)
    match = _OUR_TRADE.search(text, low, start)
    return match is not None and not any(
        m.kind in ("seek", "pay", "contract", "invoice") for m in scene.between(match.end(), start)
    )


_ASIDE_AFTER = Pattern(
    "(?:之|以)?前(?![期处端])|之后|后的|(?:平台|大楼|车间|大厅|大会|展|专区|楼)(?![费服开设测使])"
    "|(?:试验|测试|检测|分析|测量|循环|加工|用|的|专用)?(?:设备|仪器|仪|机(?![构时房密会关械制])|箱|炉|装置|耗材|软件)(?![校检共租机费])"
)


def _is_aside(scene: Scene, mark: Mark) -> bool:
    """Whether it only dates, places or names something else: 手板前的结构图, 在化验平台, 盐雾试验机."""
    return _ASIDE_AFTER.match(scene.text, mark.end) is not None


_OWNED = frozenset({"ip", "trademark", "certification"})
_COUNT = "(?:[0-9一二三四五六七八九十两几数多]+(?:余|多|来)?(?:个|项|件|份|本|张|类))"
_DONE = Pattern(
    "(?:撰写|代理|代办|登记|注册|申请|续展|答辩|翻译|检索|服务|费用?|审核|年审|监审|换版|贯标|评估)$"
)
_HAVE = Pattern(f"(?:有|拥有|持有|具备|取得|拿到|获得|通过|过)[了过]?{_COUNT}?的?\\Z")
_COUNTED = Pattern(
    f"(?:也|都|一?共)?有?{_COUNT}|(?:证书?)?(?:我们|公司)?(?:也|都|早)?(?:有|齐|拿了|拿到了|过了)"
)


def _is_asset(scene: Scene, mark: Mark) -> bool:
    """Whether it is what the enterprise holds: 有20个软著, 通过了9001认证."""
    if mark.value not in _OWNED or scene.amounts or scene.wants("category"):
        return False
    if _DONE.search(scene.text, mark.start, mark.end):
        return False
    before = scene.text[max(0, mark.start - _LEAD) : mark.start]
    return _HAVE.search(before) is not None or _COUNTED.match(scene.text, mark.end) is not None
