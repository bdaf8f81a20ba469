"""Industries: the trades that a message names, whosever they are, and the one industry they come to."""

from __future__ import annotations

from collections.abc import Iterator

from dialogs.understanding.characters.cues import KNOWN
from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.scene.scene import Scene
from dialogs.understanding.scene.wordings import Told, heard


def named_industry(scene: Scene) -> str | None:
    """The one industry that a text names, whosever trade it is."""
    label = next((c.id for c in scene.facts["industry"].choices if c.label in scene.text), None)
    values = {t.value for t in trades_told(scene)} if label is None else {label}
    return values.pop() if len(values) == 1 and " " not in min(values) else None


# What may stand before one's own trade in its phrase.
OPENING = Pattern(
    "(?:我们?|咱们?|俺们?|我司|本|这种|这样|像|[大中小微]型|规上|规模以上|公司|企业|厂子?|单位|这|那|里|家|一家|一个|个|小|老|大|的|是|就是|属于|算|也是|一直|主要|主营|专门|专业|专"
    "|现在|目前|在|开|办|了|着|运营|自己|民营|国有|私人|从事|从|做|搞|干|弄|靠|以|行业|所属|业务|经营|范围|这边|那边|本地|当地|你好|您好|请问|请教|一[下哈]|想问|问|咨询"
    "|您|[ :,]|写|填|选|归|划|报"
    "|给(?!我|咱|俺|公司|厂里|客户)[^,。;?! ]{1,6}(?=$)"
    "|(?:去?年|全年)?(?:营业?收入?|收入|产值|销售额?|营收)(?:有|是|大概|差不多)*[0-9一二两三四五六七八九十百千万亿多几.]{1,9}元?的"
    "|[0-9一二两三四五六七八九十百几]{1,5}(?:多|来)?(?:个|号|口)?人的"
    "|市|县|区|省|镇|乡|村|给|写字楼|小区)*"
)
SELF = Pattern("我|咱|俺|公司|企业|主营|从事|厂")
_KINDS = frozenset(("does", "is", "either"))


def trades_told(scene: Scene) -> list[Told]:
    """The wordings that name a trade."""
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
    "有$|[找请让给托跟和与在去由到是隔对朋亲同别客他她几家的养殖修洗老全本分总新工小我咱俺那这哪某各手校电]|检测|检验|研发|设计|培训|[0-9]"
)


def _plants(scene: Scene) -> Iterator[Told]:
    """即墨童装厂, 我们织带厂: a plant that the message opens with or calls its own."""
    for match in _PLANT.finditer(scene.text):
        low, _ = scene.phrase(match.start())
        start = max([low, *(p.end for p in scene.places if low <= p.start and p.end <= match.start())])
        if lead := OPENING.match(scene.text, start, match.start()):
            start = lead.end()
        own = low == 0 or SELF.search(scene.text, low, start) is not None
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
