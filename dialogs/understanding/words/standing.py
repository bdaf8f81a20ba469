"""Standing: whether a message claims a thing that it mentions, denies it, doubts it or only asks after it."""

import re
from typing import Literal

from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.words.polarity import GUESS, WHO

Standing = Literal["held", "denied", "hedged", "pending", "lapsed", "asked", "supposed"]


def standing(text: str, start: int, end: int) -> Standing:
    """How a clean text puts the thing that it mentions from ``start`` to ``end``.

    Only ``held`` and ``denied`` (and ``lapsed``, which denies it for today) are facts: the others are a
    guess, an application under way, a question, and a supposition.
    """
    before, after = _around(text, start, end)
    stood = _before(before)
    if stood in ("asked", "supposed", "hedged"):
        return stood
    fate = _FATE.search(after)
    if stood == "denied":
        if fate and _BUT_HELD.search(after, 0, fate.start()):
            fate = None  # 没有专精特新就有个创新型，2026年到期
        return "asked" if _NOT_WITHOUT.match(after) else "hedged" if fate else "denied"
    if _ASKED_AFTER.match(after):
        return "asked"
    if fate and (stood != "lapsed" or fate.lastgroup != "held"):
        return _fated(after, fate)
    claimed = _CLAIMED_AFTER.match(after)
    if not after and not _OPERATORS.search(before):
        claimed = _ANSWERED.match(text, end)  # a form filled in: 高企：没有
    if claimed and claimed.lastgroup != "held":
        return "denied" if claimed.lastgroup == "denied" else "hedged"
    return stood


def negated(text: str, start: int) -> bool | None:
    """Whether what stands before ``start`` in its clause denies it; nothing where it is neither plain yes nor no."""
    stood = _before(_around(text, start, start)[0])
    return {"held": False, "denied": True}.get(stood)


