"""All channels of one service, each with somebody who speaks through it as its vendor, or its page, would."""

from __future__ import annotations

import asyncio
import itertools
import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx

from bot.answering.turns import Turns
from bot.channels.telegram.telegram import SECRET_HEADER, Telegram
from bot.channels.web.web import Web
from bot.channels.wechat.channel import WeChat
from bot.channels.wechat.pushing import Pushing as WeChatPushing
from bot.channels.wecom.channel import WeCom
from bot.channels.wecom.pushing import Pushing as WeComPushing
from bot.reception.meters import Meters
from bot.reception.reception import Reception
from bot.service.application import Service
from bot.showing.calendar_links import CalendarLinks
from bot.tencent.account import Account
from storage import inbox
from storage.database import Database
from tests.bot import wechat_api
from tests.bot.bot_api import BotApi
from tests.bot.channels.telegram import chats
from tests.bot.sending import AT, some_turns
from tests.bot.serving import serving
from tests.bot.tencent.vendor import AES_KEY, Tencent, a_text, an_event, xml_of
from tests.bot.wechat_api import WeChatApi

KEY = "a key of the tests"
_KEYS = itertools.count(1)
_USERS = itertools.count(100)


class Clock:
    """A clock that is set by hand."""

    def __init__(self, at: datetime = AT):
        self.at = at

    def __call__(self) -> datetime:
        return self.at


@dataclass(frozen=True, slots=True, kw_only=True)
class Everything:
    """A service with all channels on, its vendors on loopback."""

    url: str
    store: Database
    clock: Clock
    reception: Reception
    tencent: WeChatApi
    telegram: BotApi
    wechat_account: Account
    wecom_account: Account

    def settle(self) -> None:
        """Until nothing is owed; what is due in a moment is due now."""
        while True:
            with self.store.reading() as connection:
                if not inbox.count(connection):
                    return
            self.clock.at += timedelta(milliseconds=100)
            self.reception.arrived.set()
            asyncio.run(asyncio.sleep(0.005))


@contextmanager
def everything(
    store: Database, *, turns: Turns | None = None, a_minute: int = 1_000, public_url: str | None = None
) -> Iterator[Everything]:
    """Serves them over real HTTP, WeChat in safe mode."""
    clock, tencent, telegram = Clock(), WeChatApi(), BotApi()
    with ExitStack() as stack:
        tencent_url = stack.enter_context(serving(tencent.app()))
        telegram_url = stack.enter_context(serving(telegram.app()))
        reception = Reception(turns or some_turns(store), store, Meters(), clock, a_minute=a_minute)
        links = CalendarLinks(KEY, public_url)
        sealed = {"aes_key": AES_KEY, "mode": "safe"}
        wechat = wechat_api.an_account(tencent_url, **sealed)
        wecom = wechat_api.an_account(tencent_url, **sealed)
        service = Service(
            reception,
            store,
            [
                WeChat(wechat, reception, WeChatPushing(wechat, reception, store), links=links),
                WeCom(wecom, reception, WeComPushing(wecom, reception, store), links=links),
                Telegram(chats.an_account(telegram_url), reception, chats.FAST),
                Web(reception, store, key=KEY, is_secure=False),
            ],
        )
        yield Everything(
            url=stack.enter_context(serving(service.application)),
            store=store,
            clock=clock,
            reception=reception,
            tencent=tencent,
            telegram=telegram,
            wechat_account=wechat,
            wecom_account=wecom,
        )


class Speaker(ABC):
    """One person on one channel; what is answered is all that they are shown, in one text."""

    def __init__(self, whole: Everything):
        self.whole = whole
        self.client = httpx.Client(base_url=whole.url, timeout=30, trust_env=False)
        self.user = f"o-{next(_USERS)}"

    @abstractmethod
    def come(self) -> str:
        """Comes for the first time, and says nothing."""

    @abstractmethod
    def say(self, text: str, *, key: str = "", times: int = 1) -> str:
        """Says something; the channel may hand it on several times over."""

    @abstractmethod
    def show(self) -> str:
        """Sends a picture."""

    @abstractmethod
    def press(self, button: str) -> str:
        """Presses a button that was shown."""


