"""Certificate: what holds of it wherever the enterprise is, each figure with its document (certificates.yaml)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from policy.faults import Fault, Faulty
from policy.shapes import ID, TEXT, Block, Many, Reading, Stated, one_of

PATH = Path(__file__).with_name("certificates.yaml")

_CERTIFICATE = Block(
    {
        "id": ID,
        "name": TEXT,
        "decided_by": Stated(TEXT),
        "act?": one_of("认定", "评价"),
        "filed_at?": TEXT,
        "source": Stated(Block({"title": TEXT, "number": Stated(TEXT)})),
        "counts_as?": ID,
        "scale?": TEXT,
        "conditions": Many(TEXT),
        "instead": Stated(TEXT),
        "validity": Stated(TEXT),
        "validity_short?": TEXT,
        "caution?": TEXT,
    }
)
_FILE = Block({"certificates": Many(_CERTIFICATE, 1)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """One certificate; what is not known of it is None, or no conditions at all.

    `decided_by` is the office in charge, `act` what it does, `filed_at` where to file, `cite` the document that the
    rest is taken from, `instead` the way around the
    conditions, `fact` the name under which editions ask for it.
    """

    id: str
    name: str
    decided_by: str | None
    cite: str | None
    fact: str
    act: str | None = None
    filed_at: str | None = None
    scale: str | None = None
    conditions: tuple[str, ...] = ()
    instead: str | None = None
    validity: str | None = None
    validity_short: str | None = None
    caution: str | None = None


@cache
def certificates() -> Mapping[str, Certificate]:
    """The shipped certificates by id."""
    return read(PATH.read_text(encoding="utf-8"), PATH.name)


def read(content: str, file: str) -> Mapping[str, Certificate]:
    """The certificates of a file's content; raises Faulty with every fault, unknown keys among them."""
    reading = Reading(file)
    try:
        root = yaml.compose(content, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise Faulty(
            [_fault(file, mark.line + 1 if mark else 0, "YAML 写法有误", "检查缩进、冒号和引号")]
        ) from None
    if root is None:
        raise Faulty([_fault(file, 0, "文件是空的", "写上 certificates")])
    entries = _FILE.of(root, "", reading).get("certificates") or ()
    found: dict[str, Certificate] = {}
    for number, entry in enumerate(entries):
        place = f"certificates[{number}]"
        if entry.get("id") in found:
            reading.fault(f"{place}.id", None, f"{entry['id']!r} 重复", "只保留一处")
        if entry.get("conditions") and entry.get("source") is None:
            reading.fault(f"{place}.source", None, "写了条件，没有写出处", "写上文件名称和文号")
        if not reading.faults:
            found[entry["id"]] = _certificate(entry)
    for number, entry in enumerate(entries):
        held = entry.get("counts_as")
        if held is not None and all(other.get("id") != held for other in entries):
            reading.fault(f"certificates[{number}].counts_as", None, f"没有 {held!r}", "写另一条的 id")
    if reading.faults:
        raise Faulty(reading.faults)
    return found


def _certificate(entry: Mapping[str, Any]) -> Certificate:
    source = entry["source"]
    return Certificate(
        id=entry["id"],
        name=entry["name"],
        decided_by=entry["decided_by"],
        cite=f"《{source['title']}》{source['number'] or ''}" if source else None,
        fact=entry.get("counts_as") or entry["id"],
        act=entry.get("act"),
        filed_at=entry.get("filed_at"),
        scale=entry.get("scale"),
        conditions=entry["conditions"],
        instead=entry["instead"],
        validity=entry["validity"],
        validity_short=entry.get("validity_short"),
        caution=entry.get("caution"),
    )


def _fault(file: str, line: int, problem: str, remedy: str) -> Fault:
    return Fault(file=file, line=line, place="", problem=problem, remedy=remedy)
