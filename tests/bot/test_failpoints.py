"""Killed or failing at every boundary of every transaction: nothing acknowledged is lost, and nothing is half done."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from storage import audit, turns
from storage.database import Database
from storage.migrating import prepare, revision
from storage.tables import metadata
from tests.bot import commander
from tests.bot.delivering import Process
from tests.bot.office import AT, QINGDAO, a_code, added, staffed
from tests.bot.reminded import a_delivery
from tests.bot.running import Quanzhu
from tests.bot.sending import a_message, some_turns, told
from tests.bot.test_turns import assert_serial

ROOT = Path(__file__).parents[2]
POINTS = ("begun", "done", "committed")
# Where each transaction's boundaries are broken: here, or in the test that is named.
COMMANDS = {
    "operators": ("operators", "add", "新来的", "--role", "青岛市=reader", "--operator", QINGDAO),
    "invite": ("members", "invite", "--enterprise", a_code(), "--operator", QINGDAO),
    "add_claim": (
        *("claims", "add", "--enterprise", a_code(), "--edition", "qingdao-2024", "--number", "N2"),
        *("--operator", QINGDAO),
    ),
    "move_claim": ("claims", "move", "N1", "first_review", "--operator", QINGDAO),
    "export": ("claims", "export", "-", "--operator", QINGDAO),
    "import": ("claims", "import", "FILE", "--operator", QINGDAO),
    "reminders_retry": ("reminders", "retry", "1", "--operator", QINGDAO),
    "reminders_resolve": ("reminders", "resolve", "1", "--as", "sent", "--operator", QINGDAO),
    "restore": ("restore", "BACKUP", "--replace"),
    "migrate": ("migrate", "--to", "base", "--discard"),
}
BROKEN = {
    "turn": "here",
    "prepare": "here",
    **dict.fromkeys(
        ("inbox", "inbox_take", "inbox_part", "inbox_end"),
        "reception/test_inbox.py: test_what_was_kept_is_delivered_whatever_boundary_breaks",
    ),
    **dict.fromkeys(
        ("token_lease", "token_put", "token_release"),
        "tencent/test_tokens.py: test_a_fetch_broken_at_any_boundary_leaves_a_token_for_those_after_it",
    ),
    **dict.fromkeys(
        ("window_spend", "window_back", "window_shut"),
        "channels/wechat/test_pushing.py: test_a_push_broken_at_any_boundary_counts_no_less_than_was_sent",
    ),
    **dict.fromkeys(
        ("grant_spend", "grant_withdraw"),
        "channels/wechat/test_pushing.py: test_leave_broken_at_any_boundary_is_there_or_not_there",
    ),
    **dict.fromkeys(
        ("rate_spend", "rate_back"),
        "channels/wecom/test_pushing.py: test_a_push_broken_at_any_boundary_can_be_made_again",
    ),
    "note": (
        "channels/wechat/test_callback_delivery.py: "
        "test_what_is_told_of_a_person_is_kept_once_though_its_transaction_breaks"
    ),
    "secret": "service/test_channels.py: test_a_cookie_key_broken_at_any_boundary_is_one_key_for_all",
    **dict.fromkeys(
        ("deliver_take", "deliver_tidy"),
        "reminding/test_sender.py: "
        "test_broken_at_any_boundary_nothing_is_lost_and_no_more_than_is_in_flight_comes_twice",
    ),
    "reminder": "channels/web/test_reminders.py: test_a_reminder_broken_at_any_boundary_stands_there_once",
    "trial": "test_reminders_command.py: test_a_trial_broken_at_any_boundary_leaves_nothing",
    "plan": ("reminding/test_planner.py: test_planning_broken_at_any_boundary_is_made_good_by_the_next_pass"),
    "changes": "reminding/test_changes.py: test_telling_broken_at_any_boundary_goes_on_where_it_ended",
    **dict.fromkeys(COMMANDS, "test_a_command_broken_at_any_boundary_is_done_or_not_done"),
}
SAID = (
    "青岛的企业，找本地机构做检测花了20万，能补多少",
    "公司名称是青岛测试科技有限公司",
    "我已提交，申请8万",
    "进度",
)


def transactions() -> set[str]:
    """The names of all transactions that write, as they stand in the code."""
    found = set[str]()
    for path in [*ROOT.glob("bot/**/*.py"), *ROOT.glob("storage/**/*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and _called(node) in ("writing", "done"):
                # `done(world, name, work)` of bot/office/acting.py hands the name on.
                name = node.args[_called(node) == "done"]
                if isinstance(name, ast.Constant):
                    found.add(str(name.value))
                else:
                    assert path.name == "acting.py", f"{path}:{node.lineno}: a name is written out"
    return found


def _called(node: ast.Call) -> str:
    return str(getattr(node.func, "attr", getattr(node.func, "id", "")))


def test_every_transaction_is_broken_somewhere() -> None:
    assert transactions() == BROKEN.keys()


@pytest.mark.parametrize("how", ["kill", "exception"])
@pytest.mark.parametrize("point", POINTS)
def test_a_turn_broken_at_any_boundary_is_whole_or_not_there(
    url: str, store: Database, point: str, how: str
) -> None:
    messages = [a_message(text, key=str(n)) for n, text in enumerate(SAID)]
    first = {m.key: some_turns(store).handle(m) for m in messages[:2]}
    process = Process(url, messages[2:], at=(f"turn:{point}", how))
    process.ready()
    process.go()
    acknowledged = process.answers()
    assert (process.code == 0) == (how == "exception")
    with store.reading() as connection:
        kept = turns.count(connection)
        assert audit.broken(connection) is None
    assert kept >= len(first) + len(acknowledged)
    assert kept == len(first) + len(acknowledged) + (point == "committed")
    assert_serial(store)
    again = some_turns(store)
    for answer in acknowledged:
        message = next(m for m in messages if m.key == answer["key"])
        assert [r.to_json() for r in again.handle(message).replies] == answer["replies"]
    for message in messages:
        if message.key in first:
            assert again.handle(message) == replace(first[message.key], is_again=True)
        assert again.handle(message).turn is not None
    with store.reading() as connection:
        assert turns.count(connection) == len(messages)
        assert audit.broken(connection) is None
    assert_serial(store)
    assert "8 万" in told(again.handle(a_message("进度")))


@pytest.mark.parametrize("how", ["kill", "exception"])
@pytest.mark.parametrize("point", POINTS)
def test_tables_broken_while_they_are_made_are_made_the_next_time(
    empty_url: str, opening: object, point: str, how: str
) -> None:
    process = Process(empty_url, [a_message("青岛的企业", key="1")], at=(f"prepare:{point}", how))
    process.ready()
    process.go()
    assert process.answers() == []
    assert (process.code == 0) == (how == "exception")
    store: Database = opening(empty_url)  # type: ignore[operator]
    prepare(store)
    assert some_turns(store).handle(a_message("青岛的企业", key="1")).turn is not None
    with store.reading() as connection:
        assert turns.count(connection) == 1
        assert audit.broken(connection) is None


def everything(store: Database) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables."""
    with store.reading() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for table in metadata.sorted_tables
        }


