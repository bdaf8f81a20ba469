"""What a WeChat message costs: the whole durable turn against the least that answers in safe mode, over real HTTP."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from time import process_time

import psutil
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from dialogs import Conversation, Message, respond
from dialogs.message import Context
from tests.bench.callers import Callers, called
from tests.bench.echo import KINDS
from tests.bench.test_bench_dialogs import MESSAGES
from tests.bot.sending import AT, shipped
from tests.bot.tencent.vendor import an_account

ROOT = Path(__file__).parents[2]
ROUNDS, PEOPLE, CONNECTIONS = 7, 60, 32
# Where nothing is measured.
FEW = 2
MOST_CPU, MOST_LATENCY = 5, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A server that is measured."""

    url: str
    process: psutil.Process

    def cpu(self) -> float:
        """Seconds of all cores so far, the system's for it included."""
        times = self.process.cpu_times()
        return float(times.user + times.system)


@contextmanager
def served(kind: str, folder: Path) -> Iterator[Served]:
    folder.mkdir()
    with subprocess.Popen(
        [sys.executable, "-m", "tests.bench.echo", kind, str(folder)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            yield Served(url=process.stdout.readline().strip(), process=psutil.Process(process.pid))
        finally:
            process.terminate()


@contextmanager
def all_served(folder: Path) -> Iterator[dict[str, Served]]:
    with (
        served("http", folder / "http") as http,
        served("echo", folder / "echo") as echo,
        served("still", folder / "still") as still,
        served("whole", folder / "whole") as whole,
    ):
        yield dict(zip(KINDS, (http, echo, still, whole), strict=True))


def dialogue_cpu(people: int) -> float:
    """Seconds of CPU that `respond` takes for a message of the talk."""
    began = process_time()
    for _ in range(people):
        conversation = Conversation()
        for text in MESSAGES:
            context = Context(now=AT, library=shipped())
            conversation = respond(conversation, Message(text=text), context).conversation
    return (process_time() - began) / (people * len(MESSAGES))


def measured(
    server: Served, callers: Callers, kind: str, connections: int, people: int = PEOPLE
) -> tuple[float, list[float]]:
    """Seconds of CPU a message, and seconds to each answer."""
    talks = callers.requests([MESSAGES], people)
    before = server.cpu()
    check = (lambda body: None) if kind == "http" else callers.content
    seconds = asyncio.run(called(server.url, talks, connections, check))
    return (server.cpu() - before) / len(seconds), seconds


def test_the_cpu_of_a_whole_durable_turn_against_a_bare_echo(
    benchmark: BenchmarkFixture, tmp_path: Path
) -> None:
    """The bound is five times, on SQLite (WAL, FULL); medians over rounds in which all are measured in turn."""
    callers, people = Callers(an_account()), PEOPLE if benchmark.enabled else FEW
    cpu: dict[str, list[float]] = {kind: [] for kind in (*KINDS, "dialogue")}
    with all_served(tmp_path) as servers:

        def round_of_all() -> None:
            for kind, server in servers.items():
                cpu[kind].append(measured(server, callers, kind, 4, people)[0])
            cpu["dialogue"].append(dialogue_cpu(people))

        round_of_all()
        for found in cpu.values():
            found.clear()
        benchmark.pedantic(round_of_all, rounds=ROUNDS if benchmark.enabled else 1, iterations=1)
    micro = {kind: median(found) * 1e6 for kind, found in cpu.items()}
    if not benchmark.enabled:
        return
    ratios = [whole / echo for whole, echo in zip(cpu["whole"], cpu["echo"], strict=True)]
    benchmark.extra_info["database"] = "SQLite, WAL, synchronous=FULL"
    benchmark.extra_info["microseconds_echo"] = round(micro["echo"])
    benchmark.extra_info["microseconds_whole"] = round(micro["whole"])
    benchmark.extra_info["split_http"] = round(micro["http"])
    benchmark.extra_info["split_crypto_and_xml_and_thread"] = round(micro["still"] - micro["http"])
    benchmark.extra_info["split_dialogue"] = round(micro["dialogue"])
    benchmark.extra_info["split_storage"] = round(micro["whole"] - micro["still"] - micro["dialogue"])
    benchmark.extra_info["times_echo"] = round(median(ratios), 2)
    assert median(ratios) <= MOST_CPU


@pytest.mark.parametrize("connections", [CONNECTIONS])
def test_the_slowest_answers_against_a_bare_echo(
    benchmark: BenchmarkFixture, tmp_path: Path, connections: int
) -> None:
    """The bound of the 99th percentile is five times, at 32 connections; the median over rounds."""
    callers, people = Callers(an_account()), PEOPLE if benchmark.enabled else FEW
    slow: dict[str, list[float]] = {"echo": [], "whole": []}
    with served("echo", tmp_path / "echo") as echo, served("whole", tmp_path / "whole") as whole:

        def both() -> None:
            for kind, server in (("echo", echo), ("whole", whole)):
                seconds = measured(server, callers, kind, connections, people)[1]
                slow[kind].append(quantiles(seconds, n=100)[98])

        both()
        for found in slow.values():
            found.clear()
        benchmark.pedantic(both, rounds=ROUNDS if benchmark.enabled else 1, iterations=1)
    ratios = [ours / theirs for ours, theirs in zip(slow["whole"], slow["echo"], strict=True)]
    for kind, found in slow.items():
        benchmark.extra_info[f"p99_milliseconds_{kind}"] = round(median(found) * 1e3, 1)
    benchmark.extra_info["times_echo"] = round(median(ratios), 2)
    if benchmark.enabled:
        assert median(ratios) <= MOST_LATENCY
