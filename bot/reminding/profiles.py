"""Profile: what comes of all that one person has told, under one edition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from dialogs import Context, Conversation
from dialogs.conversation import Subject
from dialogs.recall import recalled
from dialogs.records import Records, Told
from dialogs.session import case_of
from policy.assessment import Outcome, outcome_of
from policy.compiled import Compiled
from policy.edition import Document
from policy.library import Library
from policy.papers import papers
from policy.standing import standing
from policy.workdays import SHANGHAI

Bounds = tuple[str, date | datetime | None, date | datetime | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """The outcome, the least and the most that may be paid in fen, what is to be filed, and when."""

    outcome: Outcome
    low: int
    high: int | None
    documents: tuple[tuple[Any, ...], ...]
    windows: tuple[Bounds, ...]
    lapse: str


def profile(
    compiled: Compiled,
    library: Library,
    state: Mapping[str, Any] | None,
    told: Mapping[str, Any],
    at: datetime,
) -> Profile:
    """The profile of a conversation and of what was told of its enterprise, both as they are kept.

    `library` knows the facts that were asked for.
    """
    edition, today = compiled.edition, at.astimezone(SHANGHAI).date()
    at_hand = Library(editions={edition.id: compiled}, facts=library.facts)
    records = Records(told={name: Told.from_json(one) for name, one in told.items()})
    begun = Conversation.from_json(state) if state else Conversation()
    # Neither a question that stands open nor a supposition is an answer.
    begun = begun._replace(edition=edition.id, subject=Subject(), asked=None, offered=())
    known = recalled(begun, Context(now=at, library=at_hand, records=records))
    case = case_of(compiled, known.enterprise, known.services, today)
    found = standing(compiled, case, today)
    needed = (papers(compiled, case, today, number) for number in range(len(case.purchases)))
    documents = dict.fromkeys(_paper(one) for some in needed for one in (*some.certain, *some.possible))
    return Profile(
        outcome=outcome_of(found, edition.legal_status),
        low=found.low,
        high=found.high,
        documents=tuple(documents),
        windows=tuple((window.id, window.opens, window.closes) for window in edition.windows),
        lapse=edition.lapse,
    )


# What a document asks of those who file it.
_ASKED = tuple(
    one.name for one in fields(Document) if one.name not in ("when", "clause", "lead_clause", "note")
)


def _paper(document: Document) -> tuple[Any, ...]:
    return tuple(getattr(document, name) for name in _ASKED)
