"""Neighbours: other subsidies told of in so many words and not by their names: 去德国参展的摊位费给报销吗."""

from __future__ import annotations

from dialogs.understanding.cues import KNOWN
from dialogs.understanding.lexicon import Mark
from dialogs.understanding.patterns import Pattern
from dialogs.understanding.scene import Scene


def described(scene: Scene) -> tuple[str, int] | None:
    """The subject described and where, unless it is the voucher or a purchase that is spoken of."""
    text = scene.text
    if not scene.cues & _GRANTING or "券" in text:
        return None
    match = _DESCRIBED.search(text)
    if match is None or match.lastgroup is None:
        return None
    return match.lastgroup, match.start()


def awarded(scene: Scene) -> tuple[str, int] | None:
    """The reward asked about beside what it is for, and where: 刚评上高企, 奖励的那二十万找谁要."""
    text = scene.text
    if not scene.cues & _REWARDING or "券" in text or "service" in scene.kinds:
        return None
    match = _REWARDED.search(text)
    if match is None or _REFUSED.search(text):
        return None
    named = [(m.value, m.start) for m in scene.of_kind("certificate", "thing") if m.value in REWARDS]
    return (REWARDS[named[0][0]], named[0][1]) if named and abs(named[0][1] - match.start()) < _NEAR else None


_NEAR = 30
_REWARDING = KNOWN.add("给一|给点|给笔|有没|奖|现金|资助|给钱|补助|补贴|有钱")
_REWARDED = Pattern(
    "(?<![获得中评])奖(?![项状杯牌评])|现金(?=奖|补|的)|资助|给(?:多少|几万|一?笔?点?钱|一笔)|有没有钱|有钱(?:拿|领|没|吗)|给不给钱|(?:认定|入库|评上|通过)[^,。;?!]{0,6}(?:补[贴助]|给[几多]|给一)"
)
# 没奖金我晓得; 拿了高企奖励，还能报吗: it is not the reward that is asked about.
_REFUSED = Pattern(
    "(?:不是?|没|别|先不)(?:问|说|提|要|想|管)[^,。;?!]{0,6}奖|(?:奖|补助|补贴)[^,。;?!]{0,8}(?:[拿领享到][到受]?[过了手]|已经?)[^。;?!]{0,12}(?:还能|再|这个|叠|冲突|重复|影响)"
    "|(?:[拿领享得][到受]?[过了])[^,。;?!]{0,8}(?:奖|补助|补贴)[^。;?!]{0,12}(?:还能|再|这个|叠|冲突|重复|影响)"
)
# What is granted for a certificate.
REWARDS = {"invention": "专利资助", "high_tech": "高企奖励", "srdi": "专精特新奖励", "tech_sme": "科小奖励"}


def is_past(scene: Scene, mark: Mark) -> bool:
    """Whether another subject is is told of as done with beside the voucher: 奖励领过了，券还能报不."""
    low, high = scene.clause(mark.start)
    before, after = scene.text[low : mark.start], scene.text[mark.end : high]
    if "券" not in scene.text[:low] + before + after + scene.text[high:]:
        return False
    if _DISMISSED.search(before):
        return True
    return (_DONE.search(before) or _DONE_WITH.match(after)) is not None and _ASKED.search(after) is None


