"""Confirmations: statements put together, of which an answer may single out some."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from dialogs import Context, Conversation, Message, Turn, plain, respond
from policy.library import library
from policy.workdays import SHANGHAI

CONTEXT = Context(now=datetime(2024, 11, 20, 10, tzinfo=SHANGHAI), library=library())
QINGDAO = ("青岛的，2024年科小，绿色门槛过了，检测，机构在青岛，检测单，能报吗",)
KARAMAY = ("克拉玛依区，高企，检测，合同8万，能申请吗", "1", "是")
OWN = (*KARAMAY, "已付清")


def talked(*messages: str) -> Turn:
    turn = Turn(conversation=Conversation(), replies=())
    for message in messages:
        turn = respond(turn.conversation, Message(text=message), CONTEXT)
    return turn


def known(turn: Turn, *names: str) -> dict[str, Any]:
    every = {**turn.conversation.enterprise, **turn.conversation.services[0]}
    return {name: every[name] for name in names if name in every}


GROUP = ("provider_listed", "contract_registered", "completed")


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("登记了", {"contract_registered": True}),
        ("都登记了", {"contract_registered": True}),
        ("机构没入库", {"provider_listed": False}),
        ("发票开了，合同没登记", {"contract_registered": False, "completed": True}),
        ("第一个符合", {"provider_listed": True}),
        ("第三个拿不准", {"completed": None}),
        ("前两个符合，第三个不符合", dict(zip(GROUP, (True, True, False), strict=True))),
        ("除了发票都有", dict(zip(GROUP, (True, True, False), strict=True))),
        ("发票没开，别的都有", dict(zip(GROUP, (True, True, False), strict=True))),
        ("登记没办，其他都符合", dict(zip(GROUP, (True, False, True), strict=True))),
        ("都符合", dict.fromkeys(GROUP, True)),
        ("1", dict.fromkeys(GROUP, True)),
        ("是的", dict.fromkeys(GROUP, True)),
        ("登记在办", {}),
        ("没有", {}),
    ],
)
def test_a_partial_answer_says_what_it_singles_out_and_no_more(
    answer: str, expected: dict[str, bool | None]
) -> None:
    assert known(talked(*QINGDAO, answer), *GROUP) == expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("都付了", {}),
        ("合法经营的", {"lawful_operation": True}),
        ("没有失信", {"clean_record": True}),
        ("没问题", {"lawful_operation": True, "clean_record": True}),
    ],
)
def test_a_yes_to_something_else_confirms_nothing(answer: str, expected: dict[str, bool]) -> None:
    assert known(talked(*OWN, answer), "lawful_operation", "clean_record") == expected


def test_a_bare_no_to_a_statement_that_denies_is_asked_back() -> None:
    asked = (*OWN, "都符合", "2")
    assert "必做的检测" in plain(talked(*asked).replies[-1])
    turn = talked(*asked, "没有")
    assert "请说准确些" in plain(turn.replies[-1])
    assert known(turn, "voluntary_test") == {}
    assert known(talked(*asked, "不是强制的"), "voluntary_test") == {"voluntary_test": True}


@pytest.mark.parametrize(
    ("answer", "payment"),
    [("付了", "full"), ("是", "full"), ("没有", "none"), ("没付", "none"), ("付了一半", "part")],
)
def test_whether_the_fee_is_paid_takes_a_plain_answer(answer: str, payment: str) -> None:
    assert known(talked(*KARAMAY, answer), "payment") == {"payment": payment}


def test_what_was_bought_may_be_named_as_none_of_the_kinds_or_as_several() -> None:
    bought = ("青岛的，能报吗", "是")
    assert known(talked(*bought, "代理记账"), "category", "industry") == {"category": "other"}
    services = talked(*bought, "检测和研发").conversation.services
    assert [service["category"] for service in services] == ["testing", "development"]
    assert talked(*bought, "我们是做代理记账的").conversation.enterprise["industry"] == "business"
