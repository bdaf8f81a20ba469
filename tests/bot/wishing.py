"""Effects sent as messages: what a dialogue would come to, without the dialogue."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot.answering.turns import Answer, Turns
from dialogs import Context, Conversation, Effect, Message, Reply, Turn
from dialogs.records import Reach, Records
from policy.library import Library
from policy.workdays import SHANGHAI
from storage.database import Database
from storage.tables import deliveries, people
from tests.bot.sending import a_message, shipped

QINGDAO = {
    "topic": "window", "about": "qingdao-2024/window_2024", "region": "370200", "edition": "qingdao-2024",
    "window": "window_2024", "claim": None, "papers": None,
}  # fmt: skip


def moment(text: str) -> datetime:
    """A moment in Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


class Wisher:
    """Somebody whose messages are the effects that they come to; `records` are those that the last one was given."""

    def __init__(
        self,
        store: Database,
        user: str = "甲",
        *,
        channel: str = "web",
        editions: Library | None = None,
        reaches: Mapping[str, Reach] | None = None,
    ):
        self._store, self._user, self._channel = store, user, channel
        self._turns = Turns(store, editions or shipped(), self._respond, reaches=reaches)
        self.records = Records()

    def __call__(self, at: str, *effects: tuple[str, dict[str, Any]], **values: Any) -> Answer:
        said = json.dumps(effects, ensure_ascii=False)
        message = a_message(said, user=self._user, channel=self._channel, at=moment(at), **values)
        answer = self._turns.handle(message)
        assert answer.turn is not None
        return answer

    def _respond(self, before: Conversation, message: Message, context: Context) -> Turn:
        self.records = context.records or Records()
        effects = tuple(Effect(kind=kind, content=content) for kind, content in json.loads(message.text))
        return Turn(conversation=before, replies=(Reply(text="好。"),), effects=effects)

    def watch(self, at: str, **values: Any) -> None:
        """Subscribes to Qingdao's window, or to what is given."""
        self(at, ("watch", {**QINGDAO, **values}))

    def found_claim(self, at: str, number: str, stage: str = "filed") -> None:
        """Has a claim of Yuncheng's edition."""
        from policy.courses import course

        own = course(shipped().editions["yuncheng-2024"].edition).to_json()
        content = {
            "number": number, "course": own, "stage": stage, "on": at[:10], "edition": "yuncheng-2024",
            "window": None, "services": [], "asked": None,
        }  # fmt: skip
        self(at, ("name", {"name": "测试公司"}), ("register_claim", content))

    def move(self, at: str, number: str, to: str, on: str = "") -> None:
        """Moves a claim."""
        content = {"number": number, "to": to, "on": on or at[:10], "note": "", "amount": None}
        self(at, ("move_claim", content))

    def invites(self, at: str, other: Wisher, code: str) -> None:
        """Lets another one speak for the same enterprise."""
        self(at, ("invite", {"code": code}))
        other(at, ("join", {"code": code}))

    @property
    def id(self) -> int:
        with self._store.reading() as connection:
            mine = select(people.c.id).where(people.c.user == self._user, people.c.channel == self._channel)
            found: int = connection.execute(mine).scalar_one()
            return found

    def told(self, *states: str) -> list[tuple[str, int, str]]:
        """Kind, offset and due moment of what there is in some states, by default `due`."""
        mine = select(deliveries).where(
            deliveries.c.person == self.id, deliveries.c.state.in_(states or ("due",))
        )
        with self._store.reading() as connection:
            rows = connection.execute(mine.order_by(deliveries.c.due, deliveries.c.kind)).all()
        return [(r.kind, r.offset, r.due.astimezone(SHANGHAI).strftime("%m-%d %H:%M")) for r in rows]

    def contents(self, kind: str) -> list[Any]:
        """What its deliveries of a kind say."""
        mine = select(deliveries.c.content).where(deliveries.c.person == self.id, deliveries.c.kind == kind)
        with self._store.reading() as connection:
            return list(connection.execute(mine.order_by(deliveries.c.id)).scalars())
