"""Prices: which fact an amount is: the fee paid, the contract's sum, what was granted, or none of ours."""

from __future__ import annotations

from dialogs.understanding.characters.patterns import Pattern
from dialogs.understanding.figures.amounts import Amount
from dialogs.understanding.purchase.changes import changed
from dialogs.understanding.purchase.contracts import (
    NAMES,
    NEUTRAL,
    TELLING,
    counted_contracts,
    is_of_contract,
    is_one_of_contracts,
    listed_contracts,
)
from dialogs.understanding.purchase.instalments import is_paid_in_parts
from dialogs.understanding.purchase.outlays import (
    MEASURES,
    is_invested,
    is_measure,
    is_of_thing,
    is_past_service,
)
from dialogs.understanding.purchase.replacements import (
    has_none_now,
    is_given,
    is_of_another_year,
    is_pending,
    is_replaced,
    is_within,
)
from dialogs.understanding.purchase.settlements import Price, added_up, settled
from dialogs.understanding.purchase.unpaid import is_not_paid
from dialogs.understanding.scene.papers import Dated
from dialogs.understanding.scene.retractions import is_retracted
from dialogs.understanding.scene.scene import Scene, starting
from dialogs.understanding.scene.strangers import is_of_strangers
from dialogs.understanding.topic.topics import Topics
from dialogs.understanding.words.lexicon import Mark

GRANTS = ("granted_this_year", "granted?")
LIST = Pattern("(?:和|与|、|,|以及|跟|又| )+")
_AFTER = frozenset(NAMES) - {"may", "neighbour"}
_UNPAID = Pattern(
    "[的还款都尾 钱]{0,3}(?:一分(?:钱)?(?:都|也|还)?)?(?:没有?|未|待)(?:付|给|支付|结)(?![完清全齐])"
)
_WISHED = Pattern("(?:能|想|可以)[^,。?!]{0,3}(?:报|补|拿|领|兑|申请)(?:到|个|了)?$")
_RIGHT = Pattern("(?:的|是|了|就是|算|都|已经?|全部?|一次性|一把|也|早就?|刚|才|钱|款|整| )*")
_OWN = ("fee_paid", "contract_amount", "granted_this_year")
# 合同3月1号签20万: whatever else the word is tied to.
_SIGNED = Pattern("签(?:了|的|下|订)?$")
_OF_A_CONTRACT = Pattern(
    "签(?:了|的是?|下|订了?)(?:个|一个|份|一份)?$|(?:合同|协议)(?:额|价|金额|总额|是|为|的|一共|总共|:| )*$"
)
# 10月15签的合同 30万
_CONTRACT_OF = Pattern("(?:签的?|签了|订的?)(?:合同|协议)[ :是]{0,2}$")
# 去年报过一回给了两万
_GIVEN = Pattern("(?:报|申请|申报|兑|领)(?:过|了)[^,。;?!0-9]{0,4}(?:给|批|发|补|下|拨)(?:了|过|的|下来)*$")
# 上半年那批给我们打了四万; but not 客户给我们打了三万
_TO_US = Pattern(
    "(?<![户方构司板])(?:给|往)(?:我们|咱们?|俺们?|公司)(?:账上|账户|户头)?(?:打|转|汇|拨|划|发)(?:了|过来|过|来)*$"
)
# 先打了2万，后头又补了一万三
_PAID_MORE = Pattern("(?:又|再)补了?$")
# 额度用掉了5万
_QUOTA = Pattern("(?:用|耗|占|花)(?:掉|去|完|了|过|用)+[^,。;?!0-9]{0,3}$")
_OVER_YEARS = Pattern("累计|历年|历次|这几年|几年|历来")
_INSIDE = Pattern("(?:里头|里面|其中)(?:还|也|大概|差不多|约)?(?:有|是)?$|前年[^,。;?!0-9]{0,4}$")
_UNITS = frozenset("元块万亿w角¥")
_WISH_GAP = 2
_FEWEST_ADDED = 2
_CONTRACT_GAP = 3


