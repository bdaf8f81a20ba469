"""WeChat calls, or somebody who says so: what is refused, and that nothing is kept of it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.channels.wechat.channel import WeChat
from bot.reception.reception import Reception
from bot.tencent.account import Account
from storage.database import Database
from storage.tables import people, turns
from tests.bot.sending import AT
from tests.bot.tencent.vendor import (
    Pushed,
    Tencent,
    a_reception,
    a_text,
    an_account,
    an_event,
    calling,
    envelope,
    xml_of,
)  # fmt: skip


@pytest.fixture
def reception(store: Database) -> Reception:
    return a_reception(store)


@pytest.fixture
def wechat(reception: Reception) -> Iterator[Tencent]:
    """WeChat in front of an account in safe mode."""
    account = an_account()
    with calling(WeChat(account, reception, Pushed()), account, reception) as tencent:
        yield tencent


def rows(store: Database) -> int:
    """How many people and turns are kept."""
    with store.reading() as connection:
        return sum(
            connection.execute(select(func.count()).select_from(t)).scalar_one() for t in (people, turns)
        )


def at(seconds: int) -> str:
    return str(int(AT.timestamp()) + seconds)


@pytest.mark.parametrize("seconds", [301, -301, 315_360_000])
def test_what_is_not_of_the_last_five_minutes_is_refused(
    wechat: Tencent, reception: Reception, store: Database, seconds: int
) -> None:
    answer = wechat.post(a_text("你好"), timestamp=at(seconds))
    assert (answer.status_code, answer.text, rows(store)) == (403, "stale", 0)
    counted = reception.meters.registry.get_sample_value(
        "quanzhu_errors_total", {"channel": "wechat", "code": "stale"}
    )
    assert counted == 1
    sealed = wechat.signed(timestamp=at(seconds))
    assert wechat.client.get("/wechat", params={**sealed, "echostr": "1"}).status_code == 403


@pytest.mark.parametrize("seconds", [300, -300])
def test_a_clock_may_differ_by_five_minutes(wechat: Tencent, seconds: int) -> None:
    assert wechat.said(wechat.post(a_text("你好"), timestamp=at(seconds)))


@pytest.mark.parametrize("timestamp", ["", "now", "-1", "1e9", "１７３３１０４８００", "9" * 5_000, "²"])
def test_a_moment_that_is_none_is_refused(wechat: Tencent, timestamp: str) -> None:
    assert wechat.post(a_text("你好"), timestamp=timestamp).status_code == 403


def test_a_wrong_token_is_refused_before_anything_is_read(wechat: Tencent, store: Database) -> None:
    sealed = wechat.sealed(a_text("你好"))
    right = wechat.query(sealed)
    body = envelope(sealed)
    for spoilt in ({"signature": "0" * 40}, {"nonce": "1"}, {"signature": ""}, {"signature": "é" * 40}):
        assert wechat.send(body, {**right, **spoilt}).status_code == 403
        assert wechat.send(b"\x00<", {**right, **spoilt}).text == "signature"
    assert wechat.send(body, {**right, "msg_signature": "0" * 40}).status_code == 403
    assert wechat.send(body, {k: v for k, v in right.items() if k != "msg_signature"}).status_code == 403
    assert wechat.send(body, {}).status_code == 403
    assert rows(store) == 0


def test_what_is_sealed_for_another_account_is_refused(wechat: Tencent, store: Database) -> None:
    for other in ("wx0000000000000000", "", "wx1234567890abcde", "wx1234567890abcdef0"):
        sealed = wechat.crypt.prp_crypto.encrypt(a_text("你好"), other).decode()
        answer = wechat.send(envelope(sealed), wechat.query(sealed))
        assert (answer.status_code, answer.text) == (403, "app_id")
    assert rows(store) == 0


@pytest.mark.parametrize("mode", ["safe", "compatible"])
def test_a_plain_body_is_refused_where_sealed_ones_are_expected(store: Database, mode: str) -> None:
    reception, account = a_reception(store), an_account(mode)
    with calling(WeChat(account, reception, Pushed()), account, reception) as tencent:
        answer = tencent.send(a_text("你好"), tencent.signed())
        assert (answer.status_code, answer.text, rows(store)) == (403, "plain", 0)


def test_in_compatible_mode_what_stands_beside_the_sealed_part_counts_for_nothing(store: Database) -> None:
    reception, account = a_reception(store), an_account("compatible")
    with calling(WeChat(account, reception, Pushed()), account, reception) as tencent:
        sealed = tencent.sealed(a_text("青岛的企业，找本地机构做检测花了20万，能补多少"))
        forged = a_text("你好", FromUserName="o-forged").removeprefix("<xml>").removesuffix("</xml>")
        assert "10 万元" in tencent.said(tencent.send(envelope(sealed, forged), tencent.query(sealed)))
    with store.reading() as connection:
        assert connection.execute(select(people.c.user)).scalars().all() == ["o-1"]


def nested(depth: int) -> str:
    return "<xml>" + "<a>" * depth + "</a>" * depth + "</xml>"


BOMBS = {
    "too big": (413, a_text("大" * 30_000)),
    "too deep": (400, nested(8)),
    "far too deep": (400, nested(7_000)),
    "too many": (400, "<xml>" + "".join(f"<e{n}/>" for n in range(64)) + "</xml>"),
    "a DTD": (400, "<!DOCTYPE xml>" + a_text("你好")),
    "entities": (400, '<!DOCTYPE x [<!ENTITY a "a"><!ENTITY b "&a;&a;">]><xml><MsgType>&b;</MsgType></xml>'),
    "an outer file": (
        400, '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml><MsgType>&a;</MsgType></xml>',
    ),
    "an unknown entity": (400, "<xml><MsgType>&a;</MsgType></xml>"),
    "an instruction": (400, "<?php echo 1 ?>" + a_text("你好")),
    "a field twice": (400, a_text("你好").replace("</xml>", "<MsgId>2</MsgId></xml>")),
    "a sender twice": (400, a_text("你好").replace("</xml>", "<FromUserName>o-2</FromUserName></xml>")),
    "a field that is a tree": (400, xml_of(MsgId="1").replace("</xml>", "<MsgType><a>text</a></MsgType></xml>")),
    "text between": (400, a_text("你好").replace("</xml>", "text</xml>")),
    "another root": (400, "<html></html>"),
    "nothing in it": (400, "<xml/>"),
    "nothing": (400, ""),
    "no XML": (400, '{"MsgType": "text"}'),
    "cut off": (400, a_text("你好")[:-7]),
    "more after it": (400, a_text("你好") + "<xml/>"),
    "a half character": (400, "<xml><MsgType>&#xD800;</MsgType></xml>"),
    "a NUL": (400, a_text("\x00")),
    "no sender": (400, a_text("你好", FromUserName=None)),
    "an empty sender": (400, a_text("你好", FromUserName="")),
    "a long sender": (400, a_text("你好", FromUserName="o" * 129)),
    "no type": (400, a_text("你好", MsgType=None)),
    "no event": (400, an_event("", EventKey="1")),
    "no id and no moment": (400, a_text("你好", MsgId=None, CreateTime=None)),
    "a moment that is none": (400, an_event("subscribe", CreateTime="９９")),
}  # fmt: skip


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_body_that_no_vendor_sends_is_refused(wechat: Tencent, store: Database, bomb: str) -> None:
    status, body = BOMBS[bomb]
    assert (wechat.post(body).status_code, rows(store)) == (status, 0)
    # As the envelope itself.
    refused = wechat.send(body, wechat.query("x"))
    assert refused.status_code in (400, 403, 413)
    assert rows(store) == 0


def test_a_body_without_a_length_is_read_no_further_than_it_may_be_long(wechat: Tencent) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(1_000):
            yield b"<xml>" * 1_000

    answer = wechat.client.post("/wechat", params=wechat.query("x"), content=endless())
    assert (answer.status_code, answer.text) == (413, "size")


GARBAGE = (
    "", "=", "AAAA", "A" * 43, "A" * 44, "你好", "A" * 64 + "!", "A\n" * 32, "AAAAAAAAAAAAAAAAAAAAAA==",
)  # fmt: skip


@pytest.mark.parametrize("sealed", GARBAGE)
def test_garbage_under_a_right_signature_is_refused(wechat: Tencent, sealed: str) -> None:
    answer = wechat.send(envelope(sealed), wechat.query(sealed))
    assert (answer.status_code, answer.text) == (400, "seal")


def refused_at_random(wechat: Tencent, count: int) -> set[int]:
    chance, found = random.Random(1), set[int]()
    for _ in range(count):
        sealed = (
            chance.randbytes(16 * chance.randrange(0, 40)) if chance.random() < 0.9 else chance.randbytes(7)
        )
        text = base64(sealed)
        found.add(wechat.send(envelope(text), wechat.query(text)).status_code)
    return found


def base64(content: bytes) -> str:
    from base64 import b64encode

    return b64encode(content).decode()


def test_random_ciphertexts_under_a_right_signature_are_refused(wechat: Tencent, store: Database) -> None:
    assert refused_at_random(wechat, 300) == {400}
    assert rows(store) == 0


@pytest.mark.long
def test_ten_thousand_random_ciphertexts_are_refused(wechat: Tencent, store: Database) -> None:
    assert refused_at_random(wechat, 10_000) <= {400, 403}
    assert rows(store) == 0


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
def test_other_methods_are_refused(wechat: Tencent, method: str) -> None:
    assert wechat.client.request(method, "/wechat").status_code == 405


def test_an_account_whose_key_is_none_is_not_opened(reception: Reception) -> None:
    for key in ("", "A" * 20, "*" * 43):
        with pytest.raises(ValueError, match="AES key"):
            WeChat(an_account(aes_key=key), reception, Pushed())


def test_what_proves_an_account_is_not_shown() -> None:
    shown = repr(an_account())
    assert not any(one in shown for one in ("a-token", "s" * 32, an_account().aes_key))
    assert isinstance(an_account(), Account)


def test_a_call_that_ends_early_is_no_error(wechat: Tencent) -> None:
    import socket
    from urllib.parse import urlencode

    url = wechat.client.base_url
    with socket.create_connection((url.host, url.port or 80)) as caller:
        head = f"POST /wechat?{urlencode(wechat.query('x'))} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n<xml>"
        caller.sendall(head.encode())
    assert wechat("你好")


def test_the_clock_of_the_reception_counts(store: Database) -> None:
    later = AT + timedelta(days=1)
    reception, account = a_reception(store, lambda: later), an_account()
    with calling(WeChat(account, reception, Pushed()), account, reception, later) as tencent:
        assert tencent("你好")
        tencent.at = AT
        assert tencent.post(a_text("你好")).status_code == 403
