"""Purchases: what was bought, for how much, when and from where, service by service."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.places.providers import Provider
from dialogs.understanding.purchase.commissions import MAKING
from dialogs.understanding.purchase.days_told import days_told
from dialogs.understanding.purchase.hints import SEARCHES
from dialogs.understanding.purchase.prices import GRANTS, LIST, prices
from dialogs.understanding.purchase.services import KINDS, Service, services
from dialogs.understanding.purchase.settlements import Price
from dialogs.understanding.purchase.shares import Share, number_of, places
from dialogs.understanding.purchase.sums import Found, doubt, granted, payment, priced
from dialogs.understanding.scene.papers import papers
from dialogs.understanding.scene.portions import in_order, is_repeated
from dialogs.understanding.scene.scene import Scene, starting
from dialogs.understanding.topic.topics import Topics


def purchases(scene: Scene, topics: Topics, providers: tuple[Provider, ...]) -> list[Found]:
    """The facts of the services spoken of; their numbers are counted only where there are several."""
    named = not scene.kinds.keys().isdisjoint(KINDS) or scene.cues & (MAKING | SEARCHES)
    named = named or (scene.wants("category") and "neighbour" in scene.kinds)
    if not (named or scene.dates or scene.amounts or providers):
        return []
    dated = [d for d in scene.once(papers) if not topics.covers(d.mention.start)] if scene.dates else []
    paid = prices(scene, topics, dated) if scene.amounts else []
    shares = _shares(scene, _without_asked(scene, services(scene, topics), paid), paid)
    found = list(granted(scene, paid))
    for number, share in enumerate(shares):
        service = number if len(shares) > 1 else None
        found += _category(scene, share.service, service)
        found += priced(scene, topics, share.prices, service)
    found += _loose(scene, shares, paid)
    found += payment(scene, len(shares), found)
    found += days_told(scene, dated, shares)
    found += _provided(scene, providers, shares)
    return found


_IF_ALLOWED = Pattern(
    "[^,。;!? ]{0,6}(?:能不能|可不可以|可以|能|给)[^,。;!? ]{0,3}(?:报|补|算|用|兑)"
    "|[^,。;!? ]{0,4}(?:行不行|算不算|行吗|[给能]报[吗不])"
)


def _without_asked(scene: Scene, bought: list[Service], paid: list[Price]) -> list[Service]:
    """The services without those that are only asked after, where others were paid for: 做ISO能不能报，检测费2万."""
    if len(bought) < 2 or not paid:
        return bought
    kept = [
        service
        for service in bought
        if not _IF_ALLOWED.match(scene.text, service.end)
        or any(scene.phrase(service.start) == scene.phrase(price.amount.start) for price in paid)
    ]
    priced_at = {price.amount.start for price in paid if price.name not in GRANTS}
    return kept if kept and len(kept) >= len(priced_at) else bought


# ---- what was bought


_IS_IT = Pattern("的?(?:[吗么]|呢?[?])")


# 其中5万是强制的
_PARTLY = Pattern("其中|有一?部分|一部分|有的是|有些是|一半是?|里面有")


def _category(scene: Scene, bought: Service | None, service: int | None) -> Iterator[Found]:
    if bought is None:
        return
    mark = bought.mark
    raw = scene.text[mark.start : mark.end]
    if mark.kind == "mandatory":
        yield scene.said("category", "testing", service)
        required = scene.text.endswith(("要求的", "规定的", "要求做的", "规定做的"), 0, mark.start)
        stands = "held" if required else scene.standing(mark.start, mark.end)
        if mark.value == "partly" or _PARTLY.search(scene.text, *scene.clause(mark.start)):
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


def _shares(scene: Scene, bought: list[Service], paid: list[Price]) -> list[Share]:
    """Each service with its prices; prices that cannot be told apart are left out of all."""
    found = [price for price in paid if price.name not in GRANTS]
    if len(bought) < 2:
        service = bought[0] if bought else None
        if service is not None and _is_of_later(scene, service, found):
            service = None
        if len({price.name for price in found}) == 1 < len(found) and (
            scene.of_kind("several")
            or _is_one_by_one(scene, found)
            or is_repeated(scene, [price.amount for price in found])
        ):
            return [Share(_named_beside(scene, service, price), (price,)) for price in found]
        return [Share(service, tuple(found))]
    shared: list[list[Price]] = [[] for _ in bought]
    owners = [_owner(scene, bought, found, price) for price in found]
    starts = [service.start for service in bought]
    ordered = in_order(starts, [price.amount.start for price in found]) if None in owners else None
    if len(found) == len(bought) and all(price.amount.start > bought[-1].start for price in found):
        # 检测和设计分别20万和35万
        shared = [[price] for price in found]
    elif ordered and "total" not in scene.kinds:
        # 一个是检测，在宝鸡做的，付了1万4；另一个是设计，合同15万
        shared = [[found[n]] for n in ordered]
    else:
        for price, owner in zip(found, owners, strict=True):
            if owner is not None:
                shared[owner].append(price)
    return [Share(service, tuple(own)) for service, own in zip(bought, shared, strict=True)]


# 做了水质检测和粉尘检测，一个六千一个四千五
_ONE_OF = Pattern("另?一[个单份](?:是|要|付了?|花了?)?$")


def _is_one_by_one(scene: Scene, found: list[Price]) -> bool:
    return scene.asked_money is None and all(
        _ONE_OF.search(scene.text, max(0, price.amount.start - _GAP), price.amount.start) for price in found
    )


_GAP = 5


def _is_of_later(scene: Scene, service: Service, found: list[Price]) -> bool:
    """Whether what was bought first is not known: 找大学做仿真7万，找威海的做样机9万."""
    paid = [price.amount for price in found if price.name in ("fee_paid", "contract_amount", None)]
    if len({amount.low for amount in paid}) < 2 or len(paid) != len(found):
        return False
    low, _ = scene.clause(paid[0].start)
    if service.start > paid[-1].end and found[0].name == "contract_amount":
        return False  # 第一份合同20万，第二份5万，都是委托开发
    if service.start < paid[0].end or any(
        mark.kind in ("nothing", "other_money") for mark in scene.between(low, paid[0].start)
    ):
        return False
    return _BUYS.search(scene.text, low, paid[0].start) is not None


_BUYS = Pattern("[找请让]|委托|做|买|一[份个笔单项](?![0-9])")


def _named_beside(scene: Scene, service: Service | None, price: Price) -> Service | None:
    """The service as the clause of its price names it: 强制检定花了800，另外做型式试验付了2万2."""
    if service is None or service.mark.kind != "mandatory":
        return service
    low, high = scene.clause(price.amount.start)
    own = [mark for mark in scene.between(low, high) if mark.kind in ("service", "mandatory")]
    if not own or any(mark.kind == "mandatory" for mark in own):
        return service
    return Service(own[0].start, own[0].end, own[0])


def _owner(scene: Scene, bought: list[Service], found: list[Price], price: Price) -> int | None:
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
    if any(m.kind == "total" and not _COUNTED.match(scene.text, m.end) for m in scene.between(low, start)):
        return None
    if number and not before and _goes_on(scene, bought, found[number - 1], price):
        return _owner(scene, bought, found, found[number - 1])
    if len(before) > 1 and LIST.fullmatch(scene.text[bought[before[-2]].end : bought[before[-1]].start]):
        return None
    if not (before or after):
        # 做了检测和查新，检测钱付了1.1万: named once more
        values = {service.mark.value: n for n, service in enumerate(bought)}
        again = [
            values[m.value] for m in scene.between(low, start) if m.kind == "service" and m.value in values
        ]
        return again[-1] if again else None
    return before[-1] if before else after[0] if len(after) == 1 else None


def _goes_on(scene: Scene, bought: list[Service], last: Price, price: Price) -> bool:
    """Whether a price follows the contract's sum of the same service: 技术开发合同50万，先付了30万."""
    start, end = last.amount.end, price.amount.start
    return (
        last.name == "contract_amount"
        and price.name == "fee_paid"
        and end - start <= _GOES_ON
        and not any(start <= service.start < end for service in bought)
        and not any(m.kind == "total" for m in scene.between(start, end))
        and scene.sentence(start)[0] == scene.sentence(end)[0]
    )


