"""Digest: what verification needs of a notice, without its sentences; committed, so that it is at hand everywhere.

A digest holds the figures and the places of every clause's own text, in their order, and the names of the
offices. To make it anew, write `written(digest_of(text))` to `kept(source)`, as `quanzhu policy verify
--sources DIR --write-digests` does.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from policy import paths
from policy.clauses import Notice
from policy.divisions import names
from policy.figures import figures

FOLDER = Path(__file__).parent / "editions" / "digests"

_OFFICE = "[\u4e00-\u9fff]{0,12}?(?:局|厅|委员会|办公室|政府)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """Of every clause's own text, by path: its figures (`Figure.canonical`) and codes of places named."""

    figures: dict[str, tuple[str, ...]]
    places: dict[str, tuple[str, ...]]
    offices: tuple[str, ...]

    @classmethod
    def read(cls, digested: dict[str, Any]) -> Digest:
        """The digest that `digest_of` made, or the same from JSON."""
        return cls(
            figures={path: tuple(listed) for path, listed in digested["figures"].items()},
            places={path: tuple(listed) for path, listed in digested["places"].items()},
            offices=tuple(digested["offices"]),
        )

    def resolved(self, path: str) -> str | None:
        """The clause that a citation means (see `paths.resolved`), or None."""
        return paths.resolved(path, self.figures)

    def within(self, path: str) -> tuple[str, ...]:
        """The clause at `path`, in its one spelling, and all below it."""
        return tuple(each for each in self.figures if paths.is_within(each, path))


@lru_cache(maxsize=16)
def digest_of(notice_text: str) -> dict[str, Any]:
    """The digest of a notice as plain JSON content, the same for the same text; not to be changed."""
    parts = {clause.path: clause.own_text for clause in Notice.read(notice_text).walk()}
    return {
        "figures": {path: [figure.canonical for figure in figures(text)] for path, text in parts.items()},
        "places": {path: sorted(codes) for path, text in parts.items() if (codes := places_in(text))},
        "offices": sorted({office for text in parts.values() for office in _offices(text)}),
    }


@lru_cache(maxsize=1024)
def places_in(text: str) -> frozenset[str]:
    """Codes of the places that a text names; counties by their full names only.

    A name inside a longer one that begins with it is not meant: 克拉玛依区 is not 克拉玛依.
    """
    return frozenset(code for found in _places(text) for code in _codes()[found[0]])


@cache
def committed(source: str) -> Digest | None:
    """The digest kept for a notice's file (`qingdao-2024.txt`), or None."""
    path = kept(source)
    return Digest.read(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else None


def kept(source: str) -> Path:
    """Where the digest of a notice's file is kept."""
    return FOLDER / f"{Path(source).stem}.json"


def written(digested: dict[str, Any]) -> str:
    """The text of a digest's file, one clause a line."""

    def block(value: dict[str, Any] | list[str]) -> str:
        if isinstance(value, dict):
            return (
                "{"
                + ",".join(f"\n    {_json(path)}: {_json(each)}" for path, each in value.items())
                + "\n  }"
            )
        return "[" + ",".join(f"\n    {_json(each)}" for each in value) + "\n  ]"

    return "{\n" + ",\n".join(f"  {_json(key)}: {block(value)}" for key, value in digested.items()) + "\n}\n"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _places(text: str) -> Iterator[re.Match[str]]:
    standing = sorted((name for name in _codes() if name in text), key=len, reverse=True)
    return re.finditer("|".join(map(re.escape, standing)), text) if standing else iter(())


def _offices(text: str) -> Iterator[str]:
    """Names of offices, each from the place it begins with: 运城市科学技术局."""
    for place in _places(text):
        if found := re.compile(re.escape(place[0]) + _OFFICE).match(text, place.start()):
            yield found[0]


@cache
def _codes() -> dict[str, tuple[str, ...]]:
    """Names of places with all codes that go by them."""
    table = names()
    listed: dict[str, tuple[str, ...]] = {}
    for code, name in table.of.items():
        listed[name] = (*listed.get(name, ()), code)
    for name, codes in table.short.items():
        wide = tuple(code for code in codes.split() if code.endswith("00"))
        if wide:
            listed[name] = (*listed.get(name, ()), *wide)
    return listed
