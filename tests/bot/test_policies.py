"""`quanzhu policy`: editions listed, shown, checked and verified, and what is needed to write one."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from policy.library import SHIPPED, library
from policy.schema import schema
from policy.skeleton import skeleton
from tests.bot.running import Quanzhu

AT = ("--at", "2024-12-02T10:00")
IDS = ["karamay-draft", "qingdao-2024", "yuncheng-2024"]
NOTICES = Path(__file__).resolve().parents[2] / "../shared/notices"


# ---- list


def test_every_edition_is_listed_with_its_standing_at_the_moment(quanzhu: Quanzhu) -> None:
    ran = quanzhu("policy", "list", *AT)
    assert (ran.code, ran.err) == (0, "")
    assert [line.split() for line in ran.out.splitlines()] == [
        ["karamay-draft", "新疆维吾尔自治区克拉玛依市克拉玛依区", "不分年度", "征求意见稿", "受理期未写明"],
        ["qingdao-2024", "山东省青岛市", "2024", "现行", "受理中，2024-12-31", "止"],
        ["yuncheng-2024", "山西省运城市", "2024", "现行", "已截止，2024-09-30", "17:00", "止"],
    ]


def test_the_list_as_json(quanzhu: Quanzhu) -> None:
    listed = quanzhu("policy", "list", "--json", *AT).json
    assert [entry["id"] for entry in listed["editions"]] == IDS
    assert [entry["current"] for entry in listed["editions"]] == [None, "window_2024", None]
    assert listed["unavailable"] == []


def test_a_broken_edition_is_listed_as_unavailable_with_its_faults_on_standard_error(
    quanzhu: Quanzhu, broken: Path
) -> None:
    ran = quanzhu("policy", "list", "--editions", broken, *AT)
    assert ran.code == 0
    assert "jinan-2025  未能载入：" in ran.out
    assert all(name in ran.out for name in IDS)
    assert "jinan-2025.yaml:3: 没有键 'sumary'；" in ran.err
    as_json = quanzhu("policy", "list", "--json", "--editions", broken).json
    assert [entry["id"] for entry in as_json["unavailable"]] == ["jinan-2025"]
    assert {fault["line"] for fault in as_json["unavailable"][0]["faults"]} >= {1, 3}


def test_an_added_edition_takes_the_place_of_the_shipped_one(
    quanzhu: Quanzhu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = (SHIPPED / "qingdao-2024.yaml").read_text(encoding="utf-8")
    for folder, name in (("first", "甲"), ("second", "乙")):
        (tmp_path / folder).mkdir()
        changed = content.replace("name: 青岛市 2024 年度科技创新券兑付", f"name: {name} 2024 年度", 1)
        (tmp_path / folder / "qingdao-2024.yaml").write_text(changed, encoding="utf-8")
    both = ("--editions", tmp_path / "first", "--editions", tmp_path / "second")
    assert quanzhu("policy", "show", "qingdao-2024", *both).out.startswith("乙 2024 年度（qingdao-2024）\n")
    monkeypatch.setenv("QUANZHU_EDITIONS_DIR", str(tmp_path / "second"))
    assert quanzhu("policy", "show", "qingdao-2024").out.startswith("乙 ")
    assert quanzhu("policy", "show", "qingdao-2024", *both[:2]).out.startswith("甲 ")


# ---- show


@pytest.mark.parametrize("name", IDS)
def test_an_edition_is_shown_with_every_rule_beside_its_clause(quanzhu: Quanzhu, name: str) -> None:
    edition = library().editions[name].edition
    ran = quanzhu("policy", "show", name)
    assert (ran.code, ran.err) == (0, "")
    lines = [" ".join(line.split()) for line in ran.out.splitlines()]
    entries = [(rule.clause, rule.summary) for rule in (*edition.rules, *edition.routes)]
    entries += [(stage.clause, stage.name) for stage in edition.stages]
    entries += [(paper.clause, paper.name) for paper in edition.documents]
    entries += [(reading.clause, reading.note) for reading in edition.readings]
    entries += [(contact.clause, contact.office) for contact in edition.contacts]
    for clause, words in entries:
        start = " ".join(f"{clause} {words}".split())
        assert any(line.startswith(start) for line in lines), start


def test_rates_caps_and_windows_are_shown_in_figures(quanzhu: Quanzhu) -> None:
    text = quanzhu("policy", "show", "qingdao-2024").out
    assert "三  比例 30%：" in text
    assert "三  上限 20 万元：" in text
    assert "2024-11-26 至 2024-12-31" in text
    assert "限：服务类别为技术转让、技术许可之一" in text
    assert "比例 30% 至 50%：" in quanzhu("policy", "show", "karamay-draft").out


@pytest.mark.parametrize("name", IDS)
def test_the_json_of_an_edition_holds_every_fact_and_every_condition(quanzhu: Quanzhu, name: str) -> None:
    edition = library().editions[name].edition
    shown = quanzhu("policy", "show", name, "--json").json
    assert [fact["name"] for fact in shown["facts"]] == [fact.name for fact in edition.facts]
    for fact in shown["facts"]:
        asked = {"scope", "type", "label", "question", "help", "verify", "change", "choices", "applies_if"}
        assert asked <= set(fact)
        assert all(set(choice) == {"id", "label"} for choice in fact["choices"])
    assert [rule["id"] for rule in shown["rules"]] == [rule.id for rule in edition.rules]
    conditions = schema()["$defs"]["condition"]
    validator = Draft202012Validator({"$defs": {"condition": conditions}, "$ref": "#/$defs/condition"})
    for holder in (*shown["rules"], *shown["documents"], *shown["estimate"]["caps"]):
        if holder["when"] != {"all": []}:
            validator.validate(holder["when"])


def test_money_and_moments_are_written_as_everywhere(quanzhu: Quanzhu) -> None:
    shown = quanzhu("policy", "show", "yuncheng-2024", "--json").json
    assert {cap["amount"] for cap in shown["estimate"]["caps"]} == {"500000.00", "1000000.00"}
    assert shown["windows"][0]["closes"] == "2024-06-30T17:00:00+08:00"
    assert shown["estimate"]["rates"][0]["high"] == "50%"


def test_an_unavailable_edition_is_refused_with_all_its_faults(quanzhu: Quanzhu, broken: Path) -> None:
    ran = quanzhu("policy", "show", "jinan-2025", "--editions", broken)
    assert (ran.code, ran.out) == (2, "")
    assert "jinan-2025.yaml:3: 没有键 'sumary'" in ran.err


# ---- check


def test_the_shipped_editions_owe_nothing(quanzhu: Quanzhu) -> None:
    ran = quanzhu("policy", "check", *sorted(SHIPPED.glob("*.yaml")))
    assert (ran.code, ran.err) == (0, "")
    assert [line.partition(": ")[2].partition("（")[0] for line in ran.out.splitlines()] == ["没有错误"] * 3


def test_all_faults_of_all_files_are_told(quanzhu: Quanzhu, broken: Path) -> None:
    file = broken / "jinan-2025.yaml"
    ran = quanzhu("policy", "check", file, SHIPPED / "qingdao-2024.yaml")
    assert ran.code == 1
    assert f"{file}:3: 没有键 'sumary'" in ran.out
    assert f"{file}:1: 缺少 issuer；请补上" in ran.out
    assert "qingdao-2024.yaml: 没有错误（" in ran.out
    reports = quanzhu("policy", "check", "--json", file, SHIPPED / "qingdao-2024.yaml").json
    assert [bool(report["faults"]) for report in reports] == [True, False]


def test_examples_that_are_missing_or_wrong_are_told(quanzhu: Quanzhu, tmp_path: Path) -> None:
    document = (SHIPPED / "qingdao-2024.yaml").read_text(encoding="utf-8")
    head, _, _ = document.partition("\nexamples:")
    bare = tmp_path / "bare.yaml"
    bare.write_text(head + "\nexamples: []\n", encoding="utf-8")
    ran = quanzhu("policy", "check", bare)
    assert ran.code == 1
    assert "还欠例子：" in ran.out
    wrong = tmp_path / "wrong.yaml"
    example = "{name: 错, at: 2024-12-02, given: {}, expect: {outcome: eligible}, by_hand: 故意写错}"
    wrong.write_text(f"{head}\nexamples:\n  - {example}\n", encoding="utf-8")
    assert "examples「错」: outcome 应为 eligible，算得 undetermined" in quanzhu("policy", "check", wrong).out


@pytest.mark.parametrize("content", [b"", b"\xff", b"a: [", b"- a", b"[" * 5_000, b"id: &x [*x]", b"\0"])
def test_whatever_a_file_holds_it_is_a_fault_and_no_crash(
    quanzhu: Quanzhu, tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "odd.yaml"
    file.write_bytes(content)
    ran = quanzhu("policy", "check", file)
    assert (ran.code, ran.err) == (1, "")
    assert ran.out.startswith(str(file))


def test_nothing_is_checked_where_one_file_cannot_be_read(quanzhu: Quanzhu) -> None:
    ran = quanzhu("policy", "check", SHIPPED / "qingdao-2024.yaml", "none.yaml")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("FILE: 无法读取 'none.yaml'（")


# ---- verify


@pytest.mark.skipif(
    not NOTICES.is_dir(), reason="the notices lie beside the repository only where it is written"
)
def test_the_shipped_editions_stand_in_their_notices(quanzhu: Quanzhu) -> None:
    ran = quanzhu("policy", "verify", "--sources", NOTICES, "--json")
    assert (ran.code, ran.err) == (0, "")
    assert [(report["id"], report["against"], report["faults"]) for report in ran.json] == [
        (name, "notice", []) for name in IDS
    ]


def test_without_the_notices_the_kept_digests_are_used(quanzhu: Quanzhu, tmp_path: Path) -> None:
    ran = quanzhu("policy", "verify", "--sources", tmp_path, "qingdao-2024")
    assert (ran.code, ran.err) == (0, f"{tmp_path} 里没有 qingdao-2024.txt，改按随附的摘要核对\n")
    assert "qingdao-2024: 对照随附的摘要，0 处不符" in ran.out


def test_a_changed_figure_is_found_with_its_file_and_line(quanzhu: Quanzhu, tmp_path: Path) -> None:
    content = (SHIPPED / "qingdao-2024.yaml").read_text(encoding="utf-8")
    head, _, _ = content.partition("\nexamples:")
    file = tmp_path / "qingdao-2024.yaml"
    file.write_text(head.replace("rate: 30%", "rate: 31%") + "\nexamples: []\n", encoding="utf-8")
    ran = quanzhu("policy", "verify", "--editions", tmp_path, "qingdao-2024")
    assert ran.code == 1
    assert re.search(rf"^{re.escape(str(file))}:[0-9]+: estimate\.rates\[1\]: 31% ", ran.out, re.MULTILINE)


def test_what_could_not_be_loaded_is_not_verified(quanzhu: Quanzhu, broken: Path) -> None:
    ran = quanzhu("policy", "verify", "--editions", broken)
    assert ran.code == 1
    assert "jinan-2025.yaml:3: 没有键 'sumary'" in ran.err


# ---- schema, new


def test_the_schema_is_printed_as_json(quanzhu: Quanzhu) -> None:
    ran = quanzhu("policy", "schema")
    assert (ran.code, ran.json) == (0, json.loads(json.dumps(schema())))


def test_a_skeleton_is_yaml_that_check_reads(quanzhu: Quanzhu, tmp_path: Path) -> None:
    ran = quanzhu("policy", "new", "jinan-2025")
    assert (ran.code, ran.out) == (0, skeleton("jinan-2025"))
    assert yaml.safe_load(ran.out)["id"] == "jinan-2025"
    file = tmp_path / "jinan-2025.yaml"
    file.write_text(ran.out, encoding="utf-8")
    checked = quanzhu("policy", "check", file)
    assert checked.code == 1
    assert "没有键" not in checked.out
