"""A run of all parts at DEBUG: what it was told, and what it proves itself with, stands in no log."""

from __future__ import annotations

import json
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from bot.app import now
from bot.channels.telegram.telegram import SECRET_HEADER
from bot.tencent.account import Account
from tests.bot import wechat_api
from tests.bot.bot_api import BLOCKED, TOKEN, BotApi, flooded
from tests.bot.channels.telegram.chats import SECRET, a_message
from tests.bot.service.processes import Served, served
from tests.bot.service.test_server import PLACES, Visitor
from tests.bot.serving import serving
from tests.bot.tencent.vendor import AES_KEY, Tencent, a_text
from tests.bot.wechat_api import CUSTOM, GARBAGE, WeChatApi
from tests.conftest import Shared

APP_SECRET = "canary0app1secret2canary3app4sec"
CORP_SECRET = "canary0corp1secret2canary3corp4secret5canar"
PASSWORD, CALLBACK, CORP_CALLBACK = "canary-p4ssword", "canaryCallback1", "canaryCallback2"
OPENID, MEMBER, CHAT = "oCanary0zXk3Qw9PmLs7Rt5VyB2n", "ZhangSanCanary", 987_654_321
TELEPHONE, PERSON, USCC, CODE = "13912345678", "11010119900307123X", "91140802MA0GTC9U5A", "K7QP2MXD"
SAID = f"我是金丝雀公司的张三，电话{TELEPHONE}，身份证{PERSON}，信用代码{USCC}"
WORDS = ("金丝雀", "张三")
CORP = "ww0123456789abcdef"


@pytest.fixture
def canaries() -> dict[str, str]:
    """Whatever may stand in no log, by its kind."""
    return {
        "app secret": APP_SECRET,
        "corp secret": CORP_SECRET,
        "callback token": CALLBACK,
        "corp callback token": CORP_CALLBACK,
        "AES key": AES_KEY,
        "bot token": TOKEN,
        "webhook secret": SECRET,
        "access token": "-of-nobody-else",
        "database password": PASSWORD,
        "openid": OPENID,
        "member": MEMBER,
        "chat": str(CHAT),
        "telephone": TELEPHONE,
        "person's number": PERSON,
        "credit code": USCC,
        "binding code": CODE,
        **{f"text {number}": word for number, word in enumerate(WORDS)},
    }


def test_no_canary_is_in_any_log(
    shared_postgresql: Shared,
    data_dir: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    canaries: dict[str, str],
) -> None:
    monkeypatch.setattr(wechat_api, "SECRET", APP_SECRET)
    wechat, wecom, telegram = WeChatApi(), WeChatApi(), BotApi()
    with ExitStack() as stack:
        urls = [stack.enter_context(serving(api.app())) for api in (wechat, wecom, telegram)]
        environment = {
            "QUANZHU_LOG_LEVEL": "debug",
            "QUANZHU_DATA_DIR": str(data_dir),
            "QUANZHU_DATABASE_URL": shared_postgresql.emptied().replace(
                "postgres:@", f"postgres:{PASSWORD}@"
            ),
            "QUANZHU_WECHAT_TOKEN": CALLBACK,
            "QUANZHU_WECHAT_AES_KEY": AES_KEY,
            "QUANZHU_WECHAT_APP_ID": wechat_api.APP,
            "QUANZHU_WECHAT_APP_SECRET": APP_SECRET,
            "QUANZHU_WECHAT_API_BASE_URL": urls[0],
            "QUANZHU_WECOM_TOKEN": CORP_CALLBACK,
            "QUANZHU_WECOM_AES_KEY": AES_KEY,
            "QUANZHU_WECOM_APP_ID": CORP,
            "QUANZHU_WECOM_APP_SECRET": CORP_SECRET,
            "QUANZHU_WECOM_AGENT_ID": "1000002",
            "QUANZHU_WECOM_API_BASE_URL": urls[1],
            "QUANZHU_TELEGRAM_TOKEN": TOKEN,
            "QUANZHU_TELEGRAM_SECRET": SECRET,
            "QUANZHU_TELEGRAM_API_BASE_URL": urls[2],
        }
        assert PASSWORD in environment["QUANZHU_DATABASE_URL"]
        process = stack.enter_context(served(*PLACES, "--demo", environment=environment, folder=tmp_path))
        client = stack.enter_context(httpx.Client(base_url=process.address, timeout=30, trust_env=False))
        cookie = _browse(process)
        _write_by_wechat(client, wechat)
        _write_by_wecom(client)
        _write_by_telegram(client, telegram)
        process.wait_for('"vendor_refused", "channel": "wechat"')
        process.signal()
        assert process.ended() == 0
        _check(process, {**canaries, "cookie": cookie})


def _browse(process: Served) -> str:
    """Talks in the web chat; gives the cookie."""
    visitor = Visitor(process.address)
    assert visitor.say(SAID)
    visitor.say(f"绑定 {CODE}")
    visitor.close()
    return visitor.cookie.partition("=")[2]


def _tencent(client: httpx.Client, kind: str) -> Tencent:
    token, name = (CALLBACK, wechat_api.APP) if kind == "wechat" else (CORP_CALLBACK, CORP)
    account = Account(id=name, secret="", token=token, aes_key=AES_KEY)
    return Tencent(client, account, kind, now())


def _write_by_wechat(client: httpx.Client, api: WeChatApi) -> None:
    """Until an answer is so long that its end is pushed, which is refused once."""
    tencent = _tencent(client, "wechat")
    api.says(CUSTOM, GARBAGE, 45015)
    for text in (*[SAID] * 12, f"绑定 {CODE}", "导出我的数据"):
        assert tencent(text, FromUserName=OPENID)
    assert tencent.post(a_text(SAID, FromUserName=OPENID), timestamp="1").status_code == 403
    assert tencent.send(SAID.encode(), tencent.query("x")).status_code in (400, 403)


def _write_by_wecom(client: httpx.Client) -> None:
    tencent = _tencent(client, "wecom")
    assert tencent(SAID, FromUserName=MEMBER)


def _write_by_telegram(client: httpx.Client, api: BotApi) -> None:
    """The answer is put off, sent, and not wanted any more."""
    api.says("sendMessage", flooded(1))
    for text in (SAID, f"绑定 {CODE}"):
        answer = client.post("/telegram", json=a_message(text, CHAT), headers={SECRET_HEADER: SECRET})
        assert answer.status_code == 200
    api.wait(lambda: len(api.texts(CHAT)) >= 2)
    calls = len(api.called("sendMessage"))
    api.says("sendMessage", BLOCKED)
    client.post("/telegram", json=a_message(SAID, CHAT), headers={SECRET_HEADER: SECRET})
    api.wait(lambda: len(api.called("sendMessage")) > calls)
    client.post("/telegram", content=SAID.encode(), headers={SECRET_HEADER: SECRET})


def _check(process: Served, canaries: dict[str, str]) -> None:
    entries = [json.loads(line) for line in process.log if line.startswith("{")]
    assert {entry["event"] for entry in entries} >= {"push", "vendor_refused", "telegram"}
    for name, canary in canaries.items():
        assert canary not in "".join(process.log), name
