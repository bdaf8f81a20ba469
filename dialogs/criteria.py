"""Criteria: what an edition asks of an enterprise and of a service, as (summary, clause), whatever the case."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from dialogs.session import Session
from dialogs.wording import said
from policy.conditions import ALWAYS, tests
from policy.edition import Edition, Provision, Route, Rule
from policy.facts import Scope

Lines = tuple[tuple[str, str], ...]


class Criteria(NamedTuple):
    """What must hold, and what must not."""

    required: Lines
    barred: Lines


def criteria(edition: Edition, scope: Scope) -> Criteria:
    """Those of the enterprise or of a service; kinds of services that are refused are a list of their own."""
    required = (r for r in edition.rules_of("condition") if r.scope == scope)
    barred = (r for r in edition.rules_of("exclusion") if r.scope == scope and not _is_of_kinds(r))
    return Criteria(required=_lines(required), barred=_lines(barred))


def beside(edition: Edition) -> Lines:
    """Who else may apply and through whom, and what is told of the enterprise's own facts without deciding."""
    own = {fact.name for fact in edition.facts if fact.scope == "enterprise"}
    told = (p for p in edition.provisions if p.about in own and p.when == ALWAYS)
    others = (route for route in edition.routes if route.applicant != "enterprise")
    found: tuple[Route | Provision, ...] = (*others, *told)
    return tuple((each.summary, each.clause) for each in found)


def is_team_unstated(session: Session) -> bool:
    """Whether a team asks where the notice speaks of enterprises only."""
    team = session.conversation.enterprise.get("legal_form") == "team"
    return team and all(route.applicant == "enterprise" for route in session.edition.routes)


def listed(session: Session, *, with_service: bool) -> str:
    """All of it in words, for the enterprise alone or for what was bought too."""
    edition = session.edition
    return said(
        "conditions.j2",
        "answer",
        edition=edition,
        enterprise=criteria(edition, "enterprise"),
        beside=beside(edition),
        service=criteria(edition, "service") if with_service else None,
        no_team=is_team_unstated(session),
    )


def _is_of_kinds(rule: Rule) -> bool:
    return any(test.fact == "category" for test in tests(rule.when))


def _lines(rules: Iterable[Rule]) -> Lines:
    return tuple(dict.fromkeys((rule.summary, rule.clause) for rule in rules))
