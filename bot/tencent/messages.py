"""Messages: what WeChat and WeCom hand on of a person, free of their terms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.answering.incoming import Incoming
from bot.tencent.markup import BadMarkup, Markup
from dialogs.message import Kind

# Characters of a name and of a word of the vendor's, digits of a second of the epoch.
_NAME, _WORD, _SECOND = 128, 64, 10
_KINDS: Mapping[str, Kind] = {
    "text": "text",
    "voice": "voice",
    "image": "image",
    "video": "video",
    "shortvideo": "video",
    "location": "place",
    "file": "file",
}
# The field of each type that stands for what was said.
_SAID = {"text": "Content", "voice": "Recognition", "location": "Label"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """A person follows no more, or may not use the account any more."""

    user: str


def read(markup: Markup, channel: str, account: str, at: datetime) -> Incoming | Gone | None:
    """What a callback is; None for what asks for nothing. Raises BadMarkup where who, what or when is missing."""
    event = event_of(markup)
    if event is not None:
        return _event(markup, event, channel, account, at)
    fields, kind = markup.fields, _kind(markup)
    pressed = fields.get("bizmsgmenuid", "")[:_WORD] or None
    return Incoming(
        channel=channel,
        account=account,
        user=user_of(markup),
        # Some types carry no id.
        key=markup.text("MsgId", _WORD) if "MsgId" in fields else f"{second_of(markup)}:{kind}",
        at=at,
        text=fields.get(_SAID.get(kind, ""), ""),
        kind=_KINDS.get(kind, "other"),
        button=pressed,
        touch="tap" if pressed else "message",
    )


def event_of(markup: Markup) -> str | None:
    """The name of an event; None for a message."""
    return markup.text("Event", _WORD).lower() if _kind(markup) == "event" else None


def user_of(markup: Markup) -> str:
    """Whom a callback is from."""
    return markup.text("FromUserName", _NAME)


def second_of(markup: Markup) -> int:
    """When it was sent, in seconds of the epoch."""
    found = markup.text("CreateTime", _SECOND)
    if not (found.isascii() and found.isdigit()):
        raise BadMarkup("CreateTime")
    return int(found)


def _event(markup: Markup, event: str, channel: str, account: str, at: datetime) -> Incoming | Gone | None:
    user, key = user_of(markup), markup.fields.get("EventKey", "")
    if event == "unsubscribe":
        return Gone(user=user)
    is_choice = event == "click" and 0 < len(key) <= _NAME
    if not is_choice and event not in ("subscribe", "scan"):
        return None
    return Incoming(
        channel=channel,
        account=account,
        user=user,
        key=f"{second_of(markup)}:{event}:{key}",
        at=at,
        choice=key if is_choice else None,
        opens=not is_choice,
        touch="tap",
    )


def _kind(markup: Markup) -> str:
    return markup.text("MsgType", _WORD).lower()
