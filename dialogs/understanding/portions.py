"""Portions: which of several services a date or a provider belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from dialogs.understanding.patterns import Pattern
from dialogs.understanding.scene import Scene

# What parts one service from the next.
_PARTING = Pattern("另外|还有|另一|再就是|再有|第二|其次|然后|一个|[;。\n]")
_REACH = 400


def in_order(services: Sequence[int], places: Sequence[int]) -> list[int] | None:
    """The number of the service of each place, where there are as many and each follows its own; None if they do not.

    ``services`` are where the services are first named (or paid for), ``places`` where the others stand.
    """
    if len(places) != len(services) or list(places) != sorted(set(places)):
        return None
    after = all(service < place for service, place in zip(services, places, strict=True))
    apart = all(place < service for place, service in zip(places, services[1:], strict=False))
    before = all(place < service for service, place in zip(services, places, strict=True))
    between = all(service < place for service, place in zip(services, places[1:], strict=False))
    all_after = services[-1] < places[0]
    return list(range(len(places))) if (after and apart) or (before and between) or all_after else None


def portion(scene: Scene, services: Sequence[int], place: int) -> int | None:
    """The service in whose own portion of the text a place stands: 检测3万，票9月3号，另外设计2万."""
    for number, (service, following) in enumerate(pairwise(services)):
        if service < place < following and following - place < _REACH:
            return number if _PARTING.search(scene.text, place, following) else None
    return None
