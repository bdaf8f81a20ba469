"""Reminders in the terminal: above the prompt while the chat is open, ahead of the next answer otherwise."""

from __future__ import annotations

import asyncio
import io
import os
import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.reception.channel import SENT, Reminder
from bot.terminal import line_chat, own_name
from bot.terminal.calendars import CalendarFolder
from bot.terminal.channel import AWAY, TerminalChannel
from bot.terminal.holding import Holding
from bot.terminal.notices import Notices
from bot.terminal.talk import Talk
from bot.terminal.watching import Watching
from dialogs import Context, Conversation, Message, Reply, Turn
from dialogs.message import Calendar, Entry
from policy.library import Library
from policy.workdays import SHANGHAI
from storage import conversations, deliveries
from storage.database import Database, database
from storage.migrating import prepare
from storage.tables import deliveries as table
from storage.tables import planned
from tests.bot.sending import COMPILED, shipped, some_turns
from tests.bot.stand_in import stand_in
from tests.bot.test_terminal import CTRL_D, ENTER, QUANZHU, SIGN, Screen

MORNING = datetime(2024, 12, 2, 10, tzinfo=SHANGHAI)
NAME = "青岛市科技创新券"


def owe(store: Database, user: str, n: int = 1, *, due: datetime = MORNING - timedelta(minutes=5)) -> None:
    """Has somebody reminded of the end of so many windows."""
    until = datetime(2024, 12, 31, 17, tzinfo=SHANGHAI)
    with store.writing("test") as connection:
        person = conversations.meet(connection, "terminal", "", user, at=MORNING - timedelta(days=9))
        for number in range(n):
            content = {
                "edition": "qingdao-2024",
                "name": f"{NAME}{number}",
                "cite": "青科规〔2023〕2号",
                "label": "申领",
                "opens": "2024-11-26",
                "closes": until.isoformat(),
                "clause": "第九条",
            }
            wanted = deliveries.Wanted(
                kind="closes",
                about=f"qingdao-2024/main/{number}",
                offset=30,
                deadline=until,
                due=due,
                content=content,
                thread=f"{number}",
                region="370200",
            )
            assert deliveries.add(connection, person.id, wanted)


def states(store: Database) -> list[str]:
    """What became of them all, in their order."""
    with store.reading() as connection:
        return list(connection.execute(select(table.c.state).order_by(table.c.id)).scalars())


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Database]:
    """The database of a data directory, in which the editions are compiled already."""
    shipped()
    shutil.copytree(COMPILED, tmp_path / "cache")
    found = database(None, tmp_path)
    prepare(found)
    yield found
    found.close()


Opened = Callable[..., Screen]


@pytest.fixture
def opened(tmp_path: Path, kept: Database) -> Iterator[Opened]:
    """Opens the chat on a screen, at a moment that does not move."""
    screens: list[Screen] = []

    def open_(*more: str, **environment: str) -> Screen:
        given = {"QUANZHU_DATA_DIR": str(tmp_path), **environment}
        screens.append(Screen([*QUANZHU, *more], given, 40))
        screens[-1].ready()
        return screens[-1]

    yield open_
    for screen in screens:
        screen.program.close(force=True)


# ---- on a screen


def test_what_is_due_appears_above_the_prompt_and_what_is_typed_stays(opened: Opened, kept: Database) -> None:
    owe(kept, "me")
    screen = opened()
    screen.press("截止")
    screen.see(f"{NAME}0")
    screen.see(SIGN)
    screen.press("时间", ENTER)
    screen.see("截止时间")
    screen.ready()
    screen.press(CTRL_D)
    assert screen.end() == 0
    assert states(kept) == ["sent"]


def test_whoever_opens_the_chat_at_night_is_told_with_the_greeting(opened: Opened, kept: Database) -> None:
    owe(kept, "me")
    screen = opened("--at", "2024-12-02T21:00")
    assert states(kept) == ["sent"]
    screen.press(CTRL_D)
    assert screen.end() == 0


def test_it_appears_once_and_not_to_somebody_else(opened: Opened, kept: Database) -> None:
    owe(kept, "甲", 2)
    other = opened("--user", "乙")
    # Whoever sits there is not told; it waits for the one it is for.
    owe(kept, "乙")
    other.see(f"{NAME}0")
    other.see(SIGN)
    other.press(CTRL_D)
    assert other.end() == 0
    assert states(kept) == ["held", "held", "sent"]
    mine = opened("--user", "甲")
    assert states(kept) == ["sent", "sent", "sent"]
    mine.press(CTRL_D)
    assert NAME not in mine.see("\x1b[?2004l")
    assert mine.end() == 0


# What comes with the extras alone, of which a terminal needs none.
EXTRAS = (
    "dotenv httptools httpx procrastinate prometheus_client psycopg pydantic requests starlette structlog telegram "
    "uvicorn wechatpy xmltodict"
).split()


