"""Move: a claim that has got somewhere, as the enterprise tells it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from dialogs.conversation import Answers
from dialogs.desk.buttons import button
from dialogs.desk.claims import asked_for, choices, found, is_open, standing
from dialogs.desk.counter import chosen, declines, finish, inquire, let_go
from dialogs.desk.forms import (
    AGAIN,
    REQUEST,
    TODAY,
    day_told,
    denies,
    held,
    is_elsewhere,
    kept,
    sum_told,
    today,
)
from dialogs.draft import Draft
from dialogs.message import Choice, Effect, Message
from dialogs.offers import offered_of
from dialogs.records import Claim, Move, Records
from dialogs.understanding.result import Request, RequestKind, Understanding
from dialogs.wording import echo, said
from policy.courses import ENDS, Course, following, legal, stage, title
from policy.money import yuan

KINDS: tuple[RequestKind, ...] = ("moved",)
RIGHT, WRONG = Choice(id="paid:yes", label="对"), Choice(id="paid:no", label="不对")
SKIP = Choice(id="paid:skip", label="跳过")
SETTLED = "settled"
# The note of a move that puts right what was recorded.
CORRECTED = "更正"
# How the ids of all stages end in which somebody looks through a claim.
REVIEW = "review"


def serve(draft: Draft, request: Request) -> None:
    """Moves the claim that is meant, once it is clear which one, and to where."""
    records = draft.context.records
    if records is None:
        finish(draft, said("claims.j2", "not_kept", course=None, stages=()))
        return
    claim = _meant(draft, records, request)
    if claim is not None:
        _move(draft, records, claim, request._replace(number=claim.number))


def answer(draft: Draft, form: Answers, message: Message, understood: Understanding) -> bool:
    """Takes what was asked for last; lets go of anything else, with nothing moved."""
    records, told, request = draft.context.records, held(form), understood.request
    ids = chosen(draft.conversation, understood)
    asks_sum = form.get("asks") in ("sure", "amount")
    if records is None or (request is not None and request.kind != "moved"):
        return _leave(draft)
    if request is not None:
        serve(draft, _together(told, request))
    elif understood.control == "back":
        finish(draft, said("claims.j2", "move_left"))
    elif form.get("asks") == "day" and (day := day_told(message.text, today(draft))) is not None:
        serve(draft, told._replace(day=day, is_vague=False))
    elif form.get("asks") == "day" and (TODAY.id in ids or understood.answer == "unsure"):
        serve(draft, told._replace(is_vague=False))
    elif understood.control in AGAIN:
        serve(draft, told)
    elif is_elsewhere(understood) and not declines(message.text, understood):
        return _leave(draft)
    elif asks_sum and (amount := sum_told(message.text)) is not None:
        serve(draft, told._replace(amount=amount))
    elif form.get("asks") == "sure" and (RIGHT.id in ids or understood.answer == "yes"):
        _moved(draft, records, told)
    elif asks_sum and (SKIP.id in ids or understood.answer == "unsure"):
        _moved(draft, records, told._replace(amount=None))
    elif form.get("asks") == "sure" and (WRONG.id in ids or denies(understood)):
        _ask(draft, told, "amount", said("claims.j2", "paid_amount"), SKIP)
    elif declines(message.text, understood):
        finish(draft, said("claims.j2", "move_left"))
    else:
        draft.say(said("talk.j2", "not_understood", text=echo(message.text)))
        serve(draft, told)
    return True


def inquire_of(draft: Draft, claim: Claim, text: str, *options: Choice) -> None:
    """Asks something of a claim, the options being buttons."""
    _ask(draft, Request(kind="moved", number=claim.number), "claim", text, *options)


def _leave(draft: Draft) -> bool:
    draft.say(said("claims.j2", "move_left"))
    let_go(draft)
    return False


def _together(told: Request, more: Request) -> Request:
    """What was told before with what is told now; a stage goes with whether it is over."""
    named = {name: value for name, value in more._asdict().items() if value not in (None, (), False)}
    return told._replace(**{**named, "is_over": more.is_over if more.stage else told.is_over})


def _ask(draft: Draft, request: Request, asks: str, text: str, *options: Choice) -> None:
    inquire(draft, "moved", text, *options, **{REQUEST: kept(request), "asks": asks})


# ---- which claim


def _meant(draft: Draft, records: Records, request: Request) -> Claim | None:
    """The claim that a message speaks of; None where it is asked which, or there is none to move."""
    if request.number is not None:
        claim = found(records, request.number)
        if claim is None:
            finish(draft, said("claims.j2", "not_found"))
        elif claim.is_official:
            finish(draft, said("claims.j2", "official", number=claim.number))
        return claim if claim is not None and not claim.is_official else None
    own = [claim for claim in records.claims if not claim.is_official]
    # A claim that has ended can still be corrected, where no other is under way.
    meant = [claim for claim in own if is_open(claim)] or own
    able = [claim for claim in meant if _target(claim.course, request) in _legal(claim)]
    meant = able if request.stage is not None and able else meant
    if len(meant) == 1:
        return meant[0]
    if meant:
        names = {title(c.course, t) for c in able if (t := _target(c.course, request)) is not None}
        text = said("claims.j2", "which_claim", title=names.pop() if len(names) == 1 else "")
        _ask(draft, request, "claim", text, *(_pick(claim) for claim in meant))
    elif records.claims:
        finish(draft, said("claims.j2", "official", number=records.claims[0].number))
    else:
        text = said("claims.j2", "nothing_recorded", course=None, stages=())
        finish(draft, text + said("claims.j2", "record_first"), button("我已提交", "filed"))
    return None


def _pick(claim: Claim) -> Choice:
    services = f"：{'、'.join(claim.services)}" if claim.services else ""
    return button(f"{claim.number}（{title(claim.course, claim.stage)}）{services}", "moved", claim.number)


# ---- where to


def _target(own: Course, request: Request) -> str | None:
    """The stage or end that a claim has reached: the one after a stage that is over."""
    name = request.stage
    if name in (REVIEW, f"first_{REVIEW}") and stage(own, name) is None:
        # 在审核, 在初审 mean the one review that this notice has, where it has one.
        reviews = [step.id for step in own.stages if step.id.endswith(REVIEW)]
        return reviews[0] if len(reviews) == 1 and not request.is_over else None
    if name is None or not request.is_over or stage(own, name) is None:
        return name
    after = following(own, name)
    return after.id if after else SETTLED


def _legal(claim: Claim) -> tuple[str, ...]:
    return legal(claim.course, _visited(claim))


def _visited(claim: Claim) -> Sequence[str]:
    return [move.to for move in claim.moves]


def _move(draft: Draft, records: Records, claim: Claim, request: Request) -> None:
    """Moves the claim, or says why it cannot be and what can."""
    own, to, day, last = claim.course, _target(claim.course, request), request.day, claim.moves[-1]
    known: dict[str, object] = {"number": claim.number, "title": title(own, last.to)}
    may, again = _legal(claim), request._replace(day=None, is_vague=True)
    if to is None:
        _offer(draft, claim, request, said("claims.j2", "where_to", **known))
    elif to == last.to:
        text = said("claims.j2", "already", since=last.on, **known)
        finish(draft, f"{text}\n{standing(claim, records, today(draft))}", *choices(claim))
    elif stage(own, to) is None and to not in ENDS:
        text = said("claims.j2", "unknown_stage", name=own.cite, **known)
        _offer(draft, claim, request._replace(stage=None, is_over=False), text)
    elif to not in may:
        text = said("claims.j2", "illegal", wrong=title(own, to), **known)
        _offer(draft, claim, request._replace(stage=None, is_over=False), text)
    elif request.is_vague and day is None:
        _ask(draft, request, "day", said("claims.j2", "which_day"), TODAY)
    elif day is not None and day > today(draft):
        _ask(draft, again, "day", said("claims.j2", "move_ahead_of_time", day=day))
    elif day is not None and day < last.on and not _is_correction(claim, to):
        _ask(draft, again, "day", said("claims.j2", "before_last", day=day, since=last.on, **known))
    elif _is_too_much(claim, to, request):
        asked = asked_for(claim)
        text = said("claims.j2", "more_than_asked", paid=request.amount, asked=asked)
        _ask(draft, request, "sure", text, RIGHT, WRONG)
    else:
        _moved(draft, records, request)


def _offer(draft: Draft, claim: Claim, request: Request, text: str) -> None:
    """Where the claim may get, by number, the usual next one first."""
    options = (button(_label(claim, name), "moved", claim.number, name) for name in _legal(claim))
    _ask(draft, request, "stage", text, *options)


def _label(claim: Claim, to: str) -> str:
    words = title(claim.course, to)
    return f"改回{words}" if _is_correction(claim, to) else words


def _is_correction(claim: Claim, to: str) -> bool:
    """Whether a move takes back what was recorded: to a stage before this one, or out of an end."""
    order = [step.id for step in claim.course.stages]
    if claim.stage not in order:
        return claim.stage != "returned"
    return to in order and order.index(to) < order.index(claim.stage)


def _reached(claim: Claim, to: str) -> date | None:
    """The day that a stage was recorded to be reached, the last time."""
    return next((move.on for move in reversed(claim.moves) if move.to == to), None)


def _is_too_much(claim: Claim, to: str, request: Request) -> bool:
    asked = asked_for(claim)
    return to == SETTLED and request.amount is not None and asked is not None and request.amount > asked


def _moved(draft: Draft, records: Records, request: Request) -> None:
    """The move itself, of a claim and to a place that are settled."""
    claim = found(records, request.number or "")
    to = _target(claim.course, request) if claim is not None else None
    if claim is None or to is None or to not in _legal(claim):
        # It was moved by somebody else since it was asked about.
        serve(draft, request._replace(stage=None))
        return
    is_correction = _is_correction(claim, to)
    day = request.day or (_reached(claim, to) if is_correction else None) or today(draft)
    amount = yuan(request.amount) if to == SETTLED and request.amount is not None else None
    note = CORRECTED if is_correction else ""
    content = {"number": claim.number, "to": to, "on": day.isoformat(), "note": note, "amount": amount}
    draft.effects.append(Effect(kind="move_claim", content=content))
    text = said(
        "claims.j2",
        "moved",
        number=claim.number,
        old=title(claim.course, claim.stage),
        new=title(claim.course, to),
        day=day,
        is_correction=is_correction,
    )
    move = Move(to=to, on=day, at=draft.context.now, by="enterprise", note=note, amount=amount)
    now = replace(claim, moves=(*claim.moves, move))
    finish(draft, f"{text}\n{standing(now, records, today(draft))}", *choices(now), *offered_of(now, records))
