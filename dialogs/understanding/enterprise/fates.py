"""Fates: what has become of a certificate that a message names: refused, lapsed, renewed, under way."""

from __future__ import annotations

from datetime import timedelta

from dialogs.understanding.characters.cues import KNOWN
from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.scene.scene import Scene, starting
from dialogs.understanding.words.lexicon import Mark
from dialogs.understanding.words.standing import Standing

_SEEN = timedelta(days=92)
_NEAR = 10


def became(scene: Scene, mark: Mark, tail: str, after: int, end: int, stands: Standing) -> Standing:
    """How it stands by what is said after it: `tail` up to the next certificate or the phrase's end."""
    if stands == "denied" and after == end and scene.cues & _ANEW and _FILED_ANEW.match(scene.text, after):
        return "pending"
    if (
        not _AGAIN.isdisjoint(tail)
        and _REGAINED.search(tail)
        and not (_DENIED.search(tail) or _PENDING.search(tail))
    ):
        return "held"
    if ("期" in tail or "失效" in tail) and _RENEWED.match(scene.text, after):
        return "held"
    if after == end and scene.cues & _FULL and _TERM_OVER.match(scene.text, after):
        return "pending"
    if "期" in tail and _RENEWING.match(scene.text, after):
        return "pending"
    if ("期" in tail and _DUE.search(tail)) or (scene.dates and _until(scene, mark)):
        return _due(scene, mark, after, stands)
    found = _fate(tail, stands) if tail else None
    if found is None and after == end and (following := _following(scene, end)):
        found = _fate(following, stands)
        if found is None and following.startswith(("到期", "过期")):
            gone = following.startswith(("过期", "到期了"))
            found = _due(scene, mark, scene.phrase(end + 1)[1], "lapsed" if gone else "hedged")
    found = found or stands
    if found == "held" and after == end and _WAS.match(scene.text, after):
        return "lapsed"
    if (
        found == "held"
        and scene.denies
        and (_REFUSED.match(scene.text, after) or _FOUND_NOT.match(scene.text, after))
    ):
        return "denied"
    if found == "pending" and "公示" in tail and _PUBLISHED.search(tail + scene.text[after : after + _NEAR]):
        return "held"
    return "denied" if found == "pending" and scene.denies and _GAVE_UP.match(scene.text, after) else found


_ANEW = KNOWN.add("又[报申交递冲]|再[报申冲次]|重新|再次")
# 去年没评上专精特新 今年又报了
_FILED_ANEW = Pattern(
    "[, ](?:但是?|不过|所以|就|今年|现在|最近|上个?月|这个?月|前[几两]天|刚刚?|我们|又|再|重新|再次|[0-9]{1,2}月份?)*"
    "(?<=[又再新次])(?:去)?"
    "(?:申报|申请|报|申|递交|递|交|冲|评|办|弄)(?:了|着|上去|材料|一次|一回|过一次)"
)
_FULL = KNOWN.add("复审|复核|重新认|年满|满[三了]|到期|期满")
# 专精特新2021年那批，三年满了在等复核结果
_TERM_OVER = Pattern(
    "[, ][^,。;?!没]{0,10}[, ]?(?:复审|复核|重新认定|续期)的?(?:材料|资料|手续)?(?:也|都|刚|已经?|正|还|我们)*"
    "(?:交|递|报上|报了|提交|送|在[走等办审弄]|等|没下|没出|没结果|没批|走流程)"
    "|[, ][^,。;?!没]{0,6}(?:年满|满三年|到期|期满)了?[, ]?[^,。;?!没]{0,4}(?:在|正)?(?:等|办|走|申请|申报)着?"
    "(?:复核|复审|重新|结果|换证|新一轮)"
)
_UNTIL = Pattern("(?:证书?|资格|有效)?(?:是|只|就|能用|管)?到")


def _until(scene: Scene, mark: Mark) -> bool:
    """高企证到11月15."""
    date = next(iter(starting(scene.dates, mark.end, mark.end + _NEAR)), None)
    return date is not None and _UNTIL.fullmatch(scene.text, mark.end, date.start) is not None


