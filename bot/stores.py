"""Stores: the database a command works on, opened or refused with the remedy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.bad_input import BadInput
from bot.editions import complain
from bot.settings import DATA_DIR, DATABASE_URL
from bot.world import World

if TYPE_CHECKING:
    from storage.database import Database


def opened_store(world: World) -> Database:
    """The database of the settings, its tables made if it is empty; anything else is BadInput."""
    from storage.database import Away

    found = unopened(world)
    try:
        checked(found)
    except Away as error:
        raise BadInput("数据库", f"连不上（{_reason(error)}）", _remedy(world)) from None
    return found


def store_for_talk(world: World, *, is_kept: bool) -> Database:
    """The database of a chat: one that does not answer now may do so later, a folder that cannot be written never."""
    from storage.database import Away, database

    if not is_kept:
        return database(None, None)
    found = unopened(world)
    try:
        checked(found)
    except Away as error:
        complain(f"数据库连不上（{_reason(error)}）；{_remedy(world)}")
        if not world.settings.database_url:
            complain("这次对话不保存。")
            return database(None, None)
    return found


def unopened(world: World) -> Database:
    """The database of the settings, not yet connected to."""
    from storage.database import BadDatabaseUrl, database

    try:
        return database(world.settings.database_url, world.settings.data_dir)
    except BadDatabaseUrl as error:
        raise BadInput(DATABASE_URL, str(error).partition("；")[0], str(error).partition("；")[2]) from None


def checked(found: Database) -> None:
    """Makes the tables of an empty database; one of another version is closed, and BadInput. Raises Away."""
    from storage.migrating import HEAD, Unmigrated, prepare

    try:
        prepare(found)
    except Unmigrated as error:
        found.close()
        raise BadInput(
            "数据库", f"表的版本是 {error.found or '未知'}，这一版要 {HEAD}", "先备份，再运行 quanzhu migrate"
        ) from None


def _reason(error: Exception) -> str:
    return str(error).strip().partition("\n")[0][:200]


def _remedy(world: World) -> str:
    if world.settings.database_url:
        return f"检查 {DATABASE_URL} 与数据库是否在运行，请稍后再试"
    return f"检查 {DATA_DIR} 所指目录能否写入：{world.settings.data_dir}"
