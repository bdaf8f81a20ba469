"""Addressing: which of the services told so far each fact of a message is of; asked where that is not clear."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dialogs.conversation import MAX_SERVICES, Answers, Conversation
from dialogs.interview import Question, shown
from dialogs.message import Reply
from dialogs.understanding.result import Address, Asked, Offered, Said, Understanding
from dialogs.wording import answer, said
from policy.facts import BadValue, Fact, read_value, written
from policy.money import spoken

# An option that puts facts with a service, or leaves services out: `put:` and what as JSON.
PUT = "put:"
# The last of the services, as an ordinal names it.
LAST = -1
NOTHING = Address()


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressed:
    """The conversation's services for each number of the message; what has none is asked for."""

    numbers: Mapping[int | None, tuple[int, ...]] = field(default_factory=dict)
    question: Question | None = None

    def of(self, told: Said) -> tuple[int, ...]:
        """The services that a fact of the message is of."""
        return self.numbers.get(told.service, ())


def addressed(conversation: Conversation, understood: Understanding, facts: Mapping[str, Fact]) -> Addressed:
    """Which services a message speaks of: by their kind, their place in order, or as one beside them."""
    told = understood.address or NOTHING
    if told.drops:
        understood, told = understood._replace(address=None), NOTHING
    groups: dict[int | None, list[Said]] = {}
    for fact in understood.facts:
        known = facts.get(fact.name)
        if known is not None and known.scope == "service":
            groups.setdefault(fact.service, []).append(fact)
    if not groups and (told.adds or len(conversation.services) > 1):
        groups = {None: sums} if (sums := _bare_sums(conversation, understood, facts)) else {}
    if put(conversation, understood, facts) is not None:
        return Addressed()  # the label of an option names the service and its sum once more
    if groups:
        return _Placing(conversation, understood, facts).all(groups)
    # 第二项大概8万 is asked of the second.
    return Addressed(numbers={None: places} if (places := _places(conversation, told)) else {})


def spoken_of(conversation: Conversation, understood: Understanding, facts: Mapping[str, Fact]) -> int | None:
    """The one service that a message without a value speaks of: 改一下中试的费用; None where it may be several."""
    told = understood.address or NOTHING
    found = {*_places(conversation, told)}
    for known in told.known_by:
        found |= {*_matching(conversation.services, known, facts)}
    if not found and len(conversation.services) < 2:
        return conversation.current
    return found.pop() if len(found) == 1 else None


def _bare_sums(
    conversation: Conversation, understood: Understanding, facts: Mapping[str, Fact]
) -> list[Said]:
    """A sum of which the message does not say what it is, where only sums of one name were told before."""
    names = {
        name
        for service in conversation.services
        for name in service
        if name in facts and facts[name].type == "money"
    }
    return [
        Said(scope="service", name=vague.name, value=vague.low)
        for vague in understood.unclear
        if names == {vague.name} and vague.low is not None and vague.low == vague.high and not vague.options
    ]


