"""Filing: a claim that was handed in is recorded, with its batch, services and sum."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from dialogs.conversation import Answers
from dialogs.desk import moves
from dialogs.desk.bought import service_labels, words
from dialogs.desk.buttons import button
from dialogs.desk.claims import choices, filed_on, fits, standing, steps, window_label
from dialogs.desk.counter import chosen, declines, finish, inquire, let_go
from dialogs.desk.earlier import returned, same, sent_back
from dialogs.desk.forms import AGAIN, TODAY, ask_place, day_told, denies, here, is_elsewhere, sum_told, today
from dialogs.draft import Draft
from dialogs.flow import menu
from dialogs.interview import UNSURE
from dialogs.message import Choice, Effect, Message
from dialogs.offers import offered_of
from dialogs.records import Claim, Move, Records, Watch
from dialogs.session import Session
from dialogs.status import head
from dialogs.understanding.result import Request, RequestKind, Understanding
from dialogs.wording import cite, echo, said
from policy.courses import course, first, title
from policy.edition import Edition
from policy.money import yuan

KINDS: tuple[RequestKind, ...] = ("filed",)
# Where a claim's number is cut from the turn's random word; the other half makes binding codes.
NUMBER = slice(0, 8)
# The two answers to each question of yes or no, the first agreeing.
DECIDED: Mapping[str, tuple[Choice, Choice]] = {
    "back": (Choice(id="back:yes", label="是它"), Choice(id="back:no", label="是另一笔")),
    "outside": (Choice(id="outside:yes", label="仍然记下"), Choice(id="outside:no", label="不记")),
    "same": (Choice(id="same:yes", label="是另一笔"), Choice(id="same:no", label="不是，就是这一笔")),
}
NOT_KNOWN = Choice(id=UNSURE.id, label=UNSURE.label)
SKIP = Choice(id="unsure", label="跳过")
ALL = "file:all"
_ITEM = "file:"


def serve(draft: Draft, request: Request) -> None:
    """Records the claim once all is known that is asked of it; never under a draft."""
    session, records = here(draft), draft.context.records
    if request.is_again and (claim := sent_back(records)) is not None:
        begin = first(claim.course)
        moves.serve(draft, request._replace(kind="moved", number=claim.number, stage=begin, amount=None))
        return
    if session is None:
        if records is None:
            finish(draft, said("claims.j2", "not_kept", course=None, stages=()))
        else:
            ask_place(draft, request)
        return
    edition, day = session.edition, request.day or today(draft)
    if edition.is_draft:
        # What is asked beside is answered below, with the same notice before it.
        notice = "" if draft.conversation.topic else f"{head(session)}\n"
        finish(
            draft,
            f"{notice}{said('claims.j2', 'draft')}",
            *menu(("conditions", "申请条件"), ("procedure", "办理流程")),
        )
    elif records is None:
        own = course(edition)
        finish(draft, said("claims.j2", "not_kept", course=own, stages=steps(own)))
    elif day > today(draft):
        finish(draft, said("claims.j2", "ahead_of_time", day=day))
    else:
        form: dict[str, Any] = {"day": day.isoformat(), "is_dated": request.day is not None}
        form |= {"another": True} if request.is_another else {}
        form |= {"is_vague": True} if request.is_vague else {}
        form |= {"is_numbered": True} if request.number is not None else {}
        if request.amount is not None:
            form["amount"] = request.amount
        _go_on(draft, session, records, form)


def answer(draft: Draft, form: Answers, message: Message, understood: Understanding) -> bool:
    """Takes what was asked for last, or what corrects it; lets go of anything else, with nothing recorded."""
    session, records, request = here(draft), draft.context.records, understood.request
    if session is None or records is None:
        return _leave(draft)
    known = {name: value for name, value in form.items() if name != "kind"}
    day = None if understood.request else day_told(message.text, today(draft))
    if request is None and day is not None:
        request = Request(kind="filed", day=day)
    if request is not None:
        if request.kind != "filed":
            return _leave(draft)
        if request.day is not None and request.day > today(draft):
            finish(draft, said("claims.j2", "ahead_of_time", day=request.day))
            return True
        known = _corrected(known, request)
        if day is not None and form["asks"] not in ("day", "outside", "same"):
            draft.say(said("claims.j2", "on_day", day=day))
    elif understood.control == "back":
        finish(draft, said("claims.j2", "not_registered"))
        return True
    elif understood.control not in AGAIN:
        found = _window(session, message) or _answered(draft, known, message, understood)
        if found is None:
            return _leave(draft)
        known |= found
    if known.get("is_off"):
        _stop(draft, session, records, known)
    else:
        _go_on(draft, session, records, known)
    return True


def _leave(draft: Draft) -> bool:
    draft.say(said("claims.j2", "filing_left"))
    let_go(draft)
    return False


def _stop(draft: Draft, session: Session, records: Records, form: Answers) -> None:
    """What was asked about was not to be recorded."""
    claim = same(session, records, form) if form["asks"] == "same" else None
    if claim is None:
        finish(draft, said("claims.j2", "not_registered"))
        return
    text = said("claims.j2", "not_another", number=claim.number)
    finish(draft, f"{text}\n{standing(claim, records, today(draft))}", *choices(claim))


# ---- what is asked


def _go_on(draft: Draft, session: Session, records: Records, form: dict[str, Any]) -> None:
    """Asks the next thing that is not known, else records the claim."""
    day = date.fromisoformat(form["day"])
    if form.get("is_vague") and not form["is_dated"]:
        _ask(draft, form, "day", said("claims.j2", "which_day"), TODAY)
        return
    if "back" not in form:
        back = returned(session, records)
        if back is not None:
            text = said("claims.j2", "again", claim=back, since=back.moves[-1].on)
            _ask(draft, form, "back", text)
            return
    elif form["back"]:
        back = returned(session, records)
        if back is not None:
            begin = first(back.course)
            again = Request(kind="moved", number=back.number, stage=begin, day=day)
            moves.serve(draft, again)
            return
    if "another" not in form and (claim := same(session, records, form)) is not None:
        now = title(claim.course, claim.stage)
        text = said("claims.j2", "same", claim=claim, day=filed_on(claim), title=now, services=claim.services)
        _ask(draft, form, "same", text)
        return
    if "window" not in form:
        fitting = [window for window in session.edition.windows if fits(window, day)]
        if len(fitting) > 1:
            options = (Choice(id=_ITEM + window.id, label=window.label) for window in fitting)
            _ask(draft, form, "window", said("claims.j2", "which_window", day=day), *options, NOT_KNOWN)
            return
        if not fitting and session.edition.windows:
            _ask(draft, form, "outside", _outside(session, day))
            return
        form["window"] = fitting[0].id if fitting else None
    labels = service_labels(session)
    if "services" not in form and len(labels) > 1:
        options = (Choice(id=f"{_ITEM}{n}", label=label) for n, label in labels.items())
        text = said("claims.j2", "which_services", count=len(labels))
        _ask(draft, form, "services", text, *options, Choice(id=ALL, label="全部"))
        return
    if "amount" not in form:
        _ask(draft, form, "amount", said("claims.j2", "amount"), SKIP)
        return
    _register(draft, session, records, form)


def _ask(draft: Draft, form: Mapping[str, Any], asks: str, text: str, *options: Choice) -> None:
    inquire(draft, "filed", text, *(options or DECIDED[asks]), **{**form, "asks": asks})


def _outside(session: Session, day: date) -> str:
    """That no window was open on the day, as the notice has them."""
    windows = session.edition.windows
    cited = cite(session.edition, *(window.clause for window in windows))
    return said("claims.j2", "outside", edition=session.edition, windows=windows, day=day, cited=cited)


# ---- what is answered


def _corrected(form: Answers, request: Request) -> dict[str, Any]:
    """The form with what a second telling of the same filing changes."""
    found = dict(form)
    if request.day is not None:
        # Another day: whether it lies in a window, and is recorded already, is seen anew.
        found = {name: value for name, value in found.items() if name not in ("window", "another")}
        found |= {"day": request.day.isoformat(), "is_dated": True}
    if request.amount is not None:
        found["amount"] = request.amount
    return found


def _answered(
    draft: Draft, form: Answers, message: Message, understood: Understanding
) -> dict[str, Any] | None:
    """What the message adds to the form; nothing where it is asked again, None where it is about something else."""
    ids = chosen(draft.conversation, understood)
    is_yes = understood.answer == "yes" or understood.chosen_all == "all"
    is_unsure = understood.answer == "unsure" or UNSURE.id in ids
    match form["asks"]:
        case "back" | "outside" | "same" as asked:
            yes, no = (option.id in ids for option in DECIDED[asked])
            if yes or no or is_yes or denies(understood):
                return _decided(asked, is_agreed=yes or (is_yes and not no))
        case "day" if is_unsure or TODAY.id in ids:
            return {"is_vague": False}
        case "window" if is_unsure or ids:
            return {"window": None if is_unsure else ids[0].removeprefix(_ITEM)}
        case "services" if is_unsure:
            return {"services": []}
        case "services" if ALL in ids or is_yes:
            return {"services": None}
        case "services" if ids:
            return {"services": [int(item.removeprefix(_ITEM)) for item in ids]}
        case "amount" if is_unsure or denies(understood):
            return {"amount": None}
        case "amount" if not is_elsewhere(understood) and (told := sum_told(message.text)) is not None:
            return {"amount": told}
    if declines(message.text, understood):
        return {"is_off": True}
    if is_elsewhere(understood):
        return None
    is_sum = form["asks"] == "amount" and understood.unclear
    unread = said("talk.j2", "not_understood", text=echo(message.text))
    draft.say(said("claims.j2", "exact_amount") if is_sum else unread)
    return {}


def _window(session: Session, message: Message) -> dict[str, Any]:
    """The window that is named, whatever was asked."""
    named = [window.id for window in session.edition.windows if window.label in message.text]
    return {"window": named[0]} if len(named) == 1 else {}


def _decided(asked: str, *, is_agreed: bool) -> dict[str, Any]:
    match asked:
        case "back":
            return {"back": is_agreed}
        case "outside":
            return {"window": None} if is_agreed else {"is_off": True}
        case _:
            return {"another": True} if is_agreed else {"is_off": True}


# ---- what is recorded


def _register(draft: Draft, session: Session, records: Records, form: Answers) -> None:
    edition, own, day = session.edition, course(session.edition), date.fromisoformat(form["day"])
    number, begin = draft.context.token[NUMBER], first(course(session.edition))
    services = words(service_labels(session), form.get("services"))
    if "another" in form and "services" not in form and any(services == c.services for c in records.claims):
        services = ()  # the one that was told is the other claim's
    amount = form["amount"]
    asked = None if amount is None else yuan(amount)
    claim = Claim(
        number=number,
        edition=edition.id,
        course=own,
        moves=(Move(to=begin, on=day, at=draft.context.now, by="enterprise"),),
        window=form["window"],
        services=services,
        asked=asked,
    )
    content = {
        "number": number,
        "edition": edition.id,
        "window": claim.window,
        "services": list(services),
        "asked": asked,
        "on": form["day"],
        "stage": begin,
        "course": own.to_json(),
    }
    draft.effects.append(Effect(kind="register_claim", content=content))
    text = said(
        "claims.j2",
        "registered",
        number=number,
        name=edition.name,
        window=window_label(edition, claim.window),
        services=services,
        asked=amount,
        is_numbered="is_numbered" in form,
    )
    lines, stops = [text, standing(claim, records, today(draft))], []
    if (watched := _closing_watched(edition, claim, records)) is not None:
        lines.append(said("watches.j2", "still_told"))
        stops.append(button("停这项提醒", "unremind", str(watched.id)))
    choices = (
        button("看进度", "progress", number),
        button("还缺什么", "papers"),
        *stops,
        *offered_of(claim, records),
    )
    finish(draft, "\n".join(lines), *choices)


def _closing_watched(edition: Edition, claim: Claim, records: Records) -> Watch | None:
    """What tells of the closing of the window in which a claim was handed in; papers of it may be due until then."""
    about = f"{edition.id}/{claim.window}"
    return next((one for one in records.watches if (one.topic, one.about) == ("window", about)), None)
