"""What changed between two editions is said once, exactly, and with its clause."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given, settings

from policy.conditions import Condition, Not
from policy.differences import differences
from policy.edition import Edition
from policy.library import SHIPPED
from policy.loading import read
from policy.money import Rate
from tests.policy.generated import Made, editions

NAMES = ("qingdao-2024", "yuncheng-2024", "karamay-draft")


@cache
def content(name: str) -> str:
    return (SHIPPED / f"{name}.yaml").read_text(encoding="utf-8")


@cache
def edition(text: str) -> Edition:
    return read(text.encode(), "edition.yaml").edition


def said(old: str, new: str) -> list[tuple[str, str, str]]:
    return [(each.about, each.text, each.clause) for each in differences(edition(old), edition(new))]


def planted(name: str, was: str, now: str) -> str:
    assert content(name).count(was) == 1, was
    return content(name).replace(was, now)


PROOF = "    issued_by: 技术合同登记机构（由服务机构申请）\n    lead_days: 30\n"
IP_CHANGE = """  - id: ip_change
    name: 知识产权变更完成证明
    per: service
    when: {fact: category, in: [transfer, licence]}
    form: colour_scan
    sealed: true
    clause: 二(二)6(1)
"""
SELF_CHECK = "name: 绿色门槛企业自查表（附件 1）, per: enterprise, form: colour_scan, sealed: true"
PUBLICITY = "name: 省科技厅公示名单和金额, actor: province, working_days: 5"
REVIEW = "  - {{id: {}, name: {}, actor: {}, working_days: not_stated, clause: 二(三)}}\n"
FIRST_REVIEW = REVIEW.format("first_review", "市科技服务中心初审", "bureau")
EXPERT_REVIEW = REVIEW.format("expert_review", "专家评审和现场核查", "experts")
CAP = '  caps:\n    - amount: "200000.00"\n      clause: 三\n'
GREEN_STEP = (
    "    - {id: green_form, name: 取得区（市）科技主管部门的绿色门槛审查意见表,"
    " actor: enterprise, clause: 二(二)8, document: green_review}\n"
)
CENTRE = '{office: 青岛市科技服务中心, telephones: ["85630985", "85938030"], topic: 申请与材料'

REPORTS = """  - id: reports
    clause: 一(二)8
    summary: 非研发项目可行性报告、高企和科小申报咨询不兑付
    when: {fact: category, in: [feasibility, title_consulting]}
"""
GREEN = """  - id: green
    clause: 一(一)2
    summary: 通过“绿色门槛”审核
    when: {fact: green_threshold, is: true}
"""
LAWFUL = """  - id: unlawful
    clause: 一(二)2
    summary: 两年内有重大违法的不兑付
    when: {fact: clean_record, is: false}
