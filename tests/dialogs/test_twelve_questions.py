"""Twelve questions in three regions: answered from the edition, and not stated once their clauses are taken out."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from dialogs import Context, Conversation, Message, Turn, plain, respond
from policy.compiled import compiled
from policy.edition import Edition
from policy.library import Library, library
from policy.workdays import SHANGHAI

AT = datetime(2024, 11, 28, 10, tzinfo=SHANGHAI)
UNSTATED = "通知未写明"
# question → (what the answer holds, its clauses) in Qingdao, Yuncheng and Karamay District; no clause: not stated.
QUESTIONS: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "商标能报吗": (("不支持", ("一(二)6",)), ("不支持", ("二(二)2",)), ("不支持", ("五.4(3)",))),
    "ISO认证呢": (("不支持", ("一(二)6",)), ("不支持", ("二(二)2",)), ("不支持", ("五.4(3)",))),
    "质检报告是强制的能报吗": (("不支持", ("一(二)5",)), ("不支持", ("二(二)2",)), ("不支持", ("五.4(1)",))),
    "外地机构行不行": (("30%", ("一(一)4", "三")), ("海南", ("二(三)1",)), (UNSTATED, ())),
    "一年最多多少": (("20 万元", ("三",)), ("100 万元", ("三",)), ("5 万元", ("五.7",))),
    "要几份": ((UNSTATED, ()), ("3 份", ("四(四)",)), (UNSTATED, ())),
    "几号截止": (("2024-12-31", ("二(一)",)), ("2024-09-30 17:00", ("四(四)",)), ("没有写明", ())),
    "什么时候到账": (
        ("按申请先后分批", ("二(四)",)),
        ("5 个工作日", ("四(五)", "四(七)", "四(八)")),
        ("5 个工作日", ("五.6(3)", "五.6(4)")),
    ),
    "和高企奖励冲突吗": (
        ("其他市级财政科技专项资金", ("一(二)9",)),
        ("财政性资金", ("二(二)1",)),
        ("竞争性立项", ("五.4(6)",)),
    ),
    "以前报过还能报吗": (
        ("未作补充", ("一(二)10", "三")),
        ("享受过省创新券补助", ("五(三)", "三")),
        ("重复使用", ("五.1", "五.7")),
    ),
    "科小过期了怎么办": (
        ("每年重新评价", ("一(一)1",)),
        ("只有科小编号不算", ("一(三)",)),
        ("占一项", ("五.2",)),
    ),
    "合同和发票金额不一样按哪个": (
        ("实际支付费用", ("三",)),
        ("实际支付费用", ("三",)),
        ("合同金额", ("五.5", "五.7")),
    ),
}
REGIONS = (("青岛", "qingdao-2024"), ("运城", "yuncheng-2024"), ("克拉玛依区", "karamay-draft"))
CASES = [
    (question, region, edition, *QUESTIONS[question][number])
    for question in QUESTIONS
    for number, (region, edition) in enumerate(REGIONS)
]
ALL = library()


def told(turn: Turn) -> str:
    return "\n".join(plain(reply) for reply in turn.replies)


def answered(question: str, region: str, shelf: Library = ALL) -> Turn:
    """The question put before any region is known, then the region."""
    context = Context(now=AT, library=shelf)
    first = respond(Conversation(), Message(text=question), context)
    assert "注册在哪里" in told(first)
    return respond(first.conversation, Message(text=region), context)


@pytest.mark.parametrize(("question", "region", "edition", "holds", "clauses"), CASES)
def test_the_question_asked_is_answered_once_the_region_is_known(
    question: str, region: str, edition: str, holds: str, clauses: tuple[str, ...]
) -> None:
    turn = answered(question, region)
    text = told(turn)
    cite = ALL.editions[edition].edition.cite
    assert holds in text
    for clause in clauses:
        assert re.search(rf"{re.escape(cite)} [^）]*{re.escape(clause)}(?![(\d])", text), clause
    assert "贵公司" not in text, "asks nothing more"


@pytest.mark.parametrize(("question", "region", "edition", "holds", "clauses"), CASES)
def test_what_no_clause_says_is_not_stated_with_whom_to_ask(
    question: str, region: str, edition: str, holds: str, clauses: tuple[str, ...]
) -> None:
    lacking = without(ALL.editions[edition].edition, clauses)
    shelf = replace(ALL, editions={**ALL.editions, edition: compiled(lacking)})
    turn = answered(question, region, shelf)
    text = told(turn)
    assert UNSTATED in text
    assert lacking.contacts[0].office in text
    assert not any(f"{lacking.cite} {clause}）" in text for clause in clauses if holds != UNSTATED)
    assert any(
        effect.kind == "not_stated" and effect.content["edition"] == edition for effect in turn.effects
    )


def without(edition: Edition, clauses: tuple[str, ...]) -> Edition:
    """The edition with all that cites one of the clauses taken out; a rate or sum stays for there must be one."""

    def kept(entries: Any) -> Any:
        return tuple(entry for entry in entries if entry.clause not in clauses)

    filing = edition.filing
    if filing.clause in clauses:
        filing = replace(filing, copies=None)
    estimate = replace(
        edition.estimate,
        caps=kept(edition.estimate.caps),
        rates=tuple(
            replace(rate, clause="", summary="") if rate.clause in clauses else rate
            for rate in edition.estimate.rates
        ),
        base_clause="" if edition.estimate.base_clause in clauses else edition.estimate.base_clause,
        granted_clause=None
        if edition.estimate.granted_clause in clauses
        else edition.estimate.granted_clause,
    )
    return replace(
        edition,
        rules=kept(edition.rules),
        provisions=kept(edition.provisions),
        windows=kept(edition.windows),
        documents=kept(edition.documents),
        stages=kept(edition.stages),
        readings=kept(edition.readings),
        estimate=estimate,
        filing=filing,
        examples=(),
    )
