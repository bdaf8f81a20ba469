"""Compiled: an edition as decision diagrams, made once at load."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from typing import NamedTuple

from policy.cells import Cells, cells
from policy.conditions import All, Any, Condition, Not, Test, tests
from policy.diagram import LEAF_LEVEL, Diagram
from policy.edition import Edition
from policy.values import Value

# More fen than any cap; what nothing bounds.
UNBOUNDED = 10**18

# Ranks of a service; the whole takes the best rank of its services.
INELIGIBLE, DEFERRED, REVIEW, ELIGIBLE = range(4)


class Leaf(NamedTuple):
    """What the rules give one service: its rank, and the rate and cap cases that apply (-1: none)."""

    rank: int
    rate: int = -1
    cap: int = -1
    deferral: int = -1
    enterprise_fails: bool = False


@dataclass(slots=True)
class Compiled:
    """`decision` leads to the Leaf of a service, `own` to it by the service's rules alone, `amount` to it
    if every rule were met; `papers` and `lead` lead to positions of documents.

    Levels below `services_from` are facts of the enterprise, those from it on are facts of a service.
    """

    edition: Edition
    levels: tuple[Cells, ...]
    services_from: int
    diagram: Diagram
    decision: int
    own: int
    amount: int
    papers: int
    lead: int
    names: tuple[str, ...]
    level_of: dict[str, int]
    shares: tuple[tuple[int, int, int, int], ...]
    cap_below: dict[int, int]
    # The cells of the values that can be listed, by level.
    tables: tuple[dict[Value, int], ...]
    # Of each fact where it stands in the author's order of asking, and where in that of the facts.
    order: dict[str, tuple[int, int]]
    # The facts that say whether another one applies at all.
    guards: dict[str, tuple[str, ...]]


class Unsound(ValueError):
    """Rules that overlap, leave a gap or can never apply; `faults` are (place, problem, remedy)."""

    def __init__(self, faults: list[tuple[str, str, str]]):
        super().__init__("; ".join(f"{place}: {problem}" for place, problem, _ in faults))
        self.faults = faults


# The lists whose conditions decide nothing: they tell when something is said, or who files.
TELLING = ("readings", "routes", "provisions")


def every_condition(edition: Edition) -> Iterable[tuple[str, Condition]]:
    """Each condition of the edition with its place in the file."""
    counts: dict[str, int] = defaultdict(int)
    for rule in edition.rules:
        place = {"condition": "conditions", "exclusion": "exclusions", "deferral": "deferrals"}.get(
            rule.kind, "discretion"
        )
        yield f"{place}[{counts[place]}]", rule.when
        counts[place] += 1
    for n, rate in enumerate(edition.estimate.rates):
        yield f"estimate.rates[{n}]", rate.when
    for n, cap in enumerate(edition.estimate.caps):
        yield f"estimate.caps[{n}]", cap.when
    for n, document in enumerate(edition.documents):
        yield f"documents[{n}]", document.when
    for n, route in enumerate(edition.routes):
        yield f"routes[{n}]", route.when
    for n, reading in enumerate(edition.readings):
        yield f"readings[{n}]", reading.when
    for n, provision in enumerate(edition.provisions):
        yield f"provisions[{n}]", provision.when


def _shared(edition: Edition) -> set[str]:
    """The facts that some rule, rate or cap reads together with another, or that no single rule settles."""
    estimate = edition.estimate
    cases = [case.when for case in estimate.rates] + [case.when for case in estimate.caps]
    cases += [rule.when for rule in edition.rules_of("discretion")]
    found = {test.fact for when in cases for test in tests(when)}
    for rule in edition.rules:
        names = {t.fact for t in tests(rule.when)}
        if len(names) > 1:
            found |= names
    return found


class _Builder:
    def __init__(self, edition: Edition):
        self.edition = edition
        deciding = [c for place, c in every_condition(edition) if not place.startswith(TELLING)]
        read: dict[str, list[Test]] = defaultdict(list)
        for condition in deciding:
            for test in tests(condition):
                if test not in read[test.fact]:
                    read[test.fact].append(test)
        # Facts that stand alone in their rules come first: they cost one node each, and those that are
        # weighed together stay together below them. Author's order within: it leaves a third of the nodes.
        shared = _shared(edition)
        ordered = sorted(
            (fact for fact in edition.facts if fact.name in read),
            key=lambda fact: (fact.scope == "service", fact.name in shared),
        )
        self.levels = tuple(cells(fact, tuple(read[fact.name])) for fact in ordered)
        self.services_from = sum(level.fact.scope == "enterprise" for level in self.levels)
        self.at = {level.fact.name: n for n, level in enumerate(self.levels)}
        self.diagram = Diagram([level.count for level in self.levels])
        self.true = self.diagram.leaf_of(True)
        self.false = self.diagram.leaf_of(False)
        self.memo: dict[Condition, int] = {}

    def truth(self, condition: Condition) -> int:
        """The node of a condition."""
        found = self.memo.get(condition)
        if found is None:
            found = self.memo[condition] = self._truth(condition)
        return found

    def _truth(self, condition: Condition) -> int:
        diagram = self.diagram
        match condition:
            case Test(fact=name):
                at = self.at[name]
                level = self.levels[at]
                position = level.tests.index(condition)
                kids = tuple(self.true if row[position] else self.false for row in level.truth)
                return diagram.node(at, kids)
            case Not(part):
                return diagram.combine(lambda a: not a, self._truth(part))
            case All(parts):
                return reduce(self.both, map(self._truth, parts), self.true)
            case Any(parts):
                return reduce(self.either, map(self._truth, parts), self.false)

    def both(self, a: int, b: int) -> int:
        def shortcut(x: int, y: int) -> int | None:
            return (
                self.false if self.false in (x, y) else y if x == self.true else x if y == self.true else None
            )

        return self.diagram.combine(lambda x, y: x and y, a, b, shortcut=shortcut)

    def either(self, a: int, b: int) -> int:
        def shortcut(x: int, y: int) -> int | None:
            return (
                self.true if self.true in (x, y) else y if x == self.false else x if y == self.false else None
            )

        return self.diagram.combine(lambda x, y: x or y, a, b, shortcut=shortcut)

    def choose(self, when: int, then: int, other: int) -> int:
        """The node `then` where `when` holds, else `other`."""

        def shortcut(c: int, t: int, o: int) -> int | None:
            return t if c == self.true else o if c == self.false else t if t == o else None

        return self.diagram.combine(lambda c, t, o: t if c else o, when, then, other, shortcut=shortcut)

    def numbers(self, conditions: Iterable[Condition]) -> int:
        """The node whose leaf is the tuple of the positions that hold."""
        node = self.diagram.leaf_of(())
        for n, condition in enumerate(conditions):
            node = self.diagram.combine(
                lambda held, here, n=n: (*held, n) if here else held, node, self.truth(condition)
            )
        return node

    def passed(self, scope: str) -> int:
        """Where every condition of a scope holds and no exclusion matches, deferred conditions set aside."""
        rules = self.edition.rules
        node = self.true
        for rule in rules:
            if rule.scope != scope or rule.kind not in ("condition", "exclusion"):
                continue
            here = self.truth(rule.when if rule.kind == "condition" else Not(rule.when))
            for deferral in rules:
                if deferral.kind == "deferral" and rule.id in deferral.instead_of:
                    here = self.either(here, self.truth(deferral.when))
            node = self.both(node, here)
        return node

    def graded(self, amounts: int) -> int:
        """The Leaf of one service, from the amounts that its rate and cap cases give."""
        leaf_of = self.diagram.leaf_of
        node = amounts
        for rule in self.edition.rules_of("discretion"):
            reviewed = self.diagram.combine(lambda leaf: leaf._replace(rank=REVIEW), amounts)
            node = self.choose(self.truth(rule.when), reviewed, node)
        for n, rule in enumerate(self.edition.rules_of("deferral")):
            node = self.choose(self.truth(rule.when), leaf_of(Leaf(DEFERRED, deferral=n)), node)
        return self.choose(self.passed("service"), node, leaf_of(Leaf(INELIGIBLE)))


def compiled(edition: Edition) -> Compiled:
    """The diagrams of an edition; raises Unsound where its cases overlap, leave a gap or can never apply."""
    try:
        builder = _Builder(edition)
    except ValueError as error:
        raise Unsound([("facts", str(error), "把条件拆到两个事实上")]) from None
    diagram = builder.diagram
    rates = builder.numbers(case.when for case in edition.estimate.rates)
    caps = builder.numbers(case.when for case in edition.estimate.caps)
    raw = diagram.combine(lambda r, c: (r, c), rates, caps)
    faults = _never(builder)

    def case(held: tuple[tuple[int, ...], tuple[int, ...]]) -> Leaf:
        (rate, *more), (cap, *also) = held[0] or (-1,), held[1] or (-1,)
        return Leaf(ELIGIBLE, -2 if more else rate, -2 if also else cap)

    amounts = diagram.combine(case, raw)
    own = builder.graded(amounts)
    fails = diagram.leaf_of(Leaf(INELIGIBLE, enterprise_fails=True))
    decision = builder.choose(builder.passed("enterprise"), own, fails)
    reachable = {diagram.leaf[n] for n in diagram.below(decision) if diagram.level[n] == LEAF_LEVEL}
    paid = {leaf for leaf in reachable if leaf.rank >= REVIEW}
    faults += _cases(edition, paid)
    if faults:
        raise Unsound(faults)
    known = {leaf for leaf in paid if leaf.rate >= 0}
    spare = next(iter(known), Leaf(ELIGIBLE))

    def tidy(leaf: Leaf) -> Leaf:
        # Overlaps and gaps that no payable service reaches need no case of their own.
        return leaf._replace(
            rate=leaf.rate if leaf.rate >= 0 else spare.rate,
            cap=leaf.cap if leaf.cap >= 0 or not edition.estimate.caps else spare.cap,
        )

    papers = builder.numbers(document.when for document in edition.documents)
    timed = {n for n, document in enumerate(edition.documents) if document.lead_days is not None}
    amount = diagram.combine(tidy, amounts)
    lead = diagram.combine(lambda held: tuple(n for n in held if n in timed), papers)
    first = {name: n for n, name in enumerate(edition.ask_first)}
    small, (decision, own, amount, papers, lead) = diagram.trimmed(decision, own, amount, papers, lead)
    return Compiled(
        edition=edition,
        levels=builder.levels,
        services_from=builder.services_from,
        diagram=small,
        decision=decision,
        own=own,
        amount=amount,
        papers=papers,
        lead=lead,
        names=tuple(builder.at),
        level_of=builder.at,
        shares=tuple(
            (r.low.numerator, r.low.denominator, r.high.numerator, r.high.denominator)
            for r in edition.estimate.rates
        ),
        tables=tuple(level.by_value or {} for level in builder.levels),
        cap_below=_caps_below(edition, small, builder.services_from, decision, own, amount),
        order={fact.name: (first.get(fact.name, len(first)), n) for n, fact in enumerate(edition.facts)},
        guards={
            fact.name: tuple(test.fact for test in tests(fact.applies_if))
            for fact in edition.facts
            if fact.applies_if is not None
        },
    )


def _caps_below(edition: Edition, diagram: Diagram, floor: int, *roots: int) -> dict[int, int]:
    """The cap in fen under each node that ends the enterprise's levels; UNBOUNDED where none applies."""
    found: dict[int, int] = {}
    for node in {n for root in roots for n in diagram.below(root) if diagram.level[n] >= floor}:
        used = {diagram.leaf[n].cap for n in diagram.below(node) if diagram.level[n] == LEAF_LEVEL}
        found[node] = max((edition.estimate.caps[n].amount for n in used if n >= 0), default=UNBOUNDED)
    return found


