"""Answers: what a message adds to the facts, the open question first."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from dialogs.addressing import Addressed, addressed
from dialogs.conversation import FROM, TO, Conversation
from dialogs.flow import GO
from dialogs.interview import STILL, Question, options, shown
from dialogs.message import Context, Reply
from dialogs.picks import put
from dialogs.recall import RECALL, reads
from dialogs.session import session
from dialogs.understanding.result import Asked, Offered, Said, Unclear, Understanding
from dialogs.withdrawals import withdrawn
from dialogs.wording import answer, echo, said
from policy.conditions import Test
from policy.facts import BadValue, Fact, read_value, written
from policy.values import Value
from policy.workdays import SHANGHAI

# An option that stands for one reading of something vague: `is:` and the JSON value.
PICK = "pick:"
# A statement that denies something: a bare "没有" may mean either side of it.
DENIAL = re.compile("没有|不是|不属于")


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """The conversation with the facts of a message.

    `names` are the facts', `noted` are these in words, or `assumed` where read with an assumption; `wishes` is what a
    menu choice asks for; `is_lost` says that the message was meant as an answer and could not be read as one.
    """

    conversation: Conversation
    noted: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()
    wishes: tuple[str, ...] = ()
    replies: tuple[Reply, ...] = ()
    # What was vague, to be asked in this order.
    questions: tuple[Question, ...] = ()
    is_lost: bool = False


def taken(
    conversation: Conversation, understood: Understanding, context: Context, facts: Mapping[str, Fact]
) -> Taken:
    """What the message says, put with what was said before."""
    wishes, answers = _of_question(conversation, understood, context, facts)
    noted, names, assumed, ahead = [], [], [], []
    left = withdrawn(conversation, understood, facts)
    result = left.conversation
    where = addressed(result, understood, facts)
    opened = (*conversation.opened, *_opens(conversation, understood, facts))
    for stated, places in (
        *((one, (result.current if one.service is None else one.service,)) for one in answers),
        *((one, where.of(one)) for one in understood.facts),
    ):
        fact = facts.get(stated.name)
        if fact is None or not _fits(fact, stated.value) or (fact.scope == "service" and not places):
            continue
        if isinstance(stated.value, date) and stated.value > context.now.astimezone(SHANGHAI).date():
            ahead.append(Reply(text=said("talk.j2", "ahead", label=fact.label, day=stated.value)))
            continue
        for number in places or (result.current,):
            result = result.answered(fact.scope, fact.name, written(fact, stated.value), number)
            result = _with_guard(result, fact, facts, number, context)
        names.append(fact.name)
        if stated.said_back:
            assumed.append(stated.said_back)
        else:
            plain = fact.declared and stated.value
            noted.append(fact.label if plain else f"{fact.label} {answer(fact, stated.value)}")
    current = min(_spoken_of(answers, where, result.current), max(0, len(result.services) - 1))
    if opened != conversation.opened or current != result.current:
        result = result._replace(opened=tuple(dict.fromkeys(opened)), current=current)
    meant = understood.chosen or understood.chosen_all or understood.answer in ("yes", "no", "unsure")
    base = Taken(
        conversation=result,
        noted=tuple(noted),
        names=(*names, *left.names),
        assumed=tuple(assumed),
        wishes=wishes,
        replies=(*left.replies, *ahead),
        questions=tuple(q for q in (left.question, where.question) if q is not None),
        is_lost=bool(meant)
        and not (names or left.names or wishes or understood.intents or understood.region)
        and opened == conversation.opened,
    )
    return _vague(base, understood, facts)


def _spoken_of(answers: Sequence[Said], where: Addressed, current: int) -> int:
    """The service that a message speaks of, where it is one."""
    told = {answer.service for answer in answers if answer.service is not None}
    found = told or {place for places in where.numbers.values() for place in places}
    return found.pop() if len(found) == 1 else current


def _fits(fact: Fact, value: Value | None) -> bool:
    if value is None:
        return True
    try:
        read_value(fact, written(fact, value))
    except BadValue:
        return False
    return True


def _opens(
    conversation: Conversation, understood: Understanding, facts: Mapping[str, Fact]
) -> Collection[str]:
    """What is asked one by one from now on: asked together, and answered with anything but a plain yes."""
    asked = conversation.asked
    if asked is None or asked.kind not in ("confirm", "recall"):
        return ()
    ids = [conversation.offered[n].id for n in understood.chosen if n < len(conversation.offered)]
    if understood.answer in ("no", "unsure", "hedged") or {"some", "changed"} & set(ids):
        is_open = True
    else:
        # 不对，改了 to what was told long ago
        is_open = understood.chosen_all == "none" or (
            asked.kind == RECALL and understood.control == "correct"
        )
    if not is_open:
        return ()
    return (RECALL,) if asked.kind == RECALL else {facts[n].group or "" for n in asked.facts if n in facts}


def _of_question(
    conversation: Conversation, understood: Understanding, context: Context, facts: Mapping[str, Fact]
) -> tuple[tuple[str, ...], list[Said]]:
    """Menu wishes, and facts that the open question's answer gives."""
    ids = [conversation.offered[n].id for n in understood.chosen if n < len(conversation.offered)]
    wishes = tuple(i.removeprefix(GO) for i in ids if i.startswith(GO))
    picked = [i.removeprefix(PICK) for i in ids if i.startswith(PICK)]
    asked = conversation.asked
    if (told := put(conversation, understood, facts)) is not None:
        return wishes, list(told.facts)
    if picked:
        name, _, value = picked[0].partition("=")
        return wishes, _picked(facts.get(name), value)
    if asked is None or wishes:
        return wishes, []
    known = [facts[name] for name in asked.facts if name in facts]
    stated = {f.name for f in understood.facts}
    if asked.kind == RECALL:
        return wishes, _recalled([f for f in known if f.name not in stated], ids, understood, context)
    if not known or any(fact.name in stated for fact in known):
        return wishes, []
    match asked.kind:
        case "one":
            return wishes, _one(known[0], ids, understood)
        case "confirm":
            return wishes, _confirmed(known, ids, understood)
        case _:
            return wishes, _selected(known, ids, understood)


