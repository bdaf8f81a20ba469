"""Forms: the legal form and the size class that the speaker's enterprise is said to be of."""

from __future__ import annotations

from collections.abc import Iterator

from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.result import Said, Unclear
from dialogs.understanding.scene.scene import Scene
from dialogs.understanding.words.lexicon import Mark

Found = Said | Unclear

_PARTNERS = ("合伙人那", "合伙人的", "合伙人他", "合伙人自己", "合伙人名下", "合伙人另", "合伙人开")

# 在运城有分公司: the one who has a branch is not one.
_OWNS = Pattern(
    "(?:[两俩仨三四五六七八九几0-9](?:个|家|处)?|好些个?)$"
    "|(?:有|设了|设有|[开挂搞弄放搁建]了|[开挂搞放]着|成立了|外地|别的)(?:的|一个|一家|个|家)?$"
)


# 原先个体，年初转成公司了: what one was, and what others are.
FORMER = Pattern(
    "(?:去年还|前年还|年初还|上半年还|原先|以前|原来|之前|早先|从前|过去|早年|曾经|最早|本来|起初|头几年)[^,。;!?]{0,5}$"
)
_SINCE = Pattern("^[^,。;!?]{0,3}(?:转|改|变更|升级|注销)[成为了到制]?")
_OTHERS = Pattern(
    "(?:客户|甲方|供应商|机构|对方|他们|他家|人家|总部|总公司|集团|[找跟和与为帮]|给(?!定)|隔壁|同行"
    "|(?<![个位名])股东|母公司)"
    "(?!我们|咱|朋友|别人|同学)[^,。;!?]{0,6}$|我(?:一个?|的|有个)?(?:朋友|亲戚|同学|老乡|哥们)[^,。;!?]{0,4}$"
)


# 我们属于总公司的分厂: one's own all the same.
_OURS = Pattern("(?:我们|我司|咱们?|我厂|公司)?(?:是|属于|算是?)(?:总公司|集团|母公司|总部)")
# 我们是上海总公司设在青岛的分公司
_SET_UP = Pattern(
    "(?:是|属于|作为|为|算)[^,。;!?]{0,8}(?:总公司|总部|集团|母公司)[^,。;!? ]{0,2}(?:设|开|办|派|驻|成立|注册"
    "|搞)[^,。;!? ]{0,6}$"
)
_HEADS = Pattern("(?:一共|总共|就|有|才|里)*[0-9一二两三四五六七八九十几]+(?:多|来)?(?:个|名|号)?(?:人|员工)")


_STANDS = Pattern("(?:都|也|就)?(?:[设开放建]|位于|坐落)?(?:在|于)")
# 团队要交什么材料 asks nothing of the team.
_ASKS_WHAT = Pattern("什么|哪些|啥|多少|怎么|如何|哪[里儿天]|几")


_JOINTLY = Pattern("(?:一起|一块儿?|共同)*(?:委托|买|租|签|请|申请|申?报|出|做|搞|弄)")
_FIRMS = Pattern("[两俩三四五几](?:家|个)(?:公司|企业|单位|厂子?)$|(?:跟|和|与)[^,。;?!]{1,10}$")
_HELPING = Pattern(
    "(?:[帮给替为]我们?|找了?|请了?|委托了?|外包给?|[跟和与]|机构|对方|服务方)[^,。;!?]{0,14}$"
)


def is_others_team(scene: Scene, mark: Mark) -> bool:
    """Whether a team or branch is the provider's: 帮我们做设计的是杭州的团队."""
    low, _ = scene.clause(mark.start)
    return _HELPING.search(scene.text, low, mark.start) is not None


def is_firm(scene: Scene) -> bool:
    """Whether those who call themselves a team say to be a company: 22个人的小团队，是有限公司."""
    return "公司" in scene.text and _IS_FIRM.search(scene.text) is not None


def form(scene: Scene, mark: Mark) -> Iterator[Found]:
    if scene.text.startswith(_PARTNERS, mark.start) and not scene.wants("legal_form"):
        return  # 合伙人那个公司才是高企: companies have partners too
    owns = mark.value == "branch" and _OWNS.search(scene.text[max(0, mark.start - 4) : mark.start])
    if owns and not scene.text.startswith(("之一", "里的一", "中的一"), mark.end):
        return
    low, high = scene.phrase(mark.start)
    before, after = scene.text[low : mark.start], scene.text[mark.end : high]
    if mark.value == "partnership" and _JOINTLY.match(after) and _FIRMS.search(before):
        return  # 两家公司合伙委托的一个课题
    if mark.value == "branch" and not before and _STANDS.match(after):
        return  # 分厂在陕西: the one that has it
    if mark.value == "team" and _HEADS.match(after):
        return  # 团队10个人: how many work there
    if mark.value in ("team", "branch") and is_others_team(scene, mark):
        return
    if mark.value == "team" and "注册" in scene.text[mark.start : mark.end] and _is_not_of_self(scene, mark):
        return
    if mark.value == "team" and _NO_TEAM.search(before):
        return  # 不是团队，是注册了公司的
    if mark.value == "team" and is_firm(scene):
        return  # 22个人的小团队，有执照，是有限公司
    if mark.value == "team" and _UNREGISTERED.match(scene.text, mark.start) and _is_another(scene, mark):
        return  # 合伙企业，没有注册成公司
    others = _OTHERS.search(before) is not None and not (_OURS.match(before) or _SET_UP.search(before))
    if FORMER.search(before) or _SINCE.match(after) or others:
        return
    if scene.asks(mark.start) and mark.value != "branch" and not _ASKS_WHAT.search(after):
        return
    if mark.value == "team" or scene.standing(mark.start, mark.end) == "held":
        yield scene.said("legal_form", mark.value)


