"""Turn: one message in, the new conversation and the replies out; `respond` is a pure function."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from dialogs.answers import Taken, taken
from dialogs.controls import control
from dialogs.conversation import Conversation
from dialogs.flow import GO, Flow, menu
from dialogs.flows import (
    contacts,
    deadlines,
    definitions,
    documents,
    eligibility,
    estimate,
    exclusions,
    procedure,
)
from dialogs.interview import Question, question_again, single
from dialogs.message import Context, Effect, Message, Reply
from dialogs.regions import arrival, region_question
from dialogs.session import Session, session
from dialogs.status import head
from dialogs.understanding.result import Understanding
from dialogs.understanding.understanding import understand
from dialogs.wording import echo, said
from policy.assessment import open_facts
from policy.edition import Edition
from policy.facts import Fact
from policy.standing import Case
from policy.workdays import SHANGHAI

FLOWS: tuple[Flow, ...] = (
    eligibility.FLOW,
    estimate.FLOW,
    documents.FLOW,
    deadlines.FLOW,
    procedure.PROCEDURE,
    procedure.PAYMENT_TIME,
    exclusions.FLOW,
    contacts.FLOW,
    definitions.WHAT_IS,
    definitions.COMPARE,
    definitions.STATUS,
)
BY_NAME: Mapping[str, Flow] = {flow.name: flow for flow in FLOWS}
MENU = menu(*((flow.name, flow.label) for flow in FLOWS[:5]))
CERTIFICATES = ("high_tech", "tech_sme", "srdi", "innovative_sme")
# What an interviewing flow asks the rules about.
ASPECTS = {"eligibility": "outcome", "estimate": "amount", "documents": "documents"}
# What one message may ask for at once.
MOST_WISHES = 3
LONGEST = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """The conversation after a message, what is said, and what is to be done outside."""

    conversation: Conversation
    replies: tuple[Reply, ...]
    effects: tuple[Effect, ...] = ()


def respond(conversation: Conversation, message: Message, context: Context) -> Turn:
    """The turn that a message makes. Never raises for anything a person can type."""
    edition_lost = conversation.edition is not None and _edition(conversation, context) is None
    if edition_lost:
        lost = said("talk.j2", "lost", name=conversation.edition)
        conversation = replace(conversation, edition=None, asked=None, offered=())
        return _onward(_Draft(conversation, context, [Reply(text=lost)]))
    draft = _Draft(conversation, context, [])
    if not conversation.greeted:
        draft.conversation = replace(conversation, greeted=True)
        if not message.text.strip() and message.choice is None:
            return _greeting(draft)
    if message.choice is not None:
        if message.choice.startswith(GO) and message.choice.removeprefix(GO) in BY_NAME:
            return _onward(draft, wishes=(message.choice.removeprefix(GO),))
        if all(message.choice != offered.id for offered in draft.conversation.offered):
            draft.replies.append(Reply(text=said("talk.j2", "stale")))
            return _onward(draft, again=True)
    return _heard(draft, message, _understood(draft, message))


class _Draft:
    """A turn being made."""

    def __init__(self, conversation: Conversation, context: Context, replies: list[Reply]):
        self.conversation, self.context, self.replies = conversation, context, replies
        self.effects: list[Effect] = []

    def say(self, text: str) -> None:
        if text:
            self.replies.append(Reply(text=text))

    def turn(self) -> Turn:
        return Turn(conversation=self.conversation, replies=tuple(self.replies), effects=tuple(self.effects))


def known_facts(conversation: Conversation, context: Context) -> Mapping[str, Fact]:
    """The facts that a message may state: this edition's, and those that another region may ask for later."""
    edition = _edition(conversation, context)
    return {**context.library.facts, **edition.by_name} if edition else context.library.facts


def _edition(conversation: Conversation, context: Context) -> Edition | None:
    compiled = context.library.editions.get(conversation.edition or "")
    return compiled.edition if compiled else None


def _understood(draft: _Draft, message: Message, *, asked: Conversation | None = None) -> Understanding:
    """What a message says; `asked` may name the conversation whose question it answers."""
    conversation, context = draft.conversation, draft.context
    asked = asked or conversation
    if message.choice is not None:
        position = next(n for n, offered in enumerate(conversation.offered) if offered.id == message.choice)
        return Understanding(chosen=(position,))
    return understand(
        message.text,
        today=context.now.astimezone(SHANGHAI).date(),
        asked=asked.asked,
        offered=asked.offered,
        edition=_edition(conversation, context),
        facts=known_facts(conversation, context),
    )


