"""Prices: which fact an amount is: the fee paid, the contract's sum, what was granted, or none of ours."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from dialogs.understanding.amounts import Amount
from dialogs.understanding.instalments import (
    is_again,
    is_each,
    is_later,
    is_paid_in_parts,
    is_part,
    is_total,
    summed,
)
from dialogs.understanding.lexicon import Mark
from dialogs.understanding.papers import Dated
from dialogs.understanding.patterns import Pattern
from dialogs.understanding.result import Said, Unclear
from dialogs.understanding.scene import Scene, starting
from dialogs.understanding.strangers import is_of_strangers
from dialogs.understanding.topics import Topics
from dialogs.understanding.unpaid import is_not_paid
from policy.money import WAN, YUAN, spoken

Found = Said | Unclear


class Price(NamedTuple):
    """An amount and what the words around it make of it: a fact, a doubt, or None where they only name the service."""

    amount: Amount
    name: str | None


GRANTS = ("granted_this_year", "granted?")
LIST = Pattern("(?:和|与|、|,|以及|跟|又| )+")
_NAMES = {
    "pay": "fee_paid",
    "contract": "contract_amount",
    "granted": "granted_this_year",
    "granted_unclear": "granted?",
    "invoice": "invoice?",
    "invoice_amount": "invoice?",
    "other_money": "other",
    "may": "other",
    "neighbour": "other",
}
# What names a service and not what its price is called.
_NEUTRAL = ("service", "work", "fee", "total", "mandatory")
_TELLING = frozenset({*_NAMES, *_NEUTRAL})
_AFTER = frozenset(_NAMES) - {"may", "neighbour"}
_UNPAID = Pattern("[的还款都尾 ]{0,3}(?:没有?|未|待)(?:付|给|支付|结)")
_WISHED = Pattern("(?:能|想|可以)[^,。?!]{0,3}(?:报|补|拿|领|兑|申请)(?:到|个|了)?$")
_RIGHT = Pattern("(?:的|是|了|就是|算|都|已经?|全部?|一次性|一把|也|早就?|刚|才|钱|款|整| )*")
_OWN = ("fee_paid", "contract_amount", "granted_this_year")
_MEASURES = ("revenue", "sales", "assets")
# 合同3月1号签20万: whatever else the word is tied to.
_SIGNED = Pattern("签(?:了|的|下|订)?$")
_OVER_YEARS = Pattern("累计|历年|历次|这几年|几年|历来")
_REFUND_GAP = 4
_MOST = 12
_WISH_GAP = 2
_CONTRACT_GAP = 3


def prices(scene: Scene, topics: Topics, dated: list[Dated]) -> list[Price]:
    """The amounts that are prices or grants, in order."""
    used = {mark for paper in dated for mark in paper.marks}
    contracted = _is_of_contract(scene, used)
    found: list[Price] = []
    others: list[Amount] = []
    nothing = scene.of_kind("granted_none")  # 一分钱没拿过 is no amount
    end, last = 0, None
    for number, amount in enumerate(scene.amounts):
        if topics.covers(amount.start) or any(m.start <= amount.start < m.end for m in nothing):
            continue
        joined = bool(number) and LIST.fullmatch(scene.text[end : amount.start]) is not None
        name = _named(scene, number, used, contracted) or (last if joined else None)
        if is_not_paid(scene, amount, name) or is_of_strangers(scene, amount.start):
            name = "other"
        if name == "granted_this_year" and _is_of_another_year(scene, amount):
            name = "other"
        if name == "granted_this_year" and _OVER_YEARS.search(
            scene.text, scene.clause(amount.start)[0], amount.start
        ):
            name = "granted?"
        if name == "other":
            others.append(amount)
        else:
            found.append(Price(amount, name))
        end, last = amount.end, name
    if found and is_paid_in_parts(scene.text):
        return _settled(scene, found)
    if not found and scene.asked_money in _OWN and "granted_none" not in scene.kinds:
        # An amount that is something else must not pass for the answer.
        return [Price(amount, "other?") for amount in others if not _is_measure(scene, amount)]
    return found


def _settled(scene: Scene, found: list[Price]) -> list[Price]:
    """The prices where some of them may be instalments, refunds or prices by the piece."""
    open_ = [price for price in found if price.name in ("fee_paid", None)]
    if len(open_) > _MOST:
        return found
    each = [price for price in open_ if is_each(scene, price.amount)]
    paid = [price for price in open_ if price not in each]
    parts = [price for price in paid if is_part(scene, price.amount)]
    if len(parts) == len(paid) == 1 and len(found) > 1 and is_again(scene, parts[0].amount):
        parts = []  # 领过2万了，这次又花了3.6万
    refunds = [mark for mark in scene.of_kind("other_money") if mark.value == "refund"]
    refunded = any(starting(scene.amounts, mark.end, mark.end + _REFUND_GAP) for mark in refunds)
    if not (each or parts or refunded):
        return found
    parts += [price for price in paid if parts and price not in parts and is_later(scene, price.amount)]
    totals = [price for price in paid if price not in parts and is_total(scene, price.amount)]
    kept = [price for price in found if price not in open_]
    if len(totals) == 1:
        return [*kept, totals[0]._replace(name="fee_paid")]
    services = {mark.value for mark in scene.of_kind("service")}
    if not each and not refunded and len(services) < 2 and len(parts) == len(paid):
        total = summed(scene, [price.amount for price in parts])
        if total is not None:
            return [*kept, Price(total, "fee_paid")]
    kept += [price._replace(name="each?") for price in each]
    one = len(services) < 2
    doubtful = [p for p in paid if refunded or p in parts or (parts and (one or p.name is None))]
    kept += [price._replace(name="part?") if price in doubtful else price for price in paid]
    return sorted(kept, key=lambda price: price.amount.start)


def _named(scene: Scene, number: int, used: set[Mark], contracted: bool) -> str | None:
    """What the nearest word before an amount makes of it, else the word right after it."""
    amount = scene.amounts[number]
    start = amount.start
    if _UNPAID.match(scene.text, amount.end) or _WISHED.search(scene.text[max(0, start - 8) : start]):
        return "other"
    low, high = scene.clause(start)
    if number:
        low = max(low, scene.amounts[number - 1].end)
    if number + 1 < len(scene.amounts):
        high = min(high, scene.amounts[number + 1].start)
    own, _ = scene.phrase(start)
    before = [mark for mark in reversed(scene.between(low, start)) if mark.kind in _TELLING]
    if _SIGNED.search(scene.text, max(own, start - 4), start):
        return "contract_amount"
    spent = any(mark in used and mark.kind == "contract" for mark in before)
    before = [
        mark for mark in before if mark not in used and (mark.kind != "may" or start - mark.end <= _WISH_GAP)
    ]
    before = [mark for n, mark in enumerate(before) if not _is_past_service(before, n)]
    for n, mark in enumerate(before):
        if mark.kind in _NAMES and mark.start >= own:
            if mark.value == "part":
                return "fee_paid"
            if mark.kind == "pay" and (
                _is_of_thing(scene, before[n + 1 :], own) or _is_invested(scene, mark)
            ):
                return "other"
            return _NAMES[mark.kind]
    for mark in scene.between(amount.end, high):
        if mark.kind in _AFTER and mark not in used:
            if _RIGHT.fullmatch(scene.undated(amount.end, mark.start)):
                return _NAMES[mark.kind]
            break
    # A word of paying in an earlier phrase does not reach over the name of a service.
    if before and before[0].kind in _NAMES:
        return _NAMES[before[0].kind]
    return "contract?" if spent or contracted else None


def _is_past_service(before: list[Mark], number: int) -> bool:
    """Whether the name of a service parts another sum's word from the amount: 设备检测费5万."""
    mark = before[number]
    if mark.kind != "other_money" or mark.value not in ("", "thing"):
        return False
    return any(nearer.kind in ("service", "mandatory") for nearer in before[:number])


