"""The JSON Schema of edition files says what the layout says."""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from policy.library import SHIPPED
from policy.schema import schema

VALIDATOR = Draft202012Validator(schema())


class Editor(yaml.CSafeLoader):
    """Reads YAML 1.2 as editors do: a date is a text."""


Editor.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith("timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def tree() -> Any:
    """A sound document, short of examples to be quick."""
    return {**deepcopy(read(SHIPPED / "qingdao-2024.yaml")), "examples": []}


@cache
def read(path: Path) -> Any:
    return yaml.load(path.read_bytes(), Loader=Editor)


def faults(document: Any) -> list[str]:
    return [f"{error.json_path}: {error.message[:200]}" for error in VALIDATOR.iter_errors(document)]


def test_the_schema_is_itself_a_schema() -> None:
    Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_shipped_edition_meets_the_schema(path: Path) -> None:
    assert faults(read(path)) == []


def test_a_key_of_no_block_is_refused_wherever_it_stands() -> None:
    for place in ((), ("conditions", 0), ("estimate",), ("estimate", "caps", 0), ("filing",), ("windows", 0)):
        document = tree()
        block = document
        for step in place:
            block = block[step]
        block["sumary"] = "x"
        assert faults(document), place


@pytest.mark.parametrize("key", [key for key in tree() if key not in ("lapse_clause", "provisions")])
def test_no_block_may_be_left_out(key: str) -> None:
    document = tree()
    del document[key]
    assert faults(document) == [f"$: {key!r} is a required property"]


def test_not_stated_stands_only_where_the_layout_allows_it() -> None:
    assert faults({**tree(), "issued": "not_stated"}) == []
    assert faults({**tree(), "region": "not_stated"})
    assert faults({**tree(), "legal_status": "not_stated"})


@pytest.mark.parametrize(
    ("when", "is_sound"),
    [
        ({"fact": "category", "is": "testing"}, True),
        ({"fact": "completed", "is": True}, True),
        ({"fact": "category", "in": ["testing", "design"]}, True),
        ({"fact": "result_on", "between": ["2024-01-01", "2024-12-31"]}, True),
        ({"fact": "provider_in", "within": "370200"}, True),
        ({"fact": "provider_in", "within": ["370200", "140800"]}, True),
        ({"fact": "barred_on", "within_last": {"years": 3}}, True),
        ({"not": {"any": [{"fact": "a", "is": True}, {"all": [{"fact": "b", "is": False}]}]}}, True),
        ({"any": []}, False),
        ({"fact": "category"}, False),
        ({"is": True}, False),
        ({"fact": "category", "is": "testing", "in": ["testing"]}, False),
        ({"fact": "category", "equals": "testing"}, False),
        ({"fact": "category", "is": "testing", "any": [{"fact": "a", "is": True}]}, False),
        ({"fact": "provider_in", "within": "青岛"}, False),
        ({"fact": "result_on", "between": ["2024-01-01"]}, False),
        ({"fact": "barred_on", "within_last": 3}, False),
        ("category is testing", False),
    ],
)
def test_conditions_are_trees_of_single_tests(when: object, is_sound: bool) -> None:
    document = tree()
    document["conditions"][0]["when"] = when
    assert (faults(document) == []) is is_sound
