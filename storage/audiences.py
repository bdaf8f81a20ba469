"""Audiences: who is to hear of something, and what is kept that decides whether it matters to them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from storage.subscriptions import Wishes
from storage.tables import conversations, enterprises, memberships, people, subscriptions


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody who speaks for an enterprise, and how they want to be told."""

    person: int
    wishes: Wishes


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """Somebody with subscriptions in a region; `state` and `told` are JSON of the conversation and the enterprise.

    `topics` are what they subscribed to there, with the windows by (edition, window).
    """

    person: int
    wishes: Wishes
    state: Any
    told: Any
    topics: frozenset[str]
    windows: frozenset[tuple[str, str]]


# No database takes more values at once than these, many times over.
_AT_ONCE = 8_000
_MEMBERS = (
    select(memberships.c.enterprise, people.c.id, people.c.reminding)
    .join(people, people.c.id == memberships.c.person)
    .where(memberships.c.enterprise.in_(bindparam("enterprises", expanding=True)))
    .order_by(people.c.id)
    # Nobody is erased between this and what is kept for them.
    .with_for_update(read=True, key_share=True, of=people)
)
_TICKS = (
    select(memberships.c.person, enterprises.c.ticks)
    .join(enterprises, enterprises.c.id == memberships.c.enterprise)
    .where(memberships.c.person.in_(bindparam("persons", expanding=True)))
)
_REGIONS = select(subscriptions.c.region).distinct()
# Found by person, whose order the pages have: by the index of regions each page would read a whole region.
_HERE = func.coalesce(subscriptions.c.region, "").in_(bindparam("regions", expanding=True))
_PERSONS = (
    select(subscriptions.c.person)
    .where(_HERE, subscriptions.c.person > bindparam("last"))
    .group_by(subscriptions.c.person)
    .order_by(subscriptions.c.person)
    .limit(bindparam("most"))
)
_WHAT = select(
    subscriptions.c.person, subscriptions.c.topic, subscriptions.c.edition, subscriptions.c.window
).where(_HERE, subscriptions.c.person.in_(bindparam("persons", expanding=True)))
_LISTENERS = (
    select(people.c.id, people.c.reminding, conversations.c.state, enterprises.c.told)
    .select_from(
        people.outerjoin(conversations, conversations.c.person == people.c.id)
        .outerjoin(memberships, memberships.c.person == people.c.id)
        .outerjoin(enterprises, enterprises.c.id == memberships.c.enterprise)
    )
    .where(people.c.id.in_(bindparam("persons", expanding=True)))
    .order_by(people.c.id)
)


def members(connection: Connection, held: Iterable[int]) -> dict[int, list[Member]]:
    """Who speaks for each of some enterprises."""
    found: dict[int, list[Member]] = {}
    wanted = list(dict.fromkeys(held))
    for start in range(0, len(wanted), _AT_ONCE):
        rows = connection.execute(_MEMBERS, {"enterprises": wanted[start : start + _AT_ONCE]})
        for row in rows:
            member = Member(person=row.id, wishes=Wishes.from_json(row.reminding))
            found.setdefault(row.enterprise, []).append(member)
    return found


def ticks(connection: Connection, persons: Iterable[int]) -> dict[int, frozenset[tuple[str, str]]]:
    """The documents said to be ready, as (edition, document), of those of some people who speak for an enterprise."""
    rows = connection.execute(_TICKS, {"persons": list(dict.fromkeys(persons))})
    return {row.person: frozenset((edition, document) for edition, document in row.ticks) for row in rows}


def regions(connection: Connection) -> tuple[str, ...]:
    """The regions in which somebody subscribed to something."""
    return tuple(connection.execute(_REGIONS).scalars())


def listeners(
    connection: Connection, where: Sequence[str], last: int, most: int, *, is_held: bool = False
) -> tuple[Listener, ...]:
    """The next people after one, in the order of their numbers, with subscriptions in some regions.

    `is_held` keeps them from being erased until this transaction ends.
    """
    given = {"regions": list(where)}
    persons = connection.execute(_PERSONS, {**given, "last": last, "most": most}).scalars().all()
    if not persons:
        return ()
    topics: dict[int, set[str]] = {person: set() for person in persons}
    windows: dict[int, set[tuple[str, str]]] = {person: set() for person in persons}
    for row in connection.execute(_WHAT, {**given, "persons": persons}):
        topics[row.person].add(row.topic)
        if row.edition and row.window:
            windows[row.person].add((row.edition, row.window))
    held = _LISTENERS.with_for_update(read=True, key_share=True, of=people) if is_held else _LISTENERS
    return tuple(
        Listener(
            person=row.id,
            wishes=Wishes.from_json(row.reminding),
            state=row.state,
            told=row.told or {},
            topics=frozenset(topics[row.id]),
            windows=frozenset(windows[row.id]),
        )
        for row in connection.execute(held, {"persons": persons})
    )
