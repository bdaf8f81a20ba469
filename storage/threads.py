"""Thread: what was said with a person of late, and told to them unasked, as their channel shows it once more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from storage import conversations
from storage.conversations import digest
from storage.tables import people, turns
from storage.turns import is_kept, keep


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A message with its replies, under the number of its turn; what was told unasked has no message, None here."""

    turn: int
    at: datetime
    message: Any
    replies: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """The turns of a person; `name` is another one after all was erased, and empty while nobody is known."""

    name: str
    said: tuple[Said, ...]


_OF_CHANNEL = (people.c.channel == bindparam("_channel")) & (people.c.account == bindparam("_account"))
_LAST = select(func.max(turns.c.id)).where(turns.c.person == people.c.id).correlate(people).scalar_subquery()
_LASTS = select(people.c.user, people.c.subject, _LAST.label("last")).where(
    _OF_CHANNEL, people.c.user.in_(bindparam("_users", expanding=True))
)
_PERSON = select(people.c.id, people.c.subject).where(_OF_CHANNEL, people.c.user == bindparam("_user"))
_SAID = (
    select(turns.c.id, turns.c.at, turns.c.message, turns.c.replies)
    .where(turns.c.person == bindparam("_person"), turns.c.id > bindparam("_after"))
    .order_by(turns.c.id.desc())
    .limit(bindparam("_most"))
)


def thread(
    connection: Connection, channel: str, account: str, user: str, *, name: str, after: int, most: int
) -> Thread:
    """The last turns of a person, at most so many: those after a turn, or any where the thread has another name."""
    who = {"_channel": channel, "_account": account, "_user": user}
    person = connection.execute(_PERSON, who).first()
    if person is None:
        return Thread(name="", said=())
    now = _name(person.subject)
    values = {"_person": person.id, "_after": after if now == name else 0, "_most": most}
    rows = connection.execute(_SAID, values).all()
    said = [Said(turn=row.id, at=row.at, message=row.message, replies=row.replies) for row in reversed(rows)]
    return Thread(name=now, said=tuple(said))


def lasts(
    connection: Connection, channel: str, account: str, users: Iterable[str]
) -> Mapping[str, tuple[str, int]]:
    """The name of each person's thread and the number of its last turn; whoever is not known is left out."""
    values = {"_channel": channel, "_account": account, "_users": list(users)}
    return {row.user: (_name(row.subject), row.last or 0) for row in connection.execute(_LASTS, values)}


def tell(
    connection: Connection, channel: str, account: str, user: str, key: str, replies: Any, at: datetime
) -> bool:
    """Puts what is told unasked into a person's thread, once under its key; False for somebody who is not known."""
    person = conversations.person(connection, channel, account, user)
    if person is None:
        return False
    told = digest(channel, account, user, key)
    if not is_kept(connection, told):
        keep(connection, key=told, person=person.id, at=at, replies=replies)
    return True


def _name(subject: str) -> str:
    """A word that tells threads apart and leads nowhere, least of all to the audit."""
    return digest("thread", subject)[:16]
