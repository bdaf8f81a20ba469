"""Watching: the reminders of one chat: at work beside the prompt, in a thread of their own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from bot.terminal.notices import Notices
from bot.terminal.talk import CHANNEL
from policy.library import Library
from storage.database import Database

if TYPE_CHECKING:
    from bot.reminding.engine import Plans

# Seconds that the end of a chat waits for what is under way; longer ones are found out about by the next chat.
ENDING = 5.0


class NoPlans:
    """Where the moments are made up nobody's reminders are moved by them; on PostgreSQL the workers plan."""

    def run(self, at: datetime) -> None:
        return

    def stop(self) -> None:
        return


class Watching:
    """The engine in a thread beside the prompt. It is begun once somebody sees the prompt, and may never be."""

    def __init__(
        self,
        database: Database,
        library: Library,
        user: str,
        now: Callable[[], datetime],
        *,
        plans: bool,
    ):
        """`plans`: whether reminders are kept in line with the editions here."""
        self._database, self._library, self._user, self._now = database, library, user, now
        self._plans = plans
        self.notices = Notices()
        self._thread: threading.Thread | None = None
        self._ends = threading.Event()
        self._stop: Callable[[], None] | None = None
        self._lock = threading.Lock()

    def begin(self) -> None:
        """Loads the engine and has it work; a second time nothing happens."""
        if self._thread is None:
            # A process that is told to end at once need not wait for it.
            self._thread = threading.Thread(target=self._work, name="reminders", daemon=True)
            self._thread.start()

    def end(self) -> None:
        """Shows nothing more, and waits until it is kept what was shown."""
        self.notices.close()
        self._ends.set()
        with self._lock:
            if self._stop is not None:
                self._stop()
        if self._thread is not None:
            self._thread.join(ENDING)

    def _work(self) -> None:
        # The chat goes on without, whatever stands in the way of it.
        with suppress(Exception):
            asyncio.run(self._worked())

    async def _worked(self) -> None:
        from bot.reminding.engine import Engine
        from bot.reminding.sender import Sender
        from bot.terminal.channel import TerminalChannel

        channels = {CHANNEL: TerminalChannel(self._user, self.notices)}
        sender = Sender(self._database, channels, None, self._now)
        engine = Engine(sender, self._planner(), self._now)
        loop = asyncio.get_running_loop()
        with self._lock:
            if self._ends.is_set():
                sender.close()
                return

            def stop() -> None:
                loop.call_soon_threadsafe(engine.stop)

            self._stop = stop
        try:
            await engine.run()
        finally:
            with self._lock:
                self._stop = None

    def _planner(self) -> Plans:
        if not self._plans:
            return NoPlans()
        from bot.reminding.planner import Planner

        return Planner(self._database, self._library)
