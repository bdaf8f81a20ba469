"""Interview: the next question, taken from the rules, never from a list of steps."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from dialogs.message import Choice, Reply
from dialogs.recall import RECALL, stale
from dialogs.session import Session
from dialogs.understanding.result import Asked, Offered
from dialogs.wording import answer, cite, said
from policy.assessment import open_facts
from policy.conditions import denied, holds
from policy.derived import MEASURES, SIZE, still_to_measure
from policy.facts import Fact, read_value
from policy.relevance import in_asking_order
from policy.standing import Case
from policy.workdays import SHANGHAI

UNSURE = Offered(id="unsure", label="不清楚")
YES, NO = Offered(id="yes", label="是"), Offered(id="no", label="否")
# A statement is confirmed or denied: "没有" to one that is itself a denial would say nothing.
SO, NOT_SO = Offered(id="yes", label="是这样"), Offered(id="no", label="不是这样")
ALL_TRUE = Offered(id="all", label="全部符合")
SOME_FALSE = Offered(id="some", label="有不符合或拿不准的")
NONE = Offered(id="none", label="都没有")
STILL, CHANGED = Offered(id="still", label="还是这样"), Offered(id="changed", label="有变化")
MOST_OFFERED = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What to ask next, with the options shown."""

    asked: Asked
    service: int
    offered: tuple[Offered, ...]
    reply: Reply


def question(session: Session, aspects: Iterable[str], *, case: Case | None = None) -> Question | None:
    """The next question whose answer can matter; None when nothing is left to ask.

    `case` may stand in for the session's, with more taken as known.
    """
    case = case or session.case
    found = open_facts(session.compiled, case, session.context.now, frozenset(aspects))
    measure = _size_measure(session, (SIZE, -1) in found)
    if measure is not None:
        return _recalling(session, (measure.name,), MEASURES) or single(measure)
    order = [need for need in in_asking_order(session.compiled, found, case) if _applies(session, *need)]
    if not order:
        return None
    if "amount" in aspects:
        # The sum itself comes first: it often settles which share or cap matters at all.
        order.sort(key=lambda need: need[0] != session.edition.estimate.base)
    name, service = order[0]
    fact = _fact(session, name)
    group = (
        [n for n, s in order if s == service and _fact(session, n).group == fact.group] if fact.group else []
    )
    alone = len(group) < 2 or fact.group in session.conversation.opened
    if recalling := _recalling(session, (name,) if alone else group, [n for n, s in order if s < 0]):
        return recalling
    if not alone:
        ordered = [f.name for f in session.edition.facts if f.name in group]
        return together(session, ordered, max(service, 0))
    return single(fact, max(service, 0), which=_which(session, fact, service))


def _size_measure(session: Session, matters: bool) -> Fact | None:
    """What to ask somebody who does not know the size class, while it matters."""
    enterprise = session.case.enterprise
    if not matters or enterprise.get(SIZE, SIZE) is not None:
        return None
    name = still_to_measure(enterprise)
    return session.edition.fact(name) if name else None


def _applies(session: Session, name: str, service: int) -> bool:
    """Whether a fact applies, what the user does not know being taken as not so."""
    guard = _fact(session, name).applies_if
    if guard is None:
        return True
    facts = session.facts(max(service, 0))
    unsure = {fact for fact, value in facts.items() if value is None}
    return holds(denied(guard, unsure) if unsure else guard, facts, session.today) is not False


def _fact(session: Session, name: str) -> Fact:
    fact = session.edition.fact(name)
    assert fact is not None
    return fact


def single(fact: Fact, service: int = 0, *, which: str = "") -> Question:
    """One fact's own question; `which` says of which service, where there are several."""
    offered = options(fact)
    asking = fact.label if fact.declared else fact.question
    text = said("question.j2", "statement" if fact.declared else "single", question=asking, which=which)
    return Question(
        asked=Asked(kind="one", facts=(fact.name,)),
        service=service,
        offered=offered,
        reply=Reply(text=text, choices=shown(offered)),
    )


def together(session: Session, names: list[str], service: int) -> Question:
    """Several bool facts in one question: declared ones as a confirmation, others as a selection."""
    facts = [_fact(session, name) for name in names]
    if all(fact.declared for fact in facts):
        offered: tuple[Offered, ...] = (ALL_TRUE, SOME_FALSE)
        kind, block = "confirm", "confirm"
    else:
        offered = (*(Offered(id=f.name, label=f.label) for f in facts), NONE, UNSURE)
        kind, block = "select", "select"
    text = said(
        "question.j2",
        block,
        facts=facts,
        which=_which(session, facts[0], service),
        cited=cite(session.edition, *(f.clause for f in facts)),
    )
    return Question(
        asked=Asked(kind=kind, facts=tuple(names)),  # type: ignore[arg-type]
        service=service,
        offered=offered,
        reply=Reply(text=text, choices=shown(offered)),
    )


def _recalling(session: Session, names: Collection[str], matter: Collection[str]) -> Question | None:
    """Whether what was told long ago is so still, where one of these facts was: asked of all such that matter."""
    if RECALL in session.conversation.opened:
        return None
    old = stale(session.conversation, session.context, session.edition)
    if not any(name in old for name in names):
        return None
    facts = [f for f in session.edition.facts if f.name in old and (f.name in matter or f.name in names)]
    days: dict[date, list[str]] = {}
    for fact in facts:
        told = old[fact.name]
        words = f"{fact.label} {answer(fact, read_value(fact, told.value))}"
        plain = fact.declared and told.value
        days.setdefault(told.at.astimezone(SHANGHAI).date(), []).append(fact.label if plain else words)
    offered = (STILL, CHANGED)
    text = said("recall.j2", "still", days=sorted(days.items()))
    return Question(
        asked=Asked(kind="recall", facts=tuple(fact.name for fact in facts)),
        service=session.conversation.current,
        offered=offered,
        reply=Reply(text=text, choices=shown(offered)),
    )


def _which(session: Session, fact: Fact, service: int) -> str:
    """Which service a question is about, where there are several."""
    return (
        f"第 {service + 1} 项服务："
        if fact.scope == "service" and len(session.conversation.services) > 1
        else ""
    )


def options(fact: Fact) -> tuple[Offered, ...]:
    """The options of one fact; free text is always welcome beside them."""
    if fact.type == "bool":
        return (SO, NOT_SO, UNSURE) if fact.declared else (YES, NO, UNSURE)
    if fact.type in ("choice", "set", "region"):
        ids = fact.offer or tuple(c.id for c in fact.choices)[:MOST_OFFERED]
        return (*(Offered(id=i, label=fact.choice_label(i)) for i in ids), *((UNSURE,) if ids else ()))
    return ()


def shown(offered: tuple[Offered, ...]) -> tuple[Choice, ...]:
    """Options as a reply carries them."""
    return tuple(Choice(id=o.id, label=o.label) for o in offered)


def question_again(choices: tuple[Choice, ...]) -> tuple[Offered, ...]:
    """The options of a reply that stay open after it."""
    return tuple(Offered(id=c.id, label=c.label) for c in choices)
