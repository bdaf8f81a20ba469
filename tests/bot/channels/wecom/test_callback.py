"""WeCom calls: verification, messages and events, all sealed, over real HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import quote

import pytest
from sqlalchemy import func, select

from bot.channels.wecom.channel import WeCom
from dialogs import Conversation, Message, Reply, Turn, respond
from dialogs.message import Context
from storage.database import Database
from storage.tables import people, turns
from tests.bot.sending import AT, Sender, some_turns
from tests.bot.tencent.vendor import (
    Pushed,
    Tencent,
    a_reception,
    a_text,
    an_account,
    an_event,
    calling,
    envelope,
    pushed,
    xml_of,
)  # fmt: skip

LONG = "\n\n".join(f"第 {n} 段：" + "通知里写明的内容，一句一句说清楚。" * 12 for n in range(12))


@pytest.fixture
def wecom(store: Database) -> Iterator[Tencent]:
    """WeCom in front of an application."""
    reception, account = a_reception(store), an_account(id="ww1234567890abcdef", agent="1000002")
    with calling(WeCom(account, reception, Pushed()), account, reception) as tencent:
        yield tencent


def at(seconds: int) -> str:
    return str(int(AT.timestamp()) + seconds)


def rows(store: Database) -> int:
    with store.reading() as connection:
        return sum(
            connection.execute(select(func.count()).select_from(t)).scalar_one() for t in (people, turns)
        )


def test_the_url_is_verified_by_its_sealed_echo(wecom: Tencent) -> None:
    sealed = wecom.sealed("1616140317555161061")
    query = {**wecom.signed(sealed), "echostr": sealed}
    answer = wecom.client.get("/wecom", params=query)
    assert (answer.status_code, answer.text) == (200, "1616140317555161061")
    # A plus sign is sent escaped.
    url = "/wecom?" + "&".join(f"{name}={quote(value, safe='')}" for name, value in query.items())
    assert wecom.client.get(url).text == "1616140317555161061"


def test_an_echo_that_is_not_proven_is_refused(wecom: Tencent) -> None:
    sealed, foreign = wecom.sealed("1"), wecom.crypt.prp_crypto.encrypt("1", "ww0").decode()
    right = {**wecom.signed(sealed), "echostr": sealed}
    spoilt = (
        ({**right, "msg_signature": "0" * 40}, 403),
        ({**right, "echostr": wecom.sealed("2")}, 403),
        ({**wecom.signed(), "echostr": "1"}, 403),
        ({}, 403),
        ({**wecom.signed(sealed, timestamp=at(301)), "echostr": sealed}, 403),
        ({**wecom.signed(foreign), "echostr": foreign}, 403),
        ({**wecom.signed("AAAA"), "echostr": "AAAA"}, 400),
    )
    for query, status in spoilt:
        assert wecom.client.get("/wecom", params=query).status_code == status


def test_a_dialogue_says_the_same_as_in_the_terminal(wecom: Tencent, store: Database) -> None:
    elsewhere = Sender(some_turns(store), user="乙")
    for text in ("运城，中试服务花了240万，能补多少", "1", "材料清单", "😀 <b>&amp;]]>", "返回"):
        assert wecom(text, AgentID="1000002") == elsewhere(text)


@pytest.mark.parametrize("kind", ["image", "voice", "video", "location", "link", "file", "hologram"])
def test_every_type_of_message_is_answered(wecom: Tencent, kind: str) -> None:
    assert "请打字说" in wecom.said(wecom.post(xml_of(MsgType=kind, MsgId="1", AgentID="1000002")))


def test_events_greet_choose_or_ask_for_nothing(wecom: Tencent, store: Database) -> None:
    assert wecom.said(wecom.post(an_event("subscribe", AgentID="1000002"))).startswith("您好，我是券小助")
    wecom("青岛的企业，找本地机构做检测花了20万，能补多少")
    assert "合同" in wecom.said(wecom.post(an_event("click", EventKey="go:documents", AgentID="1000002")))
    for quiet in ("enter_agent", "LOCATION", "view", "batch_job_result", "change_contact", "unsubscribe"):
        answer = wecom.post(an_event(quiet, EventKey="", AgentID="1000002"))
        assert (answer.status_code, answer.text) == (200, "")
    with store.reading() as connection:
        assert connection.execute(select(people.c.unreachable)).scalar_one() is not None


def test_replays_strangers_and_plain_bodies_are_refused(wecom: Tencent, store: Database) -> None:
    assert wecom.post(a_text("你好"), timestamp=at(301)).text == "stale"
    assert wecom.post(a_text("你好"), timestamp=at(-301)).text == "stale"
    sealed, foreign = (
        wecom.sealed(a_text("你好")),
        wecom.crypt.prp_crypto.encrypt(a_text("你好"), "ww0").decode(),
    )
    right = wecom.query(sealed)
    refused = (
        (envelope(sealed), {**right, "msg_signature": "0" * 40}, 403),
        (envelope(sealed), {**right, "nonce": "1"}, 403),
        (envelope(foreign), wecom.query(foreign), 403),
        (a_text("你好"), wecom.signed(), 403),
        (envelope("AAAA"), wecom.query("AAAA"), 400),
        ("<xml>" * 9, right, 400),
        (envelope(sealed) * 2, right, 400),
        (envelope(sealed, f"<Encrypt>{sealed}</Encrypt>"), right, 400),
        ("大" * 30_000, right, 413),
    )
    for body, query, status in refused:
        assert wecom.send(body, query).status_code == status
    assert rows(store) == 0


def test_a_mode_that_wecom_does_not_know_opens_nothing(store: Database) -> None:
    reception, account = a_reception(store), an_account("plain", id="ww1234567890abcdef")
    with calling(WeCom(account, reception, Pushed()), account, reception) as tencent:
        assert tencent.send(a_text("你好"), tencent.signed()).status_code == 403
        assert tencent("你好")


def test_the_same_message_many_times_at_once_is_one_turn(wecom: Tencent, store: Database) -> None:
    message = a_text("青岛的企业，找本地机构做检测花了20万，能补多少")
    with ThreadPoolExecutor(20) as threads:
        answers = set(threads.map(lambda _: wecom.said(wecom.post(message)), range(20)))
    assert len(answers) == 1
    assert rows(store) == 2


def test_what_is_too_long_for_one_message_is_pushed_after_the_first(store: Database) -> None:
    def at_length(conversation: Conversation, message: Message, context: Context) -> Turn:
        turn = respond(conversation, message, context)
        return Turn(conversation=turn.conversation, replies=(Reply(text=LONG),))

    account = an_account(id="ww1234567890abcdef", agent="1000002")
    reception = a_reception(store, answering=at_length)
    with calling(WeCom(account, reception, Pushed()), account, reception) as say:
        first = say("说长一点")
    rest = pushed(store, account, WeCom, AT + timedelta(seconds=5))
    assert "\n\n".join([first, *rest]) == LONG
