"""Regions: which edition a place leads to, and what is said where there is none."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from dialogs.conversation import Conversation
from dialogs.interview import Question, shown
from dialogs.message import Context, Reply
from dialogs.session import session
from dialogs.understanding.result import Asked, Offered, Understanding
from dialogs.wording import said
from policy.compiled import Compiled
from policy.divisions import counties_of, division, is_within, relation

REGION = Asked(kind="one", facts=("registered_in",))
# A region question's option stands for a place.
AT = "at:"
ELSEWHERE = Offered(id="at:none", label="都不是")
MOST_DISTRICTS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """The conversation in its region, what is said of it, and the question where the place is not clear."""

    conversation: Conversation
    replies: tuple[Reply, ...] = ()
    question: Question | None = None


def covered(context: Context) -> list[str]:
    """The editions at hand by name, drafts last."""
    found = sorted(context.library.editions.values(), key=lambda c: (c.edition.is_draft, c.edition.id))
    return [c.edition.name for c in found]


def region_question(context: Context) -> Question:
    """Where the enterprise is registered, with the editions at hand."""
    found = sorted({c.edition.region: c for c in context.library.editions.values()}.items())
    offered = tuple(Offered(id=f"{AT}{code}", label=_label(code)) for code, _ in found)
    text = said("question.j2", "region")
    return Question(asked=REGION, service=0, offered=offered, reply=Reply(text=text, choices=shown(offered)))


def arrival(conversation: Conversation, understood: Understanding, context: Context) -> Arrival:
    """The conversation after the place and year that a message names."""
    option = _chosen(conversation, understood)
    codes = option or understood.region or _of_year(conversation, understood, context)
    if not codes:
        return Arrival(conversation=conversation)
    if codes == ("none",):
        return Arrival(conversation=conversation, replies=(Reply(text=not_covered("", context)),))
    here = session(conversation, context)
    asked = conversation.asked
    if (
        here is not None
        and not any(offered.id.startswith(AT) for offered in conversation.offered)
        and asked is not None
        and "registered_in" in asked.facts
        and understood.control != "correct"
    ):
        # The answer to "where are you registered" is judged by the edition in hand.
        return Arrival(conversation=conversation)
    editions = {code: context.library.for_region(code) for code in codes}
    sure = [code for code in codes if editions[code]]
    if here is not None and option and here.edition.fact("registered_in"):
        # Where the enterprise itself is registered was asked.
        conversation = conversation.answered("enterprise", "registered_in", option[0])
    if len(codes) == 1 and sure:
        return _settled(conversation, editions[sure[0]], sure[0], understood, context)
    wide = [c for c in codes if any(relation(c, e.edition.region) == "contains" for e in _all(context))]
    if len(sure) > 1 and not wide:
        return Arrival(conversation=conversation, question=_which_of(sure))
    if sure and len({code[:4] for code in codes}) > 1:
        # One of them is covered, another is not.
        return Arrival(conversation=conversation, question=_which_of(list(codes)))
    if sure or wide:
        return Arrival(conversation=conversation, question=_which(wide[0] if wide else sure[0], context))
    held = context.library.editions.get(conversation.edition or "")
    text = not_covered(codes[0], context, understood.year, judged_by=held.edition.name if held else "")
    return Arrival(conversation=conversation, replies=(Reply(text=text),))


def _of_year(conversation: Conversation, understood: Understanding, context: Context) -> tuple[str, ...]:
    """The place in hand, where a year named alone is the one to be looked at, and not told of a fact."""
    here, year = context.library.editions.get(conversation.edition or ""), understood.year
    if here is None or not year or year == here.edition.year or understood.facts or understood.unclear:
        return ()
    region = here.edition.region
    meant = understood.control == "change_year" or context.library.loaded(region, year)
    return (region,) if meant else ()


def placed(conversation: Conversation, understood: Understanding, text: str) -> Understanding:
    """The message with the place that it corrects: 不对，济南的, right after the provider's place was told."""
    stated = next((fact for fact in understood.facts if fact.name == "registered_in"), None)
    if understood.control != "correct" or stated is None or _OWN.search(text):
        return understood
    told = [name for name in map(_name, conversation.history) if name in _PLACES]
    if told[-1:] != ["provider_in"]:
        return understood
    provider = replace(stated, name="provider_in", scope="service")
    facts = tuple(provider if fact is stated else fact for fact in understood.facts)
    return understood._replace(facts=facts, region=())


