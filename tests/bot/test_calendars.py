"""Calendar files: what is in them, whom their links let in, and how each channel hands them over."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import httpx
import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import expect

from bot.bad_input import BadInput
from bot.service.settings import service_settings
from bot.showing.calendar_links import CalendarLinks
from bot.showing.calendars import LONGEST_NAME, file_name, ics
from dialogs import Choice, Context, Conversation, Message, Reply, Turn
from dialogs.message import Calendar, Entry
from policy.workdays import SHANGHAI
from storage.database import Database, database
from storage.migrating import prepare
from storage.tables import turns
from tests.bot.bot_api import NO_CHAT
from tests.bot.browser import chromium
from tests.bot.channels.everywhere import KEY, SPEAKERS, OnTheWeb, Speaker, everything
from tests.bot.channels.web.pages import web
from tests.bot.sending import AT, some_turns
from tests.bot.stand_in import stand_in

FILING = Entry(
    uid="qingdao-2024/window_2024/closes",
    title="青岛科技创新券：申领截止",
    start="2024-12-31T17:00:00+08:00",
    note="青科规〔2023〕2号第九条\n1. 合同、发票；2. 检测报告\\复印件",
)
LAPSE = Entry(uid="qingdao-2024/lapse", title="创新券年底失效", start="2024-12-31")
PLAN = Calendar(name="青岛市2024年科技创新券：申领计划", entries=(FILING, LAPSE))
HOSTILE = (
    '../../etc/\r\nEND:VCALENDAR\r\nBEGIN:VEVENT\nX;Y="a,b":\\n\x00\x1b[2J\u2028\u202e\ud800' + "票" * 99
)
MADE = datetime(2024, 12, 2, 2, 0, 0, 987_654, tzinfo=UTC)


def unfolded(content: bytes) -> list[str]:
    """The content lines by RFC 5545 (3.1), read by hand: CRLF ends one, CRLF and a blank goes on with it."""
    assert content.endswith(b"\r\n")
    lines = content[:-2].split(b"\r\n")
    assert all(len(line) <= 75 and b"\r" not in line and b"\n" not in line for line in lines)
    # No character is cut in two by the folding.
    assert all(line.decode() for line in lines)
    return content[:-2].replace(b"\r\n ", b"").decode().split("\r\n")


def values(lines: list[str], name: str) -> list[str]:
    """The values of a property, its escapes undone (3.3.11)."""
    escape = {"n": "\n", "N": "\n"}
    found = [line.partition(":")[2] for line in lines if re.split("[:;]", line)[0] == name]
    return [re.sub(r"\\(.)", lambda match: escape.get(match[1], match[1]), value) for value in found]


def read(content: bytes) -> list[icalendar.Event]:
    """The events, as the library reads them."""
    found = icalendar.Calendar.from_ical(content)
    assert isinstance(found, icalendar.Calendar)
    return [one for one in found.subcomponents if isinstance(one, icalendar.Event)]


def test_it_is_read_as_it_was_meant() -> None:
    filing, lapse = read(ics(PLAN, MADE))
    assert filing["uid"] == "qingdao-2024/window_2024/closes@quanzhu"
    assert filing["summary"] == FILING.title
    assert filing["description"] == FILING.note
    assert filing["dtstart"].dt == datetime(2024, 12, 31, 17, tzinfo=SHANGHAI)
    assert lapse["dtstart"].dt == date(2024, 12, 31)
    assert filing["dtstamp"].dt == MADE.replace(microsecond=0)
    assert "description" not in lapse


def test_it_is_whole_by_the_letter_of_the_standard() -> None:
    lines = unfolded(ics(PLAN, MADE))
    assert (lines[0], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    assert values(lines, "VERSION") == ["2.0"]
    assert values(lines, "PRODID") == ["-//quanzhu//quanzhu//ZH"]
    # A file that asks for nothing: it is no invitation.
    assert values(lines, "METHOD") == []
    assert "DTSTART:20241231T090000Z" in lines
    assert "DTSTART;VALUE=DATE:20241231" in lines
    assert values(lines, "SUMMARY") == [FILING.title, LAPSE.title]
    assert values(lines, "DESCRIPTION") == [FILING.note, FILING.title, LAPSE.title]
    assert values(lines, "X-WR-CALNAME") == [PLAN.name]


def test_an_alarm_rings_a_day_before_and_not_at_midnight() -> None:
    filing, lapse = read(ics(PLAN, MADE))
    (at_five,), (at_nine,) = filing.walk("VALARM"), lapse.walk("VALARM")
    assert at_five["trigger"].dt == timedelta(days=-1)
    assert at_nine["trigger"].dt == timedelta(hours=-15)
    assert at_five["action"] == at_nine["action"] == "DISPLAY"


def test_an_entry_says_among_all_others_what_it_is_about() -> None:
    bare = Entry(uid="a", title="2024 年度申请期截止", start="2024-12-31")
    (event,) = read(ics(Calendar(name="", entries=(bare,)), MADE))
    assert event["summary"] == event.walk("VALARM")[0]["description"] == "创新券：2024 年度申请期截止"


def test_it_is_the_same_whenever_it_is_made_of_the_same() -> None:
    assert ics(PLAN, MADE) == ics(PLAN, MADE)
    again = read(ics(PLAN, MADE + timedelta(days=3)))
    assert [one["uid"] for one in again] == [one["uid"] for one in read(ics(PLAN, MADE))]


def test_a_moment_without_a_zone_is_that_of_the_place() -> None:
    bare = Calendar(name="", entries=(Entry(uid="a", title="b", start="2024-12-31T17:00"),))
    assert "DTSTART:20241231T090000Z" in unfolded(ics(bare, MADE))


def test_names_cannot_break_out_of_their_lines() -> None:
    hostile = Calendar(
        name=HOSTILE, entries=(Entry(uid=HOSTILE, title=HOSTILE, start="2024-12-31", note=HOSTILE),)
    )
    lines = unfolded(ics(hostile, MADE))
    assert [line for line in lines if line.startswith(("BEGIN", "END"))] == [
        "BEGIN:VCALENDAR", "BEGIN:VEVENT", "BEGIN:VALARM", "END:VALARM", "END:VEVENT", "END:VCALENDAR",
    ]  # fmt: skip
    assert not re.search("[\x00-\x1f\x7f\u2028\u202e]", "".join(lines))
    assert values(lines, "SUMMARY")[0].startswith(
        '创新券：../../etc/ END:VCALENDAR BEGIN:VEVENT X;Y="a,b":\\n'
    )


@given(name=st.text(max_size=200), title=st.text(max_size=200), note=st.text(max_size=200))
def test_whatever_the_words_are_one_entry_stays_one(name: str, title: str, note: str) -> None:
    entry = Entry(uid=title, title=title, start="2024-12-31", note=note)
    content = ics(Calendar(name=name, entries=(entry,)), MADE)
    lines = unfolded(content)
    assert sum(line.startswith("BEGIN:") for line in lines) == 3
    assert len(read(content)) == 1


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("青岛市2024年科技创新券：申领计划", "青岛市2024年科技创新券-申领计划.ics"),
        ("山东省（2024）", "山东省（2024）.ics"),
        ("../../etc/passwd", "etc-passwd.ics"),
        ("-rf ~/", "rf.ics"),
        ("a\0b\r\nc\\d:e|f", "a-b-c-d-e-f.ics"),
        (".hidden", "hidden.ics"),
        ("", "日历.ics"),
        ("…", "日历.ics"),
        ("票" * 300, "票" * LONGEST_NAME + ".ics"),
    ],
)
def test_a_file_has_a_name_that_leads_nowhere(name: str, file: str) -> None:
    assert file_name(Calendar(name=name, entries=())) == file
    assert len(file.encode()) <= 255


# ---- links


PUBLIC = "https://quan.example.cn"
LINKS = CalendarLinks(KEY, PUBLIC)


def test_a_link_leads_back_to_its_place_and_no_other_does() -> None:
    name = LINKS.path(12, 0).removeprefix("calendar/")
    assert LINKS.place(name) == (12, 0)
    assert CalendarLinks("another key").place(name) is None
    assert CalendarLinks(KEY).place(name) == (12, 0)


def _forged() -> Iterator[str]:
    name = LINKS.path(12, 0).removeprefix("calendar/")
    turn, place, signature, _ = name.split(".")
    yield from ("", "x.ics", name.upper(), name + "\n", " " + name, name.removesuffix(".ics"))
    for other in ("13", "1", "012", "１２", "-12", "0", "9" * 30):
        yield f"{other}.{place}.{signature}.ics"
    yield from (f"{turn}.1.{signature}.ics", f"{turn}.00.{signature}.ics", f"{turn}.999.{signature}.ics")
    for n in (0, 20, 42):
        changed = "A" if signature[n] != "A" else "B"
        yield f"{turn}.{place}.{signature[:n]}{changed}{signature[n + 1 :]}.ics"
    yield from (
        f"{turn}.{place}.{signature}A.ics",
        f"{turn}.{place}.{signature[:-1]}.ics",
        f"{turn}.{place}..ics",
    )


@pytest.mark.parametrize("name", list(_forged()))
def test_a_forged_link_leads_nowhere(name: str) -> None:
    assert LINKS.place(name) is None


def test_links_stand_in_texts_where_people_can_reach_them() -> None:
    replies = (Reply(text="一"), Reply(text="二", calendar=PLAN))
    url = f"https://quan.example.cn/{LINKS.path(7, 1)}"
    assert [one.text for one in LINKS.told(replies, 7)] == ["一", f"二\n日历文件（在浏览器里打开）：{url}"]
    # Nothing is promised that cannot be kept.
    assert LINKS.told(replies, None) == replies
    assert CalendarLinks(KEY).told(replies, 7) == replies


def test_a_link_tells_of_nobody() -> None:
    assert re.fullmatch(r"calendar/7\.1\.[A-Za-z0-9_-]{43}\.ics", LINKS.path(7, 1))


# ---- over the channels

TEXT = "计划如下，可加入日历。"


def planning(conversation: Conversation, message: Message, context: Context) -> Turn:
    """Hands over the plan on demand; says what the stand-in says otherwise."""
    if message.text != "日历":
        return stand_in(conversation, message, context)
    plan = Reply(text=TEXT, calendar=PLAN, choices=(Choice(id="x", label="好"),))
    return Turn(conversation=Conversation(greeted=True), replies=(Reply(text="好的。"), plan), effects=())


Opened = Callable[..., Any]


@pytest.fixture
def opened(store: Database) -> Iterator[Opened]:
    """Somebody on a channel of a service that is known outside by an address or not; what they say is in `said`."""
    with ExitStack() as stack:

        def open_(kind: str, public_url: str | None = None) -> Speaker:
            talking = some_turns(store, planning)
            whole = stack.enter_context(everything(store, turns=talking, public_url=public_url))
            speaker = SPEAKERS[kind](whole)
            stack.callback(speaker.client.close)
            speaker.say("你好")
            return speaker

        yield open_


def shown(page: OnTheWeb) -> dict[str, Any]:
    """The plan as the page is told of it."""
    *_, plan = page._answer({"text": "日历", "key": "0" * 20})
    return plan


def test_the_page_is_given_a_link_that_gives_the_file(opened: Opened) -> None:
    page = opened("web")
    plan = shown(page)
    assert plan["text"] == TEXT
    assert plan["calendar"]["name"] == PLAN.name
    # Whoever has the link needs no cookie.
    answer = httpx.get(f"{page.whole.url}/{plan['calendar']['url']}", trust_env=False)
    assert answer.status_code == 200
    assert {
        name: answer.headers[name] for name in ("content-type", "cache-control", "x-content-type-options")
    } == {
        "content-type": "text/calendar; charset=utf-8",
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
    }
    kind, plain_name, name = answer.headers["content-disposition"].split("; ")
    assert (kind, plain_name) == ("attachment", 'filename="calendar.ics"')
    assert unquote(name) == "filename*=UTF-8''青岛市2024年科技创新券-申领计划.ics"
    assert answer.content == ics(PLAN, page.whole.clock.at)
    assert "set-cookie" not in answer.headers


def test_in_a_browser_the_link_is_a_file_to_keep(tmp_path: Path) -> None:
    with closing(database(None, tmp_path)) as store, chromium() as browser:
        prepare(store)
        with web(store, turns=some_turns(store, planning)) as site:
            page = browser.new_page()
            page.goto(site.url)
            box = page.get_by_label("您的问题")
            box.fill("日历")
            box.press("Enter")
            link = page.get_by_role("link", name=f"下载日历文件：{PLAN.name}")
            with page.expect_download() as begun:
                link.click()
            found = begun.value
            assert found.suggested_filename == "青岛市2024年科技创新券-申领计划.ics"
            assert found.path().read_bytes() == ics(PLAN, AT)
            # The chat is still there.
            expect(box).to_be_visible()


@pytest.mark.parametrize("kind", ["wechat", "wecom"])
def test_on_wechat_and_wecom_a_link_stands_in_the_text(opened: Opened, kind: str) -> None:
    speaker = opened(kind, PUBLIC)
    said = speaker.say("日历")
    found = re.search(rf"\n日历文件（在浏览器里打开）：{re.escape(PUBLIC)}(/calendar/\S+\.ics)\n1 好", said)
    assert found, said
    assert speaker.client.get(found[1]).status_code == 200


@pytest.mark.parametrize("kind", ["wechat", "wecom"])
def test_where_nobody_outside_can_reach_it_no_link_is_promised(opened: Opened, kind: str) -> None:
    speaker = opened(kind)
    said = speaker.say("日历")
    assert TEXT in said
    assert "日历文件" not in said


def test_on_telegram_the_file_follows_the_text(opened: Opened) -> None:
    speaker = opened("telegram", PUBLIC)
    whole = speaker.whole
    assert "日历文件" not in speaker.say("日历")
    ((chat, file),) = whole.telegram.files
    assert (chat, file.name) == (speaker.chat, "青岛市2024年科技创新券-申领计划.ics")
    assert [one["uid"] for one in read(file.content)] == [f"{e.uid}@quanzhu" for e in PLAN.entries]
    calls = [method for method, _ in whole.telegram.calls if method.startswith("send")]
    assert calls[-2:] == ["sendMessage", "sendDocument"]
    # It comes once, however often the update does.
    speaker.say("日历", key="900000001", times=3)
    assert len(whole.telegram.files) == 2


def test_a_file_that_cannot_be_sent_takes_no_text_with_it(opened: Opened) -> None:
    speaker = opened("telegram")
    whole = speaker.whole
    whole.telegram.says("sendDocument", NO_CHAT)
    assert TEXT in speaker.say("日历")
    assert whole.telegram.files == []


# ---- links that lead nowhere


def _status_and_body(answer: httpx.Response) -> tuple[int, bytes, list[tuple[str, str]]]:
    return answer.status_code, answer.content, [pair for pair in answer.headers.items() if pair[0] != "date"]


def test_what_is_forged_unknown_or_forgotten_is_as_if_it_never_was(opened: Opened, store: Database) -> None:
    page, links = opened("web"), CalendarLinks(KEY)
    url = shown(page)["calendar"]["url"]
    number = int(url.partition("/")[2].partition(".")[0])
    with httpx.Client(base_url=page.whole.url, trust_env=False) as client:
        never = _status_and_body(client.get("/nothing"))
        assert never[:2] == (404, "没有这个地址。\n".encode())
        # Signed, but of a turn that is not there, of a reply without dates, of a place beyond the last one.
        paths = [links.path(*place) for place in ((number + 9, 0), (10**17, 0), (number, 0), (number, 9))]
        paths += [f"calendar/{name}" for name in _forged() if "\n" not in name]
        paths += [CalendarLinks("another").path(number, 1), "calendar", "calendar/", f"{url}/more"]
        for path in paths:
            assert _status_and_body(client.get(f"/{path}")) == never, path
        assert client.get(f"/{url}").status_code == 200
        assert client.head(f"/{url}").status_code == 200
        assert client.post(f"/{url}").status_code == 405
        with store.writing("test") as connection:
            connection.execute(turns.delete().where(turns.c.id == number))
        assert _status_and_body(client.get(f"/{url}")) == never


def test_dates_of_whoever_had_everything_erased_are_gone(opened: Opened) -> None:
    page = opened("web")
    url = shown(page)["calendar"]["url"]
    assert page.client.get(f"/{url}").status_code == 200
    page.say("忘了我")
    assert page.client.get(f"/{url}").status_code == 404


def test_a_link_may_be_followed_so_many_times_a_minute(opened: Opened) -> None:
    page = opened("web")
    url = shown(page)["calendar"]["url"]
    assert [page.client.get(f"/{url}").status_code for _ in range(42)] == [200] * 40 + [429] * 2
    refused = page.client.get(f"/{url}")
    assert (refused.headers["retry-after"], refused.text) == ("60", "请过一会儿再试。\n")


def test_while_the_database_is_away_a_link_asks_to_come_again(opening: Callable[..., Database]) -> None:
    with everything(opening("postgresql://q@127.0.0.1:1/q")) as whole:
        answer = httpx.get(f"{whole.url}/{CalendarLinks(KEY).path(1, 0)}", trust_env=False)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        assert answer.text == "系统暂时连不上，请稍后再试。\n"


# ---- the setting


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (None, None),
        ("https://quan.example.cn", "https://quan.example.cn"),
        ("https://quan.example.cn/", "https://quan.example.cn"),
        ("https://quan.example.cn:8443/a/b/", "https://quan.example.cn:8443/a/b"),
    ],
)
def test_the_address_outside_is_a_setting(
    given: str | None, found: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if given is not None:
        monkeypatch.setenv("QUANZHU_PUBLIC_URL", given)
    assert service_settings().public_url == found


@pytest.mark.parametrize(
    "given",
    [
        "http://quan.example.cn", "quan.example.cn", "https://", "https://a b", "https://q.cn?x=1", "https://q.cn#x",
        "https://u:canary@q.cn", "https://q.cn/\n日历", "https://票.cn", "https://q.cn:0", "javascript:alert(1)",
    ],
)  # fmt: skip
def test_an_address_that_is_none_stops_the_start(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUANZHU_PUBLIC_URL", given)
    with pytest.raises(BadInput, match="QUANZHU_PUBLIC_URL: 不是 https:// 开头的地址") as error:
        service_settings()
    assert "canary" not in str(error.value)
