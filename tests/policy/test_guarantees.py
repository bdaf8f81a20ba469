"""The five guarantees (RULES 2), on every shipped edition and on generated ones.

What a case leads to is held against a twin that tries every completion; what needs no enumeration is held for
cases as open as they come.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from policy.assessment import Assessment, assess, outlook
from policy.deadlines import current, is_open, window_states
from policy.edition import Window
from policy.faults import Faulty
from policy.loading import SHIPPED, read
from policy.shapes import SHANGHAI
from policy.standing import Case
from tests.policy.agreement import differences, expected, unexplained
from tests.policy.completions import Given, is_sound, possible
from tests.policy.edges import openings, operators, refused, shapes
from tests.policy.generated import (
    TODAYS,
    Made,
    Tape,
    case,
    cases,
    editions,
    made,
    shipped,
    tapes,
    tellable,
    text,
    tree,
)
from tests.policy.twin import Twin

PATHS = sorted(SHIPPED.glob("*.yaml"))
# A case with nothing to enumerate may leave open whatever it likes.
UNLIMITED = 10**40
CEILINGS = st.integers(0, 10**13)

edition = cache(shipped)
every_shipped = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)


def repeatable(examples: int) -> settings:
    """The same examples on every run."""
    slow = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
    return settings(
        max_examples=examples, derandomize=True, deadline=None, database=None, suppress_health_check=slow
    )


def answered(of: Made, given: Given, *, aspects: tuple[str, ...] = ("outcome", "ceiling")) -> Assessment:
    return assess(of.compiled, Case(given.enterprise, given.services), given.at, aspects=aspects)


def told(given: Given, address: str, value: Any) -> Given:
    """The case with one more fact, named as in `missing`."""
    owner, _, name = address.partition(".")
    if owner == "enterprise":
        return replace(given, enterprise={**given.enterprise, name: value})
    number = int(owner.removeprefix("services[").removesuffix("]"))
    services = [dict(service) for service in given.services] or [{}]
    services[number][name] = value
    return replace(given, services=services)


# ---- 1 and 2: no useless question and none missed; intervals sound and tight


@every_shipped
@repeatable(70)
@given(st.data())
def test_a_shipped_edition_asks_and_pays_as_every_completion_says(path: Path, data: st.DataObject) -> None:
    of = edition(path)
    known = data.draw(cases(of.twin, of.profile, 250, least=1))
    assert differences(of.compiled, known, expected(of.twin, known)) == []


@repeatable(250)
@given(st.data())
def test_a_generated_edition_asks_and_pays_as_every_completion_says(data: st.DataObject) -> None:
    of = data.draw(editions())
    for known in data.draw(st.tuples(*[cases(of.twin, of.profile, 300)] * 2)):
        assert differences(of.compiled, known, expected(of.twin, known)) == []


@every_shipped
@repeatable(60)
@given(st.data())
def test_a_shipped_edition_names_the_rules_that_fail(path: Path, data: st.DataObject) -> None:
    of = edition(path)
    known = data.draw(cases(of.twin, of.profile, 250, least=1))
    assert unexplained(of.compiled, known, expected(of.twin, known)) == []


@repeatable(200)
@given(st.data())
def test_a_generated_edition_names_the_rules_that_fail(data: st.DataObject) -> None:
    """A rule that a deferral may still set aside has not failed yet."""
    of = data.draw(editions())
    known = data.draw(cases(of.twin, of.profile, 300))
    assert unexplained(of.compiled, known, expected(of.twin, known)) == []


@repeatable(200)
@given(st.data())
def test_an_outlook_says_what_the_assessment_says(data: st.DataObject) -> None:
    of = data.draw(editions())
    known = data.draw(cases(of.twin, of.profile, UNLIMITED))
    found, seen = (
        answered(of, known),
        outlook(of.compiled, Case(known.enterprise, known.services), known.at),
    )
    assert (seen.whole, seen.services) == (found.whole.outcome, tuple(s.outcome for s in found.services))
    assert seen.is_barred == bool(found.whole.failed)
    assert seen.is_payable == any(s.is_payable for s in found.services or (found.whole,))


@pytest.mark.parametrize("number", range(13))
def test_each_operator_agrees_at_its_bounds(number: int) -> None:
    of, known = list(operators())[number]
    for one in known:
        assert differences(of.compiled, one, expected(of.twin, one)) == []


def test_shapes_that_evaluators_get_wrong_agree() -> None:
    for of, known in shapes():
        for one in known:
            assert differences(of.compiled, one, expected(of.twin, one)) == []


@every_shipped
def test_two_services_with_one_fact_open_agree(path: Path) -> None:
    of = edition(path)
    for one in openings(of):
        assert differences(of.compiled, one, expected(of.twin, one)) == []


@pytest.mark.long
@every_shipped
def test_a_shipped_edition_asks_and_pays_as_thousands_of_completions_say(path: Path) -> None:
    of, random = edition(path), Random(path.stem)
    for n in range(1_000):
        known = case(of.twin, Tape(random.randbytes(300)), 4_000, of.profile if n % 4 else None, 1)
        wanted = expected(of.twin, known)
        assert differences(of.compiled, known, wanted) + unexplained(of.compiled, known, wanted) == [], known


@pytest.mark.long
@pytest.mark.parametrize("seed", range(8))
def test_thousands_of_generated_editions_ask_and_pay_as_every_completion_says(seed: int) -> None:
    random = Random(seed)
    for _ in range(1_500):
        of = made(Tape(random.randbytes(random.choice((20, 60, 100, 300)))))
        for profile in (of.profile, None, of.profile) if of else ():
            known = case(of.twin, Tape(random.randbytes(150)), 1_500, profile)
            wanted = expected(of.twin, known)
            wrong = differences(of.compiled, known, wanted) + unexplained(of.compiled, known, wanted)
            assert wrong == [], (of.text, known)


@every_shipped
def test_twenty_services_are_answered_as_fast_as_their_number(path: Path) -> None:
    """Sums over services are never enumerated: twenty open ones would be beyond any machine."""
    of = edition(path)
    enterprise = {name: of.profile[name] for name in of.twin.scope_names("enterprise")}
    service = {name: of.profile[name] for name in of.twin.scope_names("service") if name != of.twin.base}
    for left_out in enterprise:
        some = {name: value for name, value in enterprise.items() if name != left_out}
        services = [service, {}, {of.twin.base: 1_234_56}] * 7
        known = Given(some, services[:20], datetime(2024, 6, 3, 12, tzinfo=SHANGHAI))
        assert answered(of, known).whole.ceiling.low == 0


# ---- 2 and 3: a further answer only narrows, what is decided stays, order never matters


def narrows(of: Made, known: Given, data: st.DataObject) -> None:
    """Answers everything in a random order and compares each answer with the one before."""
    before = answered(of, known)
    for address in data.draw(st.permutations(open_addresses(of, known))):
        name = address.rpartition(".")[2]
        value = Tape(data.draw(st.binary(max_size=2))).one(tellable(of.twin, name, known.today))
        known = told(known, address, value)
        after = answered(of, known)
        if address not in before.whole.missing:
            assert told_by(after) == told_by(before), f"{address} was not asked, and mattered"
        assert set(after.whole.missing) - {address} <= set(before.whole.missing)
        old, new = before.whole.ceiling, after.whole.ceiling
        assert old.low <= new.low
        assert new.high is not None or old.high is None
        assert old.high is None or new.high is None or new.high <= old.high
        if before.whole.outcome.value != "undetermined":
            assert after.whole.outcome is before.whole.outcome
        before = after


def told_by(answer: Assessment) -> tuple[object, ...]:
    whole = answer.whole
    return whole.outcome, whole.ceiling, whole.missing


def open_addresses(of: Made, known: Given) -> list[str]:
    return [
        f"enterprise.{name}" if owner < 0 else f"services[{owner}].{name}"
        for owner in range(-1, max(1, len(known.services)))
        for name in of.twin.scope_names("enterprise" if owner < 0 else "service")
        if name not in known.told((owner, name))
    ]


@every_shipped
@repeatable(25)
@given(st.data())
def test_answers_to_a_shipped_edition_only_narrow(path: Path, data: st.DataObject) -> None:
    of = edition(path)
    narrows(of, data.draw(cases(of.twin, of.profile, UNLIMITED, least=1)), data)


@repeatable(60)
@given(st.data())
def test_answers_to_a_generated_edition_only_narrow(data: st.DataObject) -> None:
    of = data.draw(editions())
    narrows(of, data.draw(cases(of.twin, of.profile, UNLIMITED)), data)


@every_shipped
@repeatable(40)
@given(st.data())
def test_the_order_of_answers_never_matters(path: Path, data: st.DataObject) -> None:
    of = edition(path)
    known = data.draw(cases(of.twin, of.profile, UNLIMITED))
    turned = Given(
        dict(reversed(known.enterprise.items())),
        [dict(reversed(s.items())) for s in known.services],
        known.at,
    )
    assert answered(of, turned).whole == answered(of, known).whole
    swapped = answered(of, replace(known, services=known.services[::-1])).whole
    whole = answered(of, known).whole
    assert (swapped.outcome, swapped.ceiling) == (whole.outcome, whole.ceiling)
    assert len(swapped.missing) == len(whole.missing)


@every_shipped
@repeatable(40)
@given(st.data())
def test_an_interview_ends_with_an_answer_and_asks_nothing_twice(path: Path, data: st.DataObject) -> None:
    of = edition(path)
    known = data.draw(cases(of.twin, of.profile, UNLIMITED, least=1))
    asked: list[str] = []
    while address := next(iter(answered(of, known).whole.missing), None):
        assert address not in asked
        asked.append(address)
        name = address.rpartition(".")[2]
        value = (
            of.profile[name]
            if len(asked) % 5
            else data.draw(st.sampled_from(tellable(of.twin, name, known.today)))
        )
        options = possible(of.twin, name, value, known.today)
        known = told(known, address, value if len(options) == 1 else of.profile[name])
    if any(None in facts.values() for facts in (known.enterprise, *known.services)):
        return
    if answered(of, known).whole.outcome.value == "undetermined":
        assert expected(of.twin, known).whole.interval == (0, answered(of, known).whole.ceiling.high)


@every_shipped
@repeatable(40)
@given(st.data())
def test_not_knowing_is_like_not_having_said_and_is_not_asked_again(path: Path, data: st.DataObject) -> None:
    of = edition(path)
    known = data.draw(cases(of.twin, of.profile, UNLIMITED, least=1))
    before = answered(of, known).whole
    for address in before.missing[:3]:
        after = answered(of, told(known, address, None)).whole
        assert after == replace(before, missing=tuple(a for a in before.missing if a != address))


# ---- 4: exact money


def complete(of: Made, bases: list[int], granted: int) -> Given:
    enterprise = {name: of.profile[name] for name in of.twin.scope_names("enterprise")}
    if of.twin.granted is not None:
        enterprise[of.twin.granted] = granted
    service = {name: of.profile[name] for name in of.twin.scope_names("service")}
    return Given(
        enterprise,
        [{**service, of.twin.base: base} for base in bases],
        datetime(2024, 6, 30, 12, tzinfo=SHANGHAI),
    )


def rates_and_cap(of: Made, known: Given) -> tuple[Fraction, Fraction, int | None]:
    """The rates and the cap that the twin finds for a complete case."""
    facts = {**known.enterprise, **known.services[0]}
    complete = {name: possible(of.twin, name, facts[name], known.today)[0] for name in of.twin.tests}
    result = of.twin.result(complete, known.today)
    rate = of.twin.rates[result.rate]
    return rate.low, rate.high, of.twin.caps[result.cap].amount if of.twin.caps else None


def exact(of: Made, bases: list[int], granted: int) -> None:
    known = complete(of, bases, granted)
    low, high, cap = rates_and_cap(of, known)
    found = answered(of, known).whole.ceiling
    least, most = (sum(int(base * rate) for base in bases) for rate in (low, high))
    left = None if cap is None else max(0, cap - (granted if of.twin.granted else 0))
    assert found.low == (least if left is None else min(least, left))
    assert found.high == (most if left is None else min(most, left))
    assert type(found.low) is int
    assert type(found.high) is int
    assert found.high <= sum(bases)


@every_shipped
@repeatable(100)
@given(st.lists(CEILINGS, min_size=1, max_size=3), CEILINGS)
def test_amounts_are_exact_to_the_fen(path: Path, bases: list[int], granted: int) -> None:
    """Each share is rounded down to the fen, the sum of the rounded ones is cut at the cap less what was granted."""
    exact(edition(path), bases, granted)


@repeatable(100)
@given(editions(), st.lists(CEILINGS, min_size=1, max_size=3), st.integers(0, 3 * 10**7))
def test_amounts_of_generated_editions_are_exact_to_the_fen(of: Made, bases: list[int], granted: int) -> None:
    assume(all(len(possible(of.twin, name, value, TODAYS[1])) == 1 for name, value in of.profile.items()))
    exact(of, bases, granted)


@pytest.mark.parametrize(
    ("name", "fee", "low", "high"),
    [
        ("qingdao-2024", 1, 0, 0),
        ("qingdao-2024", 3, 1, 1),
        ("qingdao-2024", 39_999_999, 19_999_999, 19_999_999),
        ("qingdao-2024", 40_000_000, 20_000_000, 20_000_000),
        ("qingdao-2024", 40_000_002, 20_000_000, 20_000_000),
        ("karamay-draft", 333, 99, 166),
        ("karamay-draft", 10_000_001, 3_000_000, 5_000_000),
        ("karamay-draft", 16_666_666, 4_999_999, 5_000_000),
        ("karamay-draft", 16_666_667, 5_000_000, 5_000_000),
    ],
)
def test_rounding_is_down_after_the_rate_and_the_cap_binds_at_its_fen(
    name: str, fee: int, low: int, high: int
) -> None:
    """By hand: a provider in the city, 50 % to 200,000 (青岛 三); 30 to 50 % to 50,000 (起草说明 五.7)."""
    of = edition(SHIPPED / f"{name}.yaml")
    known = complete(of, [fee], 0)
    if name == "qingdao-2024":
        known.services[0].update(
            provider_in="370200", contract_on=date(2024, 3, 1), invoiced_on=date(2024, 3, 5)
        )
    found = answered(of, known).whole.ceiling
    assert (found.low, found.high) == (low, high)


def never_falls(of: Made, known: Given, data: st.DataObject) -> None:
    fee = data.draw(CEILINGS)
    more = fee + data.draw(st.sampled_from([1, 99, 10_000, 10**9]))
    bounds = []
    for base in (fee, more):
        services = [{**service, of.twin.base: base} for service in known.services[:1]] + known.services[1:]
        bounds.append(answered(of, replace(known, services=services)).whole.ceiling)
    assert bounds[0].low <= bounds[1].low
    assert bounds[1].high is None or (bounds[0].high is not None and bounds[0].high <= bounds[1].high)


@every_shipped
@repeatable(60)
@given(st.data())
def test_paying_more_never_brings_less(path: Path, data: st.DataObject) -> None:
    of = edition(path)
    never_falls(of, data.draw(cases(of.twin, of.profile, UNLIMITED, least=1)), data)


@repeatable(60)
@given(st.data())
def test_paying_more_never_brings_less_in_generated_editions(data: st.DataObject) -> None:
    of = data.draw(editions())
    never_falls(of, data.draw(cases(of.twin, of.profile, UNLIMITED, least=1)), data)


@every_shipped
@repeatable(60)
@given(st.data())
def test_no_ceiling_passes_the_widest_cap_less_what_was_granted(path: Path, data: st.DataObject) -> None:
    of = edition(path)
    known = data.draw(cases(of.twin, of.profile, UNLIMITED))
    granted = known.enterprise.get(str(of.twin.granted)) or 0
    high = answered(of, known).whole.ceiling.high
    assert high is not None
    assert high <= max(0, max(cap.amount for cap in of.twin.caps) - granted)


# ---- 5: nothing invented


@every_shipped
def test_earlier_grants_that_nobody_stated_are_not_taken_for_nothing(path: Path) -> None:
    of = edition(path)
    known = complete(of, [10**8], 0)
    assert answered(of, known).whole.ceiling.low > 0
    del known.enterprise[str(of.twin.granted)]
    whole = answered(of, known).whole
    assert whole.ceiling.low == 0
    assert whole.missing == (f"enterprise.{of.twin.granted}",)


def test_a_rate_that_the_notice_leaves_open_stays_a_range() -> None:
    """起草说明 五.7: 30 to 50 %, fixed by the year's notice."""
    of = edition(SHIPPED / "karamay-draft.yaml")
    found = answered(of, complete(of, [1_000_000], 0)).whole.ceiling
    assert (found.low, found.high) == (300_000, 500_000)


