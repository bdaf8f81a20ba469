"""Dates: the days of an edition and of the claims under way, as a calendar to take along."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from hashlib import sha256

from dialogs.agenda import go_on
from dialogs.conversation import Answers
from dialogs.desk.buttons import button
from dialogs.desk.claims import is_open
from dialogs.desk.counter import finish, let_go
from dialogs.desk.forms import ask_place, here, today
from dialogs.desk.papers import checklist
from dialogs.desk.watches import publicity_of
from dialogs.draft import Draft
from dialogs.message import Calendar, Choice, Entry, Message, Reply
from dialogs.offers import can_be_waited_for, offered
from dialogs.records import Claim
from dialogs.session import Session
from dialogs.understanding.result import Request, RequestKind, Understanding
from dialogs.wording import ACTORS, cite, cited_by, day, said
from policy.deadlines import filing_plan, window_states
from policy.edition import Document, Edition

KINDS: tuple[RequestKind, ...] = ("calendar",)
# How much of the digest of a thing to do tells it from the others of its window.
_DIGEST = 12


def serve(draft: Draft, request: Request) -> None:
    """The calendar of the edition spoken of, with the ends of publicity; says so where there is no day to come."""
    session, claims = here(draft), draft.context.records.claims if draft.context.records else ()
    ends = [entry for claim in claims if is_open(claim) for entry in _publicity(claim, today(draft))]
    if session is None and not ends:
        ask_place(draft, request)
        return
    dated = sorted([*(_of_edition(draft, session) if session else ()), *ends], key=lambda entry: entry.start)
    if session is not None and not dated:
        finish(draft, _none(session), *offered(session, "deadlines"))
        return
    name = session.edition.name if session else claims[0].course.name
    lines = [
        f"{day(_moment(entry.start))} {entry.title.removeprefix(f'{name}：')}（{entry.note}）"
        for entry in dated
    ]
    calendar = Calendar(name=name, entries=tuple(dated))
    _hand_over(
        draft, Reply(text=said("watches.j2", "dates", name=name, lines=lines), calendar=calendar), session
    )


def answer(draft: Draft, form: Answers, message: Message, understood: Understanding) -> bool:
    """Nothing is asked but the region."""
    let_go(draft)
    return False


def _hand_over(draft: Draft, reply: Reply, session: Session | None) -> None:
    """The calendar as a reply of its own, and what may follow it."""
    choices: tuple[Choice, ...] = offered(session, "deadlines") if session else ()
    if draft.context.records is not None:
        choices = (*choices, button("我的提醒", "reminders"))
    if draft.conversation.topic is not None or draft.conversation.asked is not None:
        draft.conversation = draft.conversation._replace(form={})
        draft.replies.append(reply)
        go_on(draft, again=True)
        return
    finish(draft, reply.text, *choices)
    last = draft.replies.pop()
    draft.replies.append(Reply(text=last.text, choices=last.choices, calendar=reply.calendar))


def _of_edition(draft: Draft, session: Session) -> Iterator[Entry]:
    """The openings and closings to come, and what is to be begun before the next closing."""
    edition, now = session.edition, draft.context.now
    if edition.is_draft:
        return
    states = [state for state in window_states(edition, now) if state.state in ("open", "not_open")]
    for state in states:
        cited = cited_by(edition, state.clause)
        if state.state == "not_open" and state.opens is not None:
            yield _of(edition, f"{state.id}/opens", f"{state.label}开始受理", state.opens, cited)
        if state.closes is not None:
            yield _of(edition, f"{state.id}/closes", f"{state.label}截止", state.closes, cited)
        if state.closes_on_day_off and state.last_working_day and state.last_working_day >= session.today:
            title = f"{state.label}截止前最后一个工作日"
            yield _of(edition, f"{state.id}/workday", title, state.last_working_day, cited)
    closings = {day for state in states for day in (state.closing_day, state.last_working_day)}
    for item in filing_plan(edition, _papers(draft, session), now):
        if item.by is None or item.is_late or (item.who == "enterprise" and item.by in closings):
            continue
        digest = sha256(item.what.encode()).hexdigest()[:_DIGEST]
        who = "" if item.who == "enterprise" else ACTORS.get(item.who, item.who)
        title = f"最迟去办：{item.what}{f'，找{who}' if who else ''}"
        yield _of(edition, f"plan/{digest}", title, item.by, cited_by(edition, item.clause))


def _of(edition: Edition, uid: str, title: str, start: date | datetime, cited: str) -> Entry:
    """A day of an edition; in a calendar it stands among those of others, so that its title names the edition."""
    return _entry(f"{edition.id}/{uid}", f"{edition.name}：{title}", start, cited)


def _papers(draft: Draft, session: Session) -> tuple[Document, ...]:
    listed = checklist(draft, session)
    timed = (paper for paper in listed.possible if paper.lead_days)
    return tuple(paper for paper in (*listed.certain, *timed) if paper.id not in listed.ready)


def _publicity(claim: Claim, today: date) -> Iterator[Entry]:
    for one in publicity_of(claim):
        if one.day >= today:
            cited = f"{claim.course.cite} {one.content['clause']}"
            yield _entry(f"claim/{claim.number}/publicity", f"申请 {claim.number} 公示结束", one.day, cited)


def _entry(uid: str, title: str, start: date | datetime, note: str) -> Entry:
    return Entry(uid=uid, title=title, start=start.isoformat(), note=note)


def _moment(start: str) -> date | datetime:
    return datetime.fromisoformat(start) if "T" in start else date.fromisoformat(start)


def _none(session: Session) -> str:
    """Why there is no day to come."""
    edition = session.edition
    if can_be_waited_for(edition, session.context.now):
        return said("watches.j2", "dates_past", name=edition.name)
    return said("watches.j2", "no_dates", why=_why(edition))


def _why(edition: Edition) -> str:
    last = max((w for w in edition.windows if w.closes), key=lambda w: str(w.closes), default=None)
    cited = cite(edition, last.clause if last else edition.source_clause)
    return said("watches.j2", "no_days_to_come", edition=edition, last=last, cited=cited)
