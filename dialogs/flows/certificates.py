"""Certificates and size classes in general, and what they are worth under the edition in hand."""

from __future__ import annotations

from dataclasses import dataclass

from dialogs.flow import Flow, Step, menu
from dialogs.interview import Question
from dialogs.message import Choice, Reply
from dialogs.session import Session
from dialogs.understanding.result import WHICH_CERTIFICATES, WHICH_INDUSTRY, Asked
from dialogs.wording import said
from policy.certificates import Certificate, certificates
from policy.conditions import tests
from policy.edition import Edition
from policy.points import facts_of
from policy.recognition import Recognition, recognition
from policy.sizes import CLASS_NAMES, INDUSTRIES, MEASURE_NAMES, Bounds, Industry

SIZE = "size_class"


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """A certificate under one edition."""

    certificate: Certificate
    # As this edition calls it: of 科小 the entry of its year.
    name: str
    recognition: Recognition


def step(session: Session) -> Step:
    """What is asked, then what the edition says of it; asks which certificate or industry where that is open."""
    subject = session.conversation.subject
    if not subject.terms:
        return Step(question=_asking(WHICH_CERTIFICATES, "which"))
    if SIZE in subject.terms:
        return _sizes(session)
    chosen = [certificates()[name] for name in subject.terms if name in certificates()]
    text = _local(session, chosen) if _follows(session) else _general(session, chosen)
    return Step(replies=(Reply(text=text, choices=_choices(session)),))


def _follows(session: Session) -> bool:
    """Whether the general part was told already and a region has now been named."""
    return session.conversation.general == FLOW.name and session.conversation.edition is not None


def _choices(session: Session) -> tuple[Choice, ...]:
    return menu(("eligibility", "核对条件"), ("estimate", "测算金额")) if session.conversation.edition else ()


def _asking(wanted: str, block: str) -> Question:
    text = said("certificates.j2", block)
    asked = Asked(kind="term", facts=(wanted,))
    return Question(asked=asked, service=0, offered=(), reply=Reply(text=text))


# ---- certificates


def _general(session: Session, chosen: list[Certificate]) -> str:
    aspect = session.conversation.subject.aspect or "conditions"
    if aspect == "difference" and len(chosen) < 2:
        aspect = "conditions"
    unlisted = [
        c
        for c in chosen
        if all(_worth(session, e, c).recognition.verdict == "unlisted" for e in _every(session))
    ]
    told = said("certificates.j2", aspect, certificates=chosen, unlisted=unlisted)
    if session.conversation.edition is not None:
        return f"{told}\n{_local(session, chosen)}"
    if aspect == "difference":
        return f"{told}\n{_everywhere(session, chosen)}"
    if aspect == "disputed":
        return told
    return f"{told}\n{said('certificates.j2', 'elsewhere')}"


def _every(session: Session) -> list[Edition]:
    found = [c.edition for c in session.context.library.editions.values()]
    return sorted(found, key=lambda e: (e.is_draft, e.id))


def _worth(session: Session, edition: Edition, certificate: Certificate) -> Worth:
    found = recognition(edition, certificate.fact, session.today)
    own = next((f for f in facts_of(edition, certificate.fact) if f.name != certificate.fact), None)
    return Worth(certificate=certificate, name=own.label if own else certificate.name, recognition=found)


def _local(session: Session, chosen: list[Certificate]) -> str:
    """What each certificate is worth here."""
    edition = session.edition
    found = [_worth(session, edition, c) for c in chosen]
    return said("certificates.j2", "local", edition=edition, found=found)


def _everywhere(session: Session, chosen: list[Certificate]) -> str:
    """What each is worth under every edition at hand."""
    rows = []
    for edition in _every(session):
        found = [_worth(session, edition, c) for c in chosen]
        rows.append((edition, sorted(found, key=lambda worth: worth.recognition.verdict != "enough")))
    return said("certificates.j2", "everywhere", rows=rows)


# ---- size classes


def _sizes(session: Session) -> Step:
    """What decides, then the industry's row; the industry is asked for unless something else waits."""
    row = _row(session)
    asked = session.conversation.asked
    question = _asking(WHICH_INDUSTRY, "which_industry")
    again = asked is not None and WHICH_INDUSTRY in asked.facts and row is None
    if again and not _follows(session):
        return Step(question=question)
    parts = [] if _follows(session) else [_row_told(row) if row else said("certificates.j2", "sizes")]
    if session.conversation.edition is not None:
        rules = [r for r in session.edition.rules if any(test.fact == SIZE for test in tests(r.when))]
        parts.append(said("certificates.j2", "size_here", edition=session.edition, rules=rules))
    reply = Reply(text="\n".join(parts), choices=_choices(session))
    is_asked = row is None and not session.conversation.waiting and not _follows(session)
    return Step(replies=(reply,), question=question if is_asked else None)


def _row(session: Session) -> Industry | None:
    """The row asked for, or that of the enterprise's own industry."""
    wanted = session.conversation.subject.industry or session.conversation.enterprise.get("industry")
    return next((row for row in INDUSTRIES if row.id == wanted), None)


def _row_told(row: Industry) -> str:
    measures = [(MEASURE_NAMES[b.measure], b) for b in row.bounds]
    classes = [
        (CLASS_NAMES["large"], "large"),
        (CLASS_NAMES["medium"], "medium"),
        (CLASS_NAMES["small"], "small"),
    ]
    lines = [
        (name, [(measure, _bound(bounds, level)) for measure, bounds in measures]) for name, level in classes
    ]
    return said("certificates.j2", "row", row=row, lines=lines)


def _bound(bounds: Bounds, level: str) -> str:
    value: int = getattr(bounds, level)
    return said("certificates.j2", "bound", staff=bounds.measure == "staff", value=value)


FLOW = Flow(name="certificate", label="资格证书与企业规模", step=step, is_general=True, adds_local=True)