def _picked(fact: Fact | None, value: str) -> list[Said]:
    if fact is None:
        return []
    try:
        return [_said(fact, read_value(fact, json.loads(value)))]
    except (BadValue, ValueError):
        return []


def _said(fact: Fact, value: Value | None) -> Said:
    return Said(scope=fact.scope, name=fact.name, value=value)


def _one(fact: Fact, ids: list[str], understood: Understanding) -> list[Said]:
    if understood.answer == "unsure" or "unsure" in ids:
        return [_said(fact, None)]
    if len(ids) > 1 and fact.type != "set":
        return []
    if fact.type == "bool":
        if not ids and understood.answer == "no" and fact.declared and DENIAL.search(fact.label):
            return []
        if "yes" in ids or (not ids and understood.answer == "yes"):
            return [_said(fact, True)]
        if "no" in ids or (not ids and understood.answer == "no"):
            return [_said(fact, False)]
    if ids and fact.type in ("choice", "region"):
        return [_said(fact, ids[0])]
    if fact.type == "set":
        if ids:
            return [_said(fact, frozenset(ids))]
        if understood.chosen_all == "none" or understood.answer == "no":
            return [_said(fact, frozenset())]
    if fact.type == "money" and understood.answer == "no" and fact.name.startswith("granted"):
        return [_said(fact, 0)]
    return []


def _confirmed(facts: list[Fact], ids: list[str], understood: Understanding) -> list[Said]:
    if "all" in ids or understood.answer == "yes" or understood.chosen_all == "all":
        return [_said(fact, True) for fact in facts]
    return []


def _recalled(facts: list[Fact], ids: list[str], understood: Understanding, context: Context) -> list[Said]:
    """What was told before, told again."""
    if not (STILL.id in ids or understood.answer == "yes" or understood.chosen_all == "all"):
        return []
    kept = {name: one.value for name, one in (context.records.told if context.records else {}).items()}
    known = [fact for fact in facts if fact.name in kept and reads(fact, kept[fact.name])]
    return [_said(fact, read_value(fact, kept[fact.name])) for fact in known]


def _selected(facts: list[Fact], ids: list[str], understood: Understanding) -> list[Said]:
    if understood.answer == "unsure" or "unsure" in ids:
        return [_said(fact, None) for fact in facts]
    if "none" in ids or understood.answer == "no" or understood.chosen_all == "none":
        return [_said(fact, False) for fact in facts]
    if understood.chosen_all == "all":
        return [_said(fact, True) for fact in facts]
    return [_said(fact, fact.name in ids) for fact in facts] if ids else []


def _with_guard(
    conversation: Conversation, fact: Fact, facts: Mapping[str, Fact], service: int, context: Context
) -> Conversation:
    """A fact given although its own condition is open settles that condition where it is a single plain test."""
    guard = fact.applies_if
    if not isinstance(guard, Test) or guard.op != "is":
        return conversation
    held = facts.get(guard.fact)
    here = session(conversation, context)
    if held is None or here is None or guard.fact in here.facts(service):
        return conversation
    value = guard.operand
    assert isinstance(value, bool | str)
    return conversation.answered(held.scope, held.name, value, service)


def _vague(found: Taken, understood: Understanding, facts: Mapping[str, Fact]) -> Taken:
    """Asks what was meant where something was vague; a vague value is never a fact."""
    questions = []
    for unclear in understood.unclear:
        fact = facts.get(unclear.name)
        if fact is not None and not _known(found, fact):
            questions.append(_asking(found, fact, unclear))
            found = _with_span(found, fact, unclear)
    if questions or found.questions:
        return replace(found, questions=(*found.questions, *questions))
    if understood.answer == "hedged" and found.conversation.asked is not None and not found.names:
        return replace(found, replies=(*found.replies, Reply(text=said("talk.j2", "sure"))))
    return found


def _with_span(found: Taken, fact: Fact, unclear: Unclear) -> Taken:
    """With the days that a vague date lies between: enough, where no rule parts them."""
    if fact.type != "date" or unclear.low is None or unclear.high is None or unclear.options:
        return found
    span = {FROM: written(fact, unclear.low), TO: written(fact, unclear.high)}
    kept = found.conversation.answered(fact.scope, fact.name, span)
    words = f"{fact.label} {span[FROM]} 至 {span[TO]}"
    return replace(found, conversation=kept, noted=(*found.noted, words), names=(*found.names, fact.name))


def _known(found: Taken, fact: Fact) -> bool:
    held = found.conversation.enterprise if fact.scope == "enterprise" else found.conversation.service
    return held.get(fact.name) is not None and fact.name in found.names


def _asking(found: Taken, fact: Fact, unclear: Unclear) -> Question:
    if unclear.options:
        offered: tuple[Offered, ...] = tuple(
            Offered(id=o.id if o.id.startswith(PICK) else f"{PICK}{fact.name}={o.id}", label=o.label)
            for o in unclear.options
        )
        text = said("talk.j2", "which_of", raw=echo(unclear.raw))
    else:
        offered = options(fact)
        text = (
            said("talk.j2", "unclear", raw=echo(unclear.raw), reading=unclear.reading) + "\n" + fact.question
        )
    return Question(
        asked=Asked(kind="one", facts=(fact.name,)),
        service=found.conversation.current,
        offered=offered,
        reply=Reply(text=text, choices=shown(offered)),
    )
