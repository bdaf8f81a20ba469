"""The chat over lines of text, as with `make -s chat < messages.txt`."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import unicodedata
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.terminal import line_chat
from tests.bot.running import Quanzhu
from tests.bot.stand_in import MORNING, a_talk

GREETING = "您好\n\n要哪一种？\n1 苹果\n2 梨\n3 葡萄\n"


def said(source: bytes, prompt: io.StringIO | None = None) -> str:
    """Everything that was printed for some lines."""
    target = io.StringIO()
    line_chat.chat(a_talk(), io.BytesIO(source), target, prompt)
    return target.getvalue()


def test_it_greets_before_anything_is_typed() -> None:
    assert said(b"") == GREETING


def test_each_line_is_a_message_and_replies_are_parted_by_a_blank_line() -> None:
    assert said("一\r\n\n表".encode()) == GREETING + (
        "\n{一|None|10:00:00}\n1 苹果\n2 梨\n3 葡萄\n"
        "\n{|None|10:00:00}\n1 苹果\n2 梨\n3 葡萄\n"
        "\n材料\n1. 合同（原件）（1 份）\n2. 发票�[31m（2 份）\n"
    )


def test_it_ends_when_the_person_leaves() -> None:
    assert said("退出\n一\n".encode()) == GREETING + "\n再见\n"


def test_whoever_types_is_shown_where() -> None:
    prompt = io.StringIO()
    said("一\n退出\n".encode(), prompt)
    assert prompt.getvalue() == "> > "


@given(st.binary(max_size=300))
def test_no_bytes_stop_it_and_no_control_character_is_printed(source: bytes) -> None:
    printed = said(source)
    assert printed.startswith(GREETING)
    assert {char for char in printed if unicodedata.category(char) in ("Cc", "Cs")} == {"\n"}


@pytest.mark.parametrize("length", [100_000, line_chat.LONGEST_LINE, line_chat.LONGEST_LINE * 2 + 1])
def test_a_line_of_any_length_is_one_message(length: int) -> None:
    printed = said(b"a" * length + b"\nb\n")
    assert printed.count("{") == 2
    assert "{b|" in printed


def test_the_clock_moves_with_each_message() -> None:
    moments = (MORNING + timedelta(seconds=n) for n in range(9))
    talk = a_talk(lambda: next(moments))
    talk.greeting()
    assert [talk.say("x")[0].text for _ in range(2)] == ["{x|None|10:00:01}", "{x|None|10:00:02}"]


# ---- the command itself


@pytest.fixture
def command() -> list[str]:
    return [sys.executable, "-c", "from bot.app import main; raise SystemExit(main())", "chat"]


def talked(command: list[str], data_dir: Path, source: bytes) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "QUANZHU_DATA_DIR": str(data_dir), "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.run(
        command, input=source, env=environment, capture_output=True, timeout=60, check=False
    )


def test_standard_input_that_is_no_terminal_means_plain(command: list[str], data_dir: Path) -> None:
    ran = talked([*command, "--at", "2024-12-02T10:00"], data_dir, "退出\n".encode())
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert ran.stdout.decode().startswith("您好")
    assert b"\x1b" not in ran.stdout


def test_odd_messages_are_answered(command: list[str], data_dir: Path) -> None:
    source = b"\n".join((b"", b"\xff\xfe\x00\x1b[31m", "😀😀".encode(), b"x" * 100_000, b"\xed\xa0\x80", b""))
    ran = talked([*command, "--plain"], data_dir, source)
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert len(ran.stdout.decode().split("\n\n")) >= 6
    assert not {b"\x1b", b"\x00"} & {bytes([byte]) for byte in ran.stdout}


def test_the_moment_given_is_the_moment_of_every_message(quanzhu: Quanzhu) -> None:
    lines = "青岛\n截止时间\n"
    before = quanzhu("chat", "--at", "2024-12-02T10:00", stdin=lines)
    after = quanzhu("chat", "--at", "2025-01-02T10:00", stdin=lines)
    assert (before.code, after.code) == (0, 0)
    assert before.out != after.out


def test_a_reader_that_goes_away_is_no_crash(command: list[str], data_dir: Path) -> None:
    environment = {**os.environ, "QUANZHU_DATA_DIR": str(data_dir), "PYTHONPATH": os.pathsep.join(sys.path)}
    talking = subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert talking.stdin is not None
    assert talking.stdout is not None
    assert talking.stderr is not None
    with talking:
        talking.stdout.readline()
        talking.stdout.close()
        talking.stdin.write("一\n二\n".encode() * 200)
        talking.stdin.close()
        assert talking.stderr.read() == b""
    assert talking.returncode == 1
