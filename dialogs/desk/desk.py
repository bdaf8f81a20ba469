"""Desk: serves what is asked of, or told for, the records of an enterprise; one form at a time stands open."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dialogs.agenda import BY_NAME, wish
from dialogs.answers import taken
from dialogs.conversation import Answers, Conversation
from dialogs.desk import dates, erasure, filing, membership, moves, papers, profile, progress, reminders
from dialogs.desk.amends import amended
from dialogs.desk.buttons import request_of
from dialogs.desk.counter import chosen, declines, finish, let_go
from dialogs.desk.forms import PLACE, ask_place, held
from dialogs.draft import Draft
from dialogs.flow import GO
from dialogs.message import Message
from dialogs.recall import carried
from dialogs.regions import Arrival, arrival
from dialogs.understanding.result import Asked, Intent, Request, RequestKind, Understanding
from dialogs.wording import echo, said

Serve = Callable[[Draft, Request], None]
# The answer to an open form; False where the message is about something else, the form then being closed.
Answer = Callable[[Draft, Answers, Message, Understanding], bool]

_SERVE: Mapping[RequestKind, Serve] = {
    **dict.fromkeys(filing.KINDS, filing.serve),
    **dict.fromkeys(progress.KINDS, progress.serve),
    **dict.fromkeys(moves.KINDS, moves.serve),
    **dict.fromkeys(papers.KINDS, papers.serve),
    **dict.fromkeys(profile.KINDS, profile.serve),
    **dict.fromkeys(membership.KINDS, membership.serve),
    **dict.fromkeys(erasure.KINDS, erasure.serve),
    **dict.fromkeys(reminders.KINDS, reminders.serve),
    **dict.fromkeys(dates.KINDS, dates.serve),
}
_ANSWER: Mapping[RequestKind, Answer] = {
    **dict.fromkeys(filing.KINDS, filing.answer),
    **dict.fromkeys(progress.KINDS, progress.answer),
    **dict.fromkeys(moves.KINDS, moves.answer),
    **dict.fromkeys(papers.KINDS, papers.answer),
    **dict.fromkeys(profile.KINDS, profile.answer),
    **dict.fromkeys(membership.KINDS, membership.answer),
    **dict.fromkeys(erasure.KINDS, erasure.answer),
    **dict.fromkeys(reminders.KINDS, reminders.answer),
    **dict.fromkeys(dates.KINDS, dates.answer),
}
# In any form, the question of the interview that it interrupted.
WAITING = "waiting"
# What a request answers as well: 还缺哪些材料 asks for no second list.
_SAYS: Mapping[RequestKind, tuple[Intent, ...]] = {"papers": ("documents",), "ticked": ("documents",)}
# Requests that are about the notice of a region too.
_OF_A_REGION: tuple[RequestKind, ...] = (*filing.KINDS, *papers.KINDS, *dates.KINDS, "remind")


def served(draft: Draft, message: Message, understood: Understanding) -> bool:
    """Whether a message was for the desk: the answer to its open form, or a request; it is answered then."""
    form = draft.conversation.form
    request = _named(draft, message, _request(draft.conversation, understood))
    if request != understood.request:
        understood = understood._replace(request=request)
    waiting = draft.conversation.asked
    if form.get("kind") in (None, "papers") and amended(draft, message, understood):
        _hold(draft, waiting)
        return True
    # The menu may have been shown below the form's question since.
    turns_away = any(option.startswith(GO) for option in chosen(draft.conversation, understood))
    if form and not turns_away:
        waiting = _waiting(form)
        draft.conversation = draft.conversation._replace(asked=waiting)
        answer = _placed if form.get(PLACE) else _ANSWER[form["kind"]]
        if answer(draft, form, message, understood):
            _hold(draft, waiting)
            return True
        if understood.control != "continue" and request is None:
            # What was no answer to the form was none to the question before it.
            draft.conversation = draft.conversation._replace(asked=None)
        if request is None and amended(draft, message, understood):
            return True
    let_go(draft)
    if request is None:
        return False
    said_by_it = _SAYS.get(request.kind, ())
    wish(draft, tuple(name for name in understood.intents if name in BY_NAME and name not in said_by_it))
    if not _is_elsewhere(draft, understood, request):
        _SERVE[request.kind](draft, request)
    _hold(draft, waiting)
    return True


def reopened(draft: Draft) -> bool:
    """Whether a form stands open; its question is asked again then, by what is kept now.

    A binding code is not held for longer than its question.
    """
    form = draft.conversation.form
    if not form or form.get("code"):
        let_go(draft)
        return False
    waiting, kind = _waiting(form), form["kind"]
    if form.get(PLACE):
        ask_place(draft, held(form))
    elif kind in (*filing.KINDS, *moves.KINDS):
        _ANSWER[kind](draft, form, Message(text=""), Understanding(control="continue"))
    else:
        _SERVE[kind](draft, Request(kind=kind))
    _hold(draft, waiting)
    return True


def _waiting(form: Answers) -> Asked | None:
    """The interview's question that stood open before the form."""
    asked = form.get(WAITING)
    return Asked(kind=asked["kind"], facts=tuple(asked["facts"])) if asked else None


