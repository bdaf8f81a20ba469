"""The lexicon as data: every phrase valid, clean and of one meaning."""

import re
from collections import Counter, defaultdict
from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.understanding.characters.text import clean
from dialogs.understanding.result import Control, Intent
from dialogs.understanding.scene.wordings import wordings
from dialogs.understanding.words.lexicon import Meaning, content, lexicon, marks, spelt
from policy.loading import shared_facts
from tests.dialogs.labelled import shelf

PHRASES = lexicon().phrases
MEANINGS = {meaning for meanings in PHRASES.values() for meaning in meanings}
FACTS = {f.name for compiled in shelf().editions.values() for f in compiled.edition.facts} | {*shared_facts()}
FEWEST = 5
MOST_BEGUN = 1_500
PARTICLES = re.compile("费用|费|服务|的|项目")


def values(kind: str) -> set[str]:
    return {meaning.value for meaning in MEANINGS if meaning.kind == kind}


def choices(name: str) -> set[str]:
    return {choice.id for choice in shared_facts()[name].choices}


def test_no_phrase_stands_for_two_things_unless_listed_and_all_listed_do() -> None:
    listed = {phrase for pattern in content()["ambiguous"].split() for phrase in spelt(pattern)}
    assert {p: meanings for p, meanings in PHRASES.items() if len(meanings) > 1 and p not in listed} == {}
    assert [phrase for phrase in listed if len(PHRASES.get(phrase, ())) < 2] == []


def test_every_phrase_is_in_the_form_that_a_clean_text_has() -> None:
    assert [phrase for phrase in PHRASES if clean(phrase).text != phrase] == []


def test_every_category_has_at_least_five_ways_of_being_said_that_differ_in_more_than_particles() -> None:
    stems: dict[str, set[str]] = defaultdict(set)
    for phrase, meanings in PHRASES.items():
        for meaning in meanings:
            if meaning.kind == "service":
                stems[meaning.value].add(PARTICLES.sub("", phrase))
    assert {name for name in choices("category") - {"other"} if len(stems[name] - {""}) < FEWEST} == set()
    assert set(stems) <= choices("category")


def test_a_deed_names_categories_and_things_that_exist() -> None:
    pairs = [pair.split(":") for value in values("deed") for pair in value.split()]
    assert {category for category, _ in pairs} <= choices("category")
    assert {thing for _, thing in pairs} <= values("thing") | {"certificate"}
    assert values("trace") <= choices("category")


def test_meanings_are_facts_choices_intents_and_controls_that_exist() -> None:
    assert values("certificate") | values("fact_word") - {"fee"} | values("subject") <= FACTS
    assert {value.split()[0] for value in values("statement")} <= FACTS
    assert values("tenancy") | values("tenancy_unclear") | values("tenancy_other") <= FACTS
    assert values("form") <= choices("legal_form")
    assert values("size") | values("size_alone") <= choices("size_class")
    assert values("service_hint") <= choices("category")
    assert values("intent") <= set(get_args(Intent))
    assert values("control") <= set(get_args(Control))


def test_no_phrase_is_longer_than_a_line() -> None:
    assert max(map(len, PHRASES)) <= 24


def test_no_pair_of_characters_begins_more_phrases_than_a_message_has_time_to_spell() -> None:
    begun = Counter(phrase[:2] for phrase in PHRASES)
    assert {pair: count for pair, count in begun.items() if count > MOST_BEGUN} == {}


def test_no_wording_of_a_kind_stands_for_two_things() -> None:
    values: dict[tuple[str, str], set[str]] = defaultdict(set)
    for wording in (*wordings().wordings, *wordings(of_asked=True).wordings):
        values[wording.kind, wording.pattern].add(wording.value)
    assert {wording: told for wording, told in values.items() if len(told) > 1} == {}


def some_spelt(pattern: str) -> list[str]:
    """Phrases of a pattern in which each word of each slot stands once at least."""
    slots = [part.split("|") for part in pattern.replace("_", " ").replace("}", "{").split("{")]
    return ["".join(slot[n % len(slot)] for slot in slots) for n in range(max(map(len, slots)))]


def test_every_wording_is_looked_for_by_a_word_that_it_cannot_do_without() -> None:
    for known in (wordings(), wordings(of_asked=True)):
        anchors: dict[int, set[str]] = defaultdict(set)
        for words in (*known.anchors.values(), known.singles.items()):
            for word, numbers in words:
                for number in numbers:
                    anchors[number].add(word)
        assert [
            phrase
            for number, wording in enumerate(known.wordings)
            for phrase in some_spelt(wording.pattern)
            if not any(word in phrase for word in anchors[number])
        ] == []


@pytest.mark.parametrize(
    ("text", "found"),
    {
        "检测机构": [("provider", "")],
        "高企认定代理费": [("service", "title_consulting")],
        "能补多少": [("may", ""), ("intent", "estimate")],
        "创新型中小企业": [("certificate", "innovative_sme")],
        "happy": [],
        "iso 9001认证": [("service", "certification")],
    }.items(),
)
def test_the_longest_phrase_is_found_at_each_point(text: str, found: list[tuple[str, str]]) -> None:
    assert [(mark.kind, mark.value) for mark in marks(text)] == found


def test_an_ambiguous_phrase_carries_all_its_meanings() -> None:
    (mark,) = marks("检测认证费")
    assert {Meaning(mark.kind, mark.value), *mark.others} == {
        Meaning("service", "testing"),
        Meaning("service", "certification"),
    }


@given(st.lists(st.sampled_from(sorted(PHRASES)) | st.text(max_size=3), max_size=12).map("".join))
def test_marks_rise_and_each_is_its_phrase(text: str) -> None:
    found = marks(text)
    assert all(Meaning(m.kind, m.value) in PHRASES[text[m.start : m.end]] for m in found)
    assert all(a.start < b.start and a.end < b.end for a, b in pairwise(found))
