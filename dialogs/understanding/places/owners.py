"""Owners: who is at a place that a message names: the applicant, the provider, or nobody we ask about."""

from __future__ import annotations

from typing import Literal

from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.places.antecedents import (
    goes_on_of_group,
    goes_on_of_provider,
    is_of_provider_asked,
    is_of_provider_before,
    is_registered_there,
    sells,
)
from dialogs.understanding.places.followers import follower, is_provider
from dialogs.understanding.places.parcels import is_of_parcel
from dialogs.understanding.places.seats import (
    calls_outsiders,
    is_nowhere,
    is_of_nobody,
    is_of_whoever,
    is_renamed,
    is_seat,
    trade_apart,
)
from dialogs.understanding.places.suppliers import (
    has_come,
    has_firms,
    is_bracketed,
    is_founded,
    is_of_each,
    is_opened,
    is_passed_through,
    is_seller,
    is_server,
    is_supplied,
    is_theirs,
    is_where_bought,
)
from dialogs.understanding.places.whereabouts import (
    TRADE_NEXT,
    USED,
    VOUCHER,
    has_moved,
    is_branch,
    is_bygone,
    is_claimant,
    is_disputed,
    is_general,
    is_handed_over,
    is_licence_behind,
    is_licensed,
    is_nearby,
    is_of_strangers,
    is_open,
    is_work,
    trade,
)
from dialogs.understanding.scene import strangers
from dialogs.understanding.scene.scene import OWN, Scene
from dialogs.understanding.words.lexicon import Mark
from policy.places import PlaceMention

# licensed: the applicant's licence is there · registered: the applicant says to be there · applicant: it may be so
# work: something was done there · programme: the place whose voucher is meant
Owner = Literal["licensed", "registered", "applicant", "work", "programme", "provider", "nobody"]

# What may stand between whoever is somewhere and the place.
LINK = Pattern(
    "(?:是|系|这|在|再|还|落|原来的|以前的|搁|坐落|于|属于|属|位于|都|全|就|也|刚|才|目前|现在|主要|已经?|注册|成立|登记|办公|来自|落户|地处|设|开|办|建|盖|挂靠?|扎根|为"
    "|一?家|这[家个]|的|本部|公司|企业|厂子?|地址|所在地|自己|本身|本来|其实|一直|真|归|人|老|这边|这儿|隔壁|(?:[河江海湖]|马路)?对[岸面]|边上"
    "|里|呢|嘛|[ :(])*"
)
_LEAD = Pattern(
    "(?:请问|请教|问一?下|想问一?下?|你们?好|您好|老师|咨询|一?[下哈]|坐标|人在|在|是|位于|来自|地点|手[上头里]|客户|有家|有个|有一家|一家|一个"
    "|我们?|咱们?|俺们?|那么?|嗯|哦|[ :])*"
)
WHOLE_LEAD = Pattern(
    "(?:坐标|具体|准确|详细|[一点]?点?[说讲]|实际|注册|登记|住所|所在地|所在|地址|人在|在|是|就|老|隔壁|位于|来自|地点|公司|企业|单位|base|厂子?|也是|都是"
    "|我们?|咱们?|俺们?|[ :])*"
)
WHOLE_TAIL = Pattern(
    "(?:经开区|开发区|工业园区?|产业园区?|高新区|县城|城区|城里)?(?:的|滴|哩|市|这边|那边|这里|那块|这块|这一?带|那一?带|那嘎达|里头"
    "|里面|里|嘛|呗|人|哈|啊|呀|吧|呢|哦|了|[ .~!])*"
    "(?:(?:也|都|就)?(?:不|没)(?:在|是)(?:本市|本地|本省|当地|我们这|咱这|这)(?:儿|里|边)?的?)?"
)
# 刚从深圳迁到即墨的
_MOVED_TO = Pattern("(?:从[^,。]{1,8})?(?:迁|搬|挪)(?:到|来|至|入|过来)了?$")
# 我们是做新材料的在莱西
_MAKERS_AT = Pattern(
    "(?<![给帮替为跟和])(?:我们?|咱们?|俺们?)(?:是|就是|这边|公司|厂)*(?:做|搞|干|生产|卖|种|养|开)(?!检测|的|了)[^,。;?!找委请]{1,8}的(?:公司|厂|企业)?(?:就|也|都)?在$"
)
# 胶州的有科小今年刚入库
_HOLDS = Pattern(
    "(?:市|县|区)?的(?:公司|企业)?(?:也|都|就)?(?:有|没有?|是|拿了|评了|刚[入评])(?!没有|不是|吗|什么|哪|多少|创新券|补)"
)
_WORKS = (
    "做的", "做了", "检测", "测的", "给", "帮", "提供", "开发", "出的", "设计", "承接", "承担", "搞的", "弄的", "中标",
    "签",
)  # fmt: skip
_SEEK_GAP = 3
_TOLD = frozenset(
    {
        "service",
        "mandatory",
        "certificate",
        "form",
        "size",
        "size_alone",
        "size_unclear",
        "granted",
        "statement",
    }
    | {"invoice", "result", "pay", "contract", "subject"}
)


