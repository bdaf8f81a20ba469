"""Logs: JSON, and nothing in them of secrets, persons or what was said."""

from __future__ import annotations

import ast
import io
import json
import logging
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog

from bot.service.logs import TELLING, logging_to
from tests.bot.sending import AT

ROOT = Path(__file__).parents[3]
# What our own events say in numbers.
COUNTS = {"tries", "seconds", "exc_info", "delivery", "freed", "uncertain"}
CANARIES = {
    "callback token": "k7Pz0aQ2canary",
    "AES key": "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
    "app secret": "0123456789abcdef0123456789abcdef",
    "access token": "81_kE9dXqL0canary-tokenOfTheVendor",
    "bot token": "123456789:AAF0123456789abcdefghijklmnopqrstuv",
    "database password": "p%40ss-canary",
    "cookie": "8cCanary0qLw3Zx9TnVb5Rk2.1733104800.Yt6Pz0aQ2kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGn",
    "binding code": "K7QP-2MXD",
    "telephone": "13912345678",
    "person's number": "11010119900307123X",
    "credit code": "91140802MA0GTC9U5A",
    "openid": "oCanary0zXk3Qw9PmLs7Rt5VyB2n",
    "text": "我是金丝雀，电话在上面",
}
SECRETS = [
    CANARIES[name] for name in ("callback token", "AES key", "app secret", "bot token", "database password")
]


@pytest.fixture
def kept() -> Iterator[io.StringIO]:
    """What is logged meanwhile."""
    stream = io.StringIO()
    with logging_to(stream, lambda: AT, level="debug", secrets=SECRETS):
        yield stream


def _entries(kept: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in kept.getvalue().splitlines()]


def _raised(text: str) -> BaseException:
    try:
        try:
            raise KeyError(text)
        except KeyError as error:
            raise ValueError(f"{text} is wrong") from error
    except ValueError as error:
        return error


def _unraisable(text: str) -> None:
    class Given:
        exc_value = _raised(text)

    sys.unraisablehook(Given())  # type: ignore[arg-type]


def _in_thread(text: str) -> None:
    def fail() -> None:
        raise ValueError(text)

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()


# Ways in which a value may come to be logged.
WAYS: dict[str, Callable[[str], object]] = {
    "under its name": lambda text: structlog.get_logger().info("x", text=text, user=text, token=text, cookie=text),
    "inside another value": lambda text: structlog.get_logger().info("x", reply={"said": [text]}, parts=[text]),
    "as words of an error": lambda text: structlog.get_logger().error("x", exc_info=_raised(text)),
    "as an error": lambda text: structlog.get_logger().error("x", error=_raised(text), reason=_raised(text)),
    "by a library's arguments": lambda text: logging.getLogger("a").info('Request: %s "%s"', text, text),
    "by a library's dictionary": lambda text: logging.getLogger("a").info("%(a)s", {"a": text}),
    "by a library's own sentence": lambda text: logging.getLogger("asyncio").error(f"Task failed\nfuture: {text}"),
    "by a library's repetition": lambda text: logging.getLogger("a").error(f"Cannot read '{text}'"),
    "by a library's error": lambda text: logging.getLogger("a").error("x", exc_info=_raised(text)),
    "by a warning": lambda text: warnings.warn(f"unknown: {text!r}", UserWarning, stacklevel=1),
    "by a thread that died": _in_thread,
    "by what nobody could catch": _unraisable,
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_no_canary_is_told_in_any_way(way: str, kept: io.StringIO) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        for text in CANARIES.values():
            WAYS[way](text)
    assert len(_entries(kept)) >= len(CANARIES)
    for name, canary in CANARIES.items():
        assert canary not in kept.getvalue(), name


@pytest.mark.parametrize("name", CANARIES)
def test_no_canary_is_told_where_words_are_told(name: str, kept: io.StringIO) -> None:
    """Even where somebody mistakes a person's words for a reason."""
    canary = CANARIES[name]
    for text in (
        canary,
        f"GET /cgi-bin/send?access_token={canary}&x=1",
        f"postgresql://q:{canary}@h/q",
        f"Cookie: {canary}",
    ):
        structlog.get_logger().warning("refused", reason=text, path=text, code=text, said=[text])
        logging.getLogger("urllib3").warning(text)
    assert canary not in kept.getvalue()


def test_an_entry_is_one_line_of_json_with_its_moment(kept: io.StringIO) -> None:
    structlog.get_logger().warning("push", channel="wechat", outcome="retry", code="45009", tries=3, until=AT)
    assert kept.getvalue().count("\n") == 1
    assert _entries(kept) == [
        {
            "at": "2024-12-02T02:00:00.000+00:00", "level": "warning", "event": "push", "channel": "wechat",
            "outcome": "retry", "code": "45009", "tries": 3, "until": "2024-12-02T02:00:00+00:00",
        }
    ]  # fmt: skip


def test_an_error_is_told_by_its_kind_its_place_and_its_cause(kept: io.StringIO) -> None:
    structlog.get_logger().error("x", exc_info=_raised("canary"))
    (entry,) = _entries(kept)
    assert (entry["error"], entry["cause"]["error"]) == ("ValueError", "KeyError")
    assert entry["where"][-1].startswith("bot/service/test_logs.py:")
    assert entry["where"][-1].endswith(" _raised")


def test_less_than_the_level_is_not_told() -> None:
    stream = io.StringIO()
    with logging_to(stream, lambda: AT, level="warning"):
        structlog.get_logger().info("x")
        logging.getLogger("a").info("x")
        logging.getLogger("a").warning("y")
    assert [entry["event"] for entry in _entries(stream)] == ["y"]


def test_who_no_longer_reads_keeps_nobody_from_their_work() -> None:
    stream = io.StringIO()
    with logging_to(stream, lambda: AT):
        stream.close()
        structlog.get_logger().error("x")
        logging.getLogger("a").error("x")


def test_afterwards_all_is_as_it_was() -> None:
    before = (logging.getLogger().handlers[:], sys.excepthook, threading.excepthook, structlog.get_config())
    with logging_to(io.StringIO(), lambda: AT):
        pass
    assert before == (
        logging.getLogger().handlers, sys.excepthook, threading.excepthook, structlog.get_config(),
    )  # fmt: skip


def test_what_our_own_code_tells_is_among_what_may_be_told() -> None:
    """Another name would be hidden, and whoever added it would not know why."""
    found = set()
    for path in (ROOT / "bot").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                called = node.func
                is_log = ast.unparse(called.value) in ("log", "self._log")
                if is_log and called.attr in ("debug", "info", "warning", "error", "critical", "exception"):
                    found |= {keyword.arg for keyword in node.keywords if keyword.arg}
    assert found
    assert found <= TELLING | COUNTS
