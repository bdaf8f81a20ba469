"""Contrasts: values that a message denies beside the right ones: 不是3月签的，2月14; 是烟台不是威海."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.scene.scene import Scene


class Spanned(Protocol):
    """What stands somewhere in a text."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


_NOT = Pattern("(?<!是)(?:并?不是|并非|而非|不在|(?<!算)不算|(?<![是除])非)(?:在|于)?$")
KINDS = ("service", "form", "size", "size_alone")


def contrasts(scene: Scene) -> list[tuple[int, int]]:
    """Where values stand that are denied beside another: 不是3月签的，2月14; 是烟台不是威海."""
    if not scene.denies:
        return []
    text, cuts = scene.text, []
    values: list[Sequence[Spanned]] = [scene.amounts, scene.dates, scene.places]
    values += [scene.kinds[kind] for kind in KINDS if kind in scene.kinds]
    for given in values:
        if len(given) < 2:
            continue
        found = [
            (match.start(), value.end)
            for value in given
            if (match := _NOT.search(text, max(0, value.start - 4), value.start))
            and not scene.asks(value.start)
        ]
        if len(found) < len(given):
            cuts += found
    cuts += [
        match.span()
        for match in _HEADS.finditer(text)
        if not any(start < match.end() and match.start() < end for start, end in cuts)
    ]
    return sorted(cuts)


# 职工不是130，是103: a number of heads is no amount.
_N = "[0-9一二三四五六七八九十百两]"
_HEADS = Pattern(
    f"(?<!是)不是{_N}{{1,6}}(?:[个名人号])*(?=[,。; ]*(?:而)?是{_N})"
    f"|(?<=[0-9])[个名人号]?[, ]*不是{_N}{{1,6}}(?:[个名人号])*(?=$|[,。;!])"
)


_CUT_END = Pattern(
    "(?:[签开付出给办做]?的)?[哈啊哦呀了]?[,。; ]*(?:而)?(?=是|在)|(?:[签开付出给办做]的|的(?=$|[,。;! ]))?"
)


def without(text: str, low: int, high: int, cuts: Sequence[tuple[int, int]]) -> str:
    """Part of the text without values that it denies: 不是3月签的."""
    rest, position = "", low
    for start, end in cuts:
        if position <= start and end <= high:
            done = _CUT_END.match(text, end)
            rest += text[position:start]
            position = done.end() if done else end
    return (rest + text[position:high]).strip(" ,!") if position > low else text[low:high]


def answers_first(scene: Scene, start: int) -> bool:
    """Whether the right value answers the open question, the wrong one after it: 白碱滩的，不是克区."""
    types = (
        {scene.facts[name].type for name in scene.asked.facts if name in scene.facts} if scene.asked else ()
    )
    given: dict[str, Sequence[Spanned]] = {
        "region": scene.places,
        "date": scene.dates,
        "money": scene.amounts,
        "choice": scene.of_kind(*KINDS),
    }
    return any(values and values[0].start < start for kind, values in given.items() if kind in types)
