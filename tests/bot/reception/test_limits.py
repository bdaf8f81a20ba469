"""The limit: so many messages a minute, said once, for each person alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.reception.limits import MOST_PEOPLE, SECONDS, Limit


def test_beyond_the_limit_it_is_said_once() -> None:
    limit = Limit(2)
    assert [limit.weighed("甲", key, 0) for key in "12345"] == ["free", "free", "too_many", "told", "told"]
    assert limit.weighed("乙", "1", 0) == "free"
    assert [limit.weighed("甲", key, SECONDS) for key in "678"] == ["free", "free", "too_many"]


def test_a_message_that_comes_again_counts_once_and_is_weighed_the_same() -> None:
    limit = Limit(2)
    for _ in range(4):
        assert [limit.weighed("甲", key, 0) for key in "1234"] == ["free", "free", "too_many", "told"]
    assert limit.weighed("甲", "3", SECONDS) == "free"


@given(st.lists(st.floats(0, 300), max_size=200), st.integers(1, 10))
def test_no_minute_holds_more_than_the_limit(moments: list[float], most: int) -> None:
    limit = Limit(most)
    free = [at for n, at in enumerate(sorted(moments)) if limit.weighed("甲", str(n), at) == "free"]
    for start in free:
        assert sum(start <= at < start + SECONDS for at in free) <= most


def test_only_so_many_people_are_remembered() -> None:
    limit = Limit(1)
    for n in range(MOST_PEOPLE + 10):
        assert limit.weighed(str(n), "1", 0) == "free"
    assert limit.weighed("0", "2", 0) == "free"
    assert limit.weighed(str(MOST_PEOPLE + 9), "2", 0) == "too_many"
