"""The requests of a page over real HTTP: what is answered, and what is refused without a trace."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message

from bot.answering.turns import BUSY
from bot.channels.web.asked import LARGEST, TOO_SLOW, asked
from bot.channels.web.identity import KEPT, Identities
from bot.reception.reception import TOO_MANY
from dialogs import plain
from storage import turns
from storage.database import Away, Database, database
from storage.migrating import prepare
from tests.bot.channels.web.pages import Clock, Page, Site, a_key, a_page, web
from tests.bot.sending import AT, a_message, shipped, some_turns
from tests.bot.stand_in import stand_in

STORIES = Path(__file__).parents[3] / "dialogs" / "stories"
SERVED = {
    "/": "text/html; charset=utf-8",
    "/chat/chat.css": "text/css; charset=utf-8",
    "/chat/chat.js": "text/javascript; charset=utf-8",
    "/chat/mark.svg": "image/svg+xml",
    "/favicon.ico": "image/svg+xml",
}
ASKED = "在青岛找外地机构做研发服务，付了30万，能补多少"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One for all tests that do not look into the database."""
    store = database(None, tmp_path_factory.mktemp("web"))
    prepare(store)
    with web(store) as found:
        yield found
    store.close()


@pytest.fixture
def page(site: Site) -> Iterator[Page]:
    with a_page(site) as found:
        yield found


def count(store: Database) -> int:
    with store.reading() as connection:
        return turns.count(connection)


# What is answered.


@pytest.mark.parametrize("story", ["qingdao_estimate", "yuncheng_jinchuanggu", "karamay_which_district"])
def test_a_whole_dialogue_says_what_the_terminal_says(story: str, page: Page) -> None:
    lines = (STORIES / f"{story}.txt").read_text(encoding="utf-8").splitlines()
    texts = [line.removeprefix("> ") for line in lines if line.startswith("> ")]
    terminal = some_turns(database(None, None))
    terminal.handle(a_message("", opens=True))
    page.open()
    for text in texts:
        page.say(text)
        replies = terminal.handle(a_message(text)).replies
        shown = page.turns[-1]["replies"]
        assert [reply["text"] for reply in shown] == [reply.text for reply in replies]
        for there, reply in zip(shown, replies, strict=True):
            assert [one["label"] for one in there.get("choices", ())] == [c.label for c in reply.choices]
            rows = [list(row) for row in reply.table.rows] if reply.table else None
            assert (there["table"]["rows"] if rows else there.get("table")) == rows


def test_whoever_comes_is_greeted_once_and_finds_the_conversation_again(store: Database) -> None:
    with web(store) as site, a_page(site) as page:
        assert page.open()[0].startswith("您好，我是券小助")
        assert page.say(ASKED)[0].startswith("最高可兑付 9 万元")
        with a_page(site, page.client.cookies) as again:
            again.open()
            assert again.turns == page.turns
            assert [turn["text"] for turn in again.turns] == ["", ASKED]
    assert count(store) == 2


def test_whoever_comes_back_later_is_welcomed_again(store: Database) -> None:
    clock = Clock()
    with web(store, now=clock) as site, a_page(site) as page:
        page.open()
        page.say(ASKED)
        clock.pass_by(hours=3)
        with a_page(site, page.client.cookies) as again:
            assert len(again.open()) > 3
            assert len(again.turns) == 3
            assert again.turns[-1]["at"] == "2024-12-02T13:00:00+08:00"


def test_pages_that_open_at_once_are_greeted_once(store: Database) -> None:
    with web(store) as site, a_page(site) as page:
        page.say("你好")
        before = count(store)
        page.client.cookies.jar.clear()
        page.post("open", {})
        cookies = page.client.cookies

        def opened(_: int) -> list[str]:
            with a_page(site, cookies) as one:
                return one.open()

        with ThreadPoolExecutor(8) as pool:
            assert len({tuple(texts) for texts in pool.map(opened, range(8))}) == 1
        assert count(store) == before + 1


def test_a_page_shows_again_the_last_twenty_turns(page: Page, site: Site) -> None:
    for n in range(24):
        page.say(f"第{n}句")
    with a_page(site, page.client.cookies) as again:
        again.open()
        assert [turn["text"] for turn in again.turns] == [f"第{n}句" for n in range(4, 24)]


