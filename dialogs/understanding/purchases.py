"""Purchases: what was bought, for how much, when and from where, service by service."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from dialogs.understanding.lexicon import Mark
from dialogs.understanding.papers import Dated, papers
from dialogs.understanding.parties import Provider
from dialogs.understanding.patterns import Pattern
from dialogs.understanding.prices import GRANTS, LIST, Found, Price, doubt, granted, priced, prices
from dialogs.understanding.result import Said
from dialogs.understanding.scene import Scene
from dialogs.understanding.topics import Topics


def purchases(scene: Scene, topics: Topics, providers: tuple[Provider, ...]) -> list[Found]:
    """The facts of the services spoken of; their numbers are counted only where there are several."""
    dated = [d for d in scene.once(papers) if not topics.covers(d.mention.start)] if scene.dates else []
    paid = prices(scene, topics, dated) if scene.amounts else []
    shares = _shares(scene, _bought(scene, topics), paid)
    found = list(granted(scene, paid))
    for number, share in enumerate(shares):
        service = number if len(shares) > 1 else None
        found += _category(scene, share.service, service)
        found += priced(scene, topics, share.prices, service)
    found += _loose(scene, shares, paid)
    found += _dates(scene, dated, shares)
    found += _provided(scene, providers, shares)
    return found


class _Service(NamedTuple):
    """A service where it is first named, and the mark that says what it is."""

    start: int
    end: int
    mark: Mark


class _Share(NamedTuple):
    """A service, if one is named, and its prices."""

    service: _Service | None
    prices: tuple[Price, ...]


# ---- what was bought


def _bought(scene: Scene, topics: Topics) -> list[_Service]:
    """The services in order of mention, each kind once; a report hints at one only where no other is named."""
    marks = [m for m in scene.of_kind("service", "mandatory", "work") if not topics.covers(m.start)]
    marks = [m for m in marks if m.kind != "work" or _is_bought(scene, m)]
    marks = [m for m in marks if not _is_trade(scene, m)]
    if scene.denies:
        marks = [m for m in marks if m.kind == "mandatory" or scene.standing(m.start, m.end) != "denied"]
    if not marks:
        marks = [
            m for m in scene.of_kind("service_hint") if not topics.covers(m.start) and not scene.asks(m.start)
        ]
    found: dict[str, _Service] = {}
    for mark in marks:
        kind = "testing" if mark.kind == "mandatory" else mark.value
        known = found.setdefault(kind, _Service(mark.start, mark.end, mark))
        if known.mark is not mark and mark.kind == "mandatory":
            # 检测20万，其中强检5万: part of it only.
            partly = "其中" in scene.text[known.start : mark.start]
            found[kind] = known._replace(mark=mark._replace(value="partly") if partly else mark)
    return list(found.values())


_PAID = Pattern("(?:费用?|服务|项目|上|的|一共|共|实际|付了?|花了?|支付了?|给了?|用了?|[ :])*")


def _is_bought(scene: Scene, mark: Mark) -> bool:
    """Whether 研发 is what was paid for: 研发付了10万, 10万研发."""
    amounts, text = scene.amounts, scene.text
    after = bisect_left(amounts, mark.end, key=lambda amount: amount.start)
    if after < len(amounts) and _PAID.fullmatch(text[mark.end : amounts[after].start]) is not None:
        return True
    before = bisect_right(amounts, mark.start, key=lambda amount: amount.end) - 1
    return before >= 0 and text[amounts[before].end : mark.start] in _OF


_OF = ("", "的", "做")
_TRADE_BEFORE = Pattern("(?:是|专门|专业|主要|一直)(?:做|搞|干|从事)$|从事$|主营$")
_TRADE_AFTER = Pattern("的(?=$|[,。;?! ])|行业|设备|仪器|业务的|类企业")


def _is_trade(scene: Scene, mark: Mark) -> bool:
    """Whether it is what the enterprise does itself: 我们是做检测的."""
    if not _TRADE_AFTER.match(scene.text, mark.end):
        return False
    # 做检测 is a phrase of its own, 检测 another.
    start = mark.start + (scene.text[mark.start] == "做")
    return _TRADE_BEFORE.search(scene.text[max(0, start - 4) : start]) is not None


_IS_IT = Pattern("的?(?:[吗么]|呢?[?])")


def _category(scene: Scene, bought: _Service | None, service: int | None) -> Iterator[Found]:
    if bought is None:
        return
    mark = bought.mark
    raw = scene.text[mark.start : mark.end]
    if mark.kind == "mandatory":
        yield scene.said("category", "testing", service)
        stands = scene.standing(mark.start, mark.end)
        if mark.value == "partly":
            yield scene.unclear("voluntary_test", raw, "一部分是强制检测")
        elif stands in ("held", "denied") and not _IS_IT.match(scene.text, mark.end):
            yield scene.said("voluntary_test", (mark.value == "no") != (stands == "denied"), service)
        return
    fact = scene.facts.get("category")
    values = [mark.value, *(meaning.value for meaning in mark.others)]
    known = {c.id: c.label for c in fact.choices} if fact else dict.fromkeys(values, raw)
    if len(values) > 1:
        options = tuple(scene.option("category", value, known[value]) for value in values if value in known)
        yield scene.unclear("category", raw, "或".join(o.label for o in options), options=options)
    elif mark.value in known:
        yield scene.said("category", mark.value, service)


# ---- which price is whose


def _shares(scene: Scene, bought: list[_Service], paid: list[Price]) -> list[_Share]:
    """Each service with its prices; prices that cannot be told apart are left out of all."""
    found = [price for price in paid if price.name not in GRANTS]
    if len(bought) < 2:
        service = bought[0] if bought else None
        if len(found) > 1 and scene.of_kind("several") and len({price.name for price in found}) == 1:
            return [_Share(service, (price,)) for price in found]
        return [_Share(service, tuple(found))]
    shared: list[list[Price]] = [[] for _ in bought]
    if len(found) == len(bought) and all(price.amount.start > bought[-1].start for price in found):
        # 检测和设计分别20万和35万
        shared = [[price] for price in found]
    else:
        for price in found:
            owner = _owner(scene, bought, found, price)
            if owner is not None:
                shared[owner].append(price)
    return [_Share(service, tuple(own)) for service, own in zip(bought, shared, strict=True)]


def _owner(scene: Scene, bought: list[_Service], found: list[Price], price: Price) -> int | None:
    """The service beside a price: the one right before it in its clause, else the one right after."""
    start, end = price.amount.start, price.amount.end
    low, high = scene.clause(start)
    number = bisect_left(found, start, key=lambda other: other.amount.start)
    if number:
        low = max(low, found[number - 1].amount.end)
    if number + 1 < len(found):
        high = min(high, found[number + 1].amount.start)
    before = [n for n, service in enumerate(bought) if low <= service.start and service.end <= start]
    after = [n for n, service in enumerate(bought) if end <= service.start and service.end <= high]
    if any(mark.kind == "total" for mark in scene.between(low, start)):
        return None
    if len(before) > 1 and LIST.fullmatch(scene.text[bought[before[-2]].end : bought[before[-1]].start]):
        return None
    return before[-1] if before else after[0] if len(after) == 1 else None


def _loose(scene: Scene, shares: list[_Share], paid: list[Price]) -> Iterator[Found]:
    """Prices of no single service; a total that the others add up to says nothing new."""
    held = {price.amount.start: price.amount.low for share in shares for price in share.prices}
    total = sum(held.values())
    for price in paid:
        amount = price.amount
        if amount.start not in held and price.name not in GRANTS:
            if amount.low != total:
                yield doubt(scene, amount, price.name, f"{amount.reading}，是哪一项服务的")


# ---- when, and from where


def _number(shares: list[_Share], scene: Scene, position: int) -> int | None:
    """The one service named in the clause around a position."""
    low, high = scene.clause(position)
    here = [n for n, share in enumerate(shares) if share.service and low <= share.service.start < high]
    return here[0] if len(here) == 1 else None


def _dates(scene: Scene, dated: list[Dated], shares: list[_Share]) -> Iterator[Found]:
    for paper in dated:
        number = _number(shares, scene, paper.mention.start) if len(shares) > 1 else None
        found = paper.found(scene, number)
        if isinstance(found, Said) and len(shares) > 1 and number is None:
            yield scene.unclear(found.name, paper.mention.raw, f"{paper.mention.reading}，是哪一项服务的")
        else:
            yield found


def _provided(scene: Scene, providers: tuple[Provider, ...], shares: list[_Share]) -> Iterator[Found]:
    """The providers' places: each service's own, or one said of all."""
    values = list(dict.fromkeys(provider.value for provider in providers))
    raw = "、".join(scene.text[provider.start : provider.end] for provider in providers)
    if None in values:
        yield scene.unclear("provider_in", raw, f"{raw}，还不知道以哪里为准")
    elif len(shares) < 2:
        if len(values) == 1:
            yield scene.said("provider_in", values[0])
        elif values:
            yield scene.unclear("provider_in", raw, "说了不止一个地方")
    elif len(values) == 1 and (scene.of_kind("every", "both_yes") or len(providers) == len(shares)):
        for number in range(len(shares)):
            yield scene.said("provider_in", values[0], number)
    else:
        for provider in providers:
            number_of = _number(shares, scene, provider.start)
            if number_of is None:
                yield scene.unclear("provider_in", raw, "是哪一项服务的机构")
            else:
                yield scene.said("provider_in", provider.value, number_of)
