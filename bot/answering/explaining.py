"""Explaining: a stored answer made again, from the editions and the facts of its moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dialogs import Context, Conversation, Message, Reply, respond
from dialogs.records import Records
from policy.library import library_of
from policy.workdays import SHANGHAI
from storage import editions, turns
from storage.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """A turn answered again. `stored` is what was answered then; `edition` and `digest` what it was answered under.

    `is_gone`: the person had it erased, and only the answer is left; `is_unasked`: it answers no message.
    """

    turn: int
    at: datetime
    message: str
    edition: str | None
    digest: str | None
    replies: tuple[Reply, ...]
    stored: tuple[Reply, ...]
    facts: Any
    is_gone: bool = False
    is_unasked: bool = False

    @property
    def is_same(self) -> bool:
        """Whether it is the same answer again."""
        return self.replies == self.stored

    @property
    def verdict(self) -> str:
        """Whether it is the same answer, in words."""
        if self.is_gone:
            return "资料已按本人要求删除，只剩答复"
        if self.is_unasked:
            return "这是到时发出的提醒，没有对应的消息"
        return "与当时的答复一致" if self.is_same else "程序已更新，与当时的答复不同；--json 可看两者"

    def to_json(self) -> dict[str, Any]:
        """All of it as JSON."""
        return {
            "turn": self.turn,
            "at": self.at.isoformat(),
            "message": self.message,
            "edition": self.edition,
            "digest": self.digest,
            "facts": self.facts,
            "replies": [reply.to_json() for reply in self.replies],
            "stored": [reply.to_json() for reply in self.stored],
            "same": self.is_same,
        }


def explained(database: Database, number: int) -> Explained | None:
    """The turn of a number answered again, None where none is kept."""
    with database.reading() as connection:
        turn = turns.turn(connection, number)
        if turn is None:
            return None
        contents = editions.contents(connection, turn.library) if turn.library else {}
    stored = tuple(map(Reply.from_json, turn.replies))
    at = turn.at.astimezone(SHANGHAI)
    if turn.message is None:
        return Explained(
            turn=number, at=at, message="", edition=None, digest=None, replies=stored, stored=stored,
            facts=None, is_gone=turn.person is None, is_unasked=turn.person is not None,
        )  # fmt: skip
    before = Conversation.from_json(turn.before) if turn.before else Conversation()
    library = library_of(contents)
    records = Records.from_json(turn.records)
    context = Context(now=turn.at, library=library, records=records, token=turn.token or "")
    # What had waited for this visit is shown ahead of the answer, and not made again.
    ahead = stored[: turn.message.pop("held", 0)]
    message = Message(**turn.message)
    again = respond(before, message, context)
    # What a turn appends from storage (an export) is not said by the rules, and not made again.
    appended = (
        stored[len(ahead) + len(again.replies) :] if any(e.kind == "export" for e in again.effects) else ()
    )
    after = again.conversation
    return Explained(
        turn=number,
        at=at,
        message=message.text,
        edition=after.edition,
        digest=turn.edition,
        replies=(*ahead, *again.replies, *appended),
        stored=stored,
        facts={"enterprise": dict(after.enterprise), "services": [dict(one) for one in after.services]},
    )
