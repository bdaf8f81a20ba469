"""Meanings: an answer is used again only where it still answers the same question, for the same year."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from policy.edition import Edition
from policy.facts import Choice, Fact
from policy.library import library
from policy.loading import shared_facts
from policy.meanings import Kept, is_certificate, kept, meaning, year

LIBRARY = library()
YUNCHENG = LIBRARY.editions["yuncheng-2024"].edition
QINGDAO = LIBRARY.editions["qingdao-2024"].edition
KARAMAY = LIBRARY.editions["karamay-draft"].edition
NEXT = replace(YUNCHENG, id="yuncheng-2025", year=2025)
SHARED = shared_facts()
TODAY = date(2025, 3, 1)


def a_fact(**changed: object) -> Fact:
    made = Fact(name="n", scope="enterprise", type="bool", label="甲", question="是甲吗？")
    return replace(made, **changed)  # type: ignore[arg-type]


PAIR = (Choice(id="a", label="甲"), Choice(id="b", label="乙"))


@pytest.mark.parametrize(
    ("changed", "same"),
    [
        ({"question": "是甲吗"}, True),
        ({"question": "是 甲 吗?"}, True),
        ({"help": "另作解释", "verify": "证书", "clause": "二", "group": "g", "wish": "成为甲"}, True),
        ({"label": "甲类"}, True),
        ({"name": "m"}, True),
        ({"question": "是乙吗？"}, False),
        ({"scope": "service"}, False),
        ({"type": "money"}, False),
        ({"choices": PAIR}, False),
    ],
)
def test_what_a_fact_asks_is_its_question_and_choices_not_its_explanation(
    changed: dict[str, object], same: bool
) -> None:
    assert (meaning(a_fact()) == meaning(a_fact(**changed))) is same


def test_choices_mean_the_same_in_another_order_and_not_under_another_label() -> None:
    chosen = a_fact(type="choice", choices=PAIR)
    assert meaning(replace(chosen, choices=PAIR[::-1])) == meaning(chosen)
    assert meaning(replace(chosen, choices=(PAIR[0], Choice(id="b", label="丙")))) != meaning(chosen)


def test_what_is_declared_is_what_its_label_says() -> None:
    declared = a_fact(declared=True)
    assert meaning(replace(declared, question="对吗？")) == meaning(declared)
    assert meaning(replace(declared, label="乙")) != meaning(declared)


def test_a_place_is_the_same_place_however_it_is_asked_for() -> None:
    asked = [edition.by_name["registered_in"] for edition in (QINGDAO, YUNCHENG, KARAMAY)]
    assert {meaning(fact) for fact in asked} == {meaning(SHARED["registered_in"])}
    assert meaning(SHARED["provider_in"]) != meaning(SHARED["registered_in"])


def test_facts_shared_by_the_shipped_editions_mean_the_same_for_an_enterprise() -> None:
    for edition in (QINGDAO, YUNCHENG, KARAMAY):
        for fact in edition.facts:
            if fact.name in SHARED and fact.scope == "enterprise":
                assert meaning(fact) == meaning(SHARED[fact.name]), (edition.id, fact.name)


def test_answers_of_one_year_are_those_of_the_books_and_of_grants() -> None:
    yearly = {name for name, fact in SHARED.items() if fact.yearly}
    assert yearly == {"staff", "revenue", "assets", "size_class", "granted_this_year"}


@pytest.mark.parametrize(
    ("fact", "expected"),
    [
        (SHARED["high_tech"], True),
        (SHARED["tech_sme"], True),
        (QINGDAO.by_name["tech_sme_2024"], True),
        (YUNCHENG.by_name["certificate_valid"], False),
        (SHARED["clean_record"], False),
    ],
)
def test_a_certificate_is_known_by_its_name_or_by_what_it_is_about(fact: Fact, expected: bool) -> None:
    assert is_certificate(fact) is expected


def test_a_draft_has_no_year() -> None:
    assert year(YUNCHENG) == 2024
    assert year(KARAMAY) is None
    assert year(replace(KARAMAY, year=2025)) is None
    assert year(None) is None


OLD, RECENT, LAST_YEAR = date(2024, 2, 1), date(2025, 2, 1), date(2024, 12, 1)


@pytest.mark.parametrize(
    ("edition", "name", "told_year", "told_on", "expected"),
    [
        # The year they are for decides, whenever they were told.
        (YUNCHENG, "staff", 2024, OLD, "fresh"),
        (NEXT, "staff", 2024, RECENT, "other"),
        (NEXT, "size_class", 2024, RECENT, "other"),
        (YUNCHENG, "granted_this_year", 2025, RECENT, "other"),
        (YUNCHENG, "high_tech", 2024, OLD, "fresh"),
        (NEXT, "high_tech", 2024, RECENT, "stale"),
        (YUNCHENG, "high_tech", 2025, RECENT, "stale"),
        # Without both years, their age; an answer of one year is old in the next.
        (KARAMAY, "high_tech", 2024, LAST_YEAR, "fresh"),
        (KARAMAY, "high_tech", None, OLD, "stale"),
        (YUNCHENG, "high_tech", None, LAST_YEAR, "fresh"),
        (KARAMAY, "granted_this_year", None, RECENT, "fresh"),
        (KARAMAY, "granted_this_year", None, LAST_YEAR, "stale"),
        (None, "staff", None, LAST_YEAR, "stale"),
        (None, "high_tech", 2024, LAST_YEAR, "fresh"),
        # All others by age.
        (NEXT, "own_research", 2024, LAST_YEAR, "fresh"),
        (YUNCHENG, "own_research", 2024, date(2024, 2, 29), "stale"),
        (YUNCHENG, "own_research", 2024, date(2024, 3, 1), "fresh"),
        (YUNCHENG, "own_research", 2024, date(2025, 3, 2), "fresh"),
        (NEXT, "registered_in", 2024, date(2020, 1, 1), "fresh"),
        (NEXT, "legal_form", None, date(2020, 1, 1), "fresh"),
        (NEXT, "industry", 2024, date(2020, 1, 1), "fresh"),
    ],
)
def test_an_answer_holds_for_its_year_or_for_a_year(
    edition: Edition | None, name: str, told_year: int | None, told_on: date, expected: Kept
) -> None:
    fact = (edition.fact(name) if edition else None) or SHARED[name]
    assert kept(edition, fact, meaning(fact), told_year, told_on, TODAY) == expected


def test_the_answer_to_another_question_is_not_used() -> None:
    for name in ("registered_in", "high_tech", "staff"):
        assert kept(YUNCHENG, YUNCHENG.by_name[name], "0" * 16, 2024, RECENT, TODAY) == "other"
