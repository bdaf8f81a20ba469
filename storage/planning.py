"""Planning: what people are to be told becomes deliveries, and what they need not be told any more is taken back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import Connection, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage import subscriptions as kept
from storage.subscriptions import Subscription
from storage.tables import claims, deliveries, people, subscriptions


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One message that a person is to be told once `due`, and not after the `deadline`.

    `about` is what it tells of, the deadline included, `offset` days before it. Of several of a `thread` that are late,
    only the last one is told. `content` is JSON, `claim` the id of one.
    """

    kind: str
    about: str
    offset: int
    deadline: datetime | None
    due: datetime
    content: Any
    thread: str
    region: str
    claim: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """How many deliveries were added, changed, taken back and left as they were."""

    new: int = 0
    moved: int = 0
    cancelled: int = 0
    unchanged: int = 0

    def __add__(self, other: Planned) -> Planned:
        return Planned(
            new=self.new + other.new,
            moved=self.moved + other.moved,
            cancelled=self.cancelled + other.cancelled,
            unchanged=self.unchanged + other.unchanged,
        )


# A person, a kind, what it tells of, and days before.
_Key: TypeAlias = tuple[int, str, str, int]
# So many subscriptions at once; the rows that they come to are several times as many.
_AT_ONCE = 500
_COLUMNS = ("deadline", "due", "content", "thread", "region", "claim")
_EXISTING = (
    select(
        *(deliveries.c[name] for name in ("id", "person", "kind", "about", "offset", "subscription")),
        *(deliveries.c[name] for name in ("state", "code", *_COLUMNS)),
    )
    .where(deliveries.c.person.in_(bindparam("persons", expanding=True)))
    .order_by(deliveries.c.id)
)
_ADD = {
    "sqlite": sqlite.insert(deliveries).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(deliveries).on_conflict_do_nothing(),
}
# The state is asked for again: somebody may have taken it meanwhile.
_CHANGE = (
    update(deliveries)
    .where(deliveries.c.id == bindparam("_id"), deliveries.c.state == bindparam("_was"))
    .values({name: bindparam(f"_{name}") for name in ("subscription", "state", "code", *_COLUMNS)})
)
_CANCEL = (
    update(deliveries)
    .where(deliveries.c.id.in_(bindparam("ids", expanding=True)), deliveries.c.state.in_(kept.OPEN))
    .values(state="cancelled", code="moved")
)


def plan(
    connection: Connection, wanted: Mapping[Subscription, Sequence[Wanted]], *, at: datetime | None = None
) -> Planned:
    """Brings the deliveries of some subscriptions to what is wanted of each; what is told, or being told, stays.

    What would have been due by `at` and was not planned by then is not added: nobody is told at once of what they
    never waited for. A subscription that is gone meanwhile is passed over. A few statements, however many there are.
    """
    total = Planned()
    found = list(wanted.items())
    for start in range(0, len(found), _AT_ONCE):
        total += _plan(connection, dict(found[start : start + _AT_ONCE]), at)
    return total


def add(connection: Connection, person: int, wanted: Wanted) -> bool:
    """Keeps what a person is told without a subscription; False where it is there already."""
    adding = _ADD[connection.dialect.name].returning(deliveries.c.id)
    return connection.execute(adding, _row(person, wanted, None)).first() is not None


def left(connection: Connection, person: int) -> None:
    """Takes back what a person would have heard of the claims of an enterprise that they leave."""
    kept.leave(connection, person)


def _plan(
    connection: Connection, wanted: Mapping[Subscription, Sequence[Wanted]], at: datetime | None
) -> Planned:
    living = _held(connection, wanted)
    owners: dict[_Key, tuple[int, Wanted]] = {}
    for one, rows in wanted.items():
        if one.id in living:
            for each in rows:
                owners.setdefault((one.person, each.kind, each.about, each.offset), (one.id, each))
    persons = sorted({one.person for one in wanted if one.id in living})
    changes: list[dict[str, Any]] = []
    cancelled: list[int] = []
    flying: list[int] = []
    unchanged = 0
    for row in connection.execute(_EXISTING, {"persons": persons}):
        owner = owners.pop((row.person, row.kind, row.about, row.offset), None)
        if owner is not None and (change := _change(row, *owner, at)) is not None:
            changes.append(change)
        elif owner is not None:
            unchanged += 1
        elif row.subscription in living and row.state in kept.OPEN:
            cancelled.append(row.id)
        elif row.subscription in living and row.state == "sending":
            flying.append(row.id)
    if cancelled:
        connection.execute(_CANCEL, {"ids": cancelled})
    kept.disown(connection, flying, "moved")
    if changes:
        connection.execute(_CHANGE, changes)
    # Always in this order: of two who add the same ones, the second waits for the first.
    missing = sorted(owners.items(), key=lambda item: item[0])
    new = [_row(key[0], row, id) for key, (id, row) in missing if at is None or row.due > at]
    if new:
        connection.execute(_ADD[connection.dialect.name], new)
    return Planned(new=len(new), moved=len(changes), cancelled=len(cancelled), unchanged=unchanged)


def _held(connection: Connection, wanted: Iterable[Subscription]) -> frozenset[int]:
    """Those of some subscriptions that are there still, nobody else planning them meanwhile.

    On PostgreSQL whatever new rows lead to is held first, in the order in which a turn holds it: neither waits for
    the other in a circle.
    """
    ids = sorted(one.id for one in wanted)
    if connection.dialect.name != "sqlite":
        persons = {one.person for one in wanted}
        numbers = {one.claim for one in wanted if one.claim is not None}
        for column, held in ((people.c.id, persons), (claims.c.id, numbers)):
            share = select(column).where(column.in_(sorted(held))).order_by(column)
            connection.execute(share.with_for_update(read=True, key_share=True))
    mine = select(subscriptions.c.id).where(subscriptions.c.id.in_(ids)).order_by(subscriptions.c.id)
    return frozenset(connection.execute(mine.with_for_update(key_share=True)).scalars())


def _change(row: Any, subscription: int, wanted: Wanted, at: datetime | None) -> dict[str, Any] | None:
    """What is to be changed of a delivery, None where it is as wanted, or told already."""
    state, code, due = row.state, row.code, wanted.due
    if state == "cancelled" and code in kept.TAKEN_BACK and (at is None or due > at):
        state, code = "due", None
    elif state == "failed":
        # It is tried again at its own moment.
        due = max(row.due, due)
    elif state == "held":
        due = row.due
    elif state != "due":
        return None
    is_owned = row.subscription == subscription or (row.subscription is not None and state == row.state)
    is_same = all(getattr(row, name) == getattr(wanted, name) for name in _COLUMNS if name != "due")
    if is_owned and is_same and (state, due) == (row.state, row.due):
        return None
    values = {f"_{name}": getattr(wanted, name) for name in _COLUMNS}
    values |= {"_due": due, "_state": state, "_code": code, "_subscription": subscription}
    return {"_id": row.id, "_was": row.state, **values}


def _row(person: int, wanted: Wanted, subscription: int | None) -> dict[str, Any]:
    return {
        "person": person,
        "subscription": subscription,
        "claim": wanted.claim,
        "region": wanted.region,
        "thread": wanted.thread,
        "kind": wanted.kind,
        "about": wanted.about,
        "offset": wanted.offset,
        "deadline": wanted.deadline,
        "due": wanted.due,
        "content": wanted.content,
        "state": "due",
        "leased": None,
        "tries": 0,
        "code": None,
        "sent": None,
    }
