"""Claims: what was filed, and the moves since; a claim stays under the course it began with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from storage.database import Collision, once
from storage.tables import claims, enterprises, moves


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One move of a claim; `amount` is in fen."""

    to: str
    on: date
    at: datetime
    by: str
    note: str
    amount: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A claim with its moves, oldest first; `asked` is in fen, `course` JSON of `policy.courses`."""

    id: int
    number: str
    enterprise: int
    region: str
    edition: str
    course: Any
    window: str | None
    services: Any
    asked: int | None
    is_official: bool
    stage: str
    moves: tuple[Move, ...]
    # Of the enterprise.
    name: str
    uscc: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """A claim to be kept; as in `Claim`."""

    number: str
    enterprise: int
    region: str
    edition: str
    course: Any
    window: str | None
    services: Sequence[str]
    asked: int | None
    is_official: bool
    first: Move


# No database takes more values at once than these, four times over.
_AT_ONCE = 8_000
_LOAD = select(claims, enterprises.c.name, enterprises.c.uscc).join(enterprises).order_by(claims.c.id)
_OWN = _LOAD.where(claims.c.enterprise == bindparam("enterprise"))
_NUMBERS = _LOAD.where(claims.c.number.in_(bindparam("numbers", expanding=True)))
_OFFICIAL = _LOAD.where(claims.c.official, claims.c.enterprise.in_(bindparam("enterprises", expanding=True)))
_MOVES = select(moves).where(moves.c.claim.in_(bindparam("claims", expanding=True))).order_by(moves.c.id)
_ADD = insert(claims).returning(claims.c.id, sort_by_parameter_order=True)
_MOVE = (
    update(claims)
    .where(claims.c.id == bindparam("_id"), claims.c.stage == bindparam("_stage"))
    .values(stage=bindparam("_to"))
)


def of_enterprise(connection: Connection, enterprise: int) -> tuple[Claim, ...]:
    """The claims of an enterprise, the oldest first."""
    return _with_moves(connection, connection.execute(_OWN, {"enterprise": enterprise}).all())


def regions(connection: Connection) -> tuple[str, ...]:
    """The regions in which there are official claims."""
    found = select(claims.c.region).where(claims.c.official).distinct().order_by(claims.c.region)
    return tuple(connection.execute(found).scalars())


def in_regions(connection: Connection, regions: Iterable[str]) -> tuple[Claim, ...]:
    """The official claims of some regions, the oldest first."""
    wanted = _LOAD.where(claims.c.official, claims.c.region.in_(list(regions)))
    return _with_moves(connection, connection.execute(wanted).all())


def official(connection: Connection, enterprises: Sequence[int]) -> tuple[Claim, ...]:
    """The official claims of some enterprises, the oldest first."""
    rows = [
        row
        for some in _batches(enterprises)
        for row in connection.execute(_OFFICIAL, {"enterprises": some}).all()
    ]
    return _with_moves(connection, rows)


def by_numbers(connection: Connection, numbers: Sequence[str]) -> dict[str, Claim]:
    """The claims of some numbers, by those that there are; nobody else moves them until this transaction ends."""
    held = _NUMBERS.with_for_update(of=claims)
    rows = [row for some in _batches(numbers) for row in connection.execute(held, {"numbers": some}).all()]
    return {claim.number: claim for claim in _with_moves(connection, rows)}


def by_number(connection: Connection, number: str, *, is_held: bool = False) -> Claim | None:
    """The claim of a number; `is_held` keeps others from moving it until this transaction ends."""
    one = _LOAD.where(claims.c.number == number)
    rows = connection.execute(one.with_for_update(of=claims) if is_held else one).all()
    return next(iter(_with_moves(connection, rows)), None)


def register(
    connection: Connection, first: Move, *, number: str, enterprise: int, region: str, edition: str,
    course: Any, window: str | None, services: Sequence[str], asked: int | None, is_official: bool,
) -> None:  # fmt: skip
    """Keeps a new claim with its first move. Raises Collision where the number is taken."""
    new = Registered(
        number=number,
        enterprise=enterprise,
        region=region,
        edition=edition,
        course=course,
        window=window,
        services=services,
        asked=asked,
        is_official=is_official,
        first=first,
    )
    if connection.execute(select(claims.c.id).where(claims.c.number == number)).first():
        raise Collision(f"claim number {number} is taken")
    register_all(connection, [new])


def register_all(connection: Connection, new: Sequence[Registered]) -> None:
    """Keeps new claims, each with its first move. Raises Collision where a number is taken."""
    if not new:
        return
    rows = [
        {
            "number": one.number,
            "enterprise": one.enterprise,
            "region": one.region,
            "edition": one.edition,
            "course": one.course,
            "window": one.window,
            "services": list(one.services),
            "asked": one.asked,
            "official": one.is_official,
            "stage": one.first.to,
            "at": one.first.at,
        }
        for one in new
    ]
    with once("a claim number"):
        added = connection.execute(_ADD, rows).scalars().all()
    connection.execute(insert(moves), [_row(claim, one.first) for claim, one in zip(added, new, strict=True)])


def move(connection: Connection, claim: Claim, step: Move) -> None:
    """Adds a move. Raises Collision where the claim has left the stage that it was seen in."""
    move_all(connection, [(claim, step)])


def move_all(connection: Connection, steps: Sequence[tuple[Claim, Move]]) -> None:
    """Adds a move to each claim. Raises Collision where one has left the stage that it was seen in."""
    for claim, step in steps:
        seen = {"_id": claim.id, "_stage": claim.stage, "_to": step.to}
        if connection.execute(_MOVE, seen).rowcount != 1:
            raise Collision(f"claim {claim.number} was moved meanwhile")
    if steps:
        connection.execute(insert(moves), [_row(claim.id, step) for claim, step in steps])


def _row(claim: int, step: Move) -> dict[str, Any]:
    return {
        "claim": claim,
        "to": step.to,
        "on": step.on,
        "at": step.at,
        "by": step.by,
        "note": step.note,
        "amount": step.amount,
    }


def _batches(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (values[start : start + _AT_ONCE] for start in range(0, len(values), _AT_ONCE))


def _with_moves(connection: Connection, rows: Sequence[Any]) -> tuple[Claim, ...]:
    if not rows:
        return ()
    found: dict[int, list[Move]] = {row.id: [] for row in rows}
    steps = (
        step for some in _batches(list(found)) for step in connection.execute(_MOVES, {"claims": some}).all()
    )
    for step in steps:
        found[step.claim].append(
            Move(to=step.to, on=step.on, at=step.at, by=step.by, note=step.note, amount=step.amount)
        )
    return tuple(
        Claim(
            id=row.id,
            number=row.number,
            enterprise=row.enterprise,
            region=row.region,
            edition=row.edition,
            course=row.course,
            window=row.window,
            services=row.services,
            asked=row.asked,
            is_official=row.official,
            stage=row.stage,
            moves=tuple(found[row.id]),
            name=row.name,
            uscc=row.uscc,
        )
        for row in rows
    )