@dataclass(slots=True)
class _Placing:
    """The facts of one message being placed, group by group."""

    conversation: Conversation
    understood: Understanding
    facts: Mapping[str, Fact]

    @property
    def services(self) -> tuple[Answers, ...]:
        return self.conversation.services

    @property
    def told(self) -> Address:
        return self.understood.address or NOTHING

    @property
    def is_asked(self) -> bool:
        """Whether the open question is about a service: the current one."""
        return self._asks(*(name for name, fact in self.facts.items() if fact.scope == "service"))

    def all(self, groups: Mapping[int | None, list[Said]]) -> Addressed:
        count = len(self.services)
        if self.told.items:
            return self._by_place(groups)
        if not any(self.services):
            return Addressed(numbers={n: (n or self.conversation.current,) for n in groups})
        if self.understood.control == "add_service":
            return Addressed(numbers={n: (count + i,) for i, n in enumerate(groups)})
        if len(groups) == 1:
            ((number, said_of),) = groups.items()
            return self._single(number, said_of)
        return self._several(groups)

    def _by_place(self, groups: Mapping[int | None, list[Said]]) -> Addressed:
        """As the order tells: 第二项是9万."""
        places = _places(self.conversation, self.told)
        if len(places) < len(self.told.items):
            first = next(iter(groups.values()))
            return self._asking(first, range(len(self.services)), adds=True)
        if len(groups) == 1:
            return Addressed(numbers=dict.fromkeys(groups, places))
        return Addressed(numbers={n: (p,) for n, p in zip(groups, places, strict=False)})

    def _several(self, groups: Mapping[int | None, list[Said]]) -> Addressed:
        """Several services in one message: each to that of its kind, the others beside those told."""
        numbers: dict[int | None, tuple[int, ...]] = {}
        following = len(self.services)
        open_ones = [n for n, service in enumerate(self.services) if service.get("category") is None]
        kinds = {n: _kind(group) for n, group in groups.items()}
        if not any(kinds.values()) and len(self.services) in (1, len(groups)):
            return Addressed(numbers={n: (i,) for i, n in enumerate(groups)})
        for number, group in groups.items():
            same = self._of_kind(kinds[number])
            free = [n for n in same if (n,) not in numbers.values()]
            if number is None:
                continue
            if len(same) == 1 and free and not self.told.adds:
                numbers[number] = (free[0],)
            elif len(same) > 1 and not self.told.adds:
                return self._asking(group, same, adds=True)
            elif open_ones and not self.told.adds:
                numbers[number] = (open_ones.pop(0),)
            else:
                numbers[number] = (following,)
                following += 1
        return Addressed(numbers=numbers)

    def _single(self, number: int | None, group: list[Said]) -> Addressed:
        current, count = self.conversation.current, len(self.services)
        kind = _kind(group)
        if kind is None:
            return self._without_kind(number, group)
        if (
            self._asks("category")
            and self.services[current:]
            and self.services[current].get("category") is None
        ):
            return Addressed(numbers={number: (current,)})
        same = self._of_kind(kind)
        if self.told.adds:
            if same and not (self.is_asked and current in same):
                return self._asking(group, same, adds=True)
            return Addressed(numbers={number: (current if same else count,)})
        if len(same) == 1:
            return Addressed(numbers={number: (same[0],)})
        if same:
            if current in same and self.is_asked:
                return Addressed(numbers={number: (current,)})
            return self._asking(group, same, adds=True)
        open_ones = [n for n, service in enumerate(self.services) if service.get("category") is None]
        if open_ones:
            return Addressed(numbers={number: (current if current in open_ones else open_ones[0],)})
        was = self._known_by()
        if len(was) == 1:
            return Addressed(numbers={number: (was[0],)})
        if self._asks("category") or (self.understood.control == "correct" and count == 1):
            return Addressed(numbers={number: (current,)})
        return self._asking(group, range(count), adds=True)

    def _without_kind(self, number: int | None, group: list[Said]) -> Addressed:
        current, count = self.conversation.current, len(self.services)
        names = [fact.name for fact in group]
        was = self._known_by()
        if len(was) == 1:
            return Addressed(numbers={number: (was[0],)})
        asked = self.conversation.asked
        if self.told.every and (asked is None or asked.kind == "one"):
            return Addressed(numbers={number: tuple(range(count))})
        if self._asks(*names):
            return Addressed(numbers={number: (current,)})
        sums = [name for name in names if self.facts[name].type == "money"]
        had = [n for n, service in enumerate(self.services) if any(name in service for name in sums)]
        if self.told.adds and had:
            return self._asking(group, had, adds=True, is_more=True)
        if count == 1:
            return Addressed(numbers={number: (0,)})
        if self.is_asked and self.understood.control != "correct":
            return Addressed(numbers={number: (current,)})
        lacking = [n for n, service in enumerate(self.services) if not any(name in service for name in names)]
        if len(lacking) == 1 and self.understood.control != "correct":
            return Addressed(numbers={number: (lacking[0],)})
        return self._asking(group, range(count), every=not sums)

    # ---- what is known of the services

    def _asks(self, *names: str) -> bool:
        asked = self.conversation.asked
        return asked is not None and any(name in asked.facts for name in names)

    def _of_kind(self, kind: object) -> list[int]:
        return [n for n, service in enumerate(self.services) if kind and service.get("category") == kind]

    def _known_by(self) -> list[int]:
        """The services that what is corrected was told of."""
        return list(
            dict.fromkeys(
                n for known in self.told.known_by for n in _matching(self.services, known, self.facts)
            )
        )

    # ---- asking which

    def _asking(
        self,
        group: Sequence[Said],
        numbers: Sequence[int],
        *,
        adds: bool = False,
        every: bool = False,
        is_more: bool = False,
    ) -> Addressed:
        """Nothing placed, and the question which service is meant."""
        values = {f.name: v for f in group if (v := _written(self.facts[f.name], f)) is not None}
        if not values:
            return Addressed(numbers={group[0].service: (self.conversation.current,)})
        offered = [self._option(n, values, is_more=is_more) for n in numbers]
        if adds and len(self.services) < MAX_SERVICES:
            offered.insert(0, Offered(id=_put([len(self.services)], values), label="另外一项服务"))
        if every:
            offered.append(Offered(id=_put(list(numbers), values), label="每一项都是"))
        words = [_told(self.facts[f.name], f) for f in group if f.name in values]
        return Addressed(question=_which("which_service", tuple(offered), list(values)[-1], items=words))

    def _option(self, number: int, values: Mapping[str, object], *, is_more: bool) -> Offered:
        """One of the services; `is_more` where a sum comes on top of what was told of it."""
        service = self.services[number]
        label = service_label(number, service, self.facts)
        sums = [name for name in values if self.facts[name].type == "money" and service.get(name) is not None]
        if is_more and sums:
            fact = self.facts[sums[0]]
            whole = _fen(fact, service[fact.name]) + _fen(fact, values[fact.name])
            label = f"{service_label(number, {'category': service.get('category')}, self.facts)}，一共 {spoken(whole)}"
            values = {**values, fact.name: written(fact, whole)}
        return Offered(id=_put([number], values), label=label)


