"""Assembly: the checked tree of a file turned into an Edition, its parts held against each other."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from policy.compiled import rule_scope
from policy.conditions import ALWAYS, Condition, guarded, tests
from policy.edition import (
    CapCase,
    Contact,
    Document,
    Edition,
    Estimate,
    Example,
    Filing,
    Parameter,
    Parent,
    Provision,
    RateCase,
    Reading,
    Route,
    Rule,
    Stage,
    Step,
    Window,
)
from policy.facts import Fact
from policy.points import POINTS
from policy.shapes import Reading as FileReading
from policy.workdays import SHANGHAI

Tree = dict[str, Any]


def assembled(tree: Tree, facts: dict[str, Fact], reading: FileReading) -> Edition:
    """The edition of a tree whose shape is sound; what does not fit together becomes faults of `reading`."""
    known = _with_conditions(facts, tree, reading)
    _guard(tree, {fact.name: fact.applies_if for fact in known if fact.applies_if is not None})
    return _edition(tree, known, reading)


def check_names(
    tree: dict[str, Any], facts: dict[str, Fact], shared: Collection[str], reading: FileReading
) -> None:
    """Names that lead nowhere and figures that contradict each other, as faults."""
    for n, name in enumerate(tree.get("ask_first") or ()):
        if name is not None and name not in facts:
            reading.fault(f"ask_first[{n}]", None, f"没有事实 {name!r}", "先在 facts 中列出它")
    for block in ("facts", "provisions"):
        for n, entry in enumerate(tree.get(block) or ()):
            if entry.get("about") and entry["about"] not in (*POINTS, *facts, *shared):
                problem, remedy = f"没有 {entry['about']!r} 这一点", f"写事实的标识，或 {'、'.join(POINTS)}"
                reading.fault(f"{block}[{n}].about", None, problem, remedy)
    estimate = tree.get("estimate") or {}
    for key, scope in (("base", "service"), ("granted", "enterprise")):
        name = (estimate.get(key) or {}).get("fact")
        fact = facts.get(name or "")
        if name and (fact is None or fact.type != "money" or fact.scope != scope):
            reading.fault(
                f"estimate.{key}.fact",
                None,
                f"{name!r} 不是{scope}的金额事实",
                "在 facts 中以 type: money 列出",
            )
    for n, rate in enumerate(estimate.get("rates") or ()):
        both = rate.get("from") is not None and rate.get("to") is not None
        if both == (rate.get("rate") is not None):
            reading.fault(f"estimate.rates[{n}]", None, "比例写法不完整", "写 rate，或同时写 from 与 to")
        elif both and rate["to"] < rate["from"]:
            reading.fault(f"estimate.rates[{n}]", None, "from 大于 to", "前小后大")
    for n, window in enumerate(tree.get("windows") or ()):
        opens, closes = window.get("opens"), window.get("closes")
        if opens and closes and _day(opens) > _day(closes):
            reading.fault(f"windows[{n}]", None, "结束早于开始", "检查日期")
    names = {rule.get("id") for rule in (*(tree.get("conditions") or ()), *(tree.get("exclusions") or ()))}
    for n, deferral in enumerate(tree.get("deferrals") or ()):
        for name in deferral.get("instead_of") or ():
            if name not in names:
                reading.fault(
                    f"deferrals[{n}].instead_of", None, f"没有条件 {name!r}", "写 conditions 里的 id"
                )
    for n, document in enumerate(tree.get("documents") or ()):
        if document.get("lead_days") and not document.get("lead_clause"):
            reading.fault(f"documents[{n}]", None, "lead_days 没有依据", "补上 lead_clause")
    for block in (
        "conditions",
        "exclusions",
        "deferrals",
        "discretion",
        "documents",
        "windows",
        "stages",
        "readings",
        "provisions",
    ):
        seen: set[str] = set()
        for n, item in enumerate(tree.get(block) or ()):
            if item.get("id") in seen:
                reading.fault(f"{block}[{n}]", None, f"标识 {item['id']!r} 重复", "每个标识只用一次")
            seen.add(item.get("id"))


def _day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _guard(tree: dict[str, Any], guards: dict[str, Condition]) -> None:
    """Binds every test of the rules to the `applies_if` of its fact."""
    estimate = tree["estimate"]
    blocks = ("conditions", "exclusions", "deferrals", "discretion", "routes", "documents", "readings")
    lists = (tree[block] for block in blocks)
    for entries in (*lists, tree.get("provisions", ()), estimate["rates"], estimate["caps"]):
        for entry in entries:
            if "when" in entry:
                entry["when"] = guarded(entry["when"], guards)


def _with_conditions(facts: dict[str, Fact], tree: dict[str, Any], reading: FileReading) -> tuple[Fact, ...]:
    found = []
    for entry, fact in zip(tree["facts"], facts.values(), strict=True):
        guard: Condition | None = entry.get("applies_if")
        if guard is not None:
            fact = replace(fact, applies_if=guard)
            if any(test.fact == fact.name for test in tests(guard)):
                reading.fault("facts", None, f"{fact.name} 的 applies_if 引用自己", "改用别的事实")
        found.append(fact)
    order = {fact.name: n for n, fact in enumerate(found)}
    for n, fact in enumerate(found):
        for test in tests(fact.applies_if or ALWAYS):
            if order[test.fact] >= n:
                reading.fault(f"facts[{n}]", None, f"applies_if 引用排在后面的 {test.fact}", "把它移到前面")
    return tuple(found)


def _edition(tree: dict[str, Any], facts: tuple[Fact, ...], reading: FileReading) -> Edition:
    bare = {
        key: tree[key]
        for key in (
            "id",
            "region",
            "year",
            "name",
            "cite",
            "issuer",
            "number",
            "legal_status",
            "issued",
            "valid_from",
            "valid_to",
            "successor",
            "source",
            "source_clause",
            "programme",
            "ask_first",
        )
    }
    draft = Edition(
        **bare,
        lapse=tree["lapse"] or "",
        lapse_clause=tree.get("lapse_clause"),
        facts=facts,
        parents=tuple(Parent(**p) for p in tree["parents"]),
        rules=(),
        routes=tuple(
            Route(
                id=r["id"], when=r["when"], applicant=r["applicant"], clause=r["clause"], summary=r["summary"]
            )
            for r in tree["routes"]
        ),
        parameters=tuple(Parameter(**p) for p in tree["parameters"]),
        provisions=tuple(
            Provision(**{**p, "when": p.get("when", ALWAYS)}) for p in tree.get("provisions", ())
        ),
        estimate=_estimate(tree["estimate"]),
        windows=tuple(Window(**w) for w in tree["windows"]),
        filing=_filing(tree["filing"]),
        documents=tuple(
            Document(**{**d, "when": d.get("when", ALWAYS), "any_of": tuple(d.get("any_of", ()))})
            for d in tree["documents"]
        ),
        stages=tuple(Stage(**s) for s in tree["stages"]),
        contacts=tuple(Contact(**c) for c in tree["contacts"]),
        readings=tuple(Reading(**{**r, "when": r.get("when", ALWAYS)}) for r in tree["readings"]),
        examples=_examples(tree["examples"], reading),
    )
    blocks = (
        ("conditions", "condition"),
        ("exclusions", "exclusion"),
        ("deferrals", "deferral"),
        ("discretion", "discretion"),
    )
    rules = [
        Rule(**entry, kind=kind, scope=rule_scope(entry["when"], draft))  # type: ignore[arg-type]
        for block, kind in blocks
        for entry in tree[block]
    ]
    for n, cap in enumerate(draft.estimate.caps):
        if rule_scope(cap.when, draft) == "service":
            reading.fault(f"estimate.caps[{n}]", None, "年度上限只能看企业的事实", "when 里不用服务的事实")
    return replace(draft, rules=tuple(rules))


def _estimate(tree: dict[str, Any]) -> Estimate:
    granted = tree["granted"] or {}
    return Estimate(
        base=tree["base"]["fact"],
        base_label=tree["base"]["label"],
        base_clause=tree["base"]["clause"],
        rates=tuple(
            RateCase(
                when=r.get("when", ALWAYS),
                low=r.get("rate") or r["from"],
                high=r.get("rate") or r["to"],
                clause=r["clause"],
                summary=r["summary"],
            )
            for r in tree["rates"]
        ),
        caps=tuple(
            CapCase(when=c.get("when", ALWAYS), amount=c["amount"], clause=c["clause"], summary=c["summary"])
            for c in tree["caps"]
        ),
        granted=granted.get("fact"),
        granted_clause=granted.get("clause"),
    )


def _filing(tree: dict[str, Any]) -> Filing:
    return Filing(**{**tree, "before": tuple(Step(**s) for s in tree["before"])})


def _examples(trees: tuple[dict[str, Any], ...], reading: FileReading) -> tuple[Example, ...]:
    """The worked examples, each `like` an earlier one with some facts put in its place."""
    found: dict[str, Example] = {}
    for n, tree in enumerate(trees):
        like = found.get(tree.get("like") or "")
        at: date | datetime | None = tree.get("at") or (like.at if like else None)
        if tree.get("like") and like is None:
            reading.fault(f"examples[{n}].like", None, f"前面没有例子 {tree['like']!r}", "引用排在前面的例子")
        if at is None:
            reading.fault(f"examples[{n}]", None, "缺少 at", "写出时刻")
            continue
        if not isinstance(at, datetime):
            at = datetime(at.year, at.month, at.day, 12, tzinfo=SHANGHAI)
        if tree["name"] in found:
            reading.fault(f"examples[{n}]", None, f"例子 {tree['name']!r} 重复", "改名")
        given = _merged(like.given if like else {}, tree.get("given") or {})
        found[tree["name"]] = Example(
            name=tree["name"],
            at=at,
            given=given,
            expect=tree["expect"],
            by_hand=tree["by_hand"],
            line=reading.line(f"examples[{n}].name"),
        )
    return tuple(found.values())


def _merged(base: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    """Facts of an earlier example with some replaced; the value `absent` takes a fact away."""

    def over(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
        return {key: value for key, value in {**old, **new}.items() if value != "absent"}

    services = list(base.get("services", []))
    for n, service in enumerate(change.get("services", [])):
        if n < len(services):
            services[n] = over(services[n], service)
        else:
            services.append(service)
    return {
        "enterprise": over(base.get("enterprise", {}), change.get("enterprise", {})),
        "services": services,
    }
