"""Difference: one thing that two editions say otherwise, in words, with its clause."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from policy.comparison import Both, Field, cases, listed, matched, of, only, put, said, stated
from policy.comparison import Difference as Difference
from policy.edition import About, CapCase, Edition, RateCase, Rule, Window
from policy.facts import Scope
from policy.formalities import contacts, documents, filing, stages
from policy.money import spoken
from policy.phrases import LEGAL_STATUS, NOT_STATED, moment_text, place_text, rate_text

_ORDER: tuple[About, ...] = (
    "status", "windows", "eligibility", "service", "ceiling", "documents", "filing", "stages", "contacts",
)  # fmt: skip


def differences(old: Edition, new: Edition) -> tuple[Difference, ...]:
    """What a new edition says otherwise than an old one: first what decides cases, then what is told of them besides.

    Either is in the order of what it is about. Neither the order of conditions, nor the wording of questions, nor the
    place of a clause makes a difference.
    """
    both = Both(old=old, new=new)
    found: list[Difference] = []
    for parts in (_DECIDING, _TELLING):
        some = [difference for part in parts for difference in part(both)]
        found += sorted(some, key=lambda difference: _ORDER.index(difference.about))
    return tuple(found)


def _side(scope: Scope) -> About:
    return "eligibility" if scope == "enterprise" else "service"


# ---- who says it, and when


_FORCE: tuple[Field, ...] = (
    ("legal_status", "效力", LEGAL_STATUS.__getitem__),
    ("region", "适用地区", place_text),
    ("year", "年度", lambda year: str(year or "不分年度")),
    ("valid_from", "有效期开始", moment_text),
    ("valid_to", "有效期结束", moment_text),
    ("successor", "替代的版本", stated),
)
_NOTICE: tuple[Field, ...] = (
    ("name", "名称", str),
    ("issuer", "发文单位", str),
    ("number", "文号", stated),
    ("issued", "发文日期", moment_text),
    ("programme", "总的办法", lambda text: text.rstrip("。")),
)


def _force(both: Both) -> Iterator[Difference]:
    return said(both.new, "status", put(both.old, both.new, _FORCE), both.new.source_clause)


def _notice(both: Both) -> Iterator[Difference]:
    old, new = both
    yield from said(new, "status", put(old, new, _NOTICE), new.source_clause)
    yield from listed(
        both,
        of("status"),
        matched(old.parents, new.parents, lambda parent: parent.title),
        ("新增依据", "不再依据", lambda parent: parent.title),
        lambda a, b: put(a, b, [("number", f"{b.title}文号", stated)]),
    )
    yield from listed(
        both,
        of("status"),
        matched(old.parameters, new.parameters, lambda parameter: parameter.id),
        ("另行规定", "不再另行规定", lambda each: f"{each.summary}（由{each.decided_by}决定）"),
        lambda a, b: put(
            a, b, [("summary", "另行规定", str), ("decided_by", f"{b.summary}：决定的单位", str)]
        ),
    )


def _dates(both: Both) -> Iterator[Difference]:
    old, new = both
    several = len(new.windows) > 1

    def changes(a: Window, b: Window) -> Iterator[str]:
        label = b.label if several else ""
        yield from put(a, b, [("label", "受理期", str)])
        bounds = [("opens", f"{label}开始时间", moment_text), ("closes", f"{label}截止时间", moment_text)]
        yield from put(a, b, bounds)

    def name(window: Window) -> str:
        begin = f"{moment_text(window.opens)} 开始" if window.opens else "开始时间未写明"
        return (
            f"{window.label}，{begin}，{moment_text(window.closes)} 截止"
            if window.closes
            else f"{window.label}，{begin}"
        )

    pairs = matched(old.windows, new.windows, lambda window: window.id)
    yield from listed(both, of("windows"), pairs, ("新增受理期", "取消受理期", name), changes)
    lapse = put(old, new, [("lapse", "作废时间", lambda lapse: "当年年底" if lapse else NOT_STATED)])
    edition = new if new.lapse else old
    yield from said(edition, "windows", lapse, edition.lapse_clause or edition.source_clause)


# ---- who gets it, and how much

_RULES = {
    "condition": "申请条件",
    "exclusion": "不予支持的情形",
    "deferral": "顺延的情形",
    "discretion": "由评审决定的情形",
}
_SCOPES = {"enterprise": "按企业", "service": "按每项服务"}


def _rules(both: Both) -> Iterator[Difference]:
    old, new = both

    def waived(rule: Rule, edition: Edition) -> str:
        names = {each.id: each.summary for each in edition.rules}
        return "、".join(names.get(each, each) for each in sorted(rule.instead_of)) or "没有"

    def changes(a: Rule, b: Rule) -> Iterator[str]:
        yield from put(a, b, [("kind", f"{b.summary}：", _RULES.__getitem__)])
        yield from both.reworded(a, b, _RULES[b.kind])
        yield from put(a, b, [("scope", f"{b.summary}：", _SCOPES.__getitem__)])
        later = ("to_year", f"{b.summary}：顺延到", lambda year: f"{year} 年" if year else NOT_STATED)
        yield from put(a, b, [later])
        if set(a.instead_of) != set(b.instead_of):
            yield f"{b.summary}：可以顺延的条件 {waived(a, old)} → {waived(b, new)}"

    for pair in matched(old.rules, new.rules, lambda rule: rule.id):
        kind = _RULES[next(rule for rule in reversed(pair) if rule).kind]
        named = (f"新增{kind}", f"取消{kind}", lambda rule: rule.summary)
        yield from listed(both, lambda rule: _side(rule.scope), [pair], named, changes)


def _facts(both: Both) -> Iterator[Difference]:
    old, new = both
    for fact in new.facts:
        before = old.fact(fact.name)
        if before is not None:
            changed = both.when(before.applies_if, fact.applies_if)
            texts = [f"“{fact.label}”适用的情形 {changed}"] if changed else []
            yield from said(both.new, _side(fact.scope), texts, fact.clause or new.source_clause)


# Where a point is met that is no fact's name.
_POINTS: dict[str, About] = {
    **dict.fromkeys(("cap", "rate", "base", "overlap", "budget", "several", "cash", "city_sum"), "ceiling"),
    **dict.fromkeys(("copies", "form"), "documents"),
    **dict.fromkeys(("again", "validity", "tenancy", "credit_grade"), "eligibility"),
    **dict.fromkeys(("provider", "registration", "paid", "kinds"), "service"),
    **dict.fromkeys(("late", "next_round"), "windows"),
}


def _provisions(both: Both) -> Iterator[Difference]:
    def about(each: Any) -> About:
        fact = both.new.fact(each.about) or both.old.fact(each.about)
        return _side(fact.scope) if fact else _POINTS.get(each.about, "status")

    yield from listed(
        both,
        about,
        matched(both.old.provisions, both.new.provisions, lambda provision: provision.id),
        ("新写明", "不再写明", lambda provision: provision.summary),
        lambda a, b: both.reworded(a, b, "写明"),
    )


def _ceiling(both: Both) -> Iterator[Difference]:
    old, new = both.old.estimate, both.new.estimate
    if (old.base, old.base_label) != (new.base, new.base_label):
        before, after = old.base_label, new.base_label
        if before == after:
            before, after = both.label(old.base), both.label(new.base)
        yield from said(both.new, "ceiling", [f"计算基数 {before} → {after}"], new.base_clause)
    yield from _cases(both, old.rates, new.rates, "比例", rate_text)
    yield from _cases(both, old.caps, new.caps, "年度上限", lambda cap: spoken(cap.amount))
    if old.granted != new.granted:
        before, after = (both.label(name) if name else "没有" for name in (old.granted, new.granted))
        clause = new.granted_clause or old.granted_clause or new.base_clause
        edition = both.new if new.granted else both.old
        yield from said(edition, "ceiling", [f"年度上限中扣除的 {before} → {after}"], clause)


def _cases(
    both: Both,
    old: tuple[RateCase, ...] | tuple[CapCase, ...],
    new: tuple[RateCase, ...] | tuple[CapCase, ...],
    noun: str,
    worth: Callable[[Any], str],
) -> Iterator[Difference]:
    def changes(a: Any, b: Any) -> Iterator[str]:
        changed = both.when(a.when, b.when)
        if changed:
            yield f"{noun} {worth(b)}：{changed}"
        elif worth(a) != worth(b):
            yield f"{noun}{only(b.when, both.new) or ' '}{worth(a)} → {worth(b)}"

    pairs = cases(both, old, new, worth)
    named = (f"新增{noun}", f"取消{noun}", lambda case: f"{worth(case)}，{case.summary}")
    yield from listed(both, of("ceiling"), pairs, named, changes)


def _readings(both: Both) -> Iterator[Difference]:
    yield from listed(
        both,
        lambda reading: reading.about,
        matched(both.old.readings, both.new.readings, lambda reading: reading.id),
        ("新增读法", "取消读法", lambda reading: f"{reading.note}；{reading.safe}"),
        lambda a, b: put(a, b, [("safe", "读法", str)]),
    )


_DECIDING = (_force, _dates, _rules, _facts, _ceiling, documents, filing, stages, contacts)
_TELLING = (_provisions, _readings, _notice)