"""

Q, Y, K = NAMES
# Edition, what stands there, what stands there now: where it belongs, what is said, the clause.
PLANTED = [
    (Q, "    closes: 2024-12-31\n", "    closes: 2025-01-15\n", "windows", "截止时间 2024-12-31 → 2025-01-15",
     "二(一)"),
    (Q, "    opens: 2024-11-26\n", "    opens: not_stated\n", "windows", "开始时间 2024-11-26 → 未写明", "二(一)"),
    (Y, "closes: 2024-06-30T17:00", "closes: 2024-06-28T18:00", "windows",
     "第一批截止时间 2024-06-30 17:00 → 2024-06-28 18:00", "四(四)"),
    (Y, "  - {id: batch_2, label: 第二批, opens: not_stated, closes: 2024-09-30T17:00, clause: 四(四)}\n", "",
     "windows",
     "取消受理期：第二批，开始时间未写明，2024-09-30 17:00 截止", "四(四)"),
    (Q, "windows:\n",
     "windows:\n  - {id: late, label: 补报期, opens: 2025-02-05, closes: 2025-02-14, clause: 二(一)}\n",
     "windows", "新增受理期：补报期，2025-02-05 开始，2025-02-14 截止", "二(一)"),
    (K, "lapse: year_end\nlapse_clause: 五.1\n", "lapse: not_stated\n", "windows", "作废时间 当年年底 → 未写明",
     "五.1"),
    (Q, "lapse: not_stated\n", "lapse: year_end\nlapse_clause: 三\n", "windows", "作废时间 未写明 → 当年年底", "三"),
    (K, "legal_status: draft", "legal_status: in_force", "status", "效力 征求意见稿 → 现行", "题头"),
    (Q, "\nyear: 2024\n", "\nyear: 2025\n", "status", "年度 2024 → 2025", "落款"),
    (Q, "valid_to: not_stated", "valid_to: 2025-06-30", "status", "有效期结束 未写明 → 2025-06-30", "落款"),
    (Q, 'amount: "200000.00"', 'amount: "300000.00"', "ceiling", "年度上限 20 万元 → 30 万元", "三"),
    (Q, CAP + "      summary: 每家企业每年最高 20 万元\n", "  caps: []\n", "ceiling",
     "取消年度上限：20 万元，每家企业每年最高 20 万元", "三"),
    (Q, "rate: 30%", "rate: 35%", "ceiling", "比例（服务机构所在地不在青岛市）30% → 35%", "三"),
    (Y, "rate: 50%", "from: 40%\n      to: 60%", "ceiling", "比例 50% → 40% 至 60%", "三"),
    (Q, "label: 实际支付费用", "label: 合同金额", "ceiling", "计算基数 实际支付费用 → 合同金额", "三"),
    (Q, "  granted: {fact: granted_this_year, clause: 三}", "  granted: not_stated", "ceiling",
     "年度上限中扣除的 本年度已获兑付金额 → 没有", "三"),
    (Q, IP_CHANGE, "", "documents", "不再要求：知识产权变更完成证明（服务类别为技术转让、技术许可之一）",
     "二(二)6(1)"),
    (Q, "\ndocuments:\n",
     "\ndocuments:\n  - {id: licence, name: 营业执照副本, per: enterprise, form: copy, clause: 二(二)1}\n",
     "documents", "新增材料：营业执照副本", "二(二)1"),
    (Q, PROOF, PROOF.replace("30", "20"), "documents",
     "技术合同认定登记证明：办理时间 最多 30 天 → 最多 20 天（技术合同认定登记管理办法 第十四条）", "二(二)5"),
    (Q, SELF_CHECK, SELF_CHECK.replace(", sealed: true", ""), "documents",
     "绿色门槛企业自查表（附件 1）：盖章 要 → 没有要求", "二(二)8"),
    (Q, "min_chars: 1000", "min_chars: 1500", "documents",
     "与研发直接相关的说明和佐证：字数 不少于 1000 字 → 不少于 1500 字", "二(二)6(2)"),
    (Q, "[design, testing]}\n    form: colour_scan\n", "[design]}\n    form: colour_scan\n", "documents",
     "与企业研发相关的支撑材料：限于 服务类别为检验检测、工业、产品或工程设计之一 → 服务类别为工业、产品或工程设计",
     "二(二)7"),
    (Q, "name: 科技服务合同\n", "name: 技术合同\n", "documents", "材料 科技服务合同 → 技术合同", "二(二)2"),
    (Q, "mode: online", "mode: paper", "filing", "申请方式 网上 → 纸质", "二(二)"),
    (Y, "copies: 3\n", "copies: 2\n", "filing", "申请份数 3 份 → 2 份", "四(四)"),
    (Q, "to: 青岛市科技创新券管理系统", "to: 青岛政务服务网", "filing",
     "报送 青岛市科技创新券管理系统 → 青岛政务服务网", "二(二)"),
    (Q, GREEN_STEP, "", "filing", "不再需要事先办理：取得区（市）科技主管部门的绿色门槛审查意见表", "二(二)8"),
    (Y, PUBLICITY, PUBLICITY.replace("5", "7"), "stages", "省科技厅公示名单和金额：5 个工作日 → 7 个工作日",
     "四(七)"),
    (Y, PUBLICITY, PUBLICITY.replace("actor: province", "actor: bureau"), "stages",
     "省科技厅公示名单和金额：由省科技厅办理 → 由科技局办理", "四(七)"),
    (Q, EXPERT_REVIEW, "", "stages", "取消环节：专家评审和现场核查", "二(三)"),
    (Q, FIRST_REVIEW + EXPERT_REVIEW, EXPERT_REVIEW + FIRST_REVIEW, "stages",
     "环节顺序 在线提交申请、市科技服务中心初审、专家评审和现场核查、市科技局网站公示、分批兑付"
     " → 在线提交申请、专家评审和现场核查、市科技服务中心初审、市科技局网站公示、分批兑付", "二(二)"),
    (Q, CENTRE, CENTRE.replace('"85938030"', '"85938031"'), "contacts",
     "青岛市科技服务中心电话 85630985、85938030 → 85630985、85938031", "四"),
    (Q, CENTRE, CENTRE.replace("申请与材料", "申请"), "contacts", "青岛市科技服务中心：负责 申请与材料 → 申请", "四"),
    (Q, "safe: 截止日全天可以提交，仍请提前", "safe: 截止日下班前提交", "windows",
     "读法 截止日全天可以提交，仍请提前 → 截止日下班前提交", "二(一)"),
    (Q, "summary: 服务机构在创新券服务机构库", "summary: 服务机构在库且信用良好", "service",
     "申请条件 服务机构在创新券服务机构库 → 服务机构在库且信用良好", "一(一)3"),
    (Q, "in: [market_data, legal_advice]", "in: [legal_advice]", "service",
     "市场数据分析和商务法律咨询不兑付：服务类别为市场数据分析、商务法律咨询之一 → 服务类别为商务法律咨询",
     "一(二)7"),
    (Q, REPORTS, "", "service", "取消不予支持的情形：非研发项目可行性报告、高企和科小申报咨询不兑付", "一(二)8"),
    (Q, "exclusions:\n", "exclusions:\n" + LAWFUL, "eligibility", "新增不予支持的情形：两年内有重大违法的不兑付",
     "一(二)2"),
    (Q, GREEN, "", "eligibility", "取消申请条件：通过“绿色门槛”审核", "一(一)2"),
    (Y, "to_year: 2025", "to_year: 2026", "service",
     "发票日期在 2024-10-01 至 2024-12-31 的服务，放到 2025 年度兑付：顺延到 2025 年 → 2026 年", "二(一)"),
    (Y, "between: [2024-10-01, 2024-12-31]}\n\ndisc", "between: [2024-10-01, 2025-03-31]}\n\ndisc", "service",
     "发票日期在 2024-10-01 至 2024-12-31 的服务，放到 2025 年度兑付："
     "发票日期自 2024-10-01 至 2024-12-31 → 发票日期自 2024-10-01 至 2025-03-31", "二(一)"),
    (Y, "summary: 创新券不能转让、赠送和买卖", "summary: 创新券不能转让", "status",
     "写明 创新券不能转让、赠送和买卖 → 创新券不能转让", "五(七)"),
    (Q, "summary: 由企业自己在线申请", "summary: 由企业现场申请", "filing",
     "申请途径 由企业自己在线申请 → 由企业现场申请", "二(二)"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "was", "now", "about", "text", "clause"), PLANTED)
def test_a_change_gives_its_line(name: str, was: str, now: str, about: str, text: str, clause: str) -> None:
    assert said(content(name), planted(name, was, now)) == [(about, text, clause)]


REWRITTEN = [
    (Q, "windows:\n", "# 受理期\nwindows:\n"),
    (Q, "    note: 通知没有写截止到几点\n", "    note: 没有写几点截止\n"),
    (Q, "by_hand: 300,000 × 50 % = 150,000 ≤ 200,000（三）；一(一)各项都符合，一(二)各项都不沾", "by_hand: 150,000"),
    (Q, "    question: 贵公司通过“绿色门槛”审核了吗？\n", "    question: 绿色门槛过了吗？\n"),
    (Q, "summary: 本地服务机构最高 50%", "summary: 本市机构最高 50%"),
    (Q, REPORTS, REPORTS.replace("[feasibility, title_consulting]", "[title_consulting, feasibility]")),
    (Q, "    when: {fact: contract_registered, is: true}\n",
     "    when: {all: [{fact: contract_registered, is: true}]}\n"),
    (Q, "when: {fact: category, in: [market_data, legal_advice]}",
     "when: {any: [{fact: category, is: legal_advice}, {fact: category, is: market_data}]}"),
    (Q, GREEN, GREEN.replace("一(一)2", "一(一)3")),
]  # fmt: skip


@pytest.mark.parametrize(("name", "was", "now"), REWRITTEN)
def test_the_same_in_other_words_of_the_file_is_no_difference(name: str, was: str, now: str) -> None:
    assert said(content(name), planted(name, was, now)) == []


def test_what_is_gone_cites_the_old_notice_and_what_is_new_the_new_one() -> None:
    old = content(Q)
    new = planted(Q, IP_CHANGE, IP_CHANGE.replace("id: ip_change", "id: ip_proof").replace("6(1)", "7"))
    new = new.replace("cite: 青岛市 2024 年度通知", "cite: 青岛市 2025 年度通知")
    found = [(each.cite, each.clause, each.text) for each in differences(edition(old), edition(new))]
    words = "知识产权变更完成证明（服务类别为技术转让、技术许可之一）"
    assert found == [
        ("青岛市 2025 年度通知", "二(二)7", f"新增材料：{words}"),
        ("青岛市 2024 年度通知", "二(二)6(1)", f"不再要求：{words}"),
    ]


def test_what_decides_comes_before_what_the_notice_is_called() -> None:
    new = content(Q)
    for was, now in (
        ("name: 青岛市 2024 年度科技创新券兑付\n", "name: 青岛市科技创新券\n"),
        ("safe: 截止日全天可以提交，仍请提前", "safe: 截止日下班前提交"),
        ("rate: 30%", "rate: 35%"),
        ("    closes: 2024-12-31\n", "    closes: 2025-01-15\n"),
        ("legal_status: in_force", "legal_status: superseded"),
    ):
        assert new.count(was) == 1
        new = new.replace(was, now)
    told = [text.partition(" ")[0] for _, text, _ in said(content(Q), new)]
    assert told == ["效力", "截止时间", "比例（服务机构所在地不在青岛市）30%", "名称", "读法"]


def test_a_fact_that_applies_to_fewer_cases_is_said_once_and_not_at_each_rule() -> None:
    was = "    applies_if: {fact: category, is: testing}\n"
    assert content(K).count(was) == 1
    new = content(K).replace(was, "    applies_if: {fact: category, in: [testing, public_lab]}\n")
    text = (
        "“不是法律法规或强制性标准要求必做的检测”适用的情形"
        " 服务类别为检验检测 → 服务类别为检验检测、公共实验室之一"
    )
    assert said(content(K), new) == [("service", text, "五.4(1)")]


@pytest.mark.parametrize("old", NAMES)
@pytest.mark.parametrize("new", NAMES)
def test_any_two_editions_compare_in_words(old: str, new: str) -> None:
    found = differences(edition(content(old)), edition(content(new)))
    assert all(each.text and each.clause for each in found)
    assert bool(found) == (old != new)
    # None of the values is shown as Python would.
    assert not [
        each.text for each in found if any(sign in each.text for sign in ("None", "True", "()", "['"))
    ]
    cites = {edition(content(name)).cite for name in (old, new)}
    assert {each.cite for each in found} <= cites


@pytest.mark.parametrize("name", NAMES)
def test_an_edition_does_not_differ_from_itself(name: str) -> None:
    assert differences(edition(content(name)), edition(content(name))) == ()


# What says where something stands, or is kept for the file and its examples.
NO_DIFFERENCE = {
    "Edition": {
        "id", "cite", "source", "source_clause", "lapse_clause", "facts", "ask_first", "examples", "digest", "by_name",
    },
    "Estimate": {"base_clause", "granted_clause"},
    "Document": {"lead_clause"},
    "Step": {"document"},
    "Provision": {"about"},
    "RateCase": {"summary"},
    "CapCase": {"summary"},
    "Reading": {"about", "note", "when", "decided_by"},
}  # fmt: skip


def altered(value: Any, kind: Any) -> Any:
    """Another value of the same kind, None where there is none to be made of it."""
    if get_origin(kind) is Literal:
        return next(each for each in get_args(kind) if each != value)
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case str():
            return {"370200": "370211", "140800": "140802", "650203": "650204"}.get(value, f"{value}改")
        case date():
            return value + timedelta(days=1)
        case Rate():
            return Rate(numerator=value.numerator, denominator=value.denominator * 2)
        case tuple() if kind == tuple[str, ...]:
            return (*value, "另一种")
    return Not(value) if isinstance(value, Condition) else None


def alterations(value: Any) -> Iterator[tuple[str, Any]]:
    """A thing with one of its parts altered, each in turn, with the name of that part."""
    kinds = get_type_hints(type(value))
    unseen = {"clause", *NO_DIFFERENCE.get(type(value).__name__, ())}
    for name in (field.name for field in fields(value) if field.name not in unseen):
        part = getattr(value, name)
        if isinstance(part, tuple) and part and is_dataclass(part[0]):
            yield f"{name}[0]", replace(value, **{name: part[1:]})
            for place, other in alterations(part[0]):
                yield f"{name}[0].{place}", replace(value, **{name: (other, *part[1:])})
        elif is_dataclass(part) and not isinstance(part, Condition | Rate):
            for place, other in alterations(part):
                yield f"{name}.{place}", replace(value, **{name: other})
        elif (other := altered(part, kinds[name])) is not None:
            yield name, replace(value, **{name: other})


@pytest.mark.parametrize("name", NAMES)
def test_nothing_that_an_edition_says_changes_unnoticed(name: str) -> None:
    old = edition(content(name))
    silent = [place for place, new in alterations(old) if not differences(old, new)]
    assert silent == []


def reversed_parts(value: Any) -> Any:
    """The same with the parts of every condition the other way round."""
    match value:
        case dict():
            return {
                key: [reversed_parts(each) for each in reversed(part)]
                if key in ("all", "any")
                else reversed_parts(part)
                for key, part in value.items()
            }
        case list():
            return [reversed_parts(each) for each in value]
    return value


@settings(deadline=None, max_examples=25)
@given(made=editions())
def test_the_order_of_conditions_makes_no_difference_to_any_edition(made: Made) -> None:
    turned = json.dumps(reversed_parts(json.loads(made.text)), ensure_ascii=False)
    assert differences(made.compiled.edition, read(turned.encode(), "made-2024.yaml").edition) == ()