def test_a_button_is_answered_as_its_choice(page: Page) -> None:
    page.open()
    page.say(ASKED)
    assert page.press("材料清单")[0].startswith("共 7 项材料")
    assert page.turns[-1]["text"] == "材料清单"


def test_a_button_of_an_earlier_question_is_answered_kindly(page: Page) -> None:
    page.say("青岛，检测花了30万，能补多少")
    old = page.button("青岛市内")
    page.say("青岛市外")
    response = page.post("say", {"button": old, "key": a_key(), **page.shown})
    assert "已经过去了" in response.json()["turns"][-1]["replies"][0]["text"]


def test_a_button_of_somebody_else_tells_nothing_of_them(page: Page, site: Site) -> None:
    page.say("青岛，检测花了30万，能补多少")
    with a_page(site) as other:
        response = other.post("say", {"button": page.button("青岛市内"), "key": a_key()})
    assert response.status_code == 200
    assert "青岛" not in response.json()["turns"][-1]["text"]


def test_the_same_message_twenty_times_at_once_is_one_turn_and_equal_replies(store: Database) -> None:
    with web(store) as site, a_page(site) as page:
        page.open()
        content = {"text": ASKED, "key": a_key(), **page.shown}

        def said(_: int) -> bytes:
            with a_page(site, page.client.cookies) as one:
                return one.post("say", content).content

        with ThreadPoolExecutor(20) as pool:
            found = set(pool.map(said, range(20)))
        assert len(found) == 1
        assert "9 万元" in json.loads(found.pop())["turns"][0]["replies"][0]["text"]
    assert count(store) == 2


def test_after_an_erasure_nothing_is_shown_again_not_even_to_another_page(store: Database) -> None:
    with web(store) as site, a_page(site) as page, a_page(site, page.client.cookies) as other:
        page.open()
        page.say(ASKED)
        other.client.cookies = page.client.cookies
        other.open()
        page.say("删除我的数据")
        content = {"button": page.button("确认删除"), "key": a_key(), **page.shown}
        done = page.post("say", content).json()
        assert (done["thread"], done["turns"]) == ("", [])
        assert "已删除" in done["alone"][0]["text"]
        assert page.post("say", content).json() == done
        other.news()
        assert (other.thread, other.turns) == ("", [])
        assert other.say("你好")
        assert [turn["text"] for turn in other.turns] == ["你好"]


def test_where_the_database_is_away_the_page_keeps_the_message_and_sends_it_again(
    url: str, opening: Callable[..., Database]
) -> None:
    away: list[str] = []

    def passing(point: str) -> None:
        if point in away:
            raise Away(point)

    with web(opening(url, passing=passing)) as site, a_page(site) as page:
        page.open()
        content = {"text": ASKED, "key": a_key(), **page.shown}
        away.append("turn:begun")
        told = page.post("say", content)
        assert (told.status_code, told.json()) == (200, {"error": BUSY.text})
        away.clear()
        assert page.say(ASKED, content["key"])[0].startswith("最高可兑付 9 万元")


def test_a_page_is_told_where_the_database_cannot_even_be_asked() -> None:
    nowhere = database("postgresql://nobody@127.0.0.1:1/nothing", None)
    with web(nowhere) as site, a_page(site) as page:
        for path, content in (("open", {}), ("say", {"text": "你好", "key": a_key()})):
            told = page.post(path, content)
            assert (told.status_code, told.json()) == (200, {"error": BUSY.text})
            page.client.cookies.update(told.cookies)
        assert page.post("news", {}).json() == {"error": BUSY.text}
    nowhere.close()


def test_too_many_messages_are_refused_until_there_is_room(store: Database) -> None:
    with web(store, a_minute=3) as site, a_page(site) as page:
        page.open()
        page.say("你好")
        page.say("你好")
        for _ in range(3):
            told = page.post("say", {"text": "你好", "key": a_key()})
            assert (told.status_code, told.json()) == (429, {"error": TOO_MANY.text})
    assert count(store) == 3


# What is refused.


