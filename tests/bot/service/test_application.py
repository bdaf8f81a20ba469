"""The application: alive, ready, measured, and quiet about what goes wrong."""

from __future__ import annotations

import io
import json
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx
import pytest

from bot.reception.meters import Meters
from bot.reception.reception import TOO_MANY, Reception
from bot.service.application import READY, Readiness, Service
from bot.service.logs import logging_to
from storage.database import Database, database
from tests.bot.sending import AT, some_turns
from tests.bot.service.plain import Plain
from tests.bot.serving import serving


def a_service(store: Database, **more: int) -> tuple[Service, Plain]:
    """The service with one channel."""
    reception = Reception(some_turns(store), store, Meters(), lambda: AT, **more)
    channel = Plain(reception)
    return Service(reception, store, [channel]), channel


@contextmanager
def served(store: Database, **more: int) -> Iterator[httpx.Client]:
    """Its client."""
    service, channel = a_service(store, **more)
    with serving(service.application) as base, httpx.Client(base_url=base, trust_env=False) as client:
        assert channel.is_started
        yield client
    assert channel.is_stopped


def readiness(client: httpx.Client, hoped: str) -> tuple[int, str]:
    """What `/readyz` says at last: while the machine is busy a database may well be slow."""
    for _ in range(10):
        answer = client.get("/readyz")
        if answer.text == hoped:
            break
        assert answer.status_code == 503
    return answer.status_code, answer.text


def test_it_lives_is_ready_and_answers(store: Database) -> None:
    with served(store) as client:
        assert (client.get("/healthz").status_code, client.get("/healthz").text) == (200, "ok\n")
        assert readiness(client, "ready\n") == (200, "ready\n")
        assert (
            "最高可兑付"
            in client.post("/say/u", content="在青岛找外地机构做研发服务，付了30万，能补多少").text
        )


@pytest.mark.parametrize("address", ["sqlite:////dev/null/quanzhu.sqlite3", "postgresql://q@127.0.0.1:1/q"])
def test_without_its_database_it_lives_is_not_ready_and_asks_to_try_again(
    address: str, opening: Callable[..., Database]
) -> None:
    with served(opening(address)) as client:
        assert client.get("/healthz").status_code == 200
        assert readiness(client, "away\n") == (503, "away\n")
        said = client.post("/say/u", content="你好")
        assert (said.status_code, said.text) == (200, "系统暂时连不上，这条消息没有处理，请稍后再试。")


def test_it_is_not_ready_on_tables_of_another_version(
    empty_url: str, opening: Callable[..., Database]
) -> None:
    # As in a process: in colours, an error of the inbox would hold up the loop for seconds.
    with logging_to(io.StringIO(), lambda: AT), served(opening(empty_url)) as client:
        assert readiness(client, "unmigrated\n") == (503, "unmigrated\n")


@pytest.mark.asyncio
async def test_a_database_that_takes_its_time_is_not_ready_and_asked_once() -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        slow = database(f"postgresql://q@127.0.0.1:{mute.getsockname()[1]}/q", None)
        asked = Readiness(slow, within=0.05)
        assert [await asked.found() for _ in range(3)] == ["slow"] * 3
        mute.settimeout(5)
        mute.accept()[0].close()
        mute.setblocking(False)
        with pytest.raises(BlockingIOError):
            mute.accept()
        asked.close()


@pytest.mark.asyncio
async def test_what_ends_is_not_ready_and_has_stopped_its_channels(store: Database) -> None:
    service, channel = a_service(store)
    transport = httpx.ASGITransport(service.application)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        while (before := (await client.get("/readyz")).text) == "slow\n":
            pass
        assert before == f"{READY}\n"
        await service.end()
        await service.end()
        assert channel.is_stopped
        after = await client.get("/readyz")
        assert (after.status_code, after.text) == (503, "stopping\n")
        assert (await client.get("/healthz")).status_code == 200


