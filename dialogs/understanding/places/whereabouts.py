"""Whereabouts: what the words before and after a place, in its clause, make of it.

Each takes the words of the clause before the place (`lead`), after it (`tail`), or both.
"""

from __future__ import annotations

from dialogs.understanding.characters.patterns import Pattern

_LICENCE = frozenset("册照所记商证")
_LICENSED = Pattern(
    "(?:(?<!可)(?:注册|执照)|(?<![按依拍])照(?=[在是就挂办落都])|(?<=证)照(?=上)|(?<![一-鿿])证(?=上)|住所|(?:工商|税务)?登记)(?:地址?|所在地)?"
    "(?:呢|的|是|就|都|也|还|一直|挂靠?|办|落户?|写|填|上|迁|搬|移|转|到|入|在|于|了|[ :])*$"
)
_REGISTERED_AFTER = Pattern("(?:这边|那边|本地|当地)?(?:注册|登记|办的?(?:执照|照)|领的?照|上的?照)(?!资)")


# 在北京注册 在青岛有个研发中心
_OF_ANOTHER = Pattern("在[一-鿿]{2,8}(?:注册|登记)的?[ ]*(?:但是?|不过|然后)?[ ]*在$")


# 执照当年图省事办在了三门峡
_LICENSED_SINCE = Pattern(
    "(?<![按依拍刷])(?:执照|照|注册地?址?)[^,。;?!没不未]{1,10}(?:办|落|挂|注册|登记|放)[在到]了?$"
)


def is_licensed(lead: str, tail: str) -> bool:
    """Whether it is the place of the licence: 执照挂在李哥庄, 青岛注册的."""
    if not _LICENCE.isdisjoint(lead) and (_LICENSED.search(lead) or _LICENSED_SINCE.search(lead)):
        return _OF_ANOTHER.search(lead) is None
    return not _LICENCE.isdisjoint(tail[:7]) and _REGISTERED_AFTER.match(tail) is not None


_OPEN = Pattern(
    "如果|假如|假设|要是|若是?|万一|打算|准备|计划|想(?!问|知道|咨询|了解|请)|必须|需要|要求|才能|一定要?|只有|非得|得是|能不能|可不可以|是否|除非"
    "|(?:正在?|要|往|准备)(?:从|往|迁|搬)|往$|快要|即将|应该|可能|好像|似乎|大概"
)


def is_open(lead: str) -> bool:
    """Whether it is supposed, planned or asked: 想在青岛注册公司."""
    return _OPEN.search(lead) is not None


# 要报的是莱西那个项目公司
_CLAIMANT = Pattern(
    "(?:要|想|准备|打算|这次|来|申请)(?:申?报|申请|申领|领|兑)?(?:券|创新券|这个)?的(?:主体|公司|企业|单位|那[家个])*(?:是|就是)(?:我们?|咱们?)?(?:在|的)?$"
)


def is_claimant(lead: str) -> bool:
    """Whether the one that applies is there."""
    return lead.endswith(("是", "在", "的", "们", "我", "咱")) and _CLAIMANT.search(lead) is not None


_DISPUTED = Pattern("(?:谁|哪个|没有?(?:人|谁)?|啥时候|什么时候|几时)(?:跟你|告诉你|和你)?(?:说|讲|告诉)")


def is_disputed(lead: str) -> bool:
    """Whether the place is put in somebody's mouth: 谁说我们在运城的."""
    return ("说" in lead or "讲" in lead) and _DISPUTED.search(lead) is not None


_BYGONE = Pattern(
    "(?:以前|之前|原先|原来|早先|从前|过去|去年还?|前年|曾经?|最早|一开始|起初)(?:都|也|还|就|是|在|我们|公司|厂子?|注册|执照|照|于)*$"
)
_FROM = ("从", "由", "打")
_MOVES = frozenset("迁搬挪移划归并")


def is_bygone(lead: str, tail: str) -> bool:
    """Whether one was there and may be no more: 去年还在市北, 从太原搬来."""
    return _BYGONE.search(lead) is not None or (lead.endswith(_FROM) and not _MOVES.isdisjoint(tail))


_MOVED_HERE = Pattern("(?:搬|迁|挪|落户|转|划|归|并)(?:归|到|进|至|来|回)(?:了)?$")
_SETTLED = Pattern("(?:市|区|县)?(?:这边|那边|本地)?(?:来|去)?了(?!吗|么|没|不|几)")


def has_moved(lead: str, tail: str) -> bool:
    """Whether one has come to the place: 从潍坊搬到青岛来了."""
    if _MOVES.isdisjoint(lead[-4:]) and "户" not in lead[-4:]:
        return False
    return _MOVED_HERE.search(lead) is not None and _SETTLED.match(tail) is not None