# 公司不在运城在临汾
_SENDERS = ("发货", "寄件", "他们", "对方", "机构", "收款方", "店铺")
_PARCELS = ("快递", "快递的", "收货", "收件", "收件人", "邮寄", "邮寄的", "寄送", "送货", "家庭")
_THEIRS = ("他们", "人家", "对方", "他家", "机构")
_OF_ONE = ("一家", "的一家", "有家", "某", "那家")
_NOT_THERE = Pattern("(?:不|没)(?:在|是)[一-鿿]{2,5}?(?=而?[在是]$)")
_LONGEST_DENIED = 4
_OWN_PART = Pattern("(?:实验室|研发中心|技术中心|研发平台|实验平台)(?:也|都|设|放|是)?在")
_CAME = Pattern("(?<!机构)(?<!对方)(?<!他们)(?<!商)(?:刚刚?|已经?|才)(?:搬|迁)[到来至进]$")
# 我跟朋友在即墨登记了一间公司
_WITH_OTHERS = Pattern("(?:我|我们|咱们?|俺们?)(?:跟|和|与)[^,。;?!]{1,6}在$")
_RENTED = Pattern("(?:租|借)(?:的|了|着|用)|(?:那边|这边)?(?:是|有)(?:个)?(?:厂房|仓库|车间|办公室)")
_LICENSED = Pattern("(?:执照|照|注册地?|工商)(?:的)?(?:还|都|是|办|注册|登记)*在")


def owner(scene: Scene, place: PlaceMention) -> Owner:
    """Whose place it is, by the words right before it and right after it."""
    low, high = scene.clause(place.start)
    lead, tail = scene.text[low : place.start], scene.text[place.end : high]
    found = _owner(scene, place, lead, tail)
    if found == "applicant" and is_registered_there(scene.text, high):
        return "registered"
    if found in ("registered", "applicant"):
        if is_theirs(scene, high):
            return "provider"
        if lead and is_bygone(lead, tail) and not is_renamed(scene, place):
            return "nobody"
        if is_licensed(lead, tail) and not is_of_whoever(scene, place):
            found = "licensed"
    rented = found == "registered" and _RENTED.match(tail) and _LICENSED.search(scene.text)
    if rented or (found == "registered" and is_licence_behind(scene.text, high)):
        return "applicant"  # 在即墨租的厂房，执照还在市北
    if found not in ("registered", "licensed") or not lead:
        return found
    # 测水样的钱能不能走创新券 我们万荣的厂: what another phrase asks, this one does not.
    return "applicant" if is_open(scene.text[scene.phrase(place.start)[0] : place.start]) else found


