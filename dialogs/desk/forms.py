"""Form: a request held while something that it lacks is asked for, such as the region."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from dialogs.desk.counter import inquire
from dialogs.draft import Draft
from dialogs.message import Choice, Reply
from dialogs.regions import region_question
from dialogs.session import Session, session
from dialogs.understanding.characters.text import clean
from dialogs.understanding.days.dates import dates
from dialogs.understanding.figures.amounts import amounts
from dialogs.understanding.result import Request, Understanding
from policy.workdays import SHANGHAI

# The form of a request that waits for the region, and what it holds.
PLACE, REQUEST = "place", "request"
# The answer to which day it was, where that is not known.
TODAY = Choice(id="day:today", label="不清楚，按今天记")
# Control words after which the form's question is asked again.
AGAIN = ("why", "meaning", "continue")


def ask_place(draft: Draft, request: Request, reply: Reply | None = None) -> None:
    """Asks where the enterprise is registered, or which of several places is meant, and holds the request."""
    asked = reply or region_question(draft.context).reply
    inquire(draft, request.kind, asked.text, *asked.choices, **{PLACE: True, REQUEST: kept(request)})


def kept(request: Request) -> dict[str, Any]:
    """A request as JSON, without what it does not say; `held` reads it back."""
    found = {name: value for name, value in request._asdict().items() if value not in (None, (), False)}
    if request.day is not None:
        found["day"] = request.day.isoformat()
    return {name: list(value) if isinstance(value, tuple) else value for name, value in found.items()}


def held(form: Mapping[str, Any]) -> Request:
    """The request that a form holds."""
    found: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in form[REQUEST].items()
    }
    if "day" in found:
        found["day"] = date.fromisoformat(found["day"])
    return Request(**found)


def here(draft: Draft) -> Session | None:
    """The conversation under its edition as it is, nothing supposed; None before a region is chosen."""
    plain = draft.conversation.subject._replace(supposed={}, edition=None)
    return session(draft.conversation._replace(subject=plain), draft.context)


def today(draft: Draft) -> date:
    """The day of the turn in Shanghai."""
    return draft.context.now.astimezone(SHANGHAI).date()


def sum_told(text: str) -> int | None:
    """The one exact sum above nothing that a text tells, in fen; None where it tells none so."""
    found = amounts(clean(text).text, bare=True)
    exact = len(found) == 1 and found[0].exact and found[0].low > 0
    return found[0].low if exact else None


def day_told(text: str, today: date) -> date | None:
    """The one certain day that a text tells; None where it tells none so."""
    found = dates(clean(text).text, today)
    return found[0].low if len(found) == 1 and found[0].exact and not found[0].impossible else None


def denies(understood: Understanding) -> bool:
    """Whether a message is a no to a yes-or-no question: 不是, 不对."""
    return understood.answer == "no" or (understood.control == "correct" and not understood.facts)


def is_elsewhere(understood: Understanding) -> bool:
    """Whether a message wishes for, or tells, something that no form of the desk asks."""
    control = understood.control not in (None, "correct")
    return bool(
        control or understood.intents or understood.facts or understood.region or understood.off_topic
    )
