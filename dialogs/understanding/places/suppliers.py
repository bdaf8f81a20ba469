"""Suppliers: whether the words around a place tell that something was bought, made or sent from there."""

from __future__ import annotations

from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.scene.scene import OWN, Scene
from dialogs.understanding.words.lexicon import Mark
from policy.places import HOME, PlaceMention

# 广州那边的保藏中心买的, 成都一家公司卖给我们的, 轴研所给测的
_PLACED = "(?:[市省区县]|那边|那头|那儿|那里|当地|的|某|有?一?家|那家|这家|一个|那个)*"
_FIRM = (
    "(?:[^,。;?!0-9我咱俺们找跟和请是在有 ]{0,8}?"
    "(?:公司|中心|部门|[所院站校]|机构|单位|平台|厂家|厂商|团队|工作室|大学|实验室|事务所|设计师|工程师|师傅|[那一]家|协会|老师|教授|专家))"
)
_ACTS = (
    "(?:买|租|签|订|定制|定|做|弄|搞|整|测|检测?|检验|研发|开发|设计|画|查|写|编|代办|代理|卖|供|提供|完成|操刀|负责|承接|承担|接"
    "|采购|采|出|发|寄|打样|加工|化验|试制|试验|试|算|跑|仿真|翻译|处理|建模|培训|讲)"
)
_US = "(?:我们|咱们?|俺们?|我司|我)"
_BY_FIRM = Pattern(
    f"{_PLACED}{_FIRM}(?:给|帮|替|为)?{_US}?{_ACTS}(?:给{_US}|[一-鿿]{{0,2}}?)(?:的(?!企业|公司|厂|单位)|了|过)"
)
_THENCE = Pattern(
    f"(?:市|省|区|县|那边|那头|那儿|那里)?(?:(?:买|租|采购|采|订|定制|定|弄|代办|卖|发|寄|供|运|进|拿)(?:给{_US})?(?:过来|回来|来)?的(?!企业|公司|厂|单位)"
    f"|[^,。;?!0-9我咱俺们找跟和请是在有厂的 ]{{2,4}}(?:给|帮|替){_US}?(?:做|测|检|化验|弄|加工|打样|开发|设计|研发)"
    f"的(?!企业|公司|厂|单位)|(?:发货|发过来|寄过来|寄来|供货|供的)|(?:给|帮|替){_US}(?:做|弄|搞|测|检|开发|设计|出|提供|办|写))"
)
# 审核员从沈阳过来的, 人是重庆来的
_COME = Pattern(
    "(?:市|那边)?(?:的?(?:实验室|分部|分公司|分院|办事处|总部|中心|[院所]))?(?:派|请|飞|赶|开车|跑)?过?来(?:的|了|做|给|帮|现场|审|采|取|测|装|调)"
)
_COMERS = Pattern("(?:员|人|专家|老师|教授|工程师|师傅|团队|审核|技术)(?:都|也|就)?(?:是|从|由|打)+$")
# 租了天津一家超算中心的机时
_BOUGHT = Pattern("(?:租|买|订|定|采购|用|签|委托|托|外包给?)(?:了|的|过|的是)?$")
_OF_FIRM = Pattern(f"{_PLACED}{_FIRM}")
_MADE = frozenset(
    "画买租签订定做弄搞整测检研开设查写编代卖供提完操负承接采出发寄打加化试算跑仿翻处建培讲运进拿给帮替"
)


def is_supplied(lead: str, tail: str) -> bool:
    """Whether a supplier is there: 跟呼和浩特的气象部门买的, 武汉发货."""
    if not _MADE.isdisjoint(tail[:24]) and (_BY_FIRM.match(tail) or _THENCE.match(tail)):
        return True
    return bool(lead) and _BOUGHT.search(lead) is not None and _OF_FIRM.match(tail) is not None


# 临汾离我们近，他们的质检院行不行
_THEIRS = Pattern(
    "(?:他们|那边|那里|那儿|人家|当地)的?[^,。;?!我]{0,4}(?:机构|[院所站]|中心|公司|实验室|大学|单位)"
)


def has_firms(scene: Scene, start: int) -> bool:
    """Whether a firm or institute of a place named before is spoken of."""
    return _THEIRS.search(scene.text, start) is not None


# 外地的分支机构在青岛注册了，他们做的算不算本地
_THEY_DID = Pattern("(?:他们|人家|对方)(?:给我们)?(?:做|出|测|检|检测|开发|设计)的")


def is_theirs(scene: Scene, start: int) -> bool:
    """Whether what follows says that those who are there did the work, and nobody speaks of oneself."""
    return "self" not in scene.kinds and _THEY_DID.search(scene.text, start) is not None


def has_come(lead: str, tail: str) -> bool:
    """Whether only the people who did the work came from there."""
    return "来" in tail[:10] and _COME.match(tail) is not None and _COMERS.search(lead) is not None


def is_passed_through(lead: str, tail: str) -> bool:
    """Whether goods or somebody came there: 那车配件到奎屯了, 我到运城了."""
    return tail.startswith(_ARRIVED) and lead.endswith(_WAYS) and _TRAVELLERS.search(lead) is not None


