"""Editions held against their notices: what is found, and that no figure can be changed unnoticed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from policy.digests import Digest, committed, digest_of, kept, written
from policy.faults import Faulty
from policy.figures import Figure, figures, shown
from policy.loading import SHIPPED, read
from policy.verification import Verification, verify

NOTICES = Path(__file__).resolve().parents[2] / ".." / "shared" / "notices"
published = pytest.mark.skipif(not NOTICES.is_dir(), reason="the notices are not at hand")

EDITIONS = ("karamay-draft", "qingdao-2024", "yuncheng-2024")
UNUSED = {
    # The measures behind the draft again, what it was before, and an article that the text only names.
    "karamay-draft": (
        "一: 新克政发〔2022〕62号",
        "二: 国发〔2017〕37号",
        "二: 新克政发〔2022〕62号",
        "三(一)3: 30%",
        "三(一)3: 50%",
        "五.3: 第2条",
    ),
    # "Materials 2-8" are colour scans: a form of each document here.
    "qingdao-2024": ("二(二)9: 材料2", "二(二)9: 材料8"),
    # The measure that 题头 names too; the year in a title.
    "yuncheng-2024": ("一: 晋科发〔2024〕16号", "五(八): 2017年"),
}


@cache
def rules(name: str) -> str:
    """An edition's file without its examples, which verification does not look at."""
    text = (SHIPPED / f"{name}.yaml").read_text(encoding="utf-8")
    return re.sub(r"(?ms)^examples:.*\Z", "examples: []\n", text)


def verified(text: str, notice_text: str | None = None) -> Verification:
    content = text.encode("utf-8")
    return verify(read(content, "edition.yaml").edition, content, notice_text)


def notice(name: str) -> str:
    return (NOTICES / f"{name}.txt").read_text(encoding="utf-8")


def changed(name: str, old: str, new: str) -> str:
    """An edition's text with one place of it changed."""
    text = rules(name)
    assert old in text
    return text.replace(old, new, 1)


@pytest.mark.parametrize("name", EDITIONS)
def test_a_shipped_edition_agrees_with_its_digest(name: str) -> None:
    assert verified(rules(name)) == Verification(faults=(), unused=UNUSED[name])


@published
@pytest.mark.parametrize("name", EDITIONS)
def test_a_shipped_edition_agrees_with_its_notice(name: str) -> None:
    assert verified(rules(name), notice(name)) == Verification(faults=(), unused=UNUSED[name])


@published
@pytest.mark.parametrize("name", EDITIONS)
def test_a_committed_digest_is_the_one_made_from_the_notice(name: str) -> None:
    assert kept(f"{name}.txt").read_text(encoding="utf-8") == written(digest_of(notice(name)))


@published
@pytest.mark.parametrize("name", EDITIONS)
def test_a_committed_digest_carries_no_sentence_of_the_notice(name: str) -> None:
    content = kept(f"{name}.txt").read_text(encoding="utf-8")
    assert max(map(len, re.findall("[\u4e00-\u9fff]+", content))) <= 20


@given(st.text(alphabet="一二（）()、.1230年月日%元万 \n青岛市科技局“", max_size=200))
def test_a_digest_is_read_back_from_its_file(text: str) -> None:
    digested = digest_of(text)
    assert Digest.read(json.loads(written(digested))) == Digest.read(digested)


# ---- what is found, where