def _is_invested(scene: Scene, mark: Mark) -> bool:
    """研发上投进去150万: what one's own research takes, and no price of a service."""
    if scene.text[mark.start] not in "投砸烧" or not scene.kinds.keys().isdisjoint(_BOUGHT):
        return False
    return "研发" in scene.text[max(0, mark.start - 20) : mark.start]


_BOUGHT = ("service", "mandatory", "provider", "seek")


def _is_of_thing(scene: Scene, before: list[Mark], own: int) -> bool:
    """Whether what was paid for is a thing or one's own research, and no service: 光谱仪花了83万."""
    following = next((mark for mark in before if mark.kind != "total"), None)
    if following is None or following.start < own or following.kind != "other_money":
        return False
    return following.value == "thing" or scene.text.startswith("研发", following.start)


def _is_measure(scene: Scene, amount: Amount) -> bool:
    low, high = scene.clause(amount.start)
    return any(mark.value in _MEASURES for mark in scene.between(low, high))


def _is_of_contract(scene: Scene, used: set[Mark]) -> bool:
    """Whether a contract is spoken of to which no amount is tied, so that any may be its own."""
    clauses = {scene.clause(mark.start) for mark in used if mark.kind == "contract"}
    return any(
        mark not in used
        and scene.clause(mark.start) not in clauses
        and not starting(scene.amounts, mark.end, mark.end + _CONTRACT_GAP + 1)
        for mark in scene.of_kind("contract")
    )


