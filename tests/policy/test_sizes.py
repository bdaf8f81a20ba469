"""Every bound of the statistical table, and exactly what stays open when a measure is not known."""

import re
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy.money import fen
from policy.sizes import (
    CLASS_NAMES,
    CLASSES,
    INDUSTRIES,
    MEASURE_NAMES,
    NOT_CLASSIFIABLE,
    SizeResult,
    measures,
    size_class,
)

# Industry, measure (X persons, Y revenue and Z assets in 万元), and where large, medium and small begin.
TABLE = """
agriculture Y 20000 500 50
industry X 1000 300 20
industry Y 40000 2000 300
construction Y 80000 6000 300
construction Z 80000 5000 300
wholesale X 200 20 5
wholesale Y 40000 5000 1000
retail X 300 50 10
retail Y 20000 500 100
transport X 1000 300 20
transport Y 30000 3000 200
warehousing X 200 100 20
warehousing Y 30000 1000 100
post X 1000 300 20
post Y 30000 2000 100
lodging X 300 100 10
lodging Y 10000 2000 100
catering X 300 100 10
catering Y 10000 2000 100
information X 2000 100 10
information Y 100000 1000 100
software X 300 100 10
software Y 10000 1000 50
real_estate Y 200000 1000 100
real_estate Z 10000 5000 2000
property X 1000 300 100
property Y 5000 1000 500
business X 300 100 10
business Z 120000 8000 100
other X 300 100 10
"""
ROWS = [line.split() for line in TABLE.split("\n") if line]
MEASURES = {"X": "staff", "Y": "revenue", "Z": "assets"}
LEFT_OUT = ["finance", "education", "health", "railway", "own_property"]
LISTED = list(dict.fromkeys(row[0] for row in ROWS))

LIMITS: dict[str, dict[str, list[int]]] = {}
for industry_id, letter, *numbers in ROWS:
    LIMITS.setdefault(industry_id, {})[MEASURES[letter]] = [
        int(number) if letter == "X" else fen(number + "0000") for number in numbers
    ]

VALUES = st.one_of(
    st.none(),
    st.integers(0, 2500),
    st.integers(0, 250_000 * 10**6),
    st.sampled_from(
        sorted(
            {
                limit + step
                for row in LIMITS.values()
                for limits in row.values()
                for limit in limits
                for step in (-1, 0)
            }
        )
    ),
)


def asked(industry: str, values: Mapping[str, int | None]) -> SizeResult:
    return size_class(
        industry, staff=values.get("staff"), revenue=values.get("revenue"), assets=values.get("assets")
    )


def by_the_rule(industry: str, values: Mapping[str, int]) -> str:
    """The notice's procedure: the lower limits of all measures, or else one class down, and again."""
    rows = LIMITS[industry]
    for place, size in enumerate(["large", "medium", "small"]):
        if all(values[measure] >= limits[place] for measure, limits in rows.items()):
            return size
    return "micro"


def completions(industry: str, known: Mapping[str, int | None]) -> Iterator[dict[str, int]]:
    """Every way to fill in what is not known, one value from each stretch that the bounds cut."""
    rows = LIMITS[industry]
    choices = []
    for measure, limits in rows.items():
        value = known.get(measure)
        choices.append([0, *limits, *(limit - 1 for limit in limits)] if value is None else [value])
    for values in product(*choices):
        yield dict(zip(rows, values, strict=True))


def still_matters(industry: str, known: Mapping[str, int | None], measure: str) -> bool:
    """Whether two completions that differ in the measure alone have different classes."""
    classes: dict[tuple[tuple[str, int], ...], set[str]] = {}
    for values in completions(industry, known):
        others = tuple(item for item in values.items() if item[0] != measure)
        classes.setdefault(others, set()).add(by_the_rule(industry, values))
    return any(len(found) > 1 for found in classes.values())


BOUND_CASES = [
    (industry, measure, limit, CLASSES[3 - place], CLASSES[2 - place])
    for industry, rows in LIMITS.items()
    for measure, limits in rows.items()
    for place, limit in enumerate(limits)
]


@pytest.mark.parametrize(("industry", "measure", "limit", "at", "below"), BOUND_CASES)
def test_a_bound_belongs_to_the_higher_class(
    industry: str, measure: str, limit: int, at: str, below: str
) -> None:
    ample = {each: limits[0] for each, limits in LIMITS[industry].items()}
    assert asked(industry, ample | {measure: limit}).size == at
    assert asked(industry, ample | {measure: limit - 1}).size == below


def test_there_are_sixteen_rows_and_the_trades_left_out() -> None:
    assert len(LISTED) == 16
    assert [industry.id for industry in INDUSTRIES] == LISTED + LEFT_OUT
    assert {industry.id for industry in INDUSTRIES if industry.is_classifiable} == set(LISTED)


def test_every_industry_class_and_measure_has_a_chinese_name() -> None:
    assert all(industry.name and industry.covers for industry in INDUSTRIES)
    assert len({industry.name for industry in INDUSTRIES}) == len(INDUSTRIES)
    assert tuple(CLASS_NAMES) == CLASSES
    assert set(MEASURE_NAMES) == set(MEASURES.values())


REFERENCE = Path(__file__).resolve().parents[2] / "../shared/facts/REFERENCE.md"


@pytest.mark.skipif(not REFERENCE.exists(), reason="the reference facts are not beside the repository")
def test_the_table_is_the_one_of_the_reference_facts() -> None:
    lines = re.findall(
        r"^\|([^|]*)\| ([XYZ]) \| (\d+) \| (\d+) \| (\d+) \|$", REFERENCE.read_text("utf-8"), re.M
    )
    names = {industry.id: industry.name for industry in INDUSTRIES}
    name = ""
    found = []
    for heading, letter, *numbers in lines:
        name = re.sub(r"\*|\(.*", "", heading).strip() or name
        found.append([name, letter, *numbers])
    assert found == [[names[row[0]], *row[1:]] for row in ROWS]


@pytest.mark.parametrize("industry", LISTED)
def test_an_industry_is_measured_by_what_its_row_lists(industry: str) -> None:
    assert measures(industry) == tuple(LIMITS[industry])


@pytest.mark.parametrize("industry", LEFT_OUT)
def test_a_trade_that_the_table_leaves_out_is_not_classifiable(industry: str) -> None:
    result = size_class(industry, staff=5, revenue=fen("10000"), assets=fen("10000"))
    assert result == NOT_CLASSIFIABLE == size_class(industry)
    assert not result.is_classifiable
    assert (result.is_sme, result.size, result.ordered) == (None, None, ())
    assert measures(industry) == ()


@pytest.mark.parametrize(
    ("industry", "values", "possible", "missing", "is_sme"),
    [
        ("industry", {}, CLASSES, ("staff", "revenue"), None),
        ("industry", {"staff": 19}, ("micro",), (), True),
        ("industry", {"staff": 20}, ("micro", "small"), ("revenue",), True),
        ("industry", {"staff": 999}, ("micro", "small", "medium"), ("revenue",), True),
        ("industry", {"staff": 1000}, CLASSES, ("revenue",), None),
        ("industry", {"staff": 1000, "revenue": fen("400000000")}, ("large",), (), False),
        ("industry", {"staff": 1000, "revenue": fen("399999999.99")}, ("medium",), (), True),
        ("industry", {"staff": 5000, "revenue": fen("2999999.99")}, ("micro",), (), True),
        ("industry", {"revenue": fen("2999999.99")}, ("micro",), (), True),
        ("agriculture", {"staff": 5}, CLASSES, ("revenue",), None),
        ("other", {"staff": 300}, ("large",), (), False),
        ("other", {"staff": 299}, ("medium",), (), True),
    ],
)
def test_what_is_known_leaves_open_only_what_it_must(
    industry: str,
    values: dict[str, int],
    possible: tuple[str, ...],
    missing: tuple[str, ...],
    is_sme: bool | None,
) -> None:
    result = asked(industry, values)
    assert (result.ordered, result.missing, result.is_sme) == (possible, missing, is_sme)


def test_a_measure_no_longer_matters_to_being_small_or_medium_before_it_stops_mattering_to_the_class() -> (
    None
):
    result = size_class("industry", staff=50)
    assert result.missing == ("revenue",)


@settings(deadline=None)
@given(st.sampled_from(LISTED), VALUES, VALUES, VALUES)
def test_the_possible_classes_and_the_missing_measures_are_those_of_all_completions(
    industry: str, staff: int | None, revenue: int | None, assets: int | None
) -> None:
    known = {"staff": staff, "revenue": revenue, "assets": assets}
    result = asked(industry, known)
    possible = {by_the_rule(industry, values) for values in completions(industry, known)}
    assert result.possible == possible
    assert set(result.ordered) == possible
    assert result.missing == tuple(
        measure
        for measure in LIMITS[industry]
        if known[measure] is None and still_matters(industry, known, measure)
    )
    sme = {size != "large" for size in possible}
    assert result.is_sme == (sme.pop() if len(sme) == 1 else None)
    assert result.size == (min(possible) if len(possible) == 1 else None)


@settings(deadline=None)
@given(st.sampled_from(LISTED), VALUES, VALUES, VALUES)
def test_a_further_answer_only_ever_narrows(
    industry: str, staff: int | None, revenue: int | None, assets: int | None
) -> None:
    full = size_class(industry, staff=staff, revenue=revenue, assets=assets).possible
    assert full <= size_class(industry, revenue=revenue, assets=assets).possible
    assert full <= size_class(industry, staff=staff, assets=assets).possible
    assert full <= size_class(industry, staff=staff, revenue=revenue).possible


def test_an_industry_that_does_not_exist_is_refused_with_the_ones_that_do() -> None:
    with pytest.raises(ValueError, match=r"industry 'farming': use one of agriculture, industry"):
        size_class("farming")
    with pytest.raises(ValueError, match="farming"):
        measures("farming")


@pytest.mark.parametrize("measure", ["staff", "revenue"])
def test_a_negative_measure_is_refused(measure: str) -> None:
    with pytest.raises(ValueError, match=f"{measure} -1"):
        asked("industry", {measure: -1})
