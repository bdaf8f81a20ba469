"""Working days follow the announced calendar and stop where none is announced."""

import pickle
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy.workdays import (
    CalendarMissing,
    covered_years,
    is_workday,
    last_workday,
    span,
    workday_after,
    workdays_between,
)

# The State Council's announcements: days off (ranges) and weekend days worked.
OFF = {
    2024: "1/1 2/10-2/17 4/4-4/6 5/1-5/5 6/10 9/15-9/17 10/1-10/7",
    2025: "1/1 1/28-2/4 4/4-4/6 5/1-5/5 5/31-6/2 10/1-10/8",
    2026: "1/1-1/3 2/15-2/23 4/4-4/6 5/1-5/5 6/19-6/21 9/25-9/27 10/1-10/7",
}
WORKED = {
    2024: "2/4 2/18 4/7 4/28 5/11 9/14 9/29 10/12",
    2025: "1/26 2/8 4/27 9/28 10/11",
    2026: "1/4 2/14 2/28 5/9 9/20 10/10",
}

INSIDE = st.dates(date(2004, 1, 1), date(2026, 12, 31))


def day(text: str) -> date:
    return date.fromisoformat(text)


def days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=offset) for offset in range((last - first).days + 1))


def announced(year: int, text: str) -> set[date]:
    found: set[date] = set()
    for part in text.split():
        ends = [date(year, *map(int, end.split("/"))) for end in part.split("-")]
        found.update(days(ends[0], ends[-1]))
    return found


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_every_day_of_a_year_is_as_announced(year: int) -> None:
    off, worked = announced(year, OFF[year]), announced(year, WORKED[year])
    for each in days(date(year, 1, 1), date(year, 12, 31)):
        assert is_workday(each) == (each in worked or (each.weekday() < 5 and each not in off)), each


@pytest.mark.parametrize(
    ("text", "works"),
    [
        ("2024-02-09", True),
        ("2024-02-10", False),
        ("2024-06-30", False),
        ("2024-09-29", True),
        ("2024-09-30", True),
        ("2024-11-26", True),
        ("2024-12-31", True),
        ("2025-01-26", True),
        ("2026-02-14", True),
    ],
)
def test_eves_and_make_up_days_are_told_apart_from_days_off(text: str, works: bool) -> None:
    assert is_workday(day(text)) is works


def test_the_years_loaded_are_those_whose_announcements_were_checked() -> None:
    assert covered_years() == frozenset(range(2004, 2027))


@pytest.mark.parametrize(
    ("start", "length", "first_counts", "last"),
    [
        ("2024-04-15", 7, True, "2024-04-23"),  # Zhuhai's published notice counts its first day
        ("2024-07-15", 5, True, "2024-07-19"),
        ("2024-07-15", 5, False, "2024-07-22"),
        ("2024-09-27", 5, True, "2024-10-09"),
        ("2024-09-27", 5, False, "2024-10-10"),
        ("2024-09-30", 5, True, "2024-10-11"),
        ("2024-09-30", 5, False, "2024-10-12"),
        ("2024-04-30", 5, True, "2024-05-09"),
        ("2024-04-30", 5, False, "2024-05-10"),
        ("2025-01-24", 5, True, "2025-02-06"),
        ("2025-01-24", 5, False, "2025-02-07"),
        ("2026-02-12", 5, True, "2026-02-25"),
        ("2026-02-12", 5, False, "2026-02-26"),
        ("2024-02-02", 5, True, "2024-02-07"),
        ("2024-02-02", 5, False, "2024-02-08"),
        ("2024-06-30", 1, True, "2024-07-01"),  # a day off is never day 1
        ("2024-06-30", 1, False, "2024-07-01"),
        ("2024-07-01", 1, True, "2024-07-01"),
        ("2024-07-01", 1, False, "2024-07-02"),
        ("2026-12-31", 1, True, "2026-12-31"),
    ],
)
def test_a_period_of_working_days_ends_on_the_day_counted_by_hand(
    start: str, length: int, first_counts: bool, last: str
) -> None:
    assert span(day(start), length, first_counts=first_counts) == day(last)


@pytest.mark.parametrize(
    ("deadline", "last"),
    [
        ("2024-06-30", "2024-06-28"),
        ("2024-06-28", "2024-06-28"),
        ("2024-09-30", "2024-09-30"),
        ("2024-10-07", "2024-09-30"),
        ("2024-12-31", "2024-12-31"),
        ("2024-02-18", "2024-02-18"),
        ("2024-02-17", "2024-02-09"),
    ],
)
def test_a_deadline_on_a_day_off_has_a_last_working_day_before_it(deadline: str, last: str) -> None:
    assert last_workday(day(deadline)) == day(last)