def _greeting(draft: _Draft) -> Turn:
    names = _names(draft.context)
    if draft.context.library.unavailable:
        draft.say(said("greeting.j2", "unavailable", items=sorted(draft.context.library.unavailable)))
    draft.replies.insert(0, Reply(text=said("greeting.j2", "greeting", names=names)))
    return draft.turn()


def _names(context: Context) -> list[str]:
    found = sorted(context.library.editions.values(), key=lambda c: (c.edition.is_draft, c.edition.id))
    return [c.edition.name for c in found]


def _heard(draft: _Draft, message: Message, understood: Understanding) -> Turn:
    if understood.cut:
        draft.say(said("talk.j2", "cut", limit=LONGEST))
    if understood.control is not None:
        handled = control(
            draft.conversation, understood, draft.context, known_facts(draft.conversation, draft.context)
        )
        if handled is not None:
            draft.conversation = handled.conversation
            draft.replies += handled.replies
            draft.effects += handled.effects
            if handled.ends:
                return draft.turn()
            if not understood.facts:
                return _onward(
                    draft, wishes=handled.wishes, again=handled.asks_again, question=handled.question
                )
    before = draft.conversation
    arrived = arrival(before, understood, draft.context)
    draft.conversation = arrived.conversation
    draft.replies += arrived.replies
    if arrived.question is not None:
        draft.conversation = _taken(draft, understood).conversation
        draft.conversation = _wishing(draft.conversation, understood.intents)
        return _asked(draft, arrived.question)
    if arrived.conversation.edition != before.edition and _means_another_sum(draft, understood):
        understood = _understood(draft, message, asked=before)
    return _answered(draft, message, understood, before)


def _means_another_sum(draft: _Draft, understood: Understanding) -> bool:
    """Whether the edition now known applies its rate to another sum than the one that was read."""
    bases = {c.edition.estimate.base for c in draft.context.library.editions.values()}
    read = bases & ({fact.name for fact in understood.facts} | {vague.name for vague in understood.unclear})
    edition = _edition(draft.conversation, draft.context)
    return bool(read) and edition is not None and edition.estimate.base not in read


def _taken(draft: _Draft, understood: Understanding) -> Taken:
    facts = known_facts(draft.conversation, draft.context)
    return taken(draft.conversation, understood, draft.context, facts)


def _answered(draft: _Draft, message: Message, understood: Understanding, before: Conversation) -> Turn:
    has_moved = draft.conversation.edition != before.edition
    has_arrived = has_moved or bool(draft.replies)
    stored = _taken(draft, understood)
    draft.conversation = stored.conversation
    _remark(draft, understood, stored, before)
    wishes = tuple(dict.fromkeys((*stored.wishes, *(w for w in understood.intents if w in BY_NAME))))
    if "greeting" in understood.intents and not wishes and not stored.noted and not understood.off_topic:
        if not draft.conversation.topic:
            return _greeting(draft)
        draft.say(said("greeting.j2", "greeting", names=_names(draft.context)))
    draft.conversation = _wishing(draft.conversation, wishes)
    if stored.question is not None and _is_needed(draft, stored.question):
        return _asked(draft, stored.question)
    if not understood.understood or (stored.is_lost and not has_arrived):
        draft.say(said("talk.j2", "not_understood", text=echo(message.text)))
        return _onward(draft, again=True)
    changed = bool(stored.noted) or has_moved
    return _onward(draft, noted=() if has_arrived else stored.noted, changed=changed)


def _remark(draft: _Draft, understood: Understanding, stored: Taken, before: Conversation) -> None:
    """Says back what was assumed, what is no matter of vouchers, what cannot be, and what was noted in passing."""
    draft.say(said("talk.j2", "assumed", items=list(stored.assumed)) if stored.assumed else "")
    if understood.off_topic:
        draft.say(said("talk.j2", "neighbour", name=understood.off_topic))
    for raw in understood.impossible:
        draft.say(said("talk.j2", "impossible", raw=echo(raw)))
    if "difference" in understood.extra:
        known = known_facts(draft.conversation, draft.context)
        draft.say(said("talk.j2", "meaning", facts=[known[name] for name in CERTIFICATES if name in known]))
    if "thanks" in understood.intents:
        draft.say(said("talk.j2", "thanks"))
    if before.asked is not None and stored.noted and not set(stored.names) & set(before.asked.facts):
        draft.say(said("talk.j2", "noted", items=list(stored.noted)))
    draft.replies += stored.replies


