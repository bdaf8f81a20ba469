"""Processes that answer messages at the same time, and may be killed over it."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from typing import Any

from bot.answering.incoming import Incoming
from storage.database import database
from tests.bot.breaking import Failed, failing
from tests.bot.sending import some_turns
from tests.forking import forked


class Process:
    """One process with its messages, ready to answer them."""

    def __init__(self, url: str, messages: Sequence[Incoming], *, threads: int = 1, at: Sequence[str] = ()):
        """`at`: the point of a transaction, and how it breaks there."""
        self._here, there = multiprocessing.Pipe()

        def answer() -> None:
            self._here.close()
            _answer_all(there, url, messages, threads, failing(*at) if at else lambda _: None)

        self._process = forked(answer)
        there.close()

    def ready(self) -> None:
        assert self._here.recv() == "ready"

    def go(self) -> None:
        self._here.send("go")

    def answers(self) -> list[dict[str, Any]]:
        """What it answered before it ended, however it ended."""
        found = []
        while True:
            try:
                found.append(self._here.recv())
            except EOFError:
                self._here.close()
                return found

    @property
    def code(self) -> int | None:
        """The exit code; killed by a signal it is the signal's, negative."""
        self._process.join()
        return self._process.exitcode


def _answer_all(
    there: Connection, url: str, messages: Sequence[Incoming], threads: int, passing: Callable[[str], None]
) -> None:
    answering = some_turns(database(url, None, passing=passing))
    there.send("ready")
    there.recv()
    telling = threading.Lock()

    def answer(message: Incoming) -> None:
        try:
            found = answering.handle(message)
        except Failed:
            return
        line = {"key": message.key, "user": message.user, "turn": found.turn}
        with telling:
            there.send({**line, "replies": [reply.to_json() for reply in found.replies]})

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(answer, messages))


def answered(url: str, *shares: Sequence[Incoming], threads: int = 1) -> list[dict[str, Any]]:
    """The answers of as many processes as there are shares, all begun at the same time."""
    processes = [Process(url, share, threads=threads) for share in shares]
    for process in processes:
        process.ready()
    for process in processes:
        process.go()
    return [answer for process in processes for answer in process.answers()]