# 高企申报的时候说占比不够，没给过
_REFUSED = Pattern(
    "[, ](?:最后|后来|也|就|结果|到底|还是)*没(?:给)?(?:我们)?(?:过|批|通过|成)了?[的啊]?(?=$|[,。;!])"
)
# 刚说有高企，问了会计说没有
_FOUND_NOT = Pattern(
    "[, ](?:后来|但是?|结果|刚才?|可|我)*(?:问|查|核|确认)(?:了|过|实)?[^,。;?!]{0,6}?"
    "(?:没有?|不是)(?:的|了|啊)*(?=$|[,。;!])"
)
# 公示完了，发文了
_PUBLISHED = Pattern(
    "公示期?(?:也|都|已经?|早)*(?:完|过|结束|满|没异议)了?[, ]?(?:文件|证书?|批文|文号)?(?:也|都|已经?|就|刚)*"
    "(?:发文|下文|发证|发公告|公告|认定|批|下来|拿到|到手)(?:证书?|文件)?了"
)
# 专精特新啊，早先是
_WAS = Pattern(
    "[, ](?:我们|公司)?(?:以前|早先|原来|原先|之前|过去|曾经|前几年|早几年|老早)(?:倒|也|确实|就)?"
    "(?:是|有|评|拿|入|认定)(?:过|的)?(?:了|啊|呢)?"
    "(?=$|[,。; ])(?![, 。](?:现在|目前)?(?:也|还|仍|一直))"
)
# 想报高企，专利不够就没报
_GAVE_UP = Pattern(
    "[, ]?[^,。;?!]{0,10}?(?:就|也|最后|后来|结果|又|所以|到底|还是)(?:没有?|没再|没能)(?:去|再)?"
    "(?:报|弄|办|申|搞|评|交|做)(?:成|上)?了?[的啊]?(?=$|[,。;!])"
)


