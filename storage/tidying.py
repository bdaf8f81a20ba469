"""Tidying: deliveries that need not be sent any more, and those whose sender was not heard of in time."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Integer, Select, and_, bindparam, exists, or_, select, update

from policy.workdays import SHANGHAI
from storage.columns import Moment
from storage.deliveries import WAITING, channels_of
from storage.subscriptions import TAKEN_BACK
from storage.tables import deliveries


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


# A lease so far ahead was given before the clock went back.
_JUMP = timedelta(minutes=10)
# A vendor knows a key for ten minutes; after the end of the lease, less by what the lease and the next push take.
_KEYED = timedelta(minutes=9)
_LATER = deliveries.alias("later")
_AT, _MOST = bindparam("at", type_=Moment), bindparam("most", type_=Integer)
_IS_DUE = and_(deliveries.c.state.in_(WAITING), deliveries.c.due <= _AT)


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
    channel = channels_of(connection, [row.id for row in over]) if over else {}
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
        deliveries.c.state.in_(WAITING),
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
        deliveries.c.state.in_(WAITING),
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
