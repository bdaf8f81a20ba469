"""Turns: one message in, one answer out, all of it in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from bot.answering.effects import Deeds
from bot.answering.held import held_back
from bot.answering.incoming import Incoming, pressed, storable
from bot.answering.records import invited, records
from bot.tokens import token
from dialogs import Context, Conversation, Message, Reply, Turn
from dialogs.desk.buttons import is_standing
from dialogs.message import PAST
from dialogs.records import Reach
from dialogs.understanding.desk.codes import code_of
from policy.library import Library
from storage import codes, conversations, deliveries, editions, inbox, turns, unanswered, windows
from storage.conversations import Person
from storage.database import Away, Collision, Connection, Database
from storage.migrating import Unmigrated, prepare
from storage.patience import AT_ONCE, patience
from storage.visits import Again, visit

Respond = Callable[[Conversation, Message, Context], Turn]

# Whoever collides goes after the one it collided with: more than a few in a row are somebody holding on.
MOST_TRIES = 8
# Seconds, all tries together: within five the person is told to try again.
PATIENCE = 4.5
BUSY = Reply(text="系统暂时连不上，这条消息没有处理，请稍后再试。")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is sent back; `turn` is its number, None where nothing could be kept and the message counts as unread.

    `leaves`: the person said goodbye; `erases`: nothing of the person is kept any more; `is_again`: the message was
    answered before, in the same words.
    """

    replies: tuple[Reply, ...]
    turn: int | None
    is_again: bool = False
    leaves: bool = False
    erases: bool = False


class _Told(NamedTuple):
    """An answer with what holds once it is kept: the library that is, and the day up to which all is forgotten."""

    answer: Answer
    library: str | None
    forgot_on: date | None


def forgotten(connection: Connection, at: datetime) -> bool:
    """Removes what was said too long ago; whether that was all."""
    before = at - turns.KEPT
    codes.forget(connection, at - codes.LOCKED_FOR)
    unanswered.forget(connection, before.date())
    windows.forget(connection, at - windows.KEPT)
    is_all = deliveries.forget(connection, before)
    return turns.forget(connection, before) and is_all


def _pressed(connection: Connection, person: Person, button: str, text: str) -> tuple[str, str]:
    """The choice that a button stands for, with its label; one of an earlier turn counts only as a request."""
    place = pressed(button)
    found = None if place is None else turns.shown(connection, place[0], person.id)
    if place is None or found is None:
        return PAST, text
    replies, is_last = found
    choices = [choice for reply in map(Reply.from_json, replies) for choice in reply.choices]
    if place[1] >= len(choices):
        return PAST, text
    choice = choices[place[1]]
    return (choice.id if is_last or is_standing(choice.id) else PAST), choice.label


class Turns:
    """Answers messages, each once, those of one person one after the other, whatever processes they come to."""

    def __init__(
        self,
        database: Database,
        library: Library,
        respond: Respond,
        *,
        fresh: Callable[[], str] = token,
        forgets: bool = True,
        reaches: Mapping[str, Reach] | None = None,
    ):
        """`forgets` is False where the moments of the messages are made up: what they make old is not removed.

        `reaches` is how people are reached by channel; on any other they are when they come.
        """
        self._database, self._library, self._respond, self._fresh = database, library, respond, fresh
        self._forgets, self._reaches = forgets, {} if reaches is None else reaches
        self._kept_library: str | None = None
        self._forgot_on: date | None = None
        self._is_prepared = False

    def handle(self, message: Incoming) -> Answer:
        """The answer to a message; one that comes again gets the same. Never raises for what a person sends."""
        with patience(PATIENCE):
            for _ in range(MOST_TRIES):
                try:
                    if not self._is_prepared:
                        prepare(self._database)
                        self._is_prepared = True
                    return self._answers([message])[0]
                except Collision:
                    continue
                except (Away, Unmigrated):
                    break
        return Answer(replies=(BUSY,), turn=None)

    def at_once(self, messages: Sequence[Incoming]) -> list[Answer] | None:
        """The same answers where nothing has to be waited for, kept together, which costs little more than keeping one.

        None, and nothing done, where somebody else writes, or where one of several fails: it must not fail the others.
        """
        if not self._is_prepared:
            return None
        with patience(AT_ONCE):
            try:
                return self._answers(messages)
            except (Away, Collision, Unmigrated):
                return None
            except Exception:
                if len(messages) == 1:
                    raise
                return None

    def _answers(self, messages: Sequence[Incoming]) -> list[Answer]:
        """The answers to some messages, kept in one transaction."""
        with self._database.writing("turn") as connection:
            told = [self._told(connection, message) for message in messages]
        for one in told:
            self._kept_library = one.library or self._kept_library
            # Once a day, and again with the next message while there is more.
            self._forgot_on = one.forgot_on
        if any(one.answer.erases for one in told):
            self._database.settle()
        return [one.answer for one in told]

    def _told(self, connection: Connection, message: Incoming) -> _Told:
        key = conversations.digest(message.channel, message.account, message.user, message.key)
        at = message.at
        seen = visit(connection, message.channel, message.account, message.user, key, at)
        if isinstance(seen, Again):
            replies = tuple(map(Reply.from_json, seen.replies))
            again = Answer(replies=replies, turn=seen.turn, is_again=True)
            return _Told(again, None, self._forgot_on)
        before = Conversation.from_json(seen.kept.state) if seen.kept.version else Conversation()
        reach = self._reaches.get(message.channel, "visit")
        is_lasting, channel = self._database.is_lasting, message.channel
        known = records(connection, seen, is_lasting=is_lasting, channel=channel, reach=reach)
        text, code = storable(message.text), None
        if (given := code_of(text) or before.form.get("code")) is not None:
            known, code = invited(connection, known, seen.person, given, at)
        word = self._fresh()
        context = Context(now=at, library=self._library, records=known, token=word)
        choice = None if message.choice is None else storable(message.choice)
        if message.button is not None:
            choice, text = _pressed(connection, seen.person, message.button, text)
        said = Message(text=text, choice=choice, opens=message.opens, kind=message.kind)
        turn = self._respond(before, said, context)
        services = turn.conversation.services
        deeds = Deeds(connection, seen, code, at, self._library, services)
        deeds.do(turn.effects)
        held: tuple[Reply, ...] = ()
        if seen.held and not deeds.is_erased:
            in_traditional = turn.conversation.traditional
            held = held_back(connection, seen.person.id, seen.held, at, traditional=in_traditional)
        replies = (*held, *turn.replies, *deeds.replies)
        values = {"key": key, "at": at, "replies": [reply.to_json() for reply in replies]}
        library = self._kept_library or editions.keep(connection, self._library.contents)
        if not deeds.is_erased:
            compiled = self._library.editions.get(turn.conversation.edition or "")
            values |= {
                "person": seen.person.id,
                "edition": compiled.edition.digest if compiled else None,
                "library": library,
                "message": {**said.to_json(), **({"held": len(held)} if held else {})},
                "records": known.to_json(),
                "token": word,
            }
        else:
            inbox.drop(connection, seen.person.who, key)
        number = turns.keep(connection, **values)
        if not deeds.is_erased:
            state = turn.conversation.to_json()
            conversations.save(connection, seen.person, seen.kept, state, at, touch=message.touch)
            if seen.held or seen.was_lost:
                conversations.welcome_back(connection, seen.person)
        forgot_all = not self._forgets or self._forgot_on == at.date() or forgotten(connection, at)
        answer = Answer(replies=replies, turn=number, leaves=deeds.leaves, erases=deeds.is_erased)
        return _Told(answer, library, at.date() if forgot_all else None)
