"""Steering: the clause of a message that steers the talk: back a step, start again, somebody to speak to, why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, NamedTuple

import yaml

from dialogs.understanding.characters.cues import Cues, Words
from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.result import Control
from dialogs.understanding.words.lexicon import FOLDER


class Steering(NamedTuple):
    """What is asked of the talk, and what else the message says."""

    control: Control
    rest: str


LONGEST = 45
"""Characters of a message that may steer: a longer one tells a story."""


def steering(words: Words, is_asked: bool) -> Steering | None:
    """The control that a clause of a clean text amounts to; `is_asked` where a question stands open.

    The clause must be nothing else: 我们上一步工序… steers nowhere. Of several the weightiest is told.
    """
    text = words.text
    if len(text) > LONGEST:
        return None
    cues, kinds, pries = _kinds()
    held = cues.of(words.characters, words.pairs)
    possible = [kind for kind in kinds if kind.cue & held]
    if not possible:
        return None
    best: Control | None = None
    rest: list[str] = []
    for clause, gap in _clauses(text):
        control = _steered(clause, possible, is_asked, may_pry=held & pries != 0)
        if control is None:
            rest.append(clause + gap)
        elif best is None or _RANK[control] < _RANK[best]:
            best = control
    if best is None:
        return _trailing(text, possible)
    if best == "restart" and any(map(_SLIPPED.search, rest)) and _ANEW.search(text):
        return None  # 合同日期我填岔了，想重新填
    if best == "back" and rest and ("撤" in text or _INSTEAD.search(text)):
        return None  # 撤回上一条，票是6月28开的; 上一题选快了，我们不是小型，是微型
    if best == "why":
        rest = [part for part in rest if not _PRIED.match(part)]
    if best == "meaning":
        rest = [part for part in rest if not _QUOTED.search(part)]
    if best in _KEEPING:
        return Steering(best, _AWAY.sub("", text) if best == "change_region" else text)
    return Steering(best, "".join(part for part in rest if not _BESIDE.match(part)).strip(" ,，。;!?~"))


# 不问青岛了，问运城: what one turns away from
_AWAY = Pattern(
    "[^,，。]{2,6}的(?:我)?[看查问](?:完|过|好)了[,， ]*|(?:不是?|别)[看查问要][一-鿿]{2,5}?(?:的"
    "|了)+[,， ]*(?=[^,， ]{3})"
)
# What goes with steering and tells nothing of the enterprise.
_BESIDE = Pattern(
    "[^,，。;0-9]{0,14}(?:先|就|今天)+不(?:弄|搞|问|聊|填|整)了[,。;!?~… ]*$"
    "|[^,，。;0-9]{0,8}(?:开会|接孩子|下班|吃饭|睡觉|有事|出门|接电话)[^,，。;0-9]{0,5}[,。;!?~… ]*$"
    "|(?:嗯+|哦+|噢|好|好的|好吧|行|行吧|得|可以|那|哎|算了)[,。;!?~… ]*$"
    "|(?:这|这个|你这个?|那)?(?:怎么|咋|如何)(?:整|弄|搞|用|玩|办|回事)(?:的|啊|呀|呢)?[,。;!?~… ]*$"
    "|(?:我们?|俺)?(?:是)?(?:第一次"
    "|头一?[回次]|第一回|[首初]次)(?:用|使用|使|来|玩|弄)(?:这个|这|你|你们|咱|的)*(?:小程序|机器人|东西|玩意儿?"
    "|工具|软件|公众号|助手|系统)?[,。;!?~… ]*$"
    "|(?:可以|能)?不(?:说|填|回答|答|告诉你?|写)(?:这个)?(?:行不行|行吗|行不|可以吗|可不可以|吗|会怎么?样)[,。;!?~… ]*$"
)


# 你老问我合同登没登记: what was asked, told again
_PRIED = Pattern("(?:你们?|您)?(?:老是?|总是?|一直|非要?|又|还|刚才?|都|干嘛|为啥)*(?:问|打听|追问|查)我?")


# 怎么操作啊 第一回用这个小程序
_TOOL = "(?:小程序|机器人|聊天框|对话框|智能客服|小助手)"
_HOW = "(?:怎么|咋|如何|怎样)(?:去)?(?:用|使用?|操作|玩|弄)"
_HOW_TO_USE = Pattern(
    f"[^券补贴报]{{0,14}}(?:{_HOW}[^券补贴报]{{0,14}}{_TOOL}|{_TOOL}[^券补贴报]{{0,6}}{_HOW})[^券补贴报]{{0,8}}"
)
# “备案或认定的平台”这话太绕: our own words, given back.
_QUOTED = Pattern("“|这话|这句|这词|指的?(?:是)?啥")
_SLIPPED = Pattern("[填写说选输报记点答](?:[错岔反混差]|得?不对|有误)(?![^,。]*(?:全|都))")
_INSTEAD = Pattern("不是[^,。;!?]{1,8}[, ]*是")
_ANEW = Pattern("(?:^|[,。;!? 想要得])重新?[填选写输答](?:一?下|一遍)?[吧了 。!]*$")
# The place or year named is what one changes to.
_KEEPING = ("change_region", "change_year", "add_service")
_ORDER: tuple[Control, ...] = (
    "restart", "human", "change_region", "change_year", "back", "menu", "add_service", "why", "meaning", "continue",
    "quit", "help", "correct",
)  # fmt: skip
_RANK = {control: rank for rank, control in enumerate(_ORDER)}
_GAP = Pattern("[,，。;；!！?？\n~… ]+|[.]{2,}")


def _clauses(text: str) -> Iterator[tuple[str, str]]:
    start = 0
    for gap in _GAP.finditer(text):
        yield text[start : gap.start()], gap.group()
        start = gap.end()
    yield text[start:], ""


def _steered(clause: str, possible: Iterable[_Kind], is_asked: bool, *, may_pry: bool) -> Control | None:
    if not 1 < len(clause) <= _LONGEST_CLAUSE:
        return None
    start = -1
    for control, _, when, says, core, _ in possible:
        if not when.search(clause):
            continue
        if start < 0:
            lead = _LEAD.match(clause)
            start = lead.end() if lead else 0
        if says.fullmatch(clause, start) or (start and says.fullmatch(clause)):
            return control
        if core is not None and _is_core(clause, core):
            return control
    if may_pry and _WHY.search(clause) and (is_asked or _PRYING.search(clause)):
        return "why"
    if is_asked and "算" in clause and _COUNTS.search(clause):
        return "meaning"
    return None


_LONGEST_CLAUSE = 24
# Possessive, here and below: what is polite is read one way only.
_LEAD = Pattern(
    "(?:请教(?:一?下|您|你|个问题)*|请问一?下?|请|麻烦|劳烦|劳驾|拜托|帮我|帮忙|帮|我们|我|咱们|咱|俺们|俺|你们"
    "|您们|你|您|可不可以|能不能|能否|能|可以|想要|想|要不|要"
    "|算了|那儿|那边|那里|这里|这儿|(?:不小心)?[点选填按输打](?:得|的)?(?:太快|错|快)了|手[滑快抖误]了"
    "|再|顺便|接着|贵[处方局司]|贵单位|贵平台|给我|给|让我|好的|好吧|好嘞|好|那就|那么|那(?![儿边里])"
    "|就|先|还是|也|都|其实"
    "|应该|原本|本来|唉+|哎呀?|哦+|噢|啊|呃|额|嗯+|对了|等一下|等下|等等|师傅|老师"
    "|亲|小助手|机器人|现在|这会儿?|这边|把|得了|行吧|行了|行|不好意思|抱歉|(?:这才|才|刚|突然)想起来)*+"
)
_TAIL = (
    "(?:一下|下(?![一个面])|哈|吧|呗|了|啦|咯|喽|呢|啊|呀|哇|嘛|吗|么|的|哦|噢|喔|诶|哎|谢谢|谢了|可以|行不行"
    "|成不成|中不中|行|好|成|中|[不没]$|嘞|哩|再说|先|看看|太麻烦|麻烦"
    "|行不行|可以不|好不好|行吗|好吗|您嘞|老师|亲|试试|算了)*+"
)
_PRIES = "干|用|做|关系|相干|关联|查户口|为什|为啥|为何|凭|嘛|目的|问|讲究|依据|意义|必要"
# 问我们多少人干啥用, 跟补贴有啥关系
_WHY = Pattern(
    "(?:(?<!我)问|打听|收集|关心|你们?(?:还)?(?:要|查|管|知道|了解)).{0,14}?"
    "(?:干[吗嘛啥什甚]|做(?:什么|啥)|作甚|弄啥|派(?:什么|啥)用|图个?(?:什么|啥)|有?(?:什么|啥)用|(?:什么|啥)目的|为了?(?:个)?(?:什么"
    "|啥))(?:么|用|处|场|呢|呀|啊|嘛|的|嘞|哩|咧|哇)*(?:我?们?又(?:不|没)[^,。]{1,8})?$"
    "|(?:和|跟|与)(?!他|它|机构|对方|人家|那家)[^没无不]{1,10}有?(?:什么|啥|毛|半毛钱|几毛钱)(?:关系|相干|关联|联系)|(?:和|跟|与)[^没无不]{1,8}(?:挨|扯|搭|沾)得[着上](?:边)?[吗么]?$|查户口"
    "|(?:为(?:什么|啥|何)|干[嘛吗啥]|凭(?:什么|啥)|(?:咋|怎么)(?=[还老总非要得又]))(?:还|老|总|非|要|得|又|都"
    "|一定|必须)*"
    "(?:问|打听|收集|知道|了解|告诉|提供|填|查|管|上报).{0,16}$"
    "|(?:问|打听|收集|填|提供).{0,14}(?:用途|用意|目的|缘由|理由)|^(?:这|这个|那|问这|知道这个?)*有(?:什么|啥"
    "|何)用处?[呢啊呀?]*$|(?:说明|告知|解释).{0,12}(?:目的|用途|用意|原因|缘由|理由|依据)(?:何在)?$"
    "|(?:抓着|揪着|盯着|逮着|追着)[^,。]{0,6}(?:问|不放)|^(?:是)?(?:干|做)(?:什么|啥|嘛)用的[呢啊呀?]*$"
    "|(?:问|打听|了解|收集|知道|填).{0,14}(?:讲究|说法|依据|道理|意义|必要|好处)(?:是什么|是啥|何在)?(?:吗|么|呢"
    "|没有?)*$"
    "|^(?:这|连)[^,。]{0,8}(?:还|也|都)(?:要|得|用)?(?:问|查|打听|管)[呀啊吗呢么?]*$"
)
_PRYING = Pattern("^(?:你们?|还|咋|老)?(?:问|打听|关心).{1,14}(?:干|做)|^你们?(?:要|打听|查).{1,12}(?:干|做)")
# 怎么才算相关, 哪些算研发; but not 怎么算钱.
_COUNTS = Pattern(
    "(?:怎么样?|怎样|咋样?|咋个|如何|什么样?的?|啥样?的?|哪[种些]|(?:什么|啥)(?:情况|程度)|多[大高少久])下?(?:才"
    "|就|的)?"
    "(?:叫|能算|算是|算作|算得上|算)(?!钱|补|报|出|下来|的钱|账|$)|(?:怎[么样]|咋)才算"
    "|(?:关联|关系|相关|自愿|研发|备案|履约|规范|有效|完成|做完|开始|失信|合法|隶属"
    "|控制)[^,。钱补报费]{0,4}(?:怎么样?|咋|如何)(?:算|界定|认定|判断|判定)[的呢啊呀]*$"
)


def _trailing(text: str, possible: Iterable[_Kind]) -> Steering | None:
    """What a message without punctuation comes to at its end: 说了半天说不清楚你给我转个真人."""
    text = text.rstrip(" .。!?~,;")
    for kind in possible:
        if (
            kind.trail is not None
            and (match := kind.trail.search(text))
            and _beside().fullmatch(text, match.end())
        ):
            rest = text if kind.control in _KEEPING else text[: match.start()]
            return Steering(kind.control, rest)
    asks_how = any(kind.control == "help" for kind in possible) and _HOW_TO_USE.fullmatch(text)
    return Steering("help", "") if asks_how else None


def _is_core(clause: str, core: Pattern) -> bool:
    """Whether a clause is words that steer, and beside them talk about the talk alone."""
    found = core.search(clause)
    if found is None:
        return False
    beside = _beside()
    return (
        beside.fullmatch(clause, 0, found.start()) is not None
        and beside.fullmatch(clause, found.end()) is not None
    )


@cache
def _beside() -> Pattern:
    words = sorted(_given()["beside"].split(), key=lambda word: (-len(word), word))
    return Pattern(f"(?:{'|'.join(words)})*+")


@cache
def _given() -> dict[str, Any]:
    """The sentences as shipped."""
    read: dict[str, Any] = yaml.load(
        (FOLDER / "controls" / "steering.yaml").read_text(encoding="utf-8"),
        getattr(yaml, "CSafeLoader", yaml.SafeLoader),
    )
    return read


class _Kind(NamedTuple):
    control: Control
    cue: int
    when: Pattern
    says: Pattern
    core: Pattern | None
    trail: Pattern | None


@cache
def _kinds() -> tuple[Cues, tuple[_Kind, ...], int]:
    """The controls with their sentences, as shipped, how each begins that there may be, and how prying does."""
    given = _given()
    words: dict[str, str] = given["words"]
    kinds, cues = [], Cues()
    for control, told in given["controls"].items():
        says = "|".join(told["says"].split()).replace("_", " ")
        for name in ("previous", *words):
            says = says.replace(f"&{name};", words[name])
        when = told["when"].replace(" ", "|").replace("_", " ")
        core, trail = (
            Pattern("|".join(told[key].split())) if key in told else None for key in ("core", "trail")
        )
        sentence = Pattern(f"(?:(?:{says}){_TAIL}){{1,2}}")
        kinds.append(_Kind(control, cues.add(when), Pattern(when), sentence, core, trail))
    return cues, tuple(kinds), cues.add(_PRIES)
