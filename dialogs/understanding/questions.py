"""Questions: which points of the notice a message asks about: 商标能报吗, 外地的行不行, 要几份."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from dialogs.understanding.askables import askables, asks, speaks_of_self
from dialogs.understanding.cues import KNOWN
from dialogs.understanding.parties import Provider
from dialogs.understanding.patterns import Pattern
from dialogs.understanding.result import Intent, Point, Said, Unclear
from dialogs.understanding.scene import Scene
from dialogs.understanding.topics import Topics
from dialogs.understanding.wordings import Told, heard
from policy.divisions import relation

Found = Said | Unclear


class Questions(NamedTuple):
    """The points asked about, the wishes with "rule" among them, and the facts that are only asked after."""

    points: tuple[Point, ...] = ()
    intents: tuple[Intent, ...] = ()
    asked_after: frozenset[str] = frozenset()
    is_overlap: bool = False
    # Whether the place named is the provider's: 海南的也可以吗, asked in Yuncheng.
    is_elsewhere: bool = False


# Asks for a number, a kind or a way; most messages that ask anything hold one of these, or end as a yes or no does.
_WH = KNOWN.add("[几哪多啥谁怎咋]|什么|如何|上限|封顶|比例|天花板|份数|先到先得|为准|区别|转让|一半")
# What may be stated beside a question without making it one about the whole case.
_BESIDE = frozenset({"registered_in"})
# 10月8号开的发票还能报吗 tells the day that it asks after.
_DAYS = frozenset({"invoiced_on", "contract_on", "result_on"})
_MONEY = frozenset({"fee_paid", "contract_amount", "invoiced_on", "contract_on", "result_on"})


def questions(
    scene: Scene, topics: Topics, providers: Collection[Provider], found: Collection[Found]
) -> Questions:
    """The points asked about; a question about one thing is no interview, one about a whole case is."""
    is_asking = asks(scene)
    if not is_asking and not scene.cues & _WH:
        return Questions()
    named = [t for t in scene.once(heard) if t.kind in _TOLD]
    if topics.foreign and "券" not in scene.text:
        named = [t for t in named if not (t.value in ("rate", "cap") and topics.covers(t.start))]
    if not _WHOLE.isdisjoint(topics.intents):
        named = [t for t in named if not (t.value in _DENIABLE and _is_denied(scene, t))]
    points = {
        t.value: Point(name=t.value) for t in named if t.kind == "point" or (is_asking and t.kind == "word")
    }
    if not points and not is_asking:
        return Questions()
    if _BASES.search(scene.text):
        points["base"] = Point(name="base")
    subjects = dict(askables(scene, topics, named)) if is_asking else {}
    if topics.off_topic and _is_of_others(scene):
        return Questions()
    if topics.off_topic and not points:
        if _OF_ITSELF.search(scene.text) and not _HAD.search(scene.text):
            return Questions()
        if not (is_asking and topics.off_topic.endswith(_GRANTED) and _OVERLAPS.search(scene.text)):
            return Questions()
        points["overlap"] = Point(name="overlap")
    elsewhere = _elsewhere(scene) if is_asking and not providers else None
    if is_asking and (providers or elsewhere) and not any(name == "provider_in" for name, _ in subjects):
        value = elsewhere or next((provider.value for provider in providers), None)
        subjects["provider_in", len(scene.text)] = Point(name="provider_in", value=value)
    if (not points and not subjects) or (not points and _is_case(scene, topics, subjects)):
        return Questions()
    after = frozenset(name for name, _ in subjects)
    if "voluntary_test" in after:
        after |= {"category"}  # a mandatory test is a test
    stated = {fact.name for fact in found} - after - _BESIDE
    if len(stated) > 1 and not any(t.kind == "point" for t in named) and _has_other_wish(scene, topics):
        return Questions()  # 检测付了12万，开发付了30万，两项一共能补多少
    if "rate" in points and _PAID_SHARE.search(scene.text):
        del points["rate"]  # 付了一半，现在能报吗
    if "several" in points and len(scene.amounts) > 1:
        del points["several"]  # 两项，检测12万，开发30万，一共能补多少
    if not points and (stated or _has_other_wish(scene, topics)):
        return Questions()
    if not points and not subjects:
        return Questions()
    if (
        points.keys() <= _MONEY
        and len({fact.name for fact in found if isinstance(fact, Said)} & after - _BESIDE) > 2
    ):
        return Questions()  # 不在库里，合同没登记，票开了，还有戏没: a whole case
    told_only = {name for name, _ in subjects if points and not _is_asked(points, stated, name)}
    for (name, _), point in subjects.items():
        if _is_asked(points, stated, name):
            points.setdefault(point.name, point)
    for fact in found:
        if isinstance(fact, Said) and fact.name in points and fact.name in _DAYS:
            points[fact.name] = Point(name=fact.name, value=fact.value)
    dropped = frozenset() if speaks_of_self(scene) else after - {"category"} - told_only - _DAYS
    if not scene.of_kind(*_PAYING) and points.keys() - _OF_MONEY:
        dropped |= {"fee_paid", "contract_amount"}  # 罚过两千块, 20万是每一单的吗: no price
    over = (*_TAKEN_OVER, "procedure") if _WHAT_NOW.search(scene.text) else _TAKEN_OVER
    if {"again", "registration"} & points.keys() and not _WHEN.search(scene.text):
        over = (*over, "deadlines")  # 今年还让报不, 没登记的合同还收么
    intents = tuple(dict.fromkeys(("rule", *(w for w in topics.intents if w not in over))))
    return Questions(tuple(points.values()), intents, dropped, "overlap" in points, elsewhere is not None)


# What is told of other money beside a question about the whole case: 没拿过别的钱，够条件吗.
_WHOLE = frozenset({"eligibility", "estimate"})
_DENIABLE = frozenset({"overlap", "again"})
_DENIED = Pattern("(?:没有?|未曾?|从未)(?:再|有)?[拿领用享得报申兑列花补][^,。;?!]{0,3}过?")
_ASKED_HERE = Pattern("[吗么嘛?]|不$|没$|没有$|[能可]|行|怎|咋|如何|多少|几|是否|([要会])不\\1")


def _is_denied(scene: Scene, told: Told) -> bool:
    """Whether a wording is part of a phrase that only tells what one has not had."""
    low, high = scene.phrase(told.start)
    phrase = scene.text[low : high + 1].strip()
    return (
        high < len(scene.text.rstrip(" ?。!"))
        and _DENIED.search(phrase) is not None
        and not _ASKED_HERE.search(phrase)
    )


def _is_case(scene: Scene, topics: Topics, subjects: Collection[tuple[str, int]]) -> bool:
    """Whether a case is told, and asked after as a whole at its end: 机构不在库里，合同没登记，这还有戏没."""
    end = len(scene.text.rstrip(" ?。!~"))
    parts = sum(cut < end for cut in scene.joints)
    if parts < _FEWEST_PARTS or not {"eligibility", "estimate"} & set(topics.intents):
        return False
    low, _ = scene.phrase(end - 1)
    return len({name for name, _ in subjects}) > 1 and all(start < low for _, start in subjects)


_FEWEST_PARTS = 2
_PAID_SHARE = Pattern("[付给打交结](?:了|过|出去)?(?:一半|[一二三四五六七八九]成|百分之)")
_PAYING = ("pay", "fee", "contract", "invoice", "invoice_amount", "service", "mandatory", "work")
_OF_MONEY = frozenset({"base", "paid", "category", "voluntary_test"})
# 看合同数还是看实际打的钱
_BASES = Pattern(
    "(?:合同|发票|票面|实付|实际|含税|税前)[^,。;?!]{0,7}还是[^,。;?!]{0,5}(?:合同|发票|票面|实付|实际|付的|打的|不含税|税后)"
)
# Subjects that are money or relief of their own.
_GRANTED = ("补贴", "奖励", "资助", "补助", "贴息", "扣除", "券")
# 拿了高企奖励还能报吗: whether the two go together.
_OVERLAPS = Pattern(
    "还能|还可以|同时|一起|冲突|叠|也能|影响|重复|打架|矛盾|再(?:报|申|拿|领)|并不并|能不能再"
)


# 稳岗补贴还能申请吗: it is the other subsidy that is asked about.
_OF_ITSELF = Pattern(
    "(?:补贴|奖励|资助|补助|奖补|贴息|返还|扣除)(?:今年|现在|目前|这会儿|我们?|企业|个体户|的话|政策|是不是|都)*(?:还能|还可以|也能)"
    "(?:申请|领|报|拿|办|享受|申报|申领)?(?:到)?(?:吗|么|不|没|啊|$|[ ,。?])"
)
_HAD = Pattern("[拿领享得批报受有][^,。;?!]{0,8}?[了过]|[了过]的?[^,。;?!]{0,8}(?:补贴|奖励|资助|补助)")


def _elsewhere(scene: Scene) -> str | None:
    """The place outside the edition's region that a question without any other party names."""
    if scene.edition is None or len(scene.places) != 1 or len(scene.text) > _LONGEST_ELSEWHERE:
        return None
    code = scene.places[0].candidates[0].code
    if scene.of_kind("self", "form", "size", "headquarters", "voucher") or speaks_of_self(scene):
        return None
    return code if relation(code, scene.edition.region) == "outside" else None


