"""Limit: how many messages a person may send in a minute."""

from __future__ import annotations

from collections import OrderedDict, deque
from typing import Literal

SECONDS = 60.0
Weighed = Literal["free", "too_many", "told"]
# People remembered at a time; whoever wrote longest ago is forgotten first.
MOST_PEOPLE = 20_000


class Limit:
    """Counts the messages of each person over the last minute, in this process; one that comes again counts once."""

    def __init__(self, a_minute: int):
        self._a_minute = a_minute
        self._heard: OrderedDict[str, deque[tuple[float, str]]] = OrderedDict()
        # The message of each person that was answered with the limit.
        self._told: dict[str, str] = {}

    def weighed(self, who: str, key: str, now: float) -> Weighed:
        """Whether a message is taken; `too_many` for one of them, `told` from then on until there is room again.

        A vendor sends a message again, under its `key`, to get the same answer. `now` in seconds of a clock that only
        goes forward.
        """
        taken = self._heard.setdefault(who, deque())
        self._heard.move_to_end(who)
        while taken and taken[0][0] <= now - SECONDS:
            taken.popleft()
        if any(key == known for _, known in taken):
            return "free"
        if len(taken) < self._a_minute:
            taken.append((now, key))
            self._told.pop(who, None)
            if len(self._heard) > MOST_PEOPLE:
                self._told.pop(self._heard.popitem(last=False)[0], None)
            return "free"
        return "too_many" if self._told.setdefault(who, key) == key else "told"
