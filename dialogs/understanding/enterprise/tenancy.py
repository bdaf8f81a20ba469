"""Tenancy: whether an enterprise has left an incubator or the like, and of what level it is."""

from __future__ import annotations

from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.scene.scene import Scene
from dialogs.understanding.words.lexicon import Mark

# 孵化器是市级的, 众创空间只是县里认定的, 孵化器还够不上省级
_LEVEL = Pattern(
    "(?:里头?的?|里面的?|企业|的)*(?:(?:就|也)?在(?=省|国)|(?:就|也|才|只|仅|只能|顶多|目前|现在)*(?:是|属于"
    "|算)(?:个|家)?|[ (])"
    "(?:(?P<high>(?:省级|国家级|国家的|省里的|(?:省|国家)(?:里|级|科技厅|厅)?(?:认定|批|评|挂牌|备案))(?!的?(?:还是|或)))|[市县区](?:级|里的|里?(?:认定|批|评|挂牌|备案)))"
    "|(?:里头?的?|的)*(?:还|也|都|又)*(?:不是|没到|没评上|够不上|达不到)(?:省|国家)级(?![^。;?!]{0,3}是(?:省|国家))"
    "|(?:里头?的?|的)*不是[省市县区]级的?[, ]*(?:而)?是个?(?P<after>省级|国家级)"
    # 在县里的创业孵化基地，那个不是省级的
    "|(?:里头?|里面|内)?的?[, ](?:但是?|不过|可是?|只是|就是)?(?:[那这][个家里边]?|它|级别)?(?:也|还|都"
    "|并)?(?:不是|没到|没评上|够不上|算不上)(?:省|国家)级"
    "(?!以上|[^。;?!]{0,3}是(?:省|国家))"
)
# 在一个孵化器里，不过是区级的
# 省里认定的孵化器
_LEVEL_BEFORE = Pattern(
    "(?:(?P<high>省|国家|科技部|自治区)|[市县区])(?:里|级|上|厅|科技[厅局])*(?:认定|批|评|备案|挂牌)(?:过|了|下来|出来|上)?的"
    "(?:那个|那家|一个|一家|个)?(?:科技|企业)*$"
)
_LEVEL_NEXT = Pattern(
    "(?:里头?|里面|内)?的?[, ](?:不过|但是?|可是?|就|只|才|其实|也)*(?:是|属于|算)(?:个|家)?"
    "(?:(?P<high>省级|国家级)|[市县区]级)的?(?:那种)?(?=$|[,。;! 啊呢吧])"
)
# 县里的众创空间
_OF_TOWN = Pattern("[市县区](?:级|里|上|科技局)(?:的|办的|搞的|那个|一个)*$")


# 孵化器里，就是不知道啥级别
_LEVEL_UNKNOWN = Pattern(
    "[^。;?!]{0,8}(?:不知道|不晓得|不清楚|没问过?|说不好|不确定)[^,。;?!]{0,6}(?:级|省|国家)"
    "|[^。;?!]{0,6}(?:省|国家)(?:里|级)?(?:的)?(?:认[没不]认|算不算|是不是|有没有认)"
)


def level(scene: Scene, mark: Mark) -> bool | None:
    """Whether it is said to be the province's or the nation's; nothing where its level is not said."""
    told = _LEVEL.match(scene.text, mark.end)
    if told is not None and told["after"]:
        return True  # 不是市级的，是省级
    told = told or _LEVEL_NEXT.match(scene.text, mark.end)
    told = told or _LEVEL_BEFORE.search(scene.text, scene.phrase(mark.start)[0], mark.start)
    if told is None or scene.standing(mark.start, mark.end) != "held":
        return None
    return told["high"] is not None


def is_level_open(scene: Scene, mark: Mark) -> bool:
    """Whether it is said to be a town's, which may mean where it is, or its level is not known."""
    if scene.denies and _LEVEL_UNKNOWN.match(scene.text, mark.end):
        return True
    return _OF_TOWN.search(scene.text, scene.phrase(mark.start)[0], mark.start) is not None


# 从孵化器毕业, 晋创谷退租了: there no more.
_LEFT_BEFORE = Pattern(
    "(?:从|打|由|出了|离开了?|退出了?|搬出了?|(?:以前|原来|原先|之前|早先|曾经?)(?:就|都|也|一直|是)?(?:在|入驻|租))(?:的|个)?$"
)
_LEFT_AFTER = Pattern(
    "(?:里|里面|那边)?(?:我们?|咱们?|俺们?|公司|企业)?(?:都|就|也|早就?|已经?|刚|去年|前年|今年|年[初底])*(?:毕业|搬[走出离]|迁[走出]|退[租出]|出来|出孵|撤[走出了]|到期(?:退|搬|走))"
)
# 跟晋创谷不搭界: not there; 晋创谷里头跟外头: compared.
_APART_BEFORE = ("跟", "和", "与", "同", "离")
_APART = Pattern(
    "(?:里|那边)?(?:也|都|压根|一点)*(?:不搭界|不沾边|不搭边|没(?:有|啥|什么)?(?:关系|瓜葛|搭界)|无关|沾不上边?|挨不着|不相干|不是一回事|远着|还?有一?段)"
)
COMPARED = Pattern("(?:里头?|里面|内)?(?:的)?(?:企业)?(?:跟|和|与|比)(?:外|不在|没)")


