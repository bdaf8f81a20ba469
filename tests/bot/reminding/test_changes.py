"""An edition that came in or was corrected is told to those for whom something comes of it, once, with its clause."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.reminding.changes import MOST_LINES, PAGE
from bot.reminding.planner import Planner
from policy.library import Library
from storage.database import Database
from storage.tables import deliveries, planned
from tests.bot.editing import EARLIER, corrected, next_year, revision
from tests.bot.reminding.planning import broken
from tests.bot.reminding.test_planner import a_crowd
from tests.bot.sending import Sender, shipped, some_turns
from tests.bot.wishing import Wisher, moment

# A Monday in working hours: what is told is due at once.
AT = moment("2024-12-02T10:00")
Opening = Callable[..., Database]
EDITION: dict[str, Any] = {"topic": "edition", "about": "370200", "edition": None, "window": None}


def a_talker(store: Database, user: str, *said: str, at: str = "2024-11-27T10:00", **watched: Any) -> Wisher:
    """Somebody who told something, and subscribed to Qingdao's window or to what is given."""
    answered = Sender(some_turns(store), user, moment(at))
    answered(*said)
    one = Wisher(store, user, channel="terminal")
    one.watch(at[:10] + "T12:00", papers=[], **watched)
    return one


def told(one: Wisher, kind: str = "changed") -> list[str]:
    """The lines that a person is told of changes, with their clauses."""
    return [
        f"{line['text']}（{line['clause']}）" for content in one.contents(kind) for line in content["lines"]
    ]


def news(store: Database) -> int:
    with store.reading() as connection:
        of_editions = deliveries.c.kind.in_(("changed", "edition"))
        found: int = connection.execute(
            select(func.count()).select_from(deliveries).where(of_editions)
        ).scalar_one()
        return found


def run(store: Database, *libraries: Library) -> Sequence[int]:
    """How many were told of each library, one a day."""
    return [Planner(store, one).run(AT + n * timedelta(days=1)).told for n, one in enumerate(libraries)]


# ---- a correction


def test_the_first_start_tells_nobody_anything(store: Database) -> None:
    a_talker(store, "甲", "青岛的企业，找本地机构做检测花了20万，能补多少")
    assert run(store, shipped(), shipped()) == [0, 0]
    assert news(store) == 0


def test_a_rate_that_changed_is_told_to_those_whose_ceiling_it_changes(store: Database) -> None:
    """20 万 at 50 % are 10 万, at 40 % 8 万; 30 % elsewhere stays."""
    near = a_talker(store, "甲", "青岛的企业，找本地机构做检测花了20万，能补多少")
    far = a_talker(store, "乙", "青岛的企业，找外地机构做检测花了20万，能补多少")
    changed = corrected(("rate: 50%", "rate: 40%"), ("本地服务机构最高 50%", "本地服务机构最高 40%"))
    assert run(store, shipped(), changed, changed) == [0, 1, 0]
    assert told(near) == ["比例（机构在青岛市内）50% → 40%（三）"] or "50% → 40%" in told(near)[0]
    assert told(far) == []
    assert ("changed", 0, "12-03 10:00") in near.told()
    (content,) = near.contents("changed")
    assert (content["edition"], content["cite"]) == ("qingdao-2024", "青岛市 2024 年度通知")


def test_a_document_that_changed_is_told_to_those_who_file_it(store: Database) -> None:
    tested = a_talker(store, "甲", "青岛的企业，找本地机构做检测花了20万")
    licensed = a_talker(store, "乙", "青岛的企业，委托本地机构研发花了20万")
    before = "    name: 与企业研发相关的支撑材料\n"
    changed = corrected((before, before + "    sealed: true\n"))
    assert run(store, shipped(), changed) == [0, 1]
    assert told(tested) == ["与企业研发相关的支撑材料：盖章 没有要求 → 要（二(二)7）"]
    assert told(licensed) == []


def test_a_closing_that_moved_is_told_to_those_who_wait_for_it_and_planned_anew(store: Database) -> None:
    waiting = a_talker(store, "甲", "青岛的企业")
    elsewhere = a_talker(
        store, "乙", "运城的企业", about="yuncheng-2024/batch_2", region="140800", edition="yuncheng-2024",
        window="batch_2",
    )  # fmt: skip
    assert run(store, shipped(), corrected(EARLIER)) == [0, 1]
    assert told(waiting) == ["截止时间 2024-12-31 → 2024-12-20（二(一)）"]
    assert told(elsewhere) == []
    assert waiting.told()[-1] == ("closes", 0, "12-20 08:30")


def test_what_changes_nothing_for_anybody_is_not_told(store: Database) -> None:
    one = a_talker(store, "甲", "青岛的企业，找本地机构做检测花了20万，能补多少")
    changed = corrected(("85630985", "85630986"), ("市外服务机构最高 30%", "外地服务机构最高 30%"))
    assert run(store, shipped(), changed) == [0, 0]
    assert told(one) == []


def test_whoever_stopped_all_is_told_nothing(store: Database) -> None:
    one = a_talker(store, "甲", "青岛的企业")
    one("2024-11-28T10:00", ("unwatch", {"ids": None}))
    assert run(store, shipped(), corrected(EARLIER)) == [0, 0]


def test_each_correction_is_told_once_and_the_way_back_too(store: Database) -> None:
    one = a_talker(store, "甲", "青岛的企业")
    earlier = corrected(EARLIER)
    assert run(store, shipped(), earlier, corrected(), earlier, earlier) == [0, 1, 1, 0, 0]
    assert told(one) == [
        "截止时间 2024-12-31 → 2024-12-20（二(一)）",
        "截止时间 2024-12-20 → 2024-12-31（二(一)）",
    ]


