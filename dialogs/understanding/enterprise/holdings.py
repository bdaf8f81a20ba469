"""Holdings: how it stands with a certificate that a message names: held, denied, under way, somebody else's."""

from __future__ import annotations

from dialogs.understanding.characters.cues import KNOWN
from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.enterprise.fates import became, led
from dialogs.understanding.enterprise.filings import is_paid, is_service
from dialogs.understanding.enterprise.grades import graded
from dialogs.understanding.enterprise.holders import is_strangers, own_after, own_other
from dialogs.understanding.scene.scene import Scene
from dialogs.understanding.words.lexicon import Mark
from dialogs.understanding.words.polarity import polarity
from dialogs.understanding.words.standing import Standing


def holding(scene: Scene, mark: Mark) -> Standing | None:
    """How it stands with a certificate named; nothing where it is not the speaker's or only a service is."""
    low, high = scene.clause(mark.start)
    end = scene.phrase(mark.start)[1]
    after = next((m.start for m in scene.between(mark.end, end) if m.kind == "certificate"), end)
    lead, tail = scene.text[low : mark.start], scene.text[mark.end : after]
    if is_strangers(scene, mark, low, tail):
        return own_after(scene, mark, end) or own_after(scene, mark, high) or own_other(scene, mark, end)
    if tail.startswith(_BODIES) or (lead.endswith(_FOR) and _DOES_FOR.match(tail)):
        return None
    if (tail and is_service(tail)) or is_paid(scene, mark, lead, tail, high):
        return None
    if scene.wants(mark.value) and tail in _TOPIC and (said := polarity(scene.text[after:])):
        return _SAID.get(said)  # 专精特新啊，早先是，去年过期了
    if (scene.cues & _LET_ALONE and lead.endswith(_NOT_TO_SAY)) and (
        even := _NOT_EVEN.search(scene.text, mark.end)
    ):
        return "denied" if even["no"] else "held"  # 别说高企了，连科小都没折腾过
    raw = scene.text[mark.start : mark.end]
    if (tail == "是" and scene.text.startswith(raw, after)) or lead.endswith(f"{raw}是"):
        return "hedged"  # 高新是高新，区里发的
    if tail and _HELD_AFTER.match(tail):
        return "held"
    if "听" in lead and _HEARSAY.search(lead):
        return "hedged"
    if tail.startswith(_SAVE) or ("前" in lead and _FORMER.search(lead)):
        return "hedged"
    if tail and _ONCE_OBTAINED.match(scene.text, mark.end) and scene.kinds.keys() & _REWARDS:
        return "supposed"  # 高企认定下来，市里给奖励多少钱
    if tail and _COLUMN.match(tail):
        return "denied"
    if tail and lead.endswith(_LIKENED) and _ALIKE.match(tail):
        return "asked"  # 小微跟科小是一回事不
    if tail and tail[0] in "跟和与同" and _UNLIKE.search(tail):
        return "asked"  # 创新型跟科技型不是一个东西啊
    if lead.endswith(("申请", "申报", "评", "办", "认定", "报")) and _WHILE.match(tail):
        return None
    if lead.endswith("还") and tail.startswith("呢"):
        return None  # 还专精特新呢，连高企都不是
    if "谁" in lead and _RHETORICAL.search(lead):
        return "held"
    if after < end and tail in _BUT_NOT and lead.endswith(("是", "有")) and not lead.endswith(_NOT):
        return "held"
    stands = scene.standing(mark.start, mark.end)
    if stands == "held" and "不" in scene.text and _UNSURE_AFTER.match(scene.text, end):
        return "hedged"
    if scene.denies and stands in ("held", "pending", "lapsed") and _OPEN_AFTER.match(scene.text, mark.end):
        return "hedged"
    if stands == "held" and scene.cues & _RISK and _AT_RISK.match(scene.text, mark.end):
        return "hedged"
    if stands == "held" and not tail and scene.text.startswith("?", mark.end):
        stands = "asked"  # 高企?那得是大厂才有吧
    if stands == "asked" and not tail and (match := _SELF_ANSWERED.match(scene.text, mark.end)):
        return "held" if match["yes"] else "denied"
    if (
        not tail
        and scene.denies
        and scene.text.startswith("?", mark.end)
        and _UNMET.match(scene.text, mark.end)
    ):
        return "denied"
    if stands in ("asked", "supposed"):
        return stands
    if lead and _OUGHT.search(lead):
        return "asked"
    if tail and (_ASKS.match(tail) or (stands == "denied" and _WITHOUT.match(tail))):
        return "asked"
    if (
        stands in ("hedged", "denied")
        and lead
        and (_JUST.search(lead) or (lead[-1] in "就只光仅" and tail.startswith(_ONE)))
    ):
        stands = "held"  # 不是高企不是科小就一个创新型
    if lead and stands != "denied" and (found := led(lead)):
        stands = found
    if scene.text[mark.end - 1] in "证本牌书" and _MISLAID.match(tail):
        return "held"
    if tail.rstrip(" ?") in ("吧", "吗吧", "了吧", "的吧") and stands in ("held", "denied"):
        return "hedged"
    if scene.denies and tail and _NEVER.fullmatch(tail):
        return "denied"
    if any(m.kind in _OTHER_SUBJECTS for m in scene.between(mark.end, after)):
        return stands
    if is_all_there_is(scene, mark):
        return "held"
    if lead.endswith(_BESIDES) and not _AND_MORE.match(scene.text, mark.end):
        return "hedged"  # 除专精特新外，高企、科小都有
    if stands == "held" and scene.cues & _NAMED_AFTER and _IN_OTHERS_NAME.match(scene.text, end):
        return "hedged"
    if stands == "held" and (of_town := graded(scene, mark, lead)):
        return of_town
    return became(scene, mark, tail, after, end, stands)


