"""Generated: random editions as the text of a file, and random cases for any edition.

Everything is made from a tape of bytes, each byte one choice: hypothesis draws and shrinks a tape in one piece,
and an empty tape makes the simplest edition and the simplest case.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from math import prod
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import assume
from hypothesis import strategies as st

from policy.compiled import Compiled
from policy.faults import Faulty
from policy.loading import loaded, read
from tests.policy.completions import Given, possible
from tests.policy.twin import ENDLESS, Twin

SHANGHAI = timezone(timedelta(hours=8))
DAYS = ["2023-01-01", "2023-02-28", "2023-12-31", "2024-02-29", "2024-06-30", "2024-12-31"]
AREAS = ["370000", "370200", "370211", "110000", "140800", "1408Z1", "659001", "441900"]
PLACES = [*AREAS, "140802", "!370200", "!370000", "!110000,370211", "!140800", "710000"]
MONEY = ["0.00", "0.01", "5000.00", "30000.00", "100000.00"]
WHOLE = [0, 1, 10, 300]
RATES = ["10%", "30%", "33.33%", "50%", "100%"]
CAPS = ["20000.00", "50000.00", "200000.00"]
TODAYS = [date(2024, 2, 29), date(2024, 6, 30), date(2025, 2, 28), date(2025, 3, 1)]
# Fen: more than any cap at any rate, and a fee that a user can still state.
HUGE = 10**9 * 100

Json = dict[str, Any]
T = TypeVar("T")


class Tape:
    """Choices read off bytes, one each; past its end every choice is the first."""

    def __init__(self, content: bytes):
        self.content, self.at = content, 0

    def upto(self, most: int) -> int:
        byte = self.content[self.at] if self.at < len(self.content) else 0
        self.at += 1
        return byte % (most + 1)

    def one(self, items: Sequence[T]) -> T:
        return items[self.upto(len(items) - 1)]

    def some(self, items: Sequence[T], most: int) -> list[T]:
        found = [self.one(items) for _ in range(1 + self.upto(most - 1))]
        return list(dict.fromkeys(found))


def _fact(tape: Tape, name: str, scope: str) -> Json:
    kind = tape.one(["bool", "choice", "region", "date", "integer", "set", "money"])
    fact = {"name": name, "scope": scope, "type": kind, "label": name, "question": f"{name}？"}
    if kind in ("choice", "set"):
        fact["choices"] = [{"id": f"c{n}", "label": f"c{n}"} for n in range(2 + tape.upto(2))]
    if kind == "region" and tape.upto(1):
        area = tape.one(AREAS)
        fact["choices"] = [{"id": area, "label": "inside"}, {"id": f"!{area}", "label": "outside"}]
    if kind == "date":
        # A fact is told by fixed days or by years back, never by both.
        fact["help"] = tape.one(["days", "years"])
    return fact


def _test(tape: Tape, fact: Json) -> Json:
    name = fact["name"]
    if fact["type"] == "bool":
        return {"fact": name, "is": bool(tape.upto(1))}
    if fact["type"] in ("choice", "set"):
        ids = [choice["id"] for choice in fact["choices"]]
        op = "has" if fact["type"] == "set" else tape.one(["is", "in"])
        return {"fact": name, op: tape.one(ids) if op == "is" else tape.some(ids, 2)}
    if fact["type"] == "region":
        areas = tape.some(AREAS, 2)
        return {"fact": name, "within": areas[0] if len(areas) == 1 else areas}
    if fact.get("help") == "years":
        return {"fact": name, "within_last": {"years": 1 + tape.upto(3)}}
    pool: Sequence[Any] = {"date": DAYS, "money": MONEY, "integer": WHOLE}[fact["type"]]
    op = tape.one(["at_least", "at_most", "between"])
    bounds = sorted(tape.upto(len(pool) - 1) for _ in range(2))
    return {"fact": name, op: [pool[n] for n in bounds] if op == "between" else pool[bounds[0]]}


def _condition(tape: Tape, facts: list[Json], depth: int = 2) -> Json:
    shape = tape.one(["test", "test", "all", "any", "not"]) if depth else "test"
    if shape == "test":
        return _test(tape, tape.one(facts))
    if shape == "not":
        return {"not": _condition(tape, facts, depth - 1)}
    return {shape: [_condition(tape, facts, depth - 1) for _ in range(2)]}


def _rules(tape: Tape, block: str, least: int, most: int, facts: list[Json]) -> list[Json]:
    return [
        {"id": f"{block}_{n}", "clause": "一", "summary": "s", "when": _condition(tape, facts)}
        for n in range(least + tape.upto(most - least))
    ]


def _parts(tape: Tape, facts: list[Json]) -> list[Json]:
    """One to three conditions of which, but for a slip now and then, one holds at a time; {} stands for always."""
    many = 1 + tape.upto(2)
    fact = tape.one(facts)
    name = fact["name"]
    if many == 1:
        return [{}]
    if many == 3 and fact["type"] == "choice" and len(fact["choices"]) > 2 and "applies_if" not in fact:
        first, second, *rest = [choice["id"] for choice in fact["choices"]]
        return [{"when": {"fact": name, **test}} for test in ({"is": first}, {"is": second}, {"in": rest})]
    test = _test(tape, fact)
    other = {"not": test} if tape.upto(9) < 9 else _test(tape, fact)
    return [{"when": test}, {"when": other}]


def _deferral(tape: Tape, number: int, common: list[Json], own: list[Json], rules: list[Json]) -> Json:
    """What puts off a rule; one on the enterprise is put off for the enterprise, not for one purchase."""
    rule = tape.one(rules)
    purchased = any(f'"fact": "{fact["name"]}"' in json.dumps(rule["when"]) for fact in own)
    when = _condition(tape, [*common, *own] if purchased else common)
    names = {"id": f"deferral_{number}", "clause": "一", "summary": "s", "to_year": 2025}
    return {**names, "instead_of": [rule["id"]], "when": when}


def _rate(tape: Tape) -> Json:
    low, high = sorted((tape.one(RATES) for _ in range(2)), key=lambda rate: float(rate[:-1]))
    return {"from": low, "to": high} if tape.upto(1) else {"rate": low}


def tree(tape: Tape) -> Json:
    """An edition as the mapping that its file holds; it may be unsound, never ill-formed."""
    common = [_fact(tape, f"e{n}", "enterprise") for n in range(1 + tape.upto(2))]
    own = [_fact(tape, f"s{n}", "service") for n in range(1 + tape.upto(2))]
    facts = [*common, *own]
    for n, fact in enumerate(facts):
        earlier = [f for f in facts[:n] if fact["scope"] == "service" or f["scope"] == "enterprise"]
        if earlier and tape.upto(3) == 3:
            fact["applies_if"] = _test(tape, tape.one(earlier))
    conditions = _rules(tape, "condition", 1, 3, facts)
    exclusions = _rules(tape, "exclusion", 0, 2, facts)
    deferrals = [_deferral(tape, n, common, own, [*conditions, *exclusions]) for n in range(tape.upto(2))]
    return {
        **_FRAME,
        "legal_status": tape.one(["in_force", "draft"]),
        "facts": [
            *facts,
            {"name": "fee", "scope": "service", "type": "money", "label": "f", "question": "f？"},
            {"name": "granted", "scope": "enterprise", "type": "money", "label": "g", "question": "g？"},
        ],
        "ask_first": [fact["name"] for fact in facts if tape.upto(2) == 2],
        "conditions": conditions,
        "exclusions": exclusions,
        "deferrals": deferrals,
        "discretion": _rules(tape, "discretion", 0, 2, facts),
        "estimate": {
            "base": {"fact": "fee", "label": "b", "clause": "一"},
            "rates": [
                {**part, **_rate(tape), "clause": "一", "summary": "s"} for part in _parts(tape, facts)
            ],
            "caps": [
                {**part, "amount": tape.one(CAPS), "clause": "一", "summary": "s"}
                for part in (_parts(tape, common) if tape.upto(5) < 5 else [])
            ],
            "granted": {"fact": "granted", "clause": "一"} if tape.upto(4) < 4 else "not_stated",
        },
        "documents": [
            {"id": f"d{n}", "name": "d", "per": "service", "form": "copy", "clause": "一", **part, **lead}
            for n in range(1 + tape.upto(2))
            for part in [{"when": _condition(tape, facts, 1)} if tape.upto(1) else {}]
            for lead in [{"lead_days": 30, "lead_clause": "l"} if tape.upto(1) else {}]
        ],
    }


_FRAME: Json = {
    **dict.fromkeys(("name", "cite", "issuer", "source", "source_clause", "programme"), "x"),
    **dict.fromkeys(("number", "issued", "valid_from", "valid_to", "successor", "lapse"), "not_stated"),
    **{
        block: []
        for block in ("parents", "routes", "parameters", "windows", "contacts", "readings", "examples")
    },
    "id": "made-2024",
    "region": "370200",
    "year": 2024,
    "filing": {
        "mode": "paper",
        "copies": "not_stated",
        "to": "t",
        "url": "not_stated",
        "before": [],
        "clause": "一",
    },
    "stages": [
        {"id": "filed", "name": "f", "actor": "enterprise", "working_days": "not_stated", "clause": "一"}
    ],
}


def text(tree: Json) -> str:
    """The file of an edition; every JSON text is YAML."""
    return json.dumps(tree, ensure_ascii=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """An edition that loads, with a profile of facts that it pays."""

    text: str
    profile: Mapping[str, Any]
    twin: Twin = field(repr=False)
    compiled: Compiled = field(repr=False)


def made(tape: Tape) -> Made | None:
    """An edition whose rules are turned so that they let one profile pass; None where it does not load."""
    raw = tree(tape)
    twin = Twin(text(raw))
    profile = {name: tape.one(twin.samples(name, TODAYS[1])) for name in twin.tests}
    entries = [
        entry for block in ("conditions", "exclusions", "deferrals", "discretion") for entry in raw[block]
    ]
    for entry, rule in zip(entries, twin.rules, strict=True):
        if twin.true(rule.when, profile, TODAYS[1]) is not (rule.kind == "condition"):
            entry["when"] = {"not": entry["when"]}
    content = text(raw)
    try:
        compiled = read(content.encode(), "made-2024.yaml")
    except Faulty:
        return None
    told = {name: _told(value) for name, value in profile.items()}
    return Made(text=content, profile=told, twin=Twin(content), compiled=compiled)


def shipped(path: Path) -> Made:
    """A shipped edition, with a profile found by turning one fact after another to its best value."""
    content = path.read_text(encoding="utf-8")
    twin = Twin(content)
    profile = {name: twin.samples(name, TODAYS[1])[0] for name in twin.tests}

    def rank(name: str, value: Any) -> tuple[int, int]:
        result = twin.result({**profile, name: value}, TODAYS[1])
        return -len(result.broken), result.rank

    for name in (*twin.tests, *twin.tests):
        profile[name] = max(twin.samples(name, TODAYS[1]), key=lambda value: rank(name, value))
    told = {name: _told(value) for name, value in profile.items()}
    profile = {**told, twin.base: 300_000_00, str(twin.granted): 0}
    return Made(text=content, profile=profile, twin=twin, compiled=loaded(path))


def _told(value: Any) -> Any:
    """A sample as a user gives it: of the codes that a place lies in, the narrowest."""
    if isinstance(value, frozenset) and any(len(code) == 6 for code in value):
        return max(value, key=lambda code: (len(code.rstrip("0")), code))
    return HUGE if value == ENDLESS else value


def tellable(twin: Twin, name: str, today: date) -> list[Any]:
    """Values that a user may give for a fact, on both sides of every test and far from all of them."""
    fact = twin.facts[name]
    if fact.type == "region":
        areas = {area for _, operand in twin.tests.get(name, ()) for area in operand}
        return sorted({*PLACES, *areas, *(f"!{area}" for area in areas), *fact.choices})
    if fact.type == "set":
        return [frozenset(), *(frozenset([choice]) for choice in fact.choices), frozenset(fact.choices)]
    far = [date(1950, 1, 1), date(2090, 1, 1)] if fact.type == "date" else []
    return [*(_told(value) for value in twin.samples(name, today)), *far]


def case(twin: Twin, tape: Tape, most: int, profile: Mapping[str, Any] | None, least: int = 0) -> Given:
    """A case of up to three services that leaves at most `most` completions; a `profile`'s values come more often."""
    today = tape.one(TODAYS)
    at = datetime(today.year, today.month, today.day, tape.one([0, 12, 23]), 30, tzinfo=SHANGHAI)
    owners = [-1, *range(least + tape.upto(3 - least))]
    slots = [
        (owner, name)
        for owner in owners
        for name in twin.tests
        if (twin.facts[name].scope == "enterprise") == (owner < 0)
    ]
    turn = tape.upto(max(0, len(slots) - 1))
    given: dict[int, dict[str, Any]] = {owner: {} for owner in owners}
    count = 1
    if len(owners) == 1:
        unnamed = [name for name in twin.tests if twin.facts[name].scope == "service"]
        count = prod(len(possible(twin, name, None, today)) for name in unnamed)
    for owner, name in slots[turn:] + slots[:turn]:
        kind = tape.upto(9)
        size = len(possible(twin, name, None, today))
        if kind < 4 and count * size <= most:
            count *= size
            if kind == 3:
                given[owner][name] = None
        elif profile is not None and name in profile and (kind < 9 or (len(slots) > 12 and tape.upto(3))):
            given[owner][name] = profile[name]
        else:
            given[owner][name] = tape.one(tellable(twin, name, today))
            count *= len(possible(twin, name, given[owner][name], today))
    return Given(given[-1], [given[owner] for owner in owners[1:]], at)


tapes = st.binary(min_size=120, max_size=300).map(Tape)


@st.composite
def editions(draw: st.DrawFn) -> Made:
    """Editions that load."""
    found = made(draw(tapes))
    assume(found is not None)
    assert found is not None
    return found


def cases(
    twin: Twin, profile: Mapping[str, Any], most: int = 600, *, least: int = 0
) -> st.SearchStrategy[Given]:
    """Cases of an edition, every other one near a profile that it pays."""
    return tapes.map(lambda tape: case(twin, tape, most, profile if tape.upto(1) else None, least))
