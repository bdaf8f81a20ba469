"""A process that runs one command of an operator: `python -m tests.bot.commander POINT HOW ARGUMENTS…`.

At the POINT of a transaction it dies (`kill`) or fails (`exception`).
"""

from __future__ import annotations

import sys

import bot.stores
from bot.app import main
from bot.world import World
from storage.database import Database, database
from tests.bot.deliverer import Failed, failing

FAILED = 3


def run(point: str, how: str, *arguments: str) -> int:
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


if __name__ == "__main__":
    sys.exit(run(*sys.argv[1:]))