class OnTencent(Speaker):
    """What WeChat and WeCom have in common: an answer with the acknowledgement, and more that is pushed."""

    kind: str

    @property
    def account(self) -> Account:
        return self.whole.wechat_account if self.kind == "wechat" else self.whole.wecom_account

    def come(self) -> str:
        return self._told(an_event("subscribe", FromUserName=self.user))

    def say(self, text: str, *, key: str = "", times: int = 1) -> str:
        sent = a_text(text, FromUserName=self.user, **({"MsgId": key} if key else {}))
        found = {self._told(sent) for _ in range(times)}
        assert len(found) == 1
        return found.pop()

    def show(self) -> str:
        content = {"MsgType": "image", "PicUrl": "http://127.0.0.1/1.jpg", "MsgId": f"8{next(_KEYS)}"}
        return self._told(xml_of(**content, MediaId="m", FromUserName=self.user))

    def press(self, button: str) -> str:
        fields = {"bizmsgmenuid": button, "FromUserName": self.user}
        return self._told(a_text("按钮", **fields))

    def _told(self, xml: str) -> str:
        vendor = Tencent(self.client, self.account, self.kind, self.whole.clock.at)
        before = len(self.whole.tencent.sent)
        said = vendor.said(vendor.post(xml))
        self.whole.settle()
        pushed = self.whole.tencent.texts[before:]
        return "\n\n".join([*([said] if said else []), *pushed])


class OnWeChat(OnTencent):
    kind = "wechat"


class OnWeCom(OnTencent):
    kind = "wecom"


class OnTelegram(Speaker):
    """By webhook."""

    def __init__(self, whole: Everything):
        super().__init__(whole)
        self.chat = next(_USERS)

    def come(self) -> str:
        return self._told(chats.a_message("/start", self.chat))

    def say(self, text: str, *, key: str = "", times: int = 1) -> str:
        update = chats.a_message(text, self.chat)
        return self._told({**update, "update_id": int(key)} if key else update, times)

    def show(self) -> str:
        return self._told(chats.a_message(None, self.chat, photo=[{"file_id": "1", "width": 1, "height": 1}]))

    def press(self, button: str) -> str:
        return self._told(chats.a_query(button, self.chat))

    def _told(self, update: dict[str, Any], times: int = 1) -> str:
        before = len(self.whole.telegram.texts(self.chat))
        for _ in range(times):
            response = self.client.post("/telegram", json=update, headers={SECRET_HEADER: chats.SECRET})
            assert response.status_code == 200
            self.whole.settle()
        return "\n\n".join(self.whole.telegram.texts(self.chat)[before:])


class OnTheWeb(Speaker):
    """As the page asks."""

    def __init__(self, whole: Everything):
        super().__init__(whole)
        self._headers = {"origin": str(self.client.base_url).rstrip("/")}

    def come(self) -> str:
        return _read(self._sent("open", {})["turns"][-1]["replies"])

    def say(self, text: str, *, key: str = "", times: int = 1) -> str:
        content = {"text": text, "key": f"{key or next(_KEYS):0>20}"}
        found = {_read(self._answer(content)) for _ in range(times)}
        assert len(found) == 1
        return found.pop()

    def show(self) -> str:
        raise NotImplementedError("the page sends no pictures")

    def press(self, button: str) -> str:
        return _read(self._answer({"button": button, "key": f"{next(_KEYS):020}"}))

    def _answer(self, content: dict[str, str]) -> list[dict[str, Any]]:
        found = self._sent("say", content)
        replies: list[dict[str, Any]] = found["alone"] or found["turns"][-1]["replies"]
        return replies

    def _sent(self, path: str, content: dict[str, str]) -> dict[str, Any]:
        response = self.client.post(f"/chat/{path}", json=content, headers=self._headers)
        assert response.status_code == 200, response.text
        found: dict[str, Any] = response.json()
        return found


def _read(replies: list[dict[str, Any]]) -> str:
    """Replies of the page as plain text."""
    lines = []
    for reply in replies:
        lines.append(reply["text"])
        if table := reply.get("table"):
            lines.append(table["title"])
            for n, (first, *rest) in enumerate(table["rows"], 1):
                tail = "，".join(cell for cell in rest if cell)
                lines.append(f"{n}. {first}（{tail}）" if tail else f"{n}. {first}")
        lines += [f"{n} {choice['label']}" for n, choice in enumerate(reply.get("choices", ()), 1)]
    return "\n".join(lines)


SPEAKERS: dict[str, type[Speaker]] = {
    "wechat": OnWeChat,
    "wecom": OnWeCom,
    "telegram": OnTelegram,
    "web": OnTheWeb,
}


def bare(text: str) -> str:
    """A text without the space by which channels part it."""
    return re.sub(r"\s+", "", text)