WRONG = [
    (
        "qingdao-2024",
        "clause: 一(一)4\n    summary: 合同",
        "clause: 一(一)5\n    summary: 合同",
        "没有条款 一(一)5",
    ),
    ("qingdao-2024", "source_clause: 落款", "source_clause: 附件", "没有条款 附件"),
    ("qingdao-2024", "rate: 30%", "rate: 50%", "30%"),
    ("qingdao-2024", "clause: 三\n      summary: 市外", "clause: 四\n      summary: 市外", "30% 不在 四 里"),
    ("qingdao-2024", 'amount: "200000.00"', 'amount: "200000.01"', "200000.01 元 不在 三 里"),
    ("qingdao-2024", "2024-01-01, 2024-12-31", "2024-01-01, 2024-12-30", "2024年12月30日 不在 一(一)4 里"),
    ("qingdao-2024", "closes: 2024-12-31", "closes: 2024-12-31T17:00", "17:00 不在 二(一) 里"),
    ("qingdao-2024", "min_chars: 1000", "copies: 1000", "1000 份 不在 二(二)6(2) 里"),
    ("qingdao-2024", "lead_days: 30", "lead_days: 31", "技术合同认定登记管理办法 第十四条 没有 31 天"),
    ("qingdao-2024", "办法 第十四条", "办法 第十五条", "没有条款 技术合同认定登记管理办法 第十五条"),
    ("qingdao-2024", "30 天办理时间", "31 天办理时间", "31 天 不在 一(一)3 里"),
    ("qingdao-2024", "（附件 1）", "（附件 2）", "二(二)8 的 附件1 没有写进来"),
    ("qingdao-2024", "issued: 2024-11-25", "issued: 2024-11-26", "2024年11月26日 不在 落款、题头 里"),
    ("qingdao-2024", "issuer: 青岛市科学技术局", "issuer: 青岛市科学局", "通知里没有 青岛市科学局"),
    ("qingdao-2024", "cite: 青岛市 2024", "cite: 青岛市 2025", "年份或文号与版本不一致"),
    ("qingdao-2024", "year: 2024", "year: 2025", "与 year 不一致"),
    ("qingdao-2024", 'region: "370200"', 'region: "370100"', "370100 不是"),
    ("qingdao-2024", '"370200", label: 青岛市内}', '"370100", label: 青岛市内}', "没有写出山东省济南市"),
    ("qingdao-2024", "服务机构在创新券服务机构库\n    when", "服务机构在第 7 库\n    when", "7 不在"),
    ("qingdao-2024", "http://cxq.qdsipc.com", "http://cxq.qdsipc.cn", "http://cxq.qdsipc.cn 不在 二(二) 里"),
    ("karamay-draft", 'region: "650203"', 'region: "650202"', "650202 不是"),
    ("karamay-draft", "from: 30%", "from: 50%", "50%、50% 不在 五.7 里"),
    ("karamay-draft", "30% 到 50% 的范围", "50% 到 50% 的范围", "50%、50% 不在 五.7 里"),
    ("karamay-draft", "五.7 计算", "五.8 计算", "没有条款 五.8"),
    ("karamay-draft", "信用评价 C 级", "信用评价 B 级", "B级 不在 三(三)1 里"),
    ("yuncheng-2024", "copies: 3", "copies: 2", "2 份 不在 四(四) 里"),
    ("yuncheng-2024", "working_days: 5", "working_days: 7", "7 个工作日 不在 四(七) 里"),
    ("yuncheng-2024", "closes: 2024-06-30T17:00", "closes: 2024-09-30T17:00", "2024年6月30日 没有写进来"),
    ("yuncheng-2024", "closes: 2024-06-30T17:00", "closes: 2024-06-30T17:00:01", "17:00:01 不在 四(四) 里"),
    ("yuncheng-2024", '"0351-8065503"', '"0351-8065504"', "0351-8065504 不在 六(一) 里"),
    ("yuncheng-2024", '"0351-8065503"', '"70351-8065503"', "70351-8065503 不在 六(一) 里"),
    (
        "yuncheng-2024",
        "note: 通知把第一个号码印作 70351-8065503",
        "note: 通知把第一个号码印错",
        "没有说明通知印作",
    ),
    ("yuncheng-2024", "在 2023-10-01 至 2024-09-30，首尾", "在期内，首尾", "文字没有写出规则的"),
    ("yuncheng-2024", "[2023-10-01, 2024-09-30]", "[2023-10-01, 2024-10-01]", "不在 二(一) 里"),
    ("yuncheng-2024", '["140000", "460000"]', '["140000", "450000"]', "广西壮族自治区不在"),
    (
        "yuncheng-2024",
        'within: ["140000"',
        'within: ["140800"',
        "山西省运城市不在 二(三)1、五(五)、五(四) 里",
    ),
    ("yuncheng-2024", "years: 3", "years: 5", "5 年 不在 五(七) 里"),
    ("yuncheng-2024", "to_year: 2025", "to_year: 2026", "2026年 不在 二(一) 里"),
]