_STRANGERS = frozenset(
    "供客甲股业户籍乡差兄上下税销打读定生安居带参开考旅培还儿女爸妈哥姐弟妹舅姨叔姑朋戚媳爱老别"
)
_STRANGE_AFTER = Pattern(
    # 独山子那个公司是我儿子的
    "(?:那边|那儿|那|这)?(?:一?[个家])?(?:的)?(?:公司|厂子?|店|企业|铺子)?(?:是|归|属于)(?:我们?|咱们?|俺们?)?(?:一?个)?"
    "(?:朋友|同学|亲戚|别人|老公|媳妇|爱人|儿子|女儿|老乡|老丈人|[爸妈哥姐弟妹舅姨叔姑表堂]{1,2})(?:家|他们)?(?:的|开|办|名下|管)"
    "|[^,。]{0,8}?(?:给|帮|替|为|向)(?:我们|咱们?|俺们?|我)(?:厂|家|公司)?供"
    "|[^,。]{0,8}?(?:是|算是?|为)(?:我们|咱们?|俺们?|我司|我|公司)的?[^,。]{0,4}?(?:客户|甲方|供应商|供货|股东|上家|下家|上游|下游|业主|兄弟)"
    "|(?:那边|这边)?(?:上班|打工|读书|上学|定居|生活|安家|居住|带孩子|参展|参加|开会|考察|旅游|培训)|户口|户籍|籍|老乡|出差|那边的?客户|(?:有|的)(?:一?[个家]|很多|不少|些|老|大)?(?:客户|项目|订单|工地|市场|经销商|供应商)"
    "|的?(?:交|缴|纳|报)的?税"
    "|(?:[^,。;?!]{0,3})还是(?:在|去|放|选|到|注册在)?[^,。;?!]{2,6}(?:合适|划算|好|强|多|高|省|方便|快|合算|值)"
)
_NEARBY = Pattern(
    "(?:市|县|区|那边|那儿)?(?:就|也|都|其实|倒|只)*(?:(?:离|距离?)(?:我们|咱们?|俺们?|这)|隔着?(?:一?条|个)|挨着(?:我们|咱|俺|这))"
)
_BESIDE = frozenset("着近邻离距除家口籍业生住到给往货差税供河桥江")
_STRANGE_BEFORE = Pattern(
    "(?:过了?(?:河|桥|江)|挨着|靠着|靠近|邻近|毗邻|紧邻|离|距离?|除了|老家|户口|籍贯|毕业于|出生|家住|卖到|卖给|销往|销到|出口到?|发货到|运往|供货?给?|出差|税)"
    "(?:倒|也|都|就|便|的|在|着|是|了|到|去|交|缴)*(?:咱们?|我们|俺们?|你们|这)?$"
)


_UNCHANGED = Pattern("照的?(?:地址)?(?:还|都|也|一直)*没(?:有|来得及|顾上|去)?(?:改|变|换|迁|办)")


def is_licence_behind(text: str, start: int) -> bool:
    """搬到盐湖区，执照地址还没改: the licence is still where one was."""
    return "照" in text and _UNCHANGED.search(text, start) is not None


def is_nearby(tail: str) -> bool:
    """Whether it is only said to be near: 临汾离我们近, 韩城就隔条河."""
    return _NEARBY.match(tail) is not None


def is_of_strangers(lead: str, tail: str) -> bool:
    """Whether the place is a customer's, a neighbour's or where someone comes from."""
    if tail and not _STRANGERS.isdisjoint(tail) and _STRANGE_AFTER.match(tail):
        return True
    if (lead in _TOWARDS and _JOURNEY.match(tail)) or (_ISSUED.match(tail) and "照" not in lead):
        return True
    return bool(lead) and not _BESIDE.isdisjoint(lead) and _STRANGE_BEFORE.search(lead) is not None


# 专精特新，青岛发的
_ISSUED = Pattern(
    "(?:市|省|区|县)?(?:里|局|科技局|工信局|工信厅|科技厅)?(?:给)?(?:发|批|评|认定|颁)(?:的|下来的|给我们的)(?!照|执照|营业|货|快递|样)"
)
# 大连的，到青岛坐船一晚上
_TOWARDS = ("到", "去", "来", "回", "从", "跑")
_JOURNEY = Pattern(
    "(?:市|区|县)?(?:这边|那边)?(?:也|就|得|要|才|还|都|过去|过来)*(?:坐(?:船|车|高铁|火车|飞机)|开车|高铁|动车|火车|自驾|飞过?[去来]"
    "|(?:[0-9一二两三四五六七八九十几半百]+|好几)(?:来|多)?个?(?:多|半)?(?:小时|钟头|公里|里地|站地|天))"
)


