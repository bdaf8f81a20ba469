"""Stores: the database a command works on, opened or refused with the remedy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
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
        found.close()
        raise trouble(world, error) from None
    return found


@contextmanager
def store_at_work(world: World, *, is_checked: bool = True) -> Iterator[Database]:
    """The database of the settings, closed at the end; one that is away meanwhile, or cannot be used, is BadInput."""
    from storage.database import Away, Collision

    with closing(opened_store(world) if is_checked else unopened(world)) as found:
        try:
            yield found
        except (Away, Collision) as error:
            raise trouble(world, error) from None


def trouble(world: World, error: Exception) -> BadInput:
    """What a database that is away, or cannot be used, is told as."""
    from storage.database import Unusable

    if isinstance(error, Unusable):
        remedy = "检查权限与地址；文件损坏就换一个空的数据库，用 quanzhu restore 恢复备份"
        return BadInput("数据库", f"不能用（{_reason(error)}）", remedy)
    return BadInput("数据库", f"连不上（{_reason(error)}）", _remedy(world))


def store_for_talk(world: World, *, is_kept: bool) -> Database:
    """The database of a chat: one that does not answer now may do so later, a folder that cannot be written never."""
    from storage.database import Away, database

    if not is_kept:
        return database(None, None)
    if not world.settings.database_url and world.settings.data_dir is None:
        complain("不知道把对话保存在哪里（没有 HOME），这次对话不保存。")
        return database(None, None)
    found = unopened(world)
    try:
        checked(found)
    except Away as error:
        complain(trouble(world, error))
        if not world.settings.database_url:
            complain("这次对话不保存。")
            return database(None, None)
    return found


def unopened(world: World) -> Database:
    """The database of the settings, not yet connected to; where they name none, BadInput."""
    from storage.database import BadDatabaseUrl, database

    if not world.settings.database_url and world.settings.data_dir is None:
        raise BadInput("数据库", "不知道放在哪里（没有 HOME）", f"设置 {DATA_DIR} 或 {DATABASE_URL}")
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
        if error.found is None:
            raise BadInput("数据库", "里面是别的程序的表", "换一个空的数据库") from None
        raise BadInput(
            "数据库", f"表的版本是 {error.found or '未知'}，这一版要 {HEAD}", "先备份，再运行 quanzhu migrate"
        ) from None


def _reason(error: Exception) -> str:
    return str(error).strip().partition("\n")[0][:200]


def _remedy(world: World) -> str:
    if world.settings.database_url:
        return f"检查 {DATABASE_URL} 与数据库是否在运行，请稍后再试"
    return f"检查 {DATA_DIR} 所指目录能否写入、有没有余地，请稍后再试：{world.settings.data_dir}"
