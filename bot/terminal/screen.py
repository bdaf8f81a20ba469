"""Screen: the chat with colours, tables, a history, and choices by number or arrow key."""

from __future__ import annotations

import contextlib
from asyncio import get_running_loop
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import WordCompleter
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.styles import Style
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.bad_input import visible
from bot.terminal import own_name
from bot.terminal.talk import Talk
from bot.terminal.watching import Watching
from dialogs import Choice, Reply
from dialogs import Table as Rows

LONGEST_KEPT = 500
# Lines of the screen that a list of choices leaves to what is asked and answered.
ROOM = 6
HINT = "数字或 ↑↓ 加回车选择，Tab 补全，Ctrl-C 清空，Ctrl-D 离开"
LEAVING = "再按一次 Ctrl-C 离开，或接着输入"
CLAUSE = r"（[^（）]*(?:\([^()]*\)[^（）]*)*）"
AMOUNT = r"\d[\d,.]* ?[万亿]?元"
STYLE = Style.from_dict({"sign": "ansigreen bold", "number": "ansicyan", "marked": "reverse"})


class Terminal:
    """A talk on the screen; what was typed is kept in a history file of the person, or in memory where it cannot be.

    The file is in the folder, and goes when the person has everything erased.
    """

    def __init__(self, talk: Talk, folder: Path | None, watching: Watching | None = None):
        """`watching`: reminders that appear above the prompt while nothing is sent."""
        self.talk = talk
        self.watching = watching
        self.console = Console(highlight=False, markup=False, emoji=False)
        self.choices: tuple[Choice, ...] = ()
        self.marked: int | None = None
        self.picked: Choice | None = None
        self.file = None if folder is None else folder / own_name("history", talk.user)
        self.session = self._session()

    def chat(self) -> None:
        """Talks until the person leaves."""
        self.console.print(HINT, style="dim")
        self._show(self.talk.greeting())
        try:
            self._talk()
        finally:
            if self.watching is not None:
                self.watching.end()

    def _talk(self) -> None:
        was_interrupted = False
        while not self.talk.is_over:
            try:
                text = self._heard()
            except EOFError:
                return
            except KeyboardInterrupt:
                if was_interrupted:
                    return
                self.console.print(LEAVING, style="dim")
                was_interrupted = True
                continue
            was_interrupted = False
            picked = self.picked
            self._show(self.talk.say(picked.label, picked.id) if picked else self.talk.say(text))
            if self.talk.is_erased:
                self._forget()

    def _session(self) -> PromptSession[str]:
        return PromptSession(
            history=_history(self.file),
            key_bindings=self._keys(),
            style=STYLE,
            complete_while_typing=False,
        )

    def _forget(self) -> None:
        """Nothing that was typed so far is within reach any more."""
        if self.file is not None:
            with contextlib.suppress(OSError):
                self.file.unlink(missing_ok=True)
        self.session = self._session()

    def _heard(self) -> str:
        """The line typed, or the label of the choice picked."""
        self.marked, self.picked = None, None
        labels = [visible(choice.label) for choice in self.choices]
        completer = WordCompleter(labels, sentence=True, match_middle=True) if labels else None
        try:
            return self.session.prompt(self._prompt, completer=completer, pre_run=self._watch)
        finally:
            if self.watching is not None:
                self.watching.notices.tell(None)

    def _watch(self) -> None:
        """Lets reminders appear from here on, as soon as the prompt has been drawn."""
        if (watching := self.watching) is None:
            return
        loop, application = get_running_loop(), self.session.app
        loop.call_soon(watching.begin)

        def tell() -> None:
            # Where the prompt has just ended, the next one shows it.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(lambda: application.create_background_task(self._remind(watching)))

        watching.notices.tell(tell)

    async def _remind(self, watching: Watching) -> None:
        """Shows above the prompt what has come; what is being typed stays.

        prompt_toolkit's own way there lets go of the keyboard for a moment, in which a Ctrl-D would be lost.
        """
        application = self.session.app
        await application.renderer.wait_for_cpr_responses()
        if application.is_running and not application.is_done:
            application.renderer.erase()
            watching.notices.show(self._print_reminder)
            application.renderer.request_absolute_cursor_position()
            application.invalidate()

    def _print_reminder(self, text: str) -> None:
        self.console.print(_coloured(text), soft_wrap=True)
        self.console.print()

    def _show(self, replies: tuple[Reply, ...]) -> None:
        self.choices = replies[-1].choices if replies else ()
        for n, reply in enumerate(replies):
            self.console.print()
            # The terminal breaks lines between any two characters; rich would only at spaces.
            self.console.print(_coloured(reply.text), soft_wrap=True)
            if reply.table is not None:
                self.console.print(_table(reply.table))
            if n + 1 < len(replies) or not self._choices_fit():
                for line in _numbered(reply.choices):
                    self.console.print(line)
        self.console.print()

    def _choices_fit(self) -> bool:
        """Whether the choices can stand in the prompt itself, where the arrow keys move the mark."""
        return len(self.choices) + ROOM <= self.console.height

    def _prompt(self) -> StyleAndTextTuples:
        found: StyleAndTextTuples = []
        for n, choice in enumerate(self.choices):
            is_marked = n == self.marked
            if is_marked or self._choices_fit():
                found.append(("class:number", f"{'▸' if is_marked else ' '} {n + 1} "))
                found.append(("class:marked" if is_marked else "", visible(choice.label) + "\n"))
        return [*found, ("class:sign", "› ")]

    def _keys(self) -> KeyBindings:
        keys = KeyBindings()

        @Condition
        def is_choosing() -> bool:
            return bool(self.choices) and not self.session.default_buffer.text

        @Condition
        def is_empty() -> bool:
            return not self.session.default_buffer.text

        @keys.add("down", filter=is_choosing)
        def _(event: KeyPressEvent) -> None:
            self.marked = 0 if self.marked is None else (self.marked + 1) % len(self.choices)

        @keys.add("up", filter=is_choosing)
        def _(event: KeyPressEvent) -> None:
            self.marked = ((self.marked or 0) - 1) % len(self.choices)

        @keys.add("enter", filter=is_empty)
        def _(event: KeyPressEvent) -> None:
            if self.choices and self.marked is not None:
                self.picked = self.choices[self.marked]
                event.app.exit(result=self.picked.label)

        @keys.add("c-c", filter=~is_empty)
        def _(event: KeyPressEvent) -> None:
            event.current_buffer.reset()

        return keys


class KeptHistory(FileHistory):
    """A history file that never stands in the way: what cannot be written is forgotten."""

    def store_string(self, string: str) -> None:
        if len(string) <= LONGEST_KEPT:
            with contextlib.suppress(OSError, UnicodeError):
                super().store_string(string)


def _history(file: Path | None) -> History:
    if file is None:
        return InMemoryHistory()
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.touch(mode=0o600)
        with file.open("ab"):
            return KeptHistory(str(file))
    except OSError:
        return InMemoryHistory()


def _coloured(text: str) -> Text:
    found = Text(visible(text))
    found.highlight_regex(AMOUNT, "bold green")
    found.highlight_regex(CLAUSE, "dim")
    return found


def _numbered(choices: tuple[Choice, ...]) -> list[Text]:
    return [Text.assemble((f"  {n} ", "cyan"), visible(choice.label)) for n, choice in enumerate(choices, 1)]


def _table(rows: Rows) -> Table:
    found = Table(
        "",
        *map(visible, rows.columns),
        title=visible(rows.title) or None,
        title_justify="left",
        box=SIMPLE_HEAD,
    )
    for n, row in enumerate(rows.rows, 1):
        found.add_row(str(n), *(_coloured(cell) for cell in row))
    return found
