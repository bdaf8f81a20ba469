"""Flow: one thing an enterprise can ask for; a step either asks or answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dialogs.interview import Question
from dialogs.message import Choice, Effect, Reply
from dialogs.session import Session
from dialogs.understanding.result import Intent

# What a menu button stands for: `go:` and the name of a flow.
GO = "go:"
# What a button of the desk stands for: `do:` and a request, its arguments after colons.
DO = "do:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Replies to give now, and the question that follows, None when the flow has answered."""

    replies: tuple[Reply, ...] = ()
    question: Question | None = None
    effects: tuple[Effect, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """`label` is its menu line; an interviewing flow may stay open over many turns."""

    name: Intent
    label: str
    step: Callable[[Session], Step]
    is_interview: bool = False
    # Whether it answers before a region is chosen.
    is_general: bool = False
    # Whether a general answer is added to once a region is named.
    adds_local: bool = False


def menu(*flows: tuple[str, str]) -> tuple[Choice, ...]:
    """Menu lines for (name, label) pairs."""
    return tuple(Choice(id=GO + name, label=label) for name, label in flows)


def answered(*replies: Reply) -> Step:
    """A step that answers."""
    return Step(replies=replies)
