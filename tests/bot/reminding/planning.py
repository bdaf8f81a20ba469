"""Planners that break at a point of a transaction."""

from __future__ import annotations

import signal

from bot.reminding.planner import Planner
from storage.database import database
from tests.bot.breaking import Failed, failing
from tests.bot.editing import EARLIER, corrected
from tests.bot.sending import shipped
from tests.bot.wishing import moment
from tests.forking import ended


def broken(url: str, point: str, how: str, passes: int, at: str, *, is_earlier: bool = False) -> None:
    """Plans in a process, or in this one, that breaks at a point passed so many times before.

    `is_earlier`: under an edition that closes earlier.
    """

    def plan() -> None:
        store = database(url, None, passing=failing(point, how, passes))
        try:
            Planner(store, corrected(EARLIER) if is_earlier else shipped()).run(moment(at))
        finally:
            store.close()

    if how == "kill":
        assert ended(plan) == -signal.SIGKILL
        return
    try:
        plan()
    except Failed:
        return
    raise AssertionError(f"{point} was not passed")
