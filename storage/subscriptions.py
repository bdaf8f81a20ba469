"""Subscriptions: what people want to hear of, and how they want to be told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.tables import claims, deliveries, memberships, people, subscriptions


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """How a person wants to be reminded, None as everybody is.

    `offsets` are days before a deadline, `hours` minutes of the day in Shanghai; `is_stopped`: of nothing at all.
    """

    offsets: tuple[int, ...] | None = None
    hours: tuple[int, int] | None = None
    is_stopped: bool = False

    def to_json(self) -> dict[str, Any]:
        """The wishes as JSON; `from_json` reads them back."""
        return {
            "offsets": None if self.offsets is None else list(self.offsets),
            "hours": None if self.hours is None else list(self.hours),
            "is_stopped": self.is_stopped,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any] | None) -> Wishes:
        """The wishes of a row of people; those of everybody where nothing is kept."""
        if not kept:
            return cls()
        offsets, hours = kept["offsets"], kept["hours"]
        return cls(
            offsets=None if offsets is None else tuple(offsets),
            hours=None if hours is None else (hours[0], hours[1]),
            is_stopped=kept["is_stopped"],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """What one person wants to hear of; `about` tells it apart within the topic.

    `claim` is the id and `number` the number of a claim. `papers` are documents of others to be begun in time, None is
    all that the edition gives a lead time. `offsets` are days before, None as the person `wishes` it of all.
    """

    id: int
    person: int
    topic: str
    about: str
    region: str
    edition: str | None
    window: str | None
    claim: int | None
    number: str | None
    papers: tuple[str, ...] | None
    offsets: tuple[int, ...] | None
    since: datetime
    wishes: Wishes


_LOAD = (
    select(subscriptions, claims.c.number, people.c.reminding)
    .select_from(
        subscriptions.join(people, people.c.id == subscriptions.c.person).outerjoin(
            claims, claims.c.id == subscriptions.c.claim
        )
    )
    .order_by(subscriptions.c.id)
)
_UNIQUE = ("person", "topic", "about")
# Deliveries that can still be taken back.
OPEN = ("due", "failed", "held")
# Why they were; one that is being sent meanwhile has its reason noted, and is not tried again.
TAKEN_BACK = ("moved", "stopped", "left")


def subscribe(
    connection: Connection,
    person: int,
    topic: str,
    about: str,
    region: str,
    at: datetime,
    *,
    edition: str | None = None,
    window: str | None = None,
    claim: int | None = None,
    papers: Sequence[str] | None = None,
    offsets: Sequence[int] | None = None,
) -> Subscription:
    """Keeps that a person wants to hear of something; for whoever did already it is changed to what is given now."""
    _hold(connection, subscriptions.c.person == person)
    renewed: dict[str, Any] = {
        "region": region,
        "edition": edition,
        "window": window,
        "claim": claim,
        "papers": None if papers is None else list(papers),
    }
    if offsets is not None:
        renewed["offsets"] = list(offsets)
    values = {"person": person, "topic": topic, "about": about, "since": at, **renewed}
    build = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    adding = build(subscriptions).values(values)
    kept = adding.on_conflict_do_update(
        index_elements=_UNIQUE, set_={name: adding.excluded[name] for name in renewed}
    )
    id = connection.execute(kept.returning(subscriptions.c.id)).scalar_one()
    return _of_row(connection.execute(_LOAD.where(subscriptions.c.id == id)).one())


def unsubscribe(connection: Connection, person: int, ids: Sequence[int] | None) -> int:
    """Ends some of a person's subscriptions, or all; gives how many. What they came to and is not told is taken back.

    With all of them goes what the person would have heard without one.
    """
    mine = subscriptions.c.person == person
    if ids is not None:
        mine &= subscriptions.c.id.in_(list(ids))
    held = _hold(connection, mine)
    take_back(connection, person, "stopped", None if ids is None else deliveries.c.subscription.in_(held))
    connection.execute(delete(subscriptions).where(subscriptions.c.id.in_(held)))
    return len(held)


def leave(connection: Connection, person: int) -> None:
    """Ends what a person hears of claims, those that the enterprise told it of included: it speaks for none now.

    What colleagues wished this person to get, or this person a colleague, and waits for a visit, is theirs again.
    """
    held = _hold(connection, (subscriptions.c.person == person) & (subscriptions.c.topic == "claim"))
    of_claims = deliveries.c.claim.is_not(None) | deliveries.c.subscription.in_(held)
    take_back(connection, person, "left", of_claims)
    connection.execute(delete(subscriptions).where(subscriptions.c.id.in_(held)))
    through = select(people.c.id).where(
        (people.c.via == person) | ((people.c.id == person) & people.c.via.is_not(None))
    )
    _hand_on(connection, deliveries.c.person.in_(through))


def _hand_on(connection: Connection, whose: ColumnElement[bool]) -> None:
    """Has what waits for the visit of one person be sent to another, who gets it now."""
    waits = deliveries.c.state.in_(("held", "unreachable"))
    connection.execute(update(deliveries).where(waits, whose).values(state="due", code=None))


def take_back(connection: Connection, person: int, code: str, which: ColumnElement[bool] | None) -> None:
    """Cancels what a person is not told yet, all of it or some; what is being sent is not tried again."""
    mine = deliveries.c.person == person
    if which is not None:
        mine &= which
    is_open = deliveries.c.state.in_(OPEN)
    connection.execute(update(deliveries).where(mine, is_open).values(state="cancelled", code=code))
    flying = select(deliveries.c.id).where(mine, deliveries.c.state == "sending")
    disown(connection, list(connection.execute(flying).scalars()), code)


def disown(connection: Connection, ids: Sequence[int], code: str) -> None:
    """Has some deliveries, as far as they are being sent, not be tried again."""
    if not ids:
        return
    # In the order in which their sender holds them.
    mine = (deliveries.c.id.in_(list(ids))) & (deliveries.c.state == "sending")
    held = select(deliveries.c.id).where(mine).order_by(deliveries.c.id).with_for_update()
    still = list(connection.execute(held).scalars())
    connection.execute(update(deliveries).where(deliveries.c.id.in_(still)).values(code=code))


def _hold(connection: Connection, which: ColumnElement[bool]) -> list[int]:
    """The subscriptions, always in this order: of two who need the same ones, the second waits for the first."""
    mine = select(subscriptions.c.id).where(which).order_by(subscriptions.c.id).with_for_update()
    return list(connection.execute(mine).scalars())


def wish(connection: Connection, person: int, wishes: Wishes, via: int | None) -> None:
    """Keeps how a person wants to be reminded, and the colleague who gets it instead, if any.

    What waits for a visit of whoever got it before is sent to whoever gets it now.
    """
    is_other = people.c.via.is_distinct_from(via)
    changed = select(people.c.id).where(people.c.id == person, is_other)
    _hand_on(connection, deliveries.c.person.in_(changed))
    reminding = None if wishes == Wishes() else wishes.to_json()
    connection.execute(update(people).where(people.c.id == person).values(reminding=reminding, via=via))


def via(connection: Connection, person: int) -> int | None:
    """The colleague who is to get a person's reminders, whether or not they still are one."""
    found: int | None = connection.execute(select(people.c.via).where(people.c.id == person)).scalar()
    return found


