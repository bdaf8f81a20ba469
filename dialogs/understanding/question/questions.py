"""Questions: which points of the notice a message asks about: 商标能报吗, 外地的行不行, 要几份."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from dialogs.understanding.characters.cues import KNOWN
from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.places.providers import Provider
from dialogs.understanding.question.askables import askables, asks, speaks_of_self
from dialogs.understanding.question.cases import (
    asked_in_passing,
    is_any_of,
    is_asked_apart,
    is_case,
    is_own_standing,
    is_plain_company,
    ruled,
)
from dialogs.understanding.question.estimates import is_reckoned
from dialogs.understanding.question.hearsay import is_denied, is_hearsay, is_told
from dialogs.understanding.question.matters import asides, days
from dialogs.understanding.question.rulings import (
    BESIDE,
    DAYS,
    HIDES,
    RECORDS,
    TIMES,
    UNDATED,
    WHOLE,
    doubtful,
    is_apart,
    is_provider_of_record,
    loosely,
    taken_back,
)
from dialogs.understanding.result import Intent, Point, Said, Unclear
from dialogs.understanding.scene.scene import Scene
from dialogs.understanding.scene.wordings import heard
from dialogs.understanding.topic.topics import Topics
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
_MONEY = frozenset({"fee_paid", "contract_amount", "invoiced_on", "contract_on", "result_on"})


def questions(
    scene: Scene, topics: Topics, providers: Collection[Provider], found: Collection[Found]
) -> Questions:
    """The points asked about; a question about one thing is no interview, one about a whole case is."""
    is_asking = asks(scene)
    if not is_asking and not scene.cues & _WH:
        return Questions()
    named = [t for t in scene.once(heard) if t.kind in _TOLD and not is_told(scene, t)]
    if topics.foreign and "券" not in scene.text:
        named = [t for t in named if not (t.value in _OF_ANY and topics.covers(t.start))]
    if not WHOLE.isdisjoint(topics.intents):
        named = [t for t in named if not (t.value in _DENIABLE and is_denied(scene, t))]
        named = [t for t in named if not is_hearsay(scene, t)]
    points = {
        t.value: Point(name=t.value) for t in named if t.kind == "point" or (is_asking and t.kind == "word")
    }
    loose = loosely(scene, topics, found, is_asking=is_asking)
    if loose and not WHOLE.isdisjoint(topics.intents):
        loose = [t for t in loose if not is_hearsay(scene, t)]
    points |= {one.value: Point(name=one.value) for one in loose if one.value not in points}
    if points.keys() & RECORDS and is_provider_of_record(scene):
        # 那家机构被罚过，还能用吗
        points = {n: p for n, p in points.items() if n not in (*RECORDS, "again", "result_on")}
        points["provider_clean"] = Point(name="provider_clean")
        named = [t for t in named if t.value.partition(" ")[0] not in RECORDS]
    if not points and not is_asking:
        return Questions()
    if _BASES.search(scene.text):
        points["base"] = Point(name="base")
    subjects = dict((*askables(scene, topics, named), *asides(scene))) if is_asking else {}
    if not points and "eligibility" in topics.intents and is_plain_company(scene, subjects):
        return Questions()
    if "trouble" in points and (len(points) > 1 or subjects):
        del points["trouble"]  # 发票丢了怎么办 is asked of the invoice
    for hidden in {other for one in loose for other in HIDES.get(one.value, ())}:
        if hidden != "again" or not TIMES.search(scene.text):
            points.pop(hidden, None)
        subjects = {key: point for key, point in subjects.items() if key[0] != hidden}
    for point in subjects.values():
        if point.value is not None and points.get(point.name) == Point(name=point.name):
            points[point.name] = point
    if topics.off_topic and _is_of_others(scene):
        return Questions()
    if topics.off_topic and not points:
        if _OF_ITSELF.search(scene.text) and not _HAD.search(scene.text):
            return Questions()
        if not (is_asking and topics.off_topic.endswith(_GRANTED) and _OVERLAPS.search(scene.text)):
            return Questions()
        if not (_HAD.search(scene.text) or _TOGETHER.search(scene.text)):
            return Questions()  # 去年专利资助没领，今年还能补领吗
        points["overlap"] = Point(name="overlap")
    if is_asking and not points and not subjects and not topics.foreign:
        bought = [fact for fact in found if isinstance(fact, Said) and fact.name == "category"]
        if bought or (_SPENT.search(scene.text)):
            subjects["category", 0] = Point(name="category", value=bought[0].value if bought else None)
        if lacking := doubtful(topics, found):
            subjects[lacking, 0] = Point(name=lacking, value=False)
    if _has_branch_here(scene, subjects, found):
        # 公司注册在乌鲁木齐，克拉玛依区那边有个办事处，能报吗
        subjects = {key: point for key, point in subjects.items() if key[0] != "legal_form"}
        subjects["registered_in", 0] = Point(name="registered_in")
    elsewhere = _elsewhere(scene) if is_asking and not providers else None
    if is_asking and (providers or elsewhere) and not any(name == "provider_in" for name, _ in subjects):
        value = elsewhere or next((provider.value for provider in providers), None)
        subjects["provider_in", len(scene.text)] = Point(name="provider_in", value=value)
    if not points and (not subjects or is_case(scene, topics, subjects, found)):
        return Questions()
    if not points and all(name == "provider_in" for name, _ in subjects) and _SUCH_A_CASE.search(scene.text):
        return Questions()
    if not points and is_own_standing(scene, subjects, found):
        return Questions()
    after = frozenset(name for name, _ in subjects)
    if "tech_sme" in after:
        after |= {"tech_sme_2024"}
    if "voluntary_test" in after:
        after |= {"category"}  # a mandatory test is a test
    stated = {fact.name for fact in found} - after - BESIDE
    if not points and stated:
        points = {p.name: p for p in ruled(scene, subjects)}
    if len(stated) > 1 and not any(t.kind == "point" for t in named) and _has_other_wish(scene, topics):
        # 检测付了12万，开发付了30万，两项一共能补多少
        return _beside(topics, asked_in_passing(scene, subjects))
    if len(stated) > 1 and not subjects and is_apart(scene, [*named, *loose]):
        return Questions()  # 个体户，没搞过研发，群里说能报一半，我们够条件吗
    if "rate" in points and _PAID_SHARE.search(scene.text):
        del points["rate"]  # 付了一半，现在能报吗
    if "again" in points and _HOW_MUCH_MORE.search(scene.text):
        del points["again"]  # 领过3万8了，还能再拿多少
    if "several" in points and len(scene.amounts) > 1:
        del points["several"]  # 两项，检测12万，开发30万，一共能补多少
    if not points and (stated or _has_other_wish(scene, topics)):
        return Questions()
    if not points and not subjects:
        return Questions()
    if (
        points.keys() <= _MONEY
        and not is_any_of(scene)
        and len({fact.name for fact in found if isinstance(fact, Said)} & after - BESIDE) > 2
    ):
        # 不在库里，合同没登记，票开了，还有戏没: a whole case, unless 这个必须登记吗 ends it
        return _beside(topics, {(p.name, 0): p for p in ruled(scene, subjects)} if not points else {})
    told_only = {
        name for name, _ in subjects if points and name not in points and not _is_asked(points, stated, name)
    }
    starts = [t.start for t in (*named, *loose) if t.kind != "fact"]
    starts += [start for (_, start), point in subjects.items() if point.name in points]
    for (name, start), point in subjects.items():
        if _is_asked(points, stated, name) or (points and is_asked_apart(scene, starts, start)):
            told_only.discard(name)  # 外省的机构认不认，认的话报几成
            points.setdefault(point.name, point)
            starts.append(start)
    told = days(scene, found, points.keys() & DAYS)
    points |= {name: Point(name=name, value=given[0]) for name, given in told.items()}
    ends = [Point(name=name, value=given[1]) for name, given in told.items() if len(given) > 1]
    dropped = frozenset() if speaks_of_self(scene) else after - {"category"} - told_only - DAYS
    if not speaks_of_self(scene):
        dropped |= {point.name for point in ends}  # 2024年11月的发票能报吗
    if not scene.of_kind(*_PAYING) and points.keys() - _OF_MONEY:
        dropped |= {"fee_paid", "contract_amount"}  # 罚过两千块, 20万是每一单的吗: no price
    dropped |= taken_back(scene, points, loose)
    over: tuple[str, ...] = (*_TAKEN_OVER, "procedure") if _WHAT_NOW.search(scene.text) else _TAKEN_OVER
    if "estimate" in topics.intents and is_reckoned(scene, (*named, *loose), found):
        over = tuple(wish for wish in over if wish != "estimate")
    if "registration" in points and "盖" in scene.text:
        over = (*over, "documents")  # 要去登个记盖章吗
    if {"copies", "form"} & points.keys() and not _PAPERS.search(scene.text):
        over = (*over, "documents")  # 材料一式几份
    if points.keys() & DAYS and not _FILING.search(scene.text):
        over = (*over, "deadlines")  # 合同最早能早到几号签的
    if (points.keys() & UNDATED or _STILL.search(scene.text)) and not _WHEN.search(scene.text):
        over = (*over, "deadlines")  # 今年还让报不, 没登记的合同还收么
    if "green_threshold" in points and "电话" not in scene.text:
        over = (*over, "contacts", "procedure", "documents")  # 审查意见表找谁盖章
    if {"cap", "rate", "base"} & points.keys() and "说了算" in scene.text and "电话" not in scene.text:
        over = (*over, "contacts")  # 三成还是五成，谁说了算
    if "next_round" in points:
        over = (*over, "deadlines", "payment_time")  # 正式通知什么时候发
    intents = tuple(dict.fromkeys(("rule", *(w for w in topics.intents if w not in over))))
    return Questions((*points.values(), *ends), intents, dropped, "overlap" in points, elsewhere is not None)


def _beside(topics: Topics, asked: Mapping[tuple[str, int], Point]) -> Questions:
    """What is asked of single things beside what is wished for a whole case."""
    if not asked:
        return Questions()
    points = tuple({point.name: point for point in asked.values()}.values())
    intents = ("rule", *(wish for wish in topics.intents if wish not in _INSTEAD))
    return Questions(points, intents, frozenset(name for name, _ in asked) - DAYS - {"category"})


# What is told of other money beside a question about the whole case: 没拿过别的钱，够条件吗.
_DENIABLE = frozenset({"overlap", "again"})


# What any other programme has too.
def _has_branch_here(
    scene: Scene, subjects: Mapping[tuple[str, int], Point], found: Collection[Found]
) -> bool:
    """Whether only a branch is in the region: what is asked is whether one must be registered there."""
    branch = any(name == "legal_form" and p.value == "branch" for (name, _), p in subjects.items())
    if not branch or scene.edition is None:
        return False
    region = scene.edition.region
    return any(
        isinstance(fact, Said)
        and fact.name == "registered_in"
        and (str(fact.value)[:1] == "!" or relation(str(fact.value), region) == "outside")
        for fact in found
    )


_OF_ANY = ("rate", "cap", "base", "copies", "again")
_TOGETHER = Pattern("同时|一起|一块|冲突|叠|影响|重复|打架|矛盾|并不并|都能")
_PAID_SHARE = Pattern(
    "(?:剩|差|欠)(?:下|了|着)?一半|一半(?:还)?没付|[付给打交结](?:了|过|出去)?(?:一半|[一二三四五六七八九]成|百分之)"
)
# 客户在长沙找的也是长沙的检测所他们这种情况能不能报
_SUCH_A_CASE = Pattern("(?:[我他咱俺]们?|公司|客户)(?:的|像)?这(?:种|个|样的?)?情况")
_HOW_MUCH_MORE = Pattern("[还再][^,。;?!]{0,4}[拿领补报兑得][^,。;?!]{0,4}(?:多少(?!次)|几[个万千])")
_PAYING = ("pay", "fee", "contract", "invoice", "invoice_amount", "service", "mandatory", "work")
_OF_MONEY = frozenset({"base", "paid", "category", "voluntary_test"})
# 看合同数还是看实际打的钱
# 给员工租宿舍的钱能往里报吗: whatever it is that was bought.
_SPENT = Pattern(
    "(?:(?<![补奖给券贴付])的|[这那哪][笔种份块些个样]?)(?:服务)?(?:钱|费用?|花销|开销|支出|开支|花费|花的)[^。;?!]{0,8}(?:[给能让算管认走报补包抵入进列往归]|可以|属于|在不在|范围|单子上|里[头面])"
    "|从[^,。;?!]{0,3}[券劵]里|往[^,。;?!]{0,4}[券劵]上|[一-鿿]{2}费用?[^,。;?!]{0,4}(?:能|可以|给|让|算|管|走|报|在不在|归|抵)"
)
_BASES = Pattern(
    "(?:合同|发票|票面|实付|实际|含税|税前)[^,。;?!]{0,7}还是[^,。;?!]{0,5}(?:合同|发票|票面|实付|实际|付的|打的|[结给花掏]的|不含税|税后)"
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
    if scene.wants("registered_in"):
        return None
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
# 失信过的还让报吗
_STILL = Pattern("还(?:让|给|收|能|可以|接|准)")
_FILING = Pattern("截止|申报|受理|报名|提交|来得及|晚了|交材料")
_PAPERS = Pattern(
    "(?:啥|什么|哪些|哪几样)(?:材料|资料|文件|东西|手续)?|材料清单|(?:材料|资料)(?:要|有|都)?(?:哪|啥|什么)"
)
_WHAT_NOW = Pattern("怎么办|咋办|咋整|咋弄|怎么弄|怎么整|如何是好")


def _is_asked(points: dict[str, Point], stated: Collection[str], name: str) -> bool:
    """Beside a point named outright, a thing mentioned is asked after too only where nothing is stated."""
    return not points or (
        not stated and name not in _MONEY and not {"cap", "rate", "base", "copies"} & points.keys()
    )


_TOLD = frozenset(("point", "word", "fact"))