# What is granted, or taken off: without it nothing here is read.
_GRANTING = KNOWN.add(
    "许可|推荐|帮我|替我|给我|优惠|租|拿回|几个点|改造|汇算|补|加计|奖|资助|扶持|减|免|报销|给报|钱|政策|报|申请|税|入账|贷|返|贴|退|分录|折旧|摊销|会计|科目|社保|拆迁"
)
_GIVEN = "(?:补|奖|资助|给报|报销|报一?部分|谁给?出|给出|有没有钱|扶持|有钱|政策|给钱|的钱|贴)"
_PART = "[^,。;?!\n]"
_OVER = "[^。;?!\n]"
_PUBLIC = "(?:政府|财政|国家|市里|区里|县里|省里|工信局?|科技局|人社局?|商务局|政策|公家)"
_MACHINES = (
    "(?:设备更新|技术改造|技改|新设备|(?:自动化?|新|流水|生)产?线|产线|机器人换人"
    "|数控(?:机床|车床)?|机床|加工中心|机械臂|老设备|旧设备|智能化改造|数字化改造|数转智改|智改数转|产能扩建|扩产)"
)
_ACCOUNTS = "(?:营业外收入|其他收益|递延收益|专项应付款|管理费用|研发支出|制造费用|在建工程|无形资产|主营成本|销售费用)"
_DESCRIBED = Pattern(
    f"(?P<会计核算>分录|会计(?:准则|上|处理)|会计科目|(?:折旧|摊销)(?:怎么|咋|如何|年限|几年|多少)|(?:怎么|咋|如何|要不要)(?:计提|提折旧|摊销|入账|做账|记账|列账)|(?:计|记|进|走|挂|列|放|贷|借)(?:入|到|在)?{_ACCOUNTS}{_PART}{{0,4}}还是|(?:哪个|啥|什么)科目|(?:贷|借)(?:记|方)?{_ACCOUNTS})"
    f"|(?P<参展补贴>(?:参展|展会|展览会|展销会|博览会|广交会|进博会|交易会|订货会|糖酒会|展台|摊位|展位|出国展|布展|国外参?展){_OVER}{{0,16}}{_GIVEN}|(?:出口信用?保险?|信保|海外仓|外贸|出口){_PART}{{0,8}}(?:补[贴助]|奖补|补不|能补|给补))"
    f"|(?P<房租补贴>(?:房租|租金|场租|厂租|租的?(?:的|了|着)?(?:厂房|房子|办公室|办公楼|场地|仓库|车间)|(?:厂房|办公室|场地|标准厂房)(?:的)?租){_PART}{{0,10}}(?:补[贴助]|补[不多吗么几]|能补|给补|减|免|返|优惠))"
    f"|(?P<就业社保补贴>(?:招|聘|吸纳|录用|雇|用)[^,。;?!]{{0,5}}(?:应届|毕业生|大学生|失业|困难人员|退役|退伍|残疾人|下岗|贫困户){_OVER}{{0,14}}{_GIVEN}"
    f"|(?:稳岗|扩岗|见习|以工代训|(?:大学生|毕业生|应届生?)[^,。;?!]{{0,8}}(?:就业|上班|上岗)|没裁员|不裁员|零裁员){_PART}{{0,8}}(?:补|返|给|奖|钱)|(?:社保|失业保险|养老保险|五险|工伤保险){_PART}{{0,10}}(?:补[贴助]|返|退还|退点|退一|减|免|缓缴|能补|给补))"
    f"|(?P<人才补贴>(?:博士|硕士|研究生|海归|留学生|高层次人才|人才|工程师职称|高级职称|技能大师|专家){_PART}{{0,14}}(?:补[贴助多几]|安家|购房|公寓|落户|奖励|政策|能领|住房|租房)|(?:博士|硕士|研究生|海归|人才)[^。;?!]{{0,8}}(?:租房|住房|购房|安家|生活){_PART}{{0,4}}补|安家(?:费|补)|引才)"
    f"|(?P<技改补贴>{_MACHINES}{_OVER}{{0,10}}(?:补[贴助]|补多少|补几|奖[补励]|立项|怎么申报|咋申报|备案|专项资金|{_PUBLIC}{_PART}{{0,6}}(?:补|给钱|奖|贴|管)|(?:给|能)补[不吗么]|(?:能|可以)?(?:拿|返|补)回?(?:多少|几个点|几成|几万)|给不给补|有没有补|项目在哪)"
    f"|(?:设备|投资额?)(?:款|额|总额)?{_PART}{{0,4}}比例{_PART}{{0,2}}补|按设备{_PART}{{0,6}}补|(?:申请|申报|报|做|搞)(?:一?个)?(?:技改|技术改造))"
    f"|(?P<专利资助>(?:实用新型|外观专利|外观设计专利|软著|发明专利|专利授权|授权的?专利|授权了?{_PART}{{0,4}}(?:发明|专利)|(?:发明|专利){_PART}{{0,4}}(?:授权|下证|拿证|拿到证|证书下来)){_OVER}{{0,10}}(?:补[贴助]|资助|奖|{_PUBLIC}{_PART}{{0,4}}(?:给|发|补)))"
    f"|(?P<创业补贴>创业{_PART}{{0,8}}(?:补|扶持|贷款|奖|资助|的钱|给钱)|(?:毕业|回乡|返乡|回村|退伍|退役|下岗|辞职){_PART}{{0,10}}(?:开|办|养|创|种|搞){_OVER}{{0,12}}(?:补|扶持|给钱|资助|政府给|优惠|无息|免息|贷款))"
    f"|(?P<贷款贴息>(?:贷|借款|利息|利率|融资){_OVER}{{0,14}}(?:贴息|贴补|无息|免息|低息|补[贴助多]|能补|给补|给贴|贴不贴|贴点|贴{_PART}{{0,3}}息|能贴|优惠))"
    "|(?P<研发费用加计扣除>加计(?:扣|抵)|汇算[^,。;?!]{0,8}(?:扣|抵)|研发费[^,。;?!]{0,12}(?:税前扣|多扣|抵税))"
    "|(?P<税务>税率[^,。;?!没不]{0,8}(?:多少|几|按|是)(?![^,。;?!]{0,4}[没不])|应税|免税收入|(?:缴|交|扣|上)[^,。;?!]{0,5}(?:所得税|增值税|个税|印花税|税[吗么不]|多少税)|(?:所得税|增值税|个税|印花税|附加税|房产税|留抵)[^,。;?!]{0,8}(?:怎么|咋|多少|几个点|率|免|减|退|抵|报|优惠)|(?:发票|开票)的?税点|税点[^,。;?!]{0,2}怎么|开票[^,。;?!含价]{0,4}税(?!率?[0-9]))"
    "|(?P<消费券>(?:家电|汽车|购车|手机)[^,。;?!]{0,5}(?:补贴|国补))"
    "|(?P<工厂和企业称号奖励>(?:绿色工厂|智能工厂|数字化车间|瞪羚|独角兽|单项冠军|规上|升规|小升规|首台套)[^,。;?!]{0,8}(?:补|奖))"
    f"|(?P<其他话题>许可证{_PART}{{0,8}}(?:怎么|咋|如何|续|办理|换证|年检)|推荐{_PART}{{0,12}}(?:师傅|饭店|酒店|餐馆|医院|宾馆)|[你您](?:们)?(?:能|会|可以|能不能|可不可以|会不会)?(?:帮|替|给)(?:我们?|忙|俺){_PART}{{0,2}}(?:写|画|编|翻译|起草|作)(?:一?[篇个份首段张下])?)"
    f"|(?P<其他补贴>(?:科技特派员|拆迁|征地|种粮|种地|养殖|农机|农业|光伏|充电桩|新能源车?|电费|电价|用电|水费|高温|环保改造|锅炉改造|文旅|电商|直播|物流|运费|保费|生育|养老|低保|医保|残保金|保障金|公积金)(?:的)?{_PART}{{0,5}}(?:补[贴助偿]|奖补|返还|减免|能补|给补|补不|补多少|补几|提取|[减免缓]不[减免缓]|怎么[交缴减])|(?:买|换|购)(?:了?台?)?(?:新|旧|二手|电动)?车[^。;?!]{{0,10}}(?:补|优惠))"
)
_DISMISSED = Pattern(
    "(?:不是?[想要来]?(?:问|说|要|咨询|了解|管|提|谈|办)|不是|别(?:说|提|扯|管)|除了|抛开|先不[说管提])[^,。;?!]{0,3}$"
)
_DONE = Pattern(
    "(?:拿|领|享受|得|报|申请|申|批|办|走|弄)(?:到|的|完|好)?[了过完][^,。;?!]{0,4}$|(?:刚|已经|已)(?:领|拿|报|办|弄)[完好]?[^,。;?!]{0,3}$"
)
_DONE_WITH = Pattern(
    "(?:的|这块|那块|资金|款|的钱|的事儿?)*[^,。;?!]{0,6}?(?:(?:拿|领|享受|报|申请|批|办|走|弄|问|到账|到手|搞定|知道|清楚|发)(?:到|的|完|好|下来)?[了过完]|先?不(?:问|管|说|提)|问(?:税务|会计|科技局)|知道|清楚)"
)
_ASKED = Pattern("[吗么呢?]|几|多少|怎么|如何|咋|什么|啥|哪|没有?$|不$")