@pytest.mark.parametrize("is_secure", [False, True])
def test_the_cookie_is_kept_from_scripts_other_sites_and_plain_http(is_secure: bool, tmp_path: Path) -> None:
    store = database(None, tmp_path)
    prepare(store)
    with web(store, is_secure=is_secure) as site, a_page(site) as page:
        given = page.post("open", {}).headers["set-cookie"]
    store.close()
    name, *rest = given.split("; ")
    assert name.partition("=")[0] == ("__Host-quanzhu" if is_secure else "quanzhu")
    assert {one.lower() for one in rest} == {
        "httponly", "max-age=31536000", "path=/", "samesite=strict", *(["secure"] if is_secure else []),
    }  # fmt: skip


def _spoilt(cookie: str) -> dict[str, str]:
    user, at, signature = cookie.split(".")
    other = "A" if user[0] != "A" else "B"
    return {
        "another id": f"{other}{user[1:]}.{at}.{signature}",
        "another moment": f"{user}.{int(at) + 1}.{signature}",
        "another signature": f"{user}.{at}.{'A' * 43}",
        "cut off": cookie[:-1],
        "longer": f"{cookie}A",
        "no signature": f"{user}.{at}",
        "empty": "",
        "garbage": '"\\303\\251;%%%00',
        "a huge moment": f"{user}.{'9' * 12}.{signature}",
        "long": "A" * 4_000,
    }


def test_a_cookie_that_is_not_ours_makes_somebody_new(store: Database) -> None:
    with web(store) as site, a_page(site) as page:
        page.open()
        page.say(ASKED)
        for what, spoilt in _spoilt(page.client.cookies["quanzhu"]).items():
            with a_page(site) as other:
                told = other.post("say", {"text": "你好", "key": a_key()}, Cookie=f"quanzhu={spoilt}")
                assert told.status_code == 200, what
                assert told.headers["set-cookie"].startswith("quanzhu="), what
                assert told.json()["thread"] not in ("", page.thread), what
                news = other.post("news", page.shown, Cookie=f"quanzhu={spoilt}")
                assert (news.status_code, news.json()) == (401, {"stranger": True}), what


def test_a_cookie_counts_for_a_year_after_the_last_visit(store: Database) -> None:
    clock = Clock()
    with web(store, now=clock) as site, a_page(site) as page:
        page.open()
        thread = page.thread
        clock.at += KEPT - timedelta(seconds=1)
        page.open()
        assert page.thread == thread
        clock.at += KEPT - timedelta(seconds=1)
        page.open()
        assert page.thread == thread
        clock.at += KEPT
        page.open()
        assert page.thread != thread


def test_a_cookie_signed_with_another_key_is_not_ours(site: Site, page: Page) -> None:

    given = Response()
    Identities("another key", is_secure=False).give(given, "A" * 24, AT)
    cookie = given.headers["set-cookie"].partition(";")[0]
    assert page.post("news", {}, Cookie=cookie).status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": "http://[::1"},
        {"Origin": "file://"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
    ],
    ids=str,
)
@pytest.mark.parametrize("path", ["open", "say", "news"])
def test_another_sites_page_is_refused(path: str, headers: dict[str, str], page: Page) -> None:
    told = page.post(path, {"text": "你好", "key": a_key()} if path == "say" else {}, **headers)
    assert told.status_code == 403
    assert told.json()["error"]
    assert "set-cookie" not in told.headers


def test_a_request_that_says_nothing_of_its_origin_is_refused(page: Page) -> None:
    assert page.client.post("/chat/open", json={}).status_code == 403


def test_behind_a_proxy_that_renames_the_host_the_browsers_own_word_counts(page: Page) -> None:
    headers = {"Origin": "https://chat.example", "Sec-Fetch-Site": "same-origin"}
    assert page.post("open", {}, **headers).status_code == 200


@pytest.mark.parametrize("kind", ["", "text/plain", "application/x-www-form-urlencoded", "application/jsonp"])
def test_what_is_not_called_json_is_refused(kind: str, page: Page) -> None:
    assert page.post("open", {}, **{"Content-Type": kind}).status_code == 415


