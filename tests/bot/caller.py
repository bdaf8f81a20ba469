"""A process that calls WeChat: `python -m tests.bot.caller DATABASE WECHAT THREADS`.

Says `ready`, waits for a line, makes one call in each thread, all at once, and prints their outcomes as JSON.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Barrier
from typing import Any

from bot.reception.channel import Outcome
from bot.reception.meters import Meters
from bot.tencent.client import TIMEOUTS, WECHAT_API, Client, Vendor
from storage.database import Database, database
from tests.bot.wechat_api import an_account

AT = datetime(2024, 12, 2, 2, tzinfo=UTC)


def hello(api: Any) -> Any:
    """A message to somebody."""
    return api.message.send_text("甲", "您好")


@contextmanager
def a_client(
    store: Database,
    url: str,
    *,
    vendor: Vendor = WECHAT_API,
    meters: Meters | None = None,
    now: Callable[[], datetime] = lambda: AT,
    timeouts: tuple[float, float] = TIMEOUTS,
    **account: str,
) -> Iterator[Client]:
    """A client of the WeChat at an address."""
    found = Client(vendor, an_account(url, **account), store, meters or Meters(), now, timeouts=timeouts)
    try:
        yield found
    finally:
        found.close()


def at_once(client: Client, threads: int) -> list[Outcome]:
    """The outcomes of as many calls as there are threads, all begun together."""
    together = Barrier(threads)

    def call(_: int) -> Outcome:
        together.wait()
        return client.call("custom", hello).outcome

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(call, range(threads)))


def main() -> None:
    address, url, threads = sys.argv[1:]
    store = database(address, None)
    with a_client(store, url) as client:
        print("ready", flush=True)
        sys.stdin.readline()
        print(json.dumps([outcome.kind for outcome in at_once(client, int(threads))]), flush=True)
    store.close()


if __name__ == "__main__":
    main()
