"""Subscription: what a person asks to be reminded of, and what is promised of it."""

from __future__ import annotations

from datetime import datetime

from dialogs.conversation import Answers
from dialogs.desk import reminder_list
from dialogs.desk.buttons import button
from dialogs.desk.claims import found as claim_of
from dialogs.desk.claims import is_open
from dialogs.desk.counter import chosen, declines, finish, inquire, is_bare, let_go
from dialogs.desk.forms import ask_place, here
from dialogs.desk.promises import Target, of_claim, of_window, subscribe, wait_for
from dialogs.desk.watches import label
from dialogs.draft import Draft
from dialogs.message import Choice, Message
from dialogs.offers import about_window, can_be_waited_for, is_watched, remindable
from dialogs.records import Records
from dialogs.understanding.characters.text import clean
from dialogs.understanding.desk.reminders import picked
from dialogs.understanding.result import Request, Understanding
from dialogs.wording import cite, day, said
from policy.deadlines import day_of, window_states
from policy.edition import Edition, Window
from policy.workdays import SHANGHAI

ALL = Choice(id="remind:all", label="全部")


def serve(draft: Draft, request: Request) -> None:
    """Subscribes to what is meant; asks which where several things could be."""
    records = draft.context.records
    if records is None:
        finish(draft, said("watches.j2", "not_kept"), button("加到日历", "calendar"))
        return
    if request.is_vague and request.topic in (None, "window"):
        finish(draft, said("watches.j2", "no_other_time"), button("按截止日期提醒我", "remind", "window"))
        return
    match request.topic:
        case "edition":
            _of_place(draft, records, request)
        case "claim":
            _of_claims(draft, records, request)
        case _:
            _of_windows(draft, records, request)


def answer(draft: Draft, form: Answers, message: Message, understood: Understanding) -> bool:
    """Takes all that was offered, or several; lets go of anything but the offers."""
    records = draft.context.records
    is_all = understood.chosen_all == "all" or ALL.id in chosen(draft.conversation, understood)
    offers = form.get("offered") or []
    if not is_all:
        offers = [offers[place - 1] for place in picked(clean(message.text).text, len(offers))]
    if records is not None and offers:
        let_go(draft)
        targets = [_target(draft, records, *offer) for offer in offers]
        subscribe(draft, records, [target for target in targets if target is not None])
        return True
    if declines(message.text, understood):
        finish(draft, said("watches.j2", "left"))
        return True
    if not is_bare(understood):
        let_go(draft)
    return False


# ---- what is meant


def _of_place(draft: Draft, records: Records, request: Request) -> None:
    """A region's new editions."""
    edition = _edition(draft, request)
    region = request.about or (edition.region if edition else None)
    if region is None:
        ask_place(draft, request)
        return
    wait_for(draft, records, region, "")


def _of_claims(draft: Draft, records: Records, request: Request) -> None:
    number = request.number or request.about
    if number is not None:
        claim = claim_of(records, number)
        if claim is None:
            finish(draft, said("claims.j2", "not_found"))
        else:
            _decide(draft, records, [of_claim(claim)])
        return
    targets = [of_claim(claim) for claim in records.claims if is_open(claim)]
    if not targets:
        finish(draft, said("watches.j2", "no_claim"), button("我已提交", "filed"))
        return
    new = [target for target in targets if not _is_watched(records, target)]
    _decide(draft, records, new or targets)


