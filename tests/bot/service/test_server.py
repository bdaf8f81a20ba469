"""The server as a process: begun, stopped in the middle, and beside others on one database."""

from __future__ import annotations

import itertools
import signal
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.bad_input import BadInput
from bot.service.server import address, bound, tell_systemd
from tests.bot.running import Quanzhu
from tests.bot.service.processes import ROOT, served
from tests.conftest import Shared

PLACES = ("bot.app", "serve", "--port", "0")


def test_a_turn_under_way_is_answered_before_the_process_ends_without_an_error(url: str) -> None:
    with served("tests.bot.service.holding", url) as process, ThreadPoolExecutor(1) as pool:
        base = process.address
        answer = pool.submit(httpx.post, f"{base}/say/u", content="你好", timeout=30, trust_env=False)
        assert process.line() == "in turn"
        process.signal()
        _wait_until_closed(base)
        process.tell("go on")
        assert answer.result().status_code == 200
        assert "创新券" in answer.result().text
        assert process.ended() == 0


def _wait_until_closed(base: str) -> None:
    """Until nobody new is heard."""
    host, _, port = base.removeprefix("http://").rpartition(":")
    # One that comes just then is reset.
    with suppress(ConnectionRefusedError, ConnectionResetError):
        while True:
            with socket.create_connection((host, int(port))):
                pass


class Visitor:
    """A browser of the web chat that is sent to another process each time."""

    def __init__(self, *bases: str):
        self._bases = itertools.cycle(bases)
        self._client = httpx.Client(trust_env=False, timeout=30)
        self.cookie = ""
        self._keys = (f"key-of-this-visitor-{number}" for number in itertools.count())

    def __call__(self, path: str, **content: str) -> Any:
        """The JSON that comes back."""
        base = next(self._bases)
        headers = {"Origin": base, **({"Cookie": self.cookie} if self.cookie else {})}
        answer = self._client.post(f"{base}/chat/{path}", json=content, headers=headers)
        assert answer.status_code == 200, answer.text
        if given := answer.headers.get("set-cookie"):
            # A cookie for https alone, kept by hand: here nobody stands in front.
            self.cookie = given.partition(";")[0]
        return answer.json()

    def say(self, text: str, key: str = "") -> str:
        """The answer to a message, the text of its replies."""
        shown = self("say", text=text, key=key or next(self._keys))
        return "\n".join(reply["text"] for reply in shown["turns"][-1]["replies"])

    def close(self) -> None:
        self._client.close()


def test_processes_on_one_database_keep_one_conversation(shared_postgresql: Shared, data_dir: Path) -> None:
    url = shared_postgresql.emptied()
    environment = {"QUANZHU_DATABASE_URL": url, "QUANZHU_DATA_DIR": str(data_dir)}
    with (
        served(*PLACES, environment=environment) as one,
        served(*PLACES, environment=environment) as other,
    ):
        visitor = Visitor(one.address, other.address)
        assert "是否入驻晋创谷" in visitor.say("运城，中试服务花了240万，能补多少")
        first = visitor.say("在的", key="the-same-key-twice")
        assert "100 万元" in first
        assert visitor.say("在的", key="the-same-key-twice") == first
        assert "50 万元" in visitor.say("改一下，不在晋创谷")
        visitor.close()
        for process in (one, other):
            process.signal()
            assert process.ended() == 0
            assert process.events[-1]["event"] == "stopped"


def test_a_demo_needs_nothing_and_ends_by_ctrl_c(tmp_path: Path, data_dir: Path) -> None:
    # Its own folder, with the editions compiled before.
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "cache").symlink_to(data_dir / "cache")
    environment = {"QUANZHU_DATA_DIR": str(tmp_path / "data"), "QUANZHU_LOG_LEVEL": "info"}
    with served(*PLACES, "--demo", environment=environment, folder=tmp_path) as process:
        base = process.address
        assert httpx.get(base, trust_env=False).status_code == 200
        visitor = Visitor(base)
        assert visitor.say("你好")
        visitor.close()
        process.signal(signal.SIGINT)
        assert process.ended() == 0
        assert f"券小助已就绪，请在浏览器里打开 {base}/，按 Ctrl-C 结束\n" in process.log
    assert (tmp_path / "data" / "quanzhu.sqlite3").exists()


def test_without_the_extra_it_says_what_to_install(quanzhu: Quanzhu, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "structlog", None)
    ran = quanzhu("serve", "--demo")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "serve: 缺少 structlog；运行 pip install 'quanzhu[serve]'\n"


def test_the_other_commands_load_nothing_of_it() -> None:
    """Their start would take ten times as long."""
    heavy = (
        "dotenv",
        "prometheus_client",
        "pydantic",
        "starlette",
        "structlog",
        "telegram",
        "uvicorn",
        "wechatpy",
    )
    code = f"import sys, bot.app; print(sorted(sys.modules.keys() & set({heavy})))"
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"


def test_a_port_that_is_taken_is_told_before_anything_is_done(quanzhu: Quanzhu, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        ran = quanzhu("serve", "--demo", "--port", str(port))
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == f"--port: {port} 已被别的程序占用；停掉它，或换一个，例如 --port 8001\n"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--port", "70000"), "--port: '70000' 不是端口，写成 8000 这样的数"),
        (("--port", "²"), "--port: '²' 不是端口"),
        (("--host", "203.0.113.7"), "--host: 203.0.113.7 不是这台机器的地址"),
        (("--host", "no such host"), "--host: 没有地址 'no such host'"),
        (("--host", "\ud800"), "--host: 没有地址"),
    ],
)
def test_an_address_that_cannot_be_used_is_one_message(
    quanzhu: Quanzhu, arguments: tuple[str, ...], told: str
) -> None:
    ran = quanzhu("serve", "--demo", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(told)
    assert ran.err.count("\n") == 1


def test_a_database_that_is_away_at_the_start_is_one_message(
    quanzhu: Quanzhu, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUANZHU_DATABASE_URL", "postgresql://q:canary-password@127.0.0.1:1/q")
    ran = quanzhu("serve", "--port", "0")
    assert ran.code == 2
    assert "数据库: 连不上" in ran.err
    assert "canary" not in ran.err


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_an_address_can_be_clicked(host: str) -> None:
    try:
        listening = bound(host, 0)
    except BadInput:
        pytest.skip("no such address on this machine")
    with listening:
        port = listening.getsockname()[1]
        shown = "[::1]" if ":" in host else host
        assert address(listening) == f"http://{shown}:{port}/"


@pytest.mark.parametrize("is_abstract", [False, True])
def test_the_service_manager_is_told_if_it_asked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, is_abstract: bool
) -> None:
    tell_systemd("READY=1")
    name = "@quanzhu-test-notify" if is_abstract else str(tmp_path / "notify")
    monkeypatch.setenv("NOTIFY_SOCKET", name)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(f"\0{name[1:]}" if is_abstract else name)
        tell_systemd("READY=1")
        assert manager.recv(100) == b"READY=1"
    tell_systemd("STOPPING=1")
