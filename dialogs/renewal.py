"""Renewal: a newer edition of the place has come in since the person last wrote."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from dialogs.conversation import Answers, Conversation, Subject
from dialogs.draft import Draft
from dialogs.flow import GO
from dialogs.message import Context
from dialogs.recall import HOME, newest, recalled, states
from dialogs.records import Claim
from dialogs.wording import cite, said
from policy.edition import Edition
from policy.facts import Fact
from policy.meanings import is_certificate, meaning

# Claims that hold no service any more.
RELEASED = ("withdrawn", "refused")
MOST_NAMED = 6


def renew(draft: Draft) -> None:
    """Leads the conversation to the newest edition of its place, once, and says what becomes of the answers.

    Whoever goes back to an older one stays there: `Conversation.newest` is the one that the person was told of.
    """
    conversation, context = draft.conversation, draft.context
    # What is being filed is filed under the edition it was begun with; a list waits for nothing.
    is_filing = conversation.form.get("kind") not in (None, "papers", "reminders")
    if context.records is None or conversation.edition is None or is_filing:
        return
    new = newest(context, _region(draft) or "")
    if new is None or conversation.newest == new.id:
        return
    if new.id == conversation.edition or not _is_newer(new, conversation.edition, draft.edition):
        draft.conversation = conversation._replace(newest=new.id)
        return
    old, claims = draft.edition, [c for c in context.records.claims if c.edition == conversation.edition]
    left_out = bool(conversation.services) and any(claim.stage not in RELEASED for claim in claims)
    services = () if left_out else tuple(_carried(conversation.services, old, new))
    if conversation.form:
        conversation = conversation._replace(form={}, offered=())
    draft.conversation = _moved(conversation, old, new, services, context)
    name = old.name if old else claims[0].course.name if claims else ""
    draft.say(
        "\n".join(
            text
            for text in (
                _notice(old, new),
                _answers(conversation, draft.conversation, old, new, context),
                said("recall.j2", "claims", count=len(claims), name=name, left_out=left_out),
            )
            if text
        )
    )


def _region(draft: Draft) -> str | None:
    """The region of the conversation's edition, also where that is not loaded any more."""
    conversation, context = draft.conversation, draft.context
    if draft.edition is not None:
        return draft.edition.region
    if conversation.edition in context.library.unavailable:
        return None
    claims: tuple[Claim, ...] = context.records.claims if context.records else ()
    kept = next((claim.course.region for claim in claims if claim.edition == conversation.edition), None)
    place = str(conversation.enterprise.get(HOME) or "")
    found = context.library.for_region(place) if place.isalnum() else ()
    return kept or (found[0].edition.region if found else None)


_YEAR = re.compile(r"-(\d{4})$")


def _is_newer(new: Edition, old_id: str, old: Edition | None) -> bool:
    """Whether an edition in force takes the place of another: a later year, or what became of a draft."""
    if old is None:
        found = _YEAR.search(old_id)
        return found is None or (new.year or 0) > int(found[1])
    return (new.year or 0) >= (old.year or 0) if old.is_draft else (new.year or 0) > (old.year or 0)


def _moved(
    conversation: Conversation,
    old: Edition | None,
    new: Edition,
    services: tuple[Answers, ...],
    context: Context,
) -> Conversation:
    """The conversation under the new edition; a question stays open where it is the same there."""
    asked, offered = conversation.asked, conversation.offered
    current = min(conversation.current, max(0, len(services) - 1))
    if asked is None:
        stays = all(option.id.startswith(GO) for option in offered)
    else:
        same = all(_is_same(name, old, new) for name in asked.facts) and asked.kind != "recall"
        stays = asked.kind == "term" or (same and len(services) == len(conversation.services))
    moved = conversation._replace(
        edition=new.id,
        newest=new.id,
        enterprise={},
        services=services,
        current=current,
        opened=(),
        history=(),
        subject=Subject(),
    )
    return recalled(moved if stays else moved.asking(None, ()), context)


def _is_same(name: str, old: Edition | None, new: Edition) -> bool:
    before, after = old.fact(name) if old else None, new.fact(name)
    return before is not None and after is not None and meaning(before) == meaning(after)


def _carried(services: tuple[Answers, ...], old: Edition | None, new: Edition) -> Iterator[Answers]:
    """The services with the answers that mean the same; what the old edition asked is not known once it is gone."""
    asked: Mapping[str, Fact] = old.by_name if old else _shared()
    same = {n for n, fact in asked.items() if (now := new.fact(n)) and meaning(now) == meaning(fact)}
    for service in services:
        if found := {name: value for name, value in service.items() if name in same}:
            yield found


def _shared() -> Mapping[str, Fact]:
    # Reading YAML is not needed as long as the old edition is loaded.
    from policy.loading import shared_facts

    return {
        name: fact
        for name, fact in shared_facts().items()
        if name in ("category", "provider_in") or fact.type == "money"
    }


# ---- what is said of it


def _notice(old: Edition | None, new: Edition) -> str:
    cited = cite(new, new.source_clause)
    return said("recall.j2", "renewed", edition=new, cited=cited, old_year=old.year if old else None)


def _answers(
    before: Conversation, after: Conversation, old: Edition | None, new: Edition, context: Context
) -> str:
    """Which answers are used further, and which are asked again and why."""
    told = {name: standing for name, _, standing in states(context, new)}
    dropped = {name for service in before.services for name in service} if after.services else set()
    dropped -= {name for service in after.services for name in service}
    kept, again = [], []
    for fact in new.facts:
        if fact.name in after.enterprise:
            kept.append(fact.label)
        elif fact.name in told or fact.name in dropped:
            again.append(f"{fact.label}（{_reason(fact, told.get(fact.name))}）")
        elif fact.scope == "enterprise" and (
            why := _novelty(fact, {**before.enterprise, **told}, old, context)
        ):
            again.append(f"{fact.label}（{why}）")
    return said("recall.j2", "answers", kept=_few(kept), services=len(after.services), again=_few(again))


def _reason(fact: Fact, standing: str | None) -> str:
    if standing == "stale":
        return "看是否还有效" if is_certificate(fact) else "说过很久了"
    return "每年不同" if fact.yearly else "问法变了"


def _novelty(fact: Fact, told: Mapping[str, Any], old: Edition | None, context: Context) -> str:
    """Why a fact never answered is asked: it was asked for another year under another name, or never."""
    known = {**context.library.facts, **(old.by_name if old else {})}
    about = {one.about for name in told if (one := known.get(name)) is not None and one.about is not None}
    if fact.about is not None and fact.about in about and is_certificate(fact):
        return "换了年度"
    return "" if old is None or old.fact(fact.name) is not None else "新增"


def _few(labels: list[str]) -> list[str]:
    return labels if len(labels) <= MOST_NAMED else [*labels[:MOST_NAMED], f"等 {len(labels)} 项"]
