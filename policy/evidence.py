"""Evidence: what verification accepts beside the notices, each with its reason (evidence.yaml)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True, slots=True, kw_only=True)
class Misprint:
    """A figure that a clause prints wrongly, and the one it is read as."""

    clause: str
    printed: str
    read_as: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Figures, as `Figure.canonical`, by article of law, by notice's file and by fact."""

    articles: dict[str, tuple[str, ...]]
    misprints: dict[str, tuple[Misprint, ...]]
    wording: dict[str, frozenset[str]]

    def article(self, cited: str) -> tuple[str, ...] | None:
        """The figures of an article cited by name, or None where it is not on record."""
        return self.articles.get("".join(cited.split()))

    def articles_in(self, text: str) -> tuple[str, tuple[str, ...]]:
        """A text without the articles it cites by name, and the figures of these."""
        found: tuple[str, ...] = ()
        for article, carried in self.articles.items():
            if article[:4] in text:
                bare = re.sub(r"\s*".join(map(re.escape, article)), "，", text)
                found, text = (*found, *(carried if bare != text else ())), bare
        return text, found


@cache
def evidence() -> Evidence:
    """What evidence.yaml holds."""
    content = Path(__file__).with_name("evidence.yaml").read_text(encoding="utf-8")
    tree: dict[str, list[dict[str, Any]]] = yaml.safe_load(content)
    misprints: dict[str, tuple[Misprint, ...]] = {}
    for entry in tree["misprints"]:
        slip = Misprint(clause=entry["clause"], printed=entry["printed"], read_as=entry["read_as"])
        misprints[entry["source"]] = (*misprints.get(entry["source"], ()), slip)
    wording: dict[str, frozenset[str]] = {}
    for entry in tree["wording"]:
        wording[entry["fact"]] = wording.get(entry["fact"], frozenset()) | {entry["figure"]}
    return Evidence(
        articles={"".join(entry["article"].split()): tuple(entry["figures"]) for entry in tree["articles"]},
        misprints=misprints,
        wording=wording,
    )
