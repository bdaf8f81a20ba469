"""Engine: the sender and the planner at work in one process, beside whatever else it does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from typing import Protocol

from bot.reminding.log import Log
from bot.reminding.sender import Sender
from policy.workdays import SHANGHAI
from storage.database import Away, Collision

# Seconds between two looks for what is due, and until planning is tried again that failed.
PAUSE, AGAIN = 1.0, 60.0

log = Log(__name__)


class Plans(Protocol):
    """What plans all subscriptions anew; doing so twice plans nothing twice."""

    def run(self, at: datetime) -> object:
        """Plans by a moment; may take long. Raises Away, Collision."""

    def stop(self) -> None:
        """Has a run under way end soon."""


class Engine:
    """Plans first, so that nothing is sent that an edition has changed meanwhile, and then with each new day.

    It sleeps by a clock that only goes on: one that is set neither floods anybody nor stops it.
    """

    def __init__(self, sender: Sender, planner: Plans, now: Callable[[], datetime], *, pause: float = PAUSE):
        """`pause`: seconds between two looks."""
        self._sender, self._planner, self._now, self._seconds = sender, planner, now, pause
        self._planned: date | None = None
        self._stops = asyncio.Event()

    async def run(self) -> None:
        """Works until it is stopped, then ends what is in flight."""
        await self._plan()
        planning = asyncio.create_task(self._keep_planned())
        try:
            while not self._stops.is_set():
                await self._send()
                await self._pause(self._seconds)
        finally:
            self.stop()
            await planning
            self._sender.close()

    def stop(self) -> None:
        """Begins nothing new."""
        self._stops.set()
        self._sender.stop()
        self._planner.stop()

    async def _send(self) -> None:
        try:
            await self._sender.tidy()
            if await self._sender.is_due():
                await self._sender.drain()
        except Exception:
            # Nobody foresaw it; what was under way is found by its lease.
            log.exception("reminders")

    async def _keep_planned(self) -> None:
        while not self._stops.is_set():
            await self._pause(AGAIN if not await self._plan() else self._seconds)

    async def _plan(self) -> bool:
        """Plans, unless that is done for today; whether it is."""
        at = self._now()
        day = at.astimezone(SHANGHAI).date()
        if day == self._planned:
            return True
        try:
            await asyncio.to_thread(self._planner.run, at)
        except (Away, Collision):
            return False
        except Exception:
            # What was planned before is sent all the same.
            log.exception("plan")
            return False
        self._planned = day
        return True

    async def _pause(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stops.wait(), seconds)
