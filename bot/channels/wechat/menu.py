"""Menu: what stands below the chat of a WeChat service account, and what a tap on it asks for."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.reception.meters import Meters
from bot.tencent.account import Account
from bot.tencent.client import WECHAT_API, Client, Said
from dialogs.desk.buttons import button
from dialogs.flow import menu
from dialogs.message import Choice
from storage.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What opens a few entries; a tap on an entry sends the id of its choice back, as a CLICK."""

    label: str
    entries: tuple[Choice, ...]


MENU = (
    Heading(
        label="查资格",
        entries=menu(("eligibility", "我的资格"), ("estimate", "测算金额"), ("exclusions", "支持哪些服务")),
    ),
    Heading(
        label="办申请",
        entries=menu(("documents", "材料清单"), ("procedure", "办理流程"), ("contacts", "联系方式")),
    ),
    Heading(
        label="进度提醒",
        entries=(
            button("办理进度", "progress"),
            button("我的提醒", "reminders"),
            *menu(("deadlines", "截止时间")),
            button("我的资料", "profile"),
        ),
    ),
)


def body() -> dict[str, Any]:
    """The menu as WeChat takes it."""
    return {
        "button": [
            {
                "name": heading.label,
                "sub_button": [
                    {"type": "click", "name": choice.label, "key": choice.id} for choice in heading.entries
                ],
            }
            for heading in MENU
        ]
    }


def publish(account: Account, database: Database, now: Callable[[], datetime]) -> Said:
    """Puts the menu in place of the one there is; what became of it."""
    with closing(Client(WECHAT_API, account, database, Meters(), now, is_logged=False)) as client:
        return client.call("menu", lambda api: api.menu.create(body()), is_repeatable=True)