_ARRIVED = ("了", "没", "出差", "开会", "接", "提货", "卸", "送货", "办事")
_WAYS = ("到", "去", "往", "回", "到达", "过")
_TRAVELLERS = Pattern(
    "(?:货|车|配件|设备|零件|快递|包裹|物料|原料|(?:^|[, ])(?:我|他|她)|[小老][一-鿿]|[一-鿿](?:总|工|姐|哥|师傅|经理))"
    "(?:今天|明天|昨天|刚|已经?|都|才|要|会)*(?:拉|送|发|运|寄|开|赶|飞|走)?(?:到达?|去|往|回|过)$"
    "|(?:^|[, ])你(?!们)[^,。;?! ]{0,5}(?:到|去|往|回)$"
)


# 西安总部在崂山设的全资子公司
_FOUNDED = Pattern(
    "(?:市|区|县)?(?:这边|那边|本地)?(?:新|投资|独资|控股)?(?:设立?|办|开|投资?|成立|注册|建|组建)的"
    "(?!分公司|办事处|分厂)[^,。;?!]{0,6}?(?:子公司|公司|企业|厂)"
    "|(?:市|区|县)?(?:这边|那边|本地)?的(?:一?[家个])?(?:全资|控股|下属|独立)?(?:子公司|独立法人)"
)
# 在闻喜开个镁厂, 在崂山开了公司
_OPENED = Pattern(
    "(?:市|区|县)?(?:这边|那边)?(?:开|办|注册|登记|成立|建|创办)(?:着|有|了|的是)?(?:个|一?[家间]|一个|了)?(?!分|办事)"
    "[^,。;?!找委请]{0,5}?(?:公司|厂|企业|作坊|合作社|工作室)"
)
_WE_ARE = Pattern(
    "(?:我们|我司|咱们?|俺们?|公司|本公司|我公司)(?:就|也|其实)?(?:是|属于|算)[^,。;?!]{0,12}在$"
)


def is_founded(lead: str, tail: str) -> bool:
    """Whether the speaker was founded there by somebody elsewhere."""
    return lead.endswith("在") and _FOUNDED.match(tail) is not None and _WE_ARE.search(lead) is not None


def is_opened(lead: str, tail: str) -> bool:
    """Whether the speaker has opened a firm there: 我们几个大学生在崂山开了公司."""
    return lead.endswith("在") and _OPENED.match(tail) is not None


# 不在咱青岛, 没在我们运城
_AWAY = Pattern(
    "(?:不|没有?|未|并非|不是)(?:在|属于|归)(?:咱们?|我们|俺们?|你们|本地|这个?)+$"
    "|不是(?:咱们?|我们|俺们?|你们)$"
)


def is_away(lead: str) -> bool:
    """Whether it is said to be somewhere else: 不在咱青岛."""
    return _AWAY.search(lead) is not None


# 给我们做设计的在深圳
_SERVERS_AT = Pattern(
    "[给帮替为](?:我们?|咱们?|俺们?|公司)[^,。;?! ]{1,8}的"
    "(?:那?一?[个家]|公司|人|单位|机构|团队)*(?:人|公司)?(?:也|都|就|是)*在$"
)


def is_server(lead: str) -> bool:
    """Whether those who serve the speaker are there."""
    return lead.endswith("在") and _SERVERS_AT.search(lead) is not None


# 一单设计，一单检测，两家都在济南
_EACH_AT = Pattern("(?:这|那|服务|[ ])*(?:[两俩三]家|[俩仨])(?:机构|单位|公司)?(?:都|全|均)+(?:是|在)?")


def is_of_each(scene: Scene, position: int) -> bool:
    """Whether those are there who sold each of several services named before."""
    low, _ = scene.clause(position)
    return (
        _EACH_AT.fullmatch(scene.text, low, position) is not None
        and len({m.value for m in scene.of_kind("service", "mandatory") if m.end <= low}) > 1
    )


_GIVEN_OUT = Pattern("外包|委托|找人|找的|请人|请的|包给")


def is_seller(scene: Scene, place: PlaceMention, firm: Mark) -> bool:
    """外包了个小程序开发，深圳的公司: in a clause of its own after what was given out, and far from home."""
    low, high = scene.clause(place.start)
    return (
        bool(low)
        and place.start == low
        and firm.end == high
        and not any(found.code.startswith(HOME) for found in place.candidates)
        and (
            _GIVEN_OUT.search(scene.text, scene.clause(low - 1)[0], low) is not None
            or _is_only_bought(scene, *scene.clause(low - 1))
        )
    )


# 一笔是工业设计
_ONE = Pattern("(?:[另其]?(?:外|有)?一[笔个单项份]|还有)")


def _is_only_bought(scene: Scene, low: int, high: int) -> bool:
    """Whether a clause says no more than what one of several services was."""
    return _ONE.match(scene.text, low) is not None and any(
        m.kind == "service" for m in scene.between(low, high)
    )


def is_bracketed(scene: Scene, place: PlaceMention) -> bool:
    """检测付了12万（上海，票9月3号）: in brackets after a service, where it was bought."""
    return (
        scene.text.endswith(("(", "（"), 0, place.start)
        and (before := scene.before(place.start, scene.clause(place.start)[0])) is not None
        and before.kind in ("service", "mandatory", "pay", "fee", "work")
    )


def is_where_bought(scene: Scene, place: PlaceMention, low: int) -> bool:
    """Whether a bare place outside the regions of our editions ends a message that names a service, and nobody else."""
    if not low or place.end < len(scene.text) or any(p.code.startswith(HOME) for p in place.candidates):
        return False
    kinds = {mark.kind for mark in scene.between(0, low)}
    return bool(kinds & {"service", "mandatory"}) and kinds.isdisjoint((*OWN, "tenancy", "invoice"))