def _raw(page: Page, path: str, body: Any, **headers: str) -> httpx.Response:
    origin = str(page.client.base_url).rstrip("/")
    given = {"Origin": origin, "Content-Type": "application/json; charset=utf-8", **headers}
    return page.client.post(f"/chat/{path}", content=body, headers=given)


@pytest.mark.parametrize("is_declared", [True, False])
def test_a_body_beyond_64_kilobytes_is_refused(is_declared: bool, page: Page) -> None:
    body = json.dumps({"text": "青" * LARGEST, "key": a_key()}).encode()
    told = _raw(page, "say", body if is_declared else iter([body[:LARGEST], body[LARGEST:]]))
    assert told.status_code == 413
    assert "太长" in told.json()["error"]


def test_a_body_that_does_not_arrive_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.channels.web.asked.ARRIVING", 0.01)
    headers = [(b"sec-fetch-site", b"same-origin"), (b"content-type", b"application/json")]
    scope = {"type": "http", "method": "POST", "path": "/chat/say", "query_string": b"", "headers": headers}
    begun: list[Message] = [{"type": "http.request", "body": b"{", "more_body": True}]

    async def receive() -> Message:
        return begun.pop() if begun else await asyncio.Future()

    assert asyncio.run(asked(Request(scope, receive), {})) is TOO_SLOW


def test_a_long_message_is_read_as_far_as_it_is_kept(page: Page) -> None:
    assert page.say("青岛" * 9_000)


UNREAD = {
    "nothing": b"",
    "no JSON": b"text",
    "cut off": b'{"text": "a',
    "a list": b"[]",
    "a text": b'"text"',
    "a number": b"1" * 60_000,
    "null": b"null",
    "deep lists": b"[" * 60_000,
    "deep objects": b'{"text":' * 8_000,
    "deep and whole": b'{"text":' * 5 + b'""' + b"}" * 5,
    "a list inside": b'{"text": ["a"]}',
    "many fields": json.dumps({f"f{n}": "" for n in range(3_000)}).encode(),
    "another field": b'{"text": "a", "key": "0123456789abcdef", "user": "b"}',
    "a field twice": b'{"text": "a", "text": "b", "key": "0123456789abcdef"}',
    "numbers": b'{"text": 1, "key": "0123456789abcdef"}',
    "true": b'{"text": true, "key": "0123456789abcdef"}',
    "null inside": b'{"text": null, "key": "0123456789abcdef"}',
    "no number": b'{"text": NaN, "key": "0123456789abcdef"}',
    "no UTF-8": b'{"text": "\xff", "key": "0123456789abcdef"}',
    "UTF-16": '{"text": "a", "key": "0123456789abcdef"}'.encode("utf-16"),
    "control characters": b'{"text": "\x01", "key": "0123456789abcdef"}',
    "quotes without end": b'{"text": ' + b'\\"' * 30_000,
    "no key": b'{"text": "a"}',
    "a short key": b'{"text": "a", "key": "0"}',
    "a key of half characters": b'{"text": "a", "key": "\\ud800\\ud800\\ud800\\ud800"}',
    "our own key": b'{"text": "a", "key": "open..0000000000"}',
    "nothing said": b'{"text": "", "key": "0123456789abcdef"}',
    "blanks": b'{"text": " \\n\\u3000", "key": "0123456789abcdef"}',
    "text and button": b'{"text": "a", "button": "1.0", "key": "0123456789abcdef"}',
    "neither": b'{"key": "0123456789abcdef"}',
    "no button": b'{"button": "go:estimate", "key": "0123456789abcdef"}',
    "a number too large": b'{"text": "a", "key": "0123456789abcdef", "after": "1000000000000000000"}',
    "other digits": '{"text": "a", "key": "0123456789abcdef", "after": "²"}'.encode(),
}


@pytest.mark.parametrize("what", UNREAD)
def test_what_cannot_be_read_is_told_so(what: str, page: Page) -> None:
    told = _raw(page, "say", UNREAD[what])
    assert told.status_code == 400
    assert re.search("[一-鿿]", told.json()["error"])
    assert "set-cookie" not in told.headers


