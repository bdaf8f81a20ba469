"""Commands of an operator that break at a point of a transaction."""

from __future__ import annotations

import signal

import bot.stores
from bot.app import main
from bot.world import World
from storage.database import Database, database
from tests.bot.breaking import Failed, failing
from tests.forking import ended

FAILED = 3


def broken(point: str, how: str, *arguments: str) -> bool:
    """Whether it ended as it was to, in a process of its own where it is killed."""
    if how == "kill":
        return ended(lambda: run(point, how, *arguments)) == -signal.SIGKILL
    return run(point, how, *arguments) == FAILED


def run(point: str, how: str, *arguments: str) -> int:
    """The exit code of a command that fails at a point."""
    passing = failing(point, how)

    def opened(world: World) -> Database:
        return database(world.settings.database_url, None, passing=passing)

    before, bot.stores.unopened = bot.stores.unopened, opened
    try:
        return main(arguments)
    except Failed:
        return FAILED
    finally:
        bot.stores.unopened = before
