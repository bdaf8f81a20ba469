"""Labelled utterances: what `quanzhu understand` makes of each, held against its label.

`python tests/dialogs/labelled.py FILE…` reports by kind; `--show` lists what is not right.
right: all that is stated is taken and nothing else; what is vague is asked back · missed: something is not taken, or a
wish too many · wrong: a fact, place, control word or other subject that the message does not hold.
"""

from __future__ import annotations

import math
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bot.commands.understanding import _asked, _offered
from bot.showing.understanding_json import understanding_json
from dialogs.understanding.understanding import understand
from policy.library import Library, library

UTTERANCES = Path(__file__).with_name("utterances")
HELD_OUT = Path(__file__).with_name("held_out")
DAY = date(2024, 11, 20)
POLITE = {"greeting", "thanks"}
# What a narrower wish counts as.
WIDER = {
    "conditions": {"eligibility"},
    "requirements": {"eligibility"},
    "validity": {"deadlines"},
    "registration": {"procedure", "rule"},
    "account": {"contacts", "procedure"},
    "purpose": {"what_is"},
    "programme": {"what_is"},
    "certificate": {"what_is", "compare", "rule"},
}
# Names under which one point may be labelled.
SAME = {
    "payment": "paid",
    "contract_registered": "registration",
    "provider_listed": "provider",
    "provider_registered": "provider",
}


@dataclass(slots=True)
class Judged:
    """One utterance: what is wrong with what was taken, and what was not."""

    entry: Mapping[str, Any]
    found: Mapping[str, Any]
    wrong_facts: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    @property
    def verdict(self) -> str:
        if self.wrong_facts:
            return "wrong fact"
        return "wrong" if self.wrong else "missed" if self.missed else "right"

    @property
    def asked_back(self) -> bool:
        return self.verdict == "right" and bool(self.entry.get("unclear"))


@cache
def shelf() -> Library:
    return library()


def entries(path: Path) -> list[dict[str, Any]]:
    """The labelled utterances of a file."""
    return list(yaml.safe_load(path.read_text(encoding="utf-8")))


def taken(entry: Mapping[str, Any]) -> dict[str, Any]:
    """What the command prints for an utterance."""
    editions = shelf().editions
    edition = editions[entry["edition"]].edition if entry.get("edition") else None
    facts = {**shelf().facts, **edition.by_name} if edition else shelf().facts
    asked = _asked(entry.get("asked"), facts)
    offered = _offered("|".join(map(str, entry["offered"])) if entry.get("offered") else None, asked, facts)
    today = entry.get("at", DAY)
    today = date.fromisoformat(today[:10]) if isinstance(today, str) else today
    understood = understand(
        str(entry["text"]), today=today, asked=asked, offered=offered, edition=edition, facts=facts
    )
    return understanding_json(understood, facts, shelf(), entry.get("edition"))


def judged(entry: Mapping[str, Any]) -> Judged:
    """An utterance held against its label."""
    found = taken(entry)
    if entry.get("off_topic") == "any" and found["intents"] == ["certificate"]:
        # How certificates are come by is no matter of vouchers, and is answered all the same.
        entry = {**entry, "off_topic": None, "intents": ["certificate"]}
    result = Judged(entry, found)
    _facts(result, "facts")
    _facts(result, "supposed")
    _region(result)
    _intents(result)
    for key in ("control", "off_topic"):
        _one(result, key)
    if "request" in entry:
        _request(result)
    if "chosen" in entry and found.get("chosen", []) != entry["chosen"]:
        # 1、2都要 of two options is all of them.
        every = found.get("chosen_all") == "all" and len(entry["chosen"]) == len(entry.get("offered", []))
        if not every:
            result.missed.append(f"chosen {entry['chosen']}")
    return result


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return sorted(value) if isinstance(value, list) else value


def _facts(result: Judged, key: str) -> None:
    given = {name: _plain(value) for name, value in (result.entry.get(key) or {}).items()}
    maybe = {name: _plain(value) for name, value in (result.entry.get("maybe") or {}).items()}
    found = result.found.get(key, {})
    vague = result.found["unclear"]
    for name, value in found.items():
        allowed = name in given or name in maybe
        wanted = given.get(name, maybe.get(name))
        if name == "enterprise.tech_sme" and not allowed and given.get("enterprise.tech_sme_2024") == value:
            continue  # the year's entry says it too
        if not allowed or value != wanted or (key == "facts" and name in result.entry.get("never", ())):
            result.wrong_facts.append(f"{key} {name}={value}" + (f" not {wanted}" if allowed else ""))
    for name, value in given.items():
        if name not in found:
            result.missed.append(f"{name}={value}" + (" asked back" if name in vague else ""))


