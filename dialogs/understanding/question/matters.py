"""Matters: what is asked of a notice that no fact of a case is: 交晚了怎么办, 能领现金吗, 那15万是怎么回事."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from dialogs.understanding.characters.cues import KNOWN
from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.result import Point, Said, Unclear
from dialogs.understanding.scene.scene import Scene
from dialogs.understanding.scene.wordings import Told
from policy.values import Value


def matters(scene: Scene) -> list[Told]:
    """The points that a message asks about in words of their own; none that an answer may sound like."""
    if not scene.cues & _ANY:
        return []
    found = []
    for cue, name, pattern in _MATTERS:
        match = pattern.search(scene.text) if scene.cues & cue else None
        if match is not None and (scene.asked is None or match.lastgroup != "alone"):
            found.append(Told(match.start(), match.end(), "point", name))
    return found


def is_quoting(scene: Scene) -> bool:
    """Whether the sums of a message are only those that it asks about: 那15万是怎么回事."""
    told = [one for one in matters(scene) if one.value in ("cap", "city_sum")] if scene.amounts else []
    return bool(told) and all(any(o.start <= a.start and a.end <= o.end for o in told) for a in scene.amounts)


def asides(scene: Scene) -> Iterator[tuple[tuple[str, int], Point]]:
    """What an asking message names by itself: 那专利呢, 那10月1日呢, 经开区的，算不算运城的企业, 没有怎么办."""
    name = scene.asked.facts[0] if scene.asked is not None and len(scene.asked.facts) == 1 else ""
    if name in scene.facts and scene.facts[name].type == "bool" and _LACKING.fullmatch(scene.text):
        yield (name, 0), Point(name=name, value=False)
    if scene.cues & _PATENTS and (match := _PATENT.search(scene.text)) is not None:
        yield ("category", match.start()), Point(name="category", value="ip")
    if scene.cues & _NEXT:
        for match in _NEXT_ONE.finditer(scene.text):
            for mark in scene.between(match.start("what"), match.end("what")):
                if mark.kind in ("service", "mandatory"):
                    yield ("category", mark.start), Point(name="category", value=mark.value)
    if scene.asked is None and "invoiced_on" in scene.facts and _is_day(scene):
        day = scene.dates[0]
        yield ("invoiced_on", day.start), Point(name="invoiced_on", value=day.low)
    if len(scene.places) > 1 and (match := _COUNTS.search(scene.text)) is not None:
        first, *others = scene.places
        if first.end <= match.start() and any(match.end() >= p.start >= match.start() for p in others):
            code = first.candidates[0].code
            yield ("registered_in", match.start()), Point(name="registered_in", value=code)


def days(
    scene: Scene, found: Iterable[Said | Unclear], names: Collection[str]
) -> dict[str, tuple[Value, ...]]:
    """Of the dates asked after by name, the days that the message tells: one, or both ends of a span."""
    told: dict[str, tuple[Value, ...]] = {}
    if any(mention.impossible for mention in scene.dates):
        return told
    for fact in found:
        if fact.name not in names:
            continue
        if isinstance(fact, Said) and fact.value is not None:
            told[fact.name] = (fact.value,)
        elif (
            isinstance(fact, Unclear) and not fact.options and fact.low is not None and fact.high is not None
        ):
            told[fact.name] = (fact.low, fact.high)
    if not told and len(names) == 1 and len(scene.dates) == 1:
        day = scene.dates[0]
        if _is_day(scene) or _DATED.search(scene.text, 0, day.start):
            told[next(iter(names))] = tuple(dict.fromkeys((day.low, day.high)))
    return told


def _is_day(scene: Scene) -> bool:
    """Whether a day is all that is asked about: 2024年11月的呢."""
    if len(scene.dates) != 1 or scene.dates[0].impossible:
        return False
    day = scene.dates[0]
    before = _BEFORE.fullmatch(scene.text, 0, day.start)
    return before is not None and _AFTER.fullmatch(scene.text, day.end) is not None


_N = "[^,。;?!\n]"
_WHAT_NOW = "(?:怎么办|咋办|咋整|咋弄|怎么弄|怎么整|怎么处理|如何处理|怎么解决|咋处理)"
_STILL = (
    f"(?:{_WHAT_NOW}|还[能给可让收认行]|会怎|会咋|怎样|行[吗不么]|可以[吗不么]"
    "|[收认给受]理?[吗么不]|能[报交]|有?影响|算数)"
)
_WHEN = "(?:什么时候|啥时候?|几月份?|几号|何时|多会儿?|哪天|哪个月|几时)"
_ISNT_IT = "(?:是吧|对吧|对吗|对不对?|是吗|是不是|没错吧|吧|吗|么)"
_SUM = "[0-9一二两三四五六七八九十百.]+万(?:元|块)?钱?"

_SOURCES: tuple[tuple[str, str, str], ...] = (
    # cue, point, expression; what is `alone` counts only where nothing is asked
    (
        "[晚迟]了|[晚迟]交|[晚迟]一|[晚迟]几|[晚迟]两|错过|逾期|超期|误了|没赶|赶不",
        "late",
        f"(?:[交报递送寄办]|提交|申请|材料){_N}{{0,3}}(?:[晚迟]|超期|逾期)了?{_N}{{0,4}}[, ]?{_STILL}"
        f"|(?:没有?赶上|赶不上){_N}{{0,8}}[, ]?{_WHAT_NOW}"
        f"|(?:错过|误)了?{_N}{{0,6}}(?:截止|日期|时间|期限|批|点|受理|申报|申请){_N}{{0,4}}[, ]?{_N}{{0,4}}{_STILL}"
        f"|(?:逾期|超期)(?:了|交|报|提交|申请|的话|的){{0,2}}[, ]?{_N}{{0,3}}{_STILL}"
        f"|[晚迟](?:交|报|送|递)?(?:了|上)?[一两几0-9半]个?[天日小礼](?:时|拜)?{_N}{{0,3}}{_STILL}",
    ),
    (
        "明年|来年|下一|下年|下次|下个|正式|新一|新的",
        "next_round",
        f"(?:明年|来年|下一?年度?|下次|下一[次轮]|下个年度|新一[年轮])(?:度)?(?:的|这个|创新|券|申报|申请|受理|通知|大概|一般)*{_WHEN}{_N}{{0,4}}"
        f"(?:开|报(?!告)|申|受|启|出|发|有|办|接|[,。?? ]|$)|{_WHEN}{_N}{{0,4}}"
        f"(?:出|发|公布|印发|下发|施行|实施|定){_N}{{0,4}}(?:正式|新的?)(?:的|办法|通知|稿|文件|政策|管理)+"
        f"|(?:明年|来年|下一?年度?)还(?:会|再|要)?(?:有|办|搞|发|弄)(?:券|劵|这个)?(?:[吗么不没? ]|$)"
        f"|正式的?(?:办法|通知|稿|文件|政策|版本?){_N}{{0,4}}{_WHEN}",
    ),
    (
        "提现|变现|现金",
        "cash",
        "(?:领|拿|取|提取?|发|到手)(?:的?是|到|成)?现金(?!额|流)|[提变]现(?:[吗么不? ]|$)"
        "|(?:发|给|是)(?:的)?(?:钱|现金)还是(?:发|给)?(?:券|劵|现金)",
    ),
    (
        "怎么回|咋回|怎么来|哪来|哪里|哪儿|从哪|啥意|什么意|是哪",
        "city_sum",
        f"{_SUM}{_N}{{0,4}}(?:怎么回事|咋回事|怎么来的|哪[里儿]?来的|从哪[里儿]?来|啥意思|什么意思|是哪[里儿]?的说法)",
    ),
    (
        "最多|最高|顶多|封顶|上限|至多|超过|超了|超[0-9]|是说|上说|听说|都说|里说",
        "cap",
        f"(?:最[多高](?:能|可以|只能|只|就|也就)?(?:给|补|报|拿|领|兑|支持|资助)(?:到|付|现|助)?"
        "|封顶|上限)(?:是|就|到)*"
        f"{_SUM}[, ]*{_ISNT_IT}"
        f"|超过?了?{_SUM}{_N}{{0,4}}(?:{_WHAT_NOW}|怎么算|咋算)"
        f"|(?:不是说|网上说|听说|都说|市里说的?)(?:最[多高]|顶多|能|可以|给|补|报|有|是)*{_SUM}(?:[吗么呢? ]|$)"
        f"|(?P<alone>(?:最[多高]|顶多|至多)(?:是|就|能|只)*{_SUM}[, ]*{_ISNT_IT})",
    ),
    (
        "信用",
        "credit_grade",
        f"信用(?:评价|评级|报告)?的?(?:等级|级别|评级|分级|报告){_N}{{0,6}}(?:要|[a-d几]级|多少|什么|哪|几|够|得|必须|算)|信用{_N}{{0,4}}[a-d]+级",
    ),
    (
        "绿色门|绿槛|审查意|审查表|自查表",
        "green_threshold",
        f"(?:绿色门槛|绿槛|审查意见表?|审查表|自查表){_N}{{0,8}}(?:哪|谁|盖章|盖公章|出具|找|[怎咋])",
    ),
    (
        "[怎咋如]么|咋[办整弄处]|如何",
        "trouble",
        f"(?:丢了?|找不[到着]|坏了|[写填开盖印]错了?|不配合|不肯|不愿意?|不同意|倒闭了?|注销了?|跑路了?"
        f"|联系不上|停业了?|不确认|没确认|有误|涂改了?|有异议|不全|没签|没写|没盖){_N}{{0,5}}[, ]?{_WHAT_NOW}",
    ),
    (
        # 发票复印件没盖章，能补不
        "没盖|没签|没附|漏[盖交填签附了]|忘[了盖交填签附]|填错|写错|传错|缺[了一个张]|交完|交了|交上|报完|报上|递上",
        "trouble",
        f"(?:没[盖签附]|漏[盖交填签附]?了?|忘了?[盖交填签附]|[填写传]错了?|缺了?){_N}{{0,8}}[,\\s]?还?(?:能|可以|让|给)(?:不能|不可以|不让|不给)?(?:再|自己|撤回来?|退回来?|撤下来|去)*(?:补(?!多少|几)|改|换|重|撤|退)"
        # 交上去才发现，还能撤回来改吗
        f"|(?:提交|交|报|递)(?:完|了|上去?了?)[^。;?!]{{0,14}}(?:能|可以|让|给)(?:不能|不可以|不让|不给)?(?:再|自己)*(?:撤|改|退回|换(?!成))",
    ),
    (
        # 开的是普票不是专票，有影响没; 盖合同章顶一下可以吧
        "普票|专票|抬头|同章|务章|缝章|红章|票章",
        "trouble",
        "(?:普票|专票|抬头|合同章|[财业]务章|骑缝章|红章|发票章)[^。;?!]{0,18}(?:行[吗么不]|可以[吗么吧不]|影响|认不认|认吗|给不给|能不能|成不成|碍事)",
    ),
)
_MATTERS = tuple((KNOWN.add(cue), name, Pattern(source)) for cue, name, source in _SOURCES)
_ANY = 0
for _cue, *_rest in _MATTERS:
    _ANY |= _cue

_PATENTS = KNOWN.add("专利")
# 我们有三个专利能报吗 asks nothing of what patents cost.
_PATENT = Pattern(
    "(?:^|[,。;?! 那和跟及])(?:发明|外观|实用新型|申请)?专利(?:的?费用?|申请费?|代理费?)?(?:这块|的话)?"
    "(?:呢|能不?能?[报补用领兑申]|可不?可?以[报补用领兑申吗]|给不?给?[报补]|行[吗不么]|算[不吗么])"
)
# 专利不补，那软著呢，我们登记了五个
_NEXT = KNOWN.add("那")
_NEXT_ONE = Pattern(
    "(?:^|(?<=[,。;?! ]))那(?![个份笔家边次两几些块])(?:么|要是)?(?P<what>[^,。;?! ]{2,10})呢(?=[,。;?! ]|$)"
)
_BEFORE = Pattern("(?:那么?|要是|如果|换成|那要是|那如果|[, ])*")
_AFTER = Pattern(
    "(?:的|开的?|开票的?|(?:的)?发?票|[, ])*(?:呢|行[吗么]|行不行|可以[吗么]|能报[吗么]|算[吗么]|算不算)[? ]*"
)
_DATED = Pattern("(?:日期|时间|日子|落款)(?:写的|开的|就|是|为|在|[: ])*$")
_LACKING = Pattern(
    "(?:那么?|要是|如果|万一|我们?|[, ])*(?:没有?|不是|不在|不够|不符合|不满足)"
    f"(?:的话|了|呢|这个|[, ])*{_WHAT_NOW}[? ]*"
)
_COUNTS = Pattern("算不算(?:是)?[^,。;?!]{2,12}(?:企业|公司|厂|的|内|里)|算(?:是)?[^,。;?!]{2,12}[吗么]")
