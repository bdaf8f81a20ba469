"""Subjects: what the wishes of a message are about: points of the notice, suppositions, regions to compare."""

from __future__ import annotations

from typing import Any

from dialogs.addressing import addressed
from dialogs.conversation import Subject
from dialogs.draft import Draft
from dialogs.message import Reply
from dialogs.regions import not_covered
from dialogs.understanding.result import Said, Terms, Understanding
from policy.facts import BadValue, Fact, read_value, written
from policy.values import Value


def is_supposition(understood: Understanding) -> bool:
    """Whether the message supposes something, so that nothing of it is an answer."""
    return "what_if" in understood.intents and bool(understood.supposed or understood.supposed_region)


def about(draft: Draft, understood: Understanding) -> Understanding:
    """Puts what the wishes are about into the conversation; what is only asked after is no fact any more."""
    subject = draft.conversation.subject
    if is_supposition(understood):
        subject = _supposing(draft, understood)
    if "rule" in understood.intents and understood.points:
        facts = draft.facts
        points = tuple(
            (point.name, _plain(facts.get(point.name), point.value)) for point in understood.points
        )
        subject = subject._replace(points=points)
        understood = understood._replace(facts=_stated(draft, understood))
    if "compare" in understood.intents:
        subject = subject._replace(compared=understood.compared)
    if understood.terms is not None:
        subject = _inquiring(subject, understood.terms)
    elif draft.conversation.topic == "certificate" and understood.understood:
        # Which ones were meant, or of which industry, is not going to be said.
        draft.conversation = draft.conversation.done()
    draft.conversation = draft.conversation._replace(subject=subject)
    return understood


def _inquiring(subject: Subject, terms: Terms) -> Subject:
    """What is asked in general; what the message leaves out is what the one before was about."""
    others = tuple(name for name in subject.terms if name != "size_class")
    return subject._replace(
        terms=terms.names or others,
        aspect=terms.aspect or subject.aspect,
        industry=terms.industry,
    )


def _stated(draft: Draft, understood: Understanding) -> tuple[Said, ...]:
    """The facts of a question: not what it asks after, except a first service of which it tells more."""
    asked = draft.conversation.asked
    points = {point.name for point in understood.points}
    if "voluntary_test" in points:
        points.add("category")  # a mandatory test is a test
    open_names = set(asked.facts) if asked else set()
    is_bought = any(fact.scope == "service" and fact.name not in points for fact in understood.facts)

    def is_stated(fact: Said) -> bool:
        if fact.name not in points:
            return True
        first = fact.name == "category" and "category" not in draft.conversation.service
        return (first and is_bought) or fact.name in open_names

    return tuple(fact for fact in understood.facts if is_stated(fact))


def _supposing(draft: Draft, understood: Understanding) -> Subject:
    """The supposition of a message in place of any earlier one; 如果中试是8万 supposes it of that service."""
    supposed = {}
    as_said = understood._replace(facts=understood.supposed, supposed=())
    where = addressed(draft.conversation, as_said, draft.facts)
    for said in understood.supposed:
        fact = _own(draft, said.name)
        if fact is None or said.value is None:
            continue
        try:
            read_value(fact, value := written(fact, said.value))
        except BadValue:
            continue
        known = tuple(n for n in where.of(said) if n < len(draft.conversation.services))
        plain = (draft.conversation.current if said.service is None else said.service,)
        supposed.update(dict.fromkeys((fact.address(number) for number in known or plain), value))
    edition = None
    if understood.supposed_region:
        code = understood.supposed_region[0]
        found = draft.context.library.for_region(code)
        if found:
            edition = found[0].edition.id
            supposed["enterprise.registered_in"] = code
        else:
            draft.replies.append(Reply(text=not_covered(code, draft.context)))
    return draft.conversation.subject._replace(supposed=supposed, edition=edition)


def _own(draft: Draft, name: str) -> Fact | None:
    """The edition's fact of a name: of 科小 the one of its year."""
    edition = draft.edition
    if edition is not None and edition.fact(name) is None:
        return next((fact for fact in edition.facts if fact.about == name), draft.facts.get(name))
    return draft.facts.get(name)


def _plain(fact: Fact | None, value: Value | None) -> Any:
    """A value as JSON; a word for a place, and the value of a point without a fact, as they stand."""
    if (
        fact is None
        or value is None
        or (fact.type == "region" and not str(value).lstrip("!")[:1].isdecimal())
    ):
        return value
    return written(fact, value)