@pytest.mark.parametrize(
    "text", ["\ud800", "a\x00b", "<script>alert(1)</script>", "\u202e倒", "]]>", "{{7*7}}"]
)
def test_any_text_is_shown_as_it_is(text: str, page: Page) -> None:
    body = json.dumps({"text": text, "key": a_key()})
    told = _raw(page, "say", body).json()
    assert told["turns"][-1]["text"] == text.replace("\ud800", "?").replace("\x00", "?")


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    path=st.sampled_from(["open", "say", "news"]),
    body=st.binary(max_size=200) | st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
        max_leaves=8,
    ).map(lambda value: json.dumps(value).encode())
    | st.fixed_dictionaries({}, optional={
        name: st.text(max_size=20) for name in ("text", "button", "key", "thread", "after")
    }).map(lambda value: json.dumps(value).encode()),
    cookie=st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=60),
)  # fmt: skip
def test_whatever_is_sent_there_is_no_error_of_ours(path: str, body: bytes, cookie: str, page: Page) -> None:
    told = _raw(page, path, body, Cookie=f"quanzhu={cookie}")
    assert told.status_code < 500
    assert {"error", "turns", "stranger"} & told.json().keys()


@pytest.mark.parametrize("path", ["/chat/open", "/chat/say", "/chat/news"])
def test_only_a_post_says_anything(path: str, page: Page) -> None:
    assert page.client.get(path).status_code == 405


def test_refusals_are_counted_by_their_reason(tmp_path: Path) -> None:
    store = database(None, tmp_path)
    prepare(store)
    with web(store) as site, a_page(site) as page:
        _raw(page, "say", b"[")
        page.post("say", {}, Origin="https://elsewhere.example")
        refused = {
            (sample.labels["channel"], sample.labels["code"]): sample.value
            for metric in site.reception.meters.registry.collect()
            for sample in metric.samples
            if sample.name == "quanzhu_errors_total"
        }
    store.close()
    assert refused == {("web", "form"): 1, ("web", "origin"): 1}


# What the page is made of.


@pytest.mark.parametrize("path", SERVED)
def test_the_files_of_the_page_are_served_guarded_and_known_again(path: str, page: Page) -> None:
    first = page.client.get(path)
    assert (first.status_code, first.headers["content-type"]) == (200, SERVED[path])
    assert first.headers["cache-control"] == "no-cache"
    assert first.headers["x-content-type-options"] == "nosniff"
    assert first.headers["referrer-policy"] == "no-referrer"
    assert first.headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'; ")
    for tag in (first.headers["etag"], f"W/{first.headers['etag']}", f'"x", {first.headers["etag"]}'):
        again = page.client.get(path, headers={"If-None-Match": tag})
        assert (again.status_code, again.content) == (304, b"")
    assert page.client.get(path, headers={"If-None-Match": '"x"'}).status_code == 200


@pytest.mark.parametrize("path", SERVED)
def test_the_page_names_no_other_host(path: str, page: Page) -> None:
    found = page.client.get(path).text
    assert set(re.findall(r"(?:https?:)?//[\w.-]+\.\w+[^\s\"']*", found)) <= {"http://www.w3.org/2000/svg"}


def test_a_table_and_many_choices_reach_the_page_whole(tmp_path: Path) -> None:
    store = database(None, tmp_path)
    prepare(store)
    with web(store, turns=some_turns(store, stand_in, editions=shipped())) as site, a_page(site) as page:
        page.open()
        page.say("表")
        assert page.turns[-1]["replies"][0]["table"] == {
            "title": "材料",
            "columns": ["名称", "份数"],
            "rows": [["合同（原件）", "1 份"], ["发票\x1b[31m", "2 份"]],
        }
        page.say("很多")
        assert page.press("第60项") == ["{第60项|60|02:00:00}"]
    store.close()


def test_plain_text_of_the_terminal_and_the_buttons_of_the_page_number_alike(page: Page) -> None:
    page.open()
    page.say(ASKED)
    said = plain(some_turns(database(None, None)).handle(a_message(ASKED)).replies[-1])
    labels = [one["label"] for one in page.turns[-1]["replies"][-1]["choices"]]
    assert [f"{n} {label}" for n, label in enumerate(labels, 1)] == said.splitlines()[-len(labels) :]
