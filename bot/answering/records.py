"""Records: what storage keeps of a person, in the terms of a turn."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from dialogs.records import Claim, Invitation, Move, Reach, Records, Told, Watch
from policy.courses import Course
from policy.money import yuan
from storage import claims, codes, subscriptions
from storage.conversations import Person
from storage.database import Connection
from storage.visits import Visit


def records(
    connection: Connection, seen: Visit, *, is_lasting: bool = True, channel: str = "", reach: Reach = "visit"
) -> Records:
    """What is kept of a person and their enterprise with its claims, and of nobody else's.

    Where nothing lasts, nobody is new: they would be told what is kept of them. `reach` is that of their `channel`.
    """
    is_new = is_lasting and not seen.kept.version
    found = replace(_of_enterprise(connection, seen, is_new=is_new, reach=reach), channel=channel)
    if not (seen.has_watches or seen.reminding or seen.via or found.members > 1):
        return found
    return _watched(connection, seen, found)


def _watched(connection: Connection, seen: Visit, found: Records) -> Records:
    """The records with what the person is reminded of, and how, or could be by a colleague."""
    person, wishes = seen.person.id, subscriptions.Wishes.from_json(seen.reminding)
    coming = subscriptions.next_dues(connection, person) if seen.has_watches else {}
    others = subscriptions.colleagues(connection, person) if found.members > 1 else {}
    return replace(
        found,
        watches=tuple(
            Watch(
                id=one.id,
                topic=one.topic,
                about=one.about,
                region=one.region,
                edition=one.edition,
                window=one.window,
                number=one.number,
                offsets=one.offsets,
                next=coming.get(one.id),
            )
            for one in (subscriptions.of_person(connection, person) if seen.has_watches else ())
        ),
        offsets=wishes.offsets,
        hours=wishes.hours,
        is_stopped=wishes.is_stopped,
        via=next((name for name, held in others.items() if seen.via in held), None),
        # Whoever is written to on the same channel is not reached any better than the person.
        others=tuple(
            name for name, held in sorted(others.items()) if len(held) == 1 and name != found.channel
        ),
    )


def _of_enterprise(connection: Connection, seen: Visit, *, is_new: bool, reach: Reach) -> Records:
    enterprise = seen.enterprise
    if enterprise is None:
        return Records(is_new=is_new, reach=reach)
    return Records(
        is_new=is_new,
        reach=reach,
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
