"""Registers: the official claims as one operator may see and keep them, inside one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any, TypeAlias

from bot.answering import news
from bot.bad_input import BadInput
from bot.office.acting import Acting, acting
from bot.office.entries import BadEntry, claim_number, entered, legal_stage
from bot.tokens import claim_number as fresh_number
from policy.courses import Course, course, first
from policy.edition import Edition
from policy.workdays import SHANGHAI
from storage import audit, claims, enterprises, operators
from storage.claims import Claim, Move, Registered
from storage.database import Connection
from storage.enterprises import Enterprise

# Action, subject and details of an entry of the audit.
Change: TypeAlias = tuple[str, str, Mapping[str, Any]]
# The same words for a number that nobody has and for one of another region.
_UNKNOWN = ("编号", "没有这份申请", "用 quanzhu claims list 查看您能查看的申请")


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """The claims, by whom, at which moment."""

    connection: Connection
    acting: Acting
    at: datetime

    @classmethod
    def opened(cls, connection: Connection, name: str, at: datetime, *, is_held: bool = False) -> Register:
        """The register for the operator of that name, who must be one; others who hold it wait for each other."""
        everybody = operators.everybody(connection, is_held=is_held)
        return cls(connection=connection, acting=acting(everybody, name), at=at)

    @property
    def today(self) -> date:
        return self.at.astimezone(SHANGHAI).date()

    def claims(self) -> tuple[Claim, ...]:
        """Those of the operator's regions, the oldest first."""
        regions = [one for one in claims.regions(self.connection) if self.acting.reads(one)]
        return claims.in_regions(self.connection, regions)

    def claim(self, number: str) -> Claim:
        """One of those; any other is BadInput."""
        try:
            found = claims.by_number(self.connection, claim_number(number))
        except BadEntry:
            found = None
        if found is None or not self.shows(found):
            raise BadInput(*_UNKNOWN)
        return found

    def shows(self, claim: Claim) -> bool:
        """Whether the operator may see a claim."""
        return claim.is_official and self.acting.reads(claim.region)

    def add(
        self, edition: Edition, uscc: str, name: str, *, number: str | None, services: Sequence[str],
        asked: int | None, on: date, stage: str | None,
    ) -> str:  # fmt: skip
        """Registers a claim of the enterprise of a code, making that one if need be; gives the number."""
        found = course(edition)
        self.refuse_edition(edition.id, found)
        to = first(found) if stage is None else entered("--stage", partial(legal_stage, found, ()), stage)
        if number is not None and claims.by_number(self.connection, number) is not None:
            raise BadInput("--number", "这个编号已经在用", "换一个编号，或不写，由系统编号")
        held, changes = self.vouched({uscc: name})
        begin = self.step(to, on)
        new = self.new(
            edition.id, found.to_json(), held[uscc], begin, number=number, services=services, asked=asked
        )
        self.keep([new], [], changes)
        return new.number

    def move(self, number: str, stage: str, on: date, *, note: str, amount: int | None) -> Claim:
        """Moves a claim to a stage or an end, named by id or title; gives it as it was before."""
        found = self.claim(number)
        self.acting.refuse_outside(found.region, "STAGE")
        kept = Course.from_json(found.course)
        visited = [step.to for step in found.moves]
        to = entered("STAGE", partial(legal_stage, kept, visited), stage)
        reached = found.moves[-1].on
        # Back to where it was before is a correction: what was recorded too late is put right so.
        if on < reached and to not in visited:
            raise BadInput(
                "--on",
                f"{on.isoformat()} 早于现在这个环节的日期 {reached.isoformat()}",
                f"写 {reached.isoformat()} 到 {self.today.isoformat()} 之间的日期",
            )
        self.keep([], [(found, self.step(to, on, note=note, amount=amount))], [])
        return found

    def refuse_edition(self, edition: str, course: Course) -> None:
        """Raises BadInput for a draft, and for the edition of a region whose claims the operator does not keep."""
        if course.is_draft:
            raise BadInput("版本", f"{edition} 是征求意见稿，不能按它登记申请", "等正式文件出台后再登记")
        self.acting.refuse_outside(course.region, "版本")

    def vouched(self, names: Mapping[str, str]) -> tuple[dict[str, Enterprise], list[Change]]:
        """The enterprises of some codes, each with its name where one is given; those missing are made.

        Also the changes that this made, to be noted.
        """
        before = enterprises.of_codes(self.connection, list(names))
        found = enterprises.proven(self.connection, names, self.at)
        changes: list[Change] = [
            ("name" if uscc in before else "vouch", one.subject, {})
            for uscc, one in found.items()
            if uscc not in before or before[uscc].name != one.name
        ]
        return found, changes

    def step(self, to: str, on: date, *, note: str = "", amount: int | None = None) -> Move:
        """A move by the operator at the register's moment."""
        return Move(to=to, on=on, at=self.at, by="operator", note=note, amount=amount)

    def new(
        self, edition: str, course: Mapping[str, Any], enterprise: Enterprise, begin: Move, *,
        number: str | None, services: Sequence[str], asked: int | None,
    ) -> Registered:  # fmt: skip
        """A claim to be kept under a course as JSON, with a random number where none is given."""
        return Registered(
            number=number or fresh_number(),
            enterprise=enterprise.id,
            region=course["region"],
            edition=edition,
            course=course,
            window=None,
            services=services,
            asked=asked,
            is_official=True,
            first=begin,
        )

    def keep(
        self, new: Sequence[Registered], steps: Sequence[tuple[Claim, Move]], changes: Sequence[Change]
    ) -> None:
        """Keeps claims and moves, each with what others hear of it, and notes them after the changes already made."""
        claims.register_all(self.connection, new)
        claims.move_all(self.connection, steps)
        news.tell(self.connection, steps, self.at)
        registered: list[Change] = [
            (
                "register_claim",
                one.number,
                {"edition": one.edition, "stage": one.first.to, "on": one.first.on.isoformat()},
            )
            for one in new
        ]
        moved: list[Change] = [
            ("move_claim", claim.number, {"before": claim.stage, "to": step.to, "on": step.on.isoformat()})
            for claim, step in steps
        ]
        self.note([*changes, *registered, *moved])

    def note(self, changes: Sequence[Change]) -> None:
        """Keeps in the audit what the operator did; last of all, as everybody else waits for the audit."""
        audit.write_all(self.connection, self.at, self.acting.actor, changes)
