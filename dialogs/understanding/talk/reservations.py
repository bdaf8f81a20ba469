"""Reservations: what an answer says beside its value that leaves the value open: 6月18还是19来着, 月均60万."""

from __future__ import annotations

from collections.abc import Iterable

from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.result import Said, Unclear
from dialogs.understanding.scene.scene import Scene


def reserved(scene: Scene, facts: Iterable[Said]) -> tuple[tuple[Said, ...], tuple[Unclear, ...]]:
    """The facts that stand, and what of the open question must be asked back."""
    stand: list[Said] = []
    open_: list[Unclear] = []
    for fact in facts:
        reading = _RESERVED[fact.name](scene) if fact.name in _RESERVED and scene.wants(fact.name) else ""
        if fact.value is True and fact.name in _MONEYS:
            reading = ""  # 没拿过，没给过一分钱
        if reading and fact.value is not None:
            open_.append(scene.unclear(fact.name, scene.text, reading))
        elif fact.name != "category" or not _is_in_passing(scene):
            stand.append(fact)
    return tuple(stand), tuple(open_)


_N = "[0-9一二三四五六七八九十廿两]"
_ELSE = Pattern(f"(?:日|号|{_N})[,， ]*(?:还是|或者?是?|要不|要么|就是|不然)[^,。;?!]{{0,6}}?{_N}")


def _day(scene: Scene) -> str:
    return "两个日子，不能肯定" if _ELSE.search(scene.text) else ""


_PART = Pattern(
    "(?:付|给|打|交|结|掏|转)(?:了|过|的|出去)?(?:差不多|大概)?(?:一多?半|一大半|[一二三四五六七八九]成"
    "|[0-9]{1,2}%|百分之|个?定金|大头"
    "|一部分|小部分|大部分)"
)


def _fee(scene: Scene) -> str:
    match = _PART.search(scene.text)
    if match is None or any(amount.start >= match.end() for amount in scene.amounts):
        return ""
    return "只付了其中一部分"


_PERIOD = Pattern(
    "月均|每个?月|一个?月(?!份)|单月|按月|季度|一季|[上下]半年|[0-9一二三四五六七八九十两几]个月"
    "|日均|[一每]天|每周|一周"
)


def _revenue(scene: Scene) -> str:
    return "不是一整年的" if _PERIOD.search(scene.text) else ""


_SOME = Pattern("固定资产|净资产|注册资[本金]|厂房|机器|设备|流动资[产金]|存货|土地|现金")
_TOTAL = Pattern("总资产|资产总|合计|一共|总共|加起来|在里|在内|都算|包括|全部")


# 账面一千八百六十万，设备就占了一多半: a share of the sum told
_SHARE = Pattern(
    "[, ][^,。;?! ]{2,6}(?:就|都|还)?占(?:了|到|掉|去)?(?:一|[0-9]|大|多|不少|[二三四五六七八九]成)"
)


def _assets(scene: Scene) -> str:
    if not _SOME.search(scene.text) or _TOTAL.search(scene.text) or _SHARE.search(scene.text):
        return ""
    return "只是资产的一部分"


_DENIED = Pattern("(?:不能|不敢|不好|难)说")


# 没啥关系，我们占他们5%的股
_HOLDS_SHARES = Pattern(
    "^(?:没|不|无)[^。;?!]{1,20}(?<![没不无])(?<!没有)(?:占|持|有)[^,。;?!没不]{0,4}(?:[0-9]%|[点成个]|一些)的?股"
)


def _denied(scene: Scene) -> str:
    if _HOLDS_SHARES.search(scene.text):
        return "前后两种说法"
    return "不能肯定" if _DENIED.search(scene.text) else ""


_GUESSED = Pattern("^(?:好像|应该|可能|大概|估计|也许|或许|貌似)(?:是|算|属于|叫)?")


def _kind(scene: Scene) -> str:
    return "不能肯定" if _GUESSED.search(scene.text) else ""


# 16个 算我17
_WITH_ME = Pattern("[0-9][个人名号 ,]*(?:算|加|连|带)上?(?:我|老板)(?:们)?[^0-9,。;?!]{0,3}[0-9]")


def _heads(scene: Scene) -> str:
    return "两个数，不能肯定" if _WITH_ME.search(scene.text) else ""