# 注册没注册我得问人家, 有没有登记, 合同还没登记, 那家机构没在平台注册
_EITHER_WAY = Pattern("(?:注册|登记|备案|有)$")


def _is_not_of_self(scene: Scene, mark: Mark) -> bool:
    """Whether it is not said that one is not registered: asked either way, or said of the provider."""
    low, _ = scene.phrase(mark.start)
    return (
        scene.wants("provider_registered", "provider_in", "contract_registered")
        or _EITHER_WAY.search(scene.text, low, mark.start) is not None
    )


_NO_TEAM = Pattern("(?<!是)(?:不是|不算|并非|早就?不是)(?:个|什么|啥)?(?:创业)?$")
_UNREGISTERED = Pattern("[^,。;!? ]{0,4}(?:没|未)")
_IS_FIRM = Pattern(
    "公司[^,。;?!没未不]{0,8}(?:注册|成立)(?:的|了|过)|(?<![没未不])(?:是|有|注册(?:了|的是?|成立?了?)?|属于)(?:个|家|一家)?(?:小|科技)?(?:有限(?:责任)?)公司"
)
_LICENSED = ("sole_trader", "partnership", "branch")


def _is_another(scene: Scene, mark: Mark) -> bool:
    """Whether a form that is licensed is told elsewhere in the message."""
    return any(other.value in _LICENSED for other in scene.of_kind("form") if other is not mark)


_DEFINED = Pattern("[^,。;?! ]{0,4}(?:标准|是什么|怎么|如何|区别|划分)")


# 国有大型企业的三产公司, 大型企业的配套厂
_BELONGS = Pattern("的(?!小)[^,。;!? ]{0,5}(?:公司|厂|企业|供应商|配套|客户|项目|部门|车间|分部|经销商|代工)")


def size(scene: Scene, mark: Mark) -> Iterator[Found]:
    before = scene.text[scene.phrase(mark.start)[0] : mark.start]
    if _DEFINED.match(scene.text, mark.end) or _OTHERS.search(before) or _BELONGS.match(scene.text, mark.end):
        return
    if scene.denies and _FALLS_SHORT.match(scene.text, mark.end):
        return  # 中型也够不上，小型
    if _is_set_against(scene, mark) or scene.standing(mark.start, mark.end) == "held":
        yield scene.said("size_class", mark.value)


_FALLS_SHORT = Pattern(
    "(?:企业|规模|的|也|都|还|是|那档|那一?档|标准|线|[ ])*(?:够不[上着]|不够|达不到|没达到|没到"
    "|不到|算不上|谈不上|差[得一])"
)
_AGAINST = Pattern("(?:的|企业|公司|单位|[, ])*(?:可|但|而|并)?(?:不是|不算|非)")


def _is_set_against(scene: Scene, mark: Mark) -> bool:
    """我们是小型企业不是微型: what follows is denied, and not what is named first."""
    other = scene.after(mark.end) if scene.denies else None
    if other is None or other.kind not in ("size", "size_alone") or other.value == mark.value:
        return False
    lead = scene.text[max(0, mark.start - 1) : mark.start]
    return (
        lead in ("", "是", "属", "算", "为", "于")
        and _AGAINST.fullmatch(scene.text, mark.end, other.start) is not None
    )


_SIZE_LEAD = Pattern(
    "(?:我们?|咱们?|俺们?|自己|本身|公司|规上企业|企业|厂|是|属于"
    "|算|属|按|规模|[么呢嘛]|的|高企|目前|现在|应当|就|刚好|正好|也|个|一家|[ ,])*"
    "|.*(?:划|归|定|评|认定|核定|填|报|写|列|算|判定?|分|查出来|测出来|套下来|套出来|对下来)(?:的?是"
    "|[为在成到进入作]|的|出来|下来|了)"
    "|(?:按|照|依|根据)?(?:国家|工信部)?(?:统计|按(?:国家|统计)?标准|统计局|年报"
    "|报表)[^,。;!? ]{0,8}(?:是|属于|算|为|叫|:)"
)
_SIZE_TAIL = Pattern(
    "(?:的|企业|公司|规模|那一?种|那一?类|那一?档|一[类档]|这一?[类档]|档|里|吧|啊|哈|了|没错|[ ])*"
)


def size_alone(scene: Scene, mark: Mark) -> Iterator[Found]:
    low, high = scene.phrase(mark.start)
    lead, tail = scene.text[low : mark.start], scene.text[mark.end : high]
    held = scene.of_kind("certificate")
    begins = _SIZE_LEAD.fullmatch(lead) is not None or any(m.end == mark.start for m in held)
    ends = _SIZE_TAIL.fullmatch(tail) is not None or any(m.start == mark.end for m in held)
    if begins and ends:
        yield from size(scene, mark)


_SIZE_NAMES = {"micro": "微型", "small": "小型", "medium": "中型"}


def size_unclear(scene: Scene, mark: Mark) -> Iterator[Found]:
    if _DEFINED.match(scene.text, mark.end) or scene.standing(mark.start, mark.end) != "held":
        return
    raw = scene.text[mark.start : mark.end]
    if mark.value == "tax":
        yield scene.unclear("size_class", raw, "税务上的小型微利企业与统计上的规模不是一回事")
        return
    sizes = mark.value.split()
    options = tuple(scene.option("size_class", size, _SIZE_NAMES[size]) for size in sizes)
    yield scene.unclear(
        "size_class", raw, "、".join(o.label for o in options) + "里的哪一类", options=options
    )
