"""Patience: how long whoever asks waits for a database that does not answer."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

# What one statement may take where nobody said how long all of them may.
ONE_SECONDS = 5.0
# The patience of whoever cannot wait at all.
AT_ONCE = -math.inf
_UNTIL: ContextVar[float | None] = ContextVar("until", default=None)


@contextmanager
def patience(seconds: float = math.inf) -> Iterator[None]:
    """All that is asked of databases within it ends after so many seconds together, or as outside if that is sooner."""
    until = time.monotonic() + seconds
    outer = _UNTIL.get()
    token = _UNTIL.set(until if outer is None else min(outer, until))
    try:
        yield
    finally:
        _UNTIL.reset(token)


def end() -> float:
    """Until when to wait, by the clock that only goes on."""
    until = _UNTIL.get()
    return time.monotonic() + ONE_SECONDS if until is None else until


def is_over(until: float) -> bool:
    """Whether that moment has passed."""
    return time.monotonic() > until


def left() -> float:
    """Seconds until then."""
    return end() - time.monotonic()
