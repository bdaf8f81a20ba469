"""Certificates: the shipped figures with their documents, a strict file, and what each edition makes of them."""

from datetime import date

import pytest

from policy.certificates import PATH, certificates, read
from policy.faults import Faulty
from policy.library import library
from policy.recognition import recognition

CONTENT = PATH.read_text(encoding="utf-8")
TODAY = date(2024, 11, 20)


@pytest.mark.parametrize(
    ("name", "number", "figures"),
    [
        ("high_tech", "高新技术企业认定管理办法", ["5%", "4%", "3%", "5000 万元", "2 亿元", "60%", "10%"]),
        ("tech_sme", "国科发政〔2017〕115号", ["500 人", "2 亿元", "60 分"]),
        ("innovative_sme", "优质中小企业梯度培育管理暂行办法", ["60 分", "20 分", "15 分"]),
    ],
)
def test_conditions_carry_their_figures_and_their_document(
    name: str, number: str, figures: list[str]
) -> None:
    found = certificates()[name]
    assert found.cite is not None
    assert number in found.cite
    assert [figure for figure in figures if figure not in "".join(found.conditions)] == []


def test_a_listing_is_yearly_and_a_certificate_lasts_three_years() -> None:
    assert "每年" in str(certificates()["tech_sme"].validity)
    assert "3 年" not in str(certificates()["tech_sme"].validity)
    assert "3 年" in str(certificates()["high_tech"].validity)


def test_no_criteria_stand_where_none_are_known() -> None:
    bare = [c.id for c in certificates().values() if not c.conditions]
    assert bare == ["srdi", "little_giant", "advanced_service"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("    scale: 不限", "    size: 不限", "没有键 'size'"),
        ("    validity: 证书 3", "    valid: 证书 3", "缺少 validity"),
        ("  - id: srdi", "  - id: high_tech", "'high_tech' 重复"),
        ("    counts_as: srdi", "    counts_as: sdri", "没有 'sdri'"),
        ("    act: 认定\n", "    act: 审批\n", "'审批' 不合要求"),
        (
            "    source: {title: 优质中小企业梯度培育管理暂行办法, number: not_stated}",
            "    source: not_stated",
            "没有写出处",
        ),
    ],
)
def test_a_mistake_in_the_file_is_told_with_its_place(old: str, new: str, told: str) -> None:
    assert old in CONTENT
    with pytest.raises(Faulty) as refused:
        read(CONTENT.replace(old, new, 1), "certificates.yaml")
    (fault, *_) = [f for f in refused.value.faults if told in f.problem]
    assert fault.file == "certificates.yaml"
    assert fault.place.startswith("certificates[")
    assert fault.line > 1


@pytest.mark.parametrize("content", ["", "certificates: [", "[]", "certificates: {}"])
def test_a_file_that_is_no_list_of_certificates_is_refused(content: str) -> None:
    with pytest.raises(Faulty):
        read(content, "certificates.yaml")


WORTH = {
    "qingdao-2024": {"tech_sme": "enough", "high_tech": "short", "srdi": "short", "innovative_sme": "short"},
    "yuncheng-2024": {
        "tech_sme": "short",
        "high_tech": "enough",
        "srdi": "enough",
        "innovative_sme": "enough",
    },
    "karamay-draft": {
        "tech_sme": "enough",
        "high_tech": "enough",
        "srdi": "enough",
        "innovative_sme": "enough",
    },
}


@pytest.mark.parametrize("name", sorted(WORTH))
def test_what_a_certificate_is_worth_follows_from_the_editions_rules(name: str) -> None:
    edition = library().editions[name].edition
    assert {fact: recognition(edition, fact, TODAY).verdict for fact in WORTH[name]} == WORTH[name]
    assert recognition(edition, "advanced_service", TODAY).verdict == "unlisted"


def test_only_who_applies_by_a_certificate_that_large_enterprises_have_must_be_small() -> None:
    edition = library().editions["yuncheng-2024"].edition
    besides = {fact: recognition(edition, fact, TODAY).besides for fact in ("high_tech", "innovative_sme")}
    assert any("中小微" in passage.text for passage in besides["high_tech"])
    assert not any("中小微" in passage.text for passage in besides["innovative_sme"])
