"""Deliveries: each message that somebody is to be told unasked, as it stands, and as it is settled by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, delete, func, or_, select, update

from storage.planning import Planned, Wanted, add, left, plan
from storage.reminder_tables import STATES
from storage.subscriptions import Wishes
from storage.tables import deliveries, memberships, people

__all__ = [
    "CHANNEL", "IDS", "LOAD", "RECIPIENTS", "WAITING", "Counts", "Delivery", "Planned", "Wanted", "add", "again",
    "by_id", "by_ids", "channels_of", "counts", "forget", "held", "left", "listed", "of_person", "of_row", "plan",
    "regions", "resolve", "restored", "shown",
]  # fmt: skip


# States in which something is to be sent, once it is due.
WAITING = ("due", "failed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One message; `person` is whose it is, `to` who gets it, on their channel.

    `hours` (minutes of the day, None as everybody's) and `lost` (nothing can be pushed) are of whoever gets it. `tries`
    counts those who took it. `code` is the vendor's word for what became of it, or ours; `sent` the moment it was told.
    """

    id: int
    kind: str
    about: str
    content: Any
    offset: int
    deadline: datetime | None
    due: datetime
    tries: int
    thread: str
    region: str
    person: int
    to: int
    channel: str
    account: str
    user: str
    hours: tuple[int, int] | None
    lost: bool
    state: str
    code: str | None
    subscription: int | None
    claim: int | None
    sent: datetime | None

    def is_past(self, at: datetime) -> bool:
        """Whether it helps nobody any more."""
        return self.deadline is not None and self.deadline < at


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many deliveries there are by state; `overdue` are to be sent, the first one for so long (`late`)."""

    states: dict[str, int]
    overdue: int
    late: timedelta


_OWNER, _COLLEAGUE = people.alias("owner"), people.alias("colleague")
_OWN, _THEIRS = memberships.alias("own"), memberships.alias("theirs")
# Whoever gets it: the colleague that was wished for, as long as both speak for the same enterprise.
ENDS = (
    deliveries.join(_OWNER, _OWNER.c.id == deliveries.c.person)
    .outerjoin(_OWN, and_(_OWNER.c.via.is_not(None), _OWN.c.person == _OWNER.c.id))
    .outerjoin(_THEIRS, and_(_THEIRS.c.person == _OWNER.c.via, _THEIRS.c.enterprise == _OWN.c.enterprise))
    .outerjoin(_COLLEAGUE, _COLLEAGUE.c.id == _THEIRS.c.person)
)
CHANNEL: ColumnElement[str] = func.coalesce(_COLLEAGUE.c.channel, _OWNER.c.channel)
IDS = select(deliveries.c.id, deliveries.c.due).select_from(ENDS)
RECIPIENTS = select(func.coalesce(_COLLEAGUE.c.id, _OWNER.c.id).label("to"), deliveries.c.id).select_from(
    ENDS
)
LOAD = select(
    *(column for column in deliveries.c if column.name != "leased"),
    *(
        _OWNER.c[name].label(f"own_{name}")
        for name in ("channel", "account", "user", "reminding", "unreachable")
    ),
    _COLLEAGUE.c.id.label("to"),
    *(
        _COLLEAGUE.c[name].label(f"to_{name}")
        for name in ("channel", "account", "user", "reminding", "unreachable")
    ),
).select_from(ENDS)
# What an operator may have tried again, and settle by word.
_TRIED_AGAIN = ("dead", "uncertain", "unreachable", "failed", "held")
_SETTLED = ("uncertain", "unreachable", "dead", "held")
# What is shown at a visit.
_WAITING = ("held", "unreachable")
_OLD = 500
# What somebody may still be told.
_LIVING = ("due", "sending", "failed")


def by_id(connection: Connection, id: int) -> Delivery | None:
    """A delivery by its number."""
    return next(iter(by_ids(connection, [id])), None)


def by_ids(connection: Connection, ids: Sequence[int], *, is_held: bool = False) -> tuple[Delivery, ...]:
    """Deliveries by their numbers, in the order of these; held by this transaction where it is to change them."""
    if is_held:
        mine = select(deliveries.c.id).where(deliveries.c.id.in_(list(ids))).order_by(deliveries.c.id)
        connection.execute(mine.with_for_update())
    found = LOAD.where(deliveries.c.id.in_(list(ids))).order_by(deliveries.c.id)
    return tuple(map(of_row, connection.execute(found)))


def of_person(connection: Connection, person: int) -> tuple[Delivery, ...]:
    """All deliveries kept of a person, the one due first at the begin."""
    mine = LOAD.where(deliveries.c.person == person).order_by(deliveries.c.due, deliveries.c.id)
    return tuple(map(of_row, connection.execute(mine)))


def regions(connection: Connection) -> tuple[str, ...]:
    """The regions that there are deliveries of."""
    return tuple(connection.execute(select(deliveries.c.region).distinct()).scalars())


def listed(
    connection: Connection,
    where: Sequence[str],
    *,
    state: str | None = None,
    kind: str | None = None,
    most: int = 100,
) -> tuple[Delivery, ...]:
    """The deliveries of some regions that are due last, at most so many, the last one at the end."""
    ids: list[tuple[datetime, int]] = []
    # One state after the other: each has its dues in order.
    for each in STATES if state is None else (state,):
        one = and_(deliveries.c.state == each, deliveries.c.region.in_(list(where)))
        if kind is not None:
            one = and_(one, deliveries.c.kind == kind)
        last = select(deliveries.c.due, deliveries.c.id).where(one)
        rows = connection.execute(last.order_by(deliveries.c.due.desc(), deliveries.c.id.desc()).limit(most))
        ids += [(row.due, row.id) for row in rows]
    chosen = [id for _, id in sorted(ids)[-most:]]
    found = {one.id: one for one in by_ids(connection, chosen)}
    return tuple(found[id] for id in chosen if id in found)


def again(connection: Connection, ids: Sequence[int], at: datetime) -> int:
    """Makes deliveries due that were given up, or of which nobody knows; not past their deadlines. Gives how many."""
    mine = and_(deliveries.c.id.in_(list(ids)), deliveries.c.state.in_(_TRIED_AGAIN))
    timely = or_(deliveries.c.deadline.is_(None), deliveries.c.deadline >= at)
    values = {"state": "due", "due": at, "leased": None, "code": None}
    return connection.execute(update(deliveries).where(mine, timely).values(values)).rowcount


def resolve(connection: Connection, ids: Sequence[int], state: str, at: datetime) -> int:
    """Settles deliveries by an operator's word: `sent`, `cancelled` or `dead`. Gives how many."""
    mine = and_(deliveries.c.id.in_(list(ids)), deliveries.c.state.in_(_SETTLED))
    values = {"state": state, "code": "operator", "leased": None, "sent": at if state == "sent" else None}
    return connection.execute(update(deliveries).where(mine).values(values)).rowcount


