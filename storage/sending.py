"""Sending: which deliveries somebody has taken to send, what became of them, and those that need not be sent."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Integer, Select, bindparam, select, update

from storage.columns import Moment
from storage.deliveries import CHANNEL, IDS, LOAD, RECIPIENTS, WAITING, Delivery, channels_of, of_row
from storage.subscriptions import TAKEN_BACK
from storage.tables import deliveries, people


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """What became of a delivery that was taken as the try of a number.

    `state`: sent, held for a visit, uncertain, unreachable, cancelled or dead; or failed, or put off unsent (`due`), to
    be sent at `due`. `code` is the vendor's word, or ours, none where it was sent; `sent` the moment, if it is another
    than that of the end: of several that are ended together the first one's.
    """

    id: int
    tries: int
    state: str
    code: str = ""
    due: datetime | None = None
    sent: datetime | None = None


_NEVER = datetime(9000, 1, 1, tzinfo=UTC)
_AT, _MOST = bindparam("at", type_=Moment), bindparam("most", type_=Integer)
_HERE = CHANNEL.in_(bindparam("channels", expanding=True))


_AMONG = deliveries.c.id.in_(bindparam("ids", expanding=True))


def _in_order(what: Select[Any]) -> list[Select[Any]]:
    """Those that wait and are due, one state after the other: each in the order of its dues, as the index has them."""
    return [
        what.where(deliveries.c.state == state, deliveries.c.due <= _AT)
        .order_by(deliveries.c.due)
        .limit(_MOST)
        for state in WAITING
    ]


# Without people the first ones are found by the index alone, whatever PostgreSQL has counted so far. Only where those
# are of channels that others serve, the people of all that are due are looked at.
_FIRSTS = _in_order(select(deliveries.c.id, deliveries.c.due))
_HELD_FIRSTS = [one.with_for_update(skip_locked=True) for one in _FIRSTS]
_FIRSTS_HERE = _in_order(IDS.where(_HERE))
# Nothing but the numbers is asked for: PostgreSQL takes a condition on channels for a rare one, and begins with people.
_TAKEN = LOAD.where(_AMONG).with_for_update(of=deliveries, skip_locked=True)
_TAKE = (
    update(deliveries)
    .where(_AMONG)
    .values(state="sending", leased=bindparam("until"), tries=deliveries.c.tries + 1)
)
_HELD = (
    IDS.add_columns(deliveries.c.tries, deliveries.c.code)
    .where(_AMONG, deliveries.c.state == "sending")
    .order_by(deliveries.c.id)
    .with_for_update(of=deliveries)
)
# What most of them come to, in one statement for all: a row each takes a third of a cycle's time on PostgreSQL.
_SENT = update(deliveries).where(_AMONG).values(state="sent", sent=bindparam("at"), leased=None, code=None)
_END = (
    update(deliveries)
    .where(deliveries.c.id == bindparam("_id"))
    .values(leased=None, sent=None, **{name: bindparam(f"_{name}") for name in ("state", "code", "due")})
)


def is_due(connection: Connection, channels: Iterable[str], at: datetime) -> bool:
    """Whether there may be anything to take."""
    return _first(connection, list(channels), at) is not None


def next_due(connection: Connection, channels: Iterable[str]) -> datetime | None:
    """When there is something to take, past or to come."""
    return _first(connection, list(channels), _NEVER)


def take(
    connection: Connection,
    channels: Iterable[str],
    at: datetime,
    until: datetime,
    most: int,
    *,
    resends: Collection[str] = (),
    others: int | None = None,
) -> list[Delivery]:
    """Takes deliveries that are due for oneself until a moment, those due first, at most so many.

    `others`: at most so many of those that are not of the kinds `resends`.
    """
    given: dict[str, Any] = {"channels": list(channels), "at": at, "most": most}
    pages = [connection.execute(one, given).all() for one in _HELD_FIRSTS]
    ids = [row.id for page in pages for row in page]
    found = _loaded(connection, ids, given["channels"])
    if len(found) < len(ids) and any(len(page) == most for page in pages):
        ids = [row.id for one in _FIRSTS_HERE for row in connection.execute(one, given)]
        found = _loaded(connection, ids, given["channels"])
    ordered = sorted(found, key=lambda one: (one.due, one.id))
    if others is not None:
        left = iter(range(others))
        ordered = [one for one in ordered if one.kind in resends or next(left, None) is not None]
    chosen = ordered[:most]
    if not chosen:
        return []
    # A list of numbers, not a subquery: PostgreSQL might run one again for each row, past its limit.
    connection.execute(_TAKE, {"ids": [one.id for one in chosen], "until": until})
    return [replace(one, state="sending", tries=one.tries + 1) for one in chosen]


def _loaded(connection: Connection, ids: Sequence[int], channels: Collection[str]) -> list[Delivery]:
    """Those that still wait, and are for one's channels."""
    found = map(of_row, connection.execute(_TAKEN, {"ids": ids})) if ids else ()
    return [one for one in found if one.channel in channels and one.state in WAITING]


