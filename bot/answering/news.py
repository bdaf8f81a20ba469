"""News: what a claim's move lets others hear of, written with the move itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.answering.watching import batched, planned, publicity
from policy.courses import Course, stage, title
from policy.library import Library
from policy.schedule import allowed
from storage import audiences, deliveries, subscriptions
from storage.claims import Claim, Move
from storage.database import Connection
from storage.deliveries import Wanted
from storage.subscriptions import Subscription

Step = tuple[Claim, Move]


def tell(connection: Connection, steps: Sequence[Step], at: datetime, *, by: int | None = None) -> None:
    """Tells the members of each claim's enterprise of its move, but the one who made it, and plans its publicity anew.

    The claims are as before their moves; the moves are kept already.
    """
    if not steps:
        return
    members = audiences.members(connection, [claim.enterprise for claim, _ in steps])
    watched: list[Subscription] = []
    for claim, step in steps:
        # Most claims that an office moves are of enterprises that nobody here speaks for.
        if claim.enterprise not in members:
            continue
        for member in members[claim.enterprise]:
            if member.person != by and not member.wishes.is_stopped:
                due = allowed(at, member.wishes.hours, None)
                deliveries.add(connection, member.person, _moved(claim, step, due or at))
        watched += subscriptions.of_claim(connection, claim.id)
    for some in batched(watched):
        deliveries.plan(connection, planned(connection, Library(), some, at), at=at)


def _moved(claim: Claim, step: Move, due: datetime) -> Wanted:
    return Wanted(
        kind="moved",
        about=f"{claim.number}/{len(claim.moves) + 1}",
        offset=0,
        deadline=None,
        due=due,
        content=_content(claim, step),
        thread=f"claim:{claim.number}",
        region=claim.region,
        claim=claim.id,
    )


def _content(claim: Claim, step: Move) -> dict[str, Any]:
    course = Course.from_json(claim.course)
    reached = stage(course, step.to)
    content: dict[str, Any] = {
        "number": claim.number,
        "name": course.name,
        "cite": course.cite,
        "from": title(course, claim.stage),
        "to": title(course, step.to),
        "on": step.on.isoformat(),
        "by": step.by,
        "note": step.note,
        "clause": reached.clause if reached else None,
    }
    for deadline in publicity(replace(claim, stage=step.to, moves=(*claim.moves, step))):
        content["ends"] = deadline.content["ends"]
    return content
