"""Polarity: whether a message says yes or no."""

from typing import Literal, cast

from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.characters.text import head

Polarity = Literal["yes", "no", "unsure", "hedged"]


def polarity(text: str) -> Polarity | None:
    """The yes or no that a clean text answers a question with, or nothing if it does not begin as an answer.

    ``unsure`` is an answer too: the user does not know. ``hedged`` is one to be confirmed: 应该是, 不是没有,
    and 是的，不过… whose second half may take it back.
    """
    text = head(text).strip(_EDGES)
    if text[-1:] in _ADDRESSING:
        text = _ADDRESS.sub("", text)
    if not text:
        return None
    if (start := lead(text)) and (told := polarity(text[start:])):
        return "hedged" if told == "yes" and _UNSEEN.search(text, start) else told
    if not _NOW.isdisjoint(text) and (turned := _TURNED.fullmatch(text)):
        return "no" if turned["no"] else "yes"
    if answer := _answer(text):
        return answer
    first, rest = _first_clause(text)
    answer = _answer(first) if rest or first != text else None
    if answer is None and rest:
        if first in _LISTENING:
            return _answer(_first_clause(rest)[0])  # 哦，否
        # 老板不在，我回头问问
        return "unsure" if _answer(_BREAK.split(rest)[-1]) == "unsure" else None
    if answer is None or not rest or _CLOSING.fullmatch(rest):
        return answer
    if answer == "yes" and "不" in rest and _NOT_SURE.search(rest):
        return "unsure"
    if answer in ("yes", "no") and _TAKEN_BACK[answer].search(rest):
        return "hedged"
    second = _answer(_first_clause(rest)[0])
    # 嗯，没有 is a no: the first word only says that one is listening.
    if second and second != answer:
        return second if first in _LISTENING else "hedged"
    return answer


# 老板说有，我做账的没见过这个科目
_UNSEEN = Pattern(
    "[,。; ](?:但是?|可是?|不过)?(?:我|财务|账上|会计|网上)[^,。;?!]{0,8}?(?:没(?:有)?(?:见|看|找|查|翻"
    "|听)|[找查翻]不[到着]|不知|不晓)"
)
_WHO_SAYS = (
    "(?:老板娘?|财务|会计|出纳|领导|经理|同事|法务|人事|行政|技术部?|法人|合伙人|负责人|厂长|经办人?|代理|中介"
    "|他们?|她|人家|对方|机构|甲方|乙方|服务商|服务方|检测所|检测院|那边|老公|媳妇|儿子|闺女)"
)
# 财务说有, 刚问了会计，不是, 我看了下证书 是的, 这个啊，没有
_LEAD = Pattern(
    "(?:(?:我们?|俺们?|咱们?|刚[才刚]?|已经|特意|去|又|也|稍等|等下|[ ,])*"
    "(?:(?:(?:问|查|看|翻|核对|核实|打听|确认|瞅|瞧)(?:了|过|完)(?:一?[下遍圈眼])?|(?:问|查|看|翻"
    "|瞅|瞧)(?:一下|下|看|查|问|翻))"
    "(?:[^,。;?!没不有是]{0,8}[,。; ]+|(?:一?下)(?=是|有|没|不是))"
    f"|(?:公司|公司的|那边的?|搞技术的)?{_WHO_SAYS}(?:那边|那里|们)?(?:刚才?|也|都|跟我|告诉我|给我|回复?)*"
    "(?:说了?|讲|回|告诉我|确认|回话说?)(?:的|是说)?[,: ]*"
    "|(?:您?你?[问说]的?(?:是)?)?(?:这个|那个|这事儿?|这块|这项|这条)(?:啊|嘛|呀|呢|哦|么|是吧|的话|东西)+[,。?! ]*))"
)
_LEADING = frozenset("问查看翻核打确瞅瞧说讲回诉这那")


def lead(text: str) -> int:
    """Where an answer begins after who told it, or after what was looked up: 财务说有, 刚问了会计，不是."""
    if _LEADING.isdisjoint(text[:16]):
        return 0
    match = _LEAD.match(text)
    return match.end() if match and match.end() < len(text) else 0