_GENERAL = Pattern(
    "(?:、[^,。]{1,4})?(?:[这那](?:类|种|几个?|俩|两个?|些)|哪|等(?:地|县|区|市))"
    "|(?:市|区|县)?的?(?:一|每|单)[家个户](?:企业|公司|单位|厂)?(?:一年|全年|每年|年度|最多|最高|封顶|顶格|到底能|总共能)"
)


def is_general(tail: str) -> bool:
    """Whether it stands for all of its kind: 平度这类县级市."""
    return _GENERAL.match(tail) is not None


_HAS = frozenset("有挂设开弄搞立")
_BRANCH = Pattern(
    "(?:这边|这块|那边|那块|这里|那里|本地|也|还|就|只|光|仅|另外?|这)*(?:有|挂|设|开|弄|搞|成立)(?:有|了|着)?"
    "(?:[一两二三几]?[个家])?[^,。找]{0,4}?(?:研发中心|研发部|实验室|办事处|分公司|分厂|分部|分店|门店|仓库|车间|销售点|办公室|生产基地|项目部|子公司)"
    "|(?:光|只|就|仅)有(?:一?[个家])?厂(?!商)"
)


def is_branch(tail: str) -> bool:
    """Whether only a part of the enterprise is there: 垣曲有个分公司."""
    return not _HAS.isdisjoint(tail[:6]) and _BRANCH.match(tail) is not None


_DOING = frozenset("那这当给做测检化弄加打试出找请订的一有某")
_WORK = Pattern(
    "(?:那边|这边|那里|那儿|当地|的?(?:那|这|某|有)?一?[个家][^,。;?! 的]{0,5}?(?:基地|车间|实验室|平台"
    "|厂子?|园区|中心|单位|公司|所))?(?:给)?(?:做|测|检测?|化验|弄|加工|打样|试验|出|搞|跑|放大|试制"
    "|试产)"
    "(?:的(?=检|测|试|化|报|设|开|打"
    "|加|中试|小试|放大|查新|认证|手板|样|仿真|分析|鉴定"
    "|校准|盐雾|老化|探伤|实验|研发|审计|培训|$|[ 了吧呢啊呀]"
    "|[一-鿿]{1,4}(?:检测|测试|试验|检验|化验|仿真|打样|查新|设计|开发|分析|鉴定|评估))|了(?=检|测|试|化|$"
    "|[个一批次]{0,2}[一-鿿]{1,5}?(?:检测|测试|试验|检验|化验|仿真|打样|查新)))"
    "|(?:测|检测|化验|打样|找|请|订)的|(?:做|测|化验|弄)(?=$|[ ,])"
)
_HANDING = ("找", "请", "委托", "跟", "和", "与", "给", "送到", "寄到", "拿到", "拉到", "由", "让")


def is_work(lead: str, tail: str) -> bool:
    """Whether something was done at the place: 在济南做的检测."""
    if lead.endswith("在") and _OWN_JOB.search(lead):
        return False
    if tail[:1] in _DOING and _WORK.match(tail) is not None and not lead.endswith(_HANDING):
        return True
    return lead.endswith("在") and _DONE_AT.search(lead) is not None and _THERE.fullmatch(tail) is not None


# 我们是台州的，不过项目在运城做
_OWN_JOB = Pattern("(?:项目|工程|业务|生意|活儿?)(?:都|也|就|主要)?在$")
# 送检在西安
_DONE_AT = Pattern(
    "(?:送检|检测|检验|化验|测试|试验|查新|设计|加工|打样|中试|评测|测评|仿真)(?:都|也|是|就|全)*在$"
)
_THERE = Pattern("(?:市|省|那边|那儿|那里|的)*")


_HANDS = frozenset("送寄拿拉运递捎邮背发带包托交派找请跟和与同由让叫经去到放搁跑给")
_SENT = Pattern(
    "(?:(?:送|寄|拿|拉|运|递|捎|邮|背|发|带)(?:样|检|样品)?(?:到|去|往|给|至|了|过去)+|[送寄]"
    "|(?:外包|转包|外协|包|委托|托|交|派)(?:给|到|了)*|(?:找|请)(?:了|的|到|过|的?是)*(?:[一两]?[家个])?)$"
)
_WITH = Pattern("(?:跟|和|与|同|由|让|叫|经|去|到|放|放在|放到|搁|跑到|跑|给|付给|打给|转给)$")
_SERVED = Pattern("签|合作|[做测检验试]|化验|加工|打样|开发|研发|设计|弄|搞|帮|付|打了|转了|交了")
_GRANTED = Pattern("的?[一-鿿]{0,4}?(?:券|劵|补贴|补助|奖|证书|政策|资金|订单)")


def is_handed_over(lead: str, tail: str) -> bool:
    """Whether work was given to someone there: 送到义乌, 外包给济南的, 跟大连签的."""
    near = lead[-7:]
    if _HANDS.isdisjoint(near) or _GRANTED.match(tail):
        return False
    if _SENT.search(near):
        return True
    return _WITH.search(near) is not None and _SERVED.search(tail) is not None and "企业" not in tail[:4]


