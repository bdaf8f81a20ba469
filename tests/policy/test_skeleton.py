"""The skeleton of an edition file holds every key of the layout and asks for nothing but what is to be filled."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import yaml

from policy.faults import Faulty
from policy.layout import EDITION
from policy.loading import read
from policy.notes import NOTES, note
from policy.shapes import Block, Many, Shape, Stated
from policy.skeleton import skeleton


def keys(shape: Shape, path: str = "") -> Iterator[str]:
    """Every key of a shape, as a path without list positions."""
    match shape:
        case Block(keys=inner):
            for key, value in inner.items():
                here = f"{path}.{key.removesuffix('?')}".removeprefix(".")
                yield here
                yield from keys(value, here)
        case Many(shape=inner) | Stated(shape=inner):
            yield from keys(inner, path)


def written(tree: object, path: str = "") -> Iterator[str]:
    """Every key of a tree of YAML values, as a path without list positions."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            here = f"{path}.{key}".removeprefix(".")
            yield here
            yield from written(value, here)
    elif isinstance(tree, list):
        for item in tree:
            yield from written(item, path)


def test_every_key_of_the_layout_has_a_note_and_every_note_a_key() -> None:
    paths = list(keys(EDITION))
    assert [path for path in paths if not note(path)] == []
    used = {path if path in NOTES else path.rpartition(".")[2] for path in paths}
    assert set(NOTES) == used


def test_its_faults_name_only_places_that_are_left_empty() -> None:
    text = skeleton("jinan-2025")
    lines = text.splitlines()
    with pytest.raises(Faulty) as caught:
        read(text.encode(), "jinan-2025.yaml")
    for fault in caught.value.faults:
        line = re.sub(r"#.*", "", lines[fault.line - 1])
        assert line.rstrip().endswith(":"), fault
        assert "没有键" not in fault.problem


def test_uncommented_it_holds_every_key_of_the_layout() -> None:
    lines = [line for line in skeleton("jinan-2025").splitlines() if not line.startswith("# ") or ":" in line]
    assert set(keys(EDITION)) <= set(keys_in("\n".join(lines)))


def keys_in(text: str) -> Iterator[str]:
    """Keys of the text, and of each commented block once the marks of comment are taken away."""
    yield from written(yaml.safe_load(text))
    bare = re.sub(r"^( *)# ", r"\1", text, flags=re.MULTILINE)
    if bare != text:
        yield from keys_in(without_repeats(bare))


def without_repeats(text: str) -> str:
    """The text where an empty list or a `not_stated` gives way to the block written out below it."""
    lines = text.splitlines()
    heads = [re.match(r" *[a-z_]+:", line) for line in lines]
    return "\n".join(
        line
        for n, line in enumerate(lines)
        if not (
            n + 1 < len(lines)
            and (head := heads[n])
            and (below := heads[n + 1])
            and head.group() == below.group()
        )
    )


@pytest.mark.parametrize(
    "name", ["", "Jinan-2025", "jinan", "jinan_2025", "jinan-2025\n", "济南-2025", "../x-1"]
)
def test_a_name_that_no_edition_can_have_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="qingdao-2024"):
        skeleton(name)
