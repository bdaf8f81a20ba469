"""Report: an assessment as the JSON of `quanzhu assess`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from policy.assessment import Assessment, Ceiling, Failure, Outcome, Verdict, assess, caveats, outcome_of
from policy.changes import would_change
from policy.compiled import Compiled
from policy.conditions import holds
from policy.deadlines import WindowState, current, window_states
from policy.derivation import derivation
from policy.edition import Document
from policy.library import Library
from policy.money import yuan
from policy.papers import papers
from policy.standing import Case
from policy.workdays import SHANGHAI

REQUESTS = ("outcome", "ceiling", "documents", "deadlines", "all")


def report(
    compiled: Compiled,
    case: Case,
    at: datetime,
    requests: Collection[str],
    library: Library,
) -> dict[str, Any]:
    """The answer to a request (any of REQUESTS), its keys as INTERFACES names them."""
    everything = "all" in requests
    aspects = [a for a in ("outcome", "ceiling", "documents", "deadlines") if everything or a in requests]
    found = assess(compiled, case, at, aspects=aspects)
    edition, today = compiled.edition, at.astimezone(SHANGHAI).date()
    is_put_off = any(v.outcome is Outcome.DEFERRED for v in (found.whole, *found.services))
    deferred = found.whole.deferred_to if is_put_off else None
    answer: dict[str, Any] = {
        "edition": edition.id,
        "legal_status": edition.legal_status,
        "at": at.astimezone(SHANGHAI).isoformat(),
        "outcome": found.whole.outcome.value,
        "deferred_to": deferred
        and {
            "region": deferred.region,
            "year": deferred.year,
            "loaded": library.loaded(deferred.region, deferred.year),
        },
        "failed": [_failure(f) for f in found.whole.failed],
        "missing": list(found.whole.missing),
        "ceiling": _ceiling(found.whole.ceiling),
        "services": [_verdict(v) for v in found.services],
    }
    if everything or "ceiling" in requests:
        answer["derivation"] = [
            {
                "service": step.service,
                "step": step.step,
                "figures": step.figures,
                "amount": _money(step.low, step.high),
                "clause": step.clause,
            }
            for step in derivation(compiled, case, today)
        ]
    if everything or "outcome" in requests or "ceiling" in requests:
        answer["would_change"] = _changes(found)
    if everything or "documents" in requests:
        answer["documents"] = [
            _document(paper, number)
            for number in range(len(case.purchases))
            for paper in papers(compiled, case, today, number).certain
            if number == 0 or paper.per == "service"
        ]
    if everything or "deadlines" in requests or "documents" in requests:
        states = window_states(edition, at)
        opened = current(states)
        answer["windows"] = [_window(state) for state in states]
        answer["current"] = opened and opened.id
        answer["filing"] = {
            "mode": edition.filing.mode,
            "copies": edition.filing.copies,
            "to": edition.filing.to,
            "url": edition.filing.url,
            "before": [
                {"id": s.id, "name": s.name, "actor": s.actor, "clause": s.clause}
                for s in edition.filing.before
            ],
            "clause": edition.filing.clause,
        }
    if everything:
        answer["stages"] = [
            {"id": s.id, "name": s.name, "actor": s.actor, "working_days": s.working_days, "clause": s.clause}
            for s in edition.stages
        ]
        answer["contacts"] = [
            {"office": c.office, "telephone": telephone}
            for c in edition.contacts
            for telephone in c.telephones
        ]
    answer["caveats"] = [c for c in _caveats(found, today) if everything or c["about"] in _about(requests)]
    return answer


# What a caveat is about, by what was asked for.
ABOUT = {
    "outcome": {"eligibility", "service", "status"},
    "ceiling": {"eligibility", "service", "status", "ceiling"},
    "documents": {"status", "documents", "filing", "windows"},
    "deadlines": {"status", "windows", "filing"},
}


def _about(requests: Collection[str]) -> set[str]:
    return set().union(*(ABOUT.get(request, set()) for request in requests))


def _ahead(found: Assessment, today: date) -> list[Mapping[str, str]]:
    """Dates after the moment asked about: what they say has not happened yet."""
    everyone = (found.case.enterprise, *found.case.services)
    return [
        {
            "about": "service",
            "text": f"{fact.label} {value} 晚于测算时刻，请核对。",
            "clause": fact.clause or "",
        }
        for facts in everyone
        for name, value in facts.items()
        if isinstance(value, date) and value > today and (fact := found.edition.fact(name)) is not None
    ]


def _money(low: int, high: int | None) -> Any:
    return yuan(low) if low == high else {"low": yuan(low), "high": None if high is None else yuan(high)}


def _ceiling(ceiling: Ceiling) -> dict[str, str | None]:
    return {"low": yuan(ceiling.low), "high": None if ceiling.high is None else yuan(ceiling.high)}


def _failure(failure: Failure) -> dict[str, str]:
    return {"rule": failure.rule, "clause": failure.clause, "summary": failure.summary}


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {
        "outcome": verdict.outcome.value,
        "failed": [_failure(f) for f in verdict.failed],
        "missing": list(verdict.missing),
        "ceiling": _ceiling(verdict.ceiling),
    }


def _changes(found: Assessment) -> list[dict[str, Any]]:
    return [
        {
            "changes": [{"fact": c.fact, "to": c.to} for c in change.changes],
            "outcome": outcome_of(change.standing, found.edition.legal_status).value,
            "ceiling": _ceiling(Ceiling(low=change.standing.low, high=change.standing.high)),
            "when": change.when,
        }
        for change in would_change(found.compiled, found.case, found.at)
    ]


def _document(paper: Document, number: int) -> dict[str, Any]:
    return {
        "id": paper.id,
        "name": paper.name,
        "service": number if paper.per == "service" else None,
        "any_of": list(paper.any_of),
        "copies": paper.copies,
        "form": paper.form,
        "sealed": paper.sealed,
        "min_chars": paper.min_chars,
        "issued_by": paper.issued_by,
        "lead_days": paper.lead_days,
        "clause": paper.clause,
    }


def _window(state: WindowState) -> dict[str, Any]:
    def shown(moment: date | datetime | None) -> str | None:
        return moment.isoformat() if moment is not None else None

    return {
        "id": state.id,
        "state": state.state,
        "opens": shown(state.opens),
        "closes": shown(state.closes),
        "last_working_day": shown(state.last_working_day),
    }


def _caveats(found: Assessment, today: date) -> list[Mapping[str, str]]:
    shown: list[Mapping[str, str]] = [
        {"about": r.about, "text": f"{r.note}。{r.safe}；由{r.decided_by}决定。", "clause": r.clause}
        for r in caveats(found.compiled, found.case, found.at)
    ]
    shown += _ahead(found, today)
    for rule in found.edition.rules_of("discretion"):
        if any(holds(rule.when, {**found.case.enterprise, **f}, today) for f in found.case.purchases):
            shown.append({"about": "service", "text": f"{rule.summary}。", "clause": rule.clause})
    shown += [
        {"about": "eligibility", "text": f"{p.summary}，由{p.decided_by}决定。", "clause": p.clause}
        for p in found.edition.parameters
    ]
    return shown
