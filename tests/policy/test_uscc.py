"""A unified social credit code is taken as written on the licence, or refused with what is wrong."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.uscc import BadUscc, division, uscc

GOOD = "91110000600037341L"
CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@pytest.mark.parametrize(
    "text",
    [GOOD, GOOD.lower(), " 91110000 6000 37341l ", "9111-0000-6000-3734-1L", "９１１１００００600037341L"],
)
def test_a_code_is_normalised(text: str) -> None:
    assert uscc(text) == GOOD


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("9111000060003734L", "有 17 位，应为 18 位"),
        ("91110000600037341LL", "有 19 位"),
        ("370200228012345", "15 位的是旧注册号"),
        ("91110000600O37341L", "含字母 O，代码里没有 I、O、Z、S、V，O 多半是 0"),
        ("9111000060003734IL", "I 多半是 1"),
        ("911100006Z00S7341L", "含字母 Z、S"),
        ("9111000060003734VL", "V 多半是 U"),
        ("91110000O0003734L", "有 17 位，应为 18 位，请对照营业执照重写；含字母 O"),
        ("91110000600037341M", "校验位不对"),
        ("91110000600073341L", "校验位不对"),
        ("9A110000600037341L", "前 8 位应当都是数字"),
        ("91110000600037²41L", "只能有数字和大写字母"),
        ("我们公司的统一社会信用代码是什么来着啊", "只能有数字和大写字母"),
        ("0" * 18, "第 1 位不会是 0"),
        ("", "有 0 位"),
    ],
)
def test_a_faulty_code_is_refused_with_what_is_wrong(text: str, problem: str) -> None:
    with pytest.raises(BadUscc) as found:
        uscc(text)
    assert problem in str(found.value)


@given(st.integers(0, 17), st.sampled_from(CHARACTERS))
def test_one_wrong_character_never_passes(position: int, character: str) -> None:
    wrong = GOOD[:position] + character + GOOD[position + 1 :]
    if wrong == GOOD:
        assert uscc(wrong) == GOOD
        return
    with pytest.raises(BadUscc):
        uscc(wrong)


@given(st.text(max_size=40))
def test_whatever_is_written_is_a_code_or_refused(text: str) -> None:
    with suppress(BadUscc):
        assert len(uscc(text)) == 18


def test_the_place_of_the_registering_office_stands_in_the_code() -> None:
    assert division("91370200163562681G") == "370200"
