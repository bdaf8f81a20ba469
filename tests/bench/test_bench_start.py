"""How soon a cold `quanzhu chat --plain` says something, against an interpreter that does nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from statistics import median
from time import perf_counter

from pytest_benchmark.fixture import BenchmarkFixture

from tests.bench.processes import environment

ROUNDS = 9
MOST = 60
NOTHING = [sys.executable, "-c", "pass"]
CHAT = [
    sys.executable,
    "-c",
    "from bot.app import main; raise SystemExit(main())",
    "chat",
    "--plain",
    "--user",
    "me",
]


def seconds_of_nothing() -> float:
    start = perf_counter()
    subprocess.run(NOTHING, check=True)
    return perf_counter() - start


def test_the_first_reply_comes_within_sixty_times_an_empty_start(
    benchmark: BenchmarkFixture, tmp_path: Path
) -> None:
    """An unmeasured start before compiles the editions and makes the database; medians of nine, both taken in turn."""
    given = environment(tmp_path)
    floors, starts = [], []

    def first_reply() -> bytes:
        start = perf_counter()
        with subprocess.Popen(CHAT, env=given, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as talking:
            assert talking.stdin is not None
            assert talking.stdout is not None
            said = talking.stdout.readline()
            starts.append(perf_counter() - start)
            talking.stdin.close()
            talking.stdout.read()
        floors.append(seconds_of_nothing())
        return said

    assert first_reply()
    floors.clear()
    starts.clear()
    assert benchmark.pedantic(first_reply, rounds=ROUNDS, iterations=1)
    benchmark.extra_info["times_an_empty_start"] = median(starts) / median(floors)
    if benchmark.enabled:
        assert median(starts) <= MOST * median(floors)
