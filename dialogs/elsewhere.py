"""Elsewhere: what was asked, asked once more of another region: 那青岛呢, 那青岛要几份."""

from __future__ import annotations

import re
from typing import NamedTuple

from dialogs.conversation import Conversation
from dialogs.message import Context
from dialogs.understanding.scene.observation import places_of
from dialogs.understanding.utterance import Utterance


class Elsewhere(NamedTuple):
    """The place that is covered by another edition, and what is asked there; nothing where it is the same."""

    code: str
    asked: str


def elsewhere(told: Utterance, conversation: Conversation, context: Context) -> Elsewhere | None:
    """The other region that a short message turns to; None where a place is asked for, or is the one in hand."""
    asked = conversation.asked
    here = context.library.editions.get(conversation.edition or "")
    if here is None or len(told.text) > _LONGEST or (asked and not _PLACES.isdisjoint(asked.facts)):
        return None
    text = told.words.text
    places = places_of(told.words)
    if len(places) != 1 or not _LEAD.fullmatch(lead := text[: places[0].start]):
        return None
    if conversation.latest == "compare" and not _INSTEAD.search(lead):
        return None  # 那运城呢 compares one region more
    codes = [place.code for place in places[0].candidates if context.library.for_region(place.code)]
    if len(codes) != 1 or context.library.for_region(codes[0])[0].edition.region == here.edition.region:
        return None
    rest = text[places[0].end :]
    if _SAME.fullmatch(rest):
        return Elsewhere(codes[0], "")
    found = _ASKED.fullmatch(rest)
    return Elsewhere(codes[0], found["asked"]) if found and text.startswith("那") else None


_LONGEST = 30
_PLACES = frozenset(("registered_in", "provider_in"))
_LEAD = re.compile(
    "(?:那么?|哦|嗯|[ ,])*(?:如果|要是|假如)?(?:我们?)?(?:换成?|换到|换做|改成|看看|按|在|是)?"
)
_INSTEAD = re.compile("如果|要是|假如|换|改")
_SAME = re.compile(
    "(?:市|区|那边|这边|那里|的话|的|那个)*(?:又|会)?(?:呢|怎么样|咋样|怎样|如何|怎么说|是多少)?[?。! 啊呀]*"
)
_ASKED = re.compile("(?:市|区|那边|这边|那里|的话|的)*(?P<asked>.{2,})")
