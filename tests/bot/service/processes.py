"""Processes of the tests that serve, as an operator starts and ends them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]


class Served:
    """A process begun with `python -m MODULE`; `log` is what it has written on standard error."""

    def __init__(
        self, *arguments: str | Path, environment: Mapping[str, str] | None = None, folder: Path = ROOT
    ):
        self.log: list[str] = []
        self._address = ""
        self._has_spoken = threading.Event()
        self._changed = threading.Condition()
        self._process = subprocess.Popen(
            [sys.executable, "-m", *map(str, arguments)],
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, sys.path)]),
                **(environment or {}),
            },
        )
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            with self._changed:
                self.log.append(line)
                self._changed.notify_all()
            if '"listening"' in line:
                self._address = json.loads(line)["address"].rstrip("/")
                self._has_spoken.set()
        self._has_spoken.set()

    @property
    def address(self) -> str:
        """Where it listens, as soon as it does."""
        self._has_spoken.wait()
        assert self._address, "".join(self.log)
        return self._address

    def wait_for(self, text: str) -> None:
        """Until a text stands in its log."""
        with self._changed:
            assert self._changed.wait_for(lambda: any(text in line for line in self.log), 30), self.log

    def line(self) -> str:
        """The next line of its standard output."""
        assert self._process.stdout is not None
        return self._process.stdout.readline().rstrip("\n")

    def tell(self, line: str) -> None:
        """Writes a line on its standard input."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()

    def signal(self, number: int = signal.SIGTERM) -> None:
        self._process.send_signal(number)

    def ended(self) -> int:
        """Its exit code, once it has ended by itself."""
        code = self._process.wait()
        self._reader.join()
        return code

    def close(self) -> None:
        """Ends it, if it has not."""
        if self._process.poll() is None:
            self._process.kill()
        self.ended()
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            assert stream is not None
            stream.close()

    @property
    def events(self) -> list[dict[str, Any]]:
        """Its log, each line of which is JSON."""
        return [json.loads(line) for line in self.log]


@contextmanager
def served(*arguments: str | Path, **more: Any) -> Iterator[Served]:
    """A process for the time of a `with` block."""
    process = Served(*arguments, **more)
    try:
        yield process
    finally:
        process.close()
