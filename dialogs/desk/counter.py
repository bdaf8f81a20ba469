"""Counter: how the desk speaks: an answer that closes its form, a question that keeps one open."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from dialogs.agenda import ask, go_on
from dialogs.conversation import Conversation
from dialogs.draft import Draft
from dialogs.interview import Question, question_again
from dialogs.message import Choice, Reply
from dialogs.records import Records
from dialogs.understanding.result import Understanding
from dialogs.wording import said

_NO = re.compile(
    r"(?:算了|取消|跳过|没有|不(?:改|说|填|加|退|删|用|要|想|绑).{0,4}|先不.{0,4}|以后再说)[。.了吧]*"
)


def finish(draft: Draft, text: str, *choices: Choice) -> None:
    """Says it and closes the form; a question that stood open is asked again, else the choices are offered."""
    draft.conversation = draft.conversation._replace(form={})
    if draft.conversation.topic is not None or draft.conversation.asked is not None:
        draft.say(text)
        go_on(draft, again=True)
        return
    _show(draft, text, choices)


def inquire(draft: Draft, kind: str, text: str, *choices: Choice, **kept: Any) -> None:
    """Asks, and leaves a form of this kind open with what is to be kept for its answer."""
    draft.conversation = draft.conversation._replace(form={"kind": kind, **kept})
    _show(draft, text, choices)


def put_question(draft: Draft, question: Question) -> None:
    """Asks a question of the interview in place of the form."""
    ask(draft, question)


def let_go(draft: Draft) -> None:
    """Closes the form without a word: the message is about something else."""
    if draft.conversation.form:
        draft.conversation = draft.conversation._replace(form={})


def chosen(conversation: Conversation, understood: Understanding) -> tuple[str, ...]:
    """The ids of the options that were chosen."""
    offered = conversation.offered
    return tuple(offered[place].id for place in understood.chosen if 0 <= place < len(offered))


def declines(text: str, understood: Understanding) -> bool:
    """Whether the message says no to what the form asks, and nothing else; 返回 goes back to before it."""
    is_no = understood.answer in ("no", "unsure") or understood.chosen_all == "none"
    if understood.control == "back":
        return True
    return (is_no and is_bare(understood)) or _NO.fullmatch(text.strip()) is not None


def is_bare(understood: Understanding) -> bool:
    """Whether the message is about nothing else: not understood, or no more than an option, a yes or a no."""
    rest = understood._replace(chosen=(), chosen_all=None, answer=None)
    return not rest.understood


def is_blank(records: Records) -> bool:
    """Whether nothing is kept of the enterprise."""
    return not (records.name or records.uscc or records.told or records.claims)


def has_official(records: Records) -> bool:
    """Whether an office recorded the enterprise or a claim of it: no chat removes that."""
    return records.is_proven or any(claim.is_official for claim in records.claims)


def nothing_is_kept(draft: Draft) -> None:
    """The answer to every such request where nothing is kept."""
    finish(draft, said("profile.j2", "not_here"))


def _show(draft: Draft, text: str, choices: tuple[Choice, ...]) -> None:
    # Numbers belong to what is shown last: choices above it would be read as its answers.
    draft.replies = [replace(reply, choices=()) for reply in draft.replies]
    draft.replies.append(Reply(text=text, choices=choices))
    draft.conversation = draft.conversation.asking(None, question_again(choices))
