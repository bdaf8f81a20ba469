"""Processes of the tests' own, with all loaded that is loaded here: one that may be killed begins at once."""

from __future__ import annotations

import gc
import multiprocessing
from collections.abc import Callable
from multiprocessing.process import BaseProcess

_FORK = multiprocessing.get_context("fork")


def forked(does: Callable[[], object]) -> BaseProcess:
    """A process that does something and ends; it must open what it works with, nothing open here is its own."""
    process = _FORK.Process(target=_run, args=(does,), daemon=True)
    process.start()
    return process


def ended(does: Callable[[], object]) -> int:
    """The exit code of a process that does something, once it has; killed by a signal it is the signal's, negative."""
    process = forked(does)
    process.join()
    assert process.exitcode is not None
    return process.exitcode


def _run(does: Callable[[], object]) -> None:
    # What is given up here is open there still: a connection would say goodbye for both.
    gc.freeze()
    does()
