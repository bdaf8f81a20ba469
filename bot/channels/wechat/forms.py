"""Form: a template of WeChat's with what goes into its fields, each cut to what WeChat takes there."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Literal, get_args

from bot.reception.channel import Reminder
from bot.reception.characters import whole
from policy.workdays import SHANGHAI

# What of a reminder a field holds.
Source = Literal["what", "when", "note"]
_SOURCES: tuple[Source, ...] = get_args(Source)
# A field as the template names it: its type, then a number.
_FIELD = re.compile(r"([a-z_]{1,30}?)([0-9]{1,3})")
_DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日(?:\s*(\d{1,2}:\d{2}))?")
_NOT_HAN = re.compile(r"[^\u4e00-\u9fff]")
_SPACE = re.compile(r"\s+")
_THING, _PHRASE, _CODE = 20, 5, 32
# An empty field has the whole form refused.
_EMPTY: Mapping[Source, str] = {"what": "提醒", "when": "", "note": "发“提醒”可查看和修改"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A template with what goes into its fields; `url` is where a tap leads."""

    template: str
    fields: Mapping[str, str]
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Blank:
    """A template, and what of a reminder goes into which of its fields."""

    template: str
    fields: tuple[tuple[str, Source], ...]

    def filled(self, reminder: Reminder, at: datetime) -> Form:
        """The form of a reminder; without a day of its own it tells the moment at which it is sent."""
        said = {"what": reminder.what, "when": reminder.when, "note": reminder.note}
        now = _moment(at)
        return Form(
            template=self.template,
            fields={name: _value(name, source, said[source], now) for name, source in self.fields},
        )


def sources(text: str) -> tuple[tuple[str, Source], ...]:
    """Fields with what goes into them, written `thing4=what,time2=when,thing5=note`. Raises ValueError."""
    found: dict[str, Source] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, _, wanted = (piece.strip() for piece in part.partition("="))
        source = next((known for known in _SOURCES if known == wanted), None)
        field = _FIELD.fullmatch(name)
        if source is None or field is None:
            raise ValueError("写成 thing4=what,time2=when,thing5=note；右边只能是 what、when、note")
        if source not in _KINDS.get(field[1], ()):
            raise ValueError(_misplaced(name, field[1]))
        if name in found:
            raise ValueError(f"{name} 写了两次")
        found[name] = source
    if "what" not in found.values():
        raise ValueError("没有一个字段放 what")
    return tuple(found.items())


def _misplaced(name: str, kind: str) -> str:
    if kind not in _KINDS:
        return f"{name} 这种字段放不了提醒；可用 {'、'.join(_KINDS)}"
    return f"{name} 只能放 {'、'.join(_KINDS[kind])}"


@lru_cache(maxsize=64)
def _value(name: str, source: Source, said: str, now: str) -> str:
    """What a field holds; in a burst many hold the same."""
    text = _SPACE.sub(" ", said).strip() or _EMPTY[source] or now
    found = _FIELD.fullmatch(name)
    return _CUTS[found[1]](text, now) if found else text


def _moment(at: datetime) -> str:
    """A moment as the reminder itself writes it."""
    local = at.astimezone(SHANGHAI)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"


def _thing(text: str, _: str) -> str:
    return text if len(text) <= _THING else text[: whole(text, _THING - 1)] + "…"


def _phrase(text: str, _: str) -> str:
    return _NOT_HAN.sub("", text)[:_PHRASE] or _EMPTY["what"]


def _date(text: str, now: str) -> str:
    found = _DAY.search(text) or _DAY.search(now)
    return found[0] if found else text


def _time(text: str, now: str) -> str:
    """A day alone lasts until it ends."""
    found = _DAY.search(_date(text, now))
    return f"{found[1]}年{found[2]}月{found[3]}日 {found[4] or '23:59'}" if found else text


def _code(text: str, now: str) -> str:
    found = _DAY.search(_date(text, now))
    day = f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}" if found else ""
    return f"{day} {found[4]}"[:_CODE] if found and found[4] else day


# What each type of field can hold, and how it is cut.
_KINDS: Mapping[str, tuple[Source, ...]] = {
    "thing": ("what", "when", "note"),
    # Of templates chosen years ago.
    "keyword": ("what", "when", "note"),
    "phrase": ("what", "note"),
    "time": ("when",),
    "date": ("when",),
    "character_string": ("when",),
}
_CUTS: Mapping[str, Callable[[str, str], str]] = {
    "thing": _thing,
    "keyword": _thing,
    "phrase": _phrase,
    "time": _time,
    "date": _date,
    "character_string": _code,
}
