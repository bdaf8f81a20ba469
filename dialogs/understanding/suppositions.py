"""Suppositions: the part of a message that only supposes something: 如果付40万呢, 换成本地的呢."""

from __future__ import annotations

from typing import NamedTuple

from dialogs.understanding.characters.cues import KNOWN, Words
from dialogs.understanding.characters.patterns import Pattern


class Parted(NamedTuple):
    """What a message states, and what it supposes, each as text of its own."""

    stated: str
    supposed: str


def parted(words: Words) -> Parted | None:
    """The message parted into what it states and what it supposes; nothing where it supposes nothing.

    A change (换成, 改签, 搬进) supposes only where an outcome is asked for: 改成50万 alone corrects.
    """
    if words.cues & _DIFFERS and (match := _DIFFERENCE.match(words.text)):
        return Parted("", match["what"])
    if not words.cues & _SUPPOSES:
        return None
    text = words.text.rstrip(" 。.!~…")
    if words.cues & _PLANNED and (match := _PLAN.search(text)):
        return _planned(text, match.start(), match.start("what"))
    if (match := _IF.search(text)) and not _AS_FAR_AS.match(text, match.end()):
        named = _NAMED_FIRST.search(text, 0, match.start())
        if named and not _OTHER_NAMED.match(text, match.end()):
            text = f"{text[: named.start()]}如果{named.group()}{text[match.end() :]}"
            return _under(text, named.start(), named.start() + len("如果"))
        return _under(text, match.start(), match.end())
    if (match := _ELLIPTIC.match(text)) or (match := _IN_THAT_CASE.match(text)):
        return _under(text, match.start(), match.start("what"))
    if (
        words.cues & _WANTS
        and (match := _IF_BARE.search(text))
        and _OUTCOME.search(text, match.start("what"))
    ):
        return _under(text, match.start(), match.start("what"))
    if (
        (match := _CHANGE.search(text))
        and _OUTCOME.search(text, match.end())
        and not (match["how"][0] in "搬迁" and _MOVED_BEFORE.search(text, 0, match.start()))
    ):
        start = max(text.rfind(mark, 0, match.start()) for mark in ",。;?!\n ") + 1
        supposed = _changed(text[start : match.start("how")], match["how"], text[match.end() :])
        return Parted(_LESS.sub("", text[:start].rstrip(_EDGES)).rstrip(_EDGES), supposed)
    if words.cues & _DOING and (match := _WOULD.search(text)):
        return Parted(text[: match.start()].rstrip(_EDGES), f"{match['what']},{text[match.end('what') :]}")
    if words.cues & _MORE_CUE and (match := _MORE.search(text)):
        return Parted(text[: match.start()].rstrip(_EDGES), f"{match['what']},{text[match.end('what') :]}")
    if match := _END.search(text):
        return Parted("", text[: match.start()])
    if (match := _THEN.search(text)) and _OUTCOME.search(text, match.end()):
        return Parted(
            _LESS.sub("", text[: match.start()].rstrip(_EDGES)).rstrip(_EDGES),
            f"{match['what']} {text[match.end() :]}",
        )
    if words.cues & _LATER and (match := _ONCE.search(text)) and _OUTCOME.search(text, match.end()):
        return Parted(text[: match.start()].rstrip(_EDGES), match["what"])
    tried = ("试" in text and _TRIED.search(text)) or ("了呢" in text and _REALLY.search(text))
    if match := tried or None:
        return Parted(text[: match.start()].rstrip(_EDGES), match["what"])
    return None


def _planned(text: str, start: int, end: int) -> Parted:
    """打算再签30万，能补多少: what is planned is supposed, with what is asked of it; the rest is stated."""
    stop = _STOP.search(text, end)
    high = stop.start() if stop else len(text)
    stated, supposed = text[:start].rstrip(_EDGES), text[end:high]
    for part in _STOP.split(text[high:]):
        if _OUTCOME.search(part):
            supposed += f",{part}"
        elif part:
            stated += f",{part}"
    return Parted(stated.strip(_EDGES), supposed)


def _changed(what: str, how: str, into: str) -> str:
    """What is changed, and into what, as a statement: 合同写成12万 says 合同是12万."""
    if how[0] in "搬迁注":
        return f"在{_ONWARDS.sub('', into, count=1)}"
    into = _TAIL.sub("", _THEN_WHAT.sub(",", into))
    named = _CHANGED.search(what)
    return f"{named.group()}是{into}" if named else into