# 市高新技术企业协会会员, 我们给高企做配套的
_BODIES = ("协会", "联合会", "促进会", "俱乐部", "联盟", "产业园", "培训")
_FOR = ("给", "为", "帮", "替", "向")
_DOES_FOR = Pattern("(?:企业|公司|们|客户)?(?:做|搞|配|供|代工|加工|提供|服务|干活|打工)")
_LIKENED = ("跟", "和", "与", "同", "就是", "等于")
_ALIKE = Pattern(
    "(?:证书?|企业)?(?:是|算|到底|究竟|都|也)*(?:不是|不)?(?:同?一(?:回事|码事|个(?:东西|意思|证)|样)|两(?:回事|码事|样)"
    "|有(?:什么|啥|何|没有)?(?:区别|关系|差别))"
)
_UNLIKE = Pattern(
    "(?:是不是|不是|不算|并非|是|算|都)(?:同?一(?:回事|码事|个(?:东西|意思|证|概念)|样)|两(?:回事|码事|样|个(?:东西|证|概念)))"
    "|不一样|不同|有(?:什么|啥|何)(?:区别|不同|差别)"
)
_LET_ALONE = KNOWN.add("别[说提]|甭[说提]|莫说|不要说|不用[说提]")
_NOT_TO_SAY = (
    "别说",
    "别提",
    "甭说",
    "甭提",
    "莫说",
    "不要说",
    "不用说",
    "不用提",
    "别说是",
    "别说什么",
    "别提什么",
)
_NOT_EVEN = Pattern("(?<=.)[^,。;?!]{0,4}[, ]?(?:就?连|就是)[^,。;?!]{1,10}?(?:都|也)(?P<no>没|不|未|还没)?")
_JUST = Pattern("(?<![没不是])(?:(?:就|只|仅|光)(?:有|剩|拿了|是)?(?:一个|个|一本)|(?:只|仅|就)有|就剩)$")
_TOPIC = ("啊", "呀", "嘛", "呢", "么", "吗", "这个", "这块")
_SAID: dict[str, Standing] = {"yes": "held", "no": "denied", "hedged": "hedged"}
# 高企?早没啦
_SELF_ANSWERED = Pattern(
    "[?] ?(?:我们?|公司|早就?|已经?|现在|当然|肯定|那|还|压根|根本)*"
    "(?:(?P<yes>有|是)|没有?|不是|未)(?:评过|办过|过|的|了|啦|喽|咯|啊|呢|呀)*(?=$|[,。;! ])"
)
# 高企?差一个专利没过
_UNMET = Pattern(
    "[?] ?[^,。;?! ]{0,10}?(?:没(?:能)?(?:评|过|批|拿|办|弄|报)(?:上|到|下来|成)?"
    "|没有资格|够不[上着]|不够|被?(?:刷|打|退)(?:下来|回来?了))"
    "(?:的|了|啊|呢)*(?=$|[,。;! ])"
)
_BESIDES = ("除了", "除开", "除去", "除")
_AND_MORE = Pattern("[^,。;?!]{0,8}[, ]?(?:我们?|公司)?(?:还|也|又|另)")
# 高企以外的都有, 合并前的公司是高企
_SAVE = ("以外", "之外", "除外")
_FORMER = Pattern("(?:合并|分立|改制|重组|更名|收购|变更|注销)[之以]?前[^,。;?!]{0,6}(?:是|有)(?:个|一家)?$")
# 申请高企的时候
_WHILE = Pattern("(?:申报|申请|认定|评审|复审)?的?(?:时候|那会儿?|当时|时(?=[,把就也]))")
# 高企那栏是空的
_REWARDS = frozenset(("reward", "neighbour"))
_ONCE_OBTAINED = Pattern("(?:认定|批|办|评|申请|申报|评审)?(?:下来|成功|上)(?:以后|之后|后|的话)?[, ](?!了)")
_COLUMN = Pattern("(?:的)?[那这]?一?[栏格项](?:里|是|填|我|们|的|写)*(?:空|没|否|无|叉)")
# 听开发区的人说我们算创新型中小企业
# 孵化器也没进专精特新是有的: the denial is of what goes before.
_HELD_AFTER = Pattern("(?:倒|却|确实|这个|那个|证|就)*是有的(?!话|是|没|时候|人|企业|公司|单位|不)")
_HEARSAY = Pattern("听[^,。;?!]{1,8}?(?:说|讲|提)(?!了|过)")

