"""Talk at the desk: a request served, and what is said to the form that it opens, by one module alone."""

from __future__ import annotations

from datetime import datetime
from types import ModuleType

from dialogs import Context, Conversation, Message, Turn, plain, respond
from dialogs.draft import Draft
from dialogs.message import Effect
from dialogs.records import Claim, Invitation, Move, Records, Told
from dialogs.understanding.result import Request
from dialogs.understanding.understanding import understand
from policy.courses import course
from policy.library import library
from policy.meanings import meaning
from policy.workdays import SHANGHAI

AT = datetime(2024, 12, 10, 10, tzinfo=SHANGHAI)
EARLIER = datetime(2024, 12, 2, 10, tzinfo=SHANGHAI)
EDITIONS = library()
QINGDAO = Conversation(edition="qingdao-2024", greeted=True, told="qingdao-2024")
TOKEN = "AAAABBBB7K3M9PQ2"


def told(value: object, said: str = "我们是青岛的", of: str = "") -> Told:
    """A kept answer; `of` the fact whose present meaning it has, if any."""
    fact = EDITIONS.editions["qingdao-2024"].edition.fact(of) or EDITIONS.facts.get(of)
    return Told(value=value, at=EARLIER, said=said, meaning=meaning(fact) if fact else "m", year=2024)


def claim(*, is_official: bool = False) -> Claim:
    edition = EDITIONS.editions["qingdao-2024"].edition
    begun = Move(to="filed", on=EARLIER.date(), at=EARLIER, by="enterprise")
    return Claim(
        number="7K3M9PQ3",
        edition=edition.id,
        course=course(edition),
        moves=(begun,),
        is_official=is_official,
    )


def good(enterprise: str = "") -> Invitation:
    return Invitation(state="good", enterprise=enterprise)


WRONG = Invitation(state="wrong")
LOCKED = Invitation(state="locked")


class Talk:
    """One person at the desk; after each message `heard` says whether the form took it."""

    def __init__(self, desk: ModuleType, records: Records | None, conversation: Conversation = QINGDAO):
        self.desk = desk
        self.context = Context(now=AT, library=EDITIONS, records=records, token=TOKEN)
        self.draft = Draft(conversation, self.context)
        self.heard = True

    def ask(self, request: Request) -> Talk:
        self.draft = Draft(self.draft.conversation, self.context)
        self.desk.serve(self.draft, request)
        return self

    def say(self, text: str, choice: str | None = None) -> Talk:
        before = self.draft.conversation
        self.draft = Draft(before, self.context)
        understood = understand(
            text,
            today=AT.date(),
            asked=before.asked,
            offered=before.offered,
            edition=self.draft.edition,
            facts=self.draft.facts,
        )
        if choice is not None:
            place = next(n for n, offered in enumerate(before.offered) if offered.id == choice)
            understood = type(understood)(chosen=(place,))
        message = Message(text=text, choice=choice)
        self.heard = self.desk.answer(self.draft, before.form, message, understood)
        if not self.heard and understood.request is not None and understood.request.kind in self.desk.KINDS:
            self.desk.serve(self.draft, understood.request)
        return self

    @property
    def conversation(self) -> Conversation:
        return self.draft.conversation

    @property
    def effects(self) -> list[Effect]:
        return self.draft.effects

    @property
    def text(self) -> str:
        return "\n".join(plain(reply) for reply in self.draft.replies)


def effect(kind: str, **content: object) -> Effect:
    return Effect(kind=kind, content=content)


def turned(conversation: Conversation, text: str, records: Records | None, choice: str | None = None) -> Turn:
    """The whole turn of a message."""
    context = Context(now=AT, library=EDITIONS, records=records, token=TOKEN)
    return respond(conversation, Message(text=text, choice=choice), context)


def talked(records: Records | None, *texts: str, conversation: Conversation = QINGDAO) -> Turn:
    """The last of several turns, nothing being kept in between."""
    turn = Turn(conversation=conversation, replies=())
    for text in texts:
        turn = turned(turn.conversation, text, records)
    return turn


def shown(turn: Turn) -> str:
    return "\n".join(plain(reply) for reply in turn.replies)
