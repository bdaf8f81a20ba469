"""Channels: those that the settings turn on; only they load their vendor's library."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

from bot.channels.web.web import Web
from bot.reception.channel import Channel
from bot.reception.reception import Reception
from bot.service.settings import (
    ServiceSettings,
    telegram_account,
    wechat_account,
    wechat_notice,
    wechat_template,
    wecom_account,
)
from bot.showing.calendar_links import CalendarLinks
from bot.tencent.account import Account
from storage.database import Database
from storage.secrets import kept

# The name of the key that signs the cookies of the web chat, and the links to dates.
KEY = "web.cookies"
_BYTES = 32


def channels(settings: ServiceSettings, reception: Reception, database: Database) -> tuple[Channel, ...]:
    """The web chat, and each vendor's channel that has settings. Raises Away."""
    return tuple(_channels(settings, reception, database))


def cookie_key(database: Database) -> str:
    """The key that all processes sign with, made by the first of them. Raises Away."""
    with database.writing("secret") as connection:
        return kept(connection, KEY, secrets.token_urlsafe(_BYTES))


def _channels(settings: ServiceSettings, reception: Reception, database: Database) -> Iterator[Channel]:
    key = cookie_key(database)
    links = CalendarLinks(key, settings.public_url)
    yield Web(reception, database, key=key, is_secure=not settings.is_demo)
    if account := wechat_account(settings):
        yield _wechat(account, settings, reception, database, links)
    if account := wecom_account(settings):
        yield _wecom(account, reception, database, links)
    if bot := telegram_account(settings):
        from bot.channels.telegram.telegram import Telegram

        yield Telegram(bot, reception)


def _wechat(
    account: Account,
    settings: ServiceSettings,
    reception: Reception,
    database: Database,
    links: CalendarLinks,
) -> Channel:
    from bot.channels.wechat.channel import WeChat
    from bot.channels.wechat.pushing import Pushing

    template, notice = wechat_template(settings), wechat_notice(settings)
    pushing = Pushing(account, reception, database, template=template, notice=notice)
    return WeChat(account, reception, pushing, links=links)


def _wecom(account: Account, reception: Reception, database: Database, links: CalendarLinks) -> Channel:
    from bot.channels.wecom.channel import WeCom
    from bot.channels.wecom.pushing import Pushing

    return WeCom(account, reception, Pushing(account, reception, database), links=links)
