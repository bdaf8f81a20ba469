"""Watch: what a person is reminded of, when and where, in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from dialogs.desk.claims import found as claim_of
from dialogs.offers import coming
from dialogs.records import Claim, Records, Watch
from dialogs.understanding.result import HERE
from dialogs.wording import day, said
from policy.courses import stage
from policy.divisions import division
from policy.edition import Window
from policy.library import Library
from policy.schedule import (
    HOURS,
    OFFSETS,
    Deadline,
    lapse_deadlines,
    publicity_deadlines,
    window_deadlines,
)
from policy.workdays import SHANGHAI

# The channels that a person may be reminded on.
CHANNELS = {
    "wechat": "微信",
    "wecom": "企业微信",
    "telegram": "Telegram",
    "web": "网页",
    "terminal": "终端",
    HERE: "这里",
}


# Those over which somebody is written to unasked.
_PUSHED = ("wechat", "wecom", "telegram")


class Row(NamedTuple):
    """A line of the list: what, its last day, on which days, when next."""

    what: str
    until: str
    days: str
    next: str


def row(watch: Watch, records: Records, library: Library, now: datetime) -> Row:
    """One line of the list of reminders."""
    coming_next = day(watch.next.astimezone(SHANGHAI).date()) if watch.next else ""
    what, days, until = label(watch, library), offsets_in_words(wanted(watch, records)), ""
    match watch.topic:
        case "window":
            window = window_of(watch, library)
            is_open = window is not None and not _is_past(window.closes, now)
            until = f"{day(window.closes)} {'截止' if is_open else '已截止'}" if window else ""
        case "lapse":
            found = library.editions.get(watch.edition or "")
            ends = lapse_deadlines(found.edition) if found else ()
            until = day(ends[0].day) if ends else ""
        case "claim":
            claim = claim_of(records, watch.number or watch.about)
            ends = publicity_of(claim) if claim else ()
            until = f"公示 {day(ends[0].day)} 结束" if ends else ""
            days = "有进展时" + ("、公示结束前 1 天和当天" if claim and has_publicity(claim) else "")
        case _:
            days = "收录时"
    return Row(what, until, days, coming_next)


def label(watch: Watch, library: Library) -> str:
    """What is watched, by its name; an edition that is not at hand any more by its id."""
    found = library.editions.get(watch.edition or "")
    match watch.topic:
        case "window":
            window = window_of(watch, library)
            return f"{found.edition.name}，{window.label}" if found and window else watch.about
        case "lapse":
            return f"{found.edition.name}，年底作废" if found else watch.about
        case "claim":
            return f"申请 {watch.number or watch.about}"
        case _:
            return f"{place(watch.region)}新通知"


def place(region: str) -> str:
    """A region by its name."""
    known = division(region)
    return known.name if known else region


def window_of(watch: Watch, library: Library) -> Window | None:
    """The window that is watched, where its edition is at hand."""
    found = library.editions.get(watch.edition or "")
    windows = found.edition.windows if found else ()
    return next((window for window in windows if window.id == watch.window), None)


def wanted(watch: Watch, records: Records) -> tuple[int, ...]:
    """The days before on which something is told."""
    own = watch.offsets if watch.offsets is not None else records.offsets
    return OFFSETS if own is None else own


def offsets_in_words(offsets: Iterable[int]) -> str:
    """提前 7、3、1 天和当天."""
    ordered = sorted(offsets, reverse=True)
    before = "、".join(str(offset) for offset in ordered if offset)
    return "和".join(
        part for part in (f"提前 {before} 天" if before else "", "当天" * (0 in ordered)) if part
    )


def hours_in_words(hours: tuple[int, int] | None) -> str:
    """08:30 到 20:30."""
    first, last = hours or HOURS
    return f"{clock(first)} 到 {clock(last)}"


def clock(minute: int) -> str:
    """A minute of the day: 08:30."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def next_of(watch: Watch, records: Records, library: Library, now: datetime) -> date | None:
    """The day on which the closing of a watched window is told next, as it is wanted now."""
    found = library.editions.get(watch.edition or "")
    if found is None or watch.window is None:
        return None
    deadlines = window_deadlines(found.edition, watch.window, (), now)
    closing = tuple(one for one in deadlines if one.kind == "closes")
    told = coming(closing, records, now, wanted(watch, records))
    return told[0][1].astimezone(SHANGHAI).date() if told else None


def publicity_of(claim: Claim) -> tuple[Deadline, ...]:
    """The end of a claim's publicity, where it is in it."""
    last = claim.moves[-1]
    return (
        publicity_deadlines(claim.number, claim.course, last.to, last.on)
        if stage(claim.course, last.to)
        else ()
    )


def has_publicity(claim: Claim) -> bool:
    """Whether the end of the claim's publicity is or can be known: the notice says how long it lasts."""
    return any(step.id == "publicity" and step.working_days for step in claim.course.stages)


def spaced(channel: str) -> str:
    """A channel's name as it stands after Chinese words."""
    name = CHANNELS.get(channel, channel)
    return f" {name}" if name.isascii() else name


def _is_past(closes: date | datetime | None, now: datetime) -> bool:
    """Whether a closing is over; a day lasts to its end."""
    if isinstance(closes, datetime):
        return now > closes
    return closes is not None and now.astimezone(SHANGHAI).date() > closes


def reach_in_words(records: Records) -> str:
    """Whether the person is reached when they have not just written, and how else."""
    via = spaced(records.via) if records.via else ""
    others = [spaced(name) for name in records.others if name in _PUSHED]
    return said("watches.j2", "reach", reach=records.reach, via=via, others=others)
