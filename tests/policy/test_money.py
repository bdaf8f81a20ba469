"""Amounts and rates are exact, and what is said can be read back."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy.money import HIGHEST, Rate, fen, rate, share, spoken, yuan

AMOUNTS = st.integers(min_value=0, max_value=HIGHEST)
RATES = st.fractions(min_value=0, max_value=1, max_denominator=10**6).map(
    lambda value: Rate(numerator=value.numerator, denominator=value.denominator)
)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("300000", 30_000_000),
        ("300000.00", 30_000_000),
        ("300000.5", 30_000_050),
        ("0.01", 1),
        ("0.1", 10),
        ("0", 0),
        ("0.00", 0),
        ("007", 700),
        ("12345.67", 1_234_567),
        ("10000000000000", HIGHEST),
        ("10000000000000.00", HIGHEST),
        ("0" * 100_000 + "1", 100),
    ],
)
def test_a_decimal_string_of_yuan_is_read_to_the_fen(text: str, amount: int) -> None:
    assert fen(text) == amount


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        " 1",
        "1 ",
        "1\n",
        "-1",
        "-0",
        "+1",
        "1e5",
        "1E5",
        "NaN",
        "Infinity",
        "inf",
        "0x10",
        "1_000",
        "1,000",
        ".5",
        "5.",
        "0.001",
        "1.2.3",
        "30万",
        "¥30",
        "３０",
        "٣٠",
        "1.０",
        "²",
        "10000000000000.01",
        "10000000000001",
        "99999999999999",
        "9" * 100_000,
        "0" * 100_000 + "x",
    ],
)
def test_anything_else_is_refused_with_the_value_and_what_to_write(text: str) -> None:
    with pytest.raises(ValueError) as refusal:
        fen(text)
    message = str(refusal.value)
    assert repr(text[:40])[:-1] in message
    assert "元" in message
    assert len(message) < 300


@settings(deadline=None)
@given(AMOUNTS)
def test_a_written_amount_reads_back_as_itself(amount: int) -> None:
    assert fen(yuan(amount)) == amount


@settings(deadline=None)
@given(st.integers(min_value=-HIGHEST, max_value=HIGHEST))
def test_an_amount_is_written_with_two_places_whatever_its_sign(amount: int) -> None:
    assert yuan(amount) == f"{Decimal(amount).scaleb(-2):.2f}"


@pytest.mark.parametrize(
    ("amount", "text"),
    [(30_000_000, "300000.00"), (1, "0.01"), (10, "0.10"), (0, "0.00"), (-1, "-0.01"), (-150, "-1.50")],
)
def test_an_amount_is_a_decimal_string_of_yuan(amount: int, text: str) -> None:
    assert yuan(amount) == text


@pytest.mark.parametrize(
    ("text", "numerator", "denominator", "shown"),
    [
        ("50%", 1, 2, "50%"),
        ("30%", 3, 10, "30%"),
        ("33.3%", 333, 1000, "33.3%"),
        ("33.30%", 333, 1000, "33.3%"),
        ("0%", 0, 1, "0%"),
        ("0.5%", 1, 200, "0.5%"),
        ("100%", 1, 1, "100%"),
        ("100.0%", 1, 1, "100%"),
        ("0.000001%", 1, 10**8, "0.000001%"),
    ],
)
def test_a_percentage_is_an_exact_rate(text: str, numerator: int, denominator: int, shown: str) -> None:
    assert rate(text) == Rate(numerator=numerator, denominator=denominator)
    assert (rate(text).numerator, rate(text).denominator) == (numerator, denominator)
    assert str(rate(text)) == shown


@pytest.mark.parametrize(
    "text",
    ["", "50", "0.5", "50％", "５０%", "-5%", "100.1%", "101%", "500%", "1e1%", "50 %", "1.0000001%", "50%%"],
)
def test_a_rate_that_is_no_percentage_up_to_100_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="写 0% 到 100%"):
        rate(text)


@pytest.mark.parametrize(("numerator", "denominator"), [(1, 0), (0, 0), (-1, 2), (1, -2), (-1, -2), (3, 2)])
def test_a_rate_outside_0_to_1_cannot_be_made(numerator: int, denominator: int) -> None:
    with pytest.raises(ValueError, match=f"{numerator}/{denominator}"):
        Rate(numerator=numerator, denominator=denominator)


def test_a_rate_that_no_percentage_equals_is_shown_as_a_fraction() -> None:
    assert str(Rate(numerator=2, denominator=6)) == "1/3"


@settings(deadline=None)
@given(RATES, RATES)
def test_rates_compare_by_their_value(one: Rate, other: Rate) -> None:
    first = Fraction(one.numerator, one.denominator)
    second = Fraction(other.numerator, other.denominator)
    assert (one < other, one <= other, one == other) == (first < second, first <= second, first == second)
    assert (hash(one) == hash(other)) or one != other


@pytest.mark.parametrize(
    ("base", "percentage", "part"),
    [
        ("300000", "30%", "90000.00"),
        ("1000000", "50%", "500000.00"),
        ("0.01", "50%", "0.00"),
        ("0.03", "50%", "0.01"),
        ("100.01", "33.3%", "33.30"),
        ("333.33", "30%", "99.99"),
        ("12345.67", "100%", "12345.67"),
        ("12345.67", "0%", "0.00"),
    ],
)
def test_a_share_is_rounded_down_to_the_fen(base: str, percentage: str, part: str) -> None:
    assert yuan(share(fen(base), rate(percentage))) == part


@settings(deadline=None)
@given(AMOUNTS, RATES)
def test_a_share_is_the_most_whole_fen_within_the_exact_part(base: int, part: Rate) -> None:
    exact = base * Fraction(part.numerator, part.denominator)
    assert 0 <= exact - share(base, part) < 1
    assert share(base, part) <= base


@settings(deadline=None)
@given(AMOUNTS, AMOUNTS, RATES)
def test_a_share_of_more_is_never_less(one: int, other: int, part: Rate) -> None:
    assert share(min(one, other), part) <= share(max(one, other), part)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("300000", "30 万元"),
        ("35000", "3.5 万元"),
        ("90000", "9 万元"),
        ("10000", "1 万元"),
        ("10100", "1.01 万元"),
        ("10050", "10,050 元"),
        ("9999", "9,999 元"),
        ("9900", "9,900 元"),
        ("123456", "123,456 元"),
        ("123400", "12.34 万元"),
        ("12345.67", "12,345.67 元"),
        ("300000.01", "300,000.01 元"),
        ("0", "0 元"),
        ("0.5", "0.50 元"),
        ("0.01", "0.01 元"),
        ("99999900", "9,999.99 万元"),
        ("100000000", "1 亿元"),
        ("125000000", "1.25 亿元"),
        ("123450000", "12,345 万元"),
        ("100000001", "100,000,001 元"),
        ("10000000000000", "100,000 亿元"),
    ],
)
def test_an_amount_is_said_as_a_clerk_says_it(text: str, words: str) -> None:
    assert spoken(fen(text)) == words


UNITS = {"元": 1, "万元": 10**4, "亿元": 10**8}


@settings(deadline=None)
@given(
    st.one_of(
        st.integers(min_value=-HIGHEST, max_value=HIGHEST),
        *(
            st.integers(min_value=0, max_value=HIGHEST // step).map(step.__mul__)
            for step in (100, 10**4, 10**8)
        ),
    )
)
def test_what_is_said_loses_no_value(amount: int) -> None:
    number, unit = spoken(amount).split(" ")
    assert Decimal(number.replace(",", "")) * UNITS[unit] * 100 == amount
