"""Holdings: how it stands with a certificate that a message names: held, denied, under way, somebody else's."""

from __future__ import annotations

from datetime import timedelta

from dialogs.understanding.lexicon import Mark
from dialogs.understanding.patterns import Pattern
from dialogs.understanding.scene import Scene, starting
from dialogs.understanding.standing import Standing
from dialogs.understanding.strangers import is_of_strangers

_SEEN = timedelta(days=92)
_NEAR = 10


def holding(scene: Scene, mark: Mark) -> Standing | None:
    """How it stands with a certificate named; nothing where it is not the speaker's or only a service is."""
    low, high = scene.clause(mark.start)
    end = scene.phrase(mark.start)[1]
    after = next((m.start for m in scene.between(mark.end, end) if m.kind == "certificate"), end)
    lead, tail = scene.text[low : mark.start], scene.text[mark.end : after]
    if _is_strangers(scene, mark, low, tail):
        return _own_after(scene, high)
    if (tail and _is_service(tail)) or _is_bought(scene, mark, lead, tail, high):
        return None
    if "谁" in lead and _RHETORICAL.search(lead):
        return "held"
    if after < end and tail in _BUT_NOT and lead.endswith(("是", "有")) and not lead.endswith(_NOT):
        return "held"
    stands = scene.standing(mark.start, mark.end)
    if stands == "held" and "不" in scene.text and _UNSURE_AFTER.match(scene.text, end):
        return "hedged"
    if stands in ("asked", "supposed"):
        return stands
    if tail and (_ASKS.match(tail) or (stands == "denied" and _WITHOUT.match(tail))):
        return "asked"
    if stands in ("hedged", "denied") and lead and _JUST.search(lead):
        stands = "held"  # 不是高企不是科小就一个创新型
    if lead and stands != "denied" and (found := _led(lead)):
        stands = found
    if scene.text[mark.end - 1] in "证本牌书" and tail.startswith(("丢", "找不", "遗失", "弄丢")):
        return "held"
    if tail.rstrip(" ?") in ("吧", "吗吧", "了吧", "的吧") and stands in ("held", "denied"):
        return "hedged"
    if any(m.kind in _OTHER_SUBJECTS for m in scene.between(mark.end, after)):
        return stands
    if not _AGAIN.isdisjoint(tail) and _REGAINED.search(tail) and not _DENIED.search(tail):
        return "held"
    if lead.endswith(("除了", "除开", "除")) and _NOTHING_ELSE.match(tail):
        return "held"
    if ("期" in tail or "失效" in tail) and _RENEWED.match(scene.text, after):
        return "held"
    if "期" in tail and _RENEWING.match(scene.text, after):
        return "pending"
    if "期" in tail and _DUE.search(tail):
        return _due(scene, mark, after, stands)
    found = _fate(tail, stands) if tail else None
    if found is None and after == end and (following := _following(scene, end)):
        found = _fate(following, stands)
        if found is None and following.startswith(("到期", "过期")):
            gone = following.startswith(("过期", "到期了"))
            found = _due(scene, mark, scene.phrase(end + 1)[1], "lapsed" if gone else "hedged")
    return found or stands


_JUST = Pattern("(?<![没不是])(?:(?:就|只|仅|光)(?:有|剩|拿了|是)?(?:一个|个|一本)|(?:只|仅|就)有|就剩)$")
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


def is_valid(scene: Scene, mark: Mark) -> bool:
    """Whether a certificate is said to be within its term: 都在有效期."""
    low, high = mark.end, scene.clause(mark.start)[1]
    return "有效期" in scene.text[low:high] and _VALID.search(scene.text, low, high) is not None


_VALID = Pattern("(?<![不没])在有效期[内里]?(?![吗么?])")


# ---- whose it is


