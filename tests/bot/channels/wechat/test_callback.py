"""WeChat calls: verification, messages and events, over real HTTP and in every mode."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from bot.channels.wechat.channel import WeChat
from storage.database import Database
from storage.tables import grants, people, turns
from tests.bot.sending import Sender, some_turns
from tests.bot.tencent.vendor import (
    Pushed,
    Tencent,
    a_reception,
    an_account,
    an_event,
    calling,
    first_number,
    xml_of,
)  # fmt: skip

MODES = ("plain", "compatible", "safe")


@pytest.fixture
def wechat(store: Database) -> Iterator[Tencent]:
    """WeChat in front of an account in safe mode."""
    reception, account = a_reception(store), an_account()
    with calling(WeChat(account, reception, Pushed()), account, reception) as tencent:
        yield tencent


@pytest.mark.parametrize("mode", MODES)
def test_a_dialogue_says_the_same_as_in_the_terminal(store: Database, mode: str) -> None:
    reception, account = a_reception(store), an_account(mode)
    elsewhere = Sender(some_turns(store), user="乙")
    with calling(WeChat(account, reception, Pushed()), account, reception) as say:
        for text in ("运城，中试服务花了240万，能补多少", "1", "材料清单", "😀 <b>&amp;]]>", "返回"):
            assert say(text) == elsewhere(text)


def test_the_url_is_verified_by_its_echo(wechat: Tencent) -> None:
    query = wechat.signed()
    answer = wechat.client.get("/wechat", params={**query, "echostr": "5871258"})
    assert (answer.status_code, answer.text) == (200, "5871258")
    refused = wechat.client.get("/wechat", params={**query, "nonce": "1", "echostr": "5871258"})
    assert (refused.status_code, "5871258" in refused.text) == (403, False)


def test_a_sealed_echo_is_opened(wechat: Tencent) -> None:
    sealed = wechat.sealed("4711")
    answer = wechat.client.get("/wechat", params={**wechat.signed(sealed), "echostr": sealed})
    assert (answer.status_code, answer.text) == (200, "4711")
    wrong = {**wechat.signed(sealed), "echostr": wechat.sealed("4712")}
    assert wechat.client.get("/wechat", params=wrong).status_code == 403


KINDS = {
    "voice": ({"MediaId": "m", "Format": "amr"}, "听不了语音，请打字说。"),
    "image": ({"MediaId": "m", "PicUrl": "https://example.com/a"}, "只看得懂文字，请打字说。"),
    "video": ({"MediaId": "m", "ThumbMediaId": "t"}, "只看得懂文字，请打字说。"),
    "shortvideo": ({"MediaId": "m", "ThumbMediaId": "t"}, "只看得懂文字，请打字说。"),
    "location": ({"Location_X": "36.06", "Location_Y": "120.38", "Label": ""}, "位置里没有地名，请打字说。"),
    "link": ({"Title": "t", "Url": "https://example.com"}, "只看得懂文字，请打字说。"),
    "file": ({"Title": "t", "FileKey": "k"}, "只看得懂文字，请打字说。"),
    "hologram": ({"Depth": "9"}, "只看得懂文字，请打字说。"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_type_of_message_is_answered(wechat: Tencent, kind: str) -> None:
    fields, answer = KINDS[kind]
    assert answer in wechat.said(wechat.post(xml_of(MsgType=kind, MsgId="1", **fields)))


def test_a_voice_message_counts_as_what_was_recognised_in_it(wechat: Tencent) -> None:
    spoken = xml_of(MsgType="voice", MsgId="1", Recognition="青岛，能补多少")
    assert wechat.said(wechat.post(spoken)) == wechat("青岛，能补多少", FromUserName="o-2")


def test_a_place_counts_as_its_name(wechat: Tencent) -> None:
    wechat("能补多少")
    place = xml_of(MsgType="location", MsgId="1", Label="山东省青岛市崂山区松岭路")
    assert "注册在哪里" not in wechat.said(wechat.post(place))


def test_who_follows_is_greeted_and_asked_nothing(wechat: Tencent) -> None:
    for event, key in (("subscribe", ""), ("subscribe", "qrscene_7"), ("SCAN", "7")):
        said = wechat.said(wechat.post(an_event(event, EventKey=key, FromUserName=f"{event}{key}")))
        assert said.startswith("您好，我是券小助")
        assert "？" not in said


def test_a_menu_entry_stands_for_its_choice(wechat: Tencent) -> None:
    wechat("青岛的企业，找本地机构做检测花了20万，能补多少")
    assert "合同" in wechat.said(wechat.post(an_event("CLICK", EventKey="go:documents")))
    assert wechat.said(wechat.post(an_event("CLICK", EventKey="no:such", CreateTime="1733104801")))


def test_a_tapped_line_of_a_menu_message_is_chosen_and_a_stale_one_is_said_to_be(
    wechat: Tencent, store: Database
) -> None:
    asked = wechat("运城，中试服务花了240万，能补多少")
    with store.reading() as connection:
        turn = connection.execute(select(func.max(turns.c.id))).scalar_one()
    yes = int(first_number(asked, "是"))
    tapped = wechat("是", bizmsgmenuid=f"{turn}.{yes - 1}")
    assert "100 万元" in tapped
    assert "100 万元" not in wechat("否", bizmsgmenuid=f"{turn}.{yes}")
    for strange in ("0.0", "x", "99999.1", "9" * 300):
        assert wechat("是", bizmsgmenuid=strange)


def test_a_number_is_taken_for_its_choice(wechat: Tencent) -> None:
    number = first_number(wechat("运城，中试服务花了240万，能补多少"), "否")
    assert "50 万元" in wechat(number)


QUIET = (
    "VIEW",
    "LOCATION",
    "TEMPLATESENDJOBFINISH",
    "MASSSENDJOBFINISH",
    "scancode_push",
    "pic_weixin",
    "new_one",
)


@pytest.mark.parametrize("event", QUIET)
def test_an_event_that_asks_for_nothing_is_acknowledged(wechat: Tencent, event: str) -> None:
    answer = wechat.post(an_event(event, EventKey="https://example.com", MsgID="1", Latitude="1.5"))
    assert (answer.status_code, answer.text) == (200, "success")


def test_who_leaves_is_not_pushed_to_until_they_write_again(wechat: Tencent, store: Database) -> None:
    def is_lost() -> bool:
        with store.reading() as connection:
            return connection.execute(select(people.c.unreachable)).scalar_one() is not None

    wechat("青岛的企业，找本地机构做检测花了20万，能补多少")
    assert wechat.post(an_event("unsubscribe")).text == "success"
    assert is_lost()
    assert "10 万元" in wechat("能补多少")
    assert not is_lost()


def popup(event: str, *templates: tuple[str, str], name: str | None = None) -> str:
    """A subscription event as WeChat nests it."""
    entries = "".join(
        f"<List><TemplateId><![CDATA[{template}]]></TemplateId>"
        f"<SubscribeStatusString><![CDATA[{status}]]></SubscribeStatusString><PopupScene>2</PopupScene></List>"
        for template, status in templates
    )
    inner = f"<{name or 'SubscribeMsgPopupEvent'}>{entries}</{name or 'SubscribeMsgPopupEvent'}>"
    return an_event(event).replace("</xml>", f"{inner}</xml>")


def test_leave_for_notices_is_kept_and_taken_back(wechat: Tencent, store: Database) -> None:
    def open_ones() -> list[str]:
        with store.reading() as connection:
            kept = select(grants.c.template).where(grants.c.spent.is_(None)).order_by(grants.c.id)
            return list(connection.execute(kept).scalars())

    given = popup("subscribe_msg_popup_event", ("T1", "accept"), ("T2", "reject"), ("T3", "accept"))
    assert wechat.post(given).text == "success"
    assert open_ones() == ["T1", "T3"]
    with ThreadPoolExecutor(8) as threads:
        assert {answer.text for answer in threads.map(wechat.post, [given] * 8)} == {"success"}
    assert open_ones() == ["T1", "T3"]
    taken = popup("subscribe_msg_change_event", ("T1", "reject"), name="SubscribeMsgChangeEvent")
    assert wechat.post(taken).text == "success"
    assert open_ones() == ["T3"]
    assert wechat.post(popup("subscribe_msg_popup_event")).text == "success"


def test_leave_that_was_taken_back_makes_nobody_known_and_ends_nothing_given_since(
    wechat: Tencent, store: Database
) -> None:
    taken = popup("subscribe_msg_change_event", ("T1", "reject"), name="SubscribeMsgChangeEvent")
    assert wechat.post(taken).text == "success"
    given = popup("subscribe_msg_popup_event", ("T1", "accept"))
    with store.reading() as connection:
        assert connection.execute(select(func.count()).select_from(people)).scalar_one() == 0
    second = f"{int(wechat.at.timestamp())}"
    assert wechat.post(given.replace(second, str(int(second) + 1))).text == "success"
    assert wechat.post(taken).text == "success"
    with store.reading() as connection:
        assert connection.execute(select(grants.c.spent)).scalar_one() is None
