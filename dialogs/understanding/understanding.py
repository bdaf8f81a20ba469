"""understand: everything that one message says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from dialogs.understanding.claims import claims
from dialogs.understanding.controls import Word, control_word
from dialogs.understanding.parties import Parties, parties
from dialogs.understanding.purchases import purchases
from dialogs.understanding.reply import Reply, reply
from dialogs.understanding.result import Asked, Offered, Said, Unclear, Understanding
from dialogs.understanding.scene import Scene, scene
from dialogs.understanding.text import clean
from dialogs.understanding.topics import topics
from policy.edition import Edition
from policy.facts import Fact


def understand(
    text: str,
    *,
    today: date,
    asked: Asked | None = None,
    offered: tuple[Offered, ...] = (),
    edition: Edition | None = None,
    facts: Mapping[str, Fact],
) -> Understanding:
    """What a message says, the open question in mind; never raises, linear in what is read of the text.

    What is vague is in `unclear` and never in `facts`. Facts that the edition does not use are told too. Before
    the region is known the edition is None; the same message says more once it is.
    """
    cleaned = clean(text)
    seen = scene(cleaned.text, today, asked, edition, facts)
    about = topics(seen)
    whose = parties(seen)
    if "compare" in about.intents and whose.registered_in is None and len(whose.region) > 1:
        whose = Parties(providers=whose.providers)  # 青岛和运城哪个补得多: nobody's place
    found = [*_placed(seen, whose), *claims(seen, about), *purchases(seen, about, whose.providers)]
    word = control_word(seen, bool(found or whose.region))
    if word.control == "correct" and word.correct:
        found = []
    answered = reply(seen, offered, {fact.name for fact in found})
    if answered.chosen and asked is not None:
        word, found = Word(), [fact for fact in found if fact.name not in asked.facts]
    elif word.control not in (None, "add_service"):
        # 不对，是30万 takes something back and says no to nothing.
        answered = Reply()
    elif _is_of_grants(seen, found):
        answered = Reply()
    doubts = {fact.name: fact for fact in (*answered.unclear, *reversed(found)) if isinstance(fact, Unclear)}
    return Understanding(
        intents=about.intents,
        control=word.control,
        correct=word.correct,
        region=whose.region,
        year=about.year,
        facts=(*(fact for fact in found if isinstance(fact, Said)), *answered.facts),
        unclear=tuple(reversed(doubts.values())),
        off_topic=about.off_topic,
        impossible=tuple(mention.raw for mention in seen.dates if mention.impossible),
        chosen=answered.chosen,
        chosen_all=answered.chosen_all,
        # 是的，2023年入的: the yes is not to what was asked.
        answer=None if asked and not doubts.keys().isdisjoint(asked.facts) else answered.answer,
        cut=cleaned.cut,
        extra=("difference",) if about.difference else (),
    )


def _placed(seen: Scene, whose: Parties) -> list[Said | Unclear]:
    found: list[Said | Unclear] = [*whose.unclear]
    if whose.registered_in is not None:
        found.append(seen.said("registered_in", whose.registered_in))
    return found


def _is_of_grants(seen: Scene, found: list[Said | Unclear]) -> bool:
    """Whether 没领过 says no to having had vouchers, while something else was asked."""
    told = bool(seen.of_kind("granted_none")) and any(fact.name == "granted_this_year" for fact in found)
    return told and not seen.wants("granted_this_year")
