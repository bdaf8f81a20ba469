"""Mutated updates, and the bytes they are sent as."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from typing import Any

from tests.bot.channels.telegram.chats import a_letter, a_message, a_query, an_update

PEOPLE = 500
_JUNK: tuple[Any, ...] = (
    None, True, False, 0, -1, 1 << 52, 1 << 64, 10**400, 1.5, "", "青岛的企业", "\x00", "\ud800", "/start", "/x" * 99,
    [], {}, [[]], {"id": 1}, "9" * 5_000, {"type": "private", "id": 7}, "private", "kicked", "1.0", [{}] * 50,
)  # fmt: skip
_BYTES = (
    b"",
    b"{",
    b"}",
    b"[",
    b'"',
    b"\\",
    b"\x00",
    b"\xff",
    b",",
    b"NaN",
    b"1e999",
    b"[" * 40,
    b'{"a":' * 20,
)


def templates() -> list[dict[str, Any]]:
    """Updates of every kind that is asked for, and some that are not."""
    shown = {**a_letter(11), "reply_markup": {"inline_keyboard": [[{"text": "1", "callback_data": "1.0"}]]}}
    group = {"id": -100, "type": "supergroup"}
    member = {"old_chat_member": {"status": "left"}, "new_chat_member": {"status": "member"}}
    blocked = {"old_chat_member": {"status": "member"}, "new_chat_member": {"status": "kicked"}}
    entities = [{"type": "bot_command", "offset": 0, "length": 6}]
    return [
        a_message("青岛的企业，找本地机构做检测花了20万，能补多少", reply_to_message=a_letter(11)),
        a_message("/start", entities=entities),
        a_message("/progress"),
        a_message(None, photo=[{"file_id": "1", "width": 1}], caption="材料"),
        a_message(None, venue={"address": "青岛市崂山区", "title": "科技园"}, location={"latitude": 36.0}),
        a_query("1.0", message=shown),
        an_update(edited_message={**a_letter(11), "text": "改"}),
        an_update(my_chat_member={"chat": {"id": 11, "type": "private"}, **blocked}),
        an_update(my_chat_member={"chat": group, **member}),
        an_update(channel_post={**a_letter(11), "text": "通知"}),
    ]


def mutants(count: int, seed: int) -> Iterator[bytes]:
    """So many bodies: values replaced, removed, moved and nested, then now and then bytes."""
    chance, known = random.Random(seed), templates()
    for n in range(count):
        update = copy.deepcopy(chance.choice(known))
        update["update_id"] = n + 1
        places = list(_places(update))
        if chance.random() < 0.9:
            who = chance.randrange(1, PEOPLE)
            for holder, name in places:
                if name == "id" and "type" in holder:
                    holder[name] = who if holder["type"] == "private" else -who
        for _ in range(chance.choice((0, 1, 1, 2, 3))):
            holder, name = chance.choice(places)
            _change(chance, holder, name)
        body = json.dumps(update).encode()
        yield _spoilt(chance, body) if chance.random() < 0.3 else body


def _places(found: Any) -> Iterator[tuple[Any, Any]]:
    pairs = found.items() if isinstance(found, dict) else enumerate(found)
    for name, value in list(pairs):
        yield found, name
        if isinstance(value, dict | list):
            yield from _places(value)


def _change(chance: random.Random, holder: Any, name: Any) -> None:
    match chance.randrange(4):
        case 0 if isinstance(holder, dict):
            holder.pop(name, None)
        case 1:
            value = chance.choice(_JUNK)
            for _ in range(chance.choice((0, 0, 3, 30))):
                value = [value] if chance.random() < 0.5 else {"message": value}
            holder[name] = value
        case 2 if isinstance(holder, dict):
            holder[chance.choice(("text", "chat", "from", "id", "message", "data"))] = holder.get(name)
        case _:
            holder[name] = chance.choice(_JUNK)


def _spoilt(chance: random.Random, body: bytes) -> bytes:
    start = chance.randrange(len(body) + 1)
    end = min(len(body), start + chance.choice((0, 1, 1, 20)))
    if chance.random() < 0.02:
        return body[:start] + body * (70_000 // len(body) + 1)
    return body[:start] + chance.choice(_BYTES) + body[end:]
