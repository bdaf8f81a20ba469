"""Statements: what is said in so many words of one's own conduct and of a service."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache

from dialogs.understanding.characters.cues import KNOWN
from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.enterprise.declared import bare
from dialogs.understanding.enterprise.filings import is_kept_for_pay
from dialogs.understanding.enterprise.outcomes import merged, outcome
from dialogs.understanding.enterprise.records import ill, whose
from dialogs.understanding.enterprise.registrations import registered
from dialogs.understanding.enterprise.weights import is_bygone, weighed
from dialogs.understanding.result import Said, Unclear
from dialogs.understanding.scene.portions import OF_EACH, first_named, is_portioned, of_each
from dialogs.understanding.scene.scene import Scene
from dialogs.understanding.scene.wordings import Told, content, heard
from dialogs.understanding.topic.topics import Topics
from dialogs.understanding.words.polarity import lead
from policy.loading import shared_facts

Found = Said | Unclear


def statements(scene: Scene, topics: Topics) -> Iterator[Found]:
    """Each fact stated; said both ways it is not clear, but what is lacking goes before what is there."""
    values: dict[str, dict[str, str]] = {}
    for name, value, raw in _all(scene, topics):
        if name == "voluntary_test" and (scene.of_kind("mandatory") or "其中" in scene.text):
            continue  # told with the test itself, 其中5万是强制的
        if (
            name == "unaffiliated"
            and value == "no"
            and (_is_of_speaker(scene, raw) or _TWINS.search(scene.text))
        ):
            continue  # 青岛是全资子公司
        if name == "finished" and _is_of_review(scene, raw):
            continue  # 复审结果还没出来
        if name == "voluntary_test" and raw.endswith(("要求", "规定")) and not _is_tested(scene):
            continue  # 合同登记，国家没要求
        if (
            name == "not_claimed_before"
            and ("今年" in scene.text or "本年" in scene.text)
            and not scene.wants(name)
        ):
            continue  # 今年没领过券: what was granted this year
        if (other := _OTHER_RESEARCH.get(name)) and scene.wants(other):
            continue  # 跟研发没关系, 谈不上研发
        if name == "own_research" and is_kept_for_pay(scene, raw):
            continue  # 请税务师把研发费用归集
        if name == "finished" and value == "no" and raw.endswith("做") and _ANOTHER.search(scene.text):
            continue  # 没做过委托开发
        if name == "contract_form" and (f"还{raw}" in scene.text or ("口头" in raw and "签字" in scene.text)):
            continue  # 还有一份合同也要报, 口头说好的，4月2号才签字
        if name == "finished" and value == "no" and raw.endswith("做") and _asked(scene) not in _ABOUT_WORK:
            continue  # 绿色门槛今年还没做
        if name == "finished" and value == "no" and "部分" in raw and "结算" in scene.text:
            continue  # 只做了一部分，结算按七万三结的
        if name == "finished" and value == "no" and "差" in raw and f"钱{raw}" in scene.text:
            continue  # 钱还差最后一笔没给
        if name == "finished" and raw.startswith("一直在") and _goes_on(scene, raw):
            continue  # 一直在搞来料加工
        if name == "payment" and raw[:2] in ("还差", "还剩") and not _is_sum(scene, raw):
            continue  # 还差一年
        if name == "payment" and value == "part" and _TAIL_PAID.search(scene.text):
            continue  # 三月付首款，上周付尾款
        if name == "payment" and value == "part" and name not in scene.facts and not scene.amounts:
            yield scene.unclear("fee_paid", raw, "只付了一部分")
        if value and (name in scene.facts or (name == "finished" and "completed" in scene.facts)):
            values.setdefault(name, {}).setdefault(value, raw)
    for name, said in values.items():
        # 在共享平台上下的单 is plain enough before the region is known.
        plain = (
            name == "via_platform" and scene.edition is None and any("共享" in raw for raw in said.values())
        )
        if plain or _is_asked_here(scene, name):
            bought = first_named(scene) if name in OF_EACH and "unclear" not in said else []
            if len(bought) > 1 and (name == "payment" or is_portioned(scene, said, bought)):
                for fact in of_each(scene, name, said, bought):
                    yield replace(fact, value=_VALUES.get(str(fact.value), fact.value))
            else:
                yield _found(scene, name, said)
    if "no" in values.get("not_sanctioned", ()) and len(scene.dates) == 1 and "sanctioned_on" in scene.facts:
        day = scene.dates[0]
        if day.exact and not scene.over(day.start, day.end):
            yield scene.said("sanctioned_on", day.low)
    if (
        "no" in values.get("finished", ())
        and "completed" not in values
        and scene.edition is not None
        and _is_asked_here(scene, "completed")
    ):
        yield scene.said("completed", False)


def _is_tested(scene: Scene) -> bool:
    return scene.wants("voluntary_test") or any(
        mark.value == "testing" for mark in scene.of_kind("service", "service_hint", "trace")
    )


_OTHER_RESEARCH = {"own_research": "research_related", "research_related": "own_research"}


def _is_of_review(scene: Scene, raw: str) -> bool:
    """Whether what is not out yet is the outcome for a certificate: 专精特新报上去了，还没出结果."""
    named = raw.endswith("结果") and "certificate" in scene.kinds
    return (named or scene.wants(*_CERTIFICATES)) and _WORK.isdisjoint(scene.kinds)


_WORK = frozenset(("service", "mandatory"))
_NUMERAL = frozenset("一二三四五六七八九十几百千123456789")


def _is_sum(scene: Scene, raw: str) -> bool:
    """Whether what is left to pay ends with the beginning of an amount, if with that of a number."""
    if raw[-1] not in _NUMERAL:
        return True
    last = scene.text.find(raw) + len(raw) - 1
    return any(amount.start <= last < amount.end for amount in scene.amounts)


def _goes_on(scene: Scene, raw: str) -> bool:
    """Whether what one does follows, and not the end of the phrase."""
    return _WHAT.match(scene.text, scene.text.find(raw) + len(raw)) is not None


_WHAT = Pattern("(?![中着呢的])[一-鿿]")
_ABOUT_WORK = ("", "finished", "completed", "category")
_TAIL_PAID = Pattern(
    "[给付打结交汇转](?:清|完)?[了的]?(?:尾款|余款|剩下的|第二笔|二期款?|末期款?)|(?:尾款|余款|剩下的|第二笔|二期款?)"
    "[^,。;!?没未再欠等]{0,8}(?:[给付打结交汇转](?:清|完|齐|掉)?了|(?:刚|才|已经?|昨天|上周|上个?月|[号日])[给付打结交汇转](?:清|完)?[的了]|刚[给付打结交汇转]$)"
)
_ANOTHER = Pattern(
    "[没未有]做(?:过|这个|那个|啥|什么|任何|绿色|审核|登记|认定)|(?:绿色门槛|绿槛|登记|审核|备案|认定)[也都还]?[没未]有?做"
)
_CERTIFICATES = ("high_tech", "tech_sme", "tech_sme_2024", "srdi", "innovative_sme")
# 两家公司一个老板，一家在运城一家在临汾
_TWINS = Pattern(
    "[两三几][家个](?:公司|企业|厂子?)(?:都|就)?(?:是)?(?:同)?一个(?:老板|法人)[^。;?!]{0,6}一[家个]在"
)
_KIN = Pattern(
    "(?:是|算|就是|其实是|属于)(?:的)?(?:全资|控股|下属)?(?:子|母|控股|参股|下属|兄弟)?(?:公司|企业|单位)"
)


def _is_of_speaker(scene: Scene, raw: str) -> bool:
    """Whether a subsidiary named is the speaker, as no provider is spoken of."""
    if scene.wants("unaffiliated") or not scene.kinds.keys().isdisjoint(("provider", "seek")):
        return False
    return _KIN.fullmatch(raw) is not None


def _is_of_certificate(scene: Scene, one: Told) -> bool:
    """Whether it says whose a certificate is."""
    before = scene.before(one.start, scene.clause(one.start)[0])
    if scene.text.endswith(("证", "证书", "牌子", "资质", "那个证"), 0, one.start):
        return True
    return before is not None and before.kind == "certificate" and one.start - before.end < 3


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
    "contract_form": ("test_order",),
}
_ONE_EACH = Pattern("那[个份笔项单]|另一|一[个份笔项单].{1,30}一[个份笔项单]|两[个份笔项单]")
_VALUES = {"yes": True, "no": False, "null": None}


def _found(scene: Scene, name: str, said: dict[str, str]) -> Found:
    if "unclear" in said:
        return scene.unclear(name, said["unclear"], f"{scene.label(name)}，不能肯定")
    each = name == "payment" and "full" in said and _ONE_EACH.search(scene.text)
    if len(said) > 1 and (each or (name == "contract_form" and "contract" in said)):
        # 专利的那个付清了，检测的只付了两成
        return scene.unclear(name, "、".join(said.values()), "前后两种说法")
    value = next((v for v in _LACKING.get(name, ()) if v in said), "") or next(iter(said))
    if len(said) > 1 and value not in _LACKING.get(name, ()):
        return scene.unclear(name, "、".join(said.values()), "前后两种说法")
    return scene.said(name, _VALUES.get(value, value))


def _all(scene: Scene, topics: Topics) -> Iterator[tuple[str, str, str]]:
    found = [t for t in scene.once(stated) if not topics.covers(t.start)]
    asked = _asked(scene)
    if not found and not asked:
        return
    if (
        asked
        and (plain := bare(scene, asked))
        and not (plain == "unclear" and _explains(scene, found, asked))
    ):
        yield asked, plain, scene.text
        return
    if scene.cues & _REGISTRY:
        yield from registered(scene, any("contract_registered" in t.value for t in found))
    outcomes = [
        t for t in found if t.kind == "outcome" and scene.text[max(0, t.start - 1) : t.end] not in _FORGOTTEN
    ]
    subjects = [t for t in found if t.kind == "subject"]
    for one in found:
        name, _, value = one.value.partition(" ")
        if name == "unaffiliated" and "certificate" in scene.kinds and _is_of_certificate(scene, one):
            continue  # 有科小的是我们母公司
        if name == asked == "legal_form" and one.kind == "answers" and is_bygone(scene, one, found):
            continue
        if one.kind in ("says", "answers") and not (name in _OWN and whose(scene, one, asked) != "self"):
            yield name, weighed(scene, one, value, name), scene.text[one.start : one.end]
        elif one.kind in ("record", "ill"):
            yield from ill(scene, one, asked)
        elif one.kind == "subject":
            yield name, outcome(scene, one, outcomes, subjects), scene.text[one.start : one.end]
    if asked in _subjects() and not any(t.value == asked for t in subjects) and outcomes:
        yield asked, merged(scene, outcomes), scene.text


_FORGOTTEN = ("号忘了", "码忘了", "期忘了", "天忘了")
_REGISTRY = KNOWN.add("登记|备案")


def _explains(scene: Scene, found: Iterable[Told], asked: str) -> bool:
    """没有，就是普通甲乙方: what stands beside the bare no says which it denies."""
    end = lead(scene.text) + _LONGEST_NO
    return any(
        t.kind in ("says", "answers")
        and t.value.partition(" ")[0] == asked
        and t.end > end
        and scene.text[t.start : t.end].strip("没有") != ""
        for t in found
    )


_LONGEST_NO = 3


def stated(scene: Scene) -> list[Told]:
    """The wordings of statements that stand in the message, not yet weighed."""
    every = scene.once(heard)
    if not every and "statement" not in scene.kinds:
        return []
    found = [*_marked(scene), *[t for t in every if t.kind in _KINDS]]
    if asked := _asked(scene):
        if asked in _WITHIN:  # 都是自己掏的钱, asked of the city's
            found += [t._replace(value=f"{asked} yes") for t in found if t.value == "no_public_money yes"]
        # 从没因为券被处理过 holds 处理过, which alone would say the reverse.
        says = [t for t in found if t.kind == "says" and t.value.startswith(f"{asked} ")]
        found += [
            t
            for t in every
            if t.kind == "answers"
            and t.value.split()[0] == asked
            and not any(s.start <= t.start and t.end <= s.end for s in says)
        ]
    return found


_HIDING = frozenset(("own_research", "research_related", "provider_kind", "service_body"))


def hides(scene: Scene, start: int, end: int) -> bool:
    """Whether the words there only serve to say something else: 跟产品研发没关系, 找的是重点实验室."""
    return any(
        t.start <= start and end <= t.end and t.value.partition(" ")[0] in _HIDING for t in scene.once(stated)
    )


def _asked(scene: Scene) -> str:
    if scene.asked is None or (scene.asked.kind == "confirm" and len(scene.asked.facts) > 1):
        return ""  # 没登记 denies one of several statements, not the first
    return next((n for n in scene.asked.facts if n in scene.facts), "")


def _marked(scene: Scene) -> Iterator[Told]:
    """The statements that hide other words in them: 跟母公司买的."""
    for mark in scene.of_kind("statement"):
        yield Told(mark.start, mark.end, "says", mark.value)


_WITHIN = ("no_city_money", "no_competitive_money")
_KINDS = frozenset(("says", "record", "ill", "subject", "outcome"))


@cache
def _subjects() -> frozenset[str]:
    return frozenset(content("statements")["subject"])


_OWN = frozenset(("clean_record", "own_research", "lawful_operation", "not_sanctioned", "green_threshold"))
