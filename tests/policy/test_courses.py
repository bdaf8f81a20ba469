"""Courses: where a claim may move, by when a stage is due, and that a wrong move can be corrected."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.courses import (
    ENDS,
    Course,
    IllegalMove,
    check,
    course,
    due,
    first,
    following,
    legal,
    stage,
    title,
)
from policy.edition import Actor, Stage
from policy.library import library
from policy.workdays import CalendarMissing

COURSES = {name: course(compiled.edition) for name, compiled in library().editions.items()}
QINGDAO, KARAMAY, YUNCHENG = (COURSES[n] for n in ("qingdao-2024", "karamay-draft", "yuncheng-2024"))
STAGES = ["filed", "first_review", "expert_review", "publicity", "payment"]


def a_stage(name: str = "publicity", *, actor: Actor = "bureau", working_days: int | None = None) -> Stage:
    return Stage(id=name, name=name.title(), actor=actor, working_days=working_days, clause="一")


def a_course(*stages: Stage) -> Course:
    return Course(
        region="370200", name="n", cite="c", digest="d", is_draft=False, stages=stages, contact=None
    )


@st.composite
def histories(draw: st.DrawFn) -> tuple[Course, tuple[str, ...]]:
    """A course with the moves of a claim, each legal when it was made."""
    actors = draw(
        st.lists(st.sampled_from(["enterprise", "host", "bureau", "experts"]), min_size=1, max_size=5)
    )
    made = a_course(*(a_stage(f"s{n}", actor=actor) for n, actor in enumerate(actors)))
    visited: tuple[str, ...] = ()
    for _ in range(draw(st.integers(1, 7))):
        visited = (*visited, draw(st.sampled_from(legal(made, visited))))
    return made, visited


@pytest.mark.parametrize("kept", COURSES.values(), ids=COURSES)
def test_a_course_is_kept_as_json_and_read_back_the_same(kept: Course) -> None:
    assert Course.from_json(json.loads(json.dumps(kept.to_json()))) == kept


@pytest.mark.parametrize(
    ("among", "handed_in"),
    [
        (QINGDAO, "filed"),
        (YUNCHENG, "filed"),
        # The bureau calls for claims before anybody hands one in.
        (KARAMAY, "filed"),
        (
            a_course(a_stage("call"), a_stage("collect", actor="host"), a_stage("filed", actor="enterprise")),
            "collect",
        ),
        (a_course(a_stage("call"), a_stage("payment")), "call"),
    ],
)
def test_a_claim_is_handed_in_where_the_enterprise_or_its_host_acts_first(
    among: Course, handed_in: str
) -> None:
    assert first(among) == handed_in


@pytest.mark.parametrize(
    ("among", "visited", "expected"),
    [
        (QINGDAO, ["filed"], [*STAGES[1:], *ENDS]),
        (QINGDAO, ["filed", "publicity"], ["payment", *ENDS, "filed"]),
        (QINGDAO, ["filed", "first_review", "payment"], [*reversed(ENDS), "first_review", "filed"]),
        (QINGDAO, ["filed", "returned"], [*STAGES, "refused", "withdrawn", "settled"]),
        (QINGDAO, ["filed", "first_review", "refused"], ["first_review", "filed"]),
        (QINGDAO, ["filed", "settled", "refused"], ["settled", "filed"]),
        (QINGDAO, ["withdrawn"], ["filed"]),
        (QINGDAO, ["expert_review"], ["publicity", "payment", *ENDS, "filed"]),
        (QINGDAO, [], [*STAGES, *ENDS]),
        (
            KARAMAY,
            ["returned"],
            ["filed", "review", "publicity", "payment", "refused", "withdrawn", "settled"],
        ),
        (KARAMAY, ["call"], ["filed", "review", "publicity", "payment", *ENDS]),
    ],
)
def test_a_claim_moves_on_or_ends_or_goes_back_to_where_it_was(
    among: Course, visited: Sequence[str], expected: Sequence[str]
) -> None:
    assert list(legal(among, visited)) == list(expected)


@given(histories())
def test_the_stage_that_a_claim_is_in_is_never_a_move(made: tuple[Course, tuple[str, ...]]) -> None:
    among, visited = made
    assert visited[-1] not in legal(among, visited)


@given(histories())
def test_a_wrong_move_can_always_be_taken_back(made: tuple[Course, tuple[str, ...]]) -> None:
    among, visited = made
    for to in legal(among, visited):
        assert visited[-1] in legal(among, (*visited, to))


@given(histories())
def test_no_claim_is_ever_stuck_and_each_way_is_named_once(made: tuple[Course, tuple[str, ...]]) -> None:
    ways = legal(*made)
    assert ways
    assert len(set(ways)) == len(ways)


@given(histories())
def test_a_claim_that_has_ended_only_goes_back_to_where_it_was(made: tuple[Course, tuple[str, ...]]) -> None:
    among, visited = made
    if visited[-1] in ("refused", "withdrawn", "settled"):
        assert set(legal(among, visited)) <= {*visited, first(among)}


@given(histories())
def test_the_next_stage_of_the_course_is_the_usual_next_one(made: tuple[Course, tuple[str, ...]]) -> None:
    among, visited = made
    after = following(among, visited[-1])
    if after is not None:
        assert legal(among, visited)[0] == after.id


@given(histories(), st.sampled_from(["s0", "s4", "nowhere", *ENDS]))
def test_a_move_is_refused_exactly_where_it_is_not_legal(
    made: tuple[Course, tuple[str, ...]], to: str
) -> None:
    among, visited = made
    if to in legal(among, visited):
        check(among, visited, to)
    else:
        with pytest.raises(IllegalMove) as refused:
            check(among, visited, to)
        assert refused.value.legal == legal(among, visited)


def test_an_illegal_move_names_the_legal_ones_with_their_titles() -> None:
    with pytest.raises(IllegalMove) as refused:
        check(QINGDAO, ["filed", "settled"], "publicity")
    assert (
        str(refused.value)
        == "现在是已到账（settled），不能到市科技局网站公示（publicity）；可改为 在线提交申请（filed）"
    )
    with pytest.raises(IllegalMove, match="不能到nowhere；可改为 市科技服务中心初审（first_review）"):
        check(QINGDAO, ["filed"], "nowhere")


def test_stages_and_ends_have_titles() -> None:
    assert title(QINGDAO, "payment") == "分批兑付"
    assert title(QINGDAO, "returned") == "退回补正"
    assert title(QINGDAO, "nowhere") == "nowhere"
    assert stage(QINGDAO, "returned") is None
    assert following(QINGDAO, "payment") is None
    assert following(QINGDAO, "returned") is None


@pytest.mark.parametrize(
    ("working_days", "since", "last"),
    [
        (5, date(2024, 12, 2), date(2024, 12, 9)),
        # 2024-09-29 and 2024-10-12 are worked, 1 to 7 October is not.
        (5, date(2024, 9, 27), date(2024, 10, 10)),
        (1, date(2024, 12, 6), date(2024, 12, 9)),
        (None, date(2024, 12, 2), None),
        (None, date(2099, 12, 2), None),
    ],
)
def test_a_stage_is_due_after_its_working_days_and_never_where_none_are_stated(
    working_days: int | None, since: date, last: date | None
) -> None:
    assert due(a_stage(working_days=working_days), since) == last


def test_a_due_day_beyond_the_calendar_is_not_guessed() -> None:
    with pytest.raises(CalendarMissing):
        due(a_stage(working_days=5), date(2099, 12, 2))