def _is_needed(draft: _Draft, question: Question) -> bool:
    """Whether what was left vague can change what was asked for."""
    here = session(draft.conversation, draft.context)
    aspects = {ASPECTS[t] for t in (draft.conversation.topic, *draft.conversation.waiting) if t in ASPECTS}
    if here is None or not aspects:
        return True
    open_now = open_facts(here.compiled, here.case, draft.context.now, frozenset(aspects))
    return any(name in question.asked.facts for name, _ in open_now)


def _wishing(conversation: Conversation, wishes: tuple[str, ...]) -> Conversation:
    """With the wishes waiting, the first one uppermost."""
    for wish in reversed([w for w in wishes if w in BY_NAME][:MOST_WISHES]):
        conversation = conversation.turning_to(wish)
    return conversation


def _asked(draft: _Draft, question: Question) -> Turn:
    draft.conversation = replace(
        draft.conversation.asking(question.asked, question.offered), current=question.service
    )
    # Numbers belong to the question: choices shown above it would be read as its answers.
    draft.replies = [replace(reply, choices=()) for reply in draft.replies] + [question.reply]
    return draft.turn()


def _onward(
    draft: _Draft,
    *,
    wishes: tuple[str, ...] = (),
    again: bool = False,
    noted: tuple[str, ...] = (),
    changed: bool = False,
    question: Question | None = None,
) -> Turn:
    """Answers what can be answered, then asks the next thing that matters."""
    draft.conversation = _wishing(draft.conversation, wishes)
    if question is not None:
        return _asked(draft, question)
    last = draft.conversation.last
    if draft.conversation.topic is None and changed and last is not None:
        draft.conversation = draft.conversation.turning_to(last)
    if draft.conversation.topic is None:
        asked = draft.conversation.asked if again else None
        fact = known_facts(draft.conversation, draft.context).get(asked.facts[0]) if asked else None
        if fact is not None:
            return _asked(draft, single(fact, draft.conversation.current))
        return _idle(draft, noted)
    for _ in range(len(FLOWS)):
        topic = draft.conversation.topic
        if topic is None:
            break
        flow = BY_NAME[topic]
        here = session(draft.conversation, draft.context)
        if here is None and flow.is_general and draft.context.library.editions:
            general = flow.step(_anywhere(draft))
            draft.replies += general.replies
            draft.conversation = draft.conversation.done()
            continue
        if here is None:
            return _asked(draft, region_question(draft.context))
        step = flow.step(here)
        draft.replies += _headed(here, topic, step.replies)
        told = draft.conversation.told == here.edition.id
        draft.conversation = replace(draft.conversation, told=here.edition.id)
        if step.question is not None:
            if not told and not step.replies:
                draft.say(head(here))
            return _asked(draft, step.question)
        draft.conversation = draft.conversation.done()
    return _rest(draft)


def _anywhere(draft: _Draft) -> Session:
    """A session for what holds whatever the region: no answers, the first edition at hand."""
    compiled = next(iter(draft.context.library.editions.values()))
    empty = Case({}, ())
    return Session(conversation=draft.conversation, context=draft.context, compiled=compiled, case=empty)


def _headed(here: Session, topic: str, replies: tuple[Reply, ...]) -> list[Reply]:
    """Answers with the edition's standing before them: here, so that no flow can leave it out."""
    notice = head(here) if here.edition.is_draft or topic != deadlines.FLOW.name else ""
    if not notice or not replies:
        return list(replies)
    first, *rest = replies
    return [replace(first, text=f"{notice}\n{first.text}"), *rest]


def _rest(draft: _Draft) -> Turn:
    """Nothing is asked any more; the choices of the last reply stay open."""
    last = draft.replies[-1] if draft.replies else None
    offered = question_again(last.choices) if last else ()
    draft.conversation = draft.conversation.asking(None, offered)
    return draft.turn()


def _idle(draft: _Draft, noted: tuple[str, ...]) -> Turn:
    text = said("talk.j2", "noted", items=list(noted)) if noted else ""
    if _edition(draft.conversation, draft.context) is None and not draft.replies and not noted:
        return _greeting(draft)
    prompt = said("talk.j2", "what_next")
    draft.replies.append(Reply(text=f"{text}\n{prompt}" if text else prompt, choices=MENU))
    return _rest(draft)
