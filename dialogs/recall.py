"""Recall: what is kept of the enterprise, put into the conversation before a message and told anew after it.

Where nothing is kept (`Context.records` is None), all of this does nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from dialogs.conversation import Answers, Conversation
from dialogs.message import Context, Effect, Message
from dialogs.records import Told
from dialogs.wording import echo
from policy.edition import Edition
from policy.facts import BadValue, Fact, read_value
from policy.meanings import Kept, kept, meaning, year
from policy.workdays import SHANGHAI

# In `Conversation.opened`: what was told long ago has changed, and is asked by its own questions.
RECALL = "recall"
HOME = "registered_in"
LONGEST_SAID = 60


def recalled(conversation: Conversation, context: Context) -> Conversation:
    """The conversation with the kept answers that still hold; its own, but for what is not known, give way to them.

    An enterprise whose place is kept is led to the newest edition of it.
    """
    if context.records is None:
        return conversation
    if conversation.edition is None:
        conversation = _at_home(conversation, context)
    fresh = _fresh(context, edition_of(conversation, context))
    open_now = {n: v for n, v in conversation.enterprise.items() if is_open(v) and n not in fresh}
    found = _with(conversation, {**fresh, **open_now})
    if RECALL in found.opened and not stale(found, context):
        found = found._replace(opened=tuple(name for name in found.opened if name != RECALL))
    return found


def carried(before: Conversation, after: Conversation, context: Context) -> Conversation:
    """The conversation once a message has led it to another edition: the kept answers as that one reads them.

    Whoever chooses an edition knows of the newest one of its place.
    """
    edition = edition_of(after, context)
    if context.records is None or edition is None or after.edition == before.edition:
        return after
    said = {n: v for n, v in after.enterprise.items() if is_open(v) or _differs(before.enterprise, n, v)}
    latest = newest(context, edition.region)
    moved = _with(after, {**_fresh(context, edition), **said})
    return moved._replace(newest=latest.id if latest else after.newest)


def tellings(
    before: Conversation,
    after: Conversation,
    message: Message,
    context: Context,
    done: Iterable[Effect] = (),
) -> tuple[Effect, ...]:
    """What a message makes known of the enterprise, or takes back, as effects.

    `done` are the effects that the message has anyway: with another enterprise, or none, nothing is told of this one.
    """
    records = context.records
    if records is None or any(effect.kind in _LEAVING for effect in done):
        return ()
    changed = [pair for pair in after.enterprise.items() if _differs(before.enterprise, *pair)]
    missing = [name for name in before.enterprise if name not in after.enterprise]
    if not changed and not missing:
        return ()
    edition = edition_of(after, context)
    fresh = _fresh(context, edition)
    effects = []
    for name, value in changed:
        fact = _fact(name, edition, context)
        if fact is None:
            continue
        if is_open(value):
            # What is not known any more, or no more exactly, is no answer of the enterprise.
            effects += [_untold(name)] if name in records.told else []
        elif _differs(fresh, name, value):
            effects.append(_telling(name, value, fact, edition, _said(message, before)))
    gone = (name for name in missing if name in fresh)
    return (*effects, *map(_untold, gone))


def stale(conversation: Conversation, context: Context, edition: Edition | None = None) -> Mapping[str, Told]:
    """The kept answers that are to be confirmed under an edition, by default the conversation's; none is answered."""
    edition = edition or edition_of(conversation, context)
    return {
        name: one
        for name, one, standing in states(context, edition)
        if standing == "stale" and name not in conversation.enterprise
    }


def states(context: Context, edition: Edition | None) -> Iterator[tuple[str, Told, Kept]]:
    """Each kept answer whose fact is known, and whether it holds under an edition; without one, by its age."""
    today = context.now.astimezone(SHANGHAI).date()
    for name, one in (context.records.told if context.records else {}).items():
        fact = _fact(name, edition, context)
        if fact is not None and fact.scope == "enterprise" and reads(fact, one.value):
            of = edition if edition is not None and name in edition.by_name else None
            on = one.at.astimezone(SHANGHAI).date()
            yield name, one, kept(of, fact, one.meaning, one.year, on, today)


