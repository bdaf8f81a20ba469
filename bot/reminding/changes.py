"""Changes: editions that came in or were corrected, told to those for whom something comes of it.

What is told of a corrected edition is what changed for the person: outcome, ceiling, documents or dates. Of a new one
hears also whoever subscribed to a region's editions. The people are gone through in pages, by number; whoever stops in
between goes on where the last page ended.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.reminding.profiles import Profile, profile
from dialogs.wording import day
from policy.compiled import Compiled
from policy.differences import Difference, differences
from policy.divisions import is_within
from policy.edition import About
from policy.library import Library, library_of
from policy.schedule import allowed
from storage import arrivals, audiences, deliveries, editions
from storage.arrivals import Arrival
from storage.audiences import Listener
from storage.database import Connection, Database
from storage.deliveries import Wanted

PAGE = 100
MOST_LINES = 6
DRAFT = "征求意见稿，还不能申请"
# What is told of a new edition beside the one that it follows, in this order; that it is of another year is no news.
_RULING: tuple[About, ...] = ("ceiling", "eligibility", "service", "documents")
# What a difference has to be about to be the reason for which something comes out otherwise.
_REASONS: Mapping[str, frozenset[About]] = {
    "outcome": frozenset({"status", "eligibility", "service"}),
    "ceiling": frozenset({"status", "eligibility", "service", "ceiling"}),
    "documents": frozenset({"documents", "filing", "service"}),
    "dates": frozenset({"windows"}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """An edition that came in, beside the one that it takes the place of, if there is one that can still be read."""

    arrival: Arrival
    new: Compiled
    old: Compiled | None
    library: Library
    differences: tuple[Difference, ...]

    @property
    def is_correction(self) -> bool:
        return self.arrival.before is not None

    @property
    def about(self) -> str:
        """What the delivery is of: of a new edition one, of a correction each."""
        digest = f"@{self.arrival.digest[:16]}" if self.is_correction else ""
        return self.arrival.edition + digest


class Changes:
    """The changes of the editions at hand since they were last planned by."""

    def __init__(self, database: Database, library: Library, at: datetime):
        self._database, self._library, self._at = database, library, at
        self._compared: dict[tuple[str, str | None], Comparison] = {}

    def note(self) -> None:
        """Keeps which editions are at hand; on a first start all are known. Raises Away, Collision."""
        with self._database.writing("changes") as connection:
            # The next correction is compared with this text.
            editions.keep(connection, self._library.contents)
            known = arrivals.arrivals(connection, is_held=True)
            for compiled in self._library.editions.values():
                edition = compiled.edition
                held = known.get(edition.id)
                if held is None:
                    is_news = bool(known) and self._is_newest(compiled)
                    arrivals.begin(
                        connection, edition.id, edition.digest, self._at, reached=0 if is_news else None
                    )
                elif held.digest != edition.digest:
                    # Whoever was not reached yet has heard nothing of the text in between.
                    before = held.digest if held.reached is None else held.before
                    arrivals.correct(connection, edition.id, edition.digest, before, self._at)

    def tell(self) -> int | None:
        """Goes through one more page of people; gives how many are told, None once all are.

        Raises Away, Collision.
        """
        with self._database.reading() as connection:
            found = self._next(connection)
            if found is None:
                return None
            regions = [
                one for one in audiences.regions(connection) if is_within(one, found.new.edition.region)
            ]
            page = audiences.listeners(connection, regions, found.arrival.reached or 0, PAGE)
        # Worked out before anybody else is kept waiting.
        lines = {one.person: said for one in page if (said := self._lines(found, one)) is not None}
        with self._database.writing("changes") as connection:
            if arrivals.arrivals(connection, is_held=True).get(found.arrival.edition) != found.arrival:
                return 0
            # Whoever stopped it meanwhile is told nothing.
            last = found.arrival.reached or 0
            still = audiences.listeners(connection, regions, last, PAGE, is_held=True) if lines else ()
            told = sum(
                deliveries.add(connection, one.person, self._wanted(found, one, lines[one.person]))
                for one in still
                if one.person in lines and not one.wishes.is_stopped
            )
            is_last = len(page) < PAGE
            arrivals.reach(connection, found.arrival.edition, None if is_last else page[-1].person)
        return told

    def _next(self, connection: Connection) -> Comparison | None:
        """The first edition for which people are still to be gone through."""
        for arrival in arrivals.arrivals(connection).values():
            compiled = self._library.editions.get(arrival.edition)
            # Another process, with another text at hand, goes through those of its own.
            if arrival.reached is not None and compiled and compiled.edition.digest == arrival.digest:
                key = (arrival.digest, arrival.before)
                if key not in self._compared:
                    self._compared[key] = self._comparison(connection, compiled, arrival)
                return replace(self._compared[key], arrival=arrival)
        return None

    def _comparison(self, connection: Connection, new: Compiled, arrival: Arrival) -> Comparison:
        old = self._before(new) if arrival.before is None else None
        facts = dict(self._library.facts)
        if arrival.before is not None and (content := arrivals.text(connection, arrival.before)):
            read = library_of({arrival.edition: content})
            old = read.editions.get(arrival.edition)
            facts = {**read.facts, **facts}
        told = differences(old.edition, new.edition) if old else ()
        library = Library(facts=facts)
        return Comparison(arrival=arrival, new=new, old=old, library=library, differences=tuple(told))

    def _before(self, new: Compiled) -> Compiled | None:
        """The edition of the same region that a new one follows."""
        if new.edition.is_draft:
            return None
        others = [one for one in self._beside(new) if _is_after(new, one, undated=True)]
        return max(others, key=lambda one: (not one.edition.is_draft, one.edition.year or 0), default=None)

    def _beside(self, new: Compiled) -> list[Compiled]:
        held = self._library.editions.values()
        return [one for one in held if one.edition.region == new.edition.region and one is not new]

    def _is_newest(self, new: Compiled) -> bool:
        """Whether nothing of its region comes after it: an old notice that is put beside is no news."""
        others = [one for one in self._beside(new) if not one.edition.is_draft]
        is_past = any(_is_after(one, new, undated=False) for one in others)
        return new.edition.legal_status != "superseded" and not is_past

    def _lines(self, found: Comparison, one: Listener) -> list[Mapping[str, str]] | None:
        """What a person is told, None where nothing comes of it for them."""
        if one.wishes.is_stopped:
            return None
        changed = self._changed(found, one)
        if found.is_correction:
            reasons = frozenset[About]().union(*(_REASONS[name] for name in changed))
            told = [d for d in found.differences if d.about in reasons] or found.differences
            return [_difference(d, found.new) for d in told[:MOST_LINES]] if changed and told else None
        if "edition" not in one.topics and not changed:
            return None
        said = list(_announced(found.new))
        said += [
            _difference(d, found.new) for about in _RULING for d in found.differences if d.about == about
        ]
        return said[:MOST_LINES]

    def _changed(self, found: Comparison, one: Listener) -> set[str]:
        """What comes out otherwise for a person than before."""
        if found.old is None:
            return set()
        before, after = (
            profile(compiled, found.library, one.state, one.told, self._at)
            for compiled in (found.old, found.new)
        )
        changed = {name for name in ("outcome", "documents") if getattr(before, name) != getattr(after, name)}
        if (before.low, before.high) != (after.low, after.high):
            changed.add("ceiling")
        if _dates(found, one, before) != _dates(found, one, after):
            changed.add("dates")
        return changed

    def _wanted(self, found: Comparison, one: Listener, lines: list[Mapping[str, str]]) -> Wanted:
        edition = found.new.edition
        return Wanted(
            kind="changed" if found.is_correction else "edition",
            about=found.about,
            offset=0,
            deadline=None,
            due=allowed(self._at, one.wishes.hours, None) or self._at,
            content={
                "edition": edition.id,
                "name": edition.name,
                "cite": edition.cite,
                "issued": edition.issued and edition.issued.isoformat(),
                "lines": lines,
            },
            thread=f"edition:{found.about}",
            region=edition.region,
        )


def _dates(found: Comparison, one: Listener, seen: Profile) -> tuple[object, ...]:
    """The dates that matter to a person: of the windows subscribed to, else all; none to whoever only has claims."""
    if one.topics == {"claim"}:
        return ()
    own = {window for edition, window in one.windows if edition == found.arrival.edition}
    return (seen.lapse, *(bounds for bounds in seen.windows if not own or bounds[0] in own))


def _announced(new: Compiled) -> Iterator[Mapping[str, str]]:
    """What is first to know of a new edition: that it is a draft, and when claims are taken."""
    edition = new.edition
    if edition.is_draft:
        yield _line(DRAFT, edition.source_clause)
        return
    for window in edition.windows:
        yield _line(f"{window.label}：{day(window.opens)} 至 {day(window.closes)}", window.clause)


def _difference(found: Difference, new: Compiled) -> Mapping[str, str]:
    """Where it is not in the notice that all is told of, its clause names the one that it is in."""
    clause = found.clause if found.cite == new.edition.cite else f"{found.cite} {found.clause}"
    return _line(found.text, clause)


def _line(text: str, clause: str) -> Mapping[str, str]:
    return {"text": text, "clause": clause}


def _is_after(one: Compiled, other: Compiled, *, undated: bool) -> bool:
    """Whether an edition in force is of a later year than another, or issued after a draft.

    `undated`: whether it is after a draft of which nobody knows when that was issued.
    """
    mine, theirs = one.edition, other.edition
    if mine.year is not None and theirs.year is not None and mine.year != theirs.year:
        return mine.year > theirs.year
    if mine.issued is None or theirs.issued is None:
        return theirs.is_draft and undated
    return theirs.is_draft and mine.issued > theirs.issued
