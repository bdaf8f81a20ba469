"""What the rules cost, against the same rules written by hand, in the same run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from policy.cases import read_case
from policy.library import SHIPPED, library
from policy.loading import read
from policy.report import report
from policy.standing import Case, standing
from policy.workdays import SHANGHAI
from storage.compiled import CompiledShelf
from tests.bench.by_hand import by_hand

AT = datetime(2024, 12, 10, 12, tzinfo=SHANGHAI)
EDITIONS = library()
QINGDAO = EDITIONS.editions["qingdao-2024"]
QINGDAO_FILE = SHIPPED / "qingdao-2024.yaml"
FIRST = read(QINGDAO_FILE.read_bytes(), QINGDAO_FILE.name).edition.examples[0]
WHOLE = read_case(QINGDAO, FIRST.given)


def partial() -> Case:
    """Every second fact of the whole profile."""
    enterprise = dict(list(WHOLE.enterprise.items())[::2])
    return Case(enterprise, [dict(list(WHOLE.services[0].items())[::2])])


CASES = {"whole profile": WHOLE, "half of it": partial(), "nothing known": Case({}, [{}])}
TIMES: dict[str, float] = {}


def typical(function: Callable[[], Any], *, rounds: int = 41, each: int = 50) -> float:
    """Median seconds of a call."""

    def once() -> float:
        start = perf_counter()
        for _ in range(each):
            function()
        return (perf_counter() - start) / each

    return median(once() for _ in range(rounds))


@pytest.fixture(scope="module", autouse=True)
def told() -> Iterator[None]:
    yield
    if TIMES:
        print("\n" + "\n".join(f"{name}: {value:.1f}" for name, value in TIMES.items()))


@pytest.mark.parametrize("name", CASES)
def test_outcome_and_interval_against_the_rules_by_hand(benchmark: BenchmarkFixture, name: str) -> None:
    """At most ten times."""
    case, today = CASES[name], AT.date()
    enterprise, service = dict(case.enterprise), dict(case.services[0])
    found = standing(QINGDAO, case, today)
    outcome, low, high = by_hand(enterprise, service)
    if name == "whole profile":
        assert (found.low, found.high, outcome) == (low, high, "eligible")
    benchmark(standing, QINGDAO, case, today)
    if benchmark.enabled:
        floor = typical(lambda: by_hand(enterprise, service))
        TIMES[f"{name}, outcome and interval, times by hand"] = (
            typical(lambda: standing(QINGDAO, case, today)) / floor
        )


@pytest.mark.parametrize("name", CASES)
def test_the_whole_report_against_the_rules_by_hand(benchmark: BenchmarkFixture, name: str) -> None:
    """With explanation, next question and would-change: at most two hundred times."""
    case = CASES[name]
    enterprise, service = dict(case.enterprise), dict(case.services[0])
    requests = ("outcome", "ceiling")
    benchmark(report, QINGDAO, case, AT, requests, EDITIONS)
    if benchmark.enabled:
        floor = typical(lambda: by_hand(enterprise, service))
        TIMES[f"{name}, whole report, times by hand"] = (
            typical(lambda: report(QINGDAO, case, AT, requests, EDITIONS), each=5) / floor
        )


def test_editions_loaded_and_compiled_cold(benchmark: BenchmarkFixture) -> None:
    """At most 120 ms, the worked examples included."""

    found = benchmark.pedantic(library, rounds=9, iterations=1)
    assert set(found.editions) == set(EDITIONS.editions)
    if benchmark.enabled:
        TIMES["editions cold, ms"] = benchmark.stats.stats.median * 1000


def test_editions_from_the_cache(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    """At most 5 ms."""
    shelf = CompiledShelf(tmp_path)
    library(shelf=shelf)
    found = benchmark.pedantic(lambda: library(shelf=shelf), rounds=25, iterations=1)
    assert set(found.editions) == set(EDITIONS.editions)
    if benchmark.enabled:
        TIMES["editions from the cache, ms"] = benchmark.stats.stats.median * 1000
