"""A call of WeChat's or WeCom's interfaces ends in time, in one of a few ways, and gives nothing away."""

from __future__ import annotations

import asyncio
import logging
import re
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.reception.channel import SENT
from bot.reception.meters import Meters
from bot.tencent.client import THREADS, WECHAT_API, WECOM_API, Client
from bot.tencent.errors import WECHAT, WECOM, Refused, asked
from policy.workdays import SHANGHAI
from storage.database import Database, database
from storage.migrating import prepare
from tests.bot.caller import AT, a_client, at_once, hello
from tests.bot.serving import serving
from tests.bot.wechat_api import CUSTOM, CUT, GARBAGE, HANG, MESSAGE, SECRET, STABLE, TEMPLATE, WeChatApi

QUICK = (1.0, 0.2)
MINUTE = timedelta(minutes=1)


class Clock:
    """A clock that is set."""

    def __init__(self) -> None:
        self.at: datetime = AT

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with its tables."""
    file = tmp_path_factory.mktemp("empty") / "empty.sqlite3"
    with closing(database(f"sqlite:///{file}", None)) as made:
        prepare(made)
    return file


@pytest.fixture
def kept(empty: Path, tmp_path: Path, opening: Callable[..., Database]) -> Database:
    """A database; what is said here is the same on both kinds."""
    return opening(f"sqlite:///{shutil.copy(empty, tmp_path)}")


@pytest.fixture
def api() -> WeChatApi:
    return WeChatApi()


@pytest.fixture
def url(api: WeChatApi) -> Iterator[str]:
    """The address of the WeChat of the test."""
    with serving(api.app()) as found:
        yield found


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def meters() -> Meters:
    return Meters()


@pytest.fixture
def client(kept: Database, url: str, clock: Clock, meters: Meters) -> Iterator[Client]:
    with a_client(kept, url, now=clock, meters=meters, timeouts=QUICK) as found:
        yield found


def counted(meters: Meters, name: str, **labels: str) -> float:
    return meters.registry.get_sample_value(f"quanzhu_{name}_total", labels) or 0


def template(api: Any) -> Any:
    body = {"touser": "甲", "template_id": "T1", "data": {}, "client_msg_id": "N1"}
    return api.post(TEMPLATE, data=body)


def to_member(api: Any) -> Any:
    return api.message.send_text(1000002, "甲", "您好")


# What each code must lead to: whether it is tried again, after how many seconds, and whether calls stop meanwhile.
OF_WECHAT = {
    -1: ("retry", 5),
    40003: ("unreachable", 0),
    40008: ("refused", 0),
    40013: ("retry", 600),
    40035: ("refused", 0),
    40036: ("refused", 0),
    40037: ("refused", 0),
    40125: ("retry", 600),
    40164: ("retry", 600),
    40243: ("retry", 600),
    43004: ("unreachable", 0),
    43019: ("unreachable", 0),
    43101: ("refused", 0),
    44004: ("refused", 0),
    45002: ("refused", 0),
    # Until the day turns in Shanghai.
    45009: ("held", 50_400),
    45011: ("retry", 60),
    45015: ("held", 0),
    45047: ("held", 0),
    45065: ("sent", 0),
    45066: ("retry", 60),
    46004: ("unreachable", 0),
    47001: ("refused", 0),
    47003: ("refused", 0),
    48001: ("held", 0),
    48002: ("unreachable", 0),
    48004: ("held", 0),
    50001: ("held", 0),
    50002: ("retry", 600),
    89501: ("retry", 600),
    89503: ("retry", 600),
    89506: ("retry", 600),
    89507: ("retry", 600),
    # Whatever is new.
    99999: ("held", 0),
}
OF_WECOM = {
    -1: ("retry", 5),
    40001: ("retry", 600),
    40003: ("unreachable", 0),
    40008: ("refused", 0),
    40013: ("retry", 600),
    40035: ("refused", 0),
    40056: ("retry", 600),
    40058: ("refused", 0),
    44004: ("refused", 0),
    45002: ("refused", 0),
    45009: ("retry", 60),
    45033: ("retry", 5),
    46004: ("unreachable", 0),
    47001: ("refused", 0),
    48002: ("held", 0),
    60011: ("unreachable", 0),
    60020: ("retry", 600),
    60111: ("unreachable", 0),
    81013: ("unreachable", 0),
    82001: ("unreachable", 0),
    301002: ("retry", 600),
    99999: ("held", 0),
}
STOPPING = {40001, 40013, 40056, 40125, 40164, 40243, 50002, 60020, 89501, 89503, 89506, 89507, 301002}
RENEWING = {40001, 40014, 42001}


@pytest.mark.parametrize("code", OF_WECHAT)
def test_each_code_of_wechat_has_its_outcome_and_is_counted(
    client: Client, api: WeChatApi, meters: Meters, code: int
) -> None:
    api.says(CUSTOM, code)
    outcome = client.call("custom", hello).outcome
    assert (outcome.kind, outcome.after) == OF_WECHAT[code]
    assert outcome.code == str(code)
    assert counted(meters, "errors", channel="wechat", code=str(code)) == 1
    client.call("custom", hello)
    assert len(api.calls) == (1 if code in STOPPING | {45009} else 2)


@pytest.mark.parametrize("code", OF_WECOM)
def test_each_code_of_wecom_has_its_outcome_and_is_counted(
    kept: Database, url: str, api: WeChatApi, meters: Meters, code: int
) -> None:
    api.says(MESSAGE, code)
    with a_client(kept, url, vendor=WECOM_API, meters=meters) as client:
        outcome = client.call("message", to_member).outcome
        assert (outcome.kind, outcome.after) == OF_WECOM[code]
        assert counted(meters, "errors", channel="wecom", code=str(code)) == 1
        client.call("message", to_member)
    assert len(api.calls) == (1 if code in STOPPING else 2)


def test_no_code_that_is_known_is_missed_above() -> None:
    assert {str(code) for code in OF_WECHAT.keys() | RENEWING} == WECHAT.keys() | {"99999"}
    assert {str(code) for code in OF_WECOM.keys() | {40014, 42001}} == WECOM.keys() | {"99999"}


@pytest.mark.parametrize("code", sorted(RENEWING))
def test_a_refused_token_is_fetched_anew_once_and_the_call_made_once_more(
    client: Client, api: WeChatApi, meters: Meters, code: int
) -> None:
    api.says(CUSTOM, code)
    assert client.call("custom", hello).outcome == SENT
    assert (api.fetched, len(api.calls)) == (2, 2)
    assert counted(meters, "errors", channel="wechat", code=str(code)) == 1
    assert counted(meters, "token_refreshes", channel="wechat", result="fetched") == 2


@pytest.mark.parametrize("code", sorted(RENEWING))
def test_endless_refusals_of_the_token_end_after_one_refresh_and_one_retry(
    client: Client, api: WeChatApi, clock: Clock, code: int
) -> None:
    api.always_says(CUSTOM, code)
    outcome = client.call("custom", hello).outcome
    assert (outcome.kind, outcome.code, outcome.after) == ("retry", str(code), 60)
    assert (api.fetched, len(api.calls)) == (2, 2)
    assert {one.kind for one in at_once(client, 8)} == {"retry"}
    assert (api.fetched, len(api.calls)) == (2, 2), "for a minute nothing more is tried"
    clock.at += MINUTE
    client.call("custom", hello)
    assert (api.fetched, len(api.calls)) == (3, 4)


def test_one_used_up_interface_rests_until_the_day_turns_in_shanghai(
    client: Client, api: WeChatApi, clock: Clock
) -> None:
    clock.at = datetime(2024, 12, 2, 23, 58, tzinfo=SHANGHAI)
    api.says(CUSTOM, 45009)
    kinds = []
    for _ in range(3):
        kinds.append(
            (client.call("custom", hello).outcome.kind, client.call("template", template).outcome.kind)
        )
        clock.at += MINUTE
    assert kinds == [("held", "sent"), ("held", "sent"), ("sent", "sent")]


def test_a_stopped_sender_calls_again_after_a_while(client: Client, api: WeChatApi, clock: Clock) -> None:
    api.says(STABLE, 40164)
    assert client.call("custom", hello).outcome.after == 600
    clock.at += 9 * MINUTE
    assert client.call("template", template).outcome.after == 60
    assert api.fetched == 1
    clock.at += MINUTE
    assert client.call("custom", hello).outcome == SENT


@pytest.mark.parametrize("told", [HANG, CUT, GARBAGE])
def test_what_may_have_arrived_is_tried_again_only_under_an_id(
    client: Client, api: WeChatApi, told: str
) -> None:
    api.says(CUSTOM, told)
    api.says(TEMPLATE, told)
    assert client.call("custom", hello).outcome.kind == "uncertain"
    assert client.call("template", template, is_repeatable=True).outcome.kind == "retry"
    for _ in range(2):
        assert client.call("template", template, is_repeatable=True).outcome == SENT
    assert len(api.sent) == 1, "the vendor knows its id"


@pytest.mark.parametrize("told", [HANG, CUT, GARBAGE, 503, -1])
def test_a_token_that_cannot_be_fetched_now_is_asked_for_again(
    client: Client, api: WeChatApi, meters: Meters, told: str | int
) -> None:
    api.says(STABLE, told)
    assert client.call("custom", hello).outcome.kind == "retry"
    assert counted(meters, "token_refreshes", channel="wechat", result="refused") == 1
    assert client.call("custom", hello).outcome == SENT


@pytest.mark.parametrize(
    "content",
    [
        *("[]", "null", "1", '"x"', "{}", '{"errcode": "x"}', '{"access_token": 1, "expires_in": 7200}'),
        *('{"access_token": "", "expires_in": 7200}', '{"access_token": "T", "expires_in": -1}'),
    ],
)
def test_an_answer_of_no_known_form_is_no_token(client: Client, api: WeChatApi, content: str) -> None:
    api.says(STABLE, content)
    assert client.call("custom", hello).outcome.kind in ("retry", "held")
    assert not api.calls


@pytest.mark.parametrize("content", ["[]", "null", "1", '"x"', '{"errcode": "x"}', "\ufeff{}", "{", ""])
def test_an_answer_of_no_known_form_is_no_yes(client: Client, api: WeChatApi, content: str) -> None:
    api.says(CUSTOM, content)
    assert client.call("custom", hello).outcome.kind == "uncertain"


@pytest.mark.parametrize(("status", "after"), [(500, 5), (502, 5), (503, 5), (404, 60), (413, 60), (302, 60)])
def test_a_status_that_is_no_answer_is_tried_again_and_no_redirect_is_followed(
    client: Client, api: WeChatApi, status: int, after: float
) -> None:
    api.says(CUSTOM, status)
    outcome = client.call("custom", hello).outcome
    assert (outcome.kind, outcome.code, outcome.after) == ("retry", f"http_{status}", after)
    assert [call.path for call in api.calls] == [CUSTOM]


def test_what_never_arrived_is_tried_again(kept: Database, url: str, api: WeChatApi) -> None:
    with a_client(kept, url) as client:
        assert client.call("custom", hello).outcome == SENT
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with a_client(kept, f"http://127.0.0.1:{port}") as client:
        outcome = client.call("custom", hello).outcome
    assert (outcome.kind, outcome.code) == ("retry", "connect")
    assert len(api.sent) == 1


@pytest.mark.parametrize("path", ["", "/", "/cgi-bin", "/cgi-bin/"])
def test_the_address_of_the_interfaces_may_be_written_in_any_way(
    kept: Database, url: str, api: WeChatApi, path: str
) -> None:
    with a_client(kept, f"{url}{path}") as client:
        assert client.call("custom", hello).outcome == SENT
    assert len(api.sent) == 1


def test_where_nothing_else_is_said_the_vendors_are_called() -> None:
    assert (WECHAT_API.base, WECOM_API.base) == ("https://api.weixin.qq.com", "https://qyapi.weixin.qq.com")


@pytest.mark.asyncio
async def test_calls_from_the_event_loop_run_beside_it_a_bounded_number_at_a_time(
    client: Client, api: WeChatApi
) -> None:
    busy, most, lock = [0], [0], threading.Lock()
    loop = threading.get_ident()

    def call(found: Any) -> Any:
        assert threading.get_ident() != loop
        with lock:
            busy[0] += 1
            most[0] = max(most[0], busy[0])
        try:
            return hello(found)
        finally:
            with lock:
                busy[0] -= 1

    said = await asyncio.gather(*(client.called("custom", call) for _ in range(40)))
    assert {one.outcome for one in said} == {SENT}
    assert most[0] <= THREADS
    assert len(api.sent) == 40


def test_no_secret_and_no_token_is_in_any_log_or_exception(
    client: Client, api: WeChatApi, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    for told in (0, HANG, CUT, GARBAGE, 503, 302, 40001, 45009):
        api.says(CUSTOM, told)
        client.call("custom", hello)
    for told in (HANG, GARBAGE, 503, 40164):
        api.ends_token()
        api.says(STABLE, told)
        client.call("template", template)
    ours = [record for record in caplog.records if not record.name.startswith("uvicorn")]
    seen: list[object] = [caplog.handler.format(record) for record in ours]
    seen += [*capsys.readouterr()]
    seen += [repr(client._account), repr(vars(client))]
    text = "\n".join(map(str, seen))
    assert "vendor_refused" in text
    assert not re.search(f"{SECRET}|TOKEN-[0-9]|access_token", text)


def test_an_exception_of_the_library_is_not_carried_along(client: Client, api: WeChatApi) -> None:
    api.says(CUSTOM, 503)
    with pytest.raises(Refused) as told:
        asked(lambda: hello(client._api))
    assert told.value.__cause__ is None
    assert told.value.__context__ is None
