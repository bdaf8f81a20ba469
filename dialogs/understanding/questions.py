"""Questions: which points of the notice a message asks about: 商标能报吗, 外地的行不行, 要几份."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import cache
from typing import NamedTuple

from dialogs.understanding.lexicon import Mark
from dialogs.understanding.parties import Provider
from dialogs.understanding.patterns import Pattern
from dialogs.understanding.result import Intent, Point, Said, Unclear
from dialogs.understanding.scene import Scene
from dialogs.understanding.statements import stated
from dialogs.understanding.topics import Topics
from dialogs.understanding.wordings import Told, Wordings, built, content, told
from policy.divisions import relation
from policy.values import Value

Found = Said | Unclear


class Questions(NamedTuple):
    """The points asked about, the wishes with "rule" among them, and the facts that are only asked after."""

    points: tuple[Point, ...] = ()
    intents: tuple[Intent, ...] = ()
    asked_after: frozenset[str] = frozenset()
    is_overlap: bool = False
    # Whether the place named is the provider's: 海南的也可以吗, asked in Yuncheng.
    is_elsewhere: bool = False


_PARTICLES = "的了呀啊呢哈哦吧嘞哇喽哟嘢㗎"
# How a sentence asks for a yes or a no, or for what follows.
_YES_NO = Pattern(
    "[吗么嘛?](?:$|[ ,。;!\n?])|(?:(?<![都也还就什啥个样别从])(?:不|没)|[了过]没有|否)(?:[啊呀呢哈哇嘞]|$|[ ,。;!\n?])|(?P<same>[\u4e00-\u9fff])[不没](?P=same)"
    "|(?P<pair>[\u4e00-\u9fff]{2})不(?P=pair)|可不可以|是否|能否|可否|有份没|有戏没|够得着|轮得上|沾得上|行得通|作数|顶用|算数|怕是"
    "|为[啥什]|真的假的|有没有门路|有没有说头|有事没|影响|就不行|没戏|歇菜|白跑|白买|打回来|怎么说|怎么办|咋办|咋整|咋弄|怎么弄|怎么整"
    "|还[认收行]|松口|还是|(?:呢|吧|哦|啦|咯)[?。!~ ]*$"
)
# Asks for a number, a kind or a way; most messages that ask anything hold one of these, or end as a yes or no does.
_WH = Pattern("[几哪多啥谁怎咋]|什么|如何|上限|封顶|比例|天花板|份数|先到先得|为准|区别|转让|一半")
_ASKS_OTHER = Pattern(
    "多少(?!次)|几(?!份|成|次|回|套|本|项)|什么时候|啥时候|哪天|哪里|哪儿|哪个部门|怎么申|怎么报|如何申|流程|材料|电话"
)
_ONLY = Pattern("光|只有?|仅|就(?:一个|凭|靠|有)|单凭|单是|拿")
_SELF = ("我们", "我司", "咱", "俺", "我", "本公司", "我厂", "公司是", "我公司")
_SERVICES = ("service", "work", "service_hint")
_PROVIDED = ("provider", "seek", "service", "mandatory")
_CERTIFICATES = ("certificate",)
_PLAIN = (
    "form",
    "size",
    "size_alone",
    "tenancy",
    "tenancy_unclear",
    "tenancy_other",
    "subject",
    "fact_word",
)
# Which point a fact's question is about, where that is not the fact itself.
_POINT_OF = {
    "contract_registered": "registration",
    "provider_listed": "provider",
    "provider_registered": "provider",
    "provider_kind": "provider",
    "service_body": "provider",
    "payment": "paid",
    "completed": "finished",
    "begun": "finished",
    "no_city_money": "overlap",
    "no_public_money": "overlap",
    "no_competitive_money": "overlap",
    "not_claimed_before": "again",
    "not_refiled_unchanged": "again",
    "contract_form": "contract_form",
}
# What may be stated beside a question without making it one about the whole case.
_BESIDE = frozenset({"registered_in"})
_MONEY = frozenset({"fee_paid", "contract_amount", "invoiced_on", "contract_on", "result_on"})


def questions(
    scene: Scene, topics: Topics, providers: Collection[Provider], found: Collection[Found]
) -> Questions:
    """The points asked about; a question about one thing is no interview, one about a whole case is."""
    asks = _asks(scene)
    if not asks and _WH.search(scene.text) is None:
        return Questions()
    named = told(scene.text, _wordings())
    points = {t.value: Point(name=t.value) for t in named if t.kind == "point" or (asks and t.kind == "word")}
    if not points and not asks:
        return Questions()
    if _BASES.search(scene.text):
        points["base"] = Point(name="base")
    subjects = dict(_subjects(scene, topics, named)) if asks else {}
    if topics.off_topic and _is_of_others(scene):
        return Questions()
    if topics.off_topic and not points:
        if not (asks and topics.off_topic.endswith(_GRANTED) and _OVERLAPS.search(scene.text)):
            return Questions()
        points["overlap"] = Point(name="overlap")
    elsewhere = _elsewhere(scene) if asks and not providers else None
    if asks and (providers or elsewhere) and not any(name == "provider_in" for name, _ in subjects):
        value = elsewhere or next((provider.value for provider in providers), None)
        subjects["provider_in", len(scene.text)] = Point(name="provider_in", value=value)
    if not points and not subjects:
        return Questions()
    after = frozenset(name for name, _ in subjects)
    if "voluntary_test" in after:
        after |= {"category"}  # a mandatory test is a test
    stated = {fact.name for fact in found} - after - _BESIDE
    if not points and (stated or _has_other_wish(scene, topics)):
        return Questions()
    for (name, _), point in subjects.items():
        if _is_asked(points, stated, name):
            points.setdefault(point.name, point)
    dropped = frozenset() if _speaks_of_self(scene) else after - {"category"}
    if not scene.of_kind(*_PAYING) and points.keys() - _OF_MONEY:
        dropped |= {"fee_paid", "contract_amount"}  # 罚过两千块, 20万是每一单的吗: no price
    over = (*_TAKEN_OVER, "procedure") if _WHAT_NOW.search(scene.text) else _TAKEN_OVER
    intents = tuple(dict.fromkeys(("rule", *(w for w in topics.intents if w not in over))))
    return Questions(tuple(points.values()), intents, dropped, "overlap" in points, elsewhere is not None)  # type: ignore[arg-type]


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


def _elsewhere(scene: Scene) -> str | None:
    """The place outside the edition's region that a question without any other party names."""
    if scene.edition is None or len(scene.places) != 1 or len(scene.text) > _LONGEST_ELSEWHERE:
        return None
    code = scene.places[0].candidates[0].code
    if scene.of_kind("self", "form", "size", "headquarters", "voucher") or _speaks_of_self(scene):
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


