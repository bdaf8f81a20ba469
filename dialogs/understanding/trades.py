"""Trades: the industry that the speaker's own trade belongs to; never what is bought, nor what others do."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from heapq import heappop, heappush

from dialogs.understanding.patterns import Pattern
from dialogs.understanding.result import Said, Unclear
from dialogs.understanding.scene import Scene
from dialogs.understanding.statements import hides
from dialogs.understanding.topics import Topics
from dialogs.understanding.wordings import Told, heard


def trades(scene: Scene, topics: Topics) -> Iterator[Said | Unclear]:
    """The industry: one trade that is the speaker's; of several, or of one that may be either, it is asked."""
    asked = scene.wants("industry")
    if "industry" not in scene.facts:
        return
    found = [*_told(scene), *(t for t in scene.once(heard) if t.kind == "named")] if asked else []
    own = [t for t in found if asked and not _of_others(scene, t)] if asked else list(scene.once(own_trades))
    if "客户" in scene.text and _KEEPS_BOOKS.search(scene.text):
        own = [t for t in own if t.value != "business"]
    if not own:
        return
    if scene.wants("own_research"):
        own = [t for t in own if not hides(scene, t.start, t.end)]  # 就是来料加工 says that there is none
    own = [t for t in _outer(own) if not topics.covers(t.start)]
    values = list(dict.fromkeys(value for t in own for value in t.value.split()))
    raw = "、".join(dict.fromkeys(scene.text[t.start : t.end] for t in own))
    if len(values) == 1:
        yield scene.said("industry", values[0])
    elif values:
        known = {choice.id: choice.label for choice in scene.facts["industry"].choices}
        options = tuple(scene.option("industry", value, known[value]) for value in values)
        reading = "、".join(option.label for option in options) + "里的哪一类"
        yield scene.unclear("industry", raw, reading, options=options)


def own_trades(scene: Scene) -> tuple[Told, ...]:
    """The trades that the message calls the speaker's own; one may carry on another: 跑大车拉焦炭的."""
    if not (told := _told(scene)):
        return ()
    own: list[Told] = []
    found = sorted(told, key=lambda t: (t.start, -t.end))
    # The last start of a trade by its end, and the ends of one's own trades of the phrase that lie further on.
    chained: dict[int, int] = {}
    ahead: list[int] = []
    begin = led = -1
    for one in found:
        low, _ = scene.phrase(one.start)
        if low != begin:
            begin = led = low
            ahead = []
        while ahead and ahead[0] <= one.start:
            led = max(led, heappop(ahead))
        if _is_own(scene, one, one.start if chained.get(one.start, -1) >= low else led):
            own.append(one)
            heappush(ahead, one.end)
        chained[one.end] = one.start
    return tuple(own)


def named_industry(scene: Scene) -> str | None:
    """The one industry that a text names, whosever trade it is."""
    label = next((c.id for c in scene.facts["industry"].choices if c.label in scene.text), None)
    values = {t.value for t in _told(scene)} if label is None else {label}
    return values.pop() if len(values) == 1 and " " not in min(values) else None


def is_traded(scene: Scene, start: int, end: int) -> bool:
    """Whether the words there name the speaker's own trade, which is not bought."""
    return any(t.start < end and start < t.end for t in scene.once(own_trades))


# 我是代理记账的，手上三家客户: asks for others.
_KEEPS_BOOKS = Pattern(
    "我们?(?:这边|这里)?(?:是|就是|做|搞)?(?:个|一个)?(?:代理?记?账|代账|会计|财税|咨询|做咨询|知识产权"
    "|代理)[^,。;!?]{0,12}客户"
)
_KINDS = frozenset(("does", "is", "either"))


def _told(scene: Scene) -> list[Told]:
    return [one for one in scene.once(heard) if one.kind in _KINDS]


def _outer(found: Collection[Told]) -> list[Told]:
    """Those that lie inside no longer one."""
    inner: set[tuple[int, int]] = set()
    reach = -1
    for start, end in sorted({(t.start, t.end) for t in found}, key=lambda span: (span[0], -span[1])):
        if end <= reach:
            inner.add((start, end))
        reach = max(reach, end)
    return [t for t in found if (t.start, t.end) not in inner]


