"""Unbought: what names a service without one being bought: a trade, an asset, a date, a seller, a purpose."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.scene.scene import Scene
from dialogs.understanding.words.lexicon import Mark

_PAID = Pattern("(?:费用?|服务|项目|上|的|一共|共|实际|付了?|花了?|支付了?|给了?|用了?|[ :/])*")
_OF = ("", "的", "做")


def is_paid_for(scene: Scene, mark: Mark) -> bool:
    """Whether 研发 is what was paid for: 研发付了10万, 10万研发."""
    amounts, text = scene.amounts, scene.text
    if "其中" in text and _OUR_OWN.search(text[max(0, mark.start - 6) : mark.start]):
        return False  # 今年研发花了80万，其中委外检测6万
    if amounts and text.startswith(("合同", "协议"), mark.end):
        return True  # 研发合同20万付了一半
    if len(amounts) > 1 and text[mark.start - 1 : mark.start] in ("和", "、", "跟", "与", "及"):
        listed = scene.before(mark.start, max(0, mark.start - 10))
        if listed is not None and listed.kind == "service" and listed.end == mark.start - 1:
            return True  # 检测和研发，合同分别3.5万和20万
    if scene.wants("category") and _is_listed(scene, mark):
        return True  # 检测和研发, to what was bought
    after = bisect_left(amounts, mark.end, key=lambda amount: amount.start)
    if after < len(amounts) and _PAID.fullmatch(text[mark.end : amounts[after].start]) is not None:
        return True
    before = bisect_right(amounts, mark.start, key=lambda amount: amount.end) - 1
    between = text[amounts[before].end : mark.start] if before >= 0 else "-"
    return between in _OF or _TO_HAVE.fullmatch(between) is not None


# 设计的合同登记了; but not 开发的合同管理软件
_CONTRACT_FOR = Pattern(
    "(?P<work>设计|开发|研发)的(?:技术|服务)?(?:合同|协议)(?!管理|软件|系统|模板|范本|样本)"
)


def contracts_for(scene: Scene) -> list[Mark]:
    """What a contract is named by, as a service."""
    if "deed" not in scene.kinds or "合同" not in scene.text:
        return []
    return [
        Mark(*match.span("work"), "service", "design" if match["work"] == "设计" else "development")
        for match in _CONTRACT_FOR.finditer(scene.text)
    ]


def _is_listed(scene: Scene, mark: Mark) -> bool:
    """Whether it stands in a list beside a service."""
    before, after = scene.before(mark.start, 0), scene.after(mark.end)
    return any(
        other is not None
        and other.kind == "service"
        and gap in ("和", "、", "跟", "与", "及", "还有", "以及")
        for other, gap in (
            (before, scene.text[before.end : mark.start] if before else ""),
            (after, scene.text[mark.end : after.start] if after else ""),
        )
    )


# 付了8万做新型果袋材料研发
_TO_HAVE = Pattern("(?:块钱?|元|块)?(?:做|搞|用于|用来做)[^,。;?! 自我]{1,10}")
_OUR_OWN = Pattern("(?:今年|去年|全年|一年|每年|年度|上半年|一共|总共|我们|公司|自己|[,。 ]|^)(?:的|在)?$")
_LEAD = 12
_DOES = ("做", "搞", "干", "主要做", "专门做", "就是做")
# 做同城货运撮合的
_DOES_SUCH = Pattern(
    "(?:我们?|咱们?|俺们?|公司|平时|一直|主要|就|是)*(?:做|搞|干)[^,。;?! 了过的找请委]{0,6}"
)
_TRADE_BEFORE = Pattern(
    "(?:是|专门|专业|主要|一直|就|我们|我司|咱们?|公司|我们厂)(?:做|搞|干|从事|提供)[^,。?! 找委请付花]{0,6}$"
)
_TRADE_AFTER = Pattern("的(?=$|[,。;?! ])|行业|设备|仪器|业务的|类企业|起家|这一?行")
_FIRM_BEFORE = Pattern("(?:是|属于|作为|就是)(?:一?[家个])?(?:[^找委请,。]{0,4}的)?$")
_FIRM_AFTER = Pattern("类?(?:公司|企业|厂|机构|工作室|院)")
# 我们本身就是做检测的机构; but not 找的是做检测的机构
_OF_TRADE = Pattern("的(?:公司|企业|厂子?|机构|工作室|单位|平台|实验室)(?=$|[,。;?! ])")
_IS_DOING = Pattern(
    "(?:^|[,。;?! ])(?:我们?|咱们?|俺们?|公司|本身|自己|就|也|这边)+是(?:专门|专业|一?家)?(?:做|搞|干)?$"
)
_OUR_TRADE = Pattern(
    "从事|主营|主业|(?:主要|专门|就是|是|对外)卖(?:的是)?(?!给我|了我|方)|主要[做搞干](?![了过的])|主要业务|业务(?:范围|方向)?[是有包为]|经营范围|专注|深耕|对外|承接|接单|接的活"
    "|(?<![拿送交寄发包托付转打])(?:给|帮|替|为)(?:客户|别人|别家|人家|甲方|其他企业)(?!问|咨询|打听|了解|申|报|查|办)"
)
_OURSELVES = Pattern(
    "(?:自己|自主|自行|内部|自家)(?:也|都|会|能|来|在|人)?(?:做|搞|弄|干|完成|负责)?(?:的|了|过)?$"
)
_BY_US = Pattern(
    "(?:这块|部分)?(?:也|都|全)?(?:是|由)?(?:我们|公司|咱们?)?(?:自己|自家|内部)(?:的?人)?"
    "(?:做|搞|弄|来|测|检|完成|开发|设计|画)"
)


def is_trade(scene: Scene, mark: Mark) -> bool:
    """Whether it is what the enterprise does itself: 我们是做检测的, 主营软件开发, 设计是自己做的."""
    text = scene.text
    # 做检测 is a phrase of its own, 检测 another.
    start = mark.start + (text[mark.start] == "做")
    before = text[max(0, start - _LEAD) : start]
    if _TRADE_AFTER.match(text, mark.end) and _TRADE_BEFORE.search(before):
        return True
    if _OF_TRADE.match(text, mark.end) and _IS_DOING.search(before):
        return True
    if _FIRM_AFTER.match(text, mark.end) and _FIRM_BEFORE.search(before):
        return True
    low, high = scene.phrase(mark.start)
    if (
        (text[low:start] in _DOES or (not scene.amounts and _DOES_SUCH.fullmatch(text, low, start)))
        and text[mark.end : high] in ("的", "的哈", "的嘛")
        and PURCHASE.isdisjoint(scene.kinds)
        and not scene.wants("category")
    ):
        return True  # 去年营收860万，做软件开发的
    if mark.value != "public_lab" and ("自" in before or "内部" in before) and _OURSELVES.search(before):
        return True
    if text[mark.end : mark.end + _LEAD].find("自") >= 0 and _BY_US.match(text, mark.end):
        return mark.value != "public_lab"
    low, _ = scene.clause(mark.start)
    match = _OUR_TRADE.search(text, low, start)
    return match is not None and not any(
        m.kind in ("seek", "pay", "contract", "invoice") for m in scene.between(match.end(), start)
    )


_ASIDE_AFTER = Pattern(
    "业(?![务绩])|(?:之|以)?前(?![期处端后])|之后|后的|(?:平台|大楼|车间|大厅|大会|展|专区|楼)(?![费服开设测使])"
    "|(?:试验|测试|检测|分析|测量|循环|加工|用|的|专用)?(?:设备|仪器|仪|机(?![构时房密会关械制])|箱|炉|装置|耗材|软件)(?![校检共租机费])"
)


# 委托一家单位开发软件
_MADE = ("软件", "设备", "仪器", "装置", "测试设备", "检测设备", "检测仪", "专用设备", "耗材")
# 找的是太原一家重点实验室
_LAB = Pattern("(?:找|请|委托|是)[^,。;?!租用借]{0,8}(?:[家个]|[^,。;?!租用借的]{2,4}的)$")
_PROGRAMS = ("程序", "算法", "小程序", "app", "的程序", "的算法", "的小程序")
# 审计要看: those who audit
_AUDITORS = Pattern(
    "(?:那边|的?老师|的人|部门?|局|组|人员|上)*(?:也|都|又|还|总|老)*(?:要(?!多少|几|花)|让|问|来[查看问]|查|盯|催|会[查问看]|下来|说|完|时|的时候|过不|通不过|提)"
)
_CHECKS = Pattern("(?:来|要|会|被|税务|审计)(?:查|审)账$")
# 合同名字叫技术服务，其实是检测
_CALLED = Pattern(
    "(?:(?:名字|名称|名义|抬头|标题|名目|名头)(?:上|里|写|是|叫|的|开)*|(?:合同|协议|票|单子)(?:上|里|面)*(?:写|开|签)的是?)$"
)
_REALLY = Pattern("[^。;?!]{0,20}(?:其实|实际|说白了|实则|真正)")


def is_aside(scene: Scene, mark: Mark) -> bool:
    """Whether it only dates, places or names something else: 手板前的结构图, 在化验平台, 盐雾试验机."""
    made = mark.value in ("development", "design") and scene.text.startswith(_MADE, mark.end)
    if not made and _ASIDE_AFTER.match(scene.text, mark.end) is not None:
        return True
    if mark.value in ("testing", "technical_service") and (
        scene.text.startswith(_PROGRAMS, mark.end) or scene.text.startswith("算法", mark.end - 1)
    ):
        return True  # 写一套视觉检测程序
    if mark.value == "consulting" and "certificate" in scene.kinds and not scene.amounts:
        return scene.text[max(0, mark.start - 1) : mark.start] in (
            "在",
            "等",
            "过",
            "到",
            "了",
            "没",
        )  # 还在专家评审
    if (
        mark.value == "audit"
        and not scene.amounts
        and (
            _AUDITORS.match(scene.text, mark.end)
            or _CHECKS.search(scene.text, max(0, mark.start - 3), mark.end)
        )
    ):
        return True
    if mark.value == "public_lab" and _LAB.search(scene.text, max(0, mark.start - _LEAD), mark.start):
        return True
    called = _CALLED.search(scene.text, max(0, mark.start - _LEAD), mark.start)
    return called is not None and _REALLY.match(scene.text, mark.end) is not None


_OWNED = frozenset({"ip", "trademark", "certification"})
_COUNT = "(?:[0-9一二三四五六七八九十两几数多]+(?:余|多|来)?(?:个|项|件|份|本|张|类))"
_DONE = Pattern(
    "(?:撰写|代理|代办|登记|注册|申请|续展|答辩|翻译|检索|服务|费用?|审核|年审|监审|换版|贯标|评估)$"
)
_HAVE = Pattern(
    f"(?:有|拥有|持有|具备|取得|拿到|获得|通过|过|手[里上头](?:就|只|光|也就)?|(?:就|只)剩?)[了过]?(?:{_COUNT}|个)?的?\\Z"
)
_COUNTED = Pattern(
    f"(?:也|都|一?共)?有?{_COUNT}|(?:证书?)?(?:我们|公司)?(?:也|都|早)?(?:有|齐|拿了|拿到了|过了)"
)


def _is_joined(scene: Scene, mark: Mark) -> bool:
    return scene.text[max(0, mark.start - 1) : mark.start] in ("和", "、", "跟", "与")


def is_asset(scene: Scene, mark: Mark) -> bool:
    """Whether it is what the enterprise holds: 有20个软著, 通过了9001认证."""
    if (
        mark.value not in _OWNED
        or scene.wants("category")
        or (scene.amounts and not _is_only_had(scene, mark))
    ):
        return False
    if _DONE.search(scene.text, mark.start, mark.end):
        return False
    before = scene.text[max(0, mark.start - _LEAD) : mark.start]
    other = scene.before(mark.start, max(0, mark.start - _LEAD)) if _is_joined(scene, mark) else None
    if other is not None and other.kind == "service" and other.value in _OWNED and is_asset(scene, other):
        return True  # 手里就ISO9001和CMMI3
    return _HAVE.search(before) is not None or _COUNTED.match(scene.text, mark.end) is not None


_ONLY_HAVE = Pattern(f"(?:手[里上头]|我们?|咱们?|公司|名下|目前|现在|已经?)*(?:有|拥有)了?(?:{_COUNT}|个)的?")


def _is_only_had(scene: Scene, mark: Mark) -> bool:
    """有个软著 有两个实用新型 买了个发明8000: a phrase that only says that one has it, with no price after it."""
    low, high = scene.phrase(mark.start)
    if high != mark.end or _ONLY_HAVE.fullmatch(scene.text, low, mark.start) is None:
        return False
    end = scene.phrase(high + 1)[1] if high < len(scene.text) else high
    return not any(low <= a.start < end for a in scene.amounts) or any(
        m.kind in ("service", "work", "seek") for m in scene.between(high, end)
    )


# 律所帮我们申请的专利, 检测公司给开发的软件: who sold it
_SELLER = Pattern(
    "(?:类|行业)?的?(?:公司|机构|事务所|律所|券商|中心|单位|企业|院所?|所|站|厂|平台|团队|工作室|服务商|代理|老师|专家|人员|那边|那家)"
)
_SOLD = Pattern(
    "(?:那边|的人|的老师|人)?(?:也|就|又|还)?(?:给|帮|替|为)(?:着)?(?:我|咱|俺|公司|厂|做|弄|写|申|开|搞|办|代)"
)
# 拿来训练用的数据, 检测要用的试剂: what it is for
_USED = Pattern(
    "(?:时|的时候|里|上|所)?(?:要|得|需要?|专门|专)?用的?(?![了掉到去过是0-9一二三四五六七八九十几两钱])|所需的?|需要的|配套的|专用"
)
_FOR = Pattern(
    "(?:用来|用于|用在|用作|用去|拿来|为了|准备|以便|好去|供|方便|之后要|后续要?|接下来)"
    "(?:做|搞|跑|给|个|去|我们|产品|后面|的|[ ])*$"
)
# 设计好的样机拿去测: said of the thing
_DONE_TO = Pattern("(?:好|过|完|出来|成|出)(?:了)?的(?=[^,。;!?是钱费那 ])")


def is_byname(scene: Scene, mark: Mark) -> bool:
    """Whether it may name the seller, a purpose, or say of a thing what was done to it before."""
    text = scene.text
    if _SELLER.match(text, mark.end) or _USED.match(text, mark.end) or _DONE_TO.match(text, mark.end):
        return True
    if mark.value == "materials" and text[max(0, mark.start - 1) : mark.start] in (
        "天",
        "用",
        "周",
        "月",
        "只",
        "期",
    ):
        return True  # 毒理，28天大鼠
    if mark.value == "development" and text[mark.start] in "做写搞弄开" and text[mark.start + 1] == "了":
        low, high = scene.phrase(mark.start)
        return not any(m.kind in PURCHASE for m in scene.between(low, high))  # 做了个app 找人给做的软件测试
    if mark.value == "certification" and _ASKS_TEST.match(text, mark.end):
        return True
    if mark.value in _SOLD_BY and _SOLD.match(text, mark.end):
        return True
    if "过" in text and _ONCE.search(text, scene.clause(mark.start)[0], mark.start):
        return True
    return _FOR.search(text, max(scene.phrase(mark.start)[0], mark.start - _LEAD), mark.start) is not None


# 去年做过检测，今年做的是中试
_ONCE = Pattern(
    "(?:去年|前年|往年|以前|之前|上次|上回|早先|前几年)[^,。;?!]{0,4}(?:做|搞|买|弄|委托|办)过[^,。;?!]{0,4}$"
)
PURCHASE = frozenset(("pay", "seek", "provider", "contract", "fee", "invoice", "total"))
# 出口认证逼着做的检测: what asks for it
_ASKS_TEST = Pattern(
    "(?:机构|公司|那边|上|里)?(?:非|硬|都|就)?(?:逼着?|要求|规定|必须|非要|强制|硬性|需要|要)(?:我们|咱们?|先|必须)*(?:做|测|检|送)[^,。;?!]{0,4}(?:检测|检验|测试|试验|测|检)"
)
_SOLD_BY = frozenset(("legal_advice", "audit", "listing_advice", "computing", "data", "ip"))
