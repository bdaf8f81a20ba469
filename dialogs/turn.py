"""Turn: one message in, the new conversation and the replies out; `respond` is a pure function."""

from __future__ import annotations

from dataclasses import dataclass

from dialogs.agenda import BY_NAME, ask, go_on, greet, names, wish
from dialogs.answers import Taken, taken
from dialogs.controls import control
from dialogs.conversation import Conversation
from dialogs.desk.buttons import accepted, request_of
from dialogs.desk.desk import reopened, served
from dialogs.desk.welcome import introduced
from dialogs.draft import Draft
from dialogs.elsewhere import elsewhere
from dialogs.flow import GO
from dialogs.interview import Question
from dialogs.message import Context, Effect, Message, Reply
from dialogs.picks import PUT
from dialogs.recall import carried, recalled, tellings
from dialogs.regions import arrival, placed
from dialogs.remedies import lacking
from dialogs.renewal import renew
from dialogs.script import in_traditional, is_simplified
from dialogs.session import session
from dialogs.subjects import about
from dialogs.understanding.characters.text import LIMIT
from dialogs.understanding.result import Asked, Intent, Understanding
from dialogs.understanding.understanding import understand
from dialogs.understanding.utterance import Utterance, utterance
from dialogs.unread import agrees, not_understood
from dialogs.wording import echo, said
from policy.assessment import open_facts
from policy.workdays import SHANGHAI

