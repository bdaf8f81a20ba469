"""Papers: which paper a date belongs to: the contract, the invoice, the report."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from dialogs.understanding.dates import DateMention
from dialogs.understanding.lexicon import Mark
from dialogs.understanding.patterns import Pattern
from dialogs.understanding.result import Said, Unclear
from dialogs.understanding.scene import Scene
from dialogs.understanding.strangers import is_of_strangers

FACTS = {
    "invoice": "invoiced_on",
    "contract": "contract_on",
    "result": "result_on",
    "service_hint": "result_on",
}
# What else may be dated, so that a date beside it is no paper's.
_OTHER = ("pay", "certificate", "entered", "granted", "other_money", "intent", "may", "lapsed", "neighbour")
_REACH = 8
_GAP = Pattern(
    "(?:的|是|在|为|日期|时间|大概|大约|好像|应该|可能|都|也|就|那|于|开|出|却|倒|反而|则|才|刚刚?|当天|当日|当晚|天|已经?|给"
    "|又|再|后来|早|晚|我们|对方|机构|他们|人家|上|里|面|落款|写|盖章|盖|签字|签|补|重新|一起|一块"
    "|分别|统一|一直|拖|拖到|等到|直到|半夜|左右|前后|一[张个]|[ :(])*"
)
# When a paper came, which is not its own day: 票是昨天刚拿到的.
_GOT = Pattern("(?:号|日|那天|当天)?[才刚又就给]{0,2}(?P<verb>拿到|收到|到手|寄到|取到|寄来|送来)")
_ANOTHER = ("另一张", "第二张", "另外一张", "又开了一张", "后一张")
_LISTED = Pattern("(?:的|和|与|跟|及|、|,|还有|又|另?一[张个份次]|[ ]){1,4}")
# A paper that is no longer one: 9月20作废了.
_VOID = Pattern("[^,。;?!]{0,4}(?:作废|红冲|冲红|冲销|废了|开错|退票|退回|被退)")


# 合同准备下月1号签
_PLANNED = Pattern("(?:准备|打算|计划|答应|承诺|争取)(?:在|于|是|了|到|好|[ ])*$")
_LATER = Pattern("(?:那天|左右|之?[前后]|以[前后]|[ ])*(?:才能?|再|才会)")

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
        got = match is not None and (mark is None or mark.kind not in FACTS)
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
    for number, mention in enumerate(scene.dates):
        marks = _beside(scene, number, used)
        if _VOID.match(scene.text, mention.end):
            used.update(marks)
            continue
        if marks and (_is_planned(scene, mention) or is_of_strangers(scene, mention.start)):
            used.update(marks)
            continue
        if marks and marks[0].kind in FACTS:
            found.append(Dated(mention, FACTS[marks[0].kind], marks))
            used.update(marks)
        elif not marks and number and found and found[-1].mention is scene.dates[number - 1]:
            # 发票分别是9月3号和10月5号
            between = scene.text[found[-1].mention.end : mention.start]
            alike = (mention.low == mention.high) == (found[-1].mention.low == found[-1].mention.high)
            if (alike and _LISTED.fullmatch(between)) or between.endswith(_ANOTHER):
                found.append(Dated(mention, found[-1].name, ()))
    if not found:
        asked = next((n for n in (*FACTS.values(), "sanctioned_on") if scene.wants(n)), None)
        alone = [d for n, d in enumerate(scene.dates) if not _beside(scene, n, used)] if asked else []
        if asked and len(alone) == 1:
            found.append(Dated(alone[0], asked, ()))
    return found


def _is_planned(scene: Scene, mention: DateMention) -> bool:
    """Whether the paper is still to come: 合同准备下月1号签, 发票下月5号才能开."""
    if _PLANNED.search(scene.text, scene.clause(mention.start)[0], mention.start):
        return True
    return mention.low > scene.today and _LATER.match(scene.text, mention.end) is not None


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
    first, last = scene.phrase(mention.start)
    if before and after and (before.start < first) != (after.start >= last):
        # 20万的合同 2023年9月1日签的合同: the date is that of its own phrase.
        before, after = (None, after) if before.start < first else (before, None)
    if before is None or after is None:
        return tuple(m for m in (before, after) if m)
    nearer, other = (before, after)
    # 科小2024年3月5号开的票: a certificate is told by its year, a paper by its day.
    daily = before.kind == "certificate" and after.kind in FACTS and mention.low == mention.high
    if daily or after.start - mention.end < mention.start - before.end:
        nearer, other = after, before
    return (nearer, other) if FACTS.get(nearer.kind) == FACTS.get(other.kind) else (nearer,)


_ALL = frozenset({*FACTS, *_OTHER})


def _near(scene: Scene, start: int, end: int) -> bool:
    return end - start <= _REACH and _GAP.fullmatch(scene.text[start:end]) is not None
