"""Records: what storage keeps of a person, in the terms of a turn."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from dialogs.records import Claim, Invitation, Move, Records, Told
from policy.courses import Course
from policy.money import yuan
from storage import claims, codes
from storage.conversations import Person
from storage.database import Connection
from storage.visits import Visit


def records(connection: Connection, seen: Visit, *, is_lasting: bool = True) -> Records:
    """What is kept of a person's enterprise and its claims, and of nobody else's.

    Where nothing lasts, nobody is new: they would be told what is kept of them.
    """
    is_new, enterprise = is_lasting and not seen.kept.version, seen.enterprise
    if enterprise is None:
        return Records(is_new=is_new)
    return Records(
        is_new=is_new,
        name=enterprise.name,
        uscc=enterprise.uscc or "",
        is_proven=enterprise.is_proven,
        members=enterprise.members,
        # In the order told: a database may hand them on in another.
        told=dict(
            sorted(((name, Told.from_json(told)) for name, told in enterprise.told.items()), key=_when)
        ),
        claims=tuple(map(claim, claims.of_enterprise(connection, enterprise.id))) if seen.has_claims else (),
        ticks=frozenset(enterprise.ticks),
    )


def _when(pair: tuple[str, Told]) -> tuple[datetime, str]:
    name, told = pair
    return told.at, name


def invited(
    connection: Connection, found: Records, person: Person, code: str, at: datetime
) -> tuple[Records, codes.Code | None]:
    """The records with what a binding code leads to."""
    if codes.is_locked(connection, person.who, at):
        return replace(found, invitation=Invitation(state="locked")), None
    usable = codes.usable(connection, code, at)
    if usable is None:
        return replace(found, invitation=Invitation(state="wrong")), None
    return replace(found, invitation=Invitation(state="good", enterprise=usable.name)), usable


def claim(kept: claims.Claim) -> Claim:
    """A claim as a turn may read it."""
    return Claim(
        number=kept.number,
        edition=kept.edition,
        course=Course.from_json(kept.course),
        moves=tuple(
            Move(
                to=move.to,
                on=move.on,
                at=move.at,
                by="operator" if move.by == "operator" else "enterprise",
                note=move.note,
                amount=None if move.amount is None else yuan(move.amount),
            )
            for move in kept.moves
        ),
        window=kept.window,
        services=tuple(kept.services),
        asked=None if kept.asked is None else yuan(kept.asked),
        is_official=kept.is_official,
    )
