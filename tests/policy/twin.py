"""Twin: a second evaluator, slow and plain, that reads an edition's text and knows only complete facts.

It shares no code with the evaluator: its own reading of the YAML, its own tests, calendar and rate arithmetic.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from itertools import product
from typing import Any, NamedTuple

import yaml

from tests.policy.twin_values import POLICY, bounds, fen, kinds_of_place, meets, operand, share

INELIGIBLE, DEFERRED, REVIEW, ELIGIBLE = range(4)
# Fen: a fee that no cap survives.
ENDLESS = 10**20

# ("all" | "any", parts) · ("not", part) · ("test", fact, op, operand)
Tree = tuple[Any, ...]
Values = Mapping[str, Any]

_BLOCKS = {
    "conditions": "condition",
    "exclusions": "exclusion",
    "deferrals": "deferral",
    "discretion": "discretion",
}
# Every scalar stays the text that the file holds.
_STRINGS: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class Fact(NamedTuple):
    name: str
    scope: str
    type: str
    choices: tuple[str, ...]
    guard: Tree | None


class Rule(NamedTuple):
    id: str
    kind: str
    scope: str
    when: Tree
    instead_of: tuple[str, ...]


class Rate(NamedTuple):
    when: Tree
    low: Fraction
    high: Fraction


class Cap(NamedTuple):
    when: Tree
    amount: int


class Result(NamedTuple):
    """What one service gets; `own` by the service's rules alone, rate and cap -1 where no case or several apply."""

    rank: int
    own: int
    held: tuple[bool, ...]
    broken: frozenset[str]
    rate: int
    cap: int
    papers: tuple[int, ...]
    lead: tuple[int, ...]