def test_it_appears_with_what_is_installed_for_a_terminal_alone(
    opened: Opened, kept: Database, tmp_path: Path
) -> None:
    without = tmp_path / "without"
    without.mkdir()
    for name in EXTRAS:
        (without / f"{name}.py").write_text(f"raise ModuleNotFoundError(name={name!r})")
    owe(kept, "me")
    screen = opened(PYTHONPATH=os.pathsep.join([str(without), *sys.path]))
    screen.see(f"{NAME}0")
    screen.press(CTRL_D)
    assert screen.end() == 0


def test_at_a_moment_before_it_nothing_appears(opened: Opened, kept: Database) -> None:
    owe(kept, "me", due=MORNING + timedelta(minutes=1))
    owe(kept, "甲")
    screen = opened()
    # The other one is held: the engine has looked.
    while states(kept) != ["due", "held"]:
        screen.press("你好", ENTER)
        assert NAME not in screen.ready()
    screen.press(CTRL_D)
    assert screen.end() == 0


@pytest.mark.parametrize("n", [0, 300])
def test_it_ends_at_once_in_the_midst_of_everything(opened: Opened, kept: Database, n: int) -> None:
    if n:
        owe(kept, "me", n)
    screen = opened()
    if n:
        screen.see(NAME)
    screen.press(CTRL_D)
    assert screen.end() == 0
    found = states(kept)
    # What stood on the screen is sent; what did not is held, or due still.
    assert "sending" not in found
    assert ("sent" in found) is bool(n)


# ---- over lines of text


def talked(store: Database, lines: str, user: str = "me", at: datetime = MORNING) -> str:
    """What was said to some lines at a moment."""
    talk = Talk(some_turns(store), lambda: at, user)
    target = io.StringIO()
    holding = Holding(store, lambda: at)
    line_chat.chat(talk, io.BytesIO(lines.encode()), target, before=holding.look)
    return target.getvalue()


def test_over_lines_it_stands_before_the_next_answer_and_is_always_the_same(store: Database) -> None:
    owe(store, "me", 2)
    said = talked(store, "你好\n")
    assert said.index(f"{NAME}0") < said.index(f"{NAME}1") < said.index("券小助")
    assert states(store) == ["sent", "sent"]
    assert NAME not in talked(store, "你好\n")


def test_over_lines_nothing_comes_before_its_time_or_for_others(store: Database) -> None:
    owe(store, "me", due=MORNING + timedelta(hours=1))
    owe(store, "甲")
    assert NAME not in talked(store, "你好\n再见\n")
    assert states(store) == ["due", "held"]
    assert NAME in talked(store, "", at=MORNING + timedelta(hours=2))


def test_whoever_comes_at_night_or_at_the_weekend_is_told_as_well(store: Database) -> None:
    for at in (MORNING.replace(hour=21), datetime(2024, 12, 7, 10, tzinfo=SHANGHAI)):
        owe(store, at.isoformat())
        assert NAME in talked(store, "", user=at.isoformat(), at=at)
    assert states(store) == ["sent", "sent"]


def test_what_a_chat_that_died_was_showing_comes_with_the_next_line(store: Database) -> None:
    owe(store, "me")
    with store.writing("test") as connection:
        gone = MORNING - timedelta(minutes=1)
        connection.execute(table.update().values(state="sending", leased=gone, tries=1))
    assert NAME in talked(store, "你好\n")
    assert states(store) == ["sent"]


def test_the_command_tells_over_lines_and_keeps_nothing_of_nobody(tmp_path: Path, kept: Database) -> None:
    owe(kept, "me")
    from tests.bot.test_line_chat import talked as ran

    command = [sys.executable, *QUANZHU, "--plain"]
    nobody = ran(command, tmp_path, "你好\n".encode())
    assert (nobody.returncode, nobody.stderr) == (0, b"")
    assert NAME not in nobody.stdout.decode()
    assert states(kept) == ["due"]
    me = ran([*command, "--user", "me"], tmp_path, "你好\n".encode())
    assert (me.returncode, me.stderr) == (0, b"")
    assert NAME in me.stdout.decode()
    assert states(kept) == ["sent"]


def test_a_database_that_is_away_costs_no_answer(opening: Callable[..., Database]) -> None:
    away = opening("postgresql://q@127.0.0.1:1/q")
    assert "系统暂时连不上" in talked(away, "")


# ---- from thread to thread


def remind(channel: TerminalChannel, user: str = "me") -> Any:
    return asyncio.run(channel.remind(user, Reminder(key="k", text="明天截止")))


def test_whoever_is_not_there_is_reminded_the_next_time() -> None:
    assert remind(TerminalChannel("me")) == AWAY
    assert remind(TerminalChannel("me", Notices()), "甲") == AWAY


def test_it_counts_as_sent_once_it_stands_there() -> None:
    notices, shown = Notices(), list[str]()
    notices.tell(lambda: threading.Thread(target=notices.show, args=(shown.append,)).start())
    assert remind(TerminalChannel("me", notices)) == SENT
    assert shown == ["明天截止"]