_NAME = Pattern(
    "的?[^找请委托跟和与在我咱俺们去到送给帮做搞干企厂有没不对为向补能报要想让就都只这那哪各每,。?!; 0-9的]{0,8}"
)


def is_name(gap: str) -> bool:
    """Whether nothing but a name stands between a place and the word for the firm."""
    return _NAME.fullmatch(gap) is not None


_TOWN = (
    "(?:市|县|区)?(?:这边|那边|那块|这块|这儿|那儿|本地|当地|里头"
    "|[一-鿿]{1,4}?(?:镇|乡|村|庄|街道|工业园|产业园|园区)|[一-鿿]{2})?(?:的|滴|哩)?"
)
_TRADE = Pattern(
    f" ?{_TOWN}(?:一?[家个])?(?:专门|主要|自己)?(?:搞|做|干|弄|开|办|卖|种|养|生产|加工|从事|经营|印|造|修)"
    "(?!的|了|检测|过|哪|什么)[^,。?!;:找跟和给委请]{1,12}?(?:的|滴|哩|厂|公司|企业|店|坊|合作社|基地|农场)"
    "|(?:市|县|区)?[一-鿿]{0,2}(?:的|滴|哩)(?=$|[ ,!。~])"
    "|[^,。?!找的哪谁啥什怎归管 ]{1,14}(?:路|街|大道|号|巷|大厦"
    "|[a-z0-9]座|[0-9]室|[0-9]楼|广场|写字楼|园区|工业园|产业园|科技园)(?:[a-z0-9]{1,5}号?楼?)?$"
    "|(?:市|区|县)?本地的?[^,。?! 的]{0,3}(?:公司|企业|厂)(?=$|[ ,!。~])"
    f"|{_TOWN}[^,。?! 的找跟和给委请送测检有]{{1,6}}厂(?=$|[ ,!。~])"
    f"|{_TOWN}[^,。?! 的找]{{0,6}}(?:印刷|包装|机械|化工|制造|食品|农业|果业|养殖|电子|软件"
    "|铸造|橡胶|纺织|服装|医药|建材|装备|家具|五金"
    "|塑料|制品|物流|酒业|饲料|种业|园艺|汽配|模具|光电|环保)$"
    f"|{_TOWN}的[^,。?! 的找跟和给委请送测检有]{{1,6}}(?:合作社|农场|作坊|厂|公司)(?=能不?能?[领报补申用享])"
    "|(?:市|县|区)?的?一?家?(?:软件|信息技术|信息|网络|智能科技|生物科技|生物|新材料)(?:公司|企业)$"
    "|(?:市|县|区)?的?(?:省级?|市级?|国家级)?(?:专精特新|创新型中小企业|科小|高企|众创空间企业|孵化器企业)"
    "(?:中小企业|企业)?(?=$|[ ,])"
)
_AT = Pattern(
    "(?:搞|做|干|弄|开|办|种|养|生产|加工|经营)(?!的|了|过|个|哪|什么)[^,。?!;:找跟和给委请]{1,10}$"
)
_OPENING = Pattern(
    "(?:请问|请教|问一?下|想问一?下?|你们?好|您好|老师|咨询|一?[下哈]|坐标"
    "|我们?|咱们?|俺们?|本|那么?|嗯|哦|在|是|来自|位于|[ :])*"
)


def trade(lead: str, tail: str) -> int:
    """The length of what says what one is or makes there, or 0: 河津搞机械加工的, 在闻喜搞镁合金, 城阳流亭的."""
    if not tail or _OPENING.fullmatch(lead) is None:
        return 0
    match = _TRADE.match(tail) or (_AT.match(tail) if lead.endswith("在") else None)
    return match.end() if match else 0


# 青岛这个券: the programme is meant; 科小在运城不顶用: nobody is said to be there.
VOUCHER = Pattern(
    "(?:市|区|的|这个?|那个?|你们|科技|创新)*[券劵](?![还商])"
    "|(?:那边|这边|那头|那里)(?:的话)?(?:会|能|可以)?(?:给|补|返|兑|报)(?:我们?|到)?(?:多少|几)"
)
USED = Pattern(
    "(?:市|这边|那边)?(?:都|也|到底|还)?(?:不?顶用|不?管用|不?好使|没用|有用|能用|认不认|不认|算不算|能不能)"
)
# 稷山县化峪镇，做枣制品的
TRADE_NEXT = Pattern(
    "[ ,]+(?:我们|就是|主要|专门|是)?(?:做|搞|干|弄|生产|种|养|卖|开|加工)(?!检|测|的|了|过|什么|啥|哪)"
    "[^,。;?! ]{1,8}(?:的|厂|店|公司)(?=$|[ ,。])"
)