class Twin:
    """One edition as its file says it."""

    def __init__(self, text: str):
        tree = yaml.load(text, Loader=_STRINGS)
        self.is_draft = tree["legal_status"] == "draft"
        self.facts = {fact.name: fact for fact in map(_fact, tree["facts"])}
        for entry in tree["facts"]:
            name = entry.get("name") or entry["use"]
            if "applies_if" in entry:
                self.facts[name] = self.facts[name]._replace(guard=self.tree(entry["applies_if"]))
        self.rules = [rule for block in _BLOCKS for rule in self._rules(block, tree[block])]
        estimate = tree["estimate"]
        granted = estimate["granted"]
        self.base: str = estimate["base"]["fact"]
        self.granted: str | None = None if granted == "not_stated" else granted["fact"]
        self.rates = [
            Rate(self._when(r), share(r.get("rate") or r["from"]), share(r.get("rate") or r["to"]))
            for r in estimate["rates"]
        ]
        self.caps = [Cap(self._when(c), fen(c["amount"])) for c in estimate["caps"]]
        self.documents = [self._when(d) for d in tree["documents"]]
        stated = [d.get("lead_days", "not_stated") != "not_stated" for d in tree["documents"]]
        self.timed = {n for n, here in enumerate(stated) if here}
        # What any rule reads, each fact with the tests on it.
        self.tests: dict[str, list[tuple[str, Any]]] = {self.base: []}
        if self.granted:
            self.tests[self.granted] = []
        trees = (rule.when for rule in (*self.rules, *self.rates, *self.caps))
        for when in (*trees, *self.documents):
            for _, name, op, against in self.every_test(when):
                found = self.tests.setdefault(name, [])
                if (op, against) not in found:
                    found.append((op, against))

    def _rules(self, block: str, entries: list[dict[str, Any]]) -> Iterator[Rule]:
        for entry in entries:
            when = self.tree(entry["when"])
            scopes = {self.facts[name].scope for _, name, _, _ in self.every_test(when)}
            scope = "service" if "service" in scopes else "enterprise"
            yield Rule(entry["id"], _BLOCKS[block], scope, when, tuple(entry.get("instead_of", ())))

    def _when(self, entry: dict[str, Any]) -> Tree:
        return self.tree(entry["when"]) if "when" in entry else ("all", ())

    def tree(self, node: dict[str, Any]) -> Tree:
        """A condition as the file writes it, its operands typed."""
        if "not" in node:
            return "not", self.tree(node["not"])
        for key in ("all", "any"):
            if key in node:
                return key, tuple(self.tree(part) for part in node[key])
        ((op, text),) = ((key, value) for key, value in node.items() if key != "fact")
        return "test", node["fact"], op, operand(self.facts[node["fact"]].type, op, text)

    def every_test(self, tree: Tree) -> Iterator[Tree]:
        """Every test of a tree, and of the conditions under which its facts apply."""
        if tree[0] == "test":
            yield tree
            guard = self.facts[tree[1]].guard
            if guard is not None:
                yield from self.every_test(guard)
        else:
            for part in [tree[1]] if tree[0] == "not" else tree[1]:
                yield from self.every_test(part)

    def scope_names(self, scope: str) -> list[str]:
        """The facts of a scope that any rule reads."""
        return [name for name in self.tests if self.facts[name].scope == scope]

    def true(self, tree: Tree, facts: Values, today: date) -> bool:
        """Whether complete facts meet a condition; a test of a fact that does not apply is not met."""
        if tree[0] == "test":
            _, name, op, against = tree
            guard = self.facts[name].guard
            applies = guard is None or self.true(guard, facts, today)
            return applies and meets(op, against, facts[name], today)
        if tree[0] == "not":
            return not self.true(tree[1], facts, today)
        wanted = all if tree[0] == "all" else any
        return wanted(self.true(part, facts, today) for part in tree[1])

    def result(self, facts: Values, today: date) -> Result:
        """One service with its enterprise."""
        held = tuple(self.true(rule.when, facts, today) for rule in self.rules)
        holding = [rule for rule, here in zip(self.rules, held, strict=True) if here]
        deferrals = [rule for rule in holding if rule.kind == "deferral"]
        aside = {name for rule in deferrals for name in rule.instead_of}
        broken = [
            rule
            for rule, here in zip(self.rules, held, strict=True)
            if rule.kind == ("exclusion" if here else "condition") and rule.id not in aside
        ]
        passed = ELIGIBLE
        if deferrals:
            passed = DEFERRED
        elif any(rule.kind == "discretion" for rule in holding):
            passed = REVIEW
        papers = tuple(n for n, when in enumerate(self.documents) if self.true(when, facts, today))
        return Result(
            rank=INELIGIBLE if broken else passed,
            own=INELIGIBLE if any(rule.scope == "service" for rule in broken) else passed,
            held=held,
            broken=frozenset(rule.id for rule in broken),
            rate=_only(n for n, rate in enumerate(self.rates) if self.true(rate.when, facts, today)),
            cap=_only(n for n, cap in enumerate(self.caps) if self.true(cap.when, facts, today)),
            papers=papers,
            lead=tuple(n for n in papers if n in self.timed),
        )

    def paid(self, services: Sequence[tuple[Result, int]], granted: int) -> tuple[int, int] | None:
        """Least and most in fen: each share of a base rounded down, the sum cut at what the cap has left.

        None where a payable service has no rate or cap of its own.
        """
        low = high = 0
        left = ENDLESS
        for result, base in services:
            if result.rank < REVIEW:
                continue
            if result.rate < 0 or (self.caps and result.cap < 0):
                return None
            _, least, most = self.rates[result.rate]
            low += 0 if result.rank == REVIEW else base * least.numerator // least.denominator
            high += base * most.numerator // most.denominator
            if self.caps:
                left = min(left, max(0, self.caps[result.cap].amount - granted))
        return min(low, left), min(high, left)

    def samples(self, name: str, today: date) -> list[Any]:
        """Values of a fact on both sides of everything that a test says of it."""
        fact, tests = self.facts[name], self.tests.get(name, [])
        match fact.type:
            case "bool":
                return [False, True]
            case "choice":
                return list(fact.choices)
            case "set":
                named = sorted({item for _, against in tests for item in against})
                every = product((False, True), repeat=len(named))
                return [frozenset(n for n, here in zip(named, bits, strict=True) if here) for bits in every]
            case "region":
                return list(kinds_of_place(frozenset(areas for _, areas in tests), None))
        around = [bound for op, against in tests for bound in bounds(op, against, today)]
        if fact.type == "date":
            return sorted({date(2024, 7, 1), *(b + timedelta(days=k) for b in around for k in (-1, 0, 1))})
        return sorted({0, *self._amounts(name), *(b + k for b in around for k in (-1, 0, 1) if b + k > 0)})

    def _amounts(self, name: str) -> set[int]:
        """Amounts in fen that show what the cap has left and which share is paid."""
        if name == self.granted:
            return {
                10_000,
                *(amount for cap in self.caps for amount in (cap.amount // 2, cap.amount, cap.amount + 1)),
            }
        if name == self.base:
            # 100 yuan tell shares of whole hundredths of a percent apart while 100 yuan of the cap are left.
            filling = {-(-cap.amount // rate.high) for cap in self.caps for rate in self.rates if rate.high}
            return {10_000, ENDLESS, *filling}
        return set()


def _fact(entry: dict[str, Any]) -> Fact:
    whole = {**_shared()[entry["use"]], **entry} if "use" in entry else entry
    choices = tuple(choice["id"] for choice in whole.get("choices", ()))
    return Fact(whole.get("name") or entry["use"], whole["scope"], whole["type"], choices, None)


@cache
def _shared() -> dict[str, dict[str, Any]]:
    tree = yaml.load((POLICY / "facts.yaml").read_text(encoding="utf-8"), Loader=_STRINGS)
    return {entry["name"]: entry for entry in tree["facts"]}


def _only(matching: Iterable[int]) -> int:
    found = list(matching)
    return found[0] if len(found) == 1 else -1
