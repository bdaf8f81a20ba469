"""Portions: which of several services a date or a provider belongs to."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.figures.amounts import Amount
from dialogs.understanding.result import Said
from dialogs.understanding.scene.scene import Scene
from dialogs.understanding.scene.unbought import contracts_for, is_paid_for

# What parts one service from the next.
_PARTING = Pattern("另外|还有|另一|再就是|再有|第二|其次|然后|一个|[;。\n]")
_REACH = 400


_BOUGHT = frozenset(("service", "mandatory", "trace"))
_AGAIN = Pattern("又|另|还|再|第二|下半年|后来|后面|接着|一次|一回|一批")


def is_repeated(scene: Scene, paid: Sequence[Amount]) -> bool:
    """Whether each price has a service named for itself: 上半年检测花了3万2，下半年又检测花了1万7."""
    if len(paid) < 2 or not _AGAIN.search(scene.text):
        return False
    end, clauses = 0, set()
    for amount in paid:
        low, _ = scene.clause(amount.start)
        if not any(mark.kind in _BOUGHT for mark in scene.between(max(low, end), amount.start)):
            return False
        clauses.add(low)
        end = amount.end
    return len(clauses) == len(paid)


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
            if _PARTING.search(scene.text, place, following):
                return number
            return number + 1 if _PARTING.search(scene.text, service, place) else None
    return None


# 设计公司在北京, of 查新, 检测 and 工业设计
_SELLERS = Pattern(
    "(?P<what>设计|检测|测试|检验|查新|开发|咨询|算力|仿真|加工|中试|试验)(?:公司|机构|单位|中心|那家|那边|[院所])"
)


def named_again(scene: Scene, bought: Sequence[tuple[int, int]], position: int) -> int | None:
    """The one service by whose name its seller is called in the clause of a position."""
    match = _SELLERS.search(scene.text, *scene.clause(position))
    if match is None:
        return None
    here = [n for n, (start, end) in enumerate(bought) if match["what"] in scene.text[start:end]]
    return here[0] if len(here) == 1 else None


def first_named(scene: Scene) -> list[int]:
    """Where each kind of service is first named."""
    found: dict[str, int] = {}
    for mark in sorted([*scene.of_kind("service", "work"), *contracts_for(scene)]):
        if mark.kind == "service" or is_paid_for(scene, mark):
            found.setdefault(mark.value, mark.start)
    return list(found.values())


OF_EACH = ("payment", "contract_registered", "unaffiliated", "provider_listed")
"""What may be said of one of several services, or of all."""
_EVERY = Pattern("(?:都|均|[两俩三]个?[个笔项份]?都?)[^,。;?!]{0,4}$")


def _named_in_clause(scene: Scene, position: int, bought: Sequence[int]) -> int | None:
    """The number of the one service that is named again in the clause of a position."""
    named_by = {mark.start: mark.value for mark in contracts_for(scene)}
    values = [named_by.get(start) or (mark.value if (mark := scene.at(start)) else "") for start in bought]
    for low, high in (scene.phrase(position), scene.clause(position)):
        named = {
            m.value
            for m in (*scene.between(low, high), *contracts_for(scene))
            if m.kind in ("service", "work") and m.value in values and low <= m.start < high
        }
        if named:
            return values.index(named.pop()) if len(named) == 1 else None
    return None


# 两家都是省内机构，跟我们没有任何关联
_EVERY_FIRM = Pattern("(?<![们司])(?:[两俩三]家|[俩仨])(?:机构|单位|公司)?(?:都|全|均)")


def _is_of_every(scene: Scene, raw: str, start: int) -> bool:
    """Whether it is said of all: 合同都登记了, of both firms in the phrase before."""
    low, _ = scene.phrase(start)
    if "都" in raw[:3] or raw[0] == "均" or _EVERY.search(scene.text, low, start):
        return True
    return low > 0 and _EVERY_FIRM.match(scene.text, scene.phrase(low - 1)[0]) is not None


def is_portioned(scene: Scene, said: Mapping[str, str], bought: Sequence[int]) -> bool:
    """Whether each thing said names its service, or is said of all of them."""
    places = [(raw, max(scene.text.find(raw), 0)) for raw in said.values()]
    return all(
        _named_in_clause(scene, start, bought) is not None
        or (_is_of_every(scene, raw, start) and bisect_right(bought, start) in (0, len(bought)))
        for raw, start in places
    )


def of_each(scene: Scene, name: str, said: Mapping[str, str], bought: list[int]) -> Iterator[Said]:
    """What is said in so many words, of the service named last before it, or of all of them: 都付清了."""
    for value, raw in said.items():
        start = max(scene.text.find(raw), 0)
        last = bisect_right(bought, start) - 1
        every = _is_of_every(scene, raw, start)
        if (here := _named_in_clause(scene, start, bought)) is not None:
            last = here  # 检测的付清了，设计的只付了定金
        of_all = every and last in (-1, len(bought) - 1)
        numbers = range(len(bought)) if of_all else (max(last, 0),)
        yield from (scene.said(name, value, number) for number in numbers)
