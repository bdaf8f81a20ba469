"""Replies: what goes back with the acknowledgement of a message: the first part of its answer, if that is in time."""

from __future__ import annotations

import time
from collections.abc import Mapping

from bot.answering.incoming import Incoming
from bot.reception.reception import KEEPING_LATE, Late, Reception
from bot.showing.calendar_links import NOWHERE, CalendarLinks
from bot.tencent.markup import Markup
from bot.tencent.texts import LONGEST, begin, numbered, parts

# Seconds to an answer; whoever waits for it hangs up after five.
BUDGET = 4.0
NOTHING: Mapping[str, str | int] = {}
# Said where the parts that come after cannot be kept for pushing.
_CUT = "\n后面的没能发出，请稍后再问一次。"


async def reply(
    reception: Reception, message: Incoming, markup: Markup, seconds: float, links: CalendarLinks = NOWHERE
) -> Mapping[str, str | int]:
    """The fields of the reply to a message; none where there is nothing to say, or the answer is not there in time."""
    began = time.monotonic()
    answer = await reception.answer_within(message, seconds)
    if isinstance(answer, Late):
        return NOTHING
    found = parts(links.told(answer.replies, answer.turn), answer.turn)
    if not found:
        return NOTHING
    text = numbered(found[0])
    within = max(KEEPING_LATE, seconds - (time.monotonic() - began))
    if len(found) > 1 and not await reception.keep(message, parts=1, within=within):
        text = begin(text, LONGEST - len(_CUT.encode())) + _CUT
    return {
        "ToUserName": message.user,
        "FromUserName": markup.fields.get("ToUserName", ""),
        "CreateTime": int(reception.now().timestamp()),
        "MsgType": "text",
        "Content": text,
    }