def _owner(scene: Scene, place: PlaceMention, lead: str, tail: str) -> Owner:
    low, high = place.start - len(lead), place.end + len(tail)
    before = scene.before(place.start, low)
    if before is not None and before.kind in ("both_yes", "every"):
        whose = scene.before(before.start, low)  # 机构都是青岛本地的
        before = whose if whose is not None and whose.kind == "provider" else before
    start = before.end if before else low
    if before is not None and before.kind == "relative" and scene.text.endswith("不是", 0, before.start):
        before = scene.before(before.start, low)  # 检测机构不是本地的是南京的
    gap = scene.text[start : place.start]
    if scene.denies and len(gap) > _LONGEST_DENIED:
        gap = _NOT_THERE.sub("", gap)
    linked = before is not None and LINK.fullmatch(gap) is not None
    kind = before.kind if before is not None and linked else ""
    if kind == "fact_word" and before is not None and before.value == "registered_in":
        named = scene.before(before.start, low)
        theirs = named.kind == "provider" if named is not None else is_of_provider_before(scene, low)
        if scene.text.endswith(_PARCELS, 0, before.start):
            return "nobody"  # 收件地址是盐湖区红旗街18号
        theirs = theirs or scene.text.endswith(_SENDERS, 0, before.start)  # 我看发货地址是苏州
        kind = "provider" if theirs else "self"
    if before is not None and kind in OWN and _is_theirs(scene, before):
        return "provider"
    after = follower(scene, place.end)
    if kind == "headquarters" and scene.text.startswith("隔壁", before.start if before else 0) and not gap:
        kind = ""  # 隔壁诸城的
    if is_founded(lead, tail) or (_WITH_OTHERS.search(lead) and is_opened(lead, tail)):
        return "registered"
    if lead and (is_server(lead) or is_of_each(scene, place.start)):
        return "provider"
    if is_of_provider_asked(scene, lead) or (kind == "headquarters" and sells(scene, before)):
        return "provider"
    if kind == "headquarters" and before is not None and scene.wants("provider_in"):
        return "provider" if scene.text.startswith(("人家", "他们", "他家"), before.start) else "nobody"
    if kind == "headquarters" and before is not None and is_seat(scene, place, before):
        return "registered"
    if (
        kind == "headquarters"
        or goes_on_of_group(scene, place)
        or (after is not None and after.kind == "headquarters")
    ):
        return "nobody"
    if (after is not None and after.kind == "voucher") or VOUCHER.match(tail):
        return "programme"
    if kind == "certificate" and gap == "在" and USED.match(tail):
        return "applicant"  # 科小在运城不顶用
    if is_nearby(tail):
        return "provider" if has_firms(scene, place.end) else "nobody"
    if is_of_strangers(lead, tail) or is_disputed(lead) or strangers.is_of_strangers(scene, place.start):
        return "nobody"
    if lead and is_of_parcel(scene, lead):
        return "nobody"
    if tail and is_passed_through(lead, tail) and not scene.wants("registered_in", "provider_in"):
        return "nobody"
    if lead.endswith(("到", "来", "至", "进")) and kind != "provider" and _CAME.search(lead):
        return "registered"  # 公司刚搬到盐湖 今年5月的检测费2万2
    if (kind not in OWN or gap.isspace()) and not scene.wants("registered_in"):
        if is_supplied(lead, tail):
            return "provider"
        if has_come(lead, tail):
            return "nobody"
    if is_work(lead, tail):
        handed = tail.startswith(_OF_ONE) or is_handed_over(lead, tail)
        return "provider" if handed else "work"
    if tail and (is_general(tail) or is_branch(tail)):
        return "applicant"
    if kind in OWN and gap.strip() not in ("", "的"):
        return "registered"
    if lead and (has_moved(lead, tail) or is_opened(lead, tail) or is_claimant(lead)):
        return "registered"
    if after is not None and is_provider(scene, after):
        following = scene.at(after.end)
        if following is not None and following.kind.startswith("tenancy"):
            return "applicant"  # 运城学院大学科技园
        return "provider"
    if before is not None and before.kind == "seek" and len(gap) <= _SEEK_GAP:
        return "provider"
    if lead and is_handed_over(lead, tail):
        return "provider"
    if gap == " " and after is not None and after.kind == "certificate" and after.start == place.end:
        return "registered"  # 跟咱没关系的第三方 胶州科小
    if before is not None and kind == "provider" and (gap[:1] not in ("", " ") or is_nowhere(scene, before)):
        own = (
            before.start == low and low and _OWN_PART.match(scene.text, low) and place is not scene.places[0]
        )
        return "nobody" if own else "provider"  # 公司注册在永济，实验室在太原
    if scene.wants("provider_in"):
        return "provider"
    if kind in OWN:
        return "registered"
    if scene.wants("registered_in") and len(scene.places) == 1 and not scene.asks(place.start):
        return "registered"
    if after is not None and (found := _followed(scene, place, before, after)):
        return found
    if (_HOLDS.match(tail) and _LEAD.fullmatch(lead)) or (lead.endswith("在") and _MAKERS_AT.search(lead)):
        return "registered"
    length = trade(lead, tail) or (" " in lead and trade_apart(scene, place))
    if length and lead in ("", "是", "在", "换成", "改成") and is_of_provider_before(scene, low):
        return "provider"
    if length and tail.strip("的滴哩") == "" and is_of_nobody(scene, tail):
        return "applicant"
    if length and not _serves(scene, place.end, place.end + length):
        return "registered"
    return "registered" if calls_outsiders(scene, place, high) else _alone(scene, place)


