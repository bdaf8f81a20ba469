"""What all commands share: help, moments, folders, and mistakes told in one message."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from bot.app import COMMANDS as ADDED
from bot.bad_input import visible
from bot.command_line import moment, parser
from bot.showing.json_text import json_text
from tests.bot.running import Quanzhu

COMMANDS = (
    (),
    ("policy",),
    *(("policy", name) for name in ("list", "show", "diff", "check", "verify", "schema", "new")),
    *(
        (name,)
        for name in ("assess", "chat", "understand", "migrate", "backup", "restore", "explain", "audit")
    ),
    ("unanswered",),
    ("serve",),
    ("worker",),
    ("wechat",),
    ("wechat", "menu"),
    ("operators",),
    *(("operators", name) for name in ("add", "list", "disable")),
    ("members",),
    ("members", "invite"),
    ("claims",),
    *(("claims", name) for name in ("add", "show", "list", "move", "export", "import")),
    ("reminders",),
    *(("reminders", name) for name in ("list", "show", "retry", "resolve", "plan", "send")),
)
SHANGHAI = timezone(timedelta(hours=8))


def described() -> set[tuple[str, ...]]:
    """All commands that the parser knows."""

    def below(found: argparse.ArgumentParser, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        yield path
        for action in found._actions:
            if isinstance(action, argparse._SubParsersAction):
                for name, child in action.choices.items():
                    yield from below(child, (*path, name))

    return set(below(parser(ADDED), ()))


def test_every_command_is_among_those_tried() -> None:
    assert described() == set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_tells_its_usage_in_chinese(quanzhu: Quanzhu, command: tuple[str, ...]) -> None:
    ran = quanzhu(*command, "--help")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"用法：{' '.join(('quanzhu', *command))} ")
    for english in ("usage", "options:", "positional", "show this"):
        assert english not in ran.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "缺少 COMMAND；用 quanzhu --help 查看用法"),
        (("policies",), "没有 'policies'，可用 "),
        (("policy",), "缺少 COMMAND；用 quanzhu policy --help"),
        (("policy", "remove"), "没有 'remove'，可用 "),
        (("policy", "show"), "缺少 ID"),
        (("policy", "check"), "缺少 FILE"),
        (("assess",), "缺少 --edition"),
        (("assess", "--edition"), "--edition: 后面缺少内容"),
        (("assess", "--edition", "qingdao-2024", "--ed", "x"), "不认识 --ed；"),
        (("chat", "--plain=1"), "--plain: 不带内容，却写了 '1'"),
        (
            ("chat", "--at", "2024-02-30"),
            "--at: '2024-02-30' 不是 2000 到 2100 年的时刻，写成 2024-12-02T10:00",
        ),
        (("chat", "--editions", "/no/such"), "--editions: 没有目录 '/no/such'，写一个现有目录的路径"),
        (("policy", "list", "--editions", "a\0b"), "--editions: 没有目录 'a\\x00b'"),
        (("policy", "new", "济南"), "ID: '济南' 不能作版本的标识；应为如 qingdao-2024 的标识"),
        (
            ("assess", "--edition", "qingdao-2024", "--for", "money"),
            "--for: 没有 'money'，可用 outcome、ceiling",
        ),
    ],
    ids=repr,
)
def test_a_mistake_is_one_message_with_its_place_and_the_remedy(
    quanzhu: Quanzhu, arguments: tuple[str, ...], said: str
) -> None:
    ran = quanzhu(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2024-12-02", datetime(2024, 12, 2, tzinfo=SHANGHAI)),
        ("2024-12-02T10:00", datetime(2024, 12, 2, 10, tzinfo=SHANGHAI)),
        ("2024-12-02 10:00:01", datetime(2024, 12, 2, 10, 0, 1, tzinfo=SHANGHAI)),
        ("2024-06-30T17:00:00+08:00", datetime(2024, 6, 30, 17, tzinfo=SHANGHAI)),
        ("2024-06-30T09:00:00Z", datetime(2024, 6, 30, 17, tzinfo=SHANGHAI)),
    ],
)
def test_a_moment_without_an_offset_is_shanghais(text: str, meant: datetime) -> None:
    assert moment(text) == meant
    assert moment(text).tzinfo is not None


@pytest.mark.parametrize(
    "text", ["", "now", "10:00", "1999-12-31", "2101-01-01", "0001-01-01T00:00+23:00", "２０２４-01-01"]
)
def test_what_is_no_moment_of_this_century_is_refused(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError):
        moment(text)


def test_a_folder_in_the_environment_must_exist(quanzhu: Quanzhu, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUANZHU_EDITIONS_DIR", "/no/such")
    ran = quanzhu("policy", "list")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "QUANZHU_EDITIONS_DIR: 没有目录 '/no/such'；改成现有的目录，或取消这个环境变量\n"


def test_a_message_carries_no_character_that_steers_a_terminal(quanzhu: Quanzhu) -> None:
    ran = quanzhu("policy", "show", "\x1b[31m\u202e红\x07")
    assert ran.code == 2
    assert not {"\x1b", "\x07", "\u202e"} & set(ran.err)
    assert visible("一行\n\x1b[2J\x9b\ud800") == "一行\n�[2J��"


def test_json_steers_no_terminal_and_means_the_same() -> None:
    odd = {"一\u202e": "\x9b31m\x7f\u2028\t\n券", "x": ["\x1b]0;\x07"]}
    text = json_text(odd)
    assert visible(text) == text
    assert "券" in text
    assert json.loads(text) == odd


def test_the_data_directory_holds_what_only_its_owner_may_read(quanzhu: Quanzhu, data_dir: Path) -> None:
    assert quanzhu("policy", "list").code == 0
    assert (data_dir / "cache").stat().st_mode & 0o077 == 0
    assert len(list((data_dir / "cache").iterdir())) >= 1
