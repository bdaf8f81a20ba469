"""A process that plans: `python -m tests.bot.reminding.planning URL POINT HOW PASSES MOMENT EARLIER`.

With EARLIER (`yes`) under an edition that closes earlier. At the POINT of a transaction, passed so many times before,
it dies (`kill`) or fails (`exception`).
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from bot.reminding.planner import Planner
from storage.database import database
from tests.bot.deliverer import Failed
from tests.bot.editing import EARLIER, corrected
from tests.bot.sending import shipped
from tests.bot.wishing import moment

ROOT = Path(__file__).parents[3]


def breaking(point: str, how: str, passes: int = 0) -> Callable[[str], None]:
    """Dies or fails at a point, once, after it was passed so many times."""
    left = [1] * (passes + 1)

    def passing(passed: str) -> None:
        if passed != point or not left:
            return
        left.pop()
        if not left and how == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        if not left:
            raise Failed(point)

    return passing


def broken(url: str, point: str, how: str, passes: int, at: str, *, is_earlier: bool = False) -> None:
    """Plans in a process, or in this one, that breaks."""
    given = [url, point, how, str(passes), at, "yes" if is_earlier else "no"]
    if how == "exception":
        try:
            run(*given)
        except Failed:
            return
        raise AssertionError(f"{point} was not passed")
    path = os.pathsep.join([str(ROOT), *filter(None, sys.path)])
    ran = subprocess.run(
        [sys.executable, "-m", "tests.bot.reminding.planning", *given],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
    )
    assert (ran.returncode, ran.stderr) == (-9, b"")


def run(url: str, point: str, how: str, passes: str, at: str, earlier: str) -> None:
    store = database(url, None, passing=breaking(point, how, int(passes)))
    try:
        Planner(store, corrected(EARLIER) if earlier == "yes" else shipped()).run(moment(at))
    finally:
        store.close()


if __name__ == "__main__":
    run(*sys.argv[1:])
