"""Button: a choice that stands for a request whenever it is pressed: `do:KIND`, `do:KIND:ARG…`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, get_args

from dialogs.conversation import Conversation
from dialogs.flow import DO, GO
from dialogs.message import Choice
from dialogs.understanding.result import Request, RequestKind

# What the arguments of a button are, by kind; those of "ticked" are all papers, by id.
_FIELDS: Mapping[RequestKind, tuple[str, ...]] = {
    "progress": ("number",),
    "moved": ("number", "stage"),
    "remind": ("topic", "about"),
    "calendar": ("about",),
}
# Before a paper that is not ready after all.
DENIED = "-"
# In place of the watches that a button ends: all of them, and the moves of claims too.
ALL = "all"
_ACCEPTED = re.compile("(?:嗯|哦)*(?:好[的呀啊嘞滴吧]?|可以[的]?|要[的]?|行[的吧]?|需要)[了啦吧。.~!！ ]*")
_KINDS: tuple[RequestKind, ...] = get_args(RequestKind)


def button(label: str, kind: RequestKind, *args: str) -> Choice:
    """A choice that makes a request; arguments hold no colon."""
    return Choice(id=DO + ":".join((kind, *args)), label=label)


def is_standing(choice: str) -> bool:
    """Whether a choice means the same whenever it is pressed."""
    return choice.startswith((DO, GO))


def request_of(choice: str) -> Request | None:
    """The request that a choice stands for; None for any other choice."""
    if not choice.startswith(DO):
        return None
    name, *args = choice.removeprefix(DO).split(":")
    kind = next((k for k in _KINDS if k == name), None)
    if kind is None:
        return None
    if kind == "ticked":
        is_denied = any(arg.startswith(DENIED) for arg in args)
        return Request(kind=kind, papers=tuple(arg.removeprefix(DENIED) for arg in args), denies=is_denied)
    if kind == "unremind":
        return Request(kind, is_all=ALL in args, ids=tuple(int(arg) for arg in args if arg.isdecimal()))
    if kind == "remind_change":
        return _change(args)
    held: dict[str, Any] = dict(zip(_FIELDS.get(kind, ()), args, strict=False))
    return Request(kind=kind, **held)


def accepted(conversation: Conversation, text: str) -> Request | None:
    """The reminder that a bare 好 or 要 takes: the only one offered by what was said last, no question being open."""
    if conversation.asked is not None or conversation.form or _ACCEPTED.fullmatch(text.strip()) is None:
        return None
    offers = [option.id for option in conversation.offered if option.id.startswith(f"{DO}remind:")]
    return request_of(offers[0]) if len(offers) == 1 else None


def _change(args: list[str]) -> Request | None:
    """The change that a button makes: `default`, or `hours` with two minutes of the day."""
    match args:
        case ["default"]:
            return Request("remind_change", resets=True)
        case ["hours", span] if (found := re.fullmatch(r"(\d{1,4})-(\d{1,4})", span)) is not None:
            return Request("remind_change", hours=(int(found[1]), int(found[2])))
        case _:
            return None
