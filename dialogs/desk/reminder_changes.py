"""Reminder change: other days, other hours, another channel, or none any more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from dialogs.desk import subscription
from dialogs.desk.buttons import button
from dialogs.desk.counter import inquire
from dialogs.desk.reminder_list import leave_open
from dialogs.desk.watches import (
    CHANNELS,
    clock,
    hours_in_words,
    label,
    next_of,
    offsets_in_words,
    place,
    spaced,
    wanted,
    window_of,
)
from dialogs.draft import Draft
from dialogs.message import Effect
from dialogs.records import Records, Watch
from dialogs.understanding.result import HERE, Request
from dialogs.wording import day, said
from policy.divisions import relation
from policy.schedule import HOURS, OFFSETS

# The shortest hours that leave room to be written to, in minutes.
SHORTEST = 30
# Topics whose days can be chosen.
_DATED = ("window", "lapse")
_TOPICS = {"window": "受理期", "claim": "申请", "lapse": "券作废", "edition": "新通知"}


def change(draft: Draft, records: Records, request: Request) -> None:
    """Changes what is asked for and says it back; what cannot be is said with what can."""
    if (missing := _missing(records, request)) is not None:
        leave_open(draft, missing)
        return
    if not records.watches:
        request = request._replace(about=None, places=())
    elif (request.about or request.places) and not _meant(draft, records, request):
        _nothing(draft, records, request)
        return
    content: dict[str, Any] = {}
    told: list[str] = []
    if request.resets:
        _reset(draft, records, request, content, told)
    if request.offsets:
        _days(draft, records, request, content, told)
    if request.hours is not None:
        if (outside := _outside(request.hours)) is not None:
            leave_open(draft, outside[0], *outside[1])
            return
        _hours(records, request.hours, content, told)
    if request.channel is not None:
        _channel(records, request.channel, content, told)
    if not told:
        leave_open(draft, said("watches.j2", "unclear"))
        return
    if content:
        draft.effects.append(Effect(kind="remind_as", content=content))
    if content and not records.watches and not request.resets:
        # 提前三天提醒 asks for it too.
        for line in told:
            draft.say(line)
        draft.context = replace(draft.context, records=_wished(records, content))
        subscription.serve(draft, Request("remind", topic=request.topic))
        return
    leave_open(draft, "\n".join(told), button("我的提醒", "reminders"))


def stop(draft: Draft, records: Records, request: Request) -> None:
    """Ends what is named, or everything; asks which where one of several could be meant."""
    if (missing := _missing(records, request)) is not None:
        leave_open(draft, missing)
        return
    if request.is_all:
        draft.effects.append(Effect(kind="unwatch", content={"ids": None}))
        leave_open(
            draft, said("watches.j2", "stopped_all", count=len(records.watches)), button("提醒我", "remind")
        )
        return
    meant = _meant(draft, records, request)
    if not meant:
        _nothing(draft, records, request)
    elif len(meant) > 1 and not (
        request.items or request.ids or request.topic or request.about or request.places
    ):
        picks = [
            button(label(watch, draft.context.library), "unremind", str(watch.id))
            for watch in records.watches
        ]
        inquire(
            draft, "unremind", said("watches.j2", "stop_which"), *picks, button("全部取消", "unremind", "all")
        )
    else:
        draft.effects.append(Effect(kind="unwatch", content={"ids": [watch.id for watch in meant]}))
        names = [label(watch, draft.context.library) for watch in meant]
        text = said(
            "watches.j2",
            "stopped",
            what=names,
            left=len(records.watches) - len(meant),
            has_moves=records.hears_of_moves,
        )
        back = meant[0]
        again = (button("恢复", "remind", back.topic, back.about),) if len(meant) == 1 else ()
        leave_open(draft, text, *again, button("我的提醒", "reminders"))


def _meant(draft: Draft, records: Records, request: Request) -> tuple[Watch, ...]:
    """The watches that a request is about; without a word of which, all of them."""
    if request.ids:
        return tuple(watch for watch in records.watches if watch.id in request.ids)
    watches = tuple(watch for watch in records.watches if _is_of(watch, request.places))
    if request.about:
        windows = [(watch, window_of(watch, draft.context.library)) for watch in watches]
        return tuple(watch for watch, window in windows if window and window.label == request.about)
    if request.items:
        # 运城的第1个: the first on the list if it is of there, else the first of there.
        listed = tuple(records.watches[item - 1] for item in request.items)
        if all(watch in watches for watch in listed):
            return listed
        return tuple(watches[item - 1] for item in request.items if item <= len(watches))
    if request.number is not None:
        return tuple(watch for watch in watches if watch.number == request.number)
    return tuple(watch for watch in watches if request.topic in (None, watch.topic))


def _is_of(watch: Watch, places: Sequence[str]) -> bool:
    """Whether a watch is of one of some places, of what lies in it, or of what it lies in; so is any without places."""
    return not places or any(relation(watch.region, one) != "outside" for one in places)


def _missing(records: Records, request: Request) -> str | None:
    """What is said of a number that is not on the list."""
    wrong = next((item for item in request.items if not 0 < item <= len(records.watches)), None)
    if wrong is None:
        return None
    if not records.watches:
        return said("watches.j2", "nothing", has_moves=records.hears_of_moves)
    return said("watches.j2", "not_one", place=wrong, count=len(records.watches))


def _nothing(draft: Draft, records: Records, request: Request) -> None:
    if request.ids:
        leave_open(draft, said("watches.j2", "stopped_before"), button("我的提醒", "reminders"))
    elif records.watches:
        text = said("watches.j2", "no_such", topic=_named(request) or _TOPICS.get(request.topic or "", ""))
        leave_open(draft, text, button("我的提醒", "reminders"))
    else:
        stops = (button("全部取消", "unremind", "all"),) if records.hears_of_moves else ()
        leave_open(draft, said("watches.j2", "nothing", has_moves=records.hears_of_moves), *stops)


def _named(request: Request) -> str:
    """Which of all are named, in words; nothing where none are."""
    places = "、".join(place(code) for code in request.places)
    topic = _TOPICS.get(request.topic or "", "") if places and request.kind == "unremind" else ""
    items = "、".join(f"第 {item} 个" for item in request.items)
    return f"{places}{request.about or topic}{items}"


# ---- days


def _days(draft: Draft, records: Records, request: Request, content: dict[str, Any], told: list[str]) -> None:
    """Other days before, of all or of those named."""
    named = _meant(draft, records, request) if _named(request) else ()
    if request.places and not request.items:
        named = tuple(watch for watch in named if watch.topic in _DATED) or named
    library = draft.context.library
    if named and (fixed := next((w for w in named if w.topic not in _DATED), None)) is not None:
        told.append(said("watches.j2", "own_days", what=label(fixed, library)))
        return
    before = wanted(named[0], records) if named else OFFSETS if records.offsets is None else records.offsets
    days = _joined(before, request)
    if not days:
        told.append(said("watches.j2", "no_days"))
        return
    content["offsets"] = list(days)
    if named:
        content["ids"] = [watch.id for watch in named]
    what = f"{_named(request)}改为" if named else "截止日期都"
    windows = [w for w in named or records.watches if w.topic == "window"]
    now = draft.context.now
    nexts = [(w, next_of(replace(w, offsets=days), records, library, now)) for w in windows]
    changes = [(label(watch, library), day(coming) if coming else "") for watch, coming in nexts]
    told.append(said("watches.j2", "days_changed", what=what, days=offsets_in_words(days), changes=changes))


def _joined(before: Sequence[int], request: Request) -> tuple[int, ...]:
    """The days before, with those that are added or left out."""
    if request.denies:
        return tuple(offset for offset in before if offset not in request.offsets)
    kept = before if request.is_another else ()
    return tuple(sorted({*kept, *request.offsets}, reverse=True))


def _wished(records: Records, content: dict[str, Any]) -> Records:
    """The records as they are once a change is kept."""
    offsets, hours = content.get("offsets", records.offsets), content.get("hours", records.hours)
    return replace(
        records,
        offsets=None if offsets is None else tuple(offsets),
        hours=None if hours is None else (hours[0], hours[1]),
        via=content.get("via", records.via),
    )


# ---- hours


def _outside(hours: tuple[int, int]) -> tuple[str, tuple[Any, ...]] | None:
    """What is said of hours that are not within those in which anybody is written to."""
    first, last = HOURS
    begin, end = hours
    if first <= begin and end <= last and end - begin >= SHORTEST:
        return None
    begin, end = max(begin, first), min(end, last)
    possible = hours_in_words((begin, end)) if end - begin >= SHORTEST and begin < end else ""
    text = said("watches.j2", "hours_outside", hours=hours_in_words(None), possible=possible)
    label_ = f"改为 {clock(begin)} 到 {clock(end)}"
    return text, (button(label_, "remind_change", "hours", f"{begin}-{end}"),) if possible else ()


def _hours(records: Records, hours: tuple[int, int], content: dict[str, Any], told: list[str]) -> None:
    if hours == (records.hours or HOURS):
        told.append(said("watches.j2", "hours_same", hours=hours_in_words(hours)))
        return
    content["hours"] = None if hours == HOURS else list(hours)
    told.append(said("watches.j2", "hours_changed", hours=hours_in_words(hours)))


# ---- channel


def _channel(records: Records, channel: str, content: dict[str, Any], told: list[str]) -> None:
    """Another channel, where exactly one colleague is; else how to get there."""
    channel = HERE if channel == records.channel else channel
    now, via = spaced(records.via or HERE), spaced(channel)
    if (channel in (HERE, records.via) and channel != HERE) or (channel == HERE and records.via is None):
        told.append(said("watches.j2", "via_same", via=via))
    elif channel == HERE:
        content["via"] = None
        told.append(said("watches.j2", "via_here"))
    elif channel in records.others:
        content["via"] = channel
        told.append(said("watches.j2", "via_changed", via=via, channel=channel))
    elif channel in CHANNELS:
        told.append(said("watches.j2", "via_not_joined", via=via, now=now))
    else:
        channels = [CHANNELS[name] for name in ("wechat", "wecom", "telegram")]
        told.append(said("watches.j2", "via_unknown", via=via, now=now, channels=channels))


def _reset(
    draft: Draft, records: Records, request: Request, content: dict[str, Any], told: list[str]
) -> None:
    """As for everybody: all of it, or the days of those named."""
    content["offsets"] = None
    if _named(request):
        content["ids"] = [watch.id for watch in _meant(draft, records, request)]
        told.append(said("watches.j2", "reset", what=f"{offsets_in_words(OFFSETS)}提醒"))
        return
    content |= {"hours": None, "via": None}
    what = f"{offsets_in_words(OFFSETS)}提醒，{hours_in_words(None)} 之间发，发到这里"
    told.append(said("watches.j2", "reset", what=what))
