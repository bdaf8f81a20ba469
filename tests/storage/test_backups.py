"""What is backed up comes back, whole or not at all, from either kind of database into either kind."""

from __future__ import annotations

import gzip
import hashlib
import resource
import signal
import stat
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.answering.incoming import Incoming
from storage import audit, conversations, editions, enterprises, inbox, sending, subscriptions, turns
from storage.backups import KIND, BadBackup, BadPlace, NotEmpty, backup, restore
from storage.columns import as_json
from storage.database import FILE, Connection, Database, database
from storage.migrating import HEAD, prepare
from storage.sending import End
from storage.subscriptions import Wishes
from storage.tables import metadata, people
from tests.storage.reminding import CHANNELS, DAY, HOUR, MINUTE, due, person, plan, rows, subscribed

AT = datetime(2024, 12, 2, 2, 30, 0, 123456, tzinfo=UTC)
Opening = Callable[..., Database]


def filled(store: Database, *users: int) -> None:
    with store.writing("test") as connection:
        library = editions.keep(connection, {"一": b"\x00\xff text", "二": b""})
        for n in users or (0, 1, 2):
            person = conversations.meet(connection, "terminal", "", f"用户{n}", AT)
            conversations.save(connection, person, conversations.Kept(), {"说": [None, 1, "过"]}, AT)
            held = enterprises.founded(connection, person.id, AT)
            enterprises.change(connection, held.id, told={"staff": {"value": None}}, ticks=[("a", "b")])
            audit.write(connection, AT, f"person:{person.subject}", "name", held.subject, n=n)
            key = conversations.digest("terminal", "", f"用户{n}", "1")
            turns.keep(
                connection, key=key, person=person.id, at=AT, replies=[{"text": "好\n"}], library=library
            )


def content(connection: Connection) -> dict[str, list[object]]:
    return {
        table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
        for table in metadata.sorted_tables
    }


def everything(store: Database) -> dict[str, list[object]]:
    with store.reading() as connection:
        return content(connection)


def test_a_backup_comes_back_as_it_was(store: Database, url: str, tmp_path: Path) -> None:
    filled(store)
    before, file = everything(store), tmp_path / "all.gz"
    count = backup(store, file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.glob("*.gz*")] == ["all.gz"]
    filled(store, 7)
    assert restore(store, file, AT, replaces=True) == count
    assert everything(store) == before
    with store.reading() as connection:
        assert audit.broken(connection) is None


