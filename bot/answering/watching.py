"""Watching: what the subscriptions of people come to, each message with the moment that it is due."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, TypeAlias

from policy.courses import Course
from policy.library import Library
from policy.schedule import Deadline, dues, lapse_deadlines, publicity_deadlines, window_deadlines
from policy.workdays import SHANGHAI
from storage import audiences, claims, deliveries, subscriptions
from storage.claims import Claim
from storage.database import Connection
from storage.deliveries import Wanted
from storage.enterprises import Enterprise
from storage.subscriptions import Subscription, Wishes

Plan: TypeAlias = dict[Subscription, Sequence[Wanted]]
# Subscriptions that are planned at once.
BATCH = 500
# Before anybody subscribed to anything.
_EVER = datetime(2000, 1, 1, tzinfo=UTC)
_Ticks: TypeAlias = Mapping[int, frozenset[tuple[str, str]]]
_Hours: TypeAlias = tuple[int, int] | None
_Offsets: TypeAlias = tuple[int, ...] | None


def planned(connection: Connection, library: Library, found: Iterable[Subscription], at: datetime) -> Plan:
    """What each subscription comes to; what an edition says that is not at hand is left as it was planned."""
    return Almanac(library, at).plan(connection, found)


def batched(found: Sequence[Subscription]) -> Iterator[Sequence[Subscription]]:
    """Subscriptions, as many at once as are planned so."""
    return (found[start : start + BATCH] for start in range(0, len(found), BATCH))


class Watches:
    """What one person is reminded of, as a turn changes it; all of it is planned anew by `plan`."""

    def __init__(
        self,
        connection: Connection,
        library: Library,
        person: int,
        reminding: Any,
        via: int | None,
        at: datetime,
    ):
        self._connection, self._library, self._person, self._at = connection, library, person, at
        self._wishes, self._via = Wishes.from_json(reminding), via

    def watch(self, content: Mapping[str, Any], enterprise: Enterprise | None) -> bool:
        """Subscribes to a topic, and ends a stop of everything; False for a claim that is not the enterprise's."""
        claim = None
        if content["claim"] is not None:
            claim = claims.by_number(self._connection, content["claim"])
            if claim is None or enterprise is None or claim.enterprise != enterprise.id:
                return False
        papers = content["papers"]
        subscriptions.subscribe(
            self._connection,
            self._person,
            content["topic"],
            content["about"],
            content["region"],
            self._at,
            edition=content["edition"],
            window=content["window"],
            claim=claim.id if claim else None,
            papers=None if papers is None else tuple(papers),
        )
        if self._wishes.is_stopped:
            self._wish(replace(self._wishes, is_stopped=False))
        return True

    def unwatch(self, ids: Sequence[int] | None) -> int:
        """Ends some subscriptions, or all that the person is ever told; gives how many there were."""
        ended = subscriptions.unsubscribe(self._connection, self._person, ids)
        if ids is None:
            self._wish(replace(self._wishes, is_stopped=True))
        return ended

    def remind_as(self, content: Mapping[str, Any]) -> None:
        """Changes how the person is reminded, of all or of some; only what is given."""
        wishes = self._wishes
        if "offsets" in content:
            offsets, ids = content["offsets"], content.get("ids")
            chosen = None if offsets is None else tuple(offsets)
            if ids is None:
                # What was chosen for one of them gives way to what is wanted of all.
                wishes, own = replace(wishes, offsets=chosen), None
            else:
                own = chosen
            subscriptions.set_offsets(self._connection, self._person, ids, own)
        if "hours" in content:
            wishes = replace(wishes, hours=content["hours"] and (content["hours"][0], content["hours"][1]))
        if "via" in content:
            self._via = self._colleague(content["via"])
        self._wish(wishes)

    def plan(self) -> None:
        """Plans all subscriptions of the person anew."""
        found = subscriptions.of_person(self._connection, self._person)
        if found:
            deliveries.plan(
                self._connection, planned(self._connection, self._library, found, self._at), at=self._at
            )

    def _colleague(self, channel: str | None) -> int | None:
        """The one colleague on a channel; where there is none, or several, all stays as it is."""
        if channel is None:
            return None
        held = subscriptions.colleagues(self._connection, self._person).get(channel, [])
        return held[0] if len(held) == 1 else self._via

    def _wish(self, wishes: Wishes) -> None:
        self._wishes = wishes
        subscriptions.wish(self._connection, self._person, wishes, self._via)


