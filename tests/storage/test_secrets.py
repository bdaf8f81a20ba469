"""Tokens are fetched by one process at a time; a secret made once stays."""

from __future__ import annotations

import gzip
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

from storage import secrets
from storage.backups import backup, restore
from storage.database import Database
from storage.secrets import Token

AT = datetime(2024, 12, 2, 2, tzinfo=UTC)
SECOND = timedelta(seconds=1)
UNTIL, EXPIRES = AT + 15 * SECOND, AT + 7200 * SECOND


def test_a_token_is_good_until_its_end(store: Database) -> None:
    with store.writing("test") as connection:
        assert secrets.token(connection, "T", AT) is None
        secrets.put(connection, "T", "one", EXPIRES)
        secrets.put(connection, "T", "two", EXPIRES)
        assert secrets.token(connection, "T", EXPIRES - SECOND) == Token(value="two", expires=EXPIRES)
        assert secrets.token(connection, "T", EXPIRES) is None
        assert secrets.token(connection, "U", AT) is None


def test_nobody_reads_a_token_in_its_picture(store: Database) -> None:
    assert "hidden" not in repr(Token(value="hidden", expires=AT))


def test_one_fetches_until_it_puts_gives_back_or_takes_too_long(store: Database) -> None:
    def lease(at: datetime, until: datetime) -> bool:
        with store.writing("test") as connection:
            return secrets.lease(connection, "T", at, until)

    assert lease(AT, UNTIL)
    assert not lease(AT + SECOND, UNTIL + SECOND)
    with store.writing("test") as connection:
        assert secrets.token(connection, "T", AT) is None
        secrets.put(connection, "T", "one", EXPIRES)
    assert lease(AT + SECOND, UNTIL)
    with store.writing("test") as connection:
        secrets.release(connection, "T", UNTIL + SECOND)
    assert not lease(AT + SECOND, UNTIL), "only whoever has it gives it back"
    with store.writing("test") as connection:
        secrets.release(connection, "T", UNTIL)
    assert lease(AT + SECOND, UNTIL)
    assert not lease(UNTIL - SECOND, UNTIL + SECOND)
    assert lease(UNTIL, UNTIL + 15 * SECOND)


def test_of_many_who_come_at_once_one_fetches(store: Database) -> None:
    def lease(_: int) -> bool:
        with store.writing("test") as connection:
            return secrets.lease(connection, "T", AT, UNTIL)

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(lease, range(8))) == 1


def test_a_secret_made_once_is_the_same_for_all(store: Database) -> None:
    def kept(n: int) -> str:
        with store.writing("test") as connection:
            return secrets.kept(connection, "cookie", f"fresh {n}")

    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(kept, range(8)))) == 1


def test_a_backup_has_the_secrets_made_here_and_no_vendors_token(store: Database, tmp_path: Path) -> None:
    with store.writing("test") as connection:
        secrets.kept(connection, "cookie", "made-here")
        secrets.put(connection, "wechat", "of-the-vendor", EXPIRES)
        secrets.lease(connection, "wecom", AT, UNTIL)
    file = tmp_path / "all.gz"
    backup(store, file)
    text = gzip.decompress(file.read_bytes()).decode()
    assert "made-here" in text
    assert "of-the-vendor" not in text
    assert "wecom" not in text
    restore(store, file, AT, replaces=True)
    with store.writing("test") as connection:
        assert secrets.kept(connection, "cookie", "another") == "made-here"
        assert secrets.token(connection, "wechat", AT) is None
        assert secrets.lease(connection, "wecom", AT, UNTIL)