_WHAT_NOW = Pattern("怎么办|咋办|咋整|咋弄|怎么弄|怎么整|如何是好")


def _is_asked(points: dict[str, Point], stated: Collection[str], name: str) -> bool:
    """Beside a point named outright, a thing mentioned is asked after too only where nothing is stated."""
    return not points or (
        not stated and name not in _MONEY and not {"cap", "rate", "base", "copies"} & points.keys()
    )


def _asks(scene: Scene) -> bool:
    return _YES_NO.search(scene.text) is not None


def _speaks_of_self(scene: Scene) -> bool:
    return any(word in scene.text for word in _SELF)


@cache
def _wordings() -> Wordings:
    given = content("points")
    return built((kind, value, words) for kind in given for value, words in given[kind].items())


def _subjects(scene: Scene, topics: Topics, named: Iterable[Told]) -> Iterator[tuple[tuple[str, int], Point]]:
    """What the asking sentences mention that a notice may rule on, by fact and place."""
    for one in (*named, *scene.once(stated)):
        if one.kind in ("fact", "says", "subject") and not topics.covers(one.start):
            name, _, value = one.value.partition(" ")
            if name == "voluntary_test" and one.kind == "says" and not scene.of_kind("service", "mandatory"):
                continue  # 高企是不是必须的
            yield (
                (name, one.start),
                _of(name, {"yes": True, "no": False, "": None, "unclear": None}.get(value, value)),
            )
    for mark in scene.marks:
        if mark.kind not in _KINDS or (topics.covers(mark.start) and not _is_lost(scene, mark)):
            continue
        low, high = scene.sentence(mark.start)
        if not _YES_NO.search(scene.text[low : high + 1]) or _ASKS_OTHER.search(scene.text[low:high]):
            continue
        found = _subject(scene, mark)
        if found is not None:
            yield (found[0], mark.start), found[1]


