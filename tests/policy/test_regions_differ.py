"""The same enterprise and purchase answered in three regions, where their notices part ways.

The table is regions_differ.yaml, worked by hand from the three notices.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from policy.cases import read_case
from policy.library import Library, library
from policy.report import report
from policy.workdays import SHANGHAI

YUNCHENG, QINGDAO, KARAMAY = EDITIONS = ("yuncheng-2024", "qingdao-2024", "karamay-draft")
PLACES = {
    "home": {YUNCHENG: "140802", QINGDAO: "370211", KARAMAY: "650203"},
    "the city, no district": {YUNCHENG: "140800", QINGDAO: "370200", KARAMAY: "650200"},
    "an outlying division of the city": {YUNCHENG: "140882", QINGDAO: "370285", KARAMAY: "650202"},
    "Shanghai": dict.fromkeys(EDITIONS, "310000"),
    "Hainan": dict.fromkeys(EDITIONS, "460000"),
}
# A fact that an edition reads under a name of its own; a fact that it does not read is left out.
RENAMED = {QINGDAO: {"tech_sme": "tech_sme_2024", "finished": "completed"}}

DECEMBER = "2024-12-10T12:00:00"

Facts = Mapping[str, Any]
ENTERPRISE: Facts = {
    "registered_in": "home",
    "legal_form": "company",
    "tech_sme": True,
    "high_tech": False,
    "srdi": False,
    "innovative_sme": True,
    "certificate_valid": True,
    "in_incubator": False,
    "in_jinchuanggu": False,
    "size_class": "medium",
    "own_research": True,
    "clean_record": True,
    "lawful_operation": True,
    "not_sanctioned": True,
    "green_threshold": True,
    "granted_this_year": "0.00",
}
SERVICE: Facts = {
    "category": "testing",
    "voluntary_test": True,
    "contract_form": "contract",
    "contract_registered": True,
    "contract_on": "2023-11-01",
    "invoiced_on": "2024-05-10",
    "result_on": "2024-06-20",
    "finished": True,
    "payment": "full",
    "fee_paid": "100000.00",
    "contract_amount": "100000.00",
    "provider_in": "home",
    "provider_kind": "listed",
    "provider_registered": True,
    "provider_listed": True,
    "service_body": "recognised",
    "via_platform": True,
    "provider_clean": True,
    "provider_not_barred": True,
    "research_related": True,
    "unaffiliated": True,
    "no_public_money": True,
    "no_city_money": True,
    "no_competitive_money": True,
    "not_claimed_before": True,
    "not_refiled_unchanged": True,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One question; each region's text is its answer and, last, the clause of it."""

    name: str
    about: str
    yuncheng: str
    qingdao: str
    karamay: str
    enterprise: Facts = field(default_factory=dict)
    service: Facts = field(default_factory=dict)
    at: str = DECEMBER

    def expected(self, edition: str) -> tuple[str, str]:
        told = {YUNCHENG: self.yuncheng, QINGDAO: self.qingdao, KARAMAY: self.karamay}[edition]
        answer, _, clause = told.rpartition(" ")
        return answer, clause


TABLE = Path(__file__).with_name("regions_differ.yaml").read_text(encoding="utf-8")
DIFFERENCES = tuple(Difference(**entry) for entry in yaml.safe_load(TABLE))


@cache
def shipped() -> Library:
    return library()


def cited(value: object) -> set[str]:
    """Every clause that an edition, or a part of it, names."""
    found: set[str] = set()
    if isinstance(value, tuple):
        return found.union(*map(cited, value))
    if is_dataclass(value):
        for part in fields(value):
            inner = getattr(value, part.name)
            found |= {inner} if part.name.endswith("clause") and isinstance(inner, str) else cited(inner)
    return found


def told(edition: str, facts: Facts) -> dict[str, Any]:
    """The common facts as one edition reads them."""
    known = shipped().editions[edition].edition
    named = {RENAMED.get(edition, {}).get(name, name): value for name, value in facts.items()}
    return {
        name: PLACES[value][edition] if fact.type == "region" else value
        for name, value in named.items()
        if (fact := known.fact(name)) is not None
    }


def reported(
    edition: str, enterprise: Facts, service: Facts, requests: Collection[str], at: str = DECEMBER
) -> dict[str, Any]:
    compiled = shipped().editions[edition]
    given = {"enterprise": told(edition, enterprise), "services": [told(edition, service)]}
    moment = datetime.fromisoformat(at).replace(tzinfo=SHANGHAI)
    return report(compiled, read_case(compiled, given), moment, requests, shipped())


def answer(about: str, found: dict[str, Any]) -> str:
    """What the report says about the question."""
    match about:
        case "ceiling":
            low, high = found["ceiling"]["low"], found["ceiling"]["high"]
            return str(low) if low == high else f"{low}..{high}"
        case "deferred_to":
            deferred = found["deferred_to"]
            return f"{deferred['region']} {deferred['year']}" if deferred else "none"
        case "windows":
            return ", ".join(
                f"{w['closes'] or 'none'} ({w['last_working_day'] or 'none'})" for w in found["windows"]
            )
        case "filing":
            return f"{found['filing']['mode']} {found['filing']['copies'] or 'none'}"
        case "contract_form":
            return next(str(d["form"]) for d in found["documents"] if d["id"].startswith("contract"))
        case "documents":
            return " ".join(d["id"] for d in found["documents"])
        case "publicity":
            return next(str(s["working_days"] or "none") for s in found["stages"] if s["id"] == "publicity")
        case "standing":
            return f"{found['legal_status']} {found['outcome']}"
        case _:
            return str(found[about] or "none")


def refused_by(found: dict[str, Any]) -> set[str]:
    return {f["clause"] for f in (*found["failed"], *found["services"][0]["failed"])}


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("difference", DIFFERENCES, ids=lambda d: d.name)
def test_each_region_answers_by_its_own_notice(difference: Difference, edition: str) -> None:
    expected, clause = difference.expected(edition)
    enterprise, service = {**ENTERPRISE, **difference.enterprise}, {**SERVICE, **difference.service}
    found = reported(edition, enterprise, service, ["all"], difference.at)
    assert answer(difference.about, found) == expected
    if refused_by(found):
        assert refused_by(found) == {clause}
    else:
        assert clause in cited(shipped().editions[edition].edition)


@pytest.mark.parametrize("difference", DIFFERENCES, ids=lambda d: d.name)
def test_no_difference_has_the_same_answer_everywhere(difference: Difference) -> None:
    answers = {difference.expected(edition)[0] for edition in EDITIONS}
    assert answers != {"eligible", "draft"}
    assert len(answers) > 1


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_common_case_qualifies_everywhere_with_nothing_left_to_ask(edition: str) -> None:
    found = reported(edition, ENTERPRISE, SERVICE, ["outcome", "ceiling"])
    assert found["outcome"] == ("draft" if edition == KARAMAY else "eligible")
    assert found["missing"] == []


def test_every_common_fact_is_read_by_some_edition() -> None:
    read = {fact.name for edition in EDITIONS for fact in shipped().editions[edition].edition.facts}
    read |= {name for names in RENAMED.values() for name in names}
    changed = {name for d in DIFFERENCES for name in (*d.enterprise, *d.service)}
    assert {*ENTERPRISE, *SERVICE, *changed} <= read
