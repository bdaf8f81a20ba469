"""Visits: all that is kept of whoever writes, found at once and held until the turn ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, exists, func, select

from storage import conversations, enterprises
from storage.conversations import Kept, Person
from storage.enterprises import Enterprise
from storage.statements import Statement
from storage.tables import claims as claims_table
from storage.tables import conversations as conversations_table
from storage.tables import enterprises as enterprises_table
from storage.tables import memberships, people, turns
from storage.tables import subscriptions as subscriptions_table


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A person with the conversation so far and the enterprise they speak for.

    `held`: what could not be pushed to them; `was_lost`: nothing could be, before this message. `reminding` is JSON of
    how they want to be reminded, `via` the colleague who is in their place.
    """

    person: Person
    held: Any = ()
    was_lost: bool = False
    kept: Kept
    enterprise: Enterprise | None = None
    has_claims: bool = False
    has_watches: bool = False
    reminding: Any = None
    via: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """A message that was answered before: the number of its turn and the replies."""

    turn: int
    replies: Any


_AGAIN = Statement(select(turns.c.id, turns.c.replies).where(turns.c.key == bindparam("key")))
_OTHERS = memberships.alias()
_VISIT = Statement(
    select(
        people.c.id.label("person"),
        people.c.subject.label("person_subject"),
        people.c.held,
        people.c.unreachable,
        people.c.reminding,
        people.c.via,
        conversations_table.c.state,
        conversations_table.c.version,
        turns.c.id.label("turn"),
        turns.c.replies,
        *(column for column in enterprises_table.c if column.name != "since"),
        select(func.count())
        .select_from(_OTHERS)
        .where(_OTHERS.c.enterprise == enterprises_table.c.id)
        .correlate(enterprises_table)
        .scalar_subquery()
        .label("members"),
        exists()
        .where(claims_table.c.enterprise == enterprises_table.c.id)
        .correlate(enterprises_table)
        .label("has_claims"),
        exists().where(subscriptions_table.c.person == people.c.id).correlate(people).label("has_watches"),
    )
    .select_from(
        people.outerjoin(conversations_table, conversations_table.c.person == people.c.id)
        .outerjoin(turns, turns.c.key == bindparam("key"))
        .outerjoin(memberships, memberships.c.person == people.c.id)
        .outerjoin(enterprises_table, enterprises_table.c.id == memberships.c.enterprise)
    )
    .where(
        people.c.channel == bindparam("channel"),
        people.c.account == bindparam("account"),
        people.c.user == bindparam("user"),
    )
)


def visit(
    connection: Connection, channel: str, account: str, user: str, key: str, at: datetime
) -> Visit | Again:
    """The visit of whoever sent the message of a key; a person not known yet is made known.

    A message that was answered before is `Again`, also where its person was erased by it.
    """
    who = {"channel": channel, "account": account, "user": user}
    row = _VISIT.first(connection, {**who, "key": key}) if _is_held(connection, who) else None
    if row is None:
        if (again := _AGAIN.first(connection, {"key": key})) is not None:
            return Again(turn=again.id, replies=again.replies)
        if (new := conversations.made(connection, **who, at=at)) is not None:
            return Visit(person=new, kept=Kept())
        _is_held(connection, who)
        row = _VISIT.first(connection, {**who, "key": key})
    if row.turn is not None:
        return Again(turn=row.turn, replies=row.replies)
    return Visit(
        person=Person(id=row.person, subject=row.person_subject, who=conversations.digest(*who.values())),
        held=row.held or [],
        was_lost=row.unreachable is not None,
        kept=Kept(state=row.state, version=row.version or 0),
        enterprise=None if row.id is None else enterprises.of_row(row),
        has_claims=bool(row.has_claims),
        has_watches=bool(row.has_watches),
        reminding=row.reminding,
        via=row.via,
    )


def _is_held(connection: Connection, who: dict[str, str]) -> bool:
    """Holds the person and the enterprise they speak for; False where the person is not known yet.

    On SQLite the pen is held. Elsewhere the rows are, and only then is anything else read: whoever waited for a row
    would see the others as they were before, and whoever holds none what others are about to change.
    """
    if connection.dialect.name == "sqlite":
        return True
    if (person := conversations.person(connection, **who)) is None:
        return False
    enterprises.of_person(connection, person.id)
    return True