# 晋创谷那边意向书签了，人还没搬过去: not there as yet.
_IN_TALKS = Pattern(
    "(?:那边?|那里|里面?|的|房子|地方)*(?:也|都|已经?|刚|才|是)*"
    "(?:意向|(?:正|还|一直)?在(?:谈|申请|走流程|走手续|排队|看房|等批)|谈(?:好|妥|着|了)"
    "|(?:我们?|咱们?|公司)?(?:递|交|提|报|打)(?:交|了|过|上去)*(?:入驻|进驻)?的?(?:申请|材料|表)"
    "|(?:我们?)?(?:打算|准备|计划|想|要)(?:搬|入驻|进|去)|(?:答应|同意)(?:我们)?(?:入驻|进)|(?:看|选)(?:了|好)(?:房|地方|场地))"
    "|[^,。;!?]{0,8}[, ]?(?:人|公司|设备|厂子?|我们)?"
    "(?:都|也|但|可|就是)?还没(?:有)?(?:正式)?(?:搬|入驻|进驻|进去|过去|住进)"
)


def is_in_talks(scene: Scene, mark: Mark) -> bool:
    """Whether one is only about to be there."""
    return _IN_TALKS.match(scene.text, mark.end) is not None and not scene.asks(mark.start)


# 入驻了晋创谷没有入孵化器: the denial is of what follows.
_IS_IN = Pattern("(?:入驻|进驻|住进|搬进|搬到|落户|位于|在)(?:了|的是|的)?$")
_NEXT_DENIED = Pattern(
    "(?:里|内|里面|园区)*(?:但是?|也|可)?没有?(?:入|进|在|去|高|科小|科技|专精|创新型|孵化|大学)"
)


def is_there(scene: Scene, mark: Mark, before: str) -> bool:
    """Whether one is in it and something else is denied right after."""
    if not scene.text.startswith(("没", "但", "也没", "里", "内"), mark.end) or scene.asks(mark.start):
        return False
    held = _IS_IN.search(before)
    return (
        held is not None
        and before[: held.start()][-1:] not in ("没", "不", "未", "有", "想")
        and (_NEXT_DENIED.match(scene.text, mark.end) is not None)
    )


# 没有进晋创谷啊孵化器也没进我们是在平台上找的
_NEITHER = Pattern("(?:里)?(?:也|都|更)(?:没有?|不|未)(?:入驻|进驻|进去|进|入|在|住)(?!行|度)")


# 晋创谷我们倒是去参观过，没落户
_NOT_SETTLED = Pattern(
    "[^,。;?!没不未]{0,10}(?:参观|看|考察|去|来|打听|问|谈)过[^,。;?!]{0,4}[, ](?:但是?|可|不过|最后|后来"
    "|结果|我们|也|都)*"
    "(?:没有?|未)(?:落户|进去|进驻|入驻|搬|住进|签|租|进(?!度))"
)
# 在是在晋创谷边上，可没进去
_BESIDE = Pattern(
    "的?(?:边上|边儿上|旁边|隔壁|对面|对门|对街|对过|附近|门口|外面|外头|外边|跟前|斜对面|后身|后面|马路对面)(?!的?(?:孵化|众创|园)|[^。;?!]{0,8}(?:也是|也算|属于))"
)
_INSIDE = Pattern("(?:不|没)在?$")


def is_away(scene: Scene, mark: Mark, before: str) -> bool:
    """Whether one has left it, or says to have nothing to do with it."""
    left = _LEFT_AFTER.match(scene.text, mark.end) or (_LEFT_BEFORE.search(before) and "从" not in before)
    left = left or _NEITHER.match(scene.text, mark.end)
    left = left or _NOT_SETTLED.match(scene.text, mark.end)
    left = left or (_BESIDE.match(scene.text, mark.end) and "在" in before and not _INSIDE.search(before))
    apart = before.endswith(_APART_BEFORE) and _APART.match(scene.text, mark.end)
    return bool(left or apart) and not scene.asks(mark.start)


# 晋创谷只是去参观过，没入驻
_VISITED = Pattern(
    "(?:那边|里头?|里面)?(?:我们?|咱们?|俺们?)?(?:只|就|也|才|倒)*是?(?:去|来)?(?:里面|里头)?(?:参观|考察|走访|转过|看过|开过会|听过)"
    "(?:[^。;?!]{0,10}(?P<denied>没(?:有)?(?:正式)?(?:入驻|进驻|进去|进|入|在)))?"
)


def visited(scene: Scene, mark: Mark) -> bool | None:
    """Whether one only went to see it; false where one is said not to be in it."""
    found = _VISITED.match(scene.text, mark.end)
    return None if found is None or scene.asks(mark.start) else found["denied"] is None
