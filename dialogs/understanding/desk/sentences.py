"""Sentences: what the lexicon of the desk holds, read at first use."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import yaml

from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.words.lexicon import FOLDER

LONGEST = 28
"""Characters of a clause that may be a sentence of the desk."""
# Possessive: what is polite is read one way only.
LEAD = Pattern(
    "(?:请教一?下|请问一?下?|请|麻烦您?你?|劳烦|劳驾|拜托|帮我们?|帮忙|帮|您好|你好|你们?(?!们|记|存|保|知|留|那|都|这|系)"
    "|您们?|可不可以|能不能|能否|可以|能(?!看)|想要|我想|我要|我们想|我们要|想|要(?!补)|那就|那么"
    "|那(?![笔单个份些边儿里张家])|就|先|再(?=[看查帮给])"
    "|顺便|现在|师傅|老师|亲|小助手|机器人|哎呀?|嗯+|哦+|额|呃|对了"
    "|好的|好|给我|让我|[ ,:])*+"
)
_TAIL = (
    "(?:一下|一眼|下(?!来)|哈|吧|呗|了|啦|咯|喽|呢|啊|呀|哇|嘛|吗|么|的|哦|噢|喔|诶|哎"
    "|谢谢您?你?|谢了|可以|可以吗|行不行|行吗|好吗|行|好|嘞|哩|来着|先|看看"
    "|老师|亲|麻烦了?|急|在线等|[ ~.?!])*+"
)


@cache
def sheet(name: str) -> Mapping[str, Any]:
    """A file of the desk as written."""
    read: Mapping[str, Any] = yaml.load(
        (FOLDER / "desk" / f"{name}.yaml").read_text(encoding="utf-8"),
        getattr(yaml, "CSafeLoader", yaml.SafeLoader),
    )
    return read


def alternatives(patterns: str, words: Mapping[str, str]) -> str:
    """Sentences parted by spaces as one expression, the words they name filled in."""
    expression = "|".join(patterns.split()).replace("_", " ")
    for name, meant in words.items():
        expression = expression.replace(f"&{name};", meant)
    return f"(?:{expression})"


def sentence(patterns: str, words: Mapping[str, str]) -> Pattern:
    """One of some sentences, with what is polite after it."""
    return Pattern(alternatives(patterns, words) + _TAIL)


def said(pattern: Pattern, clause: str) -> bool:
    """Whether a clause is a sentence, what is polite before it left out or not."""
    lead = LEAD.match(clause)
    start = lead.end() if lead else 0
    return pattern.fullmatch(clause) is not None or (
        start > 0 and pattern.fullmatch(clause, start) is not None
    )
