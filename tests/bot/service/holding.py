"""A process whose turns wait to be let go: `python -m tests.bot.service.holding URL`.

Says `in turn` on standard output when one has begun, and ends it when it is told a line.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import Any

import structlog

from bot.reception.meters import Meters
from bot.reception.reception import Reception
from bot.service.application import Service
from bot.service.logs import logging_to
from bot.service.server import Server, address, bound
from dialogs import respond
from storage.database import database
from tests.bot.sending import some_turns
from tests.bot.service.plain import Plain


def held(*given: Any) -> Any:
    print("in turn", flush=True)
    sys.stdin.readline()
    return respond(*given)


def main(url: str) -> None:
    store = database(url, None)
    reception = Reception(some_turns(store, held), store, Meters(), lambda: datetime(2024, 12, 2, tzinfo=UTC))
    service = Service(reception, store, [Plain(reception)])
    with logging_to(sys.stderr, reception.now), bound("127.0.0.1", 0) as listening:

        def begun() -> None:
            structlog.get_logger().info("listening", address=address(listening))

        Server(service.application, begun=begun, end=service.end).listen(listening)
    store.close()


if __name__ == "__main__":
    main(sys.argv[1])
