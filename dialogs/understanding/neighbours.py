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
_GRANTING = KNOWN.add("补|加计|奖|资助|扶持|减|免|报销|给报|钱|政策|报|申请|税|入账|贷")
_GIVEN = "(?:补|奖|资助|给报|报销|扶持|有钱|政策|给钱|的钱)"
_DESCRIBED = Pattern(
    f"(?P<参展补贴>(?:参展|展会|展览会|展销会|博览会|广交会|进博会|摊位|展位|出国展)[^,。;?!]{{0,8}}{_GIVEN})"
    "|(?P<房租补贴>(?:房租|租金|场租|租的?(?:的|了|着)?(?:厂房|房子|办公室|办公楼|场地|仓库|车间))[^,。;?!]{0,6}(?:补[贴助]|补[不多吗么]|能补|减|免))"
    f"|(?P<就业社保补贴>(?:招|聘|吸纳|录用|雇|用)[^,。;?!]{{0,5}}(?:应届|毕业生|大学生|失业|困难人员|退役|退伍|残疾人|下岗)[^,。;!?]{{0,8}}{_GIVEN}"
    "|(?:稳岗|扩岗|见习|社保|以工代训)[^,。;?!]{0,5}(?:补[贴助]|返))"
    "|(?P<人才补贴>(?:博士|硕士|研究生|海归|留学生|高层次人才|人才|工程师职称)[^,。;?!]{0,6}(?:补[贴助多]|安家|购房|公寓|落户|奖励|政策|能领))"
    "|(?P<技改补贴>(?:设备更新|技术改造|技改|新设备|生产线|自动化线|机器人换人|数控机床|机床|智能化改造|数字化改造)[^,。;?!]{0,6}(?:补[贴助]|补多少|奖[补励]|立项|怎么申报|咋申报|备案)"
    "|(?:申请|申报|报|做|搞)(?:一?个)?(?:技改|技术改造))"
    "|(?P<专利资助>(?:实用新型|外观专利|外观设计专利|软著|发明专利|专利授权|授权的专利)[^,。;?!]{0,6}(?:补[贴助]|资助|奖))"
    "|(?P<创业补贴>创业[^,。;?!]{0,5}(?:补|扶持|贷款|奖|资助|的钱))"
    "|(?P<贷款贴息>(?:贷款|银行贷|借款|利息|贷了)[^,。;?!]{0,8}(?:贴息|补[贴助多]|能补|给补|给贴|优惠))"
    "|(?P<研发费用加计扣除>加计(?:扣|抵))"
    "|(?P<税务>应税|免税收入|(?:缴|交|扣|上)[^,。;?!]{0,5}(?:所得税|增值税|个税|印花税|税[吗么不]|多少税)|(?:发票|开票)的?税点|税点[^,。;?!]{0,2}怎么|开票[^,。;?!]{0,4}税)"
    "|(?P<消费券>(?:家电|汽车|购车|手机)[^,。;?!]{0,5}(?:补贴|国补))"
    "|(?P<工厂和企业称号奖励>(?:绿色工厂|智能工厂|数字化车间|瞪羚|独角兽|单项冠军)[^,。;?!]{0,6}(?:补|奖))"
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
