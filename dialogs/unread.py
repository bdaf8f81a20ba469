"""Unread: what is made of a message that says nothing to answer."""

from __future__ import annotations

import re

from dialogs.draft import Draft
from dialogs.message import Effect, Message
from dialogs.wording import echo

LONGEST_KEPT = 200
# What is said when an answer was read, and asks for nothing.
_AGREED = re.compile(
    "(?:好[的嘞滴吧]?|嗯+|哦+|行|知道|收到|明白|了解|清楚|ok)[了啦吧。.~!！]*", re.IGNORECASE
)
# Telephone, identity and account numbers: what is kept of a message names no person.
_NUMBER = re.compile(r"[0-9０-９][0-9０-９ -]{5,}[0-9０-９xX]")


def agrees(text: str) -> bool:
    """Whether a message only says that what was answered is noted: 好的, 知道了."""
    return _AGREED.fullmatch(text.strip()) is not None


def not_understood(draft: Draft, message: Message) -> Effect:
    """The message for those who extend the lexicon, with the question that stood open."""
    text = _NUMBER.sub("…", echo(message.text, LONGEST_KEPT))
    asked = draft.conversation.asked
    return Effect(
        kind="not_understood",
        content={
            "text": text,
            "edition": draft.conversation.edition,
            "asked": list(asked.facts) if asked else [],
        },
    )