def test_a_backup_of_one_kind_comes_back_in_the_other(
    store: Database, opening: Opening, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    from tests.conftest import made_for_test

    filled(store)
    file = tmp_path / "all.gz"
    backup(store, file)
    other = opening(made_for_test(request, "postgresql" if store.is_sqlite else "sqlite", tmp_path))
    assert other.is_sqlite != store.is_sqlite
    restore(other, file, AT)
    assert everything(other) == everything(store)
    filled(other, 5, 6)  # its own numbers go on after those restored
    with other.reading() as connection:
        assert turns.count(connection) == 5


def test_a_database_with_something_in_it_is_not_replaced_unasked(store: Database, tmp_path: Path) -> None:
    filled(store)
    file = tmp_path / "all.gz"
    backup(store, file)
    before = everything(store)
    with pytest.raises(NotEmpty):
        restore(store, file, AT)
    assert everything(store) == before


def damaged(file: Path) -> list[bytes]:
    """The backup cut short, changed, prolonged, and things that are none."""
    whole = gzip.decompress(file.read_bytes())
    lines = whole.splitlines(keepends=True)
    texts = [
        b"",
        whole[: len(whole) // 2],
        b"".join(lines[:-1]),
        b"".join(lines[:2] + lines[3:]),
        whole.replace("用户1".encode(), "用户9".encode(), 1),
        whole + b"[]\n",
        b"{}\n",
        b"[1, 2]\n",
        b'{"kind": "quanzhu-backup", "revision": "0000"}\n',
        b'{"kind": "quanzhu-backup"}\n',
    ]
    return [*(gzip.compress(text) for text in texts), b"plain text", file.read_bytes()[:-20]]


def test_a_damaged_backup_changes_nothing(store: Database, tmp_path: Path) -> None:
    filled(store)
    file, bad = tmp_path / "all.gz", tmp_path / "bad.gz"
    backup(store, file)
    before = everything(store)
    for content_ in damaged(file):
        bad.write_bytes(content_)
        with pytest.raises(BadBackup):
            restore(store, bad, AT, replaces=True)
    with pytest.raises(OSError, match="none"):
        restore(store, tmp_path / "none", AT, replaces=True)
    assert everything(store) == before


@pytest.mark.parametrize("point", ["begun", "done"])
def test_a_restore_that_fails_changes_nothing(url: str, opening: Opening, tmp_path: Path, point: str) -> None:
    def passing(passed: str) -> None:
        if passed == f"restore:{point}":
            raise RuntimeError(point)

    store = opening(url, passing=passing)
    filled(store)
    file = tmp_path / "all.gz"
    backup(store, file)
    filled(store, 4)
    before = everything(store)
    with pytest.raises(RuntimeError):
        restore(store, file, AT, replaces=True)
    assert everything(store) == before


def forged(file: Path, *lines: object) -> None:
    """A backup that is whole, with rows that are not."""
    written = [{"kind": KIND, "revision": HEAD}, *lines]
    text = "".join(as_json(line) + "\n" for line in written).encode()
    last = as_json({"rows": len(lines), "sha256": hashlib.sha256(text).hexdigest()}).encode() + b"\n"
    file.write_bytes(gzip.compress(text + last))


@pytest.mark.parametrize(
    "line",
    [
        ["nothing", {}],
        ["people", {"nothing": 1}],
        ["people", []],
        ["people", {"since": "yesterday"}],
        ["people", {"since": 5}],
        ["people", {"id": 1, "channel": "c", "account": "", "user": "u", "subject": None, "since": None}],
        ["editions", {"digest": "d", "name": "n", "content": "???"}],
        ["conversations", {"person": 99, "state": {}, "version": 1, "at": AT.isoformat()}],
        [["people"], {}],
        "x" * 100,
    ],
    ids=lambda line: str(line)[:30],
)
def test_a_whole_file_with_foreign_rows_changes_nothing(
    store: Database, tmp_path: Path, line: object
) -> None:
    filled(store)
    before = everything(store)
    forged(tmp_path / "forged.gz", line)
    with pytest.raises(BadBackup):
        restore(store, tmp_path / "forged.gz", AT, replaces=True)
    assert everything(store) == before


def test_a_file_that_nests_without_end_is_no_backup(store: Database, tmp_path: Path) -> None:
    (tmp_path / "deep.gz").write_bytes(gzip.compress(b"[" * 1_000_000))
    with pytest.raises(BadBackup):
        restore(store, tmp_path / "deep.gz", AT)


def test_a_backup_is_never_written_over_the_database(tmp_path: Path) -> None:
    store = database(None, tmp_path)
    prepare(store)
    filled(store)
    before = everything(store)
    (tmp_path / "link").symlink_to(tmp_path / FILE)
    for name in (FILE, f"{FILE}-wal", "link", f"../{tmp_path.name}/{FILE}"):
        with pytest.raises(BadPlace):
            backup(store, tmp_path / name)
    assert everything(store) == before
    store.close()


@pytest.mark.parametrize("place", ["", ".", "/", "..", "/dev/null"])
def test_what_is_no_file_is_no_place_for_a_backup(store: Database, place: str) -> None:
    with pytest.raises(BadPlace):
        backup(store, Path(place))
    assert Path("/dev/null").is_char_device()


def test_a_link_is_replaced_and_what_it_led_to_left_alone(store: Database, tmp_path: Path) -> None:
    (tmp_path / "theirs").write_text("theirs", encoding="utf-8")
    (tmp_path / "link").symlink_to(tmp_path / "theirs")
    backup(store, tmp_path / "link")
    assert not (tmp_path / "link").is_symlink()
    assert (tmp_path / "theirs").read_text(encoding="utf-8") == "theirs"


def test_a_full_disk_is_told_as_such_and_leaves_no_half_file(store: Database, tmp_path: Path) -> None:
    filled(store)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64, hard))
    try:
        with pytest.raises(OSError, match="large"):
            backup(store, tmp_path / "all.gz")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
    assert list(tmp_path.glob("*all.gz*")) == []


def test_a_backup_made_while_others_write_is_one_moment(
    url: str, store: Database, opening: Opening, tmp_path: Path
) -> None:
    """Every writer adds a person and an entry of the audit together: each moment holds as many of both."""
    others, stop = opening(url), threading.Event()

    def writing() -> None:
        n = 10
        while not stop.is_set():
            filled(others, n)
            n += 1

    writer = threading.Thread(target=writing)
    writer.start()
    try:
        for n in range(5):
            backup(store, tmp_path / f"{n}.gz")
    finally:
        stop.set()
        writer.join()
    for n in range(5):
        restore(store, tmp_path / f"{n}.gz", AT, replaces=True)
        with store.reading() as connection:
            assert audit.broken(connection) is None
            people_then = connection.execute(select(func.count()).select_from(people)).scalar_one()
            assert people_then == len(list(audit.entries(connection))) == turns.count(connection)


def test_a_restore_while_others_write_lets_them_wait(
    url: str, store: Database, opening: Opening, tmp_path: Path
) -> None:
    filled(store)
    backup(store, tmp_path / "all.gz")
    others, stop = opening(url), threading.Event()

    def writing() -> None:
        n = 10
        while not stop.is_set():
            with others.writing("test") as connection:
                person = conversations.meet(connection, "terminal", "", f"用户{n}", AT)
                audit.write(connection, AT, f"person:{person.subject}", "name", "x", n=n)
            n += 1

    writer = threading.Thread(target=writing)
    writer.start()
    try:
        for _ in range(3):
            restore(store, tmp_path / "all.gz", AT, replaces=True)
    finally:
        stop.set()
        writer.join()
    with store.reading() as connection:
        assert audit.broken(connection) is None


