"""Callers: signed and sealed messages, sent over kept connections as fast as answers come, each answer checked."""

from __future__ import annotations

import asyncio
import itertools
import re
import time
from collections.abc import Callable, Iterator, Sequence
from urllib.parse import urlencode, urlsplit
from xml.sax.saxutils import escape

from wechatpy.crypto import WeChatCrypto
from wechatpy.utils import WeChatSigner

from bot.app import now
from bot.tencent.account import Account

_NONCE = "1320562132"
_LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)


class Callers:
    """Makes requests of one account; no two messages have the same id."""

    def __init__(self, account: Account):
        self._account = account
        self._crypto = WeChatCrypto(account.token, account.aes_key, account.id)
        self._ids = itertools.count(23_000_000_000_000_001)
        self._sealed = re.compile(
            r"<Encrypt><!\[CDATA\[(.+?)\]\]>.*<TimeStamp>(\d+)<.*<Nonce><!\[CDATA\[(\w+)", re.S
        )

    def requests(self, talks: Sequence[Sequence[str]], people: int) -> list[list[bytes]]:
        """As many people's talks as bytes to be sent."""
        kinds = itertools.islice(itertools.cycle(talks), people)
        names = (f"o{next(self._ids)}" for _ in range(people))
        return [
            [self._request(name, text) for text in texts] for name, texts in zip(names, kinds, strict=True)
        ]

    def _request(self, user: str, text: str) -> bytes:
        moment = str(int(now().timestamp()))
        content = (
            f"<xml><ToUserName><![CDATA[gh_quanzhu]]></ToUserName><FromUserName><![CDATA[{user}]]></FromUserName>"
            f"<CreateTime>{moment}</CreateTime><MsgType><![CDATA[text]]></MsgType>"
            f"<Content>{escape(text)}</Content><MsgId>{next(self._ids)}</MsgId></xml>"
        )
        body = self._crypto.encrypt_message(content, _NONCE, moment)
        sealed = re.search(r"<Encrypt><!\[CDATA\[(.+?)\]\]>", body)
        assert sealed is not None
        query = {
            "signature": self._signed(moment, _NONCE),
            "timestamp": moment,
            "nonce": _NONCE,
            "encrypt_type": "aes",
            "msg_signature": self._signed(moment, _NONCE, sealed[1]),
        }
        sent = body.encode()
        head = f"POST /wechat?{urlencode(query)} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/xml\r\n"
        return f"{head}Content-Length: {len(sent)}\r\n\r\n".encode() + sent

    def _signed(self, *parts: str) -> str:
        signer = WeChatSigner()
        signer.add_data(self._account.token, *parts)
        signature: str = signer.signature
        return signature

    def content(self, body: bytes) -> str:
        """What an answer says, in its XML."""
        found = self._sealed.search(body.decode())
        assert found is not None, body[:200]
        sealed, moment, nonce = found.groups()
        opened: str = self._crypto.decrypt_message(
            f"<xml><Encrypt>{sealed}</Encrypt></xml>", self._signed(moment, nonce, sealed), moment, nonce
        )
        return opened


async def called(
    url: str, talks: Sequence[Sequence[bytes]], connections: int, check: Callable[[bytes], object]
) -> list[float]:
    """Seconds to each answer; a talk goes over one connection, message by message. Answers are checked at the end."""
    waiting: Iterator[Sequence[bytes]] = iter(talks)
    seconds: list[float] = []
    answers: list[bytes] = []

    async def caller() -> None:
        reader, writer = await asyncio.open_connection(urlsplit(url).hostname, urlsplit(url).port)
        for talk in waiting:
            for request in talk:
                began = time.perf_counter()
                writer.write(request)
                head = await reader.readuntil(b"\r\n\r\n")
                assert head.startswith(b"HTTP/1.1 200"), head
                length = _LENGTH.search(head)
                assert length is not None
                answers.append(await reader.readexactly(int(length[1])))
                seconds.append(time.perf_counter() - began)
        writer.close()
        await writer.wait_closed()

    await asyncio.gather(*(caller() for _ in range(connections)))
    for answer in answers:
        check(answer)
    return seconds
