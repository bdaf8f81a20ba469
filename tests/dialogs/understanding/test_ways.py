"""Every value of every fact can be said in five ways, in an edition that uses it and before one is chosen."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path

import pytest
import yaml

from dialogs.interview import options
from dialogs.understanding.result import Asked
from dialogs.understanding.understanding import understand
from policy.edition import Edition
from policy.facts import Fact, written
from tests.dialogs.labelled import shelf

DAY = date(2024, 11, 20)
FEWEST = 5
WAYS = yaml.safe_load(Path(__file__).with_name("ways.yaml").read_text(encoding="utf-8"))
# What no service that is named amounts to.
UNNAMED = {("category", "other")}


@cache
def facts() -> Mapping[str, Fact]:
    known = {f.name: f for compiled in shelf().editions.values() for f in compiled.edition.facts}
    return {**known, **shelf().facts}


def using(name: str) -> Edition | None:
    """An edition that asks for a fact."""
    editions = [compiled.edition for compiled in shelf().editions.values()]
    return next((edition for edition in editions if name in edition.by_name), None)


def values(fact: Fact) -> list[object]:
    if fact.type == "bool":
        return [True, False]
    return [choice.id for choice in fact.choices] if fact.type == "choice" else []


def ways() -> Iterator[tuple[str, str, object]]:
    for name, said in WAYS.items():
        for text, value in said.items():
            yield name, text, value


@pytest.mark.parametrize(("name", "text", "value"), list(ways()))
def test_each_way_is_understood(name: str, text: str, value: object) -> None:
    edition = using(name)
    known = {**facts(), **edition.by_name} if edition else facts()
    asked = Asked(kind="one", facts=(name,)) if text.startswith("?") else None
    offered = options(known[name]) if asked else ()
    understood = understand(
        text.removeprefix("?"), today=DAY, asked=asked, offered=offered, edition=edition, facts=known
    )
    assert {f.name: written(known[name], f.value) for f in understood.facts if f.name == name} == {
        name: value
    }


@pytest.mark.parametrize("name", sorted(facts()))
def test_every_value_of_every_fact_has_five_ways(name: str) -> None:
    said = [*WAYS.get(name, {}).values()]
    assert len(said) >= FEWEST
    few = {value for value in values(facts()[name]) if said.count(value) < FEWEST}
    assert few == {value for known, value in UNNAMED if known == name}
