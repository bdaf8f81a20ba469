"""Earlier: the claims recorded before of which one that is now told may be."""

from __future__ import annotations

from dialogs.conversation import Answers
from dialogs.desk.bought import service_labels, words
from dialogs.desk.claims import OPEN_END, filed_on, is_open
from dialogs.records import Claim, Records
from dialogs.session import Session
from policy.courses import first


def returned(session: Session, records: Records) -> Claim | None:
    """The enterprise's own claim that was sent back, of which a new handing-in may be."""
    own = (c for c in records.claims if c.edition == session.edition.id and not c.is_official)
    return next((claim for claim in own if claim.stage == OPEN_END), None)


def sent_back(records: Records | None) -> Claim | None:
    """The enterprise's own claim that was sent back, under whatever edition; else one handed in again already."""
    own = [claim for claim in records.claims if not claim.is_official] if records is not None else []
    waiting = next((claim for claim in own if claim.stage == OPEN_END), None)
    again = (c for c in own if c.stage == first(c.course) and any(m.to == OPEN_END for m in c.moves))
    return waiting or next(again, None)


def same(session: Session, records: Records, form: Answers) -> Claim | None:
    """A claim that is recorded already and may be the one now told; any day may be meant where none was told."""
    numbers, labels = form.get("services"), service_labels(session)
    services = words(labels, numbers) if numbers is not None or len(labels) < 2 else None
    for claim in records.claims:
        is_of_day = filed_on(claim).isoformat() == form["day"] or (not form["is_dated"] and is_open(claim))
        if claim.edition == session.edition.id and is_of_day and services in (None, claim.services):
            return claim
    return None
