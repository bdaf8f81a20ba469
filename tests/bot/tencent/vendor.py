"""Tencent as it calls: signs and seals by WeRoBot's code, not by that which is tested, and reads what comes back."""

from __future__ import annotations

import asyncio
import hashlib
import itertools
import re
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import escape

import httpx
from starlette.applications import Starlette
from werobot.crypto import MessageCrypt

from bot.answering.incoming import Incoming
from bot.answering.turns import Answer
from bot.channels.wechat.channel import WeChat
from bot.channels.wecom.channel import WeCom
from bot.reception.channel import SENT, Outcome, Passed, Reminder
from bot.reception.inbox import Inbox
from bot.reception.meters import Meters
from bot.reception.reception import Reception
from bot.tencent.account import Account
from bot.tencent.texts import numbered, parts
from dialogs import Conversation, Message, Turn, respond
from dialogs.message import Context
from dialogs.records import Reach
from storage.database import Database
from tests.bot.sending import AT, some_turns
from tests.bot.serving import serving

AES_KEY = "kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR"
_IDS = itertools.count(23_000_000_000_000_001)


def an_account(mode: str = "safe", **values: str) -> Account:
    """An account of the tests."""
    given = {"id": "wx1234567890abcdef", "secret": "s" * 32, "token": "a-token", "aes_key": AES_KEY}
    return Account(**{**given, "mode": mode, **values})  # type: ignore[arg-type]


class Pushed:
    """Stands for what pushes: notes what it is given, as texts."""

    reach: Reach = "always"
    is_repeatable = False

    def __init__(self, outcome: Outcome = SENT) -> None:
        self.texts: list[str] = []
        self.has_delivered = asyncio.Event()
        self._outcome = outcome

    async def start(self) -> None:
        return

    async def stop(self) -> None:
        return

    async def remind(self, user: str, reminder: Reminder) -> Outcome:
        self.texts.append(reminder.text)
        return self._outcome

    async def deliver(self, message: Incoming, answer: Answer, parts_: int, passed: Passed) -> Outcome:
        found = parts(answer.replies, answer.turn)
        for n, part in enumerate(found[parts_:], parts_ + 1):
            self.texts.append(numbered(part))
            await passed(n)
        self.has_delivered.set()
        return self._outcome


class Clock:
    """A clock that is set by hand."""

    def __init__(self, at: datetime = AT):
        self.at = at

    def __call__(self) -> datetime:
        return self.at


def a_reception(
    store: Database,
    clock: Callable[[], datetime] | None = None,
    *,
    a_minute: int = 1_000,
    answering: Callable[[Conversation, Message, Context], Turn] = respond,
) -> Reception:
    """A reception on a database, under the shipped editions."""
    return Reception(some_turns(store, answering), store, Meters(), clock or Clock(), a_minute=a_minute)


def an_application(channel: WeChat | WeCom, reception: Reception) -> Starlette:
    """A channel alone behind HTTP."""

    @asynccontextmanager
    async def lives(_: Starlette) -> AsyncIterator[None]:
        await channel.start()
        yield
        await channel.stop()
        await reception.stop()

    return Starlette(routes=channel.routes(), lifespan=lives)


def pushed(store: Database, account: Account, kind: type[WeChat] | type[WeCom], at: datetime) -> list[str]:
    """What another process pushes at a moment of what is owed; waits until it has pushed an answer."""

    async def work() -> list[str]:
        reception, pushing = a_reception(store, Clock(at)), Pushed()
        inbox = Inbox(reception, store, {kind.name: kind(account, reception, pushing)})
        task = asyncio.create_task(inbox.run())
        await pushing.has_delivered.wait()
        inbox.stop()
        await task
        await reception.stop()
        return pushing.texts

    return asyncio.run(work())


