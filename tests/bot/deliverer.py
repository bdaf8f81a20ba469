"""A process that answers messages: `python -m tests.bot.deliverer URL THREADS [POINT HOW]`.

Reads a JSON list of messages, says `ready`, waits for a line, answers them all at once and prints each answer as a
line as soon as it is committed. At the POINT of a transaction it dies (`kill`) or fails (`exception`), once.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

from bot.answering.incoming import Incoming
from storage.database import database
from tests.bot.sending import some_turns

_PRINTING = threading.Lock()


class Failed(Exception):
    """What a point of a transaction fails with."""


def failing(point: str, how: str) -> Callable[[str], None]:
    """Dies or fails the first time that a point is passed."""
    left = [1]

    def passing(passed: str) -> None:
        if passed == point and left:
            left.clear()
            if how == "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            raise Failed(point)

    return passing


def answer_all(
    url: str, threads: int, messages: list[dict[str, Any]], passing: Callable[[str], None]
) -> None:
    answering = some_turns(database(url, None, passing=passing))

    def answer(given: dict[str, Any]) -> None:
        message = Incoming(**{**given, "at": datetime.fromisoformat(given["at"])})
        try:
            found = answering.handle(message)
        except Failed:
            return
        line = {"key": message.key, "user": message.user, "turn": found.turn}
        with _PRINTING:
            print(json.dumps({**line, "replies": [r.to_json() for r in found.replies]}), flush=True)

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(answer, messages))


def main() -> None:
    url, threads, *rest = sys.argv[1:]
    messages = json.loads(sys.stdin.readline())
    print("ready", flush=True)
    sys.stdin.readline()
    answer_all(url, int(threads), messages, failing(*rest) if rest else lambda _: None)


if __name__ == "__main__":
    main()