def _is_theirs(scene: Scene, firm: Mark) -> bool:
    """机构不在烟台，他们公司在城阳."""
    low, _ = scene.sentence(firm.start)
    named = any(m.kind == "provider" for m in scene.between(low, firm.start))
    return named and scene.text.endswith(_THEIRS, 0, firm.start)


def _followed(scene: Scene, place: PlaceMention, before: Mark | None, after: Mark) -> Owner | None:
    """What the word after a place tells: 青岛的企业, 青岛创新券, 青岛的能报吗."""
    if after.kind == "may" and scene.text[after.start - 1] == "的":
        return "registered"
    if after.kind not in OWN:
        return None
    if after.kind == "self" and scene.text.startswith(_WORKS, after.end):
        return "provider"
    if after.kind == "self" and is_seller(scene, place, after):
        return "provider"
    leads = before is not None and before.kind in ("nothing", "intent", "voucher")
    starts = (scene.clause(place.start)[0], scene.phrase(place.start)[0])
    if leads or any(_LEAD.fullmatch(scene.text[start : place.start].rpartition(":")[2]) for start in starts):
        return "registered"
    return None


def _alone(scene: Scene, place: PlaceMention) -> Owner:
    """A phrase that is nothing but a place is the speaker's own, where something else is told too."""
    low, high = scene.phrase(place.start)
    lead = scene.text[low : place.start].rpartition(":")[2]  # 我的情况是这样：河津，铝加工
    tail = _NOT_ELSEWHERE.sub("", scene.text[place.end : high])
    if is_bracketed(scene, place):
        return "provider"
    if lead and _MOVED_TO.search(lead) and WHOLE_TAIL.fullmatch(tail):
        return "registered"
    if not (WHOLE_LEAD.fullmatch(lead) and WHOLE_TAIL.fullmatch(tail)):
        return "applicant"
    if is_of_provider_before(scene, low) or goes_on_of_provider(scene, place):
        return "provider"
    if is_of_nobody(scene, tail):
        return "applicant"
    said = "的" in tail or lead.strip() != "" or scene.wants("registered_in")
    said = said or (low > 0 and _SOMEWHERE.search(scene.text, *scene.clause(low - 1)) is not None)
    said = said or TRADE_NEXT.match(scene.text, place.end + len(tail)) is not None
    if not said and is_where_bought(scene, place, low):
        return "provider"  # 打样15套壳子 东莞
    return "registered" if said or not scene.kinds.keys().isdisjoint(_TOLD) else "applicant"


# 我们是外省的，浙江台州
_SOMEWHERE = Pattern(
    "(?:我们?|咱们?|俺们?|我司|公司|企业|厂子?)(?:都|也|其实)?(?:是|属于|在)?(?:[外本][省地市]|[省市][外内])的?$"
)


# 是烟台不是威海
_NOT_ELSEWHERE = Pattern("(?:而)?(?:不是|不在|并非|没在)[^,。;?!]{2,7}$")


def _serves(scene: Scene, low: int, high: int) -> bool:
    """Whether a service or its provider is spoken of: 青岛做检测的机构."""
    return any(m.kind in ("service", "mandatory", "provider", "voucher") for m in scene.between(low, high))
