"""What breaks a transaction at one of its points."""

from __future__ import annotations

import itertools
import os
import signal
from collections.abc import Callable


class Failed(Exception):
    """What a point of a transaction fails with."""


def failing(point: str, how: str, passes: int = 0) -> Callable[[str], None]:
    """Dies (`kill`), fails (`exception`) or stands still (`stop`) at a point, once, passed so many times before."""
    count = itertools.count()

    def passing(passed: str) -> None:
        if passed != point or next(count) != passes:
            return
        if how == "exception":
            raise Failed(point)
        os.kill(os.getpid(), signal.SIGKILL if how == "kill" else signal.SIGSTOP)

    return passing
