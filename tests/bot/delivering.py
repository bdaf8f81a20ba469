"""Processes that answer messages at the same time, and may be killed over it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bot.answering.incoming import Incoming

ROOT = Path(__file__).parents[2]


def plain_message(message: Incoming) -> dict[str, Any]:
    return {**asdict(message), "at": message.at.isoformat()}


class Process:
    """One process with its messages, ready to answer them."""

    def __init__(self, url: str, messages: Sequence[Incoming], *, threads: int = 1, at: Sequence[str] = ()):
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bot.deliverer", url, str(threads), *at],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, sys.path)])},
        )
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps([plain_message(one) for one in messages]) + "\n")
        self._process.stdin.flush()

    def ready(self) -> None:
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "ready\n"

    def go(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write("go\n")
        self._process.stdin.flush()

    def answers(self) -> list[dict[str, Any]]:
        """What it answered before it ended, however it ended."""
        out, _ = self._process.communicate()
        return [json.loads(line) for line in out.splitlines() if line.endswith("}")]

    @property
    def code(self) -> int:
        return self._process.wait()


def answered(url: str, *shares: Sequence[Incoming], threads: int = 1) -> list[dict[str, Any]]:
    """The answers of as many processes as there are shares, all begun at the same time."""
    processes = [Process(url, share, threads=threads) for share in shares]
    for process in processes:
        process.ready()
    for process in processes:
        process.go()
    return [answer for process in processes for answer in process.answers()]
