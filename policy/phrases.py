"""Phrases: conditions and plain values of an edition in Chinese words, as notices put them."""

from __future__ import annotations

from datetime import date, datetime

from policy.conditions import All, Any, Condition, Not, Test
from policy.divisions import division
from policy.edition import Edition, RateCase
from policy.facts import Fact
from policy.money import spoken

ACTORS = {
    "enterprise": "企业",
    "provider": "服务机构",
    "host": "孵化器等平台",
    "platform": "平台",
    "bureau": "科技局",
    "province": "省科技厅",
    "experts": "专家",
    "none": "",
}
LEGAL_STATUS = {"in_force": "现行", "draft": "征求意见稿", "superseded": "已被替代"}
FORMS = {"original": "原件", "copy": "复印件", "colour_scan": "彩色扫描件", "online": "网上填报或查询"}
MODES = {"paper": "纸质", "online": "网上", "not_stated": "未写明方式"}
NOT_STATED = "未写明"


def condition_text(condition: Condition, edition: Edition) -> str:
    """A condition in words: `服务类别为检验检测，并且…`."""
    match condition:
        case Test():
            fact = edition.fact(condition.fact)
            return _test(condition, fact) if fact else condition.fact
        case Not(part=Test(fact=name, op="is" | "in" | "has" | "within") as part) if fact := edition.fact(
            name
        ):
            return _test(part, fact, no="不")
        case Not(part=part):
            return f"不是（{condition_text(part, edition)}）"
        case All(parts=parts):
            return "，并且".join(_grouped(part, edition) for part in parts) or "一律"
        case Any(parts=parts):
            return "，或者".join(_grouped(part, edition) for part in parts) or "从不"


def rate_text(rate: RateCase) -> str:
    """A share, or the range of one: `30% 至 50%`."""
    return str(rate.high) if rate.low == rate.high else f"{rate.low} 至 {rate.high}"


def moment_text(moment: date | datetime | None) -> str:
    """A day, or a moment to the minute, or to the second where that says more."""
    if isinstance(moment, datetime):
        return moment.strftime("%Y-%m-%d %H:%M:%S" if moment.second else "%Y-%m-%d %H:%M")
    return moment.isoformat() if moment else NOT_STATED


def place_text(code: str) -> str:
    """A division with those around it, or its code where there is none."""
    place = division(code)
    return place.full_name if place else code


def _grouped(part: Condition, edition: Edition) -> str:
    text = condition_text(part, edition)
    return f"（{text}）" if isinstance(part, All | Any) and len(part.parts) > 1 else text


def _test(test: Test, fact: Fact, no: str = "") -> str:
    """One test in words; `no` is put before the verb of those that can be denied so."""
    operand = test.operand
    match test.op:
        case "is" if isinstance(operand, bool):
            return f"{fact.label}{no}为{'是' if operand else '否'}"
        case "is":
            return f"{fact.label}{no}为{fact.choice_label(str(operand))}"
        case "in" | "has":
            labels = [choice.label for choice in fact.choices if choice.id in _parts(operand)]
            verb = "为" if test.op == "in" else "含"
            return f"{fact.label}{no}{verb}{'、'.join(labels)}{'之一' if len(labels) > 1 else ''}"
        case "within":
            places = (division(str(code)) for code in _parts(operand))
            return f"{fact.label}{no}在{'、'.join(place.name for place in places if place)}"
        case "within_last":
            return f"{fact.label}在最近 {operand} 年内"
        case "between":
            low, high = _parts(operand)
            return f"{fact.label}自 {_bound(low, fact)} 至 {_bound(high, fact)}"
        case "at_least":
            return f"{fact.label}不{'早' if fact.type == 'date' else '低'}于 {_bound(operand, fact)}"
        case "at_most":
            return f"{fact.label}不{'晚' if fact.type == 'date' else '高'}于 {_bound(operand, fact)}"


def _parts(operand: object) -> tuple[object, ...]:
    return tuple(operand) if isinstance(operand, tuple | frozenset) else (operand,)


def _bound(value: object, fact: Fact) -> str:
    return spoken(value) if fact.type == "money" and isinstance(value, int) else str(value)
