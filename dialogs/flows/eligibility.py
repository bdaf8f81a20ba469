"""Whether the enterprise and its services qualify, and why."""

from __future__ import annotations

from collections.abc import Sequence

from dialogs.flow import Flow, Step, answered, menu
from dialogs.interview import question
from dialogs.message import Reply
from dialogs.session import Session
from dialogs.status import flagged, raised
from dialogs.wording import cite, said
from policy.assessment import Assessment, Failure, Outcome, Verdict
from policy.changes import would_change
from policy.conditions import holds
from policy.divisions import division

MOST_CHANGES = 2


def step(session: Session) -> Step:
    """Asks while an answer can still change the outcome, then tells it with its clauses."""
    found = session.outlook()
    if found.whole is Outcome.UNDETERMINED and not _is_put_off(found.services):
        asked = question(session, ("outcome",))
        if asked is not None:
            return Step(question=asked)
    return answered(_answer(session, session.assessed()))


def _is_put_off(services: Sequence[Outcome]) -> bool:
    """Whether every service is put off to another year, so that nothing can be had this year."""
    return bool(services) and all(outcome is Outcome.DEFERRED for outcome in services)


def _answer(session: Session, found: Assessment) -> Reply:
    edition = session.edition
    outcome = found.whole.outcome
    if outcome is Outcome.UNDETERMINED and _is_put_off([s.outcome for s in found.services]):
        outcome = Outcome.DEFERRED
    deferred = found.whole.deferred_to
    failed: list[tuple[int | None, Failure]] = [(None, f) for f in found.whole.failed]
    failed += [(n, f) for n, s in enumerate(found.services) for f in s.failed]
    several = len(found.services) > 1
    text = said(
        "eligibility.j2",
        "answer",
        edition=edition,
        outcome=outcome.value,
        failed=[(f"第 {n + 1} 项服务" if several and n is not None else "", f) for n, f in failed],
        refused_service=bool(failed) and not found.whole.failed,
        services=[(n + 1, _word(s)) for n, s in enumerate(found.services)] if several else [],
        wishes=_wishes(session, found),
        deferred=deferred,
        loaded=bool(deferred and session.context.library.loaded(deferred.region, deferred.year)),
        place=division(edition.region),
        open_labels=_open(session),
        reviews=_reviews(session),
        cited=cite(edition),
        flags=(raised if outcome is Outcome.INELIGIBLE else flagged)(session, "eligibility", "service"),
    )
    if outcome in (Outcome.INELIGIBLE, Outcome.DEFERRED):
        choices = menu(("exclusions", "不支持哪些服务"), ("contacts", "联系方式"))
    else:
        choices = menu(("estimate", "测算金额"), ("documents", "材料清单"), ("deadlines", "截止时间"))
    return Reply(text=text, choices=choices)


def _word(verdict: Verdict) -> str:
    return said("eligibility.j2", "word", outcome=verdict.outcome.value)


def _reviews(session: Session) -> list[tuple[str, str]]:
    """What only the review can settle for this case."""
    facts = [session.facts(n) for n in range(max(1, len(session.conversation.services)))]
    return [
        (rule.summary, rule.clause)
        for rule in session.edition.rules_of("discretion")
        if any(holds(rule.when, f, session.today) for f in facts)
    ]


def _open(session: Session) -> list[str]:
    """Labels of what the user does not know and still matters."""
    unsure = [name for name, value in session.case.enterprise.items() if value is None]
    unsure += [name for s in session.case.services for name, value in s.items() if value is None]
    facts = (session.edition.fact(name) for name in dict.fromkeys(unsure))
    return [fact.label for fact in facts if fact]


def _wishes(session: Session, found: Assessment) -> list[tuple[str, str]]:
    """What could be aimed at, with when it counts; facts without a wish of their own are left out."""
    if found.whole.outcome is not Outcome.INELIGIBLE or session.edition.is_draft:
        return []
    wishes: list[tuple[str, str]] = []
    for change in would_change(session.compiled, found.case, session.context.now):
        facts = [session.edition.fact(c.fact.rpartition(".")[2]) for c in change.changes]
        words = [fact.wish for fact in facts if fact and fact.wish]
        if change.when != "never" and len(words) == len(facts):
            wishes.append(("并".join(words), change.when))
    return wishes[:MOST_CHANGES]


FLOW = Flow(name="eligibility", label="核对条件", step=step, is_interview=True)