@pytest.mark.parametrize(
    ("first", "last", "count"),
    [
        ("2024-04-15", "2024-04-23", 7),
        ("2024-04-23", "2024-04-23", 1),
        ("2024-06-30", "2024-06-30", 0),
        ("2024-04-23", "2024-04-15", 0),
        ("2024-11-26", "2024-12-31", 26),
        ("2024-09-27", "2024-10-09", 5),
    ],
)
def test_working_days_between_two_days_include_both(first: str, last: str, count: int) -> None:
    assert workdays_between(day(first), day(last)) == count


@pytest.mark.parametrize(
    ("question", "year"),
    [
        (lambda: is_workday(day("2027-01-01")), 2027),
        (lambda: is_workday(day("2027-07-01")), 2027),
        (lambda: is_workday(day("2003-12-31")), 2003),
        (lambda: is_workday(date.max), 9999),
        (lambda: is_workday(date.min), 1),
        (lambda: last_workday(day("2027-01-04")), 2027),
        (lambda: last_workday(day("2004-01-01")), 2003),
        (lambda: workday_after(day("2026-12-30"), 2), 2027),
        (lambda: workday_after(day("2026-12-31"), 1), 2027),
        (lambda: workday_after(day("2003-12-31"), 1), 2003),
        (lambda: workday_after(day("2026-01-01"), 10**9), 2027),
        (lambda: span(day("2026-12-28"), 5, first_counts=True), 2027),
        (lambda: span(day("2027-01-04"), 1, first_counts=True), 2027),
        (lambda: span(date.max, 1, first_counts=False), 9999),
        (lambda: workdays_between(day("2026-12-01"), day("2027-01-01")), 2027),
        (lambda: workdays_between(day("2027-01-01"), day("2026-12-01")), 2027),
        (lambda: workdays_between(day("2024-01-01"), day("2003-12-31")), 2003),
    ],
)
def test_a_question_that_touches_a_year_not_loaded_is_not_answered(
    question: Callable[[], object], year: int
) -> None:
    with pytest.raises(CalendarMissing) as missing:
        question()
    assert missing.value.year == year
    assert str(year) in str(missing.value)
    assert "2004 to 2026" in missing.value.remedy
    assert missing.value.remedy in str(missing.value)


def test_a_count_that_ends_on_the_last_day_loaded_is_answered() -> None:
    assert workday_after(day("2026-12-30"), 1) == day("2026-12-31")
    assert workdays_between(day("2026-12-28"), day("2026-12-31")) == 4


def test_a_missing_calendar_survives_pickling() -> None:
    copy = pickle.loads(pickle.dumps(CalendarMissing(2027)))
    assert (copy.year, str(copy)) == (2027, str(CalendarMissing(2027)))


@pytest.mark.parametrize("length", [0, -1])
def test_a_period_of_no_working_days_is_refused(length: int) -> None:
    with pytest.raises(ValueError, match=f"^{length} working days"):
        span(day("2024-07-15"), length, first_counts=True)
    with pytest.raises(ValueError, match=f"^{length} working days"):
        workday_after(day("2024-07-15"), length)


def test_a_moment_is_refused_because_its_day_depends_on_the_zone() -> None:
    with pytest.raises(TypeError, match="Asia/Shanghai"):
        is_workday(datetime(2024, 9, 29, 8, tzinfo=UTC))


@settings(deadline=None)
@given(st.dates(date(2004, 1, 1), date(2026, 6, 30)), st.integers(1, 60), st.booleans())
def test_a_period_holds_exactly_its_working_days_and_ends_on_one(
    start: date, length: int, first_counts: bool
) -> None:
    last = span(start, length, first_counts=first_counts)
    first = start if first_counts else start + timedelta(days=1)
    assert is_workday(last)
    assert workdays_between(first, last) == length
    assert sum(map(is_workday, days(first, last))) == length


@settings(deadline=None)
@given(st.dates(date(2004, 1, 2), date(2026, 12, 31)))
def test_no_working_day_lies_between_the_last_one_and_the_day_asked_about(asked: date) -> None:
    last = last_workday(asked)
    assert is_workday(last)
    assert not any(map(is_workday, days(last + timedelta(days=1), asked)))


@settings(deadline=None)
@given(INSIDE, INSIDE, INSIDE)
def test_counts_of_adjoining_stretches_add_up(one: date, two: date, three: date) -> None:
    first, middle, last = sorted((one, two, three))
    assert workdays_between(first, last) + is_workday(middle) == workdays_between(
        first, middle
    ) + workdays_between(middle, last)
