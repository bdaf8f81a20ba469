"""Questions as people really put them: what a right reply says, and what it must not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from dialogs import Context, Conversation, Message, plain, respond
from policy.library import library
from policy.workdays import SHANGHAI

PATH = Path(__file__).with_name("real_questions.yaml")
QUESTIONS: list[dict[str, Any]] = yaml.safe_load(PATH.read_text(encoding="utf-8"))
CONTEXT = Context(now=datetime(2024, 11, 20, 10, tzinfo=SHANGHAI), library=library())


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A question and what follows it; each of `holds` is satisfied by any of its strings."""

    name: str
    messages: tuple[str, ...]
    holds: tuple[tuple[str, ...], ...]
    never: tuple[str, ...]


def listed(given: str | list[str]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)


def cases(questions: Iterable[dict[str, Any]]) -> list[Case]:
    """One for each question that stands alone, and one for each of what may follow it."""
    found = []
    for number, question in enumerate(questions, 1):
        for then in question.get("then", [{}]):
            said = listed(then.get("say", []))
            holds = [*question.get("holds", []), *then.get("holds", [])]
            found.append(
                Case(
                    name="-".join([f"{number:02}", question["text"][:14], *said]),
                    messages=(question["text"], *said),
                    holds=tuple(map(listed, holds)),
                    never=(*question.get("never", []), *then.get("never", [])),
                )
            )
    return found


CASES = cases(QUESTIONS)


def folded(text: str) -> str:
    """Text of one width, its numbers without separators."""
    return unicodedata.normalize("NFKC", re.sub(r"(?<=\d),(?=\d{3})", "", text))


def contains(text: str, wanted: str) -> bool:
    """Whether a folded text has the wanted string, spaces aside, its numbers whole."""
    characters = [c for c in folded(wanted) if not c.isspace()]
    pattern = r"\s*".join(map(re.escape, characters))
    if characters[0].isdigit():
        pattern = r"(?<!\d)(?<!\d[.,])" + pattern
    if characters[-1].isdigit():
        pattern += r"(?!\d)"
    return re.search(pattern, text) is not None


def told(messages: Iterable[str]) -> str:
    """Every reply to the messages of one conversation."""
    conversation, replies = Conversation(), []
    for message in messages:
        turn = respond(conversation, Message(text=message), CONTEXT)
        conversation = turn.conversation
        replies += map(plain, turn.replies)
    return "\n".join(replies)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_reply_says_what_it_turns_on_and_nothing_wrong(case: Case) -> None:
    replies = told(case.messages)
    text = folded(replies)
    lacks = [" | ".join(any_of) for any_of in case.holds if not any(contains(text, w) for w in any_of)]
    wrong = [unwanted for unwanted in case.never if contains(text, unwanted)]
    faults = [f"lacks {words}" for words in lacks] + [f"has {words}" for words in wrong]
    assert not faults, "\n".join([*faults, replies])


def test_every_question_says_what_it_turns_on_and_expects_something() -> None:
    known = {"text", "page", "kind", "turns_on", "holds", "never", "then"}
    assert len({question["text"] for question in QUESTIONS}) == len(QUESTIONS) == 49
    assert all({"text", "kind", "turns_on"} <= question.keys() <= known for question in QUESTIONS)
    assert all(
        then.keys() <= {"say", "holds", "never"}
        for question in QUESTIONS
        for then in question.get("then", [])
    )
    assert all(case.holds for case in CASES)
    assert len({case.name for case in CASES}) == len(CASES)


@pytest.mark.parametrize(
    ("text", "wanted", "is_there"),
    [
        ("每年最高 20 万元（青岛市 2024 年度通知 三）。", "20万元", True),
        ("每年最高 120 万元", "20 万元", False),
        ("每年最高 1.5 万元", "5 万元", False),
        ("最高，5 万元", "5 万元", True),
        ("1. 5 万元", "5 万元", True),
        ("一（二）10", "一(二)1", False),
        ("营业收入 5,000 万元", "5000 万", True),
        ("二(二)3", "二（二）3", True),
    ],
)
def test_a_number_is_found_whole_whatever_its_spacing(text: str, wanted: str, is_there: bool) -> None:
    assert contains(folded(text), wanted) is is_there
