"""Takebacks: clauses that name an earlier answer and take it back, beside those that say what holds instead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from dialogs.understanding.characters.cues import KNOWN
from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.scene.scene import Scene, starting
from dialogs.understanding.talk.contrasts import Spanned, without
from dialogs.understanding.talk.controls import named as named_by

Cuts = Sequence[tuple[int, int]]


class Takeback(NamedTuple):
    """What holds instead, and where the earlier answer is named."""

    rest: str
    named: tuple[int, int]


# How what names an earlier answer begins, and what takes it back.
MAYBE = KNOWN.add(
    "[刚前上之先早][才刚面头边前先条][我那的说讲填报选答点写跟给图作把]|刚[说讲填报选答点写按没发给]"
    "|那[题条栏儿里个天]|[上前][一两几条]|你[记按]|收回|[撤改换更划正]|当我"
    "|[看记][错岔混漏]|重[新报]|[填选答点写报说算给打][反早晚多少高低大小快错岔混成]|翻过|忽略"
    "|[多少漏][说算报填写加记]|不对|不准|有误"
)
_WHEN = (
    "(?:刚才|刚刚|(?<![计务板事理纳师傅导员院家])刚|前面"
    "|前头|前边|之前|(?<![票同告证网统照面单表])上面|方才|上次|上回|一开始|早先|先前|早前)"
)
_VERB = "(?:[说讲答选填点报写打输勾算回]|告诉|给的|按)"
# An earlier answer told again: 前面报的, 刚点成有了, 付款那题, 上面那个机构所在地, 你记的资产.
_EARLIER = Pattern(
    f"{_WHEN}(?:那个?|我们?|你们?|也|又|是|都|给你?|误|瞎|手快|手滑|跟你们?|给你们?|[, ])*"
    f"(?:{_VERB}|发的|给你的)(?!好|定|完|明|过来|价|算|销|名|税|到账|款)"
    f"|{_WHEN}(?:我们?)?(?:的)?(?:那|这)(?:一)?[个条句题笔次项份道处栏]"
    "|(?:^|(?<=[^,。;!? ]{2}))那(?:一?[题栏]|一?道题|个?问题|一[条项处])"
    f"|{_WHEN}(?:我?以为|[^,。;!? ]{{0,4}}把)|(?:^|我)前[一两几]题|(?:^|把)上一?条(?:消息|回答)?"
    "|(?<=[^,。;!? ]{2})那(?:条|个|里|儿|块)(?=我|你给|先?别|[要得帮]改|帮我|[说答选填写报]|不对|错|改成|[数日])"
    "|(?<=[^,。;!? ]{2})那天(?=是?我|改|不对|错)"
    "|(?<=[^,。;!? ]{2})我[报说填选写答]的(?=(?:光|只|就|都)?是|[0-9一二三四五六七八九十两])"
    "|(?<=[^,。;!? ]{2})我(?:们|刚才?|刚刚|前面|之前|给|都|是|把|[ ])*(?:[说答选填写报点]"
    "|看)[错岔反混差早晚多少漏](?:了|$)"
    "|(?<=[^,。;!? ]{2})我[^,。;!? ]{0,6}[说填写选报看打点]成"
    "|你们?(?:那边|这边)?(?:记|存|写)(?:的|成|着)|你们?按[^,。;!? ]{1,8}[记算]的|(?:^|我)(?:那|把)?(?:上一"
    "|前一)(?:个|条|道)*(?:问题|题|条|回答|答案)"
)
# 日期说早了, 人数我把夜班的漏了, 合同额给我改一下: of what a clause names, and of nothing that befell it.
_TOLD = Pattern(
    "[说写报填答记选点打给][得的]?[多少早晚高低大小快错岔反混](?:了|算|报|数|行|$)|我[^,。;!? ]{0,10}(?:漏了"
    "|[多少][算报填写加记说])|(?:情况|日期|金额|人数|地址|类别|类型)(?:不对|有误|不准)$"
    "|那[里儿]我?[多少][算报填写加记]|(?:给我|帮我|麻烦|请|我)[要得想]?(?:再|来)?[更修]?(?:改|换|更正)(?:一?下"
    "|过来|掉|改|成|为|$)|(?<!没)(?<!不)[要得]改$|改一改$"
    "|(?:给我|帮我|麻烦|请)(?:划|删|去|抹|翻|反|倒)(?:掉|过来)"
)
# Why it does not hold: 手滑, 不准, 看岔了, 是含税的, 当我没说.
_AMISS = Pattern(
    "不对|(?<![记说拿算])不准|错|岔|[搞弄记说填看掺打]混|反了|颠倒|漏|[多少][算报填写加记打]|作废|撤回|收回|手[滑抖误快]|花眼"
    "|眼花|老花|当我没说|别按"
    "|(?<![早算])不算(?=$|[,。了数])|不作数|[说写报填算答][得的]?[多少早晚高低大小快]了"
    "|[打当写看说填答选点报][作成](?!立|交|果)|没想起|没看[清见]|没[听看]仔细|没听清"
    "|以为|把[^,。;!? ]{2,10}当[^,。;!? ]{0,8}[看填报写算]了|有误|有出入|对不上|瞎[填选点说]|乱[填选点按]|(?:别"
    "|不要|不用|甭)(?:用|管|算数|看|理)|忽略|划掉|划去|抹掉|删掉|[看弄数点]错|顺手|四舍五入|理解[错反]"
)
# What is wished of it: 麻烦改下, 帮我换一下, 那题应该选没有.
_MENDS = Pattern(
    "(?<![整技修更])[更修]?改(?:一?下|成|为|过来|回|掉|改|一改|正|$|[吧了哈])|要改|得改|更正|纠正|更新(?:一?下"
    "|$)|修改|(?:翻|反|倒)过来(?:填|选|改|$)"
    "|换(?:一?下|成(?!人民)|过来|掉)|重新?[报说填写](?:一?[下遍]|$)|应该?(?:选|填|点|答|算|归)"
)
_MEND_ALONE = Pattern(
    "(?:麻烦|帮我?|给我?|请|等|你们?|您|能|得|要|都|也|再|我|来|需要|那题?|这题?|把它|它|就|看着|这[个条]?)*"
    "(?:[更修]?改|换|更正|修改|纠正|更新|忽略|划掉)(?:一?下|过来|掉|一改|改|正|回来)?(?:的|了|吧|哈|啊|哦|呗|谢谢)*"
)
_INTO = Pattern(
    "(?:[更修]?改|换(?!成人民)|纠正|更正)(?:成|为|到|回|作)(?:了|是)?|应该?(?:是|选|填|点|答|算|归到?)(?:成|为|的)?"
)
# 那是注册资本, 那个是收据的日子: what the earlier answer was.
_OF_THE_OLD = Pattern("(?:我)?(?:那|那个|那[张天笔份数]|之前那个|原来那个)(?:数|日子)?(?:是|才是|只是)")
# 后来翻账, 刚问了会计, 其实, 今天一查: found out since.
_SINCE = Pattern(
    "(?:其实|实际|后来|结果|事实上|原来|没想到|但|可(?!以)|不过|我?又|[^,。;!? ]{0,6}(?:刚才?|刚刚|今天|早上"
    "|回头)?[^,。;!? ]{0,3}"
    "(?:一?[查翻看问对核](?:了|过|出来|一下|下|才|一?遍|账)|一[查看翻问对]|说|讲|提醒|告诉我))"
)
# 日期说早了: it may be any day.
_GENERIC = Pattern(
    "^(?:那个?|这个?|刚才|前面)*(?:日期|日子|时间|金额|数字?)(?:那个|那里|我)?(?=[说写报填算答记给选点打搞弄])"
)
# 刚才报的是不含税的, 前面报的9万6是含另外一家的: why the earlier value is another's.
_REASON = Pattern("的?[^,。;!? ]{0,12}(?:是(?!对|没错|准)|[包]?含|包括|光|只|连|没算)")
_VALUE = Pattern("[0-9]|[一二三四五六七八九十百两]{2}")
# 我前面说成谈妥那天了 names the wrong answer.
_TOLD_AS = Pattern("[说填写答选打输点报]成")
_ERRED = Pattern(
    "(?:我|是我|刚才?|一时|可能|给|,)*[看记说写填选点搞弄打报数][错岔混漏反][行列眼]?了?(?:的|啊|哈)*"
)
# 补充协议加了两万，现在是十万
_MORE = Pattern("(?:加|减|扣|退|降|涨|优惠|抹|含|去|剔)(?:了|掉|去)")
# 75是去年底的，现在81个
_HEADS_ONCE = Pattern("[0-9]{1,5}[个人号名]*是[^,。;!? 0-9]{2}")
_HOLDINGS = ("certificate", "tenancy", "tenancy_unclear", "subject")
# 高企那条说错了，去年底就掉了: what follows is of it.
_HEAD = Pattern(
    f"^(?:{_WHEN}|对了|那个|这个|我们?(?={_WHEN}))*+(?!{_VERB})(?P<name>[^,。;!? 0-9]{{2,8}}?)"
    "(?=那|这|我|是我|[说写报填答记选点打给][得的]?[多少早晚高低错岔反混])"
)
# 刚才说的六万是合同金额: what the value told earlier is of.
_OTHERS = Pattern("[0-9一-鿿]{2,10}?是(?:合同[价总额金]|资产|营收|营业额)")
_BOOLEANS = ("有", "没有", "没", "是", "不是", "否", "无")
_SOFT = Pattern("(?:的|了|吧|哈|啊|哦)+$")
# 应该是4月22号, 改成付清吧 are sure.
_SOFTENED = Pattern("(?P<is>应该是|应当是|应为|^应该|^[^,。;!? ]{0,3}得是)|吧$")
# 9月12是验收，签是4月12: a value of something else.
_OF_ANOTHER = Pattern("[号日元块个人]?是(?!对|准|真|实|正)[^,。;!? 0-9]{2}")
# 还能改吗, 填错了怎么办: asked, not done.
_ASKS = Pattern(
    "怎么|咋|如何|吗(?:$|[,。?])|(?<!吧)[?]|[能可]不[能可]|行不行|影响|还能|会不会|是不是|要不要|多久|为啥|为什么"
)
_BREAK = Pattern("[,。;!?~… :]+")
# 不好意思, 等等 and what one sets out with.
_COURTESY = Pattern(
    "(?:不好意思|抱歉|对不起|等一?[下等会]+儿?|哎+[呀哟]*|啊|嗯+|哦|坏了|对了|先别算|慢着|sorry)*啊?"
)


def takeback(scene: Scene, cuts: Cuts) -> Takeback | None:
    """What a message says in place of an earlier answer that a clause of it names; `cuts` are what it denies."""
    if not scene.cues & MAYBE or _ASKS.search(scene.text):
        return None
    clauses = [*_clauses(scene.text)]
    gone: list[tuple[int, int]] = []
    kept: list[tuple[int, int]] = []
    named: tuple[int, int] | None = None
    is_earlier = mends = is_found = is_reasoned = is_unnamed = is_last_told = False
    right = ""
    for start, end in clauses:
        clause = scene.text[start:end]
        if _COURTESY.fullmatch(clause):
            continue
        if is_earlier and clause in ("不是", "不对", "没有"):
            mends = True
            continue
        old, amiss, mended = _EARLIER.search(clause), _AMISS.search(clause), _MENDS.search(clause)
        told = _TOLD.search(clause)
        mends = mends or any((mended, amiss, told))
        names = old or told
        is_generic = names is not None and _GENERIC.match(clause) is not None
        is_unnamed = is_unnamed or is_generic
        if names and named is None and not is_generic:
            told_as = _TOLD_AS.search(clause)
            span = start, start + told_as.start() if told_as else end
            named = span if named_by(scene, *span) else None
        is_earlier = (
            is_earlier or old is not None or (names is not None and (is_generic or named is not None))
        )
        if not is_earlier and cuts and kept and cuts[-1][1] <= start and _ERRED.fullmatch(clause):
            is_earlier = True  # 服务机构不是西安的，我看岔了
            named = kept[-1]
        if old is not None:
            is_reasoned = is_reasoned or (
                ("的" in old.group() or clause.startswith("的", old.end()))
                and _REASON.match(clause, old.end()) is not None
            )
        into = _INTO.search(clause) if mended else None
        if into is not None:
            kept.append((start + into.end(), end))
            right = right or _SOFT.sub("", clause[into.end() :])
        elif old is not None and _OTHERS.search(clause, old.end()):
            kept.append((start + old.end(), end))
        elif names or amiss or mended or _OF_THE_OLD.match(clause):
            is_reasoned = is_reasoned or (is_earlier and not names)  # 那是老地名了
            gone.append((start, end))
        else:
            since = _SINCE.match(clause) if is_earlier else None
            is_found = is_found or since is not None
            if since and _OF_THE_OLD.match(clause, since.end()):
                continue  # 人事刚说那是市级的
            kept.append((start + since.end() if since and since.end() < len(clause) else start, end))
        is_last_told = old is not None
    if is_last_told and cuts:
        mends = True  # 咱这个算检测不算中试，我前面跟你说中试了
    if is_reasoned and not mends:
        mends = any(_VALUE.search(scene.text, *span) or [*_values(scene, *span)] for span in kept)
    if not (mends or is_found) or not (is_earlier or _ends_mending(scene.text, clauses)):
        return None
    if right in _BOOLEANS and named:
        return Takeback(right, named)
    olds = {scene.text[v.start : v.end] for low, high in (*gone, *cuts) for v in _values(scene, low, high)}
    valued = [span for span in kept if _VALUE.search(scene.text, *span) or [*_values(scene, *span)]]
    rest = ""
    for span in kept:
        held = [*_values(scene, *span)]
        is_cut = any(span[0] <= cut[0] < span[1] for cut in cuts)
        is_old = held and not is_cut and {scene.text[v.start : v.end] for v in held} <= olds
        is_other = (
            _MORE.search(scene.text, *span)
            or _HEADS_ONCE.match(scene.text, *span)
            or (held and held[0].start == span[0] and _OF_ANOTHER.match(scene.text, held[-1].end))
        )
        if is_old or (is_other and len(valued) > 1):
            continue
        part = _SOFTENED.sub(lambda found: "是" if found["is"] else "", without(scene.text, *span, cuts))
        rest += part + ("" if is_cut or not part else ",")  # 服务机构不是西安的，总部在太原
    rest = rest.rstrip(",")
    if not rest:
        return None
    if named and not scene.between(*kept[0]):
        head = _HEAD.match(scene.text[slice(*named)])
        held_by = next((m for m in scene.between(*named) if m.kind in _HOLDINGS), None)
        name = head["name"] if head else scene.text[held_by.start : held_by.end] if held_by else ""
        rest = name + rest
    if named is None:
        named = (kept[0][0], kept[-1][1]) if is_unnamed else (0, len(scene.text))
    return Takeback(rest, named)


def _values(scene: Scene, low: int, high: int) -> Iterator[Spanned]:
    values: tuple[Sequence[Spanned], ...] = (scene.amounts, scene.dates, scene.places)
    for given in values:
        yield from starting(given, low, high)


def _ends_mending(text: str, clauses: list[tuple[int, int]]) -> bool:
    return any(_MEND_ALONE.fullmatch(text, *clause) for clause in (clauses[0], clauses[-1]))


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    position = 0
    for gap in _BREAK.finditer(text):
        if gap.start() > position:
            yield position, gap.start()
        position = gap.end()
    if position < len(text):
        yield position, len(text)