_MISLAID = Pattern("[^,。;?!没不]{0,6}(?:丢|找不|遗失|弄丢|烧了|泡了|撕了)")
_RISK = KNOWN.add("可能|恐怕|怕是|估计|悬|快要|保不")
# 高企被查了，资格可能保不住
_AT_RISK = Pattern(
    "[^。;?!]{0,14}(?:资格|证书?|牌子)?[^,。;?!]{0,3}(?:可能|恐怕|怕是|估计|快|要)(?:要|会|得|就)?"
    "(?:保不住|被取消|被撤|被摘|没了|丢|黄|悬)"
)
# 得先弄个高企
_OUGHT = Pattern(
    "(?:得|必须|一定要|需要|应该|最好)(?:先|去|都)?(?:弄|办|评|拿|有|搞|申请|考)(?:个|到|下|上|一个)?$"
)
_ONE = ("一个", "这一个", "一本", "一张", "一块")
# 科小没报过, which is no talk of vouchers
_NEVER = Pattern(
    "(?:证书?|我们|公司|那个|这个|是|倒|却|从来|一直|也|都|就|还|压根|根本)*(?:没有?|从没|未曾?)"
    "(?:去|再|正式)?(?:报|申报|申请|评|评定|认定|参评|弄|搞)过(?:的|呢|啊|了|这个)?"
)
# 科小填了，过没过不知道
_OPEN_AFTER = Pattern(
    "[^,。;?!]{0,12}[, ]?[^,。;?!]{0,8}?(?:(?P<verb>[过批成下交报续评入拿弄办])没(?P=verb)(?:上|到|下来|期)?"
    "|有没有效|还?[在有][不没][在有](?:有效期|效)?|算不算数?)"
    "(?:我?们?(?:也|都|还|真|可|是|确实|具体)*(?:不|得问|没问|没细|忘|记不|说不)|了?[的啊呢]?$|[,。;])"
)
# 是高企不是科小
_BUT_NOT = frozenset(("不是", "没有", "没", "但不是", "而不是", "可不是", "但没有", "不在"))
_NOT = ("不是", "没有", "也是不是", "是不是", "有没有", "还是")
# 老板说我们是高企，我不确定
_UNSURE_AFTER = Pattern(
    "[, ](?:但是?|不过|可|具体|是不是真的|真假|我|我也|也)*(?:不(?:确定|敢确定|敢肯定|敢说|能肯定|太确定)"
    "|拿不准|说不准|没核实过?|没把握)(?:的|啊|呢)*(?:$|[,。;!])"
)
_OTHER_SUBJECTS = frozenset(
    {
        "voucher",
        "granted_none",
        "invoice",
        "result",
        "pay",
        "service",
        "contract",
        "fee",
        "provider",
        "statement",
    }
)


