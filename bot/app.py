"""App: the command `quanzhu`, wired in one place; the only reader of the clock."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.bad_input import BadInput
from bot.command_line import parser
from bot.commands import (
    assessing,
    chatting,
    claims,
    keeping,
    members,
    operators,
    policies,
    reminders,
    serving,
    understanding,
    wechat,
    worker,
)
from bot.editions import complain
from bot.settings import completed, settings
from bot.world import World
from policy.workdays import SHANGHAI

if TYPE_CHECKING:
    from policy.library import Library

COMMANDS = (
    policies.add,
    assessing.add,
    chatting.add,
    understanding.add,
    keeping.add,
    operators.add,
    members.add,
    claims.add,
    reminders.add,
    serving.add,
    wechat.add,
    worker.add,
)
DONE, BAD_INPUT, INTERRUPTED = 0, 2, 130
UNREAD = 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command: 0 done, 1 the answer is no or a check failed, 2 bad input."""
    if sys.stdin is None:
        sys.stdin = io.TextIOWrapper(io.BytesIO())
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        options = parser(COMMANDS).parse_args(arguments)
        code: int = options.run(options, world(os.environ))
        sys.stdout.flush()
    except BadInput as error:
        complain(error)
        return BAD_INPUT
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read the output has gone; Python's own flush at exit would complain once more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return UNREAD
    return code


def now() -> datetime:
    """The present moment in Shanghai."""
    return datetime.now(SHANGHAI)


def world(environment: os._Environ[str]) -> World:
    """What the commands touch."""
    found = settings(completed(environment))

    def library(folders: Sequence[Path]) -> Library:
        from policy import library as policies_at_hand
        from storage.compiled import CompiledShelf

        shelf = CompiledShelf(found.data_dir / "cache") if found.data_dir else None
        return policies_at_hand.library(folders, shelf=shelf)

    return World(now=now, settings=found, library=library)


if __name__ == "__main__":
    raise SystemExit(main())
