"""Diagram: a reduced ordered multi-valued decision diagram (Bryant's canonical form, many-valued)."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any

# What is known at a level: the cell, the cells still open, or None where nothing is known.
Known = int | tuple[int, ...] | None

LEAF_LEVEL = 1 << 30


def _allowed(cells: Sequence[int], here: Known) -> Sequence[int]:
    """Those of a level's cells, or of their children, that what is known there allows."""
    if here is None:
        return cells
    return (cells[here],) if isinstance(here, int) else [cells[cell] for cell in here]


@dataclass(slots=True)
class Diagram:
    """Nodes shared by every function over the same levels; equal functions have equal node numbers.

    `level[n]` is LEAF_LEVEL for a leaf, whose value is `leaf[n]`; `kids[n]` holds one node a cell.
    """

    sizes: Sequence[int]
    level: list[int] = field(default_factory=list)
    kids: list[tuple[int, ...]] = field(default_factory=list)
    leaf: list[Any] = field(default_factory=list)
    _leaves: dict[Hashable, int] = field(default_factory=dict)
    _nodes: dict[tuple[int, tuple[int, ...]], int] = field(default_factory=dict)

    def leaf_of(self, value: Hashable) -> int:
        """The leaf that carries a value."""
        found = self._leaves.get(value)
        if found is None:
            found = self._leaves[value] = self._append(LEAF_LEVEL, (), value)
        return found

    def node(self, level: int, kids: tuple[int, ...]) -> int:
        """The node with these children; the child itself where they are all the same."""
        first = kids[0]
        if all(kid == first for kid in kids):
            return first
        found = self._nodes.get((level, kids))
        if found is None:
            found = self._nodes[level, kids] = self._append(level, kids, None)
        return found

    def _append(self, level: int, kids: tuple[int, ...], value: Any) -> int:
        self.level.append(level)
        self.kids.append(kids)
        self.leaf.append(value)
        return len(self.level) - 1

    def combine(
        self,
        function: Callable[..., Hashable],
        *roots: int,
        shortcut: Callable[..., int | None] | None = None,
    ) -> int:
        """The node of `function(leaf values of the roots)`; `shortcut(nodes)` may answer before the leaves."""
        memo: dict[tuple[int, ...], int] = {}
        level, kids, leaf = self.level, self.kids, self.leaf

        def visit(nodes: tuple[int, ...]) -> int:
            found = memo.get(nodes)
            if found is not None:
                return found
            early = shortcut(*nodes) if shortcut else None
            if early is not None:
                memo[nodes] = early
                return early
            top = min(level[n] for n in nodes)
            if top == LEAF_LEVEL:
                result = self.leaf_of(function(*(leaf[n] for n in nodes)))
            else:
                result = self.node(
                    top,
                    tuple(
                        visit(tuple(kids[n][cell] if level[n] == top else n for n in nodes))
                        for cell in range(self.sizes[top])
                    ),
                )
            memo[nodes] = result
            return result

        return visit(roots)

    def reach(self, root: int, known: Sequence[Known], floor: int = LEAF_LEVEL) -> Sequence[int]:
        """Every node at or below level `floor` (by default the leaves) that what is known still allows."""
        level, kids = self.level, self.kids
        node = root
        while (at := level[node]) < floor:
            # Most facts are known or settle nothing: one way down needs no set of nodes seen.
            here = known[at]
            if type(here) is not int:
                break
            node = kids[node][here]
        else:
            return (node,)
        found: list[int] = []
        seen = {node}
        stack = [node]
        while stack:
            node = stack.pop()
            here = known[level[node]]
            for kid in _allowed(kids[node], here):
                if kid not in seen:
                    seen.add(kid)
                    if level[kid] >= floor:
                        found.append(kid)
                    else:
                        stack.append(kid)
        return found

    def essential(
        self,
        root: int,
        known: Sequence[Known],
        label: Callable[[int], Hashable],
        floor: int = LEAF_LEVEL,
    ) -> dict[int, int]:
        """The levels on which the answer still depends, each with how many of its edges end the question.

        The answer is the `label` of the first node at or below `floor`; nodes of equal label are one.
        """
        level, kids = self.level, self.kids
        ends: dict[int, int] = {}
        unique: dict[Hashable, int] = {}
        settled: set[int] = set()
        memo: dict[int, int] = {}

        def visit(start: int) -> int:
            node = start
            while (at := level[node]) < floor:
                here = known[at]
                if type(here) is not int:
                    break
                node = kids[node][here]
            found = memo.get(node)
            if found is None:
                if at >= floor:
                    found = unique.setdefault(("end", label(node)), len(unique))
                    settled.add(found)
                else:
                    below = _allowed(kids[node], here)
                    results = [memo[kid] if kid in memo else visit(kid) for kid in below]
                    found = results[0]
                    if results.count(found) != len(results):
                        ends[at] = ends.get(at, 0) + sum([result in settled for result in results])
                        found = unique.setdefault((at, *results), len(unique))
                memo[node] = found
            memo[start] = found
            return found

        visit(root)
        return ends

    def pairs(self, first: int, second: int, known: Sequence[Known]) -> set[tuple[int, int]]:
        """The pairs of leaves that two nodes reach together under the same facts."""
        level, kids = self.level, self.kids
        seen = {(first, second)}
        stack = [(first, second)]
        found: set[tuple[int, int]] = set()
        while stack:
            a, b = stack.pop()
            top = min(level[a], level[b])
            if top == LEAF_LEVEL:
                found.add((a, b))
                continue
            here = known[top]
            for cell in _allowed(range(self.sizes[top]), here):
                pair = (
                    kids[a][cell] if level[a] == top else a,
                    kids[b][cell] if level[b] == top else b,
                )
                if pair not in seen:
                    seen.add(pair)
                    stack.append(pair)
        return found

    def trimmed(self, *roots: int) -> tuple[Diagram, tuple[int, ...]]:
        """The diagram with only the nodes under some roots, and those roots in it; nothing more can be built on it."""
        kept = sorted(set().union(*map(self.below, roots)))
        number = {node: n for n, node in enumerate(kept)}
        small = Diagram(
            self.sizes,
            level=[self.level[node] for node in kept],
            kids=[tuple(number[kid] for kid in self.kids[node]) for node in kept],
            leaf=[self.leaf[node] for node in kept],
        )
        return small, tuple(number[root] for root in roots)

    def below(self, root: int) -> set[int]:
        """Every node under a root, itself included."""
        seen, stack = {root}, [root]
        while stack:
            for kid in self.kids[stack.pop()]:
                if kid not in seen:
                    seen.add(kid)
                    stack.append(kid)
        return seen


