"""Sixty first messages: what is said in them is taken, and nothing that is not."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from dialogs.understanding.result import Understanding
from dialogs.understanding.understanding import understand
from policy.edition import Edition
from policy.facts import Fact, read_value
from policy.library import Library, library
from policy.loading import shared_facts
from policy.values import Value

PATH = Path(__file__).with_name("first_messages.yaml")
MESSAGES: list[dict[str, Any]] = yaml.safe_load(PATH.read_text(encoding="utf-8"))
FULL = 55


class Taken(NamedTuple):
    """A fact as taken or expected: the number of its service, its name, its value."""

    service: int | None
    name: str
    value: Value | None


@pytest.fixture(scope="module")
def shelf() -> Library:
    return library()


@pytest.fixture(scope="module")
def facts(shelf: Library) -> Mapping[str, Fact]:
    """What a message may state before any edition is chosen."""
    known = dict(shared_facts())
    for compiled in shelf.editions.values():
        for fact in compiled.edition.facts:
            known.setdefault(fact.name, fact)
    return known


def expected(message: Mapping[str, Any], facts: Mapping[str, Fact]) -> set[Taken]:
    """The facts that a message states, typed."""

    def typed(given: Mapping[str, Any], service: int | None) -> Iterator[Taken]:
        for name, value in given.items():
            written = value.isoformat() if isinstance(value, date) else value
            yield Taken(service, name, read_value(facts[name], written))

    found = set(typed(message.get("facts", {}), None))
    for number, service in enumerate(message.get("services", [])):
        found |= set(typed(service, number))
    return found


def taken(understood: Understanding) -> set[Taken]:
    return {Taken(fact.service, fact.name, fact.value) for fact in understood.facts}


def wrong(message: Mapping[str, Any], understood: Understanding, facts: Mapping[str, Fact]) -> list[str]:
    """What was taken although the message does not say it."""
    found = [f"{t.name} = {t.value}" for t in taken(understood) - expected(message, facts)]
    found += [
        f"{name} taken" for name in message.get("never", []) if name in {f.name for f in understood.facts}
    ]
    if understood.region and set(understood.region) != set(_regions(message)):
        found.append(f"region {understood.region}")
    if understood.off_topic not in (None, message.get("off_topic")):
        found.append(f"off topic {understood.off_topic}")
    if understood.year not in (None, message.get("year")):
        found.append(f"year {understood.year}")
    return found


def missed(message: Mapping[str, Any], understood: Understanding, facts: Mapping[str, Fact]) -> list[str]:
    """What the message says and was not taken, or asked back without need."""
    asked_after = {point.name for point in understood.points} - {"category"}
    lacking = expected(message, facts) - taken(understood)
    found = [f"{t.name} = {t.value}" for t in lacking if t.name not in asked_after]
    if set(understood.region) != set(_regions(message)):
        found.append(f"region {understood.region}")
    wanted = [set(name.split("|")) for name in message.get("intents", [])]
    known = set(understood.intents)
    if not all(names & known for names in wanted) or known - set().union(*wanted):
        found.append(f"intents {understood.intents}")
    if understood.off_topic != message.get("off_topic"):
        found.append(f"off topic {understood.off_topic}")
    if understood.year != message.get("year"):
        found.append(f"year {understood.year}")
    return found + list(_doubts(message, understood, facts))


def _doubts(
    message: Mapping[str, Any], understood: Understanding, facts: Mapping[str, Fact]
) -> Iterator[str]:
    unclear = {doubt.name: doubt for doubt in understood.unclear}
    doubtful = message.get("unclear", {})
    yield from (f"unclear {name}" for name in unclear.keys() ^ doubtful.keys())
    for name, bounds in doubtful.items():
        if bounds is not None and name in unclear:
            written = [b.isoformat() if isinstance(b, date) else b for b in bounds]
            low, high = (read_value(facts[name], bound) for bound in written)
            if (unclear[name].low, unclear[name].high) != (low, high):
                yield f"unclear {name} from {unclear[name].low} to {unclear[name].high}"


def _regions(message: Mapping[str, Any]) -> list[str]:
    region = message.get("region", [])
    return [region] if isinstance(region, str) else region


def read(message: Mapping[str, Any], edition: Edition | None, facts: Mapping[str, Fact]) -> Understanding:
    known = facts if edition is None else {fact.name: fact for fact in edition.facts}
    return understand(
        message["text"], today=message["at"], asked=None, offered=(), edition=edition, facts=known
    )


def covering(message: Mapping[str, Any], shelf: Library) -> Edition | None:
    regions = _regions(message)
    found = shelf.for_region(regions[0]) if len(regions) == 1 else ()
    return found[0].edition if found else None


def test_there_are_sixty_messages_and_no_two_alike() -> None:
    assert len(MESSAGES) == 60
    assert len({message["text"] for message in MESSAGES}) == 60


def test_at_least_55_are_used_in_full(facts: Mapping[str, Fact]) -> None:
    short = {m["text"]: lacks for m in MESSAGES if (lacks := missed(m, read(m, None, facts), facts))}
    for text, lacks in short.items():
        print(f"not used in full: {text}: {'; '.join(lacks)}")
    assert len(MESSAGES) - len(short) >= FULL


@pytest.mark.parametrize("message", MESSAGES, ids=[message["text"][:20] for message in MESSAGES])
def test_nothing_is_taken_that_is_not_said(
    message: dict[str, Any], shelf: Library, facts: Mapping[str, Fact]
) -> None:
    assert wrong(message, read(message, None, facts), facts) == []
    edition = covering(message, shelf)
    if edition is not None:
        assert wrong(message, read(message, edition, facts), facts) == []