class Tencent:
    """One account's calls; `kind` is the path. What stands in `query` takes the place of what is right."""

    def __init__(self, client: httpx.Client, account: Account, kind: str = "wechat", at: datetime = AT):
        self.client, self.account, self.kind, self.at = client, account, kind, at
        self.crypt = MessageCrypt(account.token, account.aes_key or AES_KEY, account.id)

    def signed(self, *sealed: str, **query: str) -> dict[str, str]:
        """The query of a call."""
        given = {"timestamp": str(int(self.at.timestamp())), "nonce": "987654321", **query}
        name = "msg_signature" if sealed else "signature"
        return {name: signature(self.account.token, given["timestamp"], given["nonce"], *sealed), **given}

    def query(self, sealed: str, **query: str) -> dict[str, str]:
        """The query of a sealed call: WeChat signs twice, WeCom once."""
        once = self.signed(sealed, **query)
        if self.kind == "wecom":
            return {**once, **query}
        more = {"openid": "o-1", "encrypt_type": "aes"}
        return {**self.signed(**query), **once, **more, **query}

    def sealed(self, xml: str) -> str:
        """A content, encrypted."""
        return str(self.crypt.prp_crypto.encrypt(xml, self.account.id).decode())

    def post(self, xml: str, **query: str) -> httpx.Response:
        """One callback, in the account's mode."""
        if self.account.mode == "plain" and self.kind == "wechat":
            return self.send(xml, {**self.signed(**query), **query})
        sealed = self.sealed(xml)
        beside = xml.removeprefix("<xml>").removesuffix("</xml>") if self.account.mode == "compatible" else ""
        return self.send(envelope(sealed, beside), self.query(sealed, **query))

    def send(self, body: str | bytes, query: Mapping[str, str]) -> httpx.Response:
        """A body as it is."""
        content = body.encode() if isinstance(body, str) else body
        headers = {"content-type": "text/xml"}
        return self.client.post(f"/{self.kind}", content=content, params=dict(query), headers=headers)

    def said(self, response: httpx.Response) -> str:
        """The text of what came back: "" for an acknowledgement alone."""
        assert response.status_code == 200, response.text
        if response.text in ("", "success"):
            return ""
        fields = read(response.text)
        if "Encrypt" in fields:
            fields = read(self.opened(fields))
        assert fields["MsgType"] == "text"
        return fields["Content"]

    def opened(self, fields: Mapping[str, str]) -> str:
        """The content of an envelope, its signature checked."""
        signed = fields["TimeStamp"], fields["Nonce"], fields["MsgSignature"]
        content = self.crypt.decrypt_message(*signed, fields["Encrypt"])
        return str(content.decode())

    def __call__(self, text: str, **fields: str) -> str:
        """What is answered to a text."""
        return self.said(self.post(a_text(text, **fields)))


def signature(token: str, *signed: str) -> str:
    """Tencent's signature."""
    return hashlib.sha1("".join(sorted((token, *signed))).encode()).hexdigest()


def envelope(sealed: str, beside: str = "") -> str:
    """What a sealed content is sent in."""
    beside = beside or "<ToUserName><![CDATA[gh_1]]></ToUserName>"
    return f"<xml>{beside}<Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"


def xml_of(**fields: Any) -> str:
    """An XML body; a field of None is left out."""
    given = {"ToUserName": "gh_1", "FromUserName": "o-1", "CreateTime": str(int(AT.timestamp())), **fields}
    inner = (f"<{name}>{_text(value)}</{name}>" for name, value in given.items() if value is not None)
    return f"<xml>{''.join(inner)}</xml>"


def _text(value: object) -> str:
    text = str(value)
    return escape(text) if "]]>" in text else f"<![CDATA[{text}]]>"


def a_text(text: str, **fields: Any) -> str:
    """A text message, its id as new as it is."""
    return xml_of(**{"MsgType": "text", "Content": text, "MsgId": str(next(_IDS)), **fields})


def an_event(event: str, **fields: Any) -> str:
    """An event."""
    return xml_of(**{"MsgType": "event", "Event": event, **fields})


def read(xml: str) -> dict[str, str]:
    """The fields of an XML body of one level, read by a parser that is not ours."""
    return {child.tag: child.text or "" for child in ElementTree.fromstring(xml)}


def first_number(text: str, label: str) -> str:
    """The number in front of a choice."""
    found = re.search(rf"^(\d+) {label}$", text, re.MULTILINE)
    assert found is not None, text
    return found[1]


@contextmanager
def calling(
    channel: WeChat | WeCom, account: Account, reception: Reception, at: datetime = AT
) -> Iterator[Tencent]:
    """Tencent in front of a channel, over real HTTP; each call comes on a connection of its own."""
    limits = httpx.Limits(max_keepalive_connections=0)
    with (
        serving(an_application(channel, reception)) as url,
        httpx.Client(base_url=url, timeout=20, limits=limits) as client,
    ):
        yield Tencent(client, account, channel.name, at)