class Almanac:
    """What there is to tell under the editions at hand, worked out once for all who are to hear the same."""

    def __init__(self, library: Library, at: datetime):
        self._library, self._at = library, at
        self._lead: dict[str, frozenset[str]] = {}
        self._told: dict[tuple[object, ...], Sequence[Wanted]] = {}

    def plan(self, connection: Connection, found: Iterable[Subscription]) -> Plan:
        """What each of some subscriptions comes to."""
        wanted = [
            one for one in found if one.topic in ("edition", "claim") or one.edition in self._library.editions
        ]
        ticks = self._ticks(connection, wanted)
        numbers = [one.number for one in wanted if one.topic == "claim" and one.number]
        held = claims.by_numbers(connection, numbers) if numbers else {}
        return {one: self._wanted(one, ticks, held) for one in wanted}

    def _ticks(self, connection: Connection, found: Iterable[Subscription]) -> _Ticks:
        persons = [
            one.person for one in found if one.topic == "window" and self._papers_of(one.edition or "")
        ]
        return audiences.ticks(connection, persons) if persons else {}

    def _papers_of(self, edition: str) -> frozenset[str]:
        """The documents of an edition that somebody else takes time for."""
        if edition not in self._lead:
            documents = self._library.editions[edition].edition.documents
            self._lead[edition] = frozenset(one.id for one in documents if one.issued_by and one.lead_days)
        return self._lead[edition]

    def _wanted(self, one: Subscription, ticks: _Ticks, held: Mapping[str, Claim]) -> Sequence[Wanted]:
        if one.wishes.is_stopped:
            return ()
        offsets = one.wishes.offsets if one.offsets is None else one.offsets
        match one.topic:
            case "window":
                told = self._of_window(one, offsets, ticks.get(one.person, frozenset()))
            case "lapse":
                told = self._of_lapse(one, offsets)
            case "claim":
                told = _of_claim(held.get(one.number or ""), offsets, one.wishes.hours)
            case _:
                # A new edition is told when it comes.
                return ()
        return [wanted for wanted in told if wanted.due > one.since and not _has_begun(wanted, one.since)]

    def _of_window(
        self, one: Subscription, offsets: _Offsets, ticked: frozenset[tuple[str, str]]
    ) -> Sequence[Wanted]:
        edition, lead = one.edition or "", self._papers_of(one.edition or "")
        papers = lead if one.papers is None else lead.intersection(one.papers)
        papers = frozenset(paper for paper in papers if (edition, paper) not in ticked)
        key = (edition, one.window, papers, offsets, one.wishes.hours)
        if (told := self._told.get(key)) is None:
            compiled = self._library.editions[edition]
            deadlines = window_deadlines(compiled.edition, one.window or "", papers, _EVER)
            told = self._told[key] = _told(one, deadlines, offsets)
        return told

    def _of_lapse(self, one: Subscription, offsets: _Offsets) -> Sequence[Wanted]:
        key = (one.edition, offsets, one.wishes.hours)
        if (told := self._told.get(key)) is None:
            compiled = self._library.editions[one.edition or ""]
            told = self._told[key] = _told(one, lapse_deadlines(compiled.edition, self._at), offsets)
        return told


def _told(one: Subscription, deadlines: Iterable[Deadline], offsets: _Offsets) -> Sequence[Wanted]:
    """What deadlines come to for everybody who wants the same as one subscription."""
    thread = f"{one.topic}:{one.about}"
    return [
        wanted
        for each in deadlines
        for wanted in _mornings(each, offsets, one.wishes.hours, thread, one.region)
    ]


def _of_claim(claim: Claim | None, offsets: _Offsets, hours: _Hours) -> Sequence[Wanted]:
    """The end of a claim's publicity, while it is there."""
    if claim is None:
        return ()
    return [
        wanted
        for deadline in publicity(claim)
        for wanted in _mornings(
            deadline, offsets, hours, f"claim:{claim.number}", claim.region, claim=claim.id
        )
    ]


def publicity(claim: Claim) -> tuple[Deadline, ...]:
    """What is to be told of a claim's publicity; nothing in another stage."""
    return publicity_deadlines(claim.number, Course.from_json(claim.course), claim.stage, claim.moves[-1].on)


def _mornings(
    deadline: Deadline,
    offsets: _Offsets,
    hours: _Hours,
    thread: str,
    region: str,
    *,
    claim: int | None = None,
) -> Iterable[Wanted]:
    for offset, due in dues(deadline, offsets, hours, _EVER):
        yield Wanted(
            kind=deadline.kind,
            about=deadline.about,
            offset=offset,
            deadline=deadline.until,
            due=due,
            content=deadline.content,
            thread=thread,
            region=region,
            claim=claim,
        )


def _has_begun(wanted: Wanted, since: datetime) -> bool:
    """Whether it tells of an opening that was past when it was subscribed to."""
    if wanted.kind != "opens":
        return False
    opens = datetime.fromisoformat(wanted.content["opens"])
    return since >= (opens if opens.tzinfo else opens.replace(tzinfo=SHANGHAI))
