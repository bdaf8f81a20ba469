"""A token is fetched by one thread of one process for all of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from bot.reception.channel import SENT
from bot.tencent.client import WECHAT_API, WECOM_API, Vendor
from bot.tencent.errors import Refused
from bot.tencent.tokens import Fetched, Tokens
from storage import secrets
from storage.database import Database
from tests.bot.breaking import Failed, failing
from tests.bot.caller import AT, a_client, at_once, hello
from tests.bot.serving import serving
from tests.bot.wechat_api import CUSTOM, HANG, MESSAGE, STABLE, WeChatApi

ROOT = Path(__file__).parents[3]
QUICK = (1.0, 0.2)


def test_sixteen_threads_at_once_fetch_one_token(store: Database) -> None:
    api = WeChatApi()
    with serving(api.app()) as url, a_client(store, url) as client:
        assert at_once(client, 16) == [SENT] * 16
    assert api.fetched == 1
    assert len(api.sent) == 16


def test_two_processes_of_sixteen_threads_fetch_one_token(url: str) -> None:
    api = WeChatApi()
    with serving(api.app()) as address:
        processes = [
            subprocess.Popen(
                [sys.executable, "-m", "tests.bot.caller", url, address, "16"],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, sys.path)])},
            )
            for _ in range(2)
        ]
        for process in processes:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        for process in processes:
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        told = [json.loads(process.communicate()[0]) for process in processes]
    assert told == [["sent"] * 16] * 2
    assert api.fetched == 1
    assert len(api.sent) == 32


def test_a_token_that_ended_early_is_fetched_anew_once_for_all(store: Database) -> None:
    api = WeChatApi()
    with serving(api.app()) as url, a_client(store, url) as client, a_client(store, url) as other:
        assert [client.call("custom", hello).outcome, other.call("custom", hello).outcome] == [SENT, SENT]
        assert api.fetched == 1
        api.ends_token()
        assert at_once(client, 16) == [SENT] * 16
        assert other.call("custom", hello).outcome == SENT
    assert api.fetched == 2


def test_a_token_that_is_refused_and_handed_out_again_is_not_asked_for_by_each_thread(
    store: Database,
) -> None:
    api = WeChatApi()
    with serving(api.app()) as url, a_client(store, url) as client:
        assert client.call("custom", hello).outcome == SENT
        api.always_says(CUSTOM, 40001)
        assert {outcome.kind for outcome in at_once(client, 16)} == {"retry"}
    assert api.fetched == 2


def test_a_token_is_fetched_anew_shortly_before_its_end(store: Database) -> None:
    api, now = WeChatApi(), [AT]
    with serving(api.app()) as url, a_client(store, url, now=lambda: now[0]) as client:
        for seconds, fetched in ((0, 1), (6899, 1), (6900, 2), (7200, 2)):
            now[0] = AT + timedelta(seconds=seconds)
            assert client.call("custom", hello).outcome == SENT
            assert api.fetched == fetched, seconds


def test_a_token_given_for_a_few_minutes_only_is_not_fetched_for_each_call(store: Database) -> None:
    api = WeChatApi(lasts=200)
    with serving(api.app()) as url, a_client(store, url) as client:
        for _ in range(3):
            assert client.call("custom", hello).outcome == SENT
    assert api.fetched == 1


def test_the_failure_of_a_fetch_is_shared_by_whoever_waits_for_it(store: Database) -> None:
    api = WeChatApi()
    api.always_says(STABLE, HANG)
    with serving(api.app()) as url, a_client(store, url, timeouts=QUICK) as client:
        outcomes = at_once(client, 16)
        assert {(outcome.kind, outcome.code) for outcome in outcomes} == {("retry", "timeout")}
        # A straggler may have come after the first fetch had failed; nobody waits for sixteen.
        assert api.fetched <= 3
        api.always_says(STABLE, 0)
        assert client.call("custom", hello).outcome == SENT, "whoever fails gives the fetching back"


@pytest.mark.parametrize(
    ("vendor", "wrong", "code"),
    [
        (WECHAT_API, {"id": "wx-another"}, "40013"),
        (WECHAT_API, {"secret": "another"}, "40125"),
        (WECOM_API, {"id": "wx-another"}, "40013"),
        (WECOM_API, {"secret": "another"}, "40001"),
    ],
    ids=lambda given: getattr(given, "channel", None),
)
def test_a_wrong_account_or_secret_stops_the_sender(
    store: Database, vendor: Vendor, wrong: dict[str, str], code: str
) -> None:
    api, now = WeChatApi(), [AT]
    with (
        serving(api.app()) as url,
        a_client(store, url, vendor=vendor, now=lambda: now[0], **wrong) as client,
    ):
        first = client.call("custom", hello).outcome
        assert (first.kind, first.code, first.after) == ("retry", code, 600)
        now[0] += timedelta(seconds=200)
        again = client.call("custom", hello).outcome
        assert (again.kind, again.after) == ("retry", 400)
        assert api.fetched == 1
        now[0] += timedelta(seconds=400)
        client.call("custom", hello)
    assert api.fetched == 2
    assert api.calls == []


def test_the_tokens_of_two_applications_of_an_enterprise_are_two(store: Database) -> None:
    api = WeChatApi()
    api.says(MESSAGE, 0)

    def send(client: object) -> object:
        return client.message.send_text(1, "甲", "您好")  # type: ignore[attr-defined]

    with serving(api.app()) as url:
        for agent in ("1", "2", "1"):
            with a_client(store, url, vendor=WECOM_API, agent=agent) as client:
                assert client.call("message", send).outcome == SENT
    assert api.fetched == 2


def test_whoever_dies_while_fetching_leaves_it_to_the_others(store: Database) -> None:
    with store.writing("test") as connection:
        assert secrets.lease(connection, "T", AT - timedelta(seconds=15), AT)
    tokens = Tokens("T", lambda: Fetched(value="one", seconds=7200), store, lambda: AT)
    assert tokens.token() == "one"


def test_whoever_waits_for_another_process_takes_what_that_one_fetched(store: Database) -> None:
    until = AT + timedelta(seconds=15)
    with store.writing("test") as connection:
        assert secrets.lease(connection, "T", AT, until)
    looked = threading.Event()

    def now() -> object:
        looked.set()
        return AT

    def fetch() -> Fetched:
        raise AssertionError("it was fetched already")

    tokens = Tokens("T", fetch, store, now)  # type: ignore[arg-type]
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(tokens.token)
        looked.wait()
        with store.writing("test") as connection:
            secrets.put(connection, "T", "theirs", AT + timedelta(hours=2))
        assert waiting.result() == "theirs"


def test_a_database_that_is_away_is_a_refusal(tmp_path: Path, opening: Callable[..., Database]) -> None:
    store = opening(f"sqlite:///{tmp_path / 'missing' / 'no.sqlite3'}")
    (tmp_path / "missing").write_text("no folder")
    tokens = Tokens("T", lambda: Fetched(value="one", seconds=7200), store, lambda: AT)
    with pytest.raises(Refused) as told:
        tokens.token()
    assert told.value.code == "busy"


@pytest.mark.parametrize("point", ["begun", "done", "committed"])
@pytest.mark.parametrize("name", ["token_lease", "token_put", "token_release"])
def test_a_fetch_broken_at_any_boundary_leaves_a_token_for_those_after_it(
    url: str, opening: Callable[..., Database], name: str, point: str
) -> None:
    def refuse() -> Fetched:
        raise Refused("timeout")

    broken = opening(url, passing=failing(f"{name}:{point}", "exception"))
    fetch = refuse if name == "token_release" else lambda: Fetched(value="one", seconds=7200)
    with pytest.raises(Failed):
        Tokens("T", fetch, broken, lambda: AT).token()
    # At the latest when the lease has ended.
    later = AT + timedelta(seconds=15)
    after = Tokens("T", lambda: Fetched(value="two", seconds=7200), opening(url), lambda: later)
    assert after.token() == ("one" if (name, point) == ("token_put", "committed") else "two")
