"""Controls: the words that work from every state: back, why, what does this mean, restart …"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dialogs.addressing import spoken_of
from dialogs.conversation import Conversation
from dialogs.interview import Question, single
from dialogs.message import Context, Effect, Reply
from dialogs.picks import service_label
from dialogs.recall import recalled
from dialogs.regions import covered, region_question
from dialogs.session import Session, session
from dialogs.understanding.result import Understanding
from dialogs.wording import said
from policy.conditions import tests
from policy.edition import CapCase, RateCase
from policy.facts import Fact

MOST_REASONS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Handled:
    """The conversation after a control word; `ends` leaves the turn here, `asks_again` repeats the question."""

    conversation: Conversation
    replies: tuple[Reply, ...] = ()
    effects: tuple[Effect, ...] = ()
    wishes: tuple[str, ...] = ()
    question: Question | None = None
    ends: bool = False
    asks_again: bool = False


def control(
    conversation: Conversation, understood: Understanding, context: Context, facts: Mapping[str, Fact]
) -> Handled | None:
    """What a control word does; None where the rest of the message says it all."""
    here = session(conversation, context)
    match understood.control:
        case "quit":
            leave = Effect(kind="leave", content={})
            return Handled(conversation=conversation, replies=_says("goodbye"), effects=(leave,), ends=True)
        case "restart":
            fresh = recalled(Conversation(greeted=True), context)
            is_known = context.records is not None and bool(context.records.told)
            kept = (Reply(text=said("recall.j2", "restarted")),)
            return Handled(conversation=fresh, replies=kept if is_known else _says("restarted"))
        case "help" | "menu":
            name = here.edition.name if here else ""
            return Handled(conversation=conversation, replies=_says("help", name=name), asks_again=True)
        case "human":
            first = _says("human_first") if here is None else ()
            return Handled(conversation=conversation, replies=first, wishes=("contacts",))
        case "back":
            return _back(conversation, facts, here)
        case "why" if conversation.asked is None and conversation.last is not None:
            return Handled(conversation=conversation, wishes=(conversation.last,))
        case "why":
            return Handled(conversation=conversation, replies=_why(here), asks_again=True)
        case "meaning":
            return Handled(
                conversation=conversation, replies=_meaning(conversation, understood, facts), asks_again=True
            )
        case "change_year" if understood.year and here is not None:
            return None
        case "change_region" | "change_year" if not understood.region:
            years = _says("years", names=covered(context))
            return Handled(
                conversation=conversation._replace(edition=None),
                replies=years if understood.control == "change_year" else (),
                question=region_question(context),
            )
        case "correct" if _is_asked_again(conversation, understood):
            return None
        case "correct" if not understood.facts and not understood.region:
            return _correct(conversation, understood, facts, here)
        case "add_service":
            return _add(conversation, understood)
        case "continue":
            return Handled(conversation=conversation, asks_again=True)
        case _:
            return None


def _is_asked_again(conversation: Conversation, understood: Understanding) -> bool:
    """Whether 不对 says that what was told long ago has changed."""
    asked = conversation.asked
    return asked is not None and asked.kind == "recall" and understood.correct is None


def _says(block: str, **values: object) -> tuple[Reply, ...]:
    return (Reply(text=said("talk.j2", block, **values)),)


def _back(conversation: Conversation, facts: Mapping[str, Fact], here: Session | None) -> Handled:
    """Takes the last answer back and asks it again; a group answered together goes back together."""
    if not conversation.history:
        return Handled(conversation=conversation, replies=_says("back", label=""), asks_again=True)
    last = conversation.history[-1]
    group = _group(last, facts)
    changed = conversation
    labels: list[str] = []
    for address in reversed(conversation.history):
        if address != last and (group is None or _group(address, facts) != group):
            break
        changed = changed.without(address)
        fact = facts.get(address.rpartition(".")[2])
        labels.insert(0, fact.label if fact else address)
    changed = changed._replace(opened=tuple(g for g in changed.opened if g != group))
    if here is not None and "registered_in" in last:
        changed = changed._replace(edition=None)
    topic = changed.topic or changed.last or "eligibility"
    return Handled(
        conversation=changed,
        replies=_says("back", label="、".join(labels)),
        wishes=() if changed.topic else (topic,),
        asks_again=True,
    )


def _group(address: str, facts: Mapping[str, Fact]) -> str | None:
    fact = facts.get(address.rpartition(".")[2])
    return fact.group if fact else None


def _why(here: Session | None) -> tuple[Reply, ...]:
    """The clauses that need the fact being asked."""
    asked = here.conversation.asked if here else None
    if here is None or asked is None or asked.kind == "term":
        return _says("nothing_asked")
    edition = here.edition
    reasons = [
        (r.summary, r.clause) for r in edition.rules if any(t.fact in asked.facts for t in tests(r.when))
    ]
    estimate = edition.estimate
    cases: tuple[RateCase | CapCase, ...] = (*estimate.rates, *estimate.caps)
    reasons += [(c.summary, c.clause) for c in cases if any(t.fact in asked.facts for t in tests(c.when))]
    if estimate.base in asked.facts:
        reasons.append((f"按{estimate.base_label}计算", estimate.base_clause))
    if estimate.granted in asked.facts:
        reasons += [(cap.summary, cap.clause) for cap in estimate.caps]
    for paper in edition.documents:
        if any(t.fact in asked.facts for t in tests(paper.when)):
            reasons.append((f"决定要不要“{paper.name}”", paper.clause))
    for fact in edition.facts:
        if fact.applies_if is not None and any(t.fact in asked.facts for t in tests(fact.applies_if)):
            reasons.append((f"决定要不要问“{fact.label}”", fact.clause or ""))
    labels = "、".join(f.label for name in asked.facts if (f := edition.fact(name)))
    shown = list(dict.fromkeys(reasons))[:MOST_REASONS]
    return _says("why", label=labels, rules=shown, edition=edition)


def _meaning(
    conversation: Conversation, understood: Understanding, facts: Mapping[str, Fact]
) -> tuple[Reply, ...]:
    asked = conversation.asked
    names = (understood.correct,) if understood.correct else asked.facts if asked else ()
    known = [facts[name] for name in names if name in facts]
    return _says("meaning", facts=known) if known else _says("nothing_asked")


def _correct(
    conversation: Conversation, understood: Understanding, facts: Mapping[str, Fact], here: Session | None
) -> Handled:
    fact = facts.get(understood.correct or "")
    if fact is None or here is None:
        told = dict.fromkeys(
            (*(a.rpartition(".")[2] for a in conversation.history), *conversation.enterprise)
        )
        labels = [facts[name].label for name in told if name in facts]
        return Handled(
            conversation=conversation, replies=_says("correct_what", labels=labels), asks_again=True
        )
    number = spoken_of(conversation, understood, facts) if fact.scope == "service" else conversation.current
    if number is None:
        labels = [service_label(n, service, facts) for n, service in enumerate(conversation.services)]
        which = said("service.j2", "correct_which", label=fact.label, labels=labels)
        return Handled(conversation=conversation, replies=(Reply(text=which),), asks_again=True)
    address = fact.address(number)
    changed = conversation.without(address) if address in conversation.history else conversation
    return Handled(
        conversation=changed,
        replies=_says("corrected", label=fact.label),
        question=single(fact, number),
    )


def _add(conversation: Conversation, understood: Understanding) -> Handled | None:
    if understood.facts or not conversation.service:
        return None
    number = len(conversation.services)
    grown = conversation._replace(services=(*conversation.services, {}), current=number)
    topic = conversation.topic or "estimate"
    return Handled(conversation=grown, replies=_says("added", number=number + 1), wishes=(topic,))
