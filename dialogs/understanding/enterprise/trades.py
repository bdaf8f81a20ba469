"""Trades: the industry that the speaker's own trade belongs to; never what is bought, nor what others do."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from heapq import heappop, heappush
from itertools import pairwise

from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.enterprise.livelihoods import is_bygone, is_outweighed, livelihood
from dialogs.understanding.enterprise.statements import hides
from dialogs.understanding.result import Said, Unclear
from dialogs.understanding.scene.scene import Scene
from dialogs.understanding.scene.unlisted import unlisted
from dialogs.understanding.scene.wordings import Told, heard
from dialogs.understanding.topic.industries import OPENING, SELF, trades_told
from dialogs.understanding.topic.topics import Topics


def trades(scene: Scene, topics: Topics) -> Iterator[Said | Unclear]:
    """The industry: one trade that is the speaker's; of several, or of one that may be either, it is asked."""
    asked = scene.wants("industry")
    if "industry" not in scene.facts:
        return
    found = [*trades_told(scene), *(t for t in scene.once(heard) if t.kind == "named")] if asked else []
    own = [t for t in found if asked and not _of_others(scene, t)] if asked else list(scene.once(own_trades))
    if "客户" in scene.text and _KEEPS_BOOKS.search(scene.text):
        own = [t for t in own if t.value != "business"]
    if "派遣" in scene.text and not asked:
        own = [
            t
            for t in own
            if "派遣" not in scene.text[t.start : t.end] or _SENDS.search(scene.text, 0, t.start)
        ]
    own = [t for t in own if t.value != "other" or _GOODS.match(scene.text, t.end) is None]
    if not own or unlisted(scene) is not None:
        return
    own = [t for t in own if t.end - t.start > 1 or _STANDS_ALONE.fullmatch(_beside(scene, t))]
    if not own:
        return
    if scene.wants("own_research"):
        own = [t for t in own if not hides(scene, t.start, t.end)]  # 就是来料加工 says that there is none
    own = [t for t in _outer(own) if not topics.covers(t.start)]
    if len(own) > 1:
        own = list(livelihood(scene, own))
    values = list(dict.fromkeys(value for t in own for value in t.value.split()))
    raw = "、".join(dict.fromkeys(scene.text[t.start : t.end] for t in own))
    if own and is_bygone(scene, own):
        yield scene.unclear("industry", raw, "那是以前做的，现在属于哪一类")
    elif own and is_outweighed(scene, own):
        yield scene.unclear("industry", raw, "主要做的属于哪一类")
    elif len(values) == 1:
        yield scene.said("industry", values[0])
    elif values:
        known = {choice.id: choice.label for choice in scene.facts["industry"].choices}
        options = tuple(scene.option("industry", value, known[value]) for value in values)
        reading = "、".join(option.label for option in options) + "里的哪一类"
        yield scene.unclear("industry", raw, reading, options=options)


# 农、林; but not 渔具.
_STANDS_ALONE = Pattern("[^\\u4e00-\\u9fff]?(?:[是搞做干属填选])?[^\\u4e00-\\u9fff]?(?:业|的|类)?")


def _beside(scene: Scene, one: Told) -> str:
    return scene.text[max(0, one.start - 1) : one.start] + scene.text[one.end : one.end + 1]


def own_trades(scene: Scene) -> tuple[Told, ...]:
    """The trades that the message calls the speaker's own; one may carry on another: 跑大车拉焦炭的."""
    if not (told := trades_told(scene)):
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


def is_traded(scene: Scene, start: int, end: int) -> bool:
    """Whether the words there name the speaker's own trade, which is not bought."""
    return any(t.start < end and start < t.end for t in scene.once(own_trades))


# 我是代理记账的，手上三家客户: asks for others.
_KEEPS_BOOKS = Pattern(
    "我们?(?:这边|这里)?(?:是|就是|做|搞)?(?:个|一个)?(?:代理?记?账|代账|会计|财税|咨询|做咨询|知识产权"
    "|代理)[^。;!?]{0,16}客户"
)


# 做宠物零食的, 做养老设备的: goods, and no service.
_GOODS = Pattern(
    "(?:零食|用品|食品|主?粮|罐头|设备|器材|玩具|药剂?|耗材|器械|装备|配件|仪器|机器|机械|材料|产品|家具)"
)
# 做劳务派遣的; but not 劳务派遣的也算进去了, which is of the staff.
_SENDS = Pattern("(?:是|做|搞|干|开|从事|主营|属于|我们|公司)(?:一?[家个])?$")


def _outer(found: Collection[Told]) -> list[Told]:
    """Those that lie inside no longer one, and do not run into the next."""
    inner: set[tuple[int, int]] = set()
    reach = -1
    for start, end in sorted({(t.start, t.end) for t in found}, key=lambda span: (span[0], -span[1])):
        if end <= reach:
            inner.add((start, end))
        reach = max(reach, end)
    spans = sorted({(t.start, t.end) for t in found})
    crossed = {
        one for one, two in pairwise(spans) if one[0] <= two[0] < one[1] < two[1]
    }  # 做五金 in 五金批发的
    return [t for t in found if (t.start, t.end) not in inner | crossed]