def is_beside(scene: Scene, mark: Mark) -> bool:
    """Whether another subject is told of beside the voucher: had before, held against it, or as something bought."""
    if mark.value in _AGENTS and _FEES.match(scene.text, mark.end):
        return True  # 工商年报代办的钱算在支持范围里吗
    if "券" in scene.text and _BOTH.search(scene.text):
        return True  # 人才补贴和这个券能不能两样都拿
    return _is_had(scene, mark, scene.clause(mark.start)[0])


_HAD = Pattern(
    "(?:拿|领|享受|得|报|申请|申|批|办|走|弄|给|发|拨)(?:到|的)?[了过](?:[0-9一二两三四五六七八九十百几]+[万千](?:块|元)?的?|[一几]?[笔项个]|[市区省]里的|的)?$"
)


def _is_had(scene: Scene, mark: Mark, low: int) -> bool:
    """Whether one had it before, and it is the voucher or a purchase that is spoken of: 拿过技改补贴，这个券能报不."""
    if _HAD.search(scene.text[max(low, mark.start - 8) : mark.start]) is None:
        return False
    return bool(scene.of_kind("voucher", "service")) or _COMES_AGAIN.search(scene.text, low) is not None


_AGENTS = ("工商登记", "会计核算", "税务")
_FEES = Pattern("(?:代办|代理|服务|外包)?的?(?:费用?|钱|开销)[^。;?!]{0,8}(?:[能给]报|[能给]补|支持|范围|券)")
_BOTH = Pattern(
    "(?:[和跟与同][^,。;?!]{0,6}[券劵]|[券劵][和跟与同])[^。;?!]{0,14}(?:两样|都能|一起|同时|兼|二选一|只能|一块(?!儿?[问了咨说])|冲突|打架|矛盾|叠|一码事|一回事|一个东西)"
)
_COMES_AGAIN = Pattern(
    "(?:不能|能|还|再)[^,。;?!]{0,4}[领报拿用申][^,。;?!]{0,2}(?:这|券)|再来?(?:[领报申拿用]|申请)?(?:这|你们|券)|(?:这个|你们这)[^,。;?!]{0,6}(?:还|再|能)"
)
