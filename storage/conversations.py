"""Conversations: who writes, and what was said so far, as JSON that nobody here reads."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.database import Collision
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


_WHO = (
    (people.c.channel == bindparam("channel"))
    & (people.c.account == bindparam("account"))
    & (people.c.user == bindparam("user"))
)
_PERSON = select(people.c.id, people.c.subject).where(_WHO).with_for_update()
_SAVE = (
    update(conversations)
    .where(conversations.c.person == bindparam("_person"), conversations.c.version == bindparam("_version"))
    .values(state=bindparam("_state"), version=bindparam("_version") + 1, at=bindparam("_at"))
)
_BEGIN = insert(conversations)
_ADD = {
    "sqlite": sqlite.insert(people).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(people).on_conflict_do_nothing(),
}


def person(connection: Connection, channel: str, account: str, user: str) -> Person | None:
    """The person, None where not known yet.

    Nothing else is read with it: whoever waited for the row here would see the rest as it was before.
    """
    row = connection.execute(_PERSON, {"channel": channel, "account": account, "user": user}).first()
    if row is None:
        return None
    return Person(id=row.id, subject=row.subject, who=digest(channel, account, user))


def digest(*parts: str) -> str:
    """A hash of who somebody is, or of which message of theirs it was, that leads nowhere."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def meet(connection: Connection, channel: str, account: str, user: str, at: datetime) -> Person:
    """The person, made known if need be, by this transaction or by one that it waits for."""
    who = {"channel": channel, "account": account, "user": user}
    add = _ADD[connection.dialect.name]
    connection.execute(add, {**who, "subject": uuid.uuid4().hex, "since": at})
    found = person(connection, **who)
    assert found is not None
    return found


def save(connection: Connection, person: Person, kept: Kept, state: Any, at: datetime) -> None:
    """Keeps what was said after a message. Raises Collision where another message was answered meanwhile."""
    if not kept.version:
        connection.execute(_BEGIN, {"person": person.id, "state": state, "version": 1, "at": at})
        return
    values = {"_person": person.id, "_version": kept.version, "_state": state, "_at": at}
    if connection.execute(_SAVE, values).rowcount != 1:
        raise Collision(f"conversation of person {person.id} is beyond version {kept.version}")


def erase(connection: Connection, person: Person) -> None:
    """Removes the person with all that only this person said; nothing leads from the audit to them any more."""
    connection.execute(delete(people).where(people.c.id == person.id))
