"""Shares: the services spoken of with their prices, and whose portion of the text a position is in."""

from __future__ import annotations

from typing import NamedTuple

from dialogs.understanding.purchase.services import Service
from dialogs.understanding.purchase.settlements import Price
from dialogs.understanding.scene.portions import named_again, portion
from dialogs.understanding.scene.scene import Scene, starting


class Share(NamedTuple):
    """A service, if one is named, and its prices."""

    service: Service | None
    prices: tuple[Price, ...]


def places(shares: list[Share]) -> list[int]:
    """Where each service is first spoken of; its price tells, where the services are of one kind."""
    named = [share.service.start for share in shares if share.service]
    if len({*named}) == len(shares):
        return named
    priced_at = [share.prices[0].amount.start for share in shares if share.prices]
    return priced_at if len(priced_at) == len(shares) else []


def number_of(shares: list[Share], scene: Scene, position: int) -> int | None:
    """The one service in whose portion of the text a position is, or that is named in the clause around it."""
    found = portion(scene, places(shares), position)
    if found is not None:
        return found
    low, high = scene.clause(position)
    here = [n for n, share in enumerate(shares) if share.service and low <= share.service.start < high]
    if len(here) > 1 and starting(scene.amounts, *_starts(shares, here[-2:])):
        # 一笔是检测花了一万二一笔是产品设计找的杭州的公司: each is told by itself
        return here[-1] if position > _starts(shares, here)[-1] else None
    return here[0] if len(here) == 1 else named_again(scene, _named(shares), position)


def _starts(shares: list[Share], numbers: list[int]) -> list[int]:
    return [service.start for n in numbers if (service := shares[n].service)]


def _named(shares: list[Share]) -> list[tuple[int, int]]:
    return [(share.service.start, share.service.end) if share.service else (0, 0) for share in shares]