# 没有哦亲, 是的老师
_ADDRESSING = frozenset("亲师哥姐女志傅导弟")
_ADDRESS = Pattern("(?<=.)[, ]*(?:亲|老师|大哥|小哥|大姐|小姐姐|姐|哥|美女|同志|师傅|领导|老弟)$")


# 早先是，现在没了; 以前没有，今年有了
_NOW = frozenset("现今目后去前")
_BEFORE = "(?:以前|早先|早年|原先|原来|之前|过去|从前|前[几些]?年|去年|曾经|本来)(?:倒|也|都|还|我们|公司)*"
_SINCE = (
    "[,， ]*(?:但是?|不过|可是?|到|就)?(?:现在|如今|今年|目前|后来|去年|这两年|前两年|前年|大前年|年初|上个?月)"
    "(?:也|都|就|早就?|已经?|又|还|是)*"
)
_TURNED = Pattern(
    f"{_BEFORE}(?:(?:是|有|在|算|办过|评过|拿过|入过)(?:过|的|来着)?{_SINCE}(?P<no>没有?|不是|不算|不在|没得"
    f"|(?:就|早|早就|又|给|被)*(?:过期|到期|失效|取消|摘|掉|没续|复审没[过通]|没(?:复审|过|通过|续上))(?:了"
    f"|没)?[^,。;?!]{{0,10}})[了的啦咯]*"
    f"|(?:没有?|不是|不在)(?:过|的)?{_SINCE}(?:是|有|在|评上|办下来|拿到)[了的啦咯]+)"
)
_EDGES = " \n,，。.、;；!！~…"
_BREAK = Pattern("[,，。;；!！\n…~]+ ?|[.]{2,} ?| +")
_CLOSING = Pattern("(?:就|先)+(?:这样|这么多|这些)(?:了|吧|哈)*|谢谢[你您了]?|谢了")
_REPEATED = Pattern(r"(.{1,3}?)\1+[👍👌✅✔√🙆☑]*")
_LISTENING = ("嗯", "嗯嗯", "恩", "哦", "啊", "呃", "额", "好", "好的", "那个")
# 有是有，就是不知道过没过期
_NOT_SURE = Pattern(
    "(?:不(?:知道|清楚|晓得|确定)|说不准|拿不准)(?:它|现在|这|到底|还)*(?:过没过|到没到|有没有过|失没失"
    "|还?算不算|还?作不作数|还?[管顶]不[管顶]用|还?有没有效|还?在不在|是不是过)"
)
_DOUBTS = "但|不过|可是|只是|哦不|啊不|不对|等等|应该|可能|好像|吧$"
_TAKEN_BACK = {
    "yes": Pattern(
        f"{_DOUBTS}|就是说|除了|(?<!没)(?<!没有)(?<!未)(?<!才)过期|(?<!没)(?<!未)(?<!才)(?<!再)到期|失效"
        f"|取消|还没(?!到期|过期)|尚未"
        "|没有?(?:通过|续|复审|再|延)|掉了|丢了|摘|不再|不是了"
    ),
    "no": Pattern(_DOUBTS),
}


def _first_clause(text: str) -> tuple[str, str]:
    if _BREAK.search(text) is None:
        return text, ""
    parts = _BREAK.split(text, maxsplit=1)
    return (parts[0], parts[1].strip(_EDGES)) if len(parts) > 1 and parts[0] else (text, "")


