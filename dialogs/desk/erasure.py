"""Erasure: a person's data given out whole, or deleted once that is confirmed in so many words."""

from __future__ import annotations

from dialogs.conversation import Answers, Conversation
from dialogs.desk.counter import (
    chosen,
    declines,
    finish,
    has_official,
    inquire,
    is_bare,
    let_go,
    nothing_is_kept,
)
from dialogs.draft import Draft
from dialogs.message import Choice, Effect, Message
from dialogs.records import Records
from dialogs.understanding.result import Request, RequestKind, Understanding
from dialogs.wording import said

KINDS: tuple[RequestKind, ...] = ("export", "erase")
ERASES = Choice(id="erase:yes", label="确认删除")
KEEPS = Choice(id="erase:no", label="不删除")
CONFIRMATIONS = (ERASES.label, "確認刪除")


def serve(draft: Draft, request: Request) -> None:
    """Gives the data out, or asks whether they are to be deleted."""
    records = draft.context.records
    if records is None:
        nothing_is_kept(draft)
    elif request.kind == "export":
        # The data follow this line, so an open question is not asked again below it.
        draft.effects.append(Effect(kind="export", content={}))
        draft.say(said("erasure.j2", "export"))
    else:
        text = said("erasure.j2", "confirm", **_stays(records))
        inquire(draft, "erase", text, KEEPS, ERASES)


def answer(draft: Draft, form: Answers, message: Message, understood: Understanding) -> bool:
    """Deletes on the exact words or their button; says of everything else that nothing was deleted."""
    records = draft.context.records
    text = message.text.strip().strip("。.“”\"'")
    # A part of the label would choose it too: 确认 is not enough.
    is_pressed = message.choice is not None or text.isdecimal()
    is_sure = is_pressed and chosen(draft.conversation, understood) == (ERASES.id,)
    if records is not None and (is_sure or text in CONFIRMATIONS):
        draft.effects.append(Effect(kind="erase", content={}))
        draft.conversation = Conversation(traditional=draft.conversation.traditional)
        finish(draft, said("erasure.j2", "erased", others=records.members - 1))
        return True
    if understood.request is not None and understood.request.kind == "erase":
        let_go(draft)
        return False
    if understood.request is None and (is_bare(understood) or declines(text, understood)):
        finish(draft, said("erasure.j2", "kept"))
        return True
    draft.say(said("erasure.j2", "kept"))
    let_go(draft)
    return False


def _stays(records: Records) -> dict[str, object]:
    return {"others": records.members - 1, "has_official": has_official(records)}