# 有，市级的: of the province is what is asked
_OF_TOWN = Pattern(
    "^(?!没|不|无|否)[^。;?!]{0,12}(?:[市县]|区(?!里))(?:级(?!以上|及)|里(?:发|评|认|批|给)|里的(?=$|[,。;! ]))"
)
_HIGHER = Pattern("省|国家|自治区")


def _title(scene: Scene) -> str:
    return "只说了市里的" if _OF_TOWN.search(scene.text) and not _HIGHER.search(scene.text) else ""


# 县里给的技改补助，不过是买设备的，跟这个检测不搭嘎; 立项倒是立了，不给钱
_OTHER_PURPOSE = Pattern(
    "(?:跟|和|与|同)(?:这|它|本|我们这|检测|服务|研发|合同)[^,。;?!]{0,8}(?:不搭|没(?:有|啥|什么)?关系|无关|两码事|两回事|不沾|不相干|不是一回事)"
    "|(?<!一)(?:没|不)(?:给|拨|发|见|拿|拿到|见着)(?:过|到)?(?:一分|一毛)?钱|(?:只|就|光)(?:给|有|是)(?:了)?个?(?:名头|名分|名额|牌子|名义|空头)"
)


def _other_money(scene: Scene) -> str:
    return "那笔钱或项目不是这项服务的，不能肯定" if _OTHER_PURPOSE.search(scene.text) else ""


_RESERVED = {
    "no_public_money": _other_money,
    "no_city_money": _other_money,
    "no_competitive_money": _other_money,
    "srdi": _title,
    "high_tech": _title,
    "staff": _heads,
    "category": _kind,
    "unaffiliated": _denied,
    "invoiced_on": _day,
    "contract_on": _day,
    "result_on": _day,
    "fee_paid": _fee,
    "revenue": _revenue,
    "assets": _assets,
}


_MONEYS = ("no_public_money", "no_city_money", "no_competitive_money")


def _is_in_passing(scene: Scene) -> bool:
    """Whether the work is named to say how far it is, or what was signed for it."""
    if scene.wants("contract_form"):
        return _ORDERED.search(scene.text) is not None and not scene.amounts
    if scene.wants(*_TITLES) and _REVIEW.search(scene.text):
        return not scene.amounts
    if scene.wants("own_research") and _OWN_MEANS.search(scene.text):
        return not scene.amounts
    if scene.wants("contract_registered") and _OF_KIND.search(scene.text):
        return not scene.amounts
    return scene.wants(*_WORK) and _LEFT.search(scene.text) is not None


_ORDERED = Pattern("[送收取寄][样检][^,。;?!]{0,8}(?:填|签|开|给|写|时|交)")
# 专家评审那关没过: of the certificate, and no service bought
_TITLES = ("high_tech", "srdi", "innovative_sme", "tech_sme", "tech_sme_2024")
_REVIEW = Pattern("(?:评审|审核|答辩|初审|复审)[^,。;?!]{0,6}(?:没|未|过|刷|卡|不)")
# 自己车间后头隔了间屋子当试验室
_OWN_MEANS = Pattern(
    "(?:自己|自家|我们|车间|厂里|养|雇|招|建|设|隔|弄)[^,。;?!委外找请送]{0,12}(?:[试实]验室|化验室|检测室|中试线|试制)"
)
# 横向合同他们都统一登: any contract of the kind
_OF_KIND = Pattern("(?:横向|技术|开发|委托)合同(?:他们|学校|都|统一|全|一般)+")
_WORK = ("finished", "begun", "completed")
# 还差最后一个测试: a step of the work, and no service bought.
_LEFT = Pattern(
    # 老师带着学生驻厂两个礼拜了
    "(?:驻厂|驻场|进厂|进场)(?:了|[0-9一两二三四五六七八九十几]+(?:多|来)?(?:个)?(?:天|周|月|礼拜|星期))|"
    "(?:差|剩|缺|等|在做|做到|就|没做|没弄|没搞)(?:着|下|的|了)?(?:最后|末尾|后面)?(?:一|两|二|三"
    "|几|1|2|3)?(?:个|项|轮|次|道|步|点)?的?"
    "(?:测试|检测|试验|检验|验证|调试|设计|开发|培训|样品|数据|评审|审核)"
)
