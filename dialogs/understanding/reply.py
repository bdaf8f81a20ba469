"""Reply: a message read as the answer to the open question."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal, NamedTuple

from dialogs.understanding.amounts import amounts
from dialogs.understanding.options import EDGES, LONGEST_PART
from dialogs.understanding.options import named as chosen_of
from dialogs.understanding.patterns import Pattern
from dialogs.understanding.polarity import polarity
from dialogs.understanding.result import Offered, Said, Unclear
from dialogs.understanding.scene import Scene
from policy.divisions import division
from policy.facts import Fact
from policy.money import spoken
from policy.values import Value


class Reply(NamedTuple):
    """The options chosen (from 0), the plain yes or no, and the facts that they amount to."""

    chosen: tuple[int, ...] = ()
    chosen_all: Literal["all", "none"] | None = None
    answer: Literal["yes", "no", "unsure", "hedged"] | None = None
    facts: tuple[Said, ...] = ()
    unclear: tuple[Unclear, ...] = ()


def reply(scene: Scene, offered: tuple[Offered, ...], stated: Collection[str]) -> Reply:
    """The message as an answer; `stated` are the facts that it already says in so many words."""
    named = set(stated) & set(scene.asked.facts) if scene.asked else set()
    chosen, every = chosen_of(scene.text, offered, loosely=not (named or scene.places or scene.amounts))
    read = Reply(chosen, every, None if chosen or every else _answer(scene))
    known = [scene.facts[name] for name in scene.asked.facts if name in scene.facts] if scene.asked else []
    if scene.asked is None or not known:
        return read
    ids = [offered[number].id for number in chosen]
    if scene.asked.kind == "select":
        if named and not chosen:
            others = [f for f in known if f.name not in named] if _is_list(scene) else []
            return read._replace(facts=tuple(scene.said(f.name, False) for f in others))
        if not chosen and _is_only_another(scene, stated):
            return read._replace(facts=tuple(scene.said(f.name, False) for f in known))
        return read._replace(facts=tuple(_selected(scene, known, read, ids)))
    if named and not chosen:
        return read
    if scene.asked.kind == "confirm":
        holds = "all" in ids or read.answer == "yes" or every == "all"
        return read._replace(facts=tuple(scene.said(f.name, True) for f in known if holds))
    return _one(scene, known[0], read, ids, [offered[n].label for n in chosen], stated)


_AGREED = Pattern(
    "(?:是的?|对的?|嗯+|我们|公司|都|全部?|均|以上|没错|[ ,])*(?:符合|满足|具备|没有?问题)[的了 ]*"
)


_PUT_OFF = Pattern(
    "(?:这个|那个|咱们?|我们?|先|就|那)*(?:不想|不愿意?|先不|暂不|不方便|不)(?:回答|作答|填写?|说|管)"
)


# 没有 不过有创新型中小企业
_NO_BUT = Pattern(
    "(?:还|暂时|目前|我们)?(?:没有?|不是|没|无)(?:的|啊|呢|呀|哈)?[ ,。]+"
    "(?:不过|但是?|可是?|倒是?|只|就)(?:我们)?(?:有|是)"
)


def _answer(scene: Scene) -> Literal["yes", "no", "unsure", "hedged"] | None:
    if scene.asked is None and len(scene.text) > LONGEST_PART:
        return None
    read = polarity(scene.text)
    if read == "unsure" and _PUT_OFF.match(scene.text) and scene.of_kind("intent", "may"):
        return None  # 先不说这个，你告诉我截止到几号
    if read == "hedged" and _NO_BUT.match(scene.text):
        return "no"
    return "yes" if read is None and scene.asked and _AGREED.fullmatch(scene.text) else read


# ---- one fact


def _one(
    scene: Scene, fact: Fact, read: Reply, ids: list[str], labels: list[str], stated: Collection[str]
) -> Reply:
    if read.answer == "unsure" and fact.type == "choice" and _TORN.search(scene.text):
        return read._replace(unclear=(scene.unclear(fact.name, scene.text, "两种说法，不能肯定"),))
    told = fact.type == "money" and scene.amounts  # 没算过，大概三四百万
    if (read.answer == "unsure" and not told) or "unsure" in ids:
        return read._replace(facts=(scene.said(fact.name, None),))
    if ids:
        value = _value(fact, ids, labels)
        return read._replace(facts=(scene.said(fact.name, value),)) if value is not None else read
    if fact.type == "bool":
        return _bool(scene, fact, read)
    if fact.type == "set" and (read.chosen_all == "none" or read.answer == "no"):
        return read._replace(facts=(scene.said(fact.name, frozenset()),))
    if fact.type == "money" and not any(scene.is_money(name) for name in stated):
        return _money(scene, fact, read)
    if fact.type == "integer":
        return _integer(scene, fact, read)
    return read


_TORN = Pattern("不是[^,。;]{1,8}就是[^,。;]|要么[^。;]{1,8}要么|或者|还是")


def _value(fact: Fact, ids: list[str], labels: list[str]) -> Value | None:
    """What a chosen option says of a fact, by its id or else by its label; None where it is something else."""
    first = ids[0]
    if fact.type == "bool":
        return {"yes": True, "no": False, "是": True, "有": True, "否": False, "没有": False}.get(first)
    if fact.type == "set":
        return frozenset(i for i in ids if any(c.id == i for c in fact.choices))
    if len(ids) > 1:
        return None
    known = {c.id: c.id for c in fact.choices} | {c.label: c.id for c in fact.choices}
    if first in known or labels[0] in known:
        return known.get(first) or known[labels[0]]
    if fact.type == "region" and all(division(code) for code in first.removeprefix("!").split(",")):
        return first
    return None


_VALID = Pattern(
    "(?P<yes>没有?过期|还有(?![没效])[^,。?]{1,7}(?:才|就)?(?:到期|过期)|有效着|未过期|没到期|未到期|没失效"
    "|(?<!不)(?<!没)在?有效期[内里]?$|(?<![无没不])有效的?$|有效期[内里])"
    "|(?P<no>过期|到期了|失效|不在有效期|无效|作废|已?到期$)"
)
# 不知道过没过期
_EITHER = Pattern("过没过期?|到没到期|有没有(?:过期|失效|效)|失没失效")
_SOON = Pattern("快|马上|即将|将要|就要|下个?月|明年|年底|应该|可能|好像|大概")
_PENDING = Pattern("(?:还|正)?在(?:办|申请|走流程|审|弄|等)|办理中|申请中|审核中|等结果")
_VOLUNTARY = Pattern("(?P<no>不是自愿|强制|法定|强检)|(?P<yes>自愿)")


# 前年评上的; 不是高新
_GAINED = ("high_tech", "srdi", "innovative_sme")
_GOT = Pattern(
    "(?:我们?|公司|是|就|才|刚|也|已经|在)*(?:今年|去年|前年|上个?月)(?:[0-9]{1,2}月份?|年[初底中])?(?:就|才|刚"
    "|也|已经|新)*"
    "(?:评上?|拿到?|通过|认定|批|获批|办)(?:的|了|下来的?|到手的?)*"
    "|(?P<no>(?:我们?|公司|还|也|都|并)*(?:不是|没有?|不算)(?:高新|专新|创新型?)(?:的|啊|呢|企业)*)"
)


def _bool(scene: Scene, fact: Fact, read: Reply) -> Reply:
    if read.answer in ("yes", "no"):
        return read._replace(facts=(scene.said(fact.name, read.answer == "yes"),))
    if read.answer is None and fact.name in _GAINED and (match := _GOT.fullmatch(scene.text.strip(EDGES))):
        return read._replace(facts=(scene.said(fact.name, match["no"] is None),))
    if read.answer is None and _PENDING.search(scene.text):
        return read._replace(unclear=(scene.unclear(fact.name, scene.text, "还在办，没有结果"),))
    if fact.name == "certificate_valid" and "没" in scene.text and _EITHER.search(scene.text):
        return read._replace(facts=(scene.said(fact.name, None),)) if "不" in scene.text else read
    if (
        fact.name == "certificate_valid"
        and not scene.asks(0)
        and (match := _VALID.search(scene.text))
        and not _SOON.search(scene.text)
    ):
        return read._replace(facts=(scene.said(fact.name, match.lastgroup == "yes"),))
    if fact.name == "certificate_valid" and (until := _until(scene)) is not None:
        return read._replace(facts=(scene.said(fact.name, until),))
    match = _VOLUNTARY.search(scene.text) if fact.name == "voluntary_test" and not scene.asks(0) else None
    if match and scene.standing(match.start(), match.end()) == "held":
        return read._replace(facts=(scene.said(fact.name, match.lastgroup == "yes"),))
    return read


_UNTIL = Pattern("到|至|止|有效|过期|用|管")


def _until(scene: Scene) -> bool | None:
    """证管到2026年8月: whether the one day named, the last of a certificate, is still to come."""
    if len(scene.dates) != 1 or not _UNTIL.search(scene.text) or scene.asks(0):
        return None
    day = scene.dates[0]
    if day.low > scene.today:
        return True
    return False if day.high < scene.today and "到期" in scene.text else None


def _money(scene: Scene, fact: Fact, read: Reply) -> Reply:
    if read.answer == "no" and fact.name.startswith("granted"):
        return read._replace(facts=(scene.said(fact.name, 0),))
    found = amounts(scene.text, bare=True)
    if len(found) != 1:
        return read
    if fact.name == "granted_this_year" and scene.dates and scene.dates[0].high.year < scene.today.year:
        return read  # 去年领了三万
    amount = found[0]
    if amount.exact:
        back = (
            None if any(c in amount.raw for c in "元块万千百亿wk") else f"{fact.label}按 {amount.reading}理解"
        )
        return read._replace(facts=(scene.said(fact.name, amount.low, back=back),))
    options = tuple(scene.option(fact.name, fen, spoken(fen)) for fen in amount.candidates)
    doubt = scene.unclear(
        fact.name, amount.raw, amount.reading, low=amount.low, high=amount.high, options=options
    )
    return read._replace(unclear=(doubt,))


# 87个人, 一共有 45 名员工; but not 20多人, nor markup.
_INTEGER = Pattern(
    "[^0-9a-z<>()=_./\\\\-]{0,24}([0-9]{1,7})(?![0-9.多来余几左大])(?! ?[万千%])[^0-9a-z<>()=_/]{0,10}"
)
_ABOUT = Pattern(
    "大概|大约|左右|上下|差不多|估计|可能|不到|将近|近|超过|以上|以下|多名|多人|多个|来个|来人|几"
)


def _integer(scene: Scene, fact: Fact, read: Reply) -> Reply:
    match = None if _ABOUT.search(scene.text) else _INTEGER.fullmatch(scene.text)
    return read._replace(facts=(scene.said(fact.name, int(match[1])),)) if match else read


# ---- several facts


def _selected(scene: Scene, facts: list[Fact], read: Reply, ids: list[str]) -> list[Said]:
    if read.answer == "unsure" or "unsure" in ids:
        return [scene.said(fact.name, None) for fact in facts]
    if "none" in ids or read.answer == "no" or read.chosen_all == "none":
        return [scene.said(fact.name, False) for fact in facts]
    if read.chosen_all == "all":
        return [scene.said(fact.name, True) for fact in facts]
    chosen = [fact.name in ids for fact in facts]
    return [scene.said(f.name, held) for f, held in zip(facts, chosen, strict=True)] if any(chosen) else []


_FILLER = Pattern(
    "(?:我们|公司|企业|是|有|只有|只|就|仅|和|与|跟|以及|及|还有|也|都|的|了|证|这|两个"
    "|(?:其[他它余]|别的)(?:的|几个)?都?(?:没有?|不是|无)?|[ 、,。.])*"
)
_ONLY = Pattern("只|仅|就[有是]")
_LISTED = ("certificate", "tenancy", "tenancy_unclear", "both_yes", "self")


def _is_only_another(scene: Scene, stated: Collection[str]) -> bool:
    """Whether all that is held is something not offered: 就只有科小."""
    others = [mark for mark in scene.of_kind("certificate") if mark.value in stated]
    return bool(others) and _ONLY.search(scene.text) is not None and _is_list(scene)


def _is_list(scene: Scene) -> bool:
    """Whether the message is nothing but a list of what was asked about, as one picks from a list."""
    rest, end = "", 0
    for mark in scene.marks:
        if mark.start >= end:
            if mark.kind not in _LISTED:
                return False
            rest += scene.text[end : mark.start]
            end = mark.end
    rest += scene.text[end:]
    if _ONLY.search(rest):
        rest = rest.replace("没有", "").replace("不是", "")  # 没有高企，只有科小
    return _FILLER.fullmatch(rest) is not None and not scene.places
