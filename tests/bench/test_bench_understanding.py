"""What understanding costs: warm by the message, as messages grow, and when it is first used."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from itertools import pairwise
from pathlib import Path
from statistics import median
from time import perf_counter

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

import dialogs
from dialogs.understanding.understanding import understand
from policy.library import library
from tests.bench.processes import environment
from tests.dialogs.labelled import UTTERANCES, entries

TODAY = date(2024, 11, 20)
LONGEST = 300
ROUNDS = 5
# One of so many where nothing is measured.
FEW = 50


def test_a_message(benchmark: BenchmarkFixture) -> None:
    """The bound is a median of 100 µs over the labelled utterances, each at its best of five."""
    facts = library().facts
    found = [str(e["text"]) for path in sorted(UTTERANCES.glob("*.yaml")) for e in entries(path)]
    texts = [text for text in found if len(text) < LONGEST]
    if not benchmark.enabled:
        texts = texts[::FEW]
    best = [1.0] * len(texts)

    def all_of_them() -> None:
        for number, text in enumerate(texts):
            start = perf_counter()
            understand(text, today=TODAY, facts=facts)
            best[number] = min(best[number], perf_counter() - start)

    benchmark.pedantic(all_of_them, rounds=ROUNDS, warmup_rounds=1)
    benchmark.extra_info["median_microseconds"] = median(best) * 1e6
    benchmark.extra_info["slowest_twentieth_microseconds"] = sorted(best)[len(best) * 19 // 20] * 1e6


DENSE = (
    "检测费3万，",
    "我们是运城盐湖区的高企，",
    "2024年3月5号开的票，合同20万 ",
    "不是没有，",
    "1、1、",
    "青岛运城",
    "科小2024年入库，",
    "商标能报吗？",
)
SIZES = (250, 500, 1_000, 2_000, 4_000, 100_000)


@pytest.mark.parametrize("part", DENSE)
def test_a_doubled_message(benchmark: BenchmarkFixture, part: str) -> None:
    """The bound is three times for twice the text, to 100 kB; what lies beyond the limit is not read."""
    facts = library().facts

    def seconds(size: int) -> float:
        text = (part * size)[:size]
        found = []
        for _ in range(ROUNDS):
            start = perf_counter()
            understand(text, today=TODAY, facts=facts)
            found.append(perf_counter() - start)
        return median(found)

    taken = {size: seconds(size) for size in SIZES}
    benchmark.pedantic(lambda: understand(part * 50, today=TODAY, facts=facts), rounds=1)
    benchmark.extra_info["times_when_doubled"] = [
        round(taken[double] / taken[size], 2) for size, double in pairwise(SIZES[:5])
    ]
    benchmark.extra_info["milliseconds_for_100_kB"] = taken[100_000] * 1e3


COLD = """
import json, os, sys, time, types
from datetime import date
from policy.library import library
facts = library().facts

# The front of the package loads the flows as well, which are not what is measured.
front = types.ModuleType("dialogs")
front.__path__ = [sys.argv[1]]
sys.modules["dialogs"] = front


def megabytes():
    with open("/proc/self/statm") as held:
        return int(held.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


before = megabytes()
start = time.perf_counter()
import dialogs
from dialogs.understanding.understanding import understand
loaded = time.perf_counter()
understand("我们是运城盐湖区的创新型中小企业，检测费80万，能补多少", today=date(2024, 11, 20), facts=facts)
print(json.dumps([(time.perf_counter() - start) * 1e3, (loaded - start) * 1e3, megabytes() - before]))
"""


def test_the_first_message_of_a_process(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    """The bounds are 60 ms and 20 MB beside the editions, medians of nine; bytecode is at hand, as when installed."""
    command = [sys.executable, "-c", COLD, str(Path(dialogs.__file__).parent)]
    given = environment(tmp_path)

    def cold() -> list[float]:
        done = subprocess.run(command, env=given, capture_output=True, text=True, check=True)
        found: list[float] = json.loads(done.stdout)
        return found

    cold()
    found = [cold() for _ in range(9 if benchmark.enabled else 1)]
    benchmark.pedantic(cold, rounds=1)
    benchmark.extra_info["milliseconds"] = median(ms for ms, _, _ in found)
    benchmark.extra_info["of_which_loading"] = median(ms for _, ms, _ in found)
    benchmark.extra_info["megabytes"] = median(mb for _, _, mb in found)
