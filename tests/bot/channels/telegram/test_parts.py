"""Answers are cut to what Telegram takes, and nothing is lost, parted or marked up."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answering.incoming import pressed
from bot.answering.turns import Answer
from bot.channels.telegram.parts import LONGEST, LONGEST_LABEL, MOST_BUTTONS, parted
from dialogs import Choice, Reply, plain

TEXTS = st.lists(
    st.sampled_from(["青岛", "。", "，", "\n", "\n\n", " ", "👨‍👩‍👧", "é", "😀" * 700, "字" * 1_500]),
    max_size=12,
).map("".join)
CHOICES = st.lists(st.text("青岛 a", min_size=1, max_size=60), max_size=60)


def an_answer(*replies: tuple[str, list[str]], turn: int | None = 5) -> Answer:
    return Answer(
        replies=tuple(
            Reply(
                text=text, choices=tuple(Choice(id=f"x:{n}", label=label) for n, label in enumerate(labels))
            )
            for text, labels in replies
        ),
        turn=turn,
    )


def bare(text: str) -> str:
    """A text without blanks, which may go where it is cut."""
    return "".join(text.split())


@settings(deadline=None)
@given(st.lists(st.tuples(TEXTS, CHOICES), max_size=3))
def test_the_parts_are_the_whole_answer_each_as_long_as_is_taken(
    replies: list[tuple[str, list[str]]],
) -> None:
    answer = an_answer(*replies)
    found = parted(answer)
    assert bare("".join(part.text for part in found)) == bare("".join(map(plain, answer.replies)))
    for part in found:
        assert part.text == part.text.strip() != ""
        assert len(part.text.encode("utf-16-le")) // 2 <= LONGEST


@settings(deadline=None)
@given(st.lists(st.tuples(TEXTS, CHOICES), min_size=1, max_size=3))
def test_buttons_stand_below_the_last_part_alone_and_count_all_choices(
    replies: list[tuple[str, list[str]]],
) -> None:
    found = parted(an_answer(*replies, turn=10**17))
    earlier = sum(len(labels) for _, labels in replies[:-1])
    for part in found[:-1]:
        assert part.buttons == ()
    if found:
        sends = [data for data, _ in found[-1].buttons]
        assert [pressed(data) for data in sends] == [
            (10**17, earlier + n) for n in range(min(len(replies[-1][1]), MOST_BUTTONS))
        ]
        for data, label in found[-1].buttons:
            assert len(data.encode()) <= 64
            assert 0 < len(label) <= LONGEST_LABEL


def test_what_nobody_kept_has_no_buttons() -> None:
    assert parted(an_answer(("稍后再试", ["好"]), turn=None))[-1].buttons == ()


def test_a_text_is_parted_after_a_paragraph_rather_than_within_it() -> None:
    paragraph = "字" * 999 + "。"
    text = "\n\n".join([paragraph] * 6)
    assert [part.text for part in parted(an_answer((text, [])))] == [
        "\n\n".join([paragraph] * 4),
        "\n\n".join([paragraph] * 2),
    ]


def test_a_character_of_several_signs_is_not_parted() -> None:
    text = "字" * (LONGEST - 3) + "👨‍👩‍👧" + "字"
    assert parted(an_answer((text, [])))[1].text == "👨‍👩‍👧字"


def test_markup_is_a_text_like_any_other() -> None:
    text = "<b>*_`[青岛](http://a)`_*</b> &amp;"
    assert parted(an_answer((text, [])))[0].text == text
