"""Part: an answer as Telegram takes it: texts of so many characters, the last one with buttons."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.answering.incoming import button
from bot.answering.turns import Answer
from bot.reception.characters import whole
from bot.showing.calendars import file_name, ics
from dialogs import plain

# As the vendor counts: characters beyond the first 65,536 are two.
LONGEST = 4_096
# A telephone shows some twenty Chinese characters of a label; its number stands in the text as well.
LONGEST_LABEL = 36
MOST_BUTTONS = 40
_BREAKS = ("\n\n", "\n", "。", "；", "，", " ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One message of an answer: its text, then the buttons below it, as (what it sends back, label).

    One with a `file`, as (name, content), is that file alone.
    """

    text: str
    buttons: tuple[tuple[str, str], ...] = ()
    file: tuple[str, bytes] | None = None


def parted(answer: Answer) -> tuple[Part, ...]:
    """The messages of an answer, as few as there can be; the choices of its last reply are buttons as well."""
    texts = list(_cut("\n\n".join(filter(None, map(plain, answer.replies)))))
    if not texts:
        return ()
    return (*(Part(text=text) for text in texts[:-1]), Part(text=texts[-1], buttons=_buttons(answer)))


def files(answer: Answer, made: datetime) -> tuple[Part, ...]:
    """The dates of an answer as files, each a message of its own."""
    calendars = [reply.calendar for reply in answer.replies if reply.calendar is not None]
    return tuple(Part(text="", file=(file_name(one), ics(one, made))) for one in calendars)


def _buttons(answer: Answer) -> tuple[tuple[str, str], ...]:
    if answer.turn is None or not answer.replies:
        return ()
    choices = answer.replies[-1].choices
    first = sum(len(reply.choices) for reply in answer.replies[:-1])
    return tuple(
        (button(answer.turn, first + n), _label(f"{n + 1} {choice.label}"))
        for n, choice in enumerate(choices[:MOST_BUTTONS])
    )


def _label(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_LABEL else text[: whole(text, LONGEST_LABEL - 1)] + "…"


def _cut(text: str) -> Iterator[str]:
    """A text in pieces with nothing blank around them, parted where it is no harm."""
    text = text.strip()
    while _size(text) > LONGEST:
        end = _place(text)
        if piece := text[:end].rstrip():
            yield piece
        text = text[end:].lstrip()
    if text:
        yield text


def _size(text: str) -> int:
    return len(text.encode("utf-16-le", "replace")) // 2


def _place(text: str) -> int:
    """Where the first piece of a text ends that is too long: after a break, if one stands in its second half."""
    most = len(text.encode("utf-16-le", "replace")[: 2 * LONGEST].decode("utf-16-le", "ignore"))
    for sought in _BREAKS:
        found = text.rfind(sought, most // 2, most)
        if found >= 0:
            return found + len(sought)
    return whole(text, most)
