"""Texts: an answer as WeChat and WeCom take it: in parts of so many bytes, and nothing in it that they would act on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.answering.incoming import button
from bot.reception.characters import whole
from dialogs import Reply, plain

# Bytes in UTF-8: what is longer is refused (45002).
LONGEST = 2_000
# What XML cannot carry, and what would hide in a text.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# The one tag that is shown as a link, or even as a command, in a text message.
_LINK = re.compile(r"<(?=\s{0,8}/?\s{0,8}[aA])")
# Where a text is parted rather than elsewhere, the best first: the break goes with what stands before it.
_BREAKS = (re.compile(r"\n\n"), re.compile(r"\n"), re.compile(r"[。！？；!?;]|\. "))


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One message of an answer: its text, then the choices that it ends with, as (button, label)."""

    text: str
    choices: tuple[tuple[str, str], ...] = ()


def clean(text: str) -> str:
    """The text without what XML cannot carry, its lines ended in one way, and no link in it."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _LINK.sub("＜", _FORBIDDEN.sub("", text))


def parts(replies: Iterable[Reply], turn: int | None) -> tuple[Part, ...]:
    """The messages of an answer, as few as there can be; each `numbered` one has at most `LONGEST` bytes.

    The choices of the last reply stay choices; those before it become lines, as everything does without a turn.
    """
    shown = list(replies)
    last = shown[-1] if shown else None
    choices: tuple[tuple[str, str], ...] = ()
    if last is not None and last.choices and turn is not None:
        first = sum(len(reply.choices) for reply in shown[:-1])
        choices = tuple(
            (button(turn, first + n), clean(choice.label)) for n, choice in enumerate(last.choices)
        )
        if len(_lines(choices).encode()) > LONGEST // 2:
            choices = ()
        else:
            shown[-1] = replace(last, choices=())
    text = clean("\n\n".join(filter(None, map(plain, shown)))).strip("\n")
    return _parted(text, choices) if text or choices else ()


def numbered(part: Part) -> str:
    """A part as text alone: its choices are numbered lines."""
    return "\n".join(filter(None, (part.text, _lines(part.choices))))


def rest(shown: Iterable[Part]) -> str:
    """Parts as one text, without the choices: those would stand for nothing when it is shown later."""
    return "\n\n".join(filter(None, (part.text for part in shown)))


def begin(text: str, room: int) -> str:
    """As much of a text as has so many bytes."""
    return text[: _place(text, room)]


def _lines(choices: Sequence[tuple[str, str]]) -> str:
    return "\n".join(f"{n} {label}" for n, (_, label) in enumerate(choices, 1))


def _parted(text: str, choices: tuple[tuple[str, str], ...]) -> tuple[Part, ...]:
    found = []
    room = LONGEST - len(_lines(choices).encode()) - 1 if choices else LONGEST
    while (size := len(text.encode())) > room:
        # The choices are never sent without words before them.
        head, text = _cut(text, LONGEST if size > LONGEST else room)
        found.append(Part(text=head))
    return (*found, Part(text=text, choices=choices))


def _cut(text: str, room: int) -> tuple[str, str]:
    """A text in two, of which the first has at most so many bytes, and at least half of them where that is no harm."""
    end = _place(text, room)
    for sought in _BREAKS:
        places = [found.end() for found in sought.finditer(text, end // 2, end)]
        if places and (head := text[: places[-1]].rstrip("\n")):
            return head, text[places[-1] :].lstrip("\n")
    return text[:end], text[end:]


def _place(text: str, room: int) -> int:
    """How many characters have at most so many bytes, and no mark is parted from its character."""
    end = len(text[:room].encode()[:room].decode("utf-8", "ignore"))
    return whole(text, end)
