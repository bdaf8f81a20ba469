"""Calendar file: dates as iCalendar (RFC 5545), and what such a file is called."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from icalendar import Alarm, Event
from icalendar import Calendar as File
from icalendar.prop import vText

from bot.bad_input import visible
from dialogs.message import Calendar, Entry
from policy.workdays import SHANGHAI

MEDIA_TYPE = "text/calendar; charset=utf-8"
HERE = "quanzhu"
MAKER = f"-//{HERE}//{HERE}//ZH"
# Characters of a file's name without its ending: three bytes each at most.
LONGEST_NAME = 60
NAMELESS = "日历"
SUBJECT = "创新券"
_A_DAY = timedelta(days=1)
# A day begins at midnight: its alarm rings at nine in the morning of the day before.
_AT_NINE = timedelta(hours=-15)
# All but letters, digits and signs that no system takes for a path, an option or an ending.
_APART = re.compile(r"[^\w（）《》]+")


def ics(calendar: Calendar, made: datetime) -> bytes:
    """The calendar as a file: each entry with an alarm one day before. `made` is an aware moment."""
    found = File()
    found.add("prodid", MAKER)
    found.add("version", "2.0")
    found.add("calscale", "GREGORIAN")
    found.add("x-wr-calname", vText(_line(calendar.name)))
    for entry in calendar.entries:
        found.add_component(_event(entry, made))
    content: bytes = found.to_ical()
    return content


def file_name(calendar: Calendar) -> str:
    """A name that is one on every system, with its ending; nothing in it leads anywhere."""
    name = "-".join(filter(None, _APART.split(calendar.name)))[:LONGEST_NAME].strip("-_")
    return f"{name or NAMELESS}.ics"


def _event(entry: Entry, made: datetime) -> Event:
    start = _start(entry.start)
    found = Event()
    found.add("uid", f"{_line(entry.uid)}@{HERE}")
    found.add("dtstamp", made.astimezone(UTC).replace(microsecond=0))
    found.add("dtstart", start)
    found.add("summary", _title(entry))
    if entry.note:
        found.add("description", _text(entry.note))
    # A deadline keeps nobody busy.
    found.add("transp", "TRANSPARENT")
    found.add_component(_alarm(entry, -_A_DAY if isinstance(start, datetime) else _AT_NINE))
    return found


def _alarm(entry: Entry, before: timedelta) -> Alarm:
    found = Alarm()
    found.add("action", "DISPLAY")
    found.add("description", _title(entry))
    found.add("trigger", before)
    return found


def _start(text: str) -> date | datetime:
    """A day, or a moment in UTC; one that names no zone is Shanghai's."""
    if len(text) <= len("2024-12-31"):
        return date.fromisoformat(text)
    found = datetime.fromisoformat(text)
    return (found if found.tzinfo else found.replace(tzinfo=SHANGHAI)).astimezone(UTC)


def _title(entry: Entry) -> str:
    """What the entry is called among all others that somebody has in their calendar."""
    title = _line(entry.title)
    return title if SUBJECT in title else f"{SUBJECT}：{title}"


def _text(text: str) -> str:
    return visible(text.replace("\r\n", "\n"))


def _line(text: str) -> str:
    return " ".join(_text(text).split())
