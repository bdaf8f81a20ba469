"""Messages: what a WeChat service account is sent: what all of Tencent sends, and what people decide on notices."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.answering.incoming import Incoming
from bot.tencent import messages
from bot.tencent.markup import Markup
from bot.tencent.messages import Gone

CHANNEL = "wechat"
_LONGEST = 64
_POPUP, _CHANGE, _SENT = (
    "subscribe_msg_popup_event",
    "subscribe_msg_change_event",
    "subscribe_msg_sent_event",
)
# The vendor's code for: the person has not given leave.
_NO_LEAVE = "43101"


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """A person gave leave for one notice of a template, or there is no leave for it any more."""

    template: str
    is_given: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Consents:
    """What a person decided on notices at a moment, in their order; never empty."""

    user: str
    at: datetime
    consents: tuple[Consent, ...]


def read(markup: Markup, account: str, at: datetime) -> Incoming | Gone | Consents | None:
    """What a callback is; None for what asks for nothing. Raises BadMarkup where who, what or when is missing."""
    event = messages.event_of(markup)
    if event not in (_POPUP, _CHANGE, _SENT):
        return messages.read(markup, CHANNEL, account, at)
    user, second = messages.user_of(markup), messages.second_of(markup)
    consents = tuple(_consents(markup, event))
    return (
        Consents(user=user, at=datetime.fromtimestamp(second, UTC), consents=consents) if consents else None
    )


def _consents(markup: Markup, event: str) -> Iterator[Consent]:
    for group in markup.groups:
        template, said = group.get("TemplateId", ""), group.get("SubscribeStatusString")
        if not 0 < len(template) <= _LONGEST:
            continue
        if event == _POPUP:
            # Saying no to one more notice takes nothing back.
            if said == "accept":
                yield Consent(template=template, is_given=True)
        elif said == "reject" or (event == _SENT and group.get("ErrorCode") == _NO_LEAVE):
            # What arrived was spent when it was sent.
            yield Consent(template=template, is_given=False)