def prices(scene: Scene, topics: Topics, dated: list[Dated]) -> list[Price]:
    """The amounts that are prices or grants, in order."""
    used = {mark for paper in dated for mark in paper.marks}
    contracted = is_of_contract(scene, used)
    found: list[Price] = []
    others: list[Amount] = []
    nothing = scene.of_kind("granted_none")  # 一分钱没拿过 is no amount
    end, last, replaced = 0, None, False
    heads = scene.wants("staff")
    for number, amount in enumerate(scene.amounts):
        if heads and _UNITS.isdisjoint(amount.raw):
            continue  # 在册38，派遣的7个，一共45
        if scene.asked_money in MEASURES and _INSIDE.search(
            scene.text, max(0, amount.start - 8), amount.start
        ):
            continue  # 营业收入6200万，里头有一千多万是代开的
        if is_retracted(scene, amount.end, scene.amounts[number + 1 : number + 2]):
            last, replaced = _named(scene, number, used, contracted), True
            continue
        if is_within(scene, number):
            continue
        if topics.covers(amount.start) or any(m.start <= amount.start < m.end for m in nothing):
            continue
        joined = bool(number) and LIST.fullmatch(scene.text[end : amount.start]) is not None
        name = _named(scene, number, used, contracted) or (
            last if joined or (replaced and last != "other") else None
        )
        if name is None and not number and _is_answer(scene, amount):
            name = scene.asked_money
        if replaced := is_replaced(scene, number):
            last = name
            continue
        called = name or ("contract_amount" if scene.asked_money == "contract_amount" else None)
        if is_not_paid(scene, amount, called) or is_of_strangers(scene, amount.start):
            name = "other"
        if name is None and number and _SAME.search(scene.text, max(0, amount.start - 2), amount.start):
            # 去年给过我们8万，今年要减掉那8万吗
            given = [*others, *(price.amount for price in found if price.name in GRANTS)]
            name = "other" if any(one.low == amount.low for one in given) else None
        if (
            name in ("fee_paid", None)
            and scene.wants("granted_this_year")
            and len(scene.amounts) > 1
            and is_given(scene, amount)
        ):
            name = "granted_this_year"
        granted = name == "granted_this_year" or (name is None and scene.asked_money == "granted_this_year")
        if granted and is_of_another_year(scene, amount):
            if has_none_now(scene):
                continue  # 今年还没有，去年给过两万
            name = "other"
        if granted and is_pending(scene, amount):
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
    found = changed(scene, found)
    if len(found) > _FEWEST_ADDED:
        found = added_up(scene, found)
    if found and is_paid_in_parts(scene.text):
        return settled(scene, found)
    if not found and scene.asked_money in _OWN and "granted_none" not in scene.kinds:
        # An amount that is something else must not pass for the answer.
        return [Price(amount, "other?") for amount in others if not is_measure(scene, amount)]
    return found


_SAME = Pattern("[那这]笔?$")
_ANSWERED = Pattern("(?:元整?|块钱?|整|的|吧|了|啊|哈|呢)*[,。; ]")


def _is_answer(scene: Scene, amount: Amount) -> bool:
    """十一万，活儿已经开始干了，先付了三万: the first phrase alone answers; of the fee paid it may be but the price."""
    return (
        not amount.start
        and scene.asked_money not in (None, "fee_paid")
        and _ANSWERED.match(scene.text, amount.end) is not None
    )