def test_reminders_come_back_and_of_those_that_were_due_nobody_knows(store: Database, tmp_path: Path) -> None:
    one = subscribed(store, person(store, "甲"), papers=["audit"], offsets=[7, 1])
    told = [*due(AT - DAY, "late"), *due(AT + DAY, "to come"), *due(AT, "sending"), *due(AT, "sent")]
    plan(store, {one: told})
    # The first two wait: one for its turn, one for its time.
    with store.writing("test") as connection:
        wished = Wishes(offsets=(7,), hours=(540, 600))
        subscriptions.wish(connection, one.person, wished, None)
        taken = {found.about: found for found in sending.take(connection, CHANNELS, AT, AT + MINUTE, 9)}
        sending.end(connection, [End(id=taken["sent"].id, tries=1, state="sent")], AT)
        put_off = End(id=taken["late"].id, tries=1, state="failed", due=AT + MINUTE)
        sending.end(connection, [put_off], AT)
    backup(store, tmp_path / "all.gz")
    restore(store, tmp_path / "all.gz", AT + HOUR, replaces=True)
    assert {(row.about, row.state, row.code, row.leased) for row in rows(store)} == {
        ("late", "uncertain", "restored", None),
        ("sending", "uncertain", "restored", None),
        ("to come", "due", None, None),
        ("sent", "sent", None, None),
    }
    with store.reading() as connection:
        (back,) = subscriptions.of_person(connection, one.person)
    assert back == replace(one, wishes=wished)
    assert plan(store, {back: told}).unchanged == 4
    plan(store, {subscribed(store, one.person, "another"): due(AT, "another")})
    assert len({row.id for row in rows(store)}) == 5, "numbers go on after those restored"


def incoming(n: int, user: str, text: str, **more: Any) -> dict[str, Any]:
    message = Incoming(channel="wechat", account="a", user=user, key=f"{n}", at=AT, text=text, **more)
    return {"key": f"{n}", "who": user, "channel": "wechat", "message": message.to_json(), "due": AT}


def test_who_is_owed_an_answer_when_a_backup_is_restored_is_asked_to_write_again(
    store: Database, tmp_path: Path
) -> None:
    person(store, "甲")
    with store.writing("test") as connection:
        inbox.keep(connection, **incoming(1, "甲", "今年还能申领吗"))
        inbox.keep(
            connection, **incoming(2, "甲", "还有\n一件事情想问一问你们，就是关于票据的那个问题"), parts=1
        )
        inbox.keep(connection, **incoming(3, "乙", ""))
        inbox.keep(connection, **incoming(4, "丙", "", opens=True))
        inbox.keep(connection, **incoming(5, "丁", "答完了"), parts=1)
        (done,) = (
            o for o in inbox.take(connection, ["wechat"], AT, AT + MINUTE, 9) if "丁" in str(o.message)
        )
        inbox.settle(connection, done, AT + DAY)
    backup(store, tmp_path / "all.gz")
    restore(store, tmp_path / "all.gz", AT + HOUR, replaces=True)
    with store.writing("test") as connection:
        held = {row.user: row.held for row in connection.execute(select(people.c.user, people.c.held))}
        assert not inbox.is_due(connection, ["wechat"], AT + HOUR)
        assert inbox.count(connection) == 0
        assert not inbox.keep(connection, **incoming(5, "丁", "答完了"), parts=1), (
            "known while it may come again"
        )
    assert held == {
        "甲": [
            {"text": "您 2024-12-02 10:30 发的“今年还能申领吗”那条消息，恢复数据前没有答复，请再发一次。"},
            {
                "text": "您 2024-12-02 10:30 发的“还有 一件事情想问一问你们，就是关于票据…”那条消息，"
                "恢复数据前没有答复完，请再发一次。"
            },
        ],
        "乙": [{"text": "您 2024-12-02 10:30 发的那条消息，恢复数据前没有答复，请再发一次。"}],
    }


def test_a_message_that_is_none_of_ours_is_no_backup(store: Database, tmp_path: Path) -> None:
    row = {**incoming(1, "甲", "好"), "id": 1, "due": AT.isoformat(), "leased": None, "tries": 0, "parts": 0}
    for message in ({}, [], "好", {**row["message"], "at": "yesterday"}, {**row["message"], "text": None}):
        forged(tmp_path / "forged.gz", ["inbox", {**row, "message": message}])
        with pytest.raises(BadBackup):
            restore(store, tmp_path / "forged.gz", AT, replaces=True)
    forged(tmp_path / "forged.gz", ["inbox", row])
    assert restore(store, tmp_path / "forged.gz", AT, replaces=True) == 1