WHO = (
    "(?:我公司|我们?|咱们?|俺们?|额们?|阿拉|我司|本?公司|企业|这个|那个|这|那|目前|现在|暂时|具体|其实|可|真|倒"
    "|也|都|就"
    "|嗯|哦|啊|呃|额|唉|哎呀?|嗐|害)*"
)
_ENDING = "[的了呀啊呢哈哦嘛滴哒噢喔啦诶欸哎么哩嘞咧呐噻捏哇嗷呗咯喽儿耶]*"
_VERB = (
    "(?:是|在|对|行|能|可以|符合|满足|具备|属于|用|要|需要|同意|打算|属|有|到|过|入|存在|做|办|拿到?"
    "|开|付|交|签|领|进|买"
    "|申请|申报|入驻|入库|认定|评上?|通过|注册|登记|收到|享受|备案|公示|获得|取得|批|评|做|弄|搞|整|接|验收|登"
    "|结|包括|包含|超过?|涉及|开始|动手?|开工|启动|完成)"
    "(?:过|到手|到|上|成|下来|完|好|下)?(?:发?票|合同|证书?|报告|钱|款|库)?"
)
_YES = (
    f"{WHO}(?:确实|当然|肯定|必须|绝对|已经?|早就?|全)*(?:是这样|(?:咋|怎么|哪能)(?:会|能)?(?:没有?|不是"
    f"|不在)(?:呢|啊|的)?|(?:刚|才|早|就)*(?:搬|住|入)[进驻](?:去|来)?(?:了|有|都|才|快)*[^,。没不]{{0,6}}"
    f"|(?:那是)?自然|理所当然|千真万确|说对了|一点没错|是这么回事|没错|没问题|没毛病|不错|正确|必须|当然|肯定"
    f"|确实|得|好|嗯呐|嗯那|嗯|恩|行|对头|对着|对|妥|中|要得|系|可不是?(?:嘛|吗)?|那?可不(?:咋[地的]|就是|呗)"
    f"|那?还用[说问]|那还有假|那可不|那是|没错儿|阿对|{_VERB}"
    f"|ok|okay|yes|yep|yeah|y|ya|sure|right|true)(?:的|了|啊)?(?:没错|没问题)?{_ENDING}[👍👌✅✔√🙆☑]*|[👍👌✅✔√🙆☑]+"
)
_NO = (
    f"{WHO}(?:确实|肯定)?(?:(?:还|暂时?|目前|现在|也|都|并|从来?|尚|根本|压根|一直|真|就)*"
    f"(?:没有?|不|未曾?|无|非|木有|米有|没得|莫有|冒得|冇得|莫得|木得|么得|么有|么的"
    f"|冇)[再去]?(?:{_VERB}(?:里[头面边]|(?:[那这你]个?)?[谷园库]里?[头面]?|(?:[那这]个|什么|啥|任何)?(?:园区里?"
    f"|名单|平台|孵化器|众创空间|系统|(?:大学)?科技园里?|产业园)|那[儿里边]|这[儿里边]|名单)?|好|(?:弄|整"
    f"|搞)(?:过|到|上"
    f"|成)?(?:[那这](?:玩意儿?|个|东西)?)?|[那这](?:个|玩意儿?|东西|证|回事儿?|种))?"
    "|(?:评|申请|申报|报|办|认定|试|考|争取|参评)过?(?:了|的)?(?:一[次回])?[ ,]*(?:是|却|但)?(?:没有?"
    "|未|给)(?:能)?(?:评|批|过|成|中"
    "|通过|认定|驳|刷|打)(?:上|过|下来|成|回来?)?"
    "|(?:去年|今年|前年|一直|都|也|还)*没有?(?:评|批|入|弄|赶|够|选|轮|申)(?:上|着|下来|到)"
    "|差一?点儿?就[^,。没]{1,8}|没(?:有的|这回|那回)事|哪有(?:(?:那么|这么|那|这)[^,。;?!]{1,5})?"
    f"|哪能|没影|没戏|(?:还|也|都|可)?不算|算不上|谈不上|否|no|nope|not|none|n|nah|false){_ENDING}[❌✖×👎🙅❎]*|[❌✖×👎🙅❎]+"
)
_UNSURE = (
    f"{WHO}(?:还|真|并|实在|确实)*(?:"
    "[不木莫](?:太|大|很|是很|是太)?(?:清楚|知道|造|摸底|晓得|确定|了解|记得|好说|敢说|敢确定|肯定|详|掌握)|说不(?:好"
    "|准|清楚?|上来|定)|(?:先|就|那就?)*跳过|略过?|(?:不想|不愿意?|先不|暂不|不方便|不)(?:回答|作答|填写?|说)"
    "|不告诉你?|skip|pass"
    "|知不道|晓不得|母鸡|没谱|(?:心里)?没底|摸不(?:清楚?|准|透)|闹不(?:清楚?|明白|准)|整不(?:明白|清楚?)|说不来"
    "|不敢(?:确定|肯定|说|保证|打包票)|一头雾水|不(?:是我|归我)(?:管|经手|弄|办|负责)|拿不准|吃[不勿]准"
    "|勿(?:晓得|清楚|知道)|搞不清楚?|弄不清楚?|记不(?:清楚?|得|住)|忘记?了?(?:是)?(?:哪一?[天年]|几[号月]"
    "|多少钱?|日子|日期|具体)?|未知|待定|待确认|待核实"
    "|没(?:注意|留意|印象|把握|数|问过?|打听过?|细看过?|细问过?|研究过?|了解过?|关注过?|算过?|查过?)"
    "|(?:要|得|需要?|再|去|回去|回头)+(?:问问|查查|看看|[问查看]一?下?|确认一?下?|核实一?下?)"
    "(?:财务|会计|老板|同事|领导|才知道|再说)?"
    "|(?:要|得|需要?|再|去|回去|回头|先)*(?:问问|[问查]一?下?)(?:我们?|俺们?|咱们?)?的?"
    "(?:财务|会计|老板|同事|领导|出纳|法人|经办人?)(?:才|再|就)?(?:知道|晓得|清楚|说|行|能说)?"
    "|(?:我|俺|咱|谁)?哪里?(?:会|能|儿)?(?:记得(?:住|清|这么清)?|搞得(?:清|懂)|晓得|清楚|懂)|(?:我|俺)?(?:咋"
    "|怎么)(?:会|能)?(?:知道|晓得|记得|清楚)|谁(?:记得|还记得|晓得|清楚)|(?:这事)?(?:我|俺|咱)?(?:要|得|需要?|再"
    "|去|回去|回头|先)+(?:翻翻?|看看?|查查?|问问?|找找?|核对|确认)[^,。]{0,6}(?:才|再)(?:知道|晓得|清楚|能?说|回"
    "|告诉)(?:你|您)?"
    "|(?:[^,。]{0,8}(?:吧|呢))?(?:我|俺|咱)?也?说不(?:清楚?|好|准|上来)|[谁哪鬼天]里?知道|not ?sure|unknown"
    "|dunno|idk|i ?don'?t ?know)"
    "(?:这个|这些|这|那个|具体)?[的了啊呢呀哎唉哦吧诶哈嘛过喔哇噢咯哩嘞啦]*"
)
GUESS = (
    "应该|应当|可能|好像|大概|也许|或许|似乎|估计|貌似|差不多|算是|基本上?|八成|多半|大约|感觉|印象中?"
    "|听说|据说|理论上|听(?:人|别人|中介|代理|会计|财务|朋友|同行|老板|他们|人家|业务员|对方)(?:们|家)?(?:说|讲)"
)
_HEDGED = (
    f"{WHO}(?:(?:{GUESS})+(?:还|都|也|已经)*(?:没有?|不)?(?:{_VERB}|算)?[的了吧啊呢]*"
    "|(?:不一定|看情况|看怎么说|不好讲|部分|有一?(?:部分|些|点)|有的有|也是也不是|差不多|勉强|不太)"
    "(?:是|有|吧|的|符合|算|有的没有|没有|啊|呢)*"
    f"|(?:没有?|不是|好|{_VERB})[的了]?吧"
    "|(?:不是|并非|也不是|不能说|不算|没有?)(?:没有?|不|无|非|完全没有?)[^,。?]{0,6}"
    "|未必|不见得|不无|不会不[^,。?]{0,4})[的了吧啊呢]*"
)
# The first that the whole clause is counts.
_ANSWER = Pattern(f"(?P<unsure>{_UNSURE})|(?P<hedged>{_HEDGED})|(?P<yes>{_YES})|(?P<no>{_NO})")
_NO_ANSWER = ("对了", "好了", "得了", "行了", "要", "得", "就", "能", "用", "打算")


def _answer(clause: str) -> Polarity | None:
    if len(clause) > 16:
        return None
    clause = (
        _REPEATED.sub(r"\1", clause) if clause[:1] in clause[1:4] and _REPEATED.fullmatch(clause) else clause
    )
    match = _ANSWER.fullmatch(clause)
    return None if match is None or clause in _NO_ANSWER else cast(Polarity, match.lastgroup)