@pytest.mark.parametrize(("name", "old", "new", "problem"), WRONG)
def test_what_the_notice_does_not_say_is_a_fault(name: str, old: str, new: str, problem: str) -> None:
    text = changed(name, old, new)
    faults = verified(text).faults
    assert any(problem in fault.problem for fault in faults), [*map(str, faults)]
    assert all(fault.file == f"{name}.yaml" and fault.remedy for fault in faults)
    if NOTICES.is_dir():
        assert verified(text, notice(name)).faults == faults


def test_a_fault_names_the_line_of_its_entry() -> None:
    text = changed("qingdao-2024", "min_chars: 1000", "min_chars: 800")
    (fault,) = verified(text).faults
    assert fault.line == text[: text.index("min_chars: 800")].count("\n") + 1
    assert str(fault).startswith(f"qingdao-2024.yaml:{fault.line}: documents[")


def test_without_notice_and_digest_nothing_is_verified() -> None:
    text = changed("qingdao-2024", "source: qingdao-2024.txt", "source: qingdao-2024.other.txt")
    (fault,) = verified(text).faults
    assert (fault.place, "--sources" in fault.remedy) == ("source", True)


@published
def test_a_figure_changed_in_the_notice_is_a_fault_too() -> None:
    altered = notice("qingdao-2024").replace("最高不超过20万元", "最高不超过25万元")
    problems = [fault.problem for fault in verified(rules("qingdao-2024"), altered).faults]
    assert any("20 万元 不在 三 里" in problem for problem in problems)


@published
def test_a_misprint_that_is_not_printed_any_more_is_a_fault() -> None:
    mended = notice("yuncheng-2024").replace("70351-", "0351-")
    problems = [fault.problem for fault in verified(rules("yuncheng-2024"), mended).faults]
    assert "六(一) 没有印 70351-8065503" in problems


def test_a_figure_that_no_rule_uses_is_listed() -> None:
    text = changed("qingdao-2024", "    min_chars: 1000\n", "")
    assert verified(text) == Verification(faults=(), unused=("二(二)6(2): 1000 字", *UNUSED["qingdao-2024"]))


@pytest.mark.parametrize(("bound", "stands"), [("2", True), ("3", False)])
def test_a_whole_number_needs_its_number_in_the_clause(bound: str, stands: bool) -> None:
    text = rules("qingdao-2024")
    fact = "  - {name: sites, scope: enterprise, type: integer, label: 点数, question: 有几处？, clause: 二(二)9}\n"
    rule = f"  - {{id: sites, clause: 二(二)9, summary: 要材料 {bound}, when: {{fact: sites, at_least: {bound}}}}}\n"
    text = text.replace("\nask_first:", fact + "\nask_first:").replace(
        "\nexclusions:", rule + "\nexclusions:"
    )
    problems = [fault.problem for fault in verified(text).faults]
    assert any(f"{bound} 不在 二(二)9 里" in problem for problem in problems) is not stands


# ---- every single figure


class Scalar(NamedTuple):
    place: str
    start: int
    end: int


IDENTIFIERS = re.compile(
    r"^(?!id$).*\.id$|^facts\[\d+\]\.(name|use|group)$|\.fact$|(\.|^)(\w+_)?clause$|^ask_first"
    r"|\.(in|has)\[\d+\]$|\.is$|\.offer\[\d+\]$|\.instead_of\[\d+\]$"
)
# A clause named in a text: a reference like `clause`, not a figure.
MENTION = r"[一二三四五六七八九十]+(?:[.][0-9]+|[（(][一二三四五六七八九十]+[）)][0-9]*)(?:[（(][0-9]+[）)])?"
REGION_CHOICE = re.compile(r"^facts\[\d+\]\.choices\[\d+\]\.id$")