def _cases(edition: Edition, paid: set[Leaf]) -> list[tuple[str, str, str]]:
    faults = []
    kinds = (("rate", "rates", edition.estimate.rates), ("cap", "caps", edition.estimate.caps))
    for attribute, block, cases in kinds:
        used = {getattr(leaf, attribute) for leaf in paid}
        if -2 in used:
            faults.append((f"estimate.{block}", "有的情形同时落入两项", "使各项的 when 互不重叠"))
        if -1 in used and (cases or attribute == "rate"):
            faults.append((f"estimate.{block}", "有的情形没有任何一项适用", "补上缺少的情形"))
        faults += [
            (f"estimate.{block}[{n}]", "任何可兑付的情形都用不到这一项", "检查 when，或删去")
            for n in range(len(cases))
            if n not in used and -2 not in used
        ]
    if not paid:
        faults.append(("conditions", "没有任何情形可以兑付", "检查各条件是否互相矛盾"))
    return faults


def _never(builder: _Builder) -> list[tuple[str, str, str]]:
    faults = []
    for place, condition in every_condition(builder.edition):
        if place.startswith((*TELLING, "estimate")):
            continue
        node = builder.truth(condition)
        if node == builder.false:
            faults.append((place, "这个条件永远不会成立", "检查各项测试是否互相矛盾"))
        elif node == builder.true and not place.startswith("documents"):
            faults.append((place, "这个条件总是成立，什么也不判断", "删去，或写成真正的测试"))
    return faults


def rule_scope(when: Condition, edition: Edition) -> str:
    """`service` as soon as one test reads a service's fact."""
    facts = {test.fact for test in tests(when)}
    return "service" if any((f := edition.fact(n)) and f.scope == "service" for n in facts) else "enterprise"
