"""Papers: which paper a date belongs to: the contract, the invoice, the report."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.days.dates import DateMention
from dialogs.understanding.days.spans import said
from dialogs.understanding.result import Said, Unclear
from dialogs.understanding.scene.drafts import is_draft
from dialogs.understanding.scene.loose_days import answering
from dialogs.understanding.scene.other_days import is_of_licence, is_planned, is_term
from dialogs.understanding.scene.retractions import is_retracted
from dialogs.understanding.scene.scene import Scene
from dialogs.understanding.scene.strangers import is_of_strangers
from dialogs.understanding.words.lexicon import Mark

FACTS = {
    "invoice": "invoiced_on",
    "contract": "contract_on",
    "invoice_amount": "invoiced_on",
    "result": "result_on",
    "service_hint": "result_on",
}
# What else may be dated, so that a date beside it is no paper's.
_OTHER = ("pay", "certificate", "entered", "granted", "other_money", "intent", "may", "lapsed", "neighbour")
_REACH = 8
_GAP = Pattern(
    "(?:的|是|系|具体|准确|确切|还是|在|为|日期|时间|大概|大约|好像|应该|可能|都|也|就|那|于|开|出|却|倒|反而|则|才|刚刚?|当天|当日|当晚|天|已经?|给"
    "|又|再|后来|早|晚|终于|总算|这才|好歹|那[份张个次]|这[份张个次]|我们|对方|机构|他们|人家|上|里|面|落款|写|盖章|盖|签字|双方|两边|甲乙|签|补|重新|一起|一块"
    "|分别|统一|一直|拖|拖到|等到|直到|半夜|左右|前后|一[张个]|把|将|[ :(])*"
)
# When a paper came, which is not its own day: 票是昨天刚拿到的.
_GOT = Pattern("(?:号|日|那天|当天)?[才刚又就给]{0,2}(?P<verb>拿到|收到|到手|寄到|取到|寄来|送来)")
# 上周五收到的电子票，开票日期也是当天
_SAME_DAY = Pattern(
    "(?:日期|时间|票面|落款|[票开签])[^,。;?!]{0,3}(?:就|也|都)?是(?:当天|当日|同一?天|那天|那一天)"
)
_ANOTHER = ("一张", "一张是", "第二张", "另外一张", "又开了一张", "后一张")
_PRESSED = ("压着", "赶在", "卡着", "踩着", "赶着", "抢在", "卡在", "贴着", "掐着")
_LISTED = Pattern("(?:的|和|与|跟|及|、|,|还有|又|另?一[张个份次]|[ ]){1,4}")
# A paper that is no longer one: 9月20作废了.
_VOID = Pattern(
    "[^,。;?!]{0,4}(?:作废|红冲|冲红|冲销|废了|开错|退票|退回|被退)"
    "|(?:的|那张)(?:发?票|那张)(?:后来|又|被)?(?:重新?开|换开)了"
)


_TOGETHER = Pattern("都|同一")
_TOO = Pattern("(?:日期|时间)?(?:和|跟|与|同|、|以及|还有)")


def _named_too(scene: Scene, mark: Mark, mention: DateMention) -> Mark | None:
    """The other paper of the same day: 合同和发票都是3月22."""
    if mark.end > mention.start or _TOGETHER.search(scene.text, mark.end, mention.start) is None:
        return None
    other = scene.before(mark.start, scene.clause(mark.start)[0])
    if other is None or FACTS.get(other.kind) in (None, FACTS[mark.kind]):
        return None
    return other if _TOO.fullmatch(scene.text[other.end : mark.start]) else None


_LIST_END = Pattern("$|[ ,。;!?、的各]|和|与|跟|及|开|出|签|这|两|分别|都|呢|吧")


def _refined(scene: Scene, vague: DateMention, mention: DateMention) -> DateMention | None:
    """The day within a span told before, in a clause of its own: 票下半年才补的，8月22; 去年签的，10月12."""
    low, high = scene.phrase(mention.start)
    if _WEEKDAY.fullmatch(vague.raw) and vague.end < low and mention.low.weekday() == vague.low.weekday():
        return mention if _ALONE.fullmatch(scene.text, low, mention.start) else None  # 周一，10月28号那个周一
    if vague.low >= vague.high or vague.bound != "on" or not mention.exact or vague.end >= low:
        return None
    if not (
        _ALONE.fullmatch(scene.text, low, mention.start)
        and _ALONE_AFTER.fullmatch(scene.text, mention.end, high)
    ):
        return None
    day = mention.low
    if mention.assumed_year and vague.low.year == vague.high.year and (day.month, day.day) != (2, 29):
        day = day.replace(year=vague.low.year)
    if not vague.low <= day <= vague.high:
        return None
    return mention._replace(low=day, high=day, reading=said(day), assumed_year=vague.assumed_year)


_WEEKDAY = Pattern("(?:这个?|上个?)?(?:周|礼拜|星期)[一二三四五六日天]")


# What says that the figures of 票9.9 are no amount: one that is told elsewhere.
_POINTED = Pattern("[0-9]{1,2}[.][0-9]{1,2}")


class Dated(NamedTuple):
    """A date with its fact, and the words that tied the two."""

    mention: DateMention
    name: str
    marks: tuple[Mark, ...]

    def _is_day(self, scene: Scene) -> bool:
        """Whether figures that could be an amount are a day, as the amount is told besides."""
        mention = self.mention
        plain = mention.low == mention.high and mention.bound == "on" and not mention.impossible
        return plain and bool(scene.amounts) and _POINTED.fullmatch(mention.raw) is not None

    def found(self, scene: Scene, service: int | None) -> Said | Unclear:
        """The fact where the day is certain, else what it may be."""
        mention = self.mention
        match = _GOT.match(scene.text, mention.end)
        mark = scene.at(match.start("verb")) if match else None
        # A report is dated by when it came, an invoice is not.
        got = match is not None and (mark is None or mark.kind not in FACTS) and self.name != "result_on"
        got = got and _SAME_DAY.search(scene.text, mention.end) is None
        if (mention.exact or self._is_day(scene)) and not got:
            label = scene.label(self.name)
            back = f"{label}按 {mention.reading}理解" if mention.assumed_year else None
            return scene.said(self.name, mention.low, service, back)
        low = None if got or mention.low == date.min else mention.low
        high = None if mention.high == date.max else mention.high
        return scene.unclear(self.name, mention.raw, mention.reading, low=low, high=high)


def papers(scene: Scene) -> list[Dated]:
    """The dates that belong to a paper; with a question about a date open, also one that stands by itself."""
    found: list[Dated] = []
    used: set[Mark] = set()
    passed: set[int] = set()
    taken: tuple[Mark, ...] = ()  # 票是8月 不 9月3号
    for number, mention in enumerate(scene.dates):
        if is_retracted(scene, mention.end, scene.dates[number + 1 : number + 2]):
            passed.add(number)
            taken = _beside(scene, number, used)
            continue
        if number and scene.text.endswith(_PRESSED, 0, mention.start):
            continue  # 12月31号压着年底开的
        marks, taken = _beside(scene, number, used) or taken, ()
        if _VOID.match(scene.text, mention.end) or is_draft(scene, mention):
            used.update(marks)
            passed.add(number)
            continue
        if marks and any(is_term(scene, mark, mention) for mark in marks):
            used.update(marks)
            passed.add(number)
            continue
        if marks and (is_planned(scene, mention) or is_of_strangers(scene, mention.start)):
            used.update(marks)
            passed.add(number)
            continue
        if marks and marks[0].kind in FACTS:
            found.append(Dated(mention, FACTS[marks[0].kind], marks))
            used.update(marks)
            if (too := _named_too(scene, marks[0], mention)) is not None:
                found.append(Dated(mention, FACTS[too.kind], (too,)))
                used.add(too)
        elif (
            number
            and found
            and found[-1].mention is scene.dates[number - 1]
            and (not marks or scene.text.endswith(_ANOTHER, 0, mention.start))
        ):
            # 发票分别是9月3号和10月5号
            between = scene.text[found[-1].mention.end : mention.start]
            alike = (mention.low == mention.high) == (found[-1].mention.low == found[-1].mention.high)
            alike = alike and _LIST_END.match(scene.text, mention.end) is not None
            if (refined := _refined(scene, found[-1].mention, mention)) is not None:
                found[-1] = found[-1]._replace(mention=refined)
            elif (alike and _LISTED.fullmatch(between)) or between.endswith(_ANOTHER):
                found.append(Dated(mention, found[-1].name, ()))
    if len(found) < len(scene.dates):
        found += _following(scene, found, used)
    wanted = [d.name for d in found]
    if not found or not scene.wants(*wanted):
        asked = next((n for n in (*FACTS.values(), "sanctioned_on") if scene.wants(n)), None)
        alone = (
            [d for n, d in enumerate(scene.dates) if n not in passed and _is_alone(scene, n, used)]
            if asked
            else []
        )
        alone = [d for d in alone if all(d is not paper.mention for paper in found)]
        if asked:
            found += [Dated(d, asked, ()) for d in answering(scene, alone) if not is_of_licence(scene, d)]
    return found


# 三天前刚拿到票，票上写的是11月12日
_PRINTED = Pattern(
    "(?:[票单面][上面里]|票面|上[面头边]|抬头|落款|也就是|即|等于|准确地?说|具体|开票日期|签[订署]日期|盖章)"
    "(?:写|印|打|标|显示|是|的|日期|时间|着|[ :])*$"
)


def is_printed(scene: Scene, paper: Dated) -> bool:
    """Whether the date is what stands on the paper, and not when it came."""
    return _PRINTED.search(scene.text, scene.clause(paper.mention.start)[0], paper.mention.start) is not None


def exact_within(same: list[Dated]) -> list[Dated]:
    """The one exact day that all the vague dates hold: 去年9月20号开的，去年的票还收不收."""
    exact = [paper for paper in same if paper.mention.exact]
    if len({paper.mention.low for paper in exact}) != 1 or len(exact) == len(same):
        return same
    day = exact[0].mention.low
    return exact[:1] if all(p.mention.low <= day <= p.mention.high for p in same) else same


# 今天先不弄了
_LEAVING = Pattern(
    "先不|不弄|不搞|不填|再说|再来|再弄|开会|有空|没空|忙|集合|出发|加班|值班|请假|停电|出差|没时间|弄不[成完]"
)
# 明天早上八点半高速口集合: no paper is dated by the hour.
_HOUR = Pattern("点|早上|晚上|上午|下午|:")


def _is_alone(scene: Scene, number: int, used: set[Mark]) -> bool:
    """Whether a date hangs on nothing, or is the whole first phrase of the message: 5月21日 付了3.6万."""
    mention = scene.dates[number]
    low, high = scene.phrase(mention.start)
    if _LEAVING.search(scene.text, mention.end, scene.phrase(mention.start)[1]):
        return False
    if mention.low > scene.today and _HOUR.search(mention.raw):
        return False
    whole = not number and not low and mention.start == low and mention.end == high < len(scene.text)
    return whole or not _beside(scene, number, used)


# 发票已经开了，6月11号: the day in a clause of its own.
_ALONE = Pattern(
    "(?:我们?的?|那天|具体|也|即|等于|准确地?说?|确切地?说?|日期|是|就是?|在|于|应该是?|大概|[ ])*"
)
_ALONE_AFTER = Pattern("(?:的|那天|当天|左右|前后|吧|啊|开的|签的|出的|才开|才签|[ ])*")
# 报告比票早几天，9月11; 合同再往前推一个礼拜，3月26: told against another paper
_THAN = "(?:比[^,。;?!0-9]{1,6}?|再|又|还|要|往[前后]|[推挪提])"
_TOLD = Pattern(
    f"(?:{_THAN}|早|早就|晚|迟|先|后|了|一?[点些]儿?|[几一两二三0-9]个?(?:多月)|[几一两二三0-9]个?(?:天|周|月|星期|礼拜)|已经?|都|也|就|是|给)*(?:有|有了|开了|签了|出了|出来了?|来了|到了|拿到了?|齐了|早|早开了)?(?:的|啊|哈|呀)?"
)


_ONE_DAY = Pattern("(?:都|全)?是?(?:在|为)?(?:同一?天|同日|同一日|一天)(?:的|[签开出]的)?")


def _following(scene: Scene, found: list[Dated], used: set[Mark]) -> list[Dated]:
    """The dates that stand alone right after a clause that only tells that there is a paper."""
    told = {paper.mention for paper in found}
    more: list[Dated] = []
    for mention in scene.dates:
        low, high = scene.clause(mention.start)
        if mention in told or not low or not _ALONE.fullmatch(scene.text, low, mention.start):
            continue
        if not _ALONE_AFTER.fullmatch(scene.text, mention.end, high):
            continue
        begin, end = scene.clause(low - 1)
        marks = [mark for mark in scene.between(begin, end) if mark.kind in FACTS]
        named = {FACTS[mark.kind] for mark in marks}
        if not named or not used.isdisjoint(marks) or scene.asks(low - 1):
            continue
        if len(named) > 1 and scene.text.startswith("比", marks[0].end):
            marks, named = marks[:1], {FACTS[marks[0].kind]}
        if len(named) > 1:
            # 合同跟发票都是同一天，2024.6.12
            if _ONE_DAY.fullmatch(scene.text, marks[-1].end, end):
                more += [Dated(mention, name, tuple(marks)) for name in sorted(named)]
                used.update(marks)
            continue
        if _TOLD.fullmatch(scene.text, marks[-1].end, end):
            more.append(Dated(mention, named.pop(), tuple(marks)))
            used.update(marks)
    return more


def _beside(scene: Scene, number: int, used: set[Mark]) -> tuple[Mark, ...]:
    """The words that a date hangs on, the nearer side first; those of the other side too if they are of one kind."""
    mention = scene.dates[number]
    if scene.over(mention.start, mention.end):
        return ()
    low, high = scene.clause(mention.start)
    if number:
        low = max(low, scene.dates[number - 1].end)
    if number + 1 < len(scene.dates):
        high = min(high, scene.dates[number + 1].start)
    left = [m for m in scene.between(low, mention.start) if m not in used and m.kind in _ALL]
    right = [m for m in scene.between(mention.end, high) if m not in used and m.kind in _ALL]
    before = left[-1] if left and _near(scene, left[-1].end, mention.start) else None
    after = right[0] if right and _near(scene, mention.end, right[0].start) else None
    if (
        after is None
        and right
        and right[0].kind == "contract"
        and scene.text[mention.end : mention.end + 1] in "跟和与同"
    ):
        # 4月12号跟太原理工签的合同
        after = right[0] if _WITH_WHOM.fullmatch(scene.text, mention.end, right[0].start) else None
    first, last = scene.phrase(mention.start)
    if before and after and (before.start < first) != (after.start >= last):
        # 20万的合同 2023年9月1日签的合同: the date is that of its own phrase.
        before, after = (None, after) if before.start < first else (before, None)
    if before is None or after is None:
        return tuple(m for m in (before, after) if m)
    nearer, other = (before, after)
    # 科小2024年3月5号开的票: a certificate is told by its year, a paper by its day.
    daily = before.kind == "certificate" and after.kind in FACTS and mention.low == mention.high
    told = after.start == mention.end and scene.text.endswith("的", 0, before.end)  # 昨天拿到的昨天开的
    if daily or told or after.start - mention.end < mention.start - before.end:
        nearer, other = after, before
    return (nearer, other) if FACTS.get(nearer.kind) == FACTS.get(other.kind) else (nearer,)


_ALL = frozenset({*FACTS, *_OTHER})


_WITH_WHOM = Pattern("[跟和与同][^,。;?!0-9]{1,10}")


def _near(scene: Scene, start: int, end: int) -> bool:
    return end - start <= _REACH and _GAP.fullmatch(scene.text[start:end]) is not None
