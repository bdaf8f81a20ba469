"""Steering: the clause of a message that steers the talk: back a step, start again, somebody to speak to, why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

import yaml

from dialogs.understanding.cues import Cues, Words
from dialogs.understanding.lexicon import FOLDER
from dialogs.understanding.patterns import Pattern
from dialogs.understanding.result import Control


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
    cues, kinds = _kinds()
    held = cues.of(text, words.pairs)
    if not held:
        return None
    possible = [kind for kind in kinds if kind.cue & held]
    best: Control | None = None
    rest: list[str] = []
    for clause, gap in _clauses(text):
        control = _steered(clause, possible, is_asked)
        if control is None:
            rest.append(clause + gap)
        elif best is None or _RANK[control] < _RANK[best]:
            best = control
    if best is None:
        return None
    if best in _KEEPING:
        return Steering(best, text)
    return Steering(best, "".join(part for part in rest if not _BESIDE.match(part)).strip(" ,，。;!?~"))


# What goes with steering and tells nothing of the enterprise.
_BESIDE = Pattern(
    "(?:我们?|俺)?(?:是)?(?:第一次|头一回|头一次|第一回)(?:用|使用|使|来|玩|弄)(?:这个|你)?[,。;!?~… ]*$"
    "|(?:可以|能)?不(?:说|填|回答|答|告诉你?|写)(?:这个)?(?:行不行|行吗|行不|可以吗|可不可以|吗|会怎么?样)[,。;!?~… ]*$"
)


# The place or year named is what one changes to.
_KEEPING = ("change_region", "change_year", "add_service")
_ORDER: tuple[Control, ...] = (
    "restart", "human", "change_region", "change_year", "back", "menu", "add_service", "why", "meaning", "continue",
    "quit", "help", "correct",
)  # fmt: skip
_RANK = {control: rank for rank, control in enumerate(_ORDER)}
_GAP = Pattern("[,，。;；!！?？\n~… ]+")


def _clauses(text: str) -> Iterator[tuple[str, str]]:
    start = 0
    for gap in _GAP.finditer(text):
        yield text[start : gap.start()], gap.group()
        start = gap.end()
    yield text[start:], ""


def _steered(clause: str, possible: Iterable[_Kind], is_asked: bool) -> Control | None:
    if not 1 < len(clause) <= _LONGEST_CLAUSE:
        return None
    start = -1
    for control, _, when, says in possible:
        if not when.search(clause):
            continue
        if start < 0:
            lead = _LEAD.match(clause)
            start = lead.end() if lead else 0
        if says.fullmatch(clause, start) or (start and says.fullmatch(clause)):
            return control
    pries = any(word in clause for word in _PRIES) and _WHY.search(clause) is not None
    if pries and (is_asked or _PRYING.search(clause)):
        return "why"
    if is_asked and "算" in clause and _COUNTS.search(clause):
        return "meaning"
    return None


_LONGEST_CLAUSE = 24
# Possessive, here and below: what is polite is read one way only.
_LEAD = Pattern(
    "(?:请问一?下?|请|麻烦|劳烦|劳驾|拜托|帮我|帮忙|帮|我们|我|咱们|咱|俺们|俺|你们|您们|你|您|可不可以|能不能|能否|能|可以|想要|想|要不|要"
    "|算了|那儿|那边|那里|这里|这儿|(?:不小心)?[点选填按输打](?:得|的)?(?:太快|错|快)了|手[滑快抖误]了"
    "|给我|给|让我|好的|好吧|好嘞|好|那就|那么|那(?![儿边里])|就|先|还是|也|都|唉+|哎呀?|哦+|噢|啊|呃|额|嗯+|对了|等一下|等下|等等|师傅|老师"
    "|亲|小助手|机器人|现在|这会儿?|这边|把|得了|行吧|行了|行|不好意思|抱歉)*+"
)
_TAIL = (
    "(?:一下|下|哈|吧|呗|了|啦|咯|喽|呢|啊|呀|哇|嘛|吗|么|的|哦|噢|喔|诶|哎|谢谢|谢了|可以|行|好|成|不|没|嘞|哩|再说|先|看看|太麻烦|麻烦"
    "|行不行|可以不|好不好|行吗|好吗|您嘞|老师|亲|试试|算了)*+"
)
_PRIES = ("干", "用", "做", "关系", "查户口")
# 问我们多少人干啥用, 跟补贴有啥关系
_WHY = Pattern(
    "(?:问|打听|收集|关心|你们?(?:还)?(?:要|查|管|知道|了解)).{0,14}?"
    "(?:干[吗嘛啥什甚]|做(?:什么|啥)|作甚|弄啥|有?(?:什么|啥)用|(?:什么|啥)目的)(?:么|用|呢|呀|啊|嘛)*$"
    "|(?:和|跟|与).{1,10}有?(?:什么|啥|毛|半毛钱|几毛钱)关系|查户口"
)
_PRYING = Pattern("^(?:你们?|还|咋|老)?(?:问|打听|关心).{1,14}(?:干|做)|^你们?(?:要|打听|查).{1,12}(?:干|做)")
# 怎么才算相关, 哪些算研发; but not 怎么算钱.
_COUNTS = Pattern(
    "(?:怎么样?|怎样|咋样?|咋个|如何|什么样?的?|啥样?的?|哪[种些]|(?:什么|啥)(?:情况|程度)|多[大高少久])下?(?:才|就|的)?"
    "(?:叫|能算|算是|算作|算得上|算)(?!钱|补|报|出|下来|的钱|账|$)|(?:怎[么样]|咋)才算"
)


class _Kind(NamedTuple):
    control: Control
    cue: int
    when: Pattern
    says: Pattern


@cache
def _kinds() -> tuple[Cues, tuple[_Kind, ...]]:
    """The controls with their sentences, as shipped, and how each begins that there may be."""
    given = yaml.load(
        (FOLDER / "controls" / "steering.yaml").read_text(encoding="utf-8"),
        getattr(yaml, "CSafeLoader", yaml.SafeLoader),
    )
    words: dict[str, str] = given["words"]
    kinds, cues = [], Cues()
    for control, told in given["controls"].items():
        says = "|".join(told["says"].split()).replace("_", " ")
        for name in ("previous", *words):
            says = says.replace(f"&{name};", words[name])
        when = told["when"].replace(" ", "|").replace("_", " ")
        kinds.append(_Kind(control, cues.add(when), Pattern(when), Pattern(f"(?:{says}){_TAIL}")))
    return cues, tuple(kinds)
