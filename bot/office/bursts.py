"""Burst: what is due at one moment, as one operator may see it, and what became of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.bad_input import visible
from bot.office.acting import Acting
from bot.office.delivery_text import KINDS, STATES, text
from bot.office.outbox import Outbox
from bot.office.trials import trial
from bot.reception.channel import Channel
from bot.reminding.endings import RESENDS, unsendable
from bot.showing.edition_text import columns
from storage import deliveries, sending, tidying
from storage.database import Database
from storage.deliveries import Delivery

# What did not go as it should.
BAD = frozenset({"failed", "uncertain", "dead"})
_AT_ONCE = 500
_A_WHILE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Burst:
    """What would be sent, and what would be left for now, the one due first at the beginning."""

    now: tuple[Delivery, ...]
    later: tuple[Delivery, ...]


def burst(database: Database, acting: Acting, channels: Mapping[str, Channel], at: datetime) -> Burst:
    """What is due on some channels; nothing is changed, but others who write wait meanwhile."""
    repeatable = {name for name, channel in channels.items() if channel.is_repeatable}
    found: list[Delivery] = []
    with trial(database) as tried, tried.reading() as connection:
        while not tidying.tidy(connection, channels, at, repeatable=repeatable, resends=RESENDS).is_all:
            pass
        while some := sending.take(connection, channels, at, at + _A_WHILE, _AT_ONCE):
            found += [one for one in some if acting.reads(one.region)]
    left = {one.id for one in found if unsendable(one, at) is not None}
    return Burst(
        now=tuple(one for one in found if one.id not in left),
        later=tuple(one for one in found if one.id in left),
    )


def seen(database: Database, acting: Acting, found: Burst, at: datetime) -> Burst:
    """A burst as the operator may read it."""
    with database.reading() as connection:
        outbox = Outbox(connection=connection, acting=acting, at=at)
        return Burst(now=tuple(map(outbox.seen, found.now)), later=tuple(map(outbox.seen, found.later)))


def outcomes(database: Database, sent: Sequence[Delivery]) -> list[dict[str, Any]]:
    """What became of some: how many of each kind, on each channel, in each state."""
    with database.reading() as connection:
        found = deliveries.by_ids(connection, [one.id for one in sent])
    counted = Counter((one.kind, one.channel, one.state) for one in found)
    return [
        {"kind": kind, "channel": channel, "state": state, "count": count}
        for (kind, channel, state), count in sorted(counted.items())
    ]


def outcome_lines(found: Sequence[Mapping[str, Any]]) -> list[str]:
    """The same as text, a line each."""
    rows = [(KINDS[one["kind"]], one["channel"], STATES[one["state"]], f"{one['count']} 条") for one in found]
    return [visible(line) for line in columns(rows, indent="")]


def burst_json(found: Burst, at: datetime) -> dict[str, Any]:
    """A burst as JSON."""
    parts = [
        {"kind": kind, "channel": channel, "ids": ids, "text": told}
        for (kind, channel, told), ids in _parts(found, at).items()
    ]
    return {"now": parts, "later": [one.id for one in found.later]}


def burst_lines(found: Burst, at: datetime) -> list[str]:
    """A burst as text: each kind on each channel, how many, and how they read."""
    lines: list[str] = []
    for (kind, channel, told), ids in _parts(found, at).items():
        lines.append(f"{KINDS[kind]}（{kind}），{channel}，{len(ids)} 条：")
        lines += [f"  {line}" for line in told.splitlines()]
    if found.later:
        lines.append(f"另有 {len(found.later)} 条现在不能发：不在可以发的时间，或者送不到")
    return [visible(line) for line in lines or ["没有到时的提醒"]]


def _parts(found: Burst, at: datetime) -> dict[tuple[str, str, str], list[int]]:
    """The numbers of those that read the same on one channel."""
    parts: dict[tuple[str, str, str], list[int]] = {}
    for one in found.now:
        parts.setdefault((one.kind, one.channel, text(one, at)), []).append(one.id)
    return dict(sorted(parts.items()))