_HIS = Pattern(
    "(?:都|全|也|是|有|属于|的|一家|家|个|清一色|大多|基本|全部|就|国家级?|省级|里面?|那边|自己|本身|拿了|有了|[ :])*"
)
_THEIRS_AFTER = Pattern(
    "(?:证书|资质|牌子)?(?:那?是|归|属于)(?:集团|总部|总公司|母公司|别人|人家|客户|他们|它|对方|股东|兄弟)"
)
# 手上三家客户，一家有科小两家没有
_ONE_OF_MANY = Pattern(
    "(?:有|其中|另|另外)?[一两二三四五六几]家(?:公司|企业|客户)?(?:是|有|都是|都有)(?:了|的)?$"
)
# 我们集团下面有一家高企; 我们是高企的子公司
_OF_A_GROUP = Pattern("(?:下面|旗下|下属|名下)[^,。我]{0,3}有[^,。我]{0,3}$")
_THEIR_FIRM = Pattern("的(?:全资|控股)?(?:子公司|分公司|供应商|客户|代理商|经销商|配套)")
_NOT_OURS = Pattern("落不到|轮不到|没我们|不是我们|不算我们|跟我们(?:没|无)|与我们无")
_OWN_AFTER = Pattern(
    "(?:但是?|可是?|不过|而)?(?:我们?|咱们?|俺们?|我司|本公司|子公司|自己|这边|本身|公司|自个儿?)+(?:还|也|倒|都|可|却|目前|暂时|现在)*"
    "(?:(?P<no>没有?(?![,。]?问题)|不是|还没|没评|没办|未)|(?P<yes>是|有))"
)


def _is_strangers(scene: Scene, mark: Mark, low: int, tail: str) -> bool:
    """Whether it is a customer's, the group's or a provider's: 客户都是高企, 找了家高企."""
    if "家" in scene.text[low : mark.start] and _ONE_OF_MANY.search(scene.text, low, mark.start):
        return True
    if is_of_strangers(scene, mark.start) or _OF_A_GROUP.search(scene.text, low, mark.start):
        return True
    if tail.startswith("的") and _THEIR_FIRM.match(tail):
        return True
    before = scene.before(mark.start, low)
    if before is not None and before.kind in ("headquarters", "provider", "seek"):
        return _HIS.fullmatch(scene.text[before.end : mark.start]) is not None
    if "是" in tail and _THEIRS_AFTER.match(tail):
        return True
    following = scene.after(mark.end)
    return (
        following is not None
        and following.kind in ("headquarters", "provider")
        and scene.text[mark.end : following.start] in ("", "的")
    )


def _own_after(scene: Scene, high: int) -> Standing | None:
    """What is said of oneself after others: 母公司是高企，我们自己没有."""
    rest = scene.text[high + 1 : scene.clause(high + 1)[1]] if high < len(scene.text) else ""
    if _NOT_OURS.search(rest):
        return "denied"
    match = _OWN_AFTER.match(rest)
    return ("denied" if match["no"] else "held") if match and len(rest) - match.end() < 3 else None


# ---- a service about it


_SERVICE = Pattern(
    "(?:申报|认定|申请|评定|复审|培育|入库|评价)?(?:的)?(?:代理|代办|咨询|辅导|服务|代报|包装|材料编写|顾问)|(?:申报|认定|申请|评审|代办)费|(?:审计|专审|专项审计)"
)
_FILING = Pattern(
    "(?:申报|认定|申请|复审|材料|辅导)(?!了|过|通过|成功|下来|上了|完|的?(?:企业|单位)|时|中|证)"
)
_WORKING = Pattern("(?:代办|代理|办理?|做|弄|搞|跑|申报|申请|辅导)(?:个|的|一个|一下|这个)?$")


def _is_service(tail: str) -> bool:
    return _SERVICE.match(tail) is not None


def is_bought(scene: Scene, mark: Mark) -> bool:
    """Whether it was paid for to have a certificate applied for: 找咨询公司做的高企申报."""
    low, high = scene.clause(mark.start)
    end = scene.phrase(mark.start)[1]
    return _is_bought(scene, mark, scene.text[low : mark.start], scene.text[mark.end : end], high)


