"""Sums: the prices and grants of a message as facts, or as what must be asked back."""

from __future__ import annotations

from collections.abc import Iterator

from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.figures.amounts import Amount
from dialogs.understanding.purchase.contracts import NEUTRAL
from dialogs.understanding.purchase.instalments import is_settled
from dialogs.understanding.purchase.prices import GRANTS
from dialogs.understanding.purchase.settlements import Price
from dialogs.understanding.result import Said, Unclear
from dialogs.understanding.scene.scene import Scene, starting
from dialogs.understanding.topic.topics import Topics
from policy.money import WAN, YUAN, spoken

Found = Said | Unclear


_READINGS = {
    "each?": "{}是单价，不是一共付的",
    "part?": "{}只是其中一笔，不是一共付的",
    "other?": "{}，是不是这里问的金额",
}


def priced(scene: Scene, topics: Topics, found: tuple[Price, ...], service: int | None) -> Iterator[Found]:
    """The prices of one service: what is said outright goes before what is assumed; two of a kind are a doubt."""
    if service is None and "各" in scene.text:
        found = tuple(price._replace(name="each?") if _is_each(scene, price) else price for price in found)
    said = any(price.name in ("fee_paid", "contract_amount") for price in found)
    by_name: dict[str | None, list[Price]] = {}
    for price in found:
        if price.name is not None or not said:
            by_name.setdefault(price.name, []).append(price)
    if "fee_paid" in by_name:
        by_name.pop("invoice?", None)  # 发票5万6，实付5万: what was paid is said
    for name, same in by_name.items():
        if name == "fee_paid" and _are_several(scene, same):
            readings = "、".join(price.amount.reading for price in same)
            yield doubt(scene, same[0].amount, name, f"{readings}，不止一笔")
        elif (sure := _refined(same)) is not None:
            yield _priced(scene, topics, sure, service)  # 不到一千，九百六
        elif len({price.amount.low for price in same}) == 1 or name in _READINGS:
            yield _priced(scene, topics, same[0], service)
        else:
            yield _either(scene, same, name or scene.base)


# 两次各5万
_TIMES = Pattern("[两二三四五六几2-9](?:次|笔|回|批|期|单|份)(?:都|分别)?各(?:付了?|花了?|给了?|是)?[: ]*$")
_NEAR = 8


def _is_each(scene: Scene, price: Price) -> bool:
    start = price.amount.start
    return _TIMES.search(scene.text[max(0, start - _NEAR) : start]) is not None


def _are_several(scene: Scene, same: list[Price]) -> bool:
    """Whether one sum was paid more than once, each on its own day: 去年付了6万，今年付了6万."""
    if len(same) < 2 or len({price.amount.low for price in same}) > 1:
        return False
    first, second = same[0].amount, same[1].amount
    return bool(
        starting(scene.dates, scene.clause(first.start)[0], first.start)
        and starting(scene.dates, first.end, second.start)
        and starting(scene.kinds.get("pay", ()), first.end, second.start)
    )


def _refined(same: list[Price]) -> Price | None:
    """The one exact sum that the vague ones beside it allow."""
    exact = [price for price in same if price.amount.exact]
    if len(exact) == len(same) or len({price.amount.low for price in exact}) != 1:
        return None
    value = exact[0].amount.low
    vague = [price.amount for price in same if not price.amount.exact]
    return exact[0] if all(a.low <= value and (a.high is None or value <= a.high) for a in vague) else None


def granted(scene: Scene, found: list[Price]) -> Iterator[Found]:
    """What was granted earlier; of this year only where that is said or can be assumed aloud."""
    if scene.wants(*_OTHER_MONEY) and "voucher" not in scene.kinds:
        return  # 列了市里的攻关，拨过二十万
    grants = [price for price in found if price.name in GRANTS]
    if len(grants) > 1:
        yield _either(scene, grants, "granted_this_year")
    for amount, name in grants if len(grants) == 1 else ():
        if name == "granted_this_year" and not _is_denied(scene):
            yield _stated(scene, amount, name, None, f"{amount.reading}按本年度已兑付的金额理解")
        else:
            yield doubt(scene, amount, "granted_this_year", f"{amount.reading}，是不是本年度兑付的")


def _is_denied(scene: Scene) -> bool:
    """Whether nothing is said to have been granted; 后面再没报过 tells of later."""
    return any(not scene.text.endswith("再", 0, mark.start) for mark in scene.of_kind("granted_none"))


_OTHER_MONEY = ("no_city_money", "no_public_money", "no_competitive_money")


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
        if is_settled(scene):
            return _stated(scene, amount, "fee_paid", service, None)
        return doubt(scene, amount, "fee_paid", f"发票金额 {amount.reading}，是否已全部支付")
    if name == "contract?" and scene.asked_money == "contract_amount":
        name = "contract_amount"  # ３５．５万，合同上写的就这个数
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
        m.kind in ("fee", "service_hint", "trace", "deed", "control", "several") or m.kind in NEUTRAL
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


def payment(scene: Scene, services: int, found: list[Found]) -> Iterator[Found]:
    """Less paid than agreed is paid in part, where the edition asks: 合同11万已付7万."""
    if scene.edition is None or "payment" not in scene.edition.by_name or services != 1:
        return
    sums = {fact.name: fact.value for fact in found if isinstance(fact, Said) and fact.service is None}
    paid, agreed = sums.get("fee_paid"), sums.get("contract_amount")
    is_less = isinstance(paid, int) and isinstance(agreed, int) and 0 < paid < agreed
    if is_less and (_OWED.search(scene.text) or not _CHEAPER.search(scene.text)):
        yield scene.said("payment", "part")


_OWED = Pattern("剩|欠|尾款|余款|[没未]付|还差|没结")
# 合同8万，后来砍了一块结了6万; 按合同算还是按付的算: nothing is owed.
_CHEAPER = Pattern(
    "优惠|便宜|抹零|抹了|折(?![旧合])|砍|还价|讲价|少(?:给|收|付|算|要)|让利|让了|[降减]了|[降谈压]到"
    "|[照按看依以][^,。;?!]{0,8}(?:还是|哪|为准)"
)