def set_offsets(
    connection: Connection, person: int, ids: Sequence[int] | None, offsets: Sequence[int] | None
) -> None:
    """Keeps how many days before a person wants to hear of some of their subscriptions, or of all."""
    mine = subscriptions.c.person == person
    if ids is not None:
        mine &= subscriptions.c.id.in_(list(ids))
    held = _hold(connection, mine)
    kept = None if offsets is None else list(offsets)
    connection.execute(update(subscriptions).where(subscriptions.c.id.in_(held)).values(offsets=kept))


def wishes_of(connection: Connection, persons: Sequence[int]) -> dict[int, Wishes]:
    """How some people want to be reminded."""
    rows = connection.execute(select(people.c.id, people.c.reminding).where(people.c.id.in_(list(persons))))
    return {row.id: Wishes.from_json(row.reminding) for row in rows}


def of_person(connection: Connection, person: int) -> tuple[Subscription, ...]:
    """A person's subscriptions, the oldest first."""
    return tuple(map(_of_row, connection.execute(_LOAD.where(subscriptions.c.person == person))))


def of_claim(connection: Connection, claim: int) -> tuple[Subscription, ...]:
    """Everybody's subscriptions to a claim, by its id."""
    return tuple(map(_of_row, connection.execute(_LOAD.where(subscriptions.c.claim == claim))))


def after(
    connection: Connection, last: int, most: int, *, region: str | None = None, edition: str | None = None
) -> tuple[Subscription, ...]:
    """The next subscriptions of all, or of a region or an edition, after the one with an id; 0 begins."""
    found = _LOAD.where(subscriptions.c.id > last).limit(most)
    if region is not None:
        found = found.where(subscriptions.c.region == region)
    if edition is not None:
        found = found.where(subscriptions.c.edition == edition)
    return tuple(map(_of_row, connection.execute(found)))


def next_dues(connection: Connection, person: int) -> dict[int, datetime]:
    """When a person hears next of each subscription that there is something to tell of."""
    mine = (deliveries.c.person == person) & deliveries.c.state.in_(("due", "failed"))
    found = (
        select(deliveries.c.subscription, func.min(deliveries.c.due).label("due"))
        .where(mine, deliveries.c.subscription.is_not(None))
        .group_by(deliveries.c.subscription)
    )
    return {row.subscription: row.due for row in connection.execute(found)}


def colleagues(connection: Connection, person: int) -> dict[str, list[int]]:
    """The others who speak for a person's enterprise, by their channel."""
    own = select(memberships.c.enterprise).where(memberships.c.person == person).scalar_subquery()
    others = (
        select(people.c.channel, people.c.id)
        .join(memberships, memberships.c.person == people.c.id)
        .where(memberships.c.enterprise == own, people.c.id != person)
        .order_by(people.c.id)
    )
    found: dict[str, list[int]] = {}
    for row in connection.execute(others):
        found.setdefault(row.channel, []).append(row.id)
    return found


def _of_row(row: Any) -> Subscription:
    return Subscription(
        id=row.id,
        person=row.person,
        topic=row.topic,
        about=row.about,
        region=row.region,
        edition=row.edition,
        window=row.window,
        claim=row.claim,
        number=row.number,
        papers=None if row.papers is None else tuple(row.papers),
        offsets=None if row.offsets is None else tuple(row.offsets),
        since=row.since,
        wishes=Wishes.from_json(row.reminding),
    )
