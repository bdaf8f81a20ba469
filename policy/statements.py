"""Statement: what one entry of an edition says that must stand in the clause it cites."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from policy.conditions import ALWAYS, Test, tests
from policy.edition import Edition
from policy.facts import Fact
from policy.figures import Figure, figures
from policy.mentions import Kind
from policy.money import Rate

Tree = Mapping[str, Any]

TEXTS = (
    "title", "label", "question", "help", "verify", "name", "summary", "note", "safe", "to",
    "office", "topic", "issued_by", "decided_by",
)  # fmt: skip


# The lists whose texts must carry every figure of their data.
_RULES = (
    "conditions", "exclusions", "deferrals", "discretion", "routes", "readings", "parameters", "provisions",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Figures that a clause must print one after the other: both ends of a range, a date with its time.

    `integer:20` is 20 with any unit. `instead` is the one figure that may stand for all: a whole year.
    `alone` where a range is a single value, and so the only one of its kind that the entry may speak of.
    """

    place: str
    figures: tuple[str, ...]
    instead: str = ""
    alone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One entry: its clause, its data as runs and as codes of places, and its texts, each with its place.

    Not in `areas`: the edition's own region where the enterprise is meant, which any clause implies.
    `told` where its texts must carry every figure of its data. `fact` is the name of a fact whose wording
    the texts are, else empty.
    """

    block: str
    place: str
    clause: str | None
    texts: tuple[tuple[str, str], ...]
    runs: tuple[Run, ...]
    areas: tuple[tuple[str, str], ...]
    told: bool
    fact: str


def statements(edition: Edition, tree: Tree) -> Iterator[Statement]:
    """Every entry of an edition that cites a clause; `tree` is its file as the layout reads it."""
    facts = {fact.name: fact for fact in edition.facts}

    def told(block: str, place: str, entry: Tree, *runs: Run, told: bool = False) -> Statement:
        return _statement(edition.region, facts, block, place, entry, runs, told=told)

    for place, entry in _entries(tree, "parents"):
        number = (
            [Run(place=f"{place}.number", figures=(document(entry["number"]),))] if entry["number"] else []
        )
        yield told("parents", place, entry, *number)
    for n, (place, entry) in enumerate(_entries(tree, "facts")):
        yield _statement(
            edition.region, facts, "facts", place, _worded(edition, n, entry), (), fact=edition.facts[n].name
        )
    for block in _RULES:
        for place, entry in _entries(tree, block):
            yield told(block, place, entry, *_counted(place, entry, "to_year", "calendar_year"), told=True)
    estimate = tree["estimate"]
    yield told("base", "estimate.base", estimate["base"])
    if estimate["granted"]:
        yield told("granted", "estimate.granted", estimate["granted"])
    for place, entry in _entries(estimate, "rates", "estimate.rates"):
        shares = tuple(percent(entry[key]) for key in ("rate", "from", "to") if entry.get(key) is not None)
        yield told("rates", place, entry, Run(place=place, figures=shares), told=True)
    for place, entry in _entries(estimate, "caps", "estimate.caps"):
        yield told("caps", place, entry, *_counted(place, entry, "amount", "money"), told=True)
    for place, entry in _entries(tree, "windows"):
        yield told("windows", place, entry, *_window(place, entry))
    filing = tree["filing"]
    for place, entry in (("filing", filing), *_entries(filing, "before", "filing.before")):
        yield told("filing", place, entry, *_counted(place, entry, "copies"), *_counted(place, entry, "url"))
    for place, entry in _entries(tree, "documents"):
        least = _counted(place, entry, "min_chars", "chars")
        yield told("documents", place, entry, *_counted(place, entry, "copies"), *least)
    for place, entry in _entries(tree, "stages"):
        yield told("stages", place, entry, *_counted(place, entry, "working_days", "working_day"))
    for place, entry in _entries(tree, "contacts"):
        lines = enumerate(entry["telephones"])
        yield told("contacts", place, entry, *(_line(f"{place}.telephones[{n}]", text) for n, text in lines))


def moment(value: date | datetime) -> tuple[str, ...]:
    """The figures of a day, or of a day with its time."""
    if not isinstance(value, datetime):
        return (_canonical("date", value),)
    time = f"{value:%H:%M:%S}" if value.second else f"{value:%H:%M}"
    return _canonical("date", value.date()), _canonical("time", time)


def percent(rate: Rate) -> str:
    """The figure of a share."""
    return f"percent:{str(rate).removesuffix('%')}"


def document(number: str) -> str:
    """The figure of a document number."""
    found = figures(number)
    return found[0].canonical if len(found) == 1 else _canonical("document", number)


def _entries(tree: Tree, block: str, above: str = "") -> Iterator[tuple[str, Tree]]:
    return ((f"{above or block}[{n}]", entry) for n, entry in enumerate(tree.get(block, ())))


def _statement(
    region: str,
    facts: Mapping[str, Fact],
    block: str,
    place: str,
    entry: Tree,
    runs: Iterable[Run],
    *,
    told: bool = False,
    fact: str = "",
) -> Statement:
    key = "applies_if" if fact else "when"
    tested = tuple(tests(entry.get(key) or ALWAYS))
    return Statement(
        block=block,
        place=place,
        clause=entry.get("clause"),
        texts=tuple(_texts(place, entry)),
        runs=(*(run for test in tested for run in _bounds(f"{place}.{key}", test, facts[test.fact])), *runs),
        areas=tuple(
            (f"{place}.{key}", code)
            for test in tested
            for code in _areas(test)
            if code != region or facts[test.fact].scope != "enterprise"
        ),
        told=told,
        fact=fact,
    )


def _texts(place: str, entry: Tree) -> Iterator[tuple[str, str]]:
    yield from ((f"{place}.{key}", entry[key]) for key in TEXTS if isinstance(entry.get(key), str))
    yield from ((f"{place}.any_of[{n}]", text) for n, text in enumerate(entry.get("any_of") or ()))
    choices = enumerate(entry.get("choices") or ())
    yield from ((f"{place}.choices[{n}].label", choice["label"]) for n, choice in choices)


def _worded(edition: Edition, n: int, entry: Tree) -> Tree:
    """A fact's entry with the wording of the shared fact where it has none; no `name`, which is an id."""
    fact = edition.facts[n]
    wording = {"label": fact.label, "question": fact.question, "help": fact.help, "verify": fact.verify}
    choices = [{"id": choice.id, "label": choice.label} for choice in fact.choices]
    applies = {"applies_if": entry.get("applies_if"), "clause": fact.clause}
    return {**wording, **applies, "choices": choices}


