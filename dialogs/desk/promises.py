"""Promise: what a person is reminded of from now on, and on which days, as far as they are still to come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from dialogs.desk import reminder_list
from dialogs.desk.buttons import button
from dialogs.desk.papers import Checklist, checklist
from dialogs.desk.watches import clock, has_publicity, place, publicity_of, reach_in_words
from dialogs.draft import Draft
from dialogs.message import Choice, Effect
from dialogs.offers import about_window, coming, is_watched
from dialogs.records import Claim, Records
from dialogs.session import Session, case_of
from dialogs.understanding.result import Topic
from dialogs.wording import cite, cited_by, day, said
from policy.edition import Edition, Window
from policy.schedule import HOURS, Deadline, lapse_deadlines, window_deadlines
from policy.workdays import SHANGHAI


class Target(NamedTuple):
    """One thing that can be watched: a window of an edition, or a claim."""

    topic: Topic
    about: str
    label: str
    edition: Edition | None = None
    window: Window | None = None
    claim: Claim | None = None

    @property
    def choice(self) -> Choice:
        return button(self.label, "remind", self.topic, self.about)


def of_window(edition: Edition, window: Window) -> Target:
    """A filing window as something to watch."""
    label = f"{edition.name}，{window.label}，{day(window.closes)} 截止"
    return Target("window", about_window(edition, window), label, edition, window)


def of_claim(claim: Claim) -> Target:
    """A claim as something to watch."""
    return Target("claim", claim.number, f"申请 {claim.number}", claim=claim)


def wait_for(draft: Draft, records: Records, region: str, why: str) -> None:
    """Subscribes to a region's new editions; `why` there is nothing else to tell of, if so."""
    if is_watched(records, "edition", region):
        text = said("watches.j2", "already", what=f"{place(region)}新通知", next="")
        draft.say(why)
        reminder_list.show(draft, records, text)
        return
    _watch(draft, "edition", region, region)
    _finish(draft, records, said("watches.j2", "edition", place=place(region), why=why), has_dates=False)


def subscribe(draft: Draft, records: Records, targets: Sequence[Target]) -> None:
    """Subscribes to all of these, and says what is told of each and when."""
    told = []
    for target in targets:
        if target.claim is not None:
            told.append(_claim(draft, records, target.claim))
        elif target.edition is not None and target.window is not None:
            told.append(_window(draft, records, target.edition, target.window))
    _finish(draft, records, "\n".join(told), has_dates=True)


def _finish(draft: Draft, records: Records, text: str, *, has_dates: bool) -> None:
    reach = reach_in_words(records)
    dates = (button("加到日历", "calendar"),) if has_dates else ()
    # 取消 said next takes back what was subscribed to just now.
    new = [[one.content["topic"], one.content["about"]] for one in draft.effects if one.kind == "watch"]
    reminder_list.leave_open(
        draft, f"{text}\n{reach}" if reach else text, *dates, button("我的提醒", "reminders"), new=new
    )


def _claim(draft: Draft, records: Records, claim: Claim) -> str:
    _watch(draft, "claim", claim.number, claim.course.region, edition=claim.edition, claim=claim.number)
    ends = publicity_of(claim)
    days = [due for _, due in coming(ends, records, draft.context.now)]
    return said(
        "watches.j2",
        "claim",
        number=claim.number,
        name=claim.course.name,
        ends=ends[0].day if ends else None,
        days=_days(days),
        cited=f"（{claim.course.cite} {ends[0].content['clause']}）" if ends else "",
        has_publicity=has_publicity(claim),
    )


def _window(draft: Draft, records: Records, edition: Edition, window: Window) -> str:
    """What is told of a window, and when: only days that are still to come."""
    now, listed = draft.context.now, _listed(draft, edition)
    timed = tuple(paper.id for paper in listed.all if paper.lead_days and paper.id not in listed.ready)
    certain = frozenset(paper.name for paper in listed.certain)
    about = about_window(edition, window)
    _watch(draft, "window", about, edition.region, edition=edition.id, window=window.id, papers=timed)
    deadlines = window_deadlines(edition, window.id, timed, now)
    told = coming(deadlines, records, now)
    papers = [one for one in deadlines if one.kind == "paper"]
    ahead = [one for one in papers if any(deadline == one for deadline, _ in told)]
    lapse = lapse_deadlines(edition) if edition.lapse == "year_end" else ()
    if lapse:
        _watch(draft, "lapse", f"{edition.id}/lapse", edition.region, edition=edition.id)
    return said(
        "watches.j2",
        "window",
        name=edition.name,
        window=window,
        cited=cite(edition, window.clause),
        days=_days([due for _, due in told]),
        at=clock((records.hours or HOURS)[0]),
        papers=[_paper(edition, one, certain) for one in ahead],
        late=[_paper(edition, one, certain) for one in papers if one.until < now],
        lapse=bool(lapse),
        lapse_day=day(lapse[0].day) if lapse else "",
        lapse_cited=cite(edition, edition.lapse_clause),
    )


def _paper(edition: Edition, told: Deadline, certain: frozenset[str]) -> tuple[str, str, str, bool]:
    """A paper by its name, its last day, its clause, and whether the case surely needs it."""
    paper = told.content["paper"]
    cited = f"（{cited_by(edition, paper['clause'])}）"
    return paper["name"], paper["by"], cited, paper["name"] in certain


def _days(moments: list[datetime]) -> list[str]:
    """The days of some moments, each once."""
    return list(dict.fromkeys(day(moment.astimezone(SHANGHAI).date()) for moment in moments))


def _listed(draft: Draft, edition: Edition) -> Checklist:
    """The papers that the case needs or may need under an edition, with those that are ready."""
    compiled = draft.context.library.editions[edition.id]
    conversation = draft.conversation
    today = draft.context.now.astimezone(SHANGHAI).date()
    case = case_of(compiled, conversation.enterprise, conversation.services, today)
    session = Session(conversation=conversation, context=draft.context, compiled=compiled, case=case)
    return checklist(draft, session)


def _watch(
    draft: Draft,
    topic: Topic,
    about: str,
    region: str,
    *,
    edition: str | None = None,
    window: str | None = None,
    claim: str | None = None,
    papers: tuple[str, ...] | None = None,
) -> None:
    content = {
        "topic": topic,
        "about": about,
        "region": region,
        "edition": edition,
        "window": window,
        "claim": claim,
        "papers": None if papers is None else list(papers),
    }
    draft.effects.append(Effect(kind="watch", content=content))
