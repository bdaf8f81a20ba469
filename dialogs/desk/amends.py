"""Amend: what was recorded of a claim is put right by one more move: its day, its sum, or the stage before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from dialogs.desk import moves
from dialogs.desk.buttons import button, request_of
from dialogs.desk.claims import asked_for, choices, fits, found, is_open, standing
from dialogs.desk.counter import finish
from dialogs.desk.forms import today
from dialogs.draft import Draft
from dialogs.message import Choice, Effect, Message
from dialogs.records import Claim, Move, Records
from dialogs.understanding.desk.amendments import Amendment, amendment
from dialogs.understanding.result import Request, Understanding
from dialogs.wording import said
from policy.courses import first, title
from policy.money import yuan

# How long after it was recorded a word like 说错了 is about it, though a question of the interview came between.
FRESH = timedelta(minutes=10)
# Answers given beside a recording, after which a bare sum is still the claim's.
_WITHOUT_SUMS = ("payment_time", "procedure", "contacts")
_WITHDRAWS = re.compile(r"(?:撤回|撤销|撤了|取消)(?:申请|吧|了|一下)?[。.]?")


def amended(draft: Draft, message: Message, understood: Understanding) -> bool:
    """Whether a message puts right what was recorded of a claim just shown; that is done, or asked about, then."""
    records, text = draft.context.records, message.text.strip()
    if records is None or not records.claims or message.choice is not None:
        return False
    request = understood.request
    if request is not None and (request.kind != "filed" or request.is_again or request.is_another):
        return False
    shown = _shown(draft, records)
    if shown is not None and _WITHDRAWS.fullmatch(text):
        _which(draft, shown)
        return True
    told = amendment(text, today(draft))
    spoken = shown or (_recorded_now(draft, records, told) if told is not None else None)
    if told is None or not (spoken or (told.is_plain and request is None)):
        return False
    if request is not None and told.day is None:
        return False
    claim = spoken or _only(records)
    if claim is None:
        own = [claim for claim in records.claims if not claim.is_official]
        which = said("claims.j2", "amend_which")
        finish(
            draft,
            which if own else said("claims.j2", "official", number=records.claims[0].number),
            *map(_look, own),
        )
        return True
    if told.takes_back and not told.is_named and shown is None:
        return False
    return _amend(draft, records, claim, told, is_request=request is not None)


def _amend(draft: Draft, records: Records, claim: Claim, told: Amendment, *, is_request: bool) -> bool:
    last = claim.moves[-1]
    if told.lacks is not None:
        finish(draft, said("claims.j2", f"lacks_{told.lacks}"))
    elif told.takes_back:
        _taken_back(draft, records, claim)
    elif told.day is not None:
        if _is_asked_for(draft, ("date",)) and not told.is_plain:
            return False
        if told.stage and (len(claim.moves) < 2 or told.stage not in f"过{title(claim.course, last.to)}"):
            return False
        if told.day == last.on and is_request:
            return False
        if not told.is_filing or _may_be_filed(draft, claim, told.day):
            _dated(draft, records, claim, told.day)
        elif is_request:
            return False
        else:
            block = "not_in_batch" if claim.stage == first(claim.course) else "day_is_past"
            now = title(claim.course, claim.stage)
            finish(draft, said("claims.j2", block, number=claim.number, day=told.day, title=now))
    else:
        is_paid = last.to == moves.SETTLED if told.of is None else told.of == "paid"
        if _is_asked_for(draft, ("money",)) and not told.is_plain:
            return False
        if is_paid and last.to != moves.SETTLED:
            return False
        _record(draft, records, claim, replace(last, amount=yuan(told.amount or 0)))
    return True


# ---- which claim


def _shown(draft: Draft, records: Records) -> Claim | None:
    """The claim shown last, its choices still open."""
    offered = (request_of(option.id) for option in draft.conversation.offered)
    numbers = {r.number for r in offered if r is not None and r.kind in ("moved", "progress") and r.number}
    claim = found(records, numbers.pop()) if len(numbers) == 1 else None
    return claim if claim is not None and not claim.is_official else None


def _recorded_now(draft: Draft, records: Records, told: Amendment) -> Claim | None:
    """One recorded just now; where something else was talked of since, only if the words are of a claim."""
    conversation = draft.conversation
    is_near = conversation.asked is None and conversation.latest in _WITHOUT_SUMS
    if not (is_near or told.of or told.is_filing or told.is_named):
        return None
    recent = [c for c in records.claims if not c.is_official and draft.context.now - c.moves[-1].at <= FRESH]
    return max(recent, key=lambda claim: claim.moves[-1].at, default=None)


def _only(records: Records) -> Claim | None:
    own = [claim for claim in records.claims if not claim.is_official]
    meant = [claim for claim in own if is_open(claim)] or own
    return meant[0] if len(meant) == 1 else None


def _look(claim: Claim) -> Choice:
    return button(f"看 {claim.number}", "progress", claim.number)


def _is_asked_for(draft: Draft, types: Sequence[str]) -> bool:
    """Whether the open question asks for such a value itself."""
    asked = draft.conversation.asked
    return asked is not None and any(
        draft.facts[name].type in types for name in asked.facts if name in draft.facts
    )


# ---- what is put right


def _may_be_filed(draft: Draft, claim: Claim, day: date) -> bool:
    """Whether a claim just handed in may have been so on a day: in its own batch, not in another one."""
    compiled = draft.context.library.editions.get(claim.edition)
    windows = compiled.edition.windows if compiled else ()
    window = next((window for window in windows if window.id == claim.window), None)
    return claim.stage == first(claim.course) and (window is None or fits(window, day))


def _which(draft: Draft, claim: Claim) -> None:
    """撤回 alone: the claim was withdrawn, or what was recorded is wrong."""
    picks = (
        button("申请已撤回", "moved", claim.number, "withdrawn"),
        button("记错了，改进度", "moved", claim.number),
    )
    moves.inquire_of(draft, claim, said("claims.j2", "withdrawn_or_wrong", number=claim.number), *picks)


def _taken_back(draft: Draft, records: Records, claim: Claim) -> None:
    """Goes back to the move before, where this one was recorded just now; else asks where the claim is."""
    last = claim.moves[-1]
    is_fresh = draft.context.now - last.at <= FRESH and last.note != moves.CORRECTED
    if len(claim.moves) < 2:
        text = said("claims.j2", "nothing_before", number=claim.number)
        moves.inquire_of(draft, claim, text, button("记为已撤回", "moved", claim.number, "withdrawn"))
        return
    if not is_fresh:
        moves.serve(draft, Request(kind="moved", number=claim.number))
        return
    _record(draft, records, claim, claim.moves[-2])


def _dated(draft: Draft, records: Records, claim: Claim, day: date) -> None:
    before = claim.moves[-2] if len(claim.moves) > 1 else None
    if day == claim.moves[-1].on:
        known = {"number": claim.number, "title": title(claim.course, claim.stage), "since": day}
        finish(draft, said("claims.j2", "already", **known))
    elif day > today(draft):
        finish(draft, said("claims.j2", "move_ahead_of_time", day=day))
    elif before is not None and day < before.on and before.to != claim.stage:
        now = title(claim.course, before.to)
        text = said("claims.j2", "before_last", number=claim.number, day=day, title=now, since=before.on)
        finish(draft, text)
    else:
        amount = claim.moves[-1].amount if claim.stage == moves.SETTLED else None
        _record(draft, records, claim, replace(claim.moves[-1], on=day, amount=amount))


def _record(draft: Draft, records: Records, claim: Claim, right: Move) -> None:
    """One more move, to what is right."""
    move = replace(right, at=draft.context.now, by="enterprise", note=moves.CORRECTED)
    content = {
        "number": claim.number,
        "to": move.to,
        "on": move.on.isoformat(),
        "note": move.note,
        "amount": move.amount,
    }
    draft.effects.append(Effect(kind="move_claim", content=content))
    now = replace(claim, moves=(*claim.moves, move))
    text = said("claims.j2", "amended", number=claim.number, asked=asked_for(now))
    finish(draft, f"{text}\n{standing(now, records, today(draft))}", *choices(now))
