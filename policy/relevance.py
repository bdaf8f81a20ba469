"""Relevance: which unknown facts can still change the answer, exactly (guarantee 1)."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from datetime import date

from policy.compiled import REVIEW, UNBOUNDED, Compiled, Leaf
from policy.standing import Amount, Case, amount, base_of, granted_of, looks

# (level or fact name, service) → how many of its edges end the question; enterprise facts have service -1.
Needs = dict[tuple[str, int], int]


class Weighing:
    """One case looked at from every exit of the enterprise's levels.

    `outcome` and `ceiling` say what the user asked about; `root` is the diagram asked.
    """

    def __init__(self, compiled: Compiled, case: Case, today: date, root: int, outcome: bool, ceiling: bool):
        self.compiled, self.case = compiled, case
        self.diagram, self.root = compiled.diagram, root
        self.outcome, self.ceiling = outcome, ceiling
        self.looks = looks(compiled, case, today)
        self.bases = [base_of(compiled, s) for s in case.purchases]
        self.granted = granted_of(compiled, case.enterprise)
        self.exits = self.looks[0].exits(root, compiled.services_from)
        leaf = compiled.diagram.leaf
        self.leaves: dict[int, list[list[Leaf]]] = {
            x: [[leaf[n] for n in look.leaves(x)] for look in self.looks] for x in self.exits
        }

    def left(self, exit_: int) -> int:
        """The most that the cap can still pay under an exit."""
        cap = self.compiled.cap_below[exit_]
        return cap if self.granted is None or cap == UNBOUNDED else max(0, cap - self.granted)

    def needs(self) -> Needs:
        """Every fact that is still open and can change the answer."""
        found: Needs = {}
        for level, ends in self._enterprise().items():
            found[self.compiled.names[level], -1] = ends
        for service in range(len(self.looks)):
            for level, ends in self._service(service).items():
                found[self.compiled.names[level], service] = ends
            if self.ceiling and self.bases[service] is None and self._base_matters(service):
                found.setdefault((self.compiled.edition.estimate.base, service), 0)
        granted = self.compiled.edition.estimate.granted
        if self.ceiling and granted and self.granted is None and any(map(self._pays, self.exits)):
            found.setdefault((granted, -1), 0)
        return found

    def _pays(self, exit_: int) -> bool:
        if self.compiled.cap_below[exit_] >= UNBOUNDED:
            return False
        return any(
            amount(self.compiled, leaf, base).high > 0
            for leaves, base in zip(self.leaves[exit_], self.bases, strict=True)
            for leaf in leaves
        )

    def _others(self, exit_: int, service: int) -> tuple[int, Amount]:
        """The worst best-rank and the least money that the other services can have under an exit."""
        rank, low, high = -1, 0, 0
        for other, leaves in enumerate(self.leaves[exit_]):
            if other != service:
                amounts = [amount(self.compiled, leaf, self.bases[other]) for leaf in leaves]
                rank = max(rank, min(leaf.rank for leaf in leaves))
                low += min(a.low for a in amounts)
                # An unknown base may be zero, whatever the leaf.
                high += 0 if self.bases[other] is None else min(a.high for a in amounts)
        return rank, Amount(low, high)

    def _service(self, service: int) -> dict[int, int]:
        found: dict[int, int] = {}
        for exit_ in self.exits:
            if len(self.leaves[exit_][service]) == 1:
                continue
            rank, money = self._others(exit_, service)
            left = self.left(exit_)

            def label(node: int, rank: int = rank, money: Amount = money, left: int = left) -> Hashable:
                leaf: Leaf = self.diagram.leaf[node]
                return (
                    max(leaf.rank, rank) if self.outcome else None,
                    self._gain(leaf, self.bases[service], money, left) if self.ceiling else None,
                )

            for level, ends in self.diagram.essential(exit_, self.looks[service].known, label).items():
                found[level] = found.get(level, 0) + ends
        return found

    def _gain(self, leaf: Leaf, base: int | None, others: Amount, left: int) -> Hashable:
        """What tells two leaves apart in money: their amounts while the cap leaves room for them."""
        if base is None:
            low, high = (0, 1), (0, 1)
            if leaf.rank >= REVIEW:
                shares = self.compiled.shares[leaf.rate]
                low, high = (shares[:2] if leaf.rank > REVIEW else (0, 1)), shares[2:]
            return low if others.low < left else None, high if others.high < left else None
        gain = amount(self.compiled, leaf, base)
        return min(gain.low + others.low, left), min(gain.high + others.high, left)

    def _base_matters(self, service: int) -> bool:
        for exit_ in self.exits:
            _, money = self._others(exit_, service)
            left = self.left(exit_)
            for leaf in self.leaves[exit_][service]:
                if leaf.rank < REVIEW:
                    continue
                low, _, high, _ = self.compiled.shares[leaf.rate]
                low = low if leaf.rank > REVIEW else 0
                if (high and money.high < left) or (low and money.low < left):
                    return True
        return False

    def _enterprise(self) -> dict[int, int]:
        if len(self.exits) == 1:
            return {}
        classes: list[int] = []
        label: dict[int, int] = {}
        for exit_ in self.exits:
            twin = next((c for c in classes if not self._differ(c, exit_)), None)
            if twin is None:
                classes.append(exit_)
                twin = exit_
            label[exit_] = twin
        if len(classes) == 1:
            return {}
        return self.diagram.essential(
            self.root, self.looks[0].known, label.__getitem__, floor=self.compiled.services_from
        )

    def _differ(self, a: int, b: int) -> bool:
        """Whether some completion of the services answers differently under two exits."""
        pairs = [self._pairs(a, b, service) for service in range(len(self.looks))]
        if self.outcome and self._ranks_differ(pairs):
            return True
        if not self.ceiling:
            return False
        left_a, left_b = self.left(a), self.left(b)
        if self._money_differs(pairs, left_a, left_b):
            return True
        if self.granted is not None or left_a == left_b:
            return False
        # What was granted before is open: it may have used up the lower of the two caps alone.
        spent = min(left_a, left_b)
        rest = [left if left == UNBOUNDED else left - spent for left in (left_a, left_b)]
        return self._money_differs(pairs, rest[0], rest[1])

    def _pairs(self, a: int, b: int, service: int) -> set[tuple[Leaf, Leaf]]:
        leaf = self.diagram.leaf
        return {(leaf[x], leaf[y]) for x, y in self.looks[service].pairs(a, b)}

    @staticmethod
    def _ranks_differ(pairs: list[set[tuple[Leaf, Leaf]]]) -> bool:
        ranks = {(-1, -1)}
        for options in pairs:
            ranks = {(max(r, x.rank), max(q, y.rank)) for r, q in ranks for x, y in options}
        return any(r != q for r, q in ranks)

    def _money_differs(self, pairs: list[set[tuple[Leaf, Leaf]]], left_a: int, left_b: int) -> bool:
        return any(
            differ([self._gains(pairs, n, bound, left_a, left_b) for n in range(len(pairs))], left_a, left_b)
            for bound in (0, 1)
        )

    def _gains(
        self, pairs: list[set[tuple[Leaf, Leaf]]], service: int, bound: int, left_a: int, left_b: int
    ) -> set[tuple[int, int]]:
        """What a service may bring under two exits, at the lower (0) or upper (1) bound."""
        base = self.bases[service]
        bases = {base}
        if base is None:
            # Enough amounts to tell any two shares and caps apart: nothing, all, and what just fills the room.
            room = max(min(left_a, left_b) - self._least(pairs, bound), 0)
            shares = {share[2 * bound : 2 * bound + 2] for share in self.compiled.shares}
            bases = {0, UNBOUNDED, *(-(-room * over // by) for by, over in shares if by)}
        return {
            (amount(self.compiled, x, base)[bound], amount(self.compiled, y, base)[bound])
            for x, y in pairs[service]
            for base in bases
        }

    def _least(self, pairs: list[set[tuple[Leaf, Leaf]]], bound: int) -> int:
        """The least that the services of a known base bring together; an unknown base may be nothing."""
        return sum(
            min(amount(self.compiled, x, base)[bound] for x, _ in options)
            for options, base in zip(pairs, self.bases, strict=True)
            if base is not None
        )


def differ(options: Sequence[Iterable[tuple[int, int]]], left_a: int, left_b: int) -> bool:
    """Whether two sums, each cut at what its cap has left, differ for some choice of one pair from each option.

    Without trying every choice: equal sums must share their least choice, keep equal as one pair is changed,
    and where the caps differ stay within the lower one.
    """
    columns: list[tuple[tuple[int, ...], ...]] = [tuple(zip(*pairs, strict=True)) for pairs in options]
    low_a, low_b = (sum(min(column[k]) for column in columns) for k in (0, 1))
    high_a, high_b = (sum(max(column[k]) for column in columns) for k in (0, 1))
    if low_a >= left_a or low_b >= left_b:
        return len({min(low_a, left_a), min(high_a, left_a), min(low_b, left_b), min(high_b, left_b)}) > 1
    if low_a != low_b:
        return True
    room_a, room_b = left_a - low_a, left_b - low_b
    for (a, b), pairs in zip(columns, options, strict=True):
        least_a, least_b = min(a), min(b)
        if any(min(s - least_a, room_a) != min(t - least_b, room_b) for s, t in pairs):
            return True
    if room_a == room_b:
        return False
    return high_b - low_b > room_a if room_a < room_b else high_a - low_a > room_b


def needs(
    compiled: Compiled,
    case: Case,
    today: date,
    *,
    outcome: bool = True,
    ceiling: bool = True,
    root: int | None = None,
) -> Needs:
    """The open facts on which outcome or ceiling of the whole case still depends."""
    start = compiled.decision if root is None else root
    return Weighing(compiled, case, today, start, outcome, ceiling).needs()


def paper_needs(compiled: Compiled, case: Case, today: date, *, lead_only: bool = False) -> Needs:
    """The open facts on which the list of documents (or their lead times alone) still depends."""
    root = compiled.lead if lead_only else compiled.papers
    found: Needs = {}
    for service, look in enumerate(looks(compiled, case, today)):
        for level, ends in compiled.diagram.essential(root, look.known, lambda node: node).items():
            owner = -1 if level < compiled.services_from else service
            found[compiled.names[level], owner] = max(ends, found.get((compiled.names[level], owner), 0))
    return found


def in_asking_order(compiled: Compiled, found: Needs, case: Case) -> list[tuple[str, int]]:
    """What to ask, first to last: the author's order, then what ends the question soonest; unsure answers left out."""
    if not found:
        return []
    order, guards = compiled.order, compiled.guards

    def key(need: tuple[str, int]) -> tuple[int, int, int, int]:
        name, service = need
        first, place = order[name]
        return max(service, 0), first, -found[need], place

    def unsure(name: str, service: int) -> bool:
        facts = case.enterprise if service < 0 else case.purchases[service]
        return name in facts and facts[name] is None

    ordered: list[tuple[str, int]] = []

    def add(need: tuple[str, int]) -> None:
        """A fact comes after those that say whether it applies at all."""
        for fact in guards.get(need[0], ()):
            for guard in ((fact, -1), (fact, need[1])):
                if guard in found and guard not in ordered:
                    add(guard)
        if need not in ordered and not unsure(*need):
            ordered.append(need)

    for need in sorted(found, key=key):
        add(need)
    return ordered