def newest(context: Context, region: str) -> Edition | None:
    """The edition in force of the newest year of exactly this region."""
    found = [c.edition for c in context.library.editions.values() if c.edition.region == region]
    in_force = [edition for edition in found if edition.legal_status == "in_force"]
    return max(in_force, key=lambda edition: (edition.year or 0, edition.id), default=None)


def edition_of(conversation: Conversation, context: Context) -> Edition | None:
    """The edition of a conversation, None where it has none or that is not loaded."""
    compiled = context.library.editions.get(conversation.edition or "")
    return compiled.edition if compiled else None


def is_open(value: Any) -> bool:
    """Whether an answer is none of the enterprise: not known to this person, or a span of days."""
    return value is None or isinstance(value, dict)


def reads(fact: Fact, value: Any) -> bool:
    """Whether a fact can take a kept value: its choices may have changed."""
    try:
        read_value(fact, value)
    except BadValue:
        return False
    return True


# Effects after which the answers are those of another enterprise, or of none.
_LEAVING = ("erase", "join", "quit_enterprise")
_NOTHING = object()
# Telephone, identity and account numbers: what is kept of a message names no person.
_NUMBER = re.compile(r"\d{7,}[xX]?|\d(?:[ -]?\d){9,}[xX]?")


def _at_home(conversation: Conversation, context: Context) -> Conversation:
    """With the edition of the place that is kept, unless the person is being asked for the place."""
    if conversation.asked is not None and HOME in conversation.asked.facts:
        return conversation
    regions = {claim.course.region for claim in context.records.claims} if context.records else set()
    # An office may have recorded a claim where nothing was told.
    place = _fresh(context, None).get(HOME) or (regions.pop() if len(regions) == 1 else None)
    found = context.library.for_region(place) if isinstance(place, str) and place.isalnum() else ()
    if not found:
        return conversation
    latest = newest(context, found[0].edition.region) or found[0].edition
    return conversation._replace(edition=latest.id)


def _fresh(context: Context, edition: Edition | None) -> dict[str, Any]:
    return {name: one.value for name, one, standing in states(context, edition) if standing == "fresh"}


def _with(conversation: Conversation, enterprise: Answers) -> Conversation:
    """With these answers; what is gone cannot be taken back any more."""
    held = {f"enterprise.{name}" for name in enterprise}
    history = tuple(a for a in conversation.history if a in held or not a.startswith("enterprise."))
    return conversation._replace(enterprise=enterprise, history=history)


def _fact(name: str, edition: Edition | None, context: Context) -> Fact | None:
    return (edition.fact(name) if edition else None) or context.library.facts.get(name)


def _differs(answers: Answers, name: str, value: Any) -> bool:
    # 1 is not True: an answer of another type is another answer.
    held = answers.get(name, _NOTHING)
    return held != value or type(held) is not type(value)


def _telling(name: str, value: Any, fact: Fact, edition: Edition | None, said: str) -> Effect:
    of = year(edition) if edition is not None and name in edition.by_name else None
    content = {"name": name, "value": value, "said": said, "meaning": meaning(fact), "year": of}
    return Effect(kind="tell", content=content)


def _untold(name: str) -> Effect:
    return Effect(kind="untell", content={"name": name})


def _said(message: Message, before: Conversation) -> str:
    """The words that a fact was told in; of an option its label."""
    text = message.text.strip()
    if message.choice is not None:
        text = next((option.label for option in before.offered if option.id == message.choice), "")
    elif text.isdecimal() and 0 < int(text[:3]) <= len(before.offered):
        text = before.offered[int(text[:3]) - 1].label
    return echo(_NUMBER.sub("…", text), LONGEST_SAID - 1)
