"""`quanzhu assess`: JSON in, JSON out, and an exit code that answers the question."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.commands.assessing import REQUESTS
from policy import report
from tests.bot.running import Quanzhu, Ran

AT = ("--at", "2024-12-02T10:00")
QINGDAO = ("assess", "--edition", "qingdao-2024", *AT)
IN_QINGDAO = {"registered_in": "370211", "tech_sme_2024": True, "green_threshold": True, "clean_record": True}


def assess(quanzhu: Quanzhu, given: object, *options: str) -> Ran:
    return quanzhu(*QINGDAO, *options, stdin=json.dumps(given, ensure_ascii=False))


def test_a_case_still_open_is_answered_with_what_is_missing(quanzhu: Quanzhu) -> None:
    service = {"category": "testing", "fee_paid": "1000000.00"}
    ran = assess(quanzhu, {"enterprise": IN_QINGDAO, "services": [service]})
    assert (ran.code, ran.err) == (0, "")
    assert ran.json["edition"] == "qingdao-2024"
    assert ran.json["at"] == "2024-12-02T10:00:00+08:00"
    assert ran.json["outcome"] == "undetermined"
    assert ran.json["ceiling"] == {"low": "0.00", "high": "200000.00"}
    assert "services[0].provider_listed" in ran.json["missing"]
    assert "documents" not in ran.json


def test_the_answer_no_is_exit_code_1(quanzhu: Quanzhu) -> None:
    ran = assess(quanzhu, {"enterprise": {"tech_sme_2024": False}})
    assert (ran.code, ran.json["outcome"]) == (1, "ineligible")
    assert [failure["clause"] for failure in ran.json["failed"]] == ["一(一)1"]


def test_chinese_is_written_as_it_is(quanzhu: Quanzhu) -> None:
    assert "一(一)1" in assess(quanzhu, {"enterprise": {"tech_sme_2024": False}}).out


def test_a_file_and_standard_input_are_read_alike(quanzhu: Quanzhu, tmp_path: Path) -> None:
    file = tmp_path / "case.json"
    file.write_text(json.dumps({"enterprise": IN_QINGDAO}), encoding="utf-8")
    by_name = quanzhu(*QINGDAO, file)
    assert by_name == quanzhu(*QINGDAO, stdin=file.read_bytes())
    assert by_name == quanzhu(*QINGDAO, "-", stdin=file.read_bytes())


@pytest.mark.parametrize(
    ("asked", "has", "has_not"),
    [
        ("outcome", {"would_change"}, {"derivation", "documents", "windows"}),
        ("ceiling", {"derivation"}, {"documents", "windows"}),
        ("documents", {"documents"}, {"derivation", "stages"}),
        ("deadlines", {"windows", "current"}, {"derivation", "documents"}),
        ("documents, deadlines", {"documents", "windows"}, {"derivation"}),
        ("all", {"derivation", "documents", "windows", "filing", "stages", "contacts", "caveats"}, set()),
    ],
)
def test_the_answer_holds_what_was_asked_for(
    quanzhu: Quanzhu, asked: str, has: set[str], has_not: set[str]
) -> None:
    keys = set(assess(quanzhu, {"services": [{}]}, "--for", asked).json)
    assert has <= keys
    assert not has_not & keys


def test_what_can_be_asked_for_is_what_a_report_knows() -> None:
    assert REQUESTS == report.REQUESTS


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([], "标准输入: 输入: 应为 "),
        ({"firm": {}}, "输入: 应为 "),
        ({"services": {}}, "services: 应为列表"),
        (
            {"enterprise": {"tech_sme": True}},
            "enterprise.tech_sme: qingdao-2024 没有这个事实；可用：registered_in",
        ),
        ({"enterprise": {"tech_sme_2024": "yes"}}, "enterprise.tech_sme_2024: 'yes' 不是 true 或 false"),
        ({"enterprise": {"registered_in": "青岛"}}, "enterprise.registered_in: '青岛' 不是行政区划代码"),
        ({"services": [{}, {"fee_paid": 300000}]}, "services[1].fee_paid: 300000 不是金额"),
        ({"services": [{"fee_paid": "-1"}]}, "services[0].fee_paid: "),
        ({"services": [{"contract_on": "2024-13-01"}]}, "services[0].contract_on: '2024-13-01' 不是日期"),
        ({"services": [{"category": "massage"}]}, "services[0].category: 'massage' 不在可选项中"),
    ],
    ids=str,
)
def test_a_value_that_cannot_be_read_is_named_with_its_place(quanzhu: Quanzhu, given: Any, said: str) -> None:
    ran = assess(quanzhu, given)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


def test_all_mistakes_of_a_case_are_told_at_once_and_none_at_length(quanzhu: Quanzhu) -> None:
    ran = assess(quanzhu, {"enterprise": {f"fact_{n}": "x" * 9_000 for n in range(30)}})
    assert ran.code == 2
    assert ran.err.count("没有这个事实") == 20
    assert "（另有 10 处）" in ran.err
    assert len(assess(quanzhu, {"enterprise": {"tech_sme_2024": "x" * 500_000}}).err) < 1_000


@pytest.mark.parametrize("depth", [100, 900, 990, 5_000])
def test_a_value_of_any_depth_is_refused(quanzhu: Quanzhu, depth: int) -> None:
    ran = quanzhu(*QINGDAO, stdin='{"enterprise": {"tech_sme_2024": ' + "[" * depth + "]" * depth + "}}")
    assert (ran.code, ran.out) == (2, "")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "qingdao-2023",
            "没有 'qingdao-2023'；是否想写 qingdao-2024；已载入 karamay-draft、qingdao-2024、yuncheng-2024",
        ),
        ("x", "没有 'x'；已载入 karamay-draft、qingdao-2024、yuncheng-2024"),
    ],
)
def test_an_edition_that_is_not_there_is_answered_with_those_that_are(
    quanzhu: Quanzhu, name: str, said: str
) -> None:
    ran = quanzhu("assess", "--edition", name, stdin="{}")
    assert (ran.code, ran.out, ran.err) == (2, "", f"版本: {said}\n")


def test_a_file_that_cannot_be_read_is_bad_input(quanzhu: Quanzhu, tmp_path: Path) -> None:
    for file in (tmp_path, tmp_path / "none.json", "a\0b"):
        ran = quanzhu(*QINGDAO, file)
        assert (ran.code, ran.out) == (2, "")
        assert ran.err.startswith("FILE: 无法读取 ")


def test_a_broken_edition_is_named_and_the_others_still_answer(quanzhu: Quanzhu, broken: Path) -> None:
    ran = quanzhu(*QINGDAO, "--editions", broken, stdin="{}")
    assert (ran.code, ran.json["edition"]) == (0, "qingdao-2024")
    assert ran.err.startswith("版本 jinan-2025 有 ")
    asked = quanzhu("assess", "--edition", "jinan-2025", "--editions", broken, stdin="{}")
    assert (asked.code, asked.out) == (2, "")
    assert "jinan-2025.yaml:3: 没有键 'sumary'" in asked.err
