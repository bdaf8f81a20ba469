"""Turns: one message in, one answer out, all of it in one transaction."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from bot.answering.effects import Deeds
from bot.answering.incoming import Incoming, storable
from bot.answering.records import invited, records
from dialogs import Context, Conversation, Message, Reply, Turn
from dialogs.understanding.desk.codes import code_of
from policy.library import Library
from storage import conversations, editions, turns
from storage.database import Away, Collision, Database
from storage.migrating import prepare
from storage.visits import visit

Respond = Callable[[Conversation, Message, Context], Turn]

# Without letters and digits that are taken for each other.
DIGITS, LETTERS = "23456789", "ABCDEFGHJKMNPQRSTUVWXYZ"
ALPHABET = DIGITS + LETTERS
TOKEN, HALF = 16, 8
# Whoever collides goes after the one it collided with: more than a few in a row are somebody holding on.
MOST_TRIES = 8
BUSY = Reply(text="系统暂时连不上，这条消息没有处理，请稍后再试。")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is sent back; `turn` is its number, None where nothing could be kept and the message counts as unread.

    `leaves`: the person said goodbye.
    """

    replies: tuple[Reply, ...]
    turn: int | None
    leaves: bool = False


def fresh_token() -> str:
    """A random word for claim numbers (its first half) and binding codes (its second).

    A code holds a letter and a digit, by which it is known from a word of the same length.
    """
    number = int.from_bytes(secrets.token_bytes(TOKEN), "big")
    found = []
    for place in range(TOKEN):
        letters = LETTERS if place == HALF else DIGITS if place == HALF + 1 else ALPHABET
        number, rest = divmod(number, len(letters))
        found.append(letters[rest])
    return "".join(found)


class Turns:
    """Answers messages, each once, those of one person one after the other, whatever processes they come to."""

    def __init__(
        self,
        database: Database,
        library: Library,
        respond: Respond,
        *,
        token: Callable[[], str] = fresh_token,
    ):
        self._database, self._library, self._respond, self._token = database, library, respond, token
        self._kept_library: str | None = None
        self._forgot_on: date | None = None
        self._is_prepared = False

    def handle(self, message: Incoming) -> Answer:
        """The answer to a message; one that comes again gets the same. Never raises for what a person sends."""
        for _ in range(MOST_TRIES):
            try:
                if not self._is_prepared:
                    prepare(self._database)
                    self._is_prepared = True
                return self._answer(message)
            except Collision:
                continue
            except Away:
                break
        return Answer(replies=(BUSY,), turn=None)

    def _answer(self, message: Incoming) -> Answer:
        key = turns.key(message.channel, message.account, message.user, message.key)
        at = message.at
        with self._database.writing("turn") as connection:
            seen = visit(connection, message.channel, message.account, message.user, key, at)
            if seen.answered is not None:
                number, replies = seen.answered
                return Answer(replies=tuple(map(Reply.from_json, replies)), turn=number)
            before = Conversation.from_json(seen.kept.state) if seen.kept.version else Conversation()
            known = records(connection, seen)
            text, code = storable(message.text), None
            if (word := code_of(text) or before.form.get("code")) is not None:
                known, code = invited(connection, known, seen.person, word, at)
            token = self._token()
            context = Context(now=at, library=self._library, records=known, token=token)
            said = Message(text=text, choice=message.choice, opens=message.opens)
            turn = self._respond(before, said, context)
            services = turn.conversation.services
            deeds = Deeds(connection, seen.person, seen.enterprise, code, at, self._library, services)
            deeds.do(turn.effects)
            replies = (*turn.replies, *deeds.replies)
            values = {"key": key, "at": at, "replies": [reply.to_json() for reply in replies]}
            library = self._kept_library or editions.keep(connection, self._library.contents)
            if not deeds.is_erased:
                conversations.save(connection, seen.person, seen.kept, turn.conversation.to_json(), at)
                compiled = self._library.editions.get(turn.conversation.edition or "")
                values |= {
                    "person": seen.person.id,
                    "edition": compiled.edition.digest if compiled else None,
                    "library": library,
                    "message": said.to_json(),
                    "before": seen.kept.state,
                    "records": known.to_json(),
                    "token": token,
                }
            number = turns.keep(connection, **values)
            forgot_all = self._forgot_on == at.date() or turns.forget(connection, at - turns.KEPT)
        self._kept_library = library
        # Once a day, and again with the next message while there is more.
        self._forgot_on = at.date() if forgot_all else None
        return Answer(replies=replies, turn=number, leaves=deeds.leaves)
