"""Worker: the sender and the planner as jobs of Procrastinate, on PostgreSQL, in any number of processes."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any

import structlog
from procrastinate import App, PsycopgConnector, RetryStrategy
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException, UniqueViolation
from procrastinate.jobs import Status

from storage.database import Database
from storage.queue import arguments, pool

if TYPE_CHECKING:
    from bot.reminding.engine import Plans
    from bot.reminding.sender import Sender

# What must go on while reminders are pushed has a queue of its own: pushing takes as long as there is something due.
CARE, PUSH = "care", "push"
# The fields of a time are minute, hour, day, month, weekday and second, in UTC.
EACH_TEN_SECONDS = "* * * * * */10"
AFTER_MIDNIGHT, BEFORE_MORNING = "5 16 * * *", "35 19 * * *"
# Seconds between two looks for what is due. Not a job: one each second takes ten times as much of a core as the look.
LOOK = 1.0
# Jobs that wait for processes which have nothing to push; each second there may be so many more.
WAITING = 4
# Seconds: until a process that says nothing counts as dead; how often it says that it lives, and asks for jobs unasked.
STALLED, HEARTBEAT, POLL = 30.0, 10.0, 30.0
# Care is asked for, not told of: a connection that listens wakes ten times a second.
CARE_POLL = 2.0
# Seconds: until it connects again; that a query may wait for a connection; that an end may take.
PAUSE, CONNECTING, ENDING = 2.0, 5.0, 20.0
# Seconds by which a clock is off that has been set: what was to be done meanwhile is not made up for.
JUMP = 5.0
# Hours that jobs are remembered which failed.
KEPT = 7 * 24
_AGAIN = RetryStrategy(wait=60)

log = structlog.get_logger(__name__)


class Worker:
    """Looks each second for what is due, and pushes it, plans, tidies and takes over from those who died.

    The rows of deliveries are the truth: were all jobs lost, the next look would find what is due.
    """

    def __init__(
        self,
        sender: Sender,
        planner: Plans,
        database: Database,
        now: Callable[[], datetime],
        *,
        stalled: float = STALLED,
    ):
        """`stalled`: seconds after which another process that says nothing counts as dead."""
        # It logs each job that begins and ends.
        logging.getLogger("procrastinate").setLevel(logging.ERROR)
        self._sender, self._planner, self._now, self._stalled = sender, planner, now, stalled
        self._connector = PsycopgConnector(
            pool_factory=pool,
            kwargs=arguments(database.engine),
            configure=_one_by_one,
            min_size=1,
            max_size=6,
            timeout=CONNECTING,
            # It would wait twice as long each time.
            reconnect_timeout=CONNECTING,
        )
        self._care, self._push = App(connector=self._connector), App(connector=self._connector)
        self._drain = self._push.task(name="drain", queue=PUSH)(self._send)
        tidy = self._care.task(name="tidy", queue=CARE, queueing_lock="tidy")(self._tidy)
        self._care.periodic(cron=EACH_TEN_SECONDS)(tidy)
        plan = self._care.task(name="plan", queue=CARE, queueing_lock="plan", retry=_AGAIN)(self._plan)
        self._care.periodic(cron=AFTER_MIDNIGHT)(plan)
        self._planning = plan
        # Procrastinate sees to its connections only where there is something to be done from time to time.
        clear = self._push.task(name="clear", queue=PUSH, queueing_lock="clear")(self._clear)
        self._push.periodic(cron=BEFORE_MORNING)(clear)
        self._stops = asyncio.Event()

    async def run(self) -> None:
        """Works until it is stopped, whatever becomes of the database meanwhile; then ends what is under way."""
        working = asyncio.create_task(self._work())
        stopped = asyncio.create_task(self._stops.wait())
        await asyncio.wait({working, stopped}, return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        working.cancel()
        _, late = await asyncio.wait({working}, timeout=ENDING)
        if late:
            # What it has not acknowledged is sent by another process, or by the next one.
            log.warning("stop", reason="push")
        self._sender.close()

    def stop(self) -> None:
        """Begins nothing new."""
        self._stops.set()
        self._sender.stop()
        self._planner.stop()

    async def _work(self) -> None:
        while True:
            try:
                await self._connector.open_async()
                with suppress(AlreadyEnqueued):
                    await self._planning.defer_async(timestamp=0)
                async with asyncio.TaskGroup() as all_of_it:
                    all_of_it.create_task(self._kept(self._care, CARE, 2, is_clocked=True))
                    all_of_it.create_task(self._kept(self._push, PUSH, 1))
                    all_of_it.create_task(self._watch())
            except Exception as error:
                log.warning("worker", reason="database", error=type(error).__name__)
            finally:
                await self._connector.close_async()
            await asyncio.sleep(PAUSE)

    async def _kept(self, app: App, queue: str, most: int, *, is_clocked: bool = False) -> None:
        """Keeps Procrastinate at the jobs of a queue; where its clock is set, it begins anew."""
        while True:
            worker = asyncio.create_task(
                app.run_worker_async(
                    queues=[queue],
                    concurrency=most,
                    delete_jobs="successful",
                    install_signal_handlers=False,
                    listen_notify=not is_clocked,
                    fetch_job_polling_interval=CARE_POLL if is_clocked else POLL,
                    update_heartbeat_interval=min(HEARTBEAT, self._stalled / 3),
                    stalled_worker_timeout=self._stalled,
                )
            )
            clock = asyncio.create_task(self._jumped() if is_clocked else asyncio.Event().wait())
            try:
                await asyncio.wait({worker, clock}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                clock.cancel()
                worker.cancel()
                (ended,) = await asyncio.gather(worker, return_exceptions=True)
            if isinstance(ended, Exception):
                log.warning("worker", reason="database", error=type(ended).__name__)
            await asyncio.sleep(PAUSE)

    async def _jumped(self) -> None:
        """Waits until the clock is set."""
        is_steady = True
        while is_steady:
            at, began = self._now(), time.monotonic()
            await asyncio.sleep(1)
            passed = (self._now() - at).total_seconds()
            is_steady = abs(passed - (time.monotonic() - began)) < JUMP

    async def _watch(self) -> None:
        """Has pushed what is due; were the jobs lost, the next look would find it again."""
        while True:
            if await self._sender.is_due():
                with suppress(ConnectorException):
                    await self._offer()
            await asyncio.sleep(LOOK)

    async def _offer(self) -> None:
        jobs = await self._care.job_manager.list_jobs_async(queue=PUSH, status=Status.TODO.value)
        waiting = {job.queueing_lock for job in jobs}
        for lock in (f"drain/{n}" for n in range(WAITING)):
            if lock not in waiting:
                with suppress(AlreadyEnqueued):
                    await self._drain.configure(queueing_lock=lock).defer_async()

    async def _send(self) -> None:
        await self._sender.drain()

    async def _tidy(self, timestamp: int) -> None:
        await self._sender.tidy()
        await self._rescue()

    async def _plan(self, timestamp: int) -> None:
        await asyncio.to_thread(self._planner.run, self._now())

    async def _rescue(self) -> None:
        """Gives the jobs of the dead to the living, and forgets the dead."""
        jobs = self._care.job_manager
        for job in await jobs.get_stalled_jobs(seconds_since_heartbeat=self._stalled):
            try:
                await jobs.retry_job(job)
            except UniqueViolation:
                # One like it is waiting.
                with suppress(ConnectorException):
                    await jobs.finish_job(job, Status.FAILED, delete_job=True)
            except ConnectorException:
                # Another process was first, or the next look comes to it.
                continue
        await jobs.prune_stalled_workers(self._stalled)

    async def _clear(self, timestamp: int) -> None:
        await self._push.job_manager.delete_old_jobs(
            KEPT, include_failed=True, include_cancelled=True, include_aborted=True
        )


async def _one_by_one(connection: Any) -> None:
    """Each of its statements is whole by itself: transactions around them would cost twice as much."""
    await connection.set_autocommit(True)
