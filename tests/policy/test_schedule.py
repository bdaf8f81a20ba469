"""Deadlines are told on mornings that help: within hours, on working days, in time, once each."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy.courses import Course, course
from policy.edition import Document, Edition, Window
from policy.library import library
from policy.schedule import (
    HOURS,
    OFFSETS,
    Deadline,
    allowed,
    dues,
    lapse_deadlines,
    publicity_deadlines,
    window_deadlines,
)
from policy.workdays import SHANGHAI, covered_years, is_workday

LONG_AGO = datetime(2003, 1, 1, tzinfo=SHANGHAI)
YUNCHENG = library().editions["yuncheng-2024"].edition
QINGDAO = library().editions["qingdao-2024"].edition
KARAMAY = library().editions["karamay-draft"].edition
ADOPTED = replace(KARAMAY, legal_status="in_force", year=2024)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def bound(text: str | None) -> date | datetime | None:
    if text is None:
        return None
    return moment(text) if "T" in text else date.fromisoformat(text)


def with_window(opens: str | None, closes: str | None) -> Edition:
    window = Window(id="main", label="受理期", opens=bound(opens), closes=bound(closes), clause="二")
    return replace(QINGDAO, windows=(window,))


def found(edition: Edition, window: str = "main", since: datetime = LONG_AGO) -> dict[str, Deadline]:
    return {deadline.kind: deadline for deadline in window_deadlines(edition, window, None, since)}


def mornings(deadline: Deadline, *, since: datetime = LONG_AGO) -> list[tuple[int, str]]:
    return [(offset, due.strftime("%m-%d %H:%M")) for offset, due in dues(deadline, None, None, since)]


# ---- what there is to tell


def test_a_closing_on_a_sunday_is_told_of_on_the_friday_before_too() -> None:
    told = found(YUNCHENG, "batch_1")
    assert set(told) == {"workday", "closes"}
    assert told["workday"].about == "yuncheng-2024/batch_1/2024-06-28"
    assert told["workday"].until == moment("2024-06-28T23:59:59")
    assert mornings(told["workday"]) == [(0, "06-28 08:30")]
    assert told["closes"].about == "yuncheng-2024/batch_1/2024-06-30"
    assert told["closes"].until == moment("2024-06-30T17:00")
    # The 14th, 7th day before are Sundays; on the weekend of the closing no working day is left.
    assert mornings(told["closes"]) == [
        (30, "05-31 08:30"), (14, "06-17 08:30"), (7, "06-24 08:30"),
        (3, "06-27 08:30"), (1, "06-29 08:30"), (0, "06-30 08:30"),
    ]  # fmt: skip


def test_a_closing_on_a_working_day_has_no_last_working_day_of_its_own() -> None:
    assert set(found(YUNCHENG, "batch_2")) == {"closes"}


def test_a_window_to_come_is_told_at_its_opening_and_a_paper_of_others_thirty_days_before_its_closing() -> (
    None
):
    told = found(QINGDAO, "window_2024")
    assert set(told) == {"opens", "paper", "closes"}
    assert mornings(told["opens"]) == [(0, "11-26 08:30")]
    assert told["opens"].until == told["closes"].until == moment("2024-12-31T23:59:59")
    # 2024-12-31 less thirty days is a Sunday.
    assert mornings(told["paper"]) == [(7, "11-22 08:30"), (0, "11-29 08:30")]
    assert told["paper"].content["paper"] == {
        "name": "技术合同认定登记证明",
        "issuer": "技术合同登记机构（由服务机构申请）",
        "by": "2024-11-29",
        "days": 30,
        "clause": "技术合同认定登记管理办法 第十四条",
    }


@pytest.mark.parametrize(
    ("since", "told"),
    [
        ("2024-11-25T23:59:59", ["opens", "paper", "closes"]),
        ("2024-11-26T00:00", ["paper", "closes"]),
        ("2025-01-02T00:00", ["paper", "closes"]),
    ],
)
def test_the_opening_is_told_to_who_asked_before_it(since: str, told: list[str]) -> None:
    deadlines = window_deadlines(QINGDAO, "window_2024", None, moment(since))
    assert [d.kind for d in deadlines] == told


@pytest.mark.parametrize(
    ("papers", "told"),
    [
        (None, {"registration_proof"}),
        ((), set()),
        ({"contract", "green_review"}, set()),
        ({"registration_proof"}, {"registration_proof"}),
    ],
)
def test_papers_are_told_where_others_issue_them_in_days_that_are_known(
    papers: set[str] | None, told: set[str]
) -> None:
    deadlines = window_deadlines(QINGDAO, "window_2024", papers, LONG_AGO)
    assert {d.about.split("/")[2] for d in deadlines if d.kind == "paper"} == told


@pytest.mark.parametrize(
    ("edition", "window"),
    [
        (KARAMAY, "not_stated"),
        (YUNCHENG, "batch_3"),
        (with_window("2024-11-26", None), "main"),
        (with_window(None, None), "main"),
        (replace(QINGDAO, legal_status="draft"), "window_2024"),
    ],
)
def test_nothing_is_told_of_drafts_and_of_windows_without_a_closing(edition: Edition, window: str) -> None:
    assert window_deadlines(edition, window, None, LONG_AGO) == ()


def test_vouchers_lapse_with_the_last_day_of_their_year() -> None:
    (deadline,) = lapse_deadlines(ADOPTED)
    assert (deadline.about, deadline.until) == (
        "karamay-draft/lapse/2024-12-31",
        moment("2024-12-31T23:59:59"),
    )
    assert mornings(deadline)[-1] == (0, "12-31 08:30")
    ageless = replace(ADOPTED, year=None)
    assert lapse_deadlines(ageless) == ()
    (deadline,) = lapse_deadlines(ageless, datetime.fromisoformat("2024-12-31T18:00+00:00"))
    assert deadline.day == date(2025, 12, 31)


@pytest.mark.parametrize("edition", [KARAMAY, QINGDAO, replace(ADOPTED, lapse="")])
def test_what_does_not_lapse_or_is_a_draft_is_not_told_to(edition: Edition) -> None:
    assert lapse_deadlines(edition) == ()


@pytest.mark.parametrize(
    ("since", "ends", "told"),
    [
        # 10 June is off, 8 July a Monday.
        ("2024-06-03", "2024-06-11", [(1, "06-07 08:30"), (0, "06-11 08:30")]),
        ("2024-07-01", "2024-07-08", [(1, "07-05 08:30"), (0, "07-08 08:30")]),
        ("2024-07-02", "2024-07-09", [(1, "07-08 08:30"), (0, "07-09 08:30")]),
        ("2024-09-27", "2024-10-10", [(1, "10-09 08:30"), (0, "10-10 08:30")]),
        ("2024-09-30", "2024-10-12", [(1, "10-11 08:30"), (0, "10-12 08:30")]),
    ],
)
def test_publicity_ends_with_its_fifth_working_day(
    since: str, ends: str, told: list[tuple[int, str]]
) -> None:
    (deadline,) = publicity_deadlines("Q-1", course(YUNCHENG), "publicity", date.fromisoformat(since))
    assert (deadline.about, deadline.content["ends"]) == (f"Q-1/publicity/{ends}", ends)
    assert deadline.until == moment(f"{ends}T23:59:59")
    assert mornings(deadline) == told


@pytest.mark.parametrize(
    ("followed", "stage", "since"),
    [
        (course(YUNCHENG), "filed", "2024-06-03"),
        (course(YUNCHENG), "settled", "2024-06-03"),
        (course(QINGDAO), "publicity", "2024-06-03"),
        (course(YUNCHENG), "publicity", f"{max(covered_years())}-12-30"),
        (course(YUNCHENG), "publicity", f"{max(covered_years()) + 1}-03-01"),
    ],
)
def test_no_end_of_publicity_is_guessed(followed: Course, stage: str, since: str) -> None:
    assert publicity_deadlines("Q-1", followed, stage, date.fromisoformat(since)) == ()


@pytest.mark.parametrize("edition", [YUNCHENG, QINGDAO, ADOPTED])
def test_what_is_told_is_kept_as_json(edition: Edition) -> None:
    deadlines = [d for w in edition.windows for d in window_deadlines(edition, w.id, None, LONG_AGO)]
    for deadline in (*deadlines, *lapse_deadlines(edition)):
        assert json.loads(json.dumps(deadline.content)) == deadline.content
        assert deadline.content["edition"] == edition.id


# ---- the mornings


@pytest.mark.parametrize(
    ("closes", "told"),
    [
        # National Day 2024: 1 to 7 October off, 29 September and 12 October worked.
        ("2024-09-30", [(30, "09-02"), (14, "09-18"), (7, "09-23"), (3, "09-27"), (1, "09-29"), (0, "09-30")]),
        ("2024-10-05", [(30, "09-05"), (14, "09-23"), (7, "09-29"), (3, "10-02"), (1, "10-04"), (0, "10-05")]),
        # The first day after the holiday: not on its last morning alone, but before the holiday too.
        ("2024-10-08", [(30, "09-09"), (14, "09-24"), (1, "09-30"), (0, "10-08")]),
        ("2024-10-12", [(30, "09-12"), (14, "09-29"), (7, "10-08"), (3, "10-09"), (1, "10-11"), (0, "10-12")]),
        # A year whose calendar is not published: days as they come, weekends too.
        ("2027-06-20", [(30, "05-21"), (14, "06-06"), (7, "06-13"), (3, "06-17"), (1, "06-19"), (0, "06-20")]),
        # Closing in the night and in the morning: the last morning is the day before.
        ("2024-07-19T00:00", [(30, "06-19"), (14, "07-05"), (7, "07-12"), (3, "07-16"), (0, "07-18")]),
        ("2024-07-19T08:30", [(30, "06-19"), (14, "07-05"), (7, "07-12"), (3, "07-16"), (0, "07-18")]),
        ("2024-07-19T08:31", [(30, "06-19"), (14, "07-05"), (7, "07-12"), (3, "07-16"), (1, "07-18"), (0, "07-19")]),
    ],
)  # fmt: skip
def test_the_mornings_before_a_closing(closes: str, told: list[tuple[int, str]]) -> None:
    deadline = found(with_window(None, closes))["closes"]
    assert mornings(deadline) == [(offset, f"{day} 08:30") for offset, day in told]


def test_a_window_that_opens_on_a_holiday_is_told_on_the_next_working_day_before_it_closes() -> None:
    assert mornings(found(with_window("2024-10-01", "2024-12-31"))["opens"]) == [(0, "10-08 08:30")]
    assert mornings(found(with_window("2024-10-01", "2024-10-07"))["opens"]) == [(0, "10-01 08:30")]


def test_offsets_hours_and_the_moment_of_asking_are_the_persons() -> None:
    deadline = found(with_window(None, "2024-07-19T17:00"))["closes"]
    evening = dues(deadline, (5, 0), (18 * 60, 20 * 60), LONG_AGO)
    # At 18:00 of the closing day it is too late.
    assert evening == ((5, moment("2024-07-15T18:00")), (0, moment("2024-07-18T18:00")))
    assert dues(deadline, (), None, LONG_AGO) == ()
    assert mornings(deadline, since=moment("2024-07-16T08:30")) == [(1, "07-18 08:30"), (0, "07-19 08:30")]
    assert mornings(deadline, since=moment("2024-07-19T08:30")) == []


def test_a_deadlines_own_offsets_come_before_the_persons() -> None:
    deadline = found(YUNCHENG, "batch_1")["workday"]
    assert dues(deadline, (30, 7), None, LONG_AGO) == ((0, moment("2024-06-28T08:30")),)


@pytest.mark.parametrize(
    ("at", "until", "first"),
    [
        ("2024-06-28T00:00", None, "2024-06-28T08:30"),
        ("2024-06-28T08:30", None, "2024-06-28T08:30"),
        ("2024-06-28T12:34:56", None, "2024-06-28T12:34:56"),
        ("2024-06-28T20:29:59", None, "2024-06-28T20:29:59"),
        ("2024-06-28T20:30", None, "2024-07-01T08:30"),
        ("2024-06-29T10:00", None, "2024-07-01T08:30"),
        # Only a weekend is left before the closing.
        ("2024-06-28T20:30", "2024-06-30T17:00", "2024-06-29T08:30"),
        ("2024-06-29T10:00", "2024-06-30T17:00", "2024-06-29T10:00"),
        ("2024-06-29T21:00", "2024-06-30T17:00", "2024-06-30T08:30"),
        ("2024-06-30T16:59:59", "2024-06-30T17:00", "2024-06-30T16:59:59"),
        ("2024-06-30T17:00", "2024-06-30T17:00", None),
        ("2024-06-30T21:00", "2024-06-30T23:59:59", None),
        ("2024-06-29T10:00", "2024-07-01T08:30", "2024-06-29T10:00"),
        ("2024-06-29T10:00", "2024-07-01T08:31", "2024-07-01T08:30"),
        # Without a calendar a Saturday is a day like others.
        ("2027-06-19T10:00", None, "2027-06-19T10:00"),
        ("2026-12-31T21:00", None, "2027-01-01T08:30"),
    ],
)
def test_the_first_moment_at_which_somebody_may_be_written_to(
    at: str, until: str | None, first: str | None
) -> None:
    assert allowed(moment(at), None, moment(until) if until else None) == (moment(first) if first else None)


# ---- whatever the dates

DAYS = st.dates(date(2004, 3, 1), date(max(covered_years()), 12, 31))
TIMES = st.one_of(st.none(), st.times(timezones=st.just(SHANGHAI)))
SPANS = st.one_of(
    st.none(), st.tuples(st.integers(0, 1439), st.integers(1, 1440)).filter(lambda hours: hours[0] < hours[1])
)
WISHES = st.one_of(st.none(), st.sets(st.integers(0, 60), max_size=8).map(tuple))
MOMENTS = st.builds(datetime.combine, DAYS, st.times(), st.just(SHANGHAI))


def closing(day: date, at: time | None) -> Deadline:
    closes = day if at is None else datetime.combine(day, at)
    window = Window(id="main", label="受理期", opens=None, closes=closes, clause="二")
    return found(replace(QINGDAO, windows=(window,), documents=()))["closes"]


def within(moment: datetime, hours: tuple[int, int] | None) -> bool:
    begin, end = hours or HOURS
    return begin <= moment.hour * 60 + moment.minute < end


def working_mornings(first: datetime, until: datetime, hours: tuple[int, int] | None) -> list[datetime]:
    """The working mornings after a moment's day and before another moment."""
    start = datetime.combine(first, time(), SHANGHAI) + timedelta(minutes=(hours or HOURS)[0])
    days = (start + timedelta(days=n) for n in range(1, 25))
    return [m for m in days if m < until and m.year in covered_years() and is_workday(m.date())]