_OTHERS = Pattern(
    "找|请|委托|交给|送到|送去|外包|客户|甲方|供应商|机构|对方|服务商|跟|和|与|由|让|向|隔壁|别人|[帮给为替](?!写字楼|小区|人|别人)"
    "|母公司|总公司|集团|股东|老板|买|付|签|如果|(?<!主)要是|假如|什么|哪|不是|不[做搞干从生]|没|同行|像"
)
# 给我们写代码的在大连
_FOR_US = Pattern("[给帮替为](?:我们?|咱们?|俺们?)")
# 我搞设备的没接触过: what one person is, and not the enterprise.
_UNVERSED = Pattern(
    "的?[, ]?还?真?(?:没(?:怎么)?(?:接触|听说|听|碰|弄|搞|见|学|办)过|不(?:太|大|怎么)?(?:懂|清楚|明白|了解|在行|会)"
    "|外行|哪里?(?:懂|知道|晓得))"
)
_TOWN = Pattern("[^,。;!? ]{0,4}")
# 做软件的费用, 食品厂的客户: not the speaker.
_NOT_AFTER = Pattern(
    "(?:的)?(?:费|钱|合同|发票|报告|服务|机构|单位|那家|时候|检测|测试|项目|款|票|客户|老板|供|材料|方案|标准"
    "|软件|平台|系统|植保|维[修护保]|运维|租赁|出租|销售|贸易|代理|回收|安装|航拍|测绘|给|帮|出具|开发|设计|认证|培训|咨询|代理|[0-9一二两三四五六七八九十](?!级))"
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
    if one.kind == "field":
        return True
    low, high = scene.phrase(one.start)
    lead = _without_places(scene, begin, one.start)
    if begin > low and _OTHERS.search(scene.text[low:begin]):
        return False
    if _FOR_US.search(scene.text, low, one.start):
        return False
    if scene.denies and "我" in lead and "们" not in lead and _UNVERSED.match(scene.text, one.end):
        return False
    if not OPENING.fullmatch(lead) or _NOT_AFTER.match(scene.text, one.end):
        return False
    after = scene.text[one.end : high]
    if one.kind == "does" and after in ("", "的") and _is_identity(scene, one, low, high, lead):
        return True
    ends = scene.text[one.end - 1] == "的" or _STANDS.match(scene.text, one.end) is not None
    if one.kind == "does" and ((not ends and _OF_IT.fullmatch(after)) or (ends and _LIVES_BY.search(lead))):
        return True
    if (
        one.kind == "does"
        and not scene.text.endswith("的", one.start, one.end)
        and not after.startswith("的")
    ):
        # 做检测 is a purchase as well: without 的 the speaker or nothing else must stand there.
        return ends and (SELF.search(lead) is not None or not after) and not _is_service(scene, one)
    # 学校的实验室, 医院: of whom, is not said.
    alone = one.end - one.start <= _SHORT or (after.startswith("的") and after.strip("的") != "")
    if one.kind == "is" and alone and not SELF.search(lead) and "是" not in lead:
        return False
    priced = scene.amounts or scene.wants("category") or "的" not in scene.text[one.end - 1 : one.end + 1]
    told_so = _TRADE.search(lead + scene.text[one.start : one.start + 2]) is not None
    bought = scene.text[one.start] in "做搞开研" and priced and _is_service(scene, one)
    return ends and (told_so or not bought)


_PURCHASE = ("pay", "seek", "provider", "contract", "fee", "invoice", "total")
_HEADS = Pattern(
    "(?:[0-9]+|[一二三四五六七八九十百两几]+)(?:多|来)?[个号口名]?人(?!一)|员工|职工|营收|营业收入"
)


def _is_identity(scene: Scene, one: Told, low: int, high: int, lead: str) -> bool:
    """Whether a phrase says no more than what one does: 市南搞游戏开发的 员工34; 8个人 搞软件外包."""
    if scene.wants("category") or scene.text[one.start] not in "做搞干从开":
        return False
    placed = any(low <= p.start < one.start for p in scene.places) or SELF.search(lead) is not None
    if scene.text[high - 1] == "的" and placed:
        end = scene.phrase(high + 1)[1] if high < len(scene.text) else high
        return not any(high <= a.start < end for a in scene.amounts) and not any(
            m.kind in _PURCHASE for m in scene.between(high, end)
        )
    return not lead and scene.kinds.keys().isdisjoint(_PURCHASE) and _HEADS.search(scene.text) is not None


_SHORT = 2
# 主营是软件开发: said of nothing that one buys.
_LIVES_BY = Pattern("(?:主营|主业|经营范围|主营业务)(?:业务)?(?:是|为|就是|:)*$")
_OF_IT = Pattern("[^,。;!?、 的]{0,4}的")
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
