"""Outbox: the deliveries as one operator may see and settle them, inside one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.bad_input import BadInput, cut
from bot.office.acting import CLERK, Acting, acting
from bot.office.delivery_text import STATES, hidden, moment
from bot.office.entries import covers, region_name
from storage import audit, claims, deliveries, operators
from storage.database import Connection
from storage.deliveries import Delivery

Settled = Literal["sent", "cancelled"]
# What may be tried again, and what may be settled by word alone.
RETRIED = ("dead", "uncertain", "unreachable", "failed")
RESOLVED = ("uncertain",)
LONGEST_NUMBER = 18
_SHOWN = 30
# The same words for a number that nothing has and for one of another region.
_UNKNOWN = ("没有这条提醒", "用 quanzhu reminders list 查看您能查看的提醒")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbox:
    """The deliveries, by whom, at which moment."""

    connection: Connection
    acting: Acting
    at: datetime

    @classmethod
    def opened(cls, connection: Connection, name: str, at: datetime, *, is_held: bool = False) -> Outbox:
        """The outbox for the operator of that name, who must be one; others who hold it wait for each other."""
        everybody = operators.everybody(connection, is_held=is_held)
        return cls(connection=connection, acting=acting(everybody, name), at=at)

    def regions(self) -> list[str]:
        """The regions of deliveries that the operator may see."""
        return [one for one in deliveries.regions(self.connection) if self.acting.reads(one)]

    def deliveries(
        self, most: int, *, state: str | None = None, kind: str | None = None, area: str | None = None
    ) -> tuple[Delivery, ...]:
        """Those that fit, at most so many of the last ones, the one due last at the end."""
        regions = [one for one in self.regions() if area is None or covers(area, one)]
        found = deliveries.listed(self.connection, regions, state=state, kind=kind, most=most)
        return tuple(map(self.seen, found))

    def delivery(self, text: str) -> Delivery:
        """One of those, by its number; any other is BadInput."""
        found = self._found([text], is_held=False).get(text)
        if found is None:
            raise BadInput("ID", *_UNKNOWN)
        return self.seen(found)

    def seen(self, delivery: Delivery) -> Delivery:
        """A delivery as the operator may see it: what an enterprise keeps for itself is no office's to read."""
        return delivery if delivery.claim is None or self._is_official(delivery) else hidden(delivery)

    def _is_official(self, delivery: Delivery) -> bool:
        number = delivery.content.get("number")
        claim = claims.by_number(self.connection, number) if number else None
        return claim is not None and claim.is_official

    def history(self, delivery: Delivery) -> list[audit.Entry]:
        """What operators did with it, the oldest first."""
        subject = _subject(delivery)
        return [entry for entry in audit.entries(self.connection) if entry.subject == subject]

    def retry(self, numbers: Sequence[str]) -> tuple[Delivery, ...]:
        """Makes some due now, and gives them as they are then; where any cannot be it is BadInput, and none is."""
        found = self._chosen(numbers, RETRIED, is_timely=True)
        deliveries.again(self.connection, [one.id for one in found], self.at)
        return self._changed("retry_reminder", found, "due")

    def resolve(self, numbers: Sequence[str], state: Settled) -> tuple[Delivery, ...]:
        """Says what became of some that are uncertain, and gives them as they are then; any other is BadInput."""
        found = self._chosen(numbers, RESOLVED, is_timely=False)
        deliveries.resolve(self.connection, [one.id for one in found], state, self.at)
        return self._changed("resolve_reminder", found, state)

    def _found(self, numbers: Sequence[str], *, is_held: bool) -> dict[str, Delivery]:
        """Those of the operator's regions, by their numbers as written."""
        ids = {text: int(text) for text in numbers if _is_number(text)}
        rows = deliveries.by_ids(self.connection, sorted(set(ids.values())), is_held=is_held)
        known = {one.id: one for one in rows if self.acting.reads(one.region)}
        return {text: known[id] for text, id in ids.items() if id in known}

    def _chosen(
        self, numbers: Sequence[str], states: Sequence[str], *, is_timely: bool
    ) -> tuple[Delivery, ...]:
        """Those of some numbers, each once; every one that cannot be meant is named."""
        texts = list(dict.fromkeys(numbers))
        found = self._found(texts, is_held=True)
        faults = [
            f"{cut(text, _SHOWN)}: {fault}"
            for text in texts
            if (fault := self._fault(found.get(text), states, is_timely=is_timely))
        ]
        if faults:
            raise BadInput(
                "ID", f"有 {len(faults)} 处不行，什么都没有改", "\n".join(["改正后再试：", *faults])
            )
        return tuple({found[text].id: found[text] for text in texts}.values())

    def _fault(self, found: Delivery | None, states: Sequence[str], *, is_timely: bool) -> str | None:
        if found is None:
            return "；".join(_UNKNOWN)
        if not self.acting.keeps(found.region):
            return (
                f"操作员 {self.acting.name} 不能办理{region_name(found.region)}的事；"
                f"请在那里有 {CLERK} 角色的操作员办理"
            )
        if found.state not in states:
            return f"现在是{STATES[found.state]}；只能是{'、'.join(STATES[state] for state in states)}的"
        if is_timely and found.deadline is not None and found.deadline < self.at:
            return f"已过 {moment(found.deadline)}，再提醒没有用了；让它这样"
        return None

    def _changed(self, action: str, before: Sequence[Delivery], to: str) -> tuple[Delivery, ...]:
        """Those as they are now, noted last of all, as everybody else waits for the audit."""
        now = {one.id: one for one in deliveries.by_ids(self.connection, [one.id for one in before])}
        told = [(action, _subject(one), {"before": one.state, "to": to}) for one in before]
        audit.write_all(self.connection, self.at, self.acting.actor, told)
        return tuple(self.seen(now[one.id]) for one in before)


def _subject(delivery: Delivery) -> str:
    """What the audit calls a delivery; no number of a claim has a colon."""
    return f"reminder:{delivery.id}"


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER
