"""Line chat: one message a line in, the replies as plain text out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import BinaryIO, TextIO

from bot.bad_input import visible
from bot.terminal.talk import Talk
from dialogs import Reply, plain

# Far beyond what is read of a message; the rest of an endless line is passed over.
LONGEST_LINE = 1 << 20


def chat(
    talk: Talk,
    source: BinaryIO,
    target: TextIO,
    prompt: TextIO | None = None,
    *,
    before: Callable[[], None] | None = None,
) -> None:
    """Talks until the lines end or the person leaves; replies are parted by a blank line.

    `prompt` is where a `> ` is written before each line, if anybody types them; `before` is called before each answer.
    """
    if before is not None:
        before()
    _write(talk.greeting(), target, is_first=True)
    for line in _lines(source, prompt):
        if before is not None:
            before()
        _write(talk.say(line), target)
        if talk.is_over:
            return


def _write(replies: tuple[Reply, ...], target: TextIO, *, is_first: bool = False) -> None:
    for reply in replies:
        target.write(("" if is_first else "\n") + visible(plain(reply)) + "\n")
        is_first = False
    target.flush()


def _lines(source: BinaryIO, prompt: TextIO | None) -> Iterator[str]:
    while True:
        if prompt is not None:
            prompt.write("> ")
            prompt.flush()
        line = source.readline(LONGEST_LINE)
        if not line:
            return
        rest = line
        while len(rest) == LONGEST_LINE and not rest.endswith(b"\n"):
            rest = source.readline(LONGEST_LINE)
        yield line.decode("utf-8", "replace").rstrip("\r\n")
