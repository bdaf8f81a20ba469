"""The chat on the screen of a terminal: a real one, driven key by key."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pexpect
import pytest

from bot.terminal import ME, own_name

UP, DOWN, TAB, ENTER, CTRL_C, CTRL_D = "\x1b[A", "\x1b[B", "\t", "\r", "\x03", "\x04"
SIGN = "› "
# What the terminal is told when, and only when, a message is asked for.
BEGINS = "\x1b[?2004h"
STAND_IN = ["-m", "tests.bot.stand_in"]
QUANZHU = ["-c", "from bot.app import main; raise SystemExit(main())", "chat", "--at", "2024-12-02T10:00"]

Opened = Callable[..., "Screen"]


class Screen:
    """A program on a terminal."""

    def __init__(self, arguments: list[str], environment: dict[str, str], rows: int):
        paths = os.pathsep.join(sys.path)
        known = {"TERM": "xterm-256color", "PROMPT_TOOLKIT_NO_CPR": "1", "PYTHONPATH": paths}
        self.program = pexpect.spawn(
            sys.executable,
            arguments,
            env={**os.environ, **known, **environment},
            dimensions=(rows, 100),
            encoding="utf-8",
            timeout=30,
        )
        self.program.delaybeforesend = None

    def see(self, text: str) -> str:
        """Waits for a text; gives what was printed before it."""
        self.program.expect_exact(text)
        before = self.program.before
        assert isinstance(before, str)
        return before

    def ready(self) -> str:
        """Waits until a message can be typed; gives what was printed before."""
        before = self.see(BEGINS)
        self.see(SIGN)
        return before

    def press(self, *keys: str) -> None:
        for key in keys:
            self.program.send(key)

    def mark(self, key: str, label: str) -> None:
        """Presses an arrow key and waits until the label is marked."""
        self.press(key)
        self.program.expect(rf"▸[^▸]*\x1b\[[0-9;]*7m{label}")

    def end(self) -> int | None:
        """Waits until the program has ended; gives its exit code."""
        self.program.expect(pexpect.EOF)
        self.program.close()
        return self.program.exitstatus


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    """Opens the stand-in, or another program, on a screen of its own."""
    screens: list[Screen] = []

    def open_(
        arguments: list[str] | None = None, *, folder: Path = tmp_path / "data", rows: int = 40
    ) -> Screen:
        environment = {"QUANZHU_DATA_DIR": str(folder)}
        screen = Screen(arguments or [*STAND_IN, str(folder)], environment, rows)
        screens.append(screen)
        screen.ready()
        return screen

    yield open_
    for screen in screens:
        screen.program.close(force=True)


def test_a_message_is_typed_and_answered(opened: Opened) -> None:
    screen = opened()
    screen.press("青岛", ENTER)
    screen.see("{青岛|None|10:00:00}")
    screen.ready()
    screen.press("退出", ENTER)
    screen.see("再见")
    assert screen.end() == 0


def test_a_choice_is_taken_by_its_number(opened: Opened) -> None:
    screen = opened()
    screen.press("2", ENTER)
    screen.see("{2|None|10:00:00}")


def test_a_choice_is_marked_with_the_arrow_keys_and_taken_with_enter(opened: Opened) -> None:
    screen = opened()
    screen.mark(DOWN, "苹果")
    screen.mark(DOWN, "梨")
    screen.mark(DOWN, "葡萄")
    screen.mark(DOWN, "苹果")
    screen.mark(UP, "葡萄")
    screen.mark(UP, "梨")
    screen.press(ENTER)
    screen.see("{梨|fruit-p|10:00:00}")


def test_nothing_is_sent_before_anything_is_marked(opened: Opened) -> None:
    screen = opened()
    screen.press(ENTER, ENTER, "x", ENTER)
    assert "{" not in screen.see("{x|None|10:00:00}")


def test_a_label_is_completed(opened: Opened) -> None:
    screen = opened()
    screen.press("葡", TAB)
    screen.see("萄")
    screen.press(ENTER)
    screen.see("{葡萄|None|10:00:00}")


def test_a_long_list_leaves_room_on_a_low_screen(opened: Opened) -> None:
    screen = opened(rows=12)
    screen.press("很多", ENTER)
    screen.see("第60项")
    screen.ready()
    screen.mark(UP, "第60项")
    screen.press(UP, ENTER)
    screen.see("{第59项|59|10:00:00}")


def test_ctrl_c_clears_the_line_and_then_asks_before_it_leaves(opened: Opened) -> None:
    screen = opened()
    screen.press("写错了")
    screen.see("写错了")
    screen.press(CTRL_C, "对", ENTER)
    screen.see("{对|None|10:00:00}")
    screen.ready()
    screen.press(CTRL_C)
    screen.see("再按一次 Ctrl-C 离开")
    screen.ready()
    screen.press("还在", ENTER)
    screen.see("{还在|None|10:00:00}")
    screen.ready()
    screen.press(CTRL_C)
    screen.see("再按一次 Ctrl-C 离开")
    screen.ready()
    screen.press(CTRL_C)
    assert screen.end() == 0


def test_ctrl_d_leaves(opened: Opened) -> None:
    screen = opened()
    screen.press(CTRL_D)
    assert screen.end() == 0


def test_documents_are_set_as_a_table(opened: Opened) -> None:
    screen = opened()
    screen.press("表", ENTER)
    screen.see("材料")
    table = re.sub(r"\x1b\[[0-9;]*m", "", screen.ready())
    rows = [line.split() for line in table.splitlines() if line.strip(" ─━\r")]
    assert rows[0] == ["名称", "份数"]
    assert rows[1] == ["1", "合同（原件）", "1", "份"]


def test_no_reply_steers_the_screen(opened: Opened) -> None:
    screen = opened()
    screen.press("控制", ENTER)
    printed = screen.see("�[2J�]0;x�清屏�31m") + screen.see("红�[31m")
    assert "\x1b[2J" not in printed
    assert "\x07" not in printed


def test_bytes_that_are_no_text_are_no_end(opened: Opened) -> None:
    screen = opened()
    os.write(screen.program.fileno(), b"a\xff\xfeb\r")
    screen.see("{a")
    screen.ready()
    screen.press("x", ENTER)
    screen.see("{x|None|10:00:00}")


def test_messages_are_remembered_for_the_owner_alone(opened: Opened, tmp_path: Path) -> None:
    screen = opened()
    screen.press("记住我", ENTER)
    screen.see("{记住我|")
    screen.ready()
    screen.press(CTRL_D)
    screen.end()
    history = tmp_path / "data" / "history"
    assert "+记住我\n" in history.read_text(encoding="utf-8")
    assert history.stat().st_mode & 0o077 == 0
    again = opened()
    # Plain Up marks a choice; the history stays within reach by Ctrl-P.
    again.press("\x10")
    again.see("记住我")


def test_what_was_typed_goes_with_the_person(opened: Opened, tmp_path: Path) -> None:
    screen = opened()
    for text, answer in (("记住我", "{记住我|"), ("忘了我", "已删除")):
        screen.press(text, ENTER)
        screen.see(answer)
        screen.ready()
    screen.press("\x10", "之后", ENTER)
    screen.see("您好")
    screen.ready()
    screen.press(CTRL_D)
    screen.end()
    history = (tmp_path / "data" / "history").read_text(encoding="utf-8")
    assert "+之后\n" in history
    assert "记住我" not in history
    assert "忘了我" not in history


def test_nobody_meets_what_somebody_else_typed() -> None:
    names = [own_name("history", user) for user in (ME, "甲", "乙", "../甲")]
    assert len(set(names)) == 4
    assert names[0] == "history"
    assert all("/" not in name and "甲" not in name for name in names)


def test_a_history_that_cannot_be_written_is_kept_in_memory(opened: Opened, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.touch()
    screen = opened(folder=blocked)
    screen.press("一", ENTER)
    screen.see("{一|")
    screen.ready()
    screen.press("\x10", ENTER)
    screen.see("{一|")


def test_quanzhu_itself_greets_and_answers(opened: Opened, data_dir: Path) -> None:
    screen = opened(QUANZHU, folder=data_dir)
    screen.press("你能做什么", ENTER)
    screen.ready()
    screen.press(CTRL_D)
    assert screen.end() == 0
