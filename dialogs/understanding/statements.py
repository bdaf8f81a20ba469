"""Statements: what is said in so many words of one's own conduct and of a service."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from dialogs.understanding.declared import bare
from dialogs.understanding.patterns import Pattern
from dialogs.understanding.polarity import GUESS
from dialogs.understanding.result import Said, Unclear
from dialogs.understanding.scene import Scene
from dialogs.understanding.topics import Topics
from dialogs.understanding.wordings import Told, content, heard
from policy.loading import shared_facts

Found = Said | Unclear


def statements(scene: Scene, topics: Topics) -> Iterator[Found]:
    """Each fact stated; said both ways it is not clear, but what is lacking goes before what is there."""
    values: dict[str, dict[str, str]] = {}
    for name, value, raw in _all(scene, topics):
        if name == "voluntary_test" and scene.of_kind("mandatory"):
            continue  # told with the test itself
        if name == "unaffiliated" and value == "no" and _is_of_speaker(scene, raw):
            continue  # 青岛是全资子公司
        if name == "finished" and scene.wants(*_CERTIFICATES) and "service" not in scene.kinds:
            continue  # 复审结果还没出来
        if name == "voluntary_test" and "其中" in scene.text:
            continue  # 其中5万是强制的
        if name == "own_research" and scene.wants("research_related"):
            continue  # 跟研发没关系
        if name == "finished" and value == "no" and raw.endswith("做") and _ANOTHER.search(scene.text):
            continue  # 没做过委托开发
        if name == "payment" and value == "part" and name not in scene.facts and not scene.amounts:
            yield scene.unclear("fee_paid", raw, "只付了一部分")
        if value and (name in scene.facts or (name == "finished" and "completed" in scene.facts)):
            values.setdefault(name, {}).setdefault(value, raw)
    for name, said in values.items():
        if _is_asked_here(scene, name):
            yield _found(scene, name, said)
    if "no" in values.get("not_sanctioned", ()) and len(scene.dates) == 1 and "sanctioned_on" in scene.facts:
        day = scene.dates[0]
        if day.exact and not scene.over(day.start, day.end):
            yield scene.said("sanctioned_on", day.low)
    if (
        "no" in values.get("finished", ())
        and "completed" not in values
        and _is_asked_here(scene, "completed")
    ):
        yield scene.said("completed", False)


_ANOTHER = Pattern("[没未有]做(?:过|这个|那个|啥|什么|任何|绿色|审核|登记|认定)")
_CERTIFICATES = ("high_tech", "tech_sme", "tech_sme_2024", "srdi", "innovative_sme")
_KIN = Pattern(
    "(?:是|算|就是|其实是|属于)(?:的)?(?:全资|控股|下属)?(?:子|母|控股|参股|下属|兄弟)?(?:公司|企业|单位)"
)


def _is_of_speaker(scene: Scene, raw: str) -> bool:
    """Whether a subsidiary named is the speaker, as no provider is spoken of."""
    if scene.wants("unaffiliated") or not scene.kinds.keys().isdisjoint(("provider", "seek")):
        return False
    return _KIN.fullmatch(raw) is not None


# Told by so little that they count only where the edition asks for them.
_SLIGHT = frozenset(
    (
        "contract_form",
        "provider_kind",
        "via_platform",
        "no_city_money",
        "no_public_money",
        "no_competitive_money",
    )
)


def _is_asked_here(scene: Scene, name: str) -> bool:
    """Whether a fact is shared, or the edition's own; what another edition asks is not told under this one."""
    if scene.edition is None:
        return name in scene.facts and name not in _SLIGHT
    return name in scene.facts and (name in scene.edition.by_name or name in shared_facts())


# 做完了 票没开: what is done does not make up for what is not.
_LACKING = {
    "completed": ("no",),
    "finished": ("no",),
    "provider_registered": ("no",),
    "payment": ("part", "none"),
    "service_body": ("other_platform",),
}
_VALUES = {"yes": True, "no": False, "null": None}


def _found(scene: Scene, name: str, said: dict[str, str]) -> Found:
    if "unclear" in said:
        return scene.unclear(name, said["unclear"], f"{scene.label(name)}，不能肯定")
    value = next((v for v in _LACKING.get(name, ()) if v in said), "") or next(iter(said))
    if len(said) > 1 and value not in _LACKING.get(name, ()):
        return scene.unclear(name, "、".join(said.values()), "前后两种说法")
    return scene.said(name, _VALUES.get(value, value))


