"""Neighbours: what is no matter of the voucher, by its name or in so many words: 去德国参展的摊位费给报销吗."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import yaml

from dialogs.understanding.characters.cues import KNOWN, Cues
from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.scene.scene import Scene
from dialogs.understanding.words.lexicon import FOLDER, Mark


def neighbours(scene: Scene) -> tuple[str | None, tuple[tuple[int, int], ...]]:
    """The first neighbouring subject by its name, and the clauses that speak of such."""
    name: str | None = None
    foreign = []
    for mark in scene.of_kind("neighbour", "reward"):
        found = _neighbour(scene, mark)
        if found is not None:
            name = found if name in (None, "税务") else name
            low, high = scene.clause(mark.start)
            # 技改补贴咋领 券几号截: the voucher is asked about beside it.
            if (mark.kind == "reward" or found in GRANTED) and not scene.of_kind("self"):
                low, high = scene.sentence(mark.start)  # 高企认定下来，市里给奖励多少钱
            foreign.append(scene.phrase(mark.start) if "券" in scene.text[low:high] else (low, high))
    if name is None and "neighbour" not in scene.kinds and (told := awarded(scene) or described(scene)):
        name, start = told
        foreign.append(scene.clause(start))
    elif foreign and not scene.of_kind(*OURS):
        told = described(scene)
        if told and told[0] == name and told[1] < foreign[0][0]:
            foreign.insert(0, (scene.clause(told[1])[0], foreign[0][0]))  # 利息能不能给贴点，有没有贷款贴息
    return name, tuple(foreign)


def _neighbour(scene: Scene, mark: Mark) -> str | None:
    if mark.kind == "neighbour":
        low, high = scene.clause(mark.start)
        is_told = (
            scene.text[mark.start : mark.end] in _TAXES or (scene.asked is not None and mark.value in AGENTS)
        ) and not ASKED.search(scene.text[low : high + 1])
        is_told = is_told or scene.text.startswith(_HEARD_OF, mark.end)
        return None if is_told or is_beside(scene, mark) or is_past(scene, mark) else mark.value
    low, high = scene.sentence(mark.start)
    if (_rewarded, low) not in scene.known:
        scene.known[_rewarded, low] = _rewarded(scene.between(low, high))
    name: str | None = scene.known[_rewarded, low]
    return name


# 帮我们记账的说这个券要先垫钱
_HEARD_OF = ("的说", "的讲", "的告诉", "的跟我", "的人说", "公司说", "的会计说", "的给我说")


def _rewarded(here: Sequence[Mark]) -> str | None:
    """What the marks of a sentence say is rewarded; each sentence is gone through once."""
    if any(m.kind in ("voucher", "service") for m in here):
        return None
    named = (m.value for m in here if m.kind in ("certificate", "thing"))
    return next((REWARDS[value] for value in named if value in REWARDS), None)


# 反正所得税交15个点: told in passing; as an answer also 工商年报每年都按时报.
_TAXES = ("所得税", "增值税", "个税", "印花税", "交税", "税务", "代理记账", "记账", "做账", "报税")


def described(scene: Scene) -> tuple[str, int] | None:
    """The first subject described and where, unless it is the voucher or a purchase that is spoken of."""
    cues, subjects = _subjects()
    if "券" in scene.text:
        if not scene.cues & _BOOKS:
            return None
        subjects = tuple(subject for subject in subjects if subject.name in _OF_BOOKS)
    held = cues.of(scene.text, scene.pairs)
    if not held:
        return None
    found = (
        (match.start(), name)
        for name, cue, says in subjects
        if held & cue and (match := says.search(scene.text)) is not None
    )
    start, name = min(found, default=(0, ""))
    return (name, start) if name else None


# 券补回来的钱要不要交所得税: of the voucher's money too the notice says nothing.
_OF_BOOKS = ("税务", "会计核算")
_BOOKS = KNOWN.add("税|进项|[入做记列]账|科目|分录|业外|递延|收益")


class _Subject(NamedTuple):
    name: str
    cue: int
    says: Pattern


@cache
def _subjects() -> tuple[Cues, tuple[_Subject, ...]]:
    """The subjects as shipped, in their order, and how each begins."""
    given = yaml.load(
        (FOLDER / "subjects" / "described.yaml").read_text(encoding="utf-8"),
        getattr(yaml, "CSafeLoader", yaml.SafeLoader),
    )
    subjects, cues = [], Cues()
    for name, told in given["subjects"].items():
        says = "|".join(told["says"])
        for word, meant in given["words"].items():
            says = says.replace(f"&{word};", meant)
        subjects.append(_Subject(name, cues.add(told["when"]), Pattern(says)))
    return cues, tuple(subjects)


def awarded(scene: Scene) -> tuple[str, int] | None:
    """The reward asked about beside what it is for, and where: 刚评上高企, 奖励的那二十万找谁要."""
    text = scene.text
    if not scene.cues & _REWARDING or "券" in text or "service" in scene.kinds:
        return None
    match = _REWARDED.search(text)
    if match is None or _REFUSED.search(text):
        return None
    named = [(m.value, m.start) for m in scene.of_kind("certificate", "thing") if m.value in REWARDS]
    return (REWARDS[named[0][0]], named[0][1]) if named and abs(named[0][1] - match.start()) < _NEAR else None


_NEAR = 30
_REWARDING = KNOWN.add("给一|给点|给笔|有没|奖|现金|资助|给钱|补助|补贴|有钱")
_REWARDED = Pattern(
    "(?<![获得中评])奖(?![项状杯牌评])|现金(?=奖|补|的)|资助|给(?:多少|几万|一?笔?点?钱|一笔)|有没有钱|有钱(?:拿|领|没|吗)|给不给钱|(?:认定|入库|评上|通过)[^,。;?!]{0,6}(?:补[贴助]|给[几多]|给一)"
)
# 没奖金我晓得; 拿了高企奖励，还能报吗: it is not the reward that is asked about.
_REFUSED = Pattern(
    "(?:不是?|没|别|先不)(?:问|说|提|要|想|管)[^,。;?!]{0,6}奖|(?:奖|补助|补贴)[^,。;?!]{0,8}(?:[拿领享到][到受]?[过了手]|已经?)[^。;?!]{0,12}(?:还能|再|这个|叠|冲突|重复|影响)"
    "|(?:[拿领享得][到受]?[过了])[^,。;?!]{0,8}(?:奖|补助|补贴)[^。;?!]{0,12}(?:还能|再|这个|叠|冲突|重复|影响)"
)
# What is granted for a certificate.
REWARDS = {"invention": "专利资助", "high_tech": "高企奖励", "srdi": "专精特新奖励", "tech_sme": "科小奖励"}
GRANTED = frozenset(REWARDS.values())
# What speaks of the voucher, or of a purchase for which it is wished.
OURS = ("voucher", "service", "pay", "invoice", "contract")
ASKED = Pattern(
    "[吗么呢?]|几|多少|怎么|如何|咋|什么|啥|哪|[不没][。.!~ ]*$|([能可要用会该算])不\\1|是否|能否|想问|问下|问一下|请教"
)


def is_past(scene: Scene, mark: Mark) -> bool:
    """Whether another subject is is told of as done with beside the voucher: 奖励领过了，券还能报不."""
    low, high = scene.clause(mark.start)
    before, after = scene.text[low : mark.start], scene.text[mark.end : high]
    if "券" not in scene.text[:low] + before + after + scene.text[high:]:
        return False
    if _DISMISSED.search(before):
        return True
    return (_DONE.search(before) or _DONE_WITH.match(after)) is not None and _ASKED.search(after) is None


_DISMISSED = Pattern(
    "(?:(?<![要能会])不是?[想要来]?(?:问|说|要|咨询|了解|管|提|谈|办)|不是|别(?:说|提|扯|管)|除了|抛开|先不[说管提])[^,。;?!]{0,3}$"
)
_DONE = Pattern(
    "(?:拿|领|享受|得|报|申请|申|批|办|走|弄)(?:到|的|完|好)?[了过完][^,。;?!]{0,4}$|(?:刚|已经|已)(?:领|拿|报|办|弄)[完好]?[^,。;?!]{0,3}$"
)
_DONE_WITH = Pattern(
    "(?:的|这块|那块|资金|款|的钱|的事儿?)*[^,。;?!]{0,6}?(?:(?:拿|领|享受|报|申请|批|办|走|弄|问|到账|到手|搞定|知道|清楚|发)(?:到|的|完|好|下来)?[了过完]|先?不(?:问|管|说|提)|问(?:税务|会计|科技局)|知道|清楚)"
)
_ASKED = Pattern("[吗么呢?]|几|多少|怎么|如何|咋|什么|啥|哪|没有?$|不$")


def is_beside(scene: Scene, mark: Mark) -> bool:
    """Whether another subject is told of beside the voucher: had before, held against it, or as something bought."""
    if mark.value in AGENTS and _FEES.match(scene.text, mark.end):
        return True  # 工商年报代办的钱算在支持范围里吗
    if "券" in scene.text and _BOTH.search(scene.text):
        return True  # 人才补贴和这个券能不能两样都拿
    return _is_had(scene, mark, scene.clause(mark.start)[0])


_HAD = Pattern(
    "(?:拿|领|享受|得|报|申请|申|批|办|走|弄|给|发|拨)(?:到|的)?[了过](?:[0-9一二两三四五六七八九十百几]+[万千](?:块|元)?的?|[一几]?[笔项个]|[市区省]里的|的)?$"
)


def _is_had(scene: Scene, mark: Mark, low: int) -> bool:
    """Whether one had it before, and it is the voucher or a purchase that is spoken of: 拿过技改补贴，这个券能报不."""
    if _HAD.search(scene.text[max(low, mark.start - 8) : mark.start]) is None:
        return False
    return bool(scene.of_kind("voucher", "service")) or _COMES_AGAIN.search(scene.text, low) is not None


AGENTS = ("工商登记", "会计核算", "税务")
_FEES = Pattern("(?:代办|代理|服务|外包)?的?(?:费用?|钱|开销)[^。;?!]{0,8}(?:[能给]报|[能给]补|支持|范围|券)")
_BOTH = Pattern(
    "(?:[和跟与同][^,。;?!]{0,6}[券劵]|[券劵][和跟与同])[^。;?!]{0,14}(?:两样|都能|一起|同时|兼|二选一|只能|一块(?!儿?[问了咨说])|冲突|打架|矛盾|叠|一码事|一回事|一个东西)"
)
_COMES_AGAIN = Pattern(
    "(?:不能|能|还|再)[^,。;?!]{0,4}[领报拿用申][^,。;?!]{0,2}(?:这|券)|再来?(?:[领报申拿用]|申请)?(?:这|你们|券)|(?:这个|你们这)[^,。;?!]{0,6}(?:还|再|能)"
)