def _under(text: str, start: int, end: int) -> Parted:
    """What is supposed from a position on, brought into the form of a statement."""
    stated = _LESS.sub("", text[:start].rstrip(_EDGES)).rstrip(_EDGES)
    if instead := _INSTEAD.search(text, end):
        return Parted(stated, text[instead.end() :])
    rest = _MIGHT.sub("", _COUNTS.sub("", _THAN.sub("", text[end:])))
    rest = _SOON.sub("", _FROM.sub("", _THEN_WHAT.sub(",", rest)), count=1)
    text = text[:end] + _REST_PAID.sub("尾款付清了", _SETTLED.sub(r"\g<what>办好了", rest))
    supposed = _SUCH_AS.sub("", _MOVED.sub("", _MOVING.sub("在", text[end:]))).strip(_EDGES)
    return Parted(stated, _TAIL.sub("", _ONLY_THEN.sub("再", _AND_IF.sub("", supposed))).rstrip("呢嘞咧吗?"))


# Few messages hold one of these; the others are not looked at further.
_SUPPOSES = KNOWN.add(
    "如果|如若|要是|假|倘|若|万一|的话|换|改|比方|打个比|就当|权当|退一步|搬|迁|转成|补到|付到|拖到|推到|走|试试"
    "|把|了呢|打算|准备|计划|预备|寻思|盘算|考虑|想[年明下再过后接要]|"
    "会怎|会咋|结果|行情|设想|比如|设若|试想|哪怕|就算|即使|即便|一旦|[再多][签付花开交掏]"
    "|[加涨翻提降减压凑写签变]成"
    "|[加涨翻提高降减压凑签变]到|那[没不过要我咱俺公高科]"
    "|要[再真没不换改能也]|等[我咱俺到高科专小证]|注册[到去]|以后|将来|之后|[付花签开掏交][0123456789一二三四五六七八九十百两个到]"
)
_PLANNED = KNOWN.add("打算|准备|计划|预备|寻思|盘算|考虑|想[年明下再过后接要]")
_WANTS = KNOWN.add("要[再真没不换改能也]")
_DOING = KNOWN.add("把")
_MORE_CUE = KNOWN.add("[再多][签付花开交掏]")
_LATER = KNOWN.add("等[我咱俺到高科专小证]|以后|将来|之后|日后")
# 那和在晋创谷差多少
_DIFFERS = KNOWN.add("差多|差几|多多|多几|少多")
_DIFFERENCE = Pattern(
    "(?:那么?|这)?(?:[和跟与同比])(?P<what>[在有没不是][^,。;?!]{2,10}?)(?:的话|里面?|的)*(?:比|相比)?[, ]*"
    "[差多少][了出]?(?:多少|几)"
)
_EDGES = " ,，"
_STOP = Pattern("[,。;?!\\n ]")
# 打算再签个30万的合同, 准备明年花20万做开发
_PLAN = Pattern(
    "(?:我们?|咱们?|俺们?|公司|厂里)?(?:还|正|也|就|都|现在|在)*(?:打算|准备|计划|预备|寻思着?|盘算着?"
    "|考虑着?|想要?(?=年底|明年|下个?月|下半年|再|过段|后面|接下来|年后))(?:着)?"
    "(?:再|又|另外?|明年|后年|下个?月|下半年|年底|年后|过段时间|后面|接着|先|还|要|去|来|给)*"
    "(?:跟|和|找|委托|请)?[^,。;?!\\n 了过]{0,6}?"
    "(?P<what>(?:签|做|花|付|买|投|搞|上|委托|开发|采购|弄|掏|出|拿)[^,。;?!\\n 了过]{0,8}?"
    "[0-9一二三四五六七八九十两百]+(?:点[0-9一二三四五六七八九])?[.0-9]*个?[万千元块w][^,。;?!\\n ]{0,14})"
)
_IF = Pattern(
    "(?:那么?|哎)?(?:如果说?|如若|假如|假设|假使|假若|假定|倘若|倘使|设想一?下?|设若|试想一?下?|哪怕说?"
    "|比如说?(?=(?:我|咱|俺|公司)?们?(?:付|花|签|开|拿)[^,。;?!]{0,4}[0-9一二三四五六七八九十百])"
    "|就算是?(?![^,。;?!]{0,10}吧)(?!完|错|法|账|[全都]?(?:付|结|交|做)[清完齐])|即使|即便|一旦|(?<![主只摘概纪需必重首])要是|(?<![般有相])若是?(?!干)"
    "|(?<![0-9一二三四五六七八九十百千几多两])万一|比方说?|打个比方|要(?=不是[^,。;?!]{1,10}[, ]+(?:而)?是)"
    "|就当|权当|退一步[讲说])(?:我们?|咱们?|当初|到时候?|[ ,])*"
)
_CHANGE = Pattern(
    "(?:要|再|都|我们?|咱们?|那|机构|服务商|服务方|对方|公司|执照|注册地){0,5}"
    "(?P<how>换成|换做|换个|换到|换去|(?<![更转])换(?!证|个?地区|个?年度|个?城市)|改成|改做|改找|改去|改签|改为"
    "|改走|改由|改付|注册到|注册去|转成|(?<![刚才经已])(?:搬进|搬到|迁到|迁进|迁去)"
    "(?![^,。;?! ]{2,6}?(?:过?[去来])?了(?:[,。; ]|$))"
    "|(?:再|多)?[补付加涨提]到|拖到|推到|推迟到|提前到|[写签开变加翻]成|[涨翻降减压凑变签]到|增加到|提高到"
    "|追加到|(?<![没行])走(?!流程|券|不|得|平台|[分子母总]公司|[总分]部))"
)
# 绿色门槛要是批不下来呢: what it is said of goes first.
_NAMED_FIRST = Pattern(
    "(?<![^,。;?! 那的们])(?:绿色门槛|绿槛|高企|国高|科小|专精特新|小巨人|创新型(?:中小企业)?|发票|票|合同|合同登记"
    "|技术合同|登记|报告|尾款|证书?)$"
)
# 厂子去年才从平陆搬到盐湖
_MOVED_BEFORE = Pattern(
    "(?:刚刚?|才|已经?|去年|前年|上个?月|早就?|年初|前几年|20[0-2][0-9]年)[^,。;?!要想备算划]{0,8}$"
)
# 高企如果没有科小
_OTHER_NAMED = Pattern(
    "(?:没有?|不是|缺|有|是|拿到?|评上?)[了到上]?(?:高企|高新|国高|科小|科技型|专精特新|小巨人|创新型|发?票|合同|报告)"
)
# 要是把检测换成培训呢, 要是不找太原那家，换成海南的, 小型变成了中型: what it is changed into.
_INSTEAD = Pattern(
    "把[^,。;?!]{1,12}?(?:换成|改成|换做|改做)(?:做|找)?"
    "|(?:从|由)?[大中小微]型?(?:企业)?[^,。;?!]{0,4}?[变升降改](?:成|为|到)了?(?=[大中小微])"
    "|把[^,。;?!]{1,12}?(?:去掉|删掉|拿掉|剔掉|扣掉|撇开|抛开|刨掉)了?[, ]*"
    "|不[找用选在跟][^,。;?!]{1,12}?[, ]+(?:而是|改成|改找|改用|换成|换做|换|找|用)(?:成|做|找|用|在)?"
)
# 拆成两个各5万的，是不是比一个10万的划算: what it is held against is not supposed.
_THAN = Pattern(
    "(?:是不是|会不会|是否|有没有)(?:就|还|要|能)*比[^,。;?!]{1,12}?(?:划算|多|少|高|低|强|合算|好|合适|便宜|贵)"
)
# 拖到年底才付，还算付清吗: what it counts as is asked.
_COUNTS = Pattern(
    "[, ]*(?:还|就|那|也|是不是|算不)*算(?:是|作)?(?:全)?(?:付清|结清|付完|做完|完成|完工)[^,。;?!]*"
)
# 把登记补办上 says that it is done.
_SETTLED = Pattern(
    "把(?P<what>[^,。;?!]{0,10}?(?:登记|备案|审查|门槛))(?:再|也|都|给|去|先|赶紧)*(?:补办|补|办|弄|做|搞|走)"
    "(?:上|好|了|下来|完|成|妥|齐)+"
)
_REST_PAID = Pattern(
    "(?:把)?(?:那笔|剩下的)?(?:尾款|余款|剩下的(?:钱|款)?)[^,。;?!没未不]{0,6}?"
    "(?:付|打|给|结|转|补)(?:过去|完|清|掉|齐|上)*了"
)
# 7月份能搬进孵化器, 年底能拿到高企: when, and that one may, is no matter.
_MIGHT = Pattern(
    "^(?:我们?|咱们?|公司)?(?:[0-9]{1,2}月份?|[上下]半年|年[底内前]|明年|今年|下个?月|过几个?月|以后|将来|到时候?|[再也都真就能会要]|可以|顺利)+"
    "(?=搬|迁|入驻|住进|进驻|拿到|拿下|评上|认定|取得|申请到|办下|通过)"
)
# 如果没记错 supposes nothing.
_AS_FAR_AS = Pattern("我?没有?(?:记|弄|搞|算|看|猜)错|方便的?话|可以的?话")
# What is supposed of a place is that one is there.
_MOVED = Pattern(
    "^(?:我们?|咱们?|公司|企业|厂子?|注册地|执照|地址|也|都|真|把)*(?:搬进|搬到|搬去|迁到|迁进|迁去|入驻|住进"
    "|进驻|变成|换成|换做|换到|换|改找|改成)了?"
)
_MOVING = Pattern("^(?:我们?|咱们?|公司|企业|厂子?|注册地|执照|地址|也|都|真|把)*(?:搬到|搬去|迁到|迁去)了?")
# 我把钱一次性付清是不是就能报
_WOULD = Pattern(
    "(?:我们?|咱们?|公司)?把(?P<what>[^,。;?!了过]{2,16}?)[, ]*(?=是不是就|就能[报补领]|能不能[报补领多])"
)
# 我们再签个20万的补充合同会多补吗
_MORE = Pattern(
    "(?:再|多)(?P<what>(?:签|付|花|开|交|掏)[^,。;?!了过]{2,16}?)[, ]*(?=(?:会不会|会|是不是|能不能|能)(?:就|也"
    "|再)*(?:多|再|给我?多))"
)
# 迁到城阳去
_ONWARDS = Pattern("(?<=[一-鿿])(?:里?面?去|来)(?=[,。;!? 了的]|$)")
_CHANGED = Pattern("合同(?:金额|价款?|额)?|发票(?:金额)?|实付|实际支付|付款|检测费|服务费")
# 再多付10万，变成30万的话: what comes on top is supposed too.
_LESS = Pattern(
    "(?:^|(?<=[,。;!? ]))(?:那|我们?|咱们?|要是?|想|打算|准备)*(?:再|多)+(?:付|花|加|签|给|补|交|掏)[^,。;!?]*$"
)
# 拖到10月8号才开: still to come.
_ONLY_THEN = Pattern("(?<=[号日月底初])才(?=[开签付出给拿])")
# 30万变40万
_FROM = Pattern("(?:从|由)?[0-9][0-9.]*(?:万|千|元|块|w)*(?:变|改|换|涨|加|降|升|提)(?:成|到|为)?(?=[0-9])")
# 下个月把款付清: when is no matter.
_SOON = Pattern(
    "^(?:我们?|咱们?|公司)?(?:下个?月|下周|明年|过几天|过段时间|年底|年后|以后|到时候?|将来|回头)(?=把|我们|都"
    "|款|钱|高企|科小|专精|拿|评|全|结|搬|入)"
)
# 变成中型了还能享受吗: what is asked is a clause of its own.
_THEN_WHAT = Pattern(
    "(?<=[^,。;?!是 ])(?=(?:那?还[能会可行有]|是不是|会不会|能不能|可不可以|就[能不没]|会?影响|能[补报领拿享兑]))"
)
# 没入晋创谷呢 还能报么
_AND_IF = Pattern("(?:呢|嘞|咧)(?=[ ,?])")
# 付40万呢, 再多花10万呢; but not 付了40万呢.
_ELLIPTIC = Pattern(
    "(?:那么?|如果|我们?|咱们?|多|只|就|要|光|才|[ ,])*(?P<what>(?:付|花|签|开|掏|交)(?:到|个"
    "|它个)?(?![了过的完清])[^,。;!? 了过]{2,14})(?:呢|嘞|咧)[? ]*$"
)
# 那没登记呢, 那证过期了呢
_IN_THAT_CASE = Pattern(
    "那(?:么|要)?(?=[^,。;!?]{0,12}[没不过了])(?P<what>[^,。;!?]{2,22}?)了?(?:呢|嘞|咧)(?:[? ]*$|[, ?]+(?=还|能"
    "|可以|怎|咋|行))"
)
# 我们要再拿个专精特新下来，结果会不会不一样
_IF_BARE = Pattern(
    "(?:^|(?<=[,。;!? 那]))(?:我们?|咱们?|俺们?|公司)?要(?!不要|不然|不就|不咱|不我|不你|不先|不要紧|没猜|没记|能不能)"
    "(?P<what>(?:[再真没不换改也]|能(?!不))[^,。;!?]{2,40})"
)
# 等我高企下来了再报
_ONCE = Pattern(
    "(?:等到?|将来|以后|日后)(?:我们?|咱们?|俺们?|公司|真|要是|能)*(?P<what>[^,。;!?]{0,6}(?:高企|高新|科小"
    "|专精特新|小巨人|创新型|证书?|晋创谷|孵化器|园区)"
    "[^,。;!?]{0,8}?)(?:了?(?:以后|之后|的时候)|了再?|再(?=[报申来交])|(?=是不是|会不会|能))"
)
_TAIL = Pattern(
    "[, ]*(?:那|又|的话)*(?:会怎么?样|会咋样|会怎么着|会如何|怎么办|咋办|咋整|咋弄|怎么弄|怎么算|咋算|行不行"
    "|行吗|行不|可以吗|可不可以|成不成|成不|中不中)[呢啊呀? ]*$"
)
# 外面的机构，比如北京的: the example is what is supposed.
_SUCH_AS = Pattern(
    "^[^,。;?!]{0,12}(?:外面|以外|外地|外头|别处|别的地方)[^,。;?!]{0,8}[, ]*(?:比如说?|例如|比方说?|像)"
)
_OUTCOME = Pattern(
    "[呢嘞咧][? ]*$|会不会|是不是|会变|变[多少]|高了|能不能多|多拿|多补|少拿"
    "|翻番|翻倍|会咋|会怎|怎么算|咋算|多少|是几|结果(?!还|又|发现|财务|会计|人家|他们|只|才|没|漏)|行情|还剩|能补|能报|能拿"
    "|给不给|到顶|顶格|拿满|满额|能不能|认不认|认吗|作不作数|试试|成不|行不|可以[报领补拿兑]|怎样|如何|就行了|就成了|就给|怎么着|差多少|可以吗|行吗"
    "|不一样|一样|跟着涨|够格"
    "|够条件|够不够|变化|影响|多[给补]|少[给补]|[给补]得?[多少]"
    "|行得通|还能|还领|还[补给]|咋办|怎么办|合算|划算|有戏|没戏|几个钱|能给|能领|来得及"
)
_END = Pattern(
    "[, ]*(?:那|又)?(?:会怎么样|会怎样|会咋样|会怎么着|结果(?:会)?(?:啥样|怎样|咋样|如何)|行情(?:如何|咋样))[?]*$"
)
# 现在申请的话能补多少 supposes nothing that is not so.
_THEN = Pattern(
    "(?:^|(?<=[,。;?!\n ]))(?!(?:我们?|咱们?|那|要|要是|现在|这样|今年|这次|这个|可以|能|真)*(?:申请|申报|报|领"
    "|兑|报销|补|补助|补贴)(?:这个|上|成|下来|券)?的话)"
    "(?P<what>[^,。;?!\n ]{2,30})的话"
)
_TRIED = Pattern(
    "(?P<what>[^,。;?!\n]{2,24}?)[, ]*(?:按?这个数|这数|这个金额)?(?:带进去|代进去|放进去|算算)?"
    "(?:试试|试一下|试算一?下)[看吧]?$"
)
_REALLY = Pattern(
    "那?(?P<what>[^,。;?!\n]{2,24}?)真?(?:要?是)?(?:批|评|拿|办|认定)(?:下来|上|到|成)了呢[?]*$"
)
