"""Whether a message says yes or no, and whether a thing mentioned is claimed, denied or neither."""

import re
from typing import Literal

from dialogs.understanding.patterns import Pattern
from dialogs.understanding.text import head

Polarity = Literal["yes", "no", "unsure", "hedged"]
Standing = Literal["held", "denied", "hedged", "pending", "lapsed", "asked", "supposed"]


def polarity(text: str) -> Polarity | None:
    """The yes or no that a clean text answers a question with, or nothing if it does not begin as an answer.

    ``unsure`` is an answer too: the user does not know. ``hedged`` is one to be confirmed: 应该是, 不是没有,
    and 是的，不过… whose second half may take it back.
    """
    text = head(text).strip(_EDGES)
    if not text:
        return None
    if answer := _answer(text):
        return answer
    first, rest = _first_clause(text)
    answer = _answer(first)
    if answer is None or not rest:
        return answer
    if answer in ("yes", "no") and _TAKEN_BACK[answer].search(rest):
        return "hedged"
    second = _answer(_first_clause(rest)[0])
    # 嗯，没有 is a no: the first word only says that one is listening.
    if second and second != answer:
        return second if first in _LISTENING else "hedged"
    return answer


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


_EDGES = " \n,，。.、;；!！~…"
_BREAK = Pattern("[,，。;；!！\n…~]+ ?| +")
_REPEATED = Pattern(r"(.{1,3}?)\1+")
_LISTENING = ("嗯", "嗯嗯", "恩", "哦", "啊", "呃", "额", "好", "好的", "那个")
_DOUBTS = "但|不过|可是|只是|哦不|啊不|不对|等等|应该|可能|好像|吧$"
_TAKEN_BACK = {
    "yes": Pattern(f"{_DOUBTS}|就是说|除了|过期|到期|失效|取消|还没|尚未"),
    "no": Pattern(_DOUBTS),
}


def _first_clause(text: str) -> tuple[str, str]:
    parts = _BREAK.split(text, maxsplit=1)
    return (parts[0], parts[1].strip(_EDGES)) if len(parts) > 1 and parts[0] else (text, "")


_WHO = (
    "(?:我公司|我们?|咱们?|我司|本?公司|企业|这个|那个|这|那|目前|现在|暂时|具体|其实|倒|也|都|就"
    "|嗯|哦|啊|呃|额|唉)*"
)
_ENDING = "[的了呀啊呢哈哦嘛滴哒噢喔啦诶欸哎么]*"
_VERB = (
    "(?:是|在|对|行|能|可以|符合|满足|具备|属于|用|要|需要|同意|打算|属|有|到|过|存在|做|办|拿到?|开|付|交|签|领|进|买"
    "|申请|申报|入驻|入库|认定|评上?|通过|注册|登记|收到|享受|备案|公示|获得|取得|包括|包含|超过?|涉及|开始|开工|启动|完成)"
    "(?:过|到|上|成)?(?:发?票|合同|证书?|报告|钱|款|库)?"
)
_YES = Pattern(
    f"{_WHO}(?:确实|当然|肯定|已经?|早就?|全)*(?:是这样|没错|没问题|没毛病|不错|正确|必须|当然|肯定|确实|得|好|嗯|恩|行|对|{_VERB}"
    f"|ok|okay|yes|yep|yeah|y|ya|sure|right|true)(?:的|了|啊)?(?:没错|没问题)?{_ENDING}|[👍👌✅✔√🙆☑]+"
)
_NO = Pattern(
    f"{_WHO}(?:确实|肯定)?(?:(?:还|暂时?|目前|现在|也|都|并|从来?|尚|根本|压根|一直|真|就)*"
    f"(?:没有?|不|未曾?|无|非|木有|米有)[再去]?(?:{_VERB}|好)?|否|no|nope|not|none|n|nah|false){_ENDING}|[❌✖×👎🙅❎]+"
)
_UNSURE = Pattern(
    f"{_WHO}(?:还|真|并|实在|确实)*(?:"
    "不(?:太|大|很|是很|是太)?(?:清楚|知道|晓得|确定|了解|记得|好说|敢说|敢确定|肯定|详)|说不(?:好|准|清|上来|定)|(?:先|就|那就?)*跳过|略过?|(?:不想|不愿意?|先不|暂不|不方便|不)(?:回答|作答|填写?|说)|不告诉你?|skip|pass"
    "|拿不准|吃不准|搞不清楚?|弄不清楚?|记不(?:清楚?|得|住)|忘记?|未知|待定|待确认|待核实"
    "|没(?:注意|印象|把握|数|了解过?|关注过?|算过?|查过?)"
    "|(?:要|得|需要?|再|去|回去|回头)+(?:问问|查查|看看|[问查看]一?下?|确认一?下?|核实一?下?)"
    "(?:财务|会计|老板|同事|领导|才知道|再说)?"
    "|(?:问问|[问查]一?下?)(?:财务|会计|老板|同事|领导)(?:才知道|再说)?"
    "|[谁哪鬼天]里?知道|not ?sure|unknown|dunno|idk|i ?don'?t ?know)"
    "(?:这个|这些|这|那个|具体)?[的了啊呢呀哎唉哦吧诶哈嘛过]*"
)
_GUESS = (
    "应该|应当|可能|好像|大概|也许|或许|似乎|估计|貌似|差不多|算是|基本上?|八成|多半|大约|感觉|印象中?"
    "|听说|据说|理论上"
)
_HEDGED = Pattern(
    f"{_WHO}(?:(?:{_GUESS})+(?:还|都|也|已经)*(?:没有?|不)?(?:{_VERB})?[的了吧啊呢]*"
    "|(?:不一定|看情况|看怎么说|不好讲|部分|有一?(?:部分|些|点)|有的有|也是也不是|差不多|勉强|不太)"
    "(?:是|有|吧|的|符合|算|有的没有|没有|啊|呢)*"
    f"|(?:没有?|不是|好|{_VERB})[的了]?吧"
    "|(?:不是|并非|也不是|不能说|不算|没有?)(?:没有?|不|无|非|完全没有?)[^,。?]{0,6}"
    "|未必|不见得|不无|不会不[^,。?]{0,4})[的了吧啊呢]*"
)
_NO_ANSWER = ("对了", "好了", "得了", "行了", "要", "得", "就", "能", "用", "打算")