_BUT_HELD = Pattern("(?:就|只|但|倒|光|仅)(?:是)?有")
_REACH = 24
_STOP = Pattern("[,，。;；!！\n: ]")
_CLAUSE = Pattern("[,，。;；!！?？\n:：]| (?=[^ ])")
# What is done to a quality or a place: held, entered, obtained, registered in.
_HAVE = (
    "(?:是|有|在|属于|算是?|具备|符合|满足|拿到?|取得|获得|办理?|做|评[上为]?|通过|进入?|入[驻库]?|加入|注册|位于|设立|落户"
    "|认定为?|列入|纳入|入选|成为|享受|领取?|申请|申报|签|开|登记|备案|买|付|收到|混|弄|冲|考|搞|续|赶|占)?"
)
_OPERATORS = Pattern(
    "(?P<asked>(?P<again>[^ -~])[不没](?P=again)|是否|有无|需不需要|可不可以|什么是|啥是|啥叫|什么叫|必须是?|需要有?是?"
    "|要求是?"
    "|怎[么样]|如何|非得)"
    "|(?P<supposed>如果|假如|假设|(?<!主)要是|若(?!干)是?|万一|只要|除非|等我们|等拿到|等评上)"
    "|(?P<besides>不仅仅?是?|不光是?|不但是?|不单是?|不只是?)"
    "|(?P<doubled>不是只有|不是没有?|不是不|并非不|没有不|不能不|不得不|不能说不|不会不|除了)"
    "|(?P<hedged>不一定|不确定|不知道?|不清楚|不记得|不敢(?:说|肯定|确定|打包票)|不好说|未必|不见得|说不定|不太|不完全|不都|不全"
    f"|{GUESS})"
    "|(?P<lapsed>(?:以前|原来|原先|本来|原本|之前|过去|早先|从前|前几年)[就也都]?(?:是|有|在|拿过|评过|入过|评上过?|办过|弄过|做过)过?"
    "|曾经?(?!用))"
    "|(?P<pending>正在|在(?:申请|申报|办|走|准备|评|冲)|准备|打算|计划|想(?!问|知道|咨询|了解|请|必)|(?<![模虚])拟|即将|将要?|争取|冲刺?"
    "|快要?(?=[是有成])|申请(?!到|了?下来|[^,]{0,6}[券补兑])|申报(?!到|通过)|要[申办评报入]|培育|待(?:认定|评))"
    # 高企没有就科小
    "|(?P<but>(?<=没有)就(?:一个|个|是|有|剩)?(?=$)|但是?|而是|而且|不过|可是|另外)"
    "|(?P<denied>(?:还|也|都|并|尚|从来?|根本|暂时?|目前|现在|一直)*"
    "(?:没有?(?!问题|错|关系|事)|(?<!差)不(?!过|仅|但|管|论|好意思|错|同|限|少|锈|动产|满|含税|超过|到|足|大)"
    "|未(?!来|必|央)|非(?!常|遗|标|织|金|洲|凡|法)|无(?!论|锡|人机|线|菌|机|损|纺|尘|形|源|棣|极|为|穷|水|铅|害)|缺|木有)"
    f"(?:再|能|会|算|应该|去|说|曾|过|用|必)*{_HAVE}[过到上了成]?[在于为]?)"
    "|(?P<held>是|有|属于|拿到|取得|获得|通过|评上|入驻|位于|认定为?|入选|成为|已经?|在)"
)
_STATES: dict[str, Standing] = {
    "asked": "asked",
    "supposed": "supposed",
    "hedged": "hedged",
    "pending": "pending",
    "lapsed": "lapsed",
}
_FILLER = Pattern(
    "(?:任何|什么|啥|一个|[这那]些个?|[这那]种|这个|那个|一家|国家级?|省级?|市级?|区级?|级|我们|咱们|我司|所谓|相关|本市|本地|当地|正式|[过了去再到“「])*"
)
_NOUN = "(?:证书?|资质|称号|资格|企业|公司|单位|编号|库|名单|认定)*"
_ASKED_AFTER = Pattern(
    f"{_NOUN}(?:吗|么(?!的)|[?]|是什么|算不算|是不是|有没有|什么意思|是啥|啥意思|怎么|如何|的?(?:条件|区别|标准|好处|政策|流程|奖励|补贴|税收|所得税|加计)"
    "|(?:申报|复审|申请)?(?:代理|咨询|条件|标准|流程|费用?|要求|材料|时间)|[需要]*(?:什么|哪些|啥)(?:条件|要求)"
    "|[和跟与].{0,14}(?:区别|哪个|不同|差别)|才(?:能|可以|行|给)|就(?:能|可以|行)|不(?:行|能|可以).{0,6}[吗么?])"
)
_FATE = Pattern(
    "(?P<lapsed>过期|到期|失效|作废|取消|撤销|注销|吊销|掉了|没了|没续|未续|没复审|没有?重新认定|没通过复审|失去|丢了)"
    "|(?P<pending>申请中|申报中|在申请|在申报|正在|公示[中期]|审核中|在审|评审中|办理中|复审中|(?:没有?|未)(?:下来|批|发证|公示)|待[批审公发]"
    "|准备申|准备办|打算|想申|材料[交报]了|排队)"
    "|(?P<held>(?:通过|下来|批|拿到|成功|认定|评上|到手|有)了)"
)
_NOT_YET = Pattern(
    "(?:没有?|未|不会|不|还有.{1,6}|快要?|马上|即将|将要?|要|明年|后年|下个?月|下半年)[被才就]?$"
)
_ALREADY = Pattern("(?:已经?|早就?|都|去年|前年|上个?月|刚刚?|被|全)$")
_CLAIMED_AFTER = Pattern(
    f"{_NOUN}(?:(?:省|国家)级?(?:的|里的)?(?=没))?(?:的(?=没|有(?!效|[^,]{{0,6}}(?:啥|什么|哪|几|多))))?(?:我们|我司|公司|咱们?)?(?:也|都|还|暂时|目前|倒|并|从来|一直|现在|确实|已经?|早就?|后来|其实|压根|根本|改[成为]"
    "|是(?=没有?的?$|没有?的?[,。;! ]))*"
    f"(?:(?P<hedged>{GUESS}|不一定|不确定|不太?清楚|不知道|说不好)"
    "|(?P<denied>(?:没有?|未)(?=$|就(?:有|是|一个|个|剩)?(?:科小|高企|专精|创新|小巨人|高新)|[拿办评做申入进弄搞认取去得的了呢啊呀]|过(?!期))|不[是在算](?!不)|不具备|不符合|[没否无]$)|(?P<held>有|是))"
)
_ANSWERED = Pattern(
    "[,:] ?(?:还|暂时|目前|也|都)*(?:(?P<denied>没有?|不是|否|无|未)"
    f"|(?P<hedged>(?:{GUESS}|不确定|不太?清楚|不知道|说不好)(?:是|有|没有|不是)?))[的了呢啊呀吧]*(?=$|[,。;!\n ])"
)
_OF_ANOTHER = Pattern(
    f"(?!{WHO}(?:还|暂时|从来)*(?:没|不|未|无|非|木有)).*(?:没有?|不[是在]|未|无|有|是)[的了呢啊呀]?"
    "|.*(?:没有?|不|未)(?:在|进|入|入驻|进驻)[^,。]{0,4}(?:园区?|孵化器|晋创谷|科技园|众创空间)(?:里|内)?"
    "|.*(?:证书?|结果|文件|名单|批文|牌子)(?:也|都|还)*(?:没有?|未)[^,。]{1,3}"
)
_LOST = Pattern("没续|未续|没复审|没有?重新")
_NOT_WITHOUT = Pattern(".{0,4}不(?:行|能|可以|给).{0,6}[吗么?]")
_LISTED = Pattern("(?:、|和|或者?|跟|与|以及|及|也|/) ?$")