_GOES_ON = 10
# 一共做了两个，一个是检测4万
_COUNTED = Pattern("[做搞有签买弄报]?了?(?:[两三四五六俩仨]|[2-9])[个项份笔样]?")


def _loose(scene: Scene, shares: list[Share], paid: list[Price]) -> Iterator[Found]:
    """Prices of no single service; a total that the others add up to says nothing new."""
    held = {price.amount.start: price.amount.low for share in shares for price in share.prices}
    total = sum(held.values())
    for price in paid:
        amount = price.amount
        if amount.start not in held and price.name not in GRANTS and amount.low != total:
            yield doubt(scene, amount, price.name, f"{amount.reading}，是哪一项服务的")


# ---- from where


def _is_shared(scene: Scene, provider: Provider) -> bool:
    """Whether the place is said of all: 都在海南买的, 机构都是本地的."""
    low, high = scene.phrase(provider.start)
    # 找的杭州的公司花了四万都是今年的票: that is said of something else.
    return any(
        low <= mark.start < high and not starting(scene.amounts, provider.end, mark.start)
        for mark in scene.of_kind("every", "both_yes")
    )


def _provided(scene: Scene, providers: tuple[Provider, ...], shares: list[Share]) -> Iterator[Found]:
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
    elif len(values) == 1 and (_is_shared(scene, providers[0]) or len(providers) == len(shares)):
        for number in range(len(shares)):
            yield scene.said("provider_in", values[0], number)
    else:
        ordered = in_order(places(shares), [provider.start for provider in providers])
        for n, provider in enumerate(providers):
            own = ordered[n] if ordered else number_of(shares, scene, provider.start)
            if own is None:
                yield scene.unclear("provider_in", raw, "是哪一项服务的机构")
            else:
                yield scene.said("provider_in", provider.value, own)