def test_without_a_prompt_for_long_it_does_not_appear_later() -> None:
    notices, shown = Notices(), list[str]()
    assert remind(TerminalChannel("me", notices, within=0.0)) == AWAY
    notices.show(shown.append)
    assert shown == []


def test_what_comes_before_the_prompt_appears_with_it_in_its_order() -> None:
    notices, shown = Notices(), list[str]()
    found = [notices.put("一"), notices.put("二")]
    notices.tell(lambda: notices.show(shown.append))
    assert shown == ["一", "二"]
    assert [one.result(0) for one in found] == [True, True]
    assert not notices.take_back(found[0])


def test_what_could_not_be_shown_is_not_sent() -> None:
    notices = Notices()
    first, second = notices.put("一"), notices.put("二")

    def breaks(_: str) -> None:
        raise OSError("the screen is gone")

    with pytest.raises(OSError, match="gone"):
        notices.show(breaks)
    assert first.result(0) is False
    notices.close()
    assert second.result(0) is False
    assert notices.put("三").result(0) is False


def test_the_engine_plans_by_the_editions_and_tells_what_is_due(kept: Database) -> None:
    owe(kept, "me", 2)
    watching, shown, has_shown = (
        Watching(kept, shipped(), "me", lambda: MORNING, plans=True),
        [],
        threading.Event(),
    )

    def show() -> None:
        watching.notices.show(shown.append)
        if len(shown) == 2:
            has_shown.set()

    watching.notices.tell(show)
    watching.begin()
    assert has_shown.wait(20)
    watching.end()
    assert [f"{NAME}{n}" in text for n, text in enumerate(shown)] == [True, True]
    assert states(kept) == ["sent", "sent"]
    with kept.reading() as connection:
        assert connection.execute(select(planned.c.edition)).scalars().first() is not None


def test_an_engine_that_has_hardly_begun_ends_cleanly(kept: Database) -> None:
    watching = Watching(kept, Library(), "me", lambda: MORNING, plans=True)
    watching.begin()
    watching.begin()
    watching.end()
    assert not [one for one in threading.enumerate() if one.name == "reminders"]


def test_an_engine_that_never_began_ends_as_well(kept: Database) -> None:
    Watching(kept, Library(), "me", lambda: MORNING, plans=True).end()


# ---- files of dates

DATES = Calendar(name="青岛：申领计划", entries=(Entry(uid="a", title="截止", start="2024-12-31"),))


def with_dates(conversation: Conversation, message: Message, context: Context) -> Turn:
    """Hands over dates on demand; says what the stand-in says otherwise."""
    if message.text == "日历":
        return Turn(
            conversation=Conversation(greeted=True),
            replies=(Reply(text="见文件", calendar=DATES),),
            effects=(),
        )
    return stand_in(conversation, message, context)


def dated(store: Database, folder: Path | None, *texts: str) -> str:
    """The last answer to some messages."""
    calendars = None if folder is None else CalendarFolder(folder)
    talk = Talk(some_turns(store, with_dates), lambda: MORNING, "me", calendars=calendars)
    talk.greeting()
    return "\n\n".join(reply.text for reply in [talk.say(text) for text in texts][-1])


def test_dates_are_a_file_for_their_owner_alone_and_their_place_is_told(
    kept: Database, tmp_path: Path
) -> None:
    folder = tmp_path / "calendars"
    said = dated(kept, folder, "日历", "日历")
    file = folder / "青岛-申领计划.ics"
    assert said == f"见文件\n日历文件：{file}"
    assert b"DTSTART;VALUE=DATE:20241231\r\n" in file.read_bytes()
    assert [one.name for one in folder.iterdir()] == [file.name]
    assert (file.stat().st_mode & 0o777, folder.stat().st_mode & 0o077) == (0o600, 0)


def test_a_link_in_its_place_is_replaced_and_not_followed(kept: Database, tmp_path: Path) -> None:
    folder, other = tmp_path / "calendars", tmp_path / "other"
    folder.mkdir()
    other.write_text("mine")
    (folder / "青岛-申领计划.ics").symlink_to(other)
    dated(kept, folder, "日历")
    assert other.read_text() == "mine"
    assert not (folder / "青岛-申领计划.ics").is_symlink()


def test_where_no_file_can_be_written_the_text_stands_with_the_reason(kept: Database, tmp_path: Path) -> None:
    (tmp_path / "calendars").write_text("no folder")
    assert dated(kept, tmp_path / "calendars", "日历").startswith("见文件\n日历文件没有写成：")


def test_where_nothing_is_kept_nothing_is_written_or_told(kept: Database) -> None:
    assert dated(kept, None, "日历") == "见文件"


def test_files_go_with_the_person(kept: Database, tmp_path: Path) -> None:
    folder = tmp_path / own_name("calendars", "甲")
    dated(kept, folder, "日历", "忘了我")
    assert list(folder.iterdir()) == []
