"""Course: the stages that a claim goes through under one edition, and the ends that any claim may come to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from policy.edition import Contact, Edition, Stage
from policy.workdays import workday_after

# What any claim may come to, beside the stages of its course.
ENDS: Mapping[str, str] = MappingProxyType(
    {"returned": "退回补正", "refused": "未通过", "withdrawn": "已撤回", "settled": "已到账"}
)
HANDS_IN = ("enterprise", "host")


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What a claim keeps of its edition, so that it stays under it whatever becomes of the file."""

    region: str
    name: str
    cite: str
    digest: str
    is_draft: bool
    stages: tuple[Stage, ...]
    contact: Contact | None

    def to_json(self) -> dict[str, Any]:
        """The course as JSON; `from_json` reads it back."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Course:
        """The course of a kept claim."""
        contact = kept["contact"]
        return cls(
            **{
                **kept,
                "stages": tuple(Stage(**stage) for stage in kept["stages"]),
                "contact": Contact(**{**contact, "telephones": tuple(contact["telephones"])})
                if contact
                else None,
            }
        )


def course(edition: Edition) -> Course:
    """The course of an edition; its contact is the first office that the notice prints."""
    return Course(
        region=edition.region,
        name=edition.name,
        cite=edition.cite,
        digest=edition.digest,
        is_draft=edition.is_draft,
        stages=edition.stages,
        contact=edition.contacts[0] if edition.contacts else None,
    )


class IllegalMove(ValueError):
    """A claim cannot get from where it is to `to`; `legal` are the ids of where it can."""

    def __init__(self, course: Course, visited: Sequence[str], to: str) -> None:
        super().__init__(to)
        self.to = to
        self.now = visited[-1] if visited else None
        self.legal = legal(course, visited)
        self.titles = {name: title(course, name) for name in (*visited, to, *self.legal)}

    @property
    def remedy(self) -> str:
        """Where it can get, with ids."""
        return "可改为 " + "、".join(self._named(name) for name in self.legal)

    def __str__(self) -> str:
        begin = "" if self.now is None else f"现在是{self._named(self.now)}，"
        return f"{begin}不能到{self._named(self.to)}；{self.remedy}"

    def _named(self, name: str) -> str:
        words = self.titles[name]
        return name if words == name else f"{words}（{name}）"


def first(course: Course) -> str:
    """The stage in which the claim is handed in; the first of all where nobody is said to."""
    return next((s.id for s in course.stages if s.actor in HANDS_IN), course.stages[0].id)


def stage(course: Course, name: str) -> Stage | None:
    """The stage of that id, None for an end or an id that the course does not have."""
    return next((s for s in course.stages if s.id == name), None)


def title(course: Course, name: str) -> str:
    """A stage or an end in words; an id that is neither as it is."""
    found = stage(course, name)
    return found.name if found else ENDS.get(name, name)


def following(course: Course, name: str) -> Stage | None:
    """The stage that comes next in the course; None after the last one and after an end."""
    place = _place(course, name)
    return course.stages[place + 1] if place is not None and place + 1 < len(course.stages) else None


def legal(course: Course, visited: Sequence[str]) -> tuple[str, ...]:
    """Where a claim may move with these stages and ends behind it, oldest first, the usual next one first.

    The last of `visited` is where it is now; none yet is a claim to be registered.
    """
    now = visited[-1] if visited else "returned"
    # Whatever is known of a claim, it was handed in: a wrong registration can be corrected too.
    begin = first(course)
    behind = dict.fromkeys((*reversed(visited), begin))
    place = _place(course, now)
    if place is None and now in ENDS and now != "returned":
        ahead: tuple[str, ...] = ()
        ends: tuple[str, ...] = ()
    else:
        ahead = tuple(s.id for s in course.stages[_place(course, begin) if place is None else place + 1 :])
        # After the last stage nothing but the money is to come.
        ends = tuple(ENDS) if ahead else tuple(ENDS)[::-1]
    return tuple(name for name in dict.fromkeys((*ahead, *ends, *behind)) if name != now or not visited)


def check(course: Course, visited: Sequence[str], to: str) -> None:
    """Raises IllegalMove where a claim cannot move to this stage or end."""
    if to not in legal(course, visited):
        raise IllegalMove(course, visited, to)


def due(stage: Stage, since: date) -> date | None:
    """The last of the stage's working days, the day it was reached not counted (民法典 art. 201).

    None where the notice states no duration. Raises CalendarMissing.
    """
    return None if stage.working_days is None else workday_after(since, stage.working_days)


def _place(course: Course, name: str) -> int | None:
    return next((n for n, s in enumerate(course.stages) if s.id == name), None)
