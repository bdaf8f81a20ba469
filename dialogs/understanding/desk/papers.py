"""Papers: those that a message says are ready, or not, in its own words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from dialogs.understanding.characters.cues import KNOWN, Words
from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.desk.sentences import sheet
from dialogs.understanding.result import Request

CUE = KNOWN.add(
    "合同|协议|发票|专票|普票|凭证|回单|流水|水单|申请[书表]|申报[书表]|承诺|声明|报告|证书|审查|执照|登记|材料|资料|报表|证明|付款|身份|委托|授权"
    "|成果|验收|说明|资质|花名|开户|原件|复印|扫描|盖章|推荐|汇总|立项|科小|编号|绿色|租赁|孵化|入驻|自查|支撑|单子|凭据"
)


class Ticked(NamedTuple):
    """Papers told ready or lacking, and where they are spoken of."""

    request: Request
    spans: tuple[tuple[int, int], ...]
    # Whether the words are of having alone, as a story may tell it too.
    is_weak: bool


def ticked(words: Words) -> Ticked | None:
    """The papers that a clean text tells ready, or not; none where it asks."""
    if not words.cues & CUE:
        return None
    said = [match for match in _told().finditer(words.text) if not _is_asked(words.text, match)]
    had = [match for match in said if not (match["lacked"] or match["lacking"])]
    # 合同有了，发票还没拿到: what is ready is ticked, what is lacking told beside it.
    told = had or said
    if not told or any(_proves(match) for match in told):
        return None
    lacked = [match for match in said if match not in told]
    request = Request("ticked", papers=_named(told), denies=not had, lacking=_named(lacked))
    return Ticked(request, tuple(match.span() for match in said), is_weak=all(m["held"] for m in told))


def _named(told: Sequence[re.Match[str]]) -> tuple[str, ...]:
    papers = (paper for match in told for paper in _paper().findall(match["papers"] or match["lacking"]))
    return tuple(dict.fromkeys(papers))


def _is_asked(text: str, match: re.Match[str]) -> bool:
    return text[match.end() : match.end() + 1] == "?" or _ASKED.search(match.group()) is not None


def _proves(match: re.Match[str]) -> bool:
    """Whether having the papers is told of the enterprise itself: 高企证书拿到了."""
    proving, prepared = Pattern(sheet("papers")["proving"]), Pattern(sheet("papers")["prepared"])
    return proving.search(match.group()) is not None and prepared.search(match.group()) is None


_ASKED = Pattern("[?吗么嘛]|是不是|有没有|怎|什么时候|如果|要是|多少")
_START = "(?:^|(?<=[,，。;；!！\n ]))"
_AND = "(?:[、,，/+ 和跟与及加的]|还有|以及)*"
_PARTICLES = "(?:的|啦|咯|了|啊|呀|哈|吧|呢|哦|,? ?谢谢|喽|嘞|[~ ])*(?=$|[,，。;；!！?？\n ~])"
_LACK = "(?:还|就|只|现在|我们?)*(?:缺|差|少)(?:了|个|一?[张份个]|着)*"


@cache
def _paper() -> Pattern:
    return Pattern(_paper_words())


def _paper_words() -> str:
    words = sorted(set(sheet("papers")["papers"].split()), key=lambda word: (-len(word), word))
    return f"(?:{'|'.join(words)})"


@cache
def _told() -> Pattern:
    given, paper = sheet("papers"), _paper_words()
    had, held, lacked, before, between = (
        "|".join(given[key].split()).replace("_", " ")
        for key in ("had", "held", "lacked", "before", "between")
    )
    listed = f"{paper}(?:{_AND}{paper})*+"
    return Pattern(
        f"{_START}(?:{_LACK}(?P<lacking>{listed})(?=[没了呢啊吧 ,，。;；!！\n]|$)"
        f"|(?:(?!{paper})(?:{before}) ?)*+(?P<papers>{listed})[ ,，:]?(?:{between})*+"
        f"(?:(?P<had>{had})|(?P<lacked>{lacked})|(?P<held>{held}))){_PARTICLES}"
    )
