"""Answers cut to messages of at most 2,000 bytes."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.tencent.texts import LONGEST, Part, begin, clean, numbered, parts
from dialogs import Reply, plain
from dialogs.message import Choice, Table

WORDS = st.text(st.sampled_from("一二三。！\n\n ab.;👩\u200d🌾e\u0301"), max_size=4_000)
LABELS = st.lists(st.text(st.sampled_from("是否材料清单"), min_size=1, max_size=40), max_size=12)


def a_reply(text: str, *labels: str) -> Reply:
    choices = tuple(Choice(id=f"id-{n}", label=label) for n, label in enumerate(labels))
    return Reply(text=text, choices=choices)


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


@given(st.lists(st.builds(lambda text, labels: a_reply(text, *labels), WORDS, LABELS), max_size=4))
def test_every_message_fits_and_nothing_is_lost(replies: list[Reply]) -> None:
    found = parts(replies, 7)
    assert all(0 < len(numbered(part).encode()) <= LONGEST for part in found)
    assert bare("".join(map(numbered, found))) == bare("".join(map(plain, replies)))
    assert not any(part.choices for part in found[:-1])


@given(WORDS)
def test_no_more_messages_than_twice_as_many_as_there_must_be(text: str) -> None:
    found = parts([a_reply(text)], 7)
    assert len(found) <= 2 * (len(text.encode()) // LONGEST) + 1


def test_a_short_answer_is_one_message_with_its_choices() -> None:
    table = Table(title="机构", columns=("名称", "电话"), rows=(("甲", "1"), ("乙", "")))
    [part] = parts(
        [a_reply("先说。"), Reply(text="再说。", table=table, choices=a_reply("", "是", "否").choices)], 7
    )
    assert part == Part(
        text="先说。\n\n再说。\n机构\n1. 甲（1）\n2. 乙", choices=(("7.0", "是"), ("7.1", "否"))
    )
    assert numbered(part).endswith("2. 乙\n1 是\n2 否")


def test_a_button_counts_the_choices_of_all_replies() -> None:
    [part] = parts([a_reply("先问。", "甲", "乙"), a_reply("再问。", "丙")], 7)
    assert part == Part(text="先问。\n1 甲\n2 乙\n\n再问。", choices=(("7.2", "丙"),))


def test_an_answer_that_nothing_was_kept_of_has_no_buttons() -> None:
    assert parts([a_reply("请稍后再试。", "是")], None) == (Part(text="请稍后再试。\n1 是"),)
    assert parts([], 7) == parts([a_reply("")], 7) == ()


def test_a_text_is_parted_where_it_hurts_least() -> None:
    paragraph, line, sentence = "段" * 500, "行" * 500, "句" * 500
    halves = [part.text for part in parts([a_reply(f"{paragraph}\n\n{line}")], 7)]
    assert halves == [paragraph, line]
    halves = [part.text for part in parts([a_reply(f"{paragraph}\n{line}。")], 7)]
    assert halves == [paragraph, line + "。"]
    halves = [part.text for part in parts([a_reply(f"{sentence}。{line}")], 7)]
    assert halves == [sentence + "。", line]
    halves = [part.text for part in parts([a_reply("字" * 700)], 7)]
    assert halves == ["字" * 666, "字" * 34]


@pytest.mark.parametrize("glyph", ["👨\u200d👩\u200d👧", "e\u0301\u0302", "👍🏽", "✌\ufe0f"])
def test_what_is_seen_as_one_character_stays_one(glyph: str) -> None:
    for shift in range(8):
        for part in parts([a_reply("x" * shift + glyph * 400)], 7):
            assert part.text.lstrip("x").replace(glyph, "") == ""


def test_choices_come_with_words_before_them() -> None:
    labels = ["一个很长的选项" * 3] * 12
    found = parts([a_reply("字" * 660, *labels)], 7)
    assert len(found[-1].choices) == 12
    assert found[-1].text
    assert all(len(numbered(part).encode()) <= LONGEST for part in found)


def test_too_many_choices_are_lines() -> None:
    found = parts([a_reply("选一个", *(["很长的选项" * 9] * 40))], 7)
    assert not any(part.choices for part in found)
    assert "40 很长的选项" in "\n".join(part.text for part in found)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ('<a href="https://example.com">点这里</a>', '＜a href="https://example.com">点这里＜/a>'),
        ("< A data-miniprogram-appid='x'>", "＜ A data-miniprogram-appid='x'>"),
        ("<\x00a>", "＜a>"),
        ("1 < 2，b<c", "1 < 2，b<c"),
        ("一\r\n二\r三\n", "一\n二\n三\n"),
        ("a\x00\x08\x0b\x1b\x7f\ufffe\uffff\ud83db", "ab"),
        ("😀\t一", "😀\t一"),
    ],
)
def test_what_wechat_would_act_on_is_only_shown(text: str, kept: str) -> None:
    assert clean(text) == kept


@given(st.text(), st.integers(10, 100))
def test_the_begin_of_a_text_fits(text: str, room: int) -> None:
    text = clean(text)
    found = begin(text, room)
    assert text.startswith(found)
    assert len(found.encode()) <= room
