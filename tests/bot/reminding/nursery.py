"""Processes that send what is due, made as fast as they are killed: `python -m tests.bot.reminding.nursery`.

It loads everything once, then forks a process for each line of JSON on its standard input, and prints its id. At the
point of a transaction a process may be told to die (`kill`), to fail (`exception`) or to stand still (`stop`), once.
"""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

import structlog

from bot.answering.turns import Turns
from bot.channels.wechat.channel import WeChat
from bot.channels.wechat.forms import Blank
from bot.channels.wechat.pushing import Pushing as WeChatPushing
from bot.channels.wecom.channel import WeCom
from bot.channels.wecom.pushing import Pushing as WeComPushing
from bot.commands.worker import event_loop
from bot.reception.channel import Channel
from bot.reception.meters import Meters
from bot.reception.reception import Reception
from bot.reminding.engine import Engine
from bot.reminding.planner import Planner
from bot.reminding.sender import Sender
from bot.reminding.worker import Worker
from dialogs import respond
from policy.library import Library
from storage.database import Database, database
from tests.bot.breaking import failing
from tests.bot.editing import EARLIER, corrected
from tests.bot.sending import shipped
from tests.bot.wechat_api import an_account

ROOT = Path(__file__).parents[3]
# A Monday within the hours of sending; the clock of all processes stands there when they begin.
AT = datetime.fromisoformat("2024-12-02T10:00:00+08:00")
FORM = Blank(template="t" * 43, fields=(("thing1", "what"), ("time2", "when"), ("thing3", "note")))


@cache
def changed() -> Library:
    """The shipped editions, one of which closes earlier."""
    return corrected(EARLIER)


LIBRARIES: Mapping[str, Callable[[], Library]] = {"shipped": shipped, "changed": changed}


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """What a process is to be: `began` is when the clock stood at AT, by the machine's own that only goes on.

    `kind`: an engine, a worker, or a planner, which plans once by the `shipped` editions, or by one that is `changed`.
    It breaks when it has passed its `point` so many times.
    """

    url: str
    api: str
    began: float
    kind: str = "engine"
    slots: int = 4
    lease: float = 1.0
    pause: float = 0.05
    point: str = ""
    how: str = ""
    after: int = 0


def clock(began: float) -> Callable[[], datetime]:
    """The clock that all processes share."""
    return lambda: AT + timedelta(seconds=time.monotonic() - began)


class Unplanned:
    """Plans nothing: what is due is there already."""

    def run(self, at: datetime) -> object:
        return at

    def stop(self) -> None:
        return


def some_channels(store: Database, api: str, now: Callable[[], datetime]) -> Mapping[str, Channel]:
    """WeChat, which knows a reminder that comes again, and WeCom, which does not."""
    account = an_account(api)
    reception = Reception(Turns(store, Library(), respond), store, Meters(), now)
    wechat = WeChat(account, reception, WeChatPushing(account, reception, store, template=FORM))
    return {"wechat": wechat, "wecom": WeCom(account, reception, WeComPushing(account, reception, store))}


async def live(life: Life) -> None:
    """Sends until it is killed, or told to stop."""
    now = clock(life.began)
    store = database(life.url, None, passing=failing(life.point, life.how, life.after))
    if life.kind in LIBRARIES:
        Planner(store, LIBRARIES[life.kind]()).run(AT)
        return
    channels = some_channels(store, life.api, now)
    lease = timedelta(seconds=life.lease)
    sender = Sender(store, channels, Meters(), now, slots=life.slots, lease=lease, tidied=life.lease / 6)
    works: Worker | Engine = Engine(sender, Unplanned(), now, pause=life.pause)
    if life.kind == "worker":
        works = Worker(sender, Unplanned(), store, now, stalled=max(3.0, life.lease))
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, works.stop)
    await works.run()


class Nursery:
    """Makes processes from outside."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bot.reminding.nursery"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, sys.path)])},
        )
        self._born: set[int] = set()

    def born(self, life: Life) -> int:
        """The id of a new process."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(asdict(life)) + "\n")
        self._process.stdin.flush()
        number = int(self._process.stdout.readline())
        self._born.add(number)
        return number

    def kill(self, number: int) -> None:
        """Ends a process at once, and waits until it has ended."""
        self._born.discard(number)
        with suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)
        while is_there(number):
            time.sleep(0.001)

    def close(self) -> None:
        """Ends all processes."""
        for number in list(self._born):
            self.kill(number)
        self._process.communicate()


def is_there(number: int) -> bool:
    """Whether a process has not ended."""
    return Path(f"/proc/{number}").exists()


def is_still(number: int) -> bool:
    """Whether a process stands still."""
    with suppress(OSError):
        return Path(f"/proc/{number}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] == "T"
    return False


@contextmanager
def a_nursery() -> Iterator[Nursery]:
    """A nursery for the time of a `with` block."""
    found = Nursery()
    try:
        yield found
    finally:
        found.close()


def _begin(given: Mapping[str, Any]) -> NoReturn:
    os.dup2(os.open(os.devnull, os.O_RDWR), 0)
    os.dup2(0, 1)
    try:
        with asyncio.Runner(loop_factory=event_loop) as runner:
            runner.run(live(Life(**given)))
    finally:
        os._exit(0)


def main() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for library in LIBRARIES.values():
        library()
    gc.freeze()
    for line in sys.stdin:
        if not (number := os.fork()):
            _begin(json.loads(line))
        print(number, flush=True)


if __name__ == "__main__":
    main()
