"""understand: everything that one message says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from dialogs.understanding.characters.cues import Words
from dialogs.understanding.characters.cues import words as cued
from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.characters.text import Clean
from dialogs.understanding.desk.requests import requested, with_progress
from dialogs.understanding.hearing import hearing
from dialogs.understanding.reading import reading
from dialogs.understanding.result import Asked, Offered, Understanding
from dialogs.understanding.scene.observation import scene
from dialogs.understanding.scene.scene import Scene
from dialogs.understanding.setting import Setting
from dialogs.understanding.suppositions import parted
from dialogs.understanding.talk.addresses import address, exchange, withdrawal
from dialogs.understanding.utterance import Utterance, utterance
from policy.edition import Edition
from policy.facts import Fact


def understand(
    text: str | Utterance,
    *,
    today: date,
    asked: Asked | None = None,
    offered: tuple[Offered, ...] = (),
    edition: Edition | None = None,
    facts: Mapping[str, Fact],
) -> Understanding:
    """What a message says, the open question in mind; never raises, linear in what is read of the text.

    What is vague is in `unclear` and never in `facts`, what is only supposed in `supposed`. Facts that the edition
    does not use are told too. Before the region is known the edition is None; the same message says more once it is.
    """
    typed, cleaned, words = utterance(text) if isinstance(text, str) else text
    setting = Setting(today, facts, asked, offered, edition)
    wanted = requested(typed, words, setting)
    if wanted is not None:
        return _marked(wanted, cleaned)
    halves = parted(words)
    if halves is not None:
        supposed = _supposed(cued(halves.supposed), setting)
        if supposed.supposed or supposed.supposed_region or supposed.unclear:
            stated = reading(cued(halves.stated), setting.about(asked))
            return _joined(stated, supposed, cleaned)
    gone = withdrawal(words, setting) or exchange(words, setting)
    if gone is not None:
        rest = hearing(cued(gone.rest), setting) if gone.rest else Understanding()
        return _marked(rest._replace(address=gone.address), cleaned)
    heard = with_progress(hearing(words, setting), words)
    of = address(words, setting, heard)
    return _marked(heard if of is None else heard._replace(address=of), cleaned)


def _marked(understood: Understanding, cleaned: Clean) -> Understanding:
    return (
        understood._replace(cut=cleaned.cut, traditional=cleaned.traditional)
        if cleaned.cut or cleaned.traditional
        else understood
    )


def _joined(stated: Understanding, supposed: Understanding, cleaned: Clean) -> Understanding:
    """What is stated, with what is supposed beside it."""
    intents = ("what_if", *(w for w in (*stated.intents, *supposed.intents) if w not in _OF_A_SUPPOSITION))
    return _marked(
        stated._replace(
            intents=tuple(dict.fromkeys(intents)),
            control=None,
            answer=None,
            chosen=(),
            chosen_all=None,
            supposed=supposed.supposed,
            supposed_region=supposed.supposed_region,
            unclear=stated.unclear if supposed.supposed or supposed.supposed_region else supposed.unclear,
        ),
        cleaned,
    )


# 如果换本地的行不行: the outcome is asked for, not the rule.
_OF_A_SUPPOSITION = ("rule", "compare", "what_is", "greeting", "procedure", "certificate")


def _supposed(words: Words, setting: Setting) -> Understanding:
    """The supposition of a text, read as if stated."""
    asked = _supposed_of(scene(words, setting.about(None)))
    found = reading(words, setting.about(asked), is_supposed=True)
    region = found.region if not any(fact.name == "provider_in" for fact in found.facts) else ()
    return found._replace(
        supposed=tuple(replace(fact, said_back=None) for fact in found.facts if fact.name != "registered_in"),
        supposed_region=region,
        facts=(),
    )


def _supposed_of(seen: Scene) -> Asked | None:
    """The fact that a bare sum, day or place is supposed of."""
    name: str | None = None
    if seen.amounts and not seen.of_kind(*_NAMED_SUMS):
        name = seen.base
    elif _days(seen) and not seen.of_kind("invoice", "contract", "result", "service_hint"):
        name = "invoiced_on" if "invoiced_on" in seen.facts else None
    elif (seen.places or seen.of_kind("relative")) and not seen.of_kind("self", "form", "size"):
        name = None if _AT_HOME.search(seen.text) else "provider_in"
    return Asked(kind="one", facts=(name,)) if name else None


def _days(seen: Scene) -> bool:
    """Whether a day or month is named that a paper may bear: 能不能攒到明年 names none."""
    return any((day.high - day.low).days < _DAYS_OF_A_YEAR for day in seen.dates) or (
        bool(seen.dates) and len(seen.text) <= _LONGEST_YEAR
    )


_DAYS_OF_A_YEAR = 364
_LONGEST_YEAR = 8  # 明年开的
_NAMED_SUMS = ("contract", "granted", "granted_unclear", "other_money", "pay")
_AT_HOME = Pattern("^(?:在|我们?在|公司在|注册在|搬到|迁到|按|是)")