_PLACES = ("registered_in", "provider_in")
_OWN = re.compile("注册|执照|公司|企业|总部|我们?[在是]")


def _name(address: str) -> str:
    return address.rpartition(".")[2]


def _all(context: Context) -> list[Compiled]:
    return list(context.library.editions.values())


def _chosen(conversation: Conversation, understood: Understanding) -> tuple[str, ...]:
    """The place of a chosen option of the region question."""
    if not understood.chosen or understood.chosen[0] >= len(conversation.offered):
        return ()
    option = conversation.offered[understood.chosen[0]].id
    return (option.removeprefix(AT),) if option.startswith(AT) else ()


def _settled(
    conversation: Conversation,
    editions: tuple[Compiled, ...],
    code: str,
    understood: Understanding,
    context: Context,
) -> Arrival:
    wanted = next(
        (e for e in editions if understood.year is not None and e.edition.year == understood.year), None
    )
    chosen = wanted or editions[0]
    replies: list[Reply] = []
    if understood.year is not None and wanted is None and chosen.edition.year is not None:
        text = said("talk.j2", "wrong_year", year=understood.year, name=chosen.edition.name)
        replies.append(Reply(text=text))
    elif conversation.edition not in (None, chosen.edition.id):
        replies.append(Reply(text=said("talk.j2", "switched", name=chosen.edition.name)))
    elif conversation.edition is not None and _chosen(conversation, understood):
        fact = chosen.edition.fact("registered_in")
        items = [f"{fact.label} {_label(code)}" if fact else _label(code)]
        replies.append(Reply(text=said("talk.j2", "noted", items=items)))
    elif conversation.edition is None and conversation.topic is None and not understood.intents:
        replies.append(Reply(text=said("talk.j2", "looking_at", name=chosen.edition.name)))
    moved = conversation._replace(edition=chosen.edition.id)
    stated = any(f.name == "registered_in" for f in understood.facts)
    if chosen.edition.fact("registered_in") and not stated:
        old = conversation.enterprise.get("registered_in")
        if old is None or not is_within(str(old).lstrip("!")[:6], chosen.edition.region):
            moved = moved.answered("enterprise", "registered_in", code)
    return Arrival(conversation=moved, replies=tuple(replies))


def _which_of(codes: list[str]) -> Question:
    """Which of several places named the enterprise itself is registered in."""
    offered = tuple(Offered(id=f"{AT}{code}", label=_label(code)) for code in codes)
    text = said("question.j2", "region")
    return Question(asked=REGION, service=0, offered=offered, reply=Reply(text=text, choices=shown(offered)))


def _which(code: str, context: Context) -> Question:
    """Which place under a wide or ambiguous name."""
    districts = counties_of(code) if code.endswith("00") and not code.endswith("0000") else ()
    if districts and len(districts) <= MOST_DISTRICTS:
        offered = tuple(Offered(id=f"{AT}{c}", label=_label(c)) for c in districts)
    else:
        inside = sorted({c.edition.region for c in _all(context) if is_within(c.edition.region, code)})
        offered = (*(Offered(id=f"{AT}{c}", label=_label(c)) for c in inside), ELSEWHERE)
    text = said("question.j2", "which_region", name=_label(code))
    return Question(asked=REGION, service=0, offered=offered, reply=Reply(text=text, choices=shown(offered)))


def _label(code: str) -> str:
    place = division(code)
    return place.name if place else code


def not_covered(code: str, context: Context, year: int | None = None, judged_by: str = "") -> str:
    """That a place is not covered, for the year asked for if any, or that its edition cannot be read just now.

    `judged_by` is the edition in hand, by which the enterprise is judged nevertheless.
    """
    name = _label(code) if code else "该地"
    faulty = context.library.faulty_regions.values()
    if code and any(relation(code, region) != "outside" for region in faulty):
        return said("talk.j2", "faulty", place=name)
    regions = sorted({c.edition.region for c in _all(context)})
    names = [_label(region) for region in regions]
    return said("talk.j2", "not_covered", place=name, year=year, names=names, judged_by=judged_by)