def _of_windows(draft: Draft, records: Records, request: Request) -> None:
    """A window, or where none is named whatever can be watched."""
    claims = [of_claim(c) for c in records.claims if is_open(c)] if request.topic is None else []
    claims = [target for target in claims if not _is_watched(records, target)]
    edition = _edition(draft, request)
    if edition is None:
        if claims:
            _decide(draft, records, claims)
        else:
            ask_place(draft, request)
        return
    now, named = draft.context.now, (request.about or "").partition("/")[2]
    windows = [w for w in remindable(edition, records, now) if named in ("", w.id)]
    targets = [*(of_window(edition, window) for window in windows), *claims]
    if targets:
        for window in _closing(edition, records, now):
            if named in ("", window.id) and window not in windows:
                draft.say(_too_late(edition, window))
        _decide(draft, records, targets)
        return
    watched = [watch for watch in records.watches if watch.topic == "window" and watch.edition == edition.id]
    if can_be_waited_for(edition, now) and (watched or any(w.topic == "claim" for w in records.watches)):
        known = watched or [w for w in records.watches if w.topic == "claim"]
        known = [watch for watch in known if watch.next is not None] or known
        text = said(
            "watches.j2", "already", what=label(known[0], draft.context.library), next=_next(known[0].next)
        )
        reminder_list.show(draft, records, text)
        return
    late = "\n".join(_too_late(edition, window) for window in _closing(edition, records, now))
    if late:
        new = (
            ()
            if is_watched(records, "edition", edition.region)
            else (button("有新通知提醒我", "remind", "edition", edition.region),)
        )
        finish(draft, late, *new)
        return
    wait_for(draft, records, edition.region, _why_none(edition, now))


def _edition(draft: Draft, request: Request) -> Edition | None:
    """The edition that a button names, else the one spoken of."""
    named = (request.about or "").partition("/")[0]
    found = draft.context.library.editions.get(named)
    if found is not None and request.topic == "window":
        return found.edition
    session = here(draft)
    return session.edition if session else None


def _next(moment: datetime | None) -> str:
    return day(moment.astimezone(SHANGHAI).date()) if moment else ""


def _is_watched(records: Records, target: Target) -> bool:
    return is_watched(records, target.topic, target.about)


def _target(draft: Draft, records: Records, topic: str, about: str) -> Target | None:
    """What was offered, where it is there still."""
    if topic == "claim":
        claim = claim_of(records, about)
        return of_claim(claim) if claim else None
    edition_id, _, window_id = about.partition("/")
    found = draft.context.library.editions.get(edition_id)
    windows = remindable(found.edition, records, draft.context.now) if found else ()
    window = next((w for w in windows if w.id == window_id), None)
    return of_window(found.edition, window) if found and window else None


def _decide(draft: Draft, records: Records, targets: list[Target]) -> None:
    """Subscribes where one thing is meant; asks which of several."""
    if len(targets) == 1 and _is_watched(records, targets[0]):
        wanted = (targets[0].topic, targets[0].about)
        watch = next(w for w in records.watches if (w.topic, w.about) == wanted)
        text = said("watches.j2", "already", what=label(watch, draft.context.library), next=_next(watch.next))
        reminder_list.show(draft, records, text)
    elif len(targets) == 1:
        subscribe(draft, records, targets)
    else:
        offered = [target.choice for target in targets]
        kept = [[target.topic, target.about] for target in targets]
        inquire(draft, "remind", said("watches.j2", "which"), *offered, ALL, offered=kept)


def _closing(edition: Edition, records: Records, now: datetime) -> tuple[Window, ...]:
    """The open windows that state a closing and are not watched."""
    is_open = {state.id for state in window_states(edition, now) if state.state == "open"}
    return tuple(
        window
        for window in edition.windows
        if window.id in is_open
        and window.closes
        and not is_watched(records, "window", about_window(edition, window))
    )


def _too_late(edition: Edition, window: Window) -> str:
    """That an open window closes before any morning on which it could be told."""
    return said("watches.j2", "too_late", window=window, cited=cite(edition, window.clause))


def _why_none(edition: Edition, now: datetime) -> str:
    """Why there is no day to tell of."""
    closed = [window for window in edition.windows if window.closes is not None]
    last = max(closed, key=lambda window: str(day_of(window.closes)), default=None)
    cited = cite(edition, last.clause if last else edition.source_clause)
    return said("watches.j2", "no_window", edition=edition, last=last, cited=cited)
