"""Submissions: a claim that the enterprise has handed in, with the day and the amount applied for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from dialogs.understanding.characters.cues import KNOWN
from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.desk.clauses import Clause
from dialogs.understanding.figures.amounts import amounts
from dialogs.understanding.result import Request

CUE = KNOWN.add(
    "提交|补[交上报传]|递|[申填上呈]报|报[了上送完好成过]|交[了上好完齐给到成过去掉的]|上传|传[了上好完过]|送[了上到过]|寄[了出过]|申请[了交]|填报|投[了上]"
)
_OLDEST = timedelta(200)
_LONGEST = 60
"""Characters of a clause that may tell it."""


class Handed(NamedTuple):
    """A submission, the clauses that tell it, and the words it is told in."""

    request: Request
    taken: tuple[Clause, ...]
    words: str
    # Whether the words tell by themselves what was handed in.
    is_plain: bool


def submission(given: Sequence[Clause], today: date) -> Handed | None:
    """The submission that a message tells as done, if it asks nothing of it."""
    for clause in given:
        if (
            not _is_handing(clause)
            or (_BARE.fullmatch(clause.plain) and not _WE_DID.search(clause.plain))
            or is_long_ago(clause, today)
        ):
            continue
        beside = [other for other in given if other is not clause and _is_beside(other)]
        if not _is_done(clause.plain, is_dated=any(one.days for one in (clause, *beside))):
            continue
        sums = [fen for one in (clause, *beside) for fen in applied_for(one)]
        days = [one.day for one in (clause, *beside) if one.day is not None]
        named = _THING.search(clause.plain) or _PLACE.search(clause.plain)
        return Handed(
            Request(
                "filed",
                day=days[0] if days else None,
                is_vague=not days and any(one.is_vague for one in (clause, *beside)),
                amount=sums[0] if len(set(sums)) == 1 else None,
                is_again=_AGAIN.search(clause.plain) is not None,
                is_another=_ANOTHER.search(clause.plain) is not None,
            ),
            (clause, *beside),
            clause.plain.replace("#", ""),
            is_plain=bool(
                named
                or sums
                or _AGAIN.search(clause.plain)
                or (_SELF.search(clause.plain) and _LONG.search(clause.plain))
            ),
        )
    return None


def applied_for(clause: Clause) -> list[int]:
    """The certain amounts that a clause tells, in fen; a bare number counts as one."""
    if clause.sums:
        return [a.low for a in clause.sums if a.exact and a.low == a.high]
    if _FIGURE.search(clause.plain) is None:
        return []
    return [a.low for a in amounts(clause.plain, bare=True) if a.exact and a.low == a.high and a.low]


def is_long_ago(clause: Clause, today: date) -> bool:
    """Whether a clause tells of days too long past for a claim under way, or of a vague time yet to come.

    One certain day to come, told as past, is a slip to be asked about.
    """
    return any((day.low > today and day.low != day.high) or day.high < today - _OLDEST for day in clause.days)


def _is_handing(clause: Clause) -> bool:
    if len(clause.plain) > _LONGEST:
        return False
    return _HANDED.fullmatch(clause.plain) is not None and not clause.asks and not _OTHER.search(clause.plain)


def _is_done(plain: str, *, is_dated: bool) -> bool:
    return _DONE.search(plain) is not None or (is_dated and "的" in plain)


def _is_beside(clause: Clause) -> bool:
    """A clause that tells but the day or the sum of what was handed in."""
    if clause.asks or len(clause.plain) > _LONGEST:
        return False
    return (
        _is_handing(clause)
        or _SUM.fullmatch(clause.plain) is not None
        or (bool(clause.days) and _DAY.fullmatch(clause.plain) is not None)
    )


# Each word of what may be repeated is no row of others, so that a clause is read one way only.
_WHOLE = (
    "我们?|咱们?|俺们?|我司|公司|厂里?|企业|单位|边|会计|财务|同事|[已己以]经?|刚(?!才)|刚才|早就|早已|终于|总算"
    "|今天|今早|今晚|都|全|也|就|才"
    "|又|再|还|另外|重新|再次|二次|按要求|按意见|第?[一二两三][笔单]|[一二两三]次|补正|补充|补好|补齐|补完|改好|修改|完善"
    "|一起|顺利|成功|正式|自己|的|是|把|将|上午|下午|晚上|早上|中午|[一两三][套份]|[那这][份个笔单套次边]|本次|第[一二三四]批|好|嗯|哦|对了|老师"
    "|显示|状态|那天|当天"
)
_THINGS = (
    "纸质版?|电子版?|全套|所有|全部|科技|创新券|券|兑付|兑现|补贴|补助|申报[书表]?|申请[书表]?|项目|材料"
    "|资料|单子|表格?|文件|件"
)
_PLACES = (
    "线上|网上|网站|网页|系统|平台|官网|后台|窗口|大厅|小程序|管理|服务|政务|他们|通过|工信|中心|在|从|去|往|用|到|向"
    "|给|跟|市|区|县|网(?![上站页])|局|云|里|面|头|上|中|那|内"
)
_VERB = (
    "(?:提交|递交|补交|补传|补报|补正(?=了|完|好|过|成)|补(?=上去|上来|上了)"
    "|上报|填报|呈报|申报|报送|上传|寄送|递|交|报|送|传|寄|投|申请(?=了|成功|提交|[已己]|上|过))"
)
_AGAIN = Pattern("重新|补(?!正[了完好过成])|改好|修改|完善|再次|二次|又(?!.*[一二两三][笔单份])")
_ANOTHER = Pattern("(?:又|还|再|另外?).*[一二两三][笔单份]|第[二三][笔单份]")
_END = "来|过|进|出|成|完|齐|位|掉|一下|交"
_LE = "了|啦|咯|喽|嘞|勒|哈|呢|啊|呀|哟|吧|,| |谢"
_HANDED = Pattern(
    f"(?:{_WHOLE}|{_THINGS}|{_PLACES}| )*{_VERB}(?:{_WHOLE}|{_THINGS}|{_PLACES}|{_END}|{_LE}|#|金额|总|共|整|块|元|补)*"
)
_WE_DID = Pattern("(?:我们|公司|我司|咱们?|俺们?)(?:已经?|都|也|刚刚?)*报了")
# 交了1.2万: a fee.
_BARE = Pattern(
    "(?:我们?|我司|公司|咱们?|俺们?|已经?|都|也|刚|昨天|今天|会计|财务|同事|的)*(?:[交送传寄投]|报(?!了#|上))"
    "(?!上|进去|过去|齐)(?:了|的|过|好|完|掉|#|给|到|元|出去|一下|整|吧|哈|啊|啦)*"
)
_DONE = Pattern(
    "了|啦|咯|喽|嘞|勒|[已己以]经?(?=提|递|申|上|报|交|填|送|在|从|向|全|成|网)|成功|(?<=刚)[提递交申报上]|刚刚?(?:把|在)?.{0,8}[提递交申报]"
)
# Handing in something else than the claim.
_OTHER = Pattern(
    "高企|高新|科小|科技型|专精|小巨人|创新型|认定|登记|备案|入库|专利|商标|贷款|社保|税|环评|资质|体系|年报|研发费|统计|发票|合同|证书"
    "|订单|样品|样|快递|钱|费|货|款|作业|预算|工资|押金|定金|学费|名单|问卷|意见|过[了#]|给(?:你|机构|对方|他|客户|代理|会计|公司|老板)|报(?:了)?名|报警|报错|报价|报销|报告|报修|没|未|不"
)
_THING = Pattern("材料|资料|申请|申报|单子|创新券|券|表|兑")
_PLACE = Pattern("系统|平台|网上|线上|官网|后台|窗口|大厅|小程序|科技局|中心|局里")
_SELF = Pattern("我|咱|俺|公司|本")
_LONG = Pattern("提交|递交|申报|上报|填报|报送|报了")
_SUM = Pattern(
    "(?:我们?|一共|总|共|这次|就|想|的|是|也)*(?:申请|申报|申领|报|要|兑付|兑现|补助|补贴|金额|额度|资金"
    "|填|写|的|了|是|为|总|一?共|约|大概|差不多|大约|数|额|钱| |:)*"
    "(?:(?<=[请报领要付现助贴额金度填写钱是为共数 :])|^)(?:#|[0-9][0-9,.]*)(?:元|整|块|左右|的|吧|多|了)*"
)
_DAY = Pattern("(?:就|是|在|的|于|日期|时间|提交|递|交|报|上去|了|那天|上午|下午|晚上|早上|申请| )*")
_FIGURE = Pattern(
    "(?:申请|申报|申领|金额|补助|补贴|兑付|兑现|额度|报|资金|到账|到|收到|共|要)[了是为共: 额]*[0-9]{3}"
)
