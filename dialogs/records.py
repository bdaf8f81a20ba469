"""Records: what is kept of a person's enterprise and its claims, as a turn may read it; loaded before the turn.

Moments are aware; money is a decimal string in yuan; `stage` is the id of a stage of the claim's course, or of an end.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from policy.courses import Course

InvitationState = Literal["good", "wrong", "locked"]
# How somebody is reached who has not just written: always; for a while after they wrote; when they come the next time.
Reach = Literal["always", "window", "visit"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One kept answer of the enterprise: its value as `policy.facts.written` makes it, and where it comes from.

    `said` is the message it was told in, `meaning` and `year` what the question was about then
    (`policy.meanings`); `year` is None where the edition has none.
    """

    value: Any
    at: datetime
    said: str
    meaning: str
    year: int | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "value": self.value,
            "at": self.at.isoformat(),
            "said": self.said,
            "meaning": self.meaning,
            "year": self.year,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Told:
        return cls(**{**kept, "at": datetime.fromisoformat(kept["at"])})


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One step of a claim: `on` is the day it was reached, `at` the moment it was recorded."""

    to: str
    on: date
    at: datetime
    by: Literal["enterprise", "operator"]
    note: str = ""
    # What was paid, at the end `settled`, where it was said; elsewhere the sum applied for, put right.
    amount: str | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "to": self.to,
            "on": self.on.isoformat(),
            "at": self.at.isoformat(),
            "by": self.by,
            "note": self.note,
            "amount": self.amount,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Move:
        return cls(**{**kept, "on": date.fromisoformat(kept["on"]), "at": datetime.fromisoformat(kept["at"])})


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A claim with all its moves, the first being its registration; it stays under the course it began with."""

    number: str
    edition: str
    course: Course
    moves: tuple[Move, ...]
    # Id of the edition's window, None where it states none.
    window: str | None = None
    # What was bought, in words.
    services: tuple[str, ...] = ()
    asked: str | None = None
    # An official claim is moved by operators only.
    is_official: bool = False

    @property
    def stage(self) -> str:
        return self.moves[-1].to

    def to_json(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "edition": self.edition,
            "course": self.course.to_json(),
            "moves": [move.to_json() for move in self.moves],
            "window": self.window,
            "services": list(self.services),
            "asked": self.asked,
            "is_official": self.is_official,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Claim:
        return cls(
            **{
                **kept,
                "course": Course.from_json(kept["course"]),
                "moves": tuple(map(Move.from_json, kept["moves"])),
                "services": tuple(kept["services"]),
            }
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A binding code that this message holds; every code that cannot be used is "wrong", whatever the reason.

    "locked": this person tried too many wrong ones, and none is looked at for a while. `enterprise` names whom a
    good one binds to, where that has a name.
    """

    state: InvitationState
    enterprise: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """One thing that the person is reminded of.

    `topic`: a filing window, a claim (by its `number`), the end of a year's vouchers, a region's new editions;
    `offsets` are days before, None as the person wants it of all; `next` is when they hear of it next.
    """

    id: int
    topic: str
    about: str
    region: str
    edition: str | None = None
    window: str | None = None
    number: str | None = None
    offsets: tuple[int, ...] | None = None
    next: datetime | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "topic": self.topic,
            "about": self.about,
            "region": self.region,
            "edition": self.edition,
            "window": self.window,
            "number": self.number,
            "offsets": None if self.offsets is None else list(self.offsets),
            "next": self.next and self.next.isoformat(),
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Watch:
        return cls(
            **{
                **kept,
                "offsets": None if kept["offsets"] is None else tuple(kept["offsets"]),
                "next": kept["next"] and datetime.fromisoformat(kept["next"]),
            }
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """All that is kept of one person's enterprise; without any, the person is known by the conversation alone.

    `is_new`: nothing was kept of the person before this message. `members` counts the people who speak for the
    enterprise, this one included. `is_proven`: an office vouches for it. `ticks` are documents said to be
    ready, as (edition, document).

    `channel` is the one that the person writes on, `reach` how it reaches them. `offsets` and `hours` (minutes of the
    day) are how the person wants to be reminded, None as everybody is; `is_stopped`: of nothing at all, not even of the
    moves of claims. `via` is the channel that reminders go to instead, `others` those on which there is exactly one
    colleague.
    """

    is_new: bool = False
    name: str = ""
    uscc: str = ""
    is_proven: bool = False
    members: int = 1
    told: Mapping[str, Told] = field(default_factory=dict)
    claims: tuple[Claim, ...] = ()
    ticks: frozenset[tuple[str, str]] = frozenset()
    invitation: Invitation | None = None
    channel: str = ""
    reach: Reach = "visit"
    watches: tuple[Watch, ...] = ()
    offsets: tuple[int, ...] | None = None
    hours: tuple[int, int] | None = None
    is_stopped: bool = False
    via: str | None = None
    others: tuple[str, ...] = ()

    @property
    def hears_of_moves(self) -> bool:
        """Whether the person is told when a claim moves."""
        return bool(self.claims) and not self.is_stopped

    def to_json(self) -> dict[str, Any]:
        """The records as JSON; `from_json` reads them back."""
        return {
            "is_new": self.is_new,
            "name": self.name,
            "uscc": self.uscc,
            "is_proven": self.is_proven,
            "members": self.members,
            # A database may hand the keys of an object on in another order.
            "told": [[name, told.to_json()] for name, told in self.told.items()],
            "claims": [claim.to_json() for claim in self.claims],
            "ticks": sorted(map(list, self.ticks)),
            "invitation": self.invitation
            and {"state": self.invitation.state, "enterprise": self.invitation.enterprise},
            "channel": self.channel,
            "reach": self.reach,
            "watches": [watch.to_json() for watch in self.watches],
            "offsets": None if self.offsets is None else list(self.offsets),
            "hours": None if self.hours is None else list(self.hours),
            "is_stopped": self.is_stopped,
            "via": self.via,
            "others": list(self.others),
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Records:
        """The records of a stored turn."""
        kept = {**_NOTHING, **kept}
        return cls(
            **{
                **kept,
                "told": {name: Told.from_json(told) for name, told in kept["told"]},
                "claims": tuple(map(Claim.from_json, kept["claims"])),
                "ticks": frozenset((edition, document) for edition, document in kept["ticks"]),
                "invitation": Invitation(**kept["invitation"]) if kept["invitation"] else None,
                "watches": tuple(map(Watch.from_json, kept["watches"])),
                "offsets": None if kept["offsets"] is None else tuple(kept["offsets"]),
                "hours": None if kept["hours"] is None else tuple(kept["hours"]),
                "others": tuple(kept["others"]),
            }
        )


# What an older version did not keep.
_NOTHING = Records().to_json()
