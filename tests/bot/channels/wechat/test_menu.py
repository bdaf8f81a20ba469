"""The menu of the WeChat account is one that WeChat takes, and each entry is answered as what it says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.answering.incoming import Incoming
from bot.channels.wechat.menu import MENU, body
from storage.database import Database
from tests.bot.running import Quanzhu
from tests.bot.sending import AT, some_turns, told
from tests.bot.serving import serving
from tests.bot.wechat_api import APP, SECRET, STABLE, WeChatApi
from tests.bot.wechat_api import MENU as PATH

ENTRIES = [choice for heading in MENU for choice in heading.entries]
SETTINGS = {
    "TOKEN": "t0ken",
    "AES_KEY": "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
    "APP_ID": APP,
    "APP_SECRET": SECRET,
}


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[WeChatApi]:
    """A WeChat, and the settings of an account that it knows."""
    found = WeChatApi()
    monkeypatch.setenv("QUANZHU_DATABASE_URL", f"sqlite:///{tmp_path / 'kept.sqlite3'}")
    with serving(found.app()) as url:
        for name, value in {**SETTINGS, "API_BASE_URL": url}.items():
            monkeypatch.setenv(f"QUANZHU_WECHAT_{name}", value)
        yield found


def test_the_menu_keeps_to_what_wechat_takes() -> None:
    headings = body()["button"]
    assert 1 <= len(headings) <= 3
    for heading in headings:
        assert 1 <= len(heading["name"].encode()) <= 16
        assert 1 <= len(heading["sub_button"]) <= 5
        for entry in heading["sub_button"]:
            assert entry["type"] == "click"
            assert 1 <= len(entry["name"].encode()) <= 60
            assert 1 <= len(entry["key"].encode()) <= 128
    keys = [choice.id for choice in ENTRIES]
    assert len(set(keys)) == len(keys)
    assert {"go:eligibility", "go:estimate", "go:documents", "do:progress", "do:reminders"} <= set(keys)


def clicked(key: str, **values: Any) -> Incoming:
    given: dict[str, Any] = {"channel": "wechat", "account": "wx1", "user": "甲", "at": AT, "touch": "tap"}
    return Incoming(**given, choice=key, key=f"click {key} {values}", **values)


# What each entry is answered with, once it is known what the enterprise bought and where it is.
ANSWERED = {
    "go:eligibility": "科技型中小企业信息库里吗",
    "go:estimate": "服务机构注册在哪里",
    "go:exclusions": "检验检测不在不支持之列",
    "go:documents": "共 7 项材料",
    "go:procedure": "在线提交到青岛市科技创新券管理系统",
    "go:contacts": "85630985",
    "do:progress": "环节依次是",
    "do:reminders": "提醒",
    "go:deadlines": "2024-12-31 截止",
    "do:profile": "已保存：企业情况",
}


# What those are answered with that ask for nothing, of somebody of whom nothing is known.
AT_ONCE = {"do:profile": "还没有保存企业资料", "do:reminders": "没有订阅提醒"}


def test_every_entry_is_answered_below() -> None:
    assert [choice.id for choice in ENTRIES] == list(ANSWERED)


@pytest.mark.parametrize("key", ANSWERED)
def test_a_tap_on_an_entry_is_answered_as_what_it_says(store: Database, key: str) -> None:
    turns = some_turns(store)
    first = told(turns.handle(clicked(key)))
    assert AT_ONCE.get(key, "贵公司注册在哪里") in first
    said = Incoming(channel="wechat", account="wx1", user="甲", key="1", at=AT, text="青岛的，检测花了20万")
    turns.handle(said)
    for n in range(2):
        assert ANSWERED[key] in told(turns.handle(clicked(key, text=str(n))))


def test_the_menu_is_published_and_shown(quanzhu: Quanzhu, api: WeChatApi) -> None:
    ran = quanzhu("wechat", "menu")
    assert ran.code == 0, ran.err
    assert api.menu == body()
    assert all(choice.label in ran.out and choice.id in ran.out for choice in ENTRIES)
    assert ran.err.startswith("已发布")
    assert json.loads(quanzhu("wechat", "menu", "--json").out) == body()
    assert api.fetched == 1, "the second run takes the token of the first from the database"


def test_a_dry_run_needs_no_settings_and_publishes_nothing(quanzhu: Quanzhu) -> None:
    ran = quanzhu("wechat", "menu", "--dry-run")
    assert (ran.code, "测算金额" in ran.out, ran.err.strip()) == (0, True, "没有发布（--dry-run）")


def test_without_an_account_the_menu_cannot_be_published(quanzhu: Quanzhu) -> None:
    ran = quanzhu("wechat", "menu")
    assert (ran.code, ran.out) == (2, "")
    assert "QUANZHU_WECHAT_APP_ID" in ran.err


@pytest.mark.parametrize(
    ("path", "told", "place"),
    [
        (STABLE, 40164, "IP 白名单"),
        (STABLE, 40125, "QUANZHU_WECHAT_APP_SECRET"),
        (PATH, 48001, "认证"),
        (PATH, 40001, "QUANZHU_WECHAT_APP_SECRET"),
        (PATH, 45009, "明天"),
        (PATH, -1, "稍后再试"),
        (PATH, 502, "QUANZHU_WECHAT_API_BASE_URL"),
        (PATH, 40018, "全局返回码"),
    ],
)
def test_a_refused_menu_is_one_message_with_the_remedy(
    quanzhu: Quanzhu, api: WeChatApi, path: str, told: int, place: str
) -> None:
    api.always_says(path, told)
    ran = quanzhu("wechat", "menu")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.count("\n") == 1
    assert place in ran.err
    assert "没有接受菜单" in ran.err
    assert not any(secret in ran.err for secret in (*SETTINGS.values(), "TOKEN"))


def test_an_address_where_nobody_is_says_so(
    quanzhu: Quanzhu, api: WeChatApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUANZHU_WECHAT_API_BASE_URL", "http://127.0.0.1:9")
    ran = quanzhu("wechat", "menu")
    assert (ran.code, ran.out) == (2, "")
    assert "connect" in ran.err
    assert "QUANZHU_WECHAT_API_BASE_URL" in ran.err