def _around(text: str, start: int, end: int) -> tuple[str, str]:
    """The clause around a mention, before it and after it."""
    before = text[max(0, start - _REACH) : start]
    apart, before = before.endswith(" "), before.rstrip(" ")
    breaks = [match.end() for match in _CLAUSE.finditer(before)]
    after = text[end : end + _REACH]
    spaced = after.startswith(" ")
    after = after.lstrip(" ")
    stop = _STOP.search(after)
    after = after[: stop.start()] if stop else after
    if spaced and len(after) > 4:
        after = ""  # 高企 还没拿到发票 is about the invoice, 高企 还没拿到 about the certificate
    before = before[breaks[-1] :] if breaks else before
    # 高企没有 专精特新有: said of 高企; but 没有 高企 and 我们不是 高企 are of what follows.
    return "" if apart and _OF_ANOTHER.fullmatch(before) else before, after


def _before(before: str) -> Standing:
    """What the words of a clause make of the thing that follows them."""
    state: Standing = "held"
    reach = 0  # where the last denial ends
    for match in _OPERATORS.finditer(before):
        kind = match.lastgroup
        if kind in ("but", "besides"):
            state = "held"
        elif kind == "denied":
            if state in ("held", "lapsed", "denied", "pending"):
                state, reach = "denied", match.end()
        elif kind == "doubled":
            state = "hedged"
        elif kind == "held":
            between = before[reach : match.start()]
            content = between[_filled(between) :]
            if state == "denied" and content and not _LISTED.search(content):
                state = "held" if "的" not in content else "hedged"
            elif state == "pending" and match.group() in (
                "拿到",
                "取得",
                "获得",
                "通过",
                "评上",
                "入选",
                "成为",
            ):
                state = "held"
        elif state in ("held", "denied", "lapsed") and kind in _STATES:
            if state == "denied" and kind == "pending":
                continue
            state = _STATES[kind]
    if state == "denied":
        gap = before[reach:]
        rest = gap[_filled(gap) :]
        if rest and not (_LISTED.search(rest) and "的" not in rest):
            return "hedged"
    return state


def _fated(after: str, fate: re.Match[str]) -> Standing:
    """What has become of a quality: 过期了, 没过期, 明年到期, 申请中, 下来了."""
    kind, before = fate.lastgroup, after[: fate.start()]
    if kind == "held":
        return "held"
    if kind == "pending":
        return "pending"
    if _NOT_YET.search(before):
        return "held"
    dated = fate.group() == "到期" and not after.startswith("了", fate.end())
    return (
        "hedged"
        if dated and not _ALREADY.search(before) and not _LOST.search(after, fate.end())
        else "lapsed"
    )


def _filled(gap: str) -> int:
    match = _FILLER.match(gap)
    return match.end() if match else 0
