"""Trades: the industry that the speaker's own trade belongs to; never what is bought, nor what others do."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from heapq import heappop, heappush
from itertools import pairwise

from dialogs.understanding.cues import KNOWN
from dialogs.understanding.patterns import Pattern
from dialogs.understanding.result import Said, Unclear
from dialogs.understanding.scene import Scene
from dialogs.understanding.statements import hides
from dialogs.understanding.topics import Topics
from dialogs.understanding.unlisted import unlisted
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
    if not own or unlisted(scene) is not None:
        return
    own = [t for t in own if t.end - t.start > 1 or _STANDS_ALONE.fullmatch(_beside(scene, t))]
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


# 农、林; but not 渔具.
_STANDS_ALONE = Pattern("[^\\u4e00-\\u9fff]?(?:[是搞做干属填选])?[^\\u4e00-\\u9fff]?(?:业|的|类)?")


def _beside(scene: Scene, one: Told) -> str:
    return scene.text[max(0, one.start - 1) : one.start] + scene.text[one.end : one.end + 1]


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
    told = [one for one in scene.once(heard) if one.kind in _KINDS]
    if scene.cues & _MAKING:
        told += (Told(m.start("what"), m.end("what"), "does", "industry") for m in _MADE.finditer(scene.text))
    if (
        scene.cues & _LABELLED
        and (match := _LABEL.search(scene.text))
        and all(t.start >= match.start("label") and t.end <= match.end() for t in told)
    ):
        told.append(Told(*match.span("label"), "field", _LABELS[match["label"][:2]]))
    if scene.cues & _PLANTS:
        told += _plants(scene)
    return told


_PLANTS = KNOWN.add("厂")
_PLANT = Pattern("厂子?(?=$|[,。;?! ])")
_NO_PLANT = Pattern(
    "[找请让给托跟和与在去由到是隔对朋亲同别客他她几家的养殖修洗老全本分总新工小我咱俺那这哪某各手校电]|检测|检验|研发|设计|培训|[0-9]"
)


def _plants(scene: Scene) -> Iterator[Told]:
    """即墨童装厂, 我们织带厂: a plant that the message opens with or calls its own."""
    for match in _PLANT.finditer(scene.text):
        low, _ = scene.phrase(match.start())
        start = max([low, *(p.end for p in scene.places if low <= p.start and p.end <= match.start())])
        if lead := _LEAD.match(scene.text, start, match.start()):
            start = lead.end()
        own = low == 0 or _SELF.search(scene.text, low, start) is not None
        name = scene.text[start : match.start()]
        if own and 0 < len(name) <= _LONGEST_NAME and not _NO_PLANT.search(name):
            yield Told(start, match.end(), "field", "industry")


_LONGEST_NAME = 5
_MAKING = KNOWN.add("生产|加工|制造|造[^ ]|做")
# What is told by its last character: 做座椅骨架的, 做密封条的厂子.
_THING = (
    "(?<![软文邮插组控证])件|汁|粉丝|粉条|豆腐|(?<!产)(?<!样)(?<!商)(?<!作)(?<!题)品|建材|钢材|板材|型材|线材|管材|(?<!调)剂|电机|风机|农机|泵机"
    "|水泵|油泵|阀|钢管|铝管|油管|胶管|板(?<!老板)|膜|线缆|电缆|纸箱|货箱|水箱|油箱|柜|骨架|货架|支架|密封条|胶条|型条|刀片|垫片|膜片|叶片"
    "|车轮|齿轮|轮毂|轴|轴套|手套|护套|密封圈|垫圈|卡箍|弹簧|皮带|织带|胶带|传送带|输送带|纱|坯布|鞋|袜|帽|盒|瓶|桶|罐|包装袋|编织袋"
    "|面粉|米粉|粉末|润滑油|花生油|油漆|糖|糕点|饼干|酱|醋|肥|设备|装置|器材|机械|挂车|专用车|电动车|三轮车|游艇|椅|灯具|路灯|车灯|镜片|钉|铁丝|钢丝|绳"
    "|渔网|筛网|丝网|砖|瓦|石材|窑炉|锅炉|刀具|模具|夹具|量具|玩具|餐具|家具|(?<!服务)(?<!文)器|装备|骨料|饲料|涂料|填料|辅料|面料|布料"
)
# 做密封条的厂子; what is made and said to be made is told whatever it is: 生产卡箍的.
_MADE = Pattern(
    "(?<![找请代])(?P<what>(?:做|造)[^,。;?! 了过的]{0,8}?(?:"
    + _THING
    + ")(?:的|(?:加工|生产|制造)(?:的|厂))"
    "|(?:(?<!不)生产|加工|制造|做)[^,。;?! 了过的检测试验费服务]{1,8}"
    "的(?=(?:小|老|家族|民营)*(?:厂子?|工厂|车间|作坊)))"
    "(?!(?:费|钱|合同|发票|报告|检测|测试|项目|客户|供应商|设备|仪器|机器|软件|时候|那家|公司那|机构))"
)
_LABELLED = KNOWN.add("工业|制造|建筑|批发|零售|餐饮|软件|农业|行业")
# 员工85人，营收4200万，工业: a field filled in.
_LABEL = Pattern(
    "(?:(?<=[,。;:、 ])|^)(?:我们|公司)?(?:是|算|属于|按|行业|所属|写|填|选|归|划|报|的|在|为|[: ]){0,4}"
    "(?P<label>工业|制造业|建筑业|批发业|零售业|餐饮业|软件业"
    "|软件和信息技术服务业?|软件行业|农业|住宿业|仓储业)"
    "(?:类|的|企业|行业|那块)?(?=$|[,。;!? 、]|人员)"
)
_LABELS = {
    "工业": "industry",
    "制造": "industry",
    "建筑": "construction",
    "批发": "wholesale",
    "零售": "retail",
    "餐饮": "catering",
    "软件": "software",
    "农业": "agriculture",
    "住宿": "lodging",
    "仓储": "warehousing",
}


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
    "|母公司|总公司|集团|股东|老板|买|付|签|如果|要是|假如|什么|哪|不是|不做|没|同行|像"
)
# What may stand before one's own trade in its phrase.
_LEAD = Pattern(
    "(?:我们?|咱们?|俺们?|我司|本|这种|这样|像|[大中小微]型|规上|规模以上|公司|企业|厂子?|单位|这|那|里|家|一家|一个|个|小|老|大|的|是|就是|属于|算|也是|一直|主要|主营|专门|专业|专"
    "|现在|目前|在|开|办|了|着|运营|自己|民营|国有|私人|从事|从|做|搞|干|弄|靠|以|行业|所属|业务|经营|范围|这边|那边|本地|当地|你好|您好|请问|请教|一[下哈]|想问|问|咨询"
    "|您|[ :,]|写|填|选|归|划|报"
    "|给(?!我|咱|俺|公司|厂里|客户)[^,。;?! ]{1,6}(?=$)"
    "|(?:去?年|全年)?(?:营业?收入?|收入|产值|销售额?|营收)(?:有|是|大概|差不多)*[0-9一二两三四五六七八九十百千万亿多几.]{1,9}元?的"
    "|[0-9一二两三四五六七八九十百几]{1,5}(?:多|来)?(?:个|号|口)?人的"
    "|市|县|区|省|镇|乡|村|给|写字楼|小区)*"
)
# 给我们写代码的在大连
_FOR_US = Pattern("[给帮替为](?:我们?|咱们?|俺们?)")
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
    if not _LEAD.fullmatch(lead) or _NOT_AFTER.match(scene.text, one.end):
        return False
    after = scene.text[one.end : high]
    if one.kind == "does" and after in ("", "的") and _is_identity(scene, one, low, high, lead):
        return True
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


_PURCHASE = ("pay", "seek", "provider", "contract", "fee", "invoice", "total")
_HEADS = Pattern(
    "(?:[0-9]+|[一二三四五六七八九十百两几]+)(?:多|来)?[个号口名]?人(?!一)|员工|职工|营收|营业收入"
)


def _is_identity(scene: Scene, one: Told, low: int, high: int, lead: str) -> bool:
    """Whether a phrase says no more than what one does: 市南搞游戏开发的 员工34; 8个人 搞软件外包."""
    if scene.wants("category") or scene.text[one.start] not in "做搞干从开":
        return False
    placed = any(low <= p.start < one.start for p in scene.places) or _SELF.search(lead) is not None
    if scene.text[high - 1] == "的" and placed:
        end = scene.phrase(high + 1)[1] if high < len(scene.text) else high
        return not any(high <= a.start < end for a in scene.amounts) and not any(
            m.kind in _PURCHASE for m in scene.between(high, end)
        )
    return not lead and scene.kinds.keys().isdisjoint(_PURCHASE) and _HEADS.search(scene.text) is not None


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
