"""Button: a choice that stands for a request whenever it is pressed: `do:KIND`, `do:KIND:ARG…`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from dialogs.desk.counter import DO
from dialogs.flow import GO
from dialogs.message import Choice
from dialogs.understanding.result import Request, RequestKind

# What the arguments of a button are, by kind; those of "ticked" are all papers, by id.
_FIELDS: Mapping[RequestKind, tuple[str, ...]] = {"progress": ("number",), "moved": ("number", "stage")}
# Before a paper that is not ready after all.
DENIED = "-"
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
    held: dict[str, Any] = dict(zip(_FIELDS.get(kind, ()), args, strict=False))
    return Request(kind=kind, **held)
