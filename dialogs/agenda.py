"""Agenda: what was wished for, answered one after the other, and the next question that matters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from dialogs.draft import Draft
from dialogs.flow import Flow, menu
from dialogs.flows import (
    certificates,
    comparison,
    conditions,
    contacts,
    deadlines,
    definitions,
    documents,
    eligibility,
    estimate,
    exclusions,
    procedure,
    rules,
)
from dialogs.interview import Question, question_again, single
from dialogs.message import Choice, Reply
from dialogs.offers import offered
from dialogs.regions import covered, region_question
from dialogs.session import Session, session
from dialogs.status import head
from dialogs.wording import answer, said
from policy.standing import Case

FLOWS: tuple[Flow, ...] = (
    eligibility.FLOW,
    estimate.FLOW,
    documents.FLOW,
    deadlines.FLOW,
    procedure.PROCEDURE,
    conditions.CONDITIONS,
    conditions.REQUIREMENTS,
    deadlines.VALIDITY,
    procedure.REGISTRATION,
    procedure.PAYMENT_TIME,
    exclusions.FLOW,
    contacts.FLOW,
    contacts.ACCOUNT,
    rules.FLOW,
    comparison.FLOW,
    certificates.FLOW,
    definitions.WHAT_IS,
    definitions.PURPOSE,
    definitions.PROGRAMME,
)
BY_NAME: Mapping[str, Flow] = {flow.name: flow for flow in FLOWS}
MENU = menu(*((flow.name, flow.label) for flow in FLOWS[:5]))
# Answers that say themselves when one can file.
TELLS_WINDOWS = (deadlines.FLOW.name, deadlines.VALIDITY.name)
# What one message may ask for at once.
MOST_WISHES = 4


def greet(draft: Draft) -> None:
    """Says what this is and for which regions."""
    if draft.context.library.unavailable:
        draft.say(said("greeting.j2", "unavailable", items=sorted(draft.context.library.unavailable)))
    draft.replies.insert(0, Reply(text=said("greeting.j2", "greeting", names=names(draft))))


def names(draft: Draft) -> list[str]:
    """The editions at hand by name, drafts last."""
    return covered(draft.context)


def wish(draft: Draft, wishes: tuple[str, ...]) -> None:
    """Puts wishes on the agenda, the first one uppermost; says so where there are too many."""
    known = [name for name in dict.fromkeys(wishes) if name in BY_NAME]
    for name in reversed(known[:MOST_WISHES]):
        draft.conversation = draft.conversation.turning_to(name)
    if len(known) > MOST_WISHES:
        draft.say(said("talk.j2", "too_many", labels=[BY_NAME[name].label for name in known[MOST_WISHES:]]))


def ask(draft: Draft, question: Question) -> None:
    """Asks, and leaves the question open; no form stands open beside it."""
    draft.conversation = draft.conversation._replace(
        asked=question.asked, offered=question.offered, current=question.service, form={}
    )
    # Numbers belong to the question: choices shown above it would be read as its answers.
    draft.replies = [replace(reply, choices=()) for reply in draft.replies] + [question.reply]


def go_on(draft: Draft, *, again: bool = False, noted: tuple[str, ...] = (), changed: bool = False) -> None:
    """Answers what can be answered, then asks the next thing that matters."""
    last = draft.conversation.last
    if draft.conversation.topic is None and draft.edition is not None and draft.conversation.general:
        draft.conversation = draft.conversation.turning_to(draft.conversation.general)
    if draft.conversation.topic is None and changed and last is not None:
        draft.conversation = draft.conversation.turning_to(last)
    if draft.conversation.topic is None:
        asked = draft.conversation.asked if again else None
        fact = draft.facts.get(asked.facts[0]) if asked else None
        if fact is not None:
            ask(draft, single(fact, draft.conversation.current))
        else:
            _idle(draft, noted)
        return
    for _ in range(len(FLOWS)):
        topic = draft.conversation.topic
        if topic is None:
            break
        question = _step(draft, BY_NAME[topic])
        is_open = BY_NAME[topic].adds_local and draft.edition is None
        draft.conversation = draft.conversation._replace(general=topic if is_open else None)
        if question is not None:
            ask(draft, question)
            return
        draft.conversation = draft.conversation.done()
    _rest(draft)


def _step(draft: Draft, flow: Flow) -> Question | None:
    """One step of the topic uppermost: its answer on the draft, or its question."""
    here = session(draft.conversation, draft.context)
    if here is None and flow.is_general and draft.context.library.editions:
        here = _anywhere(draft)
        step = flow.step(here)
        draft.replies += step.replies
        return step.question
    if here is None:
        return region_question(draft.context)
    step = flow.step(here)
    replies = _headed(here, flow.name, step.replies)
    if draft.conversation.subject.supposes and replies:
        replies[0] = replace(replies[0], text=f"{_supposed(draft, here)}\n{replies[0].text}")
        replies[-1] = replace(replies[-1], text=f"{replies[-1].text}\n{said('talk.j2', 'unchanged')}")
    if step.question is None and replies:
        _offer(draft, replies, offered(here, flow.name))
    draft.replies += replies
    draft.effects += step.effects
    told = draft.conversation.told == here.edition.id
    draft.conversation = draft.conversation._replace(told=here.edition.id)
    if step.question is not None and not step.replies:
        if draft.conversation.subject.supposes:
            draft.say(_supposed(draft, here))
        if not told:
            draft.say(head(here))
    return step.question


def _offer(draft: Draft, replies: list[Reply], offers: tuple[Choice, ...]) -> None:
    """Puts what is offered below the last of these replies, and below none before it."""
    draft.replies = [
        replace(reply, choices=tuple(choice for choice in reply.choices if choice not in offers))
        for reply in draft.replies
    ]
    replies[-1] = replace(replies[-1], choices=(*replies[-1].choices, *offers))


def _supposed(draft: Draft, here: Session) -> str:
    """What is supposed, in words."""
    subject = draft.conversation.subject
    items = [f"按{here.edition.name}"] if subject.edition else []
    for address, value in subject.supposed.items():
        fact = here.edition.fact(address.rpartition(".")[2])
        typed = here.case.enterprise.get(fact.name) if fact and fact.scope == "enterprise" else None
        if fact is not None and fact.scope == "service":
            typed = here.facts(int(address.partition("]")[0].removeprefix("services["))).get(fact.name)
        if fact is not None:
            items.append(f"{fact.label}{'：' if fact.type == 'bool' else ' '}{answer(fact, typed)}")
        elif (known := draft.context.library.facts.get(address.rpartition(".")[2])) is not None:
            items.append(said("talk.j2", "no_matter", label=known.label, value=value))
    return said("talk.j2", "supposed", items=items)


def _anywhere(draft: Draft) -> Session:
    """A session for what holds whatever the region: no answers, the first edition at hand."""
    compiled = next(iter(draft.context.library.editions.values()))
    empty = Case({}, ())
    return Session(conversation=draft.conversation, context=draft.context, compiled=compiled, case=empty)


def _headed(here: Session, topic: str, replies: tuple[Reply, ...]) -> list[Reply]:
    """Answers with the edition's standing before them: here, so that no flow can leave it out."""
    notice = head(here) if here.edition.is_draft or topic not in TELLS_WINDOWS else ""
    if not notice or not replies or topic == comparison.FLOW.name:
        return list(replies)
    first, *rest = replies
    return [replace(first, text=f"{notice}\n{first.text}"), *rest]


def _rest(draft: Draft) -> None:
    """Nothing is asked any more; the choices of the last reply stay open."""
    last = draft.replies[-1] if draft.replies else None
    offered = question_again(last.choices) if last else ()
    draft.conversation = draft.conversation.asking(None, offered)


def _idle(draft: Draft, noted: tuple[str, ...]) -> None:
    text = said("talk.j2", "noted", items=list(noted)) if noted else ""
    if draft.edition is None and not draft.replies and not noted:
        greet(draft)
        return
    prompt = said("talk.j2", "what_next")
    draft.replies.append(Reply(text=f"{text}\n{prompt}" if text else prompt, choices=MENU))
    _rest(draft)