def _is_bought(scene: Scene, mark: Mark, lead: str, tail: str, high: int) -> bool:
    """Whether it was paid for: 给代理3.8万做的高企申报, 办高企花了3万."""
    low = mark.start - len(lead)
    paid = bool(starting(scene.amounts, low, high)) or any(
        starting(scene.kinds.get(kind, ()), low, high) for kind in ("pay", "provider", "seek")
    )
    if not paid and "代" not in lead:
        return False
    return _FILING.match(tail) is not None or _WORKING.search(lead) is not None


# ---- what has become of it

# 没高企证不行: what is required, by whoever says so.
_WITHOUT = Pattern("[^,。]{0,3}(?:不行|不成|不让|不给|没戏|报不了|领不了|就不能|不可以)")
_RHETORICAL = Pattern("谁(?:讲|说|告诉你|跟你说)[^,。]{0,6}(?:不是|没有)的?$")
_ASKS = Pattern(
    "(?:证书|企业|资格|资质)?(?:也|都|还|到底|究竟|真)?(?P<verb>算|行|管用|认|顶用|够|好使|有用|可以|成)(?:吗|么|嘛|[?]|不(?P=verb)?)$"
    "|[^,。;!?没不]{0,6}[了过]没有?[啊呀呢]?$"
    "|[^,。]{0,4}(?:顶不顶|认不认|管不管|算不算|行不行|够不够|有没有用|顶[^,。]{0,4}用吗)"
)
_V = "[评够办混弄申报续过拿冲轮认考搞进入选算沾摸捞挨赶]"
_DENIED_BEFORE = Pattern(
    f"(?:{_V}|认定|评定|申请|申报)(?:不了|不上|不成|不到|不着)(?:什么|啥|个|了|这个)?$"
    f"|(?:没有?|未|没能|从没)(?:能|再|去|来得及|给|赶)?(?:{_V}|认定|申请|申报|评定)(?:过|上|成|到|下来?|着)?(?:什么|啥|个|了|这个)?$"
    "|(?:忘了?|忘记|懒得|没空|没顾上)(?:去)?(?:评|报|申|续|入|弄|办)(?:个|这个)?$|(?:够不着|不够|差一点就?是?|差点就?是?|差点成)$"
)
_PENDING_BEFORE = Pattern(
    "(?:等着?|就等|坐等|盼着?|指着)(?:我们?|那个)?$|(?:正|还|一直|刚|目前)?在(?:申|报|办|弄|搞|评|冲|跑|走|等|准备|审|整)(?:着|国家|个|那个|这个)?$|(?:报了|申报了|提交了|递了|交了|申请了|冲着?|奔着?|瞄着|备战|想上|想评|准备上)(?:的|个)?$"
    "|(?:推荐|报送|上报|推报|推)(?:过|了|的|我们|上去)*$|(?:今年|明年|下半年|年底|下个?月)(?:要|想|就|会|能|可以|打算)?(?:申|报|评|办|上|弄)(?:个)?$"
)
_REGAINED = Pattern(
    "(?:又|重新|再次|后来)[^,。]{0,4}?(?:续|捡回|评上|拿回|恢复|入上|入了|认定|通过|办下来|拿到|回来)"
)
_DENIED = Pattern(
    f"(?:{_V}|认定|评定|申请|申报)不(?:了|上|成|到|下来|过|着|起|动)"
    f"|(?:没有?|未|没能)(?:能|再|去|给|被|来得及|顾上|赶|得)?(?:{_V}(?!期)|认定|申请|申报|评定|评审)(?:上|成|到|过|着|进|赢)?"
    "|^(?:那[条个]|这[条个]|那|这|其实)?(?:不算(?!了)|不对|不作数|说错)(?:的|啊)*$|名单(?:里|上|还|也|都|就)*(?:没有?|不见)我们|没(?:再)?(?:弄|搞|续|报|评)过$"
    "|(?:没有?|未|没能)(?:能|被|给)?(?:通过|成功|入选|获评|达到|够上)"
    "|差一?点|差着|还差|够不着|不够格|不达标|没达标|没达到|沾不上|无缘|没戏|黄了|泡汤|落选|落榜|刷下来|被刷|刷掉|打回|退回|驳回|毙了|没影|八字没|忘[了记]?(?:评|报|申|续|入|弄|办)|错过|漏(?:评|报|申)"
    "|(?:真|压根|根本|确实|可|倒|那|都|也|还)+(?:不是|没有?$|没有?[的了呢啊]|不算|谈不上)|谈不上|莫得|冇得?|没得$|一个没有"
)
_LAPSED = Pattern(
    "断(?:了|档|掉|供)|(?<!丢)掉(?:了|线)(?!个?(?:钱|款))|摘(?:牌|了|掉)|撤(?:了|销|掉|下)|取消|注销|吊销|收回|拿掉|没续|未续|没复审|复审(?:压根|根本|也)?(?:没(?!下|出|批)|未|不)(?:报|过|通过|弄|做|申)?"
    "|失效|作废|移出|出库|被除名|失去|保不住|(?:资格|称号|牌子|资质)[^,。]{0,3}(?:没了|丢了)|^[的也就都]?没了|(?:现在|目前|今年|后来)没了"
)
_PAPER = Pattern(
    "(?:证书?|本本?|本子|原件|复印件|红本|牌匾|扫描件)[^,。]{0,4}(?:丢|找不|遗失|弄没|没找|撕|泡)|(?:丢|找不|遗失)[^,。]{0,3}(?:补办|补)"
)
_PENDING = Pattern(
    "公示|(?:正|还|刚|一直|目前)?在(?:申|报|办|弄|搞|评(?!上)|冲|跑|走|等|准备|审|整|填|路上)|正(?:申|报|办|弄|搞|评|冲|填|准备|审)|(?:申报|报上去|递上去|递交|提交|交上去|报|交)了(?!.{0,4}(?:不|没|打|退))"
    "|材料(?:刚|已|都)?(?:交|递|报|提)|审核|受理|等(?:结果|批|公示|证|通知|名单|着)|还?没(?:批|下来|下$|发|出(?:来|结果|名单|证)?|到手|公示|拿到证|下证)|排队|培育|辅导期|准备|打算|计划|争取|(?:快|要)下来|换证|想(?:申|报|评|办|弄)|要(?:申|报|评|办)(?!不)|明年(?:才|再|能|就|可以)?(?:申|报|评|办|拿|下)"
)
_FUTURE = Pattern(
    "(?<!可)(?:能|会|可以|有望|指望|希望)[^,。不]{0,4}(?:批|评上|下来|拿到|拿下|通过|办下|成功|认定)"
)
_SOON = Pattern(
    "(?:快|马上|即将|就|临近)(?:要|到|过|满)|临期|(?:还|只|就)?(?:剩|有)[^,。]{0,6}(?:个?月|天|周|礼拜)(?:就|了|到|$)|还?剩"
)
_HELD = Pattern(
    "(?:通过|下来|批|拿到|拿下|成功|认定|评上|到手|有|续上|保住|在库|在手|在有效期内?)(?:了|的)|复审(?:也|已|刚)?(?:过|通过)|^(?:真|确实|肯定|那|倒|早就?|一直|目前|现在)*(?:有|是|在手|在库)"
)
# 除了科小别的都没有
_NOTHING_ELSE = Pattern(
    "(?:证书?|资格|资质)?(?:以外|之外|外|这个)?[, ]?(?:我们|公司)?(?:别的|其他的?|其它的?|剩下的?|另外的?"
    "|啥|什么|都|就|再)(?:证书?|资质|牌子)?(?:[都也就全]*)(?:没|不是)"
)
# 去年到期了，今年重新认定过了
_RENEWED = Pattern(
    "[, ]?(?:但是?|不过|可|现在|目前|后来|今年|去年|[0-9]{1,4}[年月]份?|年[初底]|上半年|刚刚?|已经?|都|也"
    "|就|我们|公司|当时|马上)*"
    "(?:又)?(?:重新(?:认定|评|报|申请|申报|拿)|复审|续(?!费)|换证|新证书?|新的|延期|又(?:评|认定|拿|办))(?:也|都|已经?|刚|今年|早就?)*"
    "(?:[通审批评]?过了|通过|上了|下来了|拿到|到手|成功|好了|成了|了$|了(?=[,。;! ])|过$|认定了)"
)
# 到期了，新的还在公示
_RENEWING = Pattern(
    "[, ]?(?:但是?|不过|可|现在|目前)?(?:新的|新证书?|新一轮|新一批|复审|重新认定|续期|续评"
    "|换证)[^,。;?!没不]{0,6}(?:公示|在[办弄走申审报等评]|等|排队|材料|审核|还?没[下批出])"
)
_DUE = Pattern("(?:到的?|过的?)期|有效期?(?:到|至|截止)")


