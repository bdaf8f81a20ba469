"""Picks: options that stand for services: which one facts are of, which one is left out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dialogs.conversation import Answers, Conversation
from dialogs.interview import Question, shown
from dialogs.message import Reply
from dialogs.understanding.result import Address, Asked, Offered, Said, Understanding
from dialogs.wording import answer, said
from policy.facts import BadValue, Fact, read_value, written
from policy.values import Value

# An option that puts facts with services, or leaves services out: `put:` and what as JSON.
PUT = "put:"
# The last of the services, as an ordinal names it.
LAST = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Put:
    """What an option puts with services, or that it leaves them out."""

    at: tuple[int, ...]
    facts: tuple[Said, ...] = ()
    drops: bool = False


def put(conversation: Conversation, understood: Understanding, facts: Mapping[str, Fact]) -> Put | None:
    """What the chosen option puts where, if it is one of these; 都是 chooses the one of them all."""
    offered = conversation.offered
    chosen = (len(offered) - 1,) if understood.chosen_all == "all" else understood.chosen
    if len(chosen) != 1 or not 0 <= chosen[0] < len(offered) or not offered[chosen[0]].id.startswith(PUT):
        return None
    content = json.loads(offered[chosen[0]].id.removeprefix(PUT))
    if understood.chosen_all == "all" and len(content["at"]) < 2:
        return None
    known = {
        name: value
        for name, kept in content["facts"].items()
        if (value := _read(facts.get(name), kept)) is not None
    }
    return Put(
        at=tuple(content["at"]),
        facts=tuple(
            Said(scope=facts[name].scope, name=name, value=value, service=number)
            for number in content["at"]
            for name, value in known.items()
        ),
        drops=not content["facts"],
    )


def _read(fact: Fact | None, kept: Any) -> Value | None:
    """A kept value; None where the edition now looked at has no such fact or value."""
    try:
        return read_value(fact, kept) if fact is not None and kept is not None else None
    except BadValue:
        return None


def putting(numbers: Sequence[int], values: Mapping[str, object]) -> str:
    """The id of an option that puts facts with services; without facts it leaves them out."""
    return PUT + json.dumps({"at": list(numbers), "facts": values}, ensure_ascii=False)


def which(block: str, offered: tuple[Offered, ...], name: str, **values: object) -> Question:
    """The question which service is meant."""
    return Question(
        asked=Asked(kind="one", facts=(name,)),
        service=0,
        offered=offered,
        reply=Reply(text=said("service.j2", block, **values), choices=shown(offered)),
    )


def service_label(number: int, service: Answers, facts: Mapping[str, Fact]) -> str:
    """`第 2 项：中试（10 万元）`, by what is known of it."""
    parts = []
    for name in ("category", "fee_paid", "contract_amount"):
        fact = facts.get(name)
        value = _read(fact, service.get(name))
        if fact is not None and value is not None:
            parts.append(answer(fact, value))
    kind = f"：{parts[0]}" if parts else ""
    return f"第 {number + 1} 项{kind}" + (f"（{parts[1]}）" if len(parts) > 1 else "")


# ---- services as they are named


def places(conversation: Conversation, told: Address) -> tuple[int, ...]:
    """The services that ordinals name, those that there are."""
    count = len(conversation.services)
    named = (count - 1 if item == LAST else item for item in told.items)
    return tuple(place for place in named if 0 <= place < count)


def matching(services: Sequence[Answers], known: Said, facts: Mapping[str, Fact]) -> list[int]:
    """The services of which something was told."""
    fact = facts.get(known.name)
    if fact is None or known.value is None:
        return []
    value = written(fact, known.value)
    names = [n for n, f in facts.items() if f.type == "money"] if fact.type == "money" else [known.name]
    return [n for n, service in enumerate(services) if any(service.get(name) == value for name in names)]
