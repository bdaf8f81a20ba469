"""Polling: updates fetched again and again, where Telegram cannot call."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

import structlog

from bot.channels.telegram.api import Api
from bot.channels.telegram.persistence import Persistence

# Whether an update is kept, or asks for nothing; False where the database is away.
Taken = Callable[[object], Awaitable[bool]]

log = structlog.get_logger(__name__)


async def poll(api: Api, persistence: Persistence, taken: Taken) -> None:
    """Takes updates until it is cancelled; one that is not kept is asked for again, and none is passed over."""
    await persistence.result("deleteWebhook", api.unregister)
    offset: int | None = None
    tries = 0
    while True:
        found = await persistence.result("getUpdates", partial(api.updates, offset))
        before = offset
        for update in found:
            try:
                if not await taken(update):
                    break
            except Exception:
                # Whatever it is, the next try may go well; a loop that ended would hear nobody.
                log.exception("telegram", call="getUpdates")
                break
            offset = max(offset or 0, _number(update) + 1)
        # Neither a database that is away nor a vendor that repeats itself is asked again at once.
        tries = tries + 1 if found and offset == before else 0
        if tries:
            await persistence.pause(tries - 1)


def _number(update: object) -> int:
    number = update.get("update_id") if isinstance(update, dict) else None
    return number if type(number) is int else 0
