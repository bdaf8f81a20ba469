"""Stages: where a claim is said to have got, as told and not as asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import NamedTuple

from dialogs.understanding.characters.cues import KNOWN
from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.desk.clauses import Clause
from dialogs.understanding.desk.sentences import LONGEST, alternatives, sheet
from dialogs.understanding.desk.submissions import applied_for, is_long_ago
from dialogs.understanding.result import Request

CUE = KNOWN.add(
    "初审|形式|形审|初步|资格审|初核|预审|专家|评审|现场|实地|答辩|省[里厅科级上共中局]|审[核批查着完过]|复审|在审|终审|联审|公示|拨[款付下过]|打款"
    "|兑付|下达|走款|受理|收件|接收|签收|收下|通知|退[回了下]|打回|补[正材充资交一个]|让补|没[通过批能选被上戏]|没有[通过]|未[通过获能]|不予|不通|被[拒否刷毙驳]|淘汰|落选|驳回|黄了|凉了|泡汤"
    "|否决|撤|取消|到[账帐了位卡手]|打[过到来进]|收到|下来|入账|进账|领到|拿到|到了|汇[过到]|转过|推荐|资金|发下|款[到在已拨下]"
)
SETTLED = "settled"
_ENDS = ("returned", "refused", "withdrawn", SETTLED)


class Reached(NamedTuple):
    """A stage or end reached, the clauses that tell it, and the words it is told in."""

    request: Request
    taken: tuple[Clause, ...]
    words: str


def reached(given: Sequence[Clause], today: date) -> Reached | None:
    """The last stage or end that a message tells a claim to have got to."""
    told = [
        (clause, found) for clause in given if (found := _stage(clause)) and not is_long_ago(clause, today)
    ]
    if not told:
        return None
    # 专家评审没通过，被退回来了: an end weighs more than a stage told beside it.
    last = next((one for one in reversed(told) if one[1][0] in _ENDS), told[-1])
    clause, (stage, is_over) = last
    taken = [one for one, _ in told]
    for other in given:
        if other not in taken and not other.asks and _is_beside(other, stage):
            taken.append(other)
    days = [one.day for one in (clause, *taken) if one.day is not None]
    sums = [fen for one in taken for fen in applied_for(one)] if stage == SETTLED else []
    return Reached(
        Request(
            "moved",
            stage=stage,
            is_over=is_over,
            day=days[0] if days else None,
            is_vague=not days and any(one.is_vague for one in (clause, *taken)),
            amount=sums[0] if len(set(sums)) == 1 else None,
        ),
        tuple(taken),
        clause.plain.replace("#", clause.sums[0].raw) if clause.sums else clause.plain,
    )


def _stage(clause: Clause) -> tuple[str, bool] | None:
    plain = _FIGURE.sub("#", clause.plain)
    if len(plain) > LONGEST or clause.asks:
        return None
    for stage, when, bars, over, now, needs in _stages():
        if not when.search(plain) or (bars and bars.search(plain)) or (needs and not needs.search(plain)):
            continue
        if now is not None and now.fullmatch(plain):
            return stage, False
        if over is not None and over.fullmatch(plain):
            return stage, True
    return None


def _is_beside(clause: Clause, stage: str) -> bool:
    """A clause that adds to what is told: nobody objected, how much it was, the day."""
    if clause.days and not clause.plain.strip("的是就在"):
        return True
    if stage == SETTLED:
        return _SUM.fullmatch(clause.plain) is not None
    if stage == "publicity":
        return _UNCONTESTED.fullmatch(clause.plain) is not None
    if stage == "withdrawn":
        return _DROPPED.fullmatch(clause.plain) is not None
    return stage in ("returned", "refused") and _WHY.fullmatch(clause.plain) is not None


_FIGURE = Pattern("(?<=[到账帐了共是])[0-9]{3,9}(?![0-9年月日号])")
_SUM = Pattern(
    "(?:一共|总共|共|到了|到|到账|收到|有|是|打了|拨了|金额|补了|给了|实际|全额|了|为| )*"
    "(?:#|[0-9]{3,9})(?:元|整|块|的|吧|呢)*"
)
_UNCONTESTED = Pattern(
    "(?:也|都|期间|目前|一直|大家|别人| )*(?:没有?|无)(?:人|任何|什么|啥|收到)*"
    "(?:提|有|提出)?(?:异议|意见|反对|投诉|问题)(?:的|了)?"
)
_DROPPED = Pattern(
    "(?:这次|我们?|先|也|就|决定|打算|今年|暂时|后来)*不(?:想)?(?:报|申请|申报|弄|搞|要|办|做)了?(?:吧|的)?"
)
_WHY = Pattern(
    "(?:说是?|让|要|叫|要求|因为|理由是|原因是)?(?:我们?)?(?:材料|资料|盖章|签字|合同|发票|凭证|附件|扫描件)?(?:少|缺|不全|不齐|不清楚|不对|没盖|不合格|不规范|模糊|有误|要重新?|要补|补)[^,。#]{0,8}"
)


@cache
def _stages() -> tuple[
    tuple[str, Pattern, Pattern | None, Pattern | None, Pattern | None, Pattern | None], ...
]:
    """Each stage with when it may be told, what bars it, how it is told as over and as going on, what it needs."""
    given = sheet("stages")
    words: dict[str, str] = {name: f"(?:{meant})" for name, meant in given["words"].items()}
    stages = []
    for stage, told in given.items():
        if stage == "words":
            continue
        over, now = (
            Pattern(alternatives(told[key], words)) if told.get(key) else None for key in ("over", "now")
        )
        bars = Pattern(alternatives(told["bars"], {})) if told.get("bars") else None
        needs = Pattern(told["needs"]) if "needs" in told else None
        stages.append((stage, Pattern(alternatives(told["when"], {})), bars, over, now, needs))
    # The ends first: 初审没通过 is no first review.
    return tuple(sorted(stages, key=lambda one: one[0] not in _ENDS))