def _first(connection: Connection, channels: list[str], at: datetime) -> datetime | None:
    """The first due there is by a moment."""
    found: list[datetime] = []
    for any_one, one_here in zip(_FIRSTS, _FIRSTS_HERE, strict=True):
        given = {"channels": channels, "at": at, "most": 1}
        row = connection.execute(any_one, given).first()
        if row is not None and channels_of(connection, [row.id])[row.id] not in channels:
            row = connection.execute(one_here, given).first()
        if row is not None:
            found.append(row.due)
    return min(found, default=None)


def end(connection: Connection, ends: Sequence[End], at: datetime) -> int:
    """Notes what became of deliveries; gives how many. Whoever's lease was over, and given to another, is not heard.

    What was taken back meanwhile, and did not arrive, is not tried again. What waits for a visit is kept for whoever
    gets it. Before `take` where one transaction does both: it waits for people who are being answered.
    """
    waiting = [one.id for one in ends if one.state in ("held", "unreachable")]
    to = _recipients(connection, waiting) if waiting else {}
    found = connection.execute(_HELD, {"ids": sorted(one.id for one in ends)}) if ends else ()
    rows = {(row.id, row.tries): row for row in found}
    heard = [_taken_back(one, row.code) for one in ends if (row := rows.get((one.id, one.tries))) is not None]
    if not heard:
        return 0
    if sent := [one for one in heard if one.state == "sent"]:
        connection.execute(
            _SENT, {"ids": [one.id for one in sent], "at": min(one.sent or at for one in sent)}
        )
    if others := [one for one in heard if one.state != "sent"]:
        values = [
            {
                "_id": one.id,
                "_state": one.state,
                "_code": one.code or None,
                "_due": one.due or rows[one.id, one.tries].due,
            }
            for one in others
        ]
        connection.execute(_END, values)
    if waiting:
        _keep_waiting(connection, heard, to, at)
    return len(heard)


def _taken_back(end: End, code: str | None) -> End:
    """What became of a delivery that nobody may want any more."""
    if end.state == "sent" or code not in TAKEN_BACK:
        return end
    return replace(end, state="cancelled", code=code, due=None)


def _recipients(connection: Connection, ids: Sequence[int]) -> dict[int, int]:
    """Who gets some deliveries, held in one order, before the deliveries are: a turn holds its person first, too."""
    to = {row.id: row.to for row in connection.execute(RECIPIENTS.where(deliveries.c.id.in_(list(ids))))}
    held = select(people.c.id).where(people.c.id.in_(sorted(set(to.values())))).order_by(people.c.id)
    connection.execute(held.with_for_update(key_share=True))
    return to


def _keep_waiting(connection: Connection, heard: Iterable[End], to: dict[int, int], at: datetime) -> None:
    ends: dict[int, list[End]] = {}
    for one in heard:
        if one.id in to and one.state in ("held", "unreachable"):
            ends.setdefault(to[one.id], []).append(one)
    columns = (people.c.id, people.c.held, people.c.unreachable)
    for row in connection.execute(select(*columns).where(people.c.id.in_(sorted(ends)))).all():
        kept = list(row.held or [])
        kept += [told for one in ends[row.id] if (told := {"delivery": one.id}) not in kept]
        is_lost = any(one.state == "unreachable" for one in ends[row.id])
        values = {"held": kept, "unreachable": row.unreachable or (at if is_lost else None)}
        connection.execute(update(people).where(people.c.id == row.id).values(values))
