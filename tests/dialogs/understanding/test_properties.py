"""What holds of understanding whatever is written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opencc import OpenCC

from bot.showing.understanding_json import understanding_json
from dialogs.understanding.result import Asked
from dialogs.understanding.understanding import understand
from dialogs.understanding.utterance import utterance
from dialogs.understanding.words.lexicon import lexicon
from dialogs.wording import day
from policy.money import spoken, yuan
from tests.dialogs.labelled import UTTERANCES, entries, shelf

TODAY = date(2024, 11, 20)
SHELF = shelf()
PHRASES = sorted(lexicon().phrases)
ASKED = [
    None,
    *(
        Asked(kind="one", facts=(name,))
        for name in ("category", "fee_paid", "invoiced_on", "voluntary_test", "registered_in", "staff")
    ),
]
PLAIN = [
    e["text"]
    for path in sorted(UTTERANCES.glob("*.yaml"))
    for e in entries(path)
    if e["kind"] not in ("script", "noise") and not e.get("asked")
]


@cache
def taken(text: str, edition: str | None = None) -> dict[str, Any]:
    """What is taken of a first message, without the words that it was said in."""
    chosen = SHELF.editions[edition].edition if edition else None
    facts = {**SHELF.facts, **chosen.by_name} if chosen else SHELF.facts
    found = understanding_json(
        understand(text, today=TODAY, edition=chosen, facts=facts), facts, SHELF, edition
    )
    found["unclear"] = {name: (vague["low"], vague["high"]) for name, vague in found["unclear"].items()}
    # A name is kept as it was typed.
    return {key: value for key, value in found.items() if key not in ("impossible", "request")} | {
        "request": {key: value for key, value in (found.get("request") or {}).items() if key != "name"}
    }


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    st.lists(
        st.one_of(
            st.sampled_from(PHRASES),
            st.text(max_size=8),
            st.sampled_from("0123456789万元年月日.,，。？ 不没有是吗呢"),
        ),
        max_size=30,
    ),
    st.sampled_from(ASKED),
    st.sampled_from([None, *SHELF.editions]),
)
def test_nothing_that_can_be_typed_raises(parts: list[str], asked: Asked | None, name: str | None) -> None:
    edition = SHELF.editions[name].edition if name else None
    facts = {**SHELF.facts, **edition.by_name} if edition else SHELF.facts
    understand("".join(parts), today=TODAY, asked=asked, edition=edition, facts=facts)


@pytest.mark.parametrize("asked", ASKED)
def test_what_a_message_was_understood_as_before_changes_nothing(asked: Asked | None) -> None:
    """An utterance is understood more than once in a turn, under another question each time."""
    edition = SHELF.editions["qingdao-2024"].edition
    facts = {**SHELF.facts, **edition.by_name}
    for text in PLAIN[::40]:
        said = utterance(text)
        understand(said, today=TODAY, facts=SHELF.facts)
        understand(said, today=TODAY, edition=edition, facts=facts)
        fresh = understand(text, today=TODAY, asked=asked, edition=edition, facts=facts)
        assert understand(said, today=TODAY, asked=asked, edition=edition, facts=facts) == fresh


FULL_WIDTH = {**{code: code + 0xFEE0 for code in range(0x21, 0x7F)}}
CHANGES: dict[str, Callable[[str], str]] = {
    "full width": lambda text: text.translate(FULL_WIDTH),
    "traditional": OpenCC("s2t").convert,
    "full-width comma": lambda text: text.replace("，", ","),
    "final stop": lambda text: f"{text}。" if text[-1:].isalnum() else text,
    "spaces around": lambda text: f"  {text}\n",
    "marks without width": lambda text: "\u200b".join(text),
}


@pytest.mark.parametrize("change", CHANGES)
def test_understanding_is_unchanged_by_width_script_and_punctuation(change: str) -> None:
    different = [text for text in PLAIN if taken(CHANGES[change](text)) != taken(text)]
    assert different == []


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.integers(min_value=1, max_value=2_000_000_000_00))
def test_a_sum_said_back_is_understood_as_the_same(fen: int) -> None:
    found = taken(f"检测费实际付了{spoken(fen)}", "qingdao-2024")
    assert found["facts"].get("services[0].fee_paid") == yuan(fen)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.integers(min_value=0, max_value=4_000))
def test_a_day_said_back_is_understood_as_the_same(back: int) -> None:
    when = TODAY - timedelta(days=back)
    found = taken(f"发票日期 {day(when)}", "qingdao-2024")
    assert found["facts"].get("services[0].invoiced_on") == when.isoformat()
