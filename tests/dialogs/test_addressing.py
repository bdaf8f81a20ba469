"""Addressing: what is said of one of several services reaches that one, and no other."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs import Context, Conversation, Message, Turn, plain, respond
from policy.library import library
from policy.workdays import SHANGHAI

CONTEXT = Context(now=datetime(2024, 11, 20, 10, tzinfo=SHANGHAI), library=library())
THREE = "运城，不在晋创谷，检测20万，中试10万，设计30万，能补多少"
TWO = "青岛，检测20万，设计30万，能补多少"
ONE = "运城，不在晋创谷，检测20万，能补多少"


def talked(*messages: str) -> Turn:
    turn = Turn(conversation=Conversation(), replies=())
    for message in messages:
        turn = respond(turn.conversation, Message(text=message), CONTEXT)
    return turn


def told(turn: Turn) -> str:
    return "\n".join(plain(reply) for reply in turn.replies)


def fees(turn: Turn) -> list[tuple[Any, int]]:
    return [(s.get("category"), int(float(s.get("fee_paid", 0)))) for s in turn.conversation.services]


TESTING, PILOT, DESIGN = ("testing", 200_000), ("pilot_test", 100_000), ("design", 300_000)


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("中试改成8万", [TESTING, ("pilot_test", 80_000), DESIGN]),
        ("设计的钱改成20万", [TESTING, PILOT, ("design", 200_000)]),
        ("中试的金额错了，应该是8万", [TESTING, ("pilot_test", 80_000), DESIGN]),
        ("10万改成9万", [TESTING, ("pilot_test", 90_000), DESIGN]),
        ("第二项是9万", [TESTING, ("pilot_test", 90_000), DESIGN]),
        ("最后一项其实只付了20万", [TESTING, PILOT, ("design", 200_000)]),
        ("第一项8万，第三项9万", [("testing", 80_000), PILOT, ("design", 90_000)]),
        ("检测是25万，中试是12万", [("testing", 250_000), ("pilot_test", 120_000), DESIGN]),
    ],
)
def test_a_correction_reaches_the_service_it_names(message: str, expected: list[tuple[str, int]]) -> None:
    assert fees(talked(THREE, message)) == expected


@pytest.mark.parametrize(
    "message", ["再加查新5万", "又做了查新5万", "漏了查新5万", "另外还有查新5万", "还有一项查新5万"]
)
def test_what_is_told_beside_the_others_is_a_service_of_its_own(message: str) -> None:
    turn = talked(THREE, message)
    assert fees(turn) == [TESTING, PILOT, DESIGN, ("novelty_search", 50_000)]
    assert "32.5 万元" in told(turn)


def test_a_second_service_adds_to_the_sum() -> None:
    turn = talked("运城盐湖区，检测花了85万，能补多少", "又做了查新2万", "一共能补多少")
    assert "43.5 万元" in told(turn)


@pytest.mark.parametrize(
    ("message", "left"),
    [
        ("设计不要了", [TESTING, PILOT]),
        ("去掉设计", [TESTING, PILOT]),
        ("那个30万的不要了", [TESTING, PILOT]),
        ("中试和设计都不要了", [TESTING]),
        ("去掉第二项，能补多少", [TESTING, DESIGN]),
        ("中试不算能补多少", [TESTING, DESIGN]),
        ("查新不要了", [TESTING, PILOT, DESIGN]),
        ("设计不要发票行吗", [TESTING, PILOT, DESIGN]),
    ],
)
def test_a_service_that_is_withdrawn_is_left_out_and_no_other(
    message: str, left: list[tuple[str, int]]
) -> None:
    assert fees(talked(THREE, message)) == left


def test_a_service_put_in_place_of_another_takes_its_place() -> None:
    assert fees(talked(ONE, "检测改成设计")) == [("design", 200_000)]
    assert fees(talked(ONE, "不是检测，是设计")) == [("design", 200_000)]
    assert fees(talked(ONE, "检测不做了，改成设计25万")) == [("design", 250_000)]


@pytest.mark.parametrize("message", ["不对，是9万", "是9万", "第五项是9万"])
def test_where_it_is_not_clear_which_service_is_meant_it_is_asked(message: str) -> None:
    turn = talked(THREE, message)
    assert fees(turn) == [TESTING, PILOT, DESIGN]
    assert "哪一项服务" in told(turn)
    for answer in ("中试", "第 2 项：小试中试（10 万元）"):
        assert fees(talked(THREE, message, answer))[:3] == [TESTING, ("pilot_test", 90_000), DESIGN]


def test_another_kind_without_a_word_of_adding_is_asked_after() -> None:
    turn = talked(ONE, "查新5万")
    assert fees(turn) == [TESTING]
    assert fees(talked(ONE, "查新5万", "1")) == [TESTING, ("novelty_search", 50_000)]
    assert fees(talked(ONE, "查新5万", "2")) == [("novelty_search", 50_000)]


def test_a_further_sum_may_be_of_another_service_or_on_top() -> None:
    assert fees(talked(ONE, "再加5万")) == [TESTING]
    assert fees(talked(ONE, "再加5万", "1"))[0] == TESTING
    assert fees(talked(ONE, "再加5万", "2")) == [("testing", 250_000)]


def test_of_two_services_of_one_kind_it_is_asked_which_goes() -> None:
    two = (ONE, "再加一项检测5万")
    assert "去掉哪一项" in told(talked(*two, "检测不要了"))
    assert fees(talked(*two, "检测不要了", "2")) == [TESTING]
    assert fees(talked(*two, "检测不要了", "都去掉")) == []


def test_what_is_said_of_all_reaches_all() -> None:
    services = talked(TWO, "都是本地的").conversation.services
    assert [s["provider_in"] for s in services] == ["370200", "370200"]
    services = talked(THREE, "机构是北京的", "都是").conversation.services
    assert {s["provider_in"] for s in services} == {"110000"}


def test_an_answer_is_of_the_service_asked_about_unless_it_names_another() -> None:
    services = talked(TWO, "本地", "外地").conversation.services
    assert [s["provider_in"] for s in services] == ["370200", "!370200"]
    services = talked(TWO, "设计的机构是外地的").conversation.services
    assert [s.get("provider_in") for s in services] == [None, "!370200"]


def test_what_is_vague_is_asked_of_the_service_it_is_said_of() -> None:
    assert fees(talked(THREE, "第二项大概八九万", "8万")) == [TESTING, ("pilot_test", 80_000), DESIGN]


def test_a_value_to_be_corrected_is_asked_of_the_service_named_or_else_which() -> None:
    assert fees(talked(THREE, "改一下中试的费用", "8万")) == [TESTING, ("pilot_test", 80_000), DESIGN]
    turn = talked(THREE, "改一下费用")
    assert "要改哪一项" in told(turn)
    assert fees(turn) == [TESTING, PILOT, DESIGN]


@pytest.mark.parametrize("message", ["登记了", "现在登记好了"])
def test_what_was_lacking_is_taken_as_made_good(message: str) -> None:
    lacking = ("青岛的科小2024年的，本地检测20万", "能报吗", "是", "有合同没登记")
    assert talked(*lacking, message).conversation.services[0]["contract_registered"] is True
    assert talked(*lacking, "好的").conversation.services[0]["contract_registered"] is False


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    st.sampled_from([("检测", 0), ("中试", 1), ("设计", 2)]),
    st.integers(1, 90),
    st.sampled_from(["{}改成{}万", "{}是{}万", "{}付了{}万", "{}其实只花了{}万"]),
)
def test_a_message_that_names_one_kind_changes_no_other_service(
    named: tuple[str, int], sum_of: int, wording: str
) -> None:
    turn = talked(THREE, wording.format(named[0], sum_of))
    others = [fee for number, fee in enumerate(fees(turn)) if number != named[1]]
    assert others == [fee for number, fee in enumerate([TESTING, PILOT, DESIGN]) if number != named[1]]


def test_a_new_kind_that_is_also_paid_for_is_a_service_of_its_own() -> None:
    """Whether 3万 is all of its price is asked; the first service keeps its own."""
    turn = talked("我们是青岛的科小，检测花了20万，机构本地的，能补多少", "设计又花了3万", "3万", "一共多少")

    services = turn.conversation.services
    assert [s["category"] for s in services] == ["testing", "design"]
    assert [s["fee_paid"] for s in services] == ["200000.00", "30000.00"]
