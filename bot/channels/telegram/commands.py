"""Command: a line of the menu beside the input, and what it stands for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dialogs.agenda import MENU
from dialogs.desk.buttons import button
from dialogs.flow import GO
from dialogs.message import Choice

START = "start"
# As the vendor writes it: `/name`, in groups `/name@bot`, then what was typed after it.
_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@[A-Za-z0-9_]{1,64})?(?:\s|\Z)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """`name` of small letters, digits and `_`; it stands for a choice, or for a `text` that is typed as well."""

    name: str
    text: str
    choice: str | None = None


def _standing(choice: Choice, name: str) -> Command:
    return Command(name=name, text=choice.label, choice=choice.id)


COMMANDS = (
    *(_standing(choice, choice.id.removeprefix(GO)) for choice in MENU),
    _standing(button("兑现进度", "progress"), "progress"),
    _standing(button("我的提醒", "reminders"), "reminders"),
    Command(name="restart", text="重新开始"),
    Command(name="help", text="帮助"),
)
_BY_NAME = {command.name: command for command in COMMANDS}


def is_start(text: str) -> bool:
    """Whether a text is what the vendor sends for whoever opens the chat."""
    return _name(text) == START


def command(text: str) -> Command | None:
    """The command that a text is; None for any other text."""
    return _BY_NAME.get(_name(text))


def _name(text: str) -> str:
    found = _COMMAND.match(text)
    return found[1].lower() if found else ""
