"""Mutants: XML bodies of Tencent, spoilt at random in ways that parsers and people who attack them know."""

from __future__ import annotations

import random
from collections.abc import Iterator

from tests.bot.tencent.vendor import a_text, an_event, xml_of

_POPUP = (
    "<SubscribeMsgPopupEvent><List><TemplateId>T1</TemplateId><SubscribeStatusString>accept</SubscribeStatusString>"
    "</List><List><TemplateId>T2</TemplateId><SubscribeStatusString>reject</SubscribeStatusString></List>"
    "</SubscribeMsgPopupEvent></xml>"
)
SEEDS = [
    one.encode()
    for one in (
        a_text("青岛的企业，找本地机构做检测花了20万，能补多少"),
        a_text("1", bizmsgmenuid="7.1"),
        xml_of(MsgType="voice", MsgId="1", MediaId="m", Format="amr", Recognition="能补多少"),
        xml_of(MsgType="location", MsgId="1", Location_X="36.06", Location_Y="120.38", Label="青岛市"),
        xml_of(MsgType="image", MsgId="1", PicUrl="https://example.com/a.jpg", MediaId="m"),
        an_event("subscribe", EventKey="qrscene_7", Ticket="t"),
        an_event("unsubscribe"),
        an_event("CLICK", EventKey="go:documents"),
        an_event("subscribe_msg_popup_event").replace("</xml>", _POPUP),
    )
]
TOKENS = [
    b"<", b">", b"&", b"]]>", b"<![CDATA[", b"<!--", b"-->", b"<?xml?>", b"<?a b?>", b"<!DOCTYPE a>",
    b'<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]>', b"&b;", b"&#0;", b"&#xD800;", b"&#x1F600;", b"&lt;",
    b"<xml>", b"</xml>", b"<a>", b"</a>", b"<a/>", b"<a b='c' b='d'>", b"xmlns:a='b'", b"<MsgId>1</MsgId>",
    b"\x00", b"\xff", b"\xfe\xff", b"\xed\xa0\x80", b"\xf0\x9f\x98\x80", b"\xe2\x80\xae", b"\r\n", b"9" * 40, b"-1",
    b"1e999", b"\xd9\xa3", b"<a>" * 50, b"<a>" * 9_000, b"</a>" * 50, b"<e/>" * 70, b" " * 5_000, "大".encode() * 3_000,
]  # fmt: skip


def mutants(count: int, seed: int) -> Iterator[bytes]:
    """So many bodies, always the same ones for a seed; each is a body spoilt up to four times."""
    chance = random.Random(seed)
    for _ in range(count):
        body = bytearray(chance.choice(SEEDS))
        for _ in range(chance.choice((0, 1, 1, 1, 2, 2, 3, 4))):
            _spoil(chance, body)
        yield bytes(body)


def _spoil(chance: random.Random, body: bytearray) -> None:
    at = chance.randrange(len(body) + 1)
    to = min(len(body), at + chance.choice((1, 2, 5, 20, 100)))
    match chance.randrange(9):
        case 0 if at < len(body):
            body[at] = chance.randrange(256)
        case 1:
            del body[at:to]
        case 2:
            body[at:at] = body[at:to] * chance.choice((1, 1, 2, 30))
        case 3 | 4:
            body[at:at] = chance.choice(TOKENS)
        case 5:
            body[at:to] = chance.choice(TOKENS)
        case 6:
            del body[at:]
        case 7:
            other = chance.choice(SEEDS)
            body[at:] = other[chance.randrange(len(other)) :]
        case _:
            # A field, or what looks like one, moved to another place.
            begin = body.find(b"<", at)
            end = body.find(b"</", begin + 1) + 12
            piece = bytes(body[begin:end])
            place = chance.randrange(len(body) + 1)
            body[place:place] = piece