@settings(deadline=None)
@given(day=DAYS, at=TIMES, offsets=WISHES, hours=SPANS, since=st.one_of(st.just(LONG_AGO), MOMENTS))
def test_every_morning_is_within_hours_in_time_and_on_a_working_day_where_one_remains(
    day: date,
    at: time | None,
    offsets: tuple[int, ...] | None,
    hours: tuple[int, int] | None,
    since: datetime,
) -> None:
    deadline = closing(day, at)
    told = dues(deadline, offsets, hours, since)
    moments = [due for _, due in told]
    assert moments == sorted(set(moments))
    numbers = [offset for offset, _ in told]
    assert numbers == sorted(set(numbers), reverse=True)
    assert set(numbers) <= set(OFFSETS if offsets is None else offsets)
    for due in moments:
        assert within(due, hours)
        assert since < due < deadline.until
        assert is_workday(due.date()) or not working_mornings(due, deadline.until, hours)
    assert dues(deadline, offsets, hours, since) == told
    later = moments[0] if moments else since
    assert dues(deadline, offsets, hours, later) == told[1:]


@settings(deadline=None)
@given(day=DAYS, at=TIMES, hours=SPANS)
def test_every_closing_has_a_last_morning(day: date, at: time | None, hours: tuple[int, int] | None) -> None:
    offset, due = dues(closing(day, at), None, hours, LONG_AGO)[-1]
    assert offset == 0
    assert closing(day, at).until - due <= timedelta(days=1)


