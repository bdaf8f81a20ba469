"""What the notice says on one point, clause by clause; where it says nothing, that, with whom to ask."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from dialogs.flow import Flow, Step, menu
from dialogs.message import Reply
from dialogs.session import Session
from dialogs.status import unstated
from dialogs.wording import answer, said
from policy.conditions import ALWAYS
from policy.edition import Reading
from policy.facts import BadValue, Fact, read_value
from policy.points import Finding, Kind, Passage, finding
from policy.values import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A point as it was asked: its fact and value, if any, and what the edition says."""

    finding: Finding
    fact: Fact | None
    given: Any


RELATIONS = ("inside", "outside", "inside_province", "outside_province")


def step(session: Session) -> Step:
    """Each point asked about in turn; asks nothing."""
    found = _apart([_found(session, name, given) for name, given in session.conversation.subject.points])
    stated = [one for one in found if one.finding.verdict != "unstated"]
    # What is asked beside a lapsed certificate by the way is not worth a line of its own.
    shown = [one for one in found if one in stated or not stated or one.finding.point != "validity"]
    texts = [_told(session, one, shown) for n, one in enumerate(shown) if not _is_told(one, shown[:n])]
    effects = [unstated(session, one.finding.point, one.given) for one in shown if one not in stated]
    reply = Reply(text="\n".join(texts), choices=_choices())
    return Step(replies=(reply,), effects=tuple(effects))


def _apart(found: list[Asked]) -> list[Asked]:
    """Without testing as a kind of service where it is mandatory testing that is refused beside it."""
    refused = any(one.finding.point == "voluntary_test" and one.finding.verdict == "no" for one in found)
    return [one for one in found if not (refused and one.finding.value == "testing")]


def _found(session: Session, name: str, given: Any) -> Asked:
    fact = session.edition.fact(name) or session.context.library.facts.get(name)
    value = _typed(session, fact, given)
    found = finding(session.edition, name, value, session.today, known=_known(session, name))
    return Asked(finding=found, fact=fact, given=given)


def _typed(session: Session, fact: Fact | None, given: Any) -> Value | None:
    """The value asked after; of a point without a fact of its name as it stands, 外地 as outside the region."""
    if given is None:
        return None
    if fact is None:
        return given if isinstance(given, bool | str) else None
    if fact.type == "region" and given in RELATIONS:
        region = session.edition.region
        area = region[:2] + "0000" if given.endswith("province") else f"{region[:4]}00"
        given = area if given.startswith("inside") else f"!{area}"
    try:
        return read_value(fact, given)
    except BadValue:
        return None


def _known(session: Session, name: str) -> dict[str, Value | None]:
    """What is known beside the point: of a service asked after nothing of another one."""
    return dict(session.case.enterprise) if name == "category" else dict(session.facts())


def _told(session: Session, asked: Asked, beside: Iterable[Asked]) -> str:
    edition, found = session.edition, asked.finding
    values = [one.finding.value for one in beside if _is_alike(one, asked)]
    general = _general(session) if found.point == "category" else ()
    # That a kind may be filed is no word on whether it is granted: who decides comes first.
    readings = tuple(dict.fromkeys((*general, *found.readings)) if found.verdict == "yes" else found.readings)
    contact = edition.contacts[0] if edition.contacts else None
    subject = _subject(found.point, asked.fact, found.value, values[-1])
    passages = _merged(found.passages, subject)
    named = [p for p in passages if p.kind == "provision"]
    others = [p for p in passages if p.kind != "provision"]
    return said(
        "rule.j2",
        "answer",
        edition=edition,
        verdict=found.verdict,
        is_kind=found.point == "category",
        is_met=asked.fact is not None and asked.fact.type in ("date", "region"),
        is_open=found.value is not None and any(p.kind == "rate" for p in found.passages),
        subject=subject,
        passages=[*named, *others] if found.verdict == "yes" else [*others, *named],
        flags=readings[:2],
        contact=contact,
        advice=_advice(found),
    )


def _general(session: Session) -> tuple[Reading, ...]:
    """What is unclear of every service whatever its kind: the first such point."""
    return tuple(r for r in session.edition.readings if r.about == "service" and r.when == ALWAYS)[:1]


def _merged(passages: Iterable[Passage], subject: str) -> list[Passage]:
    """Passages of one kind and clause that say the same of several things as one; no heading that is the subject."""
    heads: dict[tuple[Kind, str, str], list[str]] = {}
    for kind, clause, text in passages:
        head, mark, rest = text.partition("：")
        heads.setdefault((kind, clause, rest if mark else text), []).append(head if mark else "")
    found = []
    for (kind, clause, rest), named in heads.items():
        head = "、".join(name for name in named if name and not subject.startswith(name))
        said_of = rest if rest != subject else said("rule.j2", "required")
        found.append(Passage(kind, clause, f"{head}：{rest}" if head else said_of))
    return found


def _is_told(one: Asked, before: Iterable[Asked]) -> bool:
    """Whether a day ends a span of which the same was said."""
    return any(isinstance(one.finding.value, date) and _is_alike(one, other) for other in before)


def _is_alike(one: Asked, other: Asked) -> bool:
    """Whether the same is said of two values of a point: of both ends of a span."""
    mine, others = one.finding, other.finding
    return (mine.point, mine.verdict, mine.passages) == (others.point, others.verdict, others.passages)


def _subject(point: str, fact: Fact | None, value: Value | None, last: Value | None) -> str:
    """What was asked about, in words; of a span of days to its last."""
    if fact is None:
        return said("rule.j2", "point", name=point)
    if fact.type == "choice" and isinstance(value, str):
        return fact.choice_label(value)
    if fact.type == "region" and value is not None:
        return said("rule.j2", "placed", label=fact.label, place=answer(fact, value))
    if fact.type == "date" and isinstance(value, date) and isinstance(last, date):
        return said("rule.j2", "dated", label=fact.label, low=value, high=last)
    if fact.type == "bool" and value is False:
        return said("rule.j2", "denied", name=fact.name, label=fact.label, declared=fact.declared)
    return fact.label


def _advice(found: Finding) -> str:
    """What helps one who lacks what is asked for."""
    fact = found.fact
    if fact is None or found.value is not False or found.verdict == "unstated" or not fact.wish:
        return ""
    return said("rule.j2", "advice", help=fact.help, wish=fact.wish, change=fact.change)


def _choices() -> tuple[Any, ...]:
    return menu(("eligibility", "核对条件"), ("estimate", "测算金额"), ("documents", "材料清单"))


FLOW = Flow(name="rule", label="通知里的规定", step=step)
