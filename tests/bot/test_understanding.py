"""`quanzhu understand`: understanding measured from outside."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.bot.running import Quanzhu

AT = ("--at", "2024-04-10")
Understood = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def understood(quanzhu: Quanzhu) -> Understood:
    """Runs the command on lines and gives their objects."""

    def run(lines: str, *options: str) -> list[dict[str, Any]]:
        ran = quanzhu("understand", *AT, *options, stdin=lines.encode("utf-8", "surrogateescape"))
        assert ran.code == 0, ran.err
        return [json.loads(line) for line in ran.out.splitlines()]

    return run


def test_one_object_a_line_with_its_six_keys(understood: Understood) -> None:
    first, second = understood("我们是运城盐湖区的创新型中小企业，检测费80万，能补多少\n\n")
    assert list(first)[:6] == ["intents", "facts", "region", "edition", "control", "unclear"]
    assert first["intents"] == ["estimate"]
    assert first["facts"] == {
        "enterprise.registered_in": "140802",
        "enterprise.innovative_sme": True,
        "services[0].category": "testing",
        "services[0].fee_paid": "800000.00",
    }
    assert (first["region"], first["edition"], first["control"]) == ("140802", "yuncheng-2024", None)
    assert second == {
        "intents": [],
        "facts": {},
        "region": None,
        "edition": None,
        "control": None,
        "unclear": {},
    }


def test_what_is_vague_has_its_bounds_and_is_no_fact(understood: Understood) -> None:
    (found,) = understood("检测费大概三万多\n", "--edition", "qingdao-2024")
    vague = found["unclear"]["services[0].fee_paid"]
    assert (vague["low"], vague["high"]) == ("30000.00", "40000.00")
    assert vague["reading"]
    assert "services[0].fee_paid" not in found["facts"]


@pytest.mark.parametrize(
    ("line", "options", "facts"),
    [
        ("有的", ("--asked", "green_threshold"), {"enterprise.green_threshold": True}),
        ("不清楚", ("--asked", "enterprise.green_threshold"), {"enterprise.green_threshold": None}),
        (
            "第二个",
            ("--asked", "category", "--offered", "检验检测|技术咨询"),
            {"services[0].category": "consulting"},
        ),
        ("1", ("--asked", "contract_form"), {"services[0].contract_form": "contract"}),
    ],
)
def test_an_answer_is_read_with_its_question(
    understood: Understood, line: str, options: tuple[str, ...], facts: dict[str, Any]
) -> None:
    (found,) = understood(f"{line}\n", "--edition", "qingdao-2024", *options)
    assert found["facts"] == facts


def test_a_supposition_is_apart_from_the_facts(understood: Understood) -> None:
    (found,) = understood("如果付40万呢\n", "--edition", "qingdao-2024")
    assert found["intents"] == ["what_if"]
    assert found["facts"] == {}
    assert found["supposed"] == {"services[0].fee_paid": "400000.00"}


def test_options_of_no_fact_are_chosen_by_place(understood: Understood) -> None:
    (found,) = understood("前两个\n", "--offered", "甲|乙|丙")
    assert found["chosen"] == [0, 1]


def test_an_ambiguous_place_leaves_the_region_open(understood: Understood) -> None:
    (found,) = understood("克拉玛依的券怎么报\n")
    assert found["region"] is None
    assert len(found["unclear"]["region"]["options"]) > 1


def test_any_bytes_are_a_line(understood: Understood) -> None:
    assert len(understood("\udcff\udcfe能补多少\n\x00\n")) == 2


def test_an_unknown_fact_is_one_message(quanzhu: Quanzhu) -> None:
    ran = quanzhu("understand", "--asked", "foo")
    assert (ran.code, ran.out) == (2, "")
    assert "foo" in ran.err


def test_what_is_told_for_the_records_is_apart_from_facts_and_wishes(understood: Understood) -> None:
    lines = "我已提交，4月3号交的，申请8万\n进度 QD3K8M2P\n合同、发票都齐了\n绑定 7k3m-9pq2\n"
    assert [found["request"] for found in understood(lines)] == [
        {"kind": "filed", "day": "2024-04-03", "amount": "80000.00"},
        {"kind": "progress", "number": "QD3K8M2P"},
        {"kind": "ticked", "papers": ["合同", "发票"]},
        {"kind": "join", "code": "7K3M9PQ2"},
    ]