@settings(deadline=None)
@given(at=MOMENTS, hours=SPANS, ahead=st.one_of(st.none(), st.timedeltas(timedelta(0), timedelta(days=20))))
def test_who_may_be_written_to_then_may_be_at_that_moment(
    at: datetime, hours: tuple[int, int] | None, ahead: timedelta | None
) -> None:
    until = None if ahead is None else at + ahead
    first = allowed(at, hours, until)
    if first is None:
        assert until is not None
        return
    assert within(first, hours)
    assert at <= first
    assert until is None or first < until
    assert allowed(first, hours, until) == first
    if not is_workday(first.date()):
        assert until is not None
        assert not working_mornings(first, until, hours)


@settings(deadline=None)
@given(day=DAYS, at=TIMES, ahead=st.integers(0, 90), lead=st.integers(1, 90), since=MOMENTS)
def test_every_window_gives_deadlines_in_order_whatever_its_calendar(
    day: date, at: time | None, ahead: int, lead: int, since: datetime
) -> None:
    closes = day if at is None else datetime.combine(day, at)
    window = Window(id="main", label="受理期", opens=day - timedelta(days=ahead), closes=closes, clause="二")
    paper = Document(
        id="proof", name="证明", per="enterprise", when=QINGDAO.documents[0].when, clause="三",
        issued_by="登记机构", lead_days=lead,
    )  # fmt: skip
    edition = replace(QINGDAO, windows=(window,), documents=(paper,))
    deadlines = window_deadlines(edition, "main", None, since)
    assert [d.day for d in deadlines] == sorted(d.day for d in deadlines)
    assert len({(d.kind, d.about) for d in deadlines}) == len(deadlines)
    assert {"closes", "paper"} <= {d.kind for d in deadlines} <= {"opens", "closes", "workday", "paper"}
    for deadline in deadlines:
        assert deadline.day <= day
        assert deadline.until >= datetime.combine(deadline.day, time(), SHANGHAI)
        assert is_workday(deadline.day) or deadline.kind in ("opens", "closes")
    assert window_deadlines(edition, "main", None, since) == deadlines
