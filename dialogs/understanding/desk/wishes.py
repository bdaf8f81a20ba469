"""Wishes about what is kept: to see it, change it, take it along, have it deleted, share it, leave it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple, cast

from dialogs.understanding.characters.cues import KNOWN, Words
from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.desk.sentences import LONGEST, alternatives, said, sentence, sheet
from dialogs.understanding.result import RequestKind

CUE = KNOWN.add(
    "资料|信息|档案|数据|记录|账[号户]|注销|销户|销号|删|清空|清除|清掉|抹|导出|邀请|同事|会计|财务|老板|员工|成员|绑定|解绑"
    "|离职|辞职|跳槽|退出|离开|不代|代表|不在|换公|换工|进度|进展|状态|到哪|在哪|到啥|到什|哪[一步个]|审|批|申请|申报|缺|差|少[什啥哪了]"
    "|欠[什啥哪]|材料|清单|打[勾钩]|勾|哪些|记[了着得的]|存[了着]|知道|轮到|排到|忘[了掉]|加人|加个|加成|领导|别人|其他人|出纳|下一|退企|退公|把我"
    "|告诉|填[了过]|不[要许]存|不要[保记收]|别[存记保]|公示|到了|到账|下来|打过|还[要得]等|多久|办理|受理|文件|手续|没[准弄备]"
)


class Wish(NamedTuple):
    """A wish told in text[start:end]."""

    kind: RequestKind
    start: int
    end: int


def wish(words: Words, *, is_asked: bool) -> Wish | None:
    """The weightiest wish that a clause of a clean text amounts to; with a question open, none that may be about it."""
    if not words.cues & CUE:
        return None
    text = words.text
    found: list[Wish] = []
    for start, end in _clauses(text):
        kind = _kind(text[start:end], is_alone=start == 0 and end == len(text), is_asked=is_asked)
        if kind is not None:
            found.append(Wish(kind, start, end))
    return min(found, key=lambda wish: _RANK[wish.kind]) if found else None


# Of several wishes the one that cannot be taken back is told last, that which only shows first.
_RANK: Mapping[str, int] = {
    kind: rank
    for rank, kind in enumerate(
        ("erase", "leave", "export", "invite", "edit", "moved", "papers", "progress", "profile")
    )
}


def _clauses(text: str) -> Sequence[tuple[int, int]]:
    """The whole text, then its clauses; blanks part them where the whole is no sentence."""
    bounds, start = [], 0
    for gap in _GAP.finditer(text):
        bounds.append((start, gap.start()))
        start = gap.end()
    bounds.append((start, len(text)))
    return [(low, high) for low, high in bounds if 1 < high - low <= LONGEST]


_GAP = Pattern("[,，。;；!！?？\n~…]+|[.]{2,}|(?<=[一-鿿]) (?=[一-鿿])")


def _kind(clause: str, *, is_alone: bool, is_asked: bool) -> RequestKind | None:
    for kind, when, bars, must, says, only, named in _wishes():
        if (
            when.search(clause) is None
            or (bars and bars.search(clause))
            or (must and not must.search(clause))
        ):
            continue
        if not said(says, clause):
            continue
        if only and only.search(clause) and (is_asked or not is_alone) and not named.search(clause):
            continue  # 检测花了3万，还差啥
        return kind
    return None


class _Wish(NamedTuple):
    kind: RequestKind
    when: Pattern
    bars: Pattern | None
    must: Pattern | None
    says: Pattern
    only: Pattern | None
    named: Pattern


@cache
def _wishes() -> tuple[_Wish, ...]:
    given = sheet("wishes")
    words: dict[str, str] = given["words"]
    kinds = sorted((kind for kind in given if kind != "words"), key=lambda kind: _RANK[kind])
    return tuple(
        _Wish(
            cast(RequestKind, kind),
            Pattern(alternatives(given[kind]["when"], {})),
            Pattern(alternatives(given[kind]["bars"], {})) if given[kind].get("bars") else None,
            Pattern(given[kind]["must"]) if "must" in given[kind] else None,
            sentence(given[kind]["says"], words),
            Pattern(given[kind]["alone"]) if "alone" in given[kind] else None,
            Pattern(given[kind].get("named", "$^")),
        )
        for kind in kinds
    )