_LONGEST_ELSEWHERE = 14


def _is_of_others(scene: Scene) -> bool:
    """Whether it is two other programmes that are to go together: 同时申请入库、出库补贴."""
    return any("同时" in scene.text[m.start : m.end] for m in scene.of_kind("neighbour"))


_TAKEN_OVER = ("eligibility", "estimate", "exclusions", "conditions", "certificate")
_INSTEAD = frozenset({"eligibility", "exclusions", "conditions", "certificate"})


def _has_other_wish(scene: Scene, topics: Topics) -> bool:
    """Whether something is wished for that no point answers; 怎么办 alone asks what the notice says."""
    others = {wish for wish in topics.intents if wish not in (*_INSTEAD, "greeting", "thanks")}
    return bool(others - {"procedure"}) or (bool(others) and _WHAT_NOW.search(scene.text) is None)


_WHEN = Pattern("截止|几号|时候|哪天|几时|多久|期限|日期|时间|来得及|晚了")
_WHAT_NOW = Pattern("怎么办|咋办|咋整|咋弄|怎么弄|怎么整|如何是好")


def _is_asked(points: dict[str, Point], stated: Collection[str], name: str) -> bool:
    """Beside a point named outright, a thing mentioned is asked after too only where nothing is stated."""
    return not points or (
        not stated and name not in _MONEY and not {"cap", "rate", "base", "copies"} & points.keys()
    )


_TOLD = frozenset(("point", "word", "fact"))
