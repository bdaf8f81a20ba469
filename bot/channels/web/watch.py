"""Watch: who waits for news, and the look at what any process has answered meanwhile.

A request that waits is what every browser, proxy and load balancer handles untold; a stream of events needs proxies
that do not buffer, and would look into the database all the same. All who wait cost one statement a tick together.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

# Seconds between two looks while somebody waits.
TICK = 1.0
# Requests that wait at a time, of all and of one person; of one person the oldest goes home first.
MOST, MOST_OF_ONE = 4_000, 6

# The name of a person's thread and the number of its last turn.
Last = tuple[str, int]
UNKNOWN: Last = ("", 0)


@dataclass(eq=False, frozen=True, slots=True, kw_only=True)
class Waiting:
    """A request that waits for anything beyond what its page has shown."""

    shown: Last
    ends: asyncio.Event = field(default_factory=asyncio.Event)


class Watch:
    """Ends the waiting of those for whom there is news: at once if this process answered, else within a tick."""

    def __init__(
        self, lasts: Callable[[list[str]], Awaitable[Mapping[str, Last] | None]], *, tick: float = TICK
    ):
        """`lasts` gives the last turn of each of some people, as far as they are known; None where it cannot."""
        self._lasts, self._tick = lasts, tick
        self._waiting: dict[str, list[Waiting]] = {}
        self._count = 0
        self._looks = asyncio.Event()
        self._stops = False

    @contextmanager
    def waiting(self, user: str, shown: Last) -> Iterator[Waiting]:
        """Counts a request among those that wait; from here on nothing is missed."""
        one = Waiting(shown=shown)
        others = self._waiting.setdefault(user, [])
        others.append(one)
        self._count += 1
        if len(others) > MOST_OF_ONE:
            others[0].ends.set()
        if self._stops or self._count > MOST:
            one.ends.set()
        self._looks.set()
        try:
            yield one
        finally:
            others.remove(one)
            self._count -= 1
            if not others:
                del self._waiting[user]

    def tell(self, user: str) -> None:
        """Ends the waiting of a person's requests: this process has answered one."""
        for one in self._waiting.get(user, ()):
            one.ends.set()

    async def run(self) -> None:
        """Looks once a tick while anybody waits."""
        while True:
            await self._looks.wait()
            if self._waiting:
                await self._look()
            else:
                self._looks.clear()
            await asyncio.sleep(self._tick)

    def stop(self) -> None:
        """Nobody waits any more."""
        self._stops = True
        for user in self._waiting:
            self.tell(user)

    async def _look(self) -> None:
        # Whoever comes meanwhile may have been shown more than is found here.
        waiting = {user: tuple(all_of_one) for user, all_of_one in self._waiting.items()}
        found = await self._lasts(list(waiting))
        if found is None:
            return
        for user, all_of_one in waiting.items():
            name, turn = found.get(user, UNKNOWN)
            for one in all_of_one:
                if name != one.shown[0] or turn > one.shown[1]:
                    one.ends.set()


async def ended(waiting: Waiting, left: Callable[[], Awaitable[Any]], seconds: float) -> None:
    """Waits until there is news, so many seconds have passed, or whoever asked has left."""
    tasks = [asyncio.ensure_future(waiting.ends.wait()), asyncio.ensure_future(left())]
    try:
        await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
