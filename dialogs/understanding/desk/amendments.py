"""Amendments: what was recorded of a claim told otherwise: another day, another sum, or that it is not so."""

from __future__ import annotations

from datetime import date
from typing import Literal, NamedTuple

from dialogs.understanding.characters.cues import words as cued
from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.characters.text import clean
from dialogs.understanding.desk.clauses import Clause, clauses
from dialogs.understanding.desk.submissions import applied_for

LONGEST = 40
"""Characters of a message that may amend what was recorded."""


class Amendment(NamedTuple):
    """What should stand instead; nothing but `takes_back` where the whole is said to be wrong."""

    day: date | None = None
    # In fen.
    amount: int | None = None
    # Which sum is meant, where that is said.
    of: Literal["asked", "paid"] | None = None
    # Whether the day is that of handing in.
    is_filing: bool = False
    # The stage that the day is said to be of, in a word: 公示, 到账; 过 of whatever was passed.
    stage: str = ""
    # Whether the words are of a claim by themselves, whatever was talked about before.
    is_plain: bool = False
    # Whether they name what may be recorded of a claim: 没撤回.
    is_named: bool = False
    takes_back: bool = False
    # What is said to be wrong without what is right.
    lacks: Literal["day", "amount"] | None = None


def amendment(text: str, today: date) -> Amendment | None:
    """What a message amends of what was just recorded, if it says nothing else."""
    # 应该是 tells here, and asks nothing.
    words = cued(_BUT_NOT.sub(",不是", clean(text).text).replace("应该", "应"))
    if not words.text or len(words.text) > LONGEST:
        return None
    given = clauses(words, today)
    if any(clause.asks for clause in given):
        return None
    # 是9万，不是10万
    kept = [clause for clause in given if not (_DENIED.match(clause.plain) and (clause.days or clause.sums))]
    valued = [clause for clause in kept if clause.days or clause.sums]
    rest = [clause for clause in kept if clause not in valued]
    if len(valued) > 1 or not all(_WRONG.fullmatch(clause.plain) for clause in rest):
        return None
    whole = ",".join(clause.plain for clause in kept)
    is_wrong = bool(rest) or len(kept) < len(given) or _CHANGED.search(whole) is not None
    if valued:
        return _valued(valued[0], whole, is_wrong=is_wrong)
    if not rest:
        return None
    lacks: Literal["day", "amount"] | None = (
        "amount" if _SUM_NAMED.search(whole) else "day" if _DAY_NAMED.search(whole) else None
    )
    of = _of(whole)
    is_plain = lacks is not None and (of is not None or _FILING.search(whole) is not None)
    is_named = _NAMED.search(whole) is not None
    return Amendment(takes_back=lacks is None, lacks=lacks, of=of, is_named=is_named, is_plain=is_plain)


def _valued(clause: Clause, whole: str, *, is_wrong: bool) -> Amendment | None:
    of = _of(whole)
    if clause.days:
        if clause.sums or clause.day is None or not _DAY.fullmatch(clause.plain):
            return None
        is_filing = _FILING.search(whole) is not None
        is_plain = is_filing and is_wrong and _DAY_NAMED.search(whole) is not None
        stage = _STAGE.search(clause.plain)
        word = "" if stage is None else _PASSED.sub("过", stage.group())
        return Amendment(day=clause.day, is_filing=is_filing, stage=word, is_plain=is_plain)
    sums = applied_for(clause)
    if not _SUM.fullmatch(clause.plain) or not (is_wrong or of):
        return None
    if len(set(sums)) != 1 or not sums[0]:
        # 申请金额改成八九万
        return Amendment(lacks="amount", of=of, is_plain=True) if is_wrong and of else None
    return Amendment(amount=sums[0], of=of, is_plain=is_wrong and of is not None)


def _of(whole: str) -> Literal["asked", "paid"] | None:
    if _PAID.search(whole):
        return "paid"
    return "asked" if _ASKED.search(whole) else None


_PAID = Pattern("到账|到了|收到|打了|拨了|实到")
_ASKED = Pattern("申请|申报|申领")
_FILING = Pattern("提交|递交|[上申填]报|申请|报送|报的|交")
_SUM_NAMED = Pattern("金额|数额|数字|钱数|额度|多少")
_DAY_NAMED = Pattern("日期|日子|时间|哪天|天")
# 是8万不是9万
_BUT_NOT = Pattern("(?<=[0-9万元块号日])(?:而|并)?不是")
_NAMED = Pattern("撤回|退回|打回|到账|公示|初审|评审|专家|提交|申请|申报|进度|审核")
_STAGE = Pattern("到账|收到|公示|初审|退回|通过|过|完|结束")
_PASSED = Pattern("通过|完|结束")
_DENIED = Pattern("(?:而|并)?不是")
_CHANGED = Pattern("错|不对|改|更正|纠正|应为?|其实|实际")
_ABOUT = (
    "我们?|咱们?|刚才|刚刚|上面|前面|那个|这个|那笔|这笔|申请书?|申报|提交|递交|到账|收到|的|是|把|说|写|记|填|点|按|弄|搞|选|报|看|发"
    "|日期|日子|时间|金额|数额|数字|数|额|钱|进度|不好意思|抱歉|对不起|等等|等一下|哎呀?|啊|又|都|好像|这里"
)
_WRONG = Pattern(
    f"(?:{_ABOUT})*(?:错了?|不对|有误|误操作|手滑了?|反了|岔了|更正|纠正|改)(?:一下|下|了|的|啊|哈|呀)*"
    "|(?:其实|我们?|申请|又|还|根本)*(?:没有?|还没有?)(?:被|真的)?(?:撤回?|退回?|打回|拒绝?|刷|到账?|收到|通过|过|公示|初审|评审|提交|递交|申报|报|交|来|到这一?步)(?:来|呢|的|啊|哈)*"
    "|(?:专家|初审|评审|公示|审核|钱|款|资金)(?:其实|都|也)*(?:没有?|还没有?)(?:被)?(?:来|过|通过|到账?|开始|完|结束|出来?|审)(?:呢|的|啊|哈)*"
)
_VALUE = (
    "我们?|咱们?|公司|那天|当天|就|是|应为?|改成?|改为|改到|更正为?|更正成|为|成|到|其实|实际|准确"
    "|的|了|在|于|上午|下午|晚上|早上|才|只|写|填|记|错|不对|[, ]"
)
_DAY = Pattern(
    f"(?:{_VALUE}|日期|日子|时间|提交|递交|申请|申报|上报|报送|报|交|送|传|寄|上去|材料|系统|平台|网上|到账|收到|公示|初审|退回来?|通过|过|完|结束|开始|起)*"
)
_SUM = Pattern(
    f"(?:{_VALUE}|申请书?|申报|申领|补贴|补助|金额|数额|数|额|钱|一?共|总共|到账|收到|打|拨|来|#|元|整|块|吧|哈|啊)*"
)
