"""Stories of several people over days, told against a real database.

`at:` sets the clock, `edition:` loads one more edition from then on (a name of `EDITIONS`), `甲 >` is a message of
甲, `甲 <` 甲 comes (back) and says nothing yet, `‹` a reply whose further lines are indented by two. Claim numbers and
codes are drawn from a word that counts on, so that a story can name them.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.answering.turns import Turns
from dialogs import plain, respond
from policy.library import Library, library_of
from policy.workdays import SHANGHAI
from storage.database import Database
from tests.bot.sending import a_message, shipped

EDITIONS: dict[str, Callable[[Library], Library]] = {}


def next_year(before: Library) -> Library:
    """With Qingdao's edition of 2025: the same text a year later, the green threshold asked in other words."""
    text = before.contents["qingdao-2024"].decode()
    changed = (
        text.replace("qingdao-2024", "qingdao-2025")
        .replace("year: 2024", "year: 2025")
        .replace("2024 年度", "2025 年度")
        .replace("2024 年科技型", "2025 年科技型")
        .replace("tech_sme_2024", "tech_sme_2025")
        .replace("在 2024 年的全国", "在 2025 年的全国")
        .replace("贵公司通过“绿色门槛”审核了吗？", "贵公司的“绿色门槛”评级达到 B 级了吗？")
    )
    head, _, _ = changed.partition("\nexamples:")
    for day in ("01-01", "11-25", "11-26", "12-31"):
        head = head.replace(f"2024-{day}", f"2025-{day}")
    contents = {**before.contents, "qingdao-2025": (head + "\nexamples: []\n").encode()}
    found = library_of(contents)
    assert not found.unavailable, found.unavailable
    return found


EDITIONS["qingdao-2025"] = next_year


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
    fresh = token()
    keys = itertools.count(1)
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith(("‹", "  ")):
            continue
        yield line
        if line.startswith("at: "):
            at = datetime.fromisoformat(line[4:]).replace(tzinfo=SHANGHAI)
        elif line.startswith("edition: "):
            editions, answering = EDITIONS[line[9:]](editions), None
        elif spoken := re.fullmatch(r"(\w+) ([><]) ?(.*)", line):
            assert at is not None, f"line {number}: say at: first"
            answering = answering or Turns(store, editions, respond, fresh=fresh)
            user, sign, message = spoken.groups()
            given = a_message(message, user=user, key=str(next(keys)), at=at, opens=sign == "<")
            for reply in answering.handle(given).replies:
                yield "‹ " + plain(reply).replace("\n", "\n  ")
        else:
            assert not line or re.match(r"#|by hand: ", line), f"line {number}: what is {line!r}?"