def _answer(clause: str) -> Polarity | None:
    if len(clause) > 16:
        return None
    clause = _REPEATED.sub(r"\1", clause) if len(clause) > 1 and _REPEATED.fullmatch(clause) else clause
    if _UNSURE.fullmatch(clause):
        return "unsure"
    if _HEDGED.fullmatch(clause):
        return "hedged"
    if _YES.fullmatch(clause):
        return None if clause in _NO_ANSWER else "yes"
    return "no" if _NO.fullmatch(clause) else None


# Around a mention

_REACH = 24
_STOP = Pattern("[,，。;；!！\n: ]")
_CLAUSE = Pattern("[,，。;；!！?？\n:：]| (?=[^ ])")
# What is done to a quality or a place: held, entered, obtained, registered in.
_HAVE = (
    "(?:是|有|在|属于|算是?|具备|符合|满足|拿到?|取得|获得|办理?|做|评[上为]?|通过|进入?|入驻?|加入|注册|位于|设立|落户"
    "|认定为?|列入|纳入|入选|成为|享受|领取?|申请|申报|签|开|登记|备案|买|付|收到)?"
)
_OPERATORS = Pattern(
    "(?P<asked>(?P<again>[一-鿿])[不没](?P=again)|是否|有无|需不需要|可不可以|什么是|啥是|啥叫|什么叫|必须是?|需要有?是?|要求是?"
    "|怎[么样]|如何|非得)"
    "|(?P<supposed>如果|假如|假设|(?<!主)要是|若(?!干)是?|万一|只要|除非|等我们|等拿到|等评上)"
    "|(?P<besides>不仅仅?是?|不光是?|不但是?|不单是?|不只是?)"
    "|(?P<doubled>不是只有|不是没有?|不是不|并非不|没有不|不能不|不得不|不能说不|不会不|除了)"
    "|(?P<hedged>不一定|不确定|不知道?|不清楚|不记得|未必|不见得|说不定|不太|不完全|不都|不全"
    f"|{_GUESS})"
    "|(?P<lapsed>(?:以前|原来|原先|之前|过去|早先|从前|前几年)[就也都]?(?:是|有|在|拿过|评过|入过|评上过?)过?|曾经?(?!用))"
    "|(?P<pending>正在|在(?:申请|申报|办|走|准备|评|冲)|准备|打算|计划|想(?!问|知道|咨询|了解|请|必)|(?<![模虚])拟|即将|将要?|争取|冲刺?"
    "|快要?(?=[是有成])|申请(?!到|了?下来)|申报(?!到|通过)|要[申办评报入]|培育|待(?:认定|评))"
    "|(?P<but>但是?|而是|而且|不过|可是|另外)"
    "|(?P<denied>(?:还|也|都|并|尚|从来?|根本|暂时?|目前|现在|一直)*"
    "(?:没有?(?!问题|错|关系|事)|(?<!差)不(?!过|仅|但|管|论|好意思|错|同|限|少|锈|动产|满|含税|超过|到|足|大)"
    "|未(?!来|必|央)|非(?!常|遗|标|织|金|洲|凡|法)|无(?!论|锡|人机|线|菌|机|损|纺|尘|形|源|棣|极|为|穷|水|铅|害)|缺|木有)"
    f"(?:再|能|会|算|应该|去|说|曾|过)*{_HAVE}[过到上了成]?[在于为]?)"
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
    "(?:任何|什么|啥|一个|这个|那个|一家|国家级?|省级?|市级?|区级?|级|我们|咱们|我司|所谓|相关|本市|本地|当地|正式|[过了去再到“「])*"
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
    f"{_NOUN}(?:我们|我司|公司|咱们?)?(?:也|都|还|暂时|目前|倒|并|从来|一直|现在|确实|已经?|改[成为])*"
    f"(?:(?P<hedged>{_GUESS}|不一定|不确定|不太?清楚|不知道|说不好)"
    "|(?P<denied>(?:没有?|未)(?=$|[拿办评做申入进弄搞认取去得的了呢啊呀]|过(?!期))|不[是在算](?!不)|不具备|不符合|没$)|(?P<held>有|是))"
)
_ANSWERED = Pattern(
    "[,:] ?(?:还|暂时|目前|也|都)*(?:(?P<denied>没有?|不是|否|无|未)"
    f"|(?P<hedged>(?:{_GUESS}|不确定|不太?清楚|不知道|说不好)(?:是|有|没有|不是)?))[的了呢啊呀吧]*(?=$|[,。;!\n ])"
)
_OF_ANOTHER = Pattern(
    f"(?!{_WHO}(?:还|暂时|从来)*(?:没|不|未|无|非|木有)).*(?:没有?|不[是在]|未|无|有|是)[的了呢啊呀]?"
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
        elif state in ("held", "denied", "lapsed") and kind in (
            "asked",
            "supposed",
            "hedged",
            "pending",
            "lapsed",
        ):
            if state == "denied" and kind == "pending":
                continue
            state = kind  # type: ignore[assignment]
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
