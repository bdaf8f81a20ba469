"""Addressing: which of the services told so far each fact of a message is of; asked where that is not clear."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dialogs.conversation import MAX_SERVICES, Answers, Conversation
from dialogs.interview import Question
from dialogs.picks import matching, places, put, putting, service_label, which
from dialogs.understanding.result import Address, Offered, Said, Understanding
from dialogs.wording import answer
from policy.facts import BadValue, Fact, read_value, written
from policy.money import spoken

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
    return Addressed(numbers={None: named} if (named := places(conversation, told)) else {})


def spoken_of(conversation: Conversation, understood: Understanding, facts: Mapping[str, Fact]) -> int | None:
    """The one service that a message without a value speaks of: 改一下中试的费用; None where it may be several."""
    told = understood.address or NOTHING
    found = {*places(conversation, told)}
    for known in told.known_by:
        found |= {*matching(conversation.services, known, facts)}
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
            return self._of_none({n: (n or self.conversation.current,) for n in groups})
        if self.understood.control == "add_service":
            return Addressed(numbers={n: (count + i,) for i, n in enumerate(groups)})
        if len(groups) == 1:
            ((number, said_of),) = groups.items()
            return self._single(number, said_of)
        return self._several(groups)

    def _by_place(self, groups: Mapping[int | None, list[Said]]) -> Addressed:
        """As the order tells: 第二项是9万."""
        named = places(self.conversation, self.told)
        if len(named) < len(self.told.items):
            first = next(iter(groups.values()))
            return self._asking(first, range(len(self.services)), adds=True)
        if len(groups) == 1:
            return Addressed(numbers=dict.fromkeys(groups, named))
        return Addressed(numbers={n: (p,) for n, p in zip(groups, named, strict=False)})

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
        return self._of_none({n: numbers.get(n, (self.conversation.current,)) for n in groups})

    def _of_none(self, numbers: dict[int | None, tuple[int, ...]]) -> Addressed:
        """What is said of no one service beside several is of all of them where it says so: 都做完了."""
        named = tuple(place for n, found in numbers.items() if n is not None for place in found)
        if None in numbers and named and self.told.every:
            numbers = {**numbers, None: named}
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
                n for known in self.told.known_by for n in matching(self.services, known, self.facts)
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
            offered.insert(0, Offered(id=putting([len(self.services)], values), label="另外一项服务"))
        if every:
            offered.append(Offered(id=putting(list(numbers), values), label="每一项都是"))
        words = [_told(self.facts[f.name], f) for f in group if f.name in values]
        return Addressed(question=which("which_service", tuple(offered), list(values)[-1], items=words))

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
        return Offered(id=putting([number], values), label=label)


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
