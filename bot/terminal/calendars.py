"""Calendars: the files of dates that a talk hands over, in a folder of the person's own."""

from __future__ import annotations

import contextlib
import os
import tempfile
from datetime import datetime
from pathlib import Path

from dialogs.message import Calendar

FOLDER = "calendars"
ENDING = ".ics"


class CalendarFolder:
    """Files that their owner alone can read; the same dates asked for again are the same file."""

    def __init__(self, folder: Path):
        self._folder = folder

    def keep(self, calendar: Calendar, at: datetime) -> str:
        """Where the file is, or why there is none, in a line for the person."""
        # Neither is needed before somebody asks for a calendar.
        from bot.showing.calendars import file_name, ics

        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            place = self._folder / file_name(calendar)
            _write(place, ics(calendar, at))
        except OSError as error:
            return f"日历文件没有写成：{error.strerror or error}。"
        return f"日历文件：{place}"

    def forget(self) -> None:
        """Removes them all."""
        with contextlib.suppress(OSError):
            for file in self._folder.glob(f"*{ENDING}"):
                file.unlink(missing_ok=True)


def _write(place: Path, content: bytes) -> None:
    """Puts a whole file in its place, whatever stands there; a link is replaced, never followed."""
    number, name = tempfile.mkstemp(dir=place.parent, suffix=".part")
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
        Path(name).replace(place)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
