"""Edges: small editions with every value on both sides of their tests, and the shapes that evaluators get wrong."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from policy.loading import read
from tests.policy.completions import Given
from tests.policy.generated import SHANGHAI, TODAYS, Json, Made, Tape, tellable, text, tree
from tests.policy.twin import Twin

NOON = datetime(2024, 6, 30, 12, tzinfo=SHANGHAI)


def file(facts: list[Json], condition: Json, **estimate: Any) -> str:
    """An edition's file with one condition, one rate and one cap unless others are given."""
    raw = tree(Tape(b""))
    money = [fact for fact in raw["facts"] if fact["name"] in ("fee", "granted")]
    raw["facts"] = [{"label": "x", "question": "x？", "scope": "service", **fact} for fact in facts] + money
    raw["conditions"] = [{"id": "condition_0", "clause": "一", "summary": "s", "when": condition}]
    for key, entries in estimate.items():
        raw["estimate"][key] = [{"clause": "一", "summary": "s", **entry} for entry in entries]
    return text(raw)


def edition(facts: list[Json], condition: Json, **estimate: Any) -> Made:
    """Such an edition, loaded."""
    content = file(facts, condition, **estimate)
    return Made(text=content, profile={}, twin=Twin(content), compiled=read(content.encode(), "edge.yaml"))


def refused() -> Iterator[str]:
    """Files whose rates overlap, leave a gap or lie idle, or whose condition says nothing."""
    day, flag = {"name": "a", "type": "date"}, {"name": "b", "type": "bool"}
    early, late = {"fact": "a", "at_most": "2024-06-30"}, {"fact": "a", "at_least": "2024-06-30"}
    after, passes = {"fact": "a", "at_least": "2024-07-02"}, {"fact": "b", "is": True}
    for first, second in ((early, late), (early, after), (early, early), (passes, {"not": passes})):
        yield file(
            [day, flag], passes, rates=[{"when": first, "rate": "50%"}, {"when": second, "rate": "30%"}]
        )
    yield file([day, flag], {"any": [early, after, {"fact": "a", "at_least": "2024-07-01"}]})
    yield file([day, flag], {"all": [early, after]})


def operators() -> Iterator[tuple[Made, list[Given]]]:
    """Each operator alone, told every value near its bounds and far from them, on every day that may matter."""
    choices = [{"id": f"c{n}", "label": f"c{n}"} for n in range(3)]
    for fact, test in (
        ({"type": "bool"}, {"is": True}),
        ({"type": "choice", "choices": choices}, {"is": "c1"}),
        ({"type": "choice", "choices": choices}, {"in": ["c0", "c2"]}),
        ({"type": "set", "choices": choices}, {"has": ["c0", "c1"]}),
        ({"type": "region"}, {"within": "370200"}),
        ({"type": "region"}, {"within": ["140800", "460000"]}),
        ({"type": "integer"}, {"at_least": 10}),
        ({"type": "integer"}, {"between": [0, 10]}),
        ({"type": "money"}, {"at_most": "5000.00"}),
        ({"type": "date"}, {"at_least": "2021-12-02"}),
        ({"type": "date"}, {"at_most": "2024-02-29"}),
        ({"type": "date"}, {"between": ["2023-10-01", "2024-09-30"]}),
        ({"type": "date"}, {"within_last": {"years": 3}}),
    ):
        of = edition([{"name": "a", **fact}], {"fact": "a", **test})
        days = TODAYS if "within_last" in test else TODAYS[:1]
        moments = [datetime(day.year, day.month, day.day, 12, tzinfo=SHANGHAI) for day in days]
        yield (
            of,
            [
                Given({"granted": 0}, [{"fee": 1_000_01, "a": value}], at)
                for at in moments
                for value in (*tellable(of.twin, "a", at.date()), None)
            ],
        )


def shapes() -> Iterator[tuple[Made, list[Given]]]:
    """Where three-valued logic asks too much, and where a shortcut asks too little."""
    flags = [{"name": name, "type": "bool"} for name in "abc"]
    a, b, c = ({"fact": name, "is": True} for name in "abc")
    empty = [
        Given({}, services, NOON)
        for services in ([], [{}], [{"a": True}], [{"b": True}], [{"a": None}], [{}, {"a": True}])
    ]
    yield edition(flags, {"any": [{"all": [a, b]}, {"all": [a, {"not": b}]}]}), empty
    yield edition(flags, {"any": [{"all": [a, b]}, {"all": [{"not": a}, c]}]}), empty
    yield edition(flags, {"any": [{"all": [a, {"any": [b, c]}]}, {"all": [{"not": a}, b, c]}]}), empty
    place = [{"name": "a", "type": "region"}, {"name": "b", "type": "bool"}]
    inside = {"fact": "a", "within": "370200"}
    rates = [{"when": inside, "rate": "50%"}, {"when": {"not": inside}, "rate": "30%"}]
    by_place = edition(place, {"fact": "b", "is": True}, rates=rates)
    fees = (0, 1, 4_000_000, 10**8, None)
    yield (
        by_place,
        [
            Given({"granted": granted}, [{"b": True, "fee": fee}, *more], NOON)
            for fee in fees
            for granted in (0, 1_900_000, 2_000_000, None)
            for more in ([], [{"b": True}], [{"b": True, "fee": 10**8, "a": "370200"}])
        ],
    )
    either = {"fact": "a", "within": ["370000", "110000"]}
    caps = [{"when": either, "amount": "50000.00"}, {"when": {"not": either}, "amount": "20000.00"}]
    zone = [{"name": "a", "type": "region", "scope": "enterprise"}]
    nested = edition(zone, {"not": {"fact": "a", "within": "370000"}}, caps=caps)
    yield (
        nested,
        [
            Given({**granted, "a": place}, [{"fee": fee}], NOON)
            for granted in ({}, {"granted": 0})
            for fee in (10_000, 10**8)
            for place in (*tellable(nested.twin, "a", NOON.date()), None)
        ],
    )


def openings(of: Made) -> list[Given]:
    """Two services of a profile that passes, both fees and one fact more not told."""
    names = {scope: of.twin.scope_names(scope) for scope in ("enterprise", "service")}
    cases = []
    for left_out in of.twin.tests:
        known = {name: value for name, value in of.profile.items() if name not in (left_out, of.twin.base)}
        common = {name: known[name] for name in names["enterprise"] if name in known}
        own = {name: known[name] for name in names["service"] if name in known}
        cases += [Given(common, [own, own], NOON), Given(common, [{**own, of.twin.base: 12_345_67}], NOON)]
    return cases
