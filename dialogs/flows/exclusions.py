"""Which services are supported, and which are not."""

from __future__ import annotations

from dialogs.flow import Flow, Step, answered, menu
from dialogs.message import Reply, Table
from dialogs.session import Session
from dialogs.status import flagged, raised
from dialogs.wording import cite, said
from policy.conditions import holds, tests


def step(session: Session) -> Step:
    """The kinds named and the negative list; first the word on a service that is already named."""
    edition = session.edition
    listed = [r for r in edition.rules_of("exclusion") if r.scope == "service"]
    named = session.edition.fact("category")
    category = session.facts().get("category")
    only = {"category": category}
    reviews = [r for r in edition.rules_of("discretion") if category and holds(r.when, only, session.today)]
    hits = [r for r in listed if category and holds(r.when, only, session.today)]
    kinds = [(p.summary, p.clause) for p in edition.provisions if p.about == "kinds"]
    text = said(
        "exclusions.j2",
        "answer",
        edition=edition,
        category=named.choice_label(str(category)) if named and category else "",
        hits=[(r.summary, r.clause) for r in hits],
        reviews=[(r.summary, r.clause) for r in reviews],
        kinds=kinds,
        cited=cite(edition),
        flags=raised(session, "service")[:1] if kinds else flagged(session, "service", limit=1),
        voluntary=any(t.fact == "voluntary_test" for r in listed for t in tests(r.when)),
    )
    rows = tuple((r.summary, r.clause) for r in listed)
    table = Table(title="", columns=("不支持", "条款"), rows=rows)
    return answered(
        Reply(text=text, table=table, choices=menu(("eligibility", "核对条件"), ("contacts", "联系方式")))
    )


FLOW = Flow(name="exclusions", label="支持哪些服务", step=step)