# What an interviewing flow asks the rules about.
ASPECTS = {"eligibility": "outcome", "estimate": "amount", "documents": "documents"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """The conversation after a message, what is said, and what is to be done outside."""

    conversation: Conversation
    replies: tuple[Reply, ...]
    effects: tuple[Effect, ...] = ()


def respond(conversation: Conversation, message: Message, context: Context) -> Turn:
    """The turn that a message makes. Never raises for anything a person can type."""
    draft = Draft(recalled(conversation, context), context)
    renew(draft)
    before = draft.conversation
    _answer(draft, message)
    draft.effects += tellings(before, draft.conversation, message, context, draft.effects)
    is_asked = draft.conversation.asked is not None or bool(draft.conversation.form)
    replies = tuple(introduced(draft.replies, context.records, asks=is_asked))
    if draft.conversation.traditional:
        replies = in_traditional(replies)
    return Turn(conversation=draft.conversation, replies=replies, effects=tuple(draft.effects))


def _answer(draft: Draft, message: Message) -> None:
    conversation = draft.conversation
    if conversation.edition is not None and draft.edition is None:
        draft.say(said("talk.j2", "lost", name=conversation.edition))
        draft.conversation = conversation._replace(edition=None, asked=None, offered=(), form={})
        go_on(draft)
        return
    if not conversation.greeted:
        draft.conversation = conversation._replace(greeted=True)
        if message.kind == "text" and not message.text.strip() and message.choice is None:
            greet(draft)
            return
    elif message.opens:
        draft.say(said("talk.j2", "back_again"))
        _ask_again(draft)
        return
    if message.kind != "text" and not message.text.strip():
        draft.say(said("talk.j2", "unreadable", kind=message.kind))
        _ask_again(draft)
        return
    if message.choice is not None:
        if message.choice.startswith(GO) and message.choice.removeprefix(GO) in BY_NAME:
            wish(draft, (message.choice.removeprefix(GO),))
            go_on(draft)
            return
        if (request := request_of(message.choice)) is not None:
            _heard(draft, message, Understanding(request=request))
            return
        if all(message.choice != offered.id for offered in conversation.offered):
            draft.say(said("talk.j2", "stale"))
            _ask_again(draft)
            return
    elif (request := accepted(draft.conversation, message.text)) is not None:
        _heard(draft, message, Understanding(request=request))
        return
    _heard(draft, message, _understood(draft, message))


def _ask_again(draft: Draft) -> None:
    """What stood open is asked again: the form's question, else the interview's."""
    if not reopened(draft):
        go_on(draft, again=True)


def _understood(draft: Draft, message: Message, *, asked: Conversation | None = None) -> Understanding:
    """What a message says; `asked` may name the conversation whose question it answers."""
    conversation = draft.conversation
    asked = asked or conversation
    if message.choice is not None:
        position = next(n for n, offered in enumerate(conversation.offered) if offered.id == message.choice)
        return Understanding(chosen=(position,))
    given = utterance(message.text)
    other = elsewhere(given, conversation, draft.context)
    found = _read(draft, other.asked if other else given, asked)
    if other is None:
        return _remedied(draft, given, found) if asked.asked is None else found
    if other.asked and not found.intents:
        return _read(draft, given, asked)
    intents: tuple[Intent, ...] = ("what_if", *(name for name in found.intents if name != "what_if"))
    return found._replace(intents=intents, supposed_region=(other.code,), region=(), facts=(), unclear=())


def _remedied(draft: Draft, given: Utterance, found: Understanding) -> Understanding:
    """With what was lacking and is made good: 登记了, where nothing else is said and nothing is asked."""
    if found._replace(answer=None).understood:
        return found
    here = session(draft.conversation, draft.context)
    if here is None or (asked := lacking(here, given.text)) is None:
        return found
    told = _read(draft, given, draft.conversation._replace(asked=asked, offered=()))
    # A yes to them all is not what a bare 好的 means.
    names = {fact.name for fact in told.facts}
    return (
        told
        if names and names <= set(asked.facts) and (told.answer is None or asked.kind == "one")
        else found
    )


def _read(draft: Draft, text: str | Utterance, asked: Conversation) -> Understanding:
    return understand(
        text,
        today=draft.context.now.astimezone(SHANGHAI).date(),
        asked=asked.asked or _spanned(asked),
        offered=asked.offered,
        edition=draft.edition,
        facts=draft.facts,
    )


def _spanned(conversation: Conversation) -> Asked | None:
    """The day known to a month only: where nothing else is asked, a day told is that one."""
    held = next((name for name, value in conversation.service.items() if isinstance(value, dict)), None)
    return Asked(kind="one", facts=(held,)) if held else None


def _heard(draft: Draft, message: Message, understood: Understanding) -> None:
    if understood.traditional or (draft.conversation.traditional and is_simplified(message.text)):
        draft.conversation = draft.conversation._replace(traditional=understood.traditional)
    if understood.cut:
        draft.say(said("talk.j2", "cut", limit=LIMIT))
    if served(draft, message, understood):
        return
    if understood.control is not None and _is_controlled(draft, understood):
        return
    before = draft.conversation
    understood = placed(before, understood, message.text)
    arrived = arrival(before, understood, draft.context)
    draft.conversation = carried(before, arrived.conversation, draft.context)
    draft.replies += arrived.replies
    if arrived.question is not None:
        about(draft, understood)
        draft.conversation = _taken(draft, understood).conversation
        wish(draft, _wishes(draft, understood, before))
        ask(draft, arrived.question)
        return
    if arrived.conversation.edition != before.edition and _means_another_sum(draft, understood):
        understood = _understood(draft, message, asked=before)
    _answered(draft, message, understood, before)


def _is_controlled(draft: Draft, understood: Understanding) -> bool:
    """Whether a control word was all that the message was about; it is answered then."""
    handled = control(draft.conversation, understood, draft.context, draft.facts)
    if handled is None:
        return False
    draft.conversation = handled.conversation
    draft.replies += handled.replies
    draft.effects += handled.effects
    if handled.ends or understood.facts:
        return handled.ends
    wish(draft, handled.wishes)
    if handled.question is not None:
        ask(draft, handled.question)
    else:
        go_on(draft, again=handled.asks_again)
    return True


def _wishes(draft: Draft, understood: Understanding, before: Conversation) -> tuple[str, ...]:
    """What is wished for; a supposition is asked of what it names, else of what was answered last, else of the sum."""
    named = tuple(name for name in understood.intents if name in BY_NAME)
    if named and "what_if" not in understood.intents:
        # Asked anew without an if: of what is so.
        subject = draft.conversation.subject._replace(supposed={}, edition=None)
        draft.conversation = draft.conversation._replace(subject=subject)
    subject = draft.conversation.subject
    if named or not subject.supposes:
        return named
    if understood.supposed_region and not understood.supposed and before.latest in _ASKED_AGAIN:
        if before.latest == "rule":
            draft.conversation = draft.conversation._replace(
                subject=subject._replace(points=subject.repeatable)
            )
        return (before.latest,)
    # An interview under way would go on under the supposition: what comes of it is told at once.
    wished = before.topic if before.topic in ASPECTS and before.topic != "eligibility" else None
    return (wished or (before.last if before.topic is None else None) or "estimate",)


# What can be asked of another region in the same words.
_ASKED_AGAIN = (
    *ASPECTS, "rule", "deadlines", "procedure", "payment_time", "contacts", "exclusions", "conditions", "requirements",
    "validity", "registration",
)  # fmt: skip


def _means_another_sum(draft: Draft, understood: Understanding) -> bool:
    """Whether the edition now known applies its rate to another sum than the one that was read."""
    bases = {c.edition.estimate.base for c in draft.context.library.editions.values()}
    read = bases & ({fact.name for fact in understood.facts} | {vague.name for vague in understood.unclear})
    return bool(read) and draft.edition is not None and draft.edition.estimate.base not in read


def _taken(draft: Draft, understood: Understanding) -> Taken:
    return taken(draft.conversation, understood, draft.context, draft.facts)


def _answered(draft: Draft, message: Message, understood: Understanding, before: Conversation) -> None:
    has_moved = draft.conversation.edition != before.edition
    has_arrived = has_moved or bool(draft.replies)
    understood = about(draft, understood)
    # What is supposed but vague is no answer to anything.
    vague = understood.unclear if "what_if" in understood.intents else ()
    stored = _taken(draft, understood._replace(unclear=()) if vague else understood)
    draft.conversation = stored.conversation
    _remark(draft, understood, stored, before)
    for one in vague:
        draft.say(said("talk.j2", "unclear", raw=echo(one.raw), reading=one.reading))
    wishes = tuple(dict.fromkeys((*stored.wishes, *_wishes(draft, understood, before))))
    if "greeting" in understood.intents and not wishes and not stored.names and not understood.off_topic:
        if not draft.conversation.topic:
            greet(draft)
            return
        draft.say(said("greeting.j2", "greeting", names=names(draft)))
    wish(draft, wishes)
    needed = next((question for question in stored.questions if _is_needed(draft, question)), None)
    if needed is not None:
        ask(draft, needed)
        return
    if before.asked is None and agrees(message.text):
        go_on(draft)
        return
    if not understood.understood or (stored.is_lost and not has_arrived):
        draft.say(said("talk.j2", "not_understood", text=echo(message.text)))
        draft.effects.append(not_understood(draft, message))
        go_on(draft, again=True)
        return
    changed = (bool(stored.names) or has_moved) and not vague
    noted = () if has_arrived else stored.noted
    go_on(draft, again=bool(vague), noted=noted, changed=changed)


def _remark(draft: Draft, understood: Understanding, stored: Taken, before: Conversation) -> None:
    """Says back what was assumed, what is no matter of vouchers, what cannot be, and what was noted in passing."""
    draft.say(said("talk.j2", "assumed", items=list(stored.assumed)) if stored.assumed else "")
    if understood.off_topic:
        draft.say(said("neighbour.j2", "answer", name=understood.off_topic))
    told = {vague.raw for vague in understood.unclear}
    for raw in (raw for raw in understood.impossible if raw not in told):
        draft.say(said("talk.j2", "impossible", raw=echo(raw)))
    if "thanks" in understood.intents:
        draft.say(said("talk.j2", "thanks"))
    if before.asked is not None and stored.noted and not set(stored.names) & set(before.asked.facts):
        draft.say(said("talk.j2", "noted", items=list(stored.noted)))
    draft.replies += stored.replies


def _is_needed(draft: Draft, question: Question) -> bool:
    """Whether what was left vague can change what was asked for."""
    if any(offered.id.startswith(PUT) for offered in question.offered):
        return True
    service = draft.conversation.services[question.service : question.service + 1]
    values = [held[name] for name in question.asked.facts for held in service if name in held]
    if values and not isinstance(values[0], dict):
        return True  # 第二项大概八九万: what was told is not so exact any more
    here = session(draft.conversation, draft.context)
    topics = (draft.conversation.topic, *draft.conversation.waiting)
    if not any(topics):
        topics = (draft.conversation.last,)
    aspects = {ASPECTS[t] for t in topics if t in ASPECTS}
    if here is None or not aspects:
        return True
    open_now = open_facts(here.compiled, here.case, draft.context.now, frozenset(aspects))
    return any(name in question.asked.facts for name, _ in open_now)