@pytest.mark.parametrize("how", ["kill", "exception"])
@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_broken_at_any_boundary_is_done_or_not_done(
    quanzhu: Quanzhu, url: str, store: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str,
    how: str,
) -> None:  # fmt: skip
    """The last boundary last: what is committed cannot be done again."""
    monkeypatch.setenv("QUANZHU_DATABASE_URL", url)
    staffed(quanzhu)
    assert added(quanzhu, "N1").code == 0
    assert a_delivery(store, "uncertain") == 1
    file = tmp_path / "claims.csv"
    assert quanzhu("claims", "export", file, "--operator", QINGDAO, "--at", AT).code == 0
    file.write_text(file.read_text(encoding="utf-8-sig").replace("N1", "N3"), encoding="utf-8")
    backup = tmp_path / "all.gz"
    assert quanzhu("backup", backup).code == 0
    assert added(quanzhu, "N4").code == 0
    files = {"FILE": str(file), "BACKUP": str(backup)}
    arguments = [files.get(argument, argument) for argument in COMMANDS[name]]
    moment = [] if name in ("restore", "migrate") else ["--at", AT]
    for point in POINTS:
        before = everything(store)
        given = [f"{name}:{point}", how, *arguments, *moment]
        # Whoever begins another process has nothing open that is not.
        store.close()
        assert commander.broken(*given)
        store.close()
        if name == "migrate" and point == "committed":
            with store.reading() as connection:
                assert revision(connection) is None
            return
        assert (everything(store) != before) == (point == "committed")
        with store.reading() as connection:
            assert audit.broken(connection) is None
