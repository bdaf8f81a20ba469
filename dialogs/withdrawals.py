"""Withdrawals: services that are left out again: 设计不要了."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dialogs.conversation import Conversation
from dialogs.interview import Question
from dialogs.message import Reply
from dialogs.picks import matching, places, put, putting, service_label, which
from dialogs.understanding.result import Offered, Understanding
from dialogs.wording import said
from policy.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """The conversation without what a message leaves out; asked which, where several are what is said."""

    conversation: Conversation
    # The facts that changed.
    names: tuple[str, ...] = ()
    replies: tuple[Reply, ...] = ()
    question: Question | None = None


def withdrawn(conversation: Conversation, understood: Understanding, facts: Mapping[str, Fact]) -> Withdrawn:
    """What is left of the services after a message, or after an option chosen of `which_dropped`."""
    chosen = put(conversation, understood, facts)
    if chosen is not None and chosen.drops:
        return _without(conversation, chosen.at, facts)
    told = understood.address
    if told is None or not told.drops:
        return Withdrawn(conversation=conversation)
    services = conversation.services
    found = list(places(conversation, told))
    for known in told.known_by:
        same = matching(services, known, facts)
        if len(same) > 1:
            options = [Offered(id=putting([n], {}), label=service_label(n, services[n], facts)) for n in same]
            options.append(Offered(id=putting(same, {}), label="都去掉"))
            return Withdrawn(
                conversation=conversation, question=which("which_dropped", tuple(options), known.name)
            )
        found += same
    if not found:
        labels = [service_label(n, service, facts) for n, service in enumerate(services)]
        text = said("service.j2", "nothing_dropped", labels=labels)
        return Withdrawn(conversation=conversation, replies=(Reply(text=text),))
    return _without(conversation, found, facts)


def _without(conversation: Conversation, numbers: Sequence[int], facts: Mapping[str, Fact]) -> Withdrawn:
    gone = sorted({n for n in numbers if n < len(conversation.services)})
    labels = [service_label(n, conversation.services[n], facts) for n in gone]
    for number in reversed(gone):
        conversation = conversation.without_service(number)
    text = said("service.j2", "dropped", labels=labels)
    return Withdrawn(conversation=conversation, names=("category",), replies=(Reply(text=text),))
