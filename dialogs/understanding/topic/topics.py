"""Topics: what a message wants to know, what of it is not ours, and which year it speaks of."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import NamedTuple, cast

from dialogs.understanding.characters.cues import KNOWN
from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.days.dates import DateMention
from dialogs.understanding.result import Intent, Terms
from dialogs.understanding.scene.scene import Scene, starting
from dialogs.understanding.topic.calls import tells_of_call
from dialogs.understanding.topic.certificates import inquiry
from dialogs.understanding.topic.neighbours import ASKED, GRANTED, OURS, neighbours
from dialogs.understanding.topic.wishes import is_handed_in, is_tried, listed, wanted, wanted_beside
from dialogs.understanding.words.lexicon import Mark


class Topics(NamedTuple):
    """The wishes in the order said; `foreign` are the clauses about something that is not the voucher."""

    intents: tuple[Intent, ...] = ()
    off_topic: str | None = None
    year: int | None = None
    foreign: tuple[tuple[int, int], ...] = ()
    definitions: tuple[tuple[int, int], ...] = ()
    # What is asked of certificates in general.
    terms: Terms | None = None

    def covers(self, position: int) -> bool:
        """Whether what stands at a position says nothing of the enterprise: another subject, a definition asked for."""
        foreign, definitions = self.foreign, self.definitions
        return bool(foreign or definitions) and (
            _covered(foreign, position) or _covered(definitions, position)
        )


def _covered(stretches: Sequence[tuple[int, int]], position: int) -> bool:
    """Whether one of some stretches, apart and in order, holds a position."""
    if not stretches:
        return False
    last = bisect_right(stretches, position, key=_FIRST) - 1
    return last >= 0 and position < stretches[last][1]


_FIRST = itemgetter(0)


def topics(scene: Scene) -> Topics:
    """What the message is about."""
    off_topic, foreign = neighbours(scene)
    intents: dict[Intent, None] = {}
    if off_topic in _KIN and off_topic in scene.text and "券" not in scene.text:
        # A voucher is one as well: what is wished is kept, for it may be the voucher that is meant.
        foreign, intents["programme"] = (), None
    asked = scene.once(inquiry) if off_topic not in GRANTED else None
    definitions = list(asked.spans) if asked else []
    if asked:
        intents["certificate"] = None
    turned = foreign
    if foreign and not scene.of_kind(*OURS):
        turned = ((foreign[0][0], len(scene.text)),)  # 发明专利资助多少，找谁要: the wish goes on about it
    for mark in scene.of_kind("intent", "required", "may") if scene.marks else ():
        if _covered(turned, mark.start) or (asked and _covered(asked.spans, mark.start)):
            continue
        intent = _intent(scene, mark)
        if intent == "compare" and _is_of_terms(scene, mark):
            definitions.append(scene.sentence(mark.start))
        elif intent is not None:
            intents[intent] = None
            if intent in ("compare", "what_is"):
                named = intent == "what_is" and "券" in scene.text[mark.start : mark.end]
                # 花了20万做检测，和运城比哪个划算: the case is told beside the comparison.
                apart = scene.clause if intent == "compare" and scene.places else scene.sentence
                definitions.append(scene.phrase(mark.start) if named else apart(mark.start))
    if (
        scene.dates
        and "deadlines" not in intents
        and any(_is_late(scene, mention) for mention in scene.dates)
    ):
        intents["deadlines"] = None
    wishes = "能" in scene.text or "可以" in scene.text
    if wishes and "eligibility" not in intents and any(True for _ in _wished(scene, turned)):
        intents["eligibility"] = None
    if len(intents) > 1:
        # Who may apply is part of all that must hold.
        intents = {name: None for name in intents if name != "conditions" or "requirements" not in intents}
    if not (scene.amounts or scene.dates or foreign):
        intents |= dict.fromkeys(listed(scene))
    is_noun = scene.cues & _NOUN and not intents and len(scene.text) <= _LONGEST_ALONE
    if is_noun and (match := _ALONE.fullmatch(scene.text)):
        intents[cast(Intent, match.lastgroup)] = None
    if not (off_topic or asked):
        intents |= dict.fromkeys(wanted(scene) if intents.keys() <= _POLITE else wanted_beside(scene))
    if "contacts" in intents and tells_of_call(scene.text):
        del intents["contacts"]
    terms = asked.terms if asked else None
    year = _year(scene) if scene.dates else None
    return Topics(tuple(intents), off_topic, year, foreign, tuple(sorted(definitions)), terms)


_POLITE = frozenset({"greeting", "thanks"})
# Neighbouring subjects that may mean the voucher where they are called by just this name.
_KIN = ("研发后补助",)
_LONGEST_ALONE = 12
# Nouns that are wishes where they are all of the message.
_ALONE = Pattern(
    "(?:那么?|还有|申报|申请|需要|关于|问的是|我?说?的?是|科技|创新券|的|[ ,])*"
    "(?:(?P<documents>材料|资料|文件|清单)|(?P<deadlines>时间|日期|期限|几号|啥时候)"
    "|(?P<estimate>金额|额度|补贴|比例|多少钱?|几个钱)|(?P<conditions>条件|要求|资格|对象)|(?P<contacts>地址|部门|科室|联系人)"
    "|(?P<procedure>步骤|入口|系统|指南)|(?P<exclusions>范围|目录|清单外)|(?P<greeting>早|在不|在没|有人没)|(?P<thanks>谢|感激))"
    "(?:方面|上|这块|的|呢|吗|啊|呀|怎么说|[ ,.。?!])*"
)
_NOUN = KNOWN.add(
    "材料|资料|文件|清单|时间|日期|期限|几号|啥时|金额|额度|补贴|比例|多少|几个|条件|要求|资格|对象|地址|部门|科室|联系|步骤|入口"
    "|系统|指南|范围|目录|早|在[不没]|有人|谢|感激"
)


_TERMS = (
    "certificate",
    "size",
    "size_unclear",
    "size_alone",
    "form",
    "tenancy",
    "tenancy_unclear",
    "subject",
)


def _is_of_terms(scene: Scene, mark: Mark) -> bool:
    """Whether it is terms and not regions that are compared: 个体户和公司有什么区别."""
    low, high = scene.sentence(mark.start)
    if starting(scene.places, low, high):
        return False
    return any(m.kind in _TERMS for m in scene.between(low, high))


_MAY = Pattern("(?:能|可以|能够)[^能可,。?!\n]{0,5}?(?:报|申请|申领|领|补|用|享受|兑|抵|买)")
_BORROWED = Pattern("[^,。;?!]{0,6}(?:[账帐]号|名义|公章)")  # 能用我的账号不
_FILES = Pattern("[^,。?!]{0,6}?(?:交|递|送)|[^,。?!]{0,2}[前后](?:报|申请)")


def _is_late(scene: Scene, mention: DateMention) -> bool:
    """Whether it is asked if papers may be handed in on a day: 9月30号前交到吗."""
    return scene.asks(mention.start) and _FILES.match(scene.text, mention.end) is not None


def _wished(scene: Scene, foreign: tuple[tuple[int, int], ...]) -> Iterator[int]:
    """Where it is asked whether one may: 能先申请吗."""
    answered = -1
    for match in _MAY.finditer(scene.text):
        low, high = scene.phrase(match.start())
        if low == answered or not scene.asks(match.start()) or _covered(foreign, match.start()):
            continue
        following = any(m.kind == "intent" for m in scene.between(low, high))
        following = following or _BORROWED.match(scene.text, match.end()) is not None
        if following or any(word in scene.text[low:high] for word in _ASKS_WHAT):
            answered = low
        elif not starting(scene.amounts, match.end(), high):
            yield match.start()


_REQUIRABLE = (
    "certificate",
    "relative",
    "tenancy",
    "statement",
    "subject",
    "form",
    "size",
    "seek",
    "voucher",
)
_ASKS_WHAT = ("多少", "什么", "哪", "怎么", "如何", "几", "啥", "咋")


_OF_ITS_OWN = Pattern("的?(?:材料|复审|申报|申请|认定|公示|评审|资料)")
_FILED = Pattern("券|申请|申报|材料|单子|报[的上了]|交[的上了]")
_TAGS = ("行不", "行吗", "行么", "可以吗", "可以不", "可以么", "成不", "中不", "好吗", "ok")
_GIVABLE = ("contacts", "documents", "procedure", "deadlines", "estimate", "exclusions", "what_is")


_FIELDS = ("contacts", "deadlines")
_FILLED = Pattern(
    "(?:填|写|登记)(?:个|的|上|一个)*联系人|(?:[改换补]|重[开签])(?:一下|个|票|了|都)*还?来(?:得|不)及"
)
_NUMBER = Pattern("(?:号码?)?(?:是|为|[: ])*[0-9][0-9 -]{6}")
# 程序跟去年一样吗
_WITH_PAST = Pattern("[跟和与同](?:去年|上次|上回|以前|往年|前年|之前|上一?[次批年])")


def _intent(scene: Scene, mark: Mark) -> Intent | None:
    if mark.kind == "intent":
        if mark.value == "compare" and _WITH_PAST.search(scene.text, *scene.clause(mark.start)):
            return "procedure" if "程序" in scene.text or "流程" in scene.text else None
        if scene.text.startswith("成不", mark.start) and scene.text[: mark.start].endswith(
            ("改", "换", "变")
        ):
            return None  # 改成不是高企
        if mark.value == "eligibility" and scene.text.startswith(_TAGS, mark.start):
            low, _ = scene.phrase(mark.start)
            if any(m.kind == "intent" and m.value in _GIVABLE for m in scene.between(low, mark.start)):
                return None  # 给个能打通的电话行不
            if is_tried(scene, mark):
                return None  # 想看看新配方行不行: what it was bought for
        if mark.value == "status" and "certificate" in scene.kinds:
            low, high = scene.clause(mark.start)
            here = scene.text[low:high]
            if any(m.kind == "certificate" for m in scene.between(low, high)) and not _FILED.search(here):
                return None  # 高企刚公示还没下文
            if any(_OF_ITS_OWN.match(scene.text, m.end) for m in scene.of_kind("certificate")):
                return None  # 高企的材料报上去了，还没信儿
        if mark.value == "documents" and is_handed_in(scene, mark):
            return None
        if mark.value == "contacts" and _NUMBER.match(scene.text, mark.end):
            return None  # 我电话138…
        if mark.value in _FIELDS and _FILLED.search(scene.text, max(0, mark.start - 6), mark.end):
            return None  # 表上让填联系人, 发票改还来得及不
        if mark.value == "payment_time" and (
            starting(scene.amounts, mark.end, mark.end + 2)
            or scene.text.endswith(("一分", "一毛", "分"), 0, mark.start)
        ):
            return None  # 十月八号到账三万, 一分钱还没给
        is_told = mark.value == "status" and scene.asked
        if is_told and not ASKED.search(scene.text, *scene.phrase(mark.start)):
            return None  # 表交上去俩星期了 没信儿
        return cast(Intent, mark.value)
    if mark.kind == "required":
        following = any(m.kind in _REQUIRABLE for m in scene.beginning(mark.end, mark.end + 5))
        return "eligibility" if following and scene.asks(mark.start) else None
    if starting(scene.amounts, mark.end, mark.end + 2):
        return "estimate" if scene.asks(mark.start) else None
    low, high = scene.phrase(mark.start)
    if not scene.asks(mark.start) or _BORROWED.match(scene.text, mark.end):
        return None
    following = any(m.kind == "intent" and mark.end < m.end for m in scene.beginning(mark.start, mark.end))
    asked = scene.text[max(low, mark.start - 6) : high]
    return None if following or any(word in asked for word in _ASKS_WHAT) else "eligibility"


def _year(scene: Scene) -> int | None:
    """The year of the programme asked for: 2025年度, 今年的创新券; never that of a date or a certificate."""
    for found in scene.dates:
        # 2024年度的截止时间 is no time before 2024
        named = _OF_YEAR.match(scene.text, found.start)
        if named is None and (
            found.low.year != found.high.year or (found.high - found.low).days < _DAYS_OF_A_YEAR
        ):
            continue
        here = scene.between(*scene.clause(found.start))
        ours = named is not None or found.raw.endswith("年度") or any(m.kind == "voucher" for m in here)
        if ours and not any(m.kind in _DATED for m in here):
            return int(named[1]) if named else found.low.year
    return None


_OF_YEAR = Pattern("(20[0-9]{2})年度")
_DAYS_OF_A_YEAR = 364
_DATED = (
    "certificate",
    "entered",
    "invoice",
    "contract",
    "result",
    "pay",
    "granted",
    "granted_none",
    "other_money",
)
