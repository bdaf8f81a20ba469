"""Comparison: two editions side by side, and their entries in pairs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from policy.conditions import ALWAYS, All, Condition, Not, Test, guarded
from policy.conditions import Any as AnyOf
from policy.edition import About, Edition
from policy.phrases import NOT_STATED, condition_text

T = TypeVar("T")
# A field, how it is called before its values, and a value in words.
Field = tuple[str, str, Callable[[Any], str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """`clause` is the new edition's, the old one's for what is gone; `cite` names the notice that it is in."""

    about: About
    text: str
    clause: str
    cite: str


class Both(NamedTuple):
    """An old edition and a new one."""

    old: Edition
    new: Edition

    def when(self, old: Condition | None, new: Condition | None) -> str:
        """How a condition changed: `… → …`; empty where it means the same. None is what always holds."""
        before, after = bare(old or ALWAYS, self.old), bare(new or ALWAYS, self.new)
        if sense(before) == sense(after):
            return ""
        return f"{condition_text(before, self.old)} → {condition_text(after, self.new)}"

    def reworded(self, old: Any, new: Any, noun: str) -> Iterator[str]:
        """How what has a summary and a condition changed; a new summary tells of its condition too."""
        if old.summary != new.summary:
            yield f"{noun} {old.summary} → {new.summary}"
        elif changed := self.when(old.when, new.when):
            yield f"{new.summary}：{changed}"

    def label(self, name: str) -> str:
        """What a fact is called, in the new edition if it has it."""
        fact = self.new.fact(name) or self.old.fact(name)
        return fact.label if fact else name


def said(edition: Edition, about: About, texts: Iterable[str], clause: str) -> Iterator[Difference]:
    """What is said with a clause of an edition."""
    return (Difference(about=about, text=text, clause=clause, cite=edition.cite) for text in texts)


def listed(
    both: Both,
    about: Callable[[Any], About],
    pairs: Iterable[tuple[Any, Any]],
    named: tuple[str, str, Callable[[Any], str]],
    changes: Callable[[Any, Any], Iterable[str]],
) -> Iterator[Difference]:
    """The differences of a list; `named` says how what is added and what is gone begin, and how each is called."""
    added, gone, name = named
    for old, new in pairs:
        if old is None:
            yield from said(both.new, about(new), [f"{added}：{name(new)}"], new.clause)
        elif new is None:
            yield from said(both.old, about(old), [f"{gone}：{name(old)}"], old.clause)
        else:
            yield from said(both.new, about(new), changes(old, new), new.clause)


def of(about: About) -> Callable[[Any], About]:
    """The same for every entry of a list."""
    return lambda each: about


def stated(value: str | None) -> str:
    """A text, or that there is none."""
    return value or NOT_STATED


def put(old: object, new: object, fields: Iterable[Field]) -> Iterator[str]:
    """The fields of one thing that changed, in words: `名称 … → …`."""
    for attribute, label, words in fields:
        before, after = getattr(old, attribute), getattr(new, attribute)
        if before != after:
            space = "" if not label or label.endswith("：") else " "
            yield f"{label}{space}{words(before)} → {words(after)}"


def matched(
    old: Sequence[T], new: Sequence[T], key: Callable[[T], Hashable]
) -> Iterator[tuple[T | None, T | None]]:
    """The entries of two lists by their key: those of the new list in its order, then those that are gone."""
    before, after = _numbered(old, key), _numbered(new, key)
    yield from ((before.get(name), each) for name, each in after.items())
    yield from ((each, None) for name, each in before.items() if name not in after)


def cases(
    both: Both, old: Sequence[Any], new: Sequence[Any], worth: Callable[[Any], str]
) -> Iterator[tuple[Any | None, Any | None]]:
    """Cases, which have no name, in pairs: of the same condition, or else of the same worth."""
    ways: tuple[Callable[[Any, Any], bool], ...] = (
        lambda a, b: not both.when(a.when, b.when),
        lambda a, b: worth(a) == worth(b),
    )
    left, found = list(old), dict[int, Any]()
    for alike in ways:
        for n, case in enumerate(new):
            same = next((m for m, each in enumerate(left) if alike(each, case)), None)
            if n not in found and same is not None:
                found[n] = left.pop(same)
    yield from ((found.get(n), case) for n, case in enumerate(new))
    yield from ((each, None) for each in left)


def bare(condition: Condition, edition: Edition) -> Condition:
    """The condition as its author wrote it, without what binds each test to its fact's guard."""
    guards = {fact.name: fact.applies_if for fact in edition.facts if fact.applies_if is not None}

    def freed(part: Condition) -> Condition:
        match part:
            case All((guard, Test(fact=name) as test)) if name in guards and guard == guarded(
                guards[name], guards
            ):
                return test
            case Not(inner):
                return Not(freed(inner))
            case All(parts):
                return All(tuple(map(freed, parts)))
            case AnyOf(parts):
                return AnyOf(tuple(map(freed, parts)))
            case _:
                return part

    return freed(condition)


def only(when: Condition, edition: Edition) -> str:
    """The cases that something is for, in brackets."""
    return "" if when == ALWAYS else f"（{condition_text(bare(when, edition), edition)}）"


def sense(condition: Condition) -> Hashable:
    """What a condition means, whatever the order of its parts."""
    match condition:
        case Test(fact=name, op="is" | "in", operand=operand):
            return (name, "in", operand if isinstance(operand, frozenset) else frozenset({operand}))
        case Test(fact=name, op="within", operand=tuple(operand)):
            return (name, "within", frozenset(operand))
        case Test(fact=name, op=op, operand=operand):
            return (name, op, operand)
        case Not(part):
            return (Not, sense(part))
        case All() | AnyOf():
            parts = set(_flat(condition, type(condition)))
            if isinstance(condition, AnyOf):
                parts = _joined(parts)
            return parts.pop() if len(parts) == 1 else (type(condition), frozenset(parts))


def _flat(condition: Condition, kind: type) -> Iterator[Hashable]:
    """The parts of a condition, those of a part of the same kind among them."""
    if isinstance(condition, All | AnyOf) and type(condition) is kind:
        for part in condition.parts:
            yield from _flat(part, kind)
    else:
        yield sense(condition)


def _joined(parts: set[Hashable]) -> set[Hashable]:
    """Alternatives, those between the values of one fact as one."""
    values: dict[Hashable, frozenset[Hashable]] = {}
    others: set[Hashable] = set()
    for part in parts:
        match part:
            case (name, "in", frozenset(some)):
                values[name] = values.get(name, frozenset()) | some
            case _:
                others.add(part)
    return others | {(name, "in", some) for name, some in values.items()}


def _numbered(entries: Iterable[T], key: Callable[[T], Hashable]) -> dict[Hashable, T]:
    """Entries by key, the second of one key apart from the first."""
    seen: Counter[Hashable] = Counter()
    found: dict[Hashable, T] = {}
    for entry in entries:
        name = key(entry)
        found[name, seen[name]] = entry
        seen[name] += 1
    return found