def test_what_is_owed_is_delivered_and_not_after_the_channels_ended(store: Database) -> None:
    service, channel = a_service(store)
    with serving(service.application) as base:
        assert httpx.post(f"{base}/owe", content="你好", trust_env=False).text == "True"
    if not channel.delivered:
        # It ended first: whoever comes next delivers.
        again, channel = a_service(store)
        with serving(again.application):
            channel.has_delivered.wait(10)
    assert len(channel.delivered) == 1


def test_a_person_has_a_limit_and_is_told_once_and_others_are_free(store: Database) -> None:
    with served(store, a_minute=3) as client:
        answers = [client.post("/say/u", content="你好").text for _ in range(5)]
        assert TOO_MANY.text not in answers[:3]
        assert answers[3:] == [TOO_MANY.text, ""]
        assert client.post("/say/v", content="你好").text not in ("", TOO_MANY.text)
        assert 'quanzhu_limited_messages_total{channel="plain"} 2.0' in client.get("/metrics").text


def test_metrics_have_their_names_and_no_person(store: Database) -> None:
    with served(store) as client:
        client.post("/say/canary-person", content="canary-text")
        found = client.get("/metrics")
    assert found.headers["content-type"].startswith("text/plain; version=")
    names = {line.split()[2] for line in found.text.splitlines() if line.startswith("# TYPE")}
    assert names >= {
        "quanzhu_turns_total",
        "quanzhu_turn_seconds",
        "quanzhu_redeliveries_total",
        "quanzhu_late_answers_total",
        "quanzhu_busy_answers_total",
        "quanzhu_limited_messages_total",
        "quanzhu_errors_total",
        "quanzhu_token_refreshes_total",
        "quanzhu_pushes_total",
        "quanzhu_inbox_at_work",
        "process_resident_memory_bytes",
        "process_cpu_seconds_total",
        "process_open_fds",
    }
    assert 'quanzhu_turns_total{channel="plain"} 1.0' in found.text
    assert "canary" not in found.text


def test_metrics_are_for_this_machine_alone(store: Database) -> None:
    with served(store) as client:
        assert client.get("/metrics").status_code == 200
        assert client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.7"}).status_code == 404


WRONG = (
    ("GET", "/nowhere", 404, "没有这个地址。\n"),
    ("GET", "/%00", 404, "没有这个地址。\n"),
    ("DELETE", "/healthz", 405, "这个地址不这样用。\n"),
    ("GET", "/say/u", 405, "这个地址不这样用。\n"),
    ("GET", "/break?token=canary", 500, "出错了，请稍后再试。\n"),
)


def test_what_does_not_work_is_one_short_text(store: Database) -> None:
    with served(store) as client:
        for method, path, code, text in WRONG:
            answer = client.request(method, path)
            assert (answer.status_code, answer.text) == (code, text)
            assert answer.headers["content-type"] == "text/plain; charset=utf-8"
        assert client.get("/healthz").status_code == 200


def test_what_nobody_foresaw_is_logged_without_its_words(store: Database) -> None:
    kept = io.StringIO()
    with logging_to(kept, lambda: AT), served(store) as client:
        client.get("/break?name=canary")
        assert 'quanzhu_errors_total{channel="service",code="500"} 1.0' in client.get("/metrics").text
    (entry,) = [json.loads(line) for line in kept.getvalue().splitlines() if '"request"' in line]
    assert (entry["level"], entry["method"], entry["path"], entry["error"]) == (
        "error", "GET", "/break", "ValueError",
    )  # fmt: skip
    assert entry["where"][-1].startswith("bot/service/plain.py:")
    assert "canary" not in kept.getvalue()


def test_a_channel_that_cannot_start_stops_the_start_and_is_named(store: Database) -> None:
    service, channel = a_service(store)

    async def fails() -> None:
        raise RuntimeError("canary")

    channel.start = fails  # type: ignore[method-assign]
    kept = io.StringIO()
    with logging_to(kept, lambda: AT), pytest.raises(AssertionError), serving(service.application):
        pass
    (entry,) = [json.loads(line) for line in kept.getvalue().splitlines() if '"start"' in line]
    assert (entry["event"], entry["channel"], entry["error"]) == ("start", "plain", "RuntimeError")
    assert "canary" not in kept.getvalue()