_OTHERS = Pattern(
    "找|请|委托|交给|送到|送去|外包|客户|甲方|供应商|机构|对方|服务商|跟|和|与|由|让|向|隔壁|别人|[帮给为替](?!写字楼|小区|人|别人)"
    "|母公司|总公司|集团|股东|老板|买|付|签|如果|要是|假如|什么|哪|不是|不做|没|同行|像"
)
# What may stand before one's own trade in its phrase.
_LEAD = Pattern(
    "(?:我们?|咱们?|俺们?|我司|本|[大中小微]型|规上|规模以上|公司|企业|厂子?|单位|这|那|里|家|一家|一个|个|小|老|大|的|是|就是|属于|算|也是|一直|主要|主营|专门|专业|专"
    "|现在|目前|在|开|办|了|着|运营|自己|民营|国有|私人|从事|从|做|搞|干|弄|靠|以|行业|所属|业务|经营|范围|这边|那边|本地|当地|你好|您好|请问|请教|一[下哈]|想问|问|咨询"
    "|您|[ :,]|市|县|区|省|镇|乡|村|给|写字楼|小区)*"
)
# 给我们写代码的在大连
_FOR_US = Pattern("[给帮替为](?:我们?|咱们?|俺们?)")
_TOWN = Pattern("[^,。;!? ]{0,4}")
# 做软件的费用, 食品厂的客户: not the speaker.
_NOT_AFTER = Pattern(
    "(?:的)?(?:费|钱|合同|发票|报告|服务|机构|单位|那家|时候|检测|测试|项目|款|票|客户|老板|供|材料|方案|标准"
    "|软件|平台|系统|给|帮|出具|开发|设计|认证|培训|咨询|代理|[0-9一二两三四五六七八九十](?!级))"
)
_STANDS = Pattern(
    "(?:[一二三特甲乙][级等])?(?:的)?(?:$|[,。;!?、 的])"
    "|的|厂|公司|企业|行业|起家|能|可以|想|要|有|在|小|这|去|今年|也|用|够"
)


def _of_others(scene: Scene, one: Told) -> bool:
    low, _ = scene.phrase(one.start)
    return _OTHERS.search(scene.text[low : one.start]) is not None


def _is_own(scene: Scene, one: Told, begin: int) -> bool:
    """Whether the phrase of a trade is the speaker's: 我们是做豆腐干的, 河津搞机械加工的, 五金批发."""
    low, high = scene.phrase(one.start)
    lead = _without_places(scene, begin, one.start)
    if begin > low and _OTHERS.search(scene.text[low:begin]):
        return False
    if _FOR_US.search(scene.text, low, one.start):
        return False
    if not _LEAD.fullmatch(lead) or _NOT_AFTER.match(scene.text, one.end):
        return False
    after = scene.text[one.end : high]
    ends = scene.text[one.end - 1] == "的" or _STANDS.match(scene.text, one.end) is not None
    if one.kind == "does" and not ends and _OF_IT.fullmatch(after):
        return True
    if (
        one.kind == "does"
        and not scene.text.endswith("的", one.start, one.end)
        and not after.startswith("的")
    ):
        # 做检测 is a purchase as well: without 的 the speaker or nothing else must stand there.
        return ends and (_SELF.search(lead) is not None or not after) and not _is_service(scene, one)
    # 学校的实验室, 医院: of whom, is not said.
    alone = one.end - one.start <= _SHORT or (after.startswith("的") and after.strip("的") != "")
    if one.kind == "is" and alone and not _SELF.search(lead) and "是" not in lead:
        return False
    priced = scene.amounts or scene.wants("category") or "的" not in scene.text[one.end - 1 : one.end + 1]
    told_so = _TRADE.search(lead + scene.text[one.start : one.start + 2]) is not None
    bought = scene.text[one.start] in "做搞开研" and priced and _is_service(scene, one)
    return ends and (told_so or not bought)


_SHORT = 2
_OF_IT = Pattern("[^,。;!?、 的]{0,4}的")
_SELF = Pattern("我|咱|俺|公司|企业|主营|从事|厂")
_TRADE = Pattern("是做|专门|专业|主要|一直|从事|主营|是搞|是干")


def _is_service(scene: Scene, one: Told) -> bool:
    """Whether the trade is also something that one buys, and nothing says which."""
    return any(
        mark.kind in ("service", "mandatory", "work") and mark.start < one.end and one.start < mark.end
        for mark in scene.of_kind("service", "mandatory", "work")
    )


def _without_places(scene: Scene, low: int, high: int) -> str:
    """The text before a trade without the places in it, and without the rest of the last one's address."""
    text, end = "", low
    for place in scene.places:
        if low <= place.start and place.end <= high:
            text += scene.text[end : place.start]
            end = place.end
    rest = scene.text[end:high]
    if end > low:
        match = _TOWN.match(rest)
        rest = rest[match.end() :] if match else rest
    return text + rest
