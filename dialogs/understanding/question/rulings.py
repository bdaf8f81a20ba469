"""Rulings: the points told by their gist that count in a message, and the facts that these leave unsaid."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.question.alternatives import alternatives
from dialogs.understanding.question.gists import gists
from dialogs.understanding.question.matters import matters
from dialogs.understanding.result import Point, Said, Unclear
from dialogs.understanding.scene.scene import Scene
from dialogs.understanding.scene.wordings import Told
from dialogs.understanding.topic.topics import Topics

Found = Said | Unclear

# What may be stated beside a question without making it one about the whole case.
BESIDE = frozenset({"registered_in"})
# 10月8号开的发票还能报吗 tells the day that it asks after.
DAYS = frozenset({"invoiced_on", "contract_on", "result_on"})
WHOLE = frozenset({"eligibility", "estimate", "deadlines", "documents", "procedure", "payment_time"})


def loosely(scene: Scene, topics: Topics, found: Collection[Found], *, is_asking: bool) -> list[Told]:
    """The points told by their gist; those that many a case holds besides count only where little else is said."""
    told = [*gists(scene), *alternatives(scene), *matters(scene)]
    if "registration" in topics.intents:
        told = [one for one in told if one.value != "registration"]  # 怎么办技术合同认定
    if told and _IN_TIME.search(scene.text):
        told = [one for one in told if one.value not in DAYS]
    if not told or topics.terms is not None or (topics.foreign and "券" not in scene.text):
        return []
    names = {f.name for f in found if isinstance(f, Said) or f.name not in _SUMS} - BESIDE - {"category"}
    wishes = set(topics.intents) - ({"documents"} if "盖" in scene.text else set())
    is_case = not _OTHERWISE.isdisjoint(wishes)
    is_asking = is_asking or _WHICH.search(scene.text) is not None
    known = frozenset[str]().union(*(_OF_POINT.get(t.value, frozenset({t.value})) for t in told))
    return [
        one
        for one in told
        if one.kind == "point"
        or (is_asking and not is_case and (not names - known or _is_asked_of(scene, one)))
    ]


def _is_asked_of(scene: Scene, told: Told) -> bool:
    """Whether the last phrase asks if it must be: 我们写软件的，也得过那个绿色门槛吗."""
    low, high = scene.phrase(told.start)
    return high >= len(scene.text.rstrip(" ?。!~")) and _MUST.search(scene.text, low, high) is not None


_MUST = Pattern(
    "(?:(?:[也还都]|是不是|非)(?:得|要|必须|用)|(?<![不没])必须|需要)[^,。;?!]{1,14}[吗么不]$|要不要|用不用|需不需要"
)


_LICENSED_AWAY = Pattern("(?:执照|注册|户口|总部|总公司)[^,。;?!]{0,6}(?:外[地省市面]|别处|别的|异地|不在)")
TIMES = Pattern("[几两一](?:次|回|趟)")
_SUMS = ("fee_paid", "contract_amount")
_WHICH = Pattern("哪|(?<!那)(?:啥|什么)(?!的)|咋算|怎么算|咋说|怎么说|咋弄|(?<![这那])几(?!号)")
_IN_TIME = Pattern("赶得|赶不|来得及|来不及|还早")
UNDATED = frozenset({"again", "registration", "invoiced_on", "contract_on", "paid", "finished"})
_OTHERWISE = frozenset({"estimate", "documents", "procedure", "payment_time", "contacts", "status"})
# The facts that a message about a point may tell.
_OF_POINT = {
    "registration": frozenset({"contract_registered", "contract_form"}),
    "clean_record": frozenset({"clean_record", "lawful_operation", "fee_paid", "contract_amount"}),
    "size_class": frozenset({"size_class", "staff", "revenue", "assets", "industry", "contract_amount"}),
    "again": frozenset({"granted_this_year", "not_claimed_before"}),
    "registered_in": frozenset({"registered_in", "legal_form"}),
    "overlap": frozenset(
        (
            "no_public_money",
            "no_city_money",
            "no_competitive_money",
            "granted_this_year",
            "fee_paid",
            "high_tech",
        )
    ),
    **dict.fromkeys(DAYS, DAYS),
}
# What a point leaves nothing to ask of: 老板弟弟开的检测公司，算关联不.
HIDES = {
    "overlap": ("again", "category"),
    "own_research": ("category", "rate"),
    "registered_in": ("provider_in", "legal_form", "base"),
    "unaffiliated": ("category", "rate"),
    "finished": ("rate", "category"),
    "registration": ("again",),
    "clean_record": ("category",),
    "size_class": ("base",),
    "credit_grade": ("category", "clean_record"),
    "green_threshold": ("category",),
}


def doubtful(topics: Topics, found: Collection[Found]) -> str | None:
    """The certificate that is lacking or in doubt where nothing else is told: 科小今年没弄上，是不是就没戏了."""
    names = {fact.name.removesuffix("_2024") for fact in found if fact.name not in BESIDE}
    name = names.pop() if len(names) == 1 else ""
    if name not in _HOLDABLE or {"estimate", "procedure", "documents", "contacts"} & set(topics.intents):
        return None
    return None if any(isinstance(fact, Said) and fact.value for fact in found if fact.name == name) else name


def is_apart(scene: Scene, told: Collection[Told]) -> bool:
    """Whether the whole case is asked about in a clause that names none of the points."""
    wished = [m for m in scene.of_kind("intent") if m.value in WHOLE]
    if not wished or any(one.kind == "point" for one in told):
        return False
    low, high = scene.clause(wished[-1].start)
    return not any(low <= one.start < high for one in told)


# What may be held against the enterprise, or against whom it bought of.
RECORDS = frozenset({"clean_record", "misuse"})
_OF_PROVIDER = Pattern(
    "(?:机构|服务商|服务方|检测公司|检测所|检测中心|乙方|对方|那家|他们家?)[^,。;?!我咱俺]{0,10}"
    "(?:[罚处]过|[被挨]罚|罚款|处罚|处理过|失信|黑名单|通报|造假|作假|违规|污点|停业|拉黑|老赖)"
)


def is_provider_of_record(scene: Scene) -> bool:
    """Whether it is the provider against whom something stands: 那家机构被通报过."""
    return _OF_PROVIDER.search(scene.text) is not None


def taken_back(scene: Scene, points: Mapping[str, Point], loose: Collection[Told]) -> frozenset[str]:
    """The facts that the words of a question seem to state and do not."""
    taken: frozenset[str] = frozenset()
    if scene.amounts and all(
        any(t.value in _FIGURES and t.start <= a.start and a.end <= t.end for t in loose)
        for a in scene.amounts
    ):
        taken |= {"fee_paid", "contract_amount"}  # 花一百块给返几块
    if (
        "base" in points
        and scene.amounts
        and all(_DIFFERS.search(scene.text, max(0, a.start - 6), a.start) for a in scene.amounts)
    ):
        taken |= {"fee_paid", "contract_amount"}  # 发票和打款差了两百块，按哪个算
    if any(one.value == "overlap" for one in loose):
        taken |= {"granted_this_year"}  # 县里给过三万研发补助，还能领这个吗
    if "registered_in" in points and _LICENSED_AWAY.search(scene.text):
        taken |= {"registered_in"}  # 执照在外地，厂房在咱运城，能不能报
    if "cap" in points and any(_ANY_FIRM.match(scene.text, place.end) for place in scene.places):
        taken |= {"registered_in"}  # 青岛一家企业一年封顶多少
    if "provider_in" in points and any(_is_either(scene, p.start, p.end) for p in scene.places):
        taken |= {"provider_in"}  # 送本地检和送上海检，差几个钱
    if "registered_in" in points:
        taken |= {"legal_form"}
    if len(scene.places) == 1 and _is_by_itself(scene):
        taken |= {"registered_in"}  # 证书过期了还管用吗，运城这边
    taken |= {name for name in points if name in _HOLDABLE and _is_only_named(scene, points[name])}
    return taken


def _is_either(scene: Scene, start: int, end: int) -> bool:
    """Whether a place is one of two that are held against one another."""
    before, after = scene.text[max(0, start - 6) : start], scene.text[end : end + 8]
    return _OR_ELSE.search(before) is not None or _OR_THAT.match(after) is not None


_OR_ELSE = Pattern("(?:和|跟|与|比|还是)(?:送到?|找|去|在|拿到|给|请|用)*$")
_OR_THAT = Pattern("(?:市|省|那边|的|检|做|测|去|机构|检测所|所)*(?:和|跟|与|比|还是)")
_DIFFERS = Pattern("(?:差|多|少|出入)(?:了|出|着|个|付|开|打|有)*$")
_ANY_FIRM = Pattern("(?:的)?(?:一|每|单)(?:家|个|户)(?:企业|公司|厂子?|单位|一年)")
_FIGURES = ("rate", "cap", "clean_record", "size_class")
_HOLDABLE = frozenset({"high_tech", "tech_sme", "srdi", "innovative_sme"})
_HOLDS = Pattern(
    "(?<![是有])(?:就?是|有|属于|拿了|持有?|评上了?|认定了?|通过了)(?:的|国家级?|省级|市级|一家|一个|个)*$"
)


def _is_by_itself(scene: Scene) -> bool:
    """Whether the place is all that its phrase says: it is where the question is put."""
    place = scene.places[0]
    low, high = scene.phrase(place.start)
    if _GOES_FOR.match(scene.text, place.end):
        return True  # 科小在运城不顶用
    return _HERE.fullmatch(scene.text[low : place.start] + scene.text[place.end : high]) is not None


_GOES_FOR = Pattern("(?:不顶用|顶用|不?好使|不?管用|认不认|不认|认吗|算不算数)")
_HERE = Pattern("(?:在|的|呢|呀|哈|[ ?])*(?:这边|这里|这儿|这块|那边)(?:的|呢|呀|哈|[ ?])*")


_REVIEWED = Pattern("没有?(?:去|做|参加)?(?:复核|复审|续|重评|换证|年审)")


def _is_only_named(scene: Scene, point: Point) -> bool:
    """Whether a certificate is asked after and nowhere said to be held: 创新型要三年一复核，没复核还认不认."""
    if not _REVIEWED.search(scene.text):
        return False
    marks = [m for m in scene.of_kind("certificate") if m.value == point.name]
    return point.value is None and not any(
        _HOLDS.search(scene.text[max(0, m.start - 8) : m.start]) for m in marks
    )