def _led(lead: str) -> Standing | None:
    """What the words right before a certificate make of it: 评不上, 在弄, 够不着."""
    near = lead[-_NEAR:]
    if _DENIED_BEFORE.search(near):
        return "denied"
    return "pending" if _PENDING_BEFORE.search(near) else None


def _fate(tail: str, stands: Standing) -> Standing | None:
    """What is said after a certificate of what became of it; nothing where that says nothing."""
    if _TROUBLE.isdisjoint(tail):
        return None
    if ("丢" in tail or "遗失" in tail) and _PAPER.search(tail):
        return "held"
    if stands == "denied":
        return None
    if _LAPSED.search(tail):
        return "lapsed"
    if _FUTURE.search(tail):
        return "pending"
    if _PENDING.search(tail) and not (_HELD.search(tail) and "没" not in tail):
        return "pending"
    if _DENIED.search(tail):
        return "denied"
    return "hedged" if _SOON.search(tail) else None


# One of these is in whatever tells of trouble; few messages hold one after a certificate.
_TROUBLE = frozenset(
    "不没未断掉摘撤取注吊收拿失作移出被丢差够沾无黄泡落刷打退驳毙忘错漏谈莫冇公在正报交递材审受等排培辅准计争快换想要明马即就临剩又再重能会望"
)
_AGAIN = frozenset("又再重后")
_ADVERBS = Pattern(
    "(?:但是?|可是?|不过|可惜|结果|后来|现在|目前|如今|(?:今年|去年|前年|明年)(?:年?[初底末中]|[春夏秋冬]天)?|(?:这|本|下)个?(?:月|周|礼拜|星期)[初底末中]?|月底|过两天|本来|刚刚?|已经?|还|又|也|都|就|早|前[几两]天|上个?月|[0-9]{1,4}[年月]份?|[一二三四五六七八九十]+月份?"
    "|编号|证书?|资格|资质|牌子|名单|那个|这个|年初|年底|上半年|下半年|我们|一直|压根|根本|正|[ ])*"
)


def _following(scene: Scene, high: int) -> str:
    """The clause after, where it goes on about the same certificate: 科小，今年没续上."""
    if high >= len(scene.text) or scene.text[high] not in ",， ":
        return ""
    low, end = high + 1, scene.phrase(high + 1)[1]
    if end - low > 16 or any(m.kind not in _SAME for m in scene.between(low, end)):
        return ""
    match = _ADVERBS.match(scene.text, low, end)
    rest = scene.text[match.end() : end] if match else ""
    return rest if rest[:1] in _TROUBLE or rest.startswith(("到期", "过期")) else ""


_SAME = frozenset({"lapsed", "entered", "self", "nothing", "both_no", "required", "may"})


def _due(scene: Scene, mark: Mark, high: int, stands: Standing) -> Standing:
    """到期 with its day: past, soon, or far off."""
    dates = starting(scene.dates, scene.clause(mark.start)[0], high)
    if not dates or dates[-1].low <= scene.today <= dates[-1].high:
        return "hedged" if _SOON.search(scene.text, mark.end, high) else stands
    if dates[-1].high < scene.today:
        return "lapsed"
    return "held" if dates[-1].low - scene.today > _SEEN else "hedged"