@every_shipped
@pytest.mark.parametrize("day", [date.min, date(1999, 1, 1), date(2100, 1, 1), date.max], ids=str)
def test_a_date_outside_every_period_meets_only_what_its_tests_say(path: Path, day: date) -> None:
    of = edition(path)
    for name in [name for name in of.twin.tests if of.twin.facts[name].type == "date"]:
        known = complete(of, [10**8], 0)
        (known.enterprise if of.twin.facts[name].scope == "enterprise" else known.services[0])[name] = day
        assert differences(of.compiled, known, expected(of.twin, known)) == []
        if any(op == "between" for op, _ in of.twin.tests[name]):
            assert answered(of, known).whole.outcome.value == "ineligible"


@repeatable(300)
@given(tapes)
def test_an_edition_with_a_gap_an_overlap_or_an_idle_rule_is_refused_and_no_other(tape: Tape) -> None:
    content = text(tree(tape))
    sound = is_sound(Twin(content), TODAYS[0], 500)
    assume(sound is not None)
    try:
        read(content.encode(), "made-2024.yaml")
        is_refused = False
    except Faulty:
        is_refused = True
    assert is_refused is not sound


def test_no_default_fills_a_gap_and_no_order_settles_an_overlap() -> None:
    for content in refused():
        assert is_sound(Twin(content), TODAYS[0], 500) is False
        with pytest.raises(Faulty):
            read(content.encode(), "edge.yaml")


@every_shipped
def test_a_moment_outside_every_window_is_in_none(path: Path) -> None:
    edition_ = edition(path).compiled.edition
    moments = [
        datetime(year, month, 15, 8, tzinfo=SHANGHAI) for year in range(2023, 2027) for month in range(1, 13)
    ]
    for window in edition_.windows:
        moments += [end + timedelta(seconds=k) for end in map(_end, [window]) for k in (-1, 0, 1)]
    for at in moments:
        found = current(window_states(edition_, at))
        inside = [w.id for w in edition_.windows if _begin(w) <= at <= _end(w)]
        assert (found is not None) == is_open(edition_, at) == bool(inside)
        assert found is None or found.id in inside


def _begin(window: Window) -> datetime:
    return _moment(window.opens or date(1, 1, 2), time.min)


def _end(window: Window) -> datetime:
    return _moment(window.closes or date(9999, 12, 30), time.max)


def _moment(bound: date | datetime, hour: time) -> datetime:
    if isinstance(bound, datetime):
        return bound
    return datetime.combine(bound, hour, SHANGHAI)