def _bounds(place: str, test: Test, fact: Fact) -> Iterator[Run]:
    """The bounds of a test, with both ends of a range side by side."""
    kind: Kind | str = {"date": "date", "money": "money"}.get(fact.type, "integer")
    operand = test.operand
    if test.op == "within_last":
        yield Run(place=place, figures=(f"year:{operand}",))
    elif test.op in ("at_least", "at_most"):
        yield Run(place=place, figures=(f"{kind}:{operand}",))
    elif test.op == "between" and isinstance(operand, tuple):
        low, high = operand
        ends = (f"{kind}:{low}", f"{kind}:{high}")
        if low == high:
            yield Run(place=place, figures=ends[:1], alone=True)
        else:
            yield Run(place=place, figures=ends, instead=_whole_year(low, high))


def _areas(test: Test) -> tuple[str, ...]:
    return tuple(map(str, test.operand)) if test.op == "within" and isinstance(test.operand, tuple) else ()


def _whole_year(low: object, high: object) -> str:
    """The year that runs from the one day to the other, as a figure; empty if none does."""
    if not isinstance(low, date) or not isinstance(high, date):
        return ""
    first, last = date(low.year, 1, 1), date(low.year, 12, 31)
    return f"calendar_year:{low.year}" if (low, high) == (first, last) else ""


def _window(place: str, entry: Tree) -> Iterator[Run]:
    """Either end with its time, and both days as a range."""
    opens, closes = entry["opens"], entry["closes"]
    for key, end in (("opens", opens), ("closes", closes)):
        if end is not None:
            yield Run(place=f"{place}.{key}", figures=moment(end))
    if opens is not None and closes is not None and moment(opens)[0] != moment(closes)[0]:
        times = moment(opens)[1:]
        yield Run(place=f"{place}.opens", figures=(moment(opens)[0], *times, moment(closes)[0]))


def _counted(place: str, entry: Tree, key: str, kind: Kind | None = None) -> tuple[Run, ...]:
    """The value under `key` as a figure of a kind, the key itself where none is given; nothing if unstated."""
    value = entry.get(key)
    return () if value is None else (Run(place=f"{place}.{key}", figures=(f"{kind or key}:{value}",)),)


def _line(place: str, text: str) -> Run:
    """A telephone number in the one spelling of figures."""
    found = figures(text)
    single = len(found) == 1 and found[0].kind == "phone"
    return Run(place=place, figures=(found[0].canonical if single else _canonical("phone", text),))


def _canonical(kind: Kind, value: str | date) -> str:
    return Figure(kind=kind, value=value).canonical
