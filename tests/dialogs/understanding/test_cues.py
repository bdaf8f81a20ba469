"""Cues stand in for looking further: each begins as it is written, and one pass finds them."""

import pytest

from dialogs.understanding.characters.cues import Cues, pairs_of


@pytest.mark.parametrize(
    ("words", "text", "stands"),
    [
        ("如果|要是", "我们如果付40万", True),
        ("如果|要是", "果如其然", False),
        ("[搬迁]到", "厂子迁到运城", True),
        ("[搬迁]到", "厂子搬了", False),
        ("另外?[有做]", "另有一项", True),
        ("看.{2,9}的", "看青岛的", True),
        ("走", "走", True),
        ("走", "", False),
        ("[不没]", "还没", True),
    ],
)
def test_a_cue_is_known_by_how_its_words_begin(words: str, text: str, stands: bool) -> None:
    cues = Cues()
    other, bit = cues.add("甲|乙丙"), cues.add(words)

    assert (cues.of(text, pairs_of(text)) & bit != 0) is stands
    assert not cues.of(text, pairs_of(text)) & other


def test_cues_are_told_apart() -> None:
    cues = Cues()
    bits = [cues.add(word) for word in ("甲", "乙", "甲乙")]

    assert cues.of("甲乙", pairs_of("甲乙")) == sum(bits)
    assert cues.of("乙甲", pairs_of("乙甲")) == bits[0] | bits[1]


@pytest.mark.parametrize("words", ["(?:如果)", "甲|.乙", ""])
def test_a_cue_without_a_plain_beginning_is_refused_with_the_way_out(words: str) -> None:
    with pytest.raises(ValueError, match="begin it with a character or a class"):
        Cues().add(words)
