"""Settlements: what several payments, refunds and prices by the piece come to as the price of a service."""

from __future__ import annotations

from typing import NamedTuple

from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.figures.amounts import Amount
from dialogs.understanding.purchase.instalments import (
    is_again,
    is_each,
    is_in_parts,
    is_later,
    is_part,
    is_total,
    paid_so_far,
    summed,
)
from dialogs.understanding.scene.portions import is_repeated
from dialogs.understanding.scene.scene import Scene, starting


class Price(NamedTuple):
    """An amount and what the words around it make of it: a fact, a doubt, or None where they only name the service."""

    amount: Amount
    name: str | None


_REFUND_GAP = 4
_MOST = 12


def settled(scene: Scene, found: list[Price]) -> list[Price]:
    """The prices where some of them may be instalments, refunds or prices by the piece."""
    open_ = [price for price in found if price.name in ("fee_paid", None)]
    if len(open_) > _MOST:
        return found
    several = is_in_parts(scene)
    each = [] if several and len(open_) > 1 else [price for price in open_ if is_each(scene, price.amount)]
    paid = [price for price in open_ if price not in each]
    parts = [price for price in paid if is_part(scene, price.amount)]
    services = {mark.value for mark in scene.of_kind("service")}
    if len(paid) > 1 and len(services) < 2 and several:
        parts = paid  # 付了三笔，5万、2万8、1万2
    elif parts and is_repeated(scene, [price.amount for price in paid]):
        parts = []  # 送检花了1200，测微生物又花了860
    elif len(services) > 1 and all(_is_right_after(scene, price.amount) for price in paid):
        parts = []  # 检测2.2万+设计3.5万
    elif len(services) > 1 and all(_is_of_another(scene, price.amount) for price in parts):
        parts = []  # 设计花了4.7万，检测又花1.3万
    refunds = [mark for mark in scene.of_kind("other_money") if mark.value == "refund"]
    refunded = any(starting(scene.amounts, mark.end, mark.end + _REFUND_GAP) for mark in refunds)
    if not each and not refunded:
        made = [price.amount for price in paid if price in parts or price.name == "fee_paid"]
        if (so_far := paid_so_far(scene, made)) is not None:
            return [p for p in found if p.name not in ("fee_paid", None)] + [Price(so_far, "fee_paid")]
    if len(parts) == len(paid) == 1 and len(found) > 1 and is_again(scene, parts[0].amount):
        parts = []  # 领过2万了，这次又花了3.6万
    if (
        len(parts) == 1
        and _is_first_of_contract(scene, found, parts[0])
        and not is_again(scene, parts[0].amount)
    ):
        parts = []  # 合同50万，先付了30万
    if not (each or parts or refunded):
        return found
    parts += [price for price in paid if parts and price not in parts and is_later(scene, price.amount)]
    totals = [p for p in paid if (p not in parts or len(parts) == len(paid)) and is_total(scene, p.amount)]
    if len(totals) > 1:
        everything = sum(price.amount.low for price in paid)
        totals = [price for price in totals if 2 * price.amount.low == everything]
    kept = [price for price in found if price not in open_]
    if len(totals) == 1:
        if (
            totals[0].name is None
            and not several
            and _is_owed(scene, totals[0], paid)
            and not _is_sum(scene, totals[0], paid)
        ):
            agreed = (
                "contract_amount" if "contract_amount" in (scene.asked_money, scene.base) else "contract?"
            )
            return [*kept, totals[0]._replace(name=agreed)]
        return [*kept, totals[0]._replace(name="fee_paid")]
    if not each and not refunded and len(services) < 2 and len(parts) == len(paid):
        total = summed(scene, [price.amount for price in parts])
        if total is not None:
            return [*kept, Price(total, "fee_paid")]
    kept += [price._replace(name="each?") for price in each]
    one = len(services) < 2
    doubtful = [p for p in paid if refunded or p in parts or (parts and (one or p.name is None))]
    kept += [price._replace(name="part?") if price in doubtful else price for price in paid]
    return sorted(kept, key=lambda price: price.amount.start)


def added_up(scene: Scene, found: list[Price]) -> list[Price]:
    """The total alone, where it is what the other sums of one service come to: 20万，后来加了3万，总额23万."""
    if len({mark.value for mark in scene.of_kind("service")}) > 1:
        return found
    for name in ("contract_amount", "fee_paid"):
        own = [p for p in found if p.name in (name, "contract?", None) and p.amount.exact]
        if len(own) <= _FEWEST or len(own) > _MOST:
            continue
        total = own[-1]
        if 2 * total.amount.low != sum(p.amount.low for p in own):
            continue
        if scene.asked_money == name or is_total(scene, total.amount) or _is_now(scene, total.amount):
            named = any(p.name == name for p in own)
            kept = total._replace(name=name if named else None)
            return [kept if p is total else p for p in found if p is total or p not in own]
    return found


def _is_owed(scene: Scene, total: Price, paid: list[Price]) -> bool:
    """Whether only a part of the whole sum is said to be paid: 总金额8万，首款3万已付."""
    rest = [price for price in paid if price is not total]
    made = [price for price in rest if price.name == "fee_paid"]
    return bool(made) and sum(price.amount.low for price in rest) < total.amount.low


# 又补了5000，一共2万5: an earlier payment is in it.
_MORE = Pattern("加上|又(?:补|付|打|转|汇|给|交)")
_LEFT = Pattern("尾款|余款|剩|欠|[没未]")


def _is_sum(scene: Scene, total: Price, paid: list[Price]) -> bool:
    """Whether the whole sum is what was paid in all, where that is asked."""
    low, _ = scene.clause(paid[0].amount.start)
    return (
        scene.wants("fee_paid")
        and _MORE.search(scene.text, low, total.amount.start) is not None
        and _LEFT.search(scene.text) is None
    )


def _is_now(scene: Scene, amount: Amount) -> bool:
    low, _ = scene.phrase(amount.start)
    return _NOW.search(scene.text, low, amount.start) is not None


_NOW = Pattern("(?:现在|变成|成了|就是|等于|=|所以|加成|最后)[^,。;?!]{0,6}$")
_FEWEST = 2


def _is_first_of_contract(scene: Scene, found: list[Price], part: Price) -> bool:
    """Whether it is all that was paid so far of the contract's greater sum named right before, and nothing follows."""
    number = found.index(part)
    last = found[number - 1] if number else None
    return (
        last is not None
        and number == len(found) - 1
        and part.name == "fee_paid"
        and last.name == "contract_amount"
        and (
            part.amount.start - last.amount.end <= _CLOSE
            or scene.sentence(last.amount.start) == scene.sentence(part.amount.start)
        )
        and last.amount.low > part.amount.low
    )


_CLOSE = 10


def _is_right_after(scene: Scene, amount: Amount) -> bool:
    """Whether the name of a service stands right before it."""
    return any(mark.kind == "service" for mark in scene.ending(amount.start - 1, amount.start))


def _is_of_another(scene: Scene, amount: Amount) -> bool:
    """Whether it was paid for another service, named right before it in its clause."""
    low, _ = scene.clause(amount.start)
    return is_again(scene, amount) and any(m.kind == "service" for m in scene.between(low, amount.start))