def _named(scene: Scene, number: int, used: set[Mark], contracted: bool) -> str | None:
    """What the nearest word before an amount makes of it, else the word right after it."""
    amount = scene.amounts[number]
    start = amount.start
    if _UNPAID.match(scene.text, amount.end) and _OF_A_CONTRACT.search(scene.text, max(0, start - 8), start):
        return "contract_amount"  # 新签一个合同20万还没付款
    if _UNPAID.match(scene.text, amount.end) or _WISHED.search(scene.text[max(0, start - 8) : start]):
        if "contract" in scene.kinds and listed_contracts(scene, start):
            return "contract_amount"  # 合同两份 一份检测三万五 一份研发二十万 都还没付款
        return "other"
    low, high = scene.clause(start)
    if number:
        low = max(low, scene.amounts[number - 1].end)
    if number + 1 < len(scene.amounts):
        high = min(high, scene.amounts[number + 1].start)
    own, _ = scene.phrase(start)
    before = [mark for mark in reversed(scene.between(low, start)) if mark.kind in TELLING]
    if _GIVEN.search(scene.text, max(own, start - 12), start):
        return "granted_this_year"
    if scene.wants("granted_this_year") and _TO_US.search(scene.text, max(own, start - 12), start):
        return "granted_this_year"
    if (
        "补" in scene.text
        and ("pay" in scene.kinds or scene.wants("fee_paid"))
        and _PAID_MORE.search(scene.text, max(own, start - 4), start)
    ):
        return "fee_paid"
    if "额度" in scene.text and _QUOTA.search(scene.text, max(own, start - 8), start):
        return "granted_this_year"
    if _SIGNED.search(scene.text, max(own, start - 4), start) or _CONTRACT_OF.search(
        scene.text, max(low, start - 6), start
    ):
        return "contract_amount"
    if "contract" in scene.kinds and is_one_of_contracts(scene, own, start):
        return "contract_amount"
    spent = any(mark in used and mark.kind == "contract" for mark in before) and not any(
        mark.kind in NEUTRAL and mark.kind != "total" and mark.start >= own > low for mark in before
    )
    before = [
        mark for mark in before if mark not in used and (mark.kind != "may" or start - mark.end <= _WISH_GAP)
    ]
    before = [mark for n, mark in enumerate(before) if not is_past_service(before, n)]
    for n, mark in enumerate(before):
        if mark.kind in NAMES and mark.start >= own:
            if mark.value == "part":
                return "fee_paid"
            if mark.kind == "pay" and (is_of_thing(scene, before[n + 1 :], own) or is_invested(scene, mark)):
                return "other"
            return NAMES[mark.kind]
    gap_end = amount.end
    for mark in scene.between(amount.end, high):
        if mark.kind == "service" and scene.text.startswith("的", amount.end):
            gap_end = mark.end  # 20万元的技术咨询合同
        elif mark.kind in _AFTER and mark not in used:
            if _is_apart(scene, number, mark):
                break
            plain = gap_end == amount.end or (gap_end >= mark.start and mark.kind == "contract")
            if plain and _RIGHT.fullmatch(scene.undated(min(gap_end, mark.start), mark.start)):
                return NAMES[mark.kind]
            break
    # A word of paying in an earlier phrase does not reach over the name of a service.
    if before and before[0].kind in NAMES:
        return NAMES[before[0].kind]
    if len(before) > 1 and before[0].kind == "total" and before[1].kind == "pay" and before[0].start >= own:
        return "fee_paid"  # 钱6月5号打过去的 一共31500
    if _CLEARED.match(scene.text, amount.end):
        return "fee_paid"
    if any(m.kind == "seek" and scene.text[m.start : m.end] in _PAID_TO for m in scene.between(low, start)):
        return "fee_paid"
    if not before and (low or own) and (told := _told_before(scene, max(low, own), start)):
        return told
    listed = "contract" in scene.kinds and listed_contracts(scene, start)
    if listed and not starting(scene.dates, listed.start(), start):
        return "contract_amount"
    counted = counted_contracts(scene, start) if contracted else None
    if counted and not any(mark.kind == "pay" for mark in scene.between(counted.end(), start)):
        return "contract_amount"  # 合同一共两个 培训1万2 检测7万5
    fee = scene.text.endswith(("费", "费用", "费是"), 0, start)  # 合同2月14签的 开发费30万
    return "contract?" if (spent and not fee) or contracted else None


_CLEARED = Pattern(
    "(?:块|元|的|钱|都|也|全|全部|已经?|款)*(?:付清|结清|付完|付讫|结完|给完|打完|结的|结算的|结账的)"
)
_PAID_TO = ("付给", "交给")
# 今年领过一回，一万五: the sum in a clause of its own.
_BARE_SUM = Pattern("(?:到账|到手|拿到|给了|批了|下来|兑了|补了|一共|总共|合计|是|就|也就|才|大概|[ ])*")


def _told_before(scene: Scene, low: int, start: int) -> str | None:
    """What the clause before says of a sum that stands alone after it: 签的技术服务合同，22万."""
    if not _BARE_SUM.fullmatch(scene.text, low, start):
        return None
    begin, end = scene.clause(low - 1) if scene.clause(start)[0] == low else scene.phrase(low - 1)
    told = scene.between(begin, end)
    marks = [mark for mark in told if mark.kind in TELLING or mark.value == "payment full"]
    if not marks or starting(scene.amounts, begin, end) or scene.asks(end - 1):
        return None
    last = marks[-1]
    if last.value == "payment full":
        return "fee_paid"
    if last.kind not in ("granted", "contract") or scene.standing(last.start, last.end) != "held":
        return None
    return NAMES[last.kind]


_OF_PAPERS = ("contract", "invoice", "invoice_amount")
_ALL = Pattern(" *(?:也|都|全|已经?)")
# 检测费三万八发票也开了
_GOES_ON = Pattern("(?:也|都|已经?|全)+(?:开|有|齐|拿|到)")


def _is_apart(scene: Scene, number: int, mark: Mark) -> bool:
    """Whether a paper named after a sum in another phrase goes on by itself: 15万 合同跟票都在, 9千 都开了票."""
    amount = scene.amounts[number]
    following = scene.amounts[number + 1].start if number + 1 < len(scene.amounts) else -1
    if 0 <= following - mark.end <= _CONTRACT_GAP:
        # 检测费6.5万 今年已经领过2万了
        return scene.phrase(amount.end - 1) != scene.phrase(mark.start)
    if mark.kind not in _OF_PAPERS:
        return False
    if mark.kind == "invoice" and (
        _ALL.match(scene.text, amount.end) or _GOES_ON.match(scene.text, mark.end)
    ):
        return True
    low, high = scene.phrase(mark.start)
    return amount.end <= low and mark.end < high
