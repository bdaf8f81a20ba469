"""Grants: leave to send a person notices of one template."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Select, insert, select, update

from storage.tables import grants, people


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """Leave that holds now: `lasting` until it is withdrawn, else for one notice."""

    id: int
    lasting: bool


def grant(
    connection: Connection, channel: str, account: str, user: str, template: str, lasting: bool, at: datetime
) -> bool:
    """Keeps that a person gave leave; False where nothing is known of the person (`conversations.meet` first).

    Each one-time leave is for one more notice; a lasting one is kept once.
    """
    person = connection.execute(_person(channel, account, user).with_for_update()).scalar()
    if person is None:
        return False
    if lasting and connection.execute(_usable(channel, account, user, template, lasting=True)).first():
        return True
    values = {"person": person, "template": template, "lasting": lasting, "granted": at}
    connection.execute(insert(grants), values)
    return True


def usable(
    connection: Connection, channel: str, account: str, user: str, template: str, *, lasting: bool
) -> Grant | None:
    """The leave of one kind that holds, of one-time ones the oldest."""
    row = connection.execute(_usable(channel, account, user, template, lasting=lasting)).first()
    return None if row is None else Grant(id=row.id, lasting=row.lasting)


def is_known(
    connection: Connection, channel: str, account: str, user: str, template: str, granted: datetime
) -> bool:
    """Whether leave given at a moment was kept before, used up or not: a vendor may tell of it again."""
    person = _person(channel, account, user).scalar_subquery()
    one = (grants.c.person == person) & (grants.c.template == template) & (grants.c.granted == granted)
    return connection.execute(select(grants.c.id).where(one).limit(1)).first() is not None


def spend(connection: Connection, channel: str, account: str, user: str, template: str, at: datetime) -> bool:
    """Uses a one-time leave up, the oldest one; False where there is none."""
    # Held before anything is read: of two who come at once each finds its own.
    connection.execute(_person(channel, account, user).with_for_update())
    row = connection.execute(_usable(channel, account, user, template, lasting=False)).first()
    if row is None:
        return False
    connection.execute(update(grants).where(grants.c.id == row.id).values(spent=at))
    return True


def withdraw(
    connection: Connection, channel: str, account: str, user: str, template: str, at: datetime
) -> None:
    """Ends all leave for a template, lasting or not: the person took it back, or the vendor says there is none.

    What was given after that moment stays: a vendor may tell of this late.
    """
    mine = grants.c.person.in_(_person(channel, account, user))
    open_ones = mine & (grants.c.template == template) & grants.c.spent.is_(None)
    connection.execute(update(grants).where(open_ones, grants.c.granted <= at).values(spent=at))


def _person(channel: str, account: str, user: str) -> Select[tuple[int]]:
    who = (people.c.channel == channel) & (people.c.account == account) & (people.c.user == user)
    return select(people.c.id).where(who)


def _usable(
    channel: str, account: str, user: str, template: str, *, lasting: bool
) -> Select[tuple[int, bool]]:
    return (
        select(grants.c.id, grants.c.lasting)
        .where(
            grants.c.person == _person(channel, account, user).scalar_subquery(),
            grants.c.template == template,
            grants.c.lasting.is_(lasting),
            grants.c.spent.is_(None),
        )
        .order_by(grants.c.id)
        .limit(1)
    )