def counts(connection: Connection, at: datetime) -> Counts:
    """How it stands with all of them."""
    rows = connection.execute(
        select(deliveries.c.state, func.count().label("n")).group_by(deliveries.c.state)
    )
    states = {**dict.fromkeys(STATES, 0), **{row.state: row.n for row in rows}}
    overdue, first = 0, at
    for state in ("due", "failed"):
        late = and_(deliveries.c.state == state, deliveries.c.due <= at)
        row = connection.execute(
            select(func.count().label("n"), func.min(deliveries.c.due).label("due")).where(late)
        )
        for found in row:
            overdue, first = overdue + found.n, min(first, found.due or at)
    return Counts(states=states, overdue=overdue, late=at - first)


def held(connection: Connection, ids: Sequence[int]) -> tuple[Delivery, ...]:
    """Those of some deliveries that still wait for a visit of whoever gets them, in the order given."""
    found = {one.id: one for one in by_ids(connection, ids) if one.state in _WAITING}
    return tuple(found[id] for id in dict.fromkeys(ids) if id in found)


def shown(connection: Connection, ids: Sequence[int], at: datetime) -> None:
    """Notes that deliveries were shown at a visit; those past their deadlines need not be any more."""
    mine = and_(deliveries.c.id.in_(list(ids)), deliveries.c.state.in_(_WAITING))
    past = update(deliveries).where(mine, deliveries.c.deadline < at)
    connection.execute(past.values(state="cancelled", code="expired"))
    connection.execute(update(deliveries).where(mine).values(state="sent", code="visit", sent=at))


def restored(connection: Connection, at: datetime) -> int:
    """After a backup was restored: what was due before a moment may have been sent; gives how many it is of."""
    was_due = and_(deliveries.c.state.in_(("due", "failed")), deliveries.c.due < at)
    mine = or_(was_due, deliveries.c.state == "sending")
    values = {"state": "uncertain", "code": "restored", "leased": None}
    return connection.execute(update(deliveries).where(mine).values(values)).rowcount


def forget(connection: Connection, before: datetime) -> bool:
    """Removes deliveries that ended and were due before a moment, at most 500; whether those were all.

    What waits for a visit ends with its deadline.
    """
    for state in STATES:
        if state in _LIVING:
            continue
        old = and_(deliveries.c.state == state, deliveries.c.due < before)
        if state in _WAITING:
            old = and_(old, deliveries.c.deadline < before)
        mine = select(deliveries.c.id).where(old).order_by(deliveries.c.due).limit(_OLD)
        ids = list(connection.execute(mine).scalars())
        connection.execute(delete(deliveries).where(deliveries.c.id.in_(ids)))
        if len(ids) == _OLD:
            return False
    return True


def of_row(row: Any) -> Delivery:
    """The delivery of a row of `LOAD`."""
    is_own = row.to is None
    wishes = Wishes.from_json(row.own_reminding if is_own else row.to_reminding)
    return Delivery(
        id=row.id,
        kind=row.kind,
        about=row.about,
        content=row.content,
        offset=row.offset,
        deadline=row.deadline,
        due=row.due,
        tries=row.tries,
        thread=row.thread,
        region=row.region,
        person=row.person,
        to=row.person if is_own else row.to,
        channel=row.own_channel if is_own else row.to_channel,
        account=row.own_account if is_own else row.to_account,
        user=row.own_user if is_own else row.to_user,
        hours=wishes.hours,
        lost=(row.own_unreachable if is_own else row.to_unreachable) is not None,
        state=row.state,
        code=row.code,
        subscription=row.subscription,
        claim=row.claim,
        sent=row.sent,
    )


_CHANNELS = (
    select(deliveries.c.id, CHANNEL.label("channel"))
    .select_from(ENDS)
    .where(deliveries.c.id.in_(bindparam("ids", expanding=True)))
)


def channels_of(connection: Connection, ids: Sequence[int]) -> dict[int, str]:
    """The channels over which some deliveries are sent."""
    return {row.id: row.channel for row in connection.execute(_CHANNELS, {"ids": ids})}
