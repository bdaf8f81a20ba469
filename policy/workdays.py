"""Working days of the State Council's calendar, make-up days included.

A year whose calendar is not loaded is never guessed from its weekends: every question that touches one
raises CalendarMissing. The announcement of a year may still change the last days of the year before.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from functools import cache

# The clock of every notice; a moment without an offset is meant in it.
SHANGHAI = timezone(timedelta(hours=8))

_DAY = timedelta(days=1)


class CalendarMissing(LookupError):
    """The working days of `year` are not loaded."""

    def __init__(self, year: int) -> None:
        super().__init__(year)
        self.year = year

    @property
    def remedy(self) -> str:
        """What an operator can do about it."""
        years = covered_years()
        return (
            f"years {min(years)} to {max(years)} are loaded;"
            " install the chinesecalendar release that adds the year once the State Council has announced it"
        )

    def __str__(self) -> str:
        return f"working days of {self.year} are not loaded: {self.remedy}"


def covered_years() -> frozenset[int]:
    """The years whose working days are known."""
    return _calendar().years


def is_workday(day: date) -> bool:
    """Whether offices work on the day. Raises CalendarMissing."""
    if isinstance(day, datetime):
        # A moment equals no day of the calendar, and which day it is depends on its time zone.
        raise TypeError(f"moment {day.isoformat()}: give the day in Asia/Shanghai as a date")
    calendar = _calendar()
    if day.year not in calendar.years:
        raise CalendarMissing(day.year)
    return day in calendar.make_up or (day.weekday() < 5 and day not in calendar.off)


def last_workday(on_or_before: date) -> date:
    """The day itself if it is a working day, else the last one before it. Raises CalendarMissing."""
    day = on_or_before
    while not is_workday(day):
        day -= _DAY
    return day


def workday_after(start: date, n: int) -> date:
    """The n-th working day after the start, which does not count; n is at least 1. Raises CalendarMissing."""
    return span(start, n, first_counts=False)


def span(start: date, days: int, *, first_counts: bool) -> date:
    """The last day of a period of so many working days, at least 1.

    With `first_counts`, a start that is a working day is day 1; otherwise day 1 is the first working day
    after the start (民法典 art. 201). Raises CalendarMissing, also when the period runs into such a year.
    """
    if days < 1:
        raise ValueError(f"{days} working days: give a whole number of at least 1")
    day = start
    left = days - (is_workday(start) and first_counts)
    while left:
        day += _DAY
        left -= is_workday(day)
    return day


def workdays_between(first: date, last: date) -> int:
    """How many working days lie from the first day to the last, both included; 0 if the last is earlier.

    Raises CalendarMissing if either end or a day between is not covered.
    """
    day, count = first, int(is_workday(first))
    if last < first:
        is_workday(last)
        return 0
    while day < last:
        day += _DAY
        count += is_workday(day)
    return count


@dataclass(frozen=True, slots=True, kw_only=True)
class _Calendar:
    years: frozenset[int]
    off: frozenset[date]
    make_up: frozenset[date]


@cache
def _calendar() -> _Calendar:
    # Imported here: loading the tables costs more than all else a first reply needs of this module.
    from chinese_calendar import holidays, workdays

    off: frozenset[date] = frozenset(holidays)
    return _Calendar(
        # A year's notice may reach into its neighbours, so a stray day proves nothing; National Day does.
        years=frozenset(day.year for day in off if (day.month, day.day) == (10, 1)),
        off=off,
        make_up=frozenset(workdays),
    )