class Look:
    """A diagram under what is known of one case; what lies under a node is gathered once."""

    __slots__ = ("_exits", "_leaves", "diagram", "known", "weighed")

    def __init__(self, diagram: Diagram, known: Sequence[Known]) -> None:
        self.diagram, self.known = diagram, known
        self._leaves: dict[int, frozenset[int]] = {}
        self._exits: dict[tuple[int, int], Sequence[int]] = {}
        # What the leaves under a node were found to come to.
        self.weighed: dict[int, Any] = {}

    def pairs(self, first: int, second: int) -> set[tuple[int, int]]:
        """The pairs of leaves that two nodes reach together under the same facts."""
        level = self.diagram.level
        if level[first] == LEAF_LEVEL:
            return {(first, leaf) for leaf in self.leaves(second)}
        if level[second] == LEAF_LEVEL:
            return {(leaf, second) for leaf in self.leaves(first)}
        return self.diagram.pairs(first, second, self.known)

    def exits(self, root: int, floor: int) -> Sequence[int]:
        """The first nodes at or below a level that what is known still allows."""
        found = self._exits.get((root, floor))
        if found is None:
            found = self._exits[root, floor] = self.diagram.reach(root, self.known, floor)
        return found

    def leaves(self, node: int) -> frozenset[int]:
        """The leaves under a node that what is known still allows."""
        found = self._leaves.get(node)
        if found is not None:
            return found
        level, kids, known = self.diagram.level, self.diagram.kids, self.known
        under = node
        while (at := level[under]) != LEAF_LEVEL:
            here = known[at]
            if type(here) is not int:
                below = _allowed(kids[under], here)
                held: set[int] = set()
                for kid in {*below}:
                    if level[kid] == LEAF_LEVEL:
                        held.add(kid)
                    else:
                        held |= self._leaves.get(kid) or self.leaves(kid)
                found = frozenset(held)
                break
            under = kids[under][here]
        else:
            found = frozenset((under,))
        self._leaves[node] = self._leaves[under] = found
        return found
