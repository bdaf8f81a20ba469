"""Update: what Telegram tells, free of its terms.

The few fields that are needed are read here: python-telegram-bot builds every object inside an update, and fails on
the whole where a newer version of the vendor's API leaves out or renames something that nobody asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.answering.incoming import Incoming, storable
from bot.channels.telegram.commands import command, is_start
from dialogs.message import Kind

CHANNEL = "telegram"
# What the vendor is asked for; it keeps everything else to itself.
ALLOWED = ("message", "edited_message", "callback_query", "my_chat_member")
_KINDS: Mapping[str, Kind] = {
    "voice": "voice",
    "audio": "voice",
    "photo": "image",
    "video": "video",
    "video_note": "video",
    "animation": "video",
    "venue": "place",
    "location": "place",
    "document": "file",
    "sticker": "other",
    "contact": "other",
    "poll": "other",
    "dice": "other",
    "story": "other",
    "game": "other",
    "checklist": "other",
    "paid_media": "other",
}
_PRIVATE = "private"
_GROUPS = ("group", "supergroup")
_MEMBER, _OUTSIDE, _BLOCKED = ("member", "administrator"), ("left", "kicked"), "kicked"
# Ids have at most 52 significant bits, says the vendor.
_LARGEST = 1 << 53
_LONGEST_QUERY = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A message, or a pressed button whose press, of id `query`, waits to be taken note of."""

    message: Incoming
    query: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """A person has blocked the bot."""

    user: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """The bot was taken into a group, where it answers nobody."""

    chat: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """An update that asks for nothing that could be given; `reason` is counted."""

    reason: str
    query: str | None = None


def read(found: Mapping[str, Any], account: str, at: datetime) -> Said | Gone | Joined | Unread:
    """What an update is. A message that was edited counts as a new one."""
    number = _id(found, "update_id")
    if number is None:
        return Unread(reason="update_id")
    name = next((name for name in ALLOWED if isinstance(found.get(name), dict)), None)
    if name is None:
        return Unread(reason="unknown")
    inside = _part(found, name)
    if name == "my_chat_member":
        return _member(inside)
    base: dict[str, Any] = {"channel": CHANNEL, "account": account, "key": str(number), "at": at}
    return _press(inside, base) if name == "callback_query" else _message(inside, base, name != "message")


def _message(inside: Mapping[str, Any], base: Mapping[str, Any], is_edited: bool) -> Said | Unread:
    chat = _part(inside, "chat")
    user = _id(chat, "id")
    if chat.get("type") != _PRIVATE:
        return Unread(reason="not_private")
    if user is None:
        return Unread(reason="chat")
    if _part(inside, "from").get("is_bot") is True:
        return Unread(reason="bot")
    kind: Kind = next((kind for name, kind in _KINDS.items() if name in inside), "text")
    venue = _part(inside, "venue")
    text = _text(inside, "text") or _text(inside, "caption")
    text = text or " ".join(filter(None, (_text(venue, "address"), _text(venue, "title"))))
    if not text.strip() and (is_edited or kind == "text"):
        # A place that moves is edited every few seconds; what else has no content is the vendor's own note.
        return Unread(reason="empty")
    values = {**base, "user": str(user)}
    if kind == "text" and is_start(text):
        return Said(message=Incoming(**values, opens=True))
    if kind == "text" and (named := command(text)) is not None:
        return Said(message=Incoming(**values, text=named.text, choice=named.choice))
    return Said(message=Incoming(**values, text=text, kind=kind))


def _press(inside: Mapping[str, Any], base: Mapping[str, Any]) -> Said | Unread:
    query = _text(inside, "id")[:_LONGEST_QUERY] or None
    user = _id(_part(inside, "from"), "id")
    chat = _part(_part(inside, "message"), "chat")
    # A message that is too old is left out, but not the person.
    if chat.get("type", _PRIVATE) != _PRIVATE or "inline_message_id" in inside:
        return Unread(reason="not_private", query=query)
    if user is None:
        return Unread(reason="chat", query=query)
    data = _text(inside, "data")[:_LONGEST_QUERY]
    if not data:
        return Unread(reason="empty", query=query)
    return Said(message=Incoming(**base, user=str(user), button=data), query=query)


def _member(inside: Mapping[str, Any]) -> Gone | Joined | Unread:
    chat = _part(inside, "chat")
    before = _part(inside, "old_chat_member").get("status")
    status = _part(inside, "new_chat_member").get("status")
    if chat.get("type") == _PRIVATE and status == _BLOCKED and (user := _id(chat, "id")) is not None:
        return Gone(user=str(user))
    if chat.get("type") in _GROUPS and before in _OUTSIDE and status in _MEMBER:
        number = chat.get("id")
        if type(number) is int and -_LARGEST < number < 0:
            return Joined(chat=number)
    return Unread(reason="member")


def _part(found: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = found.get(name)
    return part if isinstance(part, dict) else {}


def _text(found: Mapping[str, Any], name: str) -> str:
    text = found.get(name)
    return storable(text) if isinstance(text, str) else ""


def _id(found: Mapping[str, Any], name: str) -> int | None:
    """The id of a person or an update; `True` is none."""
    number = found.get(name)
    return number if type(number) is int and 0 < number < _LARGEST else None