def _region(result: Judged) -> None:
    wanted = result.entry.get("region")
    wanted = [str(code) for code in wanted] if isinstance(wanted, list) else [str(wanted)] if wanted else []
    found = result.found["region"]
    if found is not None and found not in wanted and not result.entry.get("maybe_region"):
        result.wrong_facts.append(f"region {found} not {wanted or None}")
    if (
        found is None
        and wanted
        and "region" not in result.found["unclear"]
        and not result.entry.get("maybe_region")
    ):
        result.missed.append(f"region {wanted}")


def _intents(result: Judged) -> None:
    wanted = [str(name) for name in result.entry.get("intents") or []]
    found = set(result.found["intents"])
    for name in [name for name in found if name in WIDER]:
        found |= WIDER[name]
    known: set[str] = set()
    for name in wanted:
        options = set(name.removesuffix("?").split("|"))
        known |= options
        if not options & found and not name.endswith("?"):
            result.missed.append(f"intent {name}")
    extra = set(result.found["intents"]) - known - POLITE
    extra = {name for name in extra if not WIDER.get(name, set()) & known}
    if extra and not found & known:
        result.wrong.append(f"intents {sorted(extra)}")
    elif extra:
        result.missed.append(f"too many: {sorted(extra)}")
    about = {SAME.get(str(name), str(name)) for name in result.entry.get("about") or ()}
    told = {SAME.get(point["point"], point["point"]) for point in result.found.get("about", ())}
    if "rule" in found and about and not about <= told:
        result.missed.append(f"about {sorted(about - told)}, took {sorted(told)}")


def _request(result: Judged) -> None:
    """What is asked of the records, with all that the label names of it; null where nothing is."""
    wanted, found = result.entry["request"], result.found.get("request")
    if (wanted is None) != (found is None) or (wanted and found and wanted["kind"] != found["kind"]):
        (result.missed if found is None else result.wrong).append(f"request {found} not {wanted}")
    elif wanted and found:
        told = {name: list(value) if isinstance(value, tuple) else value for name, value in found.items()}
        if told != wanted:
            result.missed.append(f"request {told} not {wanted}")


def _one(result: Judged, key: str) -> None:
    wanted, found = result.entry.get(key), result.found.get(key)
    if found is not None and found != wanted and wanted != "any":
        result.wrong.append(f"{key} {found} not {wanted}")
    if found is None and wanted is not None:
        result.missed.append(f"{key} {wanted}")


def interval(part: int, whole: int) -> tuple[float, float]:
    """Wilson's interval of a share at 95 %."""
    if not whole:
        return 0.0, 1.0
    z, share = 1.96, part / whole
    middle = (share + z * z / (2 * whole)) / (1 + z * z / whole)
    half = z * math.sqrt(share * (1 - share) / whole + z * z / (4 * whole * whole)) / (1 + z * z / whole)
    return max(0.0, middle - half), min(1.0, middle + half)


def report(found: Iterable[Judged]) -> str:
    """By kind: right, of them asked back, missed, wrong, wrong facts; then all with their intervals."""
    by_kind: dict[str, Counter[str]] = defaultdict(Counter)
    for one in found:
        for kind in (one.entry["kind"], "all"):
            by_kind[kind][one.verdict] += 1
            by_kind[kind]["n"] += 1
            by_kind[kind]["asked back"] += one.asked_back
    lines = [
        f"{'kind':<12}{'n':>5}{'right':>7}{'(asked back)':>14}{'missed':>8}{'wrong':>7}{'wrong fact':>12}"
    ]
    for kind, c in sorted(by_kind.items(), key=lambda item: item[0] == "all"):
        lines.append(
            f"{kind:<12}{c['n']:>5}{c['right']:>7}{c['asked back']:>14}"
            f"{c['missed']:>8}{c['wrong']:>7}{c['wrong fact']:>12}"
        )
    every = by_kind["all"]
    for name in ("right", "wrong fact"):
        low, high = interval(every[name], every["n"])
        lines.append(f"{name}: {every[name] / max(1, every['n']):.1%} ({low:.1%} to {high:.1%})")
    return "\n".join(lines)


def main(arguments: list[str]) -> None:
    """Reports on the files named, else on the development utterances."""
    paths = [Path(a) for a in arguments if not a.startswith("--")] or sorted(UTTERANCES.glob("*.yaml"))
    found = [judged(entry) for path in paths for entry in entries(path)]
    if "--show" in arguments:
        for one in found:
            if one.verdict != "right":
                context = " ".join(
                    f"{k}={one.entry[k]}" for k in ("edition", "asked", "offered") if k in one.entry
                )
                print(f"[{one.entry['kind']}] {one.entry['text'][:160]!r} {context}")
                for line in (*one.wrong_facts, *one.wrong, *one.missed):
                    print(f"      {one.verdict}: {line}")
    print(report(found))


if __name__ == "__main__":
    main(sys.argv[1:])