_V = "[评够办混弄申报续过拿冲轮认考搞进入选算沾摸捞挨赶]"
_DENIED_BEFORE = Pattern(
    f"(?:{_V}|认定|评定|申请|申报)(?:不了|不上|不成|不到|不着)(?:什么|啥|个|了|这个)?$"
    f"|(?<!有)(?:没有?|未|没能|从没)(?:能|再|去|来得及|给|赶)?(?:{_V}|认定|申请|申报|评定)(?:过|上|成|到|下来?|着)?(?:什么|啥|个|了|这个)?$"
    "|(?:忘了?|忘记|懒得|没空|没顾上|没顾得上|没来得及|没想起来)(?:去)?(?:申报|申请|评|报|申|续|入|弄|办)(?:个|这个)?$|(?:够不着|不够|差一点就?是?|差点就?是?|差点成)$"
    "|(?:丢|掉|失去|取消|撤销|注销|吊销|收回|摘|撤)(?:了|掉了?|的)(?:我们?的?)?$"
    "|哪(?:来|有|里来|里有|儿来|儿有|能有|能是|会是)(?:的|什么|啥)*$"
)
_PENDING_BEFORE = Pattern(
    "(?:等着?|就等|坐等|盼着?|指着)(?:我们?|那个)?$|(?:正|还|一直|刚|目前)?在(?:申|报|办|弄|搞|评|冲|跑|走|等|准备|审|整)(?:着|国家|个|那个|这个)?$|(?:报了|申报了|提交了|递了|交了|申请了|冲着?|奔着?|瞄着|备战|想上|想评|准备上)(?:的|个)?$"
    "|(?<![不没])(?:能|会|可以|有望|指望|希望|应该)(?:批|评上|下来|拿到|拿下|通过|办下来?|办成|认定)(?:个|的)?$"
    "|(?:推荐|让|叫|劝|催|动员|建议|喊|鼓励)(?:着|了)?(?:我们?|咱们?|公司)?(?:去|也)?(?:报|申报|申请|评|办|弄|冲|申)(?:个|一个)?$"
    "|[报递交推送]上去(?:了|的)*$|(?:推荐|报送|上报|推报|推)(?:过|了|的|我们|上去)*$|(?:今年|明年|下半年|年底|下个?月)(?:要|想|就|会|能|可以|打算)?(?:申|报|评|办|上|弄)(?:个)?$"
)
# 要重新认定, 重新认定的材料 regain nothing
_REGAINED = Pattern(
    "(?:又|(?<![要得需等没该想须在能])重新|再次|后来)[^,。]{0,4}?(?:捡回|评上|拿回|入上|入了|办下来|拿到|回来"
    "|(?:续|恢复|认定|通过)(?!的?(?:材料|资料|手续|申请|结果|流程)))"
)
_DENIED = Pattern(
    f"(?:{_V}|认定|评定|申请|申报)不(?:了|上|成|到|下来|过|着|起|动)|[批审发办]不(?:下来?|了)|下不来"
    f"|(?:没有?|未|没能)(?:能|再|去|给|被|来得及|顾上|赶|得)?(?:{_V}(?!期)|认定|申请|申报|评定|评审)(?:上|成|到|过|着|进|赢)?"
    "|^(?:那[条个]|这[条个]|那|这|其实)?(?:不算(?!了)|不对|不作数|说错)(?:的|啊)*$|名单(?:里|上|还|也|都|就)*(?:没有?|不见)我们|没(?:再)?(?:弄|搞|续|报|评)过$"
    "|(?:没有?|未|没能)(?:能|被|给)?(?:通过|成功|入选|获评|达到|够上)"
    "|差一?点|差着|还差|够不着|不够格|不达标|没达标|没达到|没给(?:我们)?(?:过|批|通过|评)|空白|失败|沾不[上着]|不(?:沾|挨|搭)边|无缘|没戏|黄了|泡汤|落选|落榜|刷下来|被刷|刷掉|打回|退回|驳回|毙了|没影|八字没|忘[了记]?(?:评|报|申|续|入|弄|办)|错过|漏(?:评|报|申)"
    "|(?:真|压根|根本|确实|可|倒|那|都|也|还)+(?:不是|没有?$|没有?[的了呢啊]|不算|谈不上)|谈不上|莫得|冇得?|没得$|一个没有"
)
# 专精特新想都没想过; but 没想到评上了
_NEVER_THOUGHT = Pattern(
    "(?:想|考虑)(?:都|也)(?:没|不)(?:敢)?(?:想|考虑)|(?:没|不)敢?(?:想|考虑|奢望|惦记|琢磨)(?![到办报评申])过?"
)
_LAPSED = Pattern(
    "断(?:了|档|掉|供)|(?<!丢)掉(?:了|线)(?!个?(?:钱|款))|摘(?:牌|了|掉)|撤(?:了|销|掉|下)|取消|注销|吊销|收回|拿掉|没续|未续|没复审|复审(?:压根|根本|也)?(?:没(?!下|出|批)|未|不)(?:报|过|通过|弄|做|申)?"
    "|失效|作废|移出|出库|被除名|失去|保不住|(?:资格|称号|牌子|资质)[^,。]{0,3}(?:没了|丢了)|^[的也就都]?没了|(?:现在|目前|今年|后来)没了"
)
_PAPER = Pattern(
    "(?:证书?|本本?|本子|原件|复印件|红本|牌匾|扫描件)[^,。]{0,4}(?:丢|找不|遗失|弄没|没找|撕|泡)|(?:丢|找不|遗失)[^,。]{0,3}(?:补办|补)"
)
_PENDING = Pattern(
    "公示|(?:退|打)回(?:来|去)?了?(?:让|要|叫|得|重新|补|改|修)|看悬|悬着|(?:申请|申报)(?:表|书|材料)[^,。]{0,4}(?:填|写|准备|弄|做)|[压卡][在着]"
    "|[报递交送]上去(?!了?[^,。]{0,6}(?:没过|不|打|退))|没(?:动静|消息|回音|信儿?|下文)|待(?:公告|公示|批|发|审|入库)|(?:正|还|刚|一直|目前)?在(?:重新|复审|复核|换证|认定|续|申|报|办|弄|搞|评(?!上)|冲|跑|走|等|准备|审|整|填|路上)|正(?:申|报|办|弄|搞|评|冲|填|准备|审)|(?<![漏忘错没])(?:申报|报上去|递上去|递交|提交|交上去|报|交)了(?!.{0,4}(?:不|没|打|退))"
    "|材料(?:刚|已|都)?(?:交|递|报|提)|审核|受理|等(?:着)?(?:复审|复核|审核|评审|专家|最后|最终|公布|省里|国家|市里|出)*(?:的)?(?:结果|批|公示|证|通知|名单|着|文件|公告)|还?没(?:批|下来|下$|发|出(?:来|结果|名单|证)?|到手|公示|拿到证|下证)|排队|培育|辅导期|准备|打算|计划|争取|(?:快|要)下来|换证|想(?:申|报|评|办|弄)|要(?:申|报|评|办)(?!不)|明年(?:才|再|能|就|可以)?(?:申|报|评|办|拿|下)"
)
_FUTURE = Pattern(
    "(?<!可)(?:能|会|可以|有望|指望|希望)[^,。不]{0,4}(?:批|评上|下来|拿到|拿下|通过|办下|成功|认定)"
)
_SOON = Pattern(
    "(?:快|马上|即将|就|临近)(?:要|到|过|满)|临期|(?:还|只|就)?(?:剩|有)[^,。]{0,6}(?:个?月|天|周|礼拜)(?:就|了|到|$)|还?剩"
)
_HELD = Pattern(
    "(?:通过|下来|批|拿到|拿下|成功|认定|评上|到手|有|续上|保住|在库|在手|在有效期内?)(?:了|的(?!材料|资料|手续|申请|表))|复审(?:也|已|刚)?(?:过|通过)|^(?:真|确实|肯定|那|倒|早就?|一直|目前|现在)*(?:有|是|在手|在库)"
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


def led(lead: str) -> Standing | None:
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
    if "想" in tail and _NEVER_THOUGHT.search(tail):
        return "denied"
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
    "不没未断掉摘撤取注吊收拿失作移出被丢差够沾无黄泡落刷打退驳毙忘错漏谈莫冇公在正报交递材审受等排培辅准计争快换想要明马即就临剩又再重能会望压卡待空填"
)
_AGAIN = frozenset("又再重后")
_ADVERBS = Pattern(
    "(?:但是?|可是?|不过|可惜|结果|后来|现在|目前|如今|(?:今年|去年|前年|明年)(?:年?[初底末中]|[春夏秋冬]天)?|(?:这|本|下)个?(?:月|周|礼拜|星期)[初底末中]?|月底|过两天|本来|刚刚?|已经?|还|又|也|都|就|早|前[几两]天|上个?月|[0-9]{1,4}[年月]份?|[一二三四五六七八九十]+月份?"
    "|编号|证书?|资格|资质|牌子|名单|那个|这个|其实|实际上?|事实上|早就?"
    "|年初|年底|上半年|下半年|我们|一直|压根|根本|正|[ ])*"
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


_NOT_BEFORE = ("才", "前", "止")


def _due(scene: Scene, mark: Mark, high: int, stands: Standing) -> Standing:
    """到期 with its day: past, soon, or far off."""
    dates = starting(scene.dates, scene.clause(mark.start)[0], high)
    if not dates or dates[-1].low <= scene.today <= dates[-1].high:
        return "hedged" if _SOON.search(scene.text, mark.end, high) else stands
    if dates[-1].high < scene.today:
        return "lapsed"
    if scene.text.endswith(_NOT_BEFORE, 0, dates[-1].end + 1):
        return "held"  # 高企这个月底才到期
    return "held" if dates[-1].low - scene.today > _SEEN else "hedged"