def _all(scene: Scene, topics: Topics) -> Iterator[tuple[str, str, str]]:
    found = [t for t in scene.once(stated) if not topics.covers(t.start)]
    asked = _asked(scene)
    if asked and (plain := bare(scene, asked)):
        yield asked, plain, scene.text
        return
    outcomes = [t for t in found if t.kind == "outcome"]
    subjects = [t for t in found if t.kind == "subject"]
    for one in found:
        name, _, value = one.value.partition(" ")
        if one.kind in ("says", "answers") and not (name in _OWN and _whose(scene, one, asked) != "self"):
            yield name, _weighed(scene, one, value, name), scene.text[one.start : one.end]
        elif one.kind in ("record", "ill"):
            yield from _ill(scene, one, asked)
        elif one.kind == "subject":
            yield name, _outcome(scene, one, outcomes, subjects), scene.text[one.start : one.end]
    if asked in _subjects() and not any(t.value == asked for t in subjects) and outcomes:
        yield asked, _merged(scene, outcomes), scene.text


def stated(scene: Scene) -> list[Told]:
    """The wordings of statements that stand in the message, not yet weighed."""
    every = scene.once(heard)
    found = [*_marked(scene), *[t for t in every if t.kind in _KINDS]]
    if asked := _asked(scene):
        found += [t for t in every if t.kind == "answers" and t.value.split()[0] == asked]
    return found


_HIDING = frozenset(("own_research", "research_related", "provider_kind", "service_body"))


def hides(scene: Scene, start: int, end: int) -> bool:
    """Whether the words there only serve to say something else: 跟产品研发没关系, 找的是重点实验室."""
    return any(
        t.start <= start and end <= t.end and t.value.partition(" ")[0] in _HIDING for t in scene.once(stated)
    )


def _asked(scene: Scene) -> str:
    return next((n for n in scene.asked.facts if n in scene.facts), "") if scene.asked else ""


def _marked(scene: Scene) -> Iterator[Told]:
    """The statements that hide other words in them: 跟母公司买的."""
    for mark in scene.of_kind("statement"):
        yield Told(mark.start, mark.end, "says", mark.value)


_KINDS = frozenset(("says", "record", "ill", "subject", "outcome"))


@cache
def _subjects() -> frozenset[str]:
    return frozenset(content("statements")["subject"])


# ---- how it is put


_OPEN = Pattern(
    "(?:如果|假如|要是|万一|只要|除非|倘若|是不是|是否|有没有|能不能|需不需要?|要不要|算不算|必须|需要|怎么|如何|什么叫"
    "|什么是|非得|规定|要求|应当|最好)[^,。;!?]*$|(?:有没|是不|[没不]有?没)$"
)
_UNSURE = Pattern(f"(?:{GUESS}|听他们?说|嘴上说|自己说|号称|不一定|不确定|不知道|不清楚|说不好)[^,。;!?]*$")
_PLANNED = Pattern(
    "(?:打算|准备|计划|想要?|快要?|马上|即将|就要|将要?|争取|下周|下个?月|下礼拜|明天|明年|过几天|过两天|预计|月底前?|等)"
    "[^,。;!?]{0,8}$"
)
_NEGATOR = Pattern(
    "(?:没有?|未曾?|(?<![是差])不|尚未|不是|并非|谈不上|算不上|木有|莫得)"
    "(?:再|去|给|被|能|曾|太|怎么|什么|啥|任何|正经|正式|正儿八经地?|过|在|来得及|全|完全)*$"
)
_DOUBLED = Pattern("(?:不是|并非|不能说)(?:没有?|不|未).?$")
_NEGATIVE = "没未不无非"
_ASKING = Pattern("(?:吗|么|不|否|[了过]没有?|不行|不能|行不行)[的了呀啊哈]*$|的话|能不能|可不可以")
_TURNED = {"yes": "no", "no": "yes"}


def _weighed(scene: Scene, one: Told, value: str, name: str = "") -> str:
    """The value that a wording really gives: turned round, unclear, or none at all."""
    low, high = scene.phrase(one.start)
    high = max(high, scene.phrase(max(one.start, one.end - 1))[1])
    before, after = scene.text[low : one.start], scene.text[one.end : high]
    if scene.text[high : high + 1] == "?" or _ASKING.search(after) or _OPEN.search(before):
        return ""
    raw = scene.text[one.start : one.end]
    if len(raw) > 2 and before.endswith(raw[1:]) and raw[0] in _NEGATIVE:
        return ""  # 失信没失信
    if after[:1] in ("没", "不") and after[1:2] == raw[-1]:
        return ""  # 研发投入有没有
    if value == "unclear":
        return value
    if _UNSURE.search(before) or after.rstrip("的了").endswith("吧"):
        return "unclear"
    if _DOUBLED.search(before + raw[:1]):
        return "unclear"
    negated = _NEGATOR.search(before) is not None
    if not negated and _PLANNED.search(before) and raw[0] not in _NEGATIVE + "还":
        return "no" if name in ("finished", "begun", "completed") and value == "yes" else ""
    if negated:
        return "unclear" if raw[0] in _NEGATIVE else _TURNED.get(value, "")
    return value


# ---- who it is said of


