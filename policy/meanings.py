"""Meaning: what a fact asked when it was answered, and whether that answer still holds under another edition."""

from __future__ import annotations

import re
from datetime import date
from functools import cache, lru_cache
from hashlib import blake2b
from typing import Literal

from policy.certificates import certificates
from policy.edition import Edition
from policy.facts import Choice, Fact

# "fresh" holds · "stale" is to be confirmed · "other" answered another question, or for another year.
Kept = Literal["fresh", "stale", "other"]

DAYS_FRESH = 365
# An enterprise seldom changes these, and a notice never asks when.
LASTING = ("registered_in", "legal_form", "industry")


def meaning(fact: Fact) -> str:
    """What a fact asks, as 16 hexadecimal digits; how it is explained or proved is no part of it.

    A place is the same place however it is asked for: of a region only the scope counts.
    """
    if fact.type == "region":
        return _digest(fact.type, fact.scope, "", ())
    # What can only be declared is put as the label says it.
    return _digest(fact.type, fact.scope, fact.label if fact.declared else fact.question, fact.choices)


def year(edition: Edition | None) -> int | None:
    """The year that answers under an edition are for; None where it has none, and of a draft."""
    return None if edition is None or edition.is_draft else edition.year


def is_certificate(fact: Fact) -> bool:
    """Whether a fact asks for a certificate, under its own name or for one year."""
    certified = _certified()
    return fact.name in certified or fact.about in certified


def kept(
    edition: Edition | None,
    fact: Fact,
    told_meaning: str,
    told_year: int | None,
    told_on: date,
    today: date,
) -> Kept:
    """Whether an answer of that meaning and year, told on that day, answers the fact today.

    Without an edition, or where either year is not known, its age decides.
    """
    if told_meaning != meaning(fact):
        return "other"
    if fact.name in LASTING:
        return "fresh"
    now = year(edition)
    if now is not None and told_year is not None and (fact.yearly or is_certificate(fact)):
        return "fresh" if now == told_year else "other" if fact.yearly else "stale"
    turned = fact.yearly and told_on.year != today.year
    return "stale" if turned or (today - told_on).days > DAYS_FRESH else "fresh"


@cache
def _certified() -> frozenset[str]:
    return frozenset(one.fact for one in certificates().values())


_MARKS = re.compile(r"[\W_]+")


@lru_cache(maxsize=1024)
def _digest(kind: str, scope: str, asked: str, choices: tuple[Choice, ...]) -> str:
    parts = [kind, scope, _MARKS.sub("", asked), *sorted(f"{c.id}={c.label}" for c in choices)]
    return blake2b("\n".join(parts).encode(), digest_size=8).hexdigest()
