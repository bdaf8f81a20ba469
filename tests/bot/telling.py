"""Stories of several people over days, told against a real database.

`at:` sets the clock, `edition:` loads one more edition from then on (a name of `EDITIONS`), `甲 >` is a message of
甲, `甲 <` 甲 comes (back) and says nothing yet, `‹` a reply whose further lines are indented by two. `until:` lets time
go by, `甲 «` is what 甲 is told meanwhile, after `reach: always`; else it waits for 甲 to come. Claim numbers and codes
are drawn from a word that counts on, so that a story can name them.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.answering.turns import Turns
from dialogs import plain, respond
from dialogs.records import Reach
from policy.library import Library
from policy.workdays import SHANGHAI
from storage.database import Database
from tests.bot.editing import EARLIER, corrected, next_year, revision, with_other_words
from tests.bot.pushed import pushed
from tests.bot.sending import a_message, shipped

EDITIONS: dict[str, Callable[[Library], Library]] = {
    "qingdao-2025": lambda before: with_other_words(next_year(before)),
    "qingdao-corrected": lambda before: corrected(
        EARLIER, ("rate: 50%", "rate: 40%"), ("本地服务机构最高 50%", "本地服务机构最高 40%"), before=before
    ),
    "qingdao-revision": revision,
}


@dataclass(frozen=True)
class Line:
    number: int
    text: str
    at: datetime
    user: str
    message: str
    opens: bool


def token() -> Callable[[], str]:
    """Words that count on: claim numbers CLAM2222, CLAM2223 …, codes CD2E2222, CD2E2223 …"""
    counted = itertools.product("23456789", repeat=4)

    def fresh() -> str:
        end = "".join(next(counted))
        return f"CLAM{end}CD2E{end}"

    return fresh


def retold(text: str, store: Database) -> Iterator[str]:
    """The story with the replies that it gets now."""
    editions, answering, at = shipped(), None, None
    reach: Reach = "visit"
    fresh = token()
    keys = itertools.count(1)
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith(("‹", "  ")) or re.match(r"\w+ «", line):
            continue
        yield line
        if line.startswith("at: "):
            at = datetime.fromisoformat(line[4:]).replace(tzinfo=SHANGHAI)
        elif line.startswith("edition: "):
            editions, answering = EDITIONS[line[9:]](editions), None
        elif line == "reach: always":
            reach, answering = "always", None
        elif line.startswith("until: "):
            assert at is not None, f"line {number}: say at: first"
            began, at = at, datetime.fromisoformat(line[7:]).replace(tzinfo=SHANGHAI)
            for moment, user, told in pushed(store, editions, began, at, reach):
                when = moment.astimezone(SHANGHAI).strftime("%m-%d %H:%M")
                yield f"{user} « {when} " + told.replace("\n", "\n  ")
        elif spoken := re.fullmatch(r"(\w+) ([><]) ?(.*)", line):
            assert at is not None, f"line {number}: say at: first"
            reaches = {"terminal": reach}
            answering = answering or Turns(store, editions, respond, fresh=fresh, reaches=reaches)
            user, sign, message = spoken.groups()
            given = a_message(message, user=user, key=str(next(keys)), at=at, opens=sign == "<")
            for reply in answering.handle(given).replies:
                yield "‹ " + plain(reply).replace("\n", "\n  ")
        else:
            assert not line or re.match(r"#|by hand: ", line), f"line {number}: what is {line!r}?"
