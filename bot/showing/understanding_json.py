"""Understanding JSON: what one message says, as `quanzhu understand` prints it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from dialogs.understanding.result import Request, Said, Unclear, Understanding
from policy.facts import Fact, Scope, written
from policy.library import Library
from policy.money import yuan
from policy.values import Value


def understanding_json(
    understood: Understanding, facts: Mapping[str, Fact], library: Library, edition: str | None
) -> dict[str, Any]:
    """The six keys that are always there, then those that hold something.

    `facts` and `unclear` are by address; `edition` is the one that the message leads to, else the one given.
    """
    code = understood.region[0] if len(understood.region) == 1 else None
    found: dict[str, Any] = {
        "intents": list(understood.intents),
        "facts": _stated(understood.facts, facts),
        "region": code,
        "edition": _edition(understood, library) if code else edition,
        "control": understood.control,
        "unclear": {_address(u.name, facts, 0): _vague(u, facts) for u in understood.unclear},
    }
    if len(understood.region) > 1:
        names = "、".join(understood.region)
        found["unclear"].setdefault(
            "region", {"low": None, "high": None, "reading": names, "options": list(understood.region)}
        )
    more = {
        "about": [{"point": p.name, "value": _plain(facts.get(p.name), p.value)} for p in understood.points],
        "supposed": _stated(understood.supposed, facts),
        "supposed_region": list(understood.supposed_region),
        "compared": list(understood.compared),
        "off_topic": understood.off_topic,
        "impossible": list(understood.impossible),
        "year": understood.year,
        "correct": understood.correct,
        "answer": understood.answer,
        "chosen": list(understood.chosen),
        "chosen_all": understood.chosen_all,
        "cut": understood.cut,
        "request": _request(understood.request),
    }
    return found | {key: value for key, value in more.items() if value}


def _request(request: Request | None) -> dict[str, Any] | None:
    """What is asked of the records, or told for them: what was said of it."""
    if request is None:
        return None
    found: dict[str, Any] = {name: value for name, value in request._asdict().items() if value}
    if request.day is not None:
        found["day"] = request.day.isoformat()
    if request.amount is not None:
        found["amount"] = yuan(request.amount)
    return found


def _stated(said: Iterable[Said], facts: Mapping[str, Fact]) -> dict[str, Any]:
    return {
        _address(s.name, facts, s.service or 0, s.scope): _plain(facts.get(s.name), s.value) for s in said
    }


def _address(name: str, facts: Mapping[str, Fact], service: int, scope: Scope = "service") -> str:
    fact = facts.get(name)
    if fact is not None:
        return fact.address(service)
    return f"enterprise.{name}" if scope == "enterprise" else f"services[{service}].{name}"


def _plain(fact: Fact | None, value: Value | None) -> Any:
    if fact is not None and not (
        fact.type == "region" and value in ("inside", "outside", "inside_province", "outside_province")
    ):
        return written(fact, value)
    return value if isinstance(value, bool | int | str) or value is None else str(value)


def _vague(unclear: Unclear, facts: Mapping[str, Fact]) -> dict[str, Any]:
    fact = facts.get(unclear.name)
    found: dict[str, Any] = {
        "low": _plain(fact, unclear.low),
        "high": _plain(fact, unclear.high),
        "reading": unclear.reading,
        "raw": unclear.raw,
    }
    if unclear.options:
        found["options"] = [option.label for option in unclear.options]
    return found


def _edition(understood: Understanding, library: Library) -> str | None:
    """The edition of the region named: that of the year named, else the newest; None where none covers it."""
    found = library.for_region(understood.region[0])
    wanted = [c for c in found if c.edition.year == understood.year]
    chosen = wanted or found
    return chosen[0].edition.id if chosen else None
