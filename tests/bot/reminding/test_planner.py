"""Planning anew brings all that is due to the editions at hand, and planning again changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import insert, select, update

from bot.answering.watching import BATCH
from bot.reminding.planner import Planner
from policy.library import library_of
from policy.workdays import SHANGHAI
from storage.database import Database
from storage.planning import Planned
from storage.tables import deliveries, people, subscriptions
from tests.bot.editing import EARLIER, corrected
from tests.bot.reminding.planning import broken
from tests.bot.sending import shipped
from tests.bot.wishing import QINGDAO, Wisher, moment

AT = moment("2024-10-15T00:00")
Opening = Callable[..., Database]


def a_crowd(store: Database, count: int) -> None:
    """People with a subscription each that nobody planned yet."""
    at = moment("2024-10-10T10:00")
    with store.writing("test") as connection:
        rows = [
            {"channel": "web", "account": "", "user": f"u{n}", "subject": f"{n:032}", "since": at}
            for n in range(count)
        ]
        ids = connection.execute(
            insert(people).returning(people.c.id, sort_by_parameter_order=True), rows
        ).scalars()
        given = {"topic": "window", "region": "370200", "edition": "qingdao-2024", "window": "window_2024"}
        given |= {"about": QINGDAO["about"], "papers": []}
        connection.execute(insert(subscriptions), [{**given, "person": id, "since": at} for id in ids])


def all_of(store: Database) -> list[tuple[object, ...]]:
    columns = [column for column in deliveries.c if column.name != "id"]
    with store.reading() as connection:
        found = select(*columns).order_by(*(deliveries.c[n] for n in ("person", "kind", "about", "offset")))
        return [tuple(row) for row in connection.execute(found)]


def test_planning_again_plans_nothing_twice(store: Database) -> None:
    one = Wisher(store)
    one.watch("2024-10-10T10:00")
    planner, before = Planner(store, shipped()), all_of(store)
    for at in (AT, AT, moment("2025-01-01T00:00")):
        found = planner.run(at)
        assert (found.subscriptions, found.planned, found.told) == (1, Planned(unchanged=8), 0)
    assert all_of(store) == before


def test_a_pass_plans_what_nobody_planned_in_batches(store: Database) -> None:
    a_crowd(store, BATCH + 3)
    found = Planner(store, shipped()).run(AT)
    # The opening, and 30, 14, 7, 1 and 0 days before the closing; 3 days before is told with 1.
    assert found.planned.new == 6 * (BATCH + 3)
    assert found.subscriptions == BATCH + 3
    assert Planner(store, shipped()).run(AT).planned == Planned(unchanged=found.planned.new)


def test_two_planners_at_once_plan_once(url: str, opening: Opening) -> None:
    stores = [opening(url), opening(url)]
    a_crowd(stores[0], 60)
    with ThreadPoolExecutor(2) as pool:
        passes = [pool.submit(Planner(store, shipped()).run, AT) for store in stores]
        assert {job.result().subscriptions for job in passes} == {60}
    after = all_of(stores[0])
    assert Planner(stores[0], shipped()).run(AT).planned == Planned(unchanged=len(after))
    assert len(after) == 6 * 60


def test_a_deadline_that_moved_cancels_what_was_planned_for_the_old_one(store: Database) -> None:
    one = Wisher(store)
    one.watch("2024-10-10T10:00", papers=[])
    planner = Planner(store, corrected(EARLIER))
    planner.run(moment("2024-11-27T00:00"))
    closes = [told for told in one.told() if told[0] == "closes"]
    # 30 days before the 20th is past, and nobody is told at once what they never waited for.
    days = [(14, "12-06"), (7, "12-13"), (3, "12-17"), (1, "12-19"), (0, "12-20")]
    assert closes == [("closes", offset, f"{day} 08:30") for offset, day in days]
    assert {told[0] for told in one.told("cancelled")} == {"closes"}
    # The old text again: the old ones are due again.
    Planner(store, shipped()).run(moment("2024-11-28T00:00"))
    assert [told for told in one.told() if told[0] == "closes"][-1] == ("closes", 0, "12-31 08:30")
    with store.reading() as connection:
        mine = select(deliveries.c.content).where(deliveries.c.state == "due", deliveries.c.kind == "closes")
        assert {content["closes"] for content in connection.execute(mine).scalars()} == {"2024-12-31"}


def test_what_was_told_stays_told(store: Database) -> None:
    one = Wisher(store)
    one.watch("2024-10-10T10:00", papers=[])
    with store.writing("test") as connection:
        connection.execute(update(deliveries).where(deliveries.c.kind == "opens").values(state="sent"))
    Planner(store, corrected(EARLIER)).run(moment("2024-11-27T00:00"))
    assert one.told("sent") == [("opens", 0, "11-26 08:30")]
    assert "opens" not in {told[0] for told in one.told()}


def test_an_edition_that_is_not_at_hand_leaves_what_was_planned(store: Database) -> None:
    one = Wisher(store)
    one.watch("2024-10-10T10:00")
    before = one.told()
    nothing = library_of({"yuncheng-2024": shipped().contents["yuncheng-2024"]})
    assert Planner(store, nothing).run(AT).planned == Planned()
    assert one.told() == before


def test_a_month_without_planning_floods_nobody(store: Database) -> None:
    a_crowd(store, 1)
    Planner(store, shipped()).run(moment("2024-12-25T00:00"))
    with store.reading() as connection:
        dues = connection.execute(select(deliveries.c.due)).scalars().all()
    assert sorted(due.astimezone(SHANGHAI).day for due in dues) == [30, 31]


def test_a_planner_that_is_stopped_does_nothing_more(store: Database) -> None:
    a_crowd(store, 2)
    planner = Planner(store, shipped())
    planner.stop()
    assert planner.run(AT).subscriptions == 0
    assert all_of(store) == []


@pytest.mark.parametrize("point", ["begun", "done", "committed"])
@pytest.mark.parametrize("how", ["exception", "kill"])
def test_planning_broken_at_any_boundary_is_made_good_by_the_next_pass(
    url: str, store: Database, point: str, how: str
) -> None:
    a_crowd(store, 3)
    broken(url, f"plan:{point}", how, 0, "2024-10-15T00:00")
    assert len(all_of(store)) == (6 * 3 if point == "committed" else 0)
    Planner(store, shipped()).run(AT)
    assert len(all_of(store)) == 6 * 3
    assert Planner(store, shipped()).run(AT).planned == Planned(unchanged=6 * 3)