def test_a_correction_names_no_more_than_six_lines(store: Database) -> None:
    one = a_talker(store, "甲", "青岛的企业，找本地机构做检测花了20万")
    names = (
        "付款凭证（银行回单等）和发票",
        "双方确认的服务结果证明",
        "与企业研发相关的支撑材料",
        "绿色门槛审查意见表（附件 2）",
    )
    changes = [(name, name + "原件") for name in names]
    more = [("rate: 50%", "rate: 40%"), ("rate: 30%", "rate: 20%"), ('"200000.00"', '"190000.00"'), EARLIER]
    assert run(store, shipped(), corrected(*changes, *more)) == [0, 1]
    assert len(told(one)) == MOST_LINES
    assert told(one)[0] == "截止时间 2024-12-31 → 2024-12-20（二(一)）"


def test_whoever_waits_for_a_claim_alone_hears_of_no_dates(store: Database) -> None:
    one = Wisher(store)
    one.found_claim("2024-09-02T10:00", "C1")
    one.watch("2024-09-20T10:00", topic="claim", about="C1", claim="C1", region="140800", window=None)
    changed = corrected(("2024-09-30T17:00", "2024-09-29T17:00"), edition="yuncheng-2024")
    assert run(store, shipped(), changed) == [0, 0]


# ---- a new one


def test_a_new_edition_is_told_to_whoever_wants_to_hear_of_it(store: Database) -> None:
    wants = a_talker(store, "甲", "青岛的企业", **EDITION)
    elsewhere = a_talker(store, "乙", "运城的企业", **{**EDITION, "about": "140800", "region": "140800"})
    assert run(store, shipped(), next_year(), next_year()) == [0, 1, 0]
    lines = told(wants, "edition")
    assert lines[0] == "2025 年度申请期：2025-11-26 至 2025-12-31（二(一)）"
    assert told(elsewhere, "edition") == []
    assert wants.contents("edition")[0]["name"] == "青岛市 2025 年度科技创新券兑付"


def test_a_new_edition_is_told_to_whoever_waited_for_the_last_window(store: Database) -> None:
    waited = a_talker(store, "甲", "青岛的企业，找本地机构做检测花了20万，能补多少")
    assert run(store, shipped(), next_year()) == [0, 1]
    assert told(waited, "edition")[0].startswith("2025 年度申请期")


def test_a_draft_that_comes_in_says_that_nothing_can_be_filed(store: Database) -> None:
    wants = a_talker(store, "甲", "青岛的企业", **EDITION)
    waited = a_talker(store, "乙", "青岛的企业")
    assert run(store, shipped(), revision(shipped())) == [0, 1]
    assert told(wants, "edition")[0].startswith("征求意见稿，还不能申请")
    assert told(waited, "edition") == []


def test_an_old_notice_that_is_put_beside_is_no_news(store: Database) -> None:
    a_talker(store, "甲", "青岛的企业", **EDITION)
    new = next_year()
    only_new = Library(
        editions={name: one for name, one in new.editions.items() if name != "qingdao-2024"},
        facts=new.facts,
        contents={name: one for name, one in new.contents.items() if name != "qingdao-2024"},
    )
    assert run(store, only_new, new) == [0, 0]


# ---- all of them, and each once


def test_all_are_told_page_by_page_and_nobody_twice(store: Database) -> None:
    a_crowd(store, PAGE + 7)
    assert run(store, shipped(), corrected(EARLIER), corrected(EARLIER)) == [0, PAGE + 7, 0]
    assert news(store) == PAGE + 7


def test_two_planners_at_once_tell_once(url: str, opening: Opening) -> None:
    stores = [opening(url), opening(url)]
    a_crowd(stores[0], PAGE + 7)
    run(stores[0], shipped())
    changed = corrected(EARLIER)
    with ThreadPoolExecutor(2) as pool:
        jobs = [pool.submit(Planner(store, changed).run, AT) for store in stores]
        assert sum(job.result().told for job in jobs) == PAGE + 7
    assert news(stores[0]) == PAGE + 7


@pytest.mark.parametrize("point", ["begun", "done", "committed"])
@pytest.mark.parametrize("how", ["exception", "kill"])
def test_telling_broken_at_any_boundary_goes_on_where_it_ended(
    url: str, store: Database, point: str, how: str
) -> None:
    """What came in is noted, then the first page is told, and then the second one is broken."""
    a_crowd(store, PAGE + 7)
    run(store, shipped())
    broken(url, f"changes:{point}", how, 2, "2024-12-02T10:00", is_earlier=True)
    assert news(store) == (PAGE + 7 if point == "committed" else PAGE)
    run(store, corrected(EARLIER))
    assert news(store) == PAGE + 7
    with store.reading() as connection:
        assert connection.execute(select(planned.c.reached)).scalars().all() == [None] * 3


def test_whoever_was_not_reached_compares_with_what_they_knew(url: str, store: Database) -> None:
    one = a_talker(store, "甲", "青岛的企业")
    run(store, shipped())
    broken(url, "changes:begun", "exception", 1, "2024-12-02T10:00", is_earlier=True)
    assert run(store, corrected(("closes: 2024-12-31", "closes: 2024-12-25"))) == [1]
    assert told(one) == ["截止时间 2024-12-31 → 2024-12-25（二(一)）"]