def scalars(text: str) -> Iterator[Scalar]:
    """Every scalar of a file, with its place and the span of its text."""

    def walked(node: yaml.nodes.Node, place: str) -> Iterator[Scalar]:
        if isinstance(node, yaml.ScalarNode):
            yield Scalar(place, node.start_mark.index, node.end_mark.index)
        elif isinstance(node, yaml.SequenceNode):
            for n, item in enumerate(node.value):
                yield from walked(item, f"{place}[{n}]")
        elif isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                yield from walked(value, f"{place}.{key.value}" if place else key.value)

    root = yaml.compose(text, Loader=yaml.SafeLoader)
    assert root is not None
    return walked(root, "")


def carries_figures(place: str, text: str) -> bool:
    """Whether a scalar is more than an identifier; a region's choice is a code, not an id."""
    return not IDENTIFIERS.search(place) or (REGION_CHOICE.match(place) is not None and text[0] in '"')


def other_digits(text: str) -> Iterator[tuple[int, int, str]]:
    """Each run of digits one higher, each Chinese numeral another."""
    for run in re.finditer(f"{MENTION}|(?P<digits>[0-9]+)", text):
        if digits := run["digits"]:
            yield *run.span(), str(int(digits) + 1).zfill(len(digits))
    for figure in figures(text):
        for n in range(figure.start, figure.end):
            if text[n] in "二两三四五六七八九十":
                yield n, n + 1, "四" if text[n] in "二两三" else "三"


def other_figures(text: str, clauses: list[list[Figure]]) -> Iterator[tuple[int, int, str]]:
    """Each figure of a scalar put in place of another of its kind from a clause that prints it."""
    money = re.fullmatch(r'"([0-9]+)\.00"', text)
    amount = [Figure(kind="money", value=int(money[1]) * 100, start=1, end=len(text) - 1)] if money else []
    for figure in amount or figures(text):
        beside = dict.fromkeys(other for printed in clauses if figure in printed for other in printed)
        for other in beside:
            if other.kind == figure.kind and other != figure:
                spelt = f"{int(str(other.value)) // 100}.00" if money else shown(other)
                if "-" in text[figure.start : figure.end] and figure.kind == "date":
                    spelt = str(other.value)
                yield figure.start, figure.end, spelt


def is_noticed(text: str) -> bool:
    """Whether an edition is refused at load, or found at fault.

    By the digest, which is the one made from the notice: a test above says so.
    """
    try:
        return bool(verified(text).faults)
    except Faulty:
        return True


def unnoticed(name: str, changes: list[tuple[Scalar, tuple[int, int, str]]]) -> list[str]:
    """The changes that nothing finds, each as place, old and new text."""
    text = rules(name)
    return [
        f"{scalar.place}: {text[scalar.start : scalar.end]} → {new}"
        for scalar, (start, end, new) in changes
        if not is_noticed(text[: scalar.start + start] + new + text[scalar.start + end :])
    ]


@pytest.mark.parametrize("name", EDITIONS)
def test_no_digit_and_no_numeral_can_be_changed_unnoticed(name: str) -> None:
    text = rules(name)
    changes = [
        (scalar, change)
        for scalar in scalars(text)
        if carries_figures(scalar.place, text[scalar.start : scalar.end])
        for change in other_digits(text[scalar.start : scalar.end])
    ]
    assert len(changes) > 25
    assert unnoticed(name, changes) == []


@pytest.mark.parametrize("name", EDITIONS)
def test_no_figure_can_be_put_in_place_of_another_of_its_clause_unnoticed(name: str) -> None:
    text = rules(name)
    digest = committed(f"{name}.txt")
    assert digest is not None
    clauses = [[Figure.parse(figure) for figure in listed] for listed in digest.figures.values()]
    changes = [
        (scalar, change)
        for scalar in scalars(text)
        if carries_figures(scalar.place, text[scalar.start : scalar.end])
        for change in other_figures(text[scalar.start : scalar.end], clauses)
    ]
    assert changes
    assert unnoticed(name, changes) == []
