"""A process that runs one command of an operator: `python -m tests.bot.commander POINT HOW ARGUMENTS…`.

At the POINT of a transaction it dies (`kill`) or fails (`exception`).
"""

from __future__ import annotations

import sys

import bot.office.acting
from bot.app import main
from bot.world import World
from storage.database import Database, database
from tests.bot.deliverer import Failed, failing


def run(point: str, how: str, *arguments: str) -> int:
    def opened(world: World) -> Database:
        return database(world.settings.database_url, None, passing=failing(point, how))

    bot.office.acting.opened_store = opened
    try:
        return main(arguments)
    except Failed:
        return 3


if __name__ == "__main__":
    sys.exit(run(*sys.argv[1:]))
