"""Session: one turn's view of a conversation under its edition."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from dialogs.conversation import FROM, TO, Answers, Conversation
from dialogs.message import Context
from policy.assessment import Assessment, Outlook, assess, outlook
from policy.compiled import Compiled
from policy.derived import sized
from policy.edition import Edition
from policy.facts import BadValue, Fact, read_value
from policy.standing import Case
from policy.values import Facts, Value
from policy.workdays import SHANGHAI


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A conversation with its edition loaded and its answers typed.

    `case` holds the answers that this edition can read; those of another edition wait unused.
    """

    conversation: Conversation
    context: Context
    compiled: Compiled
    case: Case

    @property
    def edition(self) -> Edition:
        return self.compiled.edition

    @property
    def today(self) -> date:
        return self.context.now.astimezone(SHANGHAI).date()

    def facts(self, service: int | None = None) -> Facts:
        """Enterprise facts with those of one service, by default the current one."""
        case = self.case
        number = self.conversation.current if service is None else service
        return {**case.enterprise, **(case.services[number] if number < len(case.services) else {})}

    def outlook(self) -> Outlook:
        """What comes of the case now, without the reasons."""
        return outlook(self.compiled, self.case, self.context.now)

    def assessed(self) -> Assessment:
        """The case assessed now; what is missing is the interview's question."""
        return assess(self.compiled, self.case, self.context.now, aspects=())


def typed(compiled: Compiled, answers: Answers, scope: str, today: date) -> dict[str, Value | None]:
    """Stored answers as typed facts of an edition; a span of days counts once its days all come to the same."""
    found: dict[str, Value | None] = {}
    for name, value in answers.items():
        fact = compiled.edition.fact(name)
        if fact is None or fact.scope != scope:
            continue
        try:
            if isinstance(value, dict):
                low, high = read_value(fact, value[FROM]), read_value(fact, value[TO])
                if _cell(compiled, fact, low, today) == _cell(compiled, fact, high, today):
                    found[name] = low
            else:
                found[name] = None if value is None else read_value(fact, value)
        except BadValue:
            continue
    return found


def _cell(compiled: Compiled, fact: Fact, value: Value, today: date) -> object:
    """The class of a value that no rule of the edition can tell apart."""
    at = compiled.level_of.get(fact.name)
    return None if at is None else compiled.levels[at].cell(value, today)


def session(conversation: Conversation, context: Context) -> Session | None:
    """The session of a conversation, None while no edition is chosen or it is not loaded any more."""
    supposing = conversation.subject.edition or conversation.edition
    compiled = context.library.editions.get(supposing or "")
    if compiled is None:
        return None
    if conversation.subject.supposed:
        conversation = _supposing(conversation)
    today = context.now.astimezone(SHANGHAI).date()
    case = case_of(compiled, conversation.enterprise, conversation.services, today)
    return Session(conversation=conversation, context=context, compiled=compiled, case=case)


def case_of(compiled: Compiled, enterprise: Answers, services: Iterable[Answers], today: date) -> Case:
    """The answers that an edition can read, as its case."""
    return Case(
        sized(typed(compiled, enterprise, "enterprise", today)),
        [typed(compiled, service, "service", today) for service in services],
    )


def _supposing(conversation: Conversation) -> Conversation:
    """The conversation as if what is supposed had been said."""
    enterprise, services = dict(conversation.enterprise), [dict(s) for s in conversation.services] or [{}]
    for address, value in conversation.subject.supposed.items():
        scope, _, name = address.partition(".")
        if scope == "enterprise":
            enterprise[name] = value
        else:
            number = int(scope.removeprefix("services[").removesuffix("]"))
            services += [{} for _ in range(number + 1 - len(services))]
            services[number][name] = value
    return conversation._replace(enterprise=enterprise, services=tuple(services))