def _kind(group: Sequence[Said]) -> object:
    return next((fact.value for fact in group if fact.name == "category"), None)


def _written(fact: Fact, told: Said) -> object:
    try:
        if told.value is not None:
            read_value(fact, value := written(fact, told.value))
            return value
    except BadValue:
        pass
    return None


def _fen(fact: Fact, value: object) -> int:
    read = read_value(fact, value)
    assert isinstance(read, int)
    return read


def _told(fact: Fact, told: Said) -> str:
    words = answer(fact, told.value)
    return words if fact.type in ("choice", "money") else f"{fact.label} {words}"


def _put(numbers: list[int], values: Mapping[str, object]) -> str:
    return PUT + json.dumps({"at": numbers, "facts": values}, ensure_ascii=False)


def _which(block: str, offered: tuple[Offered, ...], name: str, **values: object) -> Question:
    return Question(
        asked=Asked(kind="one", facts=(name,)),
        service=0,
        offered=offered,
        reply=Reply(text=said("service.j2", block, **values), choices=shown(offered)),
    )


def service_label(number: int, service: Answers, facts: Mapping[str, Fact]) -> str:
    """`第 2 项：中试（10 万元）`, by what is known of it."""
    parts = []
    for name in ("category", "fee_paid", "contract_amount"):
        fact = facts.get(name)
        if fact is not None and service.get(name) is not None:
            parts.append(answer(fact, read_value(fact, service[name])))
    kind = f"：{parts[0]}" if parts else ""
    return f"第 {number + 1} 项{kind}" + (f"（{parts[1]}）" if len(parts) > 1 else "")


# ---- what an option says


@dataclass(frozen=True, slots=True, kw_only=True)
class Put:
    """What an option puts with services; without facts it leaves them out."""

    at: tuple[int, ...]
    facts: tuple[Said, ...]


def put(conversation: Conversation, understood: Understanding, facts: Mapping[str, Fact]) -> Put | None:
    """What the chosen option puts where, if it is one of these; 都是 chooses the one of them all."""
    offered = conversation.offered
    chosen = (len(offered) - 1,) if understood.chosen_all == "all" else understood.chosen
    if len(chosen) != 1 or not 0 <= chosen[0] < len(offered) or not offered[chosen[0]].id.startswith(PUT):
        return None
    content = json.loads(offered[chosen[0]].id.removeprefix(PUT))
    if understood.chosen_all == "all" and len(content["at"]) < 2:
        return None
    known = [(facts[name], value) for name, value in content["facts"].items() if name in facts]
    return Put(
        at=tuple(content["at"]),
        facts=tuple(
            Said(scope=fact.scope, name=fact.name, value=read_value(fact, value), service=number)
            for number in content["at"]
            for fact, value in known
        ),
    )


# ---- leaving out


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
    if chosen is not None and not chosen.facts:
        return _without(conversation, chosen.at, facts)
    told = understood.address or NOTHING
    if not told.drops:
        return Withdrawn(conversation=conversation)
    services = conversation.services
    found = list(_places(conversation, told))
    for known in told.known_by:
        same = _matching(services, known, facts)
        if len(same) > 1:
            options = [Offered(id=_put([n], {}), label=service_label(n, services[n], facts)) for n in same]
            options.append(Offered(id=_put(same, {}), label="都去掉"))
            return Withdrawn(
                conversation=conversation, question=_which("which_dropped", tuple(options), known.name)
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


def _places(conversation: Conversation, told: Address) -> tuple[int, ...]:
    """The services that ordinals name, those that there are."""
    count = len(conversation.services)
    places = (count - 1 if item == LAST else item for item in told.items)
    return tuple(place for place in places if 0 <= place < count)


def _matching(services: Sequence[Answers], known: Said, facts: Mapping[str, Fact]) -> list[int]:
    """The services of which something was told."""
    fact = facts.get(known.name)
    if fact is None or known.value is None:
        return []
    value = written(fact, known.value)
    names = [n for n, f in facts.items() if f.type == "money"] if fact.type == "money" else [known.name]
    return [n for n, service in enumerate(services) if any(service.get(name) == value for name in names)]
