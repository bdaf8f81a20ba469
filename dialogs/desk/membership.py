"""Membership: who speaks for an enterprise: inviting a colleague, joining by a code, leaving."""

from __future__ import annotations

from dialogs.conversation import Answers, Conversation
from dialogs.desk.counter import (
    chosen,
    declines,
    finish,
    has_official,
    inquire,
    is_bare,
    is_blank,
    let_go,
    nothing_is_kept,
)
from dialogs.draft import Draft
from dialogs.message import Choice, Effect, Message
from dialogs.records import Records
from dialogs.understanding.result import Request, RequestKind, Understanding
from dialogs.wording import said

KINDS: tuple[RequestKind, ...] = ("invite", "join", "leave")
# Where a code is cut from the turn's random word; the first half makes claim numbers.
CODE = slice(8, 16)
JOINS = (Choice(id="join:yes", label="确认绑定"), Choice(id="join:no", label="不绑定"))
# 确认退出 and 不退出 might be read as leaving the chat.
LEAVES = (Choice(id="leave:yes", label="确认解除"), Choice(id="leave:no", label="不解除"))


def serve(draft: Draft, request: Request) -> None:
    """Gives out a code, takes one, or asks whether the enterprise is to be left."""
    records = draft.context.records
    if records is None:
        nothing_is_kept(draft)
        return
    match request.kind:
        case "invite":
            _invited(draft, records)
        case "join" if request.code:
            _held(draft, records, request.code)
        case "join":
            inquire(draft, "join", said("membership.j2", "ask_code"), code="")
        case _:
            _leaving(draft, records)


def answer(draft: Draft, form: Answers, message: Message, understood: Understanding) -> bool:
    """The open form's answer; False where the message is about something else."""
    records = draft.context.records
    text = message.text.strip().strip("。.“”\"'")
    options = chosen(draft.conversation, understood)
    # The words of an option might also be read as the request anew.
    is_option = bool(options) or text in (JOINS[0].label, LEAVES[0].label)
    if records is None or (understood.request is not None and not is_option):
        let_go(draft)
        return False
    says_yes = options in ((JOINS[0].id,), (LEAVES[0].id,)) or (
        (is_bare(understood) and understood.answer == "yes") or text in (JOINS[0].label, LEAVES[0].label)
    )
    says_no = options in ((JOINS[1].id,), (LEAVES[1].id,)) or declines(text, understood)
    match form["kind"], form.get("code"):
        case "join", "":
            return _lacking(draft, text, understood, says_no=says_no)
        case "join", str(code) if says_yes:
            _confirmed(draft, records, code)
        case "leave", _ if says_yes:
            _left(draft, records)
        case kind, _ if says_no or is_bare(understood):
            finish(draft, said("membership.j2", "not_joined" if kind == "join" else "not_left"))
        case _:
            let_go(draft)
            return False
    return True


def _invited(draft: Draft, records: Records) -> None:
    if is_blank(records):
        finish(draft, said("membership.j2", "name_first"))
        return
    code = draft.context.token[CODE]
    draft.effects.append(Effect(kind="invite", content={"code": code}))
    finish(draft, said("membership.j2", "invite", code=f"{code[:4]}-{code[4:]}"))


# ---- joining


def _held(draft: Draft, records: Records, code: str) -> None:
    """A code that the message holds: what comes of it, by what is kept of the person so far."""
    invitation = records.invitation
    if invitation is None or invitation.state != "good":
        _refused(draft, records, code)
    elif records.name or records.uscc or records.claims or records.members > 1 or records.is_proven:
        # The code stays good: it can be used once the present enterprise is left.
        finish(draft, said("membership.j2", "leave_first"))
    elif records.told:
        text = said(
            "membership.j2", "confirm_join", count=len(records.told), enterprise=invitation.enterprise
        )
        inquire(draft, "join", text, *JOINS, code=code)
    else:
        _joined(draft, code, invitation.enterprise)


def _refused(draft: Draft, records: Records, code: str) -> None:
    """One sentence for every code that cannot be used; a wrong one is counted."""
    draft.effects.append(_joining(code))
    is_locked = records.invitation is not None and records.invitation.state == "locked"
    finish(draft, said("membership.j2", "locked" if is_locked else "wrong"))


def _confirmed(draft: Draft, records: Records, code: str) -> None:
    """A code taken after the question; it may have run out meanwhile, where that is known."""
    invitation = records.invitation
    if invitation is not None and invitation.state != "good":
        _refused(draft, records, code)
    else:
        _joined(draft, code, invitation.enterprise if invitation else "")


def _joined(draft: Draft, code: str, enterprise: str) -> None:
    draft.effects.append(_joining(code))
    before = draft.conversation
    draft.conversation = _fresh(before)._replace(
        services=before.services,
        current=before.current,
        history=tuple(address for address in before.history if not address.startswith("enterprise.")),
    )
    finish(draft, said("membership.j2", "joined", enterprise=enterprise))


def _joining(code: str) -> Effect:
    return Effect(kind="join", content={"code": code})


def _lacking(draft: Draft, text: str, understood: Understanding, *, says_no: bool) -> bool:
    """A message without a code, where one was asked for."""
    if says_no:
        finish(draft, said("membership.j2", "not_joined"))
    elif is_bare(understood) or "码" in text:
        inquire(draft, "join", said("membership.j2", "ask_code"), code="")
    else:
        let_go(draft)
        return False
    return True


# ---- leaving


def _leaving(draft: Draft, records: Records) -> None:
    if is_blank(records) and records.members == 1 and not records.is_proven:
        finish(draft, said("membership.j2", "alone"))
        return
    text = said(
        "membership.j2",
        "confirm_leave",
        enterprise=records.name,
        others=records.members - 1,
        has_official=has_official(records),
    )
    inquire(draft, "leave", text, *LEAVES)


def _left(draft: Draft, records: Records) -> None:
    draft.effects.append(Effect(kind="quit_enterprise", content={}))
    draft.conversation = _fresh(draft.conversation)
    finish(draft, said("membership.j2", "left", others=records.members - 1))


def _fresh(conversation: Conversation) -> Conversation:
    """A conversation of somebody who speaks for another enterprise now, and has been greeted."""
    return Conversation(greeted=True, traditional=conversation.traditional)
