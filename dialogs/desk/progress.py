"""Progress: where the claims of the enterprise stand, and what is asked before that."""

from __future__ import annotations

from dialogs.conversation import Answers
from dialogs.desk.buttons import button
from dialogs.desk.claims import choices, found, is_open, standing, steps, summary, window_label
from dialogs.desk.counter import finish, let_go
from dialogs.desk.forms import ask_place, here, today
from dialogs.draft import Draft
from dialogs.flow import menu
from dialogs.message import Message, Reply, Table
from dialogs.offers import offered_of
from dialogs.records import Claim, Records
from dialogs.regions import region_question
from dialogs.status import head
from dialogs.understanding.result import Request, RequestKind, Understanding
from dialogs.wording import said
from policy.courses import course, title

KINDS: tuple[RequestKind, ...] = ("progress",)
# Most claims that can be looked at by a number of the list; the others by their own.
MOST_SHOWN = 9


def serve(draft: Draft, request: Request) -> None:
    """Where the claim of that number stands, or the only one; a table of several; what to do where there is none."""
    records = draft.context.records
    claims = records.claims if records is not None else ()
    if records is not None and request.number is not None:
        claim = found(records, request.number)
        if claim is None:
            # The same words for a claim that does not exist and one of somebody else.
            finish(draft, said("claims.j2", "not_found"))
        else:
            _show(draft, records, claim)
    elif records is None or not claims:
        _show_none(draft, request)
    elif len(claims) == 1:
        _show(draft, records, claims[0])
    else:
        _list(draft, claims)


def answer(draft: Draft, form: Answers, message: Message, understood: Understanding) -> bool:
    """Nothing is asked but the region."""
    let_go(draft)
    return False


def _show(draft: Draft, records: Records, claim: Claim) -> None:
    edition = draft.context.library.editions.get(claim.edition)
    window = window_label(edition.edition if edition else None, claim.window)
    text = f"{summary(claim, window)}\n{standing(claim, records, today(draft))}"
    finish(draft, text, *choices(claim), *offered_of(claim, records))


def _list(draft: Draft, claims: tuple[Claim, ...]) -> None:
    """The claims still under way first, the last recorded first."""
    latest = claims[::-1]
    ordered = [*filter(is_open, latest), *(c for c in latest if not is_open(c))]
    rows = tuple(
        (c.number, c.course.name, title(c.course, c.stage), f"{c.moves[-1].on.isoformat()} 起")
        for c in ordered
    )
    picks = tuple(button(f"看 {claim.number}", "progress", claim.number) for claim in ordered[:MOST_SHOWN])
    table = Table(title="", columns=("编号", "通知", "现在", "自"), rows=rows)
    draft.replies.append(Reply(text=said("claims.j2", "several", count=len(claims)), table=table))
    finish(draft, said("claims.j2", "which_shown"), *picks)


def _show_none(draft: Draft, request: Request) -> None:
    """What the notice says of the way a claim goes, where none is recorded."""
    block = "not_kept" if draft.context.records is None else "nothing_recorded"
    session = here(draft)
    if session is None:
        question = region_question(draft.context).reply
        text = f"{said('claims.j2', block, course=None, stages=())}\n{question.text}"
        ask_place(draft, request, Reply(text=text, choices=question.choices))
        return
    own = course(session.edition)
    text = said("claims.j2", block, course=own, stages=steps(own))
    can_record = block == "nothing_recorded" and not own.is_draft
    records_one = (button("我已提交", "filed"),) if can_record else ()
    before = f"{head(session)}\n" if own.is_draft else ""
    finish(draft, before + text, *records_one, *menu(("procedure", "办理流程"), ("contacts", "联系方式")))
