"""Reply: a message read as the answer to the open question."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal, NamedTuple

from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.figures.amounts import amounts
from dialogs.understanding.purchase.instalments import is_each
from dialogs.understanding.purchase.replacements import has_none_now
from dialogs.understanding.result import Offered, Said, Unclear
from dialogs.understanding.scene.scene import Scene
from dialogs.understanding.talk.confirmations import confirmed, is_of_another
from dialogs.understanding.talk.options import LONGEST_PART
from dialogs.understanding.talk.options import named as chosen_of
from dialogs.understanding.talk.sameness import sameness
from dialogs.understanding.talk.truths import truth
from dialogs.understanding.words.polarity import polarity
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
    if scene.asked.kind == "recall":
        return _recalled(scene, known, read, stated)
    ids = [offered[number].id for number in chosen]
    if scene.asked.kind == "select":
        if named and not chosen:
            others = [f for f in known if f.name not in named] if _is_list(scene) else []
            return read._replace(facts=tuple(scene.said(f.name, False) for f in others))
        if not chosen and _is_only_another(scene, stated):
            return read._replace(facts=tuple(scene.said(f.name, False) for f in known))
        return read._replace(facts=tuple(_selected(scene, known, read, ids)))
    if scene.asked.kind == "confirm" and (told := confirmed(scene, known)):
        # 登记了 and 第一个符合 are of one statement, not of all.
        facts = tuple(scene.said(n, value) for n, value in told.items() if n not in named)
        return Reply(facts=facts)
    if scene.asked.kind == "confirm" and read.answer == "yes" and is_of_another(scene, known):
        return Reply()
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
    if fact.name == "payment" and read.answer in ("yes", "no") and "payment" not in stated:
        # 付了 and 没有, to whether the fee is paid
        paid = "full" if read.answer == "yes" else "none"
        back = f"{fact.label}按“{fact.choice_label(paid)}”理解" if paid == "full" else None
        return read._replace(facts=(scene.said(fact.name, paid, back=back),))
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


def _bool(scene: Scene, fact: Fact, read: Reply) -> Reply:
    found = truth(scene, fact, read.answer)
    if isinstance(found, Unclear):
        return read._replace(unclear=(found,))
    return read if found is None else read._replace(facts=(found,))


def _money(scene: Scene, fact: Fact, read: Reply) -> Reply:
    if read.answer == "no" and fact.name.startswith("granted"):
        return read._replace(facts=(scene.said(fact.name, 0),))
    if fact.name == "granted_this_year" and has_none_now(scene):
        return read._replace(facts=(scene.said(fact.name, 0),))
    found = amounts(scene.text, bare=True)
    if len(found) != 1:
        return read
    if fact.name == "granted_this_year" and scene.dates and scene.dates[0].high.year < scene.today.year:
        return read  # 去年领了三万
    amount = found[0]
    if is_each(scene, amount):
        # 按次结，一次1200，做了9次
        amount = amount._replace(exact=False, reading=f"{amount.reading} 是单价，不是一共付的", candidates=())
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
    "[^0-9a-z<>()=_./\\\\-]{0,24}([0-9]{1,7})(?![0-9.多来余几左大])"
    "(?! ?(?:[万千%度块元岁天年月日点分斤吨米页张份次台辆层间家项平倍]|公里|号[楼店院]))[^0-9a-z<>()=_/]{0,10}"
)
_ABOUT = Pattern(
    "大概|大约|左右|上下|差不多|估计|可能|不到|将近|近|超过|以上|以下|多名|多人|多个|来个|来人|几"
)


def _integer(scene: Scene, fact: Fact, read: Reply) -> Reply:
    match = None if _ABOUT.search(scene.text) else _INTEGER.fullmatch(scene.text)
    return read._replace(facts=(scene.said(fact.name, int(match[1])),)) if match else read


# ---- several facts


def _recalled(scene: Scene, facts: list[Fact], read: Reply, stated: Collection[str]) -> Reply:
    """What was told before: still so or not, or the one number of it told anew."""
    if read.chosen:
        return read
    # A yes is one only in words that say so: 入驻了 tells something else.
    answer = sameness(scene.text, tells=bool(stated)) or (read.answer if read.answer != "yes" else None)
    numbers = [fact for fact in facts if fact.type == "integer"]
    if answer is None and len(numbers) == 1 and numbers[0].name not in stated:
        return _integer(scene, numbers[0], read._replace(answer=None))
    return read._replace(answer=answer)


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
