"""Telegram by webhook, over real HTTP: what is acknowledged is kept, answered once, and never a 5xx."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.channels.telegram.telegram import SECRET_HEADER
from storage import inbox, turns
from storage.database import Database, database
from storage.migrating import prepare
from storage.tables import people
from tests.bot.channels.telegram.chats import (
    SECRET,
    Bot,
    a_bot,
    a_letter,
    a_message,
    a_press,
    a_query,
    an_update,
)
from tests.bot.sending import a_message as sent
from tests.bot.sending import some_turns, told
from tests.dialogs.test_stories import STORIES, story

WHOLE = [
    path
    for path in STORIES
    if path.stem in ("qingdao_whole_interview", "karamay_whole_interview", "yuncheng_which_service")
]
ASKED = "青岛的企业，找本地机构做检测花了20万，能补多少"
STALE = "那是前面一题的选项"
_USERS = itertools.count(10_001)


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bot]:
    """One bot for the tests that write as people of their own."""
    store = database(f"sqlite:///{tmp_path_factory.mktemp('bot') / 'quanzhu.sqlite3'}", None)
    prepare(store)
    with a_bot(store) as found:
        yield found
    store.close()


@pytest.fixture
def user() -> int:
    """Somebody who has not written yet."""
    return next(_USERS)


@pytest.mark.parametrize("path", WHOLE, ids=lambda path: path.stem)
def test_a_whole_dialogue_says_the_same_as_in_the_terminal(store: Database, path: Path) -> None:
    moment: list[datetime] = []
    terminal = some_turns(store)
    with a_bot(store, now=lambda: moment[-1]) as bot:
        for exchange in story(path.read_text(encoding="utf-8")):
            moment.append(exchange.at)
            there = told(terminal.handle(sent(exchange.message, at=exchange.at)))
            assert bot.say(a_message(exchange.message)) == there


def test_a_choice_can_be_pressed_or_typed(store: Database) -> None:
    with a_bot(store) as bot:
        bot.say(a_message(ASKED))
        shown = bot.api.sent[-1]
        labels = [row[0]["text"] for row in shown["reply_markup"]["inline_keyboard"]]
        assert labels
        assert [line for line in shown["text"].splitlines() if line in labels] == labels
        pressed = bot.say(a_press(shown, 0))
        assert bot.say(a_message(ASKED, user=12), user=12) == shown["text"]
        assert bot.say(a_message("1", user=12), user=12) == pressed
        bot.api.wait(lambda: len(bot.api.called("answerCallbackQuery")) == 1)


def test_a_press_on_an_old_message_is_answered_kindly(store: Database) -> None:
    with a_bot(store) as bot:
        bot.say(a_message("青岛的企业，想核对条件"))
        old = bot.api.sent[-1]
        bot.say(a_message("不清楚"))
        for update in (a_press(old, 0), a_query("no button of ours"), a_query(f"{9**12}.1")):
            assert bot.say(update).startswith(STALE)
        bot.api.wait(lambda: len(bot.api.called("answerCallbackQuery")) == 3)


def test_somebody_elses_button_is_stale(store: Database) -> None:
    with a_bot(store) as bot:
        bot.say(a_message("青岛的企业，想核对条件"))
        assert bot.say(a_press(bot.api.sent[-1], 0, user=12), user=12).startswith(STALE)


def test_the_same_update_twenty_times_at_once_is_one_turn_and_one_answer(store: Database) -> None:
    update = a_message(ASKED)
    with a_bot(store) as bot:
        with ThreadPoolExecutor(20) as threads:
            codes = list(threads.map(lambda _: bot.post(update).status_code, range(20)))
        assert codes == [200] * 20
        bot.api.wait(lambda: len(bot.api.sent) == 1)
        bot.say(a_message("要哪些材料"))
        assert bot.post(update).status_code == 200
        bot.say(a_message("什么时候截止"))
        assert len(bot.api.sent) == 3
        assert bot.reception.meters.redeliveries.labels("telegram")._value.get() == 20
    with store.reading() as connection:
        assert (turns.count(connection), inbox.count(connection)) == (3, 0)


def test_what_was_acknowledged_before_a_crash_is_answered_after_it(store: Database) -> None:
    with a_bot(store, answers=False) as bot:
        for user in (11, 12):
            assert bot.post(a_message(ASKED, user=user)).status_code == 200
    with store.reading() as connection:
        assert inbox.count(connection) == 2
    with a_bot(store) as bot:
        bot.api.wait(lambda: len(bot.api.sent) == 2)
        assert [len(bot.api.texts(user)) for user in (11, 12)] == [1, 1]


def test_whoever_comes_is_greeted(bot: Bot, user: int) -> None:
    assert bot.say(a_message("/start", user), user).startswith("您好，我是券小助")
    assert bot.say(a_message("/start ref", user), user).startswith("接着上次的说")


def test_commands_are_the_menu_in_private_chats(bot: Bot) -> None:
    bot.api.wait(lambda: bool(bot.api.called("setMyCommands")))
    (menu,) = bot.api.called("setMyCommands")
    assert menu["scope"] == {"type": "all_private_chats"}
    for line in menu["commands"]:
        assert re.fullmatch("[a-z0-9_]{1,32}", line["command"])
        user, other = next(_USERS), next(_USERS)
        assert "没有听懂" not in bot.say(a_message(f"/{line['command']}@quan_bot", user), user)
        assert "没有听懂" not in bot.say(a_message(line["description"], other), other)


def test_an_unknown_command_is_a_text_like_any_other(bot: Bot, user: int) -> None:
    assert "没有听懂“/nothing”" in bot.say(a_message("/nothing", user), user)


@pytest.mark.parametrize(
    ("content", "answer"),
    [
        ({"photo": [{"file_id": "1", "file_unique_id": "1", "width": 1, "height": 1}]}, "只看得懂文字"),
        ({"voice": {"file_id": "1", "file_unique_id": "1", "duration": 1}}, "听不了语音"),
        ({"location": {"latitude": 36.07, "longitude": 120.38}}, "位置里没有地名"),
        ({"document": {"file_id": "1", "file_unique_id": "1"}}, "只看得懂文字"),
        ({"sticker": {}}, "只看得懂文字"),
        ({"venue": {"address": "青岛市崂山区", "title": "科技园"}, "location": {}}, "青岛"),
        ({"photo": [], "caption": "青岛的企业"}, "青岛"),
    ],
)
def test_what_is_no_text_is_answered_by_kind(
    bot: Bot, user: int, content: dict[str, Any], answer: str
) -> None:
    bot.say(a_message(user=user), user)
    assert answer in bot.say(a_message(None, user, **content), user)


def test_an_edited_message_is_read_as_a_new_one(bot: Bot, user: int) -> None:
    assert "：20 万元 × " in bot.say(a_message(ASKED, user), user)
    edited = {**a_letter(user), "text": ASKED.replace("20", "10"), "edit_date": 1_733_104_900}
    assert "：10 万元 × " in bot.say(an_update(edited_message=edited), user)


def in_group(text: str) -> dict[str, Any]:
    chat = {"id": -100, "type": "supergroup", "title": "群"}
    return an_update(message={**a_letter(11), "chat": chat, "text": text})


@pytest.mark.parametrize(
    ("update", "reason"),
    [
        (in_group("/start@quan_bot"), "not_private"),
        (an_update(channel_post={**a_letter(11), "text": "通知"}), "unknown"),
        (an_update(inline_query={"id": "1", "query": "青岛"}), "unknown"),
        (an_update(message="你好"), "unknown"),
        (an_update(), "unknown"),
        ({"message": a_letter(11)}, "update_id"),
        ({"update_id": True, "message": a_letter(11)}, "update_id"),
        ({"update_id": 10**400, "message": a_letter(11)}, "update_id"),
        (an_update(message={**a_letter(11), "pinned_message": {}}), "empty"),
        (an_update(message={**a_letter(11), "text": ["你好"]}), "empty"),
        (an_update(message={**a_letter(11), "text": "你好", "chat": {"type": "private"}}), "chat"),
        (an_update(message={**a_letter(11), "text": "你好", "from": {"id": 1, "is_bot": True}}), "bot"),
        (an_update(edited_message={**a_letter(11), "location": {}}), "empty"),
        (an_update(callback_query={"id": "1", "from": {}, "data": "1.0"}), "chat"),
        (an_update(callback_query={"id": "1", "from": {"id": 11}, "game_short_name": "x"}), "empty"),
        (an_update(callback_query={"id": "1", "from": {"id": 11}, "inline_message_id": "1"}), "not_private"),
        (an_update(my_chat_member={"chat": {"id": 11, "type": "private"}}), "member"),
    ],
)
def test_what_asks_for_nothing_is_acknowledged_and_counted(
    bot: Bot, user: int, update: dict[str, Any], reason: str
) -> None:
    before = bot.errors(reason)
    assert bot.post(update).status_code == 200
    assert bot.errors(reason) == before + 1
    bot.say(a_message(user=user), user)
    assert not bot.api.texts(11)
    assert not bot.api.texts(-100)


def test_a_group_is_told_once_that_it_answers_in_private(bot: Bot, user: int) -> None:
    def member(before: str, after: str) -> dict[str, Any]:
        chat = {"id": -200, "type": "supergroup", "title": "群"}
        return {"chat": chat, "old_chat_member": {"status": before}, "new_chat_member": {"status": after}}

    assert "私聊" in bot.say(an_update(my_chat_member=member("left", "member")), -200)
    for update in (member("member", "administrator"), member("administrator", "left")):
        assert bot.post(an_update(my_chat_member=update)).status_code == 200
    bot.say(a_message(user=user), user)
    assert len(bot.api.texts(-200)) == 1


def a_block(user: int) -> dict[str, Any]:
    chat = {"id": user, "type": "private"}
    return an_update(my_chat_member={"chat": chat, "new_chat_member": {"status": "kicked"}})


def test_whoever_blocks_the_bot_is_unreachable_until_they_write(store: Database) -> None:
    def lost() -> list[bool]:
        with store.reading() as connection:
            return [found is not None for found in connection.execute(select(people.c.unreachable)).scalars()]

    with a_bot(store) as bot:
        bot.say(a_message())
        assert lost() == [False]
        assert bot.post(a_block(11)).status_code == 200
        assert lost() == [True]
        bot.say(a_message("/start"))
        assert lost() == [False]


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_too_many_messages_in_a_minute_are_told_so_once(store: Database) -> None:
    with a_bot(store, a_minute=2) as bot:
        for _ in range(6):
            assert bot.post(a_message(ASKED)).status_code == 200
        bot.say(a_message(user=12), 12)
        bot.api.wait(lambda: len(bot.api.texts(11)) == 3)
        assert sum("太多" in text for text in bot.api.texts(11)) == 1


DEEP = b'{"update_id":1,"message":' + b"[" * 17 + b"]" * 17 + b"}"


@pytest.mark.parametrize(
    ("body", "secret", "status", "reason"),
    [
        (b"{}", None, 403, "secret"),
        (b"{}", "", 403, "secret"),
        (b"{}", SECRET[:-1], 403, "secret"),
        (b"{}", SECRET + "x", 403, "secret"),
        (b"x" * 70_000, "wrong", 403, "secret"),
        (b"x" * 65_537, SECRET, 413, "size"),
        (b"", SECRET, 400, "json"),
        (b"{", SECRET, 400, "json"),
        (b"[]", SECRET, 400, "json"),
        (b'"text"', SECRET, 400, "json"),
        (b'{"update_id": NaN}', SECRET, 400, "json"),
        (b'{"update_id": ' + b"9" * 5000 + b"}", SECRET, 400, "json"),
        (b"\xff\xfe{\x00}\x00", SECRET, 400, "json"),
        (b'{"a": "\xe9"}', SECRET, 400, "json"),
        (b'{"a": "' + b"\\" * 60_000, SECRET, 400, "json"),
        (DEEP, SECRET, 400, "depth"),
        (b"[" * 65_536, SECRET, 400, "depth"),
        (b"[" + b"0," * 4_001 + b"0]", SECRET, 400, "depth"),
    ],
)
def test_what_telegram_never_sends_is_refused_with_one_4xx(
    bot: Bot, body: bytes, secret: str | None, status: int, reason: str
) -> None:
    before = bot.errors(reason)
    answer = bot.post(body, secret=secret)
    assert (answer.status_code, answer.text, bot.errors(reason)) == (status, reason, before + 1)


def test_a_body_of_unknown_length_is_read_no_further_than_it_may_be_long(bot: Bot) -> None:
    pieces = (b"x" * 1_000 for _ in range(100))
    answer = bot.client.post("/telegram", content=pieces, headers={SECRET_HEADER: SECRET})
    assert answer.status_code == 413


def test_only_a_post_is_taken(bot: Bot) -> None:
    assert bot.client.get("/telegram").status_code == 405


def test_texts_that_no_database_carries_are_kept_readable(store: Database) -> None:
    with a_bot(store) as bot:
        given = json.dumps(a_message("青岛\x00的\ud800企业，想核对条件")).encode()
        assert "贵公司在 2024 年" in bot.say(given)
        assert "消息太长" in bot.say(a_message("长" * 9_000))


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_while_the_database_is_away_telegram_is_asked_to_call_again(
    store: Database, opening: Callable[..., Database]
) -> None:
    said = a_message(ASKED)
    with a_bot(opening("postgresql://u:p@127.0.0.1:1/x"), answers=False) as bot:
        for update in (said, a_block(11)):
            refused = bot.post(update)
            assert (refused.status_code, refused.headers["retry-after"]) == (503, "2")
    with a_bot(store) as bot:
        assert bot.say(said)