def _hold(draft: Draft, waiting: Asked | None) -> None:
    """Keeps the interview's question with the form that stands open now, to go on with once that is closed."""
    form = draft.conversation.form
    if form and waiting is not None:
        held_back = {"kind": waiting.kind, "facts": list(waiting.facts)}
        draft.conversation = draft.conversation._replace(form={**form, WAITING: held_back})


def _request(conversation: Conversation, understood: Understanding) -> Request | None:
    """What is asked for, in words or by the options chosen: several papers may be."""
    ids = chosen(conversation, understood)
    if understood.chosen_all == "all":
        ids = tuple(option.id for option in conversation.offered)
    found = [request for choice in ids if (request := request_of(choice)) is not None]
    ticked = [request for request in found if request.kind == "ticked"]
    if ticked:
        names = tuple(name for request in ticked for name in request.papers)
        return ticked[0]._replace(papers=names)
    if len(found) == 1 and understood.chosen_all is None:
        return found[0]
    is_asked = understood.request is None and "status" in understood.intents
    return Request(kind="progress") if is_asked else understood.request


def _named(draft: Draft, message: Message, request: Request | None) -> Request | None:
    """The request about the enterprise's own claim whose number stands in the message, however that is written.

    The number alone asks for its progress: it might be taken for a binding code.
    """
    records = draft.context.records
    known = {_folded(claim.number): claim.number for claim in records.claims} if records else {}
    if not known:
        return request
    text = _folded(message.text)
    if (number := known.get(text)) is not None:
        return Request(kind="progress", number=number)
    if request is None or request.kind not in ("progress", "moved"):
        return request
    told = max((one for one in known if one in text), key=len, default=None)
    return request if told is None else request._replace(number=known[told])


def _folded(text: str) -> str:
    return "".join(text.upper().split()).replace("-", "").strip("。.")


def _is_elsewhere(draft: Draft, understood: Understanding, request: Request) -> bool:
    """Takes the place and the facts told beside a request; whether the place keeps it from being served."""
    arrived = arrival(draft.conversation, understood, draft.context) if understood.region else None
    if arrived is not None and request.kind in _OF_A_REGION:
        if arrived.question is not None:
            _take(draft, understood, arrived)
            ask_place(draft, request, arrived.question.reply)
            return True
        if not any(draft.context.library.for_region(code) for code in understood.region):
            finish(draft, "\n".join(reply.text for reply in arrived.replies))
            return True
    _take(draft, understood, arrived)
    return False


def _take(draft: Draft, understood: Understanding, arrived: Arrival | None) -> None:
    """What a message tells beside a request is kept, and said back."""
    if arrived is not None and arrived.question is None:
        draft.conversation = carried(draft.conversation, arrived.conversation, draft.context)
        draft.replies += arrived.replies
    if not understood.facts:
        return
    told = understood._replace(unclear=(), chosen=(), chosen_all=None, answer=None)
    stored = taken(draft.conversation, told, draft.context, draft.facts)
    draft.conversation = stored.conversation
    draft.say(said("talk.j2", "assumed", items=list(stored.assumed)) if stored.assumed else "")
    if stored.noted and not (arrived and arrived.replies):
        draft.say(said("talk.j2", "noted", items=list(stored.noted)))
    draft.replies += stored.replies


def _placed(draft: Draft, form: Answers, message: Message, understood: Understanding) -> bool:
    """Goes on with the request that waited for the region, once it is told."""
    request = held(form)
    if understood.request is not None:
        return False
    arrived = arrival(draft.conversation, understood, draft.context)
    if arrived.question is not None:
        ask_place(draft, request, arrived.question.reply)
    elif arrived.conversation.edition is not None:
        _take(draft, understood, arrived)
        draft.conversation = draft.conversation._replace(form={})
        _SERVE[request.kind](draft, request)
    elif arrived.replies:
        finish(draft, "\n".join(reply.text for reply in arrived.replies))
    elif declines(message.text, understood):
        finish(draft, said("claims.j2", "no_place"))
    elif not understood.understood:
        draft.say(said("talk.j2", "not_understood", text=echo(message.text)))
        ask_place(draft, request)
    else:
        return False
    return True
