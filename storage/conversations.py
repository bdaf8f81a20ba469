"""Conversations: who writes, and what was said so far, as JSON that nobody here reads."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, bindparam, delete, func, insert, literal_column, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.columns import Moment
from storage.database import Collision
from storage.statements import Statement
from storage.tables import conversations, people


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One user of an account, held by this transaction: nobody else answers them meanwhile.

    `who` is a hash that is the same whenever they come, also after all else of them was erased.
    """

    id: int
    subject: str
    who: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What was said so far; `state` is None before the first message, `version` counts the messages."""

    state: Any = None
    version: int = 0


# How a person comes: a channel may then push to them for a while.
Touch = Literal["message", "tap"] | None

_WHO = (
    (people.c.channel == bindparam("channel"))
    & (people.c.account == bindparam("account"))
    & (people.c.user == bindparam("user"))
)
# Not for their key: a colleague's turn, which holds the enterprise that this one waits for, may add what they are told.
_PERSON = Statement(select(people.c.id, people.c.subject).where(_WHO).with_for_update(key_share=True))
_SAVE = Statement(
    update(conversations)
    .where(conversations.c.person == bindparam("_person"), conversations.c.version == bindparam("_version"))
    .values(
        state=bindparam("_state"),
        version=conversations.c.version + literal_column("1"),
        at=bindparam("_at"),
        messaged=func.coalesce(bindparam("_messaged", type_=Moment), conversations.c.messaged),
        tapped=func.coalesce(bindparam("_tapped", type_=Moment), conversations.c.tapped),
    )
)
_BEGIN = Statement(
    insert(conversations).values({column: bindparam(column.name) for column in conversations.c})
)
_BACK = update(people).where(people.c.id == bindparam("_person")).values(unreachable=None, held=None)
_NEW: dict[str, Any] = {name: bindparam(name) for name in ("channel", "account", "user", "subject", "since")}
_ADD = {
    "sqlite": Statement(sqlite.insert(people).values(_NEW).on_conflict_do_nothing().returning(people.c.id)),
    "postgresql": Statement(
        postgresql.insert(people).values(_NEW).on_conflict_do_nothing().returning(people.c.id)
    ),
}


def person(connection: Connection, channel: str, account: str, user: str) -> Person | None:
    """The person, None where not known yet.

    Nothing else is read with it: whoever waited for the row here would see the rest as it was before.
    """
    row = _PERSON.first(connection, {"channel": channel, "account": account, "user": user})
    if row is None:
        return None
    return Person(id=row.id, subject=row.subject, who=digest(channel, account, user))


def digest(*parts: str) -> str:
    """A hash of who somebody is, or of which message of theirs it was, that leads nowhere."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def meet(connection: Connection, channel: str, account: str, user: str, at: datetime) -> Person:
    """The person, made known if need be, by this transaction or by one that it waits for."""
    found = made(connection, channel, account, user, at) or person(connection, channel, account, user)
    assert found is not None
    return found


def made(connection: Connection, channel: str, account: str, user: str, at: datetime) -> Person | None:
    """The person where this transaction makes them known; None where they are known already."""
    subject = uuid.uuid4().hex
    values = {"channel": channel, "account": account, "user": user, "subject": subject, "since": at}
    row = _ADD[connection.dialect.name].first(connection, values)
    return None if row is None else Person(id=row.id, subject=subject, who=digest(channel, account, user))


def save(
    connection: Connection, person: Person, kept: Kept, state: Any, at: datetime, *, touch: Touch = None
) -> None:
    """Keeps what was said after a message. Raises Collision where another message was answered meanwhile."""
    messaged, tapped = at if touch == "message" else None, at if touch == "tap" else None
    if not kept.version:
        begun = {"person": person.id, "state": state, "version": 1, "at": at}
        _BEGIN.change(connection, {**begun, "messaged": messaged, "tapped": tapped})
        return
    values = {"_person": person.id, "_version": kept.version, "_state": state, "_at": at}
    values |= {"_messaged": messaged, "_tapped": tapped}
    if _SAVE.change(connection, values) != 1:
        raise Collision(f"conversation of person {person.id} is beyond version {kept.version}")


def welcome_back(connection: Connection, person: Person) -> None:
    """Notes that the person is reachable again, and has been shown what was held for them."""
    connection.execute(_BACK, {"_person": person.id})


def erase(connection: Connection, person: Person) -> None:
    """Removes the person with all that only this person said; nothing leads from the audit to them any more."""
    connection.execute(delete(people).where(people.c.id == person.id))
