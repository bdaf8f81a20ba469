"""Hearing: a message with what it asks of the talk itself set apart: noise, steering, corrections."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from dialogs.understanding.controls import denies, named
from dialogs.understanding.corrections import Correction, correction, may_correct
from dialogs.understanding.meanings import own_name
from dialogs.understanding.noise import is_noise
from dialogs.understanding.observation import scene
from dialogs.understanding.patterns import Pattern
from dialogs.understanding.polarity import polarity
from dialogs.understanding.reading import reading
from dialogs.understanding.result import Asked, Offered, Understanding
from dialogs.understanding.scene import Scene
from dialogs.understanding.steering import Steering, steering
from policy.edition import Edition
from policy.facts import Fact


def hearing(
    text: str,
    today: date,
    asked: Asked | None,
    offered: tuple[Offered, ...],
    edition: Edition | None,
    facts: Mapping[str, Fact],
) -> Understanding:
    """What a clean text says, and what it asks of the talk; noise says nothing."""
    if is_noise(text):
        return Understanding()
    if not any(option.label == text for option in offered):
        open_value = _open_value(asked, facts)
        steered = steering(text, asked is not None)
        if steered is not None:
            rest = (
                reading(steered.rest, today, open_value, (), edition, facts)
                if steered.rest
                else Understanding()
            )
            if _is_meant(steered, rest, asked, edition):
                return _talked(steered, rest)
        elif may_correct(text):
            seen = scene(text, today, asked, edition, facts)
            fixed = None if denies(seen) else correction(seen)
            if fixed is not None:
                return _corrected(seen, fixed, open_value)
            return reading(text, today, asked, offered, edition, facts, seen=seen)
    return reading(text, today, asked, offered, edition, facts)


def _open_value(asked: Asked | None, facts: Mapping[str, Fact]) -> Asked | None:
    """The open question where a value answers it: no yes or no said beside a control word does."""
    types = [facts[name].type for name in asked.facts if name in facts] if asked else []
    return asked if types and not {"bool", "choice", "set"} & set(types) else None


# ---- steering


_WEAK = ("continue", "quit", "help")
_POLITE = frozenset(("greeting", "thanks"))


def _is_meant(steered: Steering, rest: Understanding, asked: Asked | None, edition: Edition | None) -> bool:
    """Whether the talk is meant, and not what the rest of the message tells or asks."""
    heard = set(rest.intents) - _POLITE
    if steered.control == "quit":
        heard.discard("rule")  # 我去问下会计
    says = bool(rest.facts or rest.unclear or rest.region or rest.off_topic or heard)
    if steered.control == "add_service":
        return True
    if steered.control == "change_year" and "错" in steered.rest and says:
        return False  # 年份搞错了，是23年开的票
    if steered.control == "change_region":
        if edition is None and not _CHANGES.search(steered.rest):
            return False
        return bool(rest.region) or any(word in steered.rest for word in _PLACES)
    if steered.control in _WEAK:
        answers = (
            asked is not None and polarity(steered.rest) in ("yes", "no") and steered.rest[:1] not in "嗯好哦"
        )
        return not says and not answers
    return not says or asked is not None or steered.control not in ("meaning", "why")


# 我想看看运城的 changes nothing before a region is known.
_CHANGES = Pattern("[换切改转调跳错别]|其[他它]|不是?[看查问]")
_PLACES = ("地区", "地方", "城市", "地市", "区域", "地儿", "省", "个市", "个区")


def _talked(steered: Steering, rest: Understanding) -> Understanding:
    control = steered.control
    told = rest._replace(control=control, correct=None, answer=None, chosen=(), chosen_all=None)
    if control in ("change_region", "change_year", "quit"):
        return told._replace(
            facts=(), unclear=(), points=(), intents=tuple(w for w in rest.intents if w in _POLITE)
        )
    return told


# ---- corrections


def _corrected(seen: Scene, fixed: Correction, open_value: Asked | None) -> Understanding:
    """The new value read as the answer to the fact that is corrected, if one is named."""
    if fixed.disputes:
        return reading(fixed.rest, seen.today, None, (), seen.edition, seen.facts)
    name = named(seen, *fixed.named) if fixed.named else None
    name = own_name(seen, name) if name else None
    asked = Asked(kind="one", facts=(name,)) if name in seen.facts and name else open_value
    told = reading(fixed.rest, seen.today, asked, (), seen.edition, seen.facts)
    if name is None and len(seen.amounts) == 1 and not told.facts and not fixed.is_bare:
        base = Asked(kind="one", facts=(seen.base,))  # 不对，是30万
        told = reading(fixed.rest, seen.today, base, (), seen.edition, seen.facts)
    wishes = tuple(w for w in told.intents if w in _POLITE) if fixed.is_bare else told.intents
    if fixed.is_bare or not (told.facts or told.unclear or told.region):
        return told._replace(
            control="correct", correct=name, facts=(), unclear=(), answer=None, region=(), intents=wishes
        )
    return told._replace(control="correct", correct=None, answer=None, chosen=(), chosen_all=None)