def is_all_there_is(scene: Scene, mark: Mark) -> bool:
    """Whether nothing is held besides it: 除了科小啥都没有."""
    besides = scene.text.endswith(_BESIDES, 0, mark.start)
    return besides and _NOTHING_ELSE.match(scene.text, mark.end) is not None


def is_valid(scene: Scene, mark: Mark) -> bool:
    """Whether a certificate is said to be within its term: 都在有效期."""
    low, high = mark.end, scene.clause(mark.start)[1]
    if "有效期" in scene.text[low:high] and _VALID.search(scene.text, low, high) is not None:
        return True
    if "效" in scene.text[low:high] and _STILL.search(scene.text, low, high) is not None:
        return True
    if "到期" in scene.text[low:high] and _NOT_BEFORE.match(scene.text, low) is not None:
        return True
    return "过期" in scene.text and _UNEXPIRED.search(scene.text, mark.end) is not None


# 两个证都没过期
_UNEXPIRED = Pattern("(?:证书?|资质|牌子|都|还|也|全)(?:都|还|也|全|真)*(?:没有?|未)过期(?![吗?]|没|的话|就)")
# 创新型去年评上的现在还有效
_STILL = Pattern("(?:还|仍|仍然|一直|目前|现在|都)(?:是|都)?有效(?![期吗么?不没])(?!没有)")
# 高企证后年才到期
_NOT_BEFORE = Pattern(
    "(?:证书?|资格)?(?:要|得)?到?(?:大后年|[后明]年)(?:[0-9]{1,2}月份?|[上下]半年|年?底|年初)?才(?:会|能)?(?:到期|过期)"
)
_VALID = Pattern("(?<![不没])在有效期[内里]?(?![吗么?])")


# 高企我们有，不过是老公司的
_IN_OTHERS_NAME = Pattern(
    "[, ](?:不过|但是?|可是?|只是|就是|其实|只不过)(?:证书?|牌子|资质|那个?|它|都|是|用的?|写的?|挂|在|办的?|登记|[ ])*"
    "(?:我们?|咱们?)?(?:老公司|旧公司|原来的?公司|以前的?公司|之前的?公司|另[外一]+[家个]?(?:公司|企业|厂)|别的(?:公司|企业|厂)"
    "|[母总]公司|集团|总部|关联公司|兄弟公司|股东|合伙人)[^,。;?!我咱没]{0,4}"
    "(?:的|名下|名字|名义|名头|头上|上面)(?=$|[,。;! 啊呢吧])"
)
_NAMED_AFTER = KNOWN.add("不过|但|可[是他那]|只[是不]|就是|其实")
# 没高企证不行: what is required, by whoever says so.
_WITHOUT = Pattern("[^,。]{0,3}(?:不行|不成|不让|不给|没戏|报不了|领不了|就不能|不可以)")
_RHETORICAL = Pattern("谁(?:讲|说|告诉你|跟你说)[^,。]{0,6}(?:不是|没有)的?$")
_ASKS = Pattern(
    "(?:证书|企业|资格|资质)?(?:也|都|还|到底|究竟|真)?(?P<verb>算|行|管用|认|顶用|够|好使|有用|可以|成)(?:吗|么|嘛|[?]|不(?P=verb)?)$"
    "|[^,。;!?没不]{0,6}[了过]没有?[啊呀呢]?$"
    "|[^,。;?!]{0,8}(?:是不是|是否|需不需要|要不要|用不用|用得着)(?:必须|一定|非|得|要|有|先)"
    "|[^,。]{0,4}(?:顶不顶|认不认|管不管|算不算|行不行|够不够|有没有用|顶[^,。]{0,4}用吗)"
)
# 除了科小别的都没有
_NOTHING_ELSE = Pattern(
    "(?:证书?|资格|资质)?(?:以外|之外|外|这个)?[, ]?(?:我们|公司)?(?:别的|其他的?|其它的?|剩下的?|另外的?"
    "|啥|什么|都|就|再)(?:证书?|资质|牌子)?(?:啥|什么|一个|一样|[都也就全])*(?:没|不是)"
)