_OWN = frozenset(("clean_record", "own_research", "lawful_operation", "not_sanctioned", "green_threshold"))
_WHO = Pattern(
    "(?P<provider>(?<![和跟与同])(?:服务?机构|机构|对方|服务商|服务方|他们|他家|它家|人家|乙方|那家|这家|它|研究院|研究所|卖方|合作方)(?:公司|单位|企业|机构)?"
    "|(?:检测|检验|测试|设计|咨询|代理|认证|技术)(?:公司|中心|单位))"
    "|(?P<person>老板|法人(?!单位|企业)|法定代表人|股东|个人(?!独资)|本人|老总|高管|监事|董事长?|合伙人)"
    "|(?P<other>母公司|总公司|集团|子公司|兄弟公司|关联公司|客户|甲方|供应商|同行|隔壁|别人|别家)"
    "|(?P<self>我们|我司|我公司|本公司|本企业|咱|俺|公司|企业|厂)"
)


def _whose(scene: Scene, one: Told, asked: str) -> str:
    """Of whom it is said: the last one named before in the sentence, else the speaker."""
    low, _ = scene.sentence(one.start)
    named = [who.lastgroup for who in _WHO.finditer(scene.text, low, min(one.end, one.start + 2))]
    return (named[-1] if named else None) or ("provider" if asked == "provider_clean" else "self")


_DENIED_BEFORE = Pattern(
    "(?:没有?|从未|未|无|不(?!过|但|仅|知|清|确|良|一定|太|信|端)|木有|莫得|没得|哪有|哪来)"
)
_DENIED_AFTER = Pattern("^[^,。;!?]{0,8}?(?:没有?|未|无(?!法)|不(?!过|但|仅|知|清|确|良|一定|太|信|端))")
_DEFINED = Pattern("^[^,。;!?]{0,3}(?:什么|啥|怎么|如何|哪些|意思|指的)")
_HAPPENED = Pattern(
    "有|上[过了]|上榜|[列拉进][入进为]|被|进[过了]|在|挂|成了|记[过了]|出[过现]|属于|[拿领得报补兑用给配拨立获批][过了到]|享受|资助|支持|存在|受过|是"
)
_PAST = Pattern("移出|修复|解除|撤[销了]|摘[掉了]|注销|消[掉除了]|以前|曾经|当年|好几年前|早年")


def _ill(scene: Scene, one: Told, asked: str) -> Iterator[tuple[str, str, str]]:
    """失信, 关联关系, 财政资金: denied, or told as having happened."""
    name, raw = one.value, scene.text[one.start : one.end]
    low, high = scene.phrase(one.start)
    before, after = scene.text[low : one.start], scene.text[one.end : high]
    if one.kind == "record":
        whose = _whose(scene, one, asked)
        if whose in ("person", "other"):
            yield "clean_record", "unclear" if asked == "clean_record" else "", raw
            return
        name = "provider_clean" if whose == "provider" else "clean_record"
    if scene.text[high : high + 1] == "?" or _ASKING.search(after) or _OPEN.search(before):
        return
    if _DEFINED.match(after):
        return
    if after[:1] in ("没", "不") and after[1:].startswith(raw[:2]):
        return
    if after in ("没", "没有") and "有" in before:
        return  # 有不良记录没有
    denials = len(_DENIED_BEFORE.findall(before)) + (_DENIED_AFTER.search(after) is not None)
    if _UNSURE.search(before) or denials > 1 or after.endswith("吧"):
        yield name, "unclear" if asked == name else "", raw
    elif denials:
        yield name, "yes", raw
    elif _HAPPENED.search(before[-10:] + after[:8]):
        yield name, "unclear" if _PAST.search(scene.text) else "no", raw


# ---- what became of it


def _outcome(scene: Scene, one: Told, outcomes: list[Told], subjects: Iterable[Told]) -> str:
    """How a subject stands: by the outcome in its clause, else in the next one of its sentence."""
    low, high = scene.clause(one.start)
    if scene.text[high : high + 1] == "?" or _OPEN.search(scene.text[low : one.start]):
        return ""
    inner, outer = scene.phrase(one.start)
    following = scene.clause(high + 1)[1] if high < scene.sentence(one.start)[1] else high
    ends = [t.start for t in subjects if t.start >= one.end and t.value != one.value]
    end = min([following, *ends])
    for first, last in ((inner, min(outer, end)), (low, min(high, end)), (low, end)):
        here = [
            t for t in outcomes if first <= t.start < last and not (one.start <= t.start and t.end <= one.end)
        ]
        if here:
            return _merged(scene, here)
    return "no" if scene.standing(one.start, one.end) == "denied" else ""


def _merged(scene: Scene, outcomes: list[Told]) -> str:
    """What some outcomes come to: one under way leaves all open."""
    found = {value for t in outcomes if (value := _weighed(scene, t, _PENDING.get(t.value, t.value)))}
    if not found:
        return ""
    return found.pop() if len(found) == 1 else "unclear"


_PENDING = {"pending": "unclear"}