def _is_of_another_year(scene: Scene, amount: Amount) -> bool:
    low, _ = scene.clause(amount.start)
    before = starting(scene.dates, low, amount.start)
    return bool(before) and before[-1].high.year < scene.today.year


# ---- as facts


_READINGS = {
    "each?": "{} 是单价，不是一共付的",
    "part?": "{} 只是其中一笔，不是一共付的",
    "other?": "{}，是不是这里问的金额",
}


def priced(scene: Scene, topics: Topics, found: tuple[Price, ...], service: int | None) -> Iterator[Found]:
    """The prices of one service: what is said outright goes before what is assumed; two of a kind are a doubt."""
    said = any(price.name in ("fee_paid", "contract_amount") for price in found)
    by_name: dict[str | None, list[Price]] = {}
    for price in found:
        if price.name is not None or not said:
            by_name.setdefault(price.name, []).append(price)
    if "fee_paid" in by_name:
        by_name.pop("invoice?", None)  # 发票5万6，实付5万: what was paid is said
    for name, same in by_name.items():
        if len({price.amount.low for price in same}) == 1 or name in _READINGS:
            yield _priced(scene, topics, same[0], service)
        else:
            yield _either(scene, same, name or scene.base)


def granted(scene: Scene, found: list[Price]) -> Iterator[Found]:
    """What was granted earlier; of this year only where that is said or can be assumed aloud."""
    grants = [price for price in found if price.name in GRANTS]
    if len(grants) > 1:
        yield _either(scene, grants, "granted_this_year")
    for amount, name in grants if len(grants) == 1 else ():
        if name == "granted_this_year" and "granted_none" not in scene.kinds:
            yield _stated(scene, amount, name, None, f"{amount.reading}按本年度已兑付的金额理解")
        else:
            yield doubt(scene, amount, "granted_this_year", f"{amount.reading}，是不是本年度兑付的")


def doubt(scene: Scene, amount: Amount, name: str | None, reading: str | None = None) -> Unclear:
    """An amount to ask about; a name that is itself a doubt is that of the base of the estimate."""
    known = name if name is not None and not name.endswith("?") else scene.base
    options = tuple(scene.option(known, fen, spoken(fen)) for fen in amount.candidates)
    return scene.unclear(
        known, amount.raw, reading or amount.reading, low=amount.low, high=amount.high, options=options
    )


def _either(scene: Scene, found: list[Price], name: str) -> Unclear:
    first = found[0].amount._replace(candidates=tuple(price.amount.low for price in found))
    return doubt(scene, first, name, "或".join(price.amount.reading for price in found))


def _priced(scene: Scene, topics: Topics, price: Price, service: int | None) -> Found:
    """One price: a fact where the amount is exact and its fact is said, or can be assumed aloud."""
    amount, name = price
    if name in _READINGS:
        asked = scene.asked_money if name == "other?" else None
        return doubt(scene, amount, asked or "fee_paid", _READINGS[name].format(amount.reading))
    if name == "invoice?":
        return doubt(scene, amount, "fee_paid", f"发票金额 {amount.reading}，是否已全部支付")
    if name is not None and not name.endswith("?"):
        return _stated(scene, amount, name, service, None)
    if name is None and scene.asked_money is not None:
        return _stated(scene, amount, scene.asked_money, service, None)
    if name is None and scene.base == "fee_paid" and _is_price(scene, topics):
        return _stated(scene, amount, "fee_paid", service, f"{amount.reading}按实际支付的费用理解")
    return doubt(scene, amount, scene.base, f"{amount.reading}，是合同金额还是已付金额")


def _is_price(scene: Scene, topics: Topics) -> bool:
    """Whether a sum that is not called anything can be the price of a service."""
    if "estimate" in topics.intents:
        return True
    return any(
        m.kind in ("fee", "service_hint", "trace", "deed", "control", "several") or m.kind in _NEUTRAL
        for m in scene.marks
    )


def _stated(scene: Scene, amount: Amount, name: str, service: int | None, back: str | None) -> Found:
    if amount.exact:
        return scene.said(name, amount.low, service, back)
    yuan = _plain_yuan(amount)
    if yuan is not None:
        return scene.said(name, yuan, service, f"{amount.raw}按 {spoken(yuan)}理解")
    return doubt(scene, amount, name)


def _plain_yuan(amount: Amount) -> int | None:
    """800 said of a service is 800 yuan: 800 times ten thousand is beyond any voucher."""
    if (
        len(amount.candidates) == 2
        and amount.raw.isascii()
        and amount.candidates[0] >= 200 * YUAN
        and amount.candidates[1] >= 200 * WAN
    ):
        return amount.candidates[0]
    return None
