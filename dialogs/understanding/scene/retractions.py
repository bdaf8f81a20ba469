"""Retractions: a value that is taken back in the same breath: 三万，呃不对，是三万八."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from dialogs.understanding.characters.cues import KNOWN
from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.scene.scene import Scene


class _Value(Protocol):
    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


_TAKES_BACK = KNOWN.add("不[对 ,]|不是|错了|口误|[说讲记打看搞弄写][岔错]|更正|准确|[ ,.…]不|其实|实际")
_LONGEST = 16
_RETRACTED = Pattern(
    "(?:元|块钱?|的|左右|吧|开的|签的|出的|付的|[,。.!…~ ])*"
    "(?:(?:呃+|额+|哦+|噢|啊+|哎呀?|诶|嗯+|唉|等等|等下|那个)[,。…. ]*"
    "(?:我)?(?:不对|不是|[说讲记打看搞弄写]?[错岔](?:[行页列眼张]了?|了))+"
    "|不对(?!劲|应)|(?:我)?[说讲记打看搞弄写][错岔](?:[行页列眼张]了?|了)|口误|更正(?:一?下)?"
    "|(?<=[,。.…])不是(?=[,。.…])|(?<=[ ,。.…])不(?=[ ,。.…])|(?=(?:其实|实际上?)是))+"
    "(?:了|啊|哈|哦|不好意思|[,。.!…~: ])*(?:应该|应当|准确地?说?|其实|是|为|付了?|花了?)*[, ]*(?:是|为)?"
)


def is_retracted(scene: Scene, end: int, following: Sequence[_Value]) -> bool:
    """Whether the value that ends there is replaced by the one that follows."""
    if not scene.cues & _TAKES_BACK or not following or following[0].start - end > _LONGEST:
        return False
    return _RETRACTED.fullmatch(scene.text, end, following[0].start) is not None


def is_mended(scene: Scene) -> bool:
    """Whether an answer mends itself, and takes no earlier one back: 11月2…哦不对看岔了，12月2号."""
    if scene.asked is None or not scene.cues & _TAKES_BACK:
        return False
    given: tuple[Sequence[_Value], ...] = (scene.dates, scene.amounts)
    return any(
        value.start <= _AT_ONCE and is_retracted(scene, value.end, values[number + 1 :])
        for values in given
        for number, value in enumerate(values[:1])
    )


_AT_ONCE = 4