def _is_lost(scene: Scene, mark: Mark) -> bool:
    """科小过期了怎么办 asks what follows, not how one gets it."""
    return mark.kind == "certificate" and scene.standing(mark.start, mark.end) in ("denied", "lapsed")


def _subject(scene: Scene, mark: Mark) -> tuple[str, Point] | None:
    if mark.kind in _SERVICES:
        return "category", Point(name="category", value=mark.value)
    if mark.kind == "mandatory":
        return "voluntary_test", Point(name="voluntary_test", value=mark.value == "no")
    if mark.kind == "certificate":
        return _certificate(scene, mark)
    if mark.kind == "relative":
        return (
            ("provider_in", Point(name="provider_in", value=mark.value))
            if _is_provided(scene, mark)
            else None
        )
    if mark.kind == "form":
        return "legal_form", Point(name="legal_form", value=mark.value)
    if mark.kind in ("size", "size_alone"):
        return "size_class", Point(name="size_class", value=mark.value)
    if mark.kind.startswith("tenancy"):
        denied = mark.kind == "tenancy_other" or scene.standing(mark.start, mark.end) == "denied"
        return mark.value, Point(name=mark.value, value=not denied)
    if mark.kind == "subject":
        denied = scene.standing(mark.start, mark.end) == "denied"
        return mark.value, _of(mark.value, False if denied else None)
    if mark.kind in ("invoice", "contract", "result") and (_is_dated(scene, mark) or scene.dates):
        dated = {"invoice": "invoiced_on", "contract": "contract_on", "result": "result_on"}[mark.kind]
        return dated, Point(name=dated)
    return None


_KINDS = frozenset(
    (*_SERVICES, "mandatory", "certificate", "relative", *_PLAIN, "invoice", "contract", "result")
)
_CROSSED = Pattern("跨年|老票|老合同|前年|去年|前几年|以前|往年|明年|太老|早了|晚了|日子|哪号|哪天|时间")


def _is_dated(scene: Scene, mark: Mark) -> bool:
    low, high = scene.sentence(mark.start)
    return _CROSSED.search(scene.text[low:high]) is not None


def _of(name: str, value: Value | None) -> Point:
    return Point(name=_POINT_OF.get(name, name), value=value)


def _certificate(scene: Scene, mark: Mark) -> tuple[str, Point] | None:
    """A certificate that is lacking, lapsed, or all there is; one simply held is a fact and no question."""
    stands = scene.standing(mark.start, mark.end)
    low, high = scene.sentence(mark.start)
    text = scene.text[low:high]
    if stands in ("denied", "lapsed") or _LOST.search(scene.text, mark.end, high):
        return mark.value, Point(name=mark.value, value=False)
    if _ONLY.search(text[: mark.start - low]) or _INSTEAD_OF.search(text):
        return mark.value, Point(name=mark.value, value=True)
    phrase_low, phrase_high = scene.phrase(mark.start)
    is_within = _YES_NO.search(scene.text[phrase_low : phrase_high + 1]) is not None
    if _IN_DOUBT.search(text) or (is_within and not _speaks_of_self(scene)):
        return mark.value, Point(name=mark.value)
    return None


_LOST = Pattern("过了?有效期|过期|到期|失效|没续|掉了|断了|没入库|没评上")
_INSTEAD_OF = Pattern("代替|顶替|当.{1,8}使|顶.{0,4}用|抵|替代")
_IN_DOUBT = Pattern(
    "非.{0,6}不可|必须|一定要|作数|算数|要求|过期|到期|满三年|没续|忘续|没过|没评|够不够|够格|顶用|不能用|认不认|认吗"
)


def _is_provided(scene: Scene, mark: Mark) -> bool:
    """Whether 外地, 本地 and the like are said of a provider; alone in a question they are too."""
    low, high = scene.clause(mark.start)
    here = scene.between(low, high)
    if any(other.kind == "self" and other.start >= mark.end for other in here):
        return False
    return any(other.kind in _PROVIDED for other in here) or len(here) <= 2
