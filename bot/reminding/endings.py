"""Ending: what becomes of a delivery that was taken: sent, put off, given up, or left to somebody's word."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.reception.channel import Outcome
from policy.schedule import allowed
from storage.deliveries import Delivery
from storage.sending import End

# Sent once more where nobody knows whether they arrived: to hear of a date twice does less harm than never. A claim's
# move and a changed rule wait for an operator instead.
RESENDS = frozenset({"opens", "closes", "workday", "paper", "publicity", "lapse"})
# Seconds until the next try, twice as many each time.
FIRST_PAUSE, LONGEST_PAUSE = 5.0, 1_800.0
# As long as a vendor is believed that asks for a longer one.
LONGEST_AFTER = 7 * 86_400.0
# Where no deadline ends them: some three days of tries, at the longest pause and within the hours of a day.
MOST_TRIES = 100
# Before the code of one that may have arrived, for as long as it is tried again.
DOUBT = "doubt:"
# As `storage.sending` calls what somebody took and never told of.
LOST = "lost"
_LONGEST = 64


def unsendable(delivery: Delivery, at: datetime) -> End | None:
    """What becomes of a delivery that is not to be sent now; None for one that is."""
    if delivery.is_past(at):
        return _end(delivery, "cancelled", "expired")
    if delivery.lost:
        return _end(delivery, "unreachable", LOST)
    moment = allowed(at, delivery.hours, delivery.deadline)
    if moment is None:
        return _end(delivery, "cancelled", "expired")
    # What may have arrived is known to be so also tomorrow.
    return None if moment <= at else _end(delivery, "due", delivery.code or "hours", due=moment)


def returned(delivery: Delivery) -> End:
    """What becomes of a delivery that was taken, and not sent."""
    return _end(delivery, "due", delivery.code or "", due=delivery.due)


def unwritten(delivery: Delivery) -> End:
    """What becomes of a delivery whose content no text can be made of."""
    return _end(delivery, "dead", "content")


def ending(delivery: Delivery, outcome: Outcome, at: datetime, chance: float) -> End:
    """What becomes of a delivery by the outcome of its push; `chance` in [0, 1) scatters the next tries."""
    match outcome.kind:
        case "sent":
            return End(id=delivery.id, tries=delivery.tries, state="sent", sent=at)
        case "held" | "unreachable":
            return _end(delivery, outcome.kind, outcome.code)
        case "refused":
            return _end(delivery, "dead", outcome.code)
        case "retry":
            code = f"{DOUBT}{outcome.code}" if _is_doubted(delivery) else outcome.code
            return _put_off(delivery, code, outcome.after, at, chance)
    if delivery.kind not in RESENDS or _is_doubted(delivery):
        return _end(delivery, "uncertain", outcome.code)
    return _put_off(delivery, f"{DOUBT}{outcome.code}", outcome.after, at, chance)


def _put_off(delivery: Delivery, code: str, after: float, at: datetime, chance: float) -> End:
    """Tried again as long as that helps."""
    if delivery.deadline is None and delivery.tries >= MOST_TRIES:
        return _end(delivery, "dead", code)
    pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(delivery.tries - 1, 20)) * (0.5 + chance / 2)
    again = allowed(
        at + timedelta(seconds=max(min(after, LONGEST_AFTER), pause)), delivery.hours, delivery.deadline
    )
    return _end(delivery, "dead", code) if again is None else _end(delivery, "failed", code, due=again)


def _is_doubted(delivery: Delivery) -> bool:
    """Whether it may have arrived before."""
    return delivery.code is not None and (delivery.code == LOST or delivery.code.startswith(DOUBT))


def _end(delivery: Delivery, state: str, code: str, *, due: datetime | None = None) -> End:
    return End(id=delivery.id, tries=delivery.tries, state=state, code=code[:_LONGEST], due=due)
