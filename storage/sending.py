"""Sending: which deliveries somebody has taken to send, what became of them, and those that need not be sent."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Integer, Select, and_, bindparam, exists, or_, select, update

from policy.workdays import SHANGHAI
from storage.columns import Moment
from storage.deliveries import CHANNEL, ENDS, IDS, LOAD, RECIPIENTS, Delivery, of_row
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Tidied:
    """How many deliveries were past their deadlines, or told by a later one; and of those whose sender was not heard of
    in time, how many are sent again, and how many are not. `is_all`: there are no more of them.
    """

    expired: int
    superseded: int
    freed: int
    uncertain: int
    is_all: bool


_WAITING = ("due", "failed")
_NEVER = datetime(9000, 1, 1, tzinfo=UTC)
# A lease so far ahead was given before the clock went back.
_JUMP = timedelta(minutes=10)
# A vendor knows a key for ten minutes; after the end of the lease, less by what the lease and the next push take.
_KEYED = timedelta(minutes=9)
_LATER = deliveries.alias("later")
_AT, _MOST = bindparam("at", type_=Moment), bindparam("most", type_=Integer)
_HERE = CHANNEL.in_(bindparam("channels", expanding=True))
_IS_DUE = and_(deliveries.c.state.in_(_WAITING), deliveries.c.due <= _AT)


_AMONG = deliveries.c.id.in_(bindparam("ids", expanding=True))


def _in_order(what: Select[Any]) -> list[Select[Any]]:
    """Those that wait and are due, one state after the other: each in the order of its dues, as the index has them."""
    return [
        what.where(deliveries.c.state == state, deliveries.c.due <= _AT)
        .order_by(deliveries.c.due)
        .limit(_MOST)
        for state in _WAITING
    ]


# Without people the first ones are found by the index alone, whatever PostgreSQL has counted so far. Only where those
# are of channels that others serve, the people of all that are due are looked at.
_FIRSTS = _in_order(select(deliveries.c.id, deliveries.c.due))
_HELD_FIRSTS = [one.with_for_update(skip_locked=True) for one in _FIRSTS]
_FIRSTS_HERE = _in_order(IDS.where(_HERE))
# Nothing but the numbers is asked for: PostgreSQL takes a condition on channels for a rare one, and begins with people.
_TAKEN = LOAD.where(_AMONG).with_for_update(of=deliveries, skip_locked=True)
_CHANNELS = select(deliveries.c.id, CHANNEL.label("channel")).select_from(ENDS).where(_AMONG)
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
    return [one for one in found if one.channel in channels and one.state in _WAITING]


def _first(connection: Connection, channels: list[str], at: datetime) -> datetime | None:
    """The first due there is by a moment."""
    found: list[datetime] = []
    for any_one, one_here in zip(_FIRSTS, _FIRSTS_HERE, strict=True):
        given = {"channels": channels, "at": at, "most": 1}
        row = connection.execute(any_one, given).first()
        if row is not None and _channels(connection, [row.id])[row.id] not in channels:
            row = connection.execute(one_here, given).first()
        if row is not None:
            found.append(row.due)
    return min(found, default=None)


def _channels(connection: Connection, ids: Sequence[int]) -> dict[int, str]:
    return {row.id: row.channel for row in connection.execute(_CHANNELS, {"ids": ids})}


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


def tidy(
    connection: Connection,
    channels: Iterable[str],
    at: datetime,
    *,
    repeatable: Collection[str],
    resends: Collection[str],
    most: int = 2_000,
) -> Tidied:
    """Ends what is past its deadline or told by a later one, and what its sender was not heard of in time.

    The latter is sent again where its channel (`repeatable`) still knows it by its key, and where one copy more does no
    harm to its kind (`resends`); of any other nobody knows whether it arrived. At most so many of each at once.
    """
    today = at.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    given: dict[str, Any] = {
        "channels": list(channels),
        "at": at,
        "jumped": at + _JUMP,
        "today": today,
        "most": most,
    }
    over = connection.execute(_UNHEARD, given).all()
    channel = _channels(connection, [row.id for row in over]) if over else {}
    unheard = [row for row in over if channel[row.id] in given["channels"]]
    unwanted = {row.id for row in unheard if row.code in TAKEN_BACK}
    freed = {
        row.id
        for row in unheard
        if row.kind in resends or (channel[row.id] in repeatable and at - _KEYED < row.leased <= at)
    }
    freed -= unwanted
    uncertain = {row.id for row in unheard} - freed - unwanted
    _set(connection, unwanted, {"state": "cancelled", "leased": None})
    _set(connection, freed, {"state": "failed", "due": at, "leased": None, "code": "lost"})
    _set(connection, uncertain, {"state": "uncertain", "leased": None, "code": "lost"})
    expired = connection.execute(_EXPIRED, given).scalars().all()
    _set(connection, expired, {"state": "cancelled", "code": "expired"})
    late = connection.execute(_TOLD_LATE, given).scalars().all()
    nearer = connection.execute(_TOLD_NEARER, given).scalars().all()
    superseded = {*late, *nearer}
    _set(connection, superseded, {"state": "cancelled", "code": "superseded"})
    return Tidied(
        expired=len(expired),
        superseded=len(superseded),
        freed=len(freed),
        uncertain=len(uncertain),
        is_all=max(map(len, (unheard, expired, late, nearer))) < most,
    )


def _held(found: Select[Any]) -> Select[Any]:
    """Held for a change; what somebody else holds is left to the next time."""
    return found.limit(_MOST).with_for_update(of=deliveries, skip_locked=True)


# Whether the later one is told, or is to be told by now.
_STANDS = and_(
    or_(
        _LATER.c.state.in_(("sending", "sent", "held", "failed")),
        and_(_LATER.c.state == "due", _LATER.c.due <= _AT),
    ),
    or_(_LATER.c.deadline.is_(None), _LATER.c.deadline >= _AT, _LATER.c.state == "sent"),
)
_IS_LATER = or_(
    _LATER.c.due > deliveries.c.due, and_(_LATER.c.due == deliveries.c.due, _LATER.c.id > deliveries.c.id)
)
_IDS = select(deliveries.c.id)
_UNHEARD = _held(
    select(deliveries.c.id, deliveries.c.kind, deliveries.c.leased, deliveries.c.code).where(
        deliveries.c.state == "sending",
        or_(deliveries.c.leased <= _AT, deliveries.c.leased > bindparam("jumped", type_=Moment)),
    )
)
_EXPIRED = _held(_IDS.where(_IS_DUE, deliveries.c.deadline < _AT))
# Those of an earlier day that something later of their thread stands for. A move says what no later one says again:
# what is to be handed in once more, for one.
_TOLD_LATE = _held(
    _IDS.where(
        deliveries.c.state.in_(_WAITING),
        deliveries.c.kind != "moved",
        deliveries.c.due < bindparam("today", type_=Moment),
        exists().where(
            _LATER.c.person == deliveries.c.person, _LATER.c.thread == deliveries.c.thread, _IS_LATER, _STANDS
        ),
    )
)
# Those that could not be sent until it was time to tell of the same again, nearer to its deadline.
_TOLD_NEARER = _held(
    _IDS.where(
        deliveries.c.state.in_(_WAITING),
        # Whatever was put off until morning says why.
        or_(deliveries.c.state == "failed", deliveries.c.code.is_not(None)),
        deliveries.c.due <= _AT,
        exists().where(
            _LATER.c.person == deliveries.c.person,
            _LATER.c.kind == deliveries.c.kind,
            _LATER.c.about == deliveries.c.about,
            _LATER.c.offset < deliveries.c.offset,
            _STANDS,
        ),
    )
)


def _set(connection: Connection, ids: Collection[int], values: dict[str, Any]) -> None:
    if ids:
        connection.execute(update(deliveries).where(deliveries.c.id.in_(list(ids))).values(values))
